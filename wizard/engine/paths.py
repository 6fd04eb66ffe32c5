"""Every path through a flow: counted exactly, walked one by one, written down for review. Pure functions.

A path runs from the start to an outcome, or out of the flow, along answers whose guards hold. Counting takes time in
proportion to the graph, so that any checked flow is counted at once; walking takes time for each path that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from wizard.engine import graph
from wizard.engine.journey import GivenAnswer
from wizard.model.flow import Answer, Flow, Outcome, Question, Target

NO_ANSWERS: Mapping[str, str] = MappingProxyType({})

PathEnd = Outcome | Target  # where a path ends: an outcome of the flow, or a place outside of it


@dataclass(frozen=True, slots=True)
class Path:
    """One way through a flow: the answers in the order in which they are given, and where they lead."""

    turns: tuple[GivenAnswer, ...]
    end: PathEnd

    def answers(self) -> dict[str, str]:
        """Question id to answer id, in order."""
        return {turn.question.id: turn.answer.id for turn in self.turns}


def count(flow: Flow) -> int:
    """The exact number of paths through a checked flow."""
    return sum(count_by_end(flow).values())


def count_by_end(flow: Flow, given: Mapping[str, str] = NO_ANSWERS) -> Mapping[Target, int]:
    """Where the paths of a flow end, and how many end there, in the order of the graph.

    `given` (question id to answer id) leaves only the paths that answer so wherever these questions are asked.
    """
    found: dict[Target, int] = {}
    waiting: dict[str, dict[graph.History, int]] = {
        flow.start: {(): 1}
    }  # paths to each step, by the past that matters
    for name in graph.topological_order(flow):
        step, here = flow.steps[name], waiting.pop(name, {})
        if isinstance(step, Outcome) and here:
            found[Target(flow.id, name)] = sum(here.values())
        for past, paths in here.items():
            for answer, target, after in graph.next_histories(flow, step, past):
                if given.get(name, answer.id) != answer.id:
                    continue
                if target.flow == flow.id:
                    there = waiting.setdefault(target.step, {})
                    there[after] = there.get(after, 0) + paths
                else:
                    found[target] = found.get(target, 0) + paths
    return found


def walks(flow: Flow) -> Iterator[Path]:
    """Every path of a checked flow, one at a time, depth first in the author's order of answers."""
    start = flow.steps[flow.start]
    if isinstance(start, Outcome):
        yield Path((), start)
        return
    turns: list[GivenAnswer] = []
    past: dict[str, str] = {}
    asked: list[tuple[Question, Iterator[tuple[Answer, Target]]]] = [
        (start, graph.branches(start, past))
    ]
    while asked:
        question, ways = asked[-1]
        del turns[len(asked) - 1 :]
        past.pop(question.id, None)  # before `ways` goes on: it looks at `past`
        way = next(ways, None)
        if way is None:
            asked.pop()
            continue
        answer, target = way
        turns.append(GivenAnswer(question, answer))
        past[question.id] = answer.id
        step = flow.steps[target.step] if target.flow == flow.id else target
        if isinstance(step, Question):
            asked.append((step, graph.branches(step, past)))
        else:
            yield Path(tuple(turns), step)


def end_id(flow: Flow, end: PathEnd) -> str:
    """Where a path ends: the id of an outcome, or `flow/step` outside of the flow (`flow/` is that flow's start)."""
    return end.id if isinstance(end, Outcome) else end.ref(flow)
