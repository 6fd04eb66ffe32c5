"""The URL of an exported site, and the links and anchors in its pages.

Regular expressions are enough to find them, because our own templates write the pages: all values
are in quotes, all text is escaped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

# No user name, query or fragment: the base becomes the beginning of every URL.
BASE = re.compile(
    r"(https?://[a-z0-9.-]+(?::[0-9]{1,5})?)((?:/[A-Za-z0-9._~-]+)*)/?", re.IGNORECASE
)

_TAG = re.compile(r"<[a-zA-Z][^<>]*>")

# `data-shown` and `data-index` are URLs that our scripts load.
_LINK = re.compile(r'\s(?:(?:xlink:)?href|src|data-shown|data-index)="([^"]*)"')

_ANCHOR = re.compile(r'\sid="([^"]*)"')

_SITEMAP_URL = re.compile("<loc>([^<]*)</loc>")


@dataclass(frozen=True, slots=True)
class SiteBase:
    """The URL at which a site will be served: scheme and host, and the path before its own.

    Both are empty if the URL is not known.
    """

    origin: str = ""
    prefix: str = ""

    @classmethod
    def of(cls, url: str) -> SiteBase:
        """Return the base of a URL such as https://example.org/help, or raise ValueError."""
        match = BASE.fullmatch(url)
        if not match:
            raise ValueError(
                f'"{url}" is not a URL such as https://example.org or https://example.org/help'
            )
        # Hosts have no case; paths do.
        return cls(match[1].lower(), match[2])

    def local_path(self, url: str) -> str | None:
        """Return the path of a URL after the prefix, or None if it is not on this site."""
        rest = url.removeprefix(self.origin) if self.origin else url
        # `//host/path` is a URL of another host.
        inside = rest.startswith(f"{self.prefix}/") and not rest.startswith("//")
        return rest.removeprefix(self.prefix) if inside else None


def links_in(text: str) -> set[str]:
    """Return every URL that a page, a picture or a sitemap links to or loads."""
    # Only within tags, so that text which looks like a link is not followed.
    tags = " ".join(_TAG.findall(text))
    return {unescape(link) for link in (*_LINK.findall(tags), *_SITEMAP_URL.findall(text))}


def anchors_in(text: str) -> set[str]:
    """Return the ids on a page, which a link can point to."""
    return {unescape(name) for name in _ANCHOR.findall(" ".join(_TAG.findall(text)))}
