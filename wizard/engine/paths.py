"""Every path through a flow: counted exactly, or walked one by one. Pure functions.

A path runs from the start to an outcome, or out of the flow, along branches whose conditions are
true. Counting takes time in proportion to the graph, so it is quick for any checked flow. Walking
takes time for each path that is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from wizard.engine.graph import successors
from wizard.engine.history import History, Node, next_histories, stages
from wizard.engine.journey import GivenAnswer
from wizard.model.box_sets import BoxSets, box_sets
from wizard.model.flow import Answer, Flow, Outcome, Question, Target, cached_per_flow
from wizard.model.generated_answers import Tick, Ticked

# A default argument that no caller can change.
NO_ANSWERS: Mapping[str, str] = MappingProxyType({})

PathEnd = Outcome | Target  # where a path ends: an outcome of the flow, or a place outside of it


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Sets of boxes that lead on alike.

    Attributes:
        sets: The sets in few words.
        answers: The answers that they are.
    """

    sets: BoxSets
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """One path through a flow: the answers in order, and where they lead.

    Attributes:
        trail: The answers.
        end: Where they lead.
        alternatives: By the id of a question with boxes, the sets that could be ticked instead and
            lead on alike, that of the trail included. They make this several paths. Empty for a
            single one.
    """

    trail: tuple[GivenAnswer, ...]
    end: PathEnd
    alternatives: Mapping[str, Alternatives] = field(default_factory=dict)

    def answers(self) -> dict[str, str]:
        """Return the trail as question id to answer id, in order."""
        return {given.question.id: given.answer.id for given in self.trail}

    def count(self) -> int:
        """Return the number of paths that this one stands for."""
        return math.prod(each.sets.count for each in self.alternatives.values())


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

    def onwards(step: Question, history: History) -> Iterator[_Onward]:
        for answer, edge, after in next_histories(flow, step, history):
            yield _Onward(answer, edge.to, after)

    return _walks(flow, onwards)


def grouped_walks(
    flow: Flow, seen: Callable[[Question, Answer], Hashable] = lambda question, answer: None
) -> Iterator[Path]:
    """Yield every path of a checked flow, as one if they differ only in boxes that lead on alike.

    Args:
        flow: The flow.
        seen: Returns what else distinguishes an answer from others that lead on alike. By default,
            nothing does.
    """
    known: dict[Node, list[_Onward]] = {}

    def onwards(step: Question, history: History) -> Iterator[_Onward]:
        if not isinstance(step.form, Tick):
            for answer, edge, after in next_histories(flow, step, history):
                yield _Onward(answer, edge.to, after)
            return
        node = step.id, history
        if node not in known:
            known[node] = list(_grouped(flow, step, step.form, history, seen))
        yield from known[node]

    return _walks(flow, onwards)


@dataclass(frozen=True, slots=True)
class _Onward:
    """Where an answer, and its alternatives if there are any, lead."""

    answer: Answer
    to: Target
    history: History
    alternatives: Alternatives | None = None


def _grouped(
    flow: Flow,
    step: Question,
    form: Tick,
    history: History,
    seen: Callable[[Question, Answer], Hashable],
) -> Iterator[_Onward]:
    """Yield where the answers to a question with boxes lead, those that lead on alike as one."""
    groups: dict[Hashable, list[_Onward]] = {}
    for answer, edge, after in next_histories(flow, step, history):
        # Not knowing is no set of boxes.
        key = (edge.to, after, seen(step, answer)) if answer.means else answer.id
        groups.setdefault(key, []).append(_Onward(answer, edge.to, after))
    for group in groups.values():
        sets = [each.answer.means.boxes for each in group if isinstance(each.answer.means, Ticked)]
        if len(group) == 1 or not sets:
            yield from group
            continue
        for described, members in box_sets(sets, [*form.boxes]):
            first, *rest = (group[at] for at in members)
            answers = (first.answer, *(each.answer for each in rest))
            yield replace(first, alternatives=Alternatives(described, answers) if rest else None)


def _walks(flow: Flow, onwards: Callable[[Question, History], Iterator[_Onward]]) -> Iterator[Path]:
    """Yield the paths that the answers after each step and history make, depth first."""
    start = flow.steps[flow.start]
    if isinstance(start, Outcome):
        yield Path((), start)
        return
    taken: list[GivenAnswer] = []
    alternatives: dict[str, Alternatives] = {}
    # A stack instead of recursion: a path may have 10,000 questions.
    stack = [(start, onwards(start, ()))]
    while stack:
        question, remaining = stack[-1]
        # The trail has one answer for each question below the top of the stack.
        del taken[len(stack) - 1 :]
        alternatives.pop(question.id, None)
        onward = next(remaining, None)
        if onward is None:
            stack.pop()
            continue
        taken.append(GivenAnswer(question, onward.answer))
        if onward.alternatives:
            alternatives[question.id] = onward.alternatives
        step = flow.steps[onward.to.step] if onward.to.flow == flow.id else onward.to
        if isinstance(step, Question):
            stack.append((step, onwards(step, onward.history)))
        else:
            yield Path(tuple(taken), step, {**alternatives})


def end_id(flow: Flow, end: PathEnd) -> str:
    """Return where a path ends: the id of an outcome, or `other/step` outside of the flow."""
    return end.id if isinstance(end, Outcome) else end.ref(flow)
