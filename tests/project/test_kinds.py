"""`make test` leaves out the tests that use a browser, a server or another process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.kinds import processes, starts_process


def start_directly() -> None:
    """Start a process."""
    subprocess.run([sys.executable, "-c", ""], check=True)


def start_indirectly() -> None:
    """Start a process in a function inside, and through another one."""

    def start() -> None:
        start_directly()

    start()


def start_nothing() -> None:
    """Start no process."""
    sys.getrefcount(processes)


def test_function_that_starts_process_is_found() -> None:
    """A function is found if it, or a function that it names, uses `subprocess`."""
    assert starts_process(start_directly, set())
    assert starts_process(start_indirectly, set())
    assert not starts_process(start_nothing, set())


def test_test_that_starts_process_is_marked(request: pytest.FixtureRequest) -> None:
    """This test starts a process, so it is marked, and the process is noted."""
    start_indirectly()
    assert request.node.get_closest_marker("e2e")
    assert processes


def test_test_that_starts_no_process_is_not_marked(request: pytest.FixtureRequest) -> None:
    """This test starts no process, so it is one of the quick tests."""
    start_nothing()
    assert request.node.get_closest_marker("e2e") is None
