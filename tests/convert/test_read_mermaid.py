"""`read_mermaid`: flowcharts in Mermaid."""

from __future__ import annotations

import pytest

from tests.convert.helpers import answers_of, reports_of, tree_of
from wizard.convert.read_mermaid import MAX_ARROWS, SHAPES, first_mark, read
from wizard.convert.tree import ImportedTree, TooLargeError


def chart(body: str) -> ImportedTree:
    """Return the tree of a flowchart."""
    return tree_of(read, f"flowchart TD\n{body}\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("flowchart TD\na", True),
        ("graph LR; a", True),
        ("flowchart-elk", True),
        ("---\ntitle: x\n---\n%% a\n\ngraph", True),
        ("flowcharts are nice", False),
        ("sequenceDiagram", False),
        ("a\nflowchart TD", False),
    ],
)
def test_mermaid_is_detected_by_its_first_statement(text: str, expected: bool) -> None:
    """A title and comments may come before it."""
    assert (first_mark(text) >= 0) == expected


@pytest.mark.parametrize("opener", SHAPES)
def test_mermaid_reads_every_shape(opener: str) -> None:
    """The text may be in quotes, and then contain what closes the shape."""
    for closer in SHAPES[opener]:
        tree = chart(f'a{opener}One two{closer} --> b{opener}"{closer} x"{closer}')
        assert [step.prose.plain for step in tree.steps.values()] == ["One two", f"{closer} x"]
        assert reports_of(tree) == []


@pytest.mark.parametrize(
    ("arrow", "label"),
    [
        ("-->", ""),
        ("---", ""),
        ("==>", ""),
        ("-.->", ""),
        ("--x", ""),
        ("---->", ""),
        ("-->|Yes|", "Yes"),
        ('-->|"Yes | no"|', "Yes | no"),
        ("-- Yes -->", "Yes"),
        ("== Yes ==>", "Yes"),
        ("-. Yes .->", "Yes"),
        ("--> |Yes|", "Yes"),
    ],
)
def test_mermaid_reads_every_arrow(arrow: str, label: str) -> None:
    """The label may be in the arrow or after it."""
    assert answers_of(chart(f"a {arrow} b")) == {"a": {label: "b"}, "b": {}}


def test_mermaid_chains_and_groups_have_all_arrows() -> None:
    """Each node of a group has an arrow to each node of the next one."""
    tree = chart("a & b -->|x| c --> d; b -->|y| d")
    assert answers_of(tree) == {"a": {"x": "c"}, "b": {"x": "c", "y": "d"}, "c": {"": "d"}, "d": {}}


def test_mermaid_invisible_arrow_is_ignored() -> None:
    """It only moves nodes apart."""
    assert answers_of(chart("a ~~~ b")) == {"a": {}, "b": {}}


def test_mermaid_reads_entities_and_markdown_strings() -> None:
    """An entity of Mermaid begins with #."""
    tree = chart('a["#quot;1#quot; #35; &amp;"] --> b["`**Is** it?`"]')
    assert [step.prose.plain for step in tree.steps.values()] == ['"1" # &', "Is it?"]


def test_mermaid_reads_text_of_shape_attribute() -> None:
    """The newer syntax for shapes has the text as its label."""
    tree = chart('a@{ shape: rect, label: "Is it?" } --> b@{ shape: circle }')
    assert [step.prose.plain for step in tree.steps.values()] == ["Is it?", "b"]


def test_mermaid_starts_at_node_that_reaches_most() -> None:
    """A node that is mentioned first need not be the start."""
    assert chart("c --> d\na --> b\nb --> c").start == "a"
    assert chart("a --> b\nx").start == "a"


@pytest.mark.parametrize(
    ("body", "start"),
    [
        ("s([Start]) --> a", "a"),
        ("s((Inicio)) --> a", "a"),
        ("s[Start] --> a", "s"),
        ("s([Start]) -->|now| a", "s"),
        ("s([Start]) --> a; s --> b", "s"),
        ("s([Read this]) --> a", "s"),
    ],
)
def test_mermaid_start_node_is_removed(body: str, start: str) -> None:
    """Only if it is round, says just "Start" and has one arrow without a label."""
    tree = chart(body)
    assert tree.start == start
    assert ("s" in tree.steps) == (start == "s")


def test_mermaid_arrow_back_to_removed_start_node_leads_to_first_question() -> None:
    """A removed start node is no target any more, so arrows back to it skip it too."""
    tree = chart("s([Start]) --> a; a -->|x| b; a -->|y| s")
    assert answers_of(tree) == {"a": {"x": "b", "y": "a"}, "b": {}}


def test_mermaid_start_node_that_leads_to_itself_is_kept() -> None:
    """Without it, nothing would be left to start at."""
    tree = chart("s([Start]) --> s")
    assert (tree.start, answers_of(tree)) == ("s", {"s": {"": "s"}})


def test_mermaid_subgraphs_and_styles_are_left_out() -> None:
    """Their nodes are kept, and styles are reported once."""
    tree = chart("subgraph x [At night]\na:::red --> b\nend\nstyle a fill:#f00\nclick a href")
    assert answers_of(tree) == {"a": {"": "b"}, "b": {}}
    assert reports_of(tree) == [
        "2:1 the subgraph “At night” was left out; its nodes were kept [import-changed]",
        "5:1 2 statements about styles, classes or clicks were left out [import-changed]",
    ]


@pytest.mark.parametrize(
    ("body", "report"),
    [
        ("a --> b\na -->|x| c", "2:3 this arrow has no label, but other arrows start here too"),
        ("a[One]\na[Two]", "3:1 this node has a different text in line 2"),
        ("a -->", "2:6 this line is incomplete"),
        ("a ?? b", "2:3 this cannot be read and was left out: “?? b”"),
        ("a[One", "2:1 this cannot be read and was left out: “a[One”"),
        ("a\nend", '3:1 "end" without a "subgraph"'),
        ("subgraph x\na", '2:1 this subgraph has no "end"'),
    ],
)
def test_mermaid_reports_defect_at_its_location(body: str, report: str) -> None:
    """What can be read of the chart is kept."""
    tree = chart(body)
    assert any(
        each.startswith(report) and each.endswith("[import-defect]") for each in reports_of(tree)
    ), reports_of(tree)
    assert "a" in tree.steps


def test_mermaid_text_without_chart_is_reported() -> None:
    """The tree is empty."""
    tree = tree_of(read, "a --> b")
    assert tree.steps == {}
    assert reports_of(tree) == [
        '1:1 a flowchart must begin with a line such as "flowchart TD" [import-defect]'
    ]


@pytest.mark.parametrize("extra", [0, 1])
def test_mermaid_arrows_are_limited(extra: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two short groups could have millions of arrows."""
    monkeypatch.setattr("wizard.convert.read_mermaid.MAX_ARROWS", 6)
    assert MAX_ARROWS > 6
    body = "a & b --> c & d & e" + "\nx --> y" * extra
    if extra:
        with pytest.raises(TooLargeError, match="more than 6 arrows; split the chart"):
            chart(body)
    else:
        assert len(chart(body).steps) == 5
