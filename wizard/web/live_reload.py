"""What `wizard run --reload` serves: a site whose folder is loaded again on each change.

A thin WSGI layer around the application of `app.py`. A thread watches the folder. Each open page
asks a few times a second which version of the site is served, and reloads when that has changed. If
the folder has errors, every URL shows them. Nothing of this exists without `--reload`.
"""

from __future__ import annotations

import hashlib
import os
import textwrap
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Response
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from watchfiles import Change, watch
from werkzeug.test import run_wsgi_app

from wizard.check import report
from wizard.check.suppressions import apply_suppressions
from wizard.loader.files import files_in
from wizard.loader.site import check_folder
from wizard.loader.unread import FOLDERS
from wizard.model.problems import Location, Problem
from wizard.resources import DATA, default_flows
from wizard.web.app import create_app
from wizard.web.assets import read_assets
from wizard.web.public_address import KnownAddress, LocalAddress
from wizard.web.security_headers import HEADERS, IMMUTABLE
from wizard.web.site_base import SiteBase

VERSION_PATH = "/reload"  # the URL at which a page asks for the version that is served

STATIC = "/static/"

# Milliseconds without a change before the folder is loaded, so that a half-written file is rarely
# read; the longest wait for that; and the time between two looks whether the folder is still there.
QUIET, PATIENCE, LOOK = 50, 1_000, 200

MAX_EXCERPTS = 100  # problems that are shown with their line

# Werkzeug parses code when it makes the rules of an application. In CPython 3.11, threads that
# parse at the same time can get a SystemError: https://github.com/python/cpython/issues/106905
_BUILDING = threading.Lock()


@dataclass(frozen=True, slots=True)
class LoadResult:
    """The result of loading the folder: the application, or None and the page with the problems.

    Two results with the same `version` show the same pages.
    """

    version: str
    app: WSGIApplication | None
    problems_page: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem as its page shows it. `excerpt` is the line with a caret under it, or empty."""

    location: str
    message: str
    code: str
    warning: bool
    excerpt: str


def create_reloader() -> WSGIApplication:
    """Return the site in `default_flows()` as a WSGI application that follows its changes.

    It answers requests for the public URL, if that is known, or else for this machine.
    """
    folder = default_flows()
    here = Path.cwd()
    # Problems name files as their author would type them.
    reloader = Reloader(folder.relative_to(here) if folder.is_relative_to(here) else folder)
    base = SiteBase.configured()
    return KnownAddress(reloader, base, HEADERS) if base else LocalAddress(reloader, HEADERS)


class Reloader:
    """A WSGI application that serves the site of a folder and loads it again on each change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.assets = {**read_assets(DATA / "static"), **read_assets(DATA / "static" / "dev")}
        # Flask's own environment belongs to an application, and a folder with problems has none.
        self.templates = Environment(loader=FileSystemLoader(DATA / "templates"), autoescape=True)
        self.closed = threading.Event()
        changes = changes_of(folder, self.closed)
        next(changes)  # watch the folder before it is loaded, or a change in between would be lost
        # Here and not in the thread: the first request must find a result.
        self.result = self.load()
        # A daemon thread, because it waits for changes for ever and must not keep the process
        # alive.
        self.thread = threading.Thread(target=self.follow, args=(changes,), daemon=True)
        self.thread.start()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self.respond(environ)(environ, start_response)

    def follow(self, changes: Iterator[None]) -> None:
        """Load the folder again after each change, in a thread, until `close`."""
        for _ in changes:
            self.result = self.load()

    def close(self) -> None:
        """Stop following the folder, and wait until the thread has ended."""
        self.closed.set()
        self.thread.join()

    def load(self) -> LoadResult:
        """Load the folder as a draft: a text may be published before its translations."""
        outside = tuple(links_outside(self.folder))
        # Before anything is read, because each problem quotes a line of its file.
        site, problems = (None, outside) if outside else check_folder(self.folder, draft=True)
        if site:
            # `repr` contains every text of the site, so that a save without a change reloads no
            # page.
            with _BUILDING:
                return LoadResult(_digest(repr(site)), create_app(site))
        warned = {Path(problem.location.file) for problem in problems if problem.warning}
        page = self.problems_page(apply_suppressions(problems, warned, complete=False))
        return LoadResult(_digest(page), None, page)

    def respond(self, environ: WSGIEnvironment) -> Response:
        """Answer a request with a file of ours, the version, the problems or a page of the site."""
        # Read `self.result` once: the thread may replace it while this request is answered.
        path, result = environ.get("PATH_INFO", ""), self.result
        assets = self.assets.values()
        asset = next((asset for asset in assets if path == STATIC + asset.name), None)
        if asset:
            return _local_response(asset.body, asset.kind, cache=IMMUTABLE)
        if path == VERSION_PATH and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            return _local_response(result.version.encode(), "text/plain; charset=utf-8")
        if result.app is None:
            # Problems can quote file names with surrogates, which UTF-8 cannot encode.
            body = self.with_script(result.problems_page.encode("utf-8", "replace"), result)
            return _local_response(body, "text/html; charset=utf-8", 503)
        return self.site_response(result, result.app, environ)

    def site_response(
        self, result: LoadResult, app: WSGIApplication, environ: WSGIEnvironment
    ) -> Response:
        """Return a response of the site, with the script in its pages, for no one to cache."""
        # With validators, the browser could get a 304 for a page without our script. With content
        # codings, the script would have to be put into compressed bytes.
        full_request = {
            name: value
            for name, value in environ.items()
            if not name.startswith(("HTTP_IF_", "HTTP_ACCEPT_ENC"))
        }
        # A response to HEAD has no body to which the script could be added.
        full_request["REQUEST_METHOD"] = full_request["REQUEST_METHOD"].replace("HEAD", "GET")
        parts, status, headers = run_wsgi_app(app, full_request, buffered=True)
        body = b"".join(parts)
        if headers.get("Content-Type", "").startswith("text/html"):
            body = self.with_script(body, result)
        # Both describe the body without the script.
        for name in ("Content-Length", "ETag"):
            headers.remove(name)
        headers["Cache-Control"] = "no-store"
        return Response(body, status, headers)

    def with_script(self, page: bytes, result: LoadResult) -> bytes:
        """Return a page with the script that asks for the version, before all other scripts."""
        script = self.assets["reload.js"]
        # The page knows its own version. If the script asked for it first, a change between the two
        # requests would go unnoticed.
        tag = Markup(
            '<script src="{}" integrity="{}" data-version="{}" data-asks="{}" defer></script>'
        ).format(STATIC + script.name, script.integrity, result.version, VERSION_PATH)
        return page.replace(b"<head>", b"<head>\n" + tag.encode(), 1)

    def problems_page(self, problems: tuple[Problem, ...]) -> str:
        """Return the problems of the folder as a page."""
        template = self.templates.get_template("wizard/problems.html")
        return template.render(
            folder=self.folder.resolve().name,
            heading=_counted(problems),
            findings=list(_findings(problems)),
            assets={
                name: (STATIC + asset.name, asset.integrity) for name, asset in self.assets.items()
            },
        )


