"""Pages as JSON, and the JSON Schema of that JSON, which `openapi.py` puts into a document.

One rule for each type of value makes both, whatever the page: the keys are the field names, and an
object with the URL of a page (`href`) also has the URL of that page's JSON (`data`).
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

from wizard.model.flow import Flow
from wizard.pages.base import Layout, Page
from wizard.web.flow_json import version_of

FORMAT = 1  # version of the JSON: keys may be added to it, but none is removed or changes

# Fields that only a browser needs or that are not for readers. The fields of `layout` are put into
# the page's own object instead.
LEFT_OUT = frozenset(
    {
        "alternates",
        "description",
        "folded",
        "footer_groups",
        "frame_ancestors",
        "host_may_log",
        "indexable",
        "layout",
        "location",
    }
)

# Returns the URL of the JSON of the page at a URL, or "" if it is not a page of this site.
DataUrl = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Versions:
    """What the page was made from.

    Attributes:
        format: Version of the format of this JSON.
        flow: Changes as soon as a word of the flow, or of what it cites, changes; empty on a page
            that belongs to no flow.
        reviewed: The date on which a person last checked the flow; may be empty.
    """

    format: int
    flow: str
    reviewed: str


def page_data(page: Page, data_url: DataUrl, flow: Flow | None = None) -> dict[str, Any]:
    """Return a page as JSON data. `flow` is the flow that it belongs to, if any."""
    reviewed = flow.reviewed.isoformat() if flow and flow.reviewed else ""
    versions = Versions(FORMAT, version_of(flow) if flow else "", reviewed)
    return {
        "kind": page.kind,
        # Clients have no use for our split into layout and page, so all keys are on one level.
        **_data(page.layout, data_url),
        **_data(page, data_url),
        "versions": _data(versions, data_url),
    }


def _data(value: Any, data_url: DataUrl) -> Any:
    # Pages consist of tuples, dataclasses and plain values only (`Markup` is a string), so there is
    # no rule for other types.
    if isinstance(value, tuple):
        return [_data(item, data_url) for item in value]
    if not is_dataclass(value):
        return value
    table = {key: _data(getattr(value, key), data_url) for key, _ in _fields_of(type(value))}
    # A client follows `data` and need not know how our URLs are built.
    if "href" in table:
        table["data"] = data_url(table["href"])
    return table


def _fields_of(kind: type) -> Iterator[tuple[str, Any]]:
    """Return the name and the type of each field that the JSON of a dataclass has."""
    # Annotations are strings (`from __future__ import annotations`), so they must be resolved.
    hints = get_type_hints(kind)
    return ((part.name, hints[part.name]) for part in fields(kind) if part.name not in LEFT_OUT)


def schema_of(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of the type of a page, or of a part of one.

    The schema refers to those of dataclasses by name; they are added to `schemas`.
    """
    if get_origin(kind) is tuple:
        return _array(get_args(kind), schemas)
    origin = get_origin(kind) or kind
    if is_dataclass(origin):
        return _reference(origin, get_args(kind), schemas)
    if origin is Literal:
        return {"type": "string", "enum": [*get_args(kind)]}
    # Of the types with arguments, only unions such as `Link | None` are left here.
    if options := get_args(kind):
        return {"anyOf": [schema_of(option, schemas) for option in options]}
    # In Python a boolean is an integer, so the order matters.
    simple = {str: "string", bool: "boolean", int: "integer", type(None): "null"}
    return {"type": next(name for base, name in simple.items() if issubclass(origin, base))}


def _array(arguments: tuple[Any, ...], schemas: dict[str, Any]) -> dict[str, Any]:
    items = [schema_of(item, schemas) for item in arguments if item is not ...]
    if ... in arguments:
        # `tuple[X, ...]` is a list of any length.
        return {"type": "array", "items": items[0]}
    # Any other tuple is a row of fixed cells. `prefixItems` needs OpenAPI 3.1: the schemas of 3.0
    # have no word for it.
    size = len(items)
    return {"type": "array", "prefixItems": items, "minItems": size, "maxItems": size}


def _reference(kind: Any, arguments: tuple[Any, ...], schemas: dict[str, Any]) -> dict[str, Any]:
    # `Part[ClaimItem]` becomes `ClaimItemPart`, so each use of a generic class has its own schema.
    name = "".join(part.__name__ for part in (*arguments, kind))
    if name not in schemas:
        schemas[name] = {}  # so that a dataclass that contains itself is described once
        parameters = getattr(kind, "__parameters__", ())
        schemas[name] = _object(kind, dict(zip(parameters, arguments, strict=True)), schemas)
    return {"$ref": f"#/components/schemas/{name}"}


def _object(kind: Any, arguments: dict[Any, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of a dataclass. `arguments` maps its type parameters to types."""
    page = issubclass(kind, Page)
    properties: dict[str, Any] = {"kind": {"const": kind.kind}} if page else {}
    # The same order in which `page_data` adds the keys.
    for owner in (Layout, kind) if page else (kind,):
        descriptions = _descriptions(owner)
        for key, hint in _fields_of(owner):
            # The items of a `Part[ClaimItem]` have the type `tuple[_Item, ...]`: put the argument
            # in.
            if parameters := getattr(hint, "__parameters__", ()):
                hint = hint[tuple(arguments[parameter] for parameter in parameters)]
            properties[key] = schema_of(hint, schemas)
            if key in descriptions:
                properties[key]["description"] = descriptions[key]
    if "href" in properties:
        properties["data"] = {"type": "string", "description": "URL of the JSON of that page."}
    if page:
        properties["versions"] = schema_of(Versions, schemas)
    # The docstrings of the pages are the reference of the API: there is no second text to keep up
    # to date.
    summary = inspect.cleandoc(kind.__doc__).partition("\n\nAttributes:")[0]
    return {
        "type": "object",
        "description": _on_one_line(summary),
        "properties": properties,
        "required": [*properties],
    }


def _descriptions(kind: type) -> dict[str, str]:
    """Return the description of each field of a dataclass, from the docstrings of its classes."""
    descriptions: dict[str, str] = {}
    # Base classes first, so that a class can describe an inherited field again.
    for base in reversed(kind.__mro__):
        _, _, attributes = inspect.cleandoc(base.__doc__ or "").partition("Attributes:")
        for name, text in re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", attributes, re.MULTILINE):
            descriptions[name] = _on_one_line(text)
    return descriptions


def _on_one_line(text: str) -> str:
    return " ".join(text.replace("`", "").split())
