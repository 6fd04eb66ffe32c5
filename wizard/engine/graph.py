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
        own = (to.step for to in targets if to.flow == flow.id and to.step in flow.steps)
        graph[name] = tuple(dict.fromkeys(own))
    return graph


def reachable(flow: Flow) -> frozenset[str]:
    """Return the steps that some path from the start leads to."""
    seen, todo = {flow.start}, [flow.start]  # no recursion: a path may have 10,000 steps
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
    sorter = TopologicalSorter(dict.fromkeys(graph, ()))
    for name, names in graph.items():
        for successor in names:
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
    references = (look for step in flow.steps.values() for look in guard_references(step))
    names = dict.fromkeys(look.question for look in references)
    bits = {name: 1 << number for number, name in enumerate(names)}
    live: dict[str, int] = {}
    for name in reversed(topological_order(flow)):
        step, here = flow.steps[name], 0
        for after in successors(flow, step):
            here |= live[after]
        here &= ~bits.get(name, 0)  # it is answered only here
        for look in guard_references(step):
            here |= bits[look.question]
        live[name] = here
    return bits, live


@cached_per_flow
def histories(flow: Flow) -> Mapping[str, frozenset[History] | None]:
    """Return the histories of each step: the combinations of answers to its live questions.

    A step with more than `MAX_HISTORIES` of them, and each step after it, has None.
    """
    known: dict[str, frozenset[History] | None] = dict.fromkeys(flow.steps, frozenset())
    known[flow.start] = frozenset({()})
    for name in topological_order(flow):
        step, here = flow.steps[name], known[name]
        if here is None or len(here) > MAX_HISTORIES:
            known[name] = None
            known.update(dict.fromkeys(successors(flow, step)))
            continue
        for after, new in _propagate(flow, step, here):
            there = known[after]
            # Most steps hand on the very same set, so compare by identity before joining.
            if there is not None and new is not there:
                known[after] = there | new if there else new
    return known


def _propagate(
    flow: Flow, step: Step, here: frozenset[History]
) -> Iterator[tuple[str, frozenset[History]]]:
    """Yield each step that can follow, with the histories that it can have through this step."""
    bits, live = live_questions(flow)
    if step.id not in bits and not any(edge.when for _, edge in edges(step)):
        # All answers do the same to a history, so hand on each history once, not once an answer.
        for after in successors(flow, step):
            if live[after] == live[step.id]:
                yield after, here
            else:
                yield after, frozenset(_live_pairs(past, bits, live[after]) for past in here)
        return
    onwards: dict[str, set[History]] = {}
    for past in here:
        for _, target, after_answer in next_histories(flow, step, past):
            if target.flow == flow.id:
                onwards.setdefault(target.step, set()).add(after_answer)
    for name, pasts in onwards.items():
        yield name, frozenset(pasts)


def branches(step: Step, past: Mapping[str, str]) -> Iterator[tuple[Answer, Target]]:
    """Yield each answer of a step with the target that it leads to after these earlier answers."""
    if isinstance(step, Question):
        for answer in step.answers.values():
            edge = next((edge for edge in answer.edges if holds(edge.when, past)), None)
            if edge:
                yield answer, edge.to


def next_histories(
    flow: Flow, step: Step, past: History
) -> Iterator[tuple[Answer, Target, History]]:
    """Yield each answer of a step after a history, with its target and the history there."""
    (bits, live), given = live_questions(flow), dict(past)
    for answer, target in branches(step, given):
        there = live.get(target.step, 0) if target.flow == flow.id else 0
        pairs = {**given, step.id: answer.id}.items() if there else ()
        yield answer, target, tuple(sorted(_live_pairs(pairs, bits, there)))


def _live_pairs(pairs: Iterable[tuple[str, str]], bits: Mapping[str, int], live: int) -> History:
    """Return the answers to live questions only, in the order given."""
    return tuple(pair for pair in pairs if bits.get(pair[0], 0) & live)
