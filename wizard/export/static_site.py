"""The static site: every page as a file, next to its compressed copies. An export is atomic."""

from __future__ import annotations

import gzip
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import brotli  # type: ignore[import-untyped]

from wizard.export.host_headers import headers_file, nginx_file
from wizard.export.links import anchors_in, links_in
from wizard.export.snapshot import ExportError, SiteSnapshot
from wizard.model.site import Site
from wizard.web.security_headers import headers_for
from wizard.web.site_base import SiteBase

MARK = ".wizard-export"  # the file that marks a folder as an export, which may be replaced

# Not .ics: a calendar file fits into one packet, and there is one for each date that can be chosen.
COMPRESSED = {".html", ".css", ".js", ".svg", ".txt", ".xml", ".json"}

LINKED = {".html", ".svg", ".xml"}  # files whose links are followed

MISSING = "404.html"

MAX_PENDING = 100  # files in memory that wait to be written

Progress = Callable[[int, int], None]  # gets the number of finished and of known pages


@dataclass(frozen=True, slots=True)
class Written:
    """The number of pages, of files with their compressed copies, and of bytes written."""

    pages: int
    files: int
    size: int


def export(
    site: Site,
    out: Path,
    base: SiteBase,
    today: date,
    progress: Progress = lambda done, known: None,
) -> Written:
    """Write a site to the folder `out`, in place of an earlier export.

    The site is written to a folder next to `out`, which is then renamed: until the new site is
    complete, `out` is the old one.

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
    if (
        out.exists()
        and not (out / MARK).is_file()
        # An empty folder has nothing to lose.
        and not (out.is_dir() and not any(out.iterdir()))
    ):
        raise ExportError(
            f"{out} already exists and was not created by `wizard export`; "
            "choose another folder or delete it"
        )
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)
    try:
        new.mkdir()
        pages = _Writer(SiteSnapshot(site, base, today), new, progress).write()
        # Before the old site is touched: a broken site must not replace a good one.
        if broken := list(broken_links(new, base)):
            raise ExportError(*broken)
        if out.exists():
            out.rename(old)
        new.rename(out)
    finally:
        # After a rename there is nothing left to remove.
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    sizes = [path.stat().st_size for path in out.rglob("*") if path.is_file()]
    return Written(pages, len(sizes), sum(sizes))


def broken_links(folder: Path, base: SiteBase) -> Iterator[str]:
    """Yield a message for each link in the files of a folder whose file or anchor is missing."""
    files = {
        str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()
    }
    anchors: dict[str, set[str]] = {}
    for name, path in files.items():
        if path.suffix not in LINKED:
            continue
        here = f"{base.origin}{base.prefix}/{name.removesuffix('index.html')}"
        for link in sorted(links_in(path.read_text("utf-8"))):
            url, anchor = urldefrag(urljoin(here, link))
            path_here = base.local_path(url)
            if path_here is None:
                # Links to other sites are not checked; a local one that leaves the prefix is a
                # mistake.
                if link.startswith(("/", ".")):
                    yield f'{name}: link "{link}" points outside the site'
                continue
            target = file_of(path_here)
            if target not in files:
                yield f'{name}: broken link "{link}"'
            elif anchor:
                # Read when a link first needs it: most pages are never the target of an anchor.
                if target not in anchors:
                    anchors[target] = anchors_in(files[target].read_text("utf-8"))
                if anchor not in anchors[target]:
                    yield f'{name}: link to a missing anchor "{link}"'


def file_of(path: str) -> str:
    """Return the name of the file with the page at a path after the prefix."""
    return path.removeprefix("/") + ("index.html" if path.endswith("/") else "")


class _Writer:
    """Follows the links of a snapshot and writes every file that they point to."""

    def __init__(self, snapshot: SiteSnapshot, folder: Path, progress: Progress) -> None:
        self.snapshot = snapshot
        self.folder = folder
        self.progress = progress
        # Compression is most of the work, and it does not need the interpreter lock.
        self.pool = ThreadPoolExecutor(os.cpu_count())
        self.pending: deque[Future[None]] = deque()

    def write(self) -> int:
        """Write every file, and return the number of pages."""
        site, prefix = self.snapshot.site, self.snapshot.base.prefix
        every = headers_for(site.frame, mounted=False)
        with self.pool:
            pages = self._crawl(["/", *self.snapshot.unlinked_paths()])
            for path in ("/", *(f"/{lang}/" for lang in site.languages)):
                # Hosts look for 404.html in the folder of the URL or at the root. No page exists at
                # `404/`, so the application answers with its error page.
                self._later(file_of(path + MISSING), self.snapshot.get(f"{path}404/").body)
            self._later("_headers", headers_file(prefix, every).encode())
            self._later("nginx-headers.conf", nginx_file(prefix, every, site.languages).encode())
            # Without this file, GitHub Pages leaves out names that begin with a dot or a dash.
            self._later(".nojekyll", b"")
            self._later(MARK, b"Written by `wizard export`, which may replace this folder.\n")
            # `result` raises what a writer raised, such as a full disk.
            while self.pending:
                self.pending.popleft().result()
        return pages

    def _crawl(self, todo: list[str]) -> int:
        known, pages = set(todo), 0
        while todo:
            # From the end, so sorted in reverse below: pages come in the same order on each run.
            path = todo.pop()
            page = self.snapshot.get(path)
            # Anything else than 200 could be a link to nothing, which has its own message; this is
            # a bug.
            if page.status >= 500:
                raise ExportError(f"the page {path} could not be rendered")
            if page.status != 200:
                continue  # `broken_links` reports the links to it
            name = file_of(path)
            self._later(name, page.body)
            if Path(name).suffix in LINKED:
                pages += name.endswith(".html")
                links = {self._local_path(path, link) for link in links_in(page.body.decode())}
                linked = {link for link in links if link}
                todo += sorted(linked - known, reverse=True)
                known |= linked
            self.progress(len(known) - len(todo), len(known))
        return pages

    def _local_path(self, path: str, link: str) -> str | None:
        base = self.snapshot.base
        return base.local_path(urldefrag(urljoin(f"{base.origin}{base.prefix}{path}", link)).url)

    def _later(self, name: str, body: bytes) -> None:
        """Write a file and its compressed copies while the next page is rendered."""
        self.pending.append(self.pool.submit(_write, self.folder / name, body))
        # Rendering is faster than compressing: without a limit, all pages would wait in memory.
        while len(self.pending) > MAX_PENDING:
            self.pending.popleft().result()


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    if path.suffix in COMPRESSED:
        # Without a time, an unchanged page gives the same bytes, for tools that compare files.
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(body, mtime=0))
        path.with_name(f"{path.name}.br").write_bytes(brotli.compress(body))
