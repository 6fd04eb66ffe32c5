"""Tables as spreadsheets save them, and the mistakes that people make in them.

Each mistake is one problem, at its cell, and says what to write.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rows import CELLS, TABLE, write_rows
from wizard.loader.csv_rows import _columns
from wizard.loader.site import check_folder

CSV, YAML = "tables/states.csv", "tables/states.yaml"

SAVE = "save the sheet as CSV with the encoding UTF-8"

Check = Callable[..., list[str]]


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a valid table."""
    return write_rows(tmp_path_factory.mktemp("rows"))


@pytest.fixture
def check(valid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Return a function that checks the guide with other files, None for a file to remove."""

    def check(**files: str | bytes | None) -> list[str]:
        folder = shutil.copytree(valid, tmp_path / "guide")
        names = {"cells": CSV, "table": YAML}
        for name, text in files.items():
            path = folder / names.get(name, name)
            path.parent.mkdir(exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_bytes(text.encode() if isinstance(text, str) else text)
        monkeypatch.chdir(folder)
        _, problems = check_folder(Path())
        return [f"{each} [{each.code}]" for each in problems]

    return check


def without(column: int) -> str:
    """Return the rows without a column."""
    rows = [line.split(",") for line in CELLS.splitlines()]
    return "\n".join(",".join(row[:column] + row[column + 1 :]) for row in rows)


@pytest.mark.parametrize(
    "cells",
    [
        CELLS.encode("utf-8-sig"),
        CELLS.replace("\n", "\r\n"),
        CELLS.replace("\n", "\r"),
        CELLS.replace("\n", "\n\n"),
        CELLS + ",,,,,,,\n" + ", ,,,,,,\n",
        CELLS.replace("\n", ",,\n"),
        CELLS.replace(";", "_").replace(",", ";").replace("S-DC_S-AL", '"S-DC;S-AL"'),
        CELLS.replace(",", "\t"),
        CELLS.replace(",15,", ", 15 ,"),
        CELLS.replace(",15,", ',"15\n",'),
        CELLS.replace("S-DC;S-AL", "s-dc S_AL"),
        CELLS.replace("working,law", "WORKING,Law"),
        CELLS.replace("Open Records Act", '"Open Records Act"'),
        CELLS.replace("Open Records Act", "Open Records Act of the city, 2020").replace(
            "Open Records Act of the city, 2020", '"Open Records Act of the city, 2020"'
        ),
    ],
    ids=[
        "byte order mark", "Windows", "old Mac", "empty lines", "empty rows", "empty columns",
        "semicolons", "tabs", "spaces", "line break", "sources", "case", "quotes",
        "comma in quotes",
    ],
)  # fmt: skip
def test_table_is_read_as_any_spreadsheet_saves_it(check: Check, cells: str | bytes) -> None:
    """Delimiters, line breaks, quotes and empty rows differ between programs."""
    assert check(cells=cells) == []


def test_translations_into_other_languages_are_kept(check: Check) -> None:
    """A column for a language that the site does not list is not read, and no mistake."""
    lines = CELLS.splitlines()
    more = [f"{line},{text}" for line, text in zip(lines, ("name.fr", "", "x", ""), strict=False)]
    assert check(cells="\n".join(more)) == []


MISTAKES = {
    "missing column": (
        without(4),
        f'{CSV}:1:days: the column "days" is missing, which states.yaml describes [column-unknown]',
    ),
    "typo in heading": (
        CELLS.replace("days", "dasy"),
        f'{CSV}:1:dasy: states.yaml describes no column "dasy"; rename it to "days" '
        "[column-unknown]",
    ),
    "heading of translation": (
        CELLS.replace("name.es", "name_es"),
        f'{CSV}:1:name_es: states.yaml describes no column "name_es"; rename it to "name.es" '
        "[column-unknown]",
    ),
    "missing translations": (
        without(2),
        f'{CSV}:1:name.es: the column "name.es" is missing, which has the translations of "name" '
        "[translation-missing]",
    ),
    "no headings": (
        CELLS.partition("\n")[2],
        f"{CSV}:1:1: the first row must have the headings of the columns; it has no "
        '"code", "name", "name.es", "days", "kind", "level", "cite" [column-unknown]',
    ),
    "title above": (
        f"States in 2026,,,,,,,\n{CELLS}",
        f"{CSV}:1:1: the first row must have the headings of the columns; it has no "
        '"code", "name", "name.es", "law", "days", "kind", "level", "cite" [column-unknown]',
    ),
    "column without heading": (
        CELLS.replace(",law,days", ",law,,days").replace("Act,", "Act,x,").replace("A,,", "A,,,")
        .replace("Law,", "Law,,"),
        f"{CSV}:1:1: column E has no heading; add it, or delete the column [column-unknown]",
    ),
    "heading twice": (
        CELLS.replace("\n", ",x\n").replace("cite,x", "cite,law"),
        f'{CSV}:1:law: "law" is the heading of two columns; rename or delete one [column-unknown]',
    ),
    "one cell too many": (
        CELLS.replace("FOIA,", "FOIA, of DC,"),
        f'{CSV}:3:1: this row has 9 cells, and the table 8 columns; write a text with a comma in '
        '"quotes" [table-csv]',
    ),
    "cells too few": (
        CELLS.replace("10,calendar,law,s-al", "10"),
        f'{CSV}:4:1: this row has 5 cells, and the table 8 columns; write a text with a comma in '
        '"quotes" [table-csv]',
    ),
    "quote not closed": (
        CELLS.replace("Open", '"Open'),
        f'{CSV}:2:1: a quote is not closed; in a text in quotes, write each quote twice: '
        '"the ""Open"" Act" [table-csv]',
    ),
    "quote closed later": (
        CELLS.replace("Open", '"Open').replace("Public Records Law", 'Public" Records'),
        f'{CSV}:2:1: text follows the closing quote of a cell; in a text in quotes, write each '
        'quote twice: "the ""Open"" Act" [table-csv]',
    ),
    "several lines": (
        CELLS.replace("Open Records Act", '"Open\nRecords Act"'),
        f"{CSV}:2:1: a cell of this row has several lines; write it on one line, or close the "
        "quote that begins it [table-csv]",
    ),
    "same id": (
        CELLS.replace("NC,", "al,"),
        f'{CSV}:4:code: North Carolina: "al" is also the id of line 2 [row-id]',
    ),
    "no id": (
        CELLS.replace("DC,D", ",D"),
        f'{CSV}:3:code: District of Columbia: "code" is empty, but every row needs it [cell-empty]',
    ),
    "id with a dot": (
        CELLS.replace("DC,D", "D.C.,D"),
        f'{CSV}:3:code: "d.c." cannot be the id of a row: an id has lower-case letters, digits and '
        "dashes, begins with a letter and has at most 40 characters [row-id]",
    ),
    "empty name": (
        CELLS.replace("District of Columbia,Distrito de Columbia", ","),
        f'{CSV}:3:name: DC: "name" is empty, but every row needs it [cell-empty]',
    ),
    "no translation": (
        CELLS.replace("Distrito de Columbia", ""),
        f'{CSV}:3:name.es: District of Columbia: "name.es" is empty, but "name" is not; fill in '
        "both or none [translation-missing]",
    ),
    "unknown level": (
        CELLS.replace("law,s-al", "lwa,s-al"),
        f'{CSV}:4:level: North Carolina: there is no level "lwa". Did you mean "law"? '
        "[level-unknown]",
    ),
    "unknown source": (
        CELLS.replace("S-DC;S-AL", "S-DC;S-CD"),
        f'{CSV}:3:cite: District of Columbia: there is no source "s-cd". Did you mean "s-dc"? '
        "[source-unknown]",
    ),
    "no rows": (
        CELLS.partition("\n")[0],
        f"{CSV}:1:1: the table has no rows below its headings [table-files]",
    ),
    "empty": ("\n", f"{CSV}:1:1: the file is empty; {SAVE} [file-empty]"),
    "Windows-1252": (
        CELLS.replace("Columbia,Distrito", "Columbia,Distríto").encode("cp1252"),
        f"{CSV}:3:30: this is not UTF-8 text; {SAVE} [file-encoding]",
    ),
    "workbook": (
        b"PK\x03\x04\x14\x00\x06\x00\xff",
        f"{CSV}:1:9: this is not UTF-8 text; {SAVE} [file-encoding]",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistake_in_rows_is_one_problem(check: Check, cells: str | bytes, message: str) -> None:
    """Nothing that follows from a mistake is reported too, such as targets in the row."""
    assert check(cells=cells) == [message]


def test_all_mistakes_are_reported_at_once(check: Check) -> None:
    """A row with a problem does not hide those of other rows, or of other cells in it."""
    cells = CELLS.replace(",15,", ",15 days,").replace("calendar", "calender")
    found = check(cells=cells.replace("Distrito de Columbia", "").replace("working,", "work,"))
    assert [each.partition(": ")[0] for each in found] == [
        f"{CSV}:2:days",
        f"{CSV}:2:kind",
        f"{CSV}:3:name.es",
        f"{CSV}:4:kind",
    ]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({CSV: None}, ""),
        ({CSV: None, "tables/states.xlsx": b"PK"}, f"; open states.xlsx and {SAVE}"),
        ({CSV: None, "tables/states.tsv": CELLS}, f"; open states.tsv and {SAVE}"),
        ({CSV: None, "tables/States.csv": CELLS}, '; rename "States.csv" to "states.csv"'),
        ({CSV: None, "tables/states.CSV": CELLS}, '; rename "states.CSV" to "states.csv"'),
        ({CSV: None, "states.csv": CELLS}, '; move "states.csv" into this folder'),
        ({YAML: None, "tables/states.yml": TABLE}, '; rename "states.yml" to "states.yaml"'),
        ({YAML: None}, ""),
    ],
)
def test_missing_file_of_table_is_one_problem(
    check: Check, files: dict[str, str | bytes | None], message: str
) -> None:
    """A file that is likely to be the missing one is named, with what to do."""
    here, other = (YAML, "states.csv") if CSV in files else (CSV, "states.yaml")
    what = f'a table is two files; there is no "{other}" next to this one'
    assert check(**files) == [f"{here}:1:1: {what}{message} [table-files]"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            TABLE.replace("  days: {", "  Days: {"),
            f'{YAML}:11:3: the column "Days" needs a heading of lower-case letters, digits, _ and '
            "-, which begins with a letter and has at most 40 characters [column-name]",
        ),
        (
            TABLE.replace("id: code", "id: cod"),
            f'{YAML}:2:5: there is no column "cod". Did you mean "code"? [column-unknown]',
        ),
        (
            TABLE.replace("days: {kind: number}", "days: {kind: integer}"),
            f'{YAML}:11:16: "kind" of the column "days" cannot be "integer". Use one of "text", '
            '"number", "date", "choice", "url", "sources", "level". [name-unknown]',
        ),
        (
            TABLE.replace("{kind: number}", "{kind: number, choices: {a: b}}"),
            f'{YAML}:11:3: the column "days" is not of the kind "choice"; remove "choices" '
            "[column-choices]",
        ),
        (
            TABLE.replace("{kind: number}", "{kind: number, languages: true}"),
            f'{YAML}:11:3: the column "days" is not of the kind "text" or "url"; remove '
            '"languages" [column-choices]',
        ),
        (
            TABLE.replace("none: no number", "empty: no number"),
            f'{YAML}:15:54: "empty" cannot be a choice of the column "kind": write lower-case '
            'letters, digits and dashes, and not "empty" [column-choices]',
        ),
        (
            TABLE.replace("{nb: nc}", "{nb: nd}"),
            f'{YAML}:5:13: "nb" moved to "nd", which is not the id of a row. Did you mean "nc"? '
            "[row-moved]",
        ),
        (
            TABLE.replace("[pr]", "[dc]"),
            f'{YAML}:6:11: "dc" is the id of a row, so it cannot be a former one [row-moved]',
        ),
        (
            TABLE.replace("[pr]", "[nb]"),
            f'{YAML}:6:11: "nb" is a former id already; remove one of the two [row-moved]',
        ),
        (
            TABLE.replace("[pr]", "[{pr: nc}]"),
            f"{YAML}:6:11: a former row must be text, but found a table [shape-text]",
        ),
        (
            TABLE.replace("search: [", "search: [{law: law}, "),
            f'{YAML}:4:10: a column of "search" must be text, but found a table [shape-text]',
        ),
    ],
)  # fmt: skip
def test_mistake_in_columns_is_one_problem(check: Check, table: str, message: str) -> None:
    """A table whose columns are not clear has no rows, which is not reported in each template."""
    found = check(table=table)
    assert [each for each in found if "translation-missing" not in each] == [message]


def test_translations_of_cells_can_be_missing(valid: Path, tmp_path: Path) -> None:
    """Authors add a language before its columns: the rows are read all the same."""
    folder = shutil.copytree(valid, tmp_path / "guide")
    (folder / CSV).write_text(without(2), "utf-8")
    (folder / "records.yaml").write_text("title: x", "utf-8")
    _, problems = check_folder(folder)
    assert "table-unknown" not in {each.code for each in problems}
    assert {each.code for each in problems} >= {"translation-missing", "key-missing"}


@pytest.mark.parametrize(
    ("old", "new", "field", "excerpt"),
    [
        (",15,", ",15 days,", "days", "15 days"),
        (",15,", ', "15 days" ,', "days", ' "15 days"'),
        ("Open Records Act,15,", '"the ""Open"", Act", 15 x,', "days", " 15 x"),
        ("Act,15,", 'Act of 5" paper,15 x,', "days", "15 x"),
        ("Open Records Act,15,", '"",x,', "days", "x"),
        (",days,", ",dasy,", "dasy", "dasy"),
        ("Distrito de Columbia", "", "name.es", ""),
        ("law,s-al", "lwa,s-al", "level", "lwa"),
        (";S-AL", ";S-XX", "cite", "S-DC;S-XX"),
    ],
)
def test_problem_of_cell_is_at_its_character(
    valid: Path, tmp_path: Path, old: str, new: str, field: str, excerpt: str
) -> None:
    """Its location has the heading for people, and the column of the text for editors."""
    folder = shutil.copytree(valid, tmp_path / "guide")
    assert old in CELLS
    text = CELLS.replace(old, new)
    (folder / CSV).write_text(text, "utf-8")
    [problem] = check_folder(folder)[1]
    at = problem.location
    assert at.field == field
    rest = text.splitlines()[at.line - 1][at.column - 1 :]
    assert rest.startswith((f"{excerpt},", f"{excerpt} ,", f"{excerpt}\n")) or rest == excerpt


@given(st.text(alphabet='",a ', max_size=20))
def test_each_cell_of_a_line_has_a_place(text: str) -> None:
    """As many as Python's reader finds, and each begins after a comma."""
    try:
        [cells] = csv.reader([text], strict=True)
    except (csv.Error, ValueError):  # not valid, or no row
        return
    columns = list(_columns(text, ","))
    assert len(columns) == max(len(cells), 1)
    assert all(text[column - 2] == "," for column in columns[1:])
