"""`read_twee`: stories in Twee 3."""

from __future__ import annotations

import pytest

from tests.convert.helpers import answers_of, reports_of, tree_of
from wizard.convert.read_twee import first_mark, read


def plain(body: str, data: str = "") -> str:
    """Return the text of a story's only passage."""
    return tree_of(read, f"{data}:: Start\n{body}\n").steps["Start"].prose.plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [(":: Start", True), ("x\n::Start", True), (":::", False), ("a :: b", False), ("::", False)],
)
def test_twee_is_detected_by_a_passage(text: str, expected: bool) -> None:
    """A line begins with two colons and a name."""
    assert (first_mark(text) >= 0) == expected


def test_twee_links_are_answers() -> None:
    """All four ways to write a link are read; the order is kept."""
    tree = tree_of(
        read,
        ":: Start\nWhich?\n[[a]]\n[[B->b]]\n[[c<-C]]\n[[D|d]]\n"
        ":: a\n1\n:: b\n2\n:: c\n3\n:: d\n4\n",
    )
    assert answers_of(tree)["Start"] == {"a": "a", "B": "b", "C": "c", "D": "d"}
    assert tree.steps["Start"].prose.plain == "Which?"
    assert reports_of(tree) == []


def test_twee_link_in_a_sentence_stays_in_it() -> None:
    """The sentence would not be complete without its words."""
    tree = tree_of(read, ":: Start\nGo to [[the desk->desk]] now.\n:: desk\nEnd.\n")
    assert tree.steps["Start"].prose.plain == "Go to the desk now."
    assert answers_of(tree)["Start"] == {"the desk": "desk"}


def test_twee_title_and_start_are_read() -> None:
    """StoryData may name another first passage."""
    tree = tree_of(
        read, ':: StoryTitle\nThe well\n:: StoryData\n{"start": "b"}\n:: a\n1\n:: b\n2\n'
    )
    assert (tree.title, tree.start, [*tree.steps]) == ("The well", "b", ["a", "b"])


def test_twee_names_are_unescaped() -> None:
    """Tags and map positions are left out and reported once."""
    tree = tree_of(read, ':: A \\[b\\] [x y] {"position": "1,2"}\n1\n:: B [z]\n2\n:: Start\n3\n')
    assert [*tree.steps] == ["A [b]", "B", "Start"]
    assert reports_of(tree) == [
        "1:1 tags and map positions of 2 passages were left out [import-changed]"
    ]


def test_twee_only_continue_asks_nothing() -> None:
    """A passage whose only link says "Continue" just leads on."""
    tree = tree_of(read, ":: Start\nRead.\n[[Continue->a]]\n:: a\nEnd.\n")
    assert answers_of(tree)["Start"] == {"": "a"}


def test_twee_passage_with_only_web_links_is_an_outcome() -> None:
    """Its links are the outcome's."""
    tree = tree_of(read, ":: Start\nSee [[the site->https://a.org/b]].\n")
    assert answers_of(tree) == {"Start": {}}
    assert tree.steps["Start"].links == [("the site", "https://a.org/b")]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('(set: $a to "(b)")Hello', "Hello"),
        ("(if: $a)[Hello (you)] all", "Hello (you) all"),
        ("(note: bring a copy)", "(note: bring a copy)"),
        ("(print: $a", "…"),
        ("<<if $a>>Hello<</if>>", "Hello"),
        ("a<<x>>b", "a b"),
        ("<% if (a) { %>Hello<% } %>", "Hello"),
        ("Hello $name, pay $5", "Hello …, pay $5"),
        ("Hello {name} {embed: 'x'}", "Hello …"),
        ("[if a]\nHello", "Hello"),
        ("a: 1\nb (c): 2\n--\nHello", "Hello"),
    ],
)
def test_twee_code_is_left_out_and_text_kept(body: str, text: str) -> None:
    """Code of Harlowe, SugarCube, Snowman and Chapbook; values become an ellipsis."""
    assert plain(body) == text


@pytest.mark.parametrize("name", ["Harlowe", "SugarCube", "Snowman"])
def test_twee_braces_are_text_in_other_story_formats(name: str) -> None:
    """Only Chapbook reads braces and lines in brackets as code."""
    data = f':: StoryData\n{{"format": "{name}"}}\n'
    assert plain("{a} b\n[c]", data) == "{a} b [c]"


def test_twee_code_is_reported_at_its_location() -> None:
    """The report quotes the code."""
    assert reports_of(tree_of(read, ":: Start\nA (set: $b to 1)\n")) == [
        "2:3 code of a story format was left out: “(set: $b to 1)” [import-left-out]"
    ]


@pytest.mark.parametrize("passage", [":: Look [script]", ":: Style [stylesheet]", ":: StoryInit"])
def test_twee_code_passage_is_left_out(passage: str) -> None:
    """Passages with scripts and styles are not steps."""
    tree = tree_of(read, f"{passage}\nalert(1)\n:: Start\nHello\n")
    assert [*tree.steps] == ["Start"]
    assert any("contains code and was left out" in each for each in reports_of(tree))


@pytest.mark.parametrize(
    ("text", "report"),
    [
        (":: Start\n[[Nowhere]]\n", "2:1 no passage has the name “Nowhere”"),
        (":: Start\na\n:: Start\nb\n", "3:1 the name “Start” is already used in line 1"),
        (":: Begin\na\n", "1:1 the story starts at “Start”, but no passage has that name"),
        (":: Start\na\n:: b [c\nd\n", "3:1 put a backslash before brackets"),
        (":: Start\na\n:: [b]\nc\n", "3:1 this passage has no name"),
    ],
)
def test_twee_reports_defect_at_its_location(text: str, report: str) -> None:
    """The location is that of the link or of the passage."""
    reports = reports_of(tree_of(read, text))
    assert any(each.startswith(report) and each.endswith("[import-defect]") for each in reports)


def test_twee_setter_of_link_is_left_out() -> None:
    """The link itself is kept."""
    tree = tree_of(read, ":: Start\na?\n[[b->c][$d to 1]]\n:: c\nEnd\n")
    assert answers_of(tree)["Start"] == {"b": "c"}
    assert "the setter of this link was left out" in "".join(reports_of(tree))
