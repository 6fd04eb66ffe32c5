"""Which tests are end-to-end tests, so that `make test` can leave them out.

A test is marked `e2e` if it uses one of the fixtures `E2E_FIXTURES`, or if it, one of its fixtures
or a helper in the tests uses `subprocess` or `multiprocessing`. A test that starts a process in
another way must carry the mark itself, or it fails: Graphviz, for example, draws a picture when the
page of a map is requested. A module whose tests render whole sites marks all its tests, since they
request such pages and take long.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

import pytest

# The fixture `written` exports the whole site, with the pictures that Graphviz draws.
E2E_FIXTURES = {"page", "browser", "server", "nginx", "launch", "static_site", "written"}
PROCESS_MODULES = ("subprocess", "multiprocessing")
PROCESS_EVENTS = {"subprocess.Popen", "os.fork", "os.posix_spawn"}

processes: list[str] = []


def note_process(event: str, arguments: tuple[Any, ...]) -> None:
    """Remember that a process was started. Python calls this for each of its audit events."""
    if event in PROCESS_EVENTS:
        processes.append(" ".join(str(argument) for argument in arguments[:2]))


sys.addaudithook(note_process)


def is_end_to_end(item: pytest.Function) -> bool:
    """Return whether a test needs a browser, a server or another process."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    if E2E_FIXTURES & (set(item.fixturenames) - set(parameters)):
        return True
    fixtures = item._fixtureinfo.name2fixturedefs.values()
    functions = [item.function, *(fixture.func for each in fixtures for fixture in each)]
    return any(starts_process(function, set()) for function in functions)


def starts_process(value: object, seen: set[CodeType]) -> bool:
    """Return whether a function, or a function of the tests that it names, uses `subprocess`."""
    function = inspect.unwrap(value) if callable(value) else value
    if not isinstance(function, FunctionType) or function.__code__ in seen:
        return False
    if not function.__module__.startswith(("tests", "conftest")):
        return False
    seen.add(function.__code__)
    for name in names_in(function.__code__):
        used = function.__globals__.get(name)
        module = used.__name__ if inspect.ismodule(used) else getattr(used, "__module__", None)
        if module in PROCESS_MODULES or starts_process(used, seen):
            return True
    return False


def names_in(code: CodeType) -> Iterator[str]:
    """Yield the global names of a piece of code and of the functions inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)
