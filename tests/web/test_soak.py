"""A load test: readers through nginx, while flows change and processes are killed.

`make soak` runs it. It takes a minute and both processors of a small machine.
"""

from __future__ import annotations

import http.client
import os
import re
import selectors
import shutil
import signal
import socket
import statistics
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import ROOT, Nginx, answers, free_port, serving
from wizard import create_app

SECONDS, READERS = 60, 64
SILENT = 1000  # connections to each server that send nothing
NAMES = ("License Records Guide", "The Other Guide")  # the site's, before and after each change
PATHS: tuple[str, ...] = (
    "/en/",
    "/en/my-data/federal-look-up/",
    "/en/request-my-records/",
    "/en/letters/reminder/",
)
PATHS += tuple(f"/en/my-data/topic/?topic={answer}" for answer in ("yes", "no", "unsure"))
PATHS += ("/en/my-data/held-license/?topic=holds", "/en/my-data/who-looks/?topic=who")

pytestmark = [pytest.mark.browsers, pytest.mark.alone]


def write(folder: Path, turn: int) -> None:
    """Give the site one of its names, by an atomic rename, so no one reads half of a file."""
    new = folder / ".site"
    text = (
        (ROOT / "flows" / "site.yaml")
        .read_text("utf-8")
        .replace("languages: [en, es]", "languages: [en]")
    )
    new.write_text(text.replace(f"name: {NAMES[0]}", f"name: {NAMES[turn % 2]}"), "utf-8")
    new.replace(folder / "site.yaml")


def workers(parent: int) -> list[int]:
    """Return the process ids of the workers of a server."""
    done = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False)
    found = [int(pid) for pid in done.stdout.split()]
    return [
        pid
        for pid in found
        if "resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_text("utf-8")
    ]


def parent_at(port: int) -> int:
    """Return the id of the process that listens on a port and has workers."""
    done = subprocess.run(
        ["pgrep", "-of", f"wizard.cli run .*--port {port} "],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def memory(pid: int) -> int:
    """Return the kilobytes of a process, with its share of the memory that it shares."""
    try:
        found = re.search(
            r"^Pss: +(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8"), re.MULTILINE
        )
    except OSError:  # it has just ended
        return 0
    return int(found[1]) if found else 0


def pages_of(folder: Path) -> dict[str, set[bytes]]:
    """Return the two bodies that each path may have, one for each name of the site."""
    pages: dict[str, set[bytes]] = {path: set() for path in PATHS}
    for turn in (1, 0):
        write(folder, turn)
        client = create_app(folder).test_client()
        for path in PATHS:
            response = client.get(path, base_url="https://example.org", follow_redirects=False)
            assert response.status_code in (200, 303), path
            pages[path].add(response.data)
    return pages


@dataclass
class Readers:
    """Readers who request pages of a site until a time, and count what they get."""

    site: Nginx
    pages: dict[str, set[bytes]]
    end: float
    wrong: Counter[str] = field(default_factory=Counter)
    done: Counter[int] = field(default_factory=Counter)

    def read(self, number: int) -> None:
        """Request one path after the other, and note each response that is not as expected."""
        turn = number
        while time.monotonic() < self.end:
            path = PATHS[turn % len(PATHS)]
            try:
                status, _, body = self.site.get(path)
            except OSError as error:
                self.wrong[f"{path}: {error!r}"] += 1
                continue
            if status not in (200, 303) or body not in self.pages[path]:
                self.wrong[f"{path}: {status}"] += 1
            self.done[status] += 1
            turn += 1


