"""The links of pages that are made, read back from them. They are our own: values are in quotes, texts are escaped."""

from __future__ import annotations

import re
from html import unescape

_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_LINK = re.compile(r'\s(?:(?:xlink:)?href|src|data-shown)="([^"]*)"')
_ANCHOR = re.compile(r'\sid="([^"]*)"')
_PLACE = re.compile("<loc>([^<]*)</loc>")


def links_in(text: str) -> set[str]:
    """Every address that a page, a picture or a sitemap names for a browser to open or to show."""
    tags = " ".join(_TAG.findall(text))
    return {unescape(link) for link in (*_LINK.findall(tags), *_PLACE.findall(text))}


def anchors_in(text: str) -> set[str]:
    """The ids on a page, to which a link can lead."""
    return {unescape(name) for name in _ANCHOR.findall(" ".join(_TAG.findall(text)))}
