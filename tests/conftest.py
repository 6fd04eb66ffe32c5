"""Fixtures and helpers that several test files use.

The tests use real parts only: real files, a real application, a real server, a real browser.
"""

from __future__ import annotations

import contextlib
import fcntl
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
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.kinds import is_end_to_end, processes
from wizard import Flow, create_app, load_flow, load_flows
from wizard.export import snapshot
from wizard.export.static_site import export
from wizard.model.site import Site
from wizard.web.site_base import SiteBase

ROOT = Path(__file__).parent.parent
# A test must not fail because the machine is busy, so Hypothesis sets no deadline.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50
)
settings.register_profile("thorough", settings.get_profile("patient"), max_examples=500)
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
    "--host-resolver-rules=MAP example.org 127.0.0.1",  # the name that `nginx` below serves
]

expect.set_options(timeout=30_000)  # milliseconds: a busy machine needs more than the default
# One question and one outcome.
SHORT_FLOW = """\
title: A guide
start: one
steps:
  one: {ask: One?, yes: end, no: end}
  end: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}
"""

APART = 700  # milliseconds between two taps: the pages ignore a second tap within half a second

# A shell starts background commands with SIGINT ignored, and their child processes inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A page is still swapping a step in when its text can already be seen, and drops an answer then. No
# person is so fast, but a test is.
NOTE_SWAPS = """
document.addEventListener('htmx:before:swap', () => { window.swapping = true; });
document.addEventListener('htmx:finally:request', () => {
    setTimeout(() => { window.swapping = false; });
});
"""

Write = Callable[..., Path]


@pytest.hookimpl(tryfirst=True)  # before pytest deselects tests by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the end-to-end tests, so that `make test` can leave them out.

    A module runs in one worker process. The modules with most of them start first and the quick
    modules last, so that no worker waits for another at the end.
    """
    slow = Counter[Path]()
    for item in items:
        if isinstance(item, pytest.Function) and is_end_to_end(item):
            item.add_marker(pytest.mark.e2e)
        slow[item.path] += item.get_closest_marker("e2e") is not None
    items.sort(key=lambda item: -slow[item.path])  # stable: tests of one module stay together


@pytest.fixture(autouse=True)
def only_marked_tests_start_processes(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that starts a process and is not marked `e2e`: `make test` would run it."""
    processes.clear()
    yield
    if request.node.get_closest_marker("e2e") is None:
        assert processes == [], "this test starts a process: mark it with pytest.mark.e2e"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes the files of a flow folder and returns the folder.

    write(my_guide="title: ...") writes my-guide.yaml.
    """

    def write(**texts: str) -> Path:
        folder = tmp_path / "flows"
        folder.mkdir(exist_ok=True)
        for name, text in texts.items():
            (folder / f"{name.replace('_', '-')}.yaml").write_text(text, "utf-8")
        return folder

    return write


@pytest.fixture
def flow(write: Write) -> Callable[[str], Flow]:
    """Return a function that loads a flow from YAML text."""

    def flow(text: str) -> Flow:
        return load_flow(write(guide=text) / "guide.yaml")

    return flow


@pytest.fixture(scope="session")
def shipped() -> Site:
    """Return the site that comes with the package."""
    return load_flows(ROOT / "flows")


@pytest.fixture(scope="session")
def shipped_app(shipped: Site) -> Flask:
    """Return the application of the shipped site. Tests may not change it."""
    return create_app(shipped)


@pytest.fixture
def client(shipped_app: Flask) -> FlaskClient:
    """Return a test client of the shipped site."""
    return shipped_app.test_client()


@pytest.fixture(scope="session")
def written(shipped: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the shipped site, exported for https://example.org.

    Its deadline pages cover one date only, so that the export is quick. The first worker process
    that needs it writes it for all.
    """
    base = tmp_path_factory.getbasetemp()
    out = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "site"
    with out.with_suffix(".lock").open("w") as lock, pytest.MonkeyPatch.context() as patch:
        fcntl.flock(lock, fcntl.LOCK_EX)
        patch.setattr(snapshot, "REACH", (0, 0))
        if not out.exists():
            export(shipped, out, SiteBase.of("https://example.org"), date(2026, 11, 23))
    return out


