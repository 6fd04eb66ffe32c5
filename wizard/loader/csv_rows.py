"""The rows of a CSV file, as spreadsheets write it: with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.loader.characters import check_characters
from wizard.loader.files import MAX_BYTES, Files, read_text
from wizard.loader.reader import NodeReader
from wizard.loader.yaml_nodes import CONTROL, location_after
from wizard.model.problems import Location, Problem

SAVE = "save the sheet as CSV with the encoding UTF-8"

MAX_FIELD = 60  # characters of a heading in a location

_DELIMITERS = ",;\t"  # spreadsheets write semicolons in languages with a decimal comma

# What a file is that is no table, in place of the message for other files, by the code of it.
_NO_TABLE: Mapping[str, str] = {
    "file-encoding": f"this is not UTF-8 text; {SAVE}",
    "file-size": f"the file is larger than {MAX_BYTES // 1024} KiB; remove what no page needs",
}


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row with its cells.

    Attributes:
        location: Where it begins.
        cells: Their texts.
        columns: At which character of its line each of them begins.
    """

    location: Location
    cells: list[str]
    columns: list[int]

    def places(self, headings: Sequence[str]) -> dict[str, Location]:
        """Return where the cell of each heading is."""
        return {
            heading: replace(self.location, column=column, field=heading[:MAX_FIELD])
            for heading, column in zip(headings, self.columns, strict=False)
        }


def read_rows(path: Path, files: Files, reader: NodeReader) -> list[CsvRow] | None:
    """Return the rows that are not empty; None after a problem."""
    found: list[Problem] = []
    text = read_text(path, found, str(path), files.contents.get(path))
    if text is not None and not text.strip():
        found.append(Problem(Location(str(path)), f"the file is empty; {SAVE}", "file-empty"))
    reader.problems += [
        replace(each, message=_NO_TABLE.get(each.code, each.message)) for each in found
    ]
    if text is None or found:
        return None
    if bad := CONTROL.search(text):
        message = f"the character U+{ord(bad[0]):04X} is not allowed"
        location = location_after(str(path), text[: bad.start()])
        reader.report(location, "file-encoding", message)
        return None
    check_characters(text, str(path), reader.problems)
    before = len(reader.problems)
    rows = list(_rows(text, str(path), reader))
    return rows if len(reader.problems) == before else None


def _rows(text: str, name: str, reader: NodeReader) -> Iterator[CsvRow]:
    """Yield the rows of a text that are not empty, and report those that are not valid."""
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    # A long cell is reported with its column, and the file has a limit.
    csv.field_size_limit(MAX_BYTES)
    written = list(io.StringIO(text, newline=""))
    lines = csv.reader(written, delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in lines:
            if any(len(cell.strip().splitlines()) > 1 for cell in cells):
                message = (
                    "a cell of this row has several lines; write it on one line, or close the "
                    "quote that begins it"
                )
                reader.report(Location(name, line), "table-csv", message)
            if any(cell.strip() for cell in cells):
                # A line break at the end of a cell is no problem, but what follows is elsewhere.
                own = written[line - 1 : lines.line_num]
                places = _columns("".join(own), delimiter)
                columns = [column if column <= len(own[0]) else 1 for column in places]
                yield CsvRow(Location(name, line), [cell.strip() for cell in cells], columns)
            line = lines.line_num + 1
    except csv.Error as error:
        rule = '; in a text in quotes, write each quote twice: "the ""Open"" Act"'
        # The messages of the library are for programmers.
        meanings = {
            "unexpected end": f"a quote is not closed{rule}",
            "expected after": f"text follows the closing quote of a cell{rule}",
        }
        message = next((each for part, each in meanings.items() if part in str(error)), str(error))
        reader.report(Location(name, line), "table-csv", message)


def _columns(row: str, delimiter: str) -> Iterator[int]:
    """Yield at which character of a row each cell begins, counted from 1."""
    start, quotes = 0, 0
    yield 1
    for index, character in enumerate(row):
        if character == '"' and row[start] == '"':
            # Two quotes are one of the text, so it is open after an odd number of them. In a text
            # that begins without one, they mean nothing.
            quotes += 1
        elif character == delimiter and quotes % 2 == 0:
            start, quotes = index + 1, 0
            yield start + 1
