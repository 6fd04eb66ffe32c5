"""What a parser of YAML complains of, in words for authors, and where the slip was made. Knows lines, reads no YAML.

A parser notices a slip late: a lost bracket or quote where the text can no longer go on, a wrong indent at the first
line that cannot follow. What authors write is regular, though: lines of one kind are indented alike. So among the
lines that may be at fault, the odd one out is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

ODD = (
    0.2  # a line is odd where at most this share of the other lines of its kind is indented like it
)

KNOWN = 3  # so many lines must begin with a key for it to make a kind of its own

Mark = tuple[int, int]  # line and column, counted from 1

TAB = "a tab stands here; indent with spaces"

# libyaml's words for the mistakes that authors make, and ours.
_SYNTAX = {
    "cannot start any token": 'this character cannot stand here; put the text in "double quotes"',
    "mapping values are not allowed": "a colon followed by a space is not allowed inside a plain text; "
    'put the text in "double quotes"',
    "could not find expected ':'": "a colon is missing after this key, or the lines around it are not indented alike",
    "did not find expected key": "this line is not indented like the lines around it, or a quote is not closed",
    "did not find expected '-' indicator": "this line is not indented like the other items of the list",
    "unexpected end of stream": "a quote that was opened here is never closed",
    "expected ',' or": "a comma or a closing bracket is missing",
    "did not find expected node content": "a value is missing here",
    "found unknown escape character": "a backslash stands in \"double quotes\"; write it twice or use 'single quotes'",
    "found undefined tag handle": "tags (a word that begins with !) are not allowed",
    "expected alphabetic or numeric character": "a plain text cannot begin with & or *; "
    'put the text in "double quotes"',
    "expected hexdecimal number": "a backslash stands in \"double quotes\"; write it twice or use 'single quotes'",
    "invalid Unicode character": "this backslash stands for no character; write it twice or use 'single quotes'",
    "sequence entries are not allowed": "a list cannot begin in the middle of a line; begin it on a line of its own",
    "keys are not allowed": "a key cannot begin here; put it on a line of its own, indented like its neighbours",
    "expected comment or line break": "after | or > the text begins on the next line",
    "unexpected document indicator": "a quote is not closed before this line",
    "expected <document start>": "this line does not belong to what stands above; all keys begin in the same column",
    "incompatible YAML document": "a line that begins with % is not needed; take it away",
}

_BREAK = "[\n\r\x85\u2028\u2029]"

_ITEM = re.compile(rf"{_BREAK} *(?=- )")

_HELD = re.compile(
    rf"{_BREAK} *(?=[a-z][a-z-]*: *(?:\[.*\]|\{{.*:.*\}}) *(?:$|{_BREAK}))"
)  # topics: [1, 2]

_KEY = re.compile(r" *([\w-]+):(?: +|$)")

_BARE = re.compile(r" *[\w-]+: *$")  # a key that waits for what stands below it

_FULL = re.compile(
    r" *(?:- +)?[\w-]+: +[^\s#|>]"
)  # a key with its value: nothing can stand below it


def explain_error(
    words: str,
    lines: Sequence[str],
    met: Mark | None,
    opened: Mark | None = None,
    quote: Mark | None = None,
    unquote: Mark | None = None,
) -> tuple[int, int, str]:
    """The line and column of a slip, and a message.

    `words` are the parser's, `met` is where it stopped, `opened` where what it was reading begins. `quote` and `unquote`
    are the begin and the end of the text that it had read last, if that text stands in quotes.
    """
    message = next((ours for theirs, ours in _SYNTAX.items() if theirs in words), words)
    line, column = _standing(lines, *(met or opened or (1, 1)))
    here = lines[line - 1]
    if "\t" in here[: len(here) - len(here.lstrip())] or here[column - 1 : column] == "\t":
        return line, column, TAB
    if opened and ("end of stream" in words or "simple key" in words):
        line, column = _standing(lines, *opened)
    elif opened and "a flow" in words and _is_left_open(lines, opened[0], line):
        line, column = _standing(lines, *opened)
        message = "a bracket that was opened here, or a quote after it, is never closed"
    elif quote and unquote and quote[0] < unquote[0] == line:
        line, column = quote
        message = "a quote that was opened here is not closed on its line"
    elif (
        not here[: column - 1].strip() or here.find(":") == column - 1
    ):  # the line as such cannot stand here
        odd = misindented_line(lines, line)
        if odd != line:
            message = f"this line is not indented like others of its kind, or cannot stand above line {line}"
            line, column = odd, indent(lines[odd - 1]) + 1
        elif here.find(":") == column - 1:
            message, column = "this line is not indented like the lines around it", indent(here) + 1
    return line, column, message


def suspicious_plain_scalar(raw: str) -> tuple[int, str] | None:
    """Where in the raw text of a scalar without quotes something stands that was hardly meant for it, and a message."""
    in_block = raw[:1] in ("|", ">")  # such a text can hold lists, and any quotes
    if found := _HELD.search(raw) or (None if in_block else _ITEM.search(raw)):
        return (
            found.end(),
            "this line is indented so far that it belongs to the text above; indent it like its neighbours",
        )
    if raw.count('"') % 2 and not in_block:
        return raw.rindex(
            '"'
        ), "one quote stands here alone; put the whole text in quotes, or take it away"
    return None


def _standing(lines: Sequence[str], line: int, column: int) -> Mark:
    """A mark where something stands: this one, or the end of the last text before it."""
    while line > 1 and (line > len(lines) or not lines[line - 1].strip()):
        line, column = line - 1, len(lines[line - 2].rstrip()) + 1
    return line, column


def _is_left_open(lines: Sequence[str], opened: int, met: int) -> bool:
    """Whether the lines after the one with the opening bracket do not belong to it: they are not indented more."""
    after = [line for line in lines[opened:met] if not _is_empty(line)]
    return any(indent(line) <= indent(lines[opened - 1]) for line in after)


def misindented_line(lines: Sequence[str], stopped: int) -> int:
    """The number of the line, counted from 1, that is most likely wrong where reading stopped at line `stopped`."""
    rows = [(number, line) for number, line in enumerate(lines, 1) if not _is_empty(line)]
    indents = [indent(line) for _, line in rows]
    at = next((index for index, (number, _) in enumerate(rows) if number == stopped), None)
    if at is None:
        return stopped
    # The line that this one stands under, and the first one under that, which may stand deeper than this one.
    above = next((index for index in range(at - 1, -1, -1) if indents[index] < indents[at]), None)
    deeper = None if above is None or indents[above + 1] <= indents[at] else above + 1
    suspects = [index for index in (at, above, deeper) if index is not None]
    likeness = [1.0 if indents[index] == indents[index - 1] else 0.0 for index in suspects]
    likeness = list(map(max, likeness, _likeness([line for _, line in rows], suspects)))
    if min(likeness) <= ODD:
        return rows[suspects[likeness.index(min(likeness))]][0]
    if deeper is not None:
        return rows[deeper][0]
    if above and _FULL.match(
        rows[above][1]
    ):  # a key that waits for what stands under it may stand before that
        return rows[
            above
            if _BARE.match(rows[above - 1][1]) and indents[above - 1] == indents[above]
            else at
        ][0]
    return stopped


def indent(line: str) -> int:
    """How many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))


def _is_empty(line: str) -> bool:
    """Whether a line holds nothing but spaces or a comment."""
    return not line.strip() or line.lstrip().startswith("#")


def _likeness(lines: Sequence[str], suspects: Iterable[int]) -> Iterator[float]:
    """How many of the other lines of its kind are indented like each line, from 0 to 1. A line alone is like itself."""
    begins = Counter(match[1] for line in lines if (match := _KEY.match(line)))

    def kind(line: str) -> str:
        if line.lstrip().startswith("- "):
            return "-"
        key = _KEY.match(line)
        if not key:
            return "text"
        value = line[key.end() : key.end() + 1]
        return (
            f"{key[1]}:"
            if begins[key[1]] >= KNOWN
            else value
            if value in "{[|>"
            else "key with a text"
        )

    kinds = [kind(line) for line in lines]
    for index in suspects:
        others = [
            indent(line) for line, other in zip(lines, kinds, strict=True) if other == kinds[index]
        ]
        yield (
            (others.count(indent(lines[index])) - 1) / (len(others) - 1) if len(others) > 1 else 1.0
        )
