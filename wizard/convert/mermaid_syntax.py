"""Reads the parts of statements in Mermaid: names, texts of nodes, arrows with their labels.

A text is read as in Mermaid's grammar, in which line ends are allowed in texts and around arrows.
If Mermaid would refuse a text, it is read within its line, as a person would.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

MAX_LABEL = 5_000  # characters of a text without quotes

_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:\s|%%[^\n]*)*+")

# Dashes and equals signs belong to a name only if no arrow begins with them: `a--b` is an arrow.
_ID = re.compile(
    r"(?:[\w!#$*+.?'`/\\,&]|%(?!%)|:(?!::)|[^\x00-\x7f\s])"
    r"(?:[\w!#$*+.?'`/\\,&]|%(?!%)|:(?!::)|[^\x00-\x7f\s]|-(?![>.-]|\s|$)|=(?!=|\s|$))*"
)
_CLASS = re.compile(r":::[\w-]+")

# `A@{ shape: diamond, label: "Text" }`
_AT = re.compile(
    r"""@\{(?P<inside>(?:"[^"]*"|'[^'\n]*'(?=\s*[,}\n])|[^}"])*+)\}""",
)
_AT_VALUE = re.compile(
    r"""(?P<key>[\w-]+)[ \t]*:[ \t]*"""
    r"""(?:[|>][+-]?[ \t]*\n(?P<lines>(?P<indent>[ \t]+)[^\n]*(?:\n(?P=indent)[^\n]*)*)"""
    r"""|"(?P<double>[^"]*)"|'(?P<single>(?:[^'\n]|'')*)'(?=\s*(?:,|$))|(?P<bare>[^,\n]*))""",
    re.MULTILINE,
)

# What opens the text of a node, and what closes it. Longer ones are first, as they are tried first.
SHAPES = {
    "(((": (")))",),
    "([": ("])",),
    "[(": (")]",),
    "((": ("))",),
    "(-": ("-)",),
    "[[": ("]]",),
    "{{": ("}}",),
    "[/": ("/]", "\\]"),
    "[\\": ("\\]", "/]"),
    "[": ("]",),
    "(": (")",),
    "{": ("}",),
    ">": ("]",),
}
_QUOTED = re.compile(r'\s*"(?P<text>[^"]*)"\s*')
_PLAIN = re.compile(r'[^\[\](){}|"]*+')
_BRACKET = re.compile(r"[\[\](){}]")

_LABEL = re.compile(
    r'\|\s*(?:"(?P<quoted>[^"]*)"\s*|(?P<plain>[^\[\](){}|"]*+)|(?P<odd>[^|\n]*))\|'
)

_LINE = re.compile(r"(?P<back>[<xo]?)(?:--+[-xo>]|==+[=xo>]|-?\.+-[xo>]?|~~~+)")
_TEXT_BEGIN = re.compile(r"(?P<back>[<xo]?)(?P<line>--|==|-\.)\s*")
# Bounded, since it is looked for at each arrow, and a line without spaces can be very long.
_LINK_ID = re.compile(r'(?P<id>[^\s"@{}\[\]()|]{1,200})@[ \t]*(?=[<xo]?(?:--|==|-?\.+-|-\.|~~~))')

# By what an arrow begins: what ends the text in it, and the rest of the arrow.
_TEXT_ENDS = {
    "--": ("--", re.compile(r"--+[-xo>]")),
    "==": ("==", re.compile(r"==+[=xo>]")),
    "-.": (".-", re.compile(r"\.-[xo>]?")),
}


class UnreadableError(Exception):
    """A statement that this reader does not know."""

    def __init__(self, offset: int) -> None:
        self.offset = offset


class Text(NamedTuple):
    """The text of a node or an arrow. `odd` says that Mermaid would refuse it."""

    text: str
    odd: bool = False
    markdown: bool = False


class Link(NamedTuple):
    """An arrow between two groups of nodes."""

    label: Text
    id: str
    two_headed: bool
    visible: bool  # `~~~` only moves nodes apart
    offset: int


