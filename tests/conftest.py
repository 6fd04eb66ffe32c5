"""What several test files use. Real parts only: real files, a real application, a real server, a real browser."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright

from wizard import Flow, create_app, load_flow, load_flows, still
from wizard.export import export
from wizard.flow import Site
from wizard.still import Base

ROOT = Path(__file__).parent.parent
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]  # of axe-core, by their tags

Write = Callable[..., Path]
Audit = Callable[[Page], list[str]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write texts as the files of a flow folder: write(guide="title: ..."), an underscore standing for a dash."""

    def write(**texts: str) -> Path:
        folder = tmp_path / "flows"
        folder.mkdir(exist_ok=True)
        for name, text in texts.items():
            (folder / f"{name.replace('_', '-')}.yaml").write_text(text, "utf-8")
        return folder

    return write


@pytest.fixture
def flow(write: Write) -> Callable[[str], Flow]:
    """The flow of a YAML text."""

    def flow(text: str) -> Flow:
        return load_flow(write(guide=text) / "guide.yaml")

    return flow


@pytest.fixture(scope="session")
def shipped() -> Site:
    """The site that comes with the package."""
    return load_flows(ROOT / "flows")


@pytest.fixture
def client(shipped: Site) -> FlaskClient:
    """A client of the shipped site."""
    return create_app(shipped).test_client()


@pytest.fixture(scope="session")
def written(shipped: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped site as files, as it will lie at https://example.org/help, with the pages of one day only."""
    out = tmp_path_factory.mktemp("export") / "help"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(still, "REACH", (0, 0))
        export(shipped, out, Base.of("https://example.org/help"), date(2026, 11, 23))
    return out


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of the shipped site, served by the shipped server in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "wizard.cli", "run", str(ROOT / "flows"), "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def launch() -> Iterator[Callable[..., str]]:
    """Start servers of the shipped kind: launch(folder, *options, log=file) is the address of one that answers."""
    with contextlib.ExitStack() as running:

        def launch(folder: Path, *options: str, log: Path) -> str:
            port = free_port()
            command = [sys.executable, "-m", "wizard.cli", "run", str(folder), "--port", str(port), *options]
            file = running.enter_context(log.open("wb"))
            process = subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT)
            running.callback(process.wait, 10)
            running.callback(process.terminate)
            wait_for(f"http://127.0.0.1:{port}", process)
            return f"http://127.0.0.1:{port}"

        yield launch


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers; fail when its process ends or half a minute passes."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended before it answered"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer within half a minute")


def chromium() -> str:
    """The path of the system's Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = os.environ.get("WIZARD_CHROMIUM") or next((found for name in names if (found := shutil.which(name))), None)
    assert path, "these tests need Chromium: run `make setup`, or name one with WIZARD_CHROMIUM"
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A page in a context of its own; anything on its console is a failure."""
    context = browser.new_context(base_url=server)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def auditor(axe: str) -> Audit:
    """A function that runs axe-core, given as its source, on a page: a line for each thing that is wrong or undecided.

    What axe-core cannot decide counts, so that nothing is left to look at by hand.
    """
    run = """async (tags) => {
        const told = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations', 'incomplete']});
        const line = (rule, node) => `${rule.id} ${node.target.join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ')}`;
        return [told.passes.length, [...told.violations, ...told.incomplete].flatMap((rule) => rule.nodes.map((node) => line(rule, node)))];
    }"""
    # Chromium paints forced colours, but computes this property without them. No style of ours sets it.
    painted = """() => {
        const ask = CSSStyleDeclaration.prototype.getPropertyValue;
        CSSStyleDeclaration.prototype.getPropertyValue = function (name) {
            return ask.call(this, name === '-webkit-text-fill-color' ? 'color' : name);
        };
    }"""

    def audit(page: Page) -> list[str]:
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(axe)
            page.evaluate(painted)
        passed, found = page.evaluate(run, RULES)
        assert passed > 10, "axe-core has looked at nothing"
        return [f"{page.url}: {line}" for line in found]

    return audit
