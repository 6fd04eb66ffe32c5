"""YAML text as nodes with locations: syntax only, no meaning.

Every scalar is text, so `yes` and `no` remain words. Anchors, aliases, tags, duplicate keys and
second documents are reported here, and so is everything that is not YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from wizard.loader import yaml_errors
from wizard.loader.edits import column_before
from wizard.loader.indentation import TAB
from wizard.model.problems import NOWHERE, Location, Problem

MAX_DEPTH = 20  # tables within tables; a flow needs seven

# The parser in C takes a twentieth of the time. PyYAML can be built without it.
YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The characters that YAML counts as the end of a line, and so do the locations of problems.
LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")

# A comment to the end of its line, one space after a text.
_COMMENT_AFTER = re.compile(" (#[^\n\r\x85\u2028\u2029]*)")

_YAML_TAGS = "tag:yaml.org,2002:"

# Characters that the YAML specification does not allow.
CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A scalar. It is always text, whatever it looks like.

    Attributes:
        text: The text, without the quotes that it is in.
        location: Where it begins, with its quotes.
        end: Where it ends, after its last character.
        style: The character that begins it: a quote, `|` or `>`, or empty for text without quotes.
        comment: What follows a text without quotes after a single space, if that is a comment and
            so could have been meant as a part of the text.
    """

    text: str
    location: Location
    end: Location = field(default=NOWHERE, compare=False)
    style: str = field(default="", compare=False)
    comment: str = field(default="", compare=False)


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


def scalars(node: Node) -> Iterator[ScalarNode]:
    """Yield a scalar, or the scalars of a list and of the lists in it."""
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from scalars(item)


class UnreadableError(Exception):
    """A text that cannot be read to its end.

    Attributes:
        problem: What to report.
        state: The state of the parser, if the text is not YAML.
    """

    def __init__(self, problem: Problem, state: yaml_errors.ParserState | None = None) -> None:
        super().__init__(str(problem))
        self.problem, self.state = problem, state


def parse(text: str, name: str, problems: list[Problem]) -> MappingNode | None:
    """Return the table that a YAML text contains, or None, and add its problems to `problems`."""
    try:
        return compose(text, name, problems)
    except UnreadableError as error:
        problems.append(error.problem)
        return None


def compose(
    text: str, name: str, problems: list[Problem], written: Mapping[int, str] | None = None
) -> MappingNode | None:
    """Return the table that a YAML text contains, and add its problems to `problems`.

    Args:
        text: The text.
        name: The name of the file.
        problems: The list of problems.
        written: The author's lines of which the text has repaired ones instead, by their numbers.
            Locations are those in the author's text.

    Returns:
        The table, or None if the text is something else.

    Raises:
        UnreadableError: The text cannot be read to its end.
    """
    if bad := CONTROL.search(text):
        message = f"the character U+{ord(bad[0]):04X} is not allowed"
        location = location_after(name, text[: bad.start()])
        raise UnreadableError(Problem(location, message, "file-encoding"))
    builder = _NodeBuilder(name, problems, text, written or {})
    try:
        node = builder.build()
    except yaml.YAMLError as error:
        raise _unreadable(error, builder) from None
    if isinstance(node, MappingNode):
        return node
    if node is None or (isinstance(node, ScalarNode) and not node.text):
        problems.append(Problem(Location(name), "the file is empty", "file-empty"))
    else:
        message = 'the file must begin with keys, such as "title: ..."'
        problems.append(Problem(node.location, message, "yaml-shape"))
    return None


def line_starts(text: str) -> list[int]:
    """Return the indices at which the lines of a text begin."""
    return [0, *(match.end() for match in LINE_BREAK.finditer(text))]


def location_after(name: str, before: str) -> Location:
    """Return the location right after the text `before`, which begins the file `name`."""
    lines = LINE_BREAK.split(before)
    return Location(name, len(lines), len(lines[-1]) + 1)


def _unreadable(error: yaml.YAMLError, builder: _NodeBuilder) -> UnreadableError:
    """Return an error of the parser with its explanation."""
    # Reader errors, such as one about the encoding, have no context and no marks.
    reasons = (getattr(error, "context", None), getattr(error, "problem", None) or str(error))
    opened = _mark(getattr(error, "context_mark", None))
    stopped = _mark(getattr(error, "problem_mark", None)) or opened or (1, 1)
    quoted, last = None, builder.last_scalar
    if last and last.style in ("'", '"'):
        start, end = _mark(last.start_mark), _mark(last.end_mark)
        quoted = (start, end) if start and end else None
    message = " ".join(filter(None, reasons))
    state = yaml_errors.ParserState(message, builder.lines, stopped, opened, quoted)
    mark, message = yaml_errors.explain_error(state)
    location, is_tab = builder.location(mark), message == TAB.format("spaces")
    return UnreadableError(
        Problem(location, message, "yaml-tab" if is_tab else "yaml-syntax"), state
    )


