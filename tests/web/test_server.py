"""Servers: the shipped one keeps serving whatever happens to its folder and its workers, and others serve the same pages."""

from __future__ import annotations

import http.client
import os
import pickle
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import brotli  # type: ignore[import-untyped]
import pytest

from tests.conftest import ROOT, free_port, wait_for
from wizard import create_app
from wizard.loader.site import check_folder
from wizard.model.site import Site
from wizard.web.server import CoalescingHandler, ServedFolder, cores

Write = Callable[..., Path]
FLOW = "title: A guide\nstart: b\nsteps: {b: {outcome: End 0, claims: [{level: unknown, text: Nothing.}]}}\n"
PAGE = "/en/guide/b/"
BIN = Path(sys.executable).parent


@contextmanager
def running(
    command: list[str], log: Path, folder: Path
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server that answers, as its address and its process; PORT in the command stands for its port."""
    port = free_port()
    words = [word.replace("PORT", str(port)) for word in command]
    with log.open("wb") as file:
        environment = {**os.environ, "WIZARD_FLOWS": str(folder)}
        process = subprocess.Popen(
            words, cwd=ROOT, env=environment, stdout=file, stderr=subprocess.STDOUT
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", process)
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                assert Path(command[0]).name != "wizard", (
                    "our server did not stop"
                )  # how others stop is theirs


def wizard_run(folder: Path, workers: int = 2) -> list[str]:
    return [str(BIN / "wizard"), "run", str(folder), "--port", "PORT", "--workers", str(workers)]


def workers_of(process: subprocess.Popen[bytes]) -> set[int]:
    """The worker processes of a server."""
    return {
        int(pid)
        for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    }


def wait_until(holds: Callable[[], object], what: str) -> None:
    """Wait for a condition; a busy machine gets a minute."""
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until, what
        time.sleep(0.05)


def heading(address: str) -> str:
    """The heading of the one page, over a connection of its own, so that any worker may answer."""
    with urllib.request.urlopen(address + PAGE, timeout=30) as response:
        found = re.search("<h1[^>]*>([^<]*)", response.read().decode())
        assert found
        return found[1]


class Readers:
    """Readers that ask for the one page without a pause, each over one connection: what they saw, and what failed."""

    def __init__(self, address: str, number: int = 4) -> None:
        self.seen: set[str] = set()
        self.failed: list[str] = []
        self.asked = 0
        self.stop = threading.Event()
        self.threads = [
            threading.Thread(target=self.read, args=(urlsplit(address).netloc,))
            for _ in range(number)
        ]

    def __enter__(self) -> Readers:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(60)

    def read(self, place: str) -> None:
        connection = http.client.HTTPConnection(place, timeout=30)
        while not self.stop.is_set():
            try:
                connection.request("GET", PAGE)
                response = connection.getresponse()
                body = response.read()
                found = re.search(b"<h1[^>]*>([^<]*)", body)
                assert response.status == 200, response.status
                assert body.endswith(b"</html>"), "a page is cut off"
                assert found, body
                self.seen.add(found[1].decode())
            except (OSError, http.client.HTTPException, AssertionError) as error:
                self.failed.append(repr(error))
                return
            self.asked += 1
            time.sleep(0.002)
        connection.close()


def test_a_folder_is_read_again_and_nothing_is_lost(write: Write, tmp_path: Path) -> None:
    """Ten times under load: no request fails, no page is cut, no connection ends, and all workers show the new text."""
    folder, log = write(guide=FLOW), tmp_path / "log"
    with running(wizard_run(folder), log, folder) as (address, process):
        before = workers_of(process)
        assert len(before) == 2
        with Readers(address) as readers:
            for number in range(1, 11):
                write(guide=FLOW.replace("End 0", f"End {number}"))
                process.send_signal(signal.SIGHUP)
                wait_until(lambda: f"End {number}" in readers.seen, "the new text is not shown")  # noqa: B023
            wait_until(
                lambda: {heading(address) for _ in range(20)} == {"End 10"},
                "a worker has the old text",
            )
        assert readers.failed == []
        assert readers.asked > 100
        assert {f"End {number}" for number in range(1, 11)} <= readers.seen
        assert workers_of(process) == before
    assert log.read_text().count("A guide: flows reloaded") == 10


def test_an_unsound_folder_changes_nothing_and_says_why_once(write: Write, tmp_path: Path) -> None:
    """Also for a worker that is started anew meanwhile. What is mended is served at the next word."""
    folder, log = write(guide=FLOW), tmp_path / "log"
    with running(wizard_run(folder), log, folder) as (address, process):
        write(guide=FLOW.replace("start: b", "start: c"))
        process.send_signal(signal.SIGHUP)
        wait_until(lambda: "keeping the old flows" in log.read_text(), "nothing is said")
        assert heading(address) == "End 0"
        before = workers_of(process)
        for worker in before:
            os.kill(worker, signal.SIGKILL)
        wait_until(lambda: len(workers_of(process) - before) == 2, "no worker is started anew")
        wait_for(address + PAGE, process)
        assert {heading(address) for _ in range(10)} == {"End 0"}
        write(guide=FLOW.replace("End 0", "End 1"))
        process.send_signal(signal.SIGHUP)
        wait_until(
            lambda: {heading(address) for _ in range(20)} == {"End 1"},
            "the mended flow is not served",
        )
    lines = log.read_text().splitlines()
    assert len([line for line in lines if "the flow starts at" in line]) == 1
    assert lines[1].startswith(f"{folder}/guide.yaml:2:8: the flow starts at")


def test_a_worker_that_is_told_at_once_reads_after_it_has_begun(
    write: Write, tmp_path: Path
) -> None:
    """A word that comes while a worker starts is not lost, and does not end it."""
    folder, log = write(guide=FLOW), tmp_path / "log"
    with running(wizard_run(folder, workers=1), log, folder) as (address, process):
        (worker,) = workers_of(process)
        os.kill(worker, signal.SIGKILL)
        write(guide=FLOW.replace("End 0", "End 1"))
        wait_until(lambda: workers_of(process) - {worker}, "no worker is started anew")
        process.send_signal(signal.SIGHUP)
        wait_for(address + PAGE, process)
        wait_until(lambda: heading(address) == "End 1", "the new text is not shown")
        assert len(workers_of(process)) == 1


def test_a_stop_lets_requests_end(write: Write, tmp_path: Path) -> None:
    """Under load: what was begun is answered whole; then no process is left."""
    folder = write(guide=FLOW)
    with running(wizard_run(folder), tmp_path / "log", folder) as (address, process):
        workers = workers_of(process)
        with Readers(address) as readers:
            wait_until(lambda: readers.asked > 50, "nothing is served")
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
            for worker in workers:
                with pytest.raises(ProcessLookupError):
                    os.kill(worker, 0)
        assert not [
            words for words in readers.failed if "Assertion" in words or "Incomplete" in words
        ]


SLOW = """
import sys, time
from wizard.web.server import serve

def load():
    sys.setprofile(None)
    print("a worker has begun", flush=True)
    time.sleep(60)

sys.setprofile(lambda *_: time.sleep(0.001))  # at each call: what comes soon after a signal comes amid its handling
serve(load, "127.0.0.1", int(sys.argv[1]), 2, print)
"""


@pytest.mark.parametrize("words", [1, 5])
def test_a_worker_that_has_only_begun_can_be_stopped(words: int) -> None:
    """Whoever presses Ctrl-C at once sees no word about workers that refuse, and does not wait until they are killed.

    Nor does it matter how often it is said: `timeout` says it twice, and a supervisor may.
    """
    command = [sys.executable, "-c", SLOW, str(free_port())]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "a worker has begun\n"
        for _ in range(words):
            process.send_signal(signal.SIGINT)
            time.sleep(0.004)
        rest, _ = process.communicate(timeout=60)
    assert set(rest.splitlines()) <= {"a worker has begun"}
    assert process.returncode == 0


def test_no_worker_outlives_its_parent(write: Write, tmp_path: Path) -> None:
    """Not even where the parent was killed: the port is free again."""
    folder = write(guide=FLOW)
    with running(wizard_run(folder), tmp_path / "log", folder) as (address, process):
        place = urlsplit(address)
        process.kill()
        process.wait(60)

        def refused() -> bool:
            with socket.socket() as probe:
                return probe.connect_ex((str(place.hostname), int(place.port or 0))) != 0

        wait_until(refused, "somebody still answers")


SERVERS = {
    "gunicorn": [
        str(BIN / "gunicorn"),
        "--bind",
        "127.0.0.1:PORT",
        "--workers",
        "2",
        "wizard:create_app()",
    ],
    "waitress": [
        str(BIN / "waitress-serve"),
        "--listen",
        "127.0.0.1:PORT",
        "--call",
        "wizard:create_app",
    ],
    "flask": [str(BIN / "flask"), "--app", "wizard", "run", "--port", "PORT"],
    "granian": [
        str(BIN / "granian"),
        "--interface",
        "wsgi",
        "--factory",
        "--port",
        "PORT",
        "wizard:create_app",
    ],
    "wizard": [str(BIN / "wizard"), "run", "--port", "PORT"],
}


@pytest.mark.parametrize("name", SERVERS)
def test_any_server_serves_the_same(shipped: Site, tmp_path: Path, name: str) -> None:
    """A page whole, compressed, not changed and without its body, with the headers that the application gives it."""
    address = "/es/my-data/held-license/"
    expected = create_app(shipped).test_client().get(address, headers={"Accept-Encoding": "br"})
    with running(SERVERS[name], tmp_path / "log", ROOT / "flows") as (server, _):
        place = urlsplit(server).netloc
        connection = http.client.HTTPConnection(place, timeout=30)
        for method, known, status in (
            ("GET", "", 200),
            ("HEAD", "", 200),
            ("GET", str(expected.headers["ETag"]), 304),
        ):
            connection.request(
                method, address, headers={"Accept-Encoding": "br", "If-None-Match": known}
            )
            response = connection.getresponse()
            body = response.read()
            assert response.status == status
            assert len(brotli.decompress(body)) > 3000 if body else (method, status) != ("GET", 200)
            told = {
                header: response.headers[header]
                for header in dict(expected.headers)
                if header in response.headers
            }
            assert told.items() <= dict(expected.headers).items()
            assert {"ETag", "Vary", "Cache-Control", "Content-Security-Policy"} <= told.keys()
            assert len(response.headers.get_all("Date") or []) == 1
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() == b"ok"
        connection.close()


@pytest.mark.parametrize(("length", "status"), [(4096, 200), (4097, 414)])
def test_a_query_is_as_long_as_is_allowed(server: str, length: int, status: int) -> None:
    """Through the whole server, in bytes."""
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=30)
    connection.request("GET", "/en/my-data/held-license/?" + "a" * length)
    assert connection.getresponse().status == status
    connection.close()


def test_a_site_can_be_sent_to_a_worker_that_is_no_fork(shipped: Site) -> None:
    """What comes out is what went in."""
    folder = pickle.loads(pickle.dumps(ServedFolder(ROOT / "flows", shipped)))  # noqa: S301 - it is ours
    assert folder.site.name == shipped.name
    for address in ("/es/", "/en/my-data/federal-look-up/", "/es/letters/", "/en/deadlines/"):
        sites = (folder.site, shipped)
        assert len({create_app(site).test_client().get(address).data for site in sites}) == 1


def test_a_bell_that_is_rung_meanwhile_is_answered_once_more() -> None:
    """Not twice at once, not for each ring, and again after a fault."""
    done: list[str] = []

    def work() -> None:
        done.append("begin")
        if len(done) == 1:
            bell()
            bell()
        done.append("end")
        if len(done) > 4:
            raise OSError

    bell = CoalescingHandler(work)
    bell()
    assert done == ["begin", "end"] * 2
    for _ in range(2):
        with pytest.raises(OSError):  # noqa: PT011 - it is ours
            bell()
    assert done == ["begin", "end"] * 4


def test_there_is_a_worker_for_each_processor() -> None:
    """Of those that the process may use."""
    assert 1 <= cores() <= (os.cpu_count() or 1)


def test_a_folder_that_changes_while_it_is_read_is_sound_or_has_problems(write: Write) -> None:
    """Files come, go, and are half written meanwhile: never a fault, and in the end what is there is what is read."""
    folder, over = write(guide=FLOW), threading.Event()

    def change() -> None:
        for number in range(10_000):
            if over.is_set():
                return
            path = folder / f"more{number % 5}.yaml"
            path.write_text(FLOW[: 60 + number % 50], "utf-8")
            (folder / "sources.yaml").write_text("a: {title: A}\n", "utf-8")
            path.unlink()
            (folder / "sources.yaml").unlink()

    writer = threading.Thread(target=change)
    writer.start()
    try:
        found = [check_folder(folder) for _ in range(60)]
    finally:
        over.set()
        writer.join(60)
    assert all(site or problems for site, problems in found)
    site, problems = check_folder(folder)
    assert site, problems
    assert list(site.flows) == ["guide"]
