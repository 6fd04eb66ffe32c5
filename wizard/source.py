"""YAML text as positioned nodes: the only module that opens a flow file or reads YAML.

What comes out is syntax, not meaning: words, rows and tables, each with its place. Every scalar is text, so `yes`
and `no` stay words. Anchors, aliases, tags, repeated keys and second documents are refused here, and everything
that was found is reported: no author sees a traceback for a slip in a text file.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

MAX_BYTES = 1024 * 1024  # a flow file
MAX_DEPTH = 20  # tables within tables; a flow needs seven

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_YAML_TAGS = "tag:yaml.org,2002:"
# What YAML itself does not allow in a text.
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# libyaml's words for the mistakes that authors make, and ours.
_SYNTAX = {
    "cannot start any token": 'this character cannot stand here; put the text in "double quotes"',
    "mapping values are not allowed": "a colon followed by a space is not allowed inside a plain text; "
    'put the text in "double quotes"',
    "could not find expected ':'": "a colon is missing after this key, or the lines around it are not indented alike",
    "did not find expected key": "this line is not indented like the lines around it, or a quote is not closed",
    "did not find expected '-' indicator": "this line is not indented like the other items of the list",
    "unexpected end of stream": "a quote that was opened here is never closed",
    "expected ',' or": "a comma or a closing bracket is missing",
    "did not find expected node content": "a value is missing here",
    "found unknown escape character": "a backslash stands in \"double quotes\"; write it twice or use 'single quotes'",
    "found undefined tag handle": "tags (a word that begins with !) are not allowed",
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: file as the author named it, line and column counted from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding in a flow file: what is wrong, where, and what would be right.

    `code` is a stable name such as `flow-unreachable`. A warning is legal but doubtful; anything else makes the
    folder unsound, and an unsound folder cannot be loaded.
    """

    place: Place
    message: str
    code: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {'warning: ' if self.warning else ''}{self.message}"


class FlowError(Exception):
    """Flow files that are not sound. `problems` lists everything that was found, sorted by place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Word:
    """A scalar. Always text, whatever it looks like."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Row:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping, in the author's order: key text to (key, value)."""

    entries: dict[str, tuple[Word, Node]]
    place: Place

    def __iter__(self) -> Iterator[tuple[Word, Node]]:
        return iter(self.entries.values())

    def get(self, key: str) -> Node | None:
        """The value of a key, or None where it is not there."""
        entry = self.entries.get(key)
        return entry[1] if entry else None


Node = Word | Row | Table


def read(path: Path, problems: list[Problem], name: str = "") -> Table | None:
    """The table that a YAML file holds, or None. What is wrong with the file is added to `problems`.

    `name` is what to call the file in messages, its path where left out.
    """
    name = name or str(path)

    place = Place(name)
    data = b""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            wrong = ("file-kind", "this is not a file; a flow is one YAML file")
        elif status.st_size > MAX_BYTES:
            wrong = ("file-size", f"the file is larger than {MAX_BYTES // 1024} KiB; split it into several flows")
        else:
            data = path.read_bytes()
            return parse(data.decode("utf-8-sig"), name, problems)
    except OSError as error:
        wrong = ("file-unreadable", f"the file cannot be read: {(error.strerror or str(error)).lower()}")
    except UnicodeDecodeError as error:
        wrong = ("file-encoding", "this is not UTF-8 text; save the file as UTF-8")
        place = _place(name, data[: error.start].decode("utf-8-sig", "replace"))
    code, message = wrong
    problems.append(Problem(place, message, code))
    return None


def parse(text: str, name: str, problems: list[Problem]) -> Table | None:
    """The table that a YAML text holds, or None. What is wrong with it is added to `problems`."""
    if bad := _CONTROL.search(text):
        place = _place(name, text[: bad.start()])
        problems.append(Problem(place, f"the character U+{ord(bad[0]):04X} is not allowed in a text", "file-encoding"))
        return None
    try:
        node = _Builder(name, problems).build(text)
    except yaml.YAMLError as error:
        problems.append(_syntax_problem(error, name, text))
        return None
    except _TooDeepError as error:
        problems.append(Problem(error.place, f"nested more than {MAX_DEPTH} deep", "yaml-depth"))
        return None
    if isinstance(node, Table):
        return node
    if node is None or (isinstance(node, Word) and not node.text):
        problems.append(Problem(Place(name), "the file is empty", "file-empty"))
    else:
        problems.append(Problem(node.place, 'the file must begin with keys, such as "title: ..."', "yaml-shape"))
    return None


