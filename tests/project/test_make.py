"""`make run` and `make check` set up what is missing, or say in one line why they cannot."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.conftest import ROOT

LEFT_OUT = (".git", ".venv", "dist", "node_modules", "__pycache__", "*_cache", ".hypothesis")
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
        command,
        cwd="/",
        env=environment(**extra),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
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
        python.write_text(
            '#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 || exit 1\n', encoding="utf-8"
        )
        python.chmod(0o755)
    assert complaint(make(clone, target, PATH=f"{tmp_path}:{os.environ['PATH']}")) == (
        "setup: Python 3.11 or newer is needed, found Python 3.9.2; "
        "install one, or name it: make PYTHON=/path/to/python3"
    )


@pytest.fixture
def bare_system(tmp_path: Path) -> Path:
    """A folder for PATH that holds what the set-up script itself takes, and no browser, Graphviz or apt-get."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "cat", "cksum", "dirname", "id", "env", "ln", "true"):
        (folder / name).symlink_to(str(shutil.which(name)))
    return folder


@pytest.fixture
def set_up(clone: Path) -> Path:
    """A clone whose Python packages are set up."""
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to(sys.executable)
    lists = b"".join((clone / name).read_bytes() for name in ("pyproject.toml", "uv.lock"))
    wanted = subprocess.run(("cksum",), input=lists, capture_output=True, check=True)
    for level in ("run", "check"):
        (clone / ".venv" / f"ready-to-{level}").write_bytes(wanted.stdout)
    return clone


def set_up_for(
    level: str, folder: Path, path: Path, **extra: str
) -> subprocess.CompletedProcess[str]:
    """Run the set-up script on a folder, with nothing but a folder on PATH."""
    command = (str(path / "sh"), "scripts/setup.sh", level)
    variables = {"PATH": str(path), **extra}
    return subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, text=True, timeout=60, check=False
    )


def test_what_the_system_lacks_is_named_in_one_line(set_up: Path, bare_system: Path) -> None:
    """The browser, Graphviz, nginx, wrk, or all of them; to run none is asked for."""
    nginx = (
        "nginx is needed, with openssl: install nginx, libnginx-mod-http-brotli-static and openssl"
    )
    browser = "a browser is needed: install Chromium or Chrome, or name one: make check WIZARD_CHROMIUM=/path/to/it"
    graphviz, wrk = "Graphviz is needed: install graphviz", "wrk is needed: install wrk"
    done = set_up_for("check", set_up, bare_system)
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        f"setup: {browser}; {graphviz}; {nginx}; {wrk}\n",
    )
    done = set_up_for("check", set_up, bare_system, WIZARD_CHROMIUM="cat")
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        f"setup: {graphviz}; {nginx}; {wrk}\n",
    )
    for name in ("nginx", "openssl", "wrk"):
        (bare_system / name).symlink_to(bare_system / "cat")
    (bare_system / "dot").symlink_to(bare_system / "cat")
    done = set_up_for("check", set_up, bare_system)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"setup: {browser}\n")
    done = set_up_for("check", set_up, bare_system, WIZARD_CHROMIUM="cat")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (bare_system / "dot").unlink()
    done = set_up_for("run", set_up, bare_system)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_the_system_lacks_is_installed_together(set_up: Path, bare_system: Path) -> None:
    """With one apt-get install for all, and a line that says so; a named browser is left as it is."""
    (bare_system / "sudo").write_text('#!/bin/sh\n[ "$1" != -n ] || shift\nexec "$@"\n', "utf-8")
    (bare_system / "apt-get").write_text(
        f"""#!/bin/sh
echo "$@" >>{bare_system}/asked
for name in "$@"; do
    [ "$name" != graphviz ] || ln -s cat {bare_system}/dot
    [ "$name" != nginx ] || ln -s cat {bare_system}/nginx
    [ "$name" != wrk ] || ln -s cat {bare_system}/wrk
    [ "$name" != openssl ] || ln -s cat {bare_system}/openssl
    [ "$name" != chromium ] || ln -s cat {bare_system}/chromium
done
""",
        "utf-8",
    )
    for name in ("sudo", "apt-get"):
        (bare_system / name).chmod(0o755)
    done = set_up_for("check", set_up, bare_system, WIZARD_CHROMIUM="cat")
    assert (done.returncode, done.stdout) == (
        0,
        "setup: installing graphviz nginx libnginx-mod-http-brotli-static openssl wrk with apt-get, for `make check`\n",
    )
    (bare_system / "dot").unlink()
    done = set_up_for("check", set_up, bare_system)
    assert (done.returncode, done.stderr) == (0, "")
    asked = [
        line
        for line in (bare_system / "asked").read_text("utf-8").splitlines()
        if " install " in line
    ]
    assert [line.partition("recommends ")[2] for line in asked] == [
        "graphviz nginx libnginx-mod-http-brotli-static openssl wrk fonts-liberation",
        "chromium fonts-dejavu-core graphviz fonts-liberation",
    ]


