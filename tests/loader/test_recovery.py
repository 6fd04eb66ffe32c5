"""A file with a mistake is read as if the mistake had been repaired, so nothing else is hidden."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from wizard.loader import recovery, yaml_nodes
from wizard.loader.recovery import MAX_REPAIRS
from wizard.loader.structure import kind_of_file
from wizard.loader.yaml_nodes import MappingNode
from wizard.model.problems import Problem

GUIDE = """\
title: A guide
start: first
steps:
  first:
    ask: Is it so?
    answers:
      one: {label: One, to: done}
      two: {label: Two, to: second}
  second:
    ask: Is it really so?
    yes: third
    no: done
    unsure: done
  third:
    ask: Are you sure?
    yes: done
    no: done
    unsure: done
  done:
    outcome: You are done
    claims:
      - {level: unknown, text: Nothing is known.}
"""

FILES = [
    *(ROOT / "flows").glob("*.yaml"),
    *(ROOT / "flows" / "letters").glob("*.yaml"),
    *(ROOT / "flows" / "cases").glob("*.yaml"),
]


def parse(text: str, kind: str = "flow") -> tuple[MappingNode | None, list[Problem]]:
    """Return the table of a text and its problems."""
    problems: list[Problem] = []
    return recovery.parse(text, "x.yaml", kind, problems), problems


def changed(*changes: tuple[str, str]) -> str:
    """Return the guide with some changes."""
    text = GUIDE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_valid_file_is_read_as_it_is(path: Path) -> None:
    """Nothing is repaired in a file without mistakes."""
    text = path.read_text("utf-8")
    table, problems = parse(text, kind_of_file(path))
    assert problems == []
    assert table == yaml_nodes.parse(text, "x.yaml", [])


def test_all_mistakes_of_a_file_are_reported_at_once() -> None:
    """One that stops the parser does not hide the others, and the table has everything."""
    table, problems = parse(
        changed(
            ("{label: One, to", "{label: One, or none, to"),
            ("ask: Is it really", "ask:Is it really"),
            ("    yes: done", "     yes: done"),
            ("Nothing is known.}", "Nothing is known."),
        )
    )
    places = sorted((each.location.line, bool(each.fix)) for each in problems)
    assert places == [(7, True), (10, True), (16, True), (22, True)]
    assert table
    expected = yaml_nodes.parse(changed(("label: One", 'label: "One, or none"')), "x.yaml", [])
    assert texts(table) == texts(expected)


def texts(node: object) -> object:
    """Return the texts of a node, without their locations."""
    if isinstance(node, MappingNode):
        return {key.text: texts(value) for key, value in node}
    if isinstance(node, yaml_nodes.SequenceNode):
        return [texts(item) for item in node.items]
    return getattr(node, "text", None)


def test_locations_are_those_in_the_file_of_the_author() -> None:
    """What is right of a repair, or in a line that was moved, is where the author wrote it."""
    text = changed(("{label: One", "{label: One, or none"), ("  done:", "   done:"))
    table, problems = parse(text)
    assert table_at(table, "steps").location_of("done").column == 4
    line = text.split("\n")[6]
    one = table_at(table, "steps", "first", "answers", "one")
    assert one.location_of("to").column == line.index("to: done") + 1
    assert [each.location.line for each in problems] == [19, 7]


def table_at(table: MappingNode | None, *keys: str) -> MappingNode:
    """Return a table within a table."""
    for key in keys:
        node = table.get(key) if table else None
        assert isinstance(node, MappingNode)
        table = node
    assert table
    return table


def test_mistake_without_certain_repair_has_no_fix() -> None:
    """Then nothing is guessed, and the parser's own error is explained."""
    table, problems = parse(changed(("One, to: done}", "One; to, {done}")))
    assert table is None
    assert {(each.location.line, each.fix) for each in problems} == {(7, None)}


def test_key_of_another_table_is_not_moved() -> None:
    """A misspelled key is no line in the wrong place, and a target is no text with a comma."""
    for old, new in (
        ("ask: Is", "aks: Is"),
        ("to: done}", "t: done}"),
        ("    claims:", "    clams:"),
        ("{level: unknown, text", "{level: unknown, txt"),
    ):
        assert parse(changed((old, new)))[1] == []


def test_cut_file_gets_no_fix() -> None:
    """What a cut file lacks is more than a sign."""
    for end in range(40, len(GUIDE) - 1):
        if GUIDE[end - 1] != "\n":
            assert [each for each in parse(GUIDE[:end])[1] if each.fix] == [], GUIDE[:end]


def test_number_of_repairs_is_limited() -> None:
    """The mistakes after the last repair wait for the next check, but are not lost."""
    many = "".join(f"  s{number}:\n    ask:Is it?\n    yes: done\n" for number in range(30))
    _, problems = parse(changed(("  done:", f"{many}  done:")))
    assert sum(bool(each.fix) for each in problems) == MAX_REPAIRS
    assert len(problems) == MAX_REPAIRS + 1


def test_windows_line_ends_stay() -> None:
    """The fix of several lines has the line ends of the file."""
    text = changed(("  done:\n    outcome", "    done:\n      outcome")).replace("\n", "\r\n")
    (problem,) = parse(text)[1]
    assert problem.fix
    assert problem.fix.text == "  done:\r\n    outcome: You are done"


@settings(deadline=None)
@given(
    st.integers(0, len(GUIDE)),
    st.integers(0, 3),
    st.text(alphabet=st.sampled_from(list("a: -\n\t'\"[]{}&*!#|>%,\r\u00a0：“\ufeff")), max_size=6),
)
def test_any_change_gives_a_table_or_a_problem(at: int, lost: int, new: str) -> None:
    """Nothing is raised, and each problem and its fix are on lines of the file."""
    text = GUIDE[:at] + new + GUIDE[at + lost :]
    table, problems = parse(text)
    assert table is not None or problems
    lines = yaml_nodes.LINE_BREAK.split(text)
    for each in problems:
        assert 1 <= each.location.line <= len(lines)
        if each.fix:
            assert each.fix.start <= each.fix.end
            for place in (each.fix.start, each.fix.end):
                assert place.line <= len(lines)
                assert place.column <= len(lines[place.line - 1]) + 1
