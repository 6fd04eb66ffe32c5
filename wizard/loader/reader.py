"""Reading nodes with every problem reported: known keys, texts, ids, dates, conditions, targets. No whole flows.

Each method returns what it could read, or a harmless stand-in when it had to report something, so that the reading
goes on and the author sees all problems at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from wizard.loader.suggest import did_you_mean, quoted_list
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.conditions import AllOf, AnsweredWith, AnyOf, Condition, Not
from wizard.model.deadlines import DAY
from wizard.model.flow import ADDRESS, ID, MAX_ID, MAX_TEXT, Target
from wizard.model.problems import Location, Problem

MANY = 500  # problems in a file, after which none names what may have been meant

_HOST = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"

# A site as browsers name it: lower-case, no path, no usual port. Without TLS only on the device itself, for trying.
ORIGIN = re.compile(
    rf"https://{_HOST}(:(?!443$)[1-9][0-9]{{0,4}})?|http://(localhost|127\.0\.0\.1)(:(?!80$)[1-9][0-9]{{0,4}})?"
)


@dataclass(slots=True)
class NodeReader:
    """Reads the nodes of one file and collects what is wrong with them in `problems`."""

    problems: list[Problem] = field(default_factory=list)

    def report(self, location: Location, code: str, message: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(location, message, code))

    def warn(self, location: Location, code: str, message: str) -> None:
        """Note something that is legal but doubtful."""
        self.problems.append(Problem(location, message, code, warning=True))

    def nearest(self, name: str, valid: Iterable[str]) -> str:
        """As `did_you_mean`, where a person can still read it: each look goes through all that is valid."""
        return did_you_mean(name, valid) if len(self.problems) < MANY else ""

    def table(
        self, node: Node, what: str, known: Collection[str] = (), needed: Collection[str] = ()
    ) -> MappingNode:
        """A table with known keys only (any where `known` is empty) and all that are needed."""
        if not isinstance(node, MappingNode):
            found = (
                "a list"
                if isinstance(node, SequenceNode)
                else "nothing"
                if not node.text
                else f'the text "{node.text:.40}"'
            )
            self.report(
                node.location, "shape-table", f"{what} needs keys (key: value), but here is {found}"
            )
            return MappingNode({}, node.location)
        for key, _ in node:
            if known and key.text not in known:
                hint = did_you_mean(key.text, known) or f" Its keys are {quoted_list(known)}."
                self.report(key.location, "key-unknown", f'{what} has no key "{key.text}".{hint}')
        for name in needed:
            if name not in node.entries:
                self.report(node.location, "key-missing", f'{what} lacks the key "{name}"')
        return node

    def row(self, table: MappingNode, key: str, what: str) -> tuple[Node, ...]:
        """The items of a list under a key; none where the key is absent."""
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

    def text(self, table: MappingNode, key: str, what: str, longest: int = MAX_TEXT) -> str:
        """The text under a key; empty where the key is absent. A key with nothing after it is a problem."""
        node = table.get(key)
        return "" if node is None else self.word(node, f'"{key}" of {what}', longest)

    def word(self, node: Node, what: str, longest: int = MAX_TEXT) -> str:
        """The text of a scalar, without the spaces around it."""
        if not isinstance(node, ScalarNode):
            self.report(node.location, "shape-text", f"{what} must be a text")
            return ""
        text = node.text.strip()
        if not text:
            self.report(node.location, "text-missing", f"{what} is empty")
        elif len(text) > longest:
            self.report(
                node.location,
                "text-long",
                f"{what} has {len(text)} characters; at most {longest} fit",
            )
        return text

    def flag(self, table: MappingNode, key: str, what: str) -> bool:
        """true or false under a key; false where it is absent."""
        node = table.get(key)
        if node is None:
            return False
        if not isinstance(node, ScalarNode) or node.text not in ("true", "false"):
            self.report(node.location, "shape-flag", f'"{key}" of {what} must be true or false')
            return False
        return node.text == "true"

    def date(self, table: MappingNode, key: str, what: str) -> date | None:
        """A day under a key, written YYYY-MM-DD."""
        node = table.get(key)
        if node is None:
            return None
        try:
            return date.fromisoformat(
                node.text if isinstance(node, ScalarNode) and DAY.fullmatch(node.text) else ""
            )
        except ValueError:
            self.report(
                node.location, "shape-date", f'"{key}" of {what} must be a day such as 2026-11-23'
            )
            return None

    def identifier(self, word: ScalarNode, what: str, reserved: Collection[str] = ()) -> str:
        """An id, checked for its letters, its length and the reserved names."""
        if not ID.fullmatch(word.text):
            better = re.sub(r"[^a-z0-9]+", "-", word.text.lower()).strip("-0123456789")
            hint = f' Try "{better}".' if ID.fullmatch(better) else ""
            rule = "an id has lower-case letters, digits and dashes, and begins with a letter"
            self.report(
                word.location,
                "id-letters",
                f'"{word.text:.60}" cannot be the id of {what}: {rule}.{hint}',
            )
        elif len(word.text) > MAX_ID:
            self.report(
                word.location,
                "id-long",
                f'the id "{word.text}" has {len(word.text)} characters; at most {MAX_ID} fit',
            )
        elif word.text in reserved:
            self.report(
                word.location,
                "id-reserved",
                f'"{word.text}" is a reserved name and cannot be the id of {what}',
            )
        return word.text

    def choice(self, table: MappingNode, key: str, what: str, valid: Collection[str]) -> str:
        """A text that is one of the valid ones, or empty."""
        text = self.text(table, key, what)
        if not text or text in valid:
            return text
        hint = did_you_mean(text, valid) or f" It is one of {quoted_list(valid)}."
        self.report(
            table.entries[key][1].location,
            "name-unknown",
            f'"{key}" of {what} cannot be "{text:.60}".{hint}',
        )
        return ""

    def address(self, table: MappingNode, key: str, what: str) -> str:
        """An https address under a key; empty where the key is absent."""
        text = self.text(table, key, what, 500)
        if text and not is_address(text):
            location = table.entries[key][1].location
            self.report(
                location,
                "shape-address",
                f'"{key}" of {what} must be an address that begins with https://',
            )
            return ""
        return text

    def origin(self, node: Node, what: str) -> str:
        """A site's scheme and host, as browsers name it."""
        text = self.word(node, what)
        if text and not ORIGIN.fullmatch(text):
            form = "write https:// and the host in small letters, as in https://www.example.org, with no path"
            self.report(node.location, "shape-origin", f'{what} cannot be "{text:.60}"; {form}')
            return ""
        return text

    def target(self, node: Node, flow: str, what: str) -> Target:
        """Where something leads: `step`, `flow/` or `flow/step`. Whether it exists is not looked at here."""
        text = self.word(node, what, 2 * MAX_ID + 1)
        other, slash, step = text.rpartition("/")
        if text and (
            "/" in other
            or not ID.fullmatch(step or "x")
            or not ID.fullmatch(other if slash else "x")
        ):
            form = 'write a step, "flow/" or "flow/step"'
            self.report(node.location, "target-form", f'{what} cannot be "{text:.60}"; {form}')
            return Target(flow, "", node.location)
        return Target(other or flow, step, node.location)

    def condition(self, node: Node, sets: Mapping[str, tuple[str, ...]]) -> Condition | None:
        """What stands after `if:`. Whether its questions and answers exist is not looked at here."""
        table = self.table(node, "a condition")
        parts: list[Condition] = []
        for key, value in table:
            if key.text == "not":
                if part := self.condition(value, sets):
                    parts.append(Not(part))
            elif key.text == "any":
                options = [
                    self.condition(item, sets) for item in self.row(table, "any", "a condition")
                ]
                parts.append(AnyOf(tuple(option for option in options if option)))
            else:
                parts.append(self._look(key, value, sets))
        if isinstance(node, MappingNode) and not parts:
            self.report(
                node.location, "guard-empty", "a condition needs at least one question and answer"
            )
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts)) if parts else None

    def _look(
        self, key: ScalarNode, value: Node, sets: Mapping[str, tuple[str, ...]]
    ) -> AnsweredWith:
        what = f'the answer to "{key.text}"'
        message = value.items if isinstance(value, SequenceNode) else (value,)
        answers = [self.word(word, what, MAX_ID) for word in message]
        return AnsweredWith(
            key.text,
            tuple(one for answer in answers for one in sets.get(answer, (answer,))),
            key.location,
        )


def is_missing(table: MappingNode, key: str) -> bool:
    """Whether a key is absent or holds an empty list."""
    node = table.get(key)
    return node is None or (isinstance(node, SequenceNode) and not node.items)


def is_address(text: str) -> bool:
    """Whether a text is an address that we would link to."""
    return bool(ADDRESS.fullmatch(text))
