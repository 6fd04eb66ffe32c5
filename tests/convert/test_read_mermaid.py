"""`read_mermaid`: flowcharts in Mermaid."""

from __future__ import annotations

import pytest

from tests.convert import mermaid_charts
from tests.convert.helpers import answers_of, reports_of, tree_of
from wizard.convert.chart import MAX_ARROWS
from wizard.convert.mermaid_syntax import SHAPES
from wizard.convert.read_mermaid import first_mark, read
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
        ("  ---\n  title: x\n  ---\n  graph TD\n", True),
        ('%%{\n  init: {"theme": "base"}\n}%%\nflowchart TD\n', True),
        ("flowchart TD %% our chart\n", True),
        ("flowchart TD a --> b\n", True),
        ("# Guide\n\n```mermaid\ngraph TD\n```\n", True),
        ("# Guide\n\n```mermaid\nsequenceDiagram\n```\n", False),
        ("# Guide\n\n```dot\ngraph TD\n```\n", False),
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
        ("s[Start] --> a", "a"),
        ("s{▶ Comienzo!} --> a", "a"),
        ("s([Start]) -->|now| a", "s"),
        ("s([Start]) --> a; s --> b", "s"),
        ("s([Read this]) --> a", "s"),
    ],
)
def test_mermaid_start_node_is_removed(body: str, start: str) -> None:
    """Only if it says just "Start", in any shape, and has one arrow without a label."""
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


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("```mermaid", "```"),
        ("``` mermaid", "```"),
        ("~~~mermaid", "~~~"),
        ("    ````mermaid", "    ````"),
        ("- ```mermaid", "  ```"),
        ("```{mermaid}\n:align: center\n", "```"),
        ('```{.mermaid caption="x"}', "```"),
        (":::mermaid", ":::"),
        ("```Mermaid", ""),
    ],
)
def test_mermaid_is_read_in_a_block_of_markdown(begin: str, end: str) -> None:
    """Locations are those in the file."""
    tree = tree_of(read, f"# Guide\n\n{begin}\nflowchart TD\n  a[Is it?] -->|Yes| b\n{end}")
    assert answers_of(tree) == {"a": {"Yes": "b"}, "b": {}}
    line = begin.count("\n") + 5
    assert (tree.steps["a"].location.line, tree.steps["a"].location.column) == (line, 3)
    assert reports_of(tree) == [
        f"{line - 1}:1 only this flowchart was read; the text around it was left out "
        "[import-left-out]"
    ]


def test_mermaid_reads_the_first_of_several_blocks() -> None:
    """The others are reported. What a comment or another block contains is no chart."""
    quoted = "````markdown\n```mermaid\ngraph TD\nno --> no\n```\n````\n"
    quoted += "<!--\n```mermaid\ngraph\nhidden\n```\n-->\n"
    blocks = "".join(f"```mermaid\n{text}\n```\n" for text in ("pie", "graph TD\na", "graph\nb"))
    tree = tree_of(read, quoted + blocks)
    assert list(tree.steps) == ["a"]
    assert reports_of(tree) == [
        "17:1 only this flowchart was read; the text around it was left out [import-left-out]",
        "21:1 this flowchart was left out; only the first one in the file is read "
        "[import-left-out]",
    ]


def test_mermaid_comments_are_left_out_everywhere() -> None:
    """They can be in the middle of a statement or a text, where Mermaid leaves them out too."""
    tree = chart('a["One\n  %% secret\ntwo"]\n%% secret\n--> b %% secret')
    assert answers_of(tree) == {"a": {"": "b"}, "b": {}}
    assert tree.steps["a"].prose.plain == "One two"
    assert reports_of(tree) == ["3:3 3 comments were left out [import-changed]"]


def test_mermaid_description_is_title_and_summary() -> None:
    """A chart says them for screen readers."""
    tree = chart("accTitle: The bins\naccDescr {\n  What goes\n  where\n}\na --> b")
    assert (tree.title, tree.summary) == ("The bins", "What goes where")
    assert answers_of(tree) == {"a": {"": "b"}, "b": {}}
    assert reports_of(tree) == []


