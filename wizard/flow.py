"""What a guide is made of: sites, flows, steps, claims. Frozen data, no IO, no YAML, no text of the interface.

Whoever holds a `Flow` that came from the loader may rely on it: every target exists, the graph has no cycle, every
step can be reached, every guard is decided. Places are kept so that later findings can cite a line.
"""

from __future__ import annotations

import functools
import re
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from wizard.condition import NOWHERE, Condition
from wizard.source import Place

LETTERS = "letters"  # a target in this place of a flow leads to a letter
LEVELS = ("law", "official", "reported", "unknown", "article")  # how well a claim is supported, best first
UNITS = ("working", "calendar")  # working days leave out weekends and holidays, calendar days nothing
CALENDARS = ("state", "federal")  # whose holidays
REACH = (24, 12)  # months back and ahead in which the day of an event can be chosen
ID = re.compile(r"[a-z][a-z0-9-]*")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MAX_ID = 40  # characters; ids are read aloud and typed
MAX_TEXT = 5_000  # characters of one text, where nothing less is said
ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/[^\s\x22'<>\\]*)?")  # one that we would link to


@dataclass(frozen=True, slots=True)
class Target:
    """Where an answer or an action leads: a step of a flow, or the flow's start page where `step` is empty."""

    flow: str
    step: str
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Edge:
    """One way on from an answer, taken when its guard holds and none before it did."""

    when: Condition | None
    to: Target
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """One way out of a question. An empty label stands for the usual words of `yes`, `no` and `unsure`."""

    id: str
    label: str
    edges: tuple[Edge, ...]
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """A step that asks. `why` is plain text, `help` is Markdown, `title` is for the tab and the history.

    `caution` is the id of a question that every way to this step passes, empty where there is none.
    """

    id: str
    title: str
    ask: str
    why: str
    help: str
    answers: Mapping[str, Answer]
    caution: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A statute, agency page, report or article. `note` says which copy was read and how old it is."""

    id: str
    title: str
    publisher: str
    url: str
    note: str
    checked: date | None
    review_by: date | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement with its evidence level, one of `LEVELS`, and the sources that support it."""

    id: str
    level: str
    text: str
    cite: tuple[Source, ...]
    reviewed: date | None
    review_by: date | None = None
    when: Condition | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Action:
    """Something the reader can do next. `to` is a step, an https address, or None for a plain instruction."""

    label: str
    to: Target | str | None
    when: Condition | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step that ends the flow with information. `heading` is what stands after the key `outcome`.

    `caution` is as in a question.
    """

    id: str
    title: str
    heading: str
    says: str
    topics: tuple[int, ...]
    claims: tuple[Claim, ...]
    next: tuple[Action, ...]
    caution: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


Step = Question | Outcome


def title_of(step: Step) -> str:
    """A step's title: its own, or else its question or heading."""
    return step.title or (step.ask if isinstance(step, Question) else step.heading)


@dataclass(frozen=True, eq=False)
class Flow:
    """A graph of steps with one start. Two flows are equal only when they are the same object."""

    id: str
    title: str
    summary: str
    start: str
    steps: Mapping[str, Step]
    reviewed: date | None = None
    review_by: date | None = None
    sensitive: bool = False
    moved: Mapping[str, Target] = field(default_factory=dict)
    place: Place = field(default=NOWHERE, repr=False)

    def questions(self) -> Iterator[Question]:
        """The questions, in the author's order."""
        return (step for step in self.steps.values() if isinstance(step, Question))

    def outcomes(self) -> Iterator[Outcome]:
        """The outcomes, in the author's order."""
        return (step for step in self.steps.values() if isinstance(step, Outcome))


def review_due(flow: Flow, outcome: Outcome | None = None) -> date | None:
    """The first day after which a flow, or an outcome with all it rests on, should have been reviewed again."""
    claims = outcome.claims if outcome else ()
    days = [flow.review_by, *(claim.review_by for claim in claims)]
    days += [source.review_by for claim in claims for source in claim.cite]
    return min((day for day in days if day), default=None)


@dataclass(frozen=True, slots=True)
class Topic:
    """A numbered question that outcomes answer: what the article says, what was found, what is missing.

    `also` holds other words by which the search finds it.
    """

    number: int
    ask: str
    article: str
    found: str
    missing: str
    also: str
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Prose:
    """A page of text about the site itself, in Markdown."""

    id: str
    title: str
    text: str
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary. `means` explains it, `names` has it by language; a `keep` name is the same in all."""

    text: str
    means: str
    keep: bool
    names: Mapping[str, str]
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """One date that follows from an event: `count` days of a `unit` after it, the day after the event being day 1.

    `unit` is one of `UNITS`, `calendar` one of `CALENDARS`. `claims` are the rule's support, `note` is practical advice.
    """

    label: str
    count: int
    unit: str
    calendar: str
    claims: tuple[Claim, ...]
    note: str
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that starts a count. `says` tells which day that is; `more` holds what is good to know besides."""

    id: str
    title: str
    label: str
    ask: str
    help: str
    says: str
    rules: tuple[Rule, ...]
    more: tuple[Claim, ...]
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    def claims(self) -> Iterator[Claim]:
        """The claims of its rules, then those that are good to know besides."""
        for rule in self.rules:
            yield from rule.claims
        yield from self.more


@dataclass(frozen=True, eq=False)
class Deadlines:
    """The events that start counts. `state` is the code of the state whose holidays the calendar `state` leaves out.

    `reach` is how many months back and ahead the day of an event can be chosen.
    """

    title: str
    summary: str
    state: str
    events: Mapping[str, Event]
    reach: tuple[int, int] = REACH
    place: Place = field(default=NOWHERE, repr=False)


@dataclass(frozen=True, slots=True)
class Blank:
    """A gap in a letter, filled by the reader. `lines` is how many ruled lines it has where it stands on its own.

    A blank that is for the `pen` is filled on the paper only, never on a device.
    """

    id: str
    label: str
    hint: str
    lines: int
    pen: bool
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, eq=False)
class Letter:
    """A letter to print or download. `{id}` in `to` and `body` stands for a blank; each blank stands there once.

    `to` and `body` are paragraphs; a tuple in `body` is a list. `before` and `after` belong to the page, not to the
    letter: what to know before it is sent, and what comes after.
    """

    id: str
    title: str
    subject: str
    summary: str
    to: tuple[str, ...]
    body: tuple[str | tuple[str, ...], ...]
    blanks: Mapping[str, Blank]
    before: tuple[Action, ...]
    after: tuple[Action, ...]
    cite: tuple[Source, ...]
    reviewed: date | None = None
    review_by: date | None = None
    place: Place = field(default=NOWHERE, repr=False)


