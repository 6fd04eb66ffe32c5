"""Repairs of lines: what an author most likely wanted to write, as other text for some lines."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from operator import eq


@dataclass(frozen=True, slots=True)
class Repair:
    """Other text for some lines of a file, and what was wrong with them.

    Attributes:
        number: The number of the first line, counted from 1.
        before: The lines as they are.
        after: The lines as they should be.
        message: What is wrong, and what to write.
        column: The column of the mistake in the first line, counted from 1.
    """

    number: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    message: str
    column: int

    @property
    def last(self) -> int:
        """The number of the last line."""
        return self.number + len(self.before) - 1

    @property
    def moves(self) -> bool:
        """Whether it changes the indent of the lines, and nothing else."""
        return self.before[0].lstrip() == self.after[0].lstrip()


def difference(before: str, after: str) -> tuple[int, int]:
    """Return the number of characters that two texts share at their beginnings and ends."""
    begin = _shared(before, after)
    return begin, _shared(before[begin:][::-1], after[begin:][::-1])


def column_before(before: str, after: str, column: int) -> int:
    """Return the column of a line that a column of the repaired line comes from."""
    begin, end = difference(before, after)
    if column > len(after) - end:
        return column + len(before) - len(after)
    # What is new in the line comes from the place at which it was put in.
    return min(column, begin + 1)


def _shared(one: str, other: str) -> int:
    """Return the number of equal characters at the beginning of two texts."""
    return sum(1 for _ in takewhile(lambda pair: eq(*pair), zip(one, other, strict=False)))
