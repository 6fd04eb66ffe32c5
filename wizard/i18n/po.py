"""The format of PO files: a text to its messages, and back.

Babel's `read_po` and `write_po` lose what translators wrote: they wrap comments again, drop unknown
headers, the flags of obsolete messages and all but one message of a text, and cannot read `#|`. A
message here keeps its lines, so that everything that does not change is written as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from textwrap import wrap

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as BabelMessage
from babel.messages.pofile import normalize, unescape

_WIDTH = 120

# A keyword with its text, or one more line of that text.
_LINE = re.compile(r'(?:(msg\w+(?:\[\d+\])?)\s*)?("(?:[^"\\]|\\.)*")')

# The keywords of a message, in order.
_KEYWORDS = re.compile(r"(msgctxt )?msgid (msgstr|msgid_plural( msgstr\[\d+\])+)")

# The headers of a new file. Babel fills others with placeholders or with the current time, which
# would make a difference at each update.
_HEADERS = {
    "Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"
}  # fmt: skip


class CatalogError(Exception):
    """A catalog that cannot be read or must not be written. `line` counts from 1."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


# Without slots: `cached_property` keeps its value in the instance's dictionary.
@dataclass(frozen=True)
class Message:
    """A message of a PO file.

    Attributes:
        lines: The lines from `msgctxt` or `msgid` on, without `#~`.
        comments: The lines of comments that have no attribute here.
        flags: The flags, such as `fuzzy`.
        previous: The lines after `#|`: the text that a fuzzy translation was made for. Without
            `fuzzy` in the flags they have no meaning, and are not written.
        obsolete: Whether the text is not used any more. Then each of its lines begins with `#~`.
        locations: Where the text is (file, line). They are only written, never read.
        line: The line of the file where `lines` begin, from 1.
    """

    lines: tuple[str, ...]
    comments: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    obsolete: bool = False
    locations: tuple[tuple[str, int], ...] = ()
    line: int = field(default=1, compare=False)

    @cached_property
    def _texts(self) -> dict[str, str]:
        return _texts(self.lines)

    @property
    def key(self) -> tuple[str, str]:
        """The context, which is most often empty, and the source text."""
        return self._texts.get("msgctxt", ""), self._texts.get("msgid", "")

    @property
    def is_header(self) -> bool:
        """Whether this is the message with the headers of the file."""
        return bool(self.lines) and not self.obsolete and self.key == ("", "")

    @property
    def translation(self) -> str:
        """The translation, or the first one if there is one for each number; empty if missing."""
        return self._texts.get("msgstr", "") or self._texts.get("msgstr[0]", "")

    @property
    def previous_text(self) -> str:
        """The source text that a fuzzy translation was made for; empty if not known."""
        return _texts(self.previous).get("msgid", "") if self.fuzzy else ""

    @property
    def fuzzy(self) -> bool:
        """Whether the translation must be reviewed before readers see it."""
        return "fuzzy" in self.flags

    @property
    def current(self) -> bool:
        """Whether readers can see the translation."""
        return bool(self.translation) and not self.fuzzy

    def lines_of(self, keyword: str) -> tuple[str, ...]:
        """Return the lines of one keyword."""
        starts = [number for number, line in enumerate(self.lines) if line.startswith("msg")]
        for start, end in zip(starts, [*starts[1:], len(self.lines)], strict=True):
            if self.lines[start].split('"')[0].strip() == keyword:
                return self.lines[start:end]
        return ()


def parse(text: str) -> tuple[Message, ...]:
    """Return the messages of a PO file in order. The header is the message with an empty text.

    Comments at the end of a file become a message without lines.

    Raises:
        CatalogError: If the text is not a PO file, or has a source text twice.
    """
    drafts = [_Draft()]
    for number, line in enumerate(text.split("\n"), 1):
        content = line.strip()
        obsolete = content.startswith("#~")
        if content := content.removeprefix("#~").lstrip():
            if drafts[-1].is_ended_by(content, obsolete):
                drafts.append(_Draft())
            drafts[-1].add(content, obsolete, number)
    messages = [draft.message() for draft in drafts if draft.lines or draft.comments]
    seen: dict[tuple[str, str], int] = {}
    for message in messages:
        if message.lines and not message.obsolete:
            if first := seen.get(message.key):
                error = f"this text is also in line {first}; keep one of the two translations"
                raise CatalogError(error, message.line)
            seen[message.key] = message.line
    return tuple(messages)


