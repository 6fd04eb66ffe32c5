"""The pages of docs/ and CONTRIBUTING.md: what they tell a reader to run or to open exists."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from tests.command import wizard
from tests.conftest import ROOT
from wizard.cli.main import COMMANDS, main

PAGES = {
    str(path.relative_to(ROOT)): path.read_text("utf-8")
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
}
WIZARD = str(Path(sys.executable).with_name("wizard"))


def shell_lines(page: str) -> list[str]:
    """Return the lines of the `sh` blocks of a page, without comments and empty lines."""
    blocks = re.findall(r"^ *```sh\n(.*?)```", PAGES[page], re.DOTALL | re.MULTILINE)
    lines = (line.split("  #")[0].strip() for block in blocks for line in block.splitlines())
    return [line for line in lines if line]


@pytest.mark.parametrize("page", PAGES)
def test_commands_of_page_exist(page: str) -> None:
    """Every `make` target is in the Makefile; every `wizard` command and its options exist."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"(?:^|`)make ([a-z-]+)", PAGES[page], re.MULTILINE):
        assert f"\n{target}:" in makefile, target
    for line in shell_lines(page):
        if not line.startswith("wizard "):
            continue
        name, *arguments = shlex.split(line)[1:]
        assert name in COMMANDS, line
        command = main.get_command(click.Context(main), name)
        assert command is not None
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in arguments if word.startswith("--")} <= options, line


@pytest.mark.parametrize("page", PAGES)
def test_paths_of_page_exist(page: str) -> None:
    """Every path of this repository that a page names in backquotes exists."""
    tops = {path.name for path in ROOT.iterdir() if path.is_dir()}
    packages = {path.name for path in (ROOT / "wizard").iterdir() if path.is_dir()}
    for path in re.findall(r"`([\w-]+/[\w./-]*\w/?)`", PAGES[page]):
        top = path.split("/")[0]
        folder = ROOT if top in tops else ROOT / "wizard" if top in packages else None
        assert folder is None or (folder / path).exists(), path


@pytest.mark.slow
def test_commands_at_a_glance_run(tmp_path: Path) -> None:
    """Each line runs in a git repository that contains the shipped flows on a branch `main`."""
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    for command in (["init", "-qb", "main"], ["add", "."], ["commit", "-qm", "The flows"]):
        git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *command]
        subprocess.run(git, cwd=tmp_path, check=True)
    lines = shell_lines("docs/reference/command-line.md")
    assert len(lines) == 13
    for line in lines:
        done = subprocess.run(
            [WIZARD, *shlex.split(line)[1:]],
            cwd=tmp_path,
            env={**os.environ, "WIZARD_FLOWS": str(tmp_path / "flows")},
            input="q\n",
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert (done.returncode, done.stderr) == (0, ""), line
    assert (tmp_path / "map.svg").read_bytes().startswith(b"<?xml")


@pytest.mark.e2e  # the map of a flow is drawn by Graphviz
def test_export_commands_write_site_and_single_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both commands of the page that need no server run on a small folder."""
    flow = re.findall(r"```yaml\n(.*?)```", PAGES["README.md"], re.DOTALL)[0]
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "my-data.yaml").write_text(flow, "utf-8")
    monkeypatch.chdir(tmp_path)
    page = shell_lines("docs/how-to/static-export.md")
    lines = [line for line in page if line.startswith("wizard export ")]
    assert len(lines) == 2
    for line in lines:
        result = wizard(*shlex.split(line)[1:])
        assert result.exit_code == 0, result.output
    assert Path("site", "sitemap.xml").is_file()
    assert Path("my-data.html").is_file()


def test_python_api_examples_run_and_pass_mypy(tmp_path: Path) -> None:
    """The examples of the page run in a checkout, and mypy accepts them in strict mode."""
    blocks = re.findall(r"```python\n(.*?)```", PAGES["docs/reference/python-api.md"], re.DOTALL)
    examples = [block for block in blocks if block.startswith("from wizard")]
    assert len(examples) == 2
    files = []
    for number, example in enumerate(examples):
        files.append(tmp_path / f"example_{number}.py")
        files[-1].write_text(example, "utf-8")
        subprocess.run([sys.executable, "-c", example], cwd=ROOT, check=True, timeout=60)
    command = [sys.executable, "-m", "mypy", "--strict", *map(str, files)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout


def test_every_page_is_in_navigation() -> None:
    """The navigation of the site lists every page of docs/ once."""
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    listed = re.findall(r"^ +- (?:.*: )?([\w./-]+\.md)$", text, re.MULTILINE)
    pages = [page.removeprefix("docs/") for page in PAGES if page.startswith("docs/")]
    assert sorted(listed) == sorted(pages)


def test_issue_forms_are_valid_yaml() -> None:
    """GitHub ignores a form that it cannot read, so each form has a name and a body."""
    forms = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
    assert len(forms) == 5
    for form in forms:
        data = yaml.safe_load(form.read_text("utf-8"))
        if form.name != "config.yml":
            assert {"name", "description", "body"} <= set(data), form.name


@pytest.mark.slow
def test_docs_site_has_no_broken_link(tmp_path: Path) -> None:
    """MkDocs builds the site in strict mode: every link and anchor leads somewhere."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "problems" / "graph" / "index.html").is_file()
