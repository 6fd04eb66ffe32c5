"""The pages of a site on one date, for readers without a server. A client of the application.

The application serves unfolded flows, so that no page depends on earlier answers. Maps and packets
are those of the flows as written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from urllib.parse import unquote
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

from wizard.engine.graph import can_open_directly
from wizard.engine.unfold import unfold
from wizard.model.site import Site
from wizard.web.app import site_app
from wizard.web.security_headers import meta_policy
from wizard.web.site_base import ORIGIN, SiteBase

# Months back and ahead whose dates have a page. Each date is two files in each language.
REACH = (6, 2)

# The same for a site with an event for each row of a table, whose dates would be too many pages.
SHORT_REACH = (1, 1)

MOST_DATES = 10_000  # pages of dates

# The maps; guides as one file, which unfold their flows themselves; and packets, which have no
# answers. An unfolded flow is sensitive, and packets of such a flow are not kept, so each would be
# made twice: for its page, which states its size, and as a file.
_AS_WRITTEN = re.compile(r"/(map(/|\.svg)|offline/(guide\.html)?|packet(/|\.pdf))$")


CHARSET = b'<meta charset="utf-8">\n'  # the first element in the head of each page


class ExportError(Exception):
    """Nothing was written. Each of `lines` is one reason."""

    def __init__(self, *lines: str) -> None:
        super().__init__(lines[0])
        self.lines = lines


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A response of the application."""

    status: int
    body: bytes


class SiteSnapshot:
    """The pages of a site that will be served at `base`, as of the date `today`.

    Raises:
        UnfoldError: A flow has too many combinations of answers to unfold.
    """

    def __init__(self, site: Site, base: SiteBase, today: date) -> None:
        flows = {name: unfold(flow) for name, flow in site.flows.items()}
        deadlines = replace(site.deadlines, reach=_reach(site)) if site.deadlines else None
        # As written: an unfolded flow is always sensitive, because its pages know no answers.
        self.sensitive = [flow.id for flow in site.flows.values() if flow.sensitive]
        self.site = replace(site, flows=flows, deadlines=deadlines, knows_today=False)
        self.base = base
        self._pages = site_app(self.site, lambda: today)
        # A map of an unfolded flow would show each copy of a step.
        self._as_written = site_app(site, lambda: today)

    def get(self, path: str) -> FetchedPage:
        """Return the page at a path after the prefix.

        A file cannot redirect. So for a redirect this is the page that it goes to, with a `refresh`
        that takes a browser there. Some hosts send no security headers, so each page states its
        policies itself.
        """
        app = self._as_written if _AS_WRITTEN.search(path) else self._pages
        response, body = self._request(app, path)
        extra = ""
        while location := response.get("Location"):
            extra = f'<meta http-equiv="refresh" content="0; url={escape(location)}">\n'
            response, body = self._request(app, location.removeprefix(self.base.prefix))
        if path.endswith("/"):  # a page; the guide as one file has its own policy
            policy = meta_policy(response["Content-Security-Policy"])
            extra += f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            extra += f'<meta name="referrer" content="{response["Referrer-Policy"]}">\n'
        # A policy applies to what follows it.
        body = body.replace(CHARSET, CHARSET + extra.encode(), 1)
        return FetchedPage(int(response["status"]), body)

    def _request(self, app: WSGIApplication, path: str) -> tuple[dict[str, str], bytes]:
        """Return the headers of a response and its status, and its body.

        The code that serves a page makes its file, without a socket.
        """
        answer: dict[str, str] = {}
        body: list[bytes] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], error: object = None
        ) -> Callable[[bytes], object]:
            answer.update(headers, status=status[:3])
            return body.append

        # A request needs some host. ORIGIN is empty then, so no page contains it.
        scheme, _, host = (self.base.origin or "http://localhost").partition("://")
        environ = {
            ORIGIN: self.base.origin,
            "wsgi.url_scheme": scheme,
            "HTTP_HOST": host,
            "SCRIPT_NAME": self.base.prefix,
            "PATH_INFO": unquote(path),
        }
        setup_testing_defaults(environ)
        body += app(environ, start_response)
        return answer, b"".join(body)

    def unlinked_paths(self) -> Iterator[str]:
        """Yield the paths that no page links to: those that redirect, and files for machines."""
        for lang in self.site.languages:
            yield from (f"/{lang}/{page.id}/" for page in self.site.pages.values() if page.to)
            for flow in self.site.flows.values():
                # The URL of a question with copies redirects, and old links may lead there.
                copied = {name for name in flow.steps if not can_open_directly(flow, name)}
                yield from (f"/{lang}/{flow.id}/{name}/" for name in sorted({*flow.moved, *copied}))
            yield from self._former_rows(lang)
        # All three need absolute URLs.
        if self.base.origin:
            yield from ("/robots.txt", "/sitemap.xml")
            yield from ["/.well-known/security.txt"] * bool(self.site.security)

    def _former_rows(self, lang: str) -> Iterator[str]:
        """Yield the paths of rows that have another id now, or none, as far as they redirect."""
        for index in self.site.indexes.values():
            moved, removed = index.table.moved, index.table.removed
            yield from (f"/{lang}/{index.path_of(old)}/" for old in (*moved, *removed))
            for old, new in moved.items():
                if flow := self.site.flows.get(index.path_of(new)):
                    steps = (name for name in flow.steps if can_open_directly(flow, name))
                    yield from (f"/{lang}/{index.path_of(old)}/{name}/" for name in steps)


def _reach(site: Site) -> tuple[int, int]:
    """Return how many months back and ahead the dates of a site have a page."""
    events = len(site.deadlines.events) if site.deadlines else 0
    # A month has at most 31 days, and today is one more.
    pages = events * len(site.languages) * (31 * sum(REACH) + 1)
    return REACH if pages <= MOST_DATES else SHORT_REACH
