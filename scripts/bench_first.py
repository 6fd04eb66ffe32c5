"""A section of the bench: what only the first readers of a worker wait for."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import date, timedelta

from bench_load import one_worker
from load import Server, get, serve
from measure import FLOWS, Figure, Scale

# A date that can be chosen, and dates before it that can be, too.
DAYS = [date.today() - timedelta(back) for back in range(3, 11)]

PAGES = {
    "deadline page": "/en/deadlines/federal-request/{day}/",
    "letter as PDF": "/en/letters/title-record/letter.pdf",
    "letter as DOCX": "/en/letters/title-record/letter.docx",
    "map": "/en/my-data/map/",
}

QUIET = 1.5  # seconds without work after which a worker has warmed up; a busy machine pauses it


def first(scale: Scale) -> Iterator[Figure]:
    """Measure the first page of each kind of a worker, and its memory after the warm-up."""
    above: dict[str, list[float]] = {name: [] for name in PAGES}
    memory = []
    for _ in scale.each_run():
        for name, path in PAGES.items():
            with serve(one_worker(FLOWS)) as server:
                await_warm_up(server)
                memory.append(server.memory())
                # A key that pages read makes the worker render again; a stored page takes no time.
                begun, *warm = [
                    spent(server, path.format(day=day) + f"?sought={day}") for day in DAYS
                ]
            above[name].append(begun - statistics.median(warm))
    for name, values in above.items():
        yield Figure(f"first {name} of a worker, above a warm one", "ms", tuple(values))
    yield Figure("memory of a worker after its warm-up", "MiB", tuple(memory[:: len(PAGES)]))


def await_warm_up(server: Server) -> None:
    """Wait until a worker has warmed up, which begins a second after its start."""
    time.sleep(1.5)
    before = -1.0
    while server.seconds() > before:
        before = server.seconds()
        time.sleep(QUIET)


def spent(server: Server, path: str) -> float:
    """Return how many milliseconds of the processor a page takes.

    Without other programs, a reader waits as long. With them, the wait says little.
    """
    before = milliseconds(server)
    get(server.address + path)
    return milliseconds(server) - before


def milliseconds(server: Server) -> float:
    """Return the processor time until now of a worker, and of Graphviz, which it starts."""
    threads = server.worker().glob("task/*/schedstat")  # in nanoseconds
    times = (server.worker() / "stat").read_text("ascii").rpartition(")")[2].split()
    ticks = int(times[13]) + int(times[14])  # of ended children, a hundredth of a second each
    return sum(int(path.read_text("ascii").split()[0]) for path in threads) / 1e6 + ticks * 10
