"""`read_csv`: a row for each answer."""

from __future__ import annotations

import pytest

from tests.convert.helpers import ENGLISH, answers_of, reports_of, tree_of
from wizard.convert.csv_header import parse_columns, read_header, suggested_columns
from wizard.convert.read_csv import first_mark, read
from wizard.convert.tree import ImportedTree, SourceText


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
    assert reports_of(tree) == ["1:1 the column “note” was left out [import-left-out]"]


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
    """The message names the columns, and those of the file."""
    tree = tree_of(read, "a,b\n1,2\n")
    assert tree.steps == {}
    assert reports_of(tree) == [
        "1:1 the first line must name the columns id, text, answer and next, but it says: a, b; "
        "say which is which with --columns=id=HEADING,text=HEADING,answer=HEADING,next=HEADING "
        "[import-defect]"
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("sep=;\nid;text;answer;next\nq;Is it?;Yes;a\na;Good, yes.;;\n", 3),
        ('\n"sep=|"\nid|text|answer|next\nq|Is it?|Yes|a\na|Good, yes.||\n', 4),
        ("SEP=\t\nid\ttext\tanswer\tnext\nq\tIs it?\tYes\ta\na\tGood, yes.\n", 3),
        ('\n"id",text,"answer","next"\nq,Is it?,Yes,a\na,"Good, yes."', 3),
        ('"id" , "text","answer" ,next\n q,  "Is it?" ,"Yes" , a\na, "Good, yes." \n', 2),
        ('"id" ;"text";"answer" ;next\nq;"Is it?" ;Yes;a \n"a";"Good, yes." ;;', 2),
        ('id,text,answer,next,,\nq,Is it?,Yes,a,,\na,"Good, yes.",,,,,,\n', 2),
    ],
)
def test_csv_of_spreadsheets_is_read(text: str, line: int) -> None:
    """That is, with a line for the separator, spaces beside quotes, or empty columns."""
    assert first_mark(text) == 0
    tree = tree_of(read, text)
    assert answers_of(tree) == {"q": {"Yes": "a"}, "a": {}}
    assert [step.prose.plain for step in tree.steps.values()] == ["Is it?", "Good, yes."]
    assert [step.location.line for step in tree.steps.values()] == [line, line + 1]
    assert reports_of(tree) == []


def test_csv_keeps_quotes_and_spaces_in_quotes() -> None:
    """Only spaces beside the quotes of a cell are left out."""
    tree = table('q,"Say ""a"" , ""b"" , or c?" ,"a "" , "" b",a\na,say "x" or "y",,')
    assert answers_of(tree)["q"] == {'a " , " b': "a"}
    assert tree.steps["q"].prose.plain == 'Say "a" , "b" , or c?'
    assert tree.steps["a"].prose.plain == 'say "x" or "y"'


def test_csv_reports_columns_that_are_left_out() -> None:
    """A second column of one name is one of them, and so is text below no heading."""
    tree = tree_of(read, "id,text,answer,next,text,,note\nq,Is it?,Yes,q,Really?,,\nq,,No,q,,x,\n")
    assert reports_of(tree) == [
        "1:1 a second column is called “text”; it was left out [import-left-out]",
        "1:1 the column “note” was left out [import-left-out]",
        "3:1 a column without a heading was left out; here it says “x” [import-left-out]",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "id,question,answer_1,answer_2,next_1,next_2\nq,Is it?,Yes,No,a,b\na,Good.\nb,Bad.,,,,\n",
        "ID;Text;Answer 1;Next 1;Answer2;next-2\nq;Is it?;Yes;a;No;b\na;Good.\nb;Bad.\n",
    ],
)
def test_csv_row_can_have_all_answers_of_a_step(text: str) -> None:
    """Numbered columns belong together; empty ones are no answers."""
    tree = tree_of(read, text)
    assert answers_of(tree) == {"q": {"Yes": "a", "No": "b"}, "a": {}, "b": {}}
    assert reports_of(tree) == []


def test_csv_with_other_headings_is_read_by_a_mapping() -> None:
    """Columns that the mapping does not name keep their names."""
    text = "Nr,Frage,text,Option,Ziel,next\n1,Is it?,note,Yes,2,9\n2,Good.,,,,\n"
    columns = {"id": "nr", "text": "Frage", "answer": "Option", "next": "Ziel"}
    tree = read(SourceText("tree", text), ENGLISH, columns)
    assert answers_of(tree) == {"1": {"Yes": "2"}, "2": {}}
    assert tree.steps["1"].prose.plain == "Is it?"
    assert reports_of(tree) == [
        "1:1 the column “text” was left out [import-left-out]",
        "1:1 the column “next” was left out [import-left-out]",
    ]


def test_csv_mapping_to_missing_heading_is_reported() -> None:
    """The nearest heading is suggested."""
    text = "Nr,question,answer,next\n1,Is it?,Yes,1\n"
    tree = read(SourceText("tree", text), ENGLISH, {"id": "Nmr"})
    assert tree.steps == {}
    assert reports_of(tree)[0] == (
        '1:1 no column has the heading “Nmr”. Did you mean "Nr"? [import-defect]'
    )


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("id=Nr,question=Frage", {"id": "Nr", "text": "Frage"}),
        ('answer_1="a" , NEXT 1= b ', {"answer 1": '"a"', "next 1": "b"}),
        ('"text=What, then?",id=Nr', {"text": "What, then?", "id": "Nr"}),
    ],
)
def test_parse_columns_reads_headings(option: str, expected: dict[str, str]) -> None:
    """A piece with a comma needs quotes."""
    assert parse_columns(option) == expected


@pytest.mark.parametrize("option", ["id", "id=", "=Nr", "nr=Nr", "id=Nr,,text=x"])
def test_parse_columns_rejects_other_text(option: str) -> None:
    """The message says what is wrong."""
    with pytest.raises(ValueError, match="is not a column"):
        parse_columns(option)


def test_parse_columns_rejects_a_column_that_is_named_twice() -> None:
    """Otherwise one of the two headings would be ignored. `question` is another name of `text`."""
    with pytest.raises(ValueError, match=r'^the column "question" is named twice$'):
        parse_columns("text=Prompt,question=Title")


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("id,question,option,goto", "--columns=answer=option,next=goto"),
        ("Nr;Frage;Antwort;Ziel", "--columns=id=Nr,text=HEADING,answer=HEADING,next=HEADING"),
        ("Step no,Question text,Next step", "--columns=id=Step no,text=Question text,"
         "answer=HEADING,next=Next step"),
        (
            'number,"title, long",choice,target',
            '--columns=id=number,"text=title, long",answer=choice,next=target',
        ),
    ],
)  # fmt: skip
def test_suggested_columns_name_the_likely_headings(first: str, expected: str) -> None:
    """Those that no heading fits are left to the author."""
    assert suggested_columns(read_header(first, {})).startswith(expected)
