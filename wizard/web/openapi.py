"""The OpenAPI document of a site: every route of the JSON API, its parameters and its responses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wizard.loader.json_schema import schema_of as schema_of_file
from wizard.model.flow import Flow
from wizard.model.generated_answers import Tick
from wizard.model.letters import LETTERS
from wizard.model.site import Site
from wizard.model.tables import template_of
from wizard.pages.base import Page
from wizard.pages.changes import ChangesPage
from wizard.pages.deadlines import DeadlinesPage, EventPage, InvalidDatePage, MonthPage
from wizard.pages.due_dates import DatesPage
from wizard.pages.languages import LanguagesPage
from wizard.pages.letters import LetterPage, LettersPage
from wizard.pages.map import MapPage
from wizard.pages.offline import OfflinePage
from wizard.pages.outcomes import OutcomePage
from wizard.pages.packet import PacketPage
from wizard.pages.questions import QuestionPage, linked_answers
from wizard.pages.rows import RowsPage
from wizard.pages.site import (
    ErrorPage,
    HomePage,
    MarkdownPage,
    PromisesPage,
    SourcesPage,
)
from wizard.pages.start import StartPage
from wizard.pages.topics import TopicPage
from wizard.web.api import FORMAT, schema_of
from wizard.web.row_routes import PARAMETERS

JSON = dict[str, Any]

START = "/{lang}/{flow}/"  # also the path of content pages

# By path: a summary, the pages of a response with status 200, and those with status 404 other than
# the usual error page.
PAGES: dict[str, tuple[str, tuple[type[Page], ...], tuple[type[Page], ...]]] = {
    "/": ("The languages", (LanguagesPage,), ()),
    "/{lang}/": ("The flows and the topics, in one language", (HomePage,), ()),
    START: ("The start of a flow, or a page of text", (StartPage, MarkdownPage), ()),
    "/{lang}/{flow}/{step}/": ("A step: a question or an outcome", (QuestionPage, OutcomePage), ()),
    "/{lang}/{flow}/{step}/packet/": ("An outcome with its letters and dates", (PacketPage,), ()),
    "/{lang}/{flow}/map/": ("All steps of a flow at once", (MapPage,), ()),
    "/{lang}/{flow}/offline/": ("A flow as one file to save", (OfflinePage,), ()),
    "/{lang}/topics/{number}/": ("A topic", (TopicPage,), ()),
    "/{lang}/sources/": ("All sources", (SourcesPage,), ()),
    "/{lang}/changes/": ("What changed, and when flows were checked", (ChangesPage,), ()),
    "/{lang}/promises/": ("The promises; their text is on the HTML page only", (PromisesPage,), ()),
    "/{lang}/deadlines/": ("The events that deadlines follow from", (DeadlinesPage,), ()),
    "/{lang}/deadlines/{event}/": ("The months in which the event can be", (EventPage,), ()),
    "/{lang}/deadlines/{event}/{when}/": (
        "A month, or a date with the deadlines that follow",
        (MonthPage, DatesPage),
        (InvalidDatePage,),
    ),
    "/{lang}/letters/": ("The letters", (LettersPage,), ()),
    "/{lang}/letters/{name}/": ("A letter", (LetterPage,), ()),
}  # fmt: skip

FLOW_FILE = "/{flow}.json"

_CODES = {
    "301": "The page has moved permanently; `Location` is the URL of its data.",
    "303": "The answers do not lead here; `Location` is the URL of the last step that they reach.",
    "304": "The stored response named by `If-None-Match` is still valid.",
    "400": "The query contains bytes that are not allowed in a URL.",
    "404": "There is no such page.",
    "405": "Only GET and HEAD are allowed.",
    "414": "The query is longer than 4,096 bytes.",
}

_ERRORS = ("400", "404", "405", "414")


@dataclass(frozen=True, slots=True)
class _Place:
    """A path of the API, and what its parameters can be.

    Attributes:
        path: The path.
        ids: The values of each parameter that names something of the site.
        flows: The flows that it can be about.
    """

    path: str
    ids: Mapping[str, list[Any]]
    flows: tuple[Flow, ...] = ()


def document(site: Site, base: str) -> JSON:
    """Return the document of a site. `base` is the path of its first page."""
    schemas: JSON = {}
    paths = {}

    def add(place: _Place, summary: str, schema: JSON, error: JSON) -> None:
        paths[f"/api{place.path}"] = {"get": _operation(site, place, summary, schema, error)}

    for path, (summary, pages, missing) in PAGES.items():
        if _exists(site, path):
            page, error = _either(pages, schemas), _either((ErrorPage, *missing), schemas)
            for place in _places(site, path):
                add(place, summary, page, error)
    error = _either((ErrorPage,), schemas)
    for index in site.indexes.values():
        place = _Place(f"/{{lang}}/{index.id}/", {"lang": [*site.languages]})
        add(place, f"The list: {index.title}", _either((RowsPage,), schemas), error)
    flow, definitions = _flow_file()
    for place in _places(site, FLOW_FILE):
        add(place, "A flow, in the format of flow files", flow, error)
    add(_Place("/openapi.json", {}), "This document", {"type": "object"}, error)
    return {
        # 3.1 uses JSON Schema 2020-12, so the schemas of flow files fit in as they are.
        "openapi": "3.1.1",
        "info": {"title": site.name, "version": str(FORMAT), "description": site.notice},
        # A relative URL is resolved against that of the document, whose host is not known here.
        "servers": [{"url": base.rstrip("/") or "/"}],
        "paths": paths,
        "components": {"schemas": {**dict(sorted(schemas.items())), **definitions}},
    }  # fmt: skip


def _places(site: Site, path: str) -> Iterator[_Place]:
    """Yield a path, and the paths in its place for the rows of tables."""
    events = site.deadlines.events if site.deadlines else ()
    ids: dict[str, list[Any]] = {
        "lang": [*site.languages],
        "flow": _without_rows(site.flows),
        "number": [*site.topics],
        "event": _without_rows(events),
        "name": _without_rows(site.letters),
    }
    if path == START:  # content pages share this route with the start pages of flows
        ids["flow"] += site.pages
    names = _parameters(path)
    if all(ids.get(name, True) for name in names):
        yield _Place(path, ids, tuple(site.flows[id_] for id_ in _without_rows(site.flows)))
    for index in site.indexes.values():
        area = index.id.rpartition("/")[0]
        of_all = f"{area}/{{{PARAMETERS[area]}}}" if area else "{flow}"
        if of_all in path:
            rows = [*index.table.rows]
            flows = (site.flows.get(index.path_of(row)) for row in rows)
            yield _Place(
                path.replace(of_all, f"{index.id}/{{row}}"),
                {"lang": ids["lang"], "row": rows},
                tuple(filter(None, flows)),
            )


def _without_rows(ids: Iterable[str]) -> list[str]:
    """Return the ids of what was not made for a row of a table."""
    return [id_ for id_ in ids if template_of(id_) == id_]


def _parameters(path: str) -> list[str]:
    """Return the names of the parameters of a path."""
    return re.findall(r"\{(\w+)\}", path)


def _exists(site: Site, path: str) -> bool:
    """Return whether a site has pages at this path."""
    has = {
        "deadlines": site.deadlines,
        LETTERS: site.letters,
        "topics": site.topics,
        "sources": site.sources,
        "changes": site.is_dated,
    }
    return all(has.get(segment, True) for segment in path.split("/"))


def _either(pages: tuple[type[Page], ...], schemas: JSON) -> JSON:
    """Return the schema of a page that is of one of these classes."""
    options = [schema_of(page, schemas) for page in pages]
    return options[0] if len(options) == 1 else {"oneOf": options}


def _operation(site: Site, place: _Place, summary: str, schema: JSON, error: JSON) -> JSON:
    """Return the parameters and the responses of a path."""
    names = _parameters(place.path)
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": _parameter(place, name)}
        for name in names
    ]
    step = "step" in names
    if step:
        parameters.append(
            {
                "name": "answers",
                "in": "query",
                "description": "The answers so far, by the id of the question. Links contain them.",
                # Each answer is a parameter of its own: `?rented=yes&deposit=no`.
                "style": "form",
                "explode": True,
                "schema": {
                    "type": "object",
                    "properties": _answers(place.flows),
                    # Answers that no longer exist are dropped, not rejected, so that old links keep
                    # working.
                    "additionalProperties": {"type": "string"},
                },
            }
        )
    problem = {"content": {"application/json": {"schema": error}}}
    linked = place.path == START and any(page.to for page in site.pages.values())
    # Former rows redirect.
    moves = ("301", "303") if step else ("301",) if linked or "row" in names else ()
    responses = {
        "200": {"description": summary + ".", "content": {"application/json": {"schema": schema}}},
        **{code: {"description": _CODES[code], "headers": _LOCATION} for code in moves},
        "304": {"description": _CODES["304"]},
        **{code: {"description": _CODES[code], **problem} for code in _ERRORS},
    }
    return {"summary": summary, "parameters": parameters, "responses": responses}


def _answers(flows: Iterable[Flow]) -> JSON:
    """Return the schemas of the answers to the questions of flows, by the id of the question."""
    # Flows may have different questions with one id. Dicts, as their keys have an order.
    answers: dict[str, dict[str, None]] = {}
    boxes: dict[str, dict[str, None]] = {}
    for flow in flows:
        for question in flow.questions():
            known = answers.setdefault(question.id, {})
            known.update((answer.id, None) for answer in linked_answers(question))
            if isinstance(question.form, Tick):
                boxes.setdefault(question.id, {}).update(dict.fromkeys(question.form.boxes))
    return {
        name: _boxes(boxes[name], known) if name in boxes else {"enum": [*known]}
        for name, known in answers.items()
    }


def _boxes(boxes: Iterable[str], others: Iterable[str]) -> JSON:
    """Return the schema of an answer that is a set of boxes, or another answer."""
    # Not a list, as the sets of eight boxes are 255 values.
    box = f"({'|'.join(boxes)})"
    pattern = "|".join([*others, rf"{box}(\.{box})*"])
    return {
        "type": "string",
        "description": "The ids of the boxes that are ticked, in their order, joined by dots.",
        "pattern": f"^({pattern})$",
    }


_LOCATION: JSON = {"Location": {"required": True, "schema": {"type": "string"}}}


def _parameter(place: _Place, name: str) -> JSON:
    """Return the schema of a parameter of a path."""
    # The dates that can be chosen change every day, so they cannot be listed.
    if name == "when":
        return {
            "type": "string",
            "description": "A month such as 2026-11, or a date such as 2026-11-23.",
            "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$",
        }
    if name == "step":
        # A path parameter cannot depend on another one, so these are the steps of all flows. The
        # retired ids redirect.
        steps = (step for flow in place.flows for step in (*flow.steps, *flow.moved))
        return {"enum": [*dict.fromkeys(steps)]}
    return {"enum": place.ids[name]}


def _flow_file() -> tuple[JSON, JSON]:
    """Return the schema of flow files, and those it refers to under their names in the document."""

    def placed(part: Any) -> Any:
        if isinstance(part, list):
            return [placed(item) for item in part]
        if not isinstance(part, dict):
            return part
        return {
            key: f"#/components/schemas/flow-{value.rpartition('/')[2]}"
            if key == "$ref"
            else placed(value)
            for key, value in part.items()
        }

    # That schema is a document with its own `definitions`. In OpenAPI these are components, so each
    # reference to them changes; the prefix keeps their names apart from those of pages.
    schema = schema_of_file("flow")
    definitions = schema.pop("definitions")
    # An OpenAPI document has one dialect for all its schemas.
    del schema["$schema"]
    return placed(schema), {f"flow-{name}": placed(part) for name, part in definitions.items()}