def free_port() -> int:
    """Return a port on which no program listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# The kernel ends the started processes when the tests end, even if the tests crash. Linux only.
WITH_US = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []


@contextlib.contextmanager
def answering(command: Sequence[str], port: int, log: Path | None = None) -> Iterator[str]:
    """Run a module of Python that serves on a port; yield its URL once it answers."""
    run = [*WITH_US, sys.executable, "-m", *command]
    with log.open("wb") if log else contextlib.nullcontext() as file:
        process = subprocess.Popen(run, cwd=ROOT, stdout=file or subprocess.DEVNULL, stderr=file)
        try:
            wait_for(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(60)


@contextlib.contextmanager
def serving(folder: Path, *options: str, port: int = 0, log: Path | None = None) -> Iterator[str]:
    """Run `wizard run` on a folder in another process; yield its URL once it answers."""
    port = port or free_port()
    command = ["wizard.cli", "run", str(folder), "--port", str(port), *options]
    with answering(command, port, log) as url:
        yield url


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Yield the URL of a server of the shipped site."""
    with serving(ROOT / "flows") as address:
        yield address


@pytest.fixture
def launch() -> Iterator[Callable[..., str]]:
    """Yield a function that runs `wizard run` and returns the URL once the server answers.

    launch(folder, *options, log=file)
    """
    with contextlib.ExitStack() as running:
        yield lambda folder, *options, log: running.enter_context(
            serving(folder, *options, log=log)
        )


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers. Fail if its process ends, or after a minute."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended before it answered"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer within 60 s")


class LoopbackConnection(http.client.HTTPSConnection):
    """A connection to a server of this machine, under the name that its certificate has."""

    def connect(self) -> None:
        """Connect, and send the name in the TLS handshake."""
        plain = socket.create_connection(("127.0.0.1", self.port), self.timeout)
        context: ssl.SSLContext = self._context  # type: ignore[attr-defined]  # not public
        self.sock = context.wrap_socket(plain, server_hostname=self.host)


@dataclass
class Nginx:
    """A running nginx: its host and port, its port without TLS, its TLS certificate and its log."""

    address: str
    plain_port: int
    trust: ssl.SSLContext
    log: Path
    open: contextlib.ExitStack
    local: threading.local = field(default_factory=threading.local)

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Request a path and return the status, the headers and the body.

        Each thread keeps its connection. Write the names of headers with underscores.
        """
        asked = {name.replace("_", "-"): value for name, value in headers.items()}
        before, self.local.asked = getattr(self.local, "asked", -math.inf), time.monotonic()
        if self.local.asked - before > 10:  # nginx closes a connection after 30 idle seconds
            self.local.connection = LoopbackConnection(self.address, context=self.trust, timeout=30)
            self.open.callback(self.local.connection.close)
        self.local.connection.request("GET", path, headers={"Host": "example.org"} | asked)
        response = self.local.connection.getresponse()
        return response.status, response.headers, response.read()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a self-signed certificate for this machine."""
    folder = tmp_path_factory.mktemp("certificate")
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    names = ["-subj", "/CN=example.org"]
    names += ["-addext", "subjectAltName=DNS:example.org"]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def nginx(
    certificate: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Nginx]]:
    """Yield a function that runs nginx with a file of deploy/.

    nginx(name, {text: replacement}) says what must differ from the file on this machine.
    nginx(name, {}, other) adds another site: what `other` returns for the port without TLS, the
    port with it, and the folder of the logs.
    """
    with contextlib.ExitStack() as running:

        def start(
            name: str,
            changes: Mapping[str, str],
            other: Callable[[int, int, Path], str] = lambda *_: "",
        ) -> Nginx:
            folder, port, plain_port = tmp_path_factory.mktemp("nginx"), free_port(), free_port()
            (folder / "wizard.conf").write_text(
                (ROOT / "deploy" / name).read_text("utf-8"), "utf-8"
            )
            offer_http_2(folder / "wizard.conf")
            text = re.sub(r" *listen \[::\].*\n", "", (folder / "wizard.conf").read_text("utf-8"))
            here = {
                "listen 443": f"listen 127.0.0.1:{port}",
                "listen 80": f"listen 127.0.0.1:{plain_port}",
                "/etc/letsencrypt/live/example.org": str(certificate),
                "/var/log/nginx": str(folder),
                **changes,
            }
            for original, replacement in {**here, "/var/lib/nginx": str(folder)}.items():
                assert original in text or original == "/var/lib/nginx", original
                text = text.replace(original, replacement)
            text = other(plain_port, port, folder) + text
            (folder / "wizard.conf").write_text(text, "utf-8")
            kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
            modules = "".join(
                f"load_module {path};\n"
                for path in Path("/usr/lib/nginx/modules").glob("*brotli_static*")
            )
            main = f"{modules}daemon off; worker_processes 2;\n"
            main += f"pid {folder}/pid; error_log {folder}/errors;\n"
            if os.geteuid() == 0:  # another user could not read the files that the tests write
                main += "user root;\n"
            # Debian's nginx.conf has `gzip on` too.
            main += (
                f"events {{}}\nhttp {{\ngzip on;\n{temporary}include {folder}/wizard.conf;\n}}\n"
            )
            (folder / "nginx.conf").write_text(main, "utf-8")
            command = [nginx_program(), "-e", "stderr", "-c", str(folder / "nginx.conf")]
            tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
            assert tested.returncode == 0, tested.stderr
            assert "warn" not in tested.stderr, tested.stderr
            process = running.enter_context(
                subprocess.Popen([*WITH_US, *command], stderr=subprocess.DEVNULL)
            )
            running.callback(process.terminate)
            trust = ssl.create_default_context(cafile=str(certificate / "fullchain.pem"))
            wait_until(lambda: answers(port))
            return Nginx(f"example.org:{port}", plain_port, trust, folder / "wizard.log", running)

        yield start


