"""What follows from a flow's shape: order, reachability, path lengths, histories of each step.

Pure functions. All of them take time in proportion to the graph, never to the number of paths
through it. Sets of questions are bits of a number here: a Python set for each of 10,000 steps
would fill the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from wizard.model.conditions import holds
from wizard.model.flow import (
    Answer,
    Flow,
    Question,
    Step,
    Target,
    cached_per_flow,
    edges,
    guard_references,
)

MAX_HISTORIES = 10_000  # histories of one step that are compared before we give up

# The earlier answers that a condition may still look at, as sorted (question, answer) pairs.
History = tuple[tuple[str, str], ...]


def successors(flow: Flow, step: Step) -> tuple[str, ...]:
    """Return the steps of the same flow that can follow a step directly, each once."""
    return _successors(flow)[step.id]


@cached_per_flow
def _successors(flow: Flow) -> Mapping[str, tuple[str, ...]]:
    graph = {}
    for name, step in flow.steps.items():
        targets = (edge.to for _, edge in edges(step))
        # A start page (no step) and a missing step are no nodes, so that any flow has a graph.
        names = (to.step for to in targets if to.flow == flow.id and to.step in flow.steps)
        # Unique, but in the author's order, which decides the order of maps and of problems.
        graph[name] = tuple(dict.fromkeys(names))
    return graph


def reachable(flow: Flow, start: str = "") -> frozenset[str]:
    """Return the ids of the steps that some path from `start` leads to, and of `start` itself.

    By default, that is the start of the flow.
    """
    start = start or flow.start
    seen, todo = {start}, [start]  # no recursion: a path may have 10,000 steps
    while todo:
        for step in successors(flow, flow.steps[todo.pop()]):
            if step not in seen:
                seen.add(step)
                todo.append(step)
    return frozenset(seen)


def find_cycle(graph: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the first cycle of a graph as a closed walk such as ("a", "b", "a"), or () if none.

    Args:
        graph: The name of each node with the names of those that follow it.
    """
    try:
        _sorter(graph).prepare()
    except CycleError as error:
        # Documented: the cycle is the second argument, in walking order, its first node repeated.
        return tuple(error.args[1])
    return ()


@cached_per_flow
def topological_order(flow: Flow) -> tuple[str, ...]:
    """Return the steps so that each comes after all steps that lead to it.

    Raises:
        graphlib.CycleError: The flow has a cycle.
    """
    return tuple(_sorter(_successors(flow)).static_order())


def _sorter(graph: Mapping[str, tuple[str, ...]]) -> TopologicalSorter[str]:
    """Return a sorter of a graph. The order in which nodes and arrows go in decides ties."""
    # All nodes first, so that those without arrows are sorted too, and in the author's order.
    sorter = TopologicalSorter(dict.fromkeys(graph, ()))
    for name, names in graph.items():
        for successor in names:
            # The sorter wants each node with its predecessors, which is the other direction.
            sorter.add(successor, name)
    return sorter


def passes(flow: Flow, names: Iterable[str], always: bool = False) -> Callable[[str, str], bool]:
    """Return a predicate `passed(step, name)` about the paths from the start to a step.

    Args:
        flow: A flow without cycles.
        names: The steps that the predicate will be asked about.
        always: If False, `passed` is whether some path to `step` goes through `name`; if True,
            whether every path does. `step` itself does not count as passed.
    """
    bits = {name: 1 << number for number, name in enumerate(dict.fromkeys(names))}
    # As long as no path to a step is known, "some path" is false of it and "every path" is true.
    before = dict.fromkeys(flow.steps, (1 << len(bits)) - 1 if always else 0)
    # Nothing comes before the start, whatever the question is.
    before[flow.start] = 0
    for name in topological_order(flow):
        through = before[name] | bits.get(name, 0)
        for after in successors(flow, flow.steps[name]):
            before[after] = before[after] & through if always else before[after] | through
    return lambda step, name: bool(before[step] & bits[name])


@cached_per_flow
def longest_path_lengths(flow: Flow) -> Mapping[str, int]:
    """Return how many questions the longest path from each step asks, the step itself included."""
    lengths: dict[str, int] = {}
    for name in reversed(topological_order(flow)):
        step = flow.steps[name]
        longest = max((lengths[after] for after in successors(flow, step)), default=0)
        lengths[name] = longest + isinstance(step, Question)
    return lengths


@cached_per_flow
def needs_history(flow: Flow) -> frozenset[str]:
    """Return the questions at or after which an answer has a condition.

    They cannot be opened without earlier answers, since the condition could not be decided.
    """
    needing: set[str] = set()
    for name in reversed(topological_order(flow)):
        step = flow.steps[name]
        conditional = any(edge.when for _, edge in edges(step))
        if conditional or any(after in needing for after in successors(flow, step)):
            needing.add(name)
    return frozenset(needing)


