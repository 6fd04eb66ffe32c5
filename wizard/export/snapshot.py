"""The pages of a site as they can stand still: read without a past and without a server. A client of the app.

The app is asked for unfolded flows, so that no page needs to know what was answered before. Maps are those of the
flows as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from html import escape

from wizard.engine.unfold import unfold
from wizard.export.links import SiteBase
from wizard.model.site import Site
from wizard.web.app import create_app
from wizard.web.render import ORIGIN

REACH = (
    6,
    2,
)  # months back and ahead whose days have a page; each day is two files in each language

_MAP = re.compile(r"/map(/|\.svg)$")


class ExportError(Exception):
    """Nothing was written. `lines` say why, one thing each."""

    def __init__(self, *lines: str) -> None:
        super().__init__(lines[0])
        self.lines = lines


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """What the app answered: the status and the body."""

    status: int
    body: bytes


class SiteSnapshot:
    """A site that will lie at `base`, as it stands still on the day `today`. Raises UnfoldError."""

    def __init__(self, site: Site, base: SiteBase, today: date) -> None:
        flows = {name: unfold(flow) for name, flow in site.flows.items()}
        deadlines = replace(site.deadlines, reach=REACH) if site.deadlines else None
        self.site = replace(site, flows=flows, deadlines=deadlines)
        self.base = base
        self._pages = create_app(self.site, lambda: today).test_client()
        self._maps = create_app(site, lambda: today).test_client()

    def get(self, path: str) -> FetchedPage:
        """What lies at a path after the prefix. A path that leads on holds the page that it leads to, and leads there."""
        client = self._maps if _MAP.search(path) else self._pages
        host, known = (
            (self.base.origin or "http://localhost") + self.base.prefix,
            {ORIGIN: self.base.origin},
        )
        response = client.get(path, base_url=host, environ_overrides=known, follow_redirects=True)
        body = response.get_data()
        if response.history:
            lead = f'<meta http-equiv="refresh" content="0; url={escape(response.request.root_path + response.request.path)}">'
            body = body.replace(b"<head>\n", b"<head>\n" + lead.encode() + b"\n", 1)
        return FetchedPage(response.status_code, body)

    def unlinked_paths(self) -> Iterator[str]:
        """The paths that no page links to: what moved, what machines ask for, and pages for what is not there."""
        for lang in self.site.languages:
            for flow in self.site.flows.values():
                copied = {name.partition("~")[0] for name in flow.steps if "~" in name}
                yield from (f"/{lang}/{flow.id}/{name}/" for name in sorted({*flow.moved, *copied}))
        if self.base.origin:
            yield from ("/robots.txt", "/sitemap.xml")
            yield from ["/.well-known/security.txt"] * bool(self.site.security)