@dataclass
class Strangers:
    """Clients that reach a server without nginx, until a time, and what they got."""

    port: int
    end: float
    closed: int = 0
    answers: Counter[int] = field(default_factory=Counter)

    def stay_silent(self) -> None:
        """Keep connections open that send nothing, and replace those that the server closes."""
        with selectors.DefaultSelector() as silent:
            while time.monotonic() < self.end:
                with suppress(ConnectionError):  # refused while the worker restarts
                    while len(silent.get_map()) < SILENT:
                        wire = socket.create_connection(("127.0.0.1", self.port), timeout=60)
                        silent.register(wire, selectors.EVENT_READ, wire)
                for key, _ in silent.select(1):
                    silent.unregister(key.data)
                    key.data.close()
                    self.closed += 1
            for key in silent.get_map().values():
                key.data.close()

    def name_other_hosts(self) -> None:
        """Request the start page of a host that is not this site, each time another one."""
        number = 0
        while time.monotonic() < self.end:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            # The worker may be killed while it answers, without nginx to ask the other server.
            with suppress(OSError, http.client.HTTPException), closing(connection):
                connection.request("GET", "/en/", headers={"Host": f"host-{number}.example"})
                self.answers[connection.getresponse().status] += 1
            number += 1
            time.sleep(0.02)


def disturb(folder: Path, servers: dict[int, int], end: float) -> tuple[list[int], int, int]:
    """Change the site each second, until a time, and kill a worker and its successor at times.

    The successor is killed a second after the worker, every ten seconds, if the other server has
    started its own worker: else no one would be left to answer.

    Args:
        folder: The site.
        servers: The process of each server by its port.
        end: The time.

    Returns:
        Samples of the memory of all workers, the number of changes and the number of kills.
    """
    sizes, changes, killed = list[int](), 0, 0
    while time.monotonic() < end:
        time.sleep(1)
        changes += 1
        write(folder, changes)
        for server in servers.values():
            os.kill(server, signal.SIGHUP)
        two = [pid for server in servers.values() for pid in workers(server)]
        victim = changes // 10 % 2
        if changes % 10 in (0, 1) and len(two) == 2 and answers([*servers][1 - victim]):
            os.kill(two[victim], signal.SIGKILL)
            killed += 1
        elif len(two) == 2 and all(sample := [memory(pid) for pid in two]):
            sizes.append(sum(sample))
    return sizes, changes, killed


def test_load_loses_no_request_and_no_memory(tmp_path: Path, nginx: Callable[..., Nginx]) -> None:
    """Every response is one of the two pages that there have been; memory is flat at the end.

    Meanwhile, each server has a thousand silent connections, and gets requests for other hosts.
    """
    folder, ports = tmp_path / "flows", (free_port(), free_port())
    shutil.copytree(ROOT / "flows", folder)
    (folder / "synonyms.yaml").unlink()  # it has Spanish words, and this site is in English only
    pages = pages_of(folder)
    with ExitStack() as running:
        for port in ports:
            options = ("--workers", "1", "--origin", "https://example.org")
            running.enter_context(
                serving(folder, *options, port=port, log=tmp_path / f"log-{port}")
            )
        servers = {port: parent_at(port) for port in ports}
        differs = {
            f"127.0.0.1:{8001 + number}": f"127.0.0.1:{port}" for number, port in enumerate(ports)
        }
        differs |= {
            "rate=50r/s": "rate=100000r/s",
            "wizard_connections 100": "wizard_connections 1000",
        }
        readers = Readers(nginx("nginx.conf", differs), pages, time.monotonic() + SECONDS)
        strangers = [Strangers(port, readers.end) for port in ports]
        with ThreadPoolExecutor(READERS + 2 * len(strangers)) as pool:
            results = [pool.submit(readers.read, number) for number in range(READERS)]
            for each in strangers:
                results += [pool.submit(each.stay_silent), pool.submit(each.name_other_hosts)]
            sizes, changes, killed = disturb(folder, servers, readers.end)
            for result in results:
                result.result()
    half = sizes[len(sizes) // 2 :]
    before, after = (
        statistics.median(part) for part in (half[: len(half) // 2], half[len(half) // 2 :])
    )
    print(
        f"{readers.done.total()} answers {dict(readers.done)}, {changes} changes, {killed} kills, "
        f"{before:.0f} -> {after:.0f} KB; without nginx, "
        f"{sum(each.closed for each in strangers)} silent connections closed, "
        f"answers to other hosts {dict(sum((each.answers for each in strangers), Counter()))}"
    )
    assert not readers.wrong, readers.wrong.most_common(10)
    assert killed >= SECONDS // 10 - 2
    assert all(each.closed > SILENT and set(each.answers) == {421} for each in strangers)
    assert after <= before * 1.05
