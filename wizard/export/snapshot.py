"""The pages of a site on one date, for readers without a server. A client of the application.

The application serves unfolded flows, so that no page depends on earlier answers. The maps are
those of the flows as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from html import escape

from wizard.engine.unfold import unfold
from wizard.model.site import Site
from wizard.web.app import create_app
from wizard.web.site_base import ORIGIN, SiteBase

# Months back and ahead whose dates have a page. Each date is two files in each language.
REACH = (6, 2)

# The maps, and guides as one file, which unfold their flows themselves.
_AS_WRITTEN = re.compile(r"/(map(/|\.svg)|offline/(guide\.html)?)$")


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
        # The clients are Flask's test clients: the same code that serves a page makes its file,
        # without a socket.
        flows = {name: unfold(flow) for name, flow in site.flows.items()}
        deadlines = (
            replace(site.deadlines, reach=REACH, knows_today=False) if site.deadlines else None
        )
        self.site = replace(site, flows=flows, deadlines=deadlines)
        self.base = base
        self._pages = create_app(self.site, lambda: today).test_client()
        # A map of an unfolded flow would show each copy of a step.
        self._as_written = create_app(site, lambda: today).test_client()
        for client in (self._pages, self._as_written):
            # For all requests: those that follow a redirect have nothing but this.
            client.environ_base[ORIGIN] = base.origin

    def get(self, path: str) -> FetchedPage:
        """Return the page at a path after the prefix.

        A file cannot redirect. So for a redirect this is the page that it goes to, with a `refresh`
        that takes a browser there.
        """
        client = self._as_written if _AS_WRITTEN.search(path) else self._pages
        response = client.get(
            path,
            # The client needs some host. ORIGIN is empty then, so no page contains it.
            base_url=(self.base.origin or "http://localhost") + self.base.prefix,
            follow_redirects=True,
        )
        body = response.get_data()
        if response.history:
            # The path of the page, not of the redirect, and without the host.
            url = escape(response.request.root_path + response.request.path)
            refresh = f'<head>\n<meta http-equiv="refresh" content="0; url={url}">\n'
            body = body.replace(b"<head>\n", refresh.encode(), 1)
        return FetchedPage(response.status_code, body)

    def unlinked_paths(self) -> Iterator[str]:
        """Yield the paths that no page links to: those that redirect, and files for machines."""
        for lang in self.site.languages:
            yield from (f"/{lang}/{page.id}/" for page in self.site.pages.values() if page.to)
            for flow in self.site.flows.values():
                # `unfold` names copies `step~1`. The original's URL then redirects, and old links
                # may lead there.
                copied = {name.partition("~")[0] for name in flow.steps if "~" in name}
                yield from (f"/{lang}/{flow.id}/{name}/" for name in sorted({*flow.moved, *copied}))
        # All three need absolute URLs.
        if self.base.origin:
            yield from ("/robots.txt", "/sitemap.xml")
            yield from ["/.well-known/security.txt"] * bool(self.site.security)
