"""The indentation of lines: which line is wrong, and where it could belong. Works on lines of text.

Authors write regularly: lines of one kind have the same indent. So of the lines that may be wrong,
the one that differs from its kind is named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from wizard.loader.edits import Repair

# A line is odd if at most this share of the other lines of its kind has the same indent.
ODD = 0.2

# A key makes its own kind of line if at least this number of lines begin with it.
MIN_LINES_OF_A_KEY = 3

MAX_MOVED = 1_000  # lines that a repair can move

# A key without a value on its line: its value begins on the next one.
_KEY_ALONE = re.compile(r" *[\w-]+: *$")

# A key with its value on the same line, so that no indented line can follow.
_KEY_WITH_VALUE = re.compile(r" *(?:- +)?[\w-]+: +[^\s#|>]")

_KEY = re.compile(r" *([\w-]+):(?: +|$)")

# A key whose value is on the next lines.
_OPENS_BLOCK = re.compile(r" *(?:- +)?([\w-]+):(?: +[|>][-+]?)? *$")

# A key that is followed by others in its own table.
_OPENS_TABLE = re.compile(r" *(?:- +)?[\w-]+: *$| *- +[\w-]+:(?: |$)")

_NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}

TAB = "there is a tab here; indent with {}"


def misindented_line(lines: Sequence[str], stopped: int) -> int:
    """Return the number of the line whose indent is most likely wrong.

    `stopped` is the number of the line at which the parser stopped. Lines count from 1.
    """
    rows = [(number, line) for number, line in enumerate(lines, 1) if not is_empty(line)]
    at = next((index for index, (number, _) in enumerate(rows) if number == stopped), None)
    if at is None:
        return stopped
    texts = [line for _, line in rows]
    indents = [indent(line) for line in texts]
    # Three lines can be wrong: this one, the line that it is indented under, and the first line
    # under that, if it is indented deeper than this one.
    above = next((index for index in range(at - 1, -1, -1) if indents[index] < indents[at]), None)
    deeper = None if above is None or indents[above + 1] <= indents[at] else above + 1
    candidates = [index for index in (at, above, deeper) if index is not None]
    likeness = [
        1.0 if indents[index] == indents[index - 1] else share
        for index, share in zip(candidates, _likeness(texts, candidates), strict=True)
    ]
    if min(likeness) <= ODD:
        return rows[candidates[likeness.index(min(likeness))]][0]
    if deeper is not None:
        return rows[deeper][0]
    if above and _KEY_WITH_VALUE.match(texts[above]):
        # Nothing can be indented under a key with a value. If a key without a value is right
        # before it, at the same indent, then the key with the value came in between.
        between = _KEY_ALONE.match(texts[above - 1]) and indents[above - 1] == indents[above]
        return rows[above if between else at][0]
    return stopped


def suspects(lines: Sequence[str], stopped: int) -> list[int]:
    """Return the lines whose indent may be wrong if the parser stopped at a line.

    These are the line itself, the one above, the one that it is indented under, and the first line
    under that.
    """
    rows = [number for number in range(1, stopped) if not is_empty(lines[number - 1])]
    if not rows or stopped > len(lines):
        return rows[-1:]
    width = indent(lines[stopped - 1])
    above = [number for number in rows if indent(lines[number - 1]) < width][-1:]
    return [rows[-1], *above, *(number for number in rows if above and number > above[0])][:4]


def indent(line: str) -> int:
    """Return the number of spaces that a line begins with."""
    return len(line) - len(line.lstrip(" "))


def is_empty(line: str) -> bool:
    """Return whether a line contains only spaces or a comment."""
    return not line.strip() or line.lstrip().startswith("#")


def most_usual(lines: Sequence[str], repairs: Sequence[Repair]) -> Repair:
    """Return the repair that gives its lines the most usual indents, the first of equal ones.

    Repairs that do not change an indent are equal.
    """
    if len(repairs) == 1:
        return repairs[0]
    keys = _keys(lines)
    indents: dict[str, Counter[int]] = {}
    for line in lines:
        if not is_empty(line):
            indents.setdefault(_kind(line, keys), Counter())[indent(line)] += 1

    def gain(repair: Repair) -> tuple[float, int]:
        total, distance = 0.0, 0
        for before, after in zip(repair.before, repair.after, strict=False):
            if not is_empty(before):
                # Of the kind that the line is before, as the repair may change that.
                known = indents[_kind(before, keys)]
                more = known[indent(after)] - known[indent(before)] + 1
                total += more / known.total()
                distance += abs(indent(after) - indent(before))
        return total, -distance

    return max(repairs, key=gain)


def _likeness(lines: Sequence[str], candidates: Iterable[int]) -> Iterator[float]:
    """Yield for each candidate which share of the other lines of its kind has its indent.

    A line that is the only one of its kind counts as 1.
    """
    keys = _keys(lines)
    kinds = [_kind(line, keys) for line in lines]
    for candidate in candidates:
        same_kind = [
            indent(line)
            for line, kind in zip(lines, kinds, strict=True)
            if kind == kinds[candidate]
        ]
        others = len(same_kind) - 1
        yield (same_kind.count(indent(lines[candidate])) - 1) / others if others else 1.0


def _keys(lines: Iterable[str]) -> Counter[str]:
    """Return the keys that lines begin with, with the number of their lines."""
    return Counter(match[1] for line in lines if (match := _KEY.match(line)))


def _kind(line: str, keys: Counter[str]) -> str:
    """Return the kind of a line: a list item, text, a frequent key, or a key by its value."""
    if line.lstrip().startswith("- "):
        return "-"
    key = _KEY.match(line)
    if not key:
        return "text"
    if keys[key[1]] >= MIN_LINES_OF_A_KEY:
        return f"{key[1]}:"
    value = line[key.end() : key.end() + 1]
    return value if value in "{[|>" else "key with text"


def indent_repairs(lines: Sequence[str], number: int, is_valid: bool) -> Iterator[Repair]:
    """Yield repairs that indent a line like lines around it, alone or with the lines below it.

    Args:
        lines: The lines of the file.
        number: The number of the line, counted from 1.
        is_valid: Whether the file is valid YAML, so that the line is merely in the wrong table.
    """
    line = lines[number - 1]
    # A word at which a file ends may be the beginning of a key.
    if is_empty(line) or (number == len(lines) and not _is_structure(line)):
        return
    above = next((n for n in range(number - 1, 0, -1) if not is_empty(lines[n - 1])), 0)
    targets = _targets(lines, number, above)
    for last in sorted({*_extents(lines, number)}):
        for target in targets:
            before = tuple(lines[number - 1 : last])
            distance = target - _width(line)
            if distance or "\t" in line[: len(line) - len(line.lstrip())]:
                after = tuple(_moved(each, distance) for each in before)
                message = _move_message(lines, number, last, target, is_valid)
                column = line.find("\t") + 1 or indent(line) + 1
                yield Repair(number, before, after, message, column)


def _targets(lines: Sequence[str], number: int, above: int) -> list[int]:
    """Return the indents that a line can have: those of the tables that are open there."""
    structure = [each for each in lines[:above] if _is_structure(each)]
    if not structure:
        return [0]
    line, before = lines[number - 1], lines[above - 1]
    if not _is_structure(line):
        # A text goes on like its line above, or begins below its key.
        return [indent(before) + 2 * _is_structure(before)]
    targets = [indent(structure[-1]) + 2] if _OPENS_TABLE.match(structure[-1]) else []
    deepest = indent(structure[-1]) + 1
    for each in reversed(structure):
        if indent(each) < deepest:
            deepest = indent(each)
            # What follows a dash is a table with its own indent.
            targets += [deepest + 2, deepest] if _is_item(each) else [deepest]
    return [*dict.fromkeys(targets)]


def _is_structure(line: str) -> bool:
    """Return whether a line is an item or has a key, so that it is not merely text."""
    return not is_empty(line) and (_is_item(line) or bool(_KEY.match(line.lstrip())))


def _extents(lines: Sequence[str], number: int) -> Iterator[int]:
    """Yield the last lines of what may have to be moved together with a line."""
    yield number
    below = [*enumerate(lines[number : number + MAX_MOVED], number + 1)]
    if not _is_structure(lines[number - 1]):
        # A text goes on to the next key or empty line.
        text = takewhile(lambda row: row[1].strip() and not _is_structure(row[1]), below)
        yield from (last for last, _ in text)
        return
    own = _width(lines[number - 1])
    rest = [(last, _width(line)) for last, line in below if not is_empty(line)]
    # First the lines that are part of it, then also those at its side.
    for is_inside in (own.__lt__, own.__le__):
        inside = takewhile(is_inside, (width for _, width in rest))
        count = sum(1 for _ in inside)
        if count:
            yield rest[count - 1][0]


def _moved(line: str, distance: int) -> str:
    """Return a line with more or fewer spaces at its beginning."""
    text = line.lstrip()
    return " " * max(_width(line) + distance, 0) + text if text else line


def _width(line: str) -> int:
    """Return the width of the spaces and tabs that a line begins with."""
    return len(line[: len(line) - len(line.lstrip(" \t"))].expandtabs(2))


def _is_item(line: str) -> bool:
    return line.lstrip().startswith("- ")


def _move_message(lines: Sequence[str], number: int, last: int, target: int, is_valid: bool) -> str:
    """Return what is wrong with an indent, and how far the lines must be moved."""
    line = lines[number - 1]
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return TAB.format(f"{target} spaces")
    width = _width(line)
    distance = abs(target - width)
    spaces = f"{_NUMBERS.get(distance, distance)} space{'s' * (distance != 1)}"
    move = f"{spaces} to the {'right' if target > width else 'left'}"
    above = next((each for each in reversed(lines[: number - 1]) if not is_empty(each)), "")
    key, owner = _KEY.match(line.lstrip()), _owner(lines, number, max(width, target))
    if target > width and (opens := _OPENS_BLOCK.match(above)):
        what, them = ("lines", "them") if last > number else ("line", "it")
        return f'the {what} below "{opens[1]}" must be indented deeper; move {them} {move}'
    subject = f'"{key[1]}"' if key else "this item" if _is_item(line) else "this text"
    if not is_valid or not owner:
        return f"{subject} is not indented like the lines around it; move it {move}"
    if target < width:
        return f'{subject} is inside "{owner}"; move it {move}'
    return f'{subject} is not inside "{owner}"; move it {move}'


def _owner(lines: Sequence[str], number: int, width: int) -> str:
    """Return the key whose value a line with this indent is a part of, or empty text."""
    for line in reversed(lines[: number - 1]):
        if not is_empty(line) and indent(line) < width:
            match = _KEY.match(line)
            return match[1] if match else ""
    return ""
