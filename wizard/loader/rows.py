"""Templates: the nodes of a file for one row of a table.

A template has placeholders such as `{state.days}` in its values, and conditions on columns. Both
are gone from the nodes that come out, so everything else reads them as it reads any file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import is_

from wizard.i18n.translator import SOURCE_LANGUAGE, make_translator
from wizard.loader.reader import NodeReader
from wizard.loader.schema_tables import EMPTY
from wizard.loader.suggest import did_you_mean, fold
from wizard.loader.tables import PLACEHOLDER, Cell, Column, DataRow, DataTable
from wizard.loader.translations import TEXT_KEYS
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.problems import Location

# Lists whose items are texts, some of which may have a condition: `{if: ..., text: ...}`.
TEXT_LISTS = ("body", "to", "before", "after")

# The kinds of columns whose cells are ids, in words.
_IDS = {"sources": "sources", "level": "levels"}

# What a node becomes that a row leaves out.
_LEFT_OUT = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A text of a template with the values of a row: `text` is what `template` became."""

    template: str
    text: str
    location: Location


@dataclass
class RowFiller:
    """Fills in the values of one row.

    Attributes:
        data: The table.
        row: The row.
        reader: Reports problems.
        language: The language of the files.
        parts: The ids of templates over the same table that a target can name: `records`,
            `letters/request`, `deadlines/asked`.
        texts: The keys of texts, in which a cell is written as readers see it.
        filled: The texts with placeholders that were met.
    """

    data: DataTable
    row: DataRow
    reader: NodeReader
    language: str = SOURCE_LANGUAGE
    parts: frozenset[str] = frozenset()
    texts: Collection[str] = frozenset(TEXT_KEYS)
    filled: list[Filled] = field(default_factory=list)

    def fill(self, table: MappingNode) -> MappingNode | None:
        """Return the table of a template as it is for the row; None if the row leaves it out."""
        filled = self._table(table, "")
        return filled and _without_moved(filled, _keys(table.get("steps")))

    def leaves_out(self, node: Node) -> bool:
        """Return whether the row leaves out a node of a template. Fills nothing in."""
        condition = node.get("if") if isinstance(node, MappingNode) else None
        return condition is not None and self._decide(condition) is False

    def _node(self, node: Node, key: str) -> Node | None:
        """Return a node under a key as it is for the row; None if it is left out."""
        if isinstance(node, ScalarNode):
            return self._scalar(node, key)
        if isinstance(node, MappingNode):
            return self._table(node, key)
        return self._list(node, key)

    def _table(self, table: MappingNode, key: str) -> MappingNode | None:
        """Return a table, without its condition if that is about columns."""
        condition = table.get("if")
        decided = self._decide(condition) if condition else True
        # First, since nothing of what is left out may be reported.
        if decided is False:
            return _LEFT_OUT
        entries = {}
        for name, (key_node, value) in table.entries.items():
            # The keys of boxes are ids, and their values are labels.
            kind = "label" if key == "tick" and isinstance(value, ScalarNode) else name
            filled = self._node(value, kind) if name != "if" else decided
            if not isinstance(filled, bool) and filled is not None:
                entries[name] = (key_node, filled)
        return _with_entries(table, entries)

    def _list(self, node: SequenceNode, key: str) -> Node | None:
        """Return a list, or the first text of alternatives that the row has."""
        if key in self.texts and key not in TEXT_LISTS and node.items:
            options = [item for item in node.items if isinstance(item, MappingNode)]
            if len(options) == len(node.items) and all("text" in each.entries for each in options):
                return self._alternative(options, node, key)
        items: list[Node] = []
        for item in node.items:
            items += self._items(item, key)
        return _with_items(node, items)

    def _items(self, item: Node, key: str) -> Iterator[Node]:
        """Yield what one item of a list becomes: nothing, an item, or several sources."""
        if isinstance(item, ScalarNode) and (found := self._sources(item, key)) is not None:
            yield from found
            return
        filled = self._node(item, key)
        if isinstance(filled, MappingNode) and key in TEXT_LISTS and {*filled.entries} == {"text"}:
            filled = filled.entries["text"][1]
        if filled is not None:
            yield filled

    def _alternative(self, options: list[MappingNode], node: SequenceNode, key: str) -> Node | None:
        """Return the first of several texts whose condition the row fulfils."""
        for option in options:
            filled = self._table(option, key)
            if filled is not None:
                return filled.entries["text"][1]
        message = f'none of the texts under "{key}" is for this row; add one without "if"'
        self.reader.report(node.location, "row-text", message)
        return None

    # Scalars

    def _scalar(self, node: ScalarNode, key: str) -> Node:
        """Return a text or another value with the cells of the row in it."""
        text = node.text
        if "." not in text or "{" not in text:
            return self._same_row(node, key) if self.parts and key not in self.texts else node
        if (found := self._sources(node, key)) is not None:
            return SequenceNode(tuple(found), node.location)
        is_text = key in self.texts
        location = node.location
        if (match := PLACEHOLDER.fullmatch(text.strip())) and (cell := self._cell(match)):
            location = cell.location
        filled = PLACEHOLDER.sub(lambda match: self._value(match, node, is_text), text)
        if filled == text:
            return node
        if is_text:
            self.filled.append(Filled(text.strip(), filled.strip(), node.location))
        return replace(node, text=filled, location=location)

    def _cell(self, match: re.Match[str]) -> Cell | None:
        """Return the cell that a placeholder names, if there is one."""
        return self.row.cells.get(match[2]) if match[1] == self.data.row else None

    def _sources(self, node: ScalarNode, key: str) -> list[Node] | None:
        """Return the sources that a placeholder stands for, or None if it is something else."""
        match = PLACEHOLDER.fullmatch(node.text.strip())
        if not match or key in self.texts or not (cell := self._cell(match)):
            return None
        if self.data.columns[match[2]].kind != "sources":
            return None
        if not cell.text:
            self._report_empty(match[2], cell, node.location)
        return [ScalarNode(name, cell.location) for name in cell.ids]

    def _value(self, match: re.Match[str], node: ScalarNode, is_text: bool) -> str:
        """Return what a placeholder becomes, or the placeholder after a problem."""
        column, cell = self.column(match, node.location), self._cell(match)
        if column is None or cell is None:
            return match[0]
        if not cell.text:
            self._report_empty(column.id, cell, node.location)
            return match[0]
        if is_text and column.kind in _IDS:
            message = f'"{column.id}" is a column of {_IDS[column.kind]}, which a text cannot show'
            self.reader.report(node.location, "row-text", message)
        return written(column, cell, self.language, self.language) if is_text else cell.text

    def column(self, match: re.Match[str], location: Location) -> Column | None:
        """Return the column that a placeholder names, or None after a problem."""
        columns = self.data.columns
        if match[1] != self.data.row:
            message = (
                f'"{match[0]:.60}" names no row: a row of "{self.data.id}" is '
                f'"{self.data.row}", as in {{{self.data.row}.{match[2]}}}'
            )
            self.reader.report(location, "column-unknown", message)
            return None
        if match[2] not in columns:
            hint = did_you_mean(match[2], columns)
            message = f'the table "{self.data.id}" has no column "{match[2]:.60}".{hint}'
            self.reader.report(location, "column-unknown", message)
        return columns.get(match[2])

    def _report_empty(self, column: str, cell: Cell, used: Location) -> None:
        """Report an empty cell that the template needs."""
        message = (
            f'{self.row.name}: "{column}" is empty, but {used} needs it; fill it in, or add '
            f'"if: {{not: {{{self.data.row}.{column}: {EMPTY}}}}}" there'
        )
        self.reader.report(cell.location, "cell-empty", message)

    def _same_row(self, node: ScalarNode, key: str) -> ScalarNode:
        """Return a target in another template over the table as the target of the same row."""
        text = node.text.strip()
        # A question about a date names its event by the id alone.
        if key == "event" and f"deadlines/{text}" in self.parts:
            return replace(node, text=f"{text}/{self.row.id}")
        first, slash, rest = text.partition("/")
        # With one more slash it already names a row.
        if slash and first in self.parts and "/" not in rest:
            return replace(node, text=f"{first}/{self.row.id}/{rest}")
        return replace(node, text=f"{text}/{self.row.id}") if text in self.parts and slash else node

    # Conditions

    def _decide(self, node: Node) -> Node | bool:
        """Return whether a condition is true for the row, or what is left to decide of it."""
        if not isinstance(node, MappingNode):
            return node
        entries = {}
        for name, (key, value) in node.entries.items():
            decided = self._decide_part(key, value)
            if decided is False:
                return False
            if decided is not True:
                entries[name] = (key, decided)
        if not entries and node.entries:
            return True
        return _with_entries(node, entries)

    def _decide_part(self, key: ScalarNode, value: Node) -> Node | bool:
        """Return whether the part of a condition under a key is true, or what is left of it."""
        word, dot, column = key.text.partition(".")
        if dot:
            return self._compare(column, value) if word == self.data.row else value
        if key.text == "not":
            decided = self._decide(value)
            return not decided if isinstance(decided, bool) else decided
        if key.text == "any" and isinstance(value, SequenceNode):
            options = [self._decide(item) for item in value.items]
            if any(option is True for option in options):
                return True
            left = [option for option in options if not isinstance(option, bool)]
            return _with_items(value, left) if left or not options else False
        return value

    def _compare(self, name: str, value: Node) -> bool:
        """Return whether the cell of a column is one of the values of a condition."""
        if name not in self.row.cells:  # reported with the other forms of the template
            return True
        items = value.items if isinstance(value, SequenceNode) else (value,)
        wanted = [fold(item.text) for item in items if isinstance(item, ScalarNode)]
        cell = self.row.cells[name].text
        # A text that says "empty" is not empty.
        return EMPTY in wanted if not cell else fold(cell) in {*wanted} - {EMPTY}


