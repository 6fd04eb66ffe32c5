"""Reading the tables of a folder: `tables/<id>.csv` with the rows, and `<id>.yaml` about them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wizard.i18n.translator import is_language
from wizard.loader.cells import value_of, wrong_cell
from wizard.loader.csv_rows import MAX_FIELD, SAVE, CsvRow, read_rows
from wizard.loader.files import Files, files_in
from wizard.loader.reader import NodeReader
from wizard.loader.schema import RESERVED_STEPS
from wizard.loader.schema_tables import EMPTY, MAX_COLUMNS, MAX_ROWS, TABLES
from wizard.loader.suggest import fold, quoted_list
from wizard.loader.tables import COLUMN, Cell, Column, DataRow, DataTable
from wizard.loader.yaml_nodes import MappingNode, ScalarNode
from wizard.model.flow import ID, MAX_ID
from wizard.model.problems import Location, Problem
from wizard.model.tables import Table, TableRow

MAX_SHOWN = 8  # headings in a message


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
        if name in described and name in with_rows:
            reader = TableReader(name, NodeReader(problems), tuple(languages))
            if table := reader.read(files, described[name], with_rows[name]):
                tables[name] = table
        elif name in described:
            problems.append(_alone(described[name], ".csv"))
        # A name in other letters is reported at the other file.
        elif name.lower() not in map(str.lower, described):
            problems.append(_alone(with_rows[name], ".yaml"))
    return tables, frozenset({*described, *with_rows} - {*tables})


def _alone(path: Path, ending: str) -> Problem:
    """Return the problem of one file of a table without the other, which ends in this way."""
    name = f"{path.stem}{ending}"
    message = f'a table is two files; there is no "{name}" next to this one'
    for other in files_in(path.parent, "", []):
        if other.stem.lower() != path.stem.lower() or other == path:
            continue
        if other.suffix.lower() in (ending, ".yml"):
            message += f'; rename "{other.name}" to "{name}"'
        elif ending == ".csv":
            message += f"; open {other.name} and {SAVE}"
    if os.path.lexists(path.parent.parent / name):
        message += f'; move "{name}" into this folder'
    return Problem(Location(str(path)), message, "table-files")


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
        node, lines = files.read(described, problems), read_rows(with_rows, files, self.reader)
        before = len(problems)
        if node is None:
            return None
        top, fields = self.reader.fields(node, "table", f'the table "{self.id}"')
        columns = dict(self._columns(top))
        self._check_names(top, fields, columns)
        if not lines or len(problems) > before:
            return None
        heading = lines[0].cells
        self._check_heading(lines[0], columns)
        if any(each.code != "translation-missing" for each in problems[before:]):
            return None
        if not lines[1:]:
            message = "the table has no rows below its headings"
            self.reader.report(lines[0].location, "table-files", message)
            return None
        columns[fields["id"]] = replace(columns[fields["id"]], required=True)
        rows = self._rows(lines[1:], heading, columns, fields)
        cells = [each for each in problems[before:] if each.code != "translation-missing"]
        wrong = {each.location.line for each in cells if not each.warning}
        nodes = self.reader.items(top, "search", "the table", "column")
        search = [each.text.strip() for each in nodes if isinstance(each, ScalarNode)]
        table = Table(
            self.id,
            {row.id: _model_row(row, search) for row in rows.values()},
            *self._former(top, rows, is_complete=len(rows) == len(lines) - 1),
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
            message = f'{what} is not of the kind "choice"; remove "choices"'
            if choices is None:
                message = f'{what} needs "choices", such as choices: {{working: working days}}'
            reader.report(key.location, "column-choices", message)
        if fields["languages"] and fields["kind"] not in ("text", "url"):
            message = f'{what} is not of the kind "text" or "url"; remove "languages"'
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
        """Report names of columns that are not described, and an invalid word for a row."""
        reader = self.reader
        if isinstance(node := top.get("row"), ScalarNode):
            reader.identifier(node, "a row")
        searched = reader.items(top, "search", "the table", "column")
        named = [node for node in searched if reader.word(node, 'a column of "search"')]
        for each in (top.get("id"), top.get("name"), *named):
            if isinstance(each, ScalarNode) and each.text.strip() not in columns:
                hint, fix = reader.suggest(each, columns)
                message = f'there is no column "{each.text.strip():.60}".{hint}'
                reader.report(each.location, "column-unknown", message, fix)

    # Rows

    def _check_heading(self, row: CsvRow, columns: Mapping[str, Column]) -> None:
        """Report columns that only one of the two files has, and repeated ones."""
        heading, location = row.cells, row.location
        while heading and not heading[-1]:  # spreadsheets leave some after the last column
            heading.pop()
        reader, described = self.reader, f"{self.id}.yaml"
        needed = [name for column in columns.values() for name in self._headings(column)]
        missing = [name for name in needed if name not in heading]
        if len(missing) > len(needed) / 2:
            more = ", ..." if len(missing) > MAX_SHOWN else ""
            shown = f"{quoted_list(missing[:MAX_SHOWN])}{more}"
            message = f"the first row must have the headings of the columns; it has no {shown}"
            reader.report(location, "column-unknown", message)
            return
        for index, name in enumerate(heading):
            place = replace(location, column=row.columns[index], field=name[:MAX_FIELD])
            if not name:
                message = f"column {_letters(index)} has no heading; add it, or delete the column"
                reader.report(location, "column-unknown", message)
            elif name in heading[:index]:
                message = f'"{name:.60}" is the heading of two columns; rename or delete one'
                reader.report(place, "column-unknown", message)
            elif name not in needed and not _is_translation(name, columns):
                meant = reader.closest(name, missing)
                cure = f'rename it to "{meant.name}"' if meant.name else "describe it there"
                message = f'{described} describes no column "{name:.60}"; {cure}'
                reader.report(place, "column-unknown", message)
                missing = [each for each in missing if each != meant.name]
        for name in missing:
            place = replace(location, field=name)
            if name in columns:
                message = f'the column "{name}" is missing, which {described} describes'
                reader.report(place, "column-unknown", message)
            else:
                base = name.partition(".")[0]
                message = f'the column "{name}" is missing, which has the translations of "{base}"'
                reader.report(place, "translation-missing", message)

    def _headings(self, column: Column) -> list[str]:
        """Return the headings of a column: its own, and that of each other language."""
        codes = self.languages if column.languages else ()
        return [column.id, *(f"{column.id}.{code}" for code in codes)]

    def _rows(
        self,
        lines: list[CsvRow],
        heading: list[str],
        columns: Mapping[str, Column],
        fields: Mapping[str, Any],
    ) -> dict[str, DataRow]:
        """Return the rows by id."""
        reader, rows = self.reader, dict[str, DataRow]()
        if len(lines) > MAX_ROWS:
            message = f"{len(lines)} rows in one table; the maximum is {MAX_ROWS}"
            reader.report(lines[MAX_ROWS].location, "table-large", message)
        for line in lines[:MAX_ROWS]:
            cells = line.cells
            if len(cells) < len(heading) or any(cells[len(heading) :]):
                # What follows the wrong comma would be in the wrong column.
                message = (
                    f"this row has {len(cells)} cells, and the table {len(heading)} columns; write "
                    'a text with a comma in "quotes"'
                )
                reader.report(line.location, "table-csv", message)
                continue
            texts, places = dict(zip(heading, cells, strict=False)), line.places(heading)
            name = texts[fields["name"]] or texts[fields["id"]]
            known = {
                column.id: self._cell(column, texts, name[:60], places)
                for column in columns.values()
            }
            row = DataRow(texts[fields["id"]].lower(), name, known, line.location)
            place = known[fields["id"]].location
            self._check_row_id(row, rows, place)
            rows.setdefault(row.id, row)
        return rows

    def _check_row_id(self, row: DataRow, rows: Mapping[str, DataRow], place: Location) -> None:
        """Report a row without a valid id, or with that of an earlier row."""
        if not row.id:
            return  # its empty cell is already reported
        if row.id in rows:
            message = f'"{row.id}" is also the id of line {rows[row.id].location.line}'
            self.reader.report(place, "row-id", f"{row.name:.60}: {message}")
        elif not ID.fullmatch(row.id) or len(row.id) > MAX_ID:
            message = (
                f'"{row.id:.60}" cannot be the id of a row: an id has lower-case letters, digits '
                f"and dashes, begins with a letter and has at most {MAX_ID} characters"
            )
            self.reader.report(place, "row-id", message)
        elif row.id in RESERVED_STEPS:
            message = f'"{row.id}" is a reserved name and cannot be the id of a row'
            self.reader.report(place, "row-id", message)

    def _cell(
        self, column: Column, texts: Mapping[str, str], name: str, places: Mapping[str, Location]
    ) -> Cell:
        """Return the cell of a row in a column, and report what is wrong with it."""
        place, written = places[column.id], texts[column.id]
        text = value_of(column, written)
        if column.required and not text:
            message = f'{name}: "{column.id}" is empty, but every row needs it'
            self.reader.report(place, "cell-empty", message)
        elif written and (wrong := wrong_cell(column, written)):
            message = f'{name}: "{written:.60}" in "{column.id}" {wrong}'
            self.reader.report(place, "cell-value", message)
        codes = self.languages if column.languages else ()
        # A column that is missing is already reported.
        translated = {
            code: texts[heading] for code in codes if (heading := f"{column.id}.{code}") in texts
        }
        for code, translation in translated.items():
            there = places[f"{column.id}.{code}"]
            if translation and (wrong := wrong_cell(column, translation)):
                message = f'{name}: "{translation:.60}" in "{column.id}.{code}" {wrong}'
                self.reader.report(there, "cell-value", message)
            if bool(translation) != bool(text):
                empty, filled = f"{column.id}.{code}", column.id
                if translation:
                    empty, filled = filled, empty
                message = f'{name}: "{empty}" is empty, but "{filled}" is not; fill in both or none'
                self.reader.report(there, "translation-missing", message)
        return Cell(text, place, translated)

    def _former(
        self, top: MappingNode, rows: Mapping[str, DataRow], is_complete: bool
    ) -> tuple[dict[str, str], tuple[str, ...]]:
        """Return the former ids of rows: those with another one in their place, and the others.

        `is_complete` says that `rows` has all rows of the file.
        """
        reader, moved, removed = self.reader, dict[str, str](), list[str]()
        places: dict[str, Location] = {}
        for key, node in reader.subtable(top, "moved"):
            places[key.text] = key.location
            old, new = reader.identifier(key, "a row"), reader.word(node, f'"{key.text:.60}"')
            moved[old] = new
            if new and new not in rows and is_complete:
                hint = reader.closest(new, rows)
                message = f'"{old:.60}" moved to "{new:.60}", which is not the id of a row.{hint}'
                reader.report(node.location, "row-moved", message)
        for node in reader.items(top, "removed", "the table", "id"):
            # A node that is not text is reported.
            if reader.word(node, "a former row") and isinstance(node, ScalarNode):
                removed.append(reader.identifier(node, "a row"))
                if node.text in places:
                    message = f'"{node.text:.60}" is a former id already; remove one of the two'
                    reader.report(node.location, "row-moved", message)
                places.setdefault(node.text, node.location)
        for old, place in places.items():
            if old in rows:
                message = f'"{old}" is the id of a row, so it cannot be a former one'
                reader.report(place, "row-moved", message)
        return moved, tuple(removed)


def _is_translation(heading: str, columns: Mapping[str, Column]) -> bool:
    """Return whether a column has translations, into any language.

    A site that stops listing a language need not lose what was translated.
    """
    name, dot, code = heading.partition(".")
    return bool(dot) and name in columns and columns[name].languages and is_language(code)


def _model_row(row: DataRow, search: Iterable[str]) -> TableRow:
    """Return a row as pages see it, with the columns by which lists find it."""
    texts = (row.cells[each].text for each in search)
    return TableRow(row.id, row.name, (row.id, *filter(None, texts)), row.location)


def _without(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a column that need no further look."""
    return {name: fields[name] for name in ("kind", "required", "languages")}


def _letters(index: int) -> str:
    """Return how a spreadsheet calls a column: A is 0, and AA is 26."""
    before, last = divmod(index, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)
