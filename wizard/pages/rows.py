"""The list of the flows, letters or events that a site has for each row of a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from wizard.i18n.alphabet import initial, sort_key
from wizard.model.letters import LETTERS
from wizard.model.tables import RowIndex, Table, TableRow
from wizard.pages.base import Page, Presenter
from wizard.pages.links import Link


@dataclass(frozen=True, slots=True)
class RowItem:
    """A row of a table as the reader sees it.

    Attributes:
        id: Its id.
        name: Its name.
        words: Other words by which the filter finds it, its id first.
        href: URL of its page; on a page that has the rows itself, of its part of that page.
    """

    id: str
    name: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class RowGroup:
    """The rows whose names begin with one letter.

    Attributes:
        letter: The letter.
        rows: The rows, in alphabetical order.
    """

    letter: str
    rows: tuple[RowItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsPage(Page):
    """A list with a page for each row of a table, such as each state.

    Attributes:
        back: Link to what lists this page.
        summary: What the pages are about; may be empty.
        ask: The question that a row answers.
        groups: The rows by the first letter of their names, in alphabetical order.
    """

    kind = "rows"
    template = "rows.html"
    back: Link
    summary: str
    ask: str
    groups: tuple[RowGroup, ...]


@dataclass(frozen=True)
class RowPresenter(Presenter):
    """Makes the lists of rows."""

    def rows(self, index: RowIndex) -> RowsPage:
        """Return the page at `/<lang>/<index>/`."""
        content, explain = self.t.content, self._explainer()
        title = content(index.title)
        rows = self._row_items(index.table, lambda row: self._url(index.path_of(row)))
        return RowsPage(
            layout=self._layout(title, index.id, indexable=True),
            heading=title,
            back=self._area_link(index),
            summary=explain(content(index.summary)),
            ask=content(index.ask),
            groups=tuple(
                RowGroup(letter, tuple(members))
                for letter, members in groupby(rows, lambda row: initial(self.t.code, row.name))
            ),
            share=self._share(index.id),
        )

    def _row_items(self, table: Table, url_of: Callable[[str], str]) -> list[RowItem]:
        """Return the rows of a table in the order of their names. `url_of` gets the id of one."""
        rows = [self._row_item(row, url_of(row.id)) for row in table.rows.values()]
        return sorted(rows, key=lambda row: sort_key(self.t.code, row.name))

    def _row_item(self, row: TableRow, url: str) -> RowItem:
        words = dict.fromkeys([row.id, *map(self.t.content, row.search)])
        return RowItem(row.id, self.t.content(row.name), " ".join(words), url)

    def _area_link(self, index: RowIndex) -> Link:
        """Return the link to the page that lists this list among others."""
        match index.id.partition("/")[0]:
            case "letters":
                return Link(self.t("All letters"), self._url(LETTERS))
            case "deadlines" if self.site.deadlines:
                return Link(self.t.content(self.site.deadlines.title), self._url("deadlines"))
            case _:
                return Link(self.t("All guides"), self._url())
