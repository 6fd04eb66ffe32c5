"""How many workers there are by default: as many as the machine or the container has room for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from wizard.web.capacity import WORKER_MEMORY, default_workers, memory, processors

Machine = Callable[[Mapping[str, str]], Path]
V2 = {"proc/self/cgroup": "0::/system.slice/wizard.service\n"}
V1 = {
    "proc/self/cgroup": "5:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n1:name=systemd:/\n0::/\n"
}
SLICE = "sys/fs/cgroup/system.slice"
GIGABYTE = 2**30


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a function that writes files of /proc and /sys and returns their root.

    The machine has 16 processors and 64 GB of memory.
    """
    pages = {"SC_PHYS_PAGES": 64 * GIGABYTE // 4096, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(os, "sysconf", pages.__getitem__)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)), raising=False)

    def write(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "ascii")
        return tmp_path

    return write


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, (16, 64 * GIGABYTE, 8)),  # no control groups, as on other systems than Linux
        (V2, (16, 64 * GIGABYTE, 8)),  # no limits
        ({**V2, f"{SLICE}/wizard.service/cpu.max": "max 100000\n"}, (16, 64 * GIGABYTE, 8)),
        ({**V2, f"{SLICE}/wizard.service/cpu.max": "150000 100000\n"}, (2, 64 * GIGABYTE, 2)),
        ({**V2, f"{SLICE}/wizard.service/cpu.max": "20000 100000\n"}, (1, 64 * GIGABYTE, 1)),
        ({**V2, f"{SLICE}/wizard.service/memory.max": "max\n"}, (16, 64 * GIGABYTE, 8)),
        ({**V2, f"{SLICE}/wizard.service/memory.max": f"{GIGABYTE}\n"}, (16, GIGABYTE, 5)),
        ({**V2, f"{SLICE}/wizard.service/memory.high": f"{GIGABYTE}\n"}, (16, GIGABYTE, 5)),
        (
            {**V2, f"{SLICE}/memory.max": f"{GIGABYTE // 2}\n"},
            (16, GIGABYTE // 2, 2),
        ),  # of a parent
        (
            {"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "67108864\n"},
            (16, 67108864, 1),  # of a container; less than one worker needs
        ),
        (
            {"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "nonsense\n"},
            (16, 64 * GIGABYTE, 8),
        ),
        (
            {
                **V1,
                "sys/fs/cgroup/cpu/docker/abc/cpu.cfs_quota_us": "250000\n",
                "sys/fs/cgroup/cpu/docker/abc/cpu.cfs_period_us": "100000\n",
                "sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes": "9223372036854771712\n",
            },
            (3, 64 * GIGABYTE, 3),
        ),
        (
            {
                **V1,
                # In the container, the folders have no name, and the group has that of outside.
                "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
                "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
                "sys/fs/cgroup/memory/memory.limit_in_bytes": f"{GIGABYTE}\n",
            },
            (16, GIGABYTE, 5),
        ),
    ],
)
def test_default_workers_fit_the_limits_of_the_container(
    machine: Machine, files: Mapping[str, str], expected: tuple[int, int, int]
) -> None:
    """Processors and memory are those that all control groups of the process allow."""
    root = machine(files)
    assert (processors(root), memory(root), default_workers(root)) == expected


def test_affinity_limits_the_workers(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """There may be more processors in the machine."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 5}, raising=False)
    assert default_workers(machine(V2)) == 2


def test_default_workers_fit_this_machine() -> None:
    """Its real files are read."""
    assert 1 <= default_workers() <= processors() <= (os.cpu_count() or 1)
    assert default_workers() * WORKER_MEMORY <= memory() or default_workers() == 1
