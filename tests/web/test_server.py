"""The server of `wizard run`, while its folder and workers change, and other WSGI servers."""

from __future__ import annotations

import http.client
import os
import pickle
import re
import resource
import shutil
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
from wizard.web.server import (
    CoalescingHandler,
    ServedFolder,
    make_sites_picklable,
    return_free_memory,
)

Write = Callable[..., Path]
FLOW = """\
title: A guide
start: b
steps: {b: {outcome: End 0, claims: [{level: unknown, text: Nothing.}]}}
"""
PAGE = "/en/guide/b/"
BIN = Path(sys.executable).parent


@contextmanager
def running(
    command: list[str], log: Path, folder: Path
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A running server: its URL and its process. PORT in the command is replaced by its port."""
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
    """Readers that request one page without a pause: the texts they saw, and the failures."""

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


def test_reload_under_load_loses_no_request(write: Write, tmp_path: Path) -> None:
    """In ten reloads no request fails, no connection ends, and all workers show the new text."""
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


def test_reload_of_an_invalid_folder_keeps_the_site(write: Write, tmp_path: Path) -> None:
    """A worker that restarts meanwhile keeps it too. A later reload serves the fixed folder."""
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
            "the fixed flow is not served",
        )
    lines = log.read_text().splitlines()
    assert len([line for line in lines if "the flow starts at" in line]) == 1
    assert lines[1].startswith(f"{folder}/guide.yaml:2:8: the flow starts at")


def test_reload_reads_the_release_that_a_link_names_now(write: Write, tmp_path: Path) -> None:
    """The server began with `.` in a folder that is a link, and the link changes atomically."""
    current, log, port = tmp_path / "current", tmp_path / "log", free_port()
    for name in ("old", "new"):
        write(guide=FLOW.replace("End 0", f"The {name} release")).rename(tmp_path / name)
    current.symlink_to("old")
    words = [str(BIN / "wizard"), "run", ".", "--port", str(port), "--workers", "2"]
    with (
        log.open("wb") as file,
        subprocess.Popen(
            words, cwd=current, env={**os.environ, "PWD": str(current)}, stdout=file, stderr=file
        ) as process,
    ):
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(f"{address}/healthz", process)
            assert heading(address) == "The old release"
            (tmp_path / "next").symlink_to("new")
            (tmp_path / "next").rename(current)
            shutil.rmtree(tmp_path / "old")
            process.send_signal(signal.SIGHUP)
            wait_until(
                lambda: {heading(address) for _ in range(20)} == {"The new release"},
                "the old release is served",
            )
        finally:
            process.terminate()


def test_reload_signal_during_the_start_of_a_worker_is_kept(write: Write, tmp_path: Path) -> None:
    """The signal does not end the worker either."""
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


def test_stop_completes_the_requests_in_progress(write: Write, tmp_path: Path) -> None:
    """Then no process remains."""
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

# Slow down each call, so that a signal arrives while another one is being handled.
sys.setprofile(lambda *_: time.sleep(0.001))
serve(load, "127.0.0.1", int(sys.argv[1]), 2, print)
"""


@pytest.mark.slow
@pytest.mark.parametrize("words", [1, 5])
def test_stop_right_after_the_start_is_quick_and_quiet(words: int) -> None:
    """A Ctrl-C at once prints nothing about workers that do not react."""
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


def test_worker_ends_when_its_parent_is_killed(write: Write, tmp_path: Path) -> None:
    """The port is free again."""
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


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name == "wizard" else pytest.mark.slow) for name in SERVERS],
)
def test_other_servers_serve_the_same_responses(shipped: Site, tmp_path: Path, name: str) -> None:
    """Pages, compressed pages, 304 and HEAD are the same, with all headers of the application."""
    address = "/es/my-data/topic/"
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
            sent = {
                header: response.headers[header]
                for header in dict(expected.headers)
                if header in response.headers
            }
            assert sent.items() <= dict(expected.headers).items()
            assert {"ETag", "Vary", "Cache-Control", "Content-Security-Policy"} <= sent.keys()
            assert len(response.headers.get_all("Date") or []) == 1
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() == b"ok"
        connection.close()


@pytest.mark.parametrize(("length", "status"), [(4096, 301), (4097, 414)])
def test_server_accepts_a_query_up_to_the_limit(server: str, length: int, status: int) -> None:
    """The limit is in bytes, and the server in front of the application has no lower one."""
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=30)
    connection.request("GET", "/en/my-data/topic/?" + "a" * length)
    assert connection.getresponse().status == status
    connection.close()


def test_site_can_be_pickled_for_a_spawned_worker(shipped: Site) -> None:
    """The copy serves the same pages."""
    make_sites_picklable()
    folder = pickle.loads(pickle.dumps(ServedFolder(ROOT / "flows", shipped)))  # noqa: S301 - it is ours
    assert folder.site.name == shipped.name
    for address in ("/es/", "/en/my-data/federal-look-up/", "/es/letters/", "/en/deadlines/"):
        sites = (folder.site, shipped)
        assert len({create_app(site).test_client().get(address).data for site in sites}) == 1


def test_coalescing_handler_runs_once_more_for_signals_meanwhile() -> None:
    """It never runs twice at once, nor once per signal, and works again after an error."""
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


def test_check_folder_during_changes_returns_a_site_or_problems(write: Write) -> None:
    """Files come, go and are half written. In the end, the folder as it is then is loaded."""
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


@pytest.mark.skipif(sys.platform != "linux", reason="only the C library of Linux returns memory")
def test_return_free_memory_lowers_the_resident_set() -> None:
    """Memory that was freed below a part that is still used goes back to the system, too."""
    blocks = [bytes(16_000) for _ in range(4_000)]  # too small to be mapped each by itself
    blocks[:-1] = []  # the last one is at the end of the heap, and keeps the rest from shrinking
    before = resident_bytes()
    return_free_memory()
    assert before - resident_bytes() > 40_000_000
    assert blocks


def resident_bytes() -> int:
    """Return the memory of this process that is in use."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()
