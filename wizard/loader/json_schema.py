"""The JSON Schema (draft-07) of each kind of file, made from `schema.py`.

Editors show the description of a key under the pointer, complete keys and values, and underline
what does not fit. For them the schema also has `enumDescriptions` and `patternErrorMessage`, which
other validators ignore, and descriptions next to a `$ref`.

Our files contain only text, but an editor's YAML parser sees numbers, booleans and null. So text
may be a number or a boolean here, and an id may be a boolean: `true` is the text "true". A key
without a value is null, which is refused; so is the word `null`, which only `wizard check` can
distinguish from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from wizard.loader.calendars import (
    CLOSING_EXAMPLES,
    HOLIDAY_EXAMPLES,
    WEEKEND_DAY,
    YEARLY_DAY,
)
from wizard.loader.reader import MAX_ADDRESS, ORIGIN
from wizard.loader.schema import (
    CALENDAR_WORDS,
    CHOICES,
    FILES,
    FORMS,
    LEVELS,
    RECORD_TYPES,
    RESERVED,
    SIMPLE,
    TABLE_KEYS,
    UNIONS,
    USUAL_ANSWERS,
)
from wizard.loader.schema_flow import MAX_LABEL, MAX_TOPIC
from wizard.loader.schema_types import Field
from wizard.loader.tables import COLUMN
from wizard.model.changes import NEED_CLAIMS
from wizard.model.contacts import CONTACT
from wizard.model.evidence import MAX_STRENGTH
from wizard.model.flow import ADDRESS, ID, MAX_ANSWER, MAX_ID, MAX_TEXT
from wizard.model.generated_answers import UNITS

JSON = dict[str, Any]

# Patterns cannot say that February has no 30; `wizard check` does.
_DATE = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"

_NUMBER = "[1-9][0-9]{0,2}"

_LANGUAGE = "[a-z]{2,3}"

_TARGET = f"{ID.pattern}(/({ID.pattern})?)?"

# The pattern of each kind of text with a fixed format, and the message of an editor.
_FORMATS = {
    "date": (_DATE, "write a date as in 2026-11-23"),
    "address": (ADDRESS.pattern, "a URL begins with https://"),
    "origin": (ORIGIN.pattern, "write a site as in https://www.example.org, without a path"),
    "target": (_TARGET, 'write a step, "flow/" or "flow/step"'),
    "place": (
        f"{_TARGET}|{ADDRESS.pattern}|{CONTACT}",
        'write a step, "flow/", "flow/step", a URL that begins with https://, tel: or mailto:',
    ),
    "page link": (
        f"{_TARGET}|{CONTACT}",
        'write a step, "flow/", "flow/step", tel:601-555-0123 or mailto:help@example.org',
    ),
    "language": (_LANGUAGE, "write the code of a language, such as en or es"),
    "state": ("[A-Z]{2}", "write the code of a state, such as MS"),
    "number unit": (
        "|".join(("[A-Z]{3}", *UNITS)),
        f"write the code of a currency, such as USD, or one of {', '.join(UNITS)}",
    ),
    "holiday date": (YEARLY_DAY, f"write a day as in {HOLIDAY_EXAMPLES}"),
    "closing date": (f"{YEARLY_DAY}|{WEEKEND_DAY}", f"write a day as in {CLOSING_EXAMPLES}"),
}

# A target is two ids and a slash.
_MAX_LENGTH = {"target": 2 * MAX_ID + 1, "address": MAX_ADDRESS}


def _list_needed(items: str, key: str, values: Iterable[str]) -> JSON:
    """Return the rule that a list is needed if a key has one of these values."""
    return {
        "if": {"properties": {key: {"enum": [*values]}}, "required": [key]},
        "then": {"required": [items], "properties": {items: {"minItems": 1}}},
    }


# Rules that apply to several keys of a record.
_WORDS_NEED_CONDITION: JSON = {"dependencies": {"when": ["if"]}}


def _form_rule(form: str) -> JSON:
    """Return the rule for a question with one of `FORMS`: which keys it needs and cannot have."""
    others = [other for other in (*FORMS, "yes", "no") if other != form]
    return {
        "required": ["to", *(["none"] if form == "tick" else [])],
        "properties": dict.fromkeys(others, False),
    }


_TOGETHER: dict[str, JSON] = {
    "question": {
        "if": {
            "not": {"anyOf": [{"required": [name]} for name in ("answers", *FORMS, *USUAL_ANSWERS)]}
        },
        "then": {"required": [*USUAL_ANSWERS]},
        "dependencies": {
            "answers": {"properties": dict.fromkeys((*FORMS, *USUAL_ANSWERS, "to", "none"), False)},
            **{form: _form_rule(form) for form in FORMS},
            "none": ["tick"],
            "to": {"anyOf": [{"required": [form]} for form in FORMS]},
        },
    },
    "bounds": {"minProperties": 1},
    "own claim": _WORDS_NEED_CONDITION,
    "claim by id": _WORDS_NEED_CONDITION,
    "action": _WORDS_NEED_CONDITION,
    "office": {
        "anyOf": [
            {"required": ["url"]},
            {"required": ["address"], "properties": {"address": {"minItems": 1}}},
            {"required": ["phone"]},
        ],
    },
    "page": {
        "anyOf": [{"required": ["text"]}, {"required": ["to"]}],
        "dependencies": {"to": {"properties": {"text": False, "offices": False, "also": False}}},
    },
    "promise": {"oneOf": [{"required": [name]} for name in ("never", "always", "can")]},
    "deadlines": {"dependencies": {"calendars": {"properties": {"state": False}}}},
    "change": _list_needed("claims", "kind", NEED_CLAIMS),
    "rule": {
        "anyOf": [
            {"required": ["claims"], "properties": {"claims": {"minItems": 1}}},
            {"required": ["note"]},
        ],
    },
}


def schema_of(file: str) -> JSON:
    """Return the JSON Schema of a kind of file of `FILES`. Raises KeyError for any other name."""
    file_type = FILES[file]
    kind = file_type.kind
    root = _record(kind) if kind in RECORD_TYPES else _value(kind)
    schema = {
        # Not a newer draft: the language server that most editors use for YAML knows this one best.
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": file.capitalize(),
        "description": _without_code_marks(f"{file_type.path}: {file_type.description}"),
        **{key: value for key, value in root.items() if key not in ("title", "description")},
    }
    if definitions := _definitions(root):
        schema["definitions"] = dict(sorted(definitions.items()))
    return schema


def schema_text(file: str) -> str:
    """Return the JSON Schema of a kind of file as the text of a file."""
    # Readable in a text editor: indented, and with typographic characters as they are.
    return json.dumps(schema_of(file), indent=2, ensure_ascii=False) + "\n"


def _definitions(root: JSON) -> dict[str, JSON]:
    """Return all definitions that a schema needs, directly or through others, by name."""
    # A space in a `$ref` would have to be escaped, since the value is a URI reference.
    names = {name.replace(" ", "-"): name for name in ("condition", *RECORD_TYPES, *UNIONS)}
    definitions: dict[str, JSON] = {}
    todo = [root]
    # A definition can refer to itself (a condition), so this is no plain recursion.
    while todo:
        for name in _refs(todo.pop()):
            if name not in definitions:
                definitions[name] = _definition(names[name])
                todo.append(definitions[name])
    return definitions


def _refs(node: Any) -> list[str]:
    """Return the names of the definitions that a part of a schema refers to."""
    if isinstance(node, list):
        return [name for part in node for name in _refs(part)]
    if not isinstance(node, dict):
        return []
    names = [node["$ref"].rpartition("/")[2]] if "$ref" in node else []
    return names + [name for part in node.values() for name in _refs(part)]


def _definition(name: str) -> JSON:
    """Return the schema of a condition, a record or a union."""
    if name == "condition":
        return _condition()
    if name in RECORD_TYPES:
        return _record(name)
    union = UNIONS[name]
    options = [_value(kind, union.limit, union.min_items) for kind in union.kinds]
    return {
        "title": name.capitalize(),
        "description": _without_code_marks(union.description),
        "anyOf": options,
    }


def _record(name: str) -> JSON:
    """Return the schema of a record: a table with known keys."""
    record = RECORD_TYPES[name]
    schema: JSON = {
        "title": name.capitalize(),
        "description": _without_code_marks(record.description),
        "type": "object",
        "properties": {key.name: _property(key) for key in record.keys},
        "required": [key.name for key in record.keys if key.required],
        "additionalProperties": False,
        **_TOGETHER.get(name, {}),
    }
    # Codes of languages are keys too, which only a pattern can describe.
    if record.rest and record.rest.name == "language":
        schema["patternProperties"] = {f"^{_LANGUAGE}$": _property(record.rest)}
    elif record.rest:
        schema["propertyNames"] = _names("id")
        schema["additionalProperties"] = _property(record.rest)
    return schema


def _property(key: Field) -> JSON:
    """Return the schema of a key's value, with the description that an editor shows."""
    value = _value(key.kind, key.limit, key.min_items)
    if key.max_items:
        value["maxItems"] = key.max_items
    facts = [key.description]
    if "maxLength" in value and key.kind in ("text", "Markdown"):
        facts.append(f"At most {value['maxLength']:,} characters.")
    if key.kind == "Markdown":
        facts.append("Markdown.")
    return {
        "description": _without_code_marks(" ".join(facts)),
        **({"examples": [key.example]} if key.kind == "text" and key.example else {}),
        **value,
    }


