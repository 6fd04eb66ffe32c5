"""`read_csv`: a row for each answer."""

from __future__ import annotations

import pytest

from tests.convert.helpers import answers_of, reports_of, tree_of
from wizard.convert.read_csv import first_mark, read
from wizard.convert.tree import ImportedTree


def table(rows: str) -> ImportedTree:
    """Return the tree of these rows."""
    return tree_of(read, f"id,text,answer,next\n{rows}\n")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("id,text,answer,next", True),
        ('next;"Answer"; TEXT ;id;more', True),
        ("id\ttext\tanswer\tnext", True),
        ("id,text,answer", False),
        ("number,outcome,heading,a", False),
        ("", False),
    ],
)
def test_csv_is_detected_by_its_columns(header: str, expected: bool) -> None:
    """They may be in any order and separated by commas, semicolons or tabs."""
    assert (first_mark(f"{header}\na,b,c,d\n") >= 0) == expected


def test_csv_row_is_an_answer_or_an_outcome() -> None:
    """The first id is the start."""
    tree = table("q,Is it?,Yes,a\nq,,No,b\na,Good.,,\nb,Bad.,,")
    assert answers_of(tree) == {"q": {"Yes": "a", "No": "b"}, "a": {}, "b": {}}
    assert [step.prose.plain for step in tree.steps.values()] == ["Is it?", "Good.", "Bad."]
    assert tree.start == "q"
    assert reports_of(tree) == []


def test_csv_columns_are_read_in_any_order() -> None:
    """Columns that a tree does not have are left out."""
    tree = tree_of(read, "next;note;text;id;answer\na;x;Is it?;q;Yes\n;y;Good.;a;\n")
    assert answers_of(tree) == {"q": {"Yes": "a"}, "a": {}}
    assert reports_of(tree) == ["1:1 the column “note” was left out [import-changed]"]


def test_csv_location_counts_lines_of_cells() -> None:
    """A quoted cell may have several lines."""
    tree = table('q,"Is\n\nit?",Yes,a\na,Good.,,')
    assert [step.location.line for step in tree.steps.values()] == [2, 5]


def test_csv_text_is_read_as_html() -> None:
    """Links are kept."""
    tree = table('q,"See <a href=""https://a.org/"">this</a>.",,')
    assert tree.steps["q"].links == [("this", "https://a.org/")]


@pytest.mark.parametrize(
    ("rows", "report"),
    [
        (",Is it?,Yes,a", "2:1 this row has no id; it was left out"),
        ("q,Is it?,Yes,a\na,End.,,,x", "3:1 this row has 5 cells, but the first line names 4"),
        ("q,Is it?,Yes,", "2:1 dead end: nothing follows the answer “Yes”"),
        ("q,Is it?,Yes,aa\na,End.,,", '2:1 no row has the id “aa”. Did you mean "a"?'),
        ("q,Is it?,,\nq,,Yes,q", "3:1 “q” is an outcome and has an answer"),
        ("q,Is it?,Yes,q\nq,,,", "3:1 “q” has answers and is an outcome"),
        ("q,Is it?,Yes,q\nq,Is it not?,No,q", "3:1 “q” has a different text in line 2"),
        ('q,Is it?,Yes,q\nr,"x', "3:1 an opening quote is never closed"),
    ],
)
def test_csv_reports_defect_at_its_location(rows: str, report: str) -> None:
    """The location is the first line of the row."""
    reports = reports_of(table(rows))
    assert any(each.startswith(report) and each.endswith("[import-defect]") for each in reports), (
        reports
    )


def test_csv_row_without_id_belongs_to_the_row_above() -> None:
    """That is how people write in spreadsheets."""
    tree = table("q,Is it?,Yes,a\n,,No,a\na,End.,,")
    assert answers_of(tree)["q"] == {"Yes": "a", "No": "a"}
    assert reports_of(tree) == [
        "3:1 this row has no id; it was added to “q”, like the row above [import-changed]"
    ]


def test_csv_without_columns_is_reported() -> None:
    """The message names the columns."""
    tree = tree_of(read, "a,b\n1,2\n")
    assert tree.steps == {}
    assert reports_of(tree) == [
        "1:1 the first line must name the columns: id,text,answer,next [import-defect]"
    ]
