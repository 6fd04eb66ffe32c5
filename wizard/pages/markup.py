"""Authors' Markdown as safe HTML: the only place where a text becomes markup."""

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
    """An author's Markdown as HTML that holds nothing but plain formatting and https links."""
    html = nh3.clean(
        _MARKDOWN.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https"},
        link_rel="noreferrer noopener",
    )
    return Markup(html)  # noqa: S704 - cleaned just above


@lru_cache(maxsize=2000)
def qr_code(text: str) -> Markup:
    """A QR code as an inline drawing, for paper. It says what it is to those who cannot see it."""
    import segno  # here, since it takes long to import, and a check draws nothing

    code = segno.make(text, error="m", micro=False)
    drawing = code.svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None
    )  # sized by the stylesheet
    return Markup(drawing.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704 - segno writes numbers only


def mark_names(html: str, names: re.Pattern[str], language: str) -> str:
    """A page in which each of the names is marked as being in another language, so that it is read out rightly.

    Only the text of the body is looked at, never a tag or the title; nothing where a template leaves out that tag.
    """
    head, tag, rest = html.partition("<body")
    body = tag + rest

    def mark(name: re.Match[str]) -> str:
        in_tag = body.rfind("<", 0, name.start()) > body.rfind(">", 0, name.start())
        return name[0] if in_tag else f'<span lang="{language}">{name[0]}</span>'

    return head + names.sub(mark, body)


def names_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """What `mark_names` looks for: the names as they stand in HTML, longer ones first. None where there are none.

    Each begins with its first letter, and only then looks back: so most of a page is passed over at once.
    """
    texts = sorted({str(escape(name)) for name in names}, key=len, reverse=True)
    first, rest = ([re.escape(text[:1]) for text in texts], [re.escape(text[1:]) for text in texts])
    whole = "|".join(
        rf"{one}(?<![\w-]{one}){others}" for one, others in zip(first, rest, strict=True)
    )
    return re.compile(rf"(?:{whole})(?![\w-])") if texts else None
