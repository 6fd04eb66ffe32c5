"""Finds the flowcharts in a file: one is the entire file, or each is a fenced block of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_FRONT = re.compile(r"\s*---[ \t]*\n(?P<front>.*?)\n[ \t]*---[ \t]*(?:\n|$)", re.DOTALL)
_TITLE = re.compile(r"^[ \t]*title:[ \t]*(?P<title>.+)$", re.MULTILINE)

# What may come before a chart: comments, and in some dialects of Markdown `:align: center`.
_BLANK = re.compile(r"\s+|%%[^\n]*|:[\w-]+:[^\n]*")

_BEGIN = re.compile(
    r"(?:flowchart(?:-elk)?|graph)"
    r"(?:[ \t]+(?:(?:TB|TD|BT|RL|LR|BR)(?=[ \t;\n]|$)|[<>^v](?=[ \t]*[;\n])))?"
    r"(?=[ \t]*(?:[;\n]|$|%%)|(?<=TB|TD|BT|RL|LR|BR)[ \t])"
)

# A line that begins a comment, or opens or closes a block, perhaps in an item of a list. Azure
# DevOps has `:::mermaid`.
_MARK = re.compile(
    r"^[ \t]*(?P<comment><!--)"
    r"|^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?P<fence>`{3,}|~{3,}|:{3,})"
    r"[ \t]*(?P<info>[^\n`]*)$",
    re.MULTILINE,
)
_MERMAID_INFO = re.compile(r"\{?[ \t]*\.?mermaid\b", re.IGNORECASE)

# An entire line, as Mermaid reads comments: `%%` within a line can be text.
_COMMENT_LINE = re.compile(r"^[ \t]*(?P<comment>%%[^\n]*)(?:\n|$)", re.MULTILINE)

_TAG = re.compile(r"<\w[^<>\n]*>")


class Chart(NamedTuple):
    """A flowchart in a file, with the offsets of its first statement and of its end."""

    title: str
    offset: int  # of the word "flowchart"
    begin: int
    end: int
    fenced: bool


def charts(text: str) -> list[Chart]:
    """Return the flowcharts of a file."""
    if chart := _chart(text, 0, len(text), fenced=False):
        return [chart]
    found = (_chart(text, begin, end, fenced=True) for begin, end in _blocks(text))
    return [chart for chart in found if chart]


def _chart(text: str, begin: int, end: int, fenced: bool) -> Chart | None:
    """Return the flowchart in a part of a text, or None if the part is something else."""
    # Of the same length, so that offsets stay true; without directives, which may come first.
    part = _without_directives(text[begin:end])
    front = _FRONT.match(part)
    title = _TITLE.search(front["front"]) if front else None
    at = front.end() if front else 0
    while blank := _BLANK.match(part, at):
        at = blank.end()
    first = _BEGIN.match(part, at)
    if first is None:
        return None
    name = title["title"].strip().strip("\"'") if title else ""
    return Chart(name, begin + at, begin + first.end(), end, fenced)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield begin and end of the content of each fenced block that is Mermaid."""
    opened: re.Match[str] | None = None
    at = 0
    while mark := _MARK.search(text, at):
        at = mark.end()
        if mark["comment"]:
            # No block begins in a comment; in a block, the mark means nothing.
            end = text.find("-->", at) if opened is None else at
            at = len(text) if end < 0 else end
        elif opened is None:
            # Other blocks are followed too: what they quote is no chart of the file.
            is_mermaid = _MERMAID_INFO.match(mark["info"])
            opened = mark if is_mermaid or mark["fence"][0] != ":" else None
        elif not mark["info"].strip() and mark["fence"].startswith(opened["fence"]):
            if _MERMAID_INFO.match(opened["info"]):
                yield opened.end(), mark.start()
            opened = None
    # Markdown closes a block at the end of the file.
    if opened and _MERMAID_INFO.match(opened["info"]):
        yield opened.end(), len(text)


def _without_directives(text: str) -> str:
    """Return a text with spaces for each `%%{init: …}%%`, which may go over several lines."""
    parts, at = [], 0
    while (begin := text.find("%%{", at)) >= 0:
        end = text.find("}%%", begin)
        if end < 0:
            break
        parts += [text[at:begin], " " * (end + 3 - begin)]
        at = end + 3
    return "".join(parts) + text[at:]


def statements(text: str, chart: Chart) -> tuple[str, list[int]]:
    """Return a text in which only the statements of a chart can be read, and its comments.

    Returns:
        The text up to the end of the chart, with the offsets of the file, and the offset of each
        comment. A comment can be in the middle of a statement or of a text in it.
    """
    comments: list[int] = []

    def blank(line: re.Match[str]) -> str:
        comments.append(chart.begin + line.start("comment"))
        # The line end too: it could end a statement, or be a blank line in a text.
        return " " * len(line[0])

    body = _without_directives(text[chart.begin : chart.end])
    body = _COMMENT_LINE.sub(blank, body)
    # In texts that are quoted, attributes of HTML are in quotes too.
    body = _TAG.sub(lambda tag: re.sub(r'="([^"]*)"', r"='\1'", tag[0]), body)
    return " " * chart.begin + body, comments
