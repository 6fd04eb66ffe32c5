"""The JSON Schema (draft-07) of each kind of file, made from `keys.py`. No files are read or written here.

Editors show a key's description where the pointer rests on it, offer the keys and words that fit, and mark what does
not. For that, `enumDescriptions` and `patternErrorMessage`, which editors know and other validators pass over, stand
beside the standard's own words, and a description may stand beside a `$ref`.

Our files hold text only, but an editor's YAML parser sees numbers, booleans and null. So a text may be a number or a
boolean here, and an id a boolean: `true` is the text "true". A key with nothing after it is null, which is refused;
so is the word `null`, which only `wizard check` can tell from it.
"""

from __future__ import annotations

import json
from typing import Any

from wizard.loader.reader import ORIGIN
from wizard.loader.schema import (
    CHOICES,
    FILES,
    RECORD_TYPES,
    RESERVED,
    SIMPLE,
    TABLE_KEYS,
    UNIONS,
    USUAL_ANSWERS,
)
from wizard.loader.schema_flow import MAX_TOPIC
from wizard.loader.schema_types import Field
from wizard.model.flow import ADDRESS, ID, MAX_ID, MAX_TEXT

JSON = dict[str, Any]

_DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"

_NUMBER = "[1-9][0-9]{0,2}"

_LANGUAGE = "[a-z]{2,3}"

_TARGET = f"{ID.pattern}(/({ID.pattern})?)?"

_FORMS = {
    "date": (_DAY, "a day is written as in 2026-11-23"),
    "address": (ADDRESS.pattern, "an address begins with https://"),
    "origin": (ORIGIN.pattern, "a site is named as in https://www.example.org, with no path"),
    "target": (_TARGET, 'write a step, "flow/" or "flow/step"'),
    "place": (f"{_TARGET}|{ADDRESS.pattern}", 'write a step, "flow/", "flow/step" or an address that begins with https://'),
    "language": (_LANGUAGE, "the code of a language is needed, such as en or es"),
    "state": ("[A-Z]{2}", "the code of a state is needed, such as MS"),
}  # fmt: skip

_LONGEST = {"target": 2 * MAX_ID + 1, "address": 500}  # a target is two ids and a slash

# What holds between the keys of an object.
_UNLESS_UNKNOWN: JSON = {
    "if": {
        "properties": {
            "level": {"enum": [level for level in CHOICES["level"] if level != "unknown"]}
        },
        "required": ["level"],
    },
    "then": {"required": ["cite"], "properties": {"cite": {"minItems": 1}}},
}

_TOGETHER: dict[str, JSON] = {
    "question": {
        "if": {"not": {"anyOf": [{"required": [name]} for name in ("answers", *USUAL_ANSWERS)]}},
        "then": {"required": [*USUAL_ANSWERS]},
        "dependencies": {"answers": {"properties": dict.fromkeys(USUAL_ANSWERS, False)}},
    },
    "claim": _UNLESS_UNKNOWN,
    "own claim": _UNLESS_UNKNOWN,
    "rule": {
        "anyOf": [
            {"required": ["claims"], "properties": {"claims": {"minItems": 1}}},
            {"required": ["note"]},
        ],
    },
}


def schema_of(file: str) -> JSON:
    """The JSON Schema of a kind of file, one of `FILES`. KeyError for any other."""
    found = FILES[file]
    root = _object(found.kind) if found.kind in RECORD_TYPES else _value(found.kind)
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": file.capitalize(),
        "description": _plain(f"{found.path}: {found.description}"),
        **{key: value for key, value in root.items() if key not in ("title", "description")},
    }
    if definitions := _definitions(root):
        schema["definitions"] = dict(sorted(definitions.items()))
    return schema


def schema_text(file: str) -> str:
    """The JSON Schema of a kind of file as the text of a file."""
    return json.dumps(schema_of(file), indent=2, ensure_ascii=False) + "\n"


def _definitions(root: JSON) -> dict[str, JSON]:
    """The definitions that a schema refers to, and those that these refer to, by name."""
    names = {name.replace(" ", "-"): name for name in ("condition", *RECORD_TYPES, *UNIONS)}
    found: dict[str, JSON] = {}
    todo = [root]
    while todo:
        for name in _refs(todo.pop()):
            if name not in found:
                found[name] = _definition(names[name])
                todo.append(found[name])
    return found


