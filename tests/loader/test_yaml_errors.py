"""Mistakes in YAML are reported at the line of the mistake, not where the parser noticed it."""

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
BELONGS = (
    "this line is indented so far that it belongs to the text of line {}; "
    "indent it like the lines around it"
)


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
            "19:6: this line is not indented like the lines above it; begin it with 4 or 6 spaces",
        ),
        (19, "        - two", f"19:9: {BELONGS.format(18)}"),
        (23, "      topics: [1]", "23:7: this line is not indented like the lines around it"),
        (21, "right:", f"21:1: {INDENT} 27"),
        (
            17,
            " claims:",
            "17:2: this line is not indented like the lines above it; begin it with 0 or 2 spaces",
        ),
    ],
)
def test_wrong_indent_is_reported_at_its_line(line: int, new: str, expected: str) -> None:
    """The indent is too large or too small, at the beginning of a block or inside it."""
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
def test_open_bracket_or_quote_is_reported_where_it_opens(
    line: int, new: str, expected: str | None
) -> None:
    """The location is the line of the mistake."""
    found = [str(problem).removeprefix("x.yaml:") for problem in problems(changed(line, new))]
    assert found[:1] == [
        expected
        or "8:25: this quote has no partner; put the complete text in quotes, or delete the quote"
    ]


@pytest.mark.parametrize("begin", ["      yes: {\n        label: x\n        to: y\n      }\n"])
def test_bracket_over_several_lines_is_valid(begin: str) -> None:
    """A mistake inside it is reported at its own line."""
    assert "8:12" not in str(
        problems(FLOW.replace('      yes: {label: "It is", to: left}\n', begin))[0]
    )


def test_swapped_lines_are_reported() -> None:
    """A key is between another and its value, or an item is above its key."""
    lines = FLOW.split("\n")
    lines[22], lines[23] = lines[23], lines[22]
    assert problems("\n".join(lines))[0].location.line == 24
    lines = FLOW.split("\n")
    lines[3], lines[9] = lines[9], lines[3]
    assert problems("\n".join(lines))[0].location.line in (4, 10)


@pytest.mark.parametrize("end", [60, 130, 175, 250, len(FLOW) - 3])
def test_cut_file_is_reported_on_a_line_that_exists(end: int) -> None:
    """A problem is never after the end of the file."""
    for problem in problems(FLOW[:end]):
        assert problem.location.line <= FLOW[:end].rstrip().count("\n") + 1


def test_lists_and_quotes_in_block_text_are_valid() -> None:
    """Markdown after | and > can contain lists, keys and quotes."""
    text = (
        'help: |-\n  Bring:\n  - a card\n  - "another\n  - name: {name}\n'
        'says: >-\n  He said: "so.\n\n  - [ ] one\n'
    )
    assert problems(text) == []


def test_key_inside_text_is_reported() -> None:
    """Readers would see it as text, and its value would be lost."""
    assert [str(problem) for problem in problems(changed(17, "      topics: [3, 4]"))] == [
        f"x.yaml:17:7: {BELONGS.format(14)}"
    ]
