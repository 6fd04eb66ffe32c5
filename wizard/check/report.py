"""Problems in words: as text with the line they stand in, as JSON, as the annotations of GitHub. Nothing is checked here.

A flow file may come from anywhere, and so may its name: nothing that a terminal or a log would act on gets through.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from unicodedata import category, east_asian_width

import click

from wizard.loader.files import lines
from wizard.model.problems import Problem, escape_control_characters, sorted_unique

INDENT = " " * 4

TAB = " " * 4  # a tab in a line that is shown

MAX_SHOWN = 100  # characters of a line

BEFORE = 40  # characters before the place, where a line is cut

# Told of a file as a whole: its first line has nothing to do with it.
OF_FILES = frozenset({"file-empty", "file-name", "file-size", "case-flow"})

# The word that a caret underlines: a text in quotes, or whatever stands there up to a space or a bracket.
_WORD = re.compile(
    r""" "(?:[^"\\]|\\.)*" | '(?:[^']|'')*' | [^\s\[\]{},"']+?(?=:?[\s\[\]{},"']|:?$) """,
    re.VERBOSE,
)


def ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once: problems first, then warnings, by place."""
    return tuple(sorted(sorted_unique(problems), key=lambda problem: problem.warning))


def in_text(problems: Iterable[Problem], colour: bool = False) -> str:
    """For people: `file:line:column: message [code]`, then the line itself with a caret, where it can be read."""
    lines_of = cache(lambda file: lines(Path(file)))
    blocks = []
    for problem in ordered(problems):
        location = problem.location
        warning = click.style("warning: ", fg="yellow") if problem.warning else ""
        head = f"{click.style(escape_control_characters(str(location)), bold=True)}: {warning}{escape_control_characters(problem.message)}"
        blocks.append(f"{head} {click.style(f'[{problem.code}]', dim=True)}")
        if problem.code not in OF_FILES and location.line <= len(lines_of(location.file)):
            blocks += _excerpt(
                lines_of(location.file)[location.line - 1],
                location.column,
                "yellow" if problem.warning else "red",
            )
    text = "\n".join(blocks)
    return text if colour else click.unstyle(text)


def in_json(problems: Iterable[Problem], flows: int) -> str:
    """For programs: one object with the number of sound `flows` and the list `problems`."""
    found = [
        {
            "file": problem.location.file,
            "line": problem.location.line,
            "column": problem.location.column,
            "code": problem.code,
            "warning": problem.warning,
            "message": problem.message,
        }
        for problem in ordered(problems)
    ]
    return json.dumps({"flows": flows, "problems": found})


def in_github(problems: Iterable[Problem]) -> str:
    """For GitHub Actions: one workflow command a problem, which becomes a note at the line in the pull request."""
    return "\n".join(
        f"::{'warning' if problem.warning else 'error'} file={_property(problem.location.file)},line={problem.location.line},"
        f"col={problem.location.column},title={_property(problem.code)}::{_data(problem.message)}"
        for problem in ordered(problems)
    )


def _data(text: str) -> str:
    """A text as GitHub's runner reads it: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts"""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escape_control_characters(text)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _excerpt(line: str, column: int, colour: str) -> list[str]:
    """The line, cut around the column where it is long, and under it a caret; nothing for an empty line."""
    line = line.rstrip()
    if not line:
        return []
    here = min(column - 1, len(line))
    start = max(0, here - BEFORE) if len(line) > MAX_SHOWN else 0
    cut = line[start : start + MAX_SHOWN]
    word = _WORD.match(cut, here - start)
    before, marked = cut[: here - start], word[0] if word else cut[here - start :][:1]
    left, right = "…" if start else "", "…" if len(line) > start + MAX_SHOWN else ""
    gap = " " * (len(left) + _width(before))
    caret = "^" + "~" * (_width(marked) - 1)
    return [f"{INDENT}{left}{_shown(cut)}{right}", f"{INDENT}{gap}{click.style(caret, fg=colour)}"]


def _shown(text: str) -> str:
    """A text as part of one line, each tab in the same width wherever it stands."""
    return escape_control_characters(text.replace("\t", TAB))


def _width(text: str) -> int:
    """How many columns of a terminal a text takes when it is shown."""
    return sum(
        0 if category(char) in ("Mn", "Me") else 2 if east_asian_width(char) in "WF" else 1
        for char in _shown(text)
    )
