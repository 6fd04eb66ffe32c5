"""YAML text as nodes with locations: syntax only, no meaning.

Every scalar is text, so `yes` and `no` remain words. Anchors, aliases, tags, duplicate keys and
second documents are reported here, and so is everything that is not YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from wizard.loader import yaml_errors
from wizard.model.problems import NOWHERE, Location, Problem

MAX_DEPTH = 20  # tables within tables; a flow needs seven

# The parser in C takes a twentieth of the time. PyYAML can be built without it.
YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The characters that YAML counts as the end of a line, and so do the locations of problems.
LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")

_YAML_TAGS = "tag:yaml.org,2002:"

# Characters that the YAML specification does not allow.
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A scalar. It is always text, whatever it looks like.

    Attributes:
        text: The text, without the quotes that it is in.
        location: Where it begins, with its quotes.
        end: Where it ends, after its last character.
        style: The character that begins it: a quote, `|` or `>`, or empty for text without quotes.
    """

    text: str
    location: Location
    end: Location = field(default=NOWHERE, compare=False)
    style: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list. `end` is where it ends if it is in brackets, otherwise `NOWHERE`."""

    items: tuple[Node, ...]
    location: Location
    end: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class MappingNode:
    """A table in the author's order: the text of each key to the key and its value.

    `end` is where it ends if it is in braces, otherwise `NOWHERE`.
    """

    entries: dict[str, tuple[ScalarNode, Node]]
    location: Location
    end: Location = field(default=NOWHERE, compare=False)

    def __iter__(self) -> Iterator[tuple[ScalarNode, Node]]:
        return iter(self.entries.values())

    def get(self, key: str) -> Node | None:
        """Return the value of a key, or None if the table does not have it."""
        entry = self.entries.get(key)
        return entry[1] if entry else None

    def location_of(self, key: str) -> Location:
        """Return the location of a key, or of the table if it has no such key."""
        return self.entries[key][0].location if key in self.entries else self.location


Node = ScalarNode | SequenceNode | MappingNode


def parse(text: str, name: str, problems: list[Problem]) -> MappingNode | None:
    """Return the table that a YAML text contains, or None, and add its problems to `problems`."""
    if bad := _CONTROL.search(text):
        location = location_after(name, text[: bad.start()])
        message = f"the character U+{ord(bad[0]):04X} is not allowed"
        problems.append(Problem(location, message, "file-encoding"))
        return None
    builder = _NodeBuilder(name, problems, text)
    try:
        node = builder.build()
    except yaml.YAMLError as error:
        problems.append(_syntax_problem(error, name, text, builder.last_scalar))
        return None
    except _TooDeepError as error:
        message = f"nested more than {MAX_DEPTH} levels deep"
        problems.append(Problem(error.location, message, "yaml-depth"))
        return None
    if isinstance(node, MappingNode):
        return node
    if node is None or (isinstance(node, ScalarNode) and not node.text):
        problems.append(Problem(Location(name), "the file is empty", "file-empty"))
    else:
        message = 'the file must begin with keys, such as "title: ..."'
        problems.append(Problem(node.location, message, "yaml-shape"))
    return None


def location_after(name: str, before: str) -> Location:
    """Return the location right after the text `before`, which begins the file `name`."""
    lines = LINE_BREAK.split(before)
    return Location(name, len(lines), len(lines[-1]) + 1)


def _syntax_problem(
    error: yaml.YAMLError, name: str, text: str, last: yaml.ScalarEvent | None
) -> Problem:
    """Return the problem behind an error of the parser. `last` is the last scalar that it read."""
    # Reader errors, such as one about the encoding, have no context and no marks.
    reasons = (getattr(error, "context", None), getattr(error, "problem", None) or str(error))
    lines = LINE_BREAK.split(text)
    opened = _mark(getattr(error, "context_mark", None))
    stopped = _mark(getattr(error, "problem_mark", None)) or opened or (1, 1)
    quoted = None
    if last and last.style in ("'", '"'):
        start, end = _mark(last.start_mark), _mark(last.end_mark)
        quoted = (start, end) if start and end else None
    state = yaml_errors.ParserState(" ".join(filter(None, reasons)), lines, stopped, opened, quoted)
    (line, column), message = yaml_errors.explain_error(state)
    is_tab = message == yaml_errors.TAB
    location = Location(name, line, column)
    return Problem(location, message, "yaml-tab" if is_tab else "yaml-syntax")


def _mark(mark: Any) -> yaml_errors.Mark | None:
    """Return the line and column of one of the parser's marks, counted from 1."""
    # PyYAML counts from 0, editors from 1.
    return (mark.line + 1, mark.column + 1) if mark else None


class _TooDeepError(Exception):
    """Text that is nested too deep, so that the parser must stop."""

    def __init__(self, location: Location) -> None:
        self.location = location


@dataclass(slots=True)
class _Frame:
    """A list or table whose end has not been read yet.

    Attributes:
        location: Where it begins.
        inline: Whether it is in brackets or braces.
        items: The items that a list has so far, or None for a table.
        entries: The keys and values that a table has so far, or None for a list.
        key: A table's key whose value has not been read yet.
        ignored: Whether that key was refused, so that its value is dropped.
    """

    location: Location
    inline: bool
    items: list[Node] | None = None
    entries: dict[str, tuple[ScalarNode, Node]] | None = None
    key: ScalarNode | None = None
    ignored: bool = False


