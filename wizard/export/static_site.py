"""The static site: every page as a file, next to its compressed copies. An export is atomic."""

from __future__ import annotations

import gzip
import hashlib
import heapq
import os
import shutil
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zlib import crc32

import brotli  # type: ignore[import-untyped]

from wizard.engine.unfold import SET_OF_BOXES
from wizard.export.host_headers import headers_file, nginx_file, paths_of
from wizard.export.links import LinkChecker, file_of
from wizard.export.snapshot import ExportError, SiteSnapshot
from wizard.model.deadlines import DAY
from wizard.model.letters import LETTERS
from wizard.model.site import Site
from wizard.pages.outcomes import OFFLINE, PACKET
from wizard.web.security_headers import headers_for
from wizard.web.site_base import SiteBase

MARK = ".wizard-export"  # the file that marks a folder as an export, which may be replaced

# Not .ics: a calendar file fits into one packet, and there is one for each date that can be chosen.
COMPRESSED = {".html", ".css", ".js", ".svg", ".txt", ".xml", ".json"}

LINKED = {".html", ".svg", ".xml"}  # files whose links are followed

TAKEN_AWAY = {LETTERS, PACKET, OFFLINE}  # segments of the paths of what readers save or print

MISSING = "404.html"

MAX_PENDING = 100  # files in memory that wait to be written

Progress = Callable[[int, int], None]  # gets the number of finished and of known pages


@dataclass(frozen=True, slots=True)
class Written:
    """The number of pages, of files with their compressed copies, and of bytes on the disk.

    Equal files share their bytes.
    """

    pages: int
    files: int
    size: int


def export(
    site: Site,
    out: Path,
    base: SiteBase,
    today: date,
    progress: Progress = lambda done, known: None,
    *,
    no_logs: bool = False,
    compressed: bool = True,
) -> Written:
    """Write a site to the folder `out`, in place of an earlier export.

    The site is written to a folder next to `out`, which is then renamed: until the new site is
    complete, `out` is the old one.

    Args:
        site: The site.
        out: The folder.
        base: The URL of the exported site.
        today: The date of its pages.
        progress: Is called after each page.
        no_logs: Whether the host keeps no log of who reads what, so that pages may promise it.
        compressed: Whether to write a compressed copy of each text in two codings.

    Raises:
        ExportError: Something else is at `out`, a link is broken, or a page cannot be rendered.
        UnfoldError: A flow has too many combinations of answers.
        OSError: A file cannot be written.
    """
    out = out.resolve()
    # Next to `out`, so that renaming does not copy; hidden, so that no server lists them.
    new, old = (out.with_name(f".{out.name}.{age}") for age in ("new", "old"))
    if old.exists() and not out.exists():  # an earlier export was interrupted
        old.rename(out)
    _require_replaceable(out)
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)
    try:
        new.mkdir()
        snapshot = SiteSnapshot(replace(site, host_may_log=not no_logs), base, today)
        written = _Writer(snapshot, new, progress, compressed).write()
        if out.exists():
            out.rename(old)
        new.rename(out)
    finally:
        # After a rename there is nothing left to remove.
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    return written


def _require_replaceable(out: Path) -> None:
    """Raise ExportError if something is at `out` that is not an earlier export."""
    # An empty folder has nothing to lose.
    is_empty = out.is_dir() and not any(out.iterdir())
    if out.exists() and not (out / MARK).is_file() and not is_empty:
        raise ExportError(
            f"{out} already exists and was not created by `wizard export`; "
            "choose another folder or delete it"
        )


