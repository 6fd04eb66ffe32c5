"""The author's loop: a folder that is read again whenever a file in it changes. What `wizard run --reload` serves.

A thin layer around the application of `web.py`, in plain WSGI. It looks at the folder when a page is asked for, and each
open page asks a few times a second whether it is still the newest. A folder that is unsound shows as a page with its
problems. Nothing of this exists without `--reload`.
"""

from __future__ import annotations

import hashlib
import os
import stat
import textwrap
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from werkzeug.test import run_wsgi_app

from wizard.check import report
from wizard.check.suppressions import apply_suppressions
from wizard.loader.site import check_folder
from wizard.model.problems import Problem
from wizard.resources import DATA, default_flows
from wizard.web.app import create_app
from wizard.web.assets import read_assets
from wizard.web.security_headers import HEADERS, IMMUTABLE

ASKS = "/reload"  # the address at which a page asks for the newest version

STATIC = "/static/"

LOOK = 0.1  # seconds between two looks at the folder

STILL = 0.05  # seconds without a change before the folder is read, so that a half-written file is rarely seen

PATIENCE = 1.0  # seconds to wait for that

MAX_FILES = 5_000

MAX_DEPTH = 3  # folders within the folder; the loader looks into one

MAX_EXCERPTS = 100  # problems that are shown with their line


@dataclass(frozen=True, slots=True)
class FolderSnapshot:
    """What the folder looks like from outside. Two states with the same `version` hold the same files, unchanged.

    `newest` is when something in it was last changed, in seconds since the epoch.
    """

    version: str
    newest: float


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What reading the folder gave: the application, or None and the problems."""

    version: str
    app: WSGIApplication | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem as its page shows it. `excerpt` is the line with a caret under it, or empty."""

    location: str
    message: str
    code: str
    warning: bool
    excerpt: str


def create_reloader() -> Reloader:
    """The site in `default_flows()` as a WSGI application that follows each change of its files."""
    folder = default_flows()
    here = Path.cwd()
    return Reloader(folder.relative_to(here) if folder.is_relative_to(here) else folder)


