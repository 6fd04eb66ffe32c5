"""Real browsers behind one small interface, and the two sites that they visit: ours, and a neutral one that they leave for.

Chromium and WebKitGTK speak the WebDriver protocol (JSON over HTTP, so that it takes no library), Firefox WebDriver
BiDi through puppeteer. None of them is Playwright's: that one switches off the cache of whole pages behind Back.
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from tests.conftest import FLAGS, ROOT, WITH_US, free_port, serving, wait_for

HERE = Path(__file__).parent
KEYS = {"Enter": "\ue007", "Shift": "\ue008", "Tab": "\ue004"}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 20  # to wait for a page
MINI_BROWSER = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"


class Engine(Protocol):
    """A browser with one tab. `js` takes an expression; `back` and `forward` are the browser's own buttons."""

    def open(self, address: str) -> None: ...
    def address(self) -> str: ...
    def js(self, expression: str) -> Any: ...
    def click(self, selector: str) -> None: ...
    def press(self, key: str) -> None: ...
    def back(self) -> None: ...
    def forward(self) -> None: ...
    def reload(self) -> None: ...


class Sites(NamedTuple):
    """The addresses of two sites, without and with a slash at the end: ours, and where it leaves to."""

    ours: str
    neutral: str


class WebDriver:
    """A browser behind its WebDriver, which is given a port of its own and ends with `close`."""

    def __init__(self, command: list[str], capabilities: dict[str, Any]) -> None:
        port = free_port()
        self.process = subprocess.Popen(
            [*WITH_US, *command, f"--port={port}"],
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
        """The value of the reply to one command of the protocol. An error is a RuntimeError with the browser's words."""
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
        """Chromium only: a command of the DevTools protocol."""
        return self.ask("POST", "/goog/cdp/execute", cmd=command, params=given)

    def close(self) -> None:
        try:
            self.ask("DELETE", "")
        finally:
            self.end()

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)  # with what it started
        self.process.wait(20)


class Firefox:
    """Firefox behind firefox.mjs."""

    def __init__(self) -> None:
        path = found("firefox-esr", "firefox")
        command = [str(Path(sys.executable).with_name("node")), str(HERE / "firefox.mjs"), path]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, *request: Any) -> Any:
        """The value of the reply to one request. An error is a RuntimeError with the browser's words."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "Firefox ended: run `make check-browsers`, which sets up what it needs"
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
    """The path of the first of these programs that is there."""
    path = next((path for name in names if (path := shutil.which(name))), None)
    assert path, f"these tests need {names[0]}: run `make check-browsers`"
    return path


@contextmanager
def chromium(profile: Path, *flags: str) -> Iterator[WebDriver]:
    """The system's Chromium with a profile folder; what it keeps there is whole when the block ends."""
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
def firefox() -> Iterator[Firefox]:
    """The system's Firefox with a profile that is thrown away."""
    driver = Firefox()
    try:
        yield driver
    finally:
        driver.close()


@contextmanager
def webkit() -> Iterator[WebDriver]:
    """WebKitGTK in a screen of its own that nobody sees."""
    mini = next(iter(sorted(Path("/").glob(MINI_BROWSER.lstrip("/")))), None)
    assert mini, "these tests need WebKitGTK's MiniBrowser: run `make check-browsers`"
    options = {"binary": str(mini), "args": ["--automation"]}
    command = [found("xvfb-run"), "--auto-servernum", found("WebKitWebDriver")]
    driver = WebDriver(command, {"acceptInsecureCerts": True, "webkitgtk:browserOptions": options})
    try:
        yield driver
    finally:
        driver.close()


def until(engine: Engine, expression: str) -> None:
    """Wait until an expression holds, also while pages come and go."""
    until_true(lambda: bool(engine.js(f"!!({expression})")), expression)


def until_true(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds. A browser between two pages has an error for an answer."""
    end = time.monotonic() + SECONDS
    error = None
    while time.monotonic() < end:
        try:
            if holds():
                return
        except RuntimeError as said:
            error = said
        time.sleep(0.05)
    raise AssertionError(f"waited in vain: {what}") from error


def until_at(engine: Engine, address: str) -> None:
    """Wait until the browser is at an address."""
    until_true(lambda: engine.address() == address, f"to be at {address}")


class Neutral(http.server.BaseHTTPRequestHandler):
    """A site about the weather."""

    def do_GET(self) -> None:
        body = b"<!doctype html><title>Weather</title><h1>Weather</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *given: object) -> None:
        """Say nothing."""


@contextmanager
def neutral_site(folder: Path) -> Iterator[str]:
    """The address of a site that is not ours. It must be https, so it has a certificate that nobody knows."""
    make = "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*make.split(), *names], cwd=folder, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Neutral) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://localhost:{server.server_port}/"
        server.shutdown()


@contextmanager
def two_sites(folder: Path) -> Iterator[Sites]:
    """The shipped site, and a neutral one that it leaves to."""
    with neutral_site(folder) as neutral:
        shutil.copytree(ROOT / "flows", folder / "flows")
        file = folder / "flows" / "site.yaml"
        shipped = file.read_text("utf-8")
        changed = shipped.replace("\nleave: https://www.weather.gov/\n", f"\nleave: {neutral}\n")
        assert changed != shipped
        file.write_text(changed, "utf-8")
        with serving(folder / "flows") as ours:
            yield Sites(ours, neutral)
