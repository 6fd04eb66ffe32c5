"""The MDN HTTP Observatory's scoring, run on this machine: the shipped server behind TLS, and a way there from http."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.browsers.conftest import Node
from tests.conftest import ROOT, free_port

pytestmark = [pytest.mark.browsers, pytest.mark.xdist_group("observatory")]

LEAST = 135  # with nothing but the list of preloaded sites, which a site cannot be on before it exists, left to gain
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
NAME = ("-addext", "subjectAltName=DNS:localhost")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ca.crt, and localhost.crt that it vouches for, with localhost.key."""
    folder = tmp_path_factory.mktemp("certificates")
    signed = ("-CA", "ca.crt", "-CAkey", "ca.key", "-addext", "basicConstraints=critical,CA:FALSE")
    for command in (
        ("-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=Test"),
        ("-keyout", "localhost.key", "-out", "localhost.crt", "-subj", "/CN=localhost", *signed, *NAME),
    ):
        subprocess.run(("openssl", "req", "-x509", *KEY, *command), cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def https(certificates: Path) -> Iterator[int]:
    """The port of the shipped site, served over TLS by the server that `wizard run` uses."""
    port = free_port()
    command = (sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "wizard:create_app")
    where = ("--host", "127.0.0.1", "--port", str(port), "--log-level", "warning")
    keys = (
        "--ssl-certificate",
        str(certificates / "localhost.crt"),
        "--ssl-keyfile",
        str(certificates / "localhost.key"),
    )
    trust = ssl.create_default_context(cafile=str(certificates / "ca.crt"))
    process = subprocess.Popen((*command, *where, *keys), cwd=ROOT)
    try:
        until = time.monotonic() + 60
        while True:
            assert process.poll() is None, "the server ended before it answered"
            assert time.monotonic() < until, "the server did not answer within a minute"
            try:
                with urllib.request.urlopen(f"https://localhost:{port}/", context=trust, timeout=5):
                    break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def http(https: int) -> Iterator[int]:
    """The port of a server that sends everybody to the one over TLS."""

    class ToTls(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(301)
            self.send_header("Location", f"https://localhost:{https}{self.path}")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), ToTls)
    serving = Thread(target=server.serve_forever)
    serving.start()
    yield server.server_port
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.mark.parametrize("path", ["/", "/es/", "/en/my-data/held-license/", "/en/my-data/own-car/?held-license=yes"])
def test_the_observatory_gives_its_best_grade(node: Node, certificates: Path, http: int, https: int, path: str) -> None:
    """A+ on pages of each kind."""
    script, trusted = Path(__file__).with_name("observatory.mjs"), str(certificates / "ca.crt")
    done = node(script, "localhost", str(http), str(https), path, env={"NODE_EXTRA_CA_CERTS": trusted})
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [name for name, (passed, *_) in told["tests"].items() if not passed] == []
    assert told["score"] >= LEAST, told
    assert told["grade"] == "A+"
