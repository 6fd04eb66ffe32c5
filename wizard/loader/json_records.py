"""The JSON Schema of tables, lists and conditions, each by the name of its kind.

`json_templates.py` has what they are in a template.
"""

from __future__ import annotations

from collections.abc import Iterable

from wizard.loader.json_scalars import (
    JSON,
    LANGUAGE,
    identifier,
    names_of,
    scalar,
    without_code_marks,
)
from wizard.loader.schema import (
    FORMS,
    RECORD_TYPES,
    RESERVED,
    SIMPLE,
    TABLE_KEYS,
    UNIONS,
    USUAL_ANSWERS,
)
from wizard.loader.schema_tables import EACH, INDEX, TABLE, TRANSLATED_KINDS
from wizard.loader.schema_types import Field
from wizard.model.changes import NEED_CLAIMS
from wizard.model.flow import ID, MAX_ID

# What the names of the definitions of templates begin with. No kind does.
IN_TEMPLATE = "template "


def _list_needed(items: str, key: str, values: Iterable[str]) -> JSON:
    """Return the rule that a list is needed if a key has one of these values."""
    return {
        "if": {"properties": {key: {"enum": [*values]}}, "required": [key]},
        "then": {"required": [items], "properties": {items: {"minItems": 1}}},
    }


# Rules that apply to several keys of a record.
_WORDS_NEED_CONDITION: JSON = {"dependencies": {"when": ["if"]}}


def _form_rule(form: str) -> JSON:
    """Return the rule for a question with one of `FORMS`: which keys it needs and cannot have."""
    others = [other for other in (*FORMS, "yes", "no") if other != form]
    return {
        "required": ["to", *(["none"] if form == "tick" else [])],
        "properties": dict.fromkeys(others, False),
    }


_TOGETHER: dict[str, JSON] = {
    "question": {
        "if": {
            "not": {"anyOf": [{"required": [name]} for name in ("answers", *FORMS, *USUAL_ANSWERS)]}
        },
        "then": {"required": [*USUAL_ANSWERS]},
        "dependencies": {
            "answers": {"properties": dict.fromkeys((*FORMS, *USUAL_ANSWERS, "to", "none"), False)},
            **{form: _form_rule(form) for form in FORMS},
            "none": ["tick"],
            "to": {"anyOf": [{"required": [form]} for form in FORMS]},
        },
    },
    "bounds": {"minProperties": 1},
    "own claim": _WORDS_NEED_CONDITION,
    "claim by id": _WORDS_NEED_CONDITION,
    "action": _WORDS_NEED_CONDITION,
    "office": {
        "anyOf": [
            {"required": ["url"]},
            {"required": ["address"], "properties": {"address": {"minItems": 1}}},
            {"required": ["phone"]},
        ],
    },
    "page": {
        "anyOf": [{"required": ["text"]}, {"required": ["to"]}],
        "dependencies": {"to": {"properties": {"text": False, "offices": False, "also": False}}},
    },
    "promise": {"oneOf": [{"required": [name]} for name in ("never", "always", "can")]},
    "deadlines": {"dependencies": {"calendars": {"properties": {"state": False}}}},
    "topic": {"dependencies": {"each": ["table"], "table": ["each"]}},
    "table column": {
        "if": {"properties": {"kind": {"const": "choice"}}, "required": ["kind"]},
        "then": {"required": ["choices"]},
        "else": {"properties": {"choices": False}},
        "dependencies": {"languages": {"properties": {"kind": {"enum": [*TRANSLATED_KINDS]}}}},
    },
    "change": _list_needed("claims", "kind", NEED_CLAIMS),
    "rule": {
        "anyOf": [
            {"required": ["claims"], "properties": {"claims": {"minItems": 1}}},
            {"required": ["note"]},
        ],
    },
}


