"""The shortest ways to a place in a flow, and the paths that lead back to an earlier question.

Pure functions, also for flows that are still being checked: a problem of a flow comes with the
answers that lead a reader to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError

from wizard.engine.graph import components, find_cycle, is_circular, reachable, sorter, successors
from wizard.engine.history import History, Node, histories, next_histories, nodes_of
from wizard.model.flow import Answer, Edge, Flow, Question, edges, trail_answer
from wizard.model.problems import TrailAnswer


@dataclass(frozen=True, slots=True)
class Arrival:
    """The end of a shortest trail.

    Attributes:
        step: The id of the step that was reached, or `flow/step` outside of the flow.
        history: The history there.
        before: The arrival at the question before, or None at the start.
        answer: The answer to that question, or None at the start.
        edge: The branch that was taken, or None at the start.
    """

    step: str
    history: History = ()
    before: Arrival | None = None
    answer: Answer | None = None
    edge: Edge | None = None

    def walk(self) -> list[Arrival]:
        """Return the arrivals on the trail, from the start to this one."""
        walk, here = [self], self.before
        while here:
            walk.append(here)
            here = here.before
        return walk[::-1]


def arrivals(
    flow: Flow,
    start: Arrival | None = None,
    remember: frozenset[str] = frozenset(),
) -> Iterator[Arrival]:
    """Yield an arrival for each branch of each node, the nearest to the start first.

    The first arrival that is wanted has the shortest trail. No trail leads through a step with too
    many histories.

    Args:
        flow: A flow, which may have loops.
        start: Where to begin. None is the start of the flow.
        remember: Questions whose answers stay in histories as they were given.
    """
    here, known = start or Arrival(flow.start), histories(flow)
    yield here
    seen, todo = {(here.step, here.history)}, deque([here])
    while todo:
        here = todo.popleft()
        onwards = next_histories(flow, flow.steps[here.step], here.history, remember)
        for answer, edge, history in onwards:
            there = Arrival(edge.to.ref(flow), history, here, answer, edge)
            yield there
            node = there.step, history
            if known.get(there.step) is not None and node not in seen:
                seen.add(node)
                todo.append(there)


@dataclass(frozen=True, slots=True)
class Loop:
    """Answers that lead back to an earlier question.

    Attributes:
        steps: The steps on the loop as a closed walk, such as ("a", "b", "a").
        edge: The branch that closes the loop.
        arrival: The shortest trail that ends with this branch, or None if there is no trail, or if
            there are too many histories to find one.
    """

    steps: tuple[str, ...]
    edge: Edge
    arrival: Arrival | None = None


def loops(flow: Flow) -> Iterator[Loop]:
    """Yield a loop of each component of a flow in which some path leads back to a question.

    Arrows between steps may form a circle that no path follows, since conditions prevent it. If
    there are too many histories to know, or no path leads to the circle, each circle is a loop.
    """
    known, reached = histories(flow), reachable(flow)
    for component in components(flow):
        if not is_circular(flow, component):
            continue
        if component[0] in reached and all(known[name] is not None for name in component):
            if repeating := _repeating(flow, component):
                yield _shortest_loop(flow, repeating)
            continue
        # All steps of a component are on circles.
        after = {name: successors(flow, flow.steps[name]) for name in component}
        steps = find_cycle(after)
        *_, last, first = steps
        edge = next(edge for _, edge in edges(flow.steps[last]) if edge.to.ref(flow) == first)
        yield Loop(steps, edge)


def _repeating(flow: Flow, component: tuple[str, ...]) -> set[Node]:
    """Return nodes of a component from which a path leads back to the same step, if there are any.

    Since a question can be answered only once, it makes no difference whether the history is then
    another one.
    """
    nodes = nodes_of(flow, component)
    try:
        order = tuple(sorter(nodes).static_order())
    except CycleError as error:
        return set(error.args[1])
    bits = {name: 1 << number for number, name in enumerate(component)}
    ahead: dict[Node, int] = {}
    for node in reversed(order):
        ahead[node] = 0
        for after in nodes[node]:
            ahead[node] |= ahead[after] | bits[after[0]]
    return {node for node in order if ahead[node] & bits[node[0]]}


def _shortest_loop(flow: Flow, repeating: set[Node]) -> Loop:
    """Return the loop of the node nearest to the start, by the shortest way round."""
    near = next(each for each in arrivals(flow) if (each.step, each.history) in repeating)
    back = next(
        each for each in arrivals(flow, near) if each is not near and each.step == near.step
    )
    walk = back.walk()
    names = [each.step for each in walk]
    first: dict[str, int] = {}
    # The first step that is met again closes the loop. It may be another one than that of the node.
    last = next(at for at, name in enumerate(names) if first.setdefault(name, at) != at)
    closing = walk[last]
    assert closing.edge, "the walk does not begin with a step that it meets again"
    return Loop(tuple(names[first[closing.step] : last + 1]), closing.edge, closing)


def trail_to(flow: Flow, arrival: Arrival) -> tuple[TrailAnswer, ...]:
    """Return the answers on the trail of an arrival, in order."""
    trail = []
    for each in arrival.walk()[1:]:
        question = flow.steps[each.before.step] if each.before else None
        assert isinstance(question, Question)
        assert each.answer, "only the first arrival of a walk has no answer"
        trail.append(trail_answer(question, each.answer))
    return tuple(trail)
