"""Authors' Markdown as safe HTML: the only place where a text becomes markup."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import nh3
import segno
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "h2", "h3", "br", "code", "blockquote"}
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


@cache
def markdown(text: str) -> Markup:
    """An author's Markdown as HTML that holds nothing but plain formatting and https links."""
    html = nh3.clean(
        _MARKDOWN.render(text), tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https"}, link_rel=None
    )
    return Markup(html.replace("<a href", '<a rel="noreferrer noopener" href'))  # noqa: S704 - cleaned just above


@lru_cache(maxsize=2000)
def qr_code(text: str) -> Markup:
    """A QR code as an inline drawing, for paper. It says what it is to those who cannot see it."""
    drawing = segno.make(text, error="m", micro=False).svg_inline(
        scale=3, border=2, omitsize=False, svgclass="qr", lineclass=None
    )
    return Markup(drawing.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704 - segno writes numbers only


@lru_cache(maxsize=20_000)
def foreign_names(text: str, names: tuple[str, ...], language: str) -> Markup:
    """A text in which each of the names is marked as being in another language, so that it is read out rightly."""
    found = re.split("|".join(rf"((?<!\w){re.escape(name)}(?!\w))" for name in names), text) if names else [text]
    parts = [part for part in found if part]
    return Markup("").join(
        Markup('<span lang="{}">{}</span>').format(language, part) if part in names else escape(part) for part in parts
    )