def test_mermaid_click_with_url_is_a_link() -> None:
    """A script is left out."""
    tree = chart(
        'a[Form]\nclick a href "https://example.org/form" "Fill\n it in" _blank\n'
        'click a "https://example.org/"\nclick a call f("x;y") "A\ntip"\nclick a "javascript:x()"'
    )
    assert tree.steps["a"].links == [
        ("Fill it in", "https://example.org/form"),
        ("Form", "https://example.org/"),
    ]
    assert len(tree.steps) == 1
    assert reports_of(tree) == [
        "8:1 a link that runs a script (javascript:) was left out; its text was kept "
        "[import-left-out]",
        "6:1 1 statement about styles, classes or clicks was left out [import-changed]",
    ]


def test_mermaid_arrow_ids_are_about_looks() -> None:
    """What is said of an arrow makes no step, before it or after it."""
    tree = chart(
        "a e1@--> b\na L_a_c@-- No --> c\ne1@{ animate: true }\nclass e1 red\n"
        "e2@{ curve: linear }\nb e2@==> c"
    )
    assert [*tree.steps] == ["a", "b", "c"]
    assert answers_of(tree)["a"] == {"b": "b", "No": "c"}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ('{ label : "Old one?" }', "Old one?"),
        ("{ label: 'Keep it, really' }", "Keep it, really"),
        ("{ label: 'it''s {old}' }", "it's {old}"),
        ('{ shape: rect, label: "a } b" }', "a } b"),
        ("{ label: Keep it, shape: rect }", "Keep it"),
        ('{\n  shape: rect\n  label: "One\n  two"\n}', "One two"),
        ("{\n  label: |\n    One\n    two\n  shape: rect\n}", "One two"),
        ('{ img: "label: no.png", h: 60 }', "a"),
        ('{ label: "**One** *two*" }', "One two"),
    ],
)
def test_mermaid_reads_label_among_attributes(data: str, text: str) -> None:
    """Attributes are YAML, as people write it."""
    tree = chart(f"a@{data} --> b")
    assert tree.steps["a"].prose.plain == text
    assert answers_of(tree) == {"a": {"": "b"}, "b": {}}


def test_mermaid_line_end_and_icon_in_text() -> None:
    r"""`\n` begins a new line, and an icon is a picture."""
    tree = chart(r"a[fa:fa-car Take the\nvan] --> b")
    assert tree.steps["a"].prose.plain == "Take the van"
    assert reports_of(tree) == ["2:1 an icon was left out [import-left-out]"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("a(round (x))", "round (x)"),
        ("a[say (hi) [you]]", "say (hi) [you]"),
        ('a{Keep "it"?}', 'Keep "it"?'),
        ("a[/the/path]", "/the/path"),
        ("a([x)", "[x"),
        ("a{say (b}", "say (b"),
    ],
)
def test_mermaid_text_that_needs_quotes_is_read_and_reported(body: str, text: str) -> None:
    """Mermaid refuses such a chart, but a person can read it."""
    tree = chart(f"{body} --> b")
    assert tree.steps["a"].prose.plain == text
    assert answers_of(tree) == {"a": {"": "b"}, "b": {}}
    assert reports_of(tree) == [
        "2:1 Mermaid cannot read this, since text with brackets or quotes in it must be in quotes; "
        f"it was read as “{text}” [import-defect]"
    ]


def test_mermaid_arrows_at_subgraphs_are_at_nodes_in_them() -> None:
    """An arrow leads to the first node of a box, and starts at those that have no other arrow."""
    tree = chart(
        "a --> S & z\nsubgraph S[Second part]\ndirection LR\nb{Open?} -->|Yes| c\nb -->|No| d\n"
        "subgraph T\nd --> e\nend\nend\nT --> f\nS --> g"
    )
    assert answers_of(tree) == {
        "a": {"Second part": "b", "z": "z"},
        "z": {},
        "b": {"Yes": "c", "No": "d"},
        "c": {"": "g"},
        "d": {"": "e"},
        "e": {"": "f"},
        "f": {},
        "g": {},
    }
    assert (
        "2:3 this arrow points to the box “Second part”; it now leads to the first step in the "
        "box: “Open?” [import-changed]"
    ) in reports_of(tree)


