"""What pip installs is the whole wizard: built from the source archive, it serves every page from anywhere."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from tests.conftest import ROOT

PIP = (sys.executable, "-m", "pip")
UV = (sys.executable, "-m", "uv")


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )


def must(*command: str | Path) -> None:
    done = run(*command)
    assert done.returncode == 0, done.stderr


def environment() -> dict[str, str]:
    """Ours, without what could lead an installed wizard back to this folder; uv knows the index pip was told of."""
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("WIZARD_", "PYTHON", "FLASK_", "VIRTUAL_ENV"))
    }
    index = subprocess.run(
        (*PIP, "config", "get", "global.index-url"), capture_output=True, text=True, check=False
    )
    told = kept.get("PIP_INDEX_URL") or index.stdout.strip()
    return kept if not told else {"UV_DEFAULT_INDEX": told} | kept


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source archive alone and without the network."""
    folder = tmp_path_factory.mktemp("dist")
    must(
        *UV,
        "build",
        "--offline",
        "--no-build-isolation",
        "--python",
        sys.executable,
        "--out-dir",
        folder,
    )
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def wizard(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `wizard` in an environment that holds the wheel and what it asks for, and nothing else."""
    folder = tmp_path_factory.mktemp("elsewhere") / "env"
    locked = folder.with_name("locked.txt")
    python = ("--python", folder / "bin" / "python")
    options = ("--offline", "--locked", "--no-dev", "--no-emit-project", "--output-file", locked)
    must(*UV, "export", *options)
    must(*UV, "venv", "--offline", "--python", sys.executable, folder)
    install = (*UV, "pip", "install", *python, "--no-deps", "--requirements", locked)
    if run(
        *install, "--offline"
    ).returncode:  # what setting up has fetched lies in uv's cache; if not:
        must(*install)
    must(*UV, "pip", "install", *python, "--no-deps", "--offline", wheel)
    must(*UV, "pip", "check", *python)
    return folder / "bin" / "wizard"


@pytest.fixture(scope="module")
def address(wizard: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the installed wizard serves its own flows, started from a folder that has nothing to do with it."""
    folder = tmp_path_factory.mktemp("anywhere")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (
        (folder / "output.txt").open("w+", encoding="utf-8") as output,
        subprocess.Popen(
            (wizard, "run", "--port", str(port)),
            cwd=folder,
            env=environment(),
            stdout=output,
            stderr=output,
        ) as server,
    ):
        try:
            deadline = time.monotonic() + 60
            while not listens(port):
                assert server.poll() is None, (folder / "output.txt").read_text(encoding="utf-8")
                assert time.monotonic() < deadline, "nothing is served after a minute"
                time.sleep(0.05)
            assert f"http://127.0.0.1:{port}/" in (folder / "output.txt").read_text(
                encoding="utf-8"
            )
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_wheel_carries_templates_static_files_and_flows(wheel: Path) -> None:
    """Every file of templates/, static/ and flows/ is in the wheel, below wizard/_data."""
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    ours = {
        path.relative_to(ROOT)
        for name in ("templates", "static", "flows")
        for path in (ROOT / name).rglob("*")
    }
    assert packed >= {f"wizard/_data/{path.as_posix()}" for path in ours if (ROOT / path).is_file()}
    assert {name.split("/")[0] for name in packed} == {
        "wizard",
        next(n for n in packed if "dist-info" in n).split("/")[0],
    }


def test_installed_wizard_accepts_its_own_flows(wizard: Path, tmp_path: Path) -> None:
    """`wizard check` works where only the wheel is installed."""
    checked = subprocess.run(
        (wizard, "check"), cwd=tmp_path, env=environment(), capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stderr.decode()


def test_installed_wizard_serves_every_page(address: str) -> None:
    """Following plain links from the first page, each page answers 200, and none sets a cookie.

    The pages of single days, thousands of the same kind, say nofollow and are left out.
    """
    found, waiting, wrong = {address}, [address], []
    while waiting:
        url = waiting.pop()
        try:
            with urllib.request.urlopen(url, timeout=30) as page:
                body, headers = page.read(), page.headers
        except urllib.error.HTTPError as error:
            wrong.append(f"{error.code} {url}")
            error.close()
            continue
        if "Set-Cookie" in headers:
            wrong.append(f"sets a cookie: {url}")
        if headers.get_content_type() == "text/html":
            for link in links(body, url):
                path = urljoin(address, urlsplit(link).path)  # each path once, whatever its trail
                if link.startswith(address) and path not in found:
                    found.add(path)
                    waiting.append(link)
    assert wrong == []
    assert all(any(f"/{flow.stem}/" in url for url in found) for flow in flow_files()), (
        "a flow was never met"
    )


def links(body: bytes, base: str) -> Iterator[str]:
    for tag in BeautifulSoup(body, "lxml").select("[href]:not([rel~=nofollow]), [src]"):
        yield urldefrag(urljoin(base, str(tag.get("href") or tag.get("src")))).url


def flow_files() -> list[Path]:
    return [
        path
        for path in (ROOT / "flows").glob("*.yaml")
        if "\nsteps:" in path.read_text(encoding="utf-8")
    ]
