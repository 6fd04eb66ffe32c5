"""Reading the tables of a folder: `tables/<id>.csv` with the rows, and `<id>.yaml` about them."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from wizard.loader.characters import check_characters
from wizard.loader.files import Files, files_in, read_text
from wizard.loader.reader import MAX_ADDRESS, NodeReader, is_address
from wizard.loader.schema_tables import EMPTY, MAX_COLUMNS, MAX_ROWS, TABLES
from wizard.loader.suggest import fold, quoted_list
from wizard.loader.tables import COLUMN, Cell, Column, DataRow, DataTable
from wizard.loader.yaml_nodes import CONTROL, MappingNode, ScalarNode, location_after
from wizard.model.deadlines import DAY
from wizard.model.flow import ID, MAX_ID, MAX_TEXT
from wizard.model.problems import Location, Problem
from wizard.model.tables import Table, TableRow

_DELIMITERS = ",;\t"  # spreadsheets write semicolons in languages with a decimal comma

_NUMBER = re.compile("0|[1-9][0-9]{0,8}")

# The kinds of which a cell is compared without regard to case, and to `_` and spaces for dashes.
_FOLDED = ("choice", "level", "sources")


def read_tables(
    folder: Path, files: Files, languages: Sequence[str], problems: list[Problem]
) -> tuple[dict[str, DataTable], frozenset[str]]:
    """Return the tables of a folder by id, and the ids of those whose columns are not clear.

    Their problems are added to `problems`.

    Args:
        folder: The folder.
        files: Files that may have been read before.
        languages: The codes of the languages other than that of the files.
        problems: The list of problems.
    """
    parent = folder / TABLES
    if not os.path.lexists(parent):
        return {}, frozenset()
    described = {path.stem: path for path in files_in(parent, ".yaml", problems)}
    with_rows = {path.stem: path for path in files_in(parent, ".csv", [])}
    tables = {}
    for name in sorted({*described, *with_rows}):
        for paths, ending in ((described, "yaml"), (with_rows, "csv")):
            if name not in paths:
                found = with_rows.get(name) or described[name]
                message = f'a table is two files; there is no "{name}.{ending}" next to this one'
                problems.append(Problem(Location(str(found)), message, "table-files"))
        if name in described and name in with_rows:
            reader = TableReader(name, NodeReader(problems), tuple(languages))
            if table := reader.read(files, described[name], with_rows[name]):
                tables[name] = table
    return tables, frozenset({*described, *with_rows} - {*tables})


@dataclass
class TableReader:
    """A reader of one table. `languages` are those other than that of the files."""

    id: str
    reader: NodeReader
    languages: tuple[str, ...]

    def read(self, files: Files, described: Path, with_rows: Path) -> DataTable | None:
        """Return the table of two files, or None if its columns are not clear."""
        problems = self.reader.problems
        self.reader.identifier(ScalarNode(self.id, Location(str(described))), "a table")
        node = files.read(described, problems)
        text = read_text(with_rows, problems, str(with_rows), files.contents.get(with_rows))
        if node is None or text is None:
            return None
        if bad := CONTROL.search(text):
            message = f"the character U+{ord(bad[0]):04X} is not allowed"
            location = location_after(str(with_rows), text[: bad.start()])
            self.reader.report(location, "file-encoding", message)
            return None
        check_characters(text, str(with_rows), problems)
        before = len(problems)
        top, fields = self.reader.fields(node, "table", f'the table "{self.id}"')
        columns = dict(self._columns(top))
        self._check_names(top, fields, columns)
        lines = list(self._lines(text, str(with_rows)))
        if not lines or len(problems) > before:
            return None
        location, heading = lines[0]
        if len(lines) == 1:
            self.reader.report(location, "table-large", f'the table "{self.id}" has no rows')
        self._check_heading(heading, columns, location)
        if len(problems) > before:
            return None
        rows = self._rows(lines[1:], heading, columns, fields)
        cells = [each for each in problems[before:] if each.code != "translation-missing"]
        wrong = {each.location.line for each in cells if not each.warning}
        nodes = self.reader.items(top, "search", "the table", "column")
        search = [each.text.strip() for each in nodes if isinstance(each, ScalarNode)]
        table = Table(
            self.id,
            {row.id: _model_row(row, search) for row in rows.values()},
            *self._former(top, rows),
            location=Location(str(with_rows)),
        )
        broken = frozenset(row.id for row in rows.values() if row.location.line in wrong)
        listed = (fields["name"], *search)
        return DataTable(self.id, fields["row"], columns, rows, table, listed, broken)

    def _columns(self, top: MappingNode) -> Iterator[tuple[str, Column]]:
        """Yield the columns that are described, by id."""
        reader = self.reader
        nodes = reader.subtable(top, "columns")
        if len(nodes.entries) > MAX_COLUMNS:
            message = f"{len(nodes.entries)} columns; the maximum is {MAX_COLUMNS}"
            reader.report(nodes.location, "table-large", message)
        for key, node in nodes:
            what = f'the column "{key.text:.60}"'
            if not COLUMN.fullmatch(key.text) or len(key.text) > MAX_ID:
                message = (
                    f"{what} needs a heading of lower-case letters, digits, _ and -, which begins "
                    f"with a letter and has at most {MAX_ID} characters"
                )
                reader.report(key.location, "column-name", message)
            table, fields = reader.fields(node, "table column", what)
            labels = {
                choice.text: reader.word(label, f'the label of "{choice.text:.60}"')
                for choice, label in reader.subtable(table, "choices")
            }
            self._check_choices(table, fields, key, what)
            yield (
                key.text,
                Column(key.text, location=key.location, choices=labels, **_without(fields)),
            )

    def _check_choices(
        self, table: MappingNode, fields: Mapping[str, Any], key: ScalarNode, what: str
    ) -> None:
        """Report choices that are missing or not needed, and ids that no cell could have."""
        reader, choices = self.reader, table.get("choices")
        if (fields["kind"] == "choice") != (choices is not None) and fields["kind"]:
            need = "needs" if choices is None else "is no choice and cannot have"
            reader.report(key.location, "column-choices", f'{what} {need} "choices"')
        if fields["languages"] and fields["kind"] not in ("text", "url"):
            message = f"{what} cannot have a column for each language: its cells are no texts"
            reader.report(key.location, "column-choices", message)
        for choice, _ in choices if isinstance(choices, MappingNode) else ():
            if fold(choice.text) != choice.text or choice.text == EMPTY:
                message = (
                    f'"{choice.text:.60}" cannot be a choice of {what}: write lower-case letters, '
                    f'digits and dashes, and not "{EMPTY}"'
                )
                reader.report(choice.location, "column-choices", message)

    def _check_names(
        self, top: MappingNode, fields: Mapping[str, Any], columns: Mapping[str, Column]
    ) -> None:
        """Report names of columns that are not described, and a word for a row that is no id."""
        reader = self.reader
        if isinstance(node := top.get("row"), ScalarNode):
            reader.identifier(node, "a row")
        nodes = [top.get("id"), top.get("name")]
        nodes += reader.items(top, "search", "the table", "column")
        for each in nodes:
            if isinstance(each, ScalarNode) and each.text.strip() not in columns:
                hint, fix = reader.suggest(each, columns)
                message = f'there is no column "{each.text.strip():.60}".{hint}'
                reader.report(each.location, "column-unknown", message, fix)

    # Rows

    def _lines(self, text: str, name: str) -> Iterator[tuple[Location, list[str]]]:
        """Yield the lines of a CSV text that are not empty, with their locations."""
        first = text.lstrip("\r\n").partition("\n")[0]
        delimiter = max(_DELIMITERS, key=first.count)
        if not text.strip():
            self.reader.report(Location(name), "file-empty", "the file is empty")
            return
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        line = 1
        try:
            for cells in lines:
                if any(cell.strip() for cell in cells):
                    yield Location(name, line), [cell.strip() for cell in cells]
                line = lines.line_num + 1
        except csv.Error as error:
            message = f"this row is not valid CSV: {error}; look at its quotes"
            self.reader.report(Location(name, line), "table-csv", message)

    def _check_heading(
        self, heading: list[str], columns: Mapping[str, Column], location: Location
    ) -> None:
        """Report columns that only one of the two files has, and repeated ones."""
        reader = self.reader
        wanted = {name: column.location for name, column in columns.items()}
        seen: set[str] = set()
        for name in heading:
            place = Location(location.file, location.line, field=name[:60])
            base, _, code = name.partition(".")
            if name in seen:
                message = f'the column "{name:.60}" is in the table twice; rename or remove one'
                reader.report(place, "column-unknown", message)
            elif not name:
                message = "a column has no heading; give it one, or delete the column"
                reader.report(location, "column-unknown", message)
            elif name not in columns and not (
                base in columns and columns[base].languages and code in self.languages
            ):
                message = f'no column "{name:.60}" is described in {self.id}.yaml.'
                message += str(reader.closest(name, [each for each in columns if each not in seen]))
                reader.report(place, "column-unknown", message)
            seen.add(name)
        for name, place in wanted.items():
            if name not in seen:
                message = f'the table has no column "{name}"'
                reader.report(place, "column-unknown", message)
        for name, column in columns.items():
            missing = [f"{name}.{code}" for code in self.languages if column.languages]
            for each in missing:
                if each not in seen:
                    message = f'the table has no column "{each}", the translation of "{name}"'
                    reader.report(column.location, "translation-missing", message)

    def _rows(
        self,
        lines: list[tuple[Location, list[str]]],
        heading: list[str],
        columns: Mapping[str, Column],
        fields: Mapping[str, Any],
    ) -> dict[str, DataRow]:
        """Return the rows by id."""
        reader, rows = self.reader, dict[str, DataRow]()
        if len(lines) > MAX_ROWS:
            message = f"{len(lines)} rows in one table; the maximum is {MAX_ROWS}"
            reader.report(lines[MAX_ROWS][0], "table-large", message)
        for location, cells in lines[:MAX_ROWS]:
            if any(cells[len(heading) :]):
                message = f"this row has {len(cells)} cells; the table has {len(heading)} columns"
                reader.report(location, "table-csv", message)
            texts = dict(zip(heading, (*cells, *[""] * len(heading)), strict=False))
            name = texts[fields["name"]] or texts[fields["id"]]
            known = {
                column.id: self._cell(column, texts, name[:60], location)
                for column in columns.values()
            }
            row = DataRow(texts[fields["id"]].lower(), name, known, location)
            place = known[fields["id"]].location
            self._check_row_id(row, rows, place)
            rows.setdefault(row.id, row)
        return rows

    def _check_row_id(self, row: DataRow, rows: Mapping[str, DataRow], place: Location) -> None:
        """Report a row without a valid id, or with that of an earlier row."""
        if row.id in rows:
            message = f'"{row.id}" is also the id of line {rows[row.id].location.line}'
            self.reader.report(place, "row-id", f"{row.name:.60}: {message}")
        elif not ID.fullmatch(row.id) or len(row.id) > MAX_ID:
            message = (
                f'"{row.id:.60}" cannot be the id of a row: an id has lower-case letters, digits '
                f"and dashes, begins with a letter and has at most {MAX_ID} characters"
            )
            self.reader.report(place, "row-id", message)

    def _cell(
        self, column: Column, texts: Mapping[str, str], name: str, location: Location
    ) -> Cell:
        """Return the cell of a row in a column, and report what is wrong with it."""
        place = Location(location.file, location.line, field=column.id)
        text = texts[column.id]
        if column.kind in _FOLDED:
            text = " ".join(fold(part) for part in re.split("[; ]+", text) if part)
            text = text if column.kind == "sources" else text.replace(" ", "-")
        if column.required and not text:
            message = f'{name}: "{column.id}" is empty, but every row needs it'
            self.reader.report(place, "cell-empty", message)
        elif text and (wrong := _wrong(column, text)):
            message = f'{name}: "{texts[column.id]:.60}" in "{column.id}" {wrong}'
            self.reader.report(place, "cell-value", message)
        translated = {
            code: texts[f"{column.id}.{code}"] for code in self.languages if column.languages
        }
        for code, translation in translated.items():
            there = Location(location.file, location.line, field=f"{column.id}.{code}")
            if translation and (wrong := _wrong(column, translation)):
                message = f'{name}: "{translation:.60}" in "{column.id}.{code}" {wrong}'
                self.reader.report(there, "cell-value", message)
            if bool(translation) != bool(text):
                other = "is empty" if text else f'is filled in, but "{column.id}" is empty'
                message = f'{name}: "{column.id}.{code}" {other}'
                self.reader.report(there, "translation-missing", message)
        return Cell(text, place, translated)

    def _former(
        self, top: MappingNode, rows: Mapping[str, DataRow]
    ) -> tuple[dict[str, str], tuple[str, ...]]:
        """Return the former ids of rows: those with another one in their place, and the others."""
        reader, moved, removed = self.reader, dict[str, str](), list[str]()
        for key, node in reader.subtable(top, "moved"):
            old, new = reader.identifier(key, "a row"), reader.word(node, f'"{key.text:.60}"')
            moved[old] = new
            if new and new not in rows:
                hint = reader.closest(new, rows)
                message = f'"{old:.60}" moved to "{new:.60}", which is not the id of a row.{hint}'
                reader.report(node.location, "row-moved", message)
        for node in reader.items(top, "removed", "the table", "id"):
            if isinstance(node, ScalarNode):
                removed.append(reader.identifier(node, "a row"))
        for old in (*moved, *removed):
            if old in rows:
                message = f'"{old}" is the id of a row, so it cannot be a former one'
                reader.report(top.location_of("moved"), "row-moved", message)
        return moved, tuple(removed)


def _model_row(row: DataRow, search: Iterable[str]) -> TableRow:
    """Return a row as pages see it, with the columns by which lists find it."""
    texts = (row.cells[each].text for each in search)
    return TableRow(row.id, row.name, (row.id, *filter(None, texts)), row.location)


def _without(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a column that need no further look."""
    return {name: fields[name] for name in ("kind", "required", "languages")}


def _wrong(column: Column, text: str) -> str:
    """Return what is wrong with the text of a cell, or empty text.

    Sources and levels are compared with those of the folder where a template uses them.
    """
    if column.kind == "number" and not _NUMBER.fullmatch(text):
        return "must be a whole number such as 15"
    if column.kind == "date":
        try:
            date.fromisoformat(text if DAY.fullmatch(text) else "")
        except ValueError:
            return "must be a date such as 2026-11-23"
    if column.kind == "url" and not (is_address(text) and len(text) <= MAX_ADDRESS):
        return "must be a URL that begins with https://"
    if column.kind == "choice" and text not in column.choices:
        return f"is not one of {quoted_list(column.choices)}"
    if len(text) > MAX_TEXT:
        return f"has {len(text)} characters; the maximum is {MAX_TEXT}"
    return ""
