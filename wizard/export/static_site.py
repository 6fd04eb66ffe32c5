"""The static site: every page as a file, with its compressed forms beside it, whole or not at all."""

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
from wizard.export.links import SiteBase, anchors_in, links_in
from wizard.export.snapshot import ExportError, SiteSnapshot
from wizard.model.site import Site
from wizard.web.security_headers import headers_for

MARK = ".wizard-export"  # the file by which a folder is known as ours

COMPRESSED = {".html", ".css", ".js", ".svg", ".txt", ".xml", ".json", ".ics"}

LINKED = {".html", ".svg", ".xml"}  # files whose links are followed

MISSING = "404.html"

WAITING = 100  # files that are held in memory until they are written

Watch = Callable[[int, int], None]  # told how many pages are written, of how many that are known


@dataclass(frozen=True, slots=True)
class Written:
    """What an export wrote: pages, files with their compressed forms, and bytes."""

    pages: int
    files: int
    size: int


def export(
    site: Site, out: Path, base: SiteBase, today: date, watch: Watch = lambda done, known: None
) -> Written:
    """Write a site to the folder `out`, in place of an earlier export. Raises ExportError, UnfoldError and OSError.

    The site is written beside and then renamed, so `out` is the old site until it is the new one.
    """
    out = out.resolve()
    new, old = (out.with_name(f".{out.name}.{age}") for age in ("new", "old"))
    if old.exists() and not out.exists():  # an earlier export was ended between its two renames
        old.rename(out)
    if (
        out.exists()
        and not (out / MARK).is_file()
        and not (out.is_dir() and not any(out.iterdir()))
    ):
        raise ExportError(
            f"{out} is there and is not an export of ours; name another folder, or remove it yourself"
        )
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)
    try:
        new.mkdir(parents=True)
        pages = _Writer(SiteSnapshot(site, base, today), new, watch).write()
        if broken := list(broken_links(new, base)):
            raise ExportError(*broken)
        if out.exists():
            out.rename(old)
        new.rename(out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    sizes = [path.stat().st_size for path in out.rglob("*") if path.is_file()]
    return Written(pages, len(sizes), sum(sizes))


def broken_links(folder: Path, base: SiteBase) -> Iterator[str]:
    """What is wrong with the links of the files in a folder: each leads to a file of it, and to a place that is there."""
    files = {
        str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()
    }
    anchors: dict[str, set[str]] = {}
    for name, path in files.items():
        if path.suffix not in LINKED:
            continue
        here = f"{base.origin}{base.prefix}/{name.removesuffix('index.html')}"
        for link in sorted(links_in(path.read_text("utf-8"))):
            address, anchor = urldefrag(urljoin(here, link))
            own = base.local_path(address)
            if own is None:
                if link.startswith(("/", ".")):
                    yield f'{name}: "{link}" leads out of the site'
                continue
            target = file_of(own)
            if target not in files:
                yield f'{name}: "{link}" leads nowhere'
            elif anchor:
                if target not in anchors:
                    anchors[target] = anchors_in(files[target].read_text("utf-8"))
                if anchor not in anchors[target]:
                    yield f'{name}: "{link}" leads to a place that is not on the page'


def file_of(path: str) -> str:
    """The name of the file that holds the page at a path after the prefix."""
    return path.removeprefix("/") + ("index.html" if path.endswith("/") else "")


class _Writer:
    """Follows the links of a site that stands still and writes what they lead to."""

    def __init__(self, still: SiteSnapshot, folder: Path, watch: Watch) -> None:
        self.still = still
        self.folder = folder
        self.watch = watch
        self.pool = ThreadPoolExecutor(
            os.cpu_count()
        )  # compressing is most of the work, and runs beside Python
        self.waiting: deque[Future[None]] = deque()

    def write(self) -> int:
        """Write every file, and count the pages."""
        site, prefix = self.still.site, self.still.base.prefix
        every = headers_for(site.frame, mounted=False)
        with self.pool:
            pages = self._crawl(["/", *self.still.unlinked_paths()])
            for path in ("/", *(f"/{lang}/" for lang in site.languages)):
                self._later(file_of(path + MISSING), self.still.get(f"{path}404/").body)
            self._later("_headers", headers_file(prefix, every).encode())
            self._later("nginx-headers.conf", nginx_file(prefix, every, site.languages).encode())
            self._later(
                ".nojekyll", b""
            )  # or GitHub Pages would leave out names that begin with a dot or a dash
            self._later(MARK, b"Written by `wizard export`, which may replace this folder.\n")
            while self.waiting:
                self.waiting.popleft().result()
        return pages

    def _crawl(self, todo: list[str]) -> int:
        known, pages = set(todo), 0
        while todo:
            path = todo.pop()
            copy = self.still.get(path)
            if copy.status >= 500:
                raise ExportError(f"the page {path} could not be made")
            if copy.status != 200:
                continue  # whoever links to it is told below
            name = file_of(path)
            self._later(name, copy.body)
            if Path(name).suffix in LINKED:
                pages += name.endswith(".html")
                found = {
                    own for link in links_in(copy.body.decode()) if (own := self._own(path, link))
                }
                todo += sorted(found - known, reverse=True)
                known |= found
            self.watch(len(known) - len(todo), len(known))
        return pages

    def _own(self, path: str, link: str) -> str | None:
        base = self.still.base
        return base.local_path(urldefrag(urljoin(f"{base.origin}{base.prefix}{path}", link)).url)

    def _later(self, name: str, body: bytes) -> None:
        """Write a file and its compressed forms while the next page is made."""
        self.waiting.append(self.pool.submit(_write, self.folder / name, body))
        while len(self.waiting) > WAITING:
            self.waiting.popleft().result()


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    if path.suffix in COMPRESSED:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(body, mtime=0))
        path.with_name(f"{path.name}.br").write_bytes(brotli.compress(body))
