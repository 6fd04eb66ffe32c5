"""Reads the body of a passage: what it shows, as HTML, and its links to other passages.

Code, comments and private notes are left out and reported. The markup of the story's format becomes
HTML, or is left out while its text is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from wizard.convert import (
    twine_chapbook,
    twine_harlowe,
    twine_links,
    twine_markdown,
    twine_sugarcube,
)
from wizard.convert.codes import CHANGED, Report
from wizard.convert.edited_text import Edit, EditedText
from wizard.convert.twine_body import (
    CODE,
    COMMENT,
    LINK_BEGIN,
    LINK_END,
    VERBATIM,
    Body,
    Handler,
    Link,
    enclosed,
)
from wizard.convert.twine_formats import (
    CHAPBOOK,
    HARLOWE,
    LINE_MARKS,
    MARKS,
    SNOWMAN,
    SUGARCUBE,
    StoryMarkup,
)

SEPARATORS = " \t*-+•|/>"  # characters between links that are answers

_CLOSERS: Mapping[str, tuple[str, str]] = {
    "<!--": ("-->", COMMENT),
    "/*": ("*/", COMMENT),
    "/%": ("%/", COMMENT),
    "<%": ("%>", CODE),
    '"""': ('"""', VERBATIM),
    "{{{": ("}}}", VERBATIM),
    "<nowiki>": ("</nowiki>", VERBATIM),
}

_OPENERS = {
    SUGARCUBE: ("<!--", "/*", "/%", '"""', "{{{", "<nowiki>"),
    HARLOWE: ("<!--",),
    CHAPBOOK: ("<!--",),
    SNOWMAN: ("<!--", "/*", "<%"),
    "": ("<!--", "/*", "/%"),
}

_PATTERNS: Mapping[str, str] = {
    SUGARCUBE: twine_sugarcube.PATTERN,
    HARLOWE: r"(?P<ticks>`+)|" + twine_harlowe.PATTERN,
    CHAPBOOK: twine_chapbook.PATTERN,
    # Lines that begin with two slashes are comments, too.
    SNOWMAN: r"(?P<slashes>^//[^\n]*)",
}
_MARKDOWN = r"(?P<tick>`)|" + twine_markdown.PATTERN
_VALUE = r"(?P<value>(?<![\w$\\])\$[A-Za-z_]\w*)"  # if nothing shows the format of a story

_COMMON = (
    r"(?P<tag></?(?P<element>[A-Za-z][\w-]*+)(?=[\s/>]))"
    r"|(?P<address>(?<=\w:)//[^\s<>\[\]|'\"]*)"
    r"|(?P<blank>\n[ \t]*(?=\n))"
)

_TAG = re.compile("</?[A-Za-z][^<>]*>")


def _slashes(body: Body, match: re.Match[str]) -> int:
    return body.leave_out(*match.span(), what="a comment was left out")


def _opener(body: Body, match: re.Match[str]) -> int:
    return enclosed(body, match, *_CLOSERS[match[0].casefold()])


def _ticks(body: Body, match: re.Match[str]) -> int:
    return enclosed(body, match, match[0], VERBATIM)


def _mark(body: Body, match: re.Match[str]) -> int:
    body.marks.append((match.start(), match[0]))
    return match.end()


def _blank(body: Body, match: re.Match[str]) -> int:
    body.marks.append((match.start(), ""))
    return match.end()


def _remove(body: Body, match: re.Match[str]) -> int:
    return body.replace(*match.span())


def _skip(_: Body, match: re.Match[str]) -> int:
    return match.end()


_HANDLERS: Mapping[str, Handler] = {
    "opener": _opener,
    "ticks": _ticks,
    "tick": _ticks,
    "slashes": _slashes,
    "mark": _mark,
    "blank": _blank,
    "address": _skip,
    "tag": twine_links.tag,
    "link": twine_links.link,
    "picture": twine_links.picture,
    "command": twine_sugarcube.command,
    "variable": twine_sugarcube.variable,
    "joined": _remove,
    "styled": twine_sugarcube.styled,
    "macro": twine_harlowe.macro,
    "hook": twine_harlowe.hook,
    "value": twine_harlowe.value,
    "joined_line": _remove,
    "bracket": twine_harlowe.bracket,
    "modifier": twine_chapbook.modifier,
    "insert": twine_chapbook.insert,
    "escape": twine_markdown.escape,
    "anchor": twine_markdown.anchor,
}


@cache
def _pattern(formats: frozenset[str]) -> re.Pattern[str]:
    """Return what finds the markup of these formats."""
    openers = dict.fromkeys(each for name in sorted(formats or {""}) for each in _OPENERS[name])
    marks = dict.fromkeys(each for name in sorted(formats or {""}) for each in MARKS[name])
    parts = [f"(?P<opener>{'|'.join(map(re.escape, openers))})"]
    parts += [twine_links.PATTERN]
    parts += [_PATTERNS[name] for name in sorted(formats)] or [_VALUE]
    parts += [_MARKDOWN] if formats & {CHAPBOOK, SNOWMAN} else []
    longest_first = sorted(marks, key=len, reverse=True)
    parts += [_COMMON, f"(?P<mark>{'|'.join(map(re.escape, longest_first))})"]
    return re.compile("|".join(parts), re.MULTILINE | re.IGNORECASE)


