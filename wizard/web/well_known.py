"""What a site tells machines: which of its pages anybody may find, and whom to tell about a hole. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from xml.sax.saxutils import escape

from wizard.model.letters import LETTERS
from wizard.model.site import Site

VALID = timedelta(days=180)  # how long a security.txt holds; RFC 9116 recommends less than a year


def listed(site: Site) -> Iterator[tuple[str, ...]]:
    """The pages that search engines may list, as segments after the language: those that say so themselves."""
    yield ()
    for flow in site.flows.values():
        yield (flow.id,)
        yield from ((flow.id, outcome.id) for outcome in flow.outcomes())
    yield from (("topics", str(number)) for number in site.topics)
    if site.letters:
        yield (LETTERS,)
        yield from ((LETTERS, name) for name in site.letters)
    if site.deadlines:
        yield ("deadlines",)
        yield from (("deadlines", name) for name in site.deadlines.events)
    if site.sources:
        yield ("sources",)
    yield from ((name,) for name in (*site.pages, "promises"))


def robots(site: Site, base: str, today: date) -> tuple[str, str]:
    """robots.txt: everything may be read, so that a page's own mark against listing is read too."""
    return f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n", "text/plain"


def sitemap(site: Site, base: str, today: date) -> tuple[str, str]:
    """sitemap.xml: every listed page in every language, each naming the others."""
    rows = []
    for segments in listed(site):
        path = "".join(f"{segment}/" for segment in segments)
        hrefs = {code: escape(f"{base}{code}/{path}") for code in site.languages}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{hrefs[code]}"/>'
            for code in hrefs
        )
        rows += [f"<url><loc>{href}</loc>{others}</url>\n" for href in hrefs.values()]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    text = f'{head}xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{"".join(rows)}</urlset>\n'
    return text, "application/xml"


def security(site: Site, base: str, today: date) -> tuple[str, str]:
    """security.txt of RFC 9116, where the site names a contact; else empty."""
    rows = (
        f"Contact: {site.security}",
        f"Expires: {today + VALID}T00:00:00Z",
        f"Preferred-Languages: {', '.join(site.languages)}",
        f"Canonical: {base}.well-known/security.txt",
    )
    return "".join(f"{row}\n" for row in rows) if site.security else "", "text/plain"


# By name: the text and its media type, made from the site, its whole address with the slash at the end, and the day.
FILES = {"robots.txt": robots, "sitemap.xml": sitemap, "security.txt": security}
