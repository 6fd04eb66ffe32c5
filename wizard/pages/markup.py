"""Authors' Markdown, QR codes and marked names as safe HTML: the only module that makes markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "h2", "h3", "br", "code", "blockquote"}

_MARKDOWN = MarkdownIt("commonmark", {"html": False})


@cache
def markdown(text: str) -> Markup:
    """Return an author's Markdown as HTML with nothing but simple formatting and https links."""
    # markdown-it leaves out HTML, but knows more than pages should have, such as pictures and http:
    # links. And it is a second check of what ends up in pages unescaped.
    html = nh3.clean(
        _MARKDOWN.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https"},
        link_rel="noreferrer noopener",
    )
    return Markup(html)  # noqa: S704 - cleaned just above


def markdown_below_headings(text: str) -> Markup:
    """Return an author's Markdown as HTML whose headings are bold paragraphs.

    For a text that is itself below several headings of a document.
    """
    html = re.sub(r"<h[23]>(.*?)</h[23]>", r"<p><strong>\1</strong></p>", str(markdown(text)))
    return Markup(html)  # noqa: S704 - cleaned by `markdown`; the names of tags are ours


@lru_cache(maxsize=2000)
def qr_code(text: str) -> Markup:
    """Return a QR code as an inline SVG. Screen readers skip it."""
    import segno  # imported here because it is slow to import and `wizard check` draws nothing

    code = segno.make(text, error="m", micro=False)
    # Without a size, so that the stylesheet sets it.
    drawing = code.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None)
    # segno writes only numbers into the SVG, nothing of the text.
    return Markup(drawing.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704


def mark_names(html: str, names: re.Pattern[str], language: str) -> str:
    """Return a page with each of the names marked as text in another language.

    So a screen reader pronounces them as in that language. Only the text of the body is marked, no
    tags and no title; a page without a body tag stays as it is.
    """
    head, tag, rest = html.partition("<body")
    body = tag + rest

    def mark(name: re.Match[str]) -> str:
        in_tag = body.rfind("<", 0, name.start()) > body.rfind(">", 0, name.start())
        return name[0] if in_tag else f'<span lang="{language}">{name[0]}</span>'

    return head + names.sub(mark, body)


def names_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return the pattern that `mark_names` needs, or None if there are no names.

    It matches names as they are written in HTML, the longest first.
    """
    texts = sorted({str(escape(name)) for name in names}, key=len, reverse=True)
    # The first letter is matched before the lookbehind, so that the regex engine can skip most of a
    # page at once.
    patterns = [
        rf"{re.escape(text[:1])}(?<![\w-]{re.escape(text[:1])}){re.escape(text[1:])}"
        for text in texts
    ]
    return re.compile(rf"(?:{'|'.join(patterns)})(?![\w-])") if texts else None
