"""Samples of each place of a file, and what an editor sees, for the tests of the JSON Schema."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from wizard.loader.json_schema import schema_of
from wizard.loader.schema import (
    FILES,
    FORMS,
    RECORD_TYPES,
    SHARED,
    SIMPLE,
    TABLE_KEYS,
    UNIONS,
    USUAL_ANSWERS,
    field_of,
    keys_of,
)
from wizard.loader.schema_types import Field

HERE = Path(__file__).parent
Wrap = Callable[[Any], Any]
Codes = Callable[[str, Any], set[str]]

GUIDE: dict[str, Any] = {
    "title": "A guide",
    "start": "first",
    "steps": {
        "first": {"ask": "Is it so?", "yes": "done", "no": "done", "unsure": "done"},
        "done": {"outcome": "Done", "claims": [{"level": "unknown", "text": "Nothing is known."}]},
    },
}


TABLE: dict[str, Any] = {
    "row": "state",
    "id": "code",
    "name": "code",
    "columns": {"code": {"kind": "text"}},
}


# Every code is in one of these sets: what a schema can find too, and what only `wizard check` can.
SEEN = {
    "answers-twice",
    "calendar-day",
    "calendar-empty",
    "calendar-twice",
    "change-basis",
    "column-choices",
    "column-name",
    "event-dates",
    "events-many",
    "flow-large",
    "form-boxes",
    "guard-empty",
    "guard-missing",
    "id-letters",
    "id-long",
    "id-reserved",
    "key-missing",
    "key-unknown",
    "language-unknown",
    "name-unknown",
    "office-contact",
    "page-kind",
    "promise-kind",
    "question-answers",
    "rule-basis",
    "rule-count",
    "shape-address",
    "shape-date",
    "shape-flag",
    "shape-list",
    "shape-number",
    "shape-origin",
    "shape-table",
    "shape-text",
    "step-kind",
    "target-contact",
    "target-form",
    "text-long",
    "text-missing",
    "topic-number",
    "yaml-shape",
}


UNSEEN = {
    # Files and YAML itself: editors do not read folders and encodings, and have their own parser.
    "file-empty", "file-encoding", "file-kind", "file-name", "file-size", "file-unread",
    "file-unreadable", "folder-empty", "folder-large", "folder-unreadable", "yaml-alias",
    "yaml-depth", "yaml-document", "yaml-key", "yaml-repeated-key", "yaml-syntax", "yaml-tab",
    "yaml-tag",
    # Ids that are somewhere else, in this file or another.
    "blank-brace", "blank-lines", "blank-repeated", "blank-today", "blank-unknown", "blank-unused",
    "case-answer", "case-first", "case-flow", "case-outcome", "case-question", "case-row",
    "case-unfinished", "case-unused", "case-unwalked", "claim-unknown", "claim-unused",
    "flow-unknown", "moved-alive", "office-unknown", "office-unused", "promise-broken",
    "promise-step", "rule-state", "source-title",
    "source-unknown", "source-unused", "target-unknown", "topic-repeated", "topic-unanswered",
    "topic-unknown",
    # The levels of the guide, and whether its outcomes need claims.
    "claim-imported", "claim-source", "level-unknown", "outcome-claims",
    # The graph.
    "answer-unsure", "label-twice", "caution-passed", "caution-question", "flow-cycle",
    "flow-unreachable", "form-cuts",
    "guard-answer", "guard-dead", "guard-early", "guard-gap", "guard-many", "guard-never",
    "guard-question", "guard-sensitive", "part-never", "target-past",
    # Texts.
    "text-braces", "text-code", "text-cut", "text-encoding", "text-invisible", "text-link",
    "text-markdown", "text-quote", "text-unfinished",
    # Words, dates and languages.
    "catalog-broken", "interface-missing", "interface-placeholders", "review-due",
    "synonym-alone", "synonym-language", "synonym-repeated", "title-long", "title-twice",
    "translation-fuzzy", "translation-missing", "word-unwanted",
    "words-acronym", "words-capitals", "words-grade", "words-link", "words-sentence",
    "words-term",
    # The cells of tables, and what templates make of them.
    "cell-empty", "cell-value", "column-unknown", "column-value", "row-id", "row-moved", "row-text",
    "table-csv", "table-files", "table-large", "table-unknown", "translation-columns",
    "translation-differs",
    # Comments.
    "allow-problem", "allow-reason", "allow-unknown", "allow-unused",
}  # fmt: skip


class Editor(yaml.CSafeLoader):
    """YAML as an editor reads it, by the core schema of YAML 1.2.

    `yes` and 2026-11-23 are text; true, 1 and ~ are not.
    """

    # The name is PyYAML's own.
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", [*"tTfF"]),
    ("int", r"[-+]?[0-9]+", [*"-+0123456789"]),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", [*"-+.0123456789"]),
):
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)


def seen_by_editor(text: str) -> Any:
    """Return a YAML text as an editor sees it, with keys that are always text."""

    def named(node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key if isinstance(key, str) else json.dumps(key): named(part)
                for key, part in node.items()
            }
        return [named(part) for part in node] if isinstance(node, list) else node

    return named(yaml.load(text, Loader=Editor))  # noqa: S506  # a SafeLoader


@cache
def validator(file: str) -> Draft7Validator:
    """Return the validator of a kind of file."""
    return Draft7Validator(schema_of(file))


def fits(file: str, document: Any) -> bool:
    """Return whether the schema accepts a document."""
    return bool(validator(file).is_valid(document))


def kind_of(path: Path) -> str:
    """Return the kind of a file by its path."""
    # The fixture of `file-unread` has a letter in a folder with the wrong name.
    folders = {"letters": "letter", "letter": "letter", "cases": "cases", "tables": "table"}
    return folders.get(path.parent.name) or (path.stem if path.stem in SHARED else "flow")


def sample(kind: str, key: Field | None = None) -> Any:
    """Return the smallest value of a kind that has a valid shape."""
    if kind.startswith("list of "):
        return [sample(kind.removeprefix("list of "), key)]
    if kind.startswith("table of "):
        return {entry(kind): sample(kind.removeprefix("table of "), key)}
    if kind == "condition":
        return {"first": "yes"}
    if kind in SIMPLE:
        return (key and key.example) or SIMPLE[kind]
    if kind in UNIONS:
        return sample(UNIONS[kind].kinds[0], key)
    # What a record needs besides its required keys: answers, a basis, a contact, or a text.
    needed: dict[str, dict[str, Any]] = {
        "outcome": {"claims": [sample("own claim")]} if kind == "outcome" else {},
        "question": dict.fromkeys(USUAL_ANSWERS, "done"),
        "rule": {"note": "Advice."},
        "office": {"phone": "555-0100"},
        "page": {"text": "Read this."},
        "promise": {"can": {"reach": "done"}},
    }
    more = needed.get(kind, {})
    return {
        each.name: sample(each.kind, each) for each in RECORD_TYPES[kind].keys if each.required
    } | more


def entry(kind: str) -> str:
    """Return a key for a kind of table."""
    return {"number": "1", "column": "code"}.get(
        TABLE_KEYS.get(kind.removeprefix("table of "), ""), "first"
    )


def holders(kind: str, wrap: Wrap, seen: set[str]) -> Iterator[tuple[str, Wrap]]:
    """Yield every record below a kind once, with a function that puts it into a document."""
    if kind.startswith("list of "):
        yield from holders(kind.removeprefix("list of "), lambda part: wrap([part]), seen)
    elif kind.startswith("table of "):
        yield from holders(
            kind.removeprefix("table of "), lambda part: wrap({entry(kind): part}), seen
        )
    elif kind in UNIONS:
        for way in UNIONS[kind].kinds:
            yield from holders(way, wrap, seen)
    elif kind in RECORD_TYPES and kind not in seen:
        seen.add(kind)
        yield kind, wrap
        for key in RECORD_TYPES[kind].keys:
            yield from holders(key.kind, below(wrap, kind, key.name), seen)
        rest = RECORD_TYPES[kind].rest
        if rest and rest.name == "id":
            yield from holders(rest.kind, lambda part: wrap({"first": part}), seen)


def below(wrap: Wrap, name: str, key: str, put: Wrap = lambda part: part) -> Wrap:
    """Return a function that puts a value under a key of a record, and that into a document."""
    return lambda part: wrap(with_key(name, key, put(part)))


def in_list(put: Wrap) -> Wrap:
    """What puts something into a list."""
    return lambda part: [put(part)]


def with_key(kind: str, name: str, value: Any) -> dict[str, Any]:
    """Return the sample of a record with one more key, or another value of one."""
    table = sample(kind)
    if kind == "question" and name in ("answers", "none", "to", *FORMS):
        table = {key: part for key, part in table.items() if key not in USUAL_ANSWERS}
    if kind == "question" and name in ("none", "to", *FORMS):
        form = name if name in FORMS else "tick"
        table |= {form: sample(field_of(kind, form).kind), "to": "done"}
        table |= {"none": "None of these"} if form == "tick" else {}
    if name == "to" and kind == "page":
        table = without(table, "text")
    if kind == "promise" and name != "note":
        table = {}
    if name == "when":  # words for a condition, so there must be one
        table["if"] = sample("condition")
    if name == "table" and "index" in keys_of(kind):
        table["index"] = sample("index")
    if name == "index" or (kind == "topic" and name == "each"):
        table["table"] = "states"
    if kind == "topic" and name == "table":
        table["each"] = [sample("claim")]
    if kind == "table column" and name == "choices":
        table["kind"] = "choice"
    if kind == "table column" and name == "kind" and value == "choice":
        table["choices"] = sample("choices")
    return {**table, name: value}


def without(table: dict[str, Any], gone: str) -> dict[str, Any]:
    """Return a table without one of its keys."""
    return {key: value for key, value in table.items() if key != gone}


def with_rule(rule: dict[str, Any]) -> dict[str, Any]:
    """Return the sample of deadlines with this rule."""
    return with_key("deadlines", "events", {"a": with_key("event", "dates", [rule])})


PLACES = [
    (file, name, wrap)
    for file in FILES
    for name, wrap in holders(FILES[file].kind, lambda part: part, set())
]


KEYS = [(file, name, wrap, key) for file, name, wrap in PLACES for key in RECORD_TYPES[name].keys]


def each_key(where: Callable[[Field], object] = lambda key: True) -> pytest.MarkDecorator:
    """Run a test for each key of each record of each file, or for some of them."""
    found = [
        (f"{file}-{name}-{key.name}", file, name, wrap, key)
        for file, name, wrap, key in KEYS
        if where(key)
    ]
    return pytest.mark.parametrize(
        ("file", "name", "wrap", "key"), [pytest.param(*rest, id=id) for id, *rest in found]
    )


def is_record(part: dict[str, Any]) -> bool:
    """Return whether a part of a schema is a record with known keys."""
    return "properties" in part and part.get("title", "Condition") != "Condition"


def is_object(part: dict[str, Any], name: str) -> bool:
    """Return whether a part of a schema is the record of this name."""
    return part.get("title") == name.capitalize() and "properties" in part


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every table in a schema."""
    if isinstance(node, dict):
        yield node
        for part in node.values():
            yield from parts(part)
    elif isinstance(node, list):
        for part in node:
            yield from parts(part)
