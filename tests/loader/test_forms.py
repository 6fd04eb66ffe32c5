"""An author's text in another form: one line of YAML that means what it says."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from wizard.loader import forms
from wizard.loader.yaml_nodes import Node, ScalarNode, parse
from wizard.model.problems import Fix, Location, Problem


def value(text: str) -> Node:
    """Return a node for a value written in YAML."""
    problems: list[Problem] = []
    table = parse(f"key: {text}", "x.yaml", problems)
    assert table
    assert not problems
    node = table.get("key")
    assert node
    return node


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" ")))
def test_quoted_text_keeps_its_meaning_in_braces(text: str) -> None:
    """Any text in one line is read back as it was, apart from spaces around it."""
    text = text.strip()
    document = f"{{key: {forms.quoted(text)}, other: x}}"
    assert yaml.load(document, yaml.BaseLoader) == {"key": text, "other": "x"}  # noqa: S506


@pytest.mark.parametrize(
    ("text", "record", "form"),
    [
        ("Keep a copy.", "action", "{label: Keep a copy.}"),
        ("'Call us: now'", "action", '{label: "Call us: now"}'),
        ("We do not know.", "own claim", "{level: ..., text: We do not know.}"),
        ("The code", "source", "{title: The code}"),
        ("https://example.org/", "source", '{title: ..., url: "https://example.org/"}'),
        ("{label: A, to: b}", "action", "{label: A, to: b}"),
        ("[a]", "action", ""),
        ("''", "action", ""),
        ("text", "flow", ""),
    ],
)
def test_as_table(text: str, record: str, form: str) -> None:
    """Text becomes the table of a record that has a place for it."""
    assert forms.as_table(value(text), record) == form


@pytest.mark.parametrize(
    ("text", "items", "form"),
    [
        ("law", "id", "[law]"),
        ("law, code", "id", "[law, code]"),
        ("3 and 4", "number", "[3, 4]"),
        ("One, two", "text", '["One, two"]'),
        ("Keep a copy.", "action", "[{label: Keep a copy.}]"),
        ("{label: A}", "action", "[{label: A}]"),
        ("{a: b}", "id", ""),
        ("''", "id", ""),
    ],
)
def test_as_list(text: str, items: str, form: str) -> None:
    """Ids and numbers are separated at commas, and other text is one item."""
    assert forms.as_list(value(text), items) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("{label: A letter, to: sent}", "a-letter: {label: A letter, to: sent}"),
        ("{letter: {label: A letter}}", "letter: {label: A letter}"),
        ("{id: letter, label: A letter}", "letter: {id: letter, label: A letter}"),
        ("A letter", "a-letter: {label: A letter, to: ...}"),
        (f"{{letter: {'x' * 81}}}", "letter: ..."),
        ("[a]", ""),
        ("14", ""),
    ],
)
def test_as_entry(text: str, form: str) -> None:
    """An item of a list becomes an entry with the id that it has, or one from its label."""
    assert forms.as_entry(value(text), "answer") == form


def test_replacement_keeps_the_quotes_of_a_name() -> None:
    """The fix writes a name in the same quotes, and nothing over several lines."""
    node = value("'lat'")
    assert isinstance(node, ScalarNode)
    start, end = Location("x.yaml", 1, 6), Location("x.yaml", 1, 11)
    assert forms.renamed(node, "late") == Fix(start, end, "'late'")
    folded = value(">\n  lat\n")
    assert isinstance(folded, ScalarNode)
    assert forms.renamed(folded, "late") is None


def test_write_leaves_out_long_forms() -> None:
    """A message is not longer than a few lines."""
    assert forms.write("x" * forms.MAX_FORM) == "; write " + "x" * forms.MAX_FORM
    assert forms.write("x" * (forms.MAX_FORM + 1)) == ""
    assert forms.write("") == ""
