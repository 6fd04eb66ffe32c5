"""What follows from a flow's shape: order, reach, depth, and which pasts a step can have. Pure functions.

All of them take time in proportion to the graph, never to the number of paths through it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

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

MAX_HISTORIES = 10_000  # different pasts of one step that are told apart before we give up

History = tuple[
    tuple[str, str], ...
]  # the answers that matter later on, as sorted (question, answer) pairs


def successors(flow: Flow, step: Step) -> tuple[str, ...]:
    """The steps of the same flow that can come right after a step, each once."""
    return _following(flow)[step.id]


@cached_per_flow
def _following(flow: Flow) -> Mapping[str, tuple[str, ...]]:
    found = {}
    for name, step in flow.steps.items():
        own = (
            edge.to.step
            for _, edge in edges(step)
            if edge.to.flow == flow.id and edge.to.step in flow.steps
        )
        found[name] = tuple(dict.fromkeys(own))
    return found


def reachable(flow: Flow) -> frozenset[str]:
    """The steps that some path from the start leads to."""
    seen, todo = {flow.start}, [flow.start]
    while todo:
        for step in successors(flow, flow.steps[todo.pop()]):
            if step not in seen:
                seen.add(step)
                todo.append(step)
    return frozenset(seen)


def find_cycle(after: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The first cycle of a graph (name to the names that follow it) as a closed walk, or nothing."""
    done: set[str] = set()
    for start in after:
        walk, on_walk = [(start, iter(after[start]))], {start}
        while walk and start not in done:
            name, ways = walk[-1]
            step = next((way for way in ways if way not in done), None)
            if step is None:
                done.add(name)
                on_walk.discard(name)
                walk.pop()
            elif step in on_walk:
                names = [each for each, _ in walk]
                return (*names[names.index(step) :], step)
            else:
                on_walk.add(step)
                walk.append((step, iter(after.get(step, ()))))
    return ()


@cached_per_flow
def topological_order(flow: Flow) -> tuple[str, ...]:
    """The steps in an order in which every step stands after all that lead to it. Needs a flow without cycles."""
    leading = dict.fromkeys(flow.steps, 0)
    for step in flow.steps.values():
        for name in successors(flow, step):
            leading[name] += 1
    ready = [name for name, count in leading.items() if not count]
    for name in ready:
        for after in successors(flow, flow.steps[name]):
            leading[after] -= 1
            if not leading[after]:
                ready.append(after)
    return tuple(ready)


def passes(flow: Flow, names: Iterable[str], always: bool = False) -> Callable[[str, str], bool]:
    """Tells of a step and one of these names whether some path to the step has passed it; or every path from the start.

    Sets of steps are bits of a number here and below: a set for each step would fill the memory.
    """
    bits = {name: 1 << number for number, name in enumerate(dict.fromkeys(names))}
    here = dict.fromkeys(flow.steps, (1 << len(bits)) - 1 if always else 0)
    here[flow.start] = 0
    for name in topological_order(flow):
        there = here[name] | bits.get(name, 0)
        for after in successors(flow, flow.steps[name]):
            here[after] = here[after] & there if always else here[after] | there
    return lambda step, name: bool(here[step] & bits[name])


@cached_per_flow
def longest_path_lengths(flow: Flow) -> Mapping[str, int]:
    """How many questions the longest way from each step asks, the step itself included."""
    depth: dict[str, int] = {}
    for name in reversed(topological_order(flow)):
        step = flow.steps[name]
        ahead = max((depth[after] for after in successors(flow, step)), default=0)
        depth[name] = ahead + isinstance(step, Question)
    return depth


@cached_per_flow
def needs_history(flow: Flow) -> frozenset[str]:
    """The questions from which a guard may still be met: they cannot be opened without a past."""
    found: set[str] = set()
    for name in reversed(topological_order(flow)):
        step = flow.steps[name]
        own = any(edge.when for _, edge in edges(step))
        if own or any(after in found for after in successors(flow, step)):
            found.add(name)
    return frozenset(found)


def can_open_directly(flow: Flow, step: str) -> bool:
    """Whether a step can be opened without a past."""
    return step == flow.start or step not in needs_history(flow)


@cached_per_flow
def live_questions(flow: Flow) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """A bit for each question that is looked back at; and of each step, the bits of those that matter when one is there.

    They are those that the step or one after it looks at, as far as they may be answered by then.
    """
    looked = dict.fromkeys(
        look.question for step in flow.steps.values() for look in guard_references(step)
    )
    bits = {name: 1 << number for number, name in enumerate(looked)}
    found: dict[str, int] = {}
    for name in reversed(topological_order(flow)):
        step = flow.steps[name]
        here = 0
        for after in successors(flow, step):
            here |= found[after]
        here &= ~bits.get(name, 0)
        for look in guard_references(step):
            here |= bits[look.question]
        found[name] = here
    return bits, found


@cached_per_flow
def histories(flow: Flow) -> Mapping[str, frozenset[History] | None]:
    """The pasts that each step can have, as far as the step or one after it looks at them.

    A step with more than `MAX_HISTORIES` of them, or after such a step, has None.
    """
    found: dict[str, frozenset[History] | None] = dict.fromkeys(flow.steps, frozenset())
    found[flow.start] = frozenset({()})
    for name in topological_order(flow):
        step, here = flow.steps[name], found[name]
        if here is None or len(here) > MAX_HISTORIES:
            found[name] = None
            found.update(dict.fromkeys(successors(flow, step)))
            continue
        for after, new in _propagate(flow, step, here):
            there = found[after]
            if there is not None and new is not there:
                found[after] = there | new if there else new
    return found


def _propagate(
    flow: Flow, step: Step, here: frozenset[History]
) -> Iterator[tuple[str, frozenset[History]]]:
    """The steps after a step, with the pasts that they can have through it. A set that stays the same is shared."""
    bits, later = live_questions(flow)
    if step.id not in bits and not any(edge.when for _, edge in edges(step)):
        for after in successors(flow, step):
            if later[after] == later[step.id]:
                yield after, here
            else:
                yield (
                    after,
                    frozenset(
                        tuple(pair for pair in past if bits[pair[0]] & later[after])
                        for past in here
                    ),
                )
        return
    found: dict[str, set[History]] = {}
    for past in here:
        for _, target, onwards in next_histories(flow, step, past):
            if target.flow == flow.id:
                found.setdefault(target.step, set()).add(onwards)
    for name, pasts in found.items():
        yield name, frozenset(pasts)


def branches(step: Step, past: Mapping[str, str]) -> Iterator[tuple[Answer, Target]]:
    """The answers of a step with the target that each leads to after this past."""
    if isinstance(step, Question):
        for answer in step.answers.values():
            edge = next((edge for edge in answer.edges if holds(edge.when, past)), None)
            if edge:
                yield answer, edge.to


def next_histories(
    flow: Flow, step: Step, past: History
) -> Iterator[tuple[Answer, Target, History]]:
    """The answers of a step after a past, each with its target and the past as far as it matters there."""
    (bits, later), given = live_questions(flow), dict(past)
    for answer, target in branches(step, given):
        there = later.get(target.step, 0) if target.flow == flow.id else 0
        pairs = {**given, step.id: answer.id}.items() if there else ()
        yield answer, target, tuple(sorted(pair for pair in pairs if bits.get(pair[0], 0) & there))
