"""Markdown, QR codes and names in another language as HTML."""

from __future__ import annotations

import pytest

from wizard.pages.markup import mark_names, markdown, names_pattern, qr_code


@pytest.mark.parametrize(
    ("body", "marked"),
    [
        ("<body><p>Driver Service Bureau</p>", "<body><p>[Driver Service Bureau]</p>"),
        (
            "<body><p>La Driver Service Bureau, y A&amp;B.</p>",
            "<body><p>La [Driver Service Bureau], y [A&amp;B].</p>",
        ),
        ("<body><p>Driver Service</p>", "<body><p>[Driver Service]</p>"),
        ("<body><p>xDriver Service, Driver Services, un-Driver Service, Driver Service-2</p>",) * 2,
        (
            "<body><p>Driver xDriver Service Driver Service</p>",
            "<body><p>Driver xDriver Service [Driver Service]</p>",
        ),
        (
            '<body><a href="/Driver Service/" title="Driver Service">Driver Service</a>',
            '<body><a href="/Driver Service/" title="Driver Service">[Driver Service]</a>',
        ),
        ('<body title="Driver Service"><p>nada</p>',) * 2,
    ],
)
def test_mark_names_changes_text_only(body: str, marked: str) -> None:
    """The longest name that matches is marked, as a whole word, never in a tag or in the head."""
    names = names_pattern(["Driver Service", "Driver Service Bureau", "A&B"])
    assert names
    head = "<head><title>Driver Service</title></head>"
    expected = marked.replace("[", '<span lang="en">').replace("]", "</span>")
    assert mark_names(head + body, names, "en") == head + expected


def test_names_pattern_without_names_is_none() -> None:
    """A site may have no name to keep."""
    assert names_pattern([]) is None


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**So** and *so*.", "<p><strong>So</strong> and <em>so</em>.</p>\n"),
        ("## Title\n\n- one", "<h2>Title</h2>\n<ul>\n<li>one</li>\n</ul>\n"),
        (
            "[here](https://example.org/)",
            '<p><a href="https://example.org/" rel="noreferrer noopener">here</a></p>\n',
        ),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](http://example.org/)", '<p><a rel="noreferrer noopener">x</a></p>\n'),
        ("![x](https://example.org/x.png)", "<p></p>\n"),
        ("# Too large", "Too large\n"),
    ],
)
def test_markdown_allows_simple_formatting_only(text: str, html: str) -> None:
    """Pictures, first headings and links without https are removed; HTML is shown as text."""
    assert markdown(text) == html


def test_qr_code_is_an_inline_svg() -> None:
    """The stylesheet sets its size, screen readers skip it, and the URL is not in it as text."""
    drawing = qr_code("https://guide.example/en/<b>")
    assert drawing.startswith('<svg aria-hidden="true"')
    assert 'class="qr"' in drawing
    assert "viewBox" in drawing
    assert "guide.example" not in drawing
    assert "width=" not in drawing.partition(">")[0]


def test_qr_codes_of_different_texts_differ() -> None:
    """The cache keeps a code for its own text only."""
    assert qr_code("https://guide.example/a") != qr_code("https://guide.example/b")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[us](tel:+16015550123)", '<a href="tel:+16015550123"{}>us</a> (601-555-0123)'),
        ("[601 555 0123](tel:601-555-0123)", '<a href="tel:601-555-0123"{}>601 555 0123</a>'),
        ("<tel:601-555-0123>", '<a href="tel:601-555-0123"{}>601-555-0123</a>'),
        ("<a@b.org>", '<a href="mailto:a@b.org"{}>a@b.org</a>'),
        (
            "[**us**](mailto:a@b.org)",
            '<a href="mailto:a@b.org"{}><strong>us</strong></a> (a@b.org)',
        ),
        ("[us](mailto:a@b.org?subject=x)", "<a{}>us</a>"),
        ("[us](tel:x)", "<a{}>us</a>"),
        ("[us](TEL:x)", "<a{}>us</a>"),
        ("[us](sms:601-555-0123)", "<a{}>us</a>"),
    ],
)
def test_markdown_has_valid_contacts_only(text: str, html: str) -> None:
    """The number or address of a contact is there to read; anything else is not linked."""
    rel = ' rel="noreferrer noopener"'
    assert markdown(text) == f"<p>{html.format(rel)}</p>\n"
