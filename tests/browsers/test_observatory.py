"""The scores of the MDN HTTP Observatory for the shipped server behind TLS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.browsers.conftest import Node

pytestmark = pytest.mark.browsers

# All points except those for the list of preloaded sites, which is for sites that exist.
LEAST = 135


@pytest.fixture(scope="module")
def http(https: int) -> Iterator[int]:
    """Yield the port of a server that redirects to HTTPS."""

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
    "path", ["/", "/es/", "/en/my-data/topic/", "/en/my-data/held-license/?topic=holds"]
)
def test_observatory_gives_best_grade(
    node: Node, certificates: Path, http: int, https: int, path: str
) -> None:
    """Pages of each kind get A+."""
    script, trusted = Path(__file__).with_name("observatory.mjs"), str(certificates / "ca.crt")
    done = node(
        script, "localhost", str(http), str(https), path, env={"NODE_EXTRA_CA_CERTS": trusted}
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert [name for name, (passed, *_) in report["tests"].items() if not passed] == []
    assert report["score"] >= LEAST, report
    assert report["grade"] == "A+"
