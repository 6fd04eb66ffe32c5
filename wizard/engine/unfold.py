"""A flow without conditions, made from one that has them: for pages that know no earlier answers.

A question that leads on differently after different histories becomes one question for each,
`id~1`, `id~2` and so on. Histories that lead to the same pages share a question. So the number of
questions depends on what conditions can still distinguish, not on the number of paths.

A question with boxes becomes one question for each set of boxes that can be ticked on its page:
`id`, on which none is, and `id~b1`, `id~b2` and so on, with the set as a bit mask in hexadecimal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from wizard.engine.history import History, Node, histories, next_histories, stages
from wizard.model.flow import Edge, Flow, Question, Step, Target, cached_per_flow
from wizard.model.generated_answers import NONE, Tick, Ticked, id_of_boxes

MAX_STEPS = 20_000  # of an unfolded flow: each is a page, in every language

MAX_COMPARED = 1_500_000  # answers after all histories that are followed before we give up

SET_OF_BOXES = "~b"  # before the bit mask of a set of boxes, in ids

# Where each answer of a step leads: out of the flow, or to the copy of a step with this number.
Future = tuple[tuple[str, Target | int], ...]


class UnfoldError(Exception):
    """A flow would need too many pages."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(
            f'the flow "{flow.id}" would need more than {MAX_STEPS:,} pages, '
            "since its conditions distinguish too many combinations of earlier answers; "
            "look at fewer earlier questions, or give questions fewer boxes, since each set of "
            "boxes is a page"
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
    copies: dict[tuple[str, Future], int] = {}
    copy_at: dict[Node, int] = {}
    pages = compared = 0
    # From the ends: two histories of a step are alike if they lead to the same copies.
    for name, only in reversed(stages(flow)):
        step, step_histories = flow.steps[name], known[name] if only is None else {only}
        if step_histories is None:
            raise UnfoldError(flow)
        for history in step_histories:
            future = tuple(
                (answer.id, _copy_or_target(flow, edge.to, after, copy_at))
                for answer, edge, after in next_histories(flow, step, history)
            )
            compared += len(future)
            pages += 0 if (name, future) in copies else _number_of_pages(step)
            # At once, since the sets of boxes of all copies can be too many to compare.
            if pages > MAX_STEPS or compared > MAX_COMPARED:
                raise UnfoldError(flow)
            copy_at[name, history] = copies.setdefault((name, future), len(copies))
    numbers = {
        # Sorted, since a set has no order, and the numbers of copies are in URLs.
        name: tuple(dict.fromkeys(copy_at[name, history] for history in sorted(known[name] or ())))
        for name in flow.steps
    }
    steps = _steps(flow, numbers, {number: future for (_, future), number in copies.items()})
    return replace(flow, steps=MappingProxyType(steps), sensitive=True)


@cached_per_flow
def unfolded(flow: Flow) -> Flow | None:
    """Return the flow as `unfold` makes it, or None if there would be too many steps."""
    try:
        return unfold(flow)
    except UnfoldError:
        return None


def _copy_or_target(
    flow: Flow, target: Target, after: History, copy_at: Mapping[Node, int]
) -> int | Target:
    """Return the number of the copy that a target means after a history, or the target itself."""
    # The start page of a flow is one page for all histories.
    in_this_flow = target.flow == flow.id and target.step
    return copy_at[target.step, after] if in_this_flow else target


def _steps(
    flow: Flow, numbers: Mapping[str, tuple[int, ...]], futures: Mapping[int, Future]
) -> dict[str, Step]:
    """Return the steps of the unfolded flow by id.

    Args:
        flow: The flow as written.
        numbers: The numbers of each step's copies.
        futures: The future of each copy by its number.
    """
    ids = {
        # `~` is not allowed in ids, so no step of an author can have such a name.
        number: name if len(copies) == 1 else f"{name}~{place}"
        for name, copies in numbers.items()
        for place, number in enumerate(copies, 1)
    }
    steps: dict[str, Step] = {}
    for name, step in flow.steps.items():
        # If there are several copies, the step itself comes before them. Outcomes have one future,
        # the empty one, and so a single copy: themselves.
        if len(numbers[name]) != 1 or not isinstance(step, Question):
            steps[name] = step
        for number in numbers[name]:
            if isinstance(step, Question):
                edges_to = {
                    answer: Target(flow.id, ids[to]) if isinstance(to, int) else to
                    for answer, to in futures[number]
                }
                for page in _pages(_resolved(step, ids[number], edges_to)):
                    steps[page.id] = page
    return steps


def _number_of_pages(step: Step) -> int:
    """Return how many pages a step has: one, or one for each set of its boxes."""
    form = step.form if isinstance(step, Question) else None
    return 2 ** len(form.boxes) if isinstance(form, Tick) else 1


def _pages(question: Question) -> Iterator[Question]:
    """Yield a question, and a question with boxes again for each set of them."""
    form = question.form
    if not isinstance(form, Tick):
        yield question
        return
    bits = {box: 1 << place for place, box in enumerate(form.boxes)}
    others = {
        answer.id: answer
        for answer in question.answers.values()
        if not isinstance(answer.means, Ticked) or answer.id == NONE
    }
    for ticked in range(2 ** len(bits)):
        on_page = replace(
            form,
            ticked=tuple(box for box, bit in bits.items() if ticked & bit),
            pages=MappingProxyType(
                {box: _page_id(question.id, ticked ^ bit) for box, bit in bits.items()}
            ),
        )
        # The first page keeps all answers: the paths of a reader who has ticked nothing yet.
        only = id_of_boxes(on_page.ticked)
        answers = {only: question.answers[only], **others} if ticked else {**question.answers}
        yield replace(
            question,
            id=_page_id(question.id, ticked),
            answers=MappingProxyType(answers),
            form=on_page,
        )


def _page_id(question: str, ticked: int) -> str:
    """Return the id of the page of a question on which these boxes, bits of a mask, are ticked."""
    return f"{question}{SET_OF_BOXES}{ticked:x}" if ticked else question


def _resolved(question: Question, name: str, leads: Mapping[str, Target]) -> Question:
    """Return a question under a new id, each answer with the one branch that it takes."""
    answers = {
        answer: replace(question.answers[answer], edges=(Edge(None, to),))
        for answer, to in leads.items()
    }
    return replace(question, id=name, answers=MappingProxyType(answers))
