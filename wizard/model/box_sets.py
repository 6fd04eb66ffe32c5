"""Sets of boxes of one question, described by the boxes that they have and do not have."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BoxSets:
    """All sets that have one box or more of each clause, and none of some boxes.

    Attributes:
        clauses: The clauses: the ids of the boxes of which one must be ticked.
        without: The ids of the boxes that must not be ticked.
        count: The number of these sets. The empty one is among them if there are no clauses.
        total: The number of all sets of the question's boxes.

    Example:
        >>> sets = [("heat",), ("water",), ("heat", "water")]
        >>> [described for described, members in box_sets(sets, ["heat", "water", "mold"])]
        [BoxSets(clauses=(('heat', 'water'),), without=('mold',), count=3, total=8)]
    """

    clauses: tuple[tuple[str, ...], ...]
    without: tuple[str, ...]
    count: int
    total: int

    def __str__(self) -> str:
        """Return the boxes that are ticked, and those that are not, with the number of sets.

        Example:
            >>> str(BoxSets((("heat", "water"), ("mold",)), ("gas",), 3, 16))
            '(heat or water) and mold, not gas (3 of 16 sets)'
        """
        clauses = [" or ".join(clause) for clause in self.clauses]
        if len(clauses) > 1:
            clauses = [f"({clause})" if " " in clause else clause for clause in clauses]
        parts = [" and ".join(clauses)] if clauses else []
        parts += [f"not {box}" for box in self.without]
        return f"{', '.join(parts) or 'any or none'} ({self.count} of {self.total} sets)"


def box_sets(
    sets: Collection[Collection[str]], boxes: Sequence[str]
) -> Iterator[tuple[BoxSets, list[int]]]:
    """Yield descriptions of some sets of boxes, so that each of the sets has one.

    Args:
        sets: The sets, each of some of the boxes.
        boxes: All boxes of the question, in the author's order.

    Yields:
        A description, and the positions of the sets that it describes. Most often there is one
        description; conditions with `not` may need several.
    """
    bits = {box: 1 << number for number, box in enumerate(boxes)}
    masks = [sum(bits[box] for box in each) for each in sets]
    for family in _describable(frozenset(masks), len(boxes)):
        clauses, without = _clauses(family, len(boxes))
        named = tuple(_names(clause, boxes) for clause in clauses)
        members = [at for at, mask in enumerate(masks) if mask in family]
        yield BoxSets(named, _names(without, boxes), len(family), 1 << len(boxes)), members


def _names(mask: int, boxes: Sequence[str]) -> tuple[str, ...]:
    """Return the boxes whose bits are set."""
    return tuple(box for number, box in enumerate(boxes) if mask >> number & 1)


@functools.lru_cache(maxsize=1024)
def _describable(family: frozenset[int], size: int) -> tuple[frozenset[int], ...]:
    """Return parts of a family of sets that have a description each."""
    # A family has one if another box never leads out of it, but for boxes that no set has.
    used = functools.reduce(int.__or__, family)
    for number in range(size):
        bit = 1 << number
        if bit & used and any(mask | bit not in family for mask in family):
            without = frozenset(mask for mask in family if not mask & bit)
            halves = filter(None, (without, family - without))
            return tuple(part for half in halves for part in _describable(half, size))
    return (family,)


@functools.lru_cache(maxsize=1024)
def _clauses(family: frozenset[int], size: int) -> tuple[tuple[int, ...], int]:
    """Return the clauses of a family that has a description, and the boxes that no set has.

    The clauses are the smallest sets of boxes that have a box of each set of the family.
    """
    used = functools.reduce(int.__or__, family)
    smallest = [
        mask for mask in family if not any(mask & other == other != mask for other in family)
    ]
    clauses: list[int] = []
    # By size, so that no clause contains one that is found later.
    for clause in sorted(range(1, 1 << size), key=lambda mask: (mask.bit_count(), mask)):
        if clause & ~used or any(clause & known == known for known in clauses):
            continue
        if all(clause & mask for mask in smallest):
            clauses.append(clause)
    return tuple(clauses), ~used & (1 << size) - 1
