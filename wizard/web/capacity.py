"""How many workers and connections there is room for, on this machine or in this container."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

MOST_WORKERS = 8  # unless the operator asks for more

WORKER_MEMORY = 200 * 2**20  # bytes: what a full worker takes, and as much for its connections

CONNECTIONS = 8192  # of a worker at once; a slow client uses a connection, not a thread

OWN_FILES = 32  # open files of a worker besides connections,

FILES_FOR_WORKER = 5  # ... and how many more for each worker of the server

# The files with the limit of a control group: of version 2, then of version 1.
MEMORY_FILES = ("memory.max", "memory.high", "memory.limit_in_bytes")


def default_workers(root: Path = Path("/")) -> int:
    """Return how many workers fit the processors and the memory, at least one.

    Args:
        root: The folder with `proc` and `sys`, which have the limits of the container.
    """
    return max(1, min(processors(root), memory(root) // WORKER_MEMORY, MOST_WORKERS))


def processors(root: Path = Path("/")) -> int:
    """Return how many processors this process may use, rounded up."""
    if hasattr(os, "sched_getaffinity"):
        allowed = len(os.sched_getaffinity(0))
    else:
        allowed = os.cpu_count() or 1
    quotas = [quota for group in _control_groups(root) if (quota := _quota(group))]
    return math.ceil(min([allowed, *quotas]))


def memory(root: Path = Path("/")) -> int:
    """Return how many bytes of memory this process may use."""
    limits = [
        limit
        for group in _control_groups(root)
        for name in MEMORY_FILES
        if (limit := _number(group / name))
    ]
    with suppress(AttributeError, OSError, ValueError):  # Windows does not say
        limits.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return min(limits, default=sys.maxsize)


def _control_groups(root: Path) -> Iterator[Path]:
    """Yield the folder of each control group that limits this process, on Linux."""
    with suppress(OSError):
        for line in (root / "proc/self/cgroup").read_text("utf-8").splitlines():
            _, controllers, name = line.split(":", 2)
            path = PurePosixPath(name.lstrip("/"))
            for controller in controllers.split(","):  # version 2 has one line, and names none
                # The limits of all groups above apply too. In a container, a group may have the
                # name that it has outside, where only the topmost folder exists.
                for group in (path, *path.parents):
                    yield root / "sys/fs/cgroup" / controller / group


def _quota(group: Path) -> float | None:
    """Return how many processors a control group may use, or None if it sets no limit."""
    with suppress(OSError, ValueError):  # the quota may be "max"
        quota, period = (group / "cpu.max").read_text("utf-8").split()
        return int(quota) / int(period)
    limits = [_number(group / f"cpu.cfs_{name}_us") for name in ("quota", "period")]
    return limits[0] / limits[1] if limits[0] and limits[1] else None


def _number(file: Path) -> int | None:
    """Return the number in a file, or None if there is none, or no limit: "max" or -1."""
    with suppress(OSError, ValueError):
        return max(int(file.read_text("utf-8")), 0) or None
    return None


def connections(workers: int) -> int:
    """Return how many connections each worker may have: each is an open file.

    Raises:
        SystemExit: This process may open too few files.
    """
    with suppress(ImportError, OSError, ValueError):  # `resource` exists on Unix only
        import resource

        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
        needed = OWN_FILES + FILES_FOR_WORKER * workers
        if 0 <= limit <= needed:  # -1 means that there is no limit
            sys.exit(
                f"too few open files are allowed (ulimit -n): {limit}; "
                f"the server needs more than {needed} with --workers {workers}"
            )
        if limit > 0:
            return min(CONNECTIONS, limit - needed)
    return CONNECTIONS
