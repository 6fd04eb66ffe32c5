"""An author's Markdown as paragraphs of spans, for formats without Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark", {"html": False})

_INDENT = "\N{EM SPACE}"


@dataclass(frozen=True, slots=True)
class Span:
    """Words with one look. `to` is the URL of a link, or empty."""

    text: str
    bold: bool = False
    italic: bool = False
    to: str = ""


def paragraphs(text: str) -> Iterator[list[Span]]:
    """Yield the paragraphs of Markdown. Headings are bold, items of lists begin with a mark."""
    lists: list[int] = []  # of each open list, the number of its next item; 0 for bullets
    mark, heading = "", False
    for token in _MARKDOWN.parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(0 if token.type.startswith("b") else int(token.attrGet("start") or 1))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            mark = _INDENT * (len(lists) - 1) + (f"{lists[-1]}. " if lists[-1] else "• ")
            lists[-1] += bool(lists[-1])
        elif token.type == "heading_open":
            heading = True
        elif token.type == "inline":
            spans = list(_spans(token.children or [], heading))
            yield [Span(mark), *spans] if mark else spans
            mark, heading = "", False
        elif token.type in ("fence", "code_block"):
            yield from ([Span(line)] for line in token.content.splitlines())


def _spans(tokens: list[Token], heading: bool) -> Iterator[Span]:
    bold, italic, to = int(heading), 0, ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                to = str(token.attrGet("href"))
            case "link_close":
                to = ""
            case "softbreak" | "hardbreak":
                yield Span(" ")
            case _:
                yield Span(token.content, bold > 0, italic > 0, to)
