"""`tree`: locations in a source, and reports."""

from __future__ import annotations

import pytest

from tests.convert.helpers import ENGLISH, reports_of
from wizard.convert import tree as module
from wizard.convert.codes import CHANGED, DEFECT, LEFT_OUT
from wizard.convert.rich_text import Prose
from wizard.convert.tree import ImportedTree, SourceText, Step, TooLargeError, place
from wizard.model.problems import Location


def empty_tree(text: str = "") -> ImportedTree:
    """Return a tree without steps."""
    return ImportedTree(SourceText("tree", text), "Test")


@pytest.mark.parametrize(
    ("offset", "line", "column"), [(0, 1, 1), (1, 1, 2), (2, 1, 3), (3, 2, 1), (4, 3, 1), (5, 3, 2)]
)
def test_source_location_counts_from_one(offset: int, line: int, column: int) -> None:
    """A line feed is the last character of its line."""
    assert SourceText("tree", "ab\n\nc").location(offset) == Location("tree", line, column)


def test_source_lines_have_offsets() -> None:
    """Each line starts where the offset says."""
    assert [*SourceText("tree", "ab\n\nc").lines()] == [(0, "ab"), (3, ""), (4, "c")]


def test_report_is_an_error_only_for_defects() -> None:
    """What was changed or left out is a warning."""
    tree = empty_tree()
    for code in (DEFECT, CHANGED, LEFT_OUT):
        tree.report(code, Location("tree"), "x")
    assert [(each.code, each.warning) for each in tree.problems] == [
        (DEFECT, False),
        (CHANGED, True),
        (LEFT_OUT, True),
    ]


def test_reporter_adds_offset_of_text() -> None:
    """A reader of a part of the source knows only the offset in that part."""
    tree = empty_tree("ab\ncdef")
    tree.reporter(3)(2, DEFECT, "here")
    tree.reporter_at(Location("tree", 9))(2, DEFECT, "there")
    assert reports_of(tree) == ["2:3 here [import-defect]", "9:1 there [import-defect]"]


def test_report_stops_at_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many problems mean that the file is in another format."""
    monkeypatch.setattr(module, "MAX_PROBLEMS", 2)
    tree = empty_tree()
    for _ in range(2):
        tree.report(DEFECT, Location("tree"), "x")
    with pytest.raises(TooLargeError, match=r"^more than 2 problems; is this file really Test\?$"):
        tree.report(DEFECT, Location("tree"), "x")


def test_link_outcome_says_where_it_leads() -> None:
    """The link is under its label, and a text names the site."""
    tree = empty_tree()
    name = tree.add_link_outcome("Go", "https://a.org/b", Location("tree"), ENGLISH)
    step = tree.steps[name]
    assert step.links == [("Go", "https://a.org/b")]
    assert step.prose.plain == "Go on at a.org This guide leads on to https://a.org/b"


def test_link_outcome_without_safe_url_keeps_label() -> None:
    """The URL is a comment for the author."""
    tree = empty_tree()
    name = tree.add_link_outcome("Go", "javascript:x", Location("tree"), ENGLISH)
    step = tree.steps[name]
    assert (step.links, step.prose.plain) == ([], "Go")
    assert step.comments == ["The file leads to javascript:x"]
    assert [each.code for each in tree.problems] == [LEFT_OUT]


def test_suggestions_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each one compares a name with all others, so only the first names get one."""
    monkeypatch.setattr(module, "MAX_SUGGESTIONS", 1)
    tree = empty_tree()
    assert tree.suggest("lese", ["lease"]) == ' Did you mean "lease"?'
    assert tree.suggest("lese", ["lease"]) == ""


def test_start_is_the_first_step_unless_named() -> None:
    """A name without a step is ignored."""
    tree = empty_tree()
    tree.start_at()
    assert tree.start == ""
    tree.steps = {name: Step(Prose(), Location("tree")) for name in "ab"}
    for name, start in (("b", "b"), ("", "a"), ("c", "a")):
        tree.start_at(name)
        assert tree.start == start


def test_joined_source_gives_location_in_each_file() -> None:
    """Files without a line feed at their end, and empty files, keep the others' lines."""
    source = SourceText.joined("story", [("a", "ab\nc"), ("b", ""), ("c", "d\nef\n")])
    assert source.text == "ab\nc\n\nd\nef\n"
    places = {source.text[at]: str(source.location(at)) for at in (0, 1, 3, 6, 8, 9)}
    assert places == {
        "a": "a:1:1", "b": "a:1:2", "c": "a:2:1", "d": "c:1:1", "e": "c:2:1", "f": "c:2:2"
    }  # fmt: skip
    assert str(source.location(5)) == "b:1:1"


def test_place_names_other_file() -> None:
    """A line of the same file needs no name."""
    near = Location("a", 1)
    assert place(Location("a", 3, 2), near) == "line 3"
    assert place(Location("b", 3, 2), near) == "b:3:2"
