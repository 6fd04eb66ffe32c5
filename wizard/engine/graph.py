"""What follows from a flow's shape: order, reach, depth, and which pasts a step can have. Pure functions.

All of them take time in proportion to the graph, never to the number of paths through it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from wizard.model.conditions import holds
from wizard.model.flow import Answer, Flow, Question, Step, Target, edges, looks, per_flow

MAX_PASTS = 10_000  # different pasts of one step that are told apart before we give up

Past = tuple[tuple[str, str], ...]  # the answers that matter later on, as sorted (question, answer) pairs


def following(flow: Flow, step: Step) -> tuple[str, ...]:
    """The steps of the same flow that can come right after a step, each once."""
    return _following(flow)[step.id]


@per_flow
def _following(flow: Flow) -> Mapping[str, tuple[str, ...]]:
    found = {}
    for name, step in flow.steps.items():
        own = (edge.to.step for _, edge in edges(step) if edge.to.flow == flow.id and edge.to.step in flow.steps)
        found[name] = tuple(dict.fromkeys(own))
    return found


def reached(flow: Flow) -> frozenset[str]:
    """The steps that some path from the start leads to."""
    seen, todo = {flow.start}, [flow.start]
    while todo:
        for step in following(flow, flow.steps[todo.pop()]):
            if step not in seen:
                seen.add(step)
                todo.append(step)
    return frozenset(seen)


def cycle(after: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
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


@per_flow
def order(flow: Flow) -> tuple[str, ...]:
    """The steps in an order in which every step stands after all that lead to it. Needs a flow without cycles."""
    leading = dict.fromkeys(flow.steps, 0)
    for step in flow.steps.values():
        for name in following(flow, step):
            leading[name] += 1
    ready = [name for name, count in leading.items() if not count]
    for name in ready:
        for after in following(flow, flow.steps[name]):
            leading[after] -= 1
            if not leading[after]:
                ready.append(after)
    return tuple(ready)


def passed(flow: Flow, names: Iterable[str], always: bool = False) -> Callable[[str, str], bool]:
    """Tells of a step and one of these names whether some path to the step has passed it; or every path from the start.

    Sets of steps are bits of a number here and below: a set for each step would fill the memory.
    """
    bits = {name: 1 << number for number, name in enumerate(dict.fromkeys(names))}
    here = dict.fromkeys(flow.steps, (1 << len(bits)) - 1 if always else 0)
    here[flow.start] = 0
    for name in order(flow):
        there = here[name] | bits.get(name, 0)
        for after in following(flow, flow.steps[name]):
            here[after] = here[after] & there if always else here[after] | there
    return lambda step, name: bool(here[step] & bits[name])


@per_flow
def remaining(flow: Flow) -> Mapping[str, int]:
    """How many questions the longest way from each step asks, the step itself included."""
    depth: dict[str, int] = {}
    for name in reversed(order(flow)):
        step = flow.steps[name]
        ahead = max((depth[after] for after in following(flow, step)), default=0)
        depth[name] = ahead + isinstance(step, Question)
    return depth


@per_flow
def guarded(flow: Flow) -> frozenset[str]:
    """The questions from which a guard may still be met: they cannot be opened without a past."""
    found: set[str] = set()
    for name in reversed(order(flow)):
        step = flow.steps[name]
        own = any(edge.when for _, edge in edges(step))
        if own or any(after in found for after in following(flow, step)):
            found.add(name)
    return frozenset(found)


def opens(flow: Flow, step: str) -> bool:
    """Whether a step can be opened without a past."""
    return step == flow.start or step not in guarded(flow)


@per_flow
def matters(flow: Flow) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """A bit for each question that is looked back at; and of each step, the bits of those that matter when one is there.

    They are those that the step or one after it looks at, as far as they may be answered by then.
    """
    looked = dict.fromkeys(look.question for step in flow.steps.values() for look in looks(step))
    bits = {name: 1 << number for number, name in enumerate(looked)}
    found: dict[str, int] = {}
    for name in reversed(order(flow)):
        step = flow.steps[name]
        here = 0
        for after in following(flow, step):
            here |= found[after]
        here &= ~bits.get(name, 0)
        for look in looks(step):
            here |= bits[look.question]
        found[name] = here
    return bits, found


@per_flow
def pasts(flow: Flow) -> Mapping[str, frozenset[Past] | None]:
    """The pasts that each step can have, as far as the step or one after it looks at them.

    A step with more than `MAX_PASTS` of them, or after such a step, has None.
    """
    found: dict[str, frozenset[Past] | None] = dict.fromkeys(flow.steps, frozenset())
    found[flow.start] = frozenset({()})
    for name in order(flow):
        step, here = flow.steps[name], found[name]
        if here is None or len(here) > MAX_PASTS:
            found[name] = None
            found.update(dict.fromkeys(following(flow, step)))
            continue
        for after, new in _handed_on(flow, step, here):
            there = found[after]
            if there is not None and new is not there:
                found[after] = there | new if there else new
    return found


def _handed_on(flow: Flow, step: Step, here: frozenset[Past]) -> Iterator[tuple[str, frozenset[Past]]]:
    """The steps after a step, with the pasts that they can have through it. A set that stays the same is shared."""
    bits, later = matters(flow)
    if step.id not in bits and not any(edge.when for _, edge in edges(step)):
        for after in following(flow, step):
            if later[after] == later[step.id]:
                yield after, here
            else:
                yield after, frozenset(tuple(pair for pair in past if bits[pair[0]] & later[after]) for past in here)
        return
    found: dict[str, set[Past]] = {}
    for past in here:
        for _, target, onwards in onward(flow, step, past):
            if target.flow == flow.id:
                found.setdefault(target.step, set()).add(onwards)
    for name, pasts in found.items():
        yield name, frozenset(pasts)


def ways(step: Step, past: Mapping[str, str]) -> Iterator[tuple[Answer, Target]]:
    """The answers of a step with the target that each leads to after this past."""
    if isinstance(step, Question):
        for answer in step.answers.values():
            edge = next((edge for edge in answer.edges if holds(edge.when, past)), None)
            if edge:
                yield answer, edge.to


def onward(flow: Flow, step: Step, past: Past) -> Iterator[tuple[Answer, Target, Past]]:
    """The answers of a step after a past, each with its target and the past as far as it matters there."""
    (bits, later), given = matters(flow), dict(past)
    for answer, target in ways(step, given):
        there = later.get(target.step, 0) if target.flow == flow.id else 0
        pairs = {**given, step.id: answer.id}.items() if there else ()
        yield answer, target, tuple(sorted(pair for pair in pairs if bits.get(pair[0], 0) & there))