@dataclass(slots=True)
class _Draft:
    """A message that is being read, line by line."""

    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    previous: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    obsolete: bool = False
    number: int = 0

    def is_ended_by(self, content: str, obsolete: bool) -> bool:
        """Return whether a line belongs to the next message."""
        if not self.lines:
            return False
        if content[0] in "#|" or obsolete != self.obsolete or content.startswith("msgctxt"):
            return True
        return content.startswith("msgid") and self.keywords[-1].startswith("msgstr")

    def add(self, content: str, obsolete: bool, number: int) -> None:
        """Add a line, without its `#~`."""
        # An update finds the locations again.
        if content.startswith("#:"):
            return
        if content.startswith("#,"):
            self.flags += [flag.strip() for flag in content[2:].split(",") if flag.strip()]
        elif content[0] == "|" or content.startswith("#|"):
            self.previous.append(content.lstrip("#|").strip())
        elif content[0] == "#":
            self.comments.append(content)
        else:
            match = _LINE.fullmatch(content)
            if not match or not (match[1] or self.lines):
                message = 'a line is neither a comment nor msgid, msgstr or text in "quotes"'
                raise CatalogError(message, number)
            if not self.lines:
                self.obsolete, self.number = obsolete, number
            if match[1]:
                self.keywords.append(match[1])
            self.lines.append(content)

    def message(self) -> Message:
        """Return the complete message. Raises CatalogError if a part of it is missing."""
        if self.lines and not _KEYWORDS.fullmatch(" ".join(self.keywords)):
            raise CatalogError("a msgid is followed by its msgstr; one is missing", self.number)
        return Message(
            tuple(self.lines),
            tuple(self.comments),
            tuple(self.flags),
            tuple(self.previous),
            self.obsolete,
            line=self.number,
        )


def write(messages: Iterable[Message]) -> str:
    """Return messages as a PO file."""
    return "\n".join("".join(f"{line}\n" for line in _written(message)) for message in messages)


def _written(message: Message) -> list[str]:
    mark = "#~ " if message.obsolete else ""
    marked = "#~|" if message.obsolete else "#|"
    locations = " ".join(f"{file}:{line}" for file, line in sorted(message.locations))
    places = wrap(locations, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return [
        *message.comments,
        *(f"#: {line}" for line in places),
        *([f"#, {', '.join(message.flags)}"] if message.flags else []),
        *(f"{marked} {line}" for line in message.previous if message.fuzzy),
        *(mark + line for line in message.lines),
    ]


def make_header(code: str) -> Message:
    """Return the header of a new catalog of a language."""
    headers = Catalog(locale=code).mime_headers
    lines = [f'"{name}: {value}\\n"' for name, value in headers if name in _HEADERS]
    return Message(('msgid ""', 'msgstr ""', *lines))


def make_message(context: str, text: str, translation: Sequence[str] = ('msgstr ""',)) -> Message:
    """Return the message of a source text. `translation` are the lines of its `msgstr`."""
    fields = [("msgctxt", context)] if context else []
    lines = [
        line
        for keyword, value in [*fields, ("msgid", text)]
        for line in f"{keyword} {normalize(value, width=_WIDTH)}".split("\n")
    ]
    # PO editors then check that a translation has the same {fields}.
    flags = ("python-brace-format",) if BabelMessage(text).python_brace_format else ()
    return Message((*lines, *translation), flags=flags)


def _texts(lines: Iterable[str]) -> dict[str, str]:
    """Return the text of each keyword. Lines that are not part of a message are skipped."""
    texts: dict[str, str] = {}
    keyword = ""
    for line in lines:
        if match := _LINE.fullmatch(line):
            keyword = match[1] or keyword
            texts[keyword] = texts.get(keyword, "") + unescape(match[2])
    return texts