def _without_code_marks(text: str) -> str:
    """Return a sentence without Markdown's marks for code, which editors would show."""
    return text.replace("`", "")


def _value(kind: str, limit: int = 0, min_items: int = 0) -> JSON:
    """Return the schema of a kind. `limit` and `min_items` are those of its key."""
    if kind.startswith("list of "):
        items = _value(kind.removeprefix("list of "), limit)
        return {"type": "array", "items": items, **({"minItems": min_items} if min_items else {})}
    if kind.startswith("table of "):
        return _table(kind.removeprefix("table of "), limit, min_items)
    return (
        _scalar(kind, limit)
        if kind in SIMPLE
        else {"$ref": f"#/definitions/{kind.replace(' ', '-')}"}
    )


def _table(kind: str, limit: int, min_items: int) -> JSON:
    """Return the schema of a table with any number of entries of one kind."""
    return {
        "type": "object",
        "propertyNames": _names(TABLE_KEYS.get(kind, "id")),
        # The schema false accepts nothing, so these names are refused.
        **({"properties": dict.fromkeys(RESERVED[kind], False)} if kind in RESERVED else {}),
        "additionalProperties": _value(kind),
        **({"minProperties": min_items} if min_items else {}),
        **({"maxProperties": limit} if limit else {}),
    }