class SchemaWriter:
    """A writer of schemas, each by the name of its kind."""

    prefix = ""  # of the names of definitions

    def definition(self, name: str) -> JSON:
        """Return the schema of a condition, a record or a union."""
        if name == "condition":
            return self.condition()
        if name in RECORD_TYPES:
            return self.record(name)
        union = UNIONS[name]
        options = [self.value(kind, union.limit, union.min_items) for kind in union.kinds]
        return {
            "title": name.capitalize(),
            "description": without_code_marks(union.description),
            "anyOf": options,
        }

    def record(self, name: str) -> JSON:
        """Return the schema of a record, which is a template if it has the key `table`."""
        plain = self.keys(name)
        if TABLE not in RECORD_TYPES[name].keys:
            return plain
        return {
            "title": plain["title"],
            "description": plain["description"],
            "if": {"required": [TABLE.name]},
            "then": reference(f"{IN_TEMPLATE}{name}"),
            # Without a table, no page lists its rows.
            "else": {**plain, "dependencies": {INDEX.name: [TABLE.name]}},
        }

    def keys(self, name: str) -> JSON:
        """Return the schema of a record: a table with known keys."""
        record = RECORD_TYPES[name]
        schema: JSON = {
            "title": name.capitalize(),
            "description": without_code_marks(record.description),
            "type": "object",
            "properties": {key.name: self.property(key) for key in record.keys},
            "required": [key.name for key in record.keys if key.required],
            "additionalProperties": False,
            **_TOGETHER.get(name, {}),
        }
        # Codes of languages are keys too, which only a pattern can describe.
        if record.rest and record.rest.name == "language":
            schema["patternProperties"] = {f"^{LANGUAGE}$": self.property(record.rest)}
        elif record.rest:
            schema["propertyNames"] = names_of(record.rest.name)
            schema["additionalProperties"] = self.property(record.rest)
        return schema

    def property(self, key: Field) -> JSON:
        """Return the schema of a key's value, with the description that an editor shows."""
        kind = f"list of {IN_TEMPLATE}listed claim" if key == EACH else key.kind
        value = self.value(kind, key.limit, key.min_items)
        if key.max_items:
            value["maxItems"] = key.max_items
        facts = [key.description]
        if "maxLength" in value and key.kind in ("text", "Markdown"):
            facts.append(f"At most {value['maxLength']:,} characters.")
        if key.kind == "Markdown":
            facts.append("Markdown.")
        return {
            "description": without_code_marks(" ".join(facts)),
            **({"examples": [key.example]} if key.kind == "text" and key.example else {}),
            **value,
        }

    def value(self, kind: str, limit: int = 0, min_items: int = 0) -> JSON:
        """Return the schema of a kind. `limit` and `min_items` are those of its key."""
        if kind.startswith("list of "):
            items = self.value(kind.removeprefix("list of "), limit)
            least = {"minItems": min_items} if min_items else {}
            return {"type": "array", "items": items, **least}
        if kind.startswith("table of "):
            return self.table(kind.removeprefix("table of "), limit, min_items)
        return scalar(kind, limit) if kind in SIMPLE else reference(f"{self.prefix}{kind}")

    def table(self, kind: str, limit: int, min_items: int) -> JSON:
        """Return the schema of a table with any number of entries of one kind."""
        return {
            "type": "object",
            "propertyNames": names_of(TABLE_KEYS.get(kind, "id")),
            # The schema false accepts nothing, so these names are refused.
            **({"properties": dict.fromkeys(RESERVED[kind], False)} if kind in RESERVED else {}),
            "additionalProperties": self.value(kind),
            **({"minProperties": min_items} if min_items else {}),
            **({"maxProperties": limit} if limit else {}),
        }

    def condition(self) -> JSON:
        """Return the schema of a condition: questions with an answer or answers, not and any."""
        answers = [
            identifier(),
            {"type": "array", "items": identifier(), "minItems": 1},
            reference(f"{self.prefix}bounds"),
        ]
        return {
            "title": "Condition",
            "description": "All listed questions of this flow have this answer, or one of a list.",
            **combined(f"{self.prefix}condition"),
            "propertyNames": {"pattern": f"^{ID.pattern}$", "maxLength": MAX_ID},
            "additionalProperties": {
                "description": "The answer to this question, a list of answers of which one is "
                "enough, the name of a set, or an interval.",
                "anyOf": answers,
            },
        }


def reference(name: str) -> JSON:
    """Return the schema that is defined under a name."""
    # A space would have to be escaped, since the value is a URI reference.
    return {"$ref": f"#/definitions/{name.replace(' ', '-')}"}


def combined(name: str) -> JSON:
    """Return what the schema of conditions of this name says of `not` and `any`."""
    condition = reference(name)
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {
            "not": {**condition, "description": "The condition that must not be true."},
            "any": {
                "description": "Conditions of which one or more must be true.",
                "type": "array",
                "items": condition,
                "minItems": 1,
            },
        },
    }
