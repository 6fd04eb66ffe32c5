"""How well nodes fit the schema: the judge of what a file with a mistake was meant to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from wizard.loader import yaml_nodes
from wizard.loader.schema import FILES
from wizard.loader.structure import kind_of_file, misfits

SHIPPED = [
    path
    for folder in (ROOT / "flows", *(ROOT / "examples").iterdir())
    for path in folder.rglob("*.yaml")
]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(ROOT)))
def test_shipped_file_fits(path: Path) -> None:
    """A valid file has no misfits."""
    table = yaml_nodes.parse(path.read_text("utf-8"), str(path), [])
    assert table
    assert misfits(table, kind_of_file(path)) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("title: A\ntitel: B\n", ["2:1"]),
        ("steps:\n  a:\n    ask: x\n    b: {outcome: c}\n", ["4:5"]),
        ("steps: [a]\n", ["1:8"]),
        ("steps:\n  a:\n", ["2:5"]),
        ("steps:\n  a: {ask: x, yes: to b}\n", ["2:20"]),
        ("steps:\n  a: {ask: x, yes: [{to: b}, c]}\n", ["2:30"]),
        ("steps:\n  a: {ask: x, answers: {one: {label: x}}}\n", ["2:30"]),
        ("steps:\n  a: {ask: x, answers: {yes: b, One: {label: x, to: b}}}\n", ["2:33"]),
        (
            "steps:\n  a: {outcome: x, claims: [b, {level: [x], text: x}, {txt: x}]}\n",
            ["2:39", "2:54"],
        ),
        ("steps:\n  a: {ask: x, yes: [{if: {b: c, not: d}, to: e}]}\n", ["2:38"]),
        ("steps:\n  a: {ask: x, yes: [{if: {any: [{}, {b: [c]}]}, to: e}]}\n", ["2:33"]),
        ("steps:\n  a: {ask: x, yes: [{if: {b: {from: 1, below: 5}}, to: e}]}\n", []),
        ("steps:\n  a: {ask: x, yes: [{if: {b: {from: 1, under: 5}}, to: e}]}\n", ["2:40"]),
    ],
)
def test_misfit_is_where_a_node_contradicts_the_schema(text: str, places: list[str]) -> None:
    """Unknown and missing keys, other shapes, and texts that cannot be names."""
    table = yaml_nodes.parse(text, "x", [])
    assert table
    assert [f"{each.line}:{each.column}" for each in misfits(table, "flow")] == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("claims: [{level: '{state.level}', text: x, cite: '{state.cite}'}]", []),
        ("says: [{if: {state.days: empty}, text: x}, {text: x}]", []),
        ("says: [{if: {state.days: empty}, text: x}, {txt: x}]", ["4:11"]),
        ("says: [x]", ["4:11"]),
        ("if: {any: [{state.days: empty}, {not: {state.kind: none}}]}", []),
        ("if: {days: none}", ["4:5"]),
        ("if: {state.days: [a b]}", ["4:23"]),
        ("claims: [{level: unknown, text: [{text: x}]}]", []),
    ],
)
def test_template_fits(text: str, places: list[str]) -> None:
    """Columns, conditions on them and texts for some rows are no misfits."""
    table = yaml_nodes.parse(f"steps:\n  a:\n    outcome: x\n    {text}\n", "x", [])
    assert table
    assert [f"{each.line}:{each.column}" for each in misfits(table, "flow")] == places


def test_letter_of_rows_fits() -> None:
    """Lists of a letter can have texts that only some rows have."""
    text = "body: [a, {if: {state.days: empty}, text: b}]\nafter: [{if: {state.a: b}, text: c}]\n"
    table = yaml_nodes.parse(text, "x", [])
    assert table
    assert misfits(table, "letter") == []


def test_kind_follows_from_the_name() -> None:
    """Each kind of file is found by its path, and any other file is a flow."""
    for name, file in FILES.items():
        path = Path("flows", file.path.replace(f"<{name}>", "x").replace("<flow>", "x"))
        assert kind_of_file(path) == file.kind, path
