"""Every path through a flow: counted exactly, or walked one by one. Pure functions.

A path runs from the start to an outcome, or out of the flow, along branches whose conditions are
true. Counting takes time in proportion to the graph, so it is quick for any checked flow. Walking
takes time for each path that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from wizard.engine.graph import successors
from wizard.engine.history import History, Node, branches, next_histories, stages
from wizard.engine.journey import GivenAnswer
from wizard.model.flow import Answer, Edge, Flow, Outcome, Question, Target, cached_per_flow

# A default argument that no caller can change.
NO_ANSWERS: Mapping[str, str] = MappingProxyType({})

PathEnd = Outcome | Target  # where a path ends: an outcome of the flow, or a place outside of it


@dataclass(frozen=True, slots=True)
class Path:
    """One path through a flow: the answers in order, and where they lead."""

    trail: tuple[GivenAnswer, ...]
    end: PathEnd

    def answers(self) -> dict[str, str]:
        """Return the trail as question id to answer id, in order."""
        return {given.question.id: given.answer.id for given in self.trail}


def count(flow: Flow) -> int:
    """Return the exact number of paths through a checked flow."""
    return sum(count_by_end(flow).values())


def count_by_end(flow: Flow, given: Mapping[str, str] = NO_ANSWERS) -> Mapping[Target, int]:
    """Return where the paths of a flow end, and how many end there, in topological order.

    Args:
        flow: A checked flow.
        given: Question id to answer id. Only paths that give these answers, if they are asked these
            questions, are counted.
    """
    ends: dict[Target, int] = {}
    # The number of paths to each step by its history: paths with one history go on alike.
    arrivals: dict[str, dict[History, int]] = {flow.start: {(): 1}}
    for name, only in stages(flow):
        step = flow.steps[name]
        # Removed, so that only steps which are still to come take memory.
        if only is None:
            arriving = arrivals.pop(name, {})
        else:
            arriving = {only: arrivals.get(name, {}).pop(only, 0)}
        if isinstance(step, Outcome) and arriving:
            ends[Target(flow.id, name)] = sum(arriving.values())
        for history, paths in arriving.items():
            for answer, edge, after in next_histories(flow, step, history):
                if given.get(name, answer.id) != answer.id or not paths:
                    continue
                if edge.to.flow == flow.id:
                    counts = arrivals.setdefault(edge.to.step, {})
                    counts[after] = counts.get(after, 0) + paths
                else:
                    ends[edge.to] = ends.get(edge.to, 0) + paths
    return ends


@cached_per_flow
def longest_path_lengths(flow: Flow) -> Mapping[str, int]:
    """Return how many questions the longest path from each step asks, the step itself included.

    Conditions are ignored, unless it is they that prevent a path from leading back.
    """
    lengths = dict.fromkeys(flow.steps, 0)
    # Those of single histories of a step.
    of_nodes: dict[Node, int] = {}
    for name, only in reversed(stages(flow)):
        step = flow.steps[name]
        if only is None:
            longest = max((lengths[after] for after in successors(flow, step)), default=0)
            lengths[name] = longest + isinstance(step, Question)
            continue
        onwards = next_histories(flow, step, only)
        nodes = [(edge.to.step, after) for _, edge, after in onwards if edge.to.flow == flow.id]
        longest = max((of_nodes.get(node, lengths[node[0]]) for node in nodes), default=0)
        of_nodes[name, only] = longest + 1
        lengths[name] = max(lengths[name], longest + 1)
    return lengths


def walks(flow: Flow) -> Iterator[Path]:
    """Yield every path of a checked flow, depth first in the author's order of answers."""
    start = flow.steps[flow.start]
    if isinstance(start, Outcome):
        yield Path((), start)
        return
    trail: list[GivenAnswer] = []
    # Changed in place: the iterators on the stack look at it when their next branch is taken.
    earlier: dict[str, str] = {}
    # A stack instead of recursion: a path may have 10,000 questions.
    stack: list[tuple[Question, Iterator[tuple[Answer, Edge]]]] = [
        (start, branches(start, earlier))
    ]
    while stack:
        question, remaining = stack[-1]
        # The trail has one answer for each question below the top of the stack.
        del trail[len(stack) - 1 :]
        earlier.pop(question.id, None)  # before the next branch is taken, which looks at `earlier`
        branch = next(remaining, None)
        if branch is None:
            stack.pop()
            continue
        answer, target = branch[0], branch[1].to
        trail.append(GivenAnswer(question, answer))
        earlier[question.id] = answer.id
        step = flow.steps[target.step] if target.flow == flow.id else target
        if isinstance(step, Question):
            stack.append((step, branches(step, earlier)))
        else:
            yield Path(tuple(trail), step)


def end_id(flow: Flow, end: PathEnd) -> str:
    """Return where a path ends: the id of an outcome, or `other/step` outside of the flow."""
    return end.id if isinstance(end, Outcome) else end.ref(flow)
