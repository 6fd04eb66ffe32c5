"""Files for machines: robots.txt, sitemap.xml and security.txt. Knows no HTTP.

Each function takes the site, its absolute URL with a slash at the end, and today's date. It returns
the text of the file and its media type.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from xml.sax.saxutils import escape

from wizard.model.letters import LETTERS
from wizard.model.site import Site
from wizard.pages.base import ANY_LANGUAGE

VALID = timedelta(days=180)  # of a security.txt; RFC 9116 recommends less than a year


def indexable_pages(site: Site) -> Iterator[tuple[str, ...]]:
    """Yield the pages that search engines may index, as the segments of their path.

    They are the pages whose own `robots` tag allows it. The language is not included.
    """
    yield ()
    for flow in site.flows.values():
        yield (flow.id,)
        yield from ((flow.id, outcome.id) for outcome in flow.outcomes())
    yield from ((index,) for index in site.indexes)
    yield from (("topics", str(number)) for number in site.topics)
    if site.letters:
        yield (LETTERS,)
        yield from ((LETTERS, name) for name in site.letters)
    if site.deadlines:
        yield ("deadlines",)
        yield from (("deadlines", name) for name in site.deadlines.events)
    if site.sources:
        yield ("sources",)
    if site.is_dated:
        yield ("changes",)
    yield from ((page.id,) for page in site.pages.values() if not page.to)
    yield ("promises",)


# All three get the same arguments, so that `FILES` can name them by their URL.
def robots(site: Site, base: str, today: date) -> tuple[str, str]:
    """Return robots.txt, which allows all: a crawler sees `noindex` only on a page it may read."""
    return f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n", "text/plain"


def sitemap(site: Site, base: str, today: date) -> tuple[str, str]:
    """Return sitemap.xml: every indexable page in every language, each with its translations.

    The choice of a language is a translation of the home pages, for readers of other languages.
    """
    rows = []
    for segments in indexable_pages(site):
        path = "".join(f"{segment}/" for segment in segments)
        hrefs = {code: escape(f"{base}{code}/{path}") for code in site.languages}
        if not segments and len(hrefs) > 1:
            hrefs[ANY_LANGUAGE] = escape(base)
        # Search engines ignore the set unless each page lists all languages, itself included.
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{hrefs[code]}"/>'
            for code in hrefs
        )
        rows += [f"<url><loc>{href}</loc>{others}</url>\n" for href in hrefs.values()]
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    )
    return f"{head}{''.join(rows)}</urlset>\n", "application/xml"


def security(site: Site, base: str, today: date) -> tuple[str, str]:
    """Return security.txt (RFC 9116), or an empty text if the site names no contact."""
    # RFC 9116 requires the first two lines.
    rows = (
        f"Contact: {site.security}",
        f"Expires: {today + VALID}T00:00:00Z",
        f"Preferred-Languages: {', '.join(site.languages)}",
        f"Canonical: {base}.well-known/security.txt",
    )
    return "".join(f"{row}\n" for row in rows) if site.security else "", "text/plain"


FILES = {"robots.txt": robots, "sitemap.xml": sitemap, "security.txt": security}
