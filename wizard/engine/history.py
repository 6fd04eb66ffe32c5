"""What conditions see of earlier answers: the histories with which paths reach each step.

A history has the answers that a branch may still look at. Answers that no branch distinguishes
count as one, and answers that no branch names are as if the question had not been asked. A node is
a step with one of its histories: paths that reach the same node go on alike.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace

from wizard.engine.graph import components, is_circular, sorter, successors, until_stable
from wizard.model.conditions import AnsweredWith, holds, references
from wizard.model.flow import Answer, Edge, Flow, Question, Step, cached_per_flow, edges

MAX_HISTORIES = 10_000  # histories of one step that are compared before we give up

# The earlier answers that a condition may still look at, as sorted (question, answer) pairs.
History = tuple[tuple[str, str], ...]

Node = tuple[str, History]  # a step and a history


@cached_per_flow
def live_questions(flow: Flow) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Find the questions whose answers still matter at each step (a liveness analysis).

    A question is live at a step if a branch of the step or of one after it has a condition on the
    question, and the question was asked before. Conditions on parts of outcomes do not count, since
    they decide nothing about the way of a reader.

    Returns:
        A bit for each question that some condition looks at, and the bits of the live questions
        of each step.
    """
    looks = {name: tuple(branch_references(step)) for name, step in flow.steps.items()}
    # A dict instead of a set: bits must not depend on the hash seed of the process.
    names = dict.fromkeys(look.question for found in looks.values() for look in found)
    bits = {name: 1 << number for number, name in enumerate(names)}
    live = dict.fromkeys(flow.steps, 0)

    def update(name: str) -> bool:
        earlier, live_here = live[name], 0
        for after in successors(flow, flow.steps[name]):
            live_here |= live[after]
        for look in looks[name]:
            live_here |= bits[look.question]
        # The step's own answer is not known at the step, nor before it.
        live_here &= ~bits.get(name, 0)
        live[name] = live_here
        return live_here != earlier

    for component in reversed(components(flow)):
        until_stable(component[::-1], update)
    return bits, live


def branch_references(step: Step) -> Iterator[AnsweredWith]:
    """Yield every look at an earlier answer in the conditions of a step's branches."""
    for _, edge in edges(step):
        yield from references(edge.when)


def named_answers(looks: Iterable[AnsweredWith]) -> Mapping[str, Mapping[str, str]]:
    """Return how conditions see the answers to each question that they look at.

    Args:
        looks: What the conditions look at.

    Returns:
        Question id to answer id, to the first of the answers that the conditions do not distinguish
        from it. Answers that no condition names are left out.
    """
    naming: dict[str, dict[str, list[int]]] = {}
    for number, look in enumerate(looks):
        of_question = naming.setdefault(look.question, {})
        for answer in look.answers:
            of_question.setdefault(answer, []).append(number)
    named = {}
    for question, of_question in naming.items():
        # Answers that the same conditions name are alike.
        first: dict[tuple[int, ...], str] = {}
        named[question] = {
            answer: first.setdefault(tuple(numbers), answer)
            for answer, numbers in of_question.items()
        }
    return named


@cached_per_flow
def _named_in_branches(flow: Flow) -> Mapping[str, Mapping[str, str]]:
    return named_answers(look for step in flow.steps.values() for look in branch_references(step))


def seen_answer(flow: Flow, question: Question, answer: Answer) -> Hashable:
    """Return what distinguishes an answer from others: its branches, and how conditions see it."""
    # Answers with the same branches share them.
    return id(answer.edges), _named_in_branches(flow).get(question.id, {}).get(answer.id)


def has_branches(step: Step) -> bool:
    """Return whether earlier answers may decide where an answer of a step leads."""
    return any(len(answer.edges) > 1 or edge.when for answer, edge in edges(step))


def branches(step: Step, earlier: Mapping[str, str]) -> Iterator[tuple[Answer, Edge]]:
    """Yield each answer of a step with the branch that is taken after these earlier answers."""
    if isinstance(step, Question):
        for answer in step.answers.values():
            # None only in a flow that is still being checked: the rule `guard-gap` forbids it.
            edge = next((edge for edge in answer.edges if holds(edge.when, earlier)), None)
            if edge:
                yield answer, edge


def without_alike(flow: Flow, step: Step, classes: Mapping[str, object]) -> Step:
    """Return a step with the first of each of the answers that lead on alike.

    A question with boxes may have 256 answers, of which branches distinguish only a few.

    Args:
        flow: The flow.
        step: One of its steps.
        classes: What else distinguishes two answers, by their id.
    """
    # The answers that an author has written are few.
    if not isinstance(step, Question) or not step.form:
        return step
    named = _named_in_branches(flow).get(step.id, {})
    first: dict[tuple[object, ...], Answer] = {}
    for name, answer in step.answers.items():
        # Answers that lead on alike share their branches.
        first.setdefault((id(answer.edges), named.get(name), classes.get(name)), answer)
    return replace(step, answers={answer.id: answer for answer in first.values()})


