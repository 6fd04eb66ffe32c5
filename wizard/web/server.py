"""The server that `wizard run` starts: granian's worker processes around the site of a folder.

SIGHUP reloads the folder. The parent loads it first. If it is valid, each worker loads it too and
changes to the new site between two requests: no process ends, so no connection does. If it is not
valid, the problems are printed and all workers keep the current site. So does a worker that is
restarted, because it gets its site from the parent.
"""

from __future__ import annotations

import copyreg
import ctypes
import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import MappingProxyType
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from wizard.loader.site import check_folder
from wizard.model.problems import Problem
from wizard.model.site import Site
from wizard.web.app import create_app
from wizard.web.capacity import connections
from wizard.web.supervisor import STOP_SIGNALS, Supervisor
from wizard.web.warm_up import warm_up

THREADS = 2  # of a worker: one may write a letter's PDF while the other one answers requests

ARENA_MAX = -8  # M_ARENA_MAX of malloc.h: the option for the number of heaps

HEADER_TIMEOUT = 10_000  # milliseconds that a client may take to send the head of its request

HEADER_BYTES = 2**14  # that a worker keeps of the head of a request, for each connection

TRIM_INTERVAL = 60.0  # seconds until a worker returns freed memory again

DELAY = 1.0  # seconds until a new site is warmed up; a worker starts to answer long before that


def serve(
    load: Callable[[], WSGIApplication],
    host: str,
    port: int,
    workers: int,
    reload: Callable[[], object],
) -> None:
    """Serve the application that `load` makes in each worker, until SIGINT or SIGTERM.

    SIGHUP calls `reload`.
    """
    make_sites_picklable()
    _share_free_memory()
    most = connections(workers)
    server = Supervisor(
        "wizard",
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=workers,
        blocking_threads=THREADS,
        # Both, because granian divides the backlog by the workers for its default of
        # `backpressure`.
        backlog=most,
        backpressure=most,
        # Not HTTP/2: no browser speaks it without TLS, and such connections have no time limit.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_TIMEOUT, max_buffer_size=HEADER_BYTES
        ),
        workers_kill_timeout=3,  # seconds; a tenth is enough, unless the machine is very busy
        log_level=LogLevels.warning,
        # An access log would say which address read which page.
        log_access=False,
        websockets=False,
    )
    if hasattr(signal, "SIGHUP"):
        os.register_at_fork(after_in_child=_end_on_sigterm)
        # Threads and workers inherit this mask: only one thread handles SIGINT and SIGTERM, and
        # SIGUSR1, which would end a worker that does not wait for it yet, is kept until it does.
        signal.pthread_sigmask(signal.SIG_BLOCK, {*STOP_SIGNALS, signal.SIGUSR1})
        threading.Thread(target=server.await_stop, daemon=True).start()
        # granian sets its own handler of SIGHUP at the start, and calls this hook after that.
        server.on_startup(lambda: signal.signal(signal.SIGHUP, CoalescingHandler(reload)))
    gc.freeze()  # workers that are forks share what is on the heap now, if nothing touches it
    server.serve(
        target_loader=partial(_load_in_worker, load, server.report_loaded), wrap_loader=False
    )


class CoalescingHandler:
    """A signal handler that never runs twice at once.

    Signals that arrive while it runs make it run once more.
    """

    def __init__(self, work: Callable[[], object]) -> None:
        self.work = work
        self.pending = self.busy = False

    def __call__(self, *_: object) -> None:
        self.pending = True
        if self.busy:
            return
        self.busy = True
        try:
            while self.pending:
                self.pending = False
                self.work()
        finally:
            self.busy = False


def current_folder() -> str:
    """Return the path of the current folder as the shell has it, which keeps links."""
    path = os.environ.get("PWD", "")
    with suppress(OSError):
        if os.path.isabs(path) and os.path.samefile(path, os.curdir):
            return path
    return os.getcwd()


