"""Templates of a folder: flows, letters and events that are made for each row of a table.

Reads no flow and no letter itself: the caller passes a function that reads one of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TypeVar

from wizard.i18n.catalog import Entry
from wizard.loader.reader import NodeReader
from wizard.loader.rows import Filled, RowFiller, fills
from wizard.loader.schema_tables import TABLES
from wizard.loader.suggest import by_fold
from wizard.loader.tables import PLACEHOLDER, Cell, DataRow, DataTable
from wizard.loader.template_forms import TemplateForms
from wizard.loader.texts import check_texts
from wizard.loader.translations import TEXT_KEYS
from wizard.loader.yaml_nodes import MappingNode, ScalarNode
from wizard.model.codes import CATEGORIES
from wizard.model.problems import Location, Problem
from wizard.model.tables import RowIndex

_Part = TypeVar("_Part")

SHOWN = 3  # rows that a message names, before it says how many more there are

# The codes of problems that no value of a cell can cause.
_GRAPH = {code for name in ("Shape", "Ids", "Graph", "Guards") for code in CATEGORIES[name]}

# The kinds of columns whose values a translation must say too.
_KEPT = ("number", "date", "choice", "url")


@dataclass
class Templates:
    """The templates of a folder.

    Attributes:
        tables: The tables by id.
        parts: The id of each template, such as `records` or `letters/request`, to its table.
        language: The language of the files.
        unclear: The ids of tables whose columns are not clear, which is reported.
        indexes: The lists of rows, of the templates that were read.
        filled: The texts with placeholders, by row, of the templates that were read.
    """

    tables: Mapping[str, DataTable]
    parts: Mapping[str, str]
    language: str
    unclear: frozenset[str] = frozenset()
    indexes: dict[str, RowIndex] = field(default_factory=dict)
    filled: list[tuple[DataTable, DataRow, Filled]] = field(default_factory=list)

    def table_of(self, template: str) -> DataTable | None:
        """Return the table of a template, or None if there is no such template."""
        return self.tables.get(self.parts.get(template, ""))

    def read_rows(
        self,
        id_: str,
        node: MappingNode,
        problems: list[Problem],
        read: Callable[[NodeReader, MappingNode, str], _Part | None],
    ) -> dict[str, _Part]:
        """Return what a template becomes, by row: none of the rows that have a problem.

        Args:
            id_: The id of the template, such as `letters/request`.
            node: Its table in the file.
            problems: Gets the problems of all rows, each once.
            read: Reads one of them, from a reader, its nodes and the id of its row.
        """
        reader = NodeReader(problems)
        data = self._table(node, reader)
        index = self._index(id_, node, data, reader) if data else None
        if data is None or index is None:
            return {}
        self.indexes[id_] = index
        if "if" in node.entries:
            message = 'a template has no "if": the list of rows has all of them'
            reader.report(node.entries["if"][0].location, "key-unknown", message)
        return self._fill_rows(data, _without(node, ("table", "index", "if")), problems, read)

    def read_each(
        self,
        node: MappingNode,
        problems: list[Problem],
        read: Callable[[NodeReader, MappingNode, str], _Part],
    ) -> dict[str, _Part]:
        """Return what a table in a file says of each row, by the id of the row.

        A row that its condition leaves out is not there.

        Args:
            node: The table, whose value of `table` is the id of a table of the folder.
            problems: Gets the problems of all rows, each once.
            read: Reads what it says of one of them, as for `read_rows`.
        """
        data = self._table(node, NodeReader(problems))
        template = _without(node, ("table",))
        return self._fill_rows(data, template, problems, read) if data else {}

    def _fill_rows(
        self,
        data: DataTable,
        template: MappingNode,
        problems: list[Problem],
        read: Callable[[NodeReader, MappingNode, str], _Part | None],
    ) -> dict[str, _Part]:
        """Return what the nodes of a template become, by row."""
        template_forms = TemplateForms(data, NodeReader(problems))
        template = template_forms.read(template)
        if not template_forms.is_clear:
            return {}
        own = frozenset(part for part, table in self.parts.items() if table == data.id)
        parts, found = dict[str, _Part](), dict[str, list[Problem]]()
        for row in data.rows.values():
            if row.id in data.broken:  # its cells are already reported
                continue
            in_cells, of_row = NodeReader(), NodeReader()
            filler = RowFiller(data, row, in_cells, self.language, own)
            node = filler.fill(template)
            part = read(of_row, node, row.id) if node else None
            self.filled += [(data, row, each) for each in filler.filled]
            found[row.id] = in_cells.problems + _independent(of_row.problems, in_cells.problems)
            if part is not None and not in_cells.problems:
                parts[row.id] = part
        problems += of_rows(found, data)
        return parts

    def keys_for(self, template: str, row: str, node: MappingNode) -> frozenset[str]:
        """Return the keys of a table in a file: of a template, those that one of its rows has.

        A template without a row has none. Problems of conditions are reported elsewhere.
        """
        data = self.table_of(template)
        if data is None:
            return frozenset(node.entries)
        if row not in data.rows:
            return frozenset()
        filler = RowFiller(data, data.rows[row], NodeReader(), self.language)
        return frozenset(key.text for key, value in node if not filler.leaves_out(value))

    def filled_for(
        self,
        data: DataTable,
        row: str,
        node: MappingNode,
        reader: NodeReader,
        texts: Collection[str] = frozenset(TEXT_KEYS),
    ) -> MappingNode:
        """Return a template over a table, or what a file says of it, as it is for one row.

        `reader` reports its problems, and `texts` are the keys of texts in the file.
        """
        own = frozenset(part for part, table in self.parts.items() if table == data.id)
        filler = RowFiller(data, data.rows[row], reader, self.language, own, texts)
        return filler.fill(node) or node

    def _table(self, node: MappingNode, reader: NodeReader) -> DataTable | None:
        """Return the table that a template names, or None after a problem."""
        name = reader.text(node, "table", "a template")
        value = node.get("table")
        is_unknown = name and name not in self.tables and name not in self.unclear
        if is_unknown and isinstance(value, ScalarNode):
            # Authors also name one of the two files.
            paths = ("{}.csv", f"{TABLES}/{{}}", f"{TABLES}/{{}}.csv")
            shown = by_fold((path.format(each), each) for each in self.tables for path in paths)
            hint, fix = reader.suggest(value, self.tables, shown)
            hint = hint or f" A table is two files, tables/{name:.60}.csv and .yaml."
            message = f'there is no table "{name:.60}".{hint}'
            reader.report(value.location, "table-unknown", message, fix)
        return self.tables.get(name)

    def _index(
        self, id_: str, node: MappingNode, data: DataTable, reader: NodeReader
    ) -> RowIndex | None:
        """Return the list of the rows, or None after a problem."""
        index = node.get("index")
        if index is None:
            message = (
                'a template is missing "index", the page that lists the rows: '
                "index: {title: ..., summary: ...}"
            )
            reader.report(node.location_of("table"), "key-missing", message)
            return None
        table, fields = reader.fields(index, "index", '"index"')
        check_texts(reader, table, "index")
        return RowIndex(id_, data.table, location=table.location_of("title"), **fields)

    def texts(
        self, code: str, entries: Mapping[str, Entry], path: str, problems: list[Problem]
    ) -> dict[str, str]:
        """Return the translations of the texts of all rows, and of all other texts.

        Pages look up a translation by the text, so two translations of one text are a problem.

        Args:
            code: The code of the language.
            entries: The entries of its catalog by text.
            path: The path of the catalog.
            problems: Gets the problems.
        """
        authors = {text: each.translation for text, each in entries.items() if each.current}
        places = {text: Location(path, entries[text].line) for text in authors}
        texts, seen = dict(authors), set[tuple[Location, Location]]()
        for row, location, text, translation in self._translated(code, authors):
            other, place = texts.setdefault(text, translation), places.setdefault(text, location)
            if other != translation and (location, place) not in seen:
                seen.add((location, place))
                message = (
                    f'{row.name}: "{text:.60}" is "{translation:.60}" in "{code}", but '
                    f'"{other:.60}" at {place}; use one translation, or two texts'
                )
                problems.append(Problem(location, message, "translation-differs"))
        return texts

    def entries(self, code: str, entries: Mapping[str, Entry]) -> dict[str, Entry]:
        """Return the entries of a catalog by text, with those of the texts of all rows.

        An outdated translation of a template is one of each of its rows.
        """
        authors = {text: each.translation for text, each in entries.items() if each.current}
        found = {
            text: Entry(text, translation, current=True)
            for _, _, text, translation in self._translated(code, authors)
        }
        for data, row, filled in self.filled:
            entry = entries.get(filled.template)
            if entry and entry.translation and not entry.current:
                translation = fills(data, row, entry.translation, code, authors)
                found[filled.text] = replace(entry, text=filled.text, translation=translation)
        return {**found, **entries}

    def _translated(
        self, code: str, authors: Mapping[str, str]
    ) -> Iterator[tuple[DataRow, Location, str, str]]:
        """Yield each text of a row with its location and translation, the cells of lists first."""
        for data in self.tables.values():
            for row, column in product(data.rows.values(), data.listed):
                cell = row.cells[column]
                if cell.text and code in cell.texts:
                    yield row, _of_language(cell, code), cell.text, cell.texts[code]
        for data, row, filled in self.filled:
            translation = authors.get(filled.template)
            if translation is None and not any(map(str.isalpha, _rest(filled.template))):
                translation = filled.template
            if translation is not None:
                names = [match[2] for match in PLACEHOLDER.finditer(translation)]
                cells = [row.cells[name] for name in names if name in row.cells]
                own = [_of_language(cell, code) for cell in cells if code in cell.texts]
                location = own[0] if own else filled.location
                yield row, location, filled.text, fills(data, row, translation, code, authors)

    def check_translations(self, entries: Mapping[str, Entry], path: str) -> Iterator[Problem]:
        """Yield where the translation of a template has other columns than it may have."""
        seen: set[tuple[str, str]] = set()
        for data, row, filled in self.filled:
            entry = entries.get(filled.template)
            if entry is None or not entry.current:
                continue
            location = Location(path, entry.line)
            if (data.id, filled.template) not in seen:
                seen.add((data.id, filled.template))
                yield from _wrong_columns(data, filled.template, entry.translation, location)
            for match in PLACEHOLDER.finditer(entry.translation):
                cell = row.cells.get(match[2])
                is_reported = match[0] in filled.template
                if match[1] == data.row and cell and not cell.text and not is_reported:
                    message = f'{row.name}: "{match[2]}" is empty, but {location} needs it'
                    yield Problem(cell.location, message, "cell-empty")


def of_rows(found: Mapping[str, list[Problem]], data: DataTable) -> Iterator[Problem]:
    """Yield the problems of all rows, each once and with the rows that have it.

    A problem that every row has is one of the template, so it names no row.

    Args:
        found: The problems of each row, by id.
        data: The table.
    """
    rows_with: dict[Problem, list[str]] = {}
    for row, problems in found.items():
        for problem in problems:
            # A message can name the flow, or a letter, which has another id in each row.
            message = re.sub(rf"/{row}(?![\w-])", "", problem.message)
            fix = None if problem.location.field else problem.fix
            same = replace(problem, message=message, fix=fix)
            rows = rows_with.setdefault(same, [])
            if row not in rows:
                rows.append(row)
    for problem, rows in rows_with.items():
        names = [data.rows[row].name for row in rows]
        if len(rows) == len(found) > 1 or problem.message.startswith(f"{names[0]}: "):
            yield problem
        else:
            yield prefixed(problem, names)


def _independent(problems: list[Problem], in_cells: list[Problem]) -> list[Problem]:
    """Return the problems of a row that do not follow from those that filling it in found."""
    if not in_cells:
        return problems
    # A warning about a text may be about a placeholder that could not be filled in.
    return [
        each
        for each in problems
        if each.code in _GRAPH and not each.location.field and not each.warning
    ]


def prefixed(problem: Problem, names: list[str]) -> Problem:
    """Return a problem that begins with the names of the rows that have it."""
    # One more is named as well.
    shown = names if len(names) == SHOWN + 1 else names[:SHOWN]
    more = f" and {len(names) - len(shown)} more rows" if len(names) > len(shown) else ""
    return replace(problem, message=f"{', '.join(shown)}{more}: {problem.message}")


def _wrong_columns(
    data: DataTable, template: str, translation: str, location: Location
) -> Iterator[Problem]:
    """Yield the columns of a translation that do not exist, and those that it lacks."""
    for match in PLACEHOLDER.finditer(translation):
        if match[1] != data.row or match[2] not in data.columns:
            message = f'the table "{data.id}" has no "{match[0]:.60}"'
            yield Problem(location, message, "translation-columns")
    for match in PLACEHOLDER.finditer(template):
        column = data.columns.get(match[2])
        if column and column.kind in _KEPT and match[0] not in translation:
            message = f"the translation must say {match[0]} too"
            yield Problem(location, message, "translation-columns")


def _rest(text: str) -> str:
    """Return what is left of a text without its placeholders."""
    return PLACEHOLDER.sub("", text)


def _of_language(cell: Cell, code: str) -> Location:
    """Return the location of the translation of a cell."""
    place = cell.location
    return Location(place.file, place.line, field=f"{place.field}.{code}")


def _without(table: MappingNode, keys: tuple[str, ...]) -> MappingNode:
    """Return a table without some keys."""
    entries = {key: pair for key, pair in table.entries.items() if key not in keys}
    return MappingNode(entries, table.location, table.end)


def check_no_index(reader: NodeReader, table: MappingNode, what: str) -> None:
    """Report "index" in a table that is not a template. A template is filled in without it."""
    if "index" in table.entries:
        message = f'{what} has "index", which lists the rows of a table, but no "table"'
        reader.report(table.location_of("index"), "key-missing", message)
