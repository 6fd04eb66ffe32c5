"""Tables that are damaged or hostile: one clear problem, at the place of the mistake."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.loader.cell_mutants import shown
from tests.rows import CELLS, TABLE, write_rows
from wizard.loader.files import Files
from wizard.loader.site import check_folder
from wizard.loader.table_reader import read_tables
from wizard.model.problems import Problem

SAVE = "save the sheet as CSV with the encoding UTF-8"

QUOTES = 'in a text in quotes, write each quote twice: "the ""Open"" Act"'

LONG = "x" * 130_000  # a little less than the longest cell that Python's reader accepts


def found(folder: Path) -> list[str]:
    """Return the problems of a folder, each as `location: message`."""
    _, problems = check_folder(folder)
    return [f"{each.location}: {each.message}".replace(f"{folder}/", "") for each in problems]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("FOIA", "FO\0IA", "3:48: the character U+0000 is not allowed"),
        ("FOIA", "FO\x1b[31mIA", "3:48: the character U+001B is not allowed"),
        (
            "FOIA",
            "FO\u202eIA",
            "3:48: a character here changes the direction of text (U+202E, right-to-left override)"
            "; delete it",
        ),
        (
            "FOIA",
            "FO\u200bIA",
            "3:48: a character here is invisible (U+200B, zero width space); delete it",
        ),
        (
            "FOIA",
            '"FOIA',
            f"3:1: a quote is not closed; {QUOTES}",
        ),
        (
            "FOIA",
            '"FOIA"x',
            f"3:1: text follows the closing quote of a cell; {QUOTES}",
        ),
        (
            "FOIA",
            f"{LONG}{LONG}",
            f'3:law: District of Columbia: "{LONG:.60}" in "law" has 260000 characters; '
            "the maximum is 5000",
        ),
        (
            "FOIA",
            LONG,
            f'3:law: District of Columbia: "{LONG:.60}" in "law" has 130000 characters; '
            "the maximum is 5000",
        ),
        (
            "District of Columbia",
            LONG,
            f'3:name: {LONG:.60}: "{LONG:.60}" in "name" has 130000 characters; '
            "the maximum is 5000",
        ),
        (
            "Distrito de Columbia",
            LONG,
            f'3:name.es: District of Columbia: "{LONG:.60}" in "name.es" has 130000 characters; '
            "the maximum is 5000",
        ),
        (
            "FOIA,,none,official,S-DC;S-AL",
            "FOIA,,none,official,S-DC,S-AL",
            "3:1: this row has 9 cells, and the table 8 columns; write a text with a comma in "
            '"quotes"',
        ),
        (CELLS, "", f"1:1: the file is empty; {SAVE}"),
        (
            CELLS[CELLS.index("\n") :],
            "\n",
            "1:1: the table has no rows below its headings",
        ),
    ],
)
def test_hostile_cell_is_one_problem(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """It is short, even if the cell is long, and nothing that follows from it is reported."""
    assert old in CELLS
    folder = write_rows(tmp_path, cells=CELLS.replace(old, new))
    assert found(folder) == [f"tables/states.csv:{problem}"]


def test_heading_of_any_length_is_short_in_problems(tmp_path: Path) -> None:
    """Its location too, which has the heading in place of a column."""
    problems = found(write_rows(tmp_path, cells=CELLS.replace("law", LONG, 1)))
    assert [len(problem) < 200 for problem in problems] == [True, True]


def test_too_many_rows_are_one_problem(tmp_path: Path) -> None:
    """The rest of them is not read."""
    row = "AL,Alabama,Alabama,Open Records Act,15,working,law,S-AL"
    many = "".join(row.replace("AL", f"A{number}", 1) + "\n" for number in range(10_000))
    message = "10003 rows in one table; the maximum is 500"
    assert found(write_rows(tmp_path, cells=CELLS + many)) == [
        f"tables/states.csv:502:1: {message}"
    ]


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: f"\ufeff{text}",
        lambda text: text.removesuffix("\n"),
        lambda text: text.replace(";", " ").replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: "\n\n" + text.replace(";", " ").replace(",", ";").replace("\n", "\n;;;\n\n"),
        lambda text: text.replace("FOIA", '"FOIA"').replace("law", '"law"'),
        lambda text: text.replace(",", " , "),
    ],
    ids=["Windows", "old Mac", "mark", "no end", "semicolon", "tab", "gaps", "quotes", "spaces"],
)
def test_table_of_any_spreadsheet_is_read_alike(
    tmp_path: Path, written: Callable[[str], str]
) -> None:
    """What programs write differently has no meaning."""
    folder = write_rows(tmp_path)
    plain, _ = check_folder(folder)
    (folder / "tables/states.csv").write_bytes(written(CELLS).encode())
    site, problems = check_folder(folder)
    assert plain
    assert site, problems
    assert shown(site, "states") == shown(plain, "states")


@pytest.mark.parametrize(
    "cell",
    [
        '"=HYPERLINK(""https://example.org"",""x"")"',
        "@SUM(1+1)",
        "[x](javascript:alert(1))",
        "<script>alert(1)</script>",
        "**bold**",
        "{nothing}",
        "{state.name}",
        "{{ 7 * 7 }}",
        "%(name)s",
    ],
)
def test_cell_has_no_meaning_in_a_text(tmp_path: Path, cell: str) -> None:
    """It is not filled in again, for example. A warning says which marks readers would see."""
    plain = cell.strip('"').replace('""', '"')
    site, problems = check_folder(write_rows(tmp_path, cells=CELLS.replace("FOIA", cell)))
    assert site, problems
    assert site.letters["request/dc"].subject == f"Request under the {plain}"
    assert site.texts["es"][f"Request under the {plain}"] == f"ES Request under the {plain}"
    warned = [problem.code for problem in problems]
    assert warned in ([], ["text-markdown"], ["text-code"], ["text-braces"])
    assert bool(warned) == bool({*"[<*{"} & {*plain})


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (Path.unlink, 'states.yaml:1:1: a table is two files; there is no "states.csv" next to '),
        (lambda path: _put(path, os.mkfifo), "states.csv:1:1: this is not a file"),
        (lambda path: _put(path, os.mkdir), "states.csv:1:1: this is not a file"),
        (
            lambda path: _put(path, lambda new: os.symlink("gone", new)),
            "states.csv:1:1: the file cannot be read: no such file or directory",
        ),
        (
            lambda path: _put(path, lambda new: os.symlink(new.name, new)),
            "states.csv:1:1: the file cannot be read: too many levels of symbolic links",
        ),
        (
            lambda path: path.write_bytes(CELLS.encode("utf-16")),
            "states.csv:1:1: this is not UTF-8 text; " + SAVE,
        ),
        (
            lambda path: path.write_bytes(CELLS.replace("FOIA", "FÓIA").encode("latin-1")),
            "states.csv:3:47: this is not UTF-8 text; " + SAVE,
        ),
    ],
    ids=["none", "pipe", "folder", "broken link", "loop", "UTF-16", "Latin-1"],
)
def test_table_that_cannot_be_read_is_one_problem(
    tmp_path: Path, change: Callable[[Path], object], problem: str
) -> None:
    """The templates over it are not reported too."""
    folder = write_rows(tmp_path)
    change(folder / "tables/states.csv")
    [only] = found(folder)
    assert only.startswith(f"tables/{problem}")


def _put(path: Path, make: Callable[[Path], object]) -> None:
    """Put something else in the place of a file."""
    path.unlink()
    make(path)


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cn", "Co"]), max_size=40),
    st.sampled_from(",;\t"),
)
def test_text_of_any_characters_is_read_as_it_was_written(text: str, delimiter: str) -> None:
    """Whatever a spreadsheet has to put into quotes. Spaces around it have no meaning."""
    lines = [*csv.reader(CELLS.replace("FOIA", "").splitlines())]
    lines[2][3] = text
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(lines)
    with TemporaryDirectory() as folder:
        table = Path(folder) / "tables"
        table.mkdir()
        (table / "states.yaml").write_text(TABLE, "utf-8")
        (table / "states.csv").write_text(written.getvalue(), "utf-8", newline="")
        problems: list[Problem] = []
        tables, _ = read_tables(Path(folder), Files(), ["es"], problems)
    assert problems == []
    assert tables["states"].rows["dc"].cells["law"].text == text.strip()


def test_link_to_a_table_is_followed(tmp_path: Path) -> None:
    """Links to flows are followed too: several folders may share a table."""
    folder = write_rows(tmp_path / "guide")
    (folder / "tables").rename(tmp_path / "shared")
    (folder / "tables").symlink_to(tmp_path / "shared")
    assert found(folder) == []


def test_url_of_another_language_is_checked(tmp_path: Path) -> None:
    """It has the same rules as the URL in the language of the files."""
    described = TABLE.replace("law: {kind: text}", "law: {kind: url, languages: true}")
    cells = CELLS.replace(",law,", ",law,law.es,", 1)
    for number, law in enumerate(("Open Records Act", "FOIA", "Public Records Law")):
        cells = cells.replace(law, f"https://example.org/{number},https://example.org/es/{number}")
    cells = cells.replace("https://example.org/es/1", "javascript:alert(1)")
    assert found(write_rows(tmp_path, states=described, cells=cells)) == [
        'tables/states.csv:3:law.es: District of Columbia: "javascript:alert(1)" in "law.es" '
        "must be a URL that begins with https://"
    ]


@pytest.mark.parametrize(
    ("moved", "removed", "problem"),
    [
        ("{nb: nc}", "[nb]", '6:11: "nb" is a former id already; remove one of the two'),
        ("{nb: nc}", "[pr, pr]", '6:15: "pr" is a former id already; remove one of the two'),
        ("{nb: nc}", "[al]", '6:11: "al" is the id of a row, so it cannot be a former one'),
        ("{al: nc}", "[pr]", '5:9: "al" is the id of a row, so it cannot be a former one'),
        (
            "{nb: na, na: nc}",
            "[pr]",
            '5:13: "nb" moved to "na", which is not the id of a row. Did you mean "nc"?',
        ),
    ],
)
def test_former_id_is_one_problem(tmp_path: Path, moved: str, removed: str, problem: str) -> None:
    """An old link leads to one place, and not by way of another one."""
    described = TABLE.replace("{nb: nc}", moved).replace("[pr]", removed)
    assert found(write_rows(tmp_path, states=described)) == [f"tables/states.yaml:{problem}"]
