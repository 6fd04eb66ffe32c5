"""`make run` and `make check` set up what is missing, or say in one line why they cannot."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LEFT_OUT = (".git", ".venv", "dist", "__pycache__", "*_cache", ".hypothesis")
NO_INDEX = "http://127.0.0.1:9/simple"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The project as someone else gets it: nothing set up, in a folder with spaces in its name."""
    folder = tmp_path / "my clone of it"
    return shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which another program already listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def environment(**extra: str) -> dict[str, str]:
    """Ours, less what a `make check` around this test and its caller's settings would pass on."""
    ours = ("MAKE", "MFLAGS", "PORT", "PYTHON", "WIZARD_", "VIRTUAL_ENV")
    return {k: v for k, v in os.environ.items() if not k.startswith(ours)} | extra


def make(folder: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run make on a folder from another one, as `make -C FOLDER …`."""
    command = ("make", "--no-print-directory", "-C", str(folder), *arguments)
    return subprocess.run(
        command, cwd="/", env=environment(**extra), capture_output=True, text=True, timeout=120, check=False
    )


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """The one line on standard error; make's own last line, which names the target, is not counted."""
    assert done.returncode != 0
    assert done.stderr.count("\n") == 2, done.stderr
    line, last = done.stderr.splitlines()
    assert re.fullmatch(r"make: \*\*\* \[.*\] Error \d+", last)
    return line


@pytest.mark.parametrize("target", ["run", "check"])
def test_a_python_that_is_not_there_is_named(clone: Path, target: str) -> None:
    """A PYTHON that does not exist gives one line that names it, and nothing is left behind."""
    assert complaint(make(clone, target, "PYTHON=/nonexistent")) == (
        "setup: PYTHON=/nonexistent is not there, or is no Python 3.11 or newer"
    )
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("target", ["run", "check"])
def test_an_old_python_is_named(clone: Path, target: str, tmp_path: Path) -> None:
    """Where every Python on PATH is too old, one line says which was found and what to do."""
    for version in ("", ".11", ".12", ".13", ".14"):
        python = tmp_path / f"python3{version}"
        python.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 || exit 1\n', encoding="utf-8")
        python.chmod(0o755)
    assert complaint(make(clone, target, PATH=f"{tmp_path}:{os.environ['PATH']}")) == (
        "setup: Python 3.11 or newer is needed, found Python 3.9.2; "
        "install one, or name it: make PYTHON=/path/to/python3"
    )


def test_an_unreachable_package_index_is_said(clone: Path) -> None:
    """Without the package index, one line says so and names the log; the next try does not take it for done."""
    settings = {"PIP_INDEX_URL": NO_INDEX, "UV_DEFAULT_INDEX": NO_INDEX, "PIP_CONFIG_FILE": os.devnull}
    for _ in range(2):
        done = make(clone, "run", f"PYTHON={sys.executable}", **settings)
        assert complaint(done) == (
            "setup: cannot reach the package index; check the network, or set PIP_INDEX_URL; see .venv/setup.log"
        )
        assert "setup: installing what `make run` needs" in done.stdout
    assert "127.0.0.1" in (clone / ".venv" / "setup.log").read_text(encoding="utf-8")


def test_first_run_in_a_new_clone_serves(clone: Path, tmp_path: Path) -> None:
    """In a new clone `make run` installs, says so in a line, serves, and ends at once on Ctrl-C."""
    subprocess.run((sys.executable, "-m", "venv", clone / ".venv"), check=True)
    shutil.copy(Path(sys.executable).with_name("uv"), clone / ".venv" / "bin" / "uv")  # spares the network
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ("make", "-C", clone, "run", f"PORT={port}", "UV_OFFLINE=1")  # setting up here has filled uv's cache
    said = tmp_path / "said.txt"
    with (
        said.open("w") as output,
        subprocess.Popen(command, cwd="/", env=environment(), stdout=output, stderr=output, process_group=0) as served,
    ):
        try:
            deadline = time.monotonic() + 120
            while not answers(port):
                assert served.poll() is None, said.read_text(encoding="utf-8")
                assert time.monotonic() < deadline, said.read_text(encoding="utf-8")
                time.sleep(0.1)
            os.killpg(served.pid, signal.SIGINT)  # as a terminal does: to make, the server and its worker alike
            served.wait(timeout=30)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(served.pid, signal.SIGKILL)
    assert not answers(port), "something still serves after Ctrl-C"
    assert "setup: installing what `make run` needs (from uv.lock, into .venv)" in said.read_text(encoding="utf-8")
    again = make(clone, "run", "PORT=none")
    assert "setup:" not in again.stdout + again.stderr, "a second run set up again"


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def test_a_port_in_use_is_said(taken_port: int) -> None:
    """On a port that another program holds, `make run` says so in one line that names the port."""
    done = make(ROOT, "run", f"PORT={taken_port}")
    assert str(taken_port) in complaint(done)
    assert "use" in complaint(done)


def stages(lines: Sequence[str]) -> list[str]:
    return [match[1] for line in lines if (match := re.search(r'echo "check: (\w+)"', line))]


def test_check_names_each_stage_and_runs_it() -> None:
    """`make check` runs format, lint, types, flows and tests, in this order, each after a line that names it."""
    lines = make(ROOT, "-n", "check").stdout.splitlines()
    assert stages(lines) == ["format", "lint", "types", "flows", "tests"]
    commands = [lines[i + 1] for i, line in enumerate(lines) if line.startswith('echo "check: ')]
    tools = ("ruff format --check", "ruff check", "mypy", "wizard check", "pytest")
    assert all(command.startswith(f".venv/bin/{tool}") for command, tool in zip(commands, tools, strict=True))


def test_continuous_integration_runs_make_check_and_nothing_else() -> None:
    """`.ci/run` and the workflow call `make check`: what passes there passes here."""
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        'cd "$(dirname "${BASH_SOURCE[0]}")/.." && exec make check'
    ]
    workflow = (ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    assert re.findall(r"- run: (.*)", workflow) == ["make check"]


def test_the_lock_names_no_index_but_pypi() -> None:
    """uv.lock can be installed from anywhere: it names PyPI, and no other index, file or folder."""
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert set(re.findall(r'registry = "([^"]*)"', lock)) == {"https://pypi.org/simple"}
    assert set(re.findall(r'\w+://[^/"]+', lock)) == {"https://pypi.org", "https://files.pythonhosted.org"}
    assert re.findall(r'(?:path|directory|editable) = "([^"]*)"', lock) == ["."]
