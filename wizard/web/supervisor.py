"""The parent process of the server: it opens the port, and restarts workers that end.

granian has such a parent, but it has one queue of connections for each worker, and it ends the
whole server if the same worker ends twice within seconds.
"""

from __future__ import annotations

import multiprocessing.connection
import signal
import socket
import sys
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

from granian.net import SocketSpec  # type: ignore[attr-defined]
from granian.server.mp import MPServer, WorkerProcess

SHORT_LIFE = 10.0  # seconds; a worker that ends sooner is restarted later each time

MAX_PAUSE = 8  # seconds until a restart

# Milliseconds that an answer may wait for a client that does not read it. This is long, because a
# proxy may stop reading while its own client is slow.
UNREAD = 300_000

STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM}


@dataclass
class Restarts:
    """When to restart one worker.

    Attributes:
        in_a_row: How many workers in its place ended soon after their start, one after the other.
        due: When to restart the one that ended, or 0 if it runs.
    """

    in_a_row: int = 0
    due: float = 0.0

    def pause(self, life: float) -> int:
        """Return the seconds to wait before the restart of a worker that lived for some seconds.

        The first restart is immediate. A worker that crashes soon each time is restarted later and
        later, so that it does not take the processor from the others.
        """
        self.in_a_row = self.in_a_row + 1 if life < SHORT_LIFE else 1
        return 0 if self.in_a_row == 1 else min(2 ** (self.in_a_row - 2), MAX_PAUSE)


class Supervisor(MPServer):
    """The server of granian, with one queue of connections, and with restarts without end.

    Attributes:
        report_loaded: Where each worker reports that it has loaded the site.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.loaded, self.report_loaded = multiprocessing.Pipe(duplex=False)
        WorkerProcess.is_alive = is_alive  # type: ignore[method-assign, assignment]
        # granian notes here which workers ended, and exits with 1 after a stop if there are any.
        self.interrupt_children = deque(maxlen=0)  # type: ignore[assignment]

    def await_stop(self) -> None:
        """Stop the server on SIGINT or SIGTERM, in a separate thread.

        granian's own signal handler sets an event while the main thread may be inside that event's
        lock. Two signals at once, as `timeout` sends them, then deadlock, and a signal during the
        restart of a worker is lost. A thread that waits for signals has neither problem.
        """
        signal.sigwait(STOP_SIGNALS)
        self.interrupt_signal = True
        while True:  # the main thread may be about to clear the event
            self.main_loop_interrupt.set()
            time.sleep(0.1)

    def _init_shared_socket(self) -> None:
        """Open the port once for all workers, if there are several.

        So a connection that is not accepted yet does not end with a worker, and never waits for one
        that has too many: any worker accepts it. On Linux, granian would give each its own queue.
        A single worker has the port to itself. If it ends, connections are refused at once, so that
        a proxy asks another server.
        """
        if self.workers == 1:
            super()._init_shared_socket()  # type: ignore[no-untyped-call]
            return
        holder = SocketSpec(self.bind_addr, self.bind_port, self.backlog).build()
        port = socket.socket(fileno=holder.get_fd())
        port.set_inheritable(True)
        self._shd, self._sso = holder, port  # type: ignore[assignment]
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # on Linux; the connections inherit it
            port.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD)

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        """Restart workers that end, until a signal to stop."""
        restarts, started = [Restarts() for _ in self.wrks], False
        while not self.interrupt_signal:
            # Before the workers are looked at: one that ends meanwhile sets the event again.
            self.main_loop_interrupt.clear()
            ended = [worker for worker in self.wrks if not is_alive(worker)]
            while self.loaded.poll():
                self.loaded.recv_bytes()
                started = True
            if started:
                for worker in ended:
                    self._restart(worker, restarts[worker.idx], spawn_target, target_loader)
            elif len(ended) == len(self.wrks):
                print("no worker process could start; the lines above say why", file=sys.stderr)
                self.shutdown(1)  # type: ignore[no-untyped-call]
            self.main_loop_interrupt.wait(1)  # a pause may be over

    def _restart(
        self, worker: WorkerProcess, restarts: Restarts, spawn_target: Any, target_loader: Any
    ) -> None:
        """Restart a worker that ended, or note when to do it."""
        now = time.monotonic()
        if not restarts.due:
            pause = restarts.pause(now - worker.birth)
            restarts.due = now + pause
            if pause:
                often = f"{restarts.in_a_row} times in a row soon after its start"
                text = f"worker-{worker.idx + 1} ended {often}; it restarts in {pause} s"
                print(text, file=sys.stderr)
        if restarts.due <= now:
            restarts.due = 0.0
            self._respawn_workers([worker.idx], spawn_target, target_loader)


def is_alive(worker: WorkerProcess) -> bool:
    """Return whether the process of a worker runs.

    granian asks the process object, which says yes until its other thread, which waits for the
    process too, has noted the exit code. On a busy machine it then reported that it killed a worker
    that had ended.
    """
    return not multiprocessing.connection.wait([worker.inner.sentinel], timeout=0)
