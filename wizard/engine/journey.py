"""One reader's way through a flow: computed from the answers each time, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wizard.engine.graph import reachable, topological_order
from wizard.engine.machine import machine_of
from wizard.model.flow import Answer, Flow, Question, Step, Target, cached_per_flow
from wizard.model.generated_answers import Tick, canonical_boxes


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer that was given to a question."""

    question: Question
    answer: Answer


@dataclass(frozen=True, slots=True)
class Journey:
    """Where a reader is in a flow, and how they got there. `replay` and `arrive` make one.

    Attributes:
        flow: The flow.
        step: The question or outcome that was reached, or a target if the answers leave the flow.
        trail: The answers that led to `step`, in order. None if the step was opened directly.
        later_answers: The answer to `step`, if any, and those to questions that can still follow
            it, in the order of the flow. A reader who changes an answer keeps them.
        dropped: The ids of the other questions that an answer was given for, in the order given.

    Example:
        >>> journey = replay(flow, {"license": "yes", "owner": "no", "color": "red"}, until="owner")
        >>> journey.step.id, journey.answers(), journey.dropped
        ('owner', {'license': 'yes'}, ('color',))
        >>> [given.question.id for given in journey.later_answers]
        ['owner']
    """

    flow: Flow
    step: Step | Target
    # None and not empty: pages then do not claim that the reader came from the start.
    trail: tuple[GivenAnswer, ...] | None
    later_answers: tuple[GivenAnswer, ...] = ()
    dropped: tuple[str, ...] = ()

    def answers(self) -> dict[str, str]:
        """Return the trail as question id to answer id, in order."""
        return {given.question.id: given.answer.id for given in self.trail or ()}

    def all_answers(self) -> dict[str, str]:
        """Return the trail and the later answers as question id to answer id, in order."""
        later = {given.question.id: given.answer.id for given in self.later_answers}
        return self.answers() | later


def replay(flow: Flow, answers: Mapping[str, str], until: str | None = None) -> Journey:
    """Walk through a flow from its start with the given answers.

    Args:
        flow: A flow from `load_flow` or `load_flows`.
        answers: Question id to answer id, in any order. Answers that do not fit, and those to
            unknown questions, are named in `Journey.dropped`.
        until: The id of a question at which to stop if the walk reaches it. Otherwise the walk
            goes on as far as the answers lead.

    Returns:
        The journey. Its `step` is a `Question`, an `Outcome`, or a `Target` if the answers leave
        the flow.

    Raises:
        Nothing for bad answers: every mapping of text to text gives a journey.

    Example:
        >>> flow = load_flow("flows/car.yaml")
        >>> replay(flow, {"license": "yes"}).step.id
        'owner'
        >>> replay(flow, {"license": "maybe"}).step.id
        'license'
    """
    # The walk always goes as far as it can: what comes after `until` are later answers.
    compiled, given = machine_of(flow), given_answers(flow)
    *passed, end = compiled.walk(flow.start, answers)
    # The walk passes a question only by a valid answer, so these lookups cannot fail.
    trail = [given[question][answers[question]] for question in passed]
    stop = passed.index(until) if until in passed else len(passed)
    reached = [*passed, end][stop]
    later, known = trail[stop:], set(passed)
    # Most often all answers are on the way, and nothing has to be looked for.
    if reached in flow.steps and not known.issuperset(answers):
        # Arrows may lead back to a question before, although no path follows them.
        before = {given.question.id for given in trail[:stop]}
        later = [
            given
            for given in _answers_from(flow, reached, answers)
            if given.question.id not in before
        ]
        known.update(given.question.id for given in later)
    return Journey(
        flow,
        flow.steps[reached] if reached in flow.steps else compiled.elsewhere[reached],
        tuple(trail[:stop]),
        tuple(later),
        tuple([question for question in answers if question not in known]),
    )


def _answers_from(flow: Flow, step: str, answers: Mapping[str, str]) -> list[GivenAnswer]:
    """Return the valid answers to a step and to the questions that can follow it, in order."""
    # Whether conditions still let the reader reach a question depends on answers not yet given.
    following, given = reachable(flow, step), given_answers(flow)
    return [
        given[name][answers[name]]
        for name in topological_order(flow)
        if name in answers and name in following and answers[name] in given.get(name, ())
    ]


def arrive(flow: Flow, step: str) -> Journey:
    """Open a step directly, without earlier answers, as a shared link does.

    Args:
        flow: A flow from `load_flow` or `load_flows`.
        step: The id of one of its steps.

    Returns:
        A journey at this step. Its `trail` is None, not empty: nothing is known of earlier answers.

    Raises:
        KeyError: The flow has no such step.

    Example:
        >>> journey = arrive(flow, "title")
        >>> journey.step.id, journey.trail
        ('title', None)
    """
    return Journey(flow, flow.steps[step], None)


@cached_per_flow
def given_answers(flow: Flow) -> Mapping[str, Mapping[str, GivenAnswer]]:
    """Return every answer that can be given in a flow, by question and answer, made only once."""
    # Every page needs some of them, and they never change.
    return {
        question.id: {
            name: GivenAnswer(question, answer) for name, answer in question.answers.items()
        }
        for question in flow.questions()
    }


def answers_in(flow: Flow, query: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """Return the answers in a query.

    Args:
        flow: The flow whose questions are looked for. Former ids of questions count too.
        query: The query's keys, each with its values.

    Returns:
        Question id to answer id. A key with several different values answers nothing: its answer
        is empty. Other keys are left out.
    """
    answers, questions, moved = {}, given_answers(flow), flow.moved
    for key, values in query:
        # Old links have the former id of a question; its answers were not renamed with it.
        if key in moved and moved[key].flow == flow.id:
            key = moved[key].step
        if key in questions:
            # An ambiguous link guesses nothing: the empty answer fits no question, so it is asked
            # again.
            answers[key] = values[0] if len(values) == 1 or len(set(values)) == 1 else ""
    return answers


def canonical_answers(flow: Flow, answers: Mapping[str, str]) -> dict[str, str]:
    """Return answers with each set of boxes spelled as links spell it.

    Args:
        flow: The flow.
        answers: Question id to answer id, as `answers_in` returns them. Boxes may be in any order,
            repeated or unknown. A set of which nothing is left stays as it is: it fits no question.
    """
    spelled = dict(answers)
    for name, value in answers.items():
        question = flow.steps[name]
        if (
            isinstance(question, Question)
            and isinstance(question.form, Tick)
            and value not in question.answers
        ):
            spelled[name] = canonical_boxes(question.form, value) or value
    return spelled


def straight(flow: Flow, step: str, answers: Mapping[str, str]) -> dict[str, str] | None:
    """Return answers in the order of the way that they lead, if that ends at a step.

    Args:
        flow: A checked flow.
        step: The id of the step.
        answers: Question id to answer id, in any order.

    Returns:
        Question id to answer id, as `Journey.answers` does. None if the answers lead elsewhere, or
        if some are not needed: to a later question, or to one that is not on the way.
    """
    *passed, end = machine_of(flow).walk(flow.start, answers)
    if end != step or len(passed) != len(answers):
        return None
    return {question: answers[question] for question in passed}


def is_straight(journey: Journey) -> bool:
    """Return whether every answer given led on: none belongs to a later question or to none."""
    return bool(journey.trail) and not journey.later_answers and not journey.dropped
