"""Reading on after a mistake in the syntax or layout of a file, as compilers do.

A mistake that has one certain repair is reported with it, and the file is read as if it had been
repaired. So what merely follows from the mistake is never seen, and all other mistakes are. A
repair is certain if the part of the file around it is valid with it and fits the schema.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

from wizard.loader.edits import Repair, column_before, difference
from wizard.loader.indentation import (
    indent,
    indent_repairs,
    is_empty,
    most_usual,
    suspects,
)
from wizard.loader.repairs import line_repairs
from wizard.loader.structure import misfits
from wizard.loader.yaml_errors import ParserState
from wizard.loader.yaml_nodes import LINE_BREAK, MappingNode, UnreadableError, compose
from wizard.model.problems import Fix, Location, Problem

MAX_REPAIRS = 20  # of one file

# Reading on takes as long as reading the file, so that fewer repairs are made in a large one.
_MAX_READ = 1024 * 1024  # characters

_MAX_CAUSES = 5  # lines of a file with mistakes of which repairs are tried

_MAX_TRIES = 3  # repairs with which the whole file is read to see which one helps

# The entries before and after a mistake with which its repairs are tried.
_ENTRIES = 2


@dataclass(frozen=True, slots=True)
class _Reading:
    """What came out of reading a text.

    Attributes:
        table: The table, or None if the text cannot be read.
        problems: The problems of its syntax.
        stopped: The line at which the parser stopped, or 0 if it did not.
        mistakes: The lines with mistakes, each as often as it has some.
        causes: The lines that may have to be repaired, the most likely ones first.
    """

    table: MappingNode | None
    problems: list[Problem]
    stopped: int
    mistakes: Counter[int]
    causes: tuple[int, ...]


def parse(text: str, name: str, kind: str, problems: list[Problem]) -> MappingNode | None:
    """Return the table that a YAML text contains after all certain repairs.

    Args:
        text: The text.
        name: The name of the file.
        kind: What the file contains, see `structure.kind_of_file`.
        problems: The list to which the problems are added.

    Returns:
        The table, or None if the text cannot be read.
    """
    parts = re.split(f"({LINE_BREAK.pattern})", text)
    written, breaks = parts[::2], parts[1::2]

    def read(lines: Sequence[str]) -> _Reading:
        pairs = enumerate(zip(lines, written, strict=False), 1)
        changed = {number: old for number, (new, old) in pairs if new != old}
        return _read(_joined(lines, breaks), kind, name, changed)

    lines, reading = written, read(written)
    for _ in range(min(MAX_REPAIRS, 1 + _MAX_READ // (len(text) + 1))):
        for repair in islice(_find_repairs(lines, reading, kind), _MAX_TRIES):
            after = read(_repaired(lines, repair))
            if _helps(repair, reading, after):
                break
        else:
            break
        problems.append(_problem(repair, name, written, breaks))
        if len(repair.after) > len(repair.before):
            # The locations of what follows would be wrong.
            return None
        lines, reading = _repaired(lines, repair), after
    problems += reading.problems
    return reading.table


def _read(
    text: str, kind: str, name: str = "", written: Mapping[int, str] | None = None
) -> _Reading:
    """Read a text. `written` are the author's lines of which it has repaired ones instead."""
    found: list[Problem] = []
    try:
        table = compose(text, name, found, written)
    except UnreadableError as error:
        state, line = error.state, error.problem.location.line
        stopped = state.stopped[0] if state else line
        causes = _causes(state, line) if state else ()
        return _Reading(None, [*found, error.problem], stopped, Counter(), causes)
    places = [problem.location.line for problem in found]
    places += [place.line for place in (misfits(table, kind) if table else ())]
    return _Reading(table, found, 0, Counter(places), tuple(sorted(set(places)))[:_MAX_CAUSES])


def _causes(state: ParserState, located: int) -> tuple[int, ...]:
    """Return the lines that may be the cause of an error, which was located at one of them."""
    stopped = state.stopped[0]
    opened = [mark[0] for mark in (state.opened, state.quoted and state.quoted[0]) if mark]
    return tuple(dict.fromkeys([located, stopped, *suspects(state.lines, stopped), *opened]))


def _repaired(lines: Sequence[str], repair: Repair) -> list[str]:
    """Return the lines after a repair."""
    return [*lines[: repair.number - 1], *repair.after, *lines[repair.last :]]


