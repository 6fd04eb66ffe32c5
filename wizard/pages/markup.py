"""Authors' Markdown, QR codes and marked names as safe HTML: the only module that makes markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from wizard.i18n.translator import Translator
from wizard.i18n.wording import contact_label
from wizard.model.contacts import contact_text, is_contact, names_contact

TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "h2", "h3", "br", "code", "blockquote"}

_MARKDOWN = MarkdownIt("commonmark", {"html": False})


@cache
def markdown(text: str) -> Markup:
    """Return an author's Markdown as HTML with simple formatting and safe links only."""
    # markdown-it leaves out HTML, but knows more than pages should have, such as pictures and http:
    # links. And it is a second check of what ends up in pages unescaped.
    html = nh3.clean(
        _rendered(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_safe_attribute,
        url_schemes={"https", "tel", "mailto"},
        link_rel="noreferrer noopener",
    )
    return Markup(html)  # noqa: S704 - cleaned just above


def markdown_below_headings(text: str) -> Markup:
    """Return an author's Markdown as HTML whose headings are bold paragraphs.

    For a text that is itself below several headings of a document.
    """
    html = re.sub(r"<h[23]>(.*?)</h[23]>", r"<p><strong>\1</strong></p>", str(markdown(text)))
    return Markup(html)  # noqa: S704 - cleaned by `markdown`; the names of tags are ours


def contact_link(t: Translator, url: str) -> str:
    """Return a link to call or to write to a contact, in Markdown."""
    return f"[{contact_label(t, url)}]({url})"


def _safe_attribute(_tag: str, _name: str, value: str) -> str | None:
    """Return the value of an attribute, or None to leave it out."""
    # A scheme has no meaning before a slash, so a path with a colon in it is a path.
    scheme = value.partition(":")[0].lower()
    return None if scheme in ("tel", "mailto") and not is_contact(value) else value


def _rendered(text: str) -> str:
    """Return Markdown as HTML, in which each contact is also there to read."""
    tokens = _MARKDOWN.parse(text)
    for block in tokens:
        if block.children:
            block.children = list(_with_contacts(block.children))
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def _with_contacts(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield the parts of a paragraph, with the number or address after a link that lacks it."""
    url = shown = ""
    for token in tokens:
        if token.type == "link_open":
            url, shown = str(token.attrs["href"]), ""
        elif token.type == "text" and url == token.content:
            # What is between < and > is shown as it is, and a scheme is nothing to read.
            token.content = contact_text(url) if is_contact(url) else url
        shown += token.content
        yield token
        if token.type == "link_close":
            # On paper and on a computer without a phone, a link alone is of no use.
            if is_contact(url) and not names_contact(shown, url):
                yield Token("text", "", 0, content=f" ({contact_text(url)})")
            url = ""


@lru_cache(maxsize=4000)  # 51 rows in two languages have nearly 2,000 pages with one
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
