"""What is no YAML, or was hardly meant, is said at the line where the slip was made, not where a parser noticed."""

from __future__ import annotations

import pytest

from wizard.loader import yaml_nodes
from wizard.model.problems import Problem

FLOW = """\
title: A guide
start: first
steps:
  first:
    ask: Is it so?
    why: It matters.
    answers:
      yes: {label: "It is", to: left}
      other: {label: "It is not", to: right}
      third: {label: "Or else", to: right}
  left:
    outcome: It is so
    topics: [1, 2]
    says: >-
      So it is,
      and so it was.
    claims:
      - one
      - two
      - three
  right:
    outcome: It is not so
    topics: [1]
    claims:
      - one
      - two
  middle:
    ask: Is it neither?
    why: It may be.
    no: left
    unsure: right
"""

INDENT = "this line is not indented like others of its kind, or cannot be above line"
BRACKET = "a bracket that was opened here, or a quote after it, is never closed"
BELONGS = "this line is indented so far that it belongs to the text above; indent it like the lines around it"


def problems(text: str) -> list[Problem]:
    found: list[Problem] = []
    yaml_nodes.parse(text, "x.yaml", found)
    return found


def changed(number: int, new: str) -> str:
    lines = FLOW.split("\n")
    lines[number - 1] = new
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("line", "new", "expected"),
    [
        (5, "      ask: Is it so?", f"5:7: {INDENT} 6"),
        (6, "  why: It matters.", f"6:3: {INDENT} 7"),
        (8, '     yes: {label: "It is", to: left}', f"8:6: {INDENT} 9"),
        (9, '    other: {label: "It is not", to: right}', f"9:5: {INDENT} 10"),
        (12, "     outcome: It is so", f"12:6: {INDENT} 13"),
        (18, "        - one", f"18:9: {INDENT} 19"),
        (
            19,
            "     - two",
            "19:6: this line is not indented like the lines around it, or a quote is not closed",
        ),
        (19, "        - two", f"19:9: {BELONGS}"),
        (23, "      topics: [1]", "23:7: this line is not indented like the lines around it"),
        (21, "right:", f"21:1: {INDENT} 27"),
        (
            17,
            " claims:",
            "17:2: this line is not indented like the lines around it, or a quote is not closed",
        ),
    ],
)
def test_the_line_that_is_indented_unlike_its_kind_is_named(
    line: int, new: str, expected: str
) -> None:
    """Too far or not far enough, at the begin of a block or inside it."""
    assert [str(problem).removeprefix("x.yaml:") for problem in problems(changed(line, new))][
        :1
    ] == [expected]


@pytest.mark.parametrize(
    ("line", "new", "expected"),
    [
        (8, '      yes: {label: "It is", to: left', f"8:12: {BRACKET}"),
        (8, '      yes: {label: "It is, to: left}', f"8:12: {BRACKET}"),
        (13, "    topics: [1, 2", f"13:13: {BRACKET}"),
        (8, '      yes: {label: It is", to: left}', None),
        (
            10,
            '      third: {label: "Or else" to: right}',
            "10:32: a comma or a closing bracket is missing",
        ),
        (22, '    outcome: "It is not so', "22:14: a quote that was opened here is never closed"),
        (5, '    ask: "Is it so?', "5:10: a quote that was opened here is not closed on its line"),
    ],
)
def test_what_is_not_closed_is_named_where_it_was_opened(
    line: int, new: str, expected: str | None
) -> None:
    """A bracket or a quote, on the line of the slip."""
    found = [str(problem).removeprefix("x.yaml:") for problem in problems(changed(line, new))]
    assert found[:1] == [
        expected
        or "8:25: this quote has no partner; put the complete text in quotes, or delete the quote"
    ]


@pytest.mark.parametrize("begin", ["      yes: {\n        label: x\n        to: y\n      }\n"])
def test_a_bracket_over_several_lines_is_no_slip(begin: str) -> None:
    """What is wrong inside it is named where it stands."""
    assert "8:12" not in str(
        problems(FLOW.replace('      yes: {label: "It is", to: left}\n', begin))[0]
    )


def test_lines_that_changed_places_are_named() -> None:
    """A key that came between another and what stands under it; an item above its key."""
    lines = FLOW.split("\n")
    lines[22], lines[23] = lines[23], lines[22]
    assert problems("\n".join(lines))[0].location.line == 24
    lines = FLOW.split("\n")
    lines[3], lines[9] = lines[9], lines[3]
    assert problems("\n".join(lines))[0].location.line in (4, 10)


@pytest.mark.parametrize("end", [60, 130, 175, 250, len(FLOW) - 3])
def test_a_file_that_ends_too_early_is_never_named_after_its_end(end: int) -> None:
    """A problem stands on a line that is there."""
    for problem in problems(FLOW[:end]):
        assert problem.location.line <= FLOW[:end].rstrip().count("\n") + 1


def test_a_list_of_a_text_over_several_lines_is_meant() -> None:
    """Markdown in a block is not taken for lists and keys that slipped, and neither are quotes."""
    text = 'help: |-\n  Bring:\n  - a card\n  - "another\n  - name: {name}\nsays: >-\n  He said: "so.\n\n  - [ ] one\n'
    assert problems(text) == []


def test_a_key_that_slipped_into_a_text_is_named() -> None:
    """It would be shown to readers as text, and what it says would be lost."""
    assert [str(problem) for problem in problems(changed(17, "      topics: [3, 4]"))] == [
        f"x.yaml:17:7: {BELONGS}"
    ]
