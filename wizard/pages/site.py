"""Pages that belong to the site and not to one flow: languages, home, topics, sources, text pages, errors."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from wizard.i18n.translator import Translator
from wizard.pages.base import Card, Link, Page, SourceItem


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagesPage(Page):
    """`/`: the languages, side by side. `answers` are their links."""

    kind = "door"
    template = "languages.html"
    answers: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(Page):
    """The flows, the first one first, and the topics as numbered links."""

    kind = "home"
    template = "home.html"
    cards: tuple[Card, ...]
    topics: tuple[tuple[int, Link], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPage(Page):
    """A topic: what the article says, what was found, what is missing (each may be empty), and where to read on."""

    kind = "topic"
    template = "topic.html"
    number: int
    article: str
    found: str
    missing: str
    outcomes: tuple[Link, ...]
    previous: Link | None
    next: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPage(Page):
    """Every source, by title."""

    kind = "sources"
    template = "sources.html"
    sources: tuple[SourceItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownPage(Page):
    """A page of prose."""

    kind = "text"
    template = "content.html"
    text: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisesPage(Page):
    """What is promised to readers, each promise with the test that holds it. All of it stands in the template."""

    kind = "promises"
    template = "promises.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage(Page):
    """What went wrong, in plain words, and that nothing is lost. `status` is that of HTTP."""

    kind = "error"
    template = "error.html"
    status: int
    text: str


def error_message(t: Translator, status: int) -> tuple[str, str]:
    """What an HTTP status of 400 or more means for a reader: a heading, and what can be done."""
    match status:
        case 404:
            return t("Page not found"), t(
                "The page may have moved, or the address may be incomplete. Nothing is lost."
            )
        case 405:
            return t("This page can only be read"), t(
                "Go back, or start again below. Nothing is lost."
            )
        case 406:
            return t("We cannot send this page to your browser"), t(
                "Your browser takes none of the forms in which we have it. Try another browser. Nothing is lost."
            )
        case 414:
            return t("This address is too long"), t(
                "The link may have been damaged. Start again below."
            )
        case status if status < 500:
            return t("We could not read this address"), t(
                "The link may have been damaged. Start again below."
            )
        case _:
            return t("Something went wrong on our side"), t(
                "Try again in a few minutes. Nothing about you was kept."
            )
