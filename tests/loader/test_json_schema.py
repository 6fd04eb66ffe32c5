"""The JSON Schema agrees with the checker as far as a schema can: on keys, limits and formats."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from tests.loader.schema_places import (
    GUIDE,
    HERE,
    SEEN,
    UNSEEN,
    Codes,
    Wrap,
    each_key,
    fits,
    is_object,
    is_record,
    kind_of,
    parts,
    sample,
    seen_by_editor,
    validator,
    with_key,
    with_rule,
    without,
)
from wizard.loader.json_schema import schema_of
from wizard.loader.schema import (
    FILES,
    RESERVED,
)
from wizard.loader.schema_types import Field
from wizard.model.codes import CODES
from wizard.model.flow import MAX_ID, MAX_TEXT


@pytest.mark.parametrize("file", FILES)
def test_schema_is_draft_7_with_descriptions(file: str) -> None:
    """Editors know this version best; each key is explained in a sentence."""
    schema = schema_of(file)
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "$id" not in schema
    # Of the records, only these may have more keys: the ids of cases and of choices.
    assert all(
        part["additionalProperties"] is False or part["title"] in ("Cases", "Choices")
        for part in parts(schema)
        if is_record(part)
    )
    descriptions = 0
    for part in parts(schema):
        keys = [
            key
            for kind in ("properties", "patternProperties")
            for key in (part.get(kind) or {}).values()
        ]
        for key in keys:
            if "title" in part and key is not False:
                assert re.fullmatch(r"[A-Z][^`]+\.", key["description"]), key
                descriptions += 1
        if "enumDescriptions" in part:
            assert len(part["enum"]) == len(part["enumDescriptions"])
    assert descriptions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", True),
        ("12", True),
        ("1.5", True),
        ("no", True),
        ("2026-11-23", True),
        ("", False),
        ("[a]", False),
    ],
)
def test_schema_accepts_text_that_looks_like_another_type(text: str, expected: bool) -> None:
    """Every value is text for us, but an editor sees booleans and numbers."""
    document = seen_by_editor(f"{json.dumps(GUIDE)[:-1]}, summary: {text}\n}}")
    assert fits("flow", document) == expected


@each_key()
def test_checker_and_schema_accept_each_key(
    codes: Codes, file: str, name: str, wrap: Wrap, key: Field
) -> None:
    """The example of each key is valid, and a missing required key is reported by both."""
    document = wrap(with_key(name, key.name, sample(key.kind, key)))
    assert codes(file, document) & SEEN == set()
    assert fits(file, document)
    if key.required:
        lacking = wrap(without(sample(name), key.name))
        assert codes(file, lacking) & {"key-missing", "step-kind"}
        assert not fits(file, lacking)


@each_key(lambda key: key.kind in ("text", "Markdown"))
def test_schema_has_the_limit_of_each_text(file: str, name: str, wrap: Wrap, key: Field) -> None:
    """A text of just that length fits, and one more character does not."""
    limit = key.limit or MAX_TEXT
    assert fits(file, wrap(with_key(name, key.name, "a" * limit)))
    assert not fits(file, wrap(with_key(name, key.name, "a" * (limit + 1))))


@each_key(lambda key: key.kind == "number")
def test_checker_and_schema_have_the_same_limits_of_numbers(
    codes: Codes, file: str, name: str, wrap: Wrap, key: Field
) -> None:
    """The limit fits, a higher number and other text do not."""
    for value in (1, key.limit, 0, key.limit + 1, "many"):
        document = wrap(with_key(name, key.name, value))
        fine = value in (1, key.limit)
        assert fits(file, document) == fine, value
        assert (codes(file, document) & SEEN == set()) == fine, value


@each_key(lambda key: key.kind == "list of number" and key.max_items)
def test_checker_and_schema_have_the_same_limits_of_cut_points(
    codes: Codes, file: str, name: str, wrap: Wrap, key: Field
) -> None:
    """They agree on the number of cut points, and on the lowest and the highest one."""
    most = [*range(1, key.max_items + 1)]
    for value in (most, [1, key.limit], ["1", str(key.limit)]):
        assert fits(file, wrap(with_key(name, key.name, value))), value
        assert codes(file, wrap(with_key(name, key.name, value))) & SEEN == set(), value
    for value in ([*most, key.max_items + 1], [0], [key.limit + 1], ["many"], [1.5], [-1]):
        assert not fits(file, wrap(with_key(name, key.name, value))), value
        assert "form-cuts" in codes(file, wrap(with_key(name, key.name, value))), value


@each_key(lambda key: key.kind.startswith("table of ") and key.limit)
def test_checker_and_schema_have_the_same_limits_of_tables(
    codes: Codes, file: str, name: str, wrap: Wrap, key: Field
) -> None:
    """The checker reports one entry too many, at the number that the schema states."""
    most = [
        part["properties"][key.name]["maxProperties"]
        for part in parts(schema_of(file))
        if is_object(part, name)
    ]
    assert most == [key.limit]
    item = key.kind.removeprefix("table of ")
    many = {f"a{number}": sample(item) for number in range(key.limit + 1)}
    assert (
        codes(file, wrap(with_key(name, key.name, many))) & SEEN
        == {"step": {"flow-large"}, "event": {"events-many"}, "box": {"form-boxes"}}[item]
    )


@each_key(lambda key: key.min_items)
def test_checker_and_schema_refuse_empty_lists_and_tables(
    codes: Codes, file: str, name: str, wrap: Wrap, key: Field
) -> None:
    """Claims, dates and answers must have at least one entry."""
    document = wrap(with_key(name, key.name, type(sample(key.kind))()))
    assert codes(file, document) & SEEN
    assert not fits(file, document)


@each_key(
    lambda key: key.kind.startswith("table of ") and key.kind != "table of given answer"
)  # those are ids from elsewhere
def test_checker_and_schema_have_the_same_format_of_ids(
    codes: Codes, file: str, name: str, wrap: Wrap, key: Field
) -> None:
    """Characters, length and reserved names of the ids of a table are the same."""
    item = key.kind.removeprefix("table of ")
    reserved = "id-reserved" if item in RESERVED else ""
    word = RESERVED.get(item, ("map",))[0]
    ids = {"a" * MAX_ID: "", "a" * (MAX_ID + 1): "id-long", "A b": "id-letters", word: reserved}
    if item == "table column":  # its headings are no ids, and all its samples have `code`
        ids = {"a" * (MAX_ID + 1): "column-name", "A b": "column-name"}
    for name_of, code in ids.items():
        document = wrap(with_key(name, key.name, {name_of: sample(item)}))
        assert codes(file, document) & SEEN == ({code} if code else set()), name_of
        assert fits(file, document) == (not code), name_of


@pytest.mark.parametrize(
    ("file", "document", "code"),
    [
        ("sources", {"code": {"title": "The code", "checked": "20261123"}}, "shape-date"),
        ("site", {"banner": {"label": "News.", "to": "https://www.example.org/"}}, "target-form"),
        ("site", {"banner": {"label": "News.", "if": {"first": "yes"}}}, "key-unknown"),
        ("deadlines", with_rule({**sample("rule"), "claims": []}), ""),
        ("deadlines", with_rule({**without(sample("rule"), "note"), "claims": []}), "rule-basis"),
        ("changes", {"a": {**sample("change"), "kind": "list"}}, "change-basis"),
        ("changes", {"a": {**sample("change"), "kind": "law", "claims": []}}, "change-basis"),
    ],
    ids=["day", "banner-to", "banner-if", "rule", "rule-basis", "list-basis", "law-basis"],
)  # fmt: skip
def test_checker_and_schema_agree_on_corner_cases(
    codes: Codes, file: str, document: Any, code: str
) -> None:
    """An empty list supports nothing, dates have dashes, and a banner has no condition."""
    assert codes(file, document) & SEEN == ({code} if code else set())
    assert fits(file, document) == (not code)


def test_flow_without_steps_is_one_problem(codes: Codes) -> None:
    """Its start is not one of its steps, and nothing else is reported."""
    assert codes("flow", {**GUIDE, "steps": {}}) == {"target-unknown"}


def test_each_code_is_visible_to_schema_or_not() -> None:
    """A new code must be added to one of the two sets."""
    assert set(CODES) == SEEN | UNSEEN
    assert not SEEN & UNSEEN


def files(fixture: Path) -> list[Path]:
    """Return the files of a fixture that an editor can parse."""
    found = []
    for path in sorted(fixture.rglob("*.yaml")) if fixture.is_dir() else [fixture]:
        try:
            seen_by_editor(path.read_text("utf-8"))
            found.append(path)
        except (yaml.YAMLError, UnicodeDecodeError):
            pass
    return found


def stated(fixture: Path) -> set[str]:
    """Return the codes that a bad fixture states."""
    lines = (
        (fixture / "expected.txt" if fixture.is_dir() else fixture)
        .read_text("utf-8", "replace")
        .splitlines()
    )
    found = (re.match(r"(?:# |\S+ )([a-z-]+) \d+:\d+: ", line) for line in lines)
    return {match[1] for match in found if match}


@pytest.mark.parametrize("fixture", sorted((HERE / "bad").iterdir()), ids=lambda path: path.stem)
def test_schema_refuses_bad_fixture_if_it_can_see_the_problem(fixture: Path) -> None:
    """A fixture with a visible code does not fit, one with only other codes does."""
    readable = files(fixture)
    fitting = all(fits(kind_of(path), seen_by_editor(path.read_text("utf-8"))) for path in readable)
    if stated(fixture) & SEEN:
        assert not fitting
    elif readable and not stated(fixture) & {
        "file-empty",
        "yaml-depth",
    }:  # lists in lists, and nothing, fit nowhere
        assert fitting


@pytest.mark.parametrize("fixture", sorted((HERE / "fixed").iterdir()), ids=lambda path: path.stem)
def test_schema_accepts_fixed_fixture(fixture: Path) -> None:
    """All files of a fixed fixture fit."""
    for path in sorted(fixture.rglob("*.yaml")) if fixture.is_dir() else [fixture]:
        document = seen_by_editor(path.read_text("utf-8"))
        assert [error.message for error in validator(kind_of(path)).iter_errors(document)] == [], (
            path
        )
