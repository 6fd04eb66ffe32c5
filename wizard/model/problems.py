"""Diagnostics: a location in a file, a problem found there and its rule, and the error with all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from unicodedata import category

# Categories of Unicode that a terminal may act on, or that look like nothing or like something
# else: control, format (also of direction), surrogate, private, unassigned, line and paragraph.
UNPRINTABLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """Where something is in a file.

    Attributes:
        file: The file, as the author named it.
        line: The line, counted from 1.
        column: The column, counted from 1.
        field: The heading of the column of a table that it is in, or empty.

    Example:
        >>> str(Location("flows/car.yaml", 3, 8))
        'flows/car.yaml:3:8'
        >>> str(Location("tables/states.csv", 14, field="days"))
        'tables/states.csv:14:days'
    """

    file: str
    line: int = 1
    column: int = 1
    field: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.field or self.column}"


# Not None, so that no reader of a location has to ask whether there is one.
NOWHERE = Location("")  # the location of what was not read from a file


@dataclass(frozen=True, slots=True, order=True)
class Fix:
    """The certain cure of a problem: a range of a file, and the text that replaces it.

    Attributes:
        start: Where the range begins.
        end: Where it ends, after its last character. An insertion ends where it begins.
        text: What the range becomes. If it is empty, the range is deleted.

    Example:
        >>> fix = Fix(Location("car.yaml", 3, 8), Location("car.yaml", 3, 11), "late")
        >>> fix.start.line, fix.end.column, fix.text
        (3, 11, 'late')
    """

    start: Location
    end: Location
    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """The rule behind a problem.

    Attributes:
        rationale: Why the rule exists, in one or two sentences.
        warning: Whether a site with such a problem is valid all the same.
    """

    rationale: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class TrailAnswer:
    """An answer on the way to a problem.

    Attributes:
        question: The id of the question.
        answer: The id of the answer.
        ask: The question as the author wrote it.
        label: The answer as the author wrote it. Empty for the usual words of `yes`, `no` and
            `unsure`.
    """

    question: str
    answer: str
    ask: str
    label: str


# Sorted by its fields in this order: by file, line and column first.
@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding in a flow file.

    Attributes:
        location: Where the mistake is.
        message: What is wrong, and what would be right.
        code: The stable name of the rule, such as `flow-unreachable`.
        warning: Whether the file is valid all the same. A site with any other problem cannot be
            loaded.
        fix: What cures the problem for certain, or None if only the author can know.
        trail: The answers that lead a reader to the problem, the shortest ones; empty if no answers
            do, or if the start itself has the problem.

    Example:
        >>> print(Problem(Location("flows/car.yaml", 3, 8), "there is no step", "target-unknown"))
        flows/car.yaml:3:8: there is no step
    """

    location: Location
    message: str
    code: str
    warning: bool = False
    fix: Fix | None = field(default=None, compare=False)
    trail: tuple[TrailAnswer, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        kind = "warning: " if self.warning else ""
        return escape_control_characters(f"{self.location}: {kind}{self.message}")


def escape_control_characters(text: str) -> str:
    """Return a text that is safe to print: one line, in which no character acts on a terminal.

    Example:
        >>> escape_control_characters("a file\\x1b[2J")
        'a file<U+001B>[2J'
    """
    # Nearly every message is plain ASCII, and this test is much cheaper than the loop below.
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"<U+{ord(character):04X}>" if category(character) in UNPRINTABLE else character
        # A line break in a quoted text is harmless, and more readable as a space than as a code.
        for character in text.replace("\n", " ")
    )


def sorted_unique(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return each problem once, sorted by location, message and code.

    Of two problems that differ only in `warning`, the last one is kept.
    """
    # Sorting plain tuples takes a tenth of the time of sorting the dataclasses themselves.
    by_key = {
        (
            problem.location.file,
            problem.location.line,
            problem.location.column,
            problem.location.field,
            problem.message,
            problem.code,
        ): problem
        for problem in problems
    }
    return tuple(by_key[key] for key in sorted(by_key))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems that are not warnings."""
    return tuple(problem for problem in problems if not problem.warning)


class FlowError(Exception):
    """Flow files that are not valid.

    Attributes:
        problems: Everything that was found, sorted by location. `str(error)` has one line for each.

    Example:
        >>> try:
        ...     load_flow("broken.yaml")
        ... except FlowError as error:
        ...     print([problem.code for problem in error.problems])
        ['target-unknown']
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def reason_of(error: OSError) -> str:
    """Return what the operating system says about an error, such as "permission denied"."""
    return (error.strerror or str(error)).lower()
