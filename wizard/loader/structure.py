"""Where nodes contradict the schema: keys in the wrong table, text instead of a table, and so on.

Reports nothing, as the readers do that in the words of authors. It only says how well nodes fit,
so that `recovery.py` can compare several ways to read a file that has a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from wizard.loader.schema import (
    CHOICES,
    FILES,
    RECORD_TYPES,
    SHARED,
    TABLE_KEYS,
    UNIONS,
    USUAL_ANSWERS,
)
from wizard.loader.schema_tables import TABLES
from wizard.loader.tables import PLACEHOLDER
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.flow import ID
from wizard.model.letters import LETTERS
from wizard.model.problems import Location

# Of the kinds that are neither text nor one of a few words. The readers know the exact forms.
_NAME = re.compile(r"[\w./-]+")

_FREE = ("text", "Markdown", "box", "address", "place", "holiday date", "closing date", "origin")


def kind_of_file(path: Path) -> str:
    """Return the kind of the table in a file, which follows from its name."""
    by_folder = {LETTERS: "letter", "cases": "cases", TABLES: "table"}
    name = by_folder.get(path.parent.name) or (path.stem if path.stem in SHARED else "flow")
    return FILES[name].kind


def misfits(table: MappingNode, kind: str) -> list[Location]:
    """Return where a file's table contradicts the schema of its kind, in the order of the file."""
    # Missing keys of the file itself do not mean that a line is in the wrong place.
    found = _in_record(table, kind, complete=False) if kind in RECORD_TYPES else _in(table, kind)
    return sorted(found)


def _in(node: Node, kind: str) -> Iterator[Location]:
    """Yield the misfits of a node that should be of a kind."""
    # In a template, the value of a row can be anything, and a text can be in other words.
    if isinstance(node, ScalarNode) and PLACEHOLDER.search(node.text):
        return
    if kind in ("text", "Markdown") and isinstance(node, SequenceNode) and node.items:
        if not all(map(_is_text_for_rows, node.items)):
            yield node.location
    elif kind.startswith("list of "):
        if not isinstance(node, SequenceNode):
            yield node.location
        else:
            for item in node.items:
                yield from _in(item, kind.removeprefix("list of "))
    elif kind.startswith("table of "):
        yield from _in_table(node, kind.removeprefix("table of "))
    elif kind == "condition":
        yield from _in_condition(node)
    elif kind in RECORD_TYPES:
        yield from _in_record(node, kind)
    elif kind in UNIONS:
        yield from _in_union(node, kind)
    elif not isinstance(node, ScalarNode) or not _is_text_of(kind, node.text.strip()):
        yield node.location


def _is_text_of(kind: str, text: str) -> bool:
    """Return whether a text can be of a simple kind."""
    if kind in CHOICES:
        return text in CHOICES[kind]
    return bool(text) if kind in _FREE else bool(_NAME.fullmatch(text))


def _in_table(node: Node, kind: str) -> Iterator[Location]:
    if not isinstance(node, MappingNode):
        yield node.location
        return
    has_ids = TABLE_KEYS.get(kind, "id") == "id"
    for key, value in node:
        if has_ids and not ID.fullmatch(key.text):
            yield key.location
        # The usual answers need no label, under `answers` too.
        is_usual = kind == "answer" and key.text in USUAL_ANSWERS
        yield from _in(value, "usual answer" if is_usual else kind)


def _in_record(node: Node, kind: str, complete: bool = True) -> Iterator[Location]:
    if not isinstance(node, MappingNode):
        yield node.location
        return
    kinds, required, rest = _keys(kind)
    for key, value in node:
        if key.text in kinds:
            yield from _in(value, kinds[key.text])
        elif key.text == "if" and _is_about_rows(value):
            yield from _in_condition(value)
        elif rest:
            yield from _in(value, rest)
        else:
            yield key.location
    for name in required if complete else ():
        if name not in node.entries:
            yield node.location


@cache
def _keys(record: str) -> tuple[dict[str, str], tuple[str, ...], str]:
    """Return the kinds of a record's keys, the required ones, and the kind of all other keys."""
    keys, rest = RECORD_TYPES[record].keys, RECORD_TYPES[record].rest
    required = tuple(key.name for key in keys if key.required)
    return {key.name: key.kind for key in keys}, required, rest.kind if rest else ""


def _in_union(node: Node, kind: str) -> Iterator[Location]:
    """Yield the misfits of a node for the first of several kinds that it looks like."""
    if _is_text_for_rows(node):
        return
    for option in UNIONS[kind].kinds:
        if isinstance(node, MappingNode):
            # The first required key of a record says which one is meant.
            if option in RECORD_TYPES and _keys(option)[1][0] in node.entries:
                yield from _in_record(node, option)
                return
        elif isinstance(node, SequenceNode) == option.startswith("list of ") and (
            option not in RECORD_TYPES
        ):
            yield from _in(node, option)
            return
    yield node.location


def _is_text_for_rows(node: Node) -> bool:
    """Return whether a node is a text of a template that only some rows have."""
    return isinstance(node, MappingNode) and {"text"} <= {*node.entries} <= {"if", "text"}


def _is_about_rows(condition: Node) -> bool:
    """Return whether a condition looks at a column, so that it can be in any table."""
    if isinstance(condition, SequenceNode):
        return any(map(_is_about_rows, condition.items))
    return isinstance(condition, MappingNode) and any(
        "." in key.text or _is_about_rows(value) for key, value in condition
    )


def _in_condition(node: Node) -> Iterator[Location]:
    if not isinstance(node, MappingNode) or not node.entries:
        yield node.location
        return
    for key, value in node:
        if key.text == "not":
            yield from _in_condition(value)
        elif key.text == "any":
            yield from (
                place
                for item in (value.items if isinstance(value, SequenceNode) else (value,))
                for place in _in_condition(item)
            )
        elif isinstance(value, MappingNode):
            # Cut points: `{below: 500}`.
            yield from (bound.location for bound, _ in value if bound.text not in ("from", "below"))
        else:
            yield from _in(value, "list of id" if isinstance(value, SequenceNode) else "id")
