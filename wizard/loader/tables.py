"""Tables with their cells, as templates use them. Pages see only the rows' ids and names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wizard.model.flow import ID
from wizard.model.problems import Location
from wizard.model.tables import Table

COLUMN = re.compile(r"[a-z][a-z0-9_-]*")  # the heading of a column

# A column of a row in a text, such as `{state.days}`. The blanks of letters have no dot.
PLACEHOLDER = re.compile(rf"\{{({ID.pattern})\.({COLUMN.pattern})\}}")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        id: Its heading.
        kind: What its cells contain.
        required: Whether no cell may be empty.
        languages: Whether each other language has its own column.
        choices: The labels of a choice, by id.
        location: Where it is described.
    """

    id: str
    kind: str
    required: bool
    languages: bool
    choices: Mapping[str, str]
    location: Location


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: What it contains, or empty. A choice and a level are ids.
        location: Where it is.
        texts: What the columns of other languages have in its place, by language code.
    """

    text: str
    location: Location
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def ids(self) -> list[str]:
        """The ids in a cell of the kind `sources`."""
        return self.text.split()


@dataclass(frozen=True, slots=True)
class DataRow:
    """A row with its cells by column. `name` is what lists call it."""

    id: str
    name: str
    cells: Mapping[str, Cell]
    location: Location


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table with its cells, as templates use it.

    Attributes:
        id: Its id.
        row: What its rows are called in texts and conditions.
        columns: The columns by id.
        rows: The rows by id.
        table: The same rows as pages see them.
        listed: The columns whose cells lists show, or by which they find a row.
        broken: The ids of the rows with a problem in a cell.
    """

    id: str
    row: str
    columns: Mapping[str, Column]
    rows: Mapping[str, DataRow]
    table: Table
    listed: tuple[str, ...] = ()
    broken: frozenset[str] = frozenset()
