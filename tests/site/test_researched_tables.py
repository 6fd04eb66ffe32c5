"""The tables of the 51 places say what their evidence says, and no more."""

from __future__ import annotations

import csv
import importlib.util
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
RESEARCH = ROOT / "examples" / "public-records" / "research"
FILES = [
    RESEARCH / "sources.csv",
    RESEARCH / "statute-read.csv",
    RESEARCH.parent / "tables" / "states.csv",
    ROOT / "flows" / "tables" / "license-data.csv",
]

# Lists of states with a limit on who may ask: a state is open to anyone if they do not name it.
LIMIT_LISTS = {"H", "AFP", "F", "SPLC19", "COG18", "MR13", "BPOLD"}
# Sources that print or quote a law, or that are a text of a law themselves.
PRINTED = re.compile("law text|statute text|statute quoted by a third party|state rule")
DAYS = re.compile("business|working|Saturday|calendar")
NUMBER = re.compile(r"\d+")

Row = dict[str, str]


def _verify() -> ModuleType:
    """Return the program next to the research as a module."""
    spec = importlib.util.spec_from_file_location("verify", RESEARCH / "verify.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verify = _verify()
DATA = verify.Research()
STATES: list[Row] = DATA.states
LICENSES: list[Row] = DATA.licenses
SOURCES: dict[str, Row] = {source["id"]: source for source in DATA.sources}
QUOTES: dict[str, str] = {entry["code"]: entry["quote"] for entry in DATA.read}

by_state = pytest.mark.parametrize("row", STATES, ids=[row["code"] for row in STATES])
by_license = pytest.mark.parametrize("row", LICENSES, ids=[row["code"] for row in LICENSES])


def _ids(cell: str) -> list[str]:
    return [source for source in cell.split(";") if source]


def _is_official(source: str) -> bool:
    entry = SOURCES[source]
    return entry["reliability"].startswith("official") or "(official)" in entry["publisher"]


def _level(sources: list[str]) -> str:
    """Return the level of a point that no quoted law proves."""
    if any(map(_is_official, sources)):
        return "official"
    if any(PRINTED.match(SOURCES[source]["reliability"]) for source in sources):
        return "quoted"
    return "tables-agree" if len(sources) > 1 else "one-source"


def test_tables_agree_with_their_evidence() -> None:
    """The program that checks the tables finds no error in the files of the two guides."""
    assert [*DATA.errors()] == []
    assert verify.main([]) == 0


@pytest.mark.parametrize(
    ("file", "row", "column", "cell", "error"),
    [
        ("states.csv", "NV", "name", "a" * 161, "NV: name: 161 characters"),
        ("states.csv", "NV", "code", "NX", "states: not the 51 codes"),
        ("states.csv", "NV", "citation", "", ""),
        ("states.csv", "NV", "law_sources", "", "NV: citation without source"),
        ("states.csv", "NV", "law_sources", "S-NX", "NV: law_sources: unknown source S-NX"),
        ("states.csv", "NV", "response_days", "6", "NV: quote lacks 6"),
        ("states.csv", "NV", "response_days", "", "NV: days and kind do not fit"),
        ("states.csv", "NV", "response_kind", "weekly", "NV: kind"),
        ("states.csv", "NV", "response_level", "sure", "NV: level"),
        ("states.csv", "NV", "response_level", "official", "NV: level not in statute-read.csv"),
        ("states.csv", "NV", "response_agreement", "7 of 7", "NV: response agreement 7 of 7 is"),
        ("states.csv", "NV", "response_values", "A:5x", "NV: bad value 5x"),
        ("states.csv", "NV", "who_sources", "H", "NV: who sources"),
        ("states.csv", "NV", "who_agreement", "6 of 7", "NV: who agreement is 7 of 7"),
        ("states.csv", "NV", "who_may_ask", "nobody", "NV: who or appeal"),
        ("states.csv", "ND", "appeal_values", "P:ag X-ND21:court", "appeal agreement is 1 of 2"),
        ("states.csv", "ND", "appeal_sources", "P", "ND: appeal sources"),
        ("states.csv", "ND", "appeal_days", "30d", "ND: appeal_days"),
        ("states.csv", "CT", "appeal_name", "", "CT: office without name"),
        ("states.csv", "IA", "official_page", "http://ipib.iowa.gov", "IA: page"),
        ("states.csv", "ND", "fee_sources", "P", "ND: fee needs two sources"),
        ("states.csv", "ND", "fee_waiver", "maybe", "ND: fee_waiver"),
        ("states.csv", "ND", "fee_waiver", "yes", "ND: fee_waiver without source"),
        ("sources.csv", "S-NV", "id", "S-NY", "duplicate source id"),
        ("sources.csv", "S-NV", "title", "a" * 161, "source S-NV title: 161"),
        ("sources.csv", "S-NV", "address", "", "source S-NV: no address"),
        ("statute-read.csv", "NV", "quote", "not later than the last day", "NV: quote lacks 5"),
        ("statute-read.csv", "NV", "quote", "five " * 41, "statute-read NV: quote too long"),
        ("statute-read.csv", "NV", "level", "sure", "statute-read NV"),
        ("license-data.csv", "OR", "nlets_block", "soon", "license OR: nlets_block"),
        ("license-data.csv", "OR", "issues_regardless", "no", "license OR: issues_regardless"),
        ("license-data.csv", "OR", "limit_level", "heard", "license OR: limit level"),
        ("license-data.csv", "OR", "limit_sources", "", "license OR: limit without source"),
        ("license-data.csv", "OR", "limit", "a" * 161, "license OR: limit: 161 characters"),
    ],
)
def test_planted_error_is_reported(
    tmp_path: Path, file: str, row: str, column: str, cell: str, error: str
) -> None:
    """An error in one cell is reported, with the row that has it."""
    for path in FILES:
        shutil.copy(path, tmp_path)
    with (tmp_path / file).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    [changed] = [entry for entry in rows if row in (entry.get("code"), entry.get("id"))]
    changed[column] = cell
    with (tmp_path / file).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    errors = [*verify.Research([tmp_path]).errors()]
    assert any(error in line for line in errors) if error else errors == []


@by_state
def test_response_rests_on_the_sources_that_give_it(row: Row) -> None:
    """A response time cites the text behind it, then lists that give the same."""
    values = verify.split_values(row["response_values"])
    agree = verify.agreeing(row)
    text = _ids(row["response_law_source"])
    cited = _ids(row["response_cite"])
    assert cited[: len(text)] == text
    assert set(cited) <= {*text, *agree}
    assert text or set(cited) == set(agree)
    assert (int(row["lists_agree"]), int(row["lists_read"])) == (len(agree), len(values))
    assert set(_ids(row["response_other_cite"])) == {*values} - {*agree}
    for source in _ids(row["response_other_cite"]):
        _says(row["response_other"], source, values[source])
        _says(row["response_other.es"], source, values[source])


def _says(text: str, source: str, value: str) -> None:
    """Assert that one sentence names the list and its number of days, or that it has none."""
    [sentence] = [part for part in text.split(". ") if re.search(rf"\b{source}\b", part)]
    assert NUMBER.findall(sentence) == NUMBER.findall(value)
    kinds = {"w": "working|hábil", "c": "calendar", "u": r"days?\b|días?\b", "r": "no "}
    assert re.search(kinds[value[-1]], sentence)


@by_state
def test_kind_of_day_is_law_only_if_the_quote_says_it(row: Row) -> None:
    """The level of "working" or "calendar" is that of the quote only if the quote says it."""
    if not row["response_days"]:
        assert not row["response_kind_level"]
        return
    quote = QUOTES.get(row["code"], "")
    said = bool(DAYS.search(quote)) or not row["response_law_source"]
    level = row["response_level"].replace("_", "-") if said else "tables-agree"
    assert row["response_kind_level"] == level
    values = verify.split_values(row["response_values"])
    for source in _ids(row["response_kind_cite"]):
        letter = values.get(source, row["response_kind"])[-1]
        assert said or letter == row["response_kind"][0]


@by_state
def test_only_response_times_are_law(row: Row) -> None:
    """No other point is called law, since only response times are quoted from the law."""
    levels = {column: cell for column, cell in row.items() if column.endswith("_level")}
    law = {column for column, level in levels.items() if level in ("law", "regulation")}
    assert law <= {"response_level", "response_kind_level"}


@by_state
def test_who_may_ask_rests_on_its_sources(row: Row) -> None:
    """Who may ask cites sources that say so, and the other side is given with its sources."""
    values = verify.split_values(row["who_values"])
    anyone = {source for source, value in values.items() if value == "a"}
    limited = {*values} - anyone
    side = {"": {*values}, "anyone": anyone}.get(row["who_may_ask"], limited)
    assert set(_ids(row["who_cite"])) <= side
    if row["who_may_ask"]:
        assert row["who_level"] == _level([*side])
        unnamed = row["who_may_ask"] == "anyone" and side <= LIMIT_LISTS
        assert row["who_basis"] == ("not-listed" if unnamed else "named")
    else:
        assert (row["who_level"], row["who_basis"]) == ("tables-disagree", "split")
    shown = {
        "who_anyone_cite": anyone if limited and row["who_may_ask"] != "anyone" else set(),
        "who_limited_cite": limited if row["who_may_ask"] in ("", "anyone") else set(),
    }
    if not anyone:
        shown["who_anyone_cite"] = set()
    for column, sources in shown.items():
        assert set(_ids(row[column])) == sources
        assert bool(row[column.removesuffix("_cite")]) == bool(sources)
    is_limited = row["who_may_ask"] in ("citizens", "residents")
    assert (row["who_limit"] == "yes") == is_limited


@by_state
def test_appeal_rests_on_its_sources(row: Row) -> None:
    """The step after a no cites sources that say so, and names those that do not."""
    first, values = row["appeal_first"], verify.split_values(row["appeal_values"])
    side = [source for source, value in values.items() if first and value == first]
    other = [source for source in values if first and source not in side]
    assert bool(row["appeal_to"]) == bool(first)
    assert set(_ids(row["appeal_cite"])) <= {*side}
    assert set(_ids(row["appeal_other_cite"])) == {*other}
    for source in other:
        assert f"List {source}" in row["appeal_other"]
        assert f"lista {source}" in row["appeal_other.es"]
    if first:
        even = len(side) == len(other) == 1
        assert row["appeal_level"] == ("tables-disagree" if even else _level(side))


@by_state
def test_appeal_days_are_those_of_the_research(row: Row) -> None:
    """The days for an appeal, their kind and their sources are those of the research."""
    kind = {"working": "w", "calendar": "c", "": ""}[row["appeal_days_kind"]]
    assert row["appeal_days_number"] + kind == row["appeal_days"]
    sources = _ids(row["appeal_days_sources"])
    assert set(_ids(row["appeal_days_cite"])) == {*sources}
    assert row["appeal_days_level"] == (_level(sources) if sources else "")


@by_state
def test_sentences_have_the_numbers_of_the_research(row: Row) -> None:
    """Every number in a sentence is in the research of its row, in both languages."""
    research = " ".join(cell for column, cell in row.items() if column in _RESEARCH)
    known = {*NUMBER.findall(research), *NUMBER.findall(QUOTES.get(row["code"], ""))}
    for column in ("more_time", "response_note", "who_note", "appeal_note"):
        numbers = NUMBER.findall(row[column])
        assert sorted(numbers) == sorted(NUMBER.findall(row[f"{column}.es"]))
        assert {*numbers} <= known
    assert bool(row["more_time"]) == bool(row["extension"])


_RESEARCH = ("response_days", "extension", "notes", "appeal_days", "response_values", "citation")


@by_state
def test_notes_cite_what_the_research_cites(row: Row) -> None:
    """Notes and extensions cite only sources of the research, at the level that they allow."""
    research = {*_ids(row["notes_sources"]), *_ids(row["appeal_sources"])}
    for column in ("response_note", "who_note", "appeal_note"):
        cited = _ids(row[f"{column}_cite"])
        assert {*cited} <= research
        assert bool(row[column]) == bool(cited)
        assert row[f"{column}_level"] in (_level(cited) if cited else "", "unknown")
    assert row["more_time_cite"] == row["extension_sources"]
    extension = _ids(row["extension_sources"])
    assert row["more_time_level"] == (_level(extension) if extension else "")


@pytest.mark.parametrize("rows", [STATES, LICENSES], ids=["states", "license-data"])
def test_sentences_are_complete_in_both_languages(rows: list[Row]) -> None:
    """A cell in one language has a text in the other, and sentences end with a period."""
    phrases = {"name", "the", "of", "in", "appeal_to"}
    for row in rows:
        for column in row:
            if f"{column}.es" in row:
                both = row[column], row[f"{column}.es"]
                assert bool(both[0]) == bool(both[1]), (row["code"], column)
                ends = {text[-1:] for text in both} - {""}
                assert column in phrases or ends <= {"."}, (row["code"], column)


@by_license
def test_license_cells_cite_their_sources(row: Row) -> None:
    """The levels and sources of license data follow from the research."""
    for part in verify.LICENSE_PARTS:
        sources = [source.lower() for source in _ids(row[f"{part}_sources"])]
        # The guide to Mississippi had this source before the table.
        wanted = ["wyden-release" if source == "wyd25" else source for source in sources]
        assert _ids(row[f"{part}_cite"]) == wanted
    level = row["limit_level"]
    shown = {"regulation": "law", "bill": "reported"}.get(level, level)
    assert row["limit_evidence"] == shown
    assert bool(row["limit_text"]) == bool(row["limit"])
    assert bool(row["photo_text"]) == bool(row["photo_sharing"])


def test_links_are_addresses_that_were_seen() -> None:
    """A source links only to the address in the research, which is complete."""
    described = yaml.safe_load((RESEARCH.parent / "sources.yaml").read_text(encoding="utf-8"))
    pages = {row["official_page"] for row in STATES}
    by_id = {source.lower(): entry for source, entry in SOURCES.items()}
    assert {*described} <= {*by_id}
    for source, entry in described.items():
        url, address = entry.get("url", ""), by_id[source]["address"]
        found = address.split(" (")[0]
        assert url in ("", found) or (url in pages and url == f"https://{found}"), source