@dataclass(frozen=True, eq=False)
class Site:
    """A folder of flows with what they share.

    `frame` names the sites, as origins, whose pages may show this one in a frame.
    `confirm` lists what a lawyer must still look at. `leave` is the neutral page behind "Leave this page". The first of `languages` is the one the files are written in;
    `texts` holds the translations into the others.
    """

    name: str
    flows: Mapping[str, Flow]
    notice: str = ""
    leave: str = "https://www.weather.gov/"
    first: str = ""
    security: str = ""
    frame: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    words: tuple[str, ...] = ()
    confirm: tuple[str, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    topics: Mapping[int, Topic] = field(default_factory=dict)
    banner: Action | None = None
    pages: Mapping[str, Prose] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    letters: Mapping[str, Letter] = field(default_factory=dict)
    glossary: Mapping[str, Term] = field(default_factory=dict)
    deadlines: Deadlines | None = None


_T = TypeVar("_T")


def per_flow(compute: Callable[[Flow], _T]) -> Callable[[Flow], _T]:
    """Compute something once for each flow and forget it together with the flow."""
    known: weakref.WeakKeyDictionary[Flow, _T] = weakref.WeakKeyDictionary()

    @functools.wraps(compute)
    def once(flow: Flow) -> _T:
        if flow not in known:
            known[flow] = compute(flow)
        return known[flow]

    return once
