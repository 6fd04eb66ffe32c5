"""Servers under load, for the bench: their requests, processor time and memory.

python scripts/load.py bare PORT FOLDER       serves each file of the folder as plain Flask pages
python scripts/load.py formtools PORT FOLDER  serves django-formtools inside the folder's page.html

Both run on the server of `wizard run`.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from wsgiref.types import WSGIApplication

if TYPE_CHECKING:  # or the bare servers would be larger than they need to be
    from measure import Scale

ROOT = Path(__file__).parents[1]

# Makes wrk request each path of a file once.
EACH_ONCE = """
local paths = io.open("{file}")
request = function()
  return wrk.format("GET", paths:read() or "/there-are-no-more-paths")
end
"""

# Like deploy/static.conf, but without TLS, which neither side has here.
NGINX = """
include /etc/nginx/modules-enabled/*.conf;
daemon off;
worker_processes 1;
pid {place}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    types {{ text/html html; text/css css; text/javascript js; image/svg+xml svg; text/plain txt; }}
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000;
    server {{
        listen 127.0.0.1:{port};
        root {site};
        index index.html;
        gzip_static on;
        brotli_static on;
        gzip_vary on;
        open_file_cache max=10000 inactive=60s;
        include {site}/nginx-headers.conf;
    }}
}}
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server with one worker process."""

    address: str
    parent: int

    def worker(self) -> Path:
        """Return the folder in /proc of its worker."""
        return Path(
            "/proc",
            Path(f"/proc/{self.parent}/task/{self.parent}/children").read_text("ascii").split()[0],
        )

    def seconds(self) -> float:
        """Return the processor time of the worker until now."""
        times = (self.worker() / "stat").read_text("ascii").rpartition(")")[2].split()
        return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Return the resident memory of the worker, in MiB."""
        found = re.search(r"VmRSS:\s*(\d+) kB", (self.worker() / "status").read_text("ascii"))
        return int(found[1]) / 1024 if found else 0.0


@contextmanager
def serve(command: Sequence[str]) -> Iterator[Server]:
    """Yield a server, started by a command in which PORT is replaced by its port."""
    port = free_port()
    with started(
        [word.replace("PORT", str(port)) for word in command], f"http://127.0.0.1:{port}", "healthz"
    ) as server:
        yield server


@contextmanager
def nginx(site: Path) -> Iterator[Server]:
    """Yield nginx with one worker and an exported site, like deploy/static.conf but without TLS."""
    with tempfile.TemporaryDirectory() as place:
        port, conf = free_port(), Path(place, "nginx.conf")
        conf.write_text(NGINX.format(port=port, site=site, place=place), "utf-8")
        binary = shutil.which("nginx") or "/usr/sbin/nginx"  # Debian: on the PATH of root only
        command = [binary, "-e", f"{place}/error.log", "-c", str(conf)]
        with started(command, f"http://127.0.0.1:{port}", "robots.txt") as server:
            yield server


@contextmanager
def started(command: Sequence[str], address: str, page: str) -> Iterator[Server]:
    """Yield a server once it answers a request for a page."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        for _ in range(300):
            if process.poll() is not None:
                sys.exit(f"bench: {' '.join(command[:4])} ended before it answered")
            try:
                get(f"{address}/{page}")
                break
            except OSError:
                time.sleep(0.1)
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait(60)


def free_port() -> int:
    """Return a port on which no program listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wrk(
    url: str,
    scale: Scale,
    paths: Sequence[str] = (),
    coding: str = "identity",
    script: str = "",
) -> float:
    """Return the requests a second.

    Args:
        url: What to request.
        scale: For how long, and with how many connections.
        paths: What to request instead on the same host, each once. They must be enough.
        coding: The content coding to accept.
        script: A program for wrk.
    """
    with tempfile.TemporaryDirectory() as folder:
        lines, program = Path(folder, "paths"), Path(folder, "program.lua")
        lines.write_text("\n".join(paths), "utf-8")
        program.write_text(EACH_ONCE.format(file=lines) if paths else script, "utf-8")
        command = ["wrk", "--timeout", "30s", "-t1", f"-c{scale.connections}"]
        command += [f"-d{scale.seconds}s", "-s", str(program)]
        command += [f"-HAccept-Encoding: {coding}", url]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    output = done.stdout
    if re.search(r"Non-2xx|Socket errors", output):
        enough = f" The {len(paths)} paths may be too few." if paths else ""
        sys.exit(f"bench: not every request of {url} was answered.{enough}\n{output}")
    return float(re.search(r"Requests/sec: *([\d.]+)", output)[1])  # type: ignore[index]


def weight(address: str, path: str) -> int:
    """Return the bytes of a response with its headers, compressed as for a browser."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 30) as connection:
        headers = (f"Host: {host}:{port}", "Accept-Encoding: gzip, br", "Connection: close")
        head = "\r\n".join((f"GET {path} HTTP/1.1", *headers, "", ""))
        connection.sendall(head.encode())
        return sum(map(len, iter(lambda: connection.recv(65_536), b"")))


def get(url: str, coding: str = "identity") -> bytes:
    """Return the body at a URL, in a content coding. The URL must not be redirected."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": coding})  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
        if response.url != url:
            sys.exit(f"bench: {url} redirects to {response.url}")
        return bytes(response.read())


def bare(folder: str) -> WSGIApplication:
    """Return a Flask application with a page for each file of a folder.

    `/NAME` is the file as it is, `/NAME.br` and `/NAME.gzip` are compressed at each request, as the
    wizard compresses a page with answers.
    """
    import flask

    from wizard.web.response_cache import compress

    def compressed(coding: str, text: str) -> flask.Response:
        body = compress(coding, text.encode(), slowly=False)
        return flask.Response(body, headers={"Content-Encoding": coding}, mimetype="text/html")

    app = flask.Flask("bare", static_folder=None)
    app.add_url_rule("/healthz", "healthz", lambda: "ok")
    for path in Path(folder).iterdir():
        text = path.read_text("utf-8")
        app.add_url_rule(f"/{path.name}", path.name, partial(str, text))
        for coding in ("br", "gzip"):
            name = f"{path.name}.{coding}"
            app.add_url_rule(f"/{name}", name, partial(compressed, coding, text))
    return app


def formtools(folder: str) -> WSGIApplication:
    """Return django-formtools with the questions of a folder, one on each line, inside its page."""
    from django_wizard import application

    page, questions = (
        Path(folder, name).read_text("utf-8") for name in ("page.html", "questions.txt")
    )
    return application(page, questions.splitlines())


if __name__ == "__main__":
    from wizard.web.server import serve as serve_with_workers

    _, what, port, folder = sys.argv
    load = partial({"bare": bare, "formtools": formtools}[what], folder)
    serve_with_workers(load, "127.0.0.1", int(port), 1, lambda: None)