def state_of(folder: Path) -> FolderSnapshot:
    """Look at the folder without opening a file. Never raises: what cannot be looked at is as good as not there."""
    found, newest = [], 0.0
    for path, status in sorted(_files(folder)):
        if not stat.S_ISDIR(status.st_mode):
            found.append(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0{status.st_ctime_ns}")
        newest = max(newest, status.st_mtime, status.st_ctime)
    told = "\n".join(found).encode("utf-8", "surrogateescape")
    return FolderSnapshot(hashlib.blake2b(told, digest_size=12).hexdigest(), newest)


def _files(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """The files and folders in a folder that could matter, as far as they are there: at most `MAX_FILES`.

    Names that begin with a dot or end with a tilde are the editors' own.
    """
    todo, left = [(str(folder), 0)], MAX_FILES
    while todo:
        path, depth = todo.pop()
        try:
            status = os.stat(path)
            names = sorted(os.listdir(path)) if stat.S_ISDIR(status.st_mode) else None
        except OSError:
            continue
        yield path, status
        if names is None or depth > MAX_DEPTH:  # a link may lead round
            continue
        names = [name for name in names if not name.startswith(".") and not name.endswith("~")][
            :left
        ]
        left -= len(names)
        todo += [(os.path.join(path, name), depth + 1) for name in names]


class Reloader:
    """A WSGI application around the site of a folder, that is read again when it has changed.

    One thread reads; the others go on with what was read before.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.assets = {**read_assets(DATA / "static"), **read_assets(DATA / "static" / "dev")}
        self.templates = Environment(loader=FileSystemLoader(DATA / "templates"), autoescape=True)
        self.reads = threading.Lock()
        self.looked = time.monotonic()
        self.reading = read(folder, self.wait_until_quiet())

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        asset = next((each for each in self.assets.values() if path == STATIC + each.name), None)
        if asset:
            return self.send(environ, start_response, "200 OK", asset.kind, asset.body, IMMUTABLE)
        self.poll()
        reading = self.reading
        if path == ASKS and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            return self.send(
                environ,
                start_response,
                "200 OK",
                "text/plain; charset=utf-8",
                reading.version.encode(),
            )
        if reading.app is None:
            body = self.with_script(self.problems_page(reading), reading)
            return self.send(
                environ, start_response, "503 Service Unavailable", "text/html; charset=utf-8", body
            )
        return self.page(reading, reading.app, environ, start_response)

    def poll(self) -> None:
        """Read the folder again if it has changed, unless another thread is at it or has just looked."""
        if time.monotonic() - self.looked < LOOK or not self.reads.acquire(blocking=False):
            return
        try:
            if state_of(self.folder).version != self.reading.version:
                self.reading = read(self.folder, self.wait_until_quiet())
            self.looked = time.monotonic()
        finally:
            self.reads.release()

    def wait_until_quiet(self) -> str:
        """The version of the folder once nobody is writing in it."""
        until = time.monotonic() + PATIENCE
        while True:
            state = state_of(self.folder)
            if not 0 <= time.time() - state.newest < STILL or time.monotonic() > until:
                return state.version
            time.sleep(STILL)

    def page(
        self,
        reading: LoadResult,
        app: WSGIApplication,
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """A response of the site, with the script in its pages, and held by nobody."""
        asked = {
            key: value
            for key, value in environ.items()
            if not key.startswith(("HTTP_IF_", "HTTP_ACCEPT_ENC"))
        }
        # A response to HEAD has no body to which the script could be added.
        asked["REQUEST_METHOD"] = asked["REQUEST_METHOD"].replace("HEAD", "GET")
        parts, status, headers = run_wsgi_app(app, asked, buffered=True)
        body = b"".join(parts)
        if headers.get("Content-Type", "").startswith("text/html"):
            body = self.with_script(body, reading)
        changed = ("cache-control", "content-length", "etag")
        kept = [(name, value) for name, value in headers if name.lower() not in changed]
        return _answer(
            environ, start_response, status, [*kept, ("Cache-Control", "no-store")], body
        )

    def send(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        status: str,
        kind: str,
        body: bytes,
        cache: str = "no-store",
    ) -> Iterable[bytes]:
        """A response of our own, with the headers that all have."""
        headers = [*HEADERS.items(), ("Content-Type", kind), ("Cache-Control", cache)]
        return _answer(environ, start_response, status, headers, body)

    def with_script(self, page: bytes, reading: LoadResult) -> bytes:
        """A page with the script, first of all, that asks whether the page is still the newest."""
        script = self.assets["reload.js"]
        tag = Markup(
            '<script src="{}" integrity="{}" data-version="{}" data-asks="{}" defer></script>'
        )
        told = tag.format(STATIC + script.name, script.integrity, reading.version, ASKS)
        return page.replace(b"<head>", b"<head>\n" + told.encode(), 1)

    def problems_page(self, reading: LoadResult) -> bytes:
        """What is wrong with the folder, as a page."""
        template = self.templates.get_template("wizard/problems.html")
        html = template.render(
            folder=self.folder.resolve().name,
            heading=_counted(reading.problems),
            findings=list(_findings(reading.problems)),
            assets={
                name: (STATIC + asset.name, asset.integrity) for name, asset in self.assets.items()
            },
        )
        return html.encode("utf-8", "replace")


def read(folder: Path, version: str) -> LoadResult:
    """Read the folder, as a draft: while a text is written, its translations wait.

    Files may come and go meanwhile: then the version is another one soon, and the folder is read again.
    """
    site, problems = check_folder(folder, draft=True)
    if site:
        return LoadResult(version, create_app(site))
    doubtful = {Path(problem.location.file) for problem in problems if problem.warning}
    return LoadResult(version, None, apply_suppressions(problems, doubtful, whole=False))


def _answer(
    environ: WSGIEnvironment,
    start_response: StartResponse,
    status: str,
    headers: list[tuple[str, str]],
    body: bytes,
) -> Iterable[bytes]:
    start_response(status, [*headers, ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _counted(problems: Iterable[Problem]) -> str:
    """How many problems and warnings there are, in words."""
    kinds = [problem.warning for problem in problems]
    wrong, doubtful = kinds.count(False), kinds.count(True)
    warnings = f", {doubtful} warning{'s' * (doubtful != 1)}" if doubtful else ""
    return f"{wrong} problem{'s' * (wrong != 1)}{warnings}"


def _findings(problems: Iterable[Problem]) -> Iterator[Finding]:
    for number, problem in enumerate(report.ordered(problems)):
        _, *lines = report.in_text([problem]).splitlines() if number < MAX_EXCERPTS else [""]
        excerpt = textwrap.dedent("\n".join(lines))
        yield Finding(
            str(problem.location), problem.message, problem.code, problem.warning, excerpt
        )
