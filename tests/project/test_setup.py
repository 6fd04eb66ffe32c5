"""scripts/setup.sh installs what is missing, or says in one line why it cannot."""

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
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, answers, free_port
from tests.project.test_make import environment, make

LEFT_OUT = (".git", ".venv", "dist", "node_modules", "__pycache__", "*_cache", ".hypothesis")
NO_INDEX = "http://127.0.0.1:9/simple"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a copy of the project without .venv, in a folder with spaces in its name."""
    folder = tmp_path / "my clone of it"
    return shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))


@pytest.fixture
def taken_port() -> Iterator[int]:
    """Yield a port on which another program already listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """Return the only line on standard error, apart from make's own line that names the target."""
    assert done.returncode != 0
    assert done.stderr.count("\n") == 2, done.stderr
    line, last = done.stderr.splitlines()
    assert re.fullmatch(r"make: \*\*\* \[.*\] Error \d+", last)
    return line


@pytest.mark.parametrize("target", ["run", "test", "check"])
def test_setup_reports_missing_python(clone: Path, target: str) -> None:
    """A PYTHON that does not exist is named in one line, and no .venv is left behind."""
    assert complaint(make(clone, target, "PYTHON=/nonexistent")) == (
        "setup: PYTHON=/nonexistent does not exist or is older than Python 3.11"
    )
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("target", ["run", "check"])
def test_setup_reports_old_python(clone: Path, target: str, tmp_path: Path) -> None:
    """If every Python on PATH is too old, one line says which was found and what to do."""
    for version in ("", ".11", ".12", ".13", ".14"):
        python = tmp_path / f"python3{version}"
        python.write_text(
            '#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 || exit 1\n', encoding="utf-8"
        )
        python.chmod(0o755)
    assert complaint(make(clone, target, PATH=f"{tmp_path}:{os.environ['PATH']}")) == (
        "setup: Python 3.11 or newer is required, but found Python 3.9.2; "
        "install it, or give its path: make PYTHON=/path/to/python3"
    )


@pytest.fixture
def bare_system(tmp_path: Path) -> Path:
    """Return a folder for PATH with the commands that setup.sh uses, and nothing to install."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "cat", "cksum", "dirname", "id", "env", "ln", "true"):
        (folder / name).symlink_to(str(shutil.which(name)))
    return folder


@pytest.fixture
def set_up(clone: Path) -> Path:
    """Return a clone whose Python packages are marked as installed."""
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
    """Run setup.sh in a folder, with one folder on PATH."""
    command = (str(path / "sh"), "scripts/setup.sh", level)
    variables = {"PATH": str(path), **extra}
    return subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, text=True, timeout=60, check=False
    )


def test_setup_reports_missing_system_packages_in_one_line(set_up: Path, bare_system: Path) -> None:
    """The message says what to do about each of them. `make run` and `make test` need none."""
    nginx = (
        "nginx and openssl are required: install nginx, libnginx-mod-http-brotli-static and openssl"
    )
    browser = (
        "a browser is required: install Chromium or Chrome, "
        "or give its path: make check WIZARD_CHROMIUM=/path/to/it"
    )
    graphviz, wrk = "Graphviz is required: install graphviz", "wrk is required: install wrk"
    done = set_up_for("check", set_up, bare_system)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"setup: {browser}; {graphviz}; {nginx}; {wrk}\n"
    done = set_up_for("check", set_up, bare_system, WIZARD_CHROMIUM="cat")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"setup: {graphviz}; {nginx}; {wrk}\n"
    for level in ("run", "test"):
        done = set_up_for(level, set_up, bare_system)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    for name in ("nginx", "openssl", "wrk"):
        (bare_system / name).symlink_to(bare_system / "cat")
    (bare_system / "dot").symlink_to(bare_system / "cat")
    done = set_up_for("check", set_up, bare_system)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"setup: {browser}\n")
    done = set_up_for("check", set_up, bare_system, WIZARD_CHROMIUM="cat")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_setup_installs_missing_system_packages_together(set_up: Path, bare_system: Path) -> None:
    """One `apt-get install` and one line for all of them; a browser that was given is kept."""
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
        "setup: installing graphviz nginx libnginx-mod-http-brotli-static openssl wrk "
        "with apt-get, for `make check`\n",
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


@pytest.mark.slow
def test_setup_reports_unreachable_package_index(clone: Path) -> None:
    """One line reports it and names the log. The next try starts again."""
    settings = {
        "PIP_INDEX_URL": NO_INDEX,
        "UV_DEFAULT_INDEX": NO_INDEX,
        "PIP_CONFIG_FILE": os.devnull,
    }
    for _ in range(2):
        done = make(clone, "run", f"PYTHON={sys.executable}", **settings)
        assert complaint(done) == (
            "setup: cannot reach the package index; "
            "check the network, or set PIP_INDEX_URL; see .venv/setup.log"
        )
        assert "setup: installing what `make run` needs" in done.stdout
    assert "127.0.0.1" in (clone / ".venv" / "setup.log").read_text(encoding="utf-8")


def serves(port: int) -> bool:
    """Return whether a server on this port answers with a page."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as page:
            return bool(page.status == 200)
    except OSError:
        return False


