"""Real browsers behind one small interface, and the two sites that they visit.

One site is ours, the other is the neutral one that "Leave this page" goes to. Chromium and
WebKitGTK speak the WebDriver protocol (JSON over HTTP, so it needs no library). Firefox speaks
WebDriver BiDi through puppeteer. Playwright is not used, because it switches off the
back-forward cache.
"""

from __future__ import annotations

import http.server
import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from tests.conftest import FLAGS, ROOT, WITH_US, free_port, serving, wait_for

HERE = Path(__file__).parent
KEYS = {"Enter": "\ue007", "Shift": "\ue008", "Tab": "\ue004"}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 60  # maximum time to wait for a page
MINI_BROWSER = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"


class Engine(Protocol):
    """A browser with one tab. `js` evaluates an expression; `back` and `forward` are buttons."""

    def open(self, address: str) -> None: ...
    def address(self) -> str: ...
    def js(self, expression: str) -> Any: ...
    def click(self, selector: str) -> None: ...
    def press(self, key: str) -> None: ...
    def back(self) -> None: ...
    def forward(self) -> None: ...
    def reload(self) -> None: ...


class Sites(NamedTuple):
    """The URLs of our site, without a slash at the end, and of the neutral site, with one."""

    ours: str
    neutral: str


class WebDriver:
    """A browser behind its WebDriver, on its own port, until `close`."""

    def __init__(
        self,
        command: list[str],
        capabilities: dict[str, Any],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        port = free_port()
        self.process = subprocess.Popen(
            [*WITH_US, *command, f"--port={port}"],
            env={**os.environ, **(environment or {})},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.session = f"http://127.0.0.1:{port}"
        try:
            wait_for(f"{self.session}/status", self.process)
            session = self.ask("POST", "/session", capabilities={"alwaysMatch": capabilities})
        except BaseException:
            self.end()
            raise
        self.session += "/session/" + session["sessionId"]
        self.capabilities = session["capabilities"]

    def ask(self, method: str, path: str, **given: Any) -> Any:
        """Return the value of the reply to a command. An error of the browser is a RuntimeError."""
        data = json.dumps(given).encode() if method == "POST" else None
        request = urllib.request.Request(self.session + path, data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            with error:
                value = json.load(error)["value"]
            raise RuntimeError(f"{value['error']}: {value['message'].splitlines()[0]}") from None

    def open(self, address: str) -> None:
        self.ask("POST", "/url", url=address)

    def address(self) -> str:
        return str(self.ask("GET", "/url"))

    def js(self, expression: str) -> Any:
        return self.ask("POST", "/execute/sync", script=f"return ({expression})", args=[])

    def click(self, selector: str) -> None:
        element = self.ask("POST", "/element", using="css selector", value=selector)
        self.ask("POST", f"/element/{next(iter(element.values()))}/click")

    def press(self, key: str) -> None:
        strokes = [{"type": kind, "value": KEYS[key]} for kind in ("keyDown", "keyUp")]
        self.ask("POST", "/actions", actions=[{"type": "key", "id": "keys", "actions": strokes}])

    def back(self) -> None:
        self.ask("POST", "/back")

    def forward(self) -> None:
        self.ask("POST", "/forward")

    def reload(self) -> None:
        self.ask("POST", "/refresh")

    def cdp(self, command: str, **given: Any) -> Any:
        """Run a command of the DevTools protocol. Chromium only."""
        return self.ask("POST", "/goog/cdp/execute", cmd=command, params=given)

    def close(self) -> None:
        try:
            self.ask("DELETE", "")
        finally:
            self.end()

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)  # with its child processes
        self.process.wait(20)


class Firefox:
    """Firefox behind firefox.mjs."""

    def __init__(self, profile: Path | None) -> None:
        path = found("firefox-esr", "firefox")
        command = [str(Path(sys.executable).with_name("node")), str(HERE / "firefox.mjs"), path]
        command += [str(profile)] if profile else []
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, *request: Any) -> Any:
        """Return the value of the reply to a request. An error of the browser is a RuntimeError."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "Firefox ended: run `make check-browsers`, which installs what it needs"
        reply = json.loads(line)
        if "error" in reply:
            raise RuntimeError(reply["error"])
        return reply["value"]

    def open(self, address: str) -> None:
        self.ask("open", address)

    def address(self) -> str:
        return str(self.ask("address"))

    def js(self, expression: str) -> Any:
        return self.ask("js", expression)

    def click(self, selector: str) -> None:
        self.ask("click", selector)

    def press(self, key: str) -> None:
        self.ask("press", key)

    def back(self) -> None:
        self.ask("back")

    def forward(self) -> None:
        self.ask("forward")

    def reload(self) -> None:
        self.ask("reload")

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(20)


def found(*names: str) -> str:
    """Return the path of the first of these programs that is installed."""
    path = next((path for name in names if (path := shutil.which(name))), None)
    assert path, f"these tests need {names[0]}: run `make check-browsers`"
    return path


@contextmanager
def chromium(profile: Path, *flags: str) -> Iterator[WebDriver]:
    """Yield the system's Chromium with a profile folder, which is complete when the block ends."""
    options = {"binary": found(*CHROMIUM), "args": [*FLAGS, f"--user-data-dir={profile}", *flags]}
    asked = {
        "acceptInsecureCerts": True,
        "goog:chromeOptions": options,
        "goog:loggingPrefs": {"performance": "ALL"},
    }
    driver = WebDriver([found("chromedriver")], asked)
    try:
        yield driver
    finally:
        driver.close()


@contextmanager
def firefox(profile: Path | None = None) -> Iterator[Firefox]:
    """Yield the system's Firefox with a profile folder, or with a temporary one.

    It opens the tabs again that the profile had.
    """
    driver = Firefox(profile)
    try:
        yield driver
    finally:
        if profile:  # when the driver closes Firefox, it opens no tab again
            stop(profile, signal.SIGTERM)
        driver.close()


@contextmanager
def webkit() -> Iterator[WebDriver]:
    """Yield WebKitGTK on a virtual screen."""
    mini = next(iter(sorted(Path("/").glob(MINI_BROWSER.lstrip("/")))), None)
    assert mini, "these tests need WebKitGTK's MiniBrowser: run `make check-browsers`"
    driver = webkit_driver(str(mini), "--automation")
    try:
        yield driver
    finally:
        driver.close()


@contextmanager
def webkit_with_profile(profile: Path) -> Iterator[WebDriver]:
    """Yield WebKitGTK with a profile folder. It opens the tab again that the profile had."""
    folders = {f"XDG_{name}_HOME": str(profile / name) for name in ("DATA", "CACHE", "CONFIG")}
    program = (str(HERE / "webkit_browser.py"), str(profile / "tab"))
    driver = webkit_driver(sys.executable, *program, environment=folders)
    try:
        yield driver
    finally:
        stop(profile, signal.SIGTERM)
        driver.end()


def webkit_driver(
    binary: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> WebDriver:
    """Return a browser on WebKitGTK, behind its WebDriver, on a virtual screen."""
    options = {"binary": binary, "args": arguments}
    command = [found("xvfb-run"), "--auto-servernum", found("WebKitWebDriver")]
    asked = {"acceptInsecureCerts": True, "webkitgtk:browserOptions": options}
    return WebDriver(command, asked, environment)


def stop(profile: Path, number: signal.Signals) -> None:
    """Send a signal to the processes whose command line names a profile, and wait for their end."""

    def running() -> list[int]:
        pids = []
        for file in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):  # it has just ended
                if os.fsencode(profile) in file.read_bytes():
                    pids.append(int(file.parent.name))
        return pids

    for pid in running():
        with suppress(ProcessLookupError):
            os.kill(pid, number)
    until_true(lambda: not running(), f"the end of the browser with the profile {profile}")


def until(engine: Engine, expression: str) -> None:
    """Wait until an expression is true, while the browser loads pages."""
    until_true(lambda: bool(engine.js(f"!!({expression})")), expression)


def until_true(condition: Callable[[], bool], what: str) -> None:
    """Wait until a condition is true. Between two pages, a browser may answer with an error."""
    end = time.monotonic() + SECONDS
    error = None
    while time.monotonic() < end:
        try:
            if condition():
                return
        except RuntimeError as reported:
            error = reported
        time.sleep(0.05)
    raise AssertionError(f"timed out waiting for {what}") from error


def until_at(engine: Engine, address: str) -> None:
    """Wait until the browser is at a URL."""
    until_true(lambda: engine.address() == address, f"the URL {address}")


class Neutral(http.server.BaseHTTPRequestHandler):
    """A site that says nothing about the reader."""

    def do_GET(self) -> None:
        body = b"<!doctype html><title>Elsewhere</title><h1>Elsewhere</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *given: object) -> None:
        """Log nothing."""


@contextmanager
def neutral_site(folder: Path) -> Iterator[str]:
    """Yield the URL of a site that is not ours, over HTTPS with an unknown certificate."""
    command = "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*command.split(), *names], cwd=folder, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Neutral) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://localhost:{server.server_port}/"
        server.shutdown()


@contextmanager
def two_sites(folder: Path) -> Iterator[Sites]:
    """Yield the shipped site, and the neutral site that leaving it goes to."""
    with neutral_site(folder) as neutral:
        shutil.copytree(ROOT / "flows", folder / "flows")
        file = folder / "flows" / "site.yaml"
        shipped = file.read_text("utf-8")
        changed = shipped.replace("\nleave: https://www.wikipedia.org/\n", f"\nleave: {neutral}\n")
        assert changed != shipped
        file.write_text(changed, "utf-8")
        with serving(folder / "flows") as ours:
            yield Sites(ours, neutral)
