"""The wheel is complete: installed from it, the wizard serves every page from any folder."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from tests.conftest import ROOT, answers, free_port
from tests.project.conftest import UV, environment, must, run

# Files that commands make.
MADE = {"dist", ".venv", ".pytest_cache", "bench.json"}


@pytest.fixture(scope="module")
def wizard(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the command `wizard` of an environment with the wheel and all its extras only."""
    folder = tmp_path_factory.mktemp("elsewhere") / "env"
    locked = folder.with_name("locked.txt")
    python = ("--python", folder / "bin" / "python")
    options = ("--offline", "--locked", "--no-dev", "--all-extras", "--no-emit-project")
    must(*UV, "export", *options, "--output-file", locked)
    must(*UV, "venv", "--offline", "--python", sys.executable, folder)
    install = (*UV, "pip", "install", *python, "--no-deps", "--requirements", locked)
    # uv's cache usually has every package, because `make setup` has installed them.
    if run(*install, "--offline").returncode:
        must(*install)
    must(*UV, "pip", "install", *python, "--no-deps", "--offline", wheel)
    must(*UV, "pip", "check", *python)
    return folder / "bin" / "wizard"


@pytest.fixture(scope="module")
def address(wizard: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the URL at which the installed wizard, started in another folder, serves its flows."""
    folder = tmp_path_factory.mktemp("anywhere")
    port = free_port()
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
            while not answers(port):
                assert server.poll() is None, (folder / "output.txt").read_text(encoding="utf-8")
                assert time.monotonic() < deadline, "nothing is served after a minute"
                time.sleep(0.05)
            assert f"http://127.0.0.1:{port}/" in (folder / "output.txt").read_text(
                encoding="utf-8"
            )
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()


@pytest.mark.slow
def test_wheel_contains_templates_static_files_and_flows(wheel: Path) -> None:
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


@pytest.mark.slow
def test_installed_wizard_accepts_its_own_flows(wizard: Path, tmp_path: Path) -> None:
    """`wizard check` works where only the wheel is installed."""
    checked = subprocess.run(
        (wizard, "check"), cwd=tmp_path, env=environment(), capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stderr.decode()


@pytest.mark.slow
def test_installed_wizard_serves_every_page(address: str) -> None:
    """Every page that links lead to answers 200 and sets no cookie.

    The deadline pages, thousands of the same kind, are behind `nofollow` links and left out.
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
                path = urljoin(address, urlsplit(link).path)  # each path once, without its answers
                if link.startswith(address) and path not in found:
                    found.add(path)
                    waiting.append(link)
    assert wrong == []
    assert all(any(f"/{flow.stem}/" in url for url in found) for flow in flow_files()), (
        "links do not reach every flow"
    )


def links(body: bytes, base: str) -> Iterator[str]:
    """Yield the URLs of the links and files in a page."""
    for tag in BeautifulSoup(body, "lxml").select("[href]:not([rel~=nofollow]), [src]"):
        yield urldefrag(urljoin(base, str(tag.get("href") or tag.get("src")))).url


def flow_files() -> list[Path]:
    """Return the shipped files that contain a flow."""
    return [
        path
        for path in (ROOT / "flows").glob("*.yaml")
        if "\nsteps:" in path.read_text(encoding="utf-8")
    ]


def test_source_archive_contains_what_tests_need() -> None:
    """The archive names every top folder that is in the repository, and no name that is missing."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    named = set(project["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"])
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
    tests = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    read = set(re.findall(r'ROOT / "([\w.-]+)', tests))
    # hatchling adds these three, and the rest is made by commands.
    assert sorted(read - named - {"pyproject.toml", "README.md", ".gitignore"} - MADE) == []


def test_no_instruction_installs_the_package_by_name() -> None:
    """On an index, the name can belong to someone else until this package is published."""
    names = ("Containerfile", "*.md", "docs/**/*.md", "deploy/*", "scripts/**/*", ".github/**/*")
    by_name = re.compile(r"\b(?:install|uvx|pipx run)\b.*\bflow-wizard\b")
    lines = [
        f"{path.relative_to(ROOT)}: {line}"
        for name in names
        for path in ROOT.glob(name)
        if path.is_file() and "__pycache__" not in path.parts
        for line in path.read_text("utf-8").splitlines()
    ]
    assert any("install '.[all]'" in line for line in lines)
    assert [line for line in lines if by_name.search(line)] == []