def can_open_directly(flow: Flow, step: str) -> bool:
    """Return whether a step can be opened without earlier answers."""
    # At the start, no earlier answers is all that there is to know.
    return step == flow.start or step not in needs_history(flow)


@cached_per_flow
def live_questions(flow: Flow) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Find the questions whose answers still matter at each step (a liveness analysis).

    A question is live at a step if a condition at the step or after it looks at the question, and
    the question was asked before.

    Returns:
        A bit for each question that some condition looks at, and the bits of the live questions
        of each step.
    """
    references = (ref for step in flow.steps.values() for ref in guard_references(step))
    # A dict instead of a set: bits must not depend on the hash seed of the process.
    names = dict.fromkeys(reference.question for reference in references)
    bits = {name: 1 << number for number, name in enumerate(names)}
    live: dict[str, int] = {}
    for name in reversed(topological_order(flow)):
        step, live_here = flow.steps[name], 0
        for after in successors(flow, step):
            live_here |= live[after]
        # Backwards: drop this step's own answer, which no step before it knows, and then add what
        # the conditions of the step look at.
        live_here &= ~bits.get(name, 0)
        for reference in guard_references(step):
            live_here |= bits[reference.question]
        live[name] = live_here
    return bits, live


@cached_per_flow
def histories(flow: Flow) -> Mapping[str, frozenset[History] | None]:
    """Return the histories of each step: the combinations of answers to its live questions.

    A step with more than `MAX_HISTORIES` of them, and each step after it, has None.
    """
    known: dict[str, frozenset[History] | None] = dict.fromkeys(flow.steps, frozenset())
    # One empty history, which is not the same as no history: the start is always reached.
    known[flow.start] = frozenset({()})
    for name in topological_order(flow):
        step, arriving = flow.steps[name], known[name]
        if arriving is None or len(arriving) > MAX_HISTORIES:
            # Without this step's histories, those of the steps after it are incomplete as well.
            known[name] = None
            known.update(dict.fromkeys(successors(flow, step)))
            continue
        for after, new in _propagate(flow, step, arriving):
            earlier = known[after]
            # Most steps hand on the very same set, so compare by identity before joining.
            if earlier is not None and new is not earlier:
                known[after] = earlier | new if earlier else new
    return known


def _propagate(
    flow: Flow, step: Step, arriving: frozenset[History]
) -> Iterator[tuple[str, frozenset[History]]]:
    """Yield each step that can follow, with the histories that it can have through this step."""
    bits, live = live_questions(flow)
    if step.id not in bits and not any(edge.when for _, edge in edges(step)):
        # All answers do the same to a history, so hand on each history once, not once an answer.
        for after in successors(flow, step):
            if live[after] == live[step.id]:
                yield after, arriving
            else:
                shortened = (_live_pairs(history, bits, live[after]) for history in arriving)
                yield after, frozenset(shortened)
        return
    # Collected per step first, as several answers may lead to the same one.
    onwards: dict[str, set[History]] = {}
    for history in arriving:
        for _, target, after_answer in next_histories(flow, step, history):
            if target.flow == flow.id:
                onwards.setdefault(target.step, set()).add(after_answer)
    for name, new in onwards.items():
        yield name, frozenset(new)


def branches(step: Step, earlier: Mapping[str, str]) -> Iterator[tuple[Answer, Target]]:
    """Yield each answer of a step with the target that it leads to after these earlier answers."""
    if isinstance(step, Question):
        for answer in step.answers.values():
            # None only in a flow that is still being checked: the rule `guard-gap` forbids it.
            edge = next((edge for edge in answer.edges if holds(edge.when, earlier)), None)
            if edge:
                yield answer, edge.to


def next_histories(
    flow: Flow, step: Step, history: History
) -> Iterator[tuple[Answer, Target, History]]:
    """Yield each answer of a step after a history, with its target and the history there."""
    (bits, live), earlier = live_questions(flow), dict(history)
    for answer, target in branches(step, earlier):
        # Another flow does not know these answers, so nothing is live there.
        live_there = live.get(target.step, 0) if target.flow == flow.id else 0
        pairs = {**earlier, step.id: answer.id}.items() if live_there else ()
        # Sorted, so that the same answers are one history, whatever order they were given in.
        yield answer, target, tuple(sorted(_live_pairs(pairs, bits, live_there)))


def _live_pairs(pairs: Iterable[tuple[str, str]], bits: Mapping[str, int], live: int) -> History:
    """Return the answers to live questions only, in the order given."""
    return tuple(pair for pair in pairs if bits.get(pair[0], 0) & live)
