"""`rich_text`: HTML and Markdown marks in text of other tools."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.convert import rich_text
from wizard.convert.codes import CHANGED, LEFT_OUT
from wizard.convert.importer import MAX_BYTES
from wizard.convert.rich_text import (
    FORBIDDEN,
    PADDING,
    Paragraph,
    Prose,
    checked_url,
    escape_html,
    markdown,
    one_line,
    padded,
)


def read(text: str, breaks: bool = False) -> tuple[Prose, list[tuple[int, str, str]]]:
    """Return the prose of a text and what is reported."""
    reports: list[tuple[int, str, str]] = []
    prose = rich_text.read(text, lambda *report: reports.append(report), breaks)
    return prose, reports


def markdown_of(text: str, breaks: bool = False) -> list[str]:
    """Return the Markdown of each paragraph of a text."""
    return [part.markdown for part in read(text, breaks)[0].paragraphs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <b>b</b> c", ["a **b** c"]),
        ("a<b> b </b>c", ["a **b** c"]),
        ("<I>a</I> <em>b</em> <strong>c</strong>", ["*a* *b* **c**"]),
        ("<b><b>a</b></b>", ["**a**"]),
        ("<b>a <i>b</b> c</i>", ["**a *b*** c"]),
        ("<b></b>a<b> </b>", ["a"]),
        ("a</b>", ["a"]),
        ("<p>a</p>b", ["a", "b"]),
        ("a\n\nb", ["a", "b"]),
        ("a\nb", ["a b"]),
        ("a<br>b", ["a\\\nb"]),
        ("a<br><br>b", ["a", "b"]),
        ("<h2>a</h2>b", ["**a**", "b"]),
        ("<ul><li>a<li>b</ul>c", ["- a", "- b", "c"]),
        ("<ol><li>a</li><li>b</li></ol>", ["1. a", "2. b"]),
        ("<ol><li>a<ul><li>b</ul><li>c</ol>", ["1. a", "- b", "2. c"]),
        ("<li>a<br>b", ["- a\\\n  b"]),
        ("<ul><li>a</li><li> </li></ul>b", ["- a", "b"]),
        ("a &lt;b&gt; &amp;amp; &#233;", ["a \\<b> \\&amp; é"]),
        ("a &copy b", ["a &copy b"]),
        ("a <license> b", ["a \\<license> b"]),
        ("2 < 3 > 1", ["2 < 3 > 1"]),
        ("a <b or c> d", ["a \\<b or c> d"]),
        ("a <i don't know> b", ["a \\<i don't know> b"]),
        ("<table of contents>", ["\\<table of contents>"]),
        ("a <b class=x>b</b>", ["a **b**"]),
        ("a <p align=center nowrap>b", ["a", "b"]),
        ('a <b title="x > y">b</b>', ["a **b**"]),
        ("a <b title='x\ny'>b</b>", ["a **b**"]),
        ('a <b class="x>b</b>', ["a **b**"]),
        ("a </b or c> d", ["a \\</b or c> d"]),
        ("<?> and <!>", ["\\<?> and \\<!>"]),
    ],
)
def test_read_keeps_formatting_as_markdown(text: str, expected: list[str]) -> None:
    """Formatting is kept; tags without a meaning here, and other angle brackets, are text."""
    assert markdown_of(text) == expected


def test_read_with_breaks_keeps_lines() -> None:
    """Each line end of the source is a line break."""
    assert markdown_of("a\nb\n\nc", breaks=True) == ["a\\\nb", "c"]


def test_read_returns_links_with_their_text() -> None:
    """A link is in the Markdown, and in the list of links once."""
    text = '<a href="https://a.org/x">the <b>form</b></a> and <a href=https://a.org/x>the form</a>'
    prose, reports = read(text)
    link = "[the **form**](https://a.org/x)"
    assert prose.links == (("the form", "https://a.org/x"),)
    text = f"{link} and [the form](https://a.org/x)"
    assert prose.paragraphs == (Paragraph("the form and the form", text, linked=True, styled=True),)
    assert reports == []


@pytest.mark.parametrize(
    ("text", "shown", "reports"),
    [
        ("a<script>b</script>c", "ac", ["<script> and its content were left out"]),
        ("a<SCRIPT>b</script >c", "ac", ["<script> and its content were left out"]),
        ("a<script>b<b></script>c", "ac", ["<script> and its content were left out"]),
        (
            "a<style>b",
            "a",
            [
                "<style> and its content were left out",
                "<style> is never closed; everything after it was left out",
            ],
        ),
        ("a<!-- b --> c", "a c", ["a comment was left out: “b”"]),
        ("a<!-- <b --> c", "a c", ["a comment was left out: “<b”"]),
        (
            "<img alt='a map' src=x onerror=y>",
            "a map",
            ["the script in onerror of <img> was left out", "the picture <img> was left out"],
        ),
        ("<form>a</form>", "a", ["the form <form> was left out"]),
        (
            'a<b onclick="if (a>b) alert(1)">b</b>',
            "ab",
            ["the script in onclick of <b> was left out"],
        ),
        ("a<script or c>b</script>c", "ac", ["<script> and its content were left out"]),
        ("a<!-- b --!> c", "a c", ["a comment was left out: “b”"]),
        (
            "a <!-- b",
            "a",
            [
                "a comment was left out: “b”",
                "this comment is never closed; everything after it was left out",
            ],
        ),
        ("a <?php echo $b->c ?> d", "a d", ["code was left out: “<?php echo $b->c ?>”"]),
        ("<!DOCTYPE html>a", "a", ["code was left out: “<!DOCTYPE html>”"]),
        ("a<span hidden>b</span>c", "ac", ["<span> is hidden; it and its content were left out"]),
        (
            'a<div style="Display : none"><div>b</div>c</div>d',
            "a d",
            ["<div> is hidden; it and its content were left out"],
        ),
        (
            "a<p style='visibility:hidden'>b",
            "a",
            [
                "<p> is hidden; it and its content were left out",
                "<p> is never closed; everything after it was left out",
            ],
        ),
        ("a<svg><svg></svg>b</svg>c", "ac", ["<svg> and its content were left out"]),
        ("<img hidden src='data:x'>a", "a", ["the picture <img> was left out"]),
        (
            "<a href='data:text/html,b'>a</a>",
            "a",
            ["a link that runs a script (data:) was left out; its text was kept"],
        ),
    ],
)
def test_read_reports_what_it_leaves_out(text: str, shown: str, reports: list[str]) -> None:
    """Scripts, comments, pictures and forms never reach the flow."""
    prose, reported = read(text)
    assert prose.plain == shown
    assert [message for _, _, message in reported] == reports
    assert {code for _, code, _ in reported} == {LEFT_OUT}


def test_read_plain_reports_lost_formatting_and_links() -> None:
    """The text is kept."""
    reports: list[tuple[int, str, str]] = []
    text = "<i>a</i> <a href='https://a.org/b'>c</a>"
    assert rich_text.read_plain(text, lambda *report: reports.append(report)) == "a c"
    assert [(code, message[:30]) for _, code, message in reports] == [
        (LEFT_OUT, "the link to https://a.org/b wa"),
        (CHANGED, "this is plain text now, withou"),
    ]
    assert rich_text.read_plain("a &lt;b&gt;", lambda *_: reports.clear()) == "a <b>"
    assert len(reports) == 2


def test_read_reports_offset_of_tag() -> None:
    """The importer makes a location of the offset."""
    assert read("abc <u>d</u>")[1] == [(4, CHANGED, "<u> was left out; its text was kept")]


@pytest.mark.parametrize(
    "unit",
    [
        "<!--",
        *(
            pytest.param(unit, marks=pytest.mark.slow)
            for unit in (
                "<a href='x",
                "<a x=\"'<b y='\"",
                "<p a ",
                "<?php ",
                "<script></script>",
                "<i hidden></i>",
                "<ul><li>",
                "</b &#1;",
            )
        ),
    ],
)
def test_read_of_hostile_text_takes_linear_time(unit: str) -> None:
    """A file of the maximum size is read in seconds.

    A reader that searches the rest of the text at each piece of markup takes hours for it, so this
    test would be stopped, however fast the machine is.
    """
    text = unit * (MAX_BYTES // len(unit))
    prose, _ = read(text)
    assert len(prose.plain) <= len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a*b_c", r"a\*b_c"),
        ("_a_", r"\_a\_"),
        ("# a", r"\# a"),
        ("- a", r"\- a"),
        ("12. a", r"12\. a"),
        ("> a", r"\> a"),
        ("--", r"\--"),
        ("a -- b", r"a -- b"),
        ("---", r"\---"),
        ("a [b](c)", r"a \[b\](c)"),
        ("a &amp; <b>", r"a \&amp; \<b>"),
    ],
)
def test_markdown_escapes_marks(text: str, expected: str) -> None:
    """Markdown shows the text as it is."""
    assert markdown(text) == expected


def test_escape_html_is_undone_by_read() -> None:
    """Our own files are read again without a change."""
    for text in ("a <b>b</b>", "&amp; &", "<!-- x -->", "2 < 3"):
        assert read(escape_html(text))[0].plain == text


@pytest.mark.parametrize(
    ("url", "expected", "code"),
    [
        ("https://a.org/b", "https://a.org/b", None),
        ("HTTPS://a.org", "https://a.org/", None),
        ("https://a.org?x=1", "https://a.org/?x=1", None),
        (" https://a.org/(b)&amp;c ", "https://a.org/%28b%29&c", None),
        ("http://a.org/b", "https://a.org/b", CHANGED),
        ("javascript:alert(1)", "", LEFT_OUT),
        ("java&#115;cript:x", "", LEFT_OUT),
        ("mailto:a@b.org", "mailto:a@b.org", None),
        ("mailto:a@b.org?subject=Hi", "mailto:a@b.org", CHANGED),
        ("mailto:a@b", "", LEFT_OUT),
        ("tel:+16015550123", "tel:+16015550123", None),
        ("TEL:(601) 555-0123", "tel:601-555-0123", CHANGED),
        ("tel:help", "", LEFT_OUT),
        ("//a.org", "", LEFT_OUT),
        (f"https://a.org/{'x' * 2_000}", "", LEFT_OUT),
    ],
)
def test_checked_url_allows_only_https_and_contacts(
    url: str, expected: str, code: str | None
) -> None:
    """Every change and every refusal is reported."""
    reports: list[tuple[int, str, str]] = []
    assert checked_url(url, 7, lambda *report: reports.append(report)) == expected
    assert [(at, each) for at, each, _ in reports] == ([(7, code)] if code else [])


def test_one_line_removes_forbidden_characters() -> None:
    """Padding is one of them, so it never reaches a flow."""
    assert one_line(f" a\n\tb\x00{PADDING}c\u2028d ") == "a bcd"
    assert FORBIDDEN.search(PADDING)


def test_padded_keeps_length() -> None:
    """Offsets after a replaced text stay the same."""
    assert padded("ab", 4) == f"ab{PADDING}{PADDING}"
    assert padded("ab", 1) == "ab"


# What readers of the source do not see, around `{}`; and what they see.
UNSEEN = [
    "<!-- {} -->", "<!--{}--!>", "<script>{}</script>", "<STYLE type=x>{}</style >",
    "<script async foo>if (a < b) {{{}}}</script>", "<span hidden>{}</span>",
    "<div style='color: red; display:none'><div>x{}</div>{}</div>",
    "<i data-x='>' hidden=''>{}</i>",
    '<p onclick="if (1 > 0) {}">', "<img src='data:image/png;base64,{}'>", "<!DOCTYPE {}>",
    "<a href='javascript:{}'>", "<template>{}</template>", "<?php {} ?>", "<input value='{}'>",
    "<iframe src=x>{}</iframe>", "<b title='{}'>", '<b class="a > {}">', "</p {}=1>",
    "<textarea><b>{}</b></textarea>", "<svg><svg>{}</svg>{}</svg>",
    "<b style=visibility:hidden>{}</b>",
]  # fmt: skip
SEEN = [
    "text",
    "<b>bold</b>",
    "<b or c>",
    "\n\n",
    "<br>",
    "2 < 3",
    "<p>",
    "a > b",
    "&amp;",
    "'",
    '"',
]


@given(st.lists(st.sampled_from([*UNSEEN, *SEEN]), max_size=12))
def test_read_shows_nothing_that_is_hidden(pieces: list[str]) -> None:
    """Comments, scripts, hidden text and attributes never reach a flow; all else does."""
    text = " ".join(piece.format("SECRET", "SECRET") for piece in pieces)
    prose, _ = read(text)
    shown = " ".join(part.markdown + part.plain for part in prose.paragraphs)
    assert "SECRET" not in shown
    for word, piece in (("text", "text"), ("bold", "<b>bold</b>"), ("or c", "<b or c>")):
        assert prose.plain.count(word) == pieces.count(piece)


@given(st.text(st.sampled_from("<>!-?/='\" abhiden&#;\n"), max_size=60))
def test_read_of_any_text_ends_and_keeps_order(text: str) -> None:
    """What is left of a text is in the order of the text."""
    prose, _ = read(text)
    rest = iter("".join(text.split()))
    letters = [each for each in prose.plain if each.isalpha() and each.isascii()]
    assert all(letter in rest for letter in letters)
