"""The routes of what a site has for each row of a table: its list, and a page for each row.

The id of such a flow, letter or event has two segments, such as `records/al`. The first one is
written into the rule of a route, so a site without tables has no more routes, and all views get the
id in one piece.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn
from urllib.parse import quote

from flask import Blueprint, Response, abort, request

from wizard.model.letters import LETTERS
from wizard.model.site import Site
from wizard.model.tables import RowIndex
from wizard.pages.due_dates import AREA
from wizard.pages.rows import RowPresenter
from wizard.web.render import PageRenderer
from wizard.web.responses import redirect

# The parameter with the id of a flow, a letter or an event, by the first segment of the path of its
# list. Flows have their id there.
PARAMETERS = {LETTERS: "name", AREA: "event", "": "flow"}

Views = Mapping[str, Callable[..., Response]]


def add_route(
    blueprint: Blueprint,
    rule: str,
    prefix: str,
    view: Callable[..., Response],
    defaults: Mapping[str, str] | None = None,
) -> None:
    """Add a route that answers GET and HEAD only. `prefix` and its view name its endpoint."""
    blueprint.add_url_rule(
        rule,
        prefix + view.__name__,
        view,
        defaults=defaults or {},
        methods=["GET"],
        # Flask would answer OPTIONS itself, before `reject_bad_request`.
        provide_automatic_options=False,
    )


def joined(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a route with the row as part of the id.

    Example:
        >>> joined({"lang": "en", "flow": "records", "row": "al"})
        {'lang': 'en', 'flow': 'records/al'}
    """
    values = {**values}
    if row := values.pop("row", ""):
        name = next(name for name in PARAMETERS.values() if name in values)
        values[name] += f"/{row}"
    return values


def former_row(site: Site, values: Mapping[str, Any]) -> tuple[RowIndex, str] | None:
    """Return the list that had the row which the parameters of a route name, and its id."""
    for area, name in PARAMETERS.items():
        base, _, row = values.get(name, "").partition("/")
        index = site.indexes.get(f"{area}/{base}" if area else base)
        if index and (row in index.table.moved or row in index.table.removed):
            return index, row
    return None


class RowRoutes:
    """The routes of the rows of a site.

    `presenter` returns a presenter of a class in a language, or aborts with 404.
    """

    def __init__(
        self, site: Site, renderer: PageRenderer, presenter: Callable[[Any, str], Any]
    ) -> None:
        self.site, self.renderer, self.presenter = site, renderer, presenter

    def add(self, blueprint: Blueprint, views: Views, prefix: str) -> None:
        """Add a route for each list, and for each of these routes whose id can be that of a row.

        Args:
            blueprint: Gets the routes.
            views: The views of the other routes, by rule.
            prefix: The prefix of their endpoints.
        """
        if self.site.indexes:
            blueprint.url_value_preprocessor(join_row)
        start = "/api" if prefix else ""
        for index in self.site.indexes.values():
            area, _, base = index.id.rpartition("/")
            path, name = f"/{index.id}/", PARAMETERS[area]
            of_all = f"/{area}/<{name}>" if area else f"/<{name}>"
            rules = {f"{start}/<lang>{path}": (self.rows, {"index": index.id})} | {
                rule.replace(of_all, f"{path}<row>"): (view, {name: base})
                for rule, view in views.items()
                if of_all in rule
            }
            for rule, (view, defaults) in rules.items():
                add_route(blueprint, rule, prefix, view, defaults)

    def rows(self, lang: str, index: str) -> Response:
        """Return the list of what a site has for each row of a table."""
        pages: RowPresenter = self.presenter(RowPresenter, lang)
        return self.renderer.respond(pages.rows(self.site.indexes[index]))

    def missing(self) -> NoReturn:
        """Abort with 404, or redirect from a former row to that of today or to the list of all."""
        values, rule = request.view_args or {}, request.url_rule
        found = former_row(self.site, values)
        if not found or not rule:
            abort(404)
        index, row = found
        if new := index.table.moved.get(row):
            # The router decoded them, so one may have a line end or a question mark.
            parts = {name: quote(part, safe="") for name, part in {**values, "row": new}.items()}
            path = re.sub(r"<(\w+)>", lambda name: parts[name[1]], rule.rule)
            query = request.query_string.decode("ascii")
            abort(redirect(f"{request.script_root}{path}{query and '?'}{query}", 301))
        lang = values.get("lang", self.site.languages[0])
        abort(self.renderer.redirect(f"{self.renderer.base()}{lang}/{index.id}/", 301))


def join_row(_: str | None, values: dict[str, Any] | None) -> None:
    """Join the row to the id, before a view gets the parameters of its route."""
    if values and "row" in values:
        named = joined(values)
        values.clear()
        values.update(named)
