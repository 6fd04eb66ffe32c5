"""YAML text as positioned nodes: the only module that opens a flow file or reads YAML.

What comes out is syntax, not meaning: words, rows and tables, each with its place. Every scalar is text, so `yes`
and `no` stay words. Anchors, aliases, tags, repeated keys and second documents are refused here, and everything
that was found is reported: no author sees a traceback for a slip in a text file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from wizard.loader import yaml_errors
from wizard.model.problems import Location, Problem

MAX_DEPTH = 20  # tables within tables; a flow needs seven

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_YAML_TAGS = "tag:yaml.org,2002:"

# What YAML itself does not allow in a text.
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# What ends a line in YAML, and so in the places of problems.
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A scalar. Always text, whatever it looks like."""

    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list."""

    items: tuple[Node, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class MappingNode:
    """A mapping, in the author's order: key text to (key, value)."""

    entries: dict[str, tuple[ScalarNode, Node]]
    location: Location

    def __iter__(self) -> Iterator[tuple[ScalarNode, Node]]:
        return iter(self.entries.values())

    def get(self, key: str) -> Node | None:
        """The value of a key, or None where it is not there."""
        entry = self.entries.get(key)
        return entry[1] if entry else None

    def location_of(self, key: str) -> Location:
        """Return the location of a key, or of the table if it has no such key."""
        return self.entries[key][0].location if key in self.entries else self.location


Node = ScalarNode | SequenceNode | MappingNode


def parse(text: str, name: str, problems: list[Problem]) -> MappingNode | None:
    """The table that a YAML text holds, or None. What is wrong with it is added to `problems`."""
    if bad := _CONTROL.search(text):
        location = _place(name, text[: bad.start()])
        problems.append(
            Problem(
                location,
                f"the character U+{ord(bad[0]):04X} is not allowed in a text",
                "file-encoding",
            )
        )
        return None
    builder = _NodeBuilder(name, problems)
    try:
        node = builder.build(text)
    except yaml.YAMLError as error:
        problems.append(_syntax_problem(error, name, text, builder.last))
        return None
    except _TooDeepError as error:
        problems.append(Problem(error.location, f"nested more than {MAX_DEPTH} deep", "yaml-depth"))
        return None
    if isinstance(node, MappingNode):
        return node
    if node is None or (isinstance(node, ScalarNode) and not node.text):
        problems.append(Problem(Location(name), "the file is empty", "file-empty"))
    else:
        problems.append(
            Problem(
                node.location, 'the file must begin with keys, such as "title: ..."', "yaml-shape"
            )
        )
    return None


def _place(name: str, before: str) -> Location:
    """The place right after the text `before`."""
    lines = _BREAK.split(before)
    return Location(name, len(lines), len(lines[-1]) + 1)


def _syntax_problem(
    error: yaml.YAMLError, name: str, text: str, last: yaml.ScalarEvent | None
) -> Problem:
    """What the parser met, said in our words where it went wrong. `last` is the last scalar that it had read."""
    message = f"{getattr(error, 'context', None) or ''} {getattr(error, 'problem', None) or error}"
    marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
    if last and last.style in ("'", '"'):
        marks += [last.start_mark, last.end_mark]
    locations = [(mark.line + 1, mark.column + 1) if mark else None for mark in marks]
    line, column, message = yaml_errors.explain_error(
        message.strip(), _BREAK.split(text), *locations
    )
    return Problem(
        Location(name, line, column),
        message,
        "yaml-tab" if message == yaml_errors.TAB else "yaml-syntax",
    )


class _TooDeepError(Exception):
    def __init__(self, location: Location) -> None:
        self.location = location


@dataclass(slots=True)
class _Frame:
    """A row or table whose end has not been read. A table's next key waits in `key`."""

    location: Location
    items: list[Node] | None = None
    entries: dict[str, tuple[ScalarNode, Node]] | None = None
    key: ScalarNode | None = None
    ignored: bool = False  # the value that comes belongs to a key that was refused


@dataclass(slots=True)
class _NodeBuilder:
    """Builds nodes from YAML's events with a stack of its own, so that no depth of nesting can exhaust Python's."""

    name: str
    problems: list[Problem]
    stack: list[_Frame] = field(default_factory=list)
    root: Node | None = None
    last: yaml.ScalarEvent | None = None

    def build(self, text: str) -> Node | None:
        documents = 0
        for event in yaml.parse(text, Loader=_Loader):
            mark = event.start_mark
            location = (
                Location(self.name, mark.line + 1, mark.column + 1) if mark else Location(self.name)
            )
            match event:
                case yaml.ScalarEvent():
                    self.last = event
                    self.look(event, location)
                    if event.style not in ("'", '"') and mark and event.end_mark:
                        self.doubt(text[mark.index : event.end_mark.index], location)
                    self.add(ScalarNode(event.value, location))
                case yaml.CollectionStartEvent():
                    self.look(event, location)
                    if len(self.stack) >= MAX_DEPTH:
                        raise _TooDeepError(location)
                    is_table = isinstance(event, yaml.MappingStartEvent)
                    self.stack.append(
                        _Frame(location, entries={}) if is_table else _Frame(location, items=[])
                    )
                case yaml.CollectionEndEvent():
                    done = self.stack.pop()
                    if done.entries is not None:
                        self.add(MappingNode(done.entries, done.location))
                    else:
                        self.add(SequenceNode(tuple(done.items or ()), done.location))
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        self.refuse(
                            location,
                            "yaml-document",
                            "a second document begins here; one file holds one flow",
                        )
                        break
                case yaml.AliasEvent():
                    self.refuse(
                        location,
                        "yaml-alias",
                        f'aliases ("*{event.anchor}") are not allowed; write the text out',
                    )
                    self.add(ScalarNode(f"*{event.anchor}", location))
        return self.root

    def look(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, location: Location) -> None:
        """Refuse what a flow has no use for: anchors and tags."""
        if event.anchor:
            self.refuse(
                location,
                "yaml-alias",
                f'anchors ("&{event.anchor}") are not allowed; write the text out',
            )
        if event.tag is not None:
            message = f'tags ("{event.tag.replace(_YAML_TAGS, "!!")}") are not allowed; every value is text'
            self.refuse(location, "yaml-tag", message)

    def doubt(self, raw: str, location: Location) -> None:
        """Refuse what an author can hardly have meant to be in a text without quotes that begins at `place`."""
        if found := yaml_errors.suspicious_plain_scalar(raw):
            lines = _BREAK.split(raw[: found[0]])
            column = (location.column if len(lines) == 1 else 1) + len(lines[-1])
            self.refuse(
                Location(self.name, location.line + len(lines) - 1, column), "yaml-syntax", found[1]
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

    def key(self, node: Node, parent: _Frame) -> ScalarNode:
        """A key of `parent`. One that is no text, or stands there already, is reported and its value ignored."""
        assert parent.entries is not None
        if not isinstance(node, ScalarNode):
            self.refuse(node.location, "yaml-key", "a key must be a word, not a list or a table")
            parent.ignored = True
            return ScalarNode("", node.location)
        if not node.text:
            self.refuse(node.location, "yaml-key", "a key is missing before this colon")
            parent.ignored = True
        elif node.text in parent.entries:
            first = parent.entries[node.text][0].location.line
            self.refuse(
                node.location,
                "yaml-repeated-key",
                f'"{node.text}" stands here already, on line {first}',
            )
            parent.ignored = True
        return node

    def refuse(self, location: Location, code: str, message: str) -> None:
        self.problems.append(Problem(location, message, code))
