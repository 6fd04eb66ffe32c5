"""What people write in the cells of a spreadsheet, and the messages that say what to write."""

from __future__ import annotations

import pytest

from wizard.loader.cells import value_of, wrong_cell
from wizard.loader.tables import Column
from wizard.model.flow import MAX_TEXT
from wizard.model.problems import NOWHERE

CHOICES = {"working": "working days", "not-on-list": "not on a list"}

NUMBER = "must be a whole number"
EMPTY = "leave the cell empty if there is none"
URL = "must be a URL that begins with https://"
LIST = 'is not one of "working", "not-on-list"'


def column(kind: str) -> Column:
    """Return a column of a kind."""
    return Column("x", kind, False, False, CHOICES if kind == "choice" else {}, NOWHERE)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("number", "15", ""),
        ("number", "0", ""),
        ("number", "999999999", ""),
        ("number", "015", f"{NUMBER}; write 15"),
        ("number", "15 days", f"{NUMBER}; write 15"),
        ("number", "1,500", f"{NUMBER}; write 1500"),
        ("number", "15.0", f"{NUMBER}; write 15"),
        ("number", "1.5", f"{NUMBER}; write 15, for example"),
        ("number", "10-15", f"{NUMBER}; write 15, for example"),
        ("number", "1,5", f"{NUMBER}; write 15, for example"),
        ("number", "-5", f"{NUMBER}; write 15, for example"),
        ("number", "ten", f"{NUMBER}; write 15, for example"),
        ("number", "١٥", f"{NUMBER}; write 15, for example"),
        ("number", "9999999999", f"{NUMBER}; write 15, for example"),
        ("number", "n/a", f"{NUMBER}; {EMPTY}"),
        ("number", "-", f"{NUMBER}; {EMPTY}"),
        ("number", "None", f"{NUMBER}; {EMPTY}"),
        ("date", "2026-11-28", ""),
        ("date", "11/28/2026", "must be a date; write 2026-11-28"),
        ("date", "4/5/2026", "must be a date; write 2026-04-05 or 2026-05-04"),
        ("date", "November 28, 2026", "must be a date; write 2026-11-28"),
        ("date", "20261128", "must be a date; write 2026-11-28"),
        ("date", "2026-02-30", "is a day that does not exist"),
        ("date", "2026", "must be a date; write it as in 2026-11-23"),
        ("date", "?", f"must be a date; {EMPTY}"),
        ("url", "https://www.example.org/a", ""),
        ("url", "www.example.org", f"{URL}; write https://www.example.org if that page exists"),
        ("url", "http://example.org", f"{URL}; write https://example.org if that page exists"),
        ("url", "none", URL),
        ("url", "https://example.org/" + "a" * 500, "has 520 characters; the maximum is 500"),
        ("choice", "working", ""),
        ("choice", "Working", ""),
        ("choice", "not_on list", ""),
        ("choice", "workng", f'{LIST}. Did you mean "working"?'),
        ("choice", "working days", f'{LIST}. Did you mean "working"?'),
        ("choice", "no", f"{LIST}; leave the cell empty if none is true"),
        ("choice", "xyz", LIST),
        ("level", "Law", ""),
        ("sources", "S-AL; B", ""),
        ("text", "a" * MAX_TEXT, ""),
        ("text", "a" * (MAX_TEXT + 1), f"has {MAX_TEXT + 1} characters; the maximum is {MAX_TEXT}"),
        ("text", "#REF!", "is an error of the spreadsheet; repair its formula"),
        ("number", "####", "is an error of the spreadsheet; repair its formula"),
        ("text", "#1 in line", ""),
        ("text", "=A1+B1", ""),
        ("number", "=A1+B1", f"{NUMBER}; write 15, for example"),
    ],
)
def test_wrong_cell_says_what_to_write(kind: str, text: str, expected: str) -> None:
    """A valid cell is not wrong, and what is not certain is not suggested."""
    assert wrong_cell(column(kind), text) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("choice", "Not on_list", "not-on-list"),
        ("level", "Tables_Agree", "tables-agree"),
        ("sources", "S-AL;B ; c_d", "s-al b c-d"),
        ("sources", " ; ", ""),
        ("text", "Tables_Agree", "Tables_Agree"),
        ("url", "https://example.org/A_b", "https://example.org/A_b"),
    ],
)
def test_ids_in_cells_are_written_in_any_way(kind: str, text: str, expected: str) -> None:
    """People write ids in capitals, and with spaces; texts stay as they are."""
    assert value_of(column(kind), text) == expected
