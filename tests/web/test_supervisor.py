"""The parent process of the server: restarts of workers, and the port that it opens for them."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from granian.server.mp import WorkerProcess

from tests.conftest import ROOT, free_port, wait_for, wait_until
from tests.web.test_server import BIN, FLOW, running, wizard_run, workers_of
from wizard.web.supervisor import MAX_PAUSE, SHORT_LIFE, Restarts, is_alive

pytestmark = pytest.mark.e2e

Write = Callable[..., Path]


def worker(*arguments: object) -> WorkerProcess:
    """Return a worker whose process sleeps."""
    worker = object.__new__(WorkerProcess)
    context = multiprocessing.get_context("spawn")
    worker.inner = context.Process(target=time.sleep, args=arguments)
    worker.inner.start()
    return worker


def test_worker_that_another_thread_waited_for_is_not_alive() -> None:
    """Its process object says that it is, because it does not know the exit code."""
    ended = worker(0)
    os.waitpid(ended.inner.pid, 0)
    assert ended.inner.is_alive()
    assert not is_alive(ended)


def test_worker_that_runs_is_alive() -> None:
    """Until its process has ended."""
    running = worker(600)
    assert is_alive(running)
    running.inner.kill()
    wait_until(lambda: not is_alive(running))
    running.inner.join()


def test_restart_is_immediate_once_and_then_later_each_time() -> None:
    """After a worker that lived for longer, a restart is immediate again."""
    restarts = Restarts()
    assert [restarts.pause(1) for _ in range(8)] == [0, 1, 2, 4, 8, 8, MAX_PAUSE, 8]
    assert [restarts.pause(life) for life in (SHORT_LIFE, 1, 1)] == [0, 1, 2]


def is_healthy(address: str) -> bool:
    """Return whether a new connection is answered with 200. Nothing else may happen to it."""
    with urllib.request.urlopen(f"{address}/healthz", timeout=60) as response:
        return bool(response.status == 200)


@pytest.mark.parametrize("number", [1, 2])
def test_two_deaths_within_seconds_do_not_end_the_server(
    write: Write, tmp_path: Path, number: int
) -> None:
    """The same worker is killed twice, a second apart.

    The other one answers every connection. If there is no other one, connections are refused until
    its successor has started, so that a proxy can ask another server.
    """
    folder, log = write(guide=FLOW), tmp_path / "log"
    with running(wizard_run(folder, number), log, folder) as (address, process):
        before = workers_of(process)
        victim = min(before)
        for _ in range(2):
            os.kill(victim, signal.SIGKILL)
            wait_until(lambda: victim not in workers_of(process))  # noqa: B023
            end = time.monotonic() + 1
            while number > 1 and time.monotonic() < end:
                assert is_healthy(address)
            wait_until(lambda: len(workers_of(process)) == number)
            wait_for(f"{address}/healthz", process)
            (victim,) = workers_of(process) - before or {max(workers_of(process))}
            before = workers_of(process)
        assert process.poll() is None
        wait_for(f"{address}/healthz", process)
        assert all(is_healthy(address) for _ in range(20))
    assert process.returncode == 0


SERVER = """
import os, sys
from pathlib import Path
from wizard.web import supervisor
from wizard.web.server import serve

note = Path(sys.argv[2])

def load():
    with note.open("a") as starts:
        starts.write("start\\n")
    if note.read_text().count("start") > {good}:
        raise RuntimeError("it does not work here")
    return lambda environ, start_response: (start_response("200 OK", []), [{answer}])[1]

supervisor.UNREAD = 1000
serve(load, "127.0.0.1", int(sys.argv[1]), {workers}, print)
"""


def server(note: Path, port: int, **options: object) -> subprocess.Popen[str]:
    """Return a server whose first `good` workers can load; `note` has a line for each start."""
    text = SERVER.format(**{"good": 1, "answer": 'b"ok"', "workers": 1} | options)
    return subprocess.Popen(
        [sys.executable, "-c", text, str(port), str(note)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_server_whose_workers_never_start_exits_with_a_reason(tmp_path: Path) -> None:
    """Each worker tries once and says what is wrong."""
    note = tmp_path / "starts"
    with server(note, free_port(), good=0, workers=2) as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert note.read_text().count("start") == errors.count("it does not work here") == 2
    assert errors.endswith("no worker process could start; the lines above say why\n")


def test_worker_that_keeps_crashing_restarts_later_each_time(tmp_path: Path) -> None:
    """The server says so and does not give up, and it stops when it should."""
    note, port = tmp_path / "starts", free_port()
    with server(note, port) as process:
        wait_for(f"http://127.0.0.1:{port}/", process)  # type: ignore[arg-type]
        (first,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        os.kill(int(first), signal.SIGKILL)
        wait_until(lambda: note.read_text().count("start") > 3)
        process.terminate()
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    said = re.findall(r"worker-1 ended (\d) times in a row .* restarts in (\d) s", errors)
    assert said[:2] == [("2", "1"), ("3", "2")]
    assert note.read_text().count("start") - len(said) in (1, 2)  # each but the first two waited


def request_without_end(wire: socket.socket) -> None:
    """Send requests and read no answer."""
    while True:
        wire.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100)


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="Linux only")
def test_client_that_reads_no_answer_is_disconnected(tmp_path: Path) -> None:
    """Its connection would occupy a place for ever. How long it may last is set to a second."""
    port = free_port()
    with server(tmp_path / "starts", port, answer='b"a" * 2**20', workers=2, good=2) as process:
        wait_for(f"http://127.0.0.1:{port}/", process)  # type: ignore[arg-type]
        with (
            socket.create_connection(("127.0.0.1", port), timeout=60) as wire,
            pytest.raises(ConnectionError),  # not TimeoutError
        ):
            request_without_end(wire)
        process.terminate()
        process.communicate(timeout=60)


def test_too_few_open_files_are_reported(write: Write) -> None:
    """A worker would crash, and its message would not say what to do."""
    words = ["sh", "-c", 'ulimit -n 24; exec "$@"', "-", str(BIN / "wizard"), "run"]
    words += [str(write(guide=FLOW)), "--port", str(free_port()), "--workers", "1"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert re.fullmatch(
        r"too few open files are allowed \(ulimit -n\): 24; "
        r"the server needs more than \d+ with --workers 1\n",
        done.stderr,
    )
