"""Which conditions on earlier answers can be true at which places, over all paths. Pure functions.

A place is a step, or a target outside of the flow. Each condition is judged over the answers to
the questions that it looks at itself, and not over those of all conditions together: 17 conditions
on a question each take 17 times 2 bits, and not 2**17 histories.

What the paths to a node have answered is a number. Each condition has some of its bits: one for
each combination of answers to its questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod

from wizard.engine.history import (
    MAX_HISTORIES,
    History,
    Node,
    histories,
    named_answers,
    next_histories,
    stages,
    without_alike,
)
from wizard.engine.trails import Arrival
from wizard.model.conditions import AnsweredWith, Condition, Not, holds, references
from wizard.model.flow import Answer, Edge, Flow, Question, Step, edges

# A place, as the file of the flow names it, and a condition on what was answered before it. None is
# always true.
Goal = tuple[str, Condition | None]


def unasked(question: Question) -> Condition:
    """Return the condition that a question was not answered before."""
    return Not(AnsweredWith(question.id, tuple(question.answers)))


def possible(flow: Flow, goals: Iterable[Goal]) -> Mapping[Goal, bool | None]:
    """Return for each goal whether some path reaches the place with the condition true.

    Takes one pass over the flow for all goals, however many paths there are.

    Args:
        flow: A flow in which no path leads back to a question.
        goals: Places with conditions.

    Returns:
        Whether some path does. None is not known: the condition looks at more than `MAX_HISTORIES`
        combinations of answers, or a step on the way has more than `MAX_HISTORIES` histories.
    """
    wanted = dict.fromkeys(goals)
    bits = _Bits()
    for condition in dict.fromkeys(condition for _, condition in wanted):
        bits.add(condition)
    reached = _bits_at(flow, bits, {place for place, _ in wanted}) if bits.true else {}
    found: dict[Goal, bool | None] = {}
    for place, condition in wanted:
        if condition not in bits.true:
            found[place, condition] = None
        elif not reached[place] & bits.true[condition]:
            found[place, condition] = False
        else:
            found[place, condition] = True if _is_known(flow, place) else None
    return found


def nearest(flow: Flow, goals: Iterable[Goal]) -> Mapping[Goal, Arrival]:
    """Return the end of a shortest trail to each goal that some path reaches.

    No trail leads through a step with too many histories, and none to a condition that looks at
    too many combinations of answers.
    """
    bits, found, missing = _Bits(), dict[Goal, Arrival](), dict[Goal, int]()
    at: dict[str, list[Goal]] = {}
    for place, condition in dict.fromkeys(goals):
        bits.add(condition)
        if condition in bits.true:
            missing[place, condition] = bits.true[condition]
            at.setdefault(place, []).append((place, condition))
    known, ways, seen = histories(flow), _Ways(flow, bits), dict[Node, int]()
    ways_from: dict[Node, list[_Way]] = {}
    level: dict[Node, _Front] = {(flow.start, ()): _Front(bits.start)}
    levels: list[dict[Node, _Front]] = []
    useful = _all_of(bits.useful.values())
    while level and missing:
        levels.append(level)
        level = {}
        for node, front in levels[-1].items():
            earlier = seen.get(node, 0)
            front.bits &= useful & ~earlier
            seen[node] = earlier | front.bits
            for goal in at.get(node[0], ()):
                if front.bits & missing.get(goal, 0):
                    found[goal] = _arrival(levels, node, missing.pop(goal))
                    useful = _all_of(bits.useful[condition] for _, condition in missing)
            # Of a place outside and of a step with too many histories, no more is known.
            if not front.bits or known.get(node[0]) is None:
                continue
            if node not in ways_from:
                ways_from[node] = list(ways.of(node))
            for way in ways_from[node]:
                if way.to not in level:
                    level[way.to] = _Front()
                there = level[way.to]
                there.bits |= _after(front.bits, way.moves)
                there.ways.append(way)
    return found


def _is_known(flow: Flow, place: str) -> bool:
    """Return whether the histories of a step, or of each step before a place outside, are known."""
    known = histories(flow)
    return known[place] is not None if place in known else None not in known.values()


# By how many places an answer moves bits, and which.
_Moves = tuple[tuple[int, int], ...]


@dataclass(slots=True)
class _Bits:
    """The bits of all conditions.

    Attributes:
        start: The bits before any question: no question of any condition is answered.
        true: Each condition with the bits of those combinations that make it true.
        useful: Each condition with the bits of those combinations that more answers can make true.
        moves: For an answer to a question, the bits that it moves, by how many places.
        size: How many bits there are.
    """

    start: int = 0
    true: dict[Condition | None, int] = field(default_factory=dict)
    useful: dict[Condition | None, int] = field(default_factory=dict)
    moves: dict[tuple[str, str], dict[int, int]] = field(default_factory=dict)
    size: int = 0

    def add(self, condition: Condition | None) -> None:
        """Add the bits of a condition, unless it looks at too many combinations of answers."""
        named = named_answers(references(condition))
        # The empty answer comes first: it stands for all answers that the condition does not name.
        seen = [("", *dict.fromkeys(answers.values())) for answers in named.values()]
        count = prod(map(len, seen))
        if condition in self.true or count > MAX_HISTORIES:
            return
        true = 0
        # The last question varies first, as the last digit of a number does.
        for place, combination in enumerate(product(*seen)):
            if holds(condition, dict(zip(named, combination, strict=True))):
                true |= 1 << place
        every, stride, useful = (1 << count) - 1, count, true
        for (question, answers), distinct in zip(named.items(), seen, strict=True):
            period, stride = stride, stride // len(distinct)
            # The combinations without an answer to the question: the first ones of each period.
            unanswered = ((1 << stride) - 1) * (every // ((1 << period) - 1))
            for number in range(1, len(distinct)):
                useful |= (useful >> number * stride) & unanswered
            for answer, alike in answers.items():
                moves = self.moves.setdefault((question, answer), {})
                places = distinct.index(alike) * stride
                moves[places] = moves.get(places, 0) | every << self.size
        self.start |= 1 << self.size
        self.true[condition] = true << self.size
        self.useful[condition] = useful << self.size
        self.size += count


def _after(bits: int, moves: _Moves) -> int:
    """Return the bits after an answer to a question, which was not answered before."""
    moved = 0
    for places, which in moves:
        moved |= (bits & which) << places
        bits &= ~which
    return bits | moved


def _before(bits: int, moves: _Moves) -> int:
    """Return the bits that an answer may have moved to these, or left among them.

    Some of them are of combinations with an answer to the question, which no path has before it.
    """
    moved = 0
    for places, which in moves:
        moved |= (bits >> places) & which
        bits &= ~which
    return bits | moved


@dataclass(slots=True)
class _Way:
    """A way from a node to the next one, by the first of the answers that go on alike."""

    start: Node
    answer: Answer
    edge: Edge
    to: Node
    moves: _Moves


@dataclass(slots=True)
class _Ways:
    """The ways from each node of a flow, by which the bits of some conditions move."""

    flow: Flow
    bits: _Bits
    known: dict[str, tuple[Step, Mapping[str, _Moves]]] = field(default_factory=dict)

    def of(self, node: Node) -> Iterator[_Way]:
        """Yield the ways from a node."""
        name, history = node
        if name not in self.known:
            self.known[name] = self._distinct(self.flow.steps[name])
        (step, moves), seen = self.known[name], set[tuple[Node, _Moves]]()
        # With too many histories to know them, each branch may be the one that is taken.
        onwards = (
            ((answer, edge, ()) for answer, edge in edges(step))
            if histories(self.flow)[name] is None
            else next_histories(self.flow, step, history)
        )
        for answer, edge, after in onwards:
            to, moved = (edge.to.ref(self.flow), after), moves.get(answer.id, ())
            if (to, moved) not in seen:
                seen.add((to, moved))
                yield _Way(node, answer, edge, to, moved)

    def _distinct(self, step: Step) -> tuple[Step, Mapping[str, _Moves]]:
        """Return a step with one of the answers that lead on alike, and the bits they move."""
        moves = {
            name: (*found.items(),)
            for name in (step.answers if isinstance(step, Question) else ())
            if (found := self.bits.moves.get((step.id, name)))
        }
        return without_alike(self.flow, step, moves), moves


def _bits_at(flow: Flow, bits: _Bits, places: Iterable[str]) -> Mapping[str, int]:
    """Return the bits with which paths reach each of these places."""
    reached, known, ways = dict.fromkeys(places, 0), histories(flow), _Ways(flow, bits)
    # The bits at each step by its history, as paths with one history go on alike.
    arrivals: dict[str, dict[History, int]] = {flow.start: {(): bits.start}}
    for name, only in stages(flow):
        # Removed, so that only steps which are still to come take memory.
        arriving = arrivals.pop(name, {}) if only is None else {only: arrivals[name].pop(only)}
        if known[name] is None:
            arriving = {(): _all_of(arriving.values())}
        if name in reached:
            reached[name] |= _all_of(arriving.values())
        for history, found in arriving.items():
            for way in ways.of((name, history)):
                place, after = way.to
                new = _after(found, way.moves)
                if way.edge.to.flow == flow.id:
                    there = arrivals.setdefault(place, {})
                    there[after] = there.get(after, 0) | new
                elif place in reached:
                    reached[place] |= new
    return reached


def _all_of(found: Iterable[int]) -> int:
    """Return the bits that are in any of these numbers."""
    every = 0
    for bits in found:
        every |= bits
    return every


@dataclass(slots=True)
class _Front:
    """What reaches a node after some number of answers.

    Attributes:
        bits: The bits that no fewer answers lead to.
        ways: The ways that lead to the node from those of the level before.
    """

    bits: int = 0
    ways: list[_Way] = field(default_factory=list)


def _arrival(levels: list[dict[Node, _Front]], node: Node, wanted: int) -> Arrival:
    """Return the arrival at a node of the last level with one of the wanted bits."""
    walk: list[_Way] = []
    start, wanted = node, wanted & levels[-1][node].bits
    for earlier, level in zip(levels[-2::-1], levels[:0:-1], strict=True):
        for way in level[start].ways:
            if had := _before(wanted, way.moves) & earlier[way.start].bits:
                walk.append(way)
                start, wanted = way.start, had
                break
    arrival = Arrival(*start)
    for way in reversed(walk):
        arrival = Arrival(*way.to, arrival, way.answer, way.edge)
    return arrival
