"""Comments that allow a warning: `# wizard: allow code -- reason`. They silence doubts, never faults.

At the end of a line such a comment speaks for that line, on a line of its own for the next one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from wizard.loader import files
from wizard.loader.suggest import did_you_mean
from wizard.model.codes import CODES
from wizard.model.problems import Location, Problem

FORM = "# wizard: allow code -- reason"

_ALLOW = re.compile(r"#+\s*wizard:\s*allow(?![\w-])(?P<codes>.*?)(?:\s--(?P<reason>.*))?")

_CODE = re.compile(r"[^\s,]+")


@dataclass(frozen=True, slots=True)
class Suppression:
    """A code that a comment allows on a line of a file. `place` is where the comment names it."""

    code: str
    file: str
    line: int
    location: Location


def allowed_in(path: Path, problems: list[Problem]) -> list[Suppression]:
    """What the comments of a file allow. Those that are not written as they should be are added to `problems`."""
    found = []
    comments = [
        (each, match)
        for each in files.comments(path, "wizard:")
        if (match := _ALLOW.fullmatch(each.text))
    ]
    below: dict[int, int] = {}  # the line under a comment, and under all that follow right below it
    for comment, _ in reversed(comments):
        line = comment.location.line
        if comment.alone:
            below[line] = below.get(line + 1, line + 1)
    for comment, match in comments:
        location = comment.location
        if not (match["reason"] or "").strip():
            message = f'say why the warning does not count here: "{FORM}"'
            problems.append(Problem(location, message, "allow-reason"))
            continue
        if not _CODE.search(match["codes"]):
            problems.append(
                Problem(location, f'name the code of a warning: "{FORM}"', "allow-unknown")
            )
        for code in _CODE.finditer(match["codes"]):
            here = Location(
                location.file, location.line, location.column + match.start("codes") + code.start()
            )
            if wrong := _wrong(code[0], here):
                problems.append(wrong)
            else:
                found.append(
                    Suppression(
                        code[0], location.file, below.get(location.line, location.line), here
                    )
                )
    return found


def _wrong(code: str, location: Location) -> Problem | None:
    """Why a code cannot be allowed, if it cannot."""
    if code not in CODES:
        hint = did_you_mean(code, [name for name in CODES if CODES[name].warning]) or did_you_mean(
            code, CODES
        )
        return Problem(location, f'there is no code "{code:.40}".{hint}', "allow-unknown")
    if not CODES[code].warning:
        return Problem(
            location, f'"{code}" is a problem, not a warning; it cannot be allowed', "allow-problem"
        )
    return None


def apply_suppressions(
    found: Iterable[Problem], paths: Collection[Path], whole: bool
) -> tuple[Problem, ...]:
    """The problems and warnings without those that comments in the files allow, and with what is wrong in comments.

    Only where `flow_to_dict` says that everything was looked for can a comment that silences nothing be told.
    """
    problems: list[Problem] = []
    allowed: dict[tuple[str, str, int], list[Suppression]] = {}
    for each in (each for path in paths for each in allowed_in(path, problems)):
        allowed.setdefault((each.code, each.file, each.line), []).append(each)
    used, left = set(), []
    for problem in found:
        spot = (problem.code, problem.location.file, problem.location.line)
        if spot in allowed:
            used.add(spot)
        else:
            left.append(problem)
    for spot in allowed.keys() - used if whole else ():
        for each in allowed[spot]:
            message = f'there is no "{each.code}" here to allow; take the comment away'
            problems.append(Problem(each.location, message, "allow-unused", warning=True))
    return (*left, *problems)
