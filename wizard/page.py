"""Exactly what a template may see, and what a page has as data: strings and links, no flows and no requests.

Each page is a frozen object of its own kind, and its docstring is what its template may rely on. `presenter.py` makes
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from markupsafe import Markup

from wizard.letter import Passage

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
class Part(Generic[_Item]):
    """Statements, deeds or links that share a condition. `condition` is its words, empty where they always hold."""

    condition: str
    items: tuple[_Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every page has: its language and title, the links around it, and whether search engines may list it.

    `canonical` is the page's address without a trail, `alternates` the same in all languages with the host before it.
    `first` is the flow that every page links to, `banner` what start pages and outcomes announce. `frame` names the
    sites that may show the page in a frame.
    """

    template: ClassVar[str]
    lang: str
    direction: str
    site: str
    notice: str
    title: str
    heading: str
    canonical: str
    alternates: tuple[Link, ...]
    listed: bool
    home: Link
    first: Link | None
    banner: Link | None
    leave: Link
    frame: tuple[str, ...]
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
    """A flow's start page. `length` says how many questions it asks at most; `reviewed` is a day or empty.

    `safety` leads to the page on staying safe, where the site has one.
    """

    template = "start.html"
    summary: str
    begin: Link
    map: Link
    length: str
    safety: Link | None
    late: str
    reviewed: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: its address, its size in CSS pixels."""

    href: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Fork:
    """An answer on a map, with links to where it leads; each of the `ways` holds one."""

    label: str
    ways: tuple[Part[Link], ...]


@dataclass(frozen=True, slots=True)
class MapStep:
    """A step on a map. `id` is its anchor, `kind` says in words what it is, `heading` may have no address."""

    id: str
    kind: str
    heading: Link
    forks: tuple[Fork, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage(Page):
    """A whole flow: a picture, where there is one, and its steps in the order in which they can come."""

    template = "map.html"
    flow: Link
    picture: Image | None
    steps: tuple[MapStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage(Page):
    """What questions and outcomes share.

    `trail` lists the answers so far, `back` leads to the question before (or to the flow's start page), `alert` says
    that a link's answers no longer fit, or is empty. `caution` leads to a question that should be passed first, where
    the reader came past it. `reaches` is the address that the browser shows for a step that
    has one of its own: an outcome.
    """

    flow: Link
    late: str
    back: Link
    trail: tuple[Given, ...]
    alert: str
    caution: Link | None
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
    """An outcome: the short answer, statements with their support, deeds in order, the address to share, its QR code.

    Where the site does not know its own host, there is neither address nor code.
    `sources` are those of all statements, each once, for paper.
    """

    template = "outcome.html"
    says: str
    statements: tuple[Part[Statement], ...]
    deeds: tuple[Part[Deed], ...]
    topics: tuple[Link, ...]
    reviewed: str
    share: str
    code: Markup
    sources: tuple[Cited, ...]


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
class PromisesPage(Page):
    """What is promised to readers, each promise with the test that holds it. All of it stands in the template."""

    template = "promises.html"


@dataclass(frozen=True, slots=True)
class DueDate:
    """A date that follows from an event.

    `day` is written out, `iso` for machines; `count` says how it was counted. `safe` (the working day before), `note`
    (practical advice) and `skipped` (the holidays that were left out) may be empty.
    """

    day: str
    iso: str
    label: str
    count: str
    safe: str
    skipped: str
    note: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinesPage(Page):
    """The events that start counts, as links."""

    template = "deadlines.html"
    summary: str
    choices: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage(Page):
    """The months in which an event may have been, as links. `index` leads back to the events.

    `reach` says which days can be chosen.
    """

    template = "deadlines-event.html"
    index: Link
    says: str
    help: str
    months: tuple[Link, ...]
    reach: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage(Page):
    """A month as a table of weeks that begin on Sunday.

    `weekdays` are short and whole names. A day is a link whose `label` is its number and whose `context` is the whole
    date; one that cannot be chosen has no `href`, and a place before or after the month holds None.
    """

    template = "deadlines-month.html"
    index: Link
    back: Link
    month: str
    weekdays: tuple[tuple[str, str], ...]
    weeks: tuple[tuple[Link | None, ...], ...]
    before: Link | None
    after: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesPage(Page):
    """The dates that follow from an event on a day.

    `file` leads to the same dates for a calendar, each under the title `entry`.
    """

    template = "deadlines-dates.html"
    index: Link
    back: Link
    day: str
    says: str
    dates: tuple[DueDate, ...]
    more: tuple[Statement, ...]
    file: Link
    entry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage(Page):
    """What went wrong, in plain words, and that nothing is lost. `status` is that of HTTP."""

    template = "error.html"
    status: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongDayPage(ErrorPage):
    """Why a day in an address cannot be counted from, and where to choose another."""

    template = "deadlines-wrong.html"
    again: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersPage(Page):
    """The letters."""

    template = "letters.html"
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage(Page):
    """A letter, with what to know before it is sent and what comes after.

    `to`, `subject` and `body` are the letter, in the language `written`; `reading` is its translation, or empty.
    `hints` are labels of blanks, as they stand in the letter, with words of help; `pen` says which blanks are for the
    paper only. `name` is the name of its files, without their endings.
    """

    template = "letter.html"
    name: str
    summary: str
    before: tuple[Deed, ...]
    hints: tuple[tuple[str, str], ...]
    pen: tuple[str, ...]
    written: str
    to: tuple[Passage, ...]
    subject: str
    body: tuple[Passage, ...]
    reading: tuple[Passage, ...]
    files: tuple[Link, ...]
    after: tuple[Deed, ...]
    sources: tuple[Cited, ...]
    reviewed: str
    index: Link
