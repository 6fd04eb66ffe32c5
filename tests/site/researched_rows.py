"""What the pages of a guide over a table may say of its rows, recomputed from its files.

Reads the files of the guide by itself: with other readers of YAML, CSV and catalogs, and with a
simple evaluation of templates. It knows nothing of the loader.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from babel.dates import format_date
from babel.messages.pofile import read_po

from tests.conftest import ROOT

BUILT_IN = {
    "law": "The law says",
    "official": "An agency says",
    "reported": "Reports say",
    "unknown": "We could not find out",
}

PLACEHOLDER = re.compile(r"\{state\.([a-z0-9_-]+)\}")
BLANK = re.compile(r"\{[a-z0-9-]+\}")

Row = Mapping[str, str]


@dataclass(frozen=True)
class Expected:
    """A claim of a row: its text, the label of its level and the titles of its sources."""

    text: str
    level: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Research:
    """The files of a guide.

    Attributes:
        folder: The folder.
        table: The id of its table, whose rows are called `state`.
    """

    folder: Path
    table: str = "states"

    @cached_property
    def rows(self) -> dict[str, Row]:
        """The rows of the table by their code in lower case."""
        with (self.folder / f"tables/{self.table}.csv").open(encoding="utf-8", newline="") as file:
            return {row["code"].lower(): row for row in csv.DictReader(file)}

    @cached_property
    def read(self) -> dict[str, Row]:
        """What was read of the law of each place, by its code in lower case."""
        with (self.folder / "research/statute-read.csv").open(encoding="utf-8", newline="") as file:
            return {row["code"].lower(): row for row in csv.DictReader(file)}

    @cached_property
    def files(self) -> dict[str, Any]:
        """The YAML files by name. All values are texts."""
        paths = [*self.folder.glob("*.yaml"), *self.folder.glob("letters/*.yaml")]
        paths.append(self.folder / f"tables/{self.table}.yaml")
        return {str(path.relative_to(self.folder)): _read(path) for path in paths}

    @cached_property
    def columns(self) -> dict[str, Any]:
        """What the table's description says of each column."""
        return dict(self.files[f"tables/{self.table}.yaml"]["columns"])

    @cached_property
    def spanish(self) -> dict[str, str]:
        """The Spanish texts by the English ones, of the interface and of the guide."""
        return _catalog(ROOT / "wizard/locale/es.po") | _catalog(self.folder / "locale/es.po")

    @cached_property
    def templates(self) -> set[str]:
        """Every text of the files that a page of a row may show."""
        names = [name for name in self.files if not name.startswith("tables/")]
        return {text for name in names for text in _texts(self.files[name])}

    @cached_property
    def levels(self) -> dict[str, str]:
        """The labels of the levels."""
        own = self.files["site.yaml"]["levels"]
        return BUILT_IN | {name: level["label"] for name, level in own.items()}

    def text(self, text: str, language: str) -> str:
        """Return a text in a language."""
        return self.spanish[text] if language == "es" and text in self.spanish else text

    def fill(self, template: str, row: Row, language: str) -> str | None:
        """Return a text of a row in a language, or None if a cell that it needs is empty."""
        text = self.text(template, language)
        names = PLACEHOLDER.findall(text)
        if not all(row[name] for name in names):
            return None
        return PLACEHOLDER.sub(lambda match: self.cell(match[1], row, language), text)

    def cell(self, name: str, row: Row, language: str) -> str:
        """Return a cell as a text says it."""
        column, cell = self.columns[name], row[name]
        if column["kind"] == "choice":
            return self.text(column["choices"][_folded(cell)], language)
        if column["kind"] == "date":
            return format_date(date.fromisoformat(cell), "long", locale=language)
        return row[f"{name}.es"] if language == "es" and f"{name}.es" in row else cell

    def said(self, row: Row, language: str) -> set[str]:
        """Return every text that a page of a row may show, and its parts around blanks."""
        filled = {self.fill(template, row, language) for template in self.templates}
        # Letters are sent in English.
        filled |= {self.fill(template, row, "en") for template in self.templates}
        texts = {spaced(text) for text in filled if text}
        return texts | {part.strip() for text in texts for part in BLANK.split(text)}

    def source_titles(self, language: str) -> tuple[str, ...]:
        """Return the titles of all sources."""
        sources = self.files["sources.yaml"].values()
        return tuple(spaced(self.text(source["title"], language)) for source in sources)

    def titles(self, ids: str, language: str) -> Iterator[str]:
        """Yield the titles of the sources whose ids are in a cell."""
        for source in filter(None, ids.lower().split(";")):
            yield spaced(self.text(self.files["sources.yaml"][source]["title"], language))

    def checked(self, row: Row, language: str) -> set[str]:
        """Return how pages say on which day a row was checked."""
        day = format_date(date.fromisoformat(row["checked"]), "long", locale=language)
        texts = {
            "en": (f"Checked {day}", f"Checked on {day}"),
            "es": (f"Revisado el {day}", f"Fecha de revisión: {day}"),
        }
        return {*texts[language]}

    def counted(self, row: Row, language: str) -> dict[str, str]:
        """Return the texts of a row with a number of days, each with the number."""
        found = {}
        for template in self.templates:
            for name in {*PLACEHOLDER.findall(template)} & {"response_days", "appeal_days_number"}:
                if text := self.fill(template, row, language):
                    found[spaced(text)] = row[name]
        # The cell alone is a value of an event.
        return {text: count for text, count in found.items() if text != count}

    def claims(self, row: Row, language: str, part: Any = None) -> dict[str, Expected]:
        """Return the claims of a row in a language, by their text.

        `part` is the part of a file with the claims [default: all files].
        """
        parts = [self.files[name] for name in self.files if not name.startswith("tables/")]
        nodes = (node for each in ([part] if part else parts) for node in _claims_in(each))
        found = (self._claim(node, row, language) for node in nodes)
        return {claim.text: claim for claim in found if claim}

    def _claim(self, node: Mapping[str, Any], row: Row, language: str) -> Expected | None:
        if "if" in node and not is_true(node["if"], row):
            return None
        options = [
            each if isinstance(each, dict) else {"text": each} for each in _listed(node["text"])
        ]
        template = next(each["text"] for each in options if is_true(each.get("if", {}), row))
        text = self.fill(template, row, language)
        if text is None:
            return None
        level = PLACEHOLDER.sub(lambda match: row[match[1]], node["level"])
        cited = node.get("cite", [])
        ids = [PLACEHOLDER.sub(lambda match: row[match[1]], each) for each in _listed(cited)]
        titles = tuple(self.titles(";".join(ids), language))
        label = self.text(self.levels[_folded(level)], language)
        return Expected(spaced(text), label, titles)


def _catalog(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}


def _read(path: Path) -> Any:
    """Return a YAML file with texts only: `yes` is a word."""
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506  # safe: makes texts


def is_true(condition: Mapping[str, Any], row: Row) -> bool:
    """Return whether a condition on columns is true for a row."""
    return all(_is_true(key, value, row) for key, value in condition.items())


def _is_true(key: str, value: Any, row: Row) -> bool:
    if key == "not":
        return not is_true(value, row)
    if key == "any":
        return any(is_true(each, row) for each in value)
    cell = _folded(row[key.removeprefix("state.")]) or "empty"
    return cell in [each.lower() for each in _listed(value)]


def _folded(cell: str) -> str:
    """Return the id that a cell means."""
    return re.sub("[ _]", "-", cell.lower())


def spaced(text: str) -> str:
    """Return a text with single spaces."""
    return " ".join(text.split())


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _claims_in(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        if {"level", "text"} <= value.keys():
            yield value
        for each in value.values():
            yield from _claims_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _claims_in(each)