def _mark(mark: Any) -> yaml_errors.Mark | None:
    """Return the line and column of one of the parser's marks, counted from 1."""
    # PyYAML counts from 0, editors from 1.
    return (mark.line + 1, mark.column + 1) if mark else None


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

    It has its own stack, so that deep nesting cannot exhaust Python's. `anchors` are the texts with
    an anchor, and where they are.
    """

    name: str
    problems: list[Problem]
    text: str
    written: Mapping[int, str] = field(default_factory=dict)
    lines: Sequence[str] = field(init=False)
    anchors: dict[str, tuple[str | None, Location]] = field(default_factory=dict)
    stack: list[_Frame] = field(default_factory=list)
    root: Node | None = None
    last_scalar: yaml.ScalarEvent | None = None

    def __post_init__(self) -> None:
        self.lines = LINE_BREAK.split(self.text)

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
        # Here, and not for each alias: the anchor is the one mistake.
        for name, (_, location) in self.anchors.items():
            message = f'anchors ("&{name}", "*{name}") are not allowed; write the text out'
            self.report(location, "yaml-alias", message)
        return self.root

    def location(self, mark: yaml_errors.Mark) -> Location:
        """Return a line and column of the text as a location in the author's text."""
        line, column = mark
        if line in self.written:
            column = column_before(self.written[line], self.lines[line - 1], column)
        return Location(self.name, line, column)

    def _location(self, mark: Any) -> Location:
        """Return one of the parser's marks as a location."""
        return self.location(_mark(mark) or (1, 1))

    def _add_scalar(self, event: yaml.ScalarEvent, location: Location) -> None:
        # If the parser fails later, this text may have a quote that is not closed.
        self.last_scalar = event
        self._note_anchor(event, location)
        comment = None
        # In quotes, everything is meant as it is.
        if event.style not in ("'", '"') and event.start_mark and event.end_mark:
            raw = self.text[event.start_mark.index : event.end_mark.index]
            self._check_plain_scalar(raw, event.start_mark)
            if not event.style:
                comment = _COMMENT_AFTER.match(self.text, event.end_mark.index)
        end, style = self._location(event.end_mark), event.style or ""
        self._add(ScalarNode(event.value, location, end, style, comment[1] if comment else ""))

    def _begin_collection(self, event: yaml.CollectionStartEvent, location: Location) -> None:
        self._note_anchor(event, location)
        if len(self.stack) >= MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} levels deep"
            raise UnreadableError(Problem(location, message, "yaml-depth"))
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
        name = event.anchor or ""
        if name not in self.anchors:
            # No author wants an alias of nothing: the text begins with a star.
            message = f"text without quotes cannot begin with *; {yaml_errors.PUT_IN_QUOTES}"
            self.report(location, "yaml-syntax", message)
        text, _ = self.anchors.get(name, (f"*{name}", location))
        if text is None:
            message = f'aliases ("*{name}") are not allowed; write the text out'
            raise UnreadableError(Problem(location, message, "yaml-alias"))
        self._add(ScalarNode(text, location))

    def _note_anchor(
        self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, location: Location
    ) -> None:
        """Remember an anchor, with its text if it has one, and report a tag."""
        if event.anchor:
            # Lists and tables are not copied: a few lines of aliases can fill the memory.
            text = event.value if isinstance(event, yaml.ScalarEvent) else None
            self.anchors[event.anchor] = (text, location)
        # Only a tag in the file: a parser's events do not have the tags that YAML gives plain text.
        if event.tag is not None:
            tag = event.tag.replace(_YAML_TAGS, "!!")
            message = f'tags ("{tag}") are not allowed; every value is text'
            self.report(location, "yaml-tag", message)

    def _check_plain_scalar(self, raw: str, mark: Any) -> None:
        """Report what is probably a mistake in a text without quotes that begins at a mark."""
        if not (suspicious := yaml_errors.suspicious_plain_scalar(raw)):
            return
        index, message = suspicious
        after = location_after(self.name, raw[:index])
        # The first line of the text begins at its mark, the others at the first column.
        column = after.column + (mark.column if after.line == 1 else 0)
        # YAML counts lines from 0.
        message = message.format(line=mark.line + 1)
        self.report(self.location((mark.line + after.line, column)), "yaml-syntax", message)

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
            message = f'the key "{node.text}" is already on line {line}; rename or remove one'
            self.report(node.location, "yaml-repeated-key", message)
            parent.ignored = True
        return node

    def report(self, location: Location, code: str, message: str) -> None:
        self.problems.append(Problem(location, message, code))