@pytest.mark.slow
def test_run_in_new_clone_installs_and_serves(clone: Path, tmp_path: Path) -> None:
    """`make run` installs the packages, says so in one line, serves, and stops on Ctrl-C."""
    subprocess.run((sys.executable, "-m", "venv", clone / ".venv"), check=True)
    uv = Path(sys.executable).with_name("uv")
    shutil.copy(uv, clone / ".venv" / "bin" / "uv")  # saves a download
    port = free_port()
    # uv's cache has every package, because `make check` has installed them.
    command = ("make", "-C", clone, "run", f"PORT={port}", "UV_OFFLINE=1")
    output = tmp_path / "output.txt"
    with (
        output.open("w") as file,
        subprocess.Popen(
            command, cwd="/", env=environment(), stdout=file, stderr=file, process_group=0
        ) as served,
    ):
        try:
            end = time.monotonic() + 120
            while not serves(port):
                assert served.poll() is None, output.read_text(encoding="utf-8")
                assert time.monotonic() < end, output.read_text(encoding="utf-8")
                time.sleep(0.1)
            # A terminal sends Ctrl-C to the whole group: make, the server and its workers.
            os.killpg(served.pid, signal.SIGINT)
            served.wait(timeout=60)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(served.pid, signal.SIGKILL)
    assert not answers(port), "a process still serves after Ctrl-C"
    line = "setup: installing what `make run` needs (from uv.lock, into .venv)"
    assert line in output.read_text(encoding="utf-8")
    again = make(clone, "run", "PORT=none")
    assert "setup:" not in again.stdout + again.stderr, "the second run installed again"


def test_run_reports_port_in_use(taken_port: int) -> None:
    """If another program listens on the port, one line says so and names the port."""
    done = make(ROOT, "run", f"PORT={taken_port}")
    assert str(taken_port) in complaint(done)
    assert "use" in complaint(done)


def test_setup_reports_unknown_level(clone: Path, bare_system: Path) -> None:
    """A typo in the argument of setup.sh is named in one line, and no .venv is left behind."""
    done = set_up_for("browser", clone, bare_system)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "setup: unknown level: browser; use one of run, test, check, browsers\n"
    assert not (clone / ".venv").exists()


def test_setup_reports_missing_packages_of_check_browsers(set_up: Path, bare_system: Path) -> None:
    """If nothing can be installed, one line names every missing package."""
    shutil.copy(set_up / ".venv" / "ready-to-check", set_up / ".venv" / "ready-to-browsers")
    for name in ("dot", "nginx", "openssl", "wrk", "java", "xauth"):
        (bare_system / name).symlink_to(bare_system / "cat")
    done = set_up_for("browsers", set_up, bare_system, WIZARD_CHROMIUM="cat")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "setup: `make check-browsers` needs these packages (their names may differ on your "
        "system): chromium-driver firefox-esr webkit2gtk-driver xvfb zbar-tools\n"
    )


@pytest.mark.browsers
def test_setup_of_complete_environment_prints_nothing() -> None:
    """If everything is installed, setup.sh does nothing. The tools have their list of sites."""
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
def test_setup_reports_unreachable_npm_registry(set_up: Path, tmp_path: Path) -> None:
    """One line reports it and names the log. The next try starts again."""
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
        assert done.stderr == (
            "setup: npm could not install the tools of tests/browsers; see .venv/setup.log\n"
        )
        assert done.stdout == (
            "setup: installing the tools of tests/browsers/package-lock.json with npm\n"
        )


def test_npm_tools_are_pinned() -> None:
    """Each tool has one version, the same in the lock, and no package may run an install script."""
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