def links_outside(folder: Path) -> Iterator[Problem]:
    """Yield a problem for each file of a guide that is a link to something outside of its folder.

    The problems page quotes lines of all files of the guide. A link to a file of the system would
    quote that file.
    """
    top = os.path.realpath(folder)
    for part in ("", *FOLDERS):
        for ending in (".yaml", ".po"):
            for path in files_in(folder / part, ending, []):
                if not Path(os.path.realpath(path)).is_relative_to(top):
                    message = (
                        "this is a link to a file outside of the folder, which --reload does not "
                        "follow; copy the file, or serve the folder without --reload"
                    )
                    yield Problem(Location(str(path)), message, "file-unreadable")


def changes_of(folder: Path, closed: threading.Event) -> Iterator[None]:
    """Yield once the folder is watched, and then after each change, once no one is writing in it.

    The folder may be missing, and may be replaced by another one of the same name. If it cannot be
    watched, yield a few times a second instead. It ends soon after `closed` is set.
    """
    while not closed.is_set():
        try:
            watched = folder.stat()
            # It returns after LOOK even without a change, because no event says that the folder was
            # replaced.
            ticks = watch(
                folder,
                watch_filter=is_site_file,
                debounce=PATIENCE,
                step=QUIET,
                rust_timeout=LOOK,
                yield_on_timeout=True,
                ignore_permission_denied=True,
                stop_event=closed,
            )
            # watchfiles starts to watch with the first `next`, which ends at the next change or
            # timeout.
            next(ticks)
            yield
            for changes in ticks:
                if changes:
                    yield
                # The system watches the folder, not its name.
                if not os.path.samestat(folder.stat(), watched):
                    break
        except (OSError, RuntimeError):
            # The folder is missing, or a file name is not UTF-8, or there are too many to watch.
            yield
            closed.wait(LOOK / 1_000)


def is_site_file(change: Change, path: str) -> bool:
    """Return whether a file may be part of a site: editors keep their own as `.x` and `x~`."""
    name = Path(path).name
    return not name.startswith(".") and not name.endswith("~")


def _local_response(body: bytes, kind: str, status: int = 200, cache: str = "no-store") -> Response:
    """Return a response that is not of the site, with the headers that all responses have."""
    headers = {**HEADERS, "Content-Type": kind, "Cache-Control": cache}
    return Response(body, status, headers)


def _digest(text: str) -> str:
    # File names that are not UTF-8 contain surrogates.
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()


def _counted(problems: Iterable[Problem]) -> str:
    """Return how many problems and warnings there are, in words."""
    kinds = [problem.warning for problem in problems]
    errors, warned = kinds.count(False), kinds.count(True)
    warnings = f", {warned} warning{'s' * (warned != 1)}" if warned else ""
    return f"{errors} problem{'s' * (errors != 1)}{warnings}"


def _findings(problems: Iterable[Problem]) -> Iterator[Finding]:
    for number, problem in enumerate(report.ordered(problems)):
        # Each excerpt reads the file again, so only the first problems have one. The first line of
        # the text repeats the message.
        _, *lines = report.in_text([problem]).splitlines() if number < MAX_EXCERPTS else [""]
        excerpt = textwrap.dedent("\n".join(lines))
        yield Finding(
            str(problem.location), problem.message, problem.code, problem.warning, excerpt
        )
