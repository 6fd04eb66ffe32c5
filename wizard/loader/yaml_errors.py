"""Errors of the YAML parser in words for authors, located at the mistake. Works on lines of text.

A parser notices a mistake late: a missing bracket or quote when the text cannot go on, a wrong
indent at the first line that cannot follow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from wizard.loader.indentation import TAB, indent, is_empty, misindented_line

Mark = tuple[int, int]  # line and column, counted from 1

PUT_IN_QUOTES = 'put the text in "double quotes"'

_BACKSLASH = "there is a backslash in \"double quotes\"; write it twice or use 'single quotes'"

# Parts of libyaml's messages for the mistakes that authors make, and our messages for them. Parts,
# since PyYAML's own parser, used if libyaml is missing, words the rest differently. The
# misspelled "hexdecimal" is theirs.
_MESSAGES = {
    "cannot start any token": f"this character is not allowed here; {PUT_IN_QUOTES}",
    "mapping values are not allowed": (
        f"a colon followed by a space is not allowed in text without quotes; {PUT_IN_QUOTES}"
    ),
    "could not find expected ':'": (
        "a colon is missing after this key, or the lines around it have different indents"
    ),
    "did not find expected key": (
        "this line is not indented like the lines around it, or a quote is not closed"
    ),
    "did not find expected '-' indicator": (
        "this line is not indented like the other items of the list"
    ),
    "unexpected end of stream": "a quote that was opened here is never closed",
    "expected ',' or": "a comma or a closing bracket is missing",
    "did not find expected node content": "a value is missing here",
    "found unknown escape character": _BACKSLASH,
    "expected hexdecimal number": _BACKSLASH,
    "found undefined tag handle": "tags (words that begin with !) are not allowed",
    "expected alphabetic or numeric character": (
        f"text without quotes cannot begin with & or *; {PUT_IN_QUOTES}"
    ),
    "invalid Unicode character": (
        "this backslash is not the code of a character; write it twice or use 'single quotes'"
    ),
    "sequence entries are not allowed": (
        "a list cannot begin in the middle of a line; begin it on its own line"
    ),
    "keys are not allowed": (
        "a key cannot begin here; put it on its own line, indented like the lines around it"
    ),
    "expected comment or line break": "after | or > the text begins on the next line",
    "unexpected document indicator": "a quote is not closed before this line",
    "expected <document start>": (
        "this line does not belong to the lines above; all keys of a file begin in one column"
    ),
    "incompatible YAML document": "a line that begins with % is not allowed; delete it",
}

_BREAK = "[\n\r\x85\u2028\u2029]"

# An item of a list at the beginning of a line of a text.
_ITEM = re.compile(rf"{_BREAK} *(?=- )")

# A key with a list or table in brackets at the beginning of a line, such as topics: [1, 2]
_KEY_WITH_BRACKETS = re.compile(
    rf"{_BREAK} *(?=[a-z][a-z-]*: *(?:\[.*\]|\{{.*:.*\}}) *(?:$|{_BREAK}))"
)


@dataclass(frozen=True)
class ParserState:
    """The state of the parser when it stops at an error.

    `message` is the parser's own, `stopped_at` where it stopped, `opened` where the part that it
    was reading begins. `quoted` is the beginning and end of the last scalar before, if that is in
    quotes.
    """

    message: str
    lines: Sequence[str]
    stopped_at: Mark
    opened: Mark | None = None
    quoted: tuple[Mark, Mark] | None = None

    @cached_property
    def stopped(self) -> Mark:
        """Where the parser stopped, or the end of the last text before that."""
        return last_text(self.lines, self.stopped_at)

    @cached_property
    def line(self) -> str:
        """The line at which the parser stopped."""
        return self.lines[self.stopped[0] - 1]

    @cached_property
    def odd_line(self) -> int:
        """The number of the line whose indent is most likely wrong."""
        return misindented_line(self.lines, self.stopped[0])

    @cached_property
    def indents_around(self) -> tuple[int, ...]:
        """The next smaller and larger indents of the lines above, unless one has the same."""
        width = indent(self.line)
        above = {indent(line) for line in self.lines[: self.stopped[0] - 1] if not is_empty(line)}
        smaller = max((each for each in above if each < width), default=None)
        larger = min((each for each in above if each > width), default=None)
        if width in above or smaller is None or larger is None:
            return ()
        return smaller, larger

    def is_at_key(self) -> bool:
        """Return whether the parser stopped at the colon of the first key of a line."""
        return self.line.find(":") == self.stopped[1] - 1

    def is_at_line(self) -> bool:
        """Return whether the parser stopped at a line as such, and not in the middle of it."""
        return not self.line[: self.stopped[1] - 1].strip() or self.is_at_key()


class _Diagnosis(NamedTuple):
    """One mistake: when it is likely, where it is, and a message (default: that for the error)."""

    applies: Callable[[ParserState], bool]
    locate: Callable[[ParserState], Mark]
    message: str = ""


def explain_error(state: ParserState) -> tuple[Mark, str]:
    """Return the line and column of the mistake behind an error, and a message."""
    for diagnosis in _DIAGNOSES:
        if diagnosis.applies(state):
            around = " or ".join(map(str, state.indents_around))
            message = diagnosis.message.format(line=state.stopped[0], around=around)
            return diagnosis.locate(state), message or _translated(state.message)
    return state.stopped, _translated(state.message)


def _translated(message: str) -> str:
    """Return our message for one of the parser's, or the parser's if it is an unknown one."""
    return next((ours for theirs, ours in _MESSAGES.items() if theirs in message), message)


def _has_tab(state: ParserState) -> bool:
    line, column = state.line, state.stopped[1]
    indentation = line[: len(line) - len(line.lstrip())]
    return "\t" in indentation or line[column - 1 : column] == "\t"


def _never_ends(state: ParserState) -> bool:
    parts = ("end of stream", "simple key")
    return bool(state.opened) and any(part in state.message for part in parts)


def _bracket_is_left_open(state: ParserState) -> bool:
    """Return whether lines after an opening bracket do not belong to it, by their indent."""
    if not state.opened or "a flow" not in state.message:  # YAML's word for what is in brackets
        return False
    opened = state.opened[0]
    after = [line for line in state.lines[opened : state.stopped[0]] if not is_empty(line)]
    return any(indent(line) <= indent(state.lines[opened - 1]) for line in after)


def _quote_spans_lines(state: ParserState) -> bool:
    if not state.quoted:
        return False
    (first, _), (last, _) = state.quoted
    # A closing quote that is really the opening one of the next text ends on the line of the error.
    return first < last == state.stopped[0]


def _at_opening(state: ParserState) -> Mark:
    return last_text(state.lines, state.opened or state.stopped)


def _at_quote(state: ParserState) -> Mark:
    return state.quoted[0] if state.quoted else state.stopped


def _at_odd_line(state: ParserState) -> Mark:
    return state.odd_line, indent(state.lines[state.odd_line - 1]) + 1


# Tried in this order; the first that applies is the diagnosis.
# The certain ones come first, the guesses by indentation last.
_DIAGNOSES = (
    _Diagnosis(_has_tab, lambda state: state.stopped, TAB.format("spaces")),
    _Diagnosis(_never_ends, _at_opening),
    _Diagnosis(
        _bracket_is_left_open,
        _at_opening,
        "a bracket that was opened here, or a quote after it, is never closed",
    ),
    _Diagnosis(
        _quote_spans_lines, _at_quote, "a quote that was opened here is not closed on its line"
    ),
    _Diagnosis(
        lambda state: state.is_at_line() and state.odd_line != state.stopped[0],
        _at_odd_line,
        "this line is not indented like others of its kind, or cannot be above line {line}",
    ),
    _Diagnosis(
        lambda state: state.is_at_line() and bool(state.indents_around),
        lambda state: (state.stopped[0], indent(state.line) + 1),
        "this line is not indented like the lines above it; begin it with {around} spaces",
    ),
    _Diagnosis(
        ParserState.is_at_key,
        lambda state: (state.stopped[0], indent(state.line) + 1),
        "this line is not indented like the lines around it",
    ),
)


def suspicious_plain_scalar(raw: str) -> tuple[int, str] | None:
    """Return where a text without quotes contains what is probably a mistake, and a message.

    In the message, {line} stands for the line at which the text begins.
    """
    # A text after | or > can contain lists and any quotes.
    in_block = raw[:1] in ("|", ">")
    if match := _KEY_WITH_BRACKETS.search(raw) or (None if in_block else _ITEM.search(raw)):
        return match.end(), (
            "this line is indented so far that it belongs to the text of line {line}; "
            "indent it like the lines around it"
        )
    # YAML accepts a quote in the middle of a text, and readers would see it.
    if raw.count('"') % 2 and not in_block:
        message = "this quote has no partner; put the complete text in quotes, or delete the quote"
        return raw.rindex('"'), message
    return None


def last_text(lines: Sequence[str], mark: Mark) -> Mark:
    """Return a mark that is on a line with text: this one, or the end of the last text before."""
    line, column = mark
    while line > 1 and (line > len(lines) or not lines[line - 1].strip()):
        line, column = line - 1, len(lines[line - 2].rstrip()) + 1
    return line, column
