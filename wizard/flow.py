"""What a guide is made of: sites, flows, steps, claims. Frozen data, no IO, no YAML, no text of the interface.

Whoever holds a `Flow` that came from the loader may rely on it: every target exists, the graph has no cycle, every
step can be reached, every guard is decided. Places are kept so that later findings can cite a line.
"""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from wizard.source import Place

LEVELS = ("law", "official", "reported", "unknown", "article")  # how well a claim is supported, best first
NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Is:
    """The question was answered with one of these answers."""

    question: str
    answers: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Condition, ...]


Condition = Is | Not | All | Any


def holds(condition: Condition | None, answers: Mapping[str, str]) -> bool:
    """Whether a condition holds after these answers (question id to answer id). No condition always holds."""
    match condition:
        case None:
            return True
        case Is(question, wanted):
            return answers.get(question) in wanted
        case Not(part):
            return not holds(part, answers)
        case All(parts):
            return all(holds(part, answers) for part in parts)
        case Any(parts):
            return any(holds(part, answers) for part in parts)


def mentions(condition: Condition | None) -> Iterator[Is]:
    """Every look at an earlier answer inside a condition, in the author's order."""
    match condition:
        case None:
            return
        case Is():
            yield condition
        case Not(part):
            yield from mentions(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from mentions(part)


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
    """A step that asks. `why` is plain text, `help` is Markdown, `title` is for the tab and the history."""

    id: str
    title: str
    ask: str
    why: str
    help: str
    answers: Mapping[str, Answer]
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
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement with its evidence level, one of `LEVELS`, and the sources that support it."""

    id: str
    level: str
    text: str
    cite: tuple[Source, ...]
    reviewed: date | None
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
    """A step that ends the flow with information. `heading` is what stands after the key `outcome`."""

    id: str
    title: str
    heading: str
    says: str
    topics: tuple[int, ...]
    claims: tuple[Claim, ...]
    next: tuple[Action, ...]
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


@dataclass(frozen=True, slots=True)
class Topic:
    """A numbered question that outcomes answer: what the article says, what was found, what is missing."""

    number: int
    ask: str
    article: str
    found: str
    missing: str
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, eq=False)
class Site:
    """A folder of flows with what they share. `leave` is the neutral page behind "Leave this page"."""

    name: str
    flows: Mapping[str, Flow]
    notice: str = ""
    about: str = ""
    leave: str = "https://www.weather.gov/"
    first: str = ""
    languages: tuple[str, ...] = ("en",)
    words: tuple[str, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    topics: Mapping[int, Topic] = field(default_factory=dict)


_T = TypeVar("_T")


def per_flow(compute: Callable[[Flow], _T]) -> Callable[[Flow], _T]:
    """Compute something once for each flow and forget it together with the flow."""
    known: weakref.WeakKeyDictionary[Flow, _T] = weakref.WeakKeyDictionary()

    @functools.wraps(compute)
    def once(flow: Flow) -> _T:
        try:
            return known[flow]
        except KeyError:
            return known.setdefault(flow, compute(flow))

    return once
