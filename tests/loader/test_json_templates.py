"""The JSON Schema of templates: editors accept what the loader accepts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.loader.schema_places import fits, kind_of, sample, seen_by_editor, validator
from wizard.loader.schema import FILES

FOLDERS = [ROOT / "flows", *sorted((ROOT / "examples").iterdir())]
SHIPPED = [path for folder in FOLDERS for path in sorted(folder.rglob("*.yaml"))]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(ROOT)))
def test_schema_accepts_shipped_file(path: Path) -> None:
    """The templates of the guides fit, and all their other files."""
    document = seen_by_editor(path.read_text("utf-8"))
    assert [error.message for error in validator(kind_of(path)).iter_errors(document)] == []


# Each is a step, whether it may be in a template, and whether it may be in any other flow.
STEPS = [
    ({"outcome": "{state.name}"}, True, True),  # text can be anything; `wizard check` warns
    ({"outcome": [{"if": {"state.days": "empty"}, "text": "A"}, {"text": "B"}]}, True, False),
    ({"outcome": [{"if": {"first": "yes"}, "text": "A"}, {"text": "B"}]}, False, False),
    ({"outcome": [{"if": {"state.days": "empty"}}]}, False, False),
    ({"outcome": ["A", "B"]}, False, False),
    ({"outcome": []}, False, False),
    ({"outcome": "A", "if": {"state.days": "empty"}}, True, False),
    ({"outcome": "A", "if": {"not": {"state.days": [1, 2]}}}, True, False),
    ({"outcome": "A", "if": {"any": [{"state.a_b": "x y"}, {"state.c-d": True}]}}, True, False),
    ({"outcome": "A", "if": {"first": "yes"}}, False, False),
    ({"outcome": "A", "if": {"state.Days": "empty"}}, False, False),
    ({"outcome": "A", "if": {}}, False, False),
    ({"outcome": "A", "offices": "{state.office}"}, True, False),
    ({"outcome": "A", "next": [{"label": "B", "to": "{state.page}"}]}, True, False),
    ({"outcome": "A", "next": [{"label": "B", "to": "{ state.page }"}]}, False, False),
    ({"outcome": "A", "next": [{"label": "B", "if": {"first": "yes", "state.a": 1}}]}, True, False),
    ({"outcome": "A", "next": [{"label": "B", "if": {"first": "yes"}}]}, True, True),
    ({"outcome": "A", "claims": [{"level": "{state.level}", "text": "B"}]}, True, False),
    ({"outcome": "A", "claims": [{"level": "law", "text": "B", "cite": "{state.x}"}]}, True, False),
    (
        {"outcome": "A", "claims": [{"level": "law", "text": "B", "cite": ["a", "{state.x}"]}]},
        True,
        False,
    ),
    ({"outcome": "A", "table": "states"}, False, False),
    (
        {"ask": "A", "answers": {"one": {"label": "B", "to": "done", "if": {"state.a": "b"}}}},
        True,
        False,
    ),
    ({"ask": "A", "yes": [{"if": {"state.a": "b"}, "to": "done"}], "unsure": "done"}, True, False),
    ({"ask": {"state.name": None}, "unsure": "done"}, False, False),
]


@pytest.mark.parametrize(("step", "in_template", "elsewhere"), STEPS)
def test_schema_accepts_columns_in_templates_only(
    step: dict[str, Any], in_template: bool, elsewhere: bool
) -> None:
    """Values, conditions and texts for some rows fit a flow with a table, and no other."""
    flow = {"title": "A", "start": "done", "steps": {"done": step}}
    template = {**flow, "table": "states", "index": {"title": "All"}}
    assert (fits("flow", template), fits("flow", flow)) == (in_template, elsewhere)


@pytest.mark.parametrize("file", ["flow", "letter"])
def test_table_and_index_need_each_other(file: str) -> None:
    """A template needs the page that lists its rows, and only a template has rows."""
    plain = sample(FILES[file].kind)
    table, index = {"table": "states"}, {"index": {"title": "All"}}
    assert fits(file, plain)
    assert fits(file, {**plain, **table, **index})
    assert not fits(file, {**plain, **table})
    assert not fits(file, {**plain, **index})


def test_text_of_letter_can_be_for_some_rows() -> None:
    """Paragraphs, items of lists, lines of the address and remarks can have a condition."""
    row = {"if": {"state.days": "empty"}, "text": "A"}
    letter = {
        **sample("letter"),
        "to": [row],
        "body": [row, ["B", row]],
        "before": [row, {"label": "B", "if": {"state.days": 1}}],
        "blanks": {"name": {"label": "B", "if": {"state.days": "empty"}}},
    }
    assert fits("letter", {**letter, "table": "states", "index": {"title": "All"}})
    assert not fits("letter", letter)


def test_claim_can_be_template() -> None:
    """A claim of claims.yaml with a table is one for each row, and has no page that lists them."""
    claim = {"level": "{state.level}", "text": "A", "if": {"state.days": "empty"}}
    assert fits("claims", {"days": {**claim, "table": "states"}})
    assert not fits("claims", {"days": claim})
    assert not fits("claims", {"days": {**claim, "table": "states", "index": {"title": "All"}}})


def test_what_topic_says_of_each_row_is_template() -> None:
    """The list is filled in for each row, and the rest of the topic is not."""
    claim = {"level": "{state.level}", "text": "A", "if": {"state.days": "empty"}}
    topic = {"ask": "A", "table": "states", "each": [claim, "days"]}
    assert fits("topics", {"1": topic})
    assert not fits("topics", {"1": {**topic, "claims": [claim]}})
    assert not fits("topics", {"1": {"ask": "A", "each": [claim]}})


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ({"kind": "text", "required": True, "languages": True}, True),
        ({"kind": "url", "languages": True}, True),
        ({"kind": "number", "languages": True}, False),
        ({"kind": "choice", "choices": {"10-days": "ten days", "no": "none"}}, True),
        ({"kind": "choice", "choices": {"empty": "nothing"}}, False),
        ({"kind": "choice", "choices": {"Ten days": "ten days"}}, False),
        ({"kind": "choice"}, False),
        ({"kind": "text", "choices": {"a": "b"}}, False),
        ({"kind": "boolean"}, False),
    ],
)
def test_schema_knows_what_columns_can_be(column: dict[str, Any], expected: bool) -> None:
    """Only a choice has choices, and only texts have other languages."""
    table = {"row": "state", "id": "code", "name": "code", "columns": {"code": column}}
    assert fits("table", table) == expected
