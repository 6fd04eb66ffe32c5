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
from typing import Any

from wizard.loader.json_records import SchemaWriter
from wizard.loader.json_scalars import JSON, without_code_marks
from wizard.loader.json_templates import ROW_CONDITION, ROW_TEXT, TemplateWriter
from wizard.loader.schema import FILES, RECORD_TYPES, UNIONS


def schema_of(file: str) -> JSON:
    """Return the JSON Schema of a kind of file of `FILES`. Raises KeyError for any other name."""
    file_type = FILES[file]
    kind = file_type.kind
    writer = SchemaWriter()
    root = writer.record(kind) if kind in RECORD_TYPES else writer.value(kind)
    schema = {
        # Not a newer draft: the language server that most editors use for YAML knows this one best.
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": file.capitalize(),
        "description": without_code_marks(f"{file_type.path}: {file_type.description}"),
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
    kinds = ("condition", ROW_CONDITION, ROW_TEXT, *RECORD_TYPES, *UNIONS)
    # By the names that `reference` writes.
    known = {
        f"{writer.prefix}{kind}".replace(" ", "-"): (writer, kind)
        for writer in (SchemaWriter(), TemplateWriter())
        for kind in kinds
    }
    definitions: dict[str, JSON] = {}
    todo = [root]
    # A definition can refer to itself (a condition), so this is no plain recursion.
    while todo:
        for name in _refs(todo.pop()):
            if name not in definitions:
                writer, kind = known[name]
                definitions[name] = writer.definition(kind)
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
