"""One reader's way through a flow: replayed from the answers each time, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wizard.engine.machine import machine_of
from wizard.model.flow import Answer, Flow, Question, Step, Target, cached_per_flow


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer that was given."""

    question: Question
    answer: Answer


@dataclass(frozen=True, slots=True)
class Journey:
    """Where a reader stands.

    `step` is the step, or a target when the answers lead out of the flow. `trail` holds the answers that led there, or
    is None for a journey without a past. `ahead` holds answers that were given too and still fit after `step`;
    `dropped` names the questions whose answers were given but fit nowhere, in the order given.
    """

    flow: Flow
    step: Step | Target
    trail: tuple[GivenAnswer, ...] | None
    later_answers: tuple[GivenAnswer, ...] = ()
    dropped: tuple[str, ...] = ()

    def answers(self) -> dict[str, str]:
        """The trail as question id to answer id, in order."""
        return {turn.question.id: turn.answer.id for turn in self.trail or ()}


def replay(flow: Flow, answers: Mapping[str, str], until: str | None = None) -> Journey:
    """Walk from the start as far as the answers lead, or to the step `until` if the walk meets it.

    Never raises: answers to unknown questions and unknown answers end up in `dropped`.
    """
    compiled, turns = machine_of(flow), _turns(flow)
    *passed, end = compiled.walk(flow.start, answers)
    trail = [turns[question][answers[question]] for question in passed]
    stop = passed.index(until) if until in passed else len(passed)
    stood = [*passed, end][stop]
    known = set(passed)
    return Journey(
        flow,
        flow.steps[stood] if stood in flow.steps else compiled.elsewhere[stood],
        tuple(trail[:stop]),
        tuple(trail[stop:]),
        tuple([question for question in answers if question not in known]),
    )


def arrive(flow: Flow, step: str) -> Journey:
    """A journey without a past: a step opened from outside. Raises KeyError where the flow has no such step."""
    return Journey(flow, flow.steps[step], None)


@cached_per_flow
def _turns(flow: Flow) -> Mapping[str, Mapping[str, GivenAnswer]]:
    """Every turn that a journey through the flow can take, made once."""
    return {
        question.id: {
            name: GivenAnswer(question, answer) for name, answer in question.answers.items()
        }
        for question in flow.questions()
    }


def answers_in(flow: Flow, query: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """The answers in a query, given as its keys with their values: those of questions, also from before they moved.

    A key that stands twice with different answers answers nothing (its value is empty); other keys are not ours.
    """
    answers: dict[str, str] = {}
    for key, values in query:
        target = flow.moved.get(key)
        question = target.step if target and target.flow == flow.id else key
        if isinstance(flow.steps.get(question), Question):
            answers[question] = values[0] if len(set(values)) == 1 else ""
    return answers
