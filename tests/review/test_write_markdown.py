"""The document as Markdown: no text of an author becomes markup, and links lead somewhere."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from tests.conftest import Write
from tests.review.documents import GITHUB, document_of
from tests.review.hostile import HOSTILE
from wizard.review.write_markdown import escape_markdown, markdown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a *b*", r"a \*b\*"),
        ("1. x", r"1\. x"),
        ("- x", r"\- x"),
        ("a-b", "a-b"),
        ("[x]", r"\[x\]"),
    ],
)
def test_escape_markdown_keeps_text_as_it_is(text: str, expected: str) -> None:
    """No text of an author becomes a list, a link or emphasis."""
    assert escape_markdown(text) == expected


def test_texts_are_shown_as_they_are(write: Write) -> None:
    """GitHub shows every character of a text, also those that are markup elsewhere."""
    text = markdown(document_of(write(guide=HOSTILE) / "guide.yaml"))
    page = BeautifulSoup(GITHUB.render(text), "html.parser")
    shown = page.get_text("")
    for piece in (
        "Is 1 < 2 & 3 > 2? | *no* `code` ~~x~~",
        "<script>alert(1)</script>",
        "]]> & </w:t>",
        "1. Not a list",
        "<b>html</b>",
    ):
        assert piece in shown, piece
    assert not page.select("script, img, table, b")
    assert page.select("blockquote a[href='https://example.org/a_(b)?x=1&y=2']")
    assert page.select("blockquote a[href='https://example.org/x(y)']")


def test_links_lead_to_anchors(write: Write) -> None:
    """Each link inside the document has its place, once."""
    text = markdown(document_of(write(guide=HOSTILE) / "guide.yaml"))
    anchors = re.findall(r'<a id="([^"]+)"></a>', text)
    assert len(anchors) == len(set(anchors))
    links = re.findall(r"\(<?#([^>)]+)>?\)", text)
    assert links
    assert {*links} <= {*anchors}
