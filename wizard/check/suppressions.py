"""Comments that suppress a warning: `# wizard: allow code -- reason`.

Problems cannot be suppressed: readers would meet them all the same.

At the end of a line such a comment applies to that line, on a line by itself to the next one, and
above everything else in a file to the complete file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.loader import files
from wizard.loader.suggest import did_you_mean
from wizard.model.codes import CODES
from wizard.model.problems import Location, Problem

COMPLETE_FILE = 0  # in place of a line number

FORMAT = "# wizard: allow code -- reason"

# A longer word, such as `allows`, makes it an ordinary comment. The reason begins after `--` with a
# space before it, as codes contain dashes.
_ALLOW = re.compile(r"#+\s*wizard:\s*allow(?![\w-])(?P<codes>.*?)(?:\s--(?P<reason>.*))?")

_CODE = re.compile(r"[^\s,]+")


@dataclass(frozen=True, slots=True)
class Suppression:
    """A code that a comment allows.

    Attributes:
        code: The code of a warning.
        file: The file of the comment.
        line: The line that it applies to, or `COMPLETE_FILE`.
        location: Where the code is in the comment.
    """

    code: str
    file: str
    line: int
    location: Location


def suppressions_in(
    path: Path, problems: list[Problem], content: bytes | None = None
) -> list[Suppression]:
    """Return what the comments of a file allow, and add mistakes in them to `problems`.

    `content` is read in place of what is on disk.
    """
    comments = [
        (comment, match)
        for comment in files.comments(path, "wizard:", content)
        if (match := _ALLOW.fullmatch(comment.text))
    ]
    lines = _lines_below(comment for comment, _ in comments)
    lines |= dict.fromkeys(range(1, _first_line(path, content)), COMPLETE_FILE)
    suppressions = []
    for comment, match in comments:
        location = comment.location
        if not (match["reason"] or "").strip():
            message = f'give a reason why the warning does not apply here: "{FORMAT}"'
            # Without a reason, it suppresses nothing.
            problems.append(Problem(location, message, "allow-reason"))
            continue
        if not _CODE.search(match["codes"]):
            message = f'name the code of a warning: "{FORMAT}"'
            problems.append(Problem(location, message, "allow-unknown"))
        # A comment after other text applies to its own line.
        line = lines.get(location.line, location.line)
        for code in _CODE.finditer(match["codes"]):
            column = location.column + match.start("codes") + code.start()
            code_location = Location(location.file, location.line, column)
            if problem := _code_problem(code[0], code_location):
                problems.append(problem)
            else:
                suppressions.append(Suppression(code[0], location.file, line, code_location))
    return suppressions


def apply_suppressions(
    reported: Iterable[Problem],
    paths: Collection[Path],
    complete: bool,
    contents: Mapping[Path, bytes] | None = None,
) -> tuple[Problem, ...]:
    """Return what no comment in the files allows, and the mistakes in the comments.

    Args:
        reported: The problems and warnings of a check.
        paths: The files whose comments count.
        complete: Whether every rule was checked. Only then is a comment that suppresses nothing
            reported.
        contents: What is read in place of the files on disk.
    """
    problems: list[Problem] = []
    allowed: dict[tuple[str, str, int], list[Suppression]] = {}
    for path in paths:
        for suppression in suppressions_in(path, problems, (contents or {}).get(path)):
            key = (suppression.code, suppression.file, suppression.line)
            allowed.setdefault(key, []).append(suppression)
    used: set[tuple[str, str, int]] = set()
    remaining = []
    for problem in reported:
        code, file, line = problem.code, problem.location.file, problem.location.line
        keys = {(code, file, line), (code, file, COMPLETE_FILE)} & allowed.keys()
        used |= keys
        if not keys:
            remaining.append(problem)
    # The order of a set does not matter: reports sort the problems.
    for key in allowed.keys() - used if complete else ():
        for suppression in allowed[key]:
            message = f'there is no "{suppression.code}" here to allow; remove the comment'
            problems.append(Problem(suppression.location, message, "allow-unused", warning=True))
    # Mistakes in comments are added last, since no comment can suppress them.
    return (*remaining, *problems)


def _first_line(path: Path, content: bytes | None) -> int:
    """Return the number of the first line of a file that has more than a comment."""
    lines = files.lines(path, content)
    numbers = (
        number for number, line in enumerate(lines, 1) if line.strip() and line.lstrip()[0] != "#"
    )
    return next(numbers, len(lines) + 1)


def _lines_below(comments: Iterable[files.Comment]) -> dict[int, int]:
    """Map the line of each comment that has a line to itself to the line it applies to.

    Several such comments in a row apply to the line below the last of them.
    """
    below: dict[int, int] = {}
    # From the last line up, so that the line below a comment is already known.
    for comment in reversed([*comments]):
        line = comment.location.line
        if comment.alone:
            below[line] = below.get(line + 1, line + 1)
    return below


def _code_problem(code: str, location: Location) -> Problem | None:
    """Return why a code cannot be allowed, or None if it can."""
    if code not in CODES:
        warnings = [name for name in CODES if CODES[name].warning]
        # Only a warning can be allowed, so one of those is suggested if possible.
        hint = did_you_mean(code, warnings) or did_you_mean(code, CODES)
        return Problem(location, f'there is no code "{code:.40}".{hint}', "allow-unknown")
    if not CODES[code].warning:
        message = f'"{code}" is a problem, not a warning; it cannot be allowed'
        return Problem(location, message, "allow-problem")
    return None
