"""A flow whose questions look back at nothing, made from one whose guards do: each page of it can be read without a past.

A question that leads on differently after different pasts becomes one question for each, `id~1`, `id~2` and so on.
Pasts that lead to the same pages share a question, so their number follows from what the guards can still tell apart,
not from the number of paths.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from wizard.engine.graph import History, histories, next_histories, topological_order
from wizard.model.flow import Edge, Flow, Question, Step, Target

MAX_STEPS = 20_000  # of an unfolded flow: one page each, in every language

MAX_PASTS = 500_000  # that are compared before we give up

Future = tuple[tuple[str, Target], ...]  # where each answer leads


class UnfoldError(Exception):
    """A flow would need too many pages."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(
            f'the flow "{flow.id}" would need more than {MAX_STEPS:,} pages, since its guards tell too many pasts apart; '
            "let them look at fewer earlier questions, or serve it with `wizard run`"
        )


def unfold(flow: Flow) -> Flow:
    """The same flow without guards: the same answers lead to the same ends. Raises UnfoldError.

    A question that is there several times keeps its own id too, with its guards: the parts of outcomes name it, but no
    answer leads to it. Outcomes stay as they are. The flow is `sensitive`: no address carries an answer.
    """
    seen = histories(flow)
    ids: dict[tuple[str, History], str] = {}  # the new id of a step after a past
    made: dict[str, list[Step]] = {}
    for name in reversed(topological_order(flow)):
        here = seen[name]
        if here is None or len(ids) > MAX_PASTS:
            raise UnfoldError(flow)
        made[name] = _specialised(flow, flow.steps[name], here, ids)
    steps = {step.id: step for name in flow.steps for step in made[name]}
    if len(steps) > MAX_STEPS:
        raise UnfoldError(flow)
    return replace(flow, steps=MappingProxyType(steps), sensitive=True)


def _specialised(
    flow: Flow, step: Step, here: frozenset[History], ids: dict[tuple[str, History], str]
) -> list[Step]:
    """A step once for each of its futures; where there are several, itself before them. Their ids are added to `ids`."""
    futures: dict[Future, list[History]] = {}
    for past in sorted(here):
        ways = next_histories(flow, step, past)
        future = tuple(
            (answer.id, _retarget(flow, target, after, ids)) for answer, target, after in ways
        )
        futures.setdefault(future, []).append(past)
    copies = [step] if len(futures) != 1 else []
    for number, (future, alike) in enumerate(futures.items(), 1):
        name = step.id if len(futures) == 1 else f"{step.id}~{number}"
        ids.update({(step.id, past): name for past in alike})
        copies.append(_resolved(step, name, future) if isinstance(step, Question) else step)
    return copies


def _retarget(
    flow: Flow, target: Target, after: History, ids: Mapping[tuple[str, History], str]
) -> Target:
    return (
        Target(flow.id, ids[target.step, after])
        if target.flow == flow.id and target.step
        else target
    )


def _resolved(question: Question, name: str, future: Future) -> Question:
    """The question under an id, each answer with the one way that it takes."""
    answers = {
        answer: replace(question.answers[answer], edges=(Edge(None, to),)) for answer, to in future
    }
    return replace(question, id=name, answers=MappingProxyType(answers))
