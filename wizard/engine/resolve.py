"""What a request for a step shows: that step, or the furthest step that the answers reach.

This is the product's central rule, as a pure function. It knows no HTTP: a caller turns the result
into a page or a redirect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wizard.engine.graph import can_open_directly
from wizard.engine.journey import Journey, arrive, canonical_answers, replay
from wizard.model.flow import Flow, Target
from wizard.model.generated_answers import NONE


@dataclass(frozen=True, slots=True)
class Show:
    """The requested step can be shown, at the end of this journey."""

    journey: Journey


@dataclass(frozen=True, slots=True)
class Redirect:
    """The reader must be sent to another URL.

    Attributes:
        target: The step or start page to go to.
        permanent: Whether the requested step has moved for good, so that old links can be updated.
        keep_query: Whether the answers go along. They do not if the target cannot use them.
        requested: The id of the requested step if the answers do not reach it or some of them fall
            off, otherwise empty. The page can then say so.
        answers: Answers to take along, spelled as links spell them. None if it is the query that is
            kept or dropped.
    """

    target: Target
    permanent: bool = False
    keep_query: bool = False
    requested: str = ""
    answers: Mapping[str, str] | None = None


def resolve(flow: Flow, step: str, answers: Mapping[str, str]) -> Show | Redirect | None:
    """Decide what a request for a step with some answers leads to.

    Args:
        flow: A checked flow.
        step: The requested id, which may be that of a step that has moved.
        answers: Question id to answer id, as `answers_in` reads them from a query.

    Returns:
        `Show` if the step can be shown, `Redirect` to the furthest place that can be reached if
        not, and None if the flow never had such a step.
    """
    if step not in flow.steps:
        # The new URL is resolved by itself, so the query goes along as it is.
        new = flow.moved.get(step)
        return Redirect(new, permanent=True, keep_query=True) if new else None
    spelled = canonical_answers(flow, answers)
    if spelled != answers:
        # Each set of boxes has one URL. Boxes that the flow no longer has fall off.
        lost = _boxes(answers) - _boxes(spelled) - {NONE}
        return Redirect(Target(flow.id, step), answers=spelled, requested=step if lost else "")
    # A link without answers cannot decide the conditions ahead, so the reader begins at the start.
    if not answers and not can_open_directly(flow, step):
        return Redirect(Target(flow.id, ""))
    # No URL of a sensitive flow keeps an answer, not even one that a reader typed.
    if flow.sensitive and answers:
        return Redirect(Target(flow.id, step))
    if flow.sensitive or (not answers and step != flow.start):
        return Show(arrive(flow, step))
    journey = replay(flow, answers, until=step)
    # The other flow has no use for these answers, and its URL should not reveal them.
    if isinstance(journey.step, Target):
        return Redirect(journey.step)
    if journey.step.id != step:
        return Redirect(Target(flow.id, journey.step.id), keep_query=True, requested=step)
    return Show(journey)


def _boxes(answers: Mapping[str, str]) -> set[str]:
    """Return the ids of all boxes in some answers, and those of all other answers."""
    return {box for answer in answers.values() for box in answer.split(".")}
