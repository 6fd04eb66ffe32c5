"""The OpenAPI document of a site: every address that gives data, what it takes and what it gives. Knows no HTTP."""

from __future__ import annotations

import re
from typing import Any

from wizard.loader.json_schema import schema_of as schema_of_file
from wizard.model.letters import LETTERS
from wizard.model.site import Site
from wizard.pages.base import Page
from wizard.pages.deadlines import DatesPage, DeadlinesPage, EventPage, InvalidDatePage, MonthPage
from wizard.pages.letters import LetterPage, LettersPage
from wizard.pages.map import MapPage
from wizard.pages.site import (
    ErrorPage,
    HomePage,
    LanguagesPage,
    MarkdownPage,
    PromisesPage,
    SourcesPage,
    TopicPage,
)
from wizard.pages.steps import OutcomePage, QuestionPage, StartPage
from wizard.web.api import FORMAT, schema_of

JSON = dict[str, Any]

# By address: what it gives, the pages it can be, and those that it can be instead with the status 404.
PAGES: dict[str, tuple[str, tuple[type[Page], ...], tuple[type[Page], ...]]] = {
    "/": ("The languages", (LanguagesPage,), ()),
    "/{lang}/": ("The flows and the topics, in one language", (HomePage,), ()),
    "/{lang}/{flow}/": ("The start of a flow, or a page of text", (StartPage, MarkdownPage), ()),
    "/{lang}/{flow}/{step}/": ("A step of a flow: a question or an outcome", (QuestionPage, OutcomePage), ()),
    "/{lang}/{flow}/map/": ("All steps of a flow at once", (MapPage,), ()),
    "/{lang}/topics/{number}/": ("A topic", (TopicPage,), ()),
    "/{lang}/sources/": ("All sources", (SourcesPage,), ()),
    "/{lang}/promises/": ("What is promised; the words stand on the page only", (PromisesPage,), ()),
    "/{lang}/deadlines/": ("What can start a count of days", (DeadlinesPage,), ()),
    "/{lang}/deadlines/{event}/": ("The months in which it may have been", (EventPage,), ()),
    "/{lang}/deadlines/{event}/{when}/": ("A month, or a day with what follows", (MonthPage, DatesPage), (InvalidDatePage,)),
    "/{lang}/letters/": ("The letters", (LettersPage,), ()),
    "/{lang}/letters/{name}/": ("A letter", (LetterPage,), ()),
}  # fmt: skip

_CODES = {
    "301": "The step has moved for good; `Location` leads to its data.",
    "303": "The answers do not lead there; `Location` leads to the furthest step that they reach.",
    "304": "What was stored under the `If-None-Match` that was sent is still right.",
    "400": "The query holds bytes that no address can.",
    "404": "There is no such thing.",
    "405": "Only GET and HEAD exist.",
    "414": "The query is longer than 4,096 bytes.",
}

_ERRORS = ("400", "404", "405", "414")


def document(site: Site, base: str) -> JSON:
    """The document for a site whose first page is at the path `base`."""
    schemas: JSON = {}
    paths = {
        f"/api{path}": {"get": _operation(site, path, said, _either(pages, schemas), _either((ErrorPage, *missing), schemas))}
        for path, (said, pages, missing) in PAGES.items()
        if _exists(site, path)
    }  # fmt: skip
    error = _either((ErrorPage,), schemas)
    flow, definitions = _flow_file()
    paths["/api/{flow}.json"] = {
        "get": _operation(site, "/{flow}.json", "A whole flow, as its file says it", flow, error)
    }
    paths["/api/openapi.json"] = {
        "get": _operation(site, "/openapi.json", "This document", {"type": "object"}, error)
    }
    return {
        "openapi": "3.1.1",
        "info": {"title": site.name, "version": str(FORMAT), "description": site.notice},
        "servers": [{"url": base.rstrip("/") or "/"}],
        "paths": paths,
        "components": {"schemas": {**dict(sorted(schemas.items())), **definitions}},
    }  # fmt: skip


def _exists(site: Site, path: str) -> bool:
    """Whether a site has addresses of this kind."""
    has = {
        "deadlines": site.deadlines,
        LETTERS: site.letters,
        "topics": site.topics,
        "sources": site.sources,
    }
    return all(has.get(segment, True) for segment in path.split("/"))


def _either(pages: tuple[type[Page], ...], schemas: JSON) -> JSON:
    """The schema of one of some kinds of page."""
    options = [schema_of(page, schemas) for page in pages]
    return options[0] if len(options) == 1 else {"oneOf": options}


def _operation(site: Site, path: str, said: str, schema: JSON, missing: JSON) -> JSON:
    """What can be asked of an address, and what it answers."""
    names = re.findall(r"\{(\w+)\}", path)
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": _parameter(site, name, path)}
        for name in names
    ]
    step = "step" in names
    if step:
        parameters.append(
            {
                "name": "answers",
                "in": "query",
                "description": "The answers so far: the id of each question, and that of its answer. Links bring them along.",
                "style": "form",
                "explode": True,
                "schema": {
                    "type": "object",
                    "properties": {
                        name: {"enum": [*known]} for name, known in _answers(site).items()
                    },
                    "additionalProperties": {"type": "string"},
                },
            }
        )
    error = {"content": {"application/json": {"schema": missing}}}
    moves = ("301", "303") if step else ()
    responses = {
        "200": {"description": said + ".", "content": {"application/json": {"schema": schema}}},
        **{code: {"description": _CODES[code], "headers": _LOCATION} for code in moves},
        "304": {"description": _CODES["304"]},
        **{code: {"description": _CODES[code], **error} for code in _ERRORS},
    }
    return {"summary": said, "parameters": parameters, "responses": responses}


def _answers(site: Site) -> dict[str, dict[str, None]]:
    """The ids of the answers of each question of a site, once each."""
    found: dict[str, dict[str, None]] = {}
    for flow in site.flows.values():
        for question in flow.questions():
            found.setdefault(question.id, {}).update(dict.fromkeys(question.answers))
    return found


_LOCATION: JSON = {"Location": {"required": True, "schema": {"type": "string"}}}


def _parameter(site: Site, name: str, path: str) -> JSON:
    """What can stand in a place of an address."""
    flows = [*site.flows]
    steps = list(
        dict.fromkeys(step for flow in site.flows.values() for step in (*flow.steps, *flow.moved))
    )
    pages = [*site.pages] if path == "/{lang}/{flow}/" else []
    known: dict[str, list[Any]] = {
        "lang": [*site.languages],
        "flow": flows + pages,
        "step": steps,
        "number": [*site.topics],
        "event": [*site.deadlines.events] if site.deadlines else [],
        "name": [*site.letters],
    }
    if name == "when":
        return {"type": "string", "description": "A month such as 2026-11, or a day such as 2026-11-23.", "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"}  # fmt: skip
    return {"enum": known[name]}


def _flow_file() -> tuple[JSON, JSON]:
    """The schema of a flow's file, and those that it refers to, with references that hold in the document."""

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

    schema = schema_of_file("flow")
    definitions = schema.pop("definitions")
    del schema["$schema"]
    return placed(schema), {f"flow-{name}": placed(part) for name, part in definitions.items()}
