"""Reads web pages that Twine writes: published stories and archives of Twine 2, and of Twine 1.

The elements are found by a pattern and not by the standard library's `html.parser`, for the reasons
in `rich_text.py`. Twine escapes all text in them, so they contain no other element.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from wizard.convert import rich_text
from wizard.convert.codes import DEFECT, LEFT_OUT
from wizard.convert.edited_text import EditedText
from wizard.convert.tree import ImportedTree, SourceText
from wizard.convert.twine_links import html_attributes
from wizard.convert.twine_story import Passage, Story
from wizard.i18n.translator import Translator

NAME = "Twine HTML"

_ATTRIBUTES = r"(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+"

# The program of a story format is a script, in which nothing is an element.
_ELEMENT = re.compile(
    r"<!--"
    rf"|<(?P<name>script|style|tw-storydata|tw-passagedata|div)(?P<attributes>{_ATTRIBUTES})>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")

# Twine 1 escapes line ends, tabs and backslashes.
_ESCAPE = re.compile(r"\\[nts]")
_ESCAPED = {"\\n": "\n", "\\t": "\t", "\\s": "\\"}

_LOOKS = re.compile(r"<(?:tw-storydata\s|tw-passagedata\s|div\b[^<>]*\stiddler=)", re.IGNORECASE)


def first_mark(text: str) -> int:
    """Return 0 if a text is a web page with a story of Twine, else -1."""
    return 0 if text.lstrip().startswith("<") and _LOOKS.search(text) else -1


def read(source: SourceText, t: Translator) -> ImportedTree:
    """Return the tree of the first story in a web page."""
    return _Reader(source, Story(ImportedTree(source, NAME), t)).read()


class _Reader:
    """Reads the elements of a web page in their order."""

    def __init__(self, source: SourceText, story: Story) -> None:
        """Begin before the first element."""
        self.source, self.story = source, story
        self.stories: list[str] = []  # their names
        self.start_id = ""
        self.unclosed: set[str] = set()

    def read(self) -> ImportedTree:
        """Read all elements."""
        done, text = 0, self.source.text
        while match := _ELEMENT.search(text, done):
            name = (match["name"] or "!--").lower()
            attributes = html_attributes(match[0]) if match["name"] else {}
            if name == "tw-storydata":
                self.begin_story(attributes)
                done = match.end()
            elif name == "tw-passagedata" or "tiddler" in attributes:
                done = self.passage(match, name, attributes)
            elif name == "div":
                done = match.end()
            else:
                done = self.skip(match, name, attributes)
        if len(self.stories) > 1:
            others = ", ".join(f"“{name:.40}”" for name in self.stories[1:6])
            message = (
                f"only the first of {len(self.stories)} stories was read; "
                f"export each of the others to a file: {others}"
            )
            self.story.tree.report(LEFT_OUT, self.source.location(0), message)
        return self.story.finish()

    def begin_story(self, attributes: Mapping[str, str]) -> None:
        """Read the data of a story."""
        self.stories.append(attributes.get("name", ""))
        if len(self.stories) == 1:
            self.story.tree.title = rich_text.one_line(self.stories[0])
            self.story.format = attributes.get("format", "")
            self.start_id = attributes.get("startnode", "")

    def passage(self, match: re.Match[str], element: str, attributes: Mapping[str, str]) -> int:
        """Read a passage; return where it ends."""
        text, begin = self.source.text, match.end()
        location = self.source.location(match.start())
        end = -1 if element in self.unclosed else text.find(f"</{element}>", begin)
        if end < 0:
            self.unclosed.add(element)  # a search that failed fails for each later one, too
            following = _ELEMENT.search(text, begin)
            end = following.start() if following else len(text)
            self.story.tree.report(DEFECT, location, f"<{element}> is never closed")
        if len(self.stories) > 1:
            return end
        name = attributes.get("name") or attributes.get("tiddler") or ""
        if not name:
            self.story.tree.report(DEFECT, location, "this passage has no name; give it one")
        if attributes.get("pid") == self.start_id:
            self.story.start = name
        tags = frozenset(attributes.get("tags", "").split())
        if tags or "position" in attributes or "twine-position" in attributes:
            self.story.tagged.append(location)
        body = EditedText.of(text[begin:end], begin)
        body = body.edited(
            (*entity.span(), rich_text.FORBIDDEN.sub(" ", html.unescape(entity[0])))
            for entity in _ENTITY.finditer(body.text)
        )
        if element == "div":
            escapes = _ESCAPE.finditer(body.text)
            body = body.edited((*escape.span(), _ESCAPED[escape[0]]) for escape in escapes)
        self.story.add(Passage(rich_text.one_line(name), tags, location, body))
        return end

    def skip(self, match: re.Match[str], name: str, attributes: Mapping[str, str]) -> int:
        """Skip a comment, a script or a style sheet; report those of the story itself."""
        text, begin = self.source.text, match.end()
        end = text.find("-->" if name == "!--" else f"</{name}", begin)
        if end < 0:
            return len(text)
        if "role" in attributes and text[begin:end].strip() and len(self.stories) == 1:
            message = f"the <{name}> of the story was left out"
            self.story.tree.report(LEFT_OUT, self.source.location(match.start()), message)
        return end
