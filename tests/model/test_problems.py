"""Problems are sorted by location, listed once, and safe to print."""

from __future__ import annotations

import pytest

from wizard.model.problems import (
    FlowError,
    Location,
    Problem,
    escape_control_characters,
    reason_of,
    sorted_unique,
)


def problem(
    file: str = "a.yaml", line: int = 1, column: int = 1, message: str = "m", code: str = "c"
) -> Problem:
    """Return a problem."""
    return Problem(Location(file, line, column), message, code)


def test_sorted_unique_sorts_by_location_message_and_code() -> None:
    """Lines and columns are sorted as numbers, each part before the next, as the classes sort."""
    expected = (
        problem("a.yaml", 2, 9),
        problem("a.yaml", 10, 1, "a", "z"),
        problem("a.yaml", 10, 1, "b", "a"),
        problem("a.yaml", 10, 1, "b", "b"),
        problem("a.yaml", 10, 2, "a"),
        problem("b.yaml", 1, 1),
    )
    assert sorted_unique(reversed(expected)) == expected == tuple(sorted(expected))


def test_sorted_unique_keeps_one_of_equal_problems() -> None:
    """Two rules may find the same; other columns and codes are other problems."""
    found = [problem(), problem(column=2), problem(), problem(code="d")]
    assert sorted_unique(found) == (problem(), problem(code="d"), problem(column=2))
    assert sorted_unique([]) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("¿Qué? § ’ 中文", "¿Qué? § ’ 中文"),
        ("two\nlines", "two lines"),
        ("bell\a tab\t", "bell<U+0007> tab<U+0009>"),
        ("\x1b[31mred", "<U+001B>[31mred"),
        ("a\u202eb", "a<U+202E>b"),  # writes what follows from right to left
        ("a\u200bb", "a<U+200B>b"),  # has no width
        ("a\u2028b\u2029", "a<U+2028>b<U+2029>"),
        ("a\ud800b", "a<U+D800>b"),  # half of a character
        ("a\ue000b", "a<U+E000>b"),
        ("a\U000e0001b", "a<U+E0001>b"),
        ("a\uffffb", "a<U+FFFF>b"),
        ("\x7f\x85", "<U+007F><U+0085>"),
    ],
)
def test_escape_control_characters_leaves_only_what_is_seen(text: str, expected: str) -> None:
    """Characters that act on a terminal, change direction or show nothing become their numbers."""
    assert escape_control_characters(text) == expected


def test_problem_is_printed_on_one_safe_line() -> None:
    """The location comes first, then the kind if it is a warning."""
    place = Location("a\x1b.yaml", 3, 8)
    assert str(Problem(place, "is\nwrong", "c")) == "a<U+001B>.yaml:3:8: is wrong"
    assert str(Problem(place, "is odd", "c", True)) == "a<U+001B>.yaml:3:8: warning: is odd"


def test_location_of_a_whole_file_is_its_first_character() -> None:
    """Lines and columns are counted from 1."""
    assert str(Location("a.yaml")) == "a.yaml:1:1"


def test_flow_error_is_printed_as_its_problems() -> None:
    """There is one line for each problem, in the order given."""
    error = FlowError((problem(), problem("b.yaml", 2)))
    assert str(error) == "a.yaml:1:1: m\nb.yaml:2:1: m"
    assert [each.location.line for each in error.problems] == [1, 2]


def test_reason_is_that_of_the_system_in_lower_case() -> None:
    """An error without a reason has at least a message."""
    assert reason_of(PermissionError(13, "Permission denied")) == "permission denied"
    assert reason_of(OSError("Odd")) == "odd"