def _names(kind: str) -> JSON:
    """Return the schema of the keys of a table: ids, numbers or text."""
    number: JSON = {
        "pattern": f"^{_NUMBER}$",
        "patternErrorMessage": f"write a number from 1 to {MAX_TOPIC}",
    }
    names = {"id": _id(), "number": number, "text": {"pattern": r"\S"}, "column": _column()}[kind]
    # The name of a property is always a string, so a type would say nothing.
    return {name: part for name, part in names.items() if name != "type"}


def _scalar(kind: str, limit: int = 0) -> JSON:
    """Return the schema of a scalar of a kind of `SIMPLE`."""
    if kind in ("text", "Markdown", "box"):
        limit = limit or (MAX_LABEL if kind == "box" else MAX_TEXT)
        return _text(["string", "number", "boolean"], r"\S", "text is missing here", limit)
    if kind in ("id", "table id"):
        return _id()
    if kind == "column":
        return _column()
    if kind == "given answer":
        message = "write the id of an answer, or those of boxes joined by dots"
        return _text(
            ["string", "boolean"], rf"^{ID.pattern}(\.{ID.pattern})*$", message, MAX_ANSWER
        )
    if kind == "flag":
        # A string as well, since "true" in quotes is the same text to us. Patterns apply to strings
        # only.
        return _text(["boolean", "string"], "^(true|false)$", "write true or false")
    if kind == "number":
        highest = limit or MAX_TOPIC
        return _integer(1, highest, f"[1-9][0-9]{{0,{len(str(highest)) - 1}}}")
    if kind == "strength":
        return _integer(0, MAX_STRENGTH, f"[0-{MAX_STRENGTH}]")
    if kind == "level":
        # Editors complete the built-in levels, and accept those of any guide.
        return {"anyOf": [_words(LEVELS), _id()]}
    if kind == "calendar":
        return {"anyOf": [_words(CALENDAR_WORDS), _scalar("state")]}
    if kind in CHOICES:
        return _words(CHOICES[kind])
    pattern, message = _FORMATS[kind]
    max_length = {"maxLength": limit or _MAX_LENGTH[kind]} if kind in _MAX_LENGTH else {}
    return {
        "type": "string",
        # JSON Schema searches for a pattern anywhere in the text, so it must be anchored.
        "pattern": f"^({pattern})$",
        "patternErrorMessage": message,
        **max_length,
    }


