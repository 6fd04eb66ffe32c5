"""Diagnostics: a location in a file, a problem found there, and the error that carries all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import category


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """Where something stands: file as the author named it, line and column counted from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding in a flow file: what is wrong, where, and what would be right.

    `code` is a stable name such as `flow-unreachable`. A warning is legal but doubtful; anything else makes the
    folder unsound, and an unsound folder cannot be loaded.
    """

    location: Location
    message: str
    code: str
    warning: bool = False

    def __str__(self) -> str:
        return escape_control_characters(
            f"{self.location}: {'warning: ' if self.warning else ''}{self.message}"
        )


def escape_control_characters(text: str) -> str:
    """A text that no terminal acts on: control characters, and those that change the direction, as their numbers."""
    if text.isascii() and text.isprintable():
        return text
    signs = (
        (sign, category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
        for sign in text.replace("\n", " ")
    )
    return "".join(f"<U+{ord(sign):04X}>" if acts else sign for sign, acts in signs)


def sorted_unique(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, sorted by place: as they would sort themselves, in a tenth of the time."""
    spots = {
        (
            each.location.file,
            each.location.line,
            each.location.column,
            each.message,
            each.code,
        ): each
        for each in problems
    }
    return tuple(spots[spot] for spot in sorted(spots))


class FlowError(Exception):
    """Flow files that are not sound. `problems` lists everything that was found, sorted by place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
