"""Which conditions on parts of outcomes can be true. Pure functions.

A part decides nothing about the way of a reader, so each condition is judged over the answers to
the questions that it looks at itself, and not over those of all parts together: 17 parts with a
question each take 17 times 2 bits, and not 2**17 histories.

What the paths to a node have answered is a number. Each condition has some of its bits: one for
each combination of answers to its questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod

from wizard.engine.history import MAX_HISTORIES, History, named_answers, next_histories, stages
from wizard.model.conditions import Condition, holds, references
from wizard.model.flow import Flow, Outcome, cached_per_flow, parts


@dataclass(slots=True)
class _Bits:
    """The bits of all conditions.

    Attributes:
        start: The bits before any question: no question of any condition is answered.
        true: Each condition with the bits of those combinations that make it true.
        moves: For an answer to a question, the bits that it moves, by how many places.
        size: How many bits there are.
    """

    start: int = 0
    true: dict[Condition, int] = field(default_factory=dict)
    moves: dict[tuple[str, str], dict[int, int]] = field(default_factory=dict)
    size: int = 0

    def add(self, condition: Condition) -> None:
        """Add the bits of a condition, unless it looks at too many combinations of answers."""
        named = named_answers(references(condition))
        # The empty answer comes first: it stands for all answers that the condition does not name.
        seen = [("", *dict.fromkeys(answers.values())) for answers in named.values()]
        count = prod(map(len, seen))
        if count > MAX_HISTORIES:
            return
        self.start |= 1 << self.size
        self.true[condition] = 0
        # The last question varies first, as the last digit of a number does.
        for place, combination in enumerate(product(*seen)):
            if holds(condition, dict(zip(named, combination, strict=True))):
                self.true[condition] |= 1 << (self.size + place)
        every, stride = ((1 << count) - 1) << self.size, count
        for (question, answers), distinct in zip(named.items(), seen, strict=True):
            stride //= len(distinct)
            for answer, alike in answers.items():
                moves = self.moves.setdefault((question, answer), {})
                places = distinct.index(alike) * stride
                moves[places] = moves.get(places, 0) | every
        self.size += count

    def after(self, bits: int, question: str, answer: str) -> int:
        """Return the bits after an answer to a question, which was not answered before."""
        moves = self.moves.get((question, answer), {})
        moved = 0
        for places, which in moves.items():
            moved |= (bits & which) << places
            bits &= ~which
        return bits | moved


@cached_per_flow
def possible_conditions(flow: Flow) -> Mapping[str, Mapping[Condition, bool | None]]:
    """Return whether each condition on a part of an outcome can be true there.

    Returns:
        The id of each outcome with its conditions. A condition is None if it looks at more than
        `MAX_HISTORIES` combinations of answers, which is too many to know.
    """
    wanted = {outcome.id: tuple(_conditions(outcome)) for outcome in flow.outcomes()}
    bits = _Bits()
    for condition in dict.fromkeys(each for found in wanted.values() for each in found):
        bits.add(condition)
    reached = _bits_at(flow, bits) if bits.true else {}
    return {
        name: {
            condition: bool(reached.get(name, 0) & bits.true[condition])
            if condition in bits.true
            else None
            for condition in conditions
        }
        for name, conditions in wanted.items()
    }


def _conditions(outcome: Outcome) -> Iterable[Condition]:
    return dict.fromkeys(part.when for part in parts(outcome) if part.when)


def _bits_at(flow: Flow, bits: _Bits) -> Mapping[str, int]:
    """Return the bits with which paths reach each outcome."""
    reached: dict[str, int] = {}
    # The bits at each step by its history, as paths with one history go on alike.
    arrivals: dict[str, dict[History, int]] = {flow.start: {(): bits.start}}
    for name, only in stages(flow):
        step = flow.steps[name]
        # Removed, so that only steps which are still to come take memory.
        arriving = arrivals.pop(name, {}) if only is None else {only: arrivals[name].pop(only)}
        if isinstance(step, Outcome):
            for found in arriving.values():
                reached[name] = reached.get(name, 0) | found
        for history, found in arriving.items():
            for answer, edge, after in next_histories(flow, step, history):
                if edge.to.flow == flow.id:
                    there = arrivals.setdefault(edge.to.step, {})
                    new = bits.after(found, name, answer.id)
                    there[after] = there.get(after, 0) | new
    return reached