@dataclass
class Scanner:
    """Reads a text from left to right."""

    text: str
    at: int

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Match a pattern at the current offset, and move on after the match."""
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def matches(self, pattern: re.Pattern[str]) -> bool:
        """Return whether a pattern matches at the current offset."""
        return pattern.match(self.text, self.at) is not None

    def space(self) -> None:
        """Move on after spaces in the line."""
        self.take(_SPACE)

    def blank(self) -> None:
        """Move on after spaces, line ends and comments."""
        self.take(_BLANK)

    def name(self) -> str:
        """Read the name of a node."""
        self.space()
        name = self.take(_ID)
        if not name:
            raise UnreadableError(self.at)
        # A comma or colon at the end, and `&`, belong to the text around the name.
        end = len(name[0].rstrip("&,:"))
        if not end:
            raise UnreadableError(name.start())
        self.at = name.start() + end
        return name[0][:end]

    def node_text(self, begin: int) -> Text | None:
        """Read the text of a node in the brackets of its shape, if it has one here.

        Args:
            begin: The offset of the node.

        Raises:
            UnreadableError: Nothing closes the brackets.
        """
        openers = [opener for opener in SHAPES if self.text.startswith(opener, self.at)]
        for read in (self._strict, self._odd):
            for opener in openers:
                if found := read(self.at + len(opener), SHAPES[opener]):
                    # Mermaid tries only the longest one.
                    return found._replace(odd=found.odd or opener != openers[0])
        if openers:
            raise UnreadableError(begin)
        return None

    def _strict(self, begin: int, closers: tuple[str, ...]) -> Text | None:
        """Read a text that Mermaid can read, and what closes it."""
        if quoted := _QUOTED.match(self.text, begin):
            closer = self._closer(quoted.end(), closers)
            if closer is None:
                return None
            self.at = quoted.end() + len(closer)
            return Text(quoted["text"])
        plain = _PLAIN.match(self.text, begin, begin + MAX_LABEL)
        assert plain  # the pattern also matches nothing
        end = plain.end()
        for closer in closers:
            # A slash or dash before the bracket belongs to the closer, not to the text.
            start = end - len(closer) + len(closer.lstrip("/\\-"))
            if start >= begin and self.text.startswith(closer, start):
                self.at = start + len(closer)
                return Text(self.text[begin:start])
        return None

    def _closer(self, at: int, closers: tuple[str, ...]) -> str | None:
        return next((closer for closer in closers if self.text.startswith(closer, at)), None)

    def _odd(self, begin: int, closers: tuple[str, ...]) -> Text | None:
        """Read a text with brackets or quotes in it, up to what closes it in its line."""
        end = self.text.find("\n", begin, begin + MAX_LABEL)
        end = min(len(self.text), begin + MAX_LABEL) if end < 0 else end
        depth, ends = 0, []
        for bracket in _BRACKET.finditer(self.text, begin, end):
            at = bracket.start()
            for closer in closers:
                start = at - len(closer) + len(closer.lstrip("/\\-"))
                if start >= begin and self.text.startswith(closer, start):
                    ends.append((depth > 0, start, closer))
            if ends and not ends[-1][0]:
                break
            depth += 1 if bracket[0] in "[({" else -1
        if not ends:
            return None
        # The first one outside of all brackets in the text; if there is none, the first one.
        _, start, closer = min(ends)
        self.at = start + len(closer)
        return Text(self.text[begin:start], odd=True)

    def data(self) -> Mapping[str, str] | None:
        """Read the attributes of a node or an arrow, if it has some here."""
        found = self.take(_AT)
        if not found:
            return None
        values: dict[str, str] = {}
        for pair in _AT_VALUE.finditer(found["inside"]):
            single = (pair["single"] or "").replace("''", "'")
            value = pair["lines"] or pair["double"] or single or pair["bare"] or ""
            values[pair["key"]] = value.strip()
        return values

    def skip_class(self) -> bool:
        """Move on after `:::name`, and return whether it was here."""
        return self.take(_CLASS) is not None

    def arrow(self) -> Link | None:
        """Read an arrow with its label, if there is one here or in the next line."""
        start = self.at
        self.blank()
        here = self.at
        link_id = self.take(_LINK_ID)
        line = _LINE.match(self.text, self.at) or _TEXT_BEGIN.match(self.text, self.at)
        # In a new line, an `x` or `o` is the name of a node, but not in `x--x` and `o--o`.
        is_name = (
            line
            and line["back"] in ("x", "o")
            and not line[0].endswith(line["back"])
            and "\n" in self.text[start:here]
        )
        if not line or is_name:
            self.at = start
            return None
        self.at = line.end()
        label = self._label() if line.re is _LINE else self._text_in(line)
        name = link_id["id"] if link_id else ""
        return Link(label, name, line["back"] == "<", "~" not in line[0], here)

    def _label(self) -> Text:
        """Read a label between bars after an arrow."""
        after = self.at
        self.blank()
        label = self.take(_LABEL)
        if not label:
            self.at = after
            return Text("")
        if label["odd"] is not None:
            return Text(label["odd"], odd=True)
        return Text(label["quoted"] if label["plain"] is None else label["plain"])

    def _text_in(self, begin: re.Match[str]) -> Text:
        """Read the text in an arrow, and the rest of the arrow: `-- text -->`."""
        mark, rest = _TEXT_ENDS[begin["line"]]
        if (quoted := self.take(_QUOTED)) and self.take(_LINE):
            return Text(quoted["text"])
        at = begin.end()
        end = self.text.find(mark, at, at + MAX_LABEL)
        closing = rest.match(self.text, end) if end >= 0 else None
        if not closing:
            raise UnreadableError(begin.start())
        self.at = closing.end()
        text = self.text[at:end]
        if mark == ".-":
            text = text.rstrip(".-")  # of a long arrow, such as `-..->`
        return Text(text, odd='"' in text)
