"""The JSON Schema of templates, which may also have values of columns, and conditions on them."""

from __future__ import annotations

from wizard.loader.json_records import IN_TEMPLATE, SchemaWriter, combined
from wizard.loader.json_scalars import JSON, scalar
from wizard.loader.schema import RECORD_TYPES, SIMPLE
from wizard.loader.schema_tables import INDEX, ROW_PARTS, TABLE, TEXT_ITEMS
from wizard.loader.schema_types import Field
from wizard.loader.tables import COLUMN, PLACEHOLDER
from wizard.model.flow import ID, MAX_ID

# The definitions that only templates need, by their names.
ROW_TEXT = "row text"
ROW_CONDITION = "row condition"

_TEXTS = ("text", "Markdown")

# A value with a column in it. What the column has is known to `wizard check` only.
_FILLED_IN: JSON = {
    "type": "string",
    "pattern": PLACEHOLDER.pattern,
    "patternErrorMessage": 'or name a column in quotes, as in "{state.days}"',
}

_CELL: JSON = {"type": ["string", "number", "boolean"]}

# The keys of conditions that are columns.
_COLUMNS: JSON = {
    rf"^{ID.pattern}\.{COLUMN.pattern}$": {
        "description": "A value of this column, a list of values of which one is enough, or empty.",
        "anyOf": [_CELL, {"type": "array", "items": _CELL}],
    }
}


class TemplateWriter(SchemaWriter):
    """A writer of the schemas of templates."""

    prefix = IN_TEMPLATE

    def definition(self, name: str) -> JSON:
        """Return the schema of a record, a union, a condition, or a text for some rows."""
        if name == ROW_CONDITION:
            return self.row_condition()
        return self.row_text() if name == ROW_TEXT else super().definition(name)

    def record(self, name: str) -> JSON:
        """Return the schema of a record, which may have a condition if rows can leave it out."""
        schema = self.keys(name)
        if name in ROW_PARTS:
            schema["properties"]["if"] = self._rows_with("this")
        needed = [key.name for key in (TABLE, INDEX) if key in RECORD_TYPES[name].keys]
        schema["required"] += needed
        return {**schema, "title": f"{schema['title']} of each row"}

    def property(self, key: Field) -> JSON:
        """Return the schema of a key's value. A text may be a list of texts for some rows."""
        if key in (TABLE, INDEX):
            return SchemaWriter().property(key)
        schema = super().property(key)
        if key.kind not in _TEXTS:
            return schema
        facts: JSON = {
            name: schema.pop(name) for name in ("description", "examples") if name in schema
        }
        texts = {"type": "array", "items": self.value(ROW_TEXT), "minItems": 1}
        return {**facts, "anyOf": [schema, texts]}

    def value(self, kind: str, limit: int = 0, min_items: int = 0) -> JSON:
        """Return the schema of a kind. All but text may be a column, and lists of ids too."""
        schema = super().value(kind, limit, min_items)
        items = kind.removeprefix("list of ")
        if items != kind and items in TEXT_ITEMS:
            return {**schema, "items": {"anyOf": [schema["items"], self.value(ROW_TEXT)]}}
        if kind == "list of id" or (kind in SIMPLE and kind not in (*_TEXTS, "box")):
            return {"anyOf": [schema, _FILLED_IN]}
        return schema

    def condition(self) -> JSON:
        """Return the schema of a condition on questions, on columns, or on both."""
        schema = super().condition()
        pattern = rf"^{ID.pattern}(\.{COLUMN.pattern})?$"
        names = {"pattern": pattern, "maxLength": 2 * MAX_ID + 1}
        return {**schema, "propertyNames": names, "patternProperties": _COLUMNS}

    def row_condition(self) -> JSON:
        """Return the schema of a condition on columns alone."""
        return {
            "title": "Condition on columns",
            "description": "All listed columns have this value, or one of a list.",
            **combined(f"{self.prefix}{ROW_CONDITION}"),
            "patternProperties": _COLUMNS,
            "additionalProperties": False,
        }

    def row_text(self) -> JSON:
        """Return the schema of a text for some rows."""
        text = {"description": "The text.", **scalar("text")}
        return {
            "title": "Text for some rows",
            "description": "A text with a condition. The first that matches is used.",
            "type": "object",
            "properties": {"if": self._rows_with("this text"), "text": text},
            "required": ["text"],
            "additionalProperties": False,
        }

    def _rows_with(self, what: str) -> JSON:
        description = f"The rows that have {what}, by their columns."
        return {"description": description, **self.value(ROW_CONDITION)}
