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

from wizard.model.conditions import NOWHERE, AnsweredWith, Condition, references
from wizard.model.evidence import Claim
from wizard.model.problems import Location

ID = re.compile(r"[a-z][a-z0-9-]*")

MAX_ID = 40  # characters; ids are read aloud and typed

MAX_TEXT = 5_000  # characters of one text, where nothing less is said

ADDRESS = re.compile(
    r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/[^\s\x22'<>\\]*)?"
)  # one that we would link to


@dataclass(frozen=True, slots=True)
class Target:
    """Where an answer or an action leads: a step of a flow, or the flow's start page where `step` is empty."""

    flow: str
    step: str
    location: Location = field(default=NOWHERE, compare=False, repr=False)

    def ref(self, flow: Flow) -> str:
        """Return how the file of a flow names this target.

        Args:
            flow: The flow in whose file the target is named.

        Returns:
            The step's id for a step of that flow, `other/step` for one of another flow, and `other/` for a
            start page.

        Example:
            >>> Target("records", "fix").ref(my_data)
            'records/fix'
        """
        return self.step if self.step and self.flow == flow.id else f"{self.flow}/{self.step}"


@dataclass(frozen=True, slots=True)
class Edge:
    """One way on from an answer, taken when its guard holds and none before it did."""

    when: Condition | None
    to: Target
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """One way out of a question. An empty label stands for the usual words of `yes`, `no` and `unsure`."""

    id: str
    label: str
    edges: tuple[Edge, ...]
    location: Location = field(default=NOWHERE, compare=False, repr=False)


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
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Action:
    """Something the reader can do next. `to` is a step, an https address, or None for a plain instruction."""

    label: str
    to: Target | str | None
    when: Condition | None = None
    location: Location = field(default=NOWHERE, compare=False, repr=False)


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
    location: Location = field(default=NOWHERE, compare=False, repr=False)


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
    location: Location = field(default=NOWHERE, repr=False)

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


_T = TypeVar("_T")


def cached_per_flow(compute: Callable[[Flow], _T]) -> Callable[[Flow], _T]:
    """Compute something once for each flow and forget it together with the flow."""
    known: weakref.WeakKeyDictionary[Flow, _T] = weakref.WeakKeyDictionary()

    @functools.wraps(compute)
    def once(flow: Flow) -> _T:
        if flow not in known:
            known[flow] = compute(flow)
        return known[flow]

    return once


def edges(step: Step) -> Iterator[tuple[Answer, Edge]]:
    """Every way on from a step, with the answer it belongs to. An outcome has none."""
    if isinstance(step, Question):
        for answer in step.answers.values():
            for edge in answer.edges:
                yield answer, edge


def parts(step: Step) -> tuple[Claim | Action, ...]:
    """The parts of an outcome that may depend on earlier answers. A question has none."""
    return () if isinstance(step, Question) else (*step.claims, *step.next)


def guard_references(step: Step) -> Iterator[AnsweredWith]:
    """Every look that a step takes at an earlier answer: the guards of its edges, the conditions of its parts."""
    for _, edge in edges(step):
        yield from references(edge.when)
    for part in parts(step):
        yield from references(part.when)
