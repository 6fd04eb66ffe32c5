"""The links and anchors of an exported site, and which links are broken.

Regular expressions are enough to find them, because our own templates write the pages: all values
are in quotes, all text is escaped.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin

from wizard.web.site_base import SiteBase

# A link whose URL does not depend on the page that has it.
_ABSOLUTE = re.compile(r"/|[a-z]+:")


def _values_of(attribute: str) -> re.Pattern[str]:
    # Only within tags: after an attribute, the next angle bracket closes its tag. The attribute
    # comes before the check of what precedes it, because `re` is quick to find fixed text only at
    # the beginning of a pattern.
    return re.compile(rf'{attribute}="(?<=\s{attribute}=")([^"]*)"(?=[^<>]*>)')


# `data-shown` and `data-index` are URLs that our scripts load.
_LINKS = (
    *map(_values_of, ("href", "xlink:href", "src", "data-shown", "data-index")),
    re.compile("<loc>([^<]*)</loc>"),
)

_ANCHORS = _values_of("id")


def links_in(text: str) -> set[str]:
    """Return every URL that a page, a picture or a sitemap links to or loads."""
    return {unescape(link) for pattern in _LINKS for link in pattern.findall(text)}


def anchors_in(text: str) -> set[str]:
    """Return the ids on a page, which a link can point to."""
    return {unescape(name) for name in _ANCHORS.findall(text)}


def file_of(path: str) -> str:
    """Return the name of the file with the page at a path after the prefix."""
    return path.removeprefix("/") + ("index.html" if path.endswith("/") else "")


class Place(NamedTuple):
    """What a link leads to: a path after the prefix, or None on other sites, and an anchor."""

    path: str | None
    anchor: str


class LinkChecker:
    """Collects the links and anchors of each page once, and reports the links that are broken.

    `base` is the URL of the site.
    """

    def __init__(self, base: SiteBase) -> None:
        # By the name of the page's file. Almost all pages have the same links and anchors, so each
        # text is kept once.
        self._links: dict[str, tuple[str, ...]] = {}
        self._anchors: dict[str, tuple[str, ...]] = {}

        def place(link: str, name: str) -> Place:
            here = f"{base.origin}{base.prefix}/{name.removesuffix('index.html')}"
            url, anchor = urldefrag(urljoin(here, link))
            return Place(base.local_path(url), anchor)

        self._place: Callable[[str, str], Place] = lru_cache(None)(place)

    def add(self, name: str, text: str) -> set[str]:
        """Collect the links and anchors of a page, and return the paths that it links to.

        Args:
            name: The name of the page's file.
            text: The page.
        """
        self._links[name] = tuple(map(sys.intern, sorted(links_in(text))))
        self._anchors[name] = tuple(map(sys.intern, anchors_in(text)))
        places = (self._place_of(link, name) for link in self._links[name])
        return {place.path for place in places if place.path is not None}

    def broken(self, files: Collection[str]) -> Iterator[str]:
        """Yield a message for each link whose file is not in `files` or whose anchor is missing."""
        for name, links in sorted(self._links.items()):
            for link in links:
                path, anchor = self._place_of(link, name)
                if path is None:
                    # Links to other sites are not checked; a local one that leaves the prefix is a
                    # mistake.
                    if link.startswith(("/", ".")):
                        yield f'{name}: link "{link}" points outside the site'
                elif (target := file_of(path)) not in files:
                    yield f'{name}: broken link "{link}"'
                elif anchor and anchor not in self._anchors.get(target, ()):
                    yield f'{name}: link to a missing anchor "{link}"'

    def _place_of(self, link: str, name: str) -> Place:
        return self._place(link, "" if _ABSOLUTE.match(link) else name)