def test_an_unreachable_package_index_is_said(clone: Path) -> None:
    """Without the package index, one line says so and names the log; the next try does not take it for done."""
    settings = {
        "PIP_INDEX_URL": NO_INDEX,
        "UV_DEFAULT_INDEX": NO_INDEX,
        "PIP_CONFIG_FILE": os.devnull,
    }
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
    shutil.copy(
        Path(sys.executable).with_name("uv"), clone / ".venv" / "bin" / "uv"
    )  # spares the network
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = (
        "make",
        "-C",
        clone,
        "run",
        f"PORT={port}",
        "UV_OFFLINE=1",
    )  # setting up here has filled uv's cache
    said = tmp_path / "said.txt"
    with (
        said.open("w") as output,
        subprocess.Popen(
            command, cwd="/", env=environment(), stdout=output, stderr=output, process_group=0
        ) as served,
    ):
        try:
            deadline = time.monotonic() + 120
            while not answers(port):
                assert served.poll() is None, said.read_text(encoding="utf-8")
                assert time.monotonic() < deadline, said.read_text(encoding="utf-8")
                time.sleep(0.1)
            os.killpg(
                served.pid, signal.SIGINT
            )  # as a terminal does: to make, the server and its worker alike
            served.wait(timeout=30)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(served.pid, signal.SIGKILL)
    assert not answers(port), "something still serves after Ctrl-C"
    assert "setup: installing what `make run` needs (from uv.lock, into .venv)" in said.read_text(
        encoding="utf-8"
    )
    again = make(clone, "run", "PORT=none")
    assert "setup:" not in again.stdout + again.stderr, "a second run set up again"


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as page:
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
    assert all(
        command.startswith(f".venv/bin/{tool}")
        for command, tool in zip(commands, tools, strict=True)
    )


def test_check_browsers_sets_up_and_runs_what_check_leaves_out() -> None:
    """`make check-browsers` says each phase, and measures alone; between them the two commands run every test."""
    lines = make(ROOT, "-n", "check-browsers").stdout.splitlines()
    assert lines[0] == "sh scripts/setup.sh browsers"
    assert [line for line in lines if line.startswith("echo")] == [
        'echo "check-browsers: pages and browsers"',
        'echo "check-browsers: what a busy machine would distort"',
    ]
    assert [match[1] for line in lines if (match := re.search(r"-m '(.*?)'", line))] == [
        "browsers and not alone",
        "browsers and alone",
    ]
    assert "--numprocesses" not in lines[-1]
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "pytest"
    ]
    assert settings["addopts"][-2:] == ["-m", "not browsers"]
    assert "make check-browsers: " in make(ROOT, "help").stdout


def test_an_unknown_level_is_named(clone: Path, bare_system: Path) -> None:
    """A slip in the script's argument gives one line, and nothing is left behind."""
    done = set_up_for("browser", clone, bare_system)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "setup: no such level: browser; one of run, check, browsers\n"
    assert not (clone / ".venv").exists()


def test_what_the_system_lacks_for_the_browser_tests_is_named_at_once(
    set_up: Path, bare_system: Path
) -> None:
    """Where nothing can be installed, one line names every package that is missing."""
    shutil.copy(set_up / ".venv" / "ready-to-check", set_up / ".venv" / "ready-to-browsers")
    for name in ("dot", "nginx", "openssl", "wrk", "java", "xauth"):
        (bare_system / name).symlink_to(bare_system / "cat")
    done = set_up_for("browsers", set_up, bare_system, WIZARD_CHROMIUM="cat")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "setup: `make check-browsers` needs these packages, or what they are called here: "
        "chromium-driver firefox-esr webkit2gtk-driver xvfb zbar-tools\n"
    )


@pytest.mark.browsers
def test_setting_up_twice_is_quiet() -> None:
    """Where everything is there, nothing is done and nothing said; the tools got what they would have downloaded."""
    done = subprocess.run(
        ("sh", "scripts/setup.sh", "browsers"),
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("", "")
    tools = ROOT / "tests" / "browsers" / "node_modules"
    assert (tools / "@mdn" / "mdn-http-observatory" / "conf" / "hsts-preload.json").read_text(
        "utf-8"
    ) == "{}\n"


@pytest.mark.browsers
def test_an_unreachable_registry_of_tools_is_said(set_up: Path, tmp_path: Path) -> None:
    """Without npm's registry, one line says so and names the log; the next try does not take it for done."""
    venv, ours = set_up / ".venv", ROOT / ".venv"
    shutil.copy(venv / "ready-to-check", venv / "ready-to-browsers")
    for name in ("node", "npm"):
        (venv / "bin" / name).symlink_to(ours / "bin" / name)
    settings = {
        "npm_config_registry": NO_INDEX,
        "npm_config_fetch_retries": "0",
        "npm_config_cache": str(tmp_path),
    }
    for _ in range(2):
        done = subprocess.run(
            ("sh", "scripts/setup.sh", "browsers"),
            cwd=set_up,
            env=environment(**settings),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert (
            done.stderr
            == "setup: npm could not install the tools of tests/browsers; its words are in .venv/setup.log\n"
        )
        assert (
            done.stdout
            == "setup: installing the tools of tests/browsers/package-lock.json with npm\n"
        )


def test_the_tools_of_the_browser_tests_are_pinned() -> None:
    """Each to one version, the same in the lock; no package may run a script of its own when it is installed."""
    folder = ROOT / "tests" / "browsers"
    wanted = json.loads((folder / "package.json").read_text("utf-8"))
    lock = json.loads((folder / "package-lock.json").read_text("utf-8"))["packages"]
    assert wanted["dependencies"] == lock[""]["dependencies"]
    for name, version in (wanted["dependencies"] | wanted["overrides"]).items():
        assert lock[f"node_modules/{name}"]["version"] == version
    assert all(
        package.get("integrity", "").startswith("sha512-")
        for place, package in lock.items()
        if place
    )
    assert "npm ci --ignore-scripts" in (ROOT / "scripts" / "setup.sh").read_text(encoding="utf-8")


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
    assert set(re.findall(r'\w+://[^/"]+', lock)) == {
        "https://pypi.org",
        "https://files.pythonhosted.org",
    }
    assert re.findall(r'(?:path|directory|editable) = "([^"]*)"', lock) == ["."]
