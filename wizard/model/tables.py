"""Tables: the rows for which a folder has flows, letters and events, and the lists of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from wizard.model.problems import NOWHERE, Location

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table.

    Attributes:
        id: Its id, which is in URLs.
        name: Its name in the language of the files.
        search: Other texts by which lists find it, in the language of the files.
        location: Where it is.
    """

    id: str
    name: str
    search: tuple[str, ...] = ()
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a folder.

    Attributes:
        id: Its id: the name of its file without `.csv`.
        rows: The rows by id, in the order of the file.
        moved: Former ids of rows, each with the id of the row that took its place.
        removed: Former ids of rows without such a row.
        location: Where its file begins.
    """

    id: str
    rows: Mapping[str, TableRow]
    moved: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RowIndex:
    """A list of the flows, letters or events that were made of one template: one for each row.

    Attributes:
        id: Its path below the language: `records`, `letters/request` or `deadlines/asked`.
        table: The table.
        title: The title of its page.
        summary: What readers find there, or empty.
        ask: The question that a row answers, or empty.
        location: Where the template is written.

    Example:
        >>> index = site.indexes["records"]
        >>> index.path_of("al"), index.table.rows["al"].name
        ('records/al', 'Alabama')
    """

    id: str
    table: Table
    title: str
    summary: str = ""
    ask: str = ""
    location: Location = field(default=NOWHERE, compare=False, repr=False)

    def path_of(self, row: str) -> str:
        """Return the path below the language of the flow, letter or event of a row."""
        return f"{self.id}/{row}"


def template_of(id_: str) -> str:
    """Return the id of the template of a flow, letter or event; its own id if it has none.

    Example:
        >>> template_of("records/al"), template_of("car")
        ('records', 'car')
    """
    return id_.partition("/")[0]


def listed(
    parts: Mapping[str, _Part], indexes: Mapping[str, RowIndex], area: str = ""
) -> Iterator[_Part | RowIndex]:
    """Yield the parts of a site as lists name them: the list of a template in place of its rows.

    Args:
        parts: Flows, letters or events by id.
        indexes: The lists of the site.
        area: The first segment of the paths of the parts, such as `letters`; empty for flows.

    Example:
        >>> [each.title for each in listed(site.flows, site.indexes)]
        ['A car', 'Ask a state for its papers']
    """
    seen = set()
    for id_, part in parts.items():
        template = template_of(id_)
        if template == id_:
            yield part
        elif template not in seen:
            seen.add(template)
            yield indexes[f"{area}/{template}" if area else template]


def one_of_each(ids: Iterable[str]) -> Iterator[str]:
    """Yield the ids of the parts of a site, but of those of one template only the first.

    Example:
        >>> [*one_of_each(["car", "records/al", "records/ak"])]
        ['car', 'records/al']
    """
    templates = set()
    for id_ in ids:
        if (template := template_of(id_)) not in templates:
            templates.add(template)
            yield id_
