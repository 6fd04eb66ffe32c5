"""What follows from the arrows between a flow's steps: order, reachability, passed steps.

Pure functions. All of them take time in proportion to the graph, never to the number of paths
through it. Sets of questions are bits of a number here: a Python set for each of 10,000 steps
would fill the memory. What conditions on earlier answers change is in `history`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from wizard.model.flow import Flow, Question, Step, cached_per_flow, edges
from wizard.model.generated_answers import Tick

_Node = TypeVar("_Node")


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


def find_cycle(graph: Mapping[_Node, Iterable[_Node]]) -> tuple[_Node, ...]:
    """Return the first cycle of a graph as a closed walk such as ("a", "b", "a"), or () if none.

    Args:
        graph: Each node with those that follow it.
    """
    try:
        sorter(graph).prepare()
    except CycleError as error:
        # Documented: the cycle is the second argument, in walking order, its first node repeated.
        return tuple(error.args[1])
    return ()


def sorter(graph: Mapping[_Node, Iterable[_Node]]) -> TopologicalSorter[_Node]:
    """Return a sorter of a graph. The order in which nodes and arrows go in decides ties."""
    # All nodes first, so that those without arrows are sorted too, and in the author's order.
    made = TopologicalSorter(dict.fromkeys(graph, ()))
    for node, following in graph.items():
        for successor in following:
            # The sorter wants each node with its predecessors, which is the other direction.
            made.add(successor, node)
    return made


@cached_per_flow
def components(flow: Flow) -> tuple[tuple[str, ...], ...]:
    """Return the strongly connected components in topological order.

    Steps are in one component if answers lead from each of them to each other one. In a valid flow
    no path takes all of these answers, since conditions prevent it. Most flows have no such steps,
    and each step is a component.
    """
    after = _successors(flow)
    try:
        return tuple((name,) for name in sorter(after).static_order())
    except CycleError:
        return tuple(_strongly_connected(after))


def _strongly_connected(after: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield the strongly connected components in topological order (Kosaraju's algorithm)."""
    before: dict[str, list[str]] = {name: [] for name in after}
    for name, names in after.items():
        for successor in names:
            before[successor].append(name)
    positions = {name: position for position, name in enumerate(after)}
    seen: set[str] = set()
    for root in reversed(_postorder(after)):
        # Backwards along the arrows, nothing leads out of a component but to those before it.
        component, todo = [], [root]
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                component.append(name)
                todo += before[name]
        if component:
            yield tuple(sorted(component, key=positions.__getitem__))


def _postorder(after: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the steps of a graph, each after those that a depth-first search finds from it."""
    order, seen = [], set[str]()
    for root in after:
        # A stack instead of recursion: a path may have 10,000 steps.
        stack = [] if root in seen else [(root, iter(after[root]))]
        seen.add(root)
        while stack:
            name, rest = stack[-1]
            following = next((successor for successor in rest if successor not in seen), None)
            if following is None:
                order.append(name)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(after[following])))
    return order


def is_circular(flow: Flow, component: tuple[str, ...]) -> bool:
    """Return whether answers of a component's steps can lead back to the same step."""
    return len(component) > 1 or component[0] in _successors(flow)[component[0]]


@cached_per_flow
def topological_order(flow: Flow) -> tuple[str, ...]:
    """Return the steps so that each comes after all steps that lead to it.

    The steps of a component with several are in the author's order.
    """
    return tuple(name for component in components(flow) for name in component)


def passes(flow: Flow, names: Iterable[str], always: bool = False) -> Callable[[str, str], bool]:
    """Return a predicate `passed(step, name)` about the paths from the start to a step.

    Args:
        flow: A flow. Conditions are ignored: each branch of an answer is a path.
        names: The steps that the predicate will be asked about.
        always: If False, `passed` is whether some path to `step` goes through `name`; if True,
            whether every path does. `step` itself does not count as passed.
    """
    bits = {name: 1 << number for number, name in enumerate(dict.fromkeys(names))}
    # As long as no path to a step is known, "some path" is false of it and "every path" is true.
    before = dict.fromkeys(flow.steps, (1 << len(bits)) - 1 if always else 0)
    # Nothing comes before the start, whatever the question is.
    before[flow.start] = 0

    def hand_on(name: str) -> bool:
        through, changed = before[name] | bits.get(name, 0), False
        for after in successors(flow, flow.steps[name]):
            earlier = before[after]
            before[after] = earlier & through if always else earlier | through
            changed |= before[after] != earlier
        return changed

    for component in components(flow):
        until_stable(component, hand_on)
    return lambda step, name: bool(before[step] & bits[name])


def until_stable(component: tuple[str, ...], update: Callable[[str], bool]) -> None:
    """Update the steps of a component until no update changes anything.

    Args:
        component: The steps, in the order in which they are updated.
        update: Updates one step, and returns whether that changed anything.
    """
    # A component of one step hands nothing on to itself.
    while sum(update(name) for name in component) and len(component) > 1:
        pass


@cached_per_flow
def needs_history(flow: Flow) -> frozenset[str]:
    """Return the questions at or after which an answer has a condition, or boxes can be ticked.

    They cannot be opened without earlier answers, since the condition could not be decided.
    """
    needing: set[str] = set()
    for component in reversed(components(flow)):
        steps = [flow.steps[name] for name in component]
        # Boxes that are ticked are in the query of a URL, which a page without answers cannot have.
        conditional = any(edge.when for step in steps for _, edge in edges(step)) or any(
            isinstance(step, Question) and isinstance(step.form, Tick) and not step.form.pages
            for step in steps
        )
        if conditional or any(
            after in needing for step in steps for after in successors(flow, step)
        ):
            # Each step of a component can follow each other one.
            needing.update(component)
    return frozenset(needing)


def can_open_directly(flow: Flow, step: str) -> bool:
    """Return whether a step can be opened without earlier answers."""
    # At the start, no earlier answers is all that there is to know.
    return step == flow.start or step not in needs_history(flow)
