#!/usr/bin/env python3
"""Check the tables of the 51 places against the sources that they were made from.

    python examples/public-records/research/verify.py [FOLDER ...]

Reads states.csv, sources.csv, statute-read.csv and license-data.csv, each from the first folder
that has it: those that are named, or else this one and the folders of the two guides. Prints counts
and `OK`, or each error; then the exit status is 1. Needs only Python.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDERS = (HERE, HERE.parent / "tables", HERE.parents[2] / "flows" / "tables")

_CODES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
    "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY"
)
CODES = frozenset(_CODES.split())
MAX_CELL = 160
MAX_QUOTE = 40  # words

# A column with a value, and the column with its sources.
SOURCED = (
    ("law_name", "law_sources"),
    ("citation", "law_sources"),
    ("response_kind", "response_sources"),
    ("response_days", "response_sources"),
    ("extension", "extension_sources"),
    ("who_may_ask", "who_sources"),
    ("fee_copy_page", "fee_sources"),
    ("appeal_first", "appeal_sources"),
    ("appeal_name", "appeal_sources"),
    ("appeal_days", "appeal_days_sources"),
    ("court", "court_sources"),
    ("notes", "notes_sources"),
)
KINDS = {"working", "calendar", "reasonable", "none"}
READ = ("law", "regulation", "official", "quoted")  # the levels behind which there is a quote
LEVELS = {*READ, "tables_agree", "tables_disagree"}
WHO = {"anyone", "citizens", "residents", ""}
APPEALS = {"agency", "ag", "ombuds", "court", "office", ""}
LICENSE_LEVELS = {"law", "regulation", "official", "reported", "bill", "unknown"}
LICENSE_PARTS = ("issues", "nlets", "letter", "photo", "limit")
BLOCKED = {"yes", "under way", "not named as blocking"}
WORDS = {
    "3": "three|third",
    "4": "four|fourth",
    "5": "five|fifth",
    "7": "seven|seventh",
    "10": "ten|tenth",
    "15": "fifteen",
    "30": "thirty",
}

Row = dict[str, str]


class Research:
    """The four tables, as they are in the files."""

    def __init__(self, folders: Iterable[Path] = FOLDERS) -> None:
        folders = tuple(folders)
        self.states = _rows(folders, "states.csv")
        self.sources = _rows(folders, "sources.csv")
        self.read = _rows(folders, "statute-read.csv")
        self.licenses = _rows(folders, "license-data.csv")
        self.ids = {source["id"] for source in self.sources}

    def errors(self) -> Iterator[str]:
        """Yield what is wrong, for a reader of the tables."""
        if len(self.ids) != len(self.sources):
            yield "duplicate source id"
        for name, table in (("states", self.states), ("license-data", self.licenses)):
            if len(table) != len(CODES) or {row["code"] for row in table} != CODES:
                yield f"{name}: not the {len(CODES)} codes"
        for row in self.states:
            for error in (*self._cells(row), *_values(row), *_agreements(row), *self._quoted(row)):
                yield f"{row['code']}: {error}"
        yield from self._evidence()
        for row in self.licenses:
            for error in self._license(row):
                yield f"license {row['code']}: {error}"

    def _cells(self, row: Row) -> Iterator[str]:
        """Yield what is wrong with the length and the sources of cells."""
        for column, cell in row.items():
            if len(cell) > MAX_CELL:
                yield f"{column}: {len(cell)} characters"
            if column.endswith("_sources") or column == "response_law_source":
                yield from self._unknown(column, cell.split(";"))
        for column, sources in SOURCED:
            if row[column] and not row[sources]:
                yield f"{column} without source"
        if row["fee_waiver"] not in ("yes", "no", "unknown"):
            yield "fee_waiver"
        if row["fee_waiver"] != "unknown" and not row["fee_waiver_sources"]:
            yield "fee_waiver without source"
        if row["fee_copy_page"] and len(row["fee_sources"].split(";")) < 2:
            yield "fee needs two sources"
        yield from self._unknown("response_values", split_values(row["response_values"]))

    def _unknown(self, column: str, ids: Iterable[str]) -> Iterator[str]:
        for source in filter(None, ids):
            if source not in self.ids:
                yield f"{column}: unknown source {source}"

    def _quoted(self, row: Row) -> Iterator[str]:
        """Yield an error unless the text behind the level was read and has the number."""
        if row["response_level"] not in READ:
            return
        source, days = row["response_law_source"], row["response_days"]
        quotes = [
            entry
            for entry in self.read
            if entry["code"] == row["code"] and entry["source_id"] == source
        ]
        if not any(entry["level"] == row["response_level"] for entry in quotes):
            yield "level not in statute-read.csv"
        for entry in quotes:
            number = rf"\b({days}|{days}th|{WORDS.get(days, days)})\b"
            if days and not re.search(number, entry["quote"], re.IGNORECASE):
                yield f"quote lacks {days}"

    def _evidence(self) -> Iterator[str]:
        """Yield what is wrong with the sources and the quotes."""
        for source in self.sources:
            for column, cell in source.items():
                if column != "address" and len(cell) > MAX_CELL:
                    yield f"source {source['id']} {column}: {len(cell)}"
            if not source["address"]:
                yield f"source {source['id']}: no address"
        for entry in self.read:
            if len(entry["quote"].split()) > MAX_QUOTE:
                yield f"statute-read {entry['code']}: quote too long"
            if entry["source_id"] not in self.ids or entry["level"] not in LEVELS:
                yield f"statute-read {entry['code']}"

    def _license(self, row: Row) -> Iterator[str]:
        """Yield what is wrong with a row of license-data.csv."""
        for part in LICENSE_PARTS:
            level, sources = row[f"{part}_level"], row[f"{part}_sources"]
            if level not in LICENSE_LEVELS:
                yield f"{part} level"
            if level != "unknown" and not sources:
                yield f"{part} without source"
            yield from self._unknown(f"{part}_sources", sources.split(";"))
        if row["issues_regardless"] not in ("yes", "not on list"):
            yield "issues_regardless"
        if row["nlets_block"] not in BLOCKED:
            yield "nlets_block"
        for column, cell in row.items():
            if len(cell) > MAX_CELL:
                yield f"{column}: {len(cell)} characters"


def _values(row: Row) -> Iterator[str]:
    """Yield what is wrong with the values of a row of states.csv."""
    if row["response_kind"] not in KINDS:
        yield "kind"
    if row["response_level"] not in LEVELS:
        yield "level"
    if (row["response_kind"] in ("working", "calendar")) != row["response_days"].isdigit():
        yield "days and kind do not fit"
    if row["who_may_ask"] not in WHO or row["appeal_first"] not in APPEALS:
        yield "who or appeal"
    if row["appeal_first"] == "office" and not row["appeal_name"]:
        yield "office without name"
    if row["appeal_days"] and not re.fullmatch(r"\d+[wc]", row["appeal_days"]):
        yield "appeal_days"
    if row["official_page"] and not row["official_page"].startswith("https://"):
        yield "page"


def _agreements(row: Row) -> Iterator[str]:
    """Yield an error for each count that the values of the sources do not give."""
    values = split_values(row["response_values"])
    for value in values.values():
        if not re.fullmatch(r"r|\d+[wcu]", value):
            yield f"bad value {value}"
    agree = f"{len(agreeing(row))} of {len(values)}"
    if row["response_agreement"] != agree:
        yield f"response agreement {row['response_agreement']} is {agree}"
    values = split_values(row["who_values"])
    if set(values) != set(row["who_sources"].split(";")):
        yield "who sources"
    anyone = sum(value == "a" for value in values.values())
    limited = len(values) - anyone
    want = f"{anyone if row['who_may_ask'] == 'anyone' else limited} of {len(values)}"
    if not row["who_may_ask"]:
        want = f"split: {anyone} anyone, {limited} limited"
    if row["who_agreement"] != want:
        yield f"who agreement is {want}"
    values = split_values(row["appeal_values"])
    if set(values) != set(row["appeal_sources"].split(";")):
        yield "appeal sources"
    first = row["appeal_first"]
    want = f"{sum(value == first for value in values.values())} of {len(values)}"
    if row["appeal_agreement"] != (want if first else "not set"):
        yield f"appeal agreement is {want}"


def split_values(cell: str) -> dict[str, str]:
    """Return the value that each source gives, of a cell such as "A:5w B:r"."""
    return dict(item.rsplit(":", 1) for item in cell.split() if ":" in item)


def agreeing(row: Row) -> list[str]:
    """Return the lists that give the response time of the row."""
    values = split_values(row["response_values"])
    return [source for source, value in values.items() if _is_same(row, value)]


def _is_same(row: Row, value: str) -> bool:
    """Return whether a list gives the response time of the row: "5w" is five working days."""
    if value == "r":
        return row["response_kind"] in ("reasonable", "none")
    days, kind = value[:-1], value[-1:]
    return days == row["response_days"] and kind in ("u", row["response_kind"][:1])


def _rows(folders: Iterable[Path], name: str) -> list[Row]:
    """Return the rows of a file, from the first folder that has it."""
    for folder in folders:
        if (folder / name).exists():
            with (folder / name).open(encoding="utf-8", newline="") as stream:
                return list(csv.DictReader(stream))
    raise SystemExit(f"verify.py: no {name} in {', '.join(map(str, folders))}")


def summary(research: Research) -> Iterator[str]:
    """Yield the counts that the texts of the guides rely on."""
    states = research.states
    yield f"rows {len(states)}; sources {len(research.sources)}; quotes {len(research.read)}"
    for column in ("response_level", "response_kind", "who_may_ask", "appeal_first"):
        yield f"{column}: {dict(Counter(row[column] or 'empty' for row in states))}"
    agree = sum(len(agreeing(row)) == len(split_values(row["response_values"])) for row in states)
    yield f"all lists agree with the response time: {agree}"
    limits = Counter(row["limit_level"] for row in research.licenses)
    yield f"limits on sharing license data: {dict(limits)}"


def main(folders: list[str]) -> int:
    """Print the counts, and the errors or `OK`. Return the exit status."""
    research = Research([Path(folder) for folder in folders] or FOLDERS)
    errors = [*research.errors()]
    lines = [*summary(research), *(f"ERROR {error}" for error in errors)]
    print("\n".join([*lines, f"{len(errors)} errors" if errors else "OK"]))
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
