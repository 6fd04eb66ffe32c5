"""What follows from a flow's shape: order, reach, depth, and which pasts a step can have. Pure functions.

All of them take time in proportion to the graph, never to the number of paths through it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wizard.flow import Action, Answer, Claim, Edge, Flow, Is, Question, Step, Target, holds, mentions, per_flow

MAX_PASTS = 10_000  # different pasts of one step that are told apart before we give up

Past = tuple[tuple[str, str], ...]  # the answers that matter later on, as sorted (question, answer) pairs


def edges(step: Step) -> Iterator[tuple[Answer, Edge]]:
    """Every way on from a step, with the answer it belongs to. An outcome has none."""
    if isinstance(step, Question):
        for answer in step.answers.values():
            for edge in answer.edges:
                yield answer, edge


def parts(step: Step) -> tuple[Claim | Action, ...]:
    """The parts of an outcome that may depend on earlier answers. A question has none."""
    return () if isinstance(step, Question) else (*step.claims, *step.next)


def looks(step: Step) -> Iterator[Is]:
    """Every look that a step takes at an earlier answer: the guards of its edges, the conditions of its parts."""
    for _, edge in edges(step):
        yield from mentions(edge.when)
    for part in parts(step):
        yield from mentions(part.when)


def following(flow: Flow, step: Step) -> tuple[str, ...]:
    """The steps of the same flow that can come right after a step, each once."""
    own = (edge.to.step for _, edge in edges(step) if edge.to.flow == flow.id and edge.to.step in flow.steps)
    return tuple(dict.fromkeys(own))


def reached(flow: Flow, without: str = "") -> frozenset[str]:
    """The steps that some path from the start leads to, or some path that does not pass the step `without`."""
    seen, todo = {flow.start}, [flow.start] if flow.start != without else []
    while todo:
        for step in following(flow, flow.steps[todo.pop()]):
            if step not in seen:
                seen.add(step)
                if step != without:
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


@per_flow
def pasts(flow: Flow) -> Mapping[str, frozenset[Past] | None]:
    """The pasts that each step can have, as far as the step or one after it looks at them.

    A step with more than `MAX_PASTS` of them, or after such a step, has None.
    """
    matters: dict[str, set[str]] = {}
    for name in reversed(order(flow)):
        step = flow.steps[name]
        matters[name] = {look.question for look in looks(step)}.union(*(matters[n] for n in following(flow, step)))
    found: dict[str, set[Past] | None] = {name: set() for name in flow.steps}
    found[flow.start] = {()}
    for name in order(flow):
        step, here = flow.steps[name], found[name]
        if here is None or len(here) > MAX_PASTS:
            found[name] = None
            found.update(dict.fromkeys(following(flow, step)))
            continue
        for past in here:
            for answer, target in ways(step, dict(past)):
                after = found.get(target.step) if target.flow == flow.id else None
                if after is not None:
                    pairs = {**dict(past), name: answer.id}.items()
                    after.add(tuple(sorted(pair for pair in pairs if pair[0] in matters[target.step])))
    return {name: None if here is None else frozenset(here) for name, here in found.items()}


def ways(step: Step, past: Mapping[str, str]) -> Iterator[tuple[Answer, Target]]:
    """The answers of a step with the target that each leads to after this past."""
    if isinstance(step, Question):
        for answer in step.answers.values():
            edge = next((edge for edge in answer.edges if holds(edge.when, past)), None)
            if edge:
                yield answer, edge.to
