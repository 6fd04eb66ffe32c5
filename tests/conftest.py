"""What several test files use. Real parts only: real files, a real application, a real server, a real browser."""

from __future__ import annotations

import contextlib
import http.client
import math
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from wizard import Flow, create_app, load_flow, load_flows
from wizard.export import snapshot
from wizard.export.links import SiteBase
from wizard.export.static_site import export
from wizard.model.site import Site

ROOT = Path(__file__).parent.parent
# A busy machine is no failure.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
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

expect.set_options(timeout=30_000)  # milliseconds: a busy machine is slow, not wrong
APART = 700  # milliseconds between two taps that are both meant

if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):  # so begins what a shell runs behind it, and all that it starts
    signal.signal(signal.SIGINT, signal.default_int_handler)

RULES = [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
]  # of axe-core, by their tags

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
    """The shipped site as files, as it will lie at https://example.org, with the pages of one day only."""
    out = tmp_path_factory.mktemp("export") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "REACH", (0, 0))
        export(shipped, out, SiteBase.of("https://example.org"), date(2026, 11, 23))
    return out


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# However the tests end, the kernel ends with them what they started. Only Linux can be asked for this.
WITH_US = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []


@contextlib.contextmanager
def serving(folder: Path, *options: str, port: int = 0, log: Path | None = None) -> Iterator[str]:
    """The address of a server of the shipped kind that answers, in a process of its own; at the end it is gone."""
    port = port or free_port()
    command = [
        *WITH_US,
        sys.executable,
        "-m",
        "wizard.cli",
        "run",
        str(folder),
        "--port",
        str(port),
        *options,
    ]
    with log.open("wb") if log else contextlib.nullcontext() as file:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=file or subprocess.DEVNULL, stderr=file
        )
        try:
            wait_for(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(60)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of the shipped site."""
    with serving(ROOT / "flows") as address:
        yield address


@pytest.fixture
def launch() -> Iterator[Callable[..., str]]:
    """Start servers of the shipped kind: launch(folder, *options, log=file) is the address of one that answers."""
    with contextlib.ExitStack() as running:
        yield lambda folder, *options, log: running.enter_context(
            serving(folder, *options, log=log)
        )


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers; fail when its process ends or a minute passes."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended before it answered"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer within a minute")


@dataclass
class Nginx:
    """An nginx that runs with a file of deploy/: where it answers, what it knows as its own, what it logs."""

    address: str
    trust: ssl.SSLContext
    log: Path
    process: subprocess.Popen[bytes]
    open: contextlib.ExitStack
    local: threading.local = field(default_factory=threading.local)

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Ask for a path, on a connection that each thread keeps. The names of headers are written with underscores."""
        asked = {name.replace("_", "-"): value for name, value in headers.items()}
        before, self.local.asked = getattr(self.local, "asked", -math.inf), time.monotonic()
        if (
            self.local.asked - before > 10
        ):  # seconds; nginx ends a connection that was idle for thirty
            self.local.connection = http.client.HTTPSConnection(
                self.address, context=self.trust, timeout=30
            )
            self.open.callback(self.local.connection.close)
        self.local.connection.request("GET", path, headers={"Host": "example.org"} | asked)
        response = self.local.connection.getresponse()
        return response.status, response.headers, response.read()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for this machine, made by itself."""
    folder = tmp_path_factory.mktemp("certificate")
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=example.org"
    names = ["-addext", "subjectAltName=DNS:example.org,IP:127.0.0.1"]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def nginx(
    certificate: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Nginx]]:
    """Start nginx with a file of deploy/: nginx(name, {text: another}) says what differs on this machine."""
    with contextlib.ExitStack() as running:

        def start(name: str, differs: Mapping[str, str]) -> Nginx:
            folder, port = tmp_path_factory.mktemp("nginx"), free_port()
            text = re.sub(r" *listen \[::\].*\n", "", (ROOT / "deploy" / name).read_text("utf-8"))
            here = {
                "listen 443": f"listen 127.0.0.1:{port}",
                "listen 80": f"listen 127.0.0.1:{free_port()}",
            }
            here |= {"/etc/ssl/wizard": str(certificate), "/var/log/nginx": str(folder), **differs}
            for there, other in {**here, "/var/cache/nginx": str(folder)}.items():
                assert there in text or there == "/var/cache/nginx", there
                text = text.replace(there, other)
            (folder / "wizard.conf").write_text(text, "utf-8")
            kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
            modules = "".join(
                f"load_module {path};\n"
                for path in Path("/usr/lib/nginx/modules").glob("*brotli_static*")
            )
            main = f"{modules}daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/errors;\n"
            main += (
                "user root;\n" if os.geteuid() == 0 else ""
            )  # or it could not read what the tests wrote
            main += f"events {{}}\nhttp {{\n{temporary}include {folder}/wizard.conf;\n}}\n"
            (folder / "nginx.conf").write_text(main, "utf-8")
            command = [
                shutil.which("nginx") or "/usr/sbin/nginx",
                "-e",
                "stderr",
                "-c",
                str(folder / "nginx.conf"),
            ]
            told = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
            assert told.returncode == 0, told.stderr
            assert "warn" not in told.stderr, told.stderr
            process = running.enter_context(
                subprocess.Popen([*WITH_US, *command], stderr=subprocess.DEVNULL)
            )
            running.callback(process.terminate)
            trust = ssl.create_default_context(cafile=str(certificate / "fullchain.pem"))
            wait_until(lambda: answers(port))
            return Nginx(f"127.0.0.1:{port}", trust, folder / "wizard.log", process, running)

        yield start


@pytest.fixture(scope="session")
def static_site(written: Path, nginx: Callable[..., Nginx]) -> Nginx:
    """The written site, served by nginx with deploy/static.conf."""
    return nginx("static.conf", {"/srv/wizard/site": str(written)})


def answers(port: int) -> bool:
    """Whether somebody listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(so: Callable[[], bool]) -> None:
    """Wait until something is so, for a minute at most."""
    until = time.monotonic() + 60
    while not so():
        assert time.monotonic() < until, "it did not come to that within a minute"
        time.sleep(0.02)


def chromium() -> str:
    """The path of the system's Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = os.environ.get("WIZARD_CHROMIUM") or next(
        (found for name in names if (found := shutil.which(name))), None
    )
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


def until(page: Page, holds: Callable[[], object] | str) -> None:
    """Wait until something holds, an expression of the page or of ours, letting what happens to the page go on.

    Playwright's wait_for_function evaluates strings, which the pages' Content-Security-Policy forbids.
    """
    end = time.monotonic() + 30
    while not (page.evaluate(holds) if isinstance(holds, str) else holds()):
        assert time.monotonic() < end, f"waited in vain: {holds}"
        page.wait_for_timeout(50)


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
