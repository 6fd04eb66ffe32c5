"""One reader's way through a flow: replayed from the answers each time, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wizard.flow import Answer, Flow, Question, Step, Target
from wizard.machine import machine_of


@dataclass(frozen=True, slots=True)
class Turn:
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
    trail: tuple[Turn, ...] | None
    ahead: tuple[Turn, ...] = ()
    dropped: tuple[str, ...] = ()

    def answers(self) -> dict[str, str]:
        """The trail as question id to answer id, in order."""
        return {turn.question.id: turn.answer.id for turn in self.trail or ()}


def replay(flow: Flow, answers: Mapping[str, str], until: str | None = None) -> Journey:
    """Walk from the start as far as the answers lead, or to the step `until` if the walk meets it.

    Never raises: answers to unknown questions and unknown answers end up in `dropped`.
    """
    compiled = machine_of(flow)
    state, past = flow.start, dict[str, str]()
    turns: list[Turn] = []
    stop: int | None = None
    stopped = state
    while True:
        if state == until and stop is None:
            stop, stopped = len(turns), state
        step = flow.steps.get(state)
        answer = step.answers.get(answers.get(step.id, "")) if isinstance(step, Question) else None
        if not isinstance(step, Question) or answer is None:
            break
        turns.append(Turn(step, answer))
        state = compiled.next(step.id, answer.id, past)
        past[step.id] = answer.id
    if stop is None:
        stop, stopped = len(turns), state
    return Journey(
        flow,
        flow.steps[stopped] if stopped in flow.steps else compiled.elsewhere[stopped],
        tuple(turns[:stop]),
        tuple(turns[stop:]),
        tuple(question for question in answers if question not in past),
    )


def arrive(flow: Flow, step: str) -> Journey:
    """A journey without a past: a step opened from outside. Raises KeyError where the flow has no such step."""
    return Journey(flow, flow.steps[step], None)
