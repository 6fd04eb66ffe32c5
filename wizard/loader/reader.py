"""Reading nodes: known keys, text, ids, dates, conditions, targets. Reports every problem it meets.

Each method returns what it could read, or a harmless placeholder after it reported a problem, so
that reading goes on and the author sees all problems at once. Does not read complete flows and
does not check whether an id refers to anything.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wizard.loader.schema import CHOICES, RECORD_TYPES, field_of, keys_of
from wizard.loader.schema_types import Field
from wizard.loader.suggest import did_you_mean, quoted_list
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.conditions import AllOf, AnsweredWith, AnyOf, Condition, Not
from wizard.model.deadlines import DAY
from wizard.model.flow import ADDRESS, ID, MAX_ID, MAX_TEXT, Target
from wizard.model.problems import Fix, Location, Problem, TrailAnswer

MANY = 500  # problems in a file, after which no more suggestions are looked up

MAX_ADDRESS = 500  # characters of a URL

_TARGET = re.compile(f"({ID.pattern}/)?({ID.pattern})?")

_HOST = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"

# Doubled braces, as the default port is filled in below. Browsers leave it out of an origin.
_PORT = r"(:(?!{}$)[1-9][0-9]{{0,4}})?"

# An origin as browsers send it: lower case, no path, no default port. Plain HTTP is only allowed
# for this computer, so that authors can try an embedding page locally.
ORIGIN = re.compile(
    rf"https://{_HOST}{_PORT.format(443)}|http://(localhost|127\.0\.0\.1){_PORT.format(80)}"
)


@dataclass(slots=True)
class NodeReader:
    """A reader of the nodes of one file, which collects the problems it finds in `problems`."""

    problems: list[Problem] = field(default_factory=list)

    def report(
        self,
        location: Location,
        code: str,
        message: str,
        fix: Fix | None = None,
        trail: tuple[TrailAnswer, ...] = (),
    ) -> None:
        """Add a problem, with its fix if the cure is certain, and the answers that lead to it."""
        self.problems.append(Problem(location, message, code, fix=fix, trail=trail))

    def warn(self, location: Location, code: str, message: str, fix: Fix | None = None) -> None:
        """Add a warning, with its fix if the cure is certain."""
        self.problems.append(Problem(location, message, code, warning=True, fix=fix))

    def did_you_mean(self, name: str, valid: Iterable[str]) -> str:
        """Return what the function of this name does, or empty text after `MANY` problems.

        Each lookup compares the name with all valid ones, which would take minutes in a file
        with thousands of steps and as many mistakes.
        """
        return did_you_mean(name, valid) if len(self.problems) < MANY else ""

    # Tables and lists

    def table(
        self, node: Node, what: str, known: Collection[str] = (), required: Collection[str] = ()
    ) -> MappingNode:
        """Return a table, and report unknown and missing keys. If `known` is empty, any key is."""
        if not isinstance(node, MappingNode):
            self.report(
                node.location,
                "shape-table",
                f"{what} must be a table (key: value), but found {_described(node)}",
            )
            # Empty, so that the caller reads on; callers test `entries` before reporting what is
            # missing.
            return MappingNode({}, node.location)
        # Unknown keys first, as a misspelled key is often the reason why another one is missing.
        for key, _ in node:
            if known and key.text not in known:
                hint = did_you_mean(key.text, known) or f" Its keys are {quoted_list(known)}."
                self.report(key.location, "key-unknown", f'{what} has no key "{key.text}".{hint}')
        for name in required:
            if name not in node.entries:
                self.report(node.location, "key-missing", f'{what} is missing "{name}"')
        return node

    def subtable(self, table: MappingNode, key: str) -> MappingNode:
        """Return the table under a key, which is empty if the key is absent."""
        return self.table(table.get(key) or MappingNode({}, table.location), key)

    def fields(
        self, node: Node, record: str, what: str, more_keys: Collection[str] = ()
    ) -> tuple[MappingNode, dict[str, Any]]:
        """Read a table as the schema describes this record.

        Returns the table, and the values that can be read without looking at anything else, by
        the names of the model's fields. Lists, nested tables and targets are left to the caller.
        """
        keys = RECORD_TYPES[record].keys
        required = [key.name for key in keys if key.required]
        table = self.table(node, what, (*keys_of(record), *more_keys), required)
        return table, {
            # YAML keys have dashes, and Python names cannot.
            key.attribute or key.name.replace("-", "_"): self._simple(table, key, what)
            for key in keys
            if key.kind in CHOICES or key.kind in _SIMPLE
        }

    def _simple(self, table: MappingNode, key: Field, what: str) -> str | bool | date | None:
        """Return the value under a key whose kind is in `CHOICES` or `_SIMPLE`."""
        match key.kind:
            case "date":
                return self.date(table, key.name, what)
            case "flag":
                return self.flag(table, key.name, what)
            case "address":
                return self.address(table, key.name, what)
            case kind if kind in CHOICES:
                return self.choice(table, key.name, what, CHOICES[kind])
        return self.text(table, key.name, what, key.limit or MAX_TEXT)

    def items(self, table: MappingNode, key: str, what: str) -> tuple[Node, ...]:
        """Return the items of a list under a key; none if the key is absent."""
        node = table.get(key)
        if node is None:
            return ()
        if not isinstance(node, SequenceNode):
            self.report(
                node.location,
                "shape-list",
                f'"{key}" of {what} must be a list: [one, two], or lines that begin with "- "',
            )
            return ()
        return node.items

    def texts(self, table: MappingNode, record: str, key: str, what: str) -> tuple[str, ...]:
        """Return the items of a list of text under a key of a record."""
        limit = field_of(record, key).limit or MAX_TEXT
        items = self.items(table, key, what)
        return tuple(self.word(node, f'an item of "{key}"', limit) for node in items)

    # Scalars

    def text(self, table: MappingNode, key: str, what: str, limit: int = MAX_TEXT) -> str:
        """Return the text under a key, empty if the key is absent."""
        node = table.get(key)
        return "" if node is None else self.word(node, f'"{key}" of {what}', limit)

    def word(self, node: Node, what: str, limit: int = MAX_TEXT) -> str:
        """Return the text of a scalar without leading and trailing spaces."""
        if not isinstance(node, ScalarNode):
            self.report(node.location, "shape-text", f"{what} must be text")
            return ""
        text = node.text.strip()
        if not text:
            self.report(node.location, "text-missing", f"{what} is empty")
        # Long text is still returned, so that the other rules can look at it.
        elif len(text) > limit:
            message = f"{what} has {len(text)} characters; the maximum is {limit}"
            self.report(node.location, "text-long", message)
        return text

    def flag(self, table: MappingNode, key: str, what: str) -> bool:
        """Return the true or false under a key, false if the key is absent."""
        node = table.get(key)
        if node is None:
            return False
        # Only these two. YAML 1.1 also has yes, no, on and off, which are answers or typos here.
        if not isinstance(node, ScalarNode) or node.text not in ("true", "false"):
            self.report(node.location, "shape-flag", f'"{key}" of {what} must be true or false')
            return False
        return node.text == "true"

    def date(self, table: MappingNode, key: str, what: str) -> date | None:
        """Return the date under a key, written YYYY-MM-DD."""
        node = table.get(key)
        if node is None:
            return None
        # `fromisoformat` alone would accept other ways to write a date, such as 20261123.
        text = node.text if isinstance(node, ScalarNode) and DAY.fullmatch(node.text) else ""
        try:
            return date.fromisoformat(text)
        except ValueError:
            message = f'"{key}" of {what} must be a date such as 2026-11-23'
            self.report(node.location, "shape-date", message)
            return None

    def identifier(self, word: ScalarNode, what: str, reserved: Collection[str] = ()) -> str:
        """Return an id, and report wrong characters, too many of them, and reserved names."""
        text = word.text
        if not ID.fullmatch(text):
            suggestion = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-0123456789")
            hint = f' Try "{suggestion}".' if ID.fullmatch(suggestion) else ""
            rule = "an id has lower-case letters, digits and dashes, and begins with a letter"
            # Cut, here and in other messages: a key may be as long as the file.
            message = f'"{text:.60}" cannot be the id of {what}: {rule}.{hint}'
            self.report(word.location, "id-letters", message)
        elif len(text) > MAX_ID:
            message = f'the id "{text}" has {len(text)} characters; the maximum is {MAX_ID}'
            self.report(word.location, "id-long", message)
        elif text in reserved:
            message = f'"{text}" is a reserved name and cannot be the id of {what}'
            self.report(word.location, "id-reserved", message)
        # Returned in any case, so that references to the id are not reported as well.
        return text

    def choice(self, table: MappingNode, key: str, what: str, valid: Collection[str]) -> str:
        """Return a text that is one of the valid ones, or empty text."""
        text = self.text(table, key, what)
        if not text or text in valid:
            return text
        hint = did_you_mean(text, valid) or f" Use one of {quoted_list(valid)}."
        message = f'"{key}" of {what} cannot be "{text:.60}".{hint}'
        self.report(table.entries[key][1].location, "name-unknown", message)
        return ""

    def address(self, table: MappingNode, key: str, what: str) -> str:
        """Return the https URL under a key, empty if the key is absent."""
        text = self.text(table, key, what, MAX_ADDRESS)
        if text and not is_address(text):
            message = f'"{key}" of {what} must be a URL that begins with https://'
            self.report(table.entries[key][1].location, "shape-address", message)
            return ""
        return text

    def origin(self, node: Node, what: str) -> str:
        """Return the scheme and host of a site, as browsers send it."""
        text = self.word(node, what)
        if text and not ORIGIN.fullmatch(text):
            rule = "write https:// and the host in lower case, as in https://www.example.org"
            message = f'{what} cannot be "{text:.60}"; {rule}, without a path'
            self.report(node.location, "shape-origin", message)
            return ""
        return text

    # Targets and conditions

    def target(self, node: Node, flow: str, what: str) -> Target:
        """Return a target: `step`, `flow/` or `flow/step`. Does not check whether it exists."""
        text = self.word(node, what, 2 * MAX_ID + 1)
        if not _TARGET.fullmatch(text):
            message = f'{what} cannot be "{text:.60}"; write a step, "flow/" or "flow/step"'
            self.report(node.location, "target-form", message)
            return Target(flow, "", node.location)
        # Without a slash, everything is the step, and the flow is the one that is being read.
        other, _, step = text.rpartition("/")
        return Target(other or flow, step, node.location)

    def condition(self, node: Node, sets: Mapping[str, tuple[str, ...]]) -> Condition | None:
        """Return the condition after `if:`. Does not check whether its questions exist."""
        table = self.table(node, "a condition")
        parts: list[Condition] = []
        for key, value in table:
            if key.text == "not":
                if part := self.condition(value, sets):
                    parts.append(Not(part))
            # `not` and `any` are reserved, so no question can have such an id.
            elif key.text == "any":
                items = self.items(table, "any", "a condition")
                options = [self.condition(item, sets) for item in items]
                parts.append(AnyOf(tuple(option for option in options if option)))
            else:
                parts.append(self._answered_with(key, value, sets))
        if isinstance(node, MappingNode) and not parts:
            message = "a condition needs at least one question and answer"
            self.report(node.location, "guard-empty", message)
        # None only after a problem, since a table without parts has just been reported.
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts)) if parts else None

    def _answered_with(
        self, key: ScalarNode, value: Node, sets: Mapping[str, tuple[str, ...]]
    ) -> AnsweredWith:
        """Return one question of a condition with its answers. The names of sets are replaced."""
        nodes = value.items if isinstance(value, SequenceNode) else (value,)
        names = [self.word(node, f'the answer to "{key.text}"', MAX_ID) for node in nodes]
        # A name that is not a set is an answer. Whether it exists is checked later.
        answers = tuple(answer for name in names for answer in sets.get(name, (name,)))
        return AnsweredWith(key.text, answers, key.location)


# The kinds that `NodeReader.fields` reads, besides those of `CHOICES`.
# Not lists, targets and conditions: those are checked against other parts of the site.
_SIMPLE = ("text", "Markdown", "id", "date", "flag", "address")


def _described(node: ScalarNode | SequenceNode) -> str:
    """Return what a node is, in words for a message."""
    if isinstance(node, SequenceNode):
        return "a list"
    return f'text "{node.text:.40}"' if node.text else "nothing"


def is_missing(table: MappingNode, key: str) -> bool:
    """Return whether a key is absent or its list is empty."""
    node = table.get(key)
    return node is None or (isinstance(node, SequenceNode) and not node.items)


def is_address(text: str) -> bool:
    """Return whether a text is a URL that pages may link to."""
    return bool(ADDRESS.fullmatch(text))
