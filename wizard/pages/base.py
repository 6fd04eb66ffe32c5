"""Exactly what a template may see, and what a page has as data: strings and links, no flows and no requests.

Each page is a frozen object of its own kind, and its docstring is what its template may rely on. `presenter.py` makes
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Link:
    """A link. `context` is read after the label by assistive technology only; `lang` is the target's language."""

    label: str
    href: str
    context: str = ""
    lang: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A flow among others: its title, what it does, where it begins."""

    title: str
    summary: str
    href: str


@dataclass(frozen=True, slots=True)
class SourceItem:
    """A source as the reader sees it. `url` and `note` may be empty, `checked` is a written-out day or empty."""

    id: str
    title: str
    publisher: str
    url: str
    note: str
    checked: str


@dataclass(frozen=True, slots=True)
class ClaimItem:
    """A claim as the reader sees it: `level` names the evidence level, `support` says it in words."""

    level: str
    support: str
    text: str
    sources: tuple[SourceItem, ...]


@dataclass(frozen=True, slots=True)
class ActionItem:
    """An action as the reader sees it. `href` may be empty; `outside` links leave this site."""

    label: str
    href: str
    outside: bool


@dataclass(frozen=True, slots=True)
class Part(Generic[_Item]):
    """Claims, actions or links that share a condition. `condition` is its words, empty where they always hold."""

    condition: str
    items: tuple[_Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every page has: its language and title, the links around it, and whether search engines may list it.

    `canonical` is the page's address without a trail, `alternates` the same in all languages with the host before it.
    `primary_link` is the flow that every page links to, `banner` what start pages and outcomes announce. `frame_ancestors` names the
    sites that may show the page in a frame. `kind` is what the JSON API calls the kind of page.
    """

    kind: ClassVar[str]
    template: ClassVar[str]
    lang: str
    direction: str
    site: str
    notice: str
    title: str
    heading: str
    canonical: str
    alternates: tuple[Link, ...]
    indexable: bool
    home: Link
    primary_link: Link | None
    banner: Link | None
    leave: Link
    frame_ancestors: tuple[str, ...]
    footer_links: tuple[Link, ...]
    languages: tuple[Link, ...]
