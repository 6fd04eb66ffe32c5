"""The targets of the Makefile, and continuous integration, which runs them."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import ROOT


def environment(**extra: str) -> dict[str, str]:
    """Return our environment without the settings of a `make check` that runs this test."""
    ours = ("MAKE", "MFLAGS", "PORT", "PYTHON", "WIZARD_", "VIRTUAL_ENV")
    return {k: v for k, v in os.environ.items() if not k.startswith(ours)} | extra


def make(folder: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run make in a folder from another one, as `make -C FOLDER ...`."""
    command = ("make", "--no-print-directory", "-C", str(folder), *arguments)
    return subprocess.run(
        command,
        cwd="/",
        env=environment(**extra),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def commands_of(target: str) -> list[str]:
    """Return the commands that a target would run."""
    return make(ROOT, "-n", target).stdout.splitlines()


def marks_of(commands: Sequence[str]) -> list[str]:
    """Return what the pytest commands among these select by marks."""
    return [match[1] for line in commands if (match := re.search(r"pytest .*-m '(.*?)'", line))]


def test_check_names_each_stage_and_runs_it() -> None:
    """`make check` runs format, lint, types, flows and tests, in this order, and names each."""
    lines = commands_of("check")
    stages = [match[1] for line in lines if (match := re.search(r'echo "check: (\w+)"', line))]
    assert stages == ["format", "lint", "types", "flows", "tests"]
    commands = [lines[i + 1] for i, line in enumerate(lines) if line.startswith('echo "check: ')]
    tools = ("ruff format --check", "ruff check", "mypy", "wizard check", "pytest")
    assert all(
        command.startswith(f".venv/bin/{tool}")
        for command, tool in zip(commands, tools, strict=True)
    )


def test_setup_ends_with_the_line_that_activates_the_command() -> None:
    """Without this line a shell does not find `wizard`."""
    last = subprocess.run(
        ["sh", "-c", commands_of("setup")[-1]], capture_output=True, text=True, check=True
    )
    assert last.stdout.endswith("`wizard`, run this in each new shell: . .venv/bin/activate\n")


def test_test_runs_only_quick_tests() -> None:
    """`make test` needs no system package, and leaves out every test that needs one."""
    lines = commands_of("test")
    assert lines[0] == "sh scripts/setup.sh test"
    assert marks_of(lines) == ["not e2e and not slow and not browsers"]
    assert marks_of(commands_of("coverage")) == marks_of(lines)
    assert marks_of(commands_of("test-lowest")) == marks_of(lines)


def test_check_all_runs_every_test() -> None:
    """The tests that `make check` leaves out are those that the other targets of check-all run."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert settings["pytest"]["addopts"][-2:] == ["-m", "not browsers and not slow"]
    lines = commands_of("check-all")
    assert marks_of(lines) == [
        "slow and not browsers",
        "hypothesis and not browsers",
        "browsers and not alone",
        "browsers and alone",
    ]
    assert "--no-loadscope-reorder" in next(line for line in lines if "pytest" in line)
    assert "--numprocesses" not in lines[-1], "what measures must run alone"
    browsers = commands_of("check-browsers")
    assert browsers[0] == "sh scripts/setup.sh browsers"
    assert marks_of(browsers) == marks_of(lines)[2:]


def test_help_lists_every_target() -> None:
    """Each target has a line that says what it does."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)", text, re.MULTILINE)
    assert phony
    listed = [line.split()[1] for line in make(ROOT, "help").stdout.splitlines()]
    assert listed == [f"{name}:" for name in re.findall(r"^([a-z-]+):", text, re.MULTILINE)]
    assert {*listed} == {f"{name}:" for name in phony[1].split()}


WORKFLOW = (ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")


def test_ci_runs_make_targets_only() -> None:
    """`.ci/run` and the workflow call `make`, so that CI runs what you can run yourself."""
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        'cd "$(dirname "${BASH_SOURCE[0]}")/.." && exec make check'
    ]
    targets = ["lint", "test", "test-lowest", "check", "coverage", "check-slow", "check-all"]
    assert re.findall(r"- run: (.*)", WORKFLOW) == [f"make {target}" for target in targets]


def test_ci_workflow_tests_every_supported_python() -> None:
    """The quick tests run on each version that the classifiers of the package promise."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    promised = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    [unit] = re.findall(r"^  unit:\n(.*?)(?=^  \w+:)", WORKFLOW, re.MULTILINE | re.DOTALL)
    assert re.findall(r'"(3\.\d+)"', unit) == promised
    assert project["requires-python"] == f">={promised[0]}"


def test_ci_workflow_can_only_read_and_pins_its_actions() -> None:
    """The token of the workflow has no right to write, and each action is pinned by its commit."""
    assert re.search(r"^permissions:\n  contents: read\njobs:", WORKFLOW, re.MULTILINE)
    assert "write" not in WORKFLOW
    actions = re.findall(r"uses: (\S+)", WORKFLOW)
    assert len(actions) == 2 * WORKFLOW.count("runs-on:")
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action) for action in actions)
    assert WORKFLOW.count("persist-credentials: false") == WORKFLOW.count("actions/checkout@")


def test_lock_names_pypi_only() -> None:
    """uv.lock can be installed on any machine: it names PyPI and no other index, file or folder."""
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert set(re.findall(r'registry = "([^"]*)"', lock)) == {"https://pypi.org/simple"}
    assert set(re.findall(r'\w+://[^/"]+', lock)) == {
        "https://pypi.org",
        "https://files.pythonhosted.org",
    }
    assert re.findall(r'(?:path|directory|editable) = "([^"]*)"', lock) == ["."]
