"""Tables with one mistake in a cell, and what a site shows of each row of them.

What is shown is taken from the complete model: every text of every flow, letter, event, topic and
list in every language, and all ids, levels, sources and conditions. A page is made of nothing else.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from wizard.loader.files import Files
from wizard.loader.site import check_folder
from wizard.model.problems import Problem, errors
from wizard.model.site import Site
from wizard.model.tables import Table

KINDS = ("empty", "other", "kind", "typo", "swap", "append")

# What no column of a kind can have.
WRONG = {
    "number": ("many", "-1", "1.5", "007"),
    "date": ("2026-13-01", "yesterday", "11/28/2026"),
    "choice": ("no-such-choice", "2"),
    "url": ("http://example.org/", "example.org", "javascript:alert(1)"),
    "sources": ("no-such-source", "a, b"),
    "level": ("no-such-level", "sure"),
}


@dataclass(frozen=True)
class Mutant:
    """A table with one mistake.

    Attributes:
        kind: The kind of mistake.
        row: The number of the row with it, from 0.
        before: The cells of that row without it, by their headings.
        after: Its cells with it.
        content: The CSV file.
    """

    kind: str
    row: int
    before: Mapping[str, str]
    after: Mapping[str, str]
    content: bytes = field(repr=False)

    @property
    def changed(self) -> list[str]:
        """The headings of its cells that differ: two if they were swapped."""
        return [name for name, text in self.after.items() if text != self.before[name]]

    def __str__(self) -> str:
        """Return the cells that differ, with what they were and are."""
        cells = {name: (self.before[name], self.after[name]) for name in self.changed}
        return f"{self.kind} in row {self.row}: {cells}"


@dataclass(frozen=True)
class Guide:
    """A folder with a table over which it has templates."""

    folder: Path
    table: str

    @property
    def path(self) -> Path:
        """The file with the rows."""
        return self.folder / "tables" / f"{self.table}.csv"

    @cached_property
    def lines(self) -> list[list[str]]:
        """The rows with their cells; the first one has the headings."""
        return [*csv.reader(io.StringIO(self.path.read_text("utf-8"), newline=""))]

    @cached_property
    def files(self) -> Files:
        """The files of the folder, each read once."""
        files = Files()
        check_folder(self.folder, files=files)
        return files

    @cached_property
    def _description(self) -> Mapping[str, Any]:
        table = self.files.read(self.folder / "tables" / f"{self.table}.yaml", [])
        assert table
        return {key.text: value for key, value in table}

    @property
    def id(self) -> str:
        """The column with the ids of rows."""
        return str(self._description["id"].text)

    @property
    def name(self) -> str:
        """The column with the names of rows."""
        return str(self._description["name"].text)

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of each column, by its heading."""
        columns = {key.text: value.get("kind").text for key, value in self._description["columns"]}
        return {heading: columns[heading.partition(".")[0]] for heading in self.lines[0]}

    @cached_property
    def used(self) -> set[str]:
        """The headings of the columns that some template, translation or list uses."""
        listed = self._description.get("search")
        named = {self.id, self.name, *(node.text for node in (listed.items if listed else ()))}
        texts = [path.read_text("utf-8") for path in self.folder.rglob("*.yaml")]
        texts += [path.read_text("utf-8") for path in self.folder.rglob("*.po")]
        row = re.escape(self._description["row"].text)
        named |= {name for text in texts for name in re.findall(rf"\b{row}\.([a-z0-9_-]+)", text)}
        return {heading for heading in self.lines[0] if heading.partition(".")[0] in named}

    def load(self, content: bytes | None = None) -> tuple[Site | None, tuple[Problem, ...]]:
        """Return the site with another file of rows, and its errors."""
        contents = {} if content is None else {self.path: content}
        site, problems = check_folder(self.folder, files=self.files.changed(contents))
        return site, errors(problems)

    def write(self, lines: list[list[str]]) -> bytes:
        """Return the CSV file with these rows."""
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(lines)
        return text.getvalue().encode()

    def mutants(self, count: int, seed: int = 1) -> Iterator[Mutant]:
        """Yield tables that differ in one cell, or in two neighbors whose values are swapped."""
        random = Random(seed)  # noqa: S311  # a test wants the same mutants each time
        while count:
            if mutant := self._mutate(random):
                count -= 1
                yield mutant

    def _mutate(self, random: Random) -> Mutant | None:
        """Return a table with a mistake, or None if it would not differ."""
        kind = random.choice(KINDS)
        heading, *rows = self.lines
        row, column = random.randrange(len(rows)), random.randrange(len(heading))
        cells, value = [*rows[row]], rows[row][column]
        if kind == "swap":
            other = (column + 1) % len(heading)
            cells[column], cells[other] = cells[other], cells[column]
        else:
            cells[column] = self._mistake(kind, column, value, random)
        if cells == rows[row]:
            return None
        before, after = (dict(zip(heading, each, strict=True)) for each in (rows[row], cells))
        lines = [heading, *rows[:row], cells, *rows[row + 1 :]]
        return Mutant(kind, row, before, after, self.write(lines))

    def _mistake(self, kind: str, column: int, value: str, random: Random) -> str:
        """Return what a cell has in place of its value, maybe the same."""
        match kind:
            case "other":
                return random.choice(self.lines[1:])[column]
            case "kind":
                return random.choice(WRONG.get(self.kinds[self.lines[0][column]], (value,)))
            case "typo":
                at = random.randrange(max(1, len(value)))
                return random.choice((value[:at] + value[at + 1 :], value[:at] + "q" + value[at:]))
            case "append":
                return value + random.choice((" ", ";", "x", " and more", "\n", "5", "."))
        return ""


# What is shown


def shown(site: Site, table: str) -> tuple[list[Any], Any]:
    """Return what a site shows of each row of a table, in their order, and all else that it shows.

    Texts are in every language.
    """
    rows = site.tables[table].rows
    return [of_row(site, table, row) for row in rows], rest_of(site)


def of_row(site: Site, table: str, row: str) -> list[Any]:
    """Return what a site shows of a row: its parts, and what topics and lists say of it."""
    events = site.deadlines.events if site.deadlines else {}
    parts = [
        part
        for mapping in (site.flows, site.letters, events, site.claims)
        for name, part in mapping.items()
        if name.partition("/")[2] == row
    ]
    each = [topic.each[row] for topic in site.topics.values() if topic.table == table]
    return [plain(value, site) for value in (parts, each, site.tables[table].rows[row])]


def rest_of(site: Site) -> dict[str, Any]:
    """Return what a site shows that is not of a row."""
    values = {field.name: getattr(site, field.name) for field in fields(site)}
    values["indexes"] = [*site.indexes]
    del values["texts"]  # those of texts that are shown are compared
    # Each part of a row cites its own.
    del values["tables"]
    return {name: plain(value, site, rest=True) for name, value in values.items()}


def plain(value: Any, site: Site, *, rest: bool = False) -> Any:
    """Return a value of the model with its texts in every language, and without locations.

    With `rest`, what is of a row is left out.
    """
    if isinstance(value, str):
        return value, *(texts[value] for texts in site.texts.values() if value in texts)
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value) if field.name != "location"]
        if rest and isinstance(value, Table):
            return value.id
        return type(value).__name__, [
            (name, plain(getattr(value, name), site, rest=rest))
            for name in names
            if not (rest and name == "each")
        ]
    if isinstance(value, Mapping):
        return {
            key: plain(each, site, rest=rest)
            for key, each in value.items()
            if not (rest and "/" in str(key))
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each, site, rest=rest) for each in value]
    return value