def written(column: Column, cell: Cell, language: str, source: str) -> str:
    """Return the value of a cell as readers of a language see it in a text.

    Args:
        column: The column of the cell.
        cell: The cell, which is not empty.
        language: The code of the language.
        source: The code of the language of the files. Labels of choices are in that language.
    """
    if column.kind == "choice":
        return column.choices.get(cell.text, cell.text)
    if column.kind == "date":
        return make_translator(language).day(date.fromisoformat(cell.text))
    return cell.text if language == source else cell.texts.get(language, cell.text)


def fills(
    data: DataTable, row: DataRow, template: str, language: str, labels: Mapping[str, str]
) -> str:
    """Return a translated text with the values of a row. Unknown columns stay as they are.

    `labels` are the translations of labels of choices.
    """

    def value(match: re.Match[str]) -> str:
        column = data.columns.get(match[2]) if match[1] == data.row else None
        cell = row.cells.get(match[2]) if column else None
        if column is None or cell is None or not cell.text:
            return match[0]
        text = written(column, cell, language, "")
        return labels.get(text, text) if column.kind == "choice" else text

    return PLACEHOLDER.sub(value, template)


def _without_moved(filled: MappingNode, steps: frozenset[str]) -> MappingNode:
    """Return a flow without the former ids of steps that the row leaves out.

    `steps` are those of the template.
    """
    left_out, moved = steps - _keys(filled.get("steps")), filled.get("moved")
    if not left_out or not isinstance(moved, MappingNode):
        return filled
    entries = {
        name: (key, to)
        for name, (key, to) in moved.entries.items()
        if not (isinstance(to, ScalarNode) and to.text.strip() in left_out)
    }
    key, _ = filled.entries["moved"]
    return replace(
        filled, entries=filled.entries | {"moved": (key, replace(moved, entries=entries))}
    )


def _keys(node: Node | None) -> frozenset[str]:
    """Return the keys of a table."""
    return frozenset(node.entries) if isinstance(node, MappingNode) else frozenset()


def _with_entries(table: MappingNode, entries: dict[str, tuple[ScalarNode, Node]]) -> MappingNode:
    """Return a table with these entries, the same table if it has them already."""
    before = [value for _, value in table]
    values = [value for _, value in entries.values()]
    return table if _are_same(values, before) else replace(table, entries=entries)


def _with_items(node: SequenceNode, items: Sequence[Node]) -> SequenceNode:
    """Return a list with these items, the same list if it has them already."""
    return node if _are_same(items, node.items) else replace(node, items=tuple(items))


def _are_same(nodes: Sequence[Node], others: Sequence[Node]) -> bool:
    return len(nodes) == len(others) and all(map(is_, nodes, others))
