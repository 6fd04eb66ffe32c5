"""Where a site lies, and the links of its pages, read back from them.

The pages are our own: values are in quotes, texts are escaped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

BASE = re.compile(
    r"(https?://[a-z0-9.-]+(?::[0-9]{1,5})?)((?:/[A-Za-z0-9._~-]+)*)/?", re.IGNORECASE
)

_TAG = re.compile(r"<[a-zA-Z][^<>]*>")

_LINK = re.compile(r'\s(?:(?:xlink:)?href|src|data-shown|data-index)="([^"]*)"')

_ANCHOR = re.compile(r'\sid="([^"]*)"')

_PLACE = re.compile("<loc>([^<]*)</loc>")


@dataclass(frozen=True, slots=True)
class SiteBase:
    """Where a site will lie: scheme and host, and the path before its own. Both empty where that is not known."""

    origin: str = ""
    prefix: str = ""

    @classmethod
    def of(cls, address: str) -> SiteBase:
        """The base of an address such as https://example.org/help. Raises ValueError."""
        match = BASE.fullmatch(address)
        if not match:
            raise ValueError(
                f'"{address}" is not an address such as https://example.org or https://example.org/help'
            )
        return cls(match[1].lower(), match[2])

    def local_path(self, address: str) -> str | None:
        """The part of an address after the prefix, beginning with a slash, or None where it is not on this site."""
        rest = address.removeprefix(self.origin) if self.origin else address
        inside = rest.startswith(f"{self.prefix}/") and not rest.startswith("//")
        return rest.removeprefix(self.prefix) if inside else None


def links_in(text: str) -> set[str]:
    """Every address that a page, a picture or a sitemap names for a browser to open or to show."""
    tags = " ".join(_TAG.findall(text))
    return {unescape(link) for link in (*_LINK.findall(tags), *_PLACE.findall(text))}


def anchors_in(text: str) -> set[str]:
    """The ids on a page, to which a link can lead."""
    return {unescape(name) for name in _ANCHOR.findall(" ".join(_TAG.findall(text)))}
