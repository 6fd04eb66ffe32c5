"""How many Python functions some work calls: a measure that is the same on every computer."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from types import FrameType


def calls_of(work: Callable[[], object]) -> int:
    """Return how many Python functions are called to do some work."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    was_on = gc.isenabled()
    gc.disable()  # it calls functions too, at any time
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
        if was_on:
            gc.enable()
    return calls