@dataclass
class ServedFolder:
    """A folder of flows that is served, with the site of when it was last valid."""

    path: Path
    site: Site
    start_in: str = field(default_factory=current_folder)

    def check(self) -> tuple[Site | None, tuple[Problem, ...]]:
        """Load the folder, or return its problems."""
        # A new release may have the name of the current folder now, if that is a link. A relative
        # path would lead into the old release.
        with suppress(OSError):
            os.chdir(self.start_in)
        return check_folder(self.path)

    def reload(self, report: Callable[[tuple[Problem, ...]], object]) -> None:
        """Load the folder, in the parent, and make the workers load it too if it is valid.

        `report` gets the problems, or none if the folder is valid.
        """
        site, problems = self.check()
        if site:
            self.site = site
            # Not granian's reload: it would end the workers, and with them their open connections.
            for worker in multiprocessing.active_children():
                with suppress(ProcessLookupError):
                    os.kill(worker.pid or 0, signal.SIGUSR1)
        report(() if site else problems)

    def load(self) -> WSGIApplication:
        """Return an application, in a worker, that serves the site and each later one."""
        site, app, changed = self.site, create_app(self.site), threading.Event()
        freeze_heap()

        def prepare() -> None:
            while True:
                time.sleep(DELAY)
                changed.clear()
                warm_up(app, site, date.today(), is_served=lambda: not changed.is_set())
                freeze_heap()
                tomorrow = time.time() + seconds_left_today()  # what is prepared is of one date
                while (left := tomorrow - time.time()) > 0:
                    if changed.wait(min(left, TRIM_INTERVAL)):
                        break
                    return_free_memory()

        def follow() -> None:
            nonlocal site, app
            while signal.sigwait({signal.SIGUSR1}):
                loaded, _ = self.check()
                if loaded:  # else it has changed since the parent loaded it, and SIGHUP will follow
                    site, app = loaded, create_app(loaded)
                    del loaded  # or the old site would stay in memory until the next reload
                    changed.set()
                    freeze_heap()

        threading.Thread(target=prepare, daemon=True).start()
        if hasattr(signal, "SIGHUP"):
            threading.Thread(target=follow, daemon=True).start()

        # granian keeps the function it was given, so that one looks up the current application for
        # each request; a request that runs already ends with the old one.
        def current(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            return app(environ, start_response)

        return current


def seconds_left_today() -> float:
    """Return the seconds until the next date begins, also on days when clocks are changed."""
    tomorrow = datetime.combine(date.today() + timedelta(1), datetime.min.time())
    return tomorrow.timestamp() - time.time()


def freeze_heap() -> None:
    """Collect garbage once, and exempt all that remains from later collections.

    The site stays as long as the worker. Without this, the collector would go through all of it
    after every few thousand requests.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    return_free_memory()


def return_free_memory() -> None:
    """Return to the system what the C library keeps of freed memory, in a few milliseconds.

    It is 5 MiB after a warm-up, and 16 to 33 after every letter was written.
    """
    with suppress(AttributeError, TypeError):  # only the library of Linux has this function
        ctypes.CDLL(None).malloc_trim(0)


def _share_free_memory() -> None:
    """Let all threads of a worker take memory from one heap of the C library.

    By default, glibc has a heap for each thread, and memory that is free in one is not used by the
    others: 15 MiB of a worker after all its pages were requested.
    """
    with suppress(AttributeError, TypeError):  # other systems have no such function
        ctypes.CDLL(None).mallopt(ARENA_MAX, 1)


def _end_on_sigterm() -> None:
    """End a worker on SIGTERM, even before granian has installed its own handler."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def _load_in_worker(load: Callable[[], WSGIApplication], loaded: Connection) -> WSGIApplication:
    """Return the application, in a worker that takes orders only from its parent.

    Ctrl-C sends SIGINT to all processes of the terminal. granian does not expect a second signal
    to stop in a worker, so the worker ignores it and waits for the parent's SIGTERM.
    """
    if hasattr(signal, "pthread_sigmask"):
        _end_on_sigterm()  # here too, for workers that are not forks
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    threading.Thread(target=_follow_parent, daemon=True).start()
    app = load()
    loaded.send_bytes(b"loaded")
    return app


def _follow_parent() -> None:
    """End with the parent, even if it was killed: an orphan would occupy the port for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def make_sites_picklable() -> None:
    """Let `pickle` send a site to workers that are not forks of the parent (macOS, Windows)."""
    # The mappings of a site are read-only proxies, which pickle refuses.
    copyreg.pickle(MappingProxyType, lambda proxy: (_read_only, (dict(proxy),)))


def _read_only(entries: dict[object, object]) -> MappingProxyType[object, object]:
    return MappingProxyType(entries)
