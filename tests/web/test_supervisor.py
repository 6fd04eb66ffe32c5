"""Whether a worker of the server still runs, as granian asks when it stops."""

from __future__ import annotations

import multiprocessing
import os
import time

import pytest
from granian.server.mp import WorkerProcess

from tests.conftest import wait_until
from wizard.web.server import _is_alive

pytestmark = pytest.mark.e2e


def worker(*arguments: object) -> WorkerProcess:
    """Return a worker whose process sleeps."""
    worker = object.__new__(WorkerProcess)
    context = multiprocessing.get_context("spawn")
    worker.inner = context.Process(target=time.sleep, args=arguments)
    worker.inner.start()
    return worker


def test_worker_that_another_thread_waited_for_is_not_alive() -> None:
    """Its process object says that it is, since nobody told it the exit code."""
    ended = worker(0)
    os.waitpid(ended.inner.pid, 0)
    assert ended.inner.is_alive()
    assert not _is_alive(ended)


def test_worker_that_runs_is_alive() -> None:
    """Until its process has ended."""
    running = worker(600)
    assert _is_alive(running)
    running.inner.kill()
    wait_until(lambda: not _is_alive(running))
    running.inner.join()