def _column() -> JSON:
    """Return the schema of the heading of a column."""
    message = "write lower-case letters, digits, _ and -, and begin with a letter"
    return _text(["string"], f"^{COLUMN.pattern}$", message, MAX_ID)


def _integer(lowest: int, highest: int, digits: str) -> JSON:
    """Return the schema of a whole number, or of its digits in quotes."""
    # Each keyword applies to one of the types only.
    return {
        "type": ["integer", "string"],
        "minimum": lowest,
        "maximum": highest,
        "pattern": f"^{digits}$",
    }


def _words(words: Mapping[str, str]) -> JSON:
    """Return the schema of some words with their descriptions."""
    descriptions = map(_without_code_marks, words.values())
    return {"enum": [*words], "enumDescriptions": [*descriptions]}


def _id() -> JSON:
    """Return the schema of an id."""
    message = "an id has lower-case letters, digits and dashes, and begins with a letter"
    return _text(["string", "boolean"], f"^{ID.pattern}$", message, MAX_ID)


def _text(types: list[str], pattern: str, message: str, max_length: int = 0) -> JSON:
    """Return the schema of text, which editors may see as one of these types."""
    limit = {"maxLength": max_length} if max_length else {}
    return {"type": types, "pattern": pattern, "patternErrorMessage": message, **limit}


def _condition() -> JSON:
    """Return the schema of a condition: questions with an answer or answers, `not` and `any`."""
    bounds = {"$ref": "#/definitions/bounds"}
    answers = [_id(), {"type": "array", "items": _id(), "minItems": 1}, bounds]
    condition = {"$ref": "#/definitions/condition"}
    return {
        "title": "Condition",
        "description": "All listed questions of this flow have this answer, or one of a list.",
        "type": "object",
        "minProperties": 1,
        "properties": {
            "not": {**condition, "description": "The condition that must not be true."},
            "any": {
                "description": "Conditions of which one or more must be true.",
                "type": "array",
                "items": condition,
                "minItems": 1,
            },
        },
        "propertyNames": {"pattern": f"^{ID.pattern}$", "maxLength": MAX_ID},
        "additionalProperties": {
            "description": "The answer to this question, a list of answers of which one is enough, "
            "the name of a set, or an interval.",
            "anyOf": answers,
        },
    }
