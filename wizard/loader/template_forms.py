"""Mistakes in how a template names columns, which are reported once and not in each row.

What a mistake surely means is read in its place, so that nothing that follows from it is reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from wizard.loader import forms
from wizard.loader.cells import NUMBER
from wizard.loader.reader import NodeReader
from wizard.loader.rows import TEXT_LISTS
from wizard.loader.schema_tables import EMPTY
from wizard.loader.suggest import by_fold, did_you_mean, fold, quoted_list
from wizard.loader.tables import PLACEHOLDER, Column, DataTable
from wizard.loader.translations import TEXT_KEYS
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.deadlines import DAY

# What people write for `{state.days}`: with spaces, capital letters or other signs, or without its
# end.
_NEAR = re.compile(
    r"\{+ *(?P<row>[A-Za-z][\w-]*) *[.:] *(?P<column>[\w-]+(?: [\w-]+)*) *\}+"
    r"|\{(?P<open_row>[A-Za-z][\w-]*)\.(?P<open_column>[\w-]+)(?![\w -]*\})"
)

# Without quotes, `{state.days}` is a table with one key.
_UNQUOTED = re.compile(r"[\w-]+\.[\w-]+")


@dataclass
class TemplateForms:
    """A reader of the forms of one template.

    Attributes:
        data: The table.
        reader: Reports problems.
        steps: The ids of the steps of a flow, on which conditions can look too.
        is_clear: Whether it is known which rows have which parts, since all conditions are valid.
    """

    data: DataTable
    reader: NodeReader
    is_clear: bool = True
    steps: frozenset[str] = frozenset()

    def read(self, template: MappingNode, flow: MappingNode | None = None) -> MappingNode:
        """Return a template as it is meant, after reporting what is wrong with its forms.

        `flow` is the table of the flow that its conditions look at, if that is another one.
        """
        steps = (flow or template).get("steps")
        self.steps = frozenset(steps.entries) if isinstance(steps, MappingNode) else frozenset()
        filled = self._node(template, "")
        assert isinstance(filled, MappingNode)  # as only a table with one column is no table
        return filled

    def _node(self, node: Node, key: str) -> Node:
        """Return a node under a key as it is meant."""
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if isinstance(node, SequenceNode):
            if key in TEXT_KEYS and key not in TEXT_LISTS:
                return self._texts(node)
            items = tuple(self._node(item, key) for item in node.items)
            is_same = all(one is other for one, other in zip(items, node.items, strict=True))
            return node if is_same else replace(node, items=items)
        if key and (text := _unquoted(node)):
            form = f'"{{{text}}}"'
            message = f"a value that begins with a brace needs quotes: write {form}"
            self.reader.report(node.location, "row-text", message, forms.replacement(node, form))
            return ScalarNode(f"{{{text}}}", node.location, node.end)
        return self._table(node)

    def _table(self, table: MappingNode) -> MappingNode:
        entries = {}
        for name, (key, value) in table.entries.items():
            if name == "if":
                self._condition(value)
                entries[name] = (key, value)
            else:
                entries[name] = (key, self._node(value, name))
        is_same = all(entries[name][1] is value for name, (_, value) in table.entries.items())
        return table if is_same else replace(table, entries=entries)

    def _scalar(self, node: ScalarNode) -> ScalarNode:
        """Return a text in which each column is named in the right form."""
        if "{" not in node.text:
            return node
        wrong: dict[str, str] = {}

        def right(match: re.Match[str]) -> str:
            row, column = match["row"] or match["open_row"], match["column"] or match["open_column"]
            name = self._column_like(column) if fold(row) == self.data.row else ""
            if not name or PLACEHOLDER.fullmatch(match[0]):
                return match[0]
            wrong[match[0].strip()] = f"{{{self.data.row}.{name}}}"
            return wrong[match[0].strip()]

        text = _NEAR.sub(right, node.text)
        fix = forms.replacement(node, forms.in_quotes(text))
        for written, form in wrong.items():
            message = f'"{written:.60}" names no column: write {form}'
            self.reader.report(node.location, "column-unknown", message, fix)
        return replace(node, text=text) if wrong else node

    def _column_like(self, name: str) -> str:
        """Return the column that has these words as its heading, or empty text."""
        if name in self.data.columns:
            return name
        meant = by_fold((column, column) for column in self.data.columns).get(fold(name), ())
        return next(iter(meant), "")

    # Texts for some rows

    def _texts(self, node: SequenceNode) -> Node:
        """Return the texts of which each row has one, without those that are none."""
        before = len(self.reader.problems)
        options = [self._option(item) for item in node.items]
        always = [option for option in options[:-1] if option and "if" not in option.entries]
        if always and len(self.reader.problems) == before:
            message = 'a text without "if" is for all rows, so no row has the texts after it'
            self.reader.report(always[0].location, "row-text", f"{message}; move it to the end")
        if options and None not in options:
            return replace(node, items=tuple(filter(None, options)))
        # Any text will do, since a template with a problem has no rows.
        return ScalarNode(EMPTY, node.location)

    def _option(self, item: Node) -> MappingNode | None:
        """Return a text for some rows, or None after a problem."""
        if not isinstance(item, MappingNode) or {*item.entries} - {"if"} != {"text"}:
            rule = 'a text for some rows has the keys "if" and "text"'
            form = f"{{text: {forms.inline(item)}}}" if isinstance(item, ScalarNode) else ""
            self.reader.report(item.location, "row-text", rule + forms.write(form))
            return None
        condition = item.get("if")
        if condition and not _is_about_columns(condition):
            message = f"a text for some rows depends on columns only, such as {self._example()}"
            self.reader.report(condition.location, "row-text", message)
            return None
        return self._table(item)

    def _example(self) -> str:
        return f"{{{self.data.row}.{next(iter(self.data.columns))}: {EMPTY}}}"

    # Conditions

    def _condition(self, node: Node) -> None:
        """Report columns and values in a condition that the table does not have."""
        for key, value in node if isinstance(node, MappingNode) else ():
            if key.text == "not":
                self._condition(value)
            elif key.text == "any" and isinstance(value, SequenceNode):
                for item in value.items:
                    self._condition(item)
            elif "." in key.text:
                self._comparison(key, value)
            elif key.text in self.data.columns and key.text not in self.steps:
                self.is_clear = False
                message = (
                    f'"{key.text}" is a column, not a question: write {self.data.row}.{key.text}'
                )
                self.reader.report(key.location, "column-unknown", message)

    def _comparison(self, key: ScalarNode, value: Node) -> None:
        """Report a column that does not exist, and values that its cells never have."""
        word, _, name = key.text.strip(" {}").partition(".")
        column = self.data.columns.get(name)
        if column and key.text == f"{self.data.row}.{name}":
            for item in value.items if isinstance(value, SequenceNode) else (value,):
                self._value(column, item)
            return
        self.is_clear = False
        meant = self._column_like(name) if fold(word) == self.data.row else ""
        if meant:
            message = f'"{key.text:.60}" names no column: write {self.data.row}.{meant}'
        elif word != self.data.row:
            message = (
                f'"{key.text:.60}" names no row: a row of "{self.data.id}" is '
                f'"{self.data.row}", as in {self.data.row}.{name:.60}'
            )
        else:
            hint = did_you_mean(name, self.data.columns)
            message = f'the table "{self.data.id}" has no column "{name:.60}".{hint}'
        self.reader.report(key.location, "column-unknown", message)

    def _value(self, column: Column, node: Node) -> None:
        """Report a value that no cell of a column can have."""
        if isinstance(node, ScalarNode) and not node.text.strip():
            self.is_clear = False
            message = f'"{column.id}" is compared with nothing; write {EMPTY} for an empty cell'
            self.reader.report(node.location, "column-value", message)
            return
        text = self.reader.word(node, f'the value of "{self.data.row}.{column.id}"')
        if not text or text == EMPTY:
            return
        is_possible = {
            "choice": fold(text) in column.choices,
            "number": bool(NUMBER.fullmatch(text)),
            "date": bool(DAY.fullmatch(text)),
        }
        if is_possible.get(column.kind, True):
            return
        self.is_clear = False
        hint = f" Write a {column.kind}, or {EMPTY} for an empty cell."
        if column.kind == "choice":
            hint = did_you_mean(text, column.choices) or f" It has {quoted_list(column.choices)}."
        message = f'"{column.id}" is never "{text:.60}".{hint}'
        self.reader.report(node.location, "column-value", message)


def _unquoted(node: MappingNode) -> str:
    """Return the column that a table is meant as, since it is in braces without quotes."""
    for key, value in node:
        is_alone = len(node.entries) == 1 and isinstance(value, ScalarNode) and not value.text
        return key.text if is_alone and _UNQUOTED.fullmatch(key.text) else ""
    return ""


def _is_about_columns(condition: Node) -> bool:
    """Return whether all parts of a condition look at columns."""
    if isinstance(condition, SequenceNode):
        return all(map(_is_about_columns, condition.items))
    return isinstance(condition, MappingNode) and all(
        _is_about_columns(value) if key.text in ("not", "any") else "." in key.text
        for key, value in condition
    )
