"""An author's own text in the form that belongs in its place, for messages and fixes.

Text where a table or a list is expected usually has a clear meaning: under `next`, "Keep a copy."
is `{label: Keep a copy.}`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from wizard.loader.suggest import as_id
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.flow import MAX_ID
from wizard.model.problems import NOWHERE, Fix

MAX_FORM = 160  # characters of a form in a message
MAX_ENTRY = 80  # characters of the value of an entry in a message

# What a text is in a table of each of these records, and what else the table needs.
_TABLES = {
    "action": "{{label: {}}}",
    "pointer": "{{label: {}}}",
    "banner": "{{label: {}}}",
    "answer": "{{label: {}, to: ...}}",
    "box": "{}",
    "edge": "{{to: {}}}",
    "claim": "{{level: ..., text: {}}}",
    "shared claim": "{{level: ..., text: {}}}",
    "own claim": "{{level: ..., text: {}}}",
    "outcome claim": "{{level: ..., text: {}}}",
    "listed claim": "{{level: ..., text: {}}}",
    "source": "{{title: {}}}",
}

_LABELS = ("label", "title", "ask", "outcome")  # keys whose text can become an id

_SCALARS = ("text", "id", "number")  # kinds of items that no table can be

# Text that means the same with and without quotes inside braces.
_PLAIN = re.compile(r"[^\W_][^\[\]{},:?#\"\n]*")


def inline(node: Node) -> str:
    """Return a node on one line, with braces and brackets."""
    if isinstance(node, ScalarNode):
        return quoted(" ".join(node.text.split()))
    if isinstance(node, MappingNode):
        return f"{{{', '.join(f'{quoted(key.text)}: {inline(value)}' for key, value in node)}}}"
    return f"[{', '.join(map(inline, node.items))}]"


def quoted(text: str) -> str:
    """Return a text as it can be written inside braces: in double quotes if it needs them."""
    if _PLAIN.fullmatch(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def in_quotes(text: str) -> str:
    """Return a text in double quotes, or in single ones if double ones would change it."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def described(node: Node) -> str:
    """Return what a node is, in words for a message."""
    if not isinstance(node, ScalarNode):
        return "a list" if isinstance(node, SequenceNode) else "a table"
    return f'text "{node.text:.40}"' if node.text else "nothing"


def as_table(node: Node, record: str) -> str:
    """Return a node as a table of a record; empty text if that is not clear."""
    if isinstance(node, MappingNode):
        return inline(node)
    if record in _TABLES and isinstance(node, ScalarNode) and node.text.strip():
        is_url = record == "source" and "://" in node.text
        return ("{{title: ..., url: {}}}" if is_url else _TABLES[record]).format(inline(node))
    return ""


def is_certain_table(node: Node, record: str) -> bool:
    """Return whether a text can only be what `as_table` makes of it."""
    # What to do is a sentence. A single word may be a target.
    is_sentence = isinstance(node, ScalarNode) and " " in node.text.strip()
    return is_sentence and record in ("action", "pointer")


def as_entry(node: Node, record: str) -> str:
    """Return an item of a list as an entry of a table, with an id that the item has or implies."""
    if isinstance(node, MappingNode) and node.entries:
        key, value = next(iter(node))
        is_named = isinstance(value, ScalarNode) and key.text in ("id", "name", *_LABELS)
        # With a dash before the id: "- late: ..." or "- late:" with the keys below.
        if not is_named:
            form = inline(value) if len(node.entries) == 1 else "..."
            return f"{key.text}: {form if len(form) <= MAX_ENTRY else '...'}"
        name = value.text if isinstance(value, ScalarNode) else ""
    else:
        name = node.text if isinstance(node, ScalarNode) else ""
    words = as_id(name)[:MAX_ID].strip("-")
    form = as_table(node, record) or "..."
    return f"{words}: {form if len(form) <= MAX_ENTRY else '...'}" if words else ""


def with_key(table: MappingNode, old: str, new: str) -> MappingNode:
    """Return a table in which one key has another name."""
    entries = {
        new if name == old else name: (replace(key, text=new) if name == old else key, value)
        for name, (key, value) in table.entries.items()
    }
    return replace(table, entries=entries)


def with_missing(table: MappingNode, missing: list[str], known: Collection[str]) -> str:
    """Return a table in braces with keys that it lacks; empty text if it is not in braces.

    Keys that are not known are left out: they are reported, and the form must be valid.
    """
    if table.end == NOWHERE:
        return ""
    parts = [f"{name}: ..." for name in missing if name != "to"]
    parts += [f"{key.text}: {inline(value)}" for key, value in table if key.text in known]
    # The label is first in every example, and the target is last.
    parts += [f"{name}: ..." for name in missing if name == "to"]
    return f"{{{', '.join(parts)}}}"


def as_list(node: Node, items: str) -> str:
    """Return a node as a list whose items are of a kind; empty text if that is not clear."""
    if items in _TABLES or isinstance(node, MappingNode):
        form = as_table(node, items)
        return f"[{form}]" if form and items not in _SCALARS else ""
    if isinstance(node, SequenceNode) or not 0 < len(node.text.strip()) <= MAX_FORM:
        return ""
    # Ids and numbers contain no comma, so a comma is between two of them.
    is_text = items == "text"
    parts = [node.text] if is_text else re.split(r"[,;]| and ", node.text)
    return f"[{', '.join(quoted(part.strip()) for part in parts if part.strip())}]"


def write(form: str) -> str:
    """Return the end of a message that shows a form, or empty text if there is none."""
    return f"; write {form}" if 0 < len(form) <= MAX_FORM else ""


def replacement(node: Node, text: str) -> Fix | None:
    """Return the fix that writes a text in place of a node, or None if that takes more care.

    A node on several lines may have comments, and one without quotes or brackets around it may
    end in spaces.
    """
    if not text or node.end.line != node.location.line:
        return None
    return Fix(node.location, node.end, text)


def under_if(key: ScalarNode, value: Node) -> tuple[str, Fix | None]:
    """Return the question and answer of a condition under `if`, and the fix that writes it."""
    form = f"if: {{{key.text}: {inline(value)}}}"
    fix = replacement(value, form)
    return form, replace(fix, start=key.location) if fix else None


def renamed(node: ScalarNode, name: str) -> Fix | None:
    """Return the fix that writes another name in place of a scalar, in the same quotes."""
    return replacement(node, f"{node.style}{name}{node.style}")
