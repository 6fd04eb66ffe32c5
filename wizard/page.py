"""Exactly what a template may see: strings and links, no flows and no requests.

Each page is a frozen object of its own kind, and its docstring is what its template may rely on. `presenter.py` makes
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from markupsafe import Markup


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
class Given:
    """One answer of the trail, with the link that changes it."""

    ask: str
    answer: str
    change: Link


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as the reader sees it. `url` and `note` may be empty, `checked` is a written-out day or empty."""

    id: str
    title: str
    publisher: str
    url: str
    note: str
    checked: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim as the reader sees it: `level` names the evidence level, `support` says it in words."""

    level: str
    support: str
    text: str
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """An action as the reader sees it. `href` may be empty; `outside` links leave this site."""

    label: str
    href: str
    outside: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Statements or deeds that share a condition. `condition` is its words, empty where they always hold."""

    condition: str
    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every page has: its language and title, the links around it, and whether search engines may list it.

    `canonical` is the page's address without a trail. `first` is the flow that every page links to.
    """

    template: ClassVar[str]
    lang: str
    direction: str
    site: str
    notice: str
    title: str
    heading: str
    canonical: str
    listed: bool
    home: Link
    first: Link | None
    leave: Link
    foot: tuple[Link, ...]
    languages: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorPage(Page):
    """`/`: the languages, side by side. `choices` are their links."""

    template = "door.html"
    choices: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(Page):
    """The flows, the first one first, and the topics as numbered links."""

    template = "home.html"
    cards: tuple[Card, ...]
    topics: tuple[tuple[int, Link], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage(Page):
    """A flow's start page. `length` says how many questions it asks at most; `reviewed` is a day or empty."""

    template = "start.html"
    summary: str
    begin: Link
    length: str
    reviewed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage(Page):
    """What questions and outcomes share.

    `trail` lists the answers so far, `back` leads to the question before (or to the flow's start page), `alert` says
    that a link's answers no longer fit, or is empty. `reaches` is the address that the browser shows for a step that
    has one of its own: an outcome.
    """

    flow: Link
    back: Link
    trail: tuple[Given, ...]
    alert: str
    reaches: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage(StepPage):
    """A question. A choice that is `current` was given before. `progress` may be empty."""

    template = "question.html"
    why: str
    help: Markup
    choices: tuple[Link, ...]
    progress: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePage(StepPage):
    """An outcome: the short answer, statements with their support, deeds in order, and the address to share."""

    template = "outcome.html"
    says: str
    statements: tuple[Part, ...]
    deeds: tuple[Part, ...]
    topics: tuple[Link, ...]
    reviewed: str
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPage(Page):
    """A topic: what the article says, what was found, what is missing (each may be empty), and where to read on."""

    template = "topic.html"
    number: int
    article: str
    found: str
    missing: str
    outcomes: tuple[Link, ...]
    before: Link | None
    after: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPage(Page):
    """Every source, by title."""

    template = "sources.html"
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage(Page):
    """A page of prose."""

    template = "text.html"
    text: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage(Page):
    """What went wrong, in plain words, and that nothing is lost."""

    template = "error.html"
    text: str
