"""YAML text as positioned nodes: the only module that opens a flow file or reads YAML.

What comes out is syntax, not meaning: words, rows and tables, each with its place. Every scalar is text, so `yes`
and `no` stay words. Anchors, aliases, tags, repeated keys and second documents are refused here, and everything
that was found is reported: no author sees a traceback for a slip in a text file.
"""

from __future__ import annotations

import os
import re
import stat
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import category

import yaml

from wizard import slip

MAX_BYTES = 1024 * 1024  # a flow file
MAX_DEPTH = 20  # tables within tables; a flow needs seven
_MAX_GLANCE = 8 * MAX_BYTES  # of a file that is only shown; catalogs are larger than flows

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_YAML_TAGS = "tag:yaml.org,2002:"
# What YAML itself does not allow in a text.
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What ends a line in YAML, and so in the places of problems.
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_COMMENT = re.compile("#[^\n\r\x85\u2028\u2029]*")


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
        return plain(f"{self.place}: {'warning: ' if self.warning else ''}{self.message}")


def plain(text: str) -> str:
    """A text that no terminal acts on: control characters, and those that change the direction, as their numbers."""
    if text.isascii() and text.isprintable():
        return text
    signs = ((sign, category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")) for sign in text.replace("\n", " "))
    return "".join(f"<U+{ord(sign):04X}>" if acts else sign for sign, acts in signs)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, sorted by place: as they would sort themselves, in a tenth of the time."""
    spots = {(each.place.file, each.place.line, each.place.column, each.message, each.code): each for each in problems}
    return tuple(spots[spot] for spot in sorted(spots))


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
Read = Callable[[Path, list[Problem]], Table | None]  # what `read` and `Files.read` both are


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, from its # to the end of the line. One that is `alone` has the line for itself."""

    text: str
    place: Place
    alone: bool


@dataclass(slots=True)
class Files:
    """Files that are read once each, however many ask for what they hold. Lives no longer than one check."""

    known: dict[Path, tuple[Table | None, list[Problem]]] = field(default_factory=dict)

    def read(self, path: Path, problems: list[Problem]) -> Table | None:
        """As the function `read`, which is called when a file is asked for first."""
        if path not in self.known:
            found: list[Problem] = []
            self.known[path] = (read(path, found), found)
        table, found = self.known[path]
        problems += found
        return table


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
    builder = _Builder(name, problems)
    try:
        node = builder.build(text)
    except yaml.YAMLError as error:
        problems.append(_syntax_problem(error, name, text, builder.last))
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


def files_in(folder: Path, ending: str, problems: list[Problem]) -> list[Path]:
    """What in a folder has a name with this ending, sorted. That a folder cannot be read is added to `problems`.

    Hidden files are not ours: editors keep their own there.
    """
    try:
        names = os.listdir(folder)
    except OSError as error:
        words = f"the folder cannot be read: {(error.strerror or str(error)).lower()}"
        problems.append(Problem(Place(str(folder)), words, "folder-unreadable"))
        return []
    return sorted(folder / name for name in names if name.endswith(ending) and not name.startswith("."))


def lines(path: Path) -> list[str]:
    """The lines of a file as the places of problems count them. What cannot be read, or is no file, has none."""
    return _BREAK.split(_glance(path))


def comments(path: Path, word: str) -> list[Comment]:
    """The comments of a YAML or PO file that hold a word. A # inside a text begins none."""
    text = _glance(path)
    if word not in text:
        return []
    if path.suffix == ".po":
        spans = [match.span() for match in re.finditer(r"^# .*", text, re.MULTILINE)]
    else:
        spans = [match.span() for gap in _gaps(text) for match in _COMMENT.finditer(text, *gap)]
    begins = [0, *(match.end() for match in _BREAK.finditer(text))]
    found = []
    for start, end in spans:
        if word in text[start:end]:
            line = bisect_right(begins, start)
            before = text[begins[line - 1] : start]
            found.append(Comment(text[start:end], Place(str(path), line, len(before) + 1), not before.strip()))
    return found


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    """Where between the tokens of a YAML text comments can stand, and after the | or > that begins a block."""
    done = 0
    try:
        for token in yaml.scan(text, Loader=_Loader):
            yield done, token.start_mark.index
            if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
                first_line = _BREAK.search(text, token.start_mark.index)
                yield token.start_mark.index, first_line.start() if first_line else len(text)
            done = max(done, token.end_mark.index)
    except yaml.YAMLError:  # reported by `parse`; what stands after the mistake cannot be told apart
        return
    yield done, len(text)


def _glance(path: Path) -> str:
    """The text of a file as far as it can be read, bytes that are no UTF-8 shown as such; nothing otherwise."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for
            return ""
        with path.open("rb") as stream:
            return stream.read(_MAX_GLANCE).decode("utf-8-sig", "replace")
    except OSError:
        return ""


def _place(name: str, before: str) -> Place:
    """The place right after the text `before`."""
    lines = _BREAK.split(before)
    return Place(name, len(lines), len(lines[-1]) + 1)


def _syntax_problem(error: yaml.YAMLError, name: str, text: str, last: yaml.ScalarEvent | None) -> Problem:
    """What the parser met, said in our words where it went wrong. `last` is the last scalar that it had read."""
    words = f"{getattr(error, 'context', None) or ''} {getattr(error, 'problem', None) or error}"
    marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
    if last and last.style in ("'", '"'):
        marks += [last.start_mark, last.end_mark]
    places = [(mark.line + 1, mark.column + 1) if mark else None for mark in marks]
    line, column, message = slip.explain(words.strip(), _BREAK.split(text), *places)
    return Problem(Place(name, line, column), message, "yaml-tab" if message == slip.TAB else "yaml-syntax")


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
    last: yaml.ScalarEvent | None = None

    def build(self, text: str) -> Node | None:
        documents = 0
        for event in yaml.parse(text, Loader=_Loader):
            mark = event.start_mark
            place = Place(self.name, mark.line + 1, mark.column + 1) if mark else Place(self.name)
            match event:
                case yaml.ScalarEvent():
                    self.last = event
                    self.look(event, place)
                    if event.style not in ("'", '"') and mark and event.end_mark:
                        self.doubt(text[mark.index : event.end_mark.index], place)
                    self.add(Word(event.value, place))
                case yaml.CollectionStartEvent():
                    self.look(event, place)
                    if len(self.stack) >= MAX_DEPTH:
                        raise _TooDeepError(place)
                    is_table = isinstance(event, yaml.MappingStartEvent)
                    self.stack.append(_Open(place, entries={}) if is_table else _Open(place, items=[]))
                case yaml.CollectionEndEvent():
                    done = self.stack.pop()
                    if done.entries is not None:
                        self.add(Table(done.entries, done.place))
                    else:
                        self.add(Row(tuple(done.items or ()), done.place))
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        self.refuse(place, "yaml-document", "a second document begins here; one file holds one flow")
                        break
                case yaml.AliasEvent():
                    self.refuse(place, "yaml-alias", f'aliases ("*{event.anchor}") are not allowed; write the text out')
                    self.add(Word(f"*{event.anchor}", place))
        return self.root

    def look(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, place: Place) -> None:
        """Refuse what a flow has no use for: anchors and tags."""
        if event.anchor:
            self.refuse(place, "yaml-alias", f'anchors ("&{event.anchor}") are not allowed; write the text out')
        if event.tag is not None:
            words = f'tags ("{event.tag.replace(_YAML_TAGS, "!!")}") are not allowed; every value is text'
            self.refuse(place, "yaml-tag", words)

    def doubt(self, raw: str, place: Place) -> None:
        """Refuse what an author can hardly have meant to be in a text without quotes that begins at `place`."""
        if found := slip.not_meant(raw):
            lines = _BREAK.split(raw[: found[0]])
            column = (place.column if len(lines) == 1 else 1) + len(lines[-1])
            self.refuse(Place(self.name, place.line + len(lines) - 1, column), "yaml-syntax", found[1])

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