def nginx_program() -> str:
    """Return the path of nginx. Debian installs it in a folder that is on the PATH of root only."""
    return shutil.which("nginx") or "/usr/sbin/nginx"


def offer_http_2(conf: Path) -> None:
    """Run the command that a file of deploy/ names for an older nginx, if this one is older."""
    shown = subprocess.run([nginx_program(), "-v"], capture_output=True, text=True, check=True)
    version = re.search(r"nginx/([\d.]+)", shown.stderr)
    assert version, shown
    if [int(part) for part in version[1].split(".")] < [1, 25, 1]:
        command = re.search(r"^#   (sed -i .*) /etc/nginx", conf.read_text("utf-8"), re.MULTILINE)
        assert command, conf
        subprocess.run(f"{command[1]} {conf}", shell=True, check=True)  # noqa: S602


@pytest.fixture(scope="session")
def static_site(written: Path, nginx: Callable[..., Nginx]) -> Nginx:
    """Return an nginx that serves the exported site with deploy/static.conf."""
    return nginx("static.conf", {"/srv/wizard/site": str(written)})


def answers(port: int) -> bool:
    """Return whether a program listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until a condition is true, for at most 60 seconds."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "condition not met within 60 s"
        time.sleep(0.02)


def chromium() -> str:
    """Return the path of the system's Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = os.environ.get("WIZARD_CHROMIUM") or next(
        (found for name in names if (found := shutil.which(name))), None
    )
    assert path, "these tests need Chromium: run `make setup`, or set WIZARD_CHROMIUM to its path"
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield the system's Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """Yield a page in its own context. A message on its console is a failure."""
    context = browser.new_context(base_url=server)
    context.add_init_script(NOTE_SWAPS)
    page = context.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    yield page
    context.close()
    assert messages == []


def is_swapped(page: Page) -> None:
    """Wait until the step that is shown can be answered and is in the history.

    Both come a little after its text can be seen. Going back before that leaves the page before it.
    """
    until(page, "!window.swapping")


def until(page: Page, condition: Callable[[], object] | str) -> None:
    """Wait until a condition is true: an expression of the page, or a function.

    Playwright's wait_for_function evaluates strings, which the pages' Content-Security-Policy
    forbids.
    """
    end = time.monotonic() + 30
    while not (page.evaluate(condition) if isinstance(condition, str) else condition()):
        assert time.monotonic() < end, f"timed out waiting for {condition}"
        page.wait_for_timeout(50)