@dataclass(slots=True)
class _NodeBuilder:
    """A builder of nodes from YAML's events.

    It has its own stack, so that deep nesting cannot exhaust Python's.
    """

    name: str
    problems: list[Problem]
    text: str
    stack: list[_Frame] = field(default_factory=list)
    root: Node | None = None
    last_scalar: yaml.ScalarEvent | None = None

    def build(self) -> Node | None:
        """Return the root node, or None if the text has none."""
        # From events, since `yaml.compose` takes three times as long.
        documents = 0
        for event in yaml.parse(self.text, Loader=YAML_LOADER):
            location = self._location(event.start_mark)
            match event:
                case yaml.ScalarEvent():
                    self._add_scalar(event, location)
                case yaml.CollectionStartEvent():
                    self._begin_collection(event, location)
                case yaml.CollectionEndEvent():
                    self._end_collection(event)
                case yaml.AliasEvent():
                    self._add_alias(event, location)
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        message = "a second document begins here; a file can contain only one"
                        self.report(location, "yaml-document", message)
                        # What follows belongs to another file, so its mistakes would only confuse.
                        break
        return self.root

    def _location(self, mark: Any) -> Location:
        """Return one of the parser's marks as a location."""
        return Location(self.name, *(_mark(mark) or ()))

    def _add_scalar(self, event: yaml.ScalarEvent, location: Location) -> None:
        # If the parser fails later, this text may have a quote that is not closed.
        self.last_scalar = event
        self._refuse_anchor_and_tag(event, location)
        # In quotes, everything is meant as it is.
        if event.style not in ("'", '"') and event.start_mark and event.end_mark:
            raw = self.text[event.start_mark.index : event.end_mark.index]
            self._check_plain_scalar(raw, location)
        end, style = self._location(event.end_mark), event.style or ""
        self._add(ScalarNode(event.value, location, end, style))

    def _begin_collection(self, event: yaml.CollectionStartEvent, location: Location) -> None:
        self._refuse_anchor_and_tag(event, location)
        if len(self.stack) >= MAX_DEPTH:
            raise _TooDeepError(location)
        frame = _Frame(location, bool(event.flow_style))
        if isinstance(event, yaml.MappingStartEvent):
            frame.entries = {}
        else:
            frame.items = []
        self.stack.append(frame)

    def _end_collection(self, event: yaml.CollectionEndEvent) -> None:
        frame = self.stack.pop()
        # Without brackets, the parser's mark is the beginning of what comes next.
        end = self._location(event.end_mark) if frame.inline else NOWHERE
        if frame.entries is not None:
            self._add(MappingNode(frame.entries, frame.location, end))
        else:
            self._add(SequenceNode(tuple(frame.items or ()), frame.location, end))

    def _add_alias(self, event: yaml.AliasEvent, location: Location) -> None:
        message = f'aliases ("*{event.anchor}") are not allowed; write the text out'
        self.report(location, "yaml-alias", message)
        # A node is needed here in any case: a key without a value would shift all that follow.
        self._add(ScalarNode(f"*{event.anchor}", location))

    def _refuse_anchor_and_tag(
        self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, location: Location
    ) -> None:
        """Report an anchor or a tag, which flows have no use for."""
        if event.anchor:
            message = f'anchors ("&{event.anchor}") are not allowed; write the text out'
            self.report(location, "yaml-alias", message)
        # Only a tag in the file: a parser's events do not have the tags that YAML gives plain text.
        if event.tag is not None:
            tag = event.tag.replace(_YAML_TAGS, "!!")
            message = f'tags ("{tag}") are not allowed; every value is text'
            self.report(location, "yaml-tag", message)

    def _check_plain_scalar(self, raw: str, location: Location) -> None:
        """Report what is probably a mistake in a text without quotes that begins at `location`."""
        if not (suspicious := yaml_errors.suspicious_plain_scalar(raw)):
            return
        index, message = suspicious
        after = location_after(self.name, raw[:index])
        # The first line of the text begins at its location, the others at the first column.
        column = after.column + (location.column - 1 if after.line == 1 else 0)
        line = location.line + after.line - 1
        self.report(Location(self.name, line, column), "yaml-syntax", message)

    def _add(self, node: Node) -> None:
        """Add a finished node to the list or table that contains it."""
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if parent.entries is None:
            assert parent.items is not None
            parent.items.append(node)
        elif parent.key is None:
            # Events of a table alternate between keys and values.
            parent.key = self._checked_key(node, parent)
        else:
            if not parent.ignored:
                parent.entries[parent.key.text] = (parent.key, node)
            parent.key, parent.ignored = None, False

    def _checked_key(self, node: Node, parent: _Frame) -> ScalarNode:
        """Return a key of `parent`. The value of an invalid or duplicate key will be ignored."""
        assert parent.entries is not None
        if not isinstance(node, ScalarNode):
            message = "a key must be text, not a list or a table"
            self.report(node.location, "yaml-key", message)
            parent.ignored = True
            # Some key must be there, so that the next node is taken for its value.
            return ScalarNode("", node.location)
        if not node.text:
            self.report(node.location, "yaml-key", "a key is missing before this colon")
            parent.ignored = True
        elif node.text in parent.entries:
            line = parent.entries[node.text][0].location.line
            # The first one is kept. To a reader of the file, the second is the copy.
            message = f'the key "{node.text}" is already on line {line}'
            self.report(node.location, "yaml-repeated-key", message)
            parent.ignored = True
        return node

    def report(self, location: Location, code: str, message: str) -> None:
        self.problems.append(Problem(location, message, code))
