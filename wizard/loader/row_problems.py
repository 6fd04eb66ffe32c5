"""Problems of what a folder has for each row of a table, each reported once with its rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from wizard.loader.templates import prefixed
from wizard.model.problems import Location, Problem
from wizard.model.site import Site
from wizard.model.tables import Table

_Place = tuple[str, Location, str, int]


def once_for_rows(site: Site, found: Iterable[tuple[str, Problem]]) -> Iterator[Problem]:
    """Yield problems, and those of several rows once: that of the first row, with all names.

    Problems of two rows are the same if they have the same place and code. Their messages may quote
    what the rows say.

    Args:
        site: The site.
        found: Each problem with the path of what it is about, such as `records/al` or
            `letters/request/al`. Other paths are not looked at.
    """
    number: Counter[tuple[str, Location, str]] = Counter()
    rows_with: dict[_Place, tuple[Table, Problem, list[str]]] = {}
    for path, problem in found:
        template, _, row = path.rpartition("/")
        table = _table_of(site, template, row)
        if not table:
            yield problem
            continue
        # A row can have several problems at one place, such as two long sentences.
        number[path, problem.location, problem.code] += 1
        nth = number[path, problem.location, problem.code]
        place = (template, problem.location, problem.code, nth)
        rows_with.setdefault(place, (table, problem, []))[2].append(row)
    for table, problem, rows in rows_with.values():
        # A message can name the part, which has another id in each row.
        message = re.sub(rf"/{rows[0]}(?![\w-])", "", problem.message)
        if len(rows) == len(table.rows) > 1:
            yield replace(problem, message=message)
        elif len(rows) == 1 and message != problem.message:
            yield problem
        else:
            names = [table.rows[row].name for row in rows]
            yield prefixed(replace(problem, message=message), names)


def _table_of(site: Site, template: str, row: str) -> Table | None:
    """Return the table that has a row of a template, or None if there is none."""
    if index := site.indexes.get(template):
        return index.table
    # A topic or a claim has no list of its rows.
    tables = site.tables.values() if "/" in template else ()
    return next((table for table in tables if row in table.rows), None)
