"""The body of a passage while its markup is read: what replaces each part of it, and its links."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from re import Match

from wizard.convert import rich_text
from wizard.convert.codes import CHANGED, DEFECT, LEFT_OUT, Report
from wizard.convert.edited_text import Edit
from wizard.convert.twine_code import closing_brackets, command_ends
from wizard.convert.twine_formats import StoryMarkup

COMPUTED_TARGET = "code computes the target of this link, so its answer has no target yet"

# Around each link in a text, until it is known whether it belongs to a sentence. No source contains
# these characters.
LINK_BEGIN, LINK_END = "\x01", "\x02"

# Characters of the code of a link that are read. Of links in links, each is read, and the code of
# the outer ones contains that of all others.
MAX_CODE = 2_000

COMMENT, CODE, VERBATIM = "comment", "code", "verbatim"

_NAMED_HOOK = re.compile(r"\|([\w-]+)[>)]\[([^\[\]]*)\]|\[([^\[\]]*)\][<(]([\w-]+)\|")


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a passage.

    `label` is HTML, or "" if the link only leads on. `target` is "" if code computes it.
    """

    label: str
    target: str
    at: int


@dataclass
class Body:
    """A text with markup of story formats.

    A text within a link is `nested`: links in it are text.
    """

    text: str
    markup: StoryMarkup
    report: Report
    read_label: Callable[[Body, str, int], str]  # what a label within a body shows, as HTML
    nested: bool = False
    edits: list[Edit] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    marks: list[tuple[int, str]] = field(default_factory=list)  # "" where a paragraph ends
    hooks: set[int] = field(default_factory=set)  # brackets that are left out, but not their text
    styled: bool = False  # between two `@@` of SugarCube
    tags: set[str] = field(default_factory=set)  # elements that no page can have
    missing: set[str] = field(default_factory=set)  # what was searched for in vain

    @cached_property
    def closing(self) -> Mapping[int, int]:
        """The offset of the closing bracket for each opening one that has one."""
        return closing_brackets(self.text)

    @cached_property
    def closers(self) -> frozenset[int]:
        """The offsets of the closing brackets."""
        return frozenset(self.closing.values())

    @cached_property
    def command_ends(self) -> Mapping[int, tuple[int, int]]:
        """Where the content of each command of SugarCube ends, and its closing command."""
        return command_ends(self.text)

    @cached_property
    def named_hooks(self) -> Mapping[str, str]:
        """The texts of Harlowe's named hooks, by their names."""
        return {
            match[1] or match[4]: match[2] or match[3] or ""
            for match in _NAMED_HOOK.finditer(self.text)
        }

    def find(self, closer: str, begin: int) -> int:
        """Return the offset of what closes a part, or -1 if nothing does."""
        # A search that failed fails for each later part, too.
        at = -1 if closer in self.missing else self.text.find(closer, begin)
        if at < 0:
            self.missing.add(closer)
        return at

    def replace(self, start: int, end: int, text: str = "") -> int:
        """Replace a part, and return its end."""
        # Words on both sides would become one.
        joined = self.text[start - 1 : start].isalnum() and self.text[end : end + 1].isalnum()
        self.edits.append((start, end, text or " " * joined))
        return end

    def leave_out(self, start: int, end: int, text: str = "", what: str = "") -> int:
        """Replace code, report it, and return its end."""
        what = what or "code of a story format was left out"
        self.report(start, LEFT_OUT, f"{what}: “{self.excerpt(start, end)}”")
        return self.replace(start, end, text)

    def leave_out_rest(self, start: int, what: str) -> int:
        """Leave out a text from a comment or code that nothing closes, and report it."""
        message = f"{what} is never closed; the rest of this passage was left out"
        self.report(start, DEFECT, message)
        return self.replace(start, len(self.text))

    def excerpt(self, start: int, end: int) -> str:
        """Return what a message quotes of a part."""
        # Code can be as long as the file.
        return f"{rich_text.one_line(self.text[start : min(end, start + 200)]):.60}"

    def label(self, text: str, at: int) -> str:
        """Return what a label at an offset shows, as HTML."""
        return self.read_label(self, text, at)

    def add_links(self, start: int, end: int, links: list[tuple[str, str | None]]) -> int:
        """Replace a part by links, each a label and a target; None if code computes it."""
        shown = []
        for label, target in links:
            text = self.label(label, start)
            if target is None:
                self.report(start, LEFT_OUT, f"{COMPUTED_TARGET}: “{self.excerpt(start, end)}”")
            elif not target:
                message = f"this link names no passage: “{self.excerpt(start, end)}”"
                self.report(start, DEFECT, message)
            elif not label:
                message = f"the story goes on to “{target:.60}” by itself; an answer does so now"
                self.report(start, CHANGED, message)
            self.links.append(Link(text, target or "", start))
            shown.append(f"{LINK_BEGIN}{text}{LINK_END}")
        return self.replace(start, end, " ".join(shown))

    def report_rest(self, start: int, code: str) -> None:
        """Report what a link does besides leading to a passage."""
        if code.strip():
            excerpt = f"{rich_text.one_line(code[:200]):.60}"
            self.report(start, LEFT_OUT, f"the code of this link was left out: “{excerpt}”")

    def keep_label(self, start: int, end: int, label: str) -> int:
        """Replace a link that leads to no passage by its words."""
        what = "this link leads to no passage, so only its words were kept"
        return self.leave_out(start, end, self.label(label, start), what)


Handler = Callable[[Body, Match[str]], int]


def enclosed(body: Body, match: Match[str], closer: str, kind: str) -> int:
    """Replace what is between an opener and a closer; an unclosed opener can be text."""
    start, end = match.start(), body.find(closer, match.end())
    if end < 0:
        hidden = match[0] in ("<!--", "<%")
        return body.leave_out_rest(start, match[0]) if hidden else match.end()
    inside, end = body.text[match.end() : end], end + len(closer)
    if kind == VERBATIM:
        return body.replace(start, end, rich_text.escape_html(inside) or " ")
    if kind == COMMENT:
        excerpt = f"{rich_text.one_line(inside[:200]):.60}"
        body.report(start, LEFT_OUT, f"a comment was left out: “{excerpt}”")
        return body.replace(start, end)
    # `<%= value %>`
    return body.leave_out(start, end, "…" if inside[:1] in ("=", "-") else "")