def _refs(node: Any) -> list[str]:
    """The names of the definitions that a part of a schema refers to."""
    if isinstance(node, list):
        return [name for part in node for name in _refs(part)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"].rpartition("/")[2]] if "$ref" in node else []
    return own + [name for part in node.values() for name in _refs(part)]


def _definition(name: str) -> JSON:
    if name == "condition":
        return _condition()
    if name in RECORD_TYPES:
        return _object(name)
    union = UNIONS[name]
    ways = [_value(kind, union.limit, union.min_items) for kind in union.kinds]
    return {"title": name.capitalize(), "description": _plain(union.description), "anyOf": ways}


def _object(name: str) -> JSON:
    """A table with known keys."""
    thing = RECORD_TYPES[name]
    schema: JSON = {
        "title": name.capitalize(),
        "description": _plain(thing.description),
        "type": "object",
        "properties": {key.name: _property(key) for key in thing.keys},
        "required": [key.name for key in thing.keys if key.required],
        "additionalProperties": False,
        **_TOGETHER.get(name, {}),
    }
    if thing.rest:
        schema["patternProperties"] = {f"^{_LANGUAGE}$": _property(thing.rest)}
    return schema


def _property(key: Field) -> JSON:
    """What stands under a key, with what an editor says about it."""
    value = _value(key.kind, key.limit, key.min_items)
    facts = [key.description]
    if "maxLength" in value and key.kind in ("text", "Markdown"):
        facts.append(f"At most {value['maxLength']:,} characters.")
    if key.kind == "Markdown":
        facts.append("Markdown.")
    return {
        "description": _plain(" ".join(facts)),
        **({"examples": [key.example]} if key.kind == "text" and key.example else {}),
        **value,
    }


def _plain(text: str) -> str:
    """A sentence without the marks for code, which editors would show as they are."""
    return text.replace("`", "")


def _value(kind: str, limit: int = 0, least: int = 0) -> JSON:
    """What a kind stands for. `limit` and `least` are those of a key."""
    if kind.startswith("list of "):
        items = _value(kind.removeprefix("list of "), limit)
        return {"type": "array", "items": items, **({"minItems": least} if least else {})}
    if kind.startswith("table of "):
        return _table(kind.removeprefix("table of "), limit, least)
    return (
        _scalar(kind, limit)
        if kind in SIMPLE
        else {"$ref": f"#/definitions/{kind.replace(' ', '-')}"}
    )


def _table(kind: str, limit: int, least: int) -> JSON:
    """A table of any number of one thing."""
    number: JSON = {
        "pattern": f"^{_NUMBER}$",
        "patternErrorMessage": f"a number from 1 to {MAX_TOPIC} is needed",
    }
    names = {"id": _id(), "number": number, "text": {"pattern": r"\S"}}[TABLE_KEYS.get(kind, "id")]
    return {
        "type": "object",
        "propertyNames": {name: part for name, part in names.items() if name != "type"},
        **({"properties": dict.fromkeys(RESERVED[kind], False)} if kind in RESERVED else {}),
        "additionalProperties": _value(kind),
        **({"minProperties": least} if least else {}),
        **({"maxProperties": limit} if limit else {}),
    }


def _scalar(kind: str, limit: int = 0) -> JSON:
    """A scalar of a kind of `SIMPLE`."""
    if kind in ("text", "Markdown"):
        return _written(
            ["string", "number", "boolean"], r"\S", "a text is missing here", limit or MAX_TEXT
        )
    if kind == "id":
        return _id()
    if kind == "flag":
        return _written(["boolean", "string"], "^(true|false)$", "true or false is needed")
    if kind == "number":
        highest = limit or MAX_TOPIC
        return {
            "type": ["integer", "string"],
            "minimum": 1,
            "maximum": highest,
            "pattern": f"^{_NUMBER}$",
        }
    if kind in CHOICES:
        return {"enum": [*CHOICES[kind]], "enumDescriptions": [*CHOICES[kind].values()]}
    pattern, message = _FORMS[kind]
    longest = {"maxLength": limit or _LONGEST[kind]} if kind in _LONGEST else {}
    return {
        "type": "string",
        "pattern": f"^({pattern})$",
        "patternErrorMessage": message,
        **longest,
    }


def _id() -> JSON:
    message = "an id has lower-case letters, digits and dashes, and begins with a letter"
    return _written(["string", "boolean"], f"^{ID.pattern}$", message, MAX_ID)


def _written(types: list[str], pattern: str, message: str, longest: int = 0) -> JSON:
    """A text, which editors may see as one of these types."""
    limit = {"maxLength": longest} if longest else {}
    return {"type": types, "pattern": pattern, "patternErrorMessage": message, **limit}


def _condition() -> JSON:
    """What stands under `if`: questions with an answer or a list of them, `not` and `any`."""
    answers = [_id(), {"type": "array", "items": _id(), "minItems": 1}]
    itself = {"$ref": "#/definitions/condition"}
    return {
        "title": "Condition",
        "description": "Each question of this flow that is named was answered with this answer, or with one of a list.",
        "type": "object",
        "minProperties": 1,
        "properties": {
            "not": {**itself, "description": "The condition that must not hold."},
            "any": {
                "description": "Conditions of which at least one must hold.",
                "type": "array",
                "items": itself,
                "minItems": 1,
            },
        },
        "propertyNames": {"pattern": f"^{ID.pattern}$", "maxLength": MAX_ID},
        "additionalProperties": {
            "description": "The answer to this question, a list of answers, or the name of a set of them.",
            "anyOf": answers,
        },
    }
