"""The links and anchors in the pages of an exported site.

Regular expressions are enough to find them, because our own templates write the pages: all values
are in quotes, all text is escaped.
"""

from __future__ import annotations

import re
from html import unescape

_TAG = re.compile(r"<[a-zA-Z][^<>]*>")

# `data-shown` and `data-index` are URLs that our scripts load.
_LINK = re.compile(r'\s(?:(?:xlink:)?href|src|data-shown|data-index)="([^"]*)"')

_ANCHOR = re.compile(r'\sid="([^"]*)"')

_SITEMAP_URL = re.compile("<loc>([^<]*)</loc>")


def links_in(text: str) -> set[str]:
    """Return every URL that a page, a picture or a sitemap links to or loads."""
    # Only within tags, so that text which looks like a link is not followed.
    tags = " ".join(_TAG.findall(text))
    return {unescape(link) for link in (*_LINK.findall(tags), *_SITEMAP_URL.findall(text))}


def anchors_in(text: str) -> set[str]:
    """Return the ids on a page, which a link can point to."""
    return {unescape(name) for name in _ANCHOR.findall(" ".join(_TAG.findall(text)))}
