"""The shipped server: granian's processes around the site of a folder. What `wizard run` starts.

SIGHUP reads the folder again. The parent reads it first. Where it is sound, each worker reads it too and changes to the
new site between two requests: no process ends, so no connection does. Where it is not, its problems are told, and all
go on with the site that they have; so does a worker that is started anew, since it gets its site from the parent.
"""

from __future__ import annotations

import copyreg
import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server
from granian.server.common import AbstractServer

from wizard.loader.site import check_folder
from wizard.model.problems import Problem
from wizard.model.site import Site
from wizard.web.app import create_app

THREADS = 2  # of a worker: one may write a letter's PDF while the other goes on answering

CONNECTIONS = 4096  # of a worker at once; who is slow takes no thread, only a place

SILENCE = 10_000  # milliseconds that a client may take for the head of its request

STOPS = {signal.SIGINT, signal.SIGTERM}


def _read_only(entries: dict[object, object]) -> MappingProxyType[object, object]:
    return MappingProxyType(entries)


# Where workers are no forks of the parent, the site is sent to them.
copyreg.pickle(MappingProxyType, lambda proxy: (_read_only, (dict(proxy),)))


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def serve(
    load: Callable[[], WSGIApplication],
    host: str,
    port: int,
    workers: int,
    again: Callable[[], object],
) -> None:
    """Serve the application that `load` makes in each worker, until told to stop. SIGHUP calls `again`."""
    server = Server(
        "wizard",
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=workers,
        blocking_threads=THREADS,
        backlog=CONNECTIONS,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=SILENCE),
        respawn_failed_workers=True,
        workers_kill_timeout=3,  # seconds; it stops in a tenth of one, unless the machine is very busy
        log_level=LogLevels.warning,
        log_access=False,
        websockets=False,
    )
    _allow_connections()
    if hasattr(signal, "SIGHUP"):
        os.register_at_fork(after_in_child=_end_at_stop)
        # Threads and workers inherit this: the words to stop are for one thread, and no worker is told before it listens.
        signal.pthread_sigmask(signal.SIG_BLOCK, {*STOPS, signal.SIGUSR1})
        threading.Thread(target=_await_stop, args=(server,), daemon=True).start()
        server.on_startup(lambda: signal.signal(signal.SIGHUP, CoalescingHandler(again)))
    gc.freeze()  # what is here now stays: workers that are forks share it
    server.serve(target_loader=partial(_quiet, load), wrap_loader=False)


class CoalescingHandler:
    """Does something when a signal comes, once more when it came meanwhile, and never twice at once."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.work = work
        self.rung = self.busy = False

    def __call__(self, *_: object) -> None:
        self.rung = True
        if self.busy:
            return
        self.busy = True
        try:
            while self.rung:
                self.rung = False
                self.work()
        finally:
            self.busy = False


@dataclass
class ServedFolder:
    """A folder of flows that is served, with the site that it held when it was last sound."""

    path: Path
    site: Site

    def reload(self, tell: Callable[[tuple[Problem, ...]], object]) -> None:
        """In the parent: read the folder; tell its problems, or let the workers read it too."""
        site, problems = check_folder(self.path)
        if site:
            self.site = site
            for worker in multiprocessing.active_children():
                with suppress(ProcessLookupError):
                    os.kill(worker.pid or 0, signal.SIGUSR1)
        tell(() if site else problems)

    def load(self) -> WSGIApplication:
        """In a worker: the application of the site, and of each later one."""
        app = create_app(self.site)
        _freeze_heap()

        def follow() -> None:
            nonlocal app
            while signal.sigwait({signal.SIGUSR1}):
                site, _ = check_folder(self.path)
                if site:  # else it changed since the parent read it, who will be told of it too
                    app = create_app(site)
                    del site
                    _freeze_heap()

        if hasattr(signal, "SIGHUP"):
            threading.Thread(target=follow, daemon=True).start()

        def current(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            return app(environ, start_response)

        return current


def _freeze_heap() -> None:
    """Let the collector look at everything once, and never again at what stays: it would at every few thousand answers."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _await_stop(server: AbstractServer[Any]) -> None:
    """In a thread of the parent: stop when told to.

    granian's own way, a handler, sets an event amid the main thread's work. Two words to stop at once, as `timeout` sends
    them, then wait for each other for ever, and one that comes while a worker is started anew is lost.
    """
    signal.sigwait(STOPS)
    server.interrupt_signal = True
    while True:
        server.main_loop_interrupt.set()
        time.sleep(0.1)


def _end_at_stop() -> None:
    """In a worker: end when told to, from its first moment on."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def _quiet(load: Callable[[], WSGIApplication]) -> WSGIApplication:
    """The application, made in a worker. Ctrl-C reaches worker and parent alike, and two words at once confuse a worker."""
    if hasattr(signal, "pthread_sigmask"):
        _end_at_stop()  # also where it is no fork
        signal.pthread_sigmask(
            signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP}
        )  # the parent says what to do
    threading.Thread(target=_follow_parent, daemon=True).start()
    return load()


def _follow_parent() -> None:
    """End with the parent, even if it was killed: a worker without one would hold the port, and be told nothing."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _allow_connections() -> None:
    """As many open files as the system allows at all: each connection is one."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
