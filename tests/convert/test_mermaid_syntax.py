"""`mermaid_syntax`: the parts of statements in Mermaid."""

from __future__ import annotations

import pytest

from wizard.convert.mermaid_syntax import MAX_LABEL, SHAPES, Scanner, Text, UnreadableError


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a --> b", "a"),
        ("a-->b", "a"),
        ("a-b-->c", "a-b"),
        ("v1.2-.->c", "v1.2"),
        ("a==>b", "a"),
        ("a=b", "a=b"),
        ("a&b", "a&b"),
        ("a& b", "a"),
        ("a:::red", "a"),
        ("a:b", "a:b"),
        ("日本[x]", "日本"),
        ("🙂(x)", "🙂"),
        ("  a@{ x: y }", "a"),
        ("a%% note", "a"),
        ("endless", "endless"),
    ],
)
def test_mermaid_name_ends_where_an_arrow_or_a_text_begins(text: str, name: str) -> None:
    """Dashes, dots and other signs can be part of a name."""
    assert Scanner(text, 0).name() == name


@pytest.mark.parametrize("text", ["", "-->", "&", "[x]", "- x", '"a"'])
def test_mermaid_text_without_a_name_is_unreadable(text: str) -> None:
    """A name begins with a letter, a digit or one of some signs."""
    with pytest.raises(UnreadableError):
        Scanner(text, 0).name()


@pytest.mark.parametrize("opener", SHAPES)
def test_mermaid_text_of_node_can_have_several_lines(opener: str) -> None:
    """Only what closes the shape ends it, with or without quotes."""
    for closer in SHAPES[opener]:
        for written, text in [("One\n two", "One\n two"), (' "1 ]\n})" ', "1 ]\n})")]:
            scan = Scanner(f"{opener}{written}{closer} --> b", 0)
            assert scan.node_text(0) == Text(text)
            assert scan.text[scan.at :] == " --> b"


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("-->b", "", "b"),
        ("\n  --> b", "", " b"),
        ("%% why\n--> b", "", " b"),
        ("-->\n |Yes| b", "Yes", " b"),
        ('--> | "a | b" |b', "a | b", "b"),
        ("-->|No,\n never|b", "No,\n never", "b"),
        ('-- "x --> y" --> b', "x --> y", " b"),
        ("-- well-known --> b", "well-known ", " b"),
        ("-- two\n lines --> b", "two\n lines ", " b"),
        ("== 1 = 1 ==> b", "1 = 1 ", " b"),
        ("-. e.g. this .-> b", "e.g. this ", " b"),
        ("-. long -..-> b", "long ", " b"),
        ("<-- both --> b", "both ", " b"),
        ("e1@--> b", "", " b"),
        ("L_a-b@== x ==> b", "x ", " b"),
        ("x--x b", "", " b"),
        ("\no--o b", "", " b"),
    ],
)
def test_mermaid_arrow_is_read_with_its_label(text: str, label: str, rest: str) -> None:
    """Line ends and comments may be around an arrow, and line ends in its label."""
    scan = Scanner(text, 0)
    link = scan.arrow()
    assert link
    assert (link.label.text, scan.text[scan.at :]) == (label, rest)


@pytest.mark.parametrize(
    "text", ["", "b", "\nb --> c", "- b", "\nx --> c", "\no-->c", "e1@{ a: b }"]
)
def test_mermaid_what_is_no_arrow_is_left_for_the_next_statement(text: str) -> None:
    """In a new line, `x` and `o` are names of nodes."""
    scan = Scanner(text, 0)
    assert scan.arrow() is None
    assert scan.at == 0


@pytest.mark.parametrize(
    "text", ["-- yes", "-- a -- b -->", "== x -->", "-. " + "x" * MAX_LABEL + " .->"]
)
def test_mermaid_arrow_whose_text_does_not_end_is_unreadable(text: str) -> None:
    """Two dashes end the text, and then the arrow must end too."""
    with pytest.raises(UnreadableError):
        Scanner(text, 0).arrow()