def _place(name: str, before: str) -> Place:
    """The place right after the text `before`."""
    return Place(name, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


def _syntax_problem(error: yaml.YAMLError, name: str, text: str) -> Problem:
    marks = ["problem_mark", "context_mark"]
    if "end of stream" in str(error):  # the file's end says nothing; where the open quote stands does
        marks.reverse()
    mark = next((mark for mark in (getattr(error, name, None) for name in marks) if mark), None)
    words = f"{getattr(error, 'context', None) or ''} {getattr(error, 'problem', None) or error}"
    place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
    lines = text.split("\n")
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())] or line[place.column - 1 : place.column] == "\t":
        return Problem(place, "a tab stands here; indent with spaces", "yaml-tab")
    message = next((ours for theirs, ours in _SYNTAX.items() if theirs in words), words.strip())
    return Problem(place, message, "yaml-syntax")


class _TooDeepError(Exception):
    def __init__(self, place: Place) -> None:
        self.place = place


@dataclass(slots=True)
class _Open:
    """A row or table whose end has not been read. A table's next key waits in `key`."""

    place: Place
    items: list[Node] | None = None
    entries: dict[str, tuple[Word, Node]] | None = None
    key: Word | None = None
    ignored: bool = False  # the value that comes belongs to a key that was refused


@dataclass(slots=True)
class _Builder:
    """Builds nodes from YAML's events with a stack of its own, so that no depth of nesting can exhaust Python's."""

    name: str
    problems: list[Problem]
    stack: list[_Open] = field(default_factory=list)
    root: Node | None = None

    def build(self, text: str) -> Node | None:
        documents = 0
        for event in yaml.parse(text, Loader=_Loader):
            mark = event.start_mark
            place = Place(self.name, mark.line + 1, mark.column + 1) if mark else Place(self.name)
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        self.refuse(place, "yaml-document", "a second document begins here; one file holds one flow")
                        break
                case yaml.AliasEvent():
                    self.refuse(place, "yaml-alias", f'aliases ("*{event.anchor}") are not allowed; write the text out')
                    self.add(Word(f"*{event.anchor}", place))
                case yaml.ScalarEvent():
                    self.look(event, place)
                    self.add(Word(event.value, place))
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self.look(event, place)
                    if len(self.stack) >= MAX_DEPTH:
                        raise _TooDeepError(place)
                    is_table = isinstance(event, yaml.MappingStartEvent)
                    self.stack.append(_Open(place, entries={}) if is_table else _Open(place, items=[]))
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    done = self.stack.pop()
                    if done.entries is not None:
                        self.add(Table(done.entries, done.place))
                    else:
                        self.add(Row(tuple(done.items or ()), done.place))
        return self.root

    def look(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, place: Place) -> None:
        """Refuse what a flow has no use for: anchors and tags."""
        if event.anchor:
            self.refuse(place, "yaml-alias", f'anchors ("&{event.anchor}") are not allowed; write the text out')
        if event.tag is not None:
            self.refuse(
                place,
                "yaml-tag",
                f'tags ("{event.tag.replace(_YAML_TAGS, "!!")}") are not allowed; every value is text',
            )

    def add(self, node: Node) -> None:
        """Put a finished node where it belongs."""
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if parent.entries is None:
            assert parent.items is not None
            parent.items.append(node)
        elif parent.key is None:
            parent.key = self.key(node, parent)
        else:
            if not parent.ignored:
                parent.entries[parent.key.text] = (parent.key, node)
            parent.key, parent.ignored = None, False

    def key(self, node: Node, parent: _Open) -> Word:
        """A key of `parent`. One that is no text, or stands there already, is reported and its value ignored."""
        assert parent.entries is not None
        if not isinstance(node, Word):
            self.refuse(node.place, "yaml-key", "a key must be a word, not a list or a table")
            parent.ignored = True
            return Word("", node.place)
        if not node.text:
            self.refuse(node.place, "yaml-key", "a key is missing before this colon")
            parent.ignored = True
        elif node.text in parent.entries:
            first = parent.entries[node.text][0].place.line
            self.refuse(node.place, "yaml-repeated-key", f'"{node.text}" stands here already, on line {first}')
            parent.ignored = True
        return node

    def refuse(self, place: Place, code: str, message: str) -> None:
        self.problems.append(Problem(place, message, code))
