"""The MDN HTTP Observatory's scoring, run on this machine: the shipped server behind TLS, and a way there from http."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.browsers.conftest import Node

pytestmark = [pytest.mark.browsers, pytest.mark.xdist_group("observatory")]

LEAST = 135  # with nothing but the list of preloaded sites, which a site cannot be on before it exists, left to gain


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


@pytest.mark.parametrize(
    "path", ["/", "/es/", "/en/my-data/held-license/", "/en/my-data/own-car/?held-license=yes"]
)
def test_the_observatory_gives_its_best_grade(
    node: Node, certificates: Path, http: int, https: int, path: str
) -> None:
    """A+ on pages of each kind."""
    script, trusted = Path(__file__).with_name("observatory.mjs"), str(certificates / "ca.crt")
    done = node(
        script, "localhost", str(http), str(https), path, env={"NODE_EXTRA_CA_CERTS": trusted}
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [name for name, (passed, *_) in told["tests"].items() if not passed] == []
    assert told["score"] >= LEAST, told
    assert told["grade"] == "A+"
