"""What a flow is made of: steps, answers, targets, actions.

Anyone with a `Flow` from the loader can rely on it: every target exists, the graph has no cycle,
every step can be reached, every condition can be decided. Locations are kept so that later findings
can name a line.
"""

from __future__ import annotations

import functools
import re
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from wizard.model.conditions import AnsweredWith, Condition, references
from wizard.model.evidence import Claim
from wizard.model.generated_answers import MAX_BOXES, NONE, Interval, Range, Tick, Ticked
from wizard.model.offices import Office, first_review
from wizard.model.problems import NOWHERE, Location, TrailAnswer

# Lower case only: the paths of URLs are case-sensitive (RFC 3986), and people dictate ids. Without
# an underscore, since `MachineState` relies on that, and without `~`, which `unfold` uses.
ID = re.compile(r"[a-z][a-z0-9-]*")

MAX_ID = 40  # characters; ids are read aloud and typed

MAX_ANSWER = MAX_BOXES * (MAX_ID + 1)  # characters; the ids of boxes are joined by dots

MAX_TEXT = 5_000  # characters of one text that has no lower limit

# A URL that pages may link to: HTTPS only, and no character that could end an attribute or a link.
ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/[^\s\x22'<>\\]*)?")


@dataclass(frozen=True, slots=True)
class Target:
    """Where an answer or an action leads.

    Attributes:
        flow: The id of a flow. With `letters` or `deadlines`, `step` is a letter or an event.
        step: The id of a step, or empty for the start page.
        location: Where the target is named.

    Example:
        >>> flow.steps["license"].answers["no"].edges[0].to
        Target(flow='car', step='title')
    """

    flow: str
    step: str
    # Never compared, here and below: two links to one step are the same target, and targets are
    # keys where paths are counted.
    location: Location = field(default=NOWHERE, compare=False, repr=False)

    def ref(self, flow: Flow) -> str:
        """Return how the file of a flow names this target.

        Args:
            flow: The flow in whose file the target is named.

        Returns:
            The step's id for a step of that flow, `other/step` for one of another flow, and
            `other/` for a start page.

        Example:
            >>> Target("car", "title").ref(flow), Target("records", "fix").ref(flow)
            ('title', 'records/fix')
        """
        # A start page has no step, so it needs the slash even in the file of its own flow.
        return self.step if self.step and self.flow == flow.id else f"{self.flow}/{self.step}"


@dataclass(frozen=True, slots=True)
class Edge:
    """One branch of an answer, taken if its condition is true and none before it was.

    Attributes:
        when: The condition. None is always true.
        to: Where the branch leads.
        location: Where it is written.
    """

    when: Condition | None
    to: Target
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer a question.

    Attributes:
        id: Its id, which is the value of the question's key in URLs.
        label: What it says. Empty for the usual words of `yes`, `no` and `unsure`, and for a
            generated answer.
        edges: Its branches, in the order in which they are tried. The last one has no condition.
        means: The boxes or the interval that a generated answer stands for. None for all others.
        location: Where it is written.

    Example:
        >>> answer = flow.steps["license"].answers["yes"]
        >>> answer.id, answer.label, answer.edges[0].to
        ('yes', '', Target(flow='car', step='owner'))
    """

    id: str
    label: str
    edges: tuple[Edge, ...]
    location: Location = field(default=NOWHERE, compare=False, repr=False)
    means: Ticked | Interval | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """A step that asks.

    Attributes:
        id: Its id, which is in URLs.
        title: The title for the tab and the history, or empty. See `title_of`.
        ask: The question.
        why: Why it is asked.
        help: More help, in Markdown.
        answers: The answers by id, in the author's order. For a question with a form, those are all
            that can be given, each with the branches that it can take.
        caution: The id of a question that every path to this step passes, or empty.
        also: Other words by which the search finds it.
        location: Where it is written.
        form: The boxes or the cut points that the answers are made of. None if the author wrote the
            answers.
        branches: Where the answers of a form lead, as the author wrote it: a condition may look at
            the question itself.

    Example:
        >>> question = flow.steps["license"]
        >>> question.ask, list(question.answers)
        ('Do you have a license?', ['yes', 'no', 'unsure'])
    """

    id: str
    title: str
    ask: str
    why: str
    help: str
    # A mapping has no hash, so questions cannot be keys or members of sets.
    answers: Mapping[str, Answer]
    caution: str = ""
    also: str = ""
    location: Location = field(default=NOWHERE, compare=False, repr=False)
    form: Tick | Range | None = None
    branches: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """Something that the reader can do next.

    Attributes:
        label: What to do.
        to: A target, an HTTPS URL, or None for an instruction without a link.
        when: The earlier answers with which it applies. None if it always does.
        when_text: `when` in the author's words, or empty.
        location: Where it is written.
    """

    label: str
    to: Target | str | None
    when: Condition | None = None
    when_text: str = ""
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step that ends the flow with information.

    Attributes:
        id: Its id, which is in URLs.
        title: The title for the tab and the history, or empty. See `title_of`.
        heading: The result in plain words: what is after the key `outcome`.
        says: The short answer, in one or two sentences.
        topics: The numbers of the topics that it answers.
        claims: What it rests on.
        next: What the reader can do next.
        caution: The id of a question that every path to this step passes, or empty.
        also: Other words by which the search finds it.
        offices: Where the reader can go, write or call.
        location: Where it is written.

    Example:
        >>> outcome = flow.steps["title"]
        >>> outcome.heading, [claim.level.id for claim in outcome.claims]
        ('Look at the title', ['unknown'])
    """

    id: str
    title: str
    heading: str
    says: str
    topics: tuple[int, ...]
    claims: tuple[Claim, ...]
    next: tuple[Action, ...]
    caution: str = ""
    also: str = ""
    offices: tuple[Office, ...] = ()
    location: Location = field(default=NOWHERE, compare=False, repr=False)


Step = Question | Outcome


def title_of(step: Step) -> str:
    """Return a step's title. Without its own, that is its question or heading."""
    return step.title or (step.ask if isinstance(step, Question) else step.heading)


# Compared by identity, and without slots: `cached_per_flow` needs a hash and weak references.
@dataclass(frozen=True, eq=False)
class Flow:
    """A graph of steps with one start. `load_flow` makes one.

    Attributes:
        id: The name of its file without `.yaml`, which is in URLs. If it was made for a row of a
            table, the id of the row follows: `records/al`.
        title: What the flow is about.
        summary: What it does for the reader.
        start: The id of the first step.
        steps: The steps by id, in the author's order.
        reviewed: When a person last checked it.
        review_by: When it should be checked again.
        sensitive: Whether its pages never have answers in their URLs and must never be stored.
        moved: Former ids of steps, each with what took its place.
        also: Other words by which the search finds it.
        location: Where the file begins.

    Two flows are equal only if they are the same object.

    Example:
        >>> flow = load_flow("flows/car.yaml")
        >>> flow.title, flow.start, [question.id for question in flow.questions()]
        ('A car', 'license', ['license', 'owner'])
    """

    id: str
    title: str
    summary: str
    start: str
    steps: Mapping[str, Step]
    reviewed: date | None = None
    review_by: date | None = None
    sensitive: bool = False
    moved: Mapping[str, Target] = field(default_factory=dict)
    also: str = ""
    location: Location = field(default=NOWHERE, repr=False)

    def questions(self) -> Iterator[Question]:
        """Yield the questions, in the author's order."""
        return (step for step in self.steps.values() if isinstance(step, Question))

    def outcomes(self) -> Iterator[Outcome]:
        """Yield the outcomes, in the author's order."""
        return (step for step in self.steps.values() if isinstance(step, Outcome))


def review_due(flow: Flow, outcome: Outcome | None = None) -> date | None:
    """Return the first review date of a flow, or of an outcome with its claims and offices.

    None means that there is no review date.
    """
    evidence: tuple[Claim | Office, ...] = ()
    if outcome:
        evidence = (*outcome.claims, *outcome.offices)
    # An outcome is part of its flow, so it is due no later than the flow as a whole.
    return first_review(evidence, flow.review_by)


_T = TypeVar("_T")


def cached_per_flow(compute: Callable[[Flow], _T]) -> Callable[[Flow], _T]:
    """Decorate a function so that its result is kept for each flow, and dropped with the flow."""
    # A server that reloads its flows must not keep the old ones, as `functools.cache` would.
    results: weakref.WeakKeyDictionary[Flow, _T] = weakref.WeakKeyDictionary()

    @functools.wraps(compute)
    def cached(flow: Flow) -> _T:
        try:
            return results[flow]
        except KeyError:
            # No lock: two threads may compute the same result, and either of the two is right.
            results[flow] = found = compute(flow)
            return found

    return cached


def edges(step: Step) -> Iterator[tuple[Answer, Edge]]:
    """Yield every branch of a step with its answer. An outcome has none."""
    if isinstance(step, Question):
        for answer in step.answers.values():
            for edge in answer.edges:
                yield answer, edge


def parts(step: Step) -> tuple[Claim | Action, ...]:
    """Return the parts of an outcome that may depend on earlier answers. A question has none."""
    return () if isinstance(step, Question) else (*step.claims, *step.next)


def branches_of(
    question: Question, each_interval: bool = True
) -> Iterator[tuple[Answer | None, Edge]]:
    """Yield every branch of a question with its answer.

    The branches of boxes belong to no answer: None. Their conditions may look at the question
    itself.

    Args:
        question: The question.
        each_interval: Whether intervals that all have the same branches are answers. If not, these
            branches belong to no answer either.
    """
    generated = {id(answer.edges) for answer in question.answers.values() if answer.means}
    if isinstance(question.form, Tick) or (not each_interval and len(generated) == 1):
        yield from ((None, edge) for edge in question.branches)
        # Those of "unsure".
        yield from (pair for pair in edges(question) if not pair[0].means)
    else:
        yield from edges(question)


def labels_of(question: Question) -> Iterator[tuple[str, str, Location]]:
    """Yield the id, label and location of each box and of each answer but sets of boxes.

    Answers that get their labels from the interface have an empty one.
    """
    if isinstance(question.form, Tick):
        for name, box in question.form.boxes.items():
            yield name, box.label, box.location
    for answer in question.answers.values():
        if not isinstance(answer.means, Ticked):
            yield answer.id, answer.label, answer.location
        elif answer.id == NONE:
            yield NONE, answer.means.labels[0], answer.location


def trail_answer(question: Question, answer: Answer) -> TrailAnswer:
    """Return an answer to a question as a part of the trail of a problem."""
    label = "; ".join(answer.means.labels) if isinstance(answer.means, Ticked) else answer.label
    return TrailAnswer(question.id, answer.id, question.ask, label)


def guard_references(step: Step) -> Iterator[AnsweredWith]:
    """Yield every look at an earlier answer in the conditions of a step's branches and parts."""
    looks = [look for _, edge in edges(step) for look in references(edge.when)]
    # The answers of a form share conditions.
    yield from {id(look): look for look in looks}.values()
    for part in parts(step):
        yield from references(part.when)
