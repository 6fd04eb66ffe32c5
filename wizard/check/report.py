"""Problems as text with excerpts of files, as JSON, and as annotations of GitHub.

A flow file may come from anywhere, and so may its name: control characters are escaped in all
output.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from unicodedata import category, east_asian_width

import click

from wizard.loader.files import lines
from wizard.model.problems import (
    Fix,
    Problem,
    TrailAnswer,
    escape_control_characters,
    sorted_unique,
)

INDENT = " " * 4

TAB = " " * 4  # shown for a tab

MAX_ANSWERS = 6  # of a trail that are shown in words

MAX_SHOWN = 100  # maximum number of characters of an excerpt

BEFORE = 40  # characters shown before the column of a problem in a long line

# Codes of problems of a complete file: an excerpt of its first line would explain nothing.
OF_FILES = frozenset(
    {"file-empty", "file-name", "file-size", "file-unread", "file-unreadable", "case-flow"}
)

# The word that a caret underlines: quoted text, or everything up to a space or a bracket.
_WORD = re.compile(
    r""" "(?:[^"\\]|\\.)*" | '(?:[^']|'')*' | [^\s\[\]{},"']+?(?=:?[\s\[\]{},"']|:?$) """,
    re.VERBOSE,
)


def ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return each problem once, sorted by location; warnings follow the problems."""
    # Sorting is stable, so both groups stay sorted by location.
    return tuple(sorted(sorted_unique(problems), key=lambda problem: problem.warning))


def in_text(problems: Iterable[Problem], colour: bool = False) -> str:
    """Return problems for people: `file:line:column: message [code]`, and the line with a caret.

    The line is left out if it cannot be read, or if it is not the line that is wrong. The answers
    that lead to a problem follow, if there are any.
    """
    # A file is read once, however many problems it has.
    lines_of = cache(lambda file: lines(Path(file)))
    blocks = []
    for problem in ordered(problems):
        location = problem.location
        warning = click.style("warning: ", fg="yellow") if problem.warning else ""
        where = click.style(escape_control_characters(str(location)), bold=True)
        code = click.style(f"[{problem.code}]", dim=True)
        blocks.append(f"{where}: {warning}{escape_control_characters(problem.message)} {code}")
        if problem.code not in OF_FILES and location.line <= len(lines_of(location.file)):
            line = lines_of(location.file)[location.line - 1]
            blocks += _excerpt(line, location.column, "yellow" if problem.warning else "red")
        blocks += _trail(problem.trail)
    text = "\n".join(blocks)
    # Unstyled at the end, so that there is only one way to build the text.
    return text if colour else click.unstyle(text)


def in_json(problems: Iterable[Problem], flows: int) -> str:
    """Return problems for programs: an object with the number of valid `flows` and `problems`."""
    entries = [
        {
            "file": problem.location.file,
            "line": problem.location.line,
            "column": problem.location.column,
            **({"field": problem.location.field} if problem.location.field else {}),
            "code": problem.code,
            "warning": problem.warning,
            "message": problem.message,
            **({"fix": _fix_in_json(problem.fix)} if problem.fix else {}),
            **({"trail": list(map(asdict, problem.trail))} if problem.trail else {}),
        }
        for problem in ordered(problems)
    ]
    return json.dumps({"flows": flows, "problems": entries})


def _fix_in_json(fix: Fix) -> dict[str, object]:
    """Return a fix as an object: its range, whose end is not part of it, and the new text."""
    start, end = (
        {"line": location.line, "column": location.column} for location in (fix.start, fix.end)
    )
    return {"range": {"start": start, "end": end}, "text": fix.text}


def in_github(problems: Iterable[Problem]) -> str:
    """Return problems for GitHub Actions: commands that become notes in a pull request."""
    return "\n".join(map(_workflow_command, ordered(problems)))


def _workflow_command(problem: Problem) -> str:
    location, level = problem.location, "warning" if problem.warning else "error"
    place = f"file={_property(location.file)},line={location.line},col={location.column}"
    message = _data(f"{problem.message}{_fix_in_words(problem.fix)}")
    return f"::{level} {place},title={_property(problem.code)}::{message}"


def _fix_in_words(fix: Fix | None) -> str:
    """Return a fix as another line of a message, since an annotation has no field for it."""
    if not fix:
        return ""
    # A quote or an indent by itself says too little.
    says_enough = any(map(str.isalnum, fix.text))
    return f'\nfix: write "{fix.text.strip()}"' if says_enough else "\nfix: wizard check --fix"


def _data(text: str) -> str:
    """Escape text as GitHub's runner expects it.

    https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
    """
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escape_control_characters(text)


def _property(text: str) -> str:
    """Escape text in a property, in which colons and commas have a meaning too."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _trail(trail: Sequence[TrailAnswer]) -> list[str]:
    """Return a trail in words, and as `wizard play --answers` takes it; or nothing."""
    if not trail:
        return []
    # Of a long trail, the last questions say best where the problem is.
    words = [f"{each.ask} {_label(each)}" for each in trail[-MAX_ANSWERS:]]
    begin = ["…"] if len(trail) > MAX_ANSWERS else []
    answers = ",".join(f"{each.question}={each.answer}" for each in trail)
    return [
        f"{INDENT}after: {escape_control_characters(' -> '.join([*begin, *words]))}",
        f"{INDENT}answers: {escape_control_characters(answers)}",
    ]


def _label(given: TrailAnswer) -> str:
    """Return an answer in words. Without a label it is a usual one, or an interval."""
    return given.label or given.answer.replace("-", " ").capitalize()


def _excerpt(line: str, column: int, colour: str) -> list[str]:
    """Return the line and a caret under the column, or nothing for an empty line.

    A long line is cut around the column.
    """
    line = line.rstrip()
    if not line:
        return []
    # A problem may be at the end of the line, where a value is missing.
    index = min(column - 1, len(line))
    start = max(0, index - BEFORE) if len(line) > MAX_SHOWN else 0
    cut = line[start : start + MAX_SHOWN]
    word = _WORD.match(cut, index - start)
    before, marked = cut[: index - start], word[0] if word else cut[index - start :][:1]
    left, right = "…" if start else "", "…" if len(line) > start + MAX_SHOWN else ""
    # In columns of the terminal, so that the caret is under the character that it points to.
    gap = " " * (len(left) + _width(before))
    caret = "^" + "~" * (_width(marked) - 1)
    return [f"{INDENT}{left}{_shown(cut)}{right}", f"{INDENT}{gap}{click.style(caret, fg=colour)}"]


def _shown(text: str) -> str:
    """Return text as part of one line, with tabs of a fixed width."""
    return escape_control_characters(text.replace("\t", TAB))


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    Combining marks take none, and wide characters such as Chinese ones take two.
    """
    return sum(
        0 if category(char) in ("Mn", "Me") else 2 if east_asian_width(char) in "WF" else 1
        for char in _shown(text)
    )