def read(text: EditedText, markup: StoryMarkup, report: Report) -> tuple[EditedText, list[Link]]:
    """Return what the body of a passage shows, and its links in their order.

    A link within a sentence is part of the text, too; links after the text are not.
    """
    body = Body(text.text, markup, report, _label)
    shown = text.edited(_edits(body))
    lines = shown.edited(_without_links(shown.text))
    return lines.edited(_line_edits(lines.text, markup)), body.links


def _label(outer: Body, text: str, at: int) -> str:
    """Return what a label shows. All that is reported of it is reported at the same offset."""
    report = outer.report
    body = Body(
        text, outer.markup, lambda _, code, what: report(at, code, what), _label, nested=True
    )
    return EditedText.of(text, 0).edited(_edits(body)).text


def _edits(body: Body) -> list[Edit]:
    """Read the markup of a text, apart from that of entire lines."""
    done = twine_chapbook.variables(body) if CHAPBOOK in body.markup.formats else 0
    pattern = _pattern(body.markup.formats)
    while match := pattern.search(body.text, done):
        # The last group is the outermost one.
        done = _HANDLERS[match.lastgroup or ""](body, match)
    return [*body.edits, *_paired(body)]


def _paired(body: Body) -> Iterator[Edit]:
    """Yield HTML in place of the marks that enclose a text."""
    tags = {mark: tag for name in body.markup.formats or {""} for mark, tag in MARKS[name].items()}
    opened: dict[str, int] = {}
    for at, mark in body.marks:
        end = at + len(mark)
        before, after = body.text[at - 1 : at] if at else "", body.text[end : end + 1]
        # In Markdown, and if the format is not known, a mark touches the text that it encloses.
        strict = body.markup.is_strict(mark)
        if not mark:
            opened.clear()
        elif mark in opened and not (strict and (before.isspace() or _in_word(mark, after))):
            start = opened.pop(mark)
            tag = tags[mark]
            if not tag:
                message = f"“{mark}” around a text was left out; the text was kept"
                body.report(start, CHANGED, message)
            yield start, start + len(mark), f"<{tag}>" if tag else ""
            yield at, end, f"</{tag}>" if tag else ""
        elif not strict or (after and not after.isspace() and not _in_word(mark, before)):
            opened[mark] = at


def _in_word(mark: str, neighbour: str) -> bool:
    """Return whether an underscore beside this character is part of a word."""
    return mark[0] in "_/" and neighbour.isalnum()


def _without_links(text: str) -> Iterator[Edit]:
    """Yield edits that remove the links that are no part of a sentence, and what shows them."""
    start = 0
    for line in text.split("\n"):
        end = _end_of_text(line)
        for match in re.finditer(f"[{LINK_BEGIN}{LINK_END}]", line[:end]):
            yield start + match.start(), start + match.end(), ""
        # Tags around links can begin or end before them.
        for tag in _TAG.finditer(line, end):
            yield start + end, start + tag.start(), ""
            end = tag.end()
        yield start + end, start + len(line), ""
        start += len(line) + 1


def _end_of_text(line: str) -> int:
    """Return where the text of a line ends and links follow that are no part of a sentence."""
    # From the right: links count as a list only if nothing but separators is between and after
    # them.
    end = len(line)
    pieces = re.finditer(f"{LINK_BEGIN}[^{LINK_END}]*{LINK_END}", line)
    for match in reversed([*pieces]):
        if _TAG.sub("", line[match.end() : end]).strip(SEPARATORS):
            break
        end = match.start()
    if end == len(line):
        return end
    before = _TAG.sub("", line[:end]).rstrip(SEPARATORS)
    # After the end of a sentence, or on their own line, links are answers; after a word they belong
    # to the sentence.
    if before and before[-1] not in '.!?…:;"”’)]}':
        return len(line)
    for tag in reversed([*_TAG.finditer(line, 0, end)]):
        if line[tag.end() : end].strip(SEPARATORS):
            break
        end = tag.start()
    return len(line[:end].rstrip(SEPARATORS))


def _line_edits(text: str, markup: StoryMarkup) -> Iterable[Edit]:
    """Yield HTML in place of headings and lists, and edits that remove other marks of lines."""
    patterns = [LINE_MARKS[name] for name in sorted(markup.formats) or [""]]
    numbered, start, lines = False, 0, text.split("\n")
    for line in lines:
        mark = next(filter(None, (pattern.match(line) for pattern in patterns)), None)
        kind, end = (mark.lastgroup, start + mark.end()) if mark else (None, start)
        text_after = bool(line[mark.end() :].strip()) if mark else False
        # A list ends where a line is no item of it.
        if numbered and kind != "number" and line.strip():
            yield start, start, "</ol>"
            numbered = False
        opening = {"heading": "<h3>", "bullet": "<li>", "number": "<li>"}.get(kind or "", "")
        if kind == "number" and text_after and not numbered:
            opening, numbered = "<ol><li>", True
        if mark and text_after:
            yield start, end, opening
            closing = {"heading": "</h3>", "bullet": "</li>", "number": "</li>"}.get(kind or "", "")
            yield start + len(line), start + len(line), closing
        elif mark:
            yield start, end, ""
        start += len(line) + 1
