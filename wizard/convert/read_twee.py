"""Reads stories in Twee 3, the text format of Twine, and in its earlier versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from wizard.convert import rich_text
from wizard.convert.codes import CHANGED, DEFECT, LEFT_OUT
from wizard.convert.edited_text import EditedText
from wizard.convert.tree import ImportedTree, SourceText
from wizard.convert.twine_story import Passage, Story, as_json
from wizard.i18n.translator import Translator

NAME = "Twee 3"

# Twee 2 writes the position on the map as `<10,20>`.
_HEADER = re.compile(
    r"::[ \t]*(?P<name>(?:\\.|[^\\\[\]{}\n])*?)[ \t]*"
    r"(?:\[(?P<tags>(?:\\.|[^\\\[\]{}\n])*)\])?[ \t]*"
    r"(?P<meta>\{.*|(?<=[ \t\]])<-?[\d.]+,-?[\d.]+>[ \t]*)?$"
)


def first_mark(text: str) -> int:
    """Return the offset of the first passage, or -1 if a text has none."""
    header = re.search(r"^::[ \t]*[^\s:]", text, re.MULTILINE)
    return header.start() if header else -1


def read(source: SourceText, t: Translator) -> ImportedTree:
    """Return the tree of a story."""
    return story_of(source, t).finish()


def story_of(source: SourceText, t: Translator) -> Story:
    """Return a story with its passages as they are in the source."""
    story = Story(ImportedTree(source, NAME), t)
    for passage in _passages(source, story):
        story.add(passage)
    return story


def _passages(source: SourceText, story: Story) -> Iterator[Passage]:
    """Yield the passages in the order of the files. Report the text before each first one."""
    # Twee escapes `::` in prose with a backslash, so any line that begins with it is a header.
    begins = [
        (offset, line)
        for offset, line in source.lines()
        if line.startswith("::") or offset in source.starts
    ]
    for (offset, line), (end, _) in pairwise([*begins, (len(source.text), "")]):
        if line.startswith("::"):
            # The body begins after the line end, one character later.
            begin = min(offset + len(line) + 1, end)
            body = EditedText.of(source.text[begin:end], begin)
            escapes = re.finditer(r"^\\(?=::)", body.text, re.MULTILINE)
            name, tags = _header(line, offset, story)
            unescaped = body.edited((*escape.span(), "") for escape in escapes)
            yield Passage(name, tags, source.location(offset), unescaped)
        elif before := rich_text.one_line(source.text[offset:end]):
            message = f"the text before the first passage was left out: “{before:.60}”"
            story.tree.report(LEFT_OUT, source.location(offset), message)


def _header(line: str, offset: int, story: Story) -> tuple[str, frozenset[str]]:
    """Return the name and the tags in the first line of a passage."""
    tree = story.tree
    location = tree.source.location(offset)
    match = _HEADER.match(line)
    if match is None:
        message = (
            "put a backslash before brackets in a passage name; the entire line is now the name"
        )
        tree.report(DEFECT, location, message)
        return rich_text.one_line(line[2:]), frozenset()
    metadata = match["meta"] or ""
    if metadata.startswith("{") and not isinstance(as_json(metadata), dict):
        at = tree.source.location(offset + match.start("meta"))
        tree.report(CHANGED, at, "this is not JSON; it was left out")
    name, tags = _unescaped(match["name"]), _unescaped(match["tags"] or "")
    if tags or metadata:
        story.tagged.append(location)
    if not name:
        tree.report(DEFECT, location, "this passage has no name; give it one")
    return name, frozenset(tags.split())


def _unescaped(text: str) -> str:
    """Return a name or tags without their backslashes."""
    return re.sub(r"\\(.)", r"\1", text).strip()