def test_mermaid_arrow_from_box_without_ends_is_left_out() -> None:
    """Each node of the box leads on already."""
    tree = chart("subgraph S\na -->|x| b\nb --> a\nend\nS --> c")
    assert answers_of(tree) == {"a": {"x": "b"}, "b": {"": "a"}, "c": {}}
    assert (
        "6:3 this arrow starts at the box “S”, but each step in the box leads on already; the "
        "arrow was left out [import-left-out]"
    ) in reports_of(tree)


def test_mermaid_empty_subgraph_is_a_step_if_an_arrow_points_to_it() -> None:
    """It looks like a node. So does one that has only itself in it."""
    tree = chart(
        "a --> S & T\nsubgraph S[The end]\nend\nsubgraph T\nT[Itself]\nend\nsubgraph U\nend"
    )
    assert {name: step.prose.plain for name, step in tree.steps.items()} == {
        "a": "a",
        "T": "Itself",
        "S": "The end",
    }


@pytest.mark.parametrize(
    ("begin", "piece", "count"),
    [
        ("", "a[", 200_000),
        ("", "a[\n", 200_000),
        ("", "a -- b\n", 100_000),
        ("", "a -. b\n", 100_000),
        ("", "%%{", 200_000),
        ("subgraph a\n" * 2_000, "b --> a\n", 20_000),
        ("", "a@{'", 100_000),
        ("", "a -->|\n", 50_000),
        ("a", "-.", 500_000),
        ("a", "--", 500_000),
        ("", "```mermaid\n", 50_000),
        ('a["`', "** ", 200_000),
    ],
)
def test_mermaid_hostile_text_takes_time_in_proportion(begin: str, piece: str, count: int) -> None:
    """Each of these would take hours in quadratic time."""
    try:
        tree = tree_of(read, f"flowchart TD\n{begin}{piece * count}")
    except TooLargeError:
        return
    assert tree.problems or tree.steps


def test_mermaid_arrows_without_any_label_are_reported_once() -> None:
    """People draw the options in the nodes that the arrows point to, which is no mistake."""
    tree = chart("a[Which?] --> b[This]\na --> c[That]")
    assert answers_of(tree)["a"] == {"This": "b", "That": "c"}
    assert reports_of(tree) == [
        "2:1 no arrow that starts here has a label; the answers are now the texts of the targets "
        "[import-changed]"
    ]


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
        (
            "a --> b\na -->|x| c",
            "2:3 this arrow has no label, but others that start at the same node have one",
        ),
        ("a[One]\na[Two]", "3:1 this node has a different text in line 2"),
        ("a -->", "2:3 this arrow points to no node"),
        ("a --> ?? b", "2:10 this cannot be read and was left out: “b”"),
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
    monkeypatch.setattr("wizard.convert.chart.MAX_ARROWS", 6)
    assert MAX_ARROWS > 6
    body = "a & b --> c & d & e" + "\nx --> y" * extra
    if extra:
        with pytest.raises(TooLargeError, match="more than 6 arrows; split the chart"):
            chart(body)
    else:
        assert len(chart(body).steps) == 5


@pytest.mark.parametrize("seed", range(300))
def test_mermaid_reads_chart_as_mermaid_does(seed: int) -> None:
    """A chart made from Mermaid's grammar has the same texts, arrows, title and start.

    `tests/browsers/test_mermaid.py` compares these charts with what Mermaid itself reads.
    """
    drawn = mermaid_charts.chart(seed)
    tree = tree_of(read, drawn.text)
    steps = {name: step.prose.plain for name, step in tree.steps.items()}
    assert steps == drawn.nodes, drawn.text
    assert arrows_of(tree) == sorted(mermaid_charts.resolved(drawn)), drawn.text
    assert (tree.title, tree.summary, tree.start) == (drawn.title, drawn.summary, drawn.start)
    # The charts have arrows with and without labels at the same node, and are right otherwise.
    defects = [report for report in reports_of(tree) if report.endswith("[import-defect]")]
    assert all("this arrow has no label" in defect for defect in defects)


def arrows_of(tree: ImportedTree) -> list[tuple[str, str, str]]:
    """Return the source, target and label of each arrow of a tree, sorted."""
    return sorted(
        (name, answer.to, answer.label)
        for name, step in tree.steps.items()
        for answer in step.answers
    )