def _find_repairs(lines: Sequence[str], reading: _Reading, kind: str) -> Iterator[Repair]:
    """Yield the certain repair of the lines that were read, or those that may be certain."""
    # YAML counts lines that a file does not have.
    causes = [number for number in reading.causes if number <= len(lines)]
    trial = _Trial(lines, kind)
    groups = [*_groups(lines, causes, is_valid=not reading.stopped)]
    partial = []
    # A file can have several mistakes next to each other, so that fewer entries have only one.
    for entries in (_ENTRIES, 0):
        for group in groups:
            results = [(trial.mistakes_left(repair, entries), repair) for repair in group]
            if certain := [repair for left, repair in results if left == 0]:
                yield most_usual(lines, certain)
                return
            partial += [repair for left, repair in results if left]
    yield from partial


def _groups(lines: Sequence[str], causes: Sequence[int], is_valid: bool) -> Iterator[list[Repair]]:
    """Yield groups of repairs, the most likely first. Those of a group are equally likely."""
    if is_valid:
        for number in causes:
            yield list(indent_repairs(lines, number, is_valid))
    for number in causes:
        yield from line_repairs(lines, number)
    if not is_valid:
        yield [each for number in causes for each in indent_repairs(lines, number, is_valid)]


def _helps(repair: Repair, before: _Reading, after: _Reading) -> bool:
    """Return whether the parser gets further with a repair, or finds fewer mistakes."""
    if after.stopped:
        return before.stopped > 0 and after.stopped > max(before.stopped, repair.last)
    return before.stopped > 0 or after.mistakes < before.mistakes


class _Trial:
    """A trial of repairs: reading the entries around them, which is faster than the whole file."""

    def __init__(self, lines: Sequence[str], kind: str) -> None:
        self._lines, self._kind = lines, kind
        depth = {"cases": 0, "flow": 2}.get(kind, 0 if kind.startswith("table of ") else -1)
        # The indices of the lines at which an entry begins.
        self._heads = [
            index
            for index, line in enumerate(lines)
            if not is_empty(line)
            and indent(line) <= depth
            and not line.lstrip().startswith("- ")
            # Nothing can end before the first entry of a table.
            and not (index and lines[index - 1].rstrip().endswith(":"))
        ]

    def mistakes_left(self, repair: Repair, entries: int) -> int | None:
        """Return how many mistakes are left after a repair, or None if it is wrong."""
        text, at = self._excerpt(repair, entries)
        after = _read(text, self._kind)
        if after.stopped:
            return None
        if after.mistakes:
            if any(number in after.mistakes for number in range(at, at + len(repair.after))):
                return None
            text, _ = self._excerpt(replace(repair, after=repair.before), entries)
            before = _read(text, self._kind)
            # A line can be moved to many wrong places with which the parser goes on.
            if repair.moves if before.stopped else not after.mistakes < before.mistakes:
                return None
        return after.mistakes.total()

    def _excerpt(self, repair: Repair, entries: int) -> tuple[str, int]:
        """Return the repaired entries around a repair, and the number of its line among theirs."""
        lines, heads = self._lines, self._heads
        before = bisect_left(heads, repair.number - 1) - entries - 1
        after = bisect_left(heads, repair.last) + entries
        start = heads[before] if before >= 0 else 0
        end = heads[after] if after < len(heads) else len(lines)
        # Below the key that contains them.
        above = [line for line in lines[:start] if not is_empty(line) and not indent(line)][-1:]
        top = above if indent(lines[start]) else []
        rest = lines[repair.last : end]
        excerpt = [*top, *lines[start : repair.number - 1], *repair.after, *rest]
        return "\n".join(excerpt), repair.number - start + len(top)


def _problem(repair: Repair, name: str, written: Sequence[str], breaks: Sequence[str]) -> Problem:
    """Return the problem of a mistake, with its repair as the fix."""
    first, last = repair.number - 1, repair.last - 1
    before = _joined(repair.before, breaks[first:last])
    # A line that the repair adds ends like the ones before it.
    after = _joined(repair.after, breaks[first:last] or breaks[first : last + 1])
    begin, end = difference(before, after) if first == last else (0, 0)
    fix = Fix(
        Location(name, repair.number, begin + 1),
        Location(name, repair.last, len(repair.before[-1]) - end + 1),
        after[begin : len(after) - end],
    )
    is_tab = "\t" in repair.before[0][: repair.column]
    column = column_before(written[first], repair.before[0], repair.column)
    return Problem(
        Location(name, repair.number, column),
        repair.message,
        "yaml-tab" if is_tab else "yaml-syntax",
        # If the lines were repaired before, the fix would be one of other lines.
        fix=fix if repair.before == tuple(written[first : last + 1]) else None,
    )


def _joined(lines: Sequence[str], breaks: Sequence[str]) -> str:
    """Return lines as a text, each but the last one with its break."""
    return "".join(map("".join, zip_longest(lines, breaks[: len(lines) - 1], fillvalue="")))
