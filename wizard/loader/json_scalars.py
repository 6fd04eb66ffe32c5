"""The JSON Schema of texts, numbers, ids and other values that are no table and no list.

`json_schema.py` says why text may be a number here, and an id a boolean.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.loader.calendars import (
    CLOSING_EXAMPLES,
    HOLIDAY_EXAMPLES,
    WEEKEND_DAY,
    YEARLY_DAY,
)
from wizard.loader.reader import MAX_ADDRESS, ORIGIN
from wizard.loader.schema import CALENDAR_WORDS, CHOICES, LEVELS
from wizard.loader.schema_flow import MAX_LABEL, MAX_TOPIC
from wizard.loader.schema_tables import EMPTY
from wizard.loader.tables import COLUMN
from wizard.model.contacts import CONTACT
from wizard.model.evidence import MAX_STRENGTH
from wizard.model.flow import ADDRESS, ID, MAX_ANSWER, MAX_ID, MAX_TEXT
from wizard.model.generated_answers import UNITS

JSON = dict[str, Any]

# Patterns cannot say that February has no 30; `wizard check` does.
_DATE = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"

_NUMBER = "[1-9][0-9]{0,2}"

LANGUAGE = "[a-z]{2,3}"

# The part in the middle is a row of a template.
_TARGET = f"{ID.pattern}(/{ID.pattern})?(/({ID.pattern})?)?"

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
    "language": (LANGUAGE, "write the code of a language, such as en or es"),
    "state": ("[A-Z]{2}", "write the code of a state, such as MS"),
    "number unit": (
        "|".join(("[A-Z]{3}", *UNITS)),
        f"write the code of a currency, such as USD, or one of {', '.join(UNITS)}",
    ),
    "holiday date": (YEARLY_DAY, f"write a day as in {HOLIDAY_EXAMPLES}"),
    "closing date": (f"{YEARLY_DAY}|{WEEKEND_DAY}", f"write a day as in {CLOSING_EXAMPLES}"),
}

# A target is up to three ids with slashes.
_MAX_LENGTH = {"target": 3 * MAX_ID + 2, "address": MAX_ADDRESS}


def names_of(kind: str) -> JSON:
    """Return the schema of the keys of a table: ids, numbers, text and so on."""
    number: JSON = {
        "pattern": f"^{_NUMBER}$",
        "patternErrorMessage": f"write a number from 1 to {MAX_TOPIC}",
    }
    choice = {
        "pattern": f"^(?!{EMPTY}$)[a-z0-9]+(-[a-z0-9]+)*$",
        "patternErrorMessage": f'write lower-case letters, digits and dashes, and not "{EMPTY}"',
    }
    names = {
        "id": identifier(),
        "number": number,
        "text": {"pattern": r"\S"},
        "column": _heading(),
        "choice": choice,
    }[kind]
    # The name of a property is always a string, so a type would say nothing.
    return {name: part for name, part in names.items() if name != "type"}


def scalar(kind: str, limit: int = 0) -> JSON:
    """Return the schema of a scalar of a kind of `SIMPLE`."""
    if kind in ("text", "Markdown", "box"):
        limit = limit or (MAX_LABEL if kind == "box" else MAX_TEXT)
        return text_of(["string", "number", "boolean"], r"\S", "text is missing here", limit)
    if kind in ("id", "table id"):
        return identifier()
    if kind == "column":
        return _heading()
    if kind == "given answer":
        message = "write the id of an answer, or those of boxes joined by dots"
        return text_of(
            ["string", "boolean"], rf"^{ID.pattern}(\.{ID.pattern})*$", message, MAX_ANSWER
        )
    if kind == "flag":
        # A string as well, since "true" in quotes is the same text to us. Patterns apply to strings
        # only.
        return text_of(["boolean", "string"], "^(true|false)$", "write true or false")
    if kind == "number":
        highest = limit or MAX_TOPIC
        return _integer(1, highest, f"[1-9][0-9]{{0,{len(str(highest)) - 1}}}")
    if kind == "strength":
        return _integer(0, MAX_STRENGTH, f"[0-{MAX_STRENGTH}]")
    if kind == "level":
        # Editors complete the built-in levels, and accept those of any guide.
        return {"anyOf": [_words(LEVELS), identifier()]}
    if kind == "calendar":
        return {"anyOf": [_words(CALENDAR_WORDS), scalar("state")]}
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


def _heading() -> JSON:
    """Return the schema of the heading of a column."""
    message = "write lower-case letters, digits, _ and -, and begin with a letter"
    return text_of(["string"], f"^{COLUMN.pattern}$", message, MAX_ID)


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
    descriptions = map(without_code_marks, words.values())
    return {"enum": [*words], "enumDescriptions": [*descriptions]}


def identifier() -> JSON:
    """Return the schema of an id."""
    message = "an id has lower-case letters, digits and dashes, and begins with a letter"
    return text_of(["string", "boolean"], f"^{ID.pattern}$", message, MAX_ID)


def text_of(types: list[str], pattern: str, message: str, max_length: int = 0) -> JSON:
    """Return the schema of text, which editors may see as one of these types."""
    limit = {"maxLength": max_length} if max_length else {}
    return {"type": types, "pattern": pattern, "patternErrorMessage": message, **limit}


def without_code_marks(text: str) -> str:
    """Return a sentence without Markdown's marks for code, which editors would show."""
    return text.replace("`", "")
