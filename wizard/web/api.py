"""Pages as data, and the types of that data: one rule for each kind of value, whatever the page. Knows no HTTP.

What a page holds for its template is what its data holds, under the words of flow files. `openapi.py` describes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from wizard.model.flow import Flow
from wizard.pages.base import Page
from wizard.web.flow_json import version_of

FORMAT = 1  # of the data; keys may be added to it, none is taken away or changes its meaning

# What only a page in a browser needs, and what is not for readers.
LEFT_OUT = frozenset(
    {"alternates", "footer_links", "frame_ancestors", "indexable", "location", "qr_code"}
)

Twin = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Versions:
    """What was read: `format` of the data, `flow` for all that the flow says (another when a word of it has changed).

    `reviewed` is the day on which a person last checked the flow. Both are empty on a page that belongs to no flow.
    """

    format: int
    flow: str
    reviewed: str


def page_data(page: Page, twin: Twin, flow: Flow | None = None) -> dict[str, Any]:
    """A page as data. `twin` gives the address of a page's data, or nothing for an address that is no page's."""
    reviewed = flow.reviewed.isoformat() if flow and flow.reviewed else ""
    versions = Versions(FORMAT, version_of(flow) if flow else "", reviewed)
    return {"kind": page.kind, **_data(page, twin), "versions": _data(versions, twin)}


def keys_of(kind: type) -> Iterator[tuple[str, Any]]:
    """Return the name and the type of each field of a page, or of a thing on a page, that its data has."""
    hints = get_type_hints(kind)
    return ((part.name, hints[part.name]) for part in fields(kind) if part.name not in LEFT_OUT)


def _data(value: Any, twin: Twin) -> Any:
    """A value of a page as data. Beside the address of a page stands, as `data`, that of its data."""
    if isinstance(value, tuple):
        return [_data(item, twin) for item in value]
    if not is_dataclass(value):
        return value
    table = {key: _data(getattr(value, key), twin) for key, _ in keys_of(type(value))}
    if "href" in table:
        table["data"] = twin(table["href"])
    return table


def schema_of(kind: Any, found: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a type of `page.py`. Those of its parts are put under their names into `found`."""
    simple = {
        str: "string",
        bool: "boolean",
        int: "integer",
        type(None): "null",
    }  # a boolean is an integer in Python
    if get_origin(kind) is tuple:
        items = [schema_of(item, found) for item in get_args(kind) if item is not ...]
        if ... in get_args(kind):
            return {"type": "array", "items": items[0]}
        return {
            "type": "array",
            "prefixItems": items,
            "minItems": len(items),
            "maxItems": len(items),
        }
    if options := (get_args(kind) if not is_dataclass(get_origin(kind)) else ()):
        return {"anyOf": [schema_of(option, found) for option in options]}
    origin = get_origin(kind) or kind
    if not is_dataclass(origin):
        return {"type": next(word for base, word in simple.items() if issubclass(origin, base))}
    name = "".join(part.__name__ for part in (*get_args(kind), origin))
    if name not in found:
        found[name] = {}  # it may hold itself
        found[name] = _table(
            origin,
            dict(zip(getattr(origin, "__parameters__", ()), get_args(kind), strict=True)),
            found,
        )
    return {"$ref": f"#/components/schemas/{name}"}


def _table(kind: Any, given: dict[Any, Any], found: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a dataclass, whose parameters are `given`."""
    properties: dict[str, Any] = {}
    if issubclass(kind, Page):
        properties["kind"] = {"const": kind.kind}
    for key, hint in keys_of(kind):
        parameters = getattr(hint, "__parameters__", ())
        properties[key] = schema_of(
            hint[tuple(given[each] for each in parameters)] if parameters else hint, found
        )
    if "href" in properties:
        properties["data"] = {"type": "string"}
    if issubclass(kind, Page):
        properties["versions"] = schema_of(Versions, found)
    meaning = " ".join((kind.__doc__ or "").replace("`", "").split())
    return {
        "type": "object",
        "description": meaning,
        "properties": properties,
        "required": [*properties],
    }
