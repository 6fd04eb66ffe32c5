"""A flow without conditions, made from one that has them: for pages that know no earlier answers.

A question that leads on differently after different histories becomes one question for each,
`id~1`, `id~2` and so on. Histories that lead to the same pages share a question. So the number of
questions depends on what conditions can still distinguish, not on the number of paths.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from wizard.engine.graph import History, histories, next_histories, topological_order
from wizard.model.flow import Edge, Flow, Question, Step, Target, cached_per_flow

MAX_STEPS = 20_000  # of an unfolded flow: each is a page, in every language

MAX_COMPARED = 500_000  # histories of all steps together that are compared before we give up

Future = tuple[tuple[str, Target], ...]  # where each answer leads


class UnfoldError(Exception):
    """A flow would need too many pages."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(
            f'the flow "{flow.id}" would need more than {MAX_STEPS:,} pages, '
            "since its conditions distinguish too many combinations of earlier answers; "
            "look at fewer earlier questions, or serve the flow with `wizard run`"
        )


def unfold(flow: Flow) -> Flow:
    """Return a flow without conditions in which the same answers lead to the same ends.

    A question with several copies keeps its own id too, with its conditions: parts of outcomes name
    it, but no answer leads to it. Outcomes stay as they are. The flow is `sensitive`, so that no
    URL has an answer.

    Raises:
        UnfoldError: There would be too many steps.
    """
    known = histories(flow)
    ids: dict[tuple[str, History], str] = {}  # the new id of a step after a history
    copies: dict[str, list[Step]] = {}
    # From the ends: two histories of a step are alike if they lead to the same copies.
    for name in reversed(topological_order(flow)):
        step_histories = known[name]
        if step_histories is None or len(ids) > MAX_COMPARED:
            raise UnfoldError(flow)
        copies[name] = _specialised(flow, flow.steps[name], step_histories, ids)
    steps = {step.id: step for name in flow.steps for step in copies[name]}
    if len(steps) > MAX_STEPS:
        raise UnfoldError(flow)
    return replace(flow, steps=MappingProxyType(steps), sensitive=True)


@cached_per_flow
def unfolded(flow: Flow) -> Flow | None:
    """Return the flow as `unfold` makes it, or None if there would be too many steps."""
    try:
        return unfold(flow)
    except UnfoldError:
        return None


def _specialised(
    flow: Flow,
    step: Step,
    step_histories: frozenset[History],
    ids: dict[tuple[str, History], str],
) -> list[Step]:
    """Return a copy of a step for each of its futures, and add the copies' ids to `ids`.

    If there are several, the step itself comes before them.
    """
    futures: dict[Future, list[History]] = {}
    # Sorted, since a set has no order, and the numbers of copies are in URLs.
    for history in sorted(step_histories):
        onwards = next_histories(flow, step, history)
        future = tuple(
            (answer.id, _retarget(flow, target, after, ids)) for answer, target, after in onwards
        )
        futures.setdefault(future, []).append(history)
    copies = [step] if len(futures) != 1 else []
    for number, (future, alike) in enumerate(futures.items(), 1):
        # `~` is not allowed in ids, so no step of an author can have such a name.
        name = step.id if len(futures) == 1 else f"{step.id}~{number}"
        ids.update({(step.id, history): name for history in alike})
        # Outcomes have one future, the empty one, and so a single copy: themselves.
        copies.append(_resolved(step, name, future) if isinstance(step, Question) else step)
    return copies


def _retarget(
    flow: Flow, target: Target, after: History, ids: Mapping[tuple[str, History], str]
) -> Target:
    """Return a target as the copy of its step that fits the history there."""
    # The start page of a flow is one page for all histories.
    in_this_flow = target.flow == flow.id and target.step
    return Target(flow.id, ids[target.step, after]) if in_this_flow else target


def _resolved(question: Question, name: str, future: Future) -> Question:
    """Return a question under a new id, each answer with the one branch that it takes."""
    answers = {
        answer: replace(question.answers[answer], edges=(Edge(None, to),)) for answer, to in future
    }
    return replace(question, id=name, answers=MappingProxyType(answers))