class _Writer:
    """Follows the links of a snapshot and writes every file that they point to."""

    def __init__(
        self, snapshot: SiteSnapshot, folder: Path, progress: Progress, compressed: bool
    ) -> None:
        self.snapshot = snapshot
        self.folder = folder
        self.progress = progress
        self.compressed = compressed
        self.links = LinkChecker(snapshot.base)
        # Compression does not need the interpreter lock.
        self.pool = ThreadPoolExecutor(os.cpu_count())
        self.pending: deque[Future[list[int]]] = deque()
        self.names: set[str] = set()
        self.first: dict[bytes, str] = {}
        self.same: list[tuple[str, str]] = []
        self.sizes: list[int] = []
        self.todo: list[tuple[int, str]] = []
        self.known: set[str] = set()

    def write(self) -> Written:
        """Write every file.

        Raises:
            ExportError: A link is broken, or a page cannot be rendered.
        """
        site, prefix = self.snapshot.site, self.snapshot.base.prefix
        every = headers_for(site.frame, self.snapshot.base.is_https)
        with self.pool:
            pages = self._crawl()
            for path in ("/", *(f"/{lang}/" for lang in site.languages)):
                # Hosts look for 404.html in the folder of the URL or at the root. No page exists at
                # `404/`, so the application answers with its error page.
                self._add(file_of(path + MISSING), self.snapshot.get(f"{path}404/").body)
            paths = paths_of(site, self.snapshot.sensitive)
            for_nginx = nginx_file(prefix, every, site.languages, paths)
            self._later("_headers", headers_file(prefix, every, paths).encode())
            self._later("nginx-headers.conf", for_nginx.encode())
            # Without this file, GitHub Pages leaves out names that begin with a dot or a dash.
            self._later(".nojekyll", b"")
            self._later(MARK, b"Written by `wizard export`, which may replace this folder.\n")
            self._wait(0)
        for name, first in self.same:
            self.sizes += _link(self.folder, name, first, self.compressed)
        if broken := list(self.links.broken(self.names)):
            raise ExportError(*broken)
        return Written(pages, len(self.sizes), sum(self.sizes))

    def _crawl(self) -> int:
        """Write every page and file of the snapshot, and return the number of pages."""
        pages = 0
        self._find({"/", *self.snapshot.unlinked_paths()})
        while self.todo:
            _, path = heapq.heappop(self.todo)
            page = self.snapshot.get(path)
            # Anything else than 200 could be a link to nothing, which has its own message; this is
            # a bug.
            if page.status >= 500:
                raise ExportError(f"the page {path} could not be rendered")
            if page.status != 200:
                continue  # `links` reports the links to it
            name = file_of(path)
            self._find(self._add(name, page.body))
            pages += name.endswith(".html")
        return pages

    def _find(self, paths: set[str]) -> None:
        """Let the crawl visit paths once each."""
        for path in paths - self.known:
            # By a checksum: an order that is the same on each run and mixes quick pages with slow
            # ones. So the progress is steady, and the writers always have something to do.
            heapq.heappush(self.todo, (crc32(path.encode()), path))
        self.known |= paths

    def _add(self, name: str, body: bytes) -> set[str]:
        """Write a file later, and return the paths that it links to."""
        self._later(name, body)
        return self.links.add(name, body.decode()) if Path(name).suffix in LINKED else set()

    def _later(self, name: str, body: bytes) -> None:
        """Write a file and its compressed copies while the next page is rendered.

        A file like an earlier one is linked to it at the end.
        """
        self.names.add(name)
        key = hashlib.blake2b(body + Path(name).suffix.encode()).digest()
        if (first := self.first.setdefault(key, name)) != name:
            self.same.append((name, first))
            return
        self.pending.append(self.pool.submit(_write, self.folder, name, body, self.compressed))
        # Without a limit, all pages could wait in memory.
        self._wait(MAX_PENDING)

    def _wait(self, most: int) -> None:
        """Wait until at most this number of files is pending."""
        while len(self.pending) > most:
            # `result` raises what a writer raised, such as a full disk.
            self.sizes += self.pending.popleft().result()
            known = len(self.known)
            self.progress(known - len(self.todo) - len(self.pending), known)


def _write(folder: Path, name: str, body: bytes, compressed: bool) -> list[int]:
    """Write a file, with its compressed copies if wanted, and return their sizes."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    bodies = {"": body}
    if compressed and path.suffix in COMPRESSED:
        # Without a time, an unchanged page gives the same bytes, for tools that compare files.
        bodies[".gz"] = gzip.compress(body, mtime=0)
        bodies[".br"] = brotli.compress(body, quality=_quality(name))
    return [path.with_name(path.name + end).write_bytes(data) for end, data in bodies.items()]


def _link(folder: Path, name: str, first: str, compressed: bool) -> list[int]:
    """Give a file and its compressed copies another name, and return the bytes of each: 0.

    A file system without such links gets a copy.
    """
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    sizes = []
    for end in ("", ".gz", ".br") if compressed and path.suffix in COMPRESSED else ("",):
        old, new = folder / f"{first}{end}", path.with_name(path.name + end)
        try:
            new.hardlink_to(old)
            sizes.append(0)
        except OSError:
            shutil.copyfile(old, new)
            sizes.append(new.stat().st_size)
    return sizes


def _quality(name: str) -> int:
    """Return how hard Brotli tries to compress a file, from 0 to 11."""
    folders = name.split("/")[:-1]
    if any(DAY.fullmatch(folder) or SET_OF_BOXES in folder for folder in folders):
        # One of hundreds or thousands of pages, each for few readers: an eighth longer in a
        # sixtieth of the time.
        return 5
    # What readers save or print, once if ever: 2% longer in less than half of the time.
    return 10 if TAKEN_AWAY & {*folders} else 11
