"""Servers under load, for the bench: what each takes in requests, processor time and memory.

python scripts/load.py bare PORT FOLDER       serves each file of the folder as a bare Flask page, as the wizard is served
python scripts/load.py formtools PORT FOLDER  serves django-formtools' wizard inside the folder's page.html
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
from wsgiref.types import WSGIApplication

ROOT = Path(__file__).parents[1]
# Each request asks for an address that nobody has asked for: a number that goes on with each run is added to the query.
UNSEEN = """
local number = {first}
request = function()
  number = number + 1
  return wrk.format("GET", wrk.path .. "&x=" .. number)
end
"""

# As deploy/static.conf has it, but for TLS, which neither side has here.
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
    """A server that answers, of one worker process."""

    address: str
    parent: int

    def worker(self) -> Path:
        """What the system tells of its worker."""
        return Path(
            "/proc",
            Path(f"/proc/{self.parent}/task/{self.parent}/children").read_text("ascii").split()[0],
        )

    def seconds(self) -> float:
        """The processor time that the worker took until now."""
        times = (self.worker() / "stat").read_text("ascii").rpartition(")")[2].split()
        return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """The resident memory of the worker, in MiB."""
        found = re.search(r"VmRSS:\s*(\d+) kB", (self.worker() / "status").read_text("ascii"))
        return int(found[1]) / 1024 if found else 0.0


@contextmanager
def serve(command: Sequence[str]) -> Iterator[Server]:
    """A server, started by a command in which PORT stands for its port, until the block ends."""
    port = free_port()
    with started(
        [word.replace("PORT", str(port)) for word in command], f"http://127.0.0.1:{port}", "healthz"
    ) as server:
        yield server


@contextmanager
def nginx(site: Path) -> Iterator[Server]:
    """The files of an exported site behind nginx with one worker, as deploy/static.conf serves them but for TLS."""
    with tempfile.TemporaryDirectory() as place:
        port, conf = free_port(), Path(place, "nginx.conf")
        conf.write_text(NGINX.format(port=port, site=site, location=place), "utf-8")
        binary = shutil.which("nginx") or "/usr/sbin/nginx"  # Debian keeps it where only root looks
        command = [binary, "-e", f"{place}/error.log", "-c", str(conf)]
        with started(command, f"http://127.0.0.1:{port}", "robots.txt") as server:
            yield server


@contextmanager
def started(command: Sequence[str], address: str, page: str) -> Iterator[Server]:
    """A server that answers when it is asked for a page, until the block ends."""
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
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wrk(
    url: str,
    seconds: float,
    connections: int,
    unseen: int | None = None,
    headers: Sequence[str] = (),
    script: str = "",
) -> float:
    """How many requests a second are answered. With `unseen` each asks for another address, numbered from there on."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script if unseen is None else UNSEEN.format(first=unseen))
        file.flush()
        command = [
            "wrk",
            "--timeout",
            "30s",
            "-t1",
            f"-c{connections}",
            f"-d{max(1, round(seconds))}s",
        ]
        command += ["-s", file.name, *(f"-H{header}" for header in headers), url]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    if re.search(r"Non-2xx|Socket errors", told):
        sys.exit(f"bench: not every request of {url} was answered: {told}")
    return float(re.search(r"Requests/sec: *([\d.]+)", told)[1])  # type: ignore[index]


def weight(address: str, path: str) -> int:
    """The bytes of a response as a browser gets them: its head, and its body as short as the server can send it."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 30) as connection:
        head = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: gzip, br\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode())
        return sum(map(len, iter(lambda: connection.recv(65_536), b"")))


def get(url: str) -> bytes:
    """The body at an address."""
    with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310
        return bytes(response.read())


def bare(folder: str) -> WSGIApplication:
    """A Flask application with a page for each file of a folder: the least that Flask can do."""
    import flask

    app = flask.Flask("bare", static_folder=None)
    app.add_url_rule("/healthz", "healthz", lambda: "ok")
    for path in Path(folder).iterdir():
        app.add_url_rule(f"/{path.name}", path.name, partial(str, path.read_text("utf-8")))
    return app


def formtools(folder: str) -> WSGIApplication:
    """django-formtools' wizard with the questions of a folder, a line each, inside its page."""
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