def next_histories(
    flow: Flow, step: Step, history: History, remember: frozenset[str] = frozenset()
) -> Iterator[tuple[Answer, Edge, History]]:
    """Yield each answer of a step after a history, with its branch and the history after it.

    Args:
        flow: The flow.
        step: One of its steps.
        history: A history of the step.
        remember: Questions whose answers stay in the history as they were given, although no branch
            looks at them.
    """
    named = _named_in_branches(flow).get(step.id, {})
    # Most steps: nothing is known before them, and their answers do not matter later.
    if not history and not named and step.id not in remember:
        yield from ((answer, edge, ()) for answer, edge in branches(step, {}))
        return
    bits, live = live_questions(flow)
    # A loop leads to a question that was answered before; its new answer takes the old one's place.
    others = tuple(pair for pair in history if pair[0] != step.id)
    # Sets of boxes are many answers, but few of them have another branch or are seen as another.
    known: dict[tuple[int, str | None], History] = {}
    for answer, edge in branches(step, dict(history)):
        # Another flow does not know these answers, so nothing is live there.
        live_there = live.get(edge.to.step, 0) if edge.to.flow == flow.id else 0
        seen = answer.id if step.id in remember else named.get(answer.id)
        if (id(edge), seen) not in known:
            # Sorted, so that the same answers are one history, whatever order they were given in.
            after = sorted([*others, (step.id, seen)]) if seen else others
            known[id(edge), seen] = _kept(after, bits, live_there, remember)
        yield answer, edge, known[id(edge), seen]


def _kept(
    pairs: Iterable[tuple[str, str]],
    bits: Mapping[str, int],
    live: int,
    remember: frozenset[str] = frozenset(),
) -> History:
    """Return the answers to live questions, and to those to remember, in the order given."""
    return tuple(pair for pair in pairs if bits.get(pair[0], 0) & live or pair[0] in remember)


@cached_per_flow
def histories(flow: Flow) -> Mapping[str, frozenset[History] | None]:
    """Return the histories of each step: the combinations of answers to its live questions.

    A step with more than `MAX_HISTORIES` of them, and each step after it, has None.
    """
    known: dict[str, frozenset[History] | None] = dict.fromkeys(flow.steps, frozenset())
    # One empty history, which is not the same as no history: the start is always reached.
    known[flow.start] = frozenset({()})

    def hand_on(name: str) -> bool:
        step, arriving, changed = flow.steps[name], known[name], False
        if arriving is None or len(arriving) > MAX_HISTORIES:
            # Without this step's histories, those of the steps after it are incomplete as well.
            changed = arriving is not None
            known[name] = None
            for after in successors(flow, step):
                changed |= known[after] is not None
                known[after] = None
            return changed
        for after, new in _propagate(flow, step, arriving):
            earlier = known[after]
            # Most steps hand on the very same set, so compare by identity before joining.
            if earlier is not None and new is not earlier:
                known[after] = joined = earlier | new if earlier else new
                changed |= len(joined) > len(earlier)
        return changed

    for component in components(flow):
        until_stable(component, hand_on)
    return known


def _propagate(
    flow: Flow, step: Step, arriving: frozenset[History]
) -> Iterator[tuple[str, frozenset[History]]]:
    """Yield each step that can follow, with the histories that it can have through this step."""
    bits, live = live_questions(flow)
    if step.id not in bits and not has_branches(step):
        # All answers do the same to a history, so hand on each history once, not once an answer.
        for after in successors(flow, step):
            if live[after] == live[step.id]:
                yield after, arriving
            else:
                shortened = (_kept(history, bits, live[after]) for history in arriving)
                yield after, frozenset(shortened)
        return
    step = without_alike(flow, step, {})
    # Collected per step first, as several answers may lead to the same one.
    onwards: dict[str, set[History]] = {}
    for history in arriving:
        for _, edge, after_answer in next_histories(flow, step, history):
            if edge.to.flow == flow.id:
                onwards.setdefault(edge.to.step, set()).add(after_answer)
    for name, new in onwards.items():
        yield name, frozenset(new)


def nodes_of(flow: Flow, component: tuple[str, ...]) -> Mapping[Node, tuple[Node, ...]]:
    """Return the nodes of a component's steps, each with those of them that can follow it."""
    known = histories(flow)
    return {
        (name, history): tuple(
            (edge.to.step, after)
            for _, edge, after in next_histories(flow, flow.steps[name], history)
            if edge.to.flow == flow.id and edge.to.step in component
        )
        for name in component
        # Sorted, as a set has no order.
        for history in sorted(known[name] or ())
    }


@cached_per_flow
def stages(flow: Flow) -> tuple[tuple[str, History | None], ...]:
    """Return the nodes of a flow without loops so that each comes after those that lead to it.

    Returns:
        Steps with None, which stands for all of their histories; or, for steps of a component with
        several, a step with one of its histories.

    Raises:
        graphlib.CycleError: A path leads back to a node.
    """
    found: list[tuple[str, History | None]] = []
    for component in components(flow):
        if is_circular(flow, component):
            found += sorter(nodes_of(flow, component)).static_order()
        else:
            found.append((component[0], None))
    return tuple(found)
