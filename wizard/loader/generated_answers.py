"""Reading the forms of questions whose answers are generated: `tick`, `range` and `since`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from wizard.i18n.intervals import is_currency
from wizard.loader.reader import NodeReader
from wizard.loader.schema import field_of
from wizard.loader.suggest import quoted_list
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode
from wizard.model.conditions import decided
from wizard.model.flow import Answer, Edge
from wizard.model.generated_answers import (
    DAYS_AGO,
    MAX_BOXES,
    MAX_CUT_POINTS,
    NONE,
    UNITS,
    Box,
    Range,
    Tick,
    meanings,
)
from wizard.model.problems import Location

# Ids that no box can have: the answers of a reader who ticks none, and of one who does not know.
RESERVED_BOXES = (NONE, "unsure")

_NUMBER = re.compile("[1-9][0-9]*")


class FormReader:
    """A reader of the forms of one flow. `events` are the ids of deadlines.yaml, if known."""

    def __init__(self, reader: NodeReader, events: Mapping[str, object] | None) -> None:
        self.reader, self.events = reader, events

    def read(self, table: MappingNode, none: str, what: str) -> Tick | Range | None:
        """Return the form of a question, or None if it has none or one that cannot be read.

        Args:
            table: The question.
            none: Its text under `none`.
            what: What messages call it.
        """
        if node := table.get("tick"):
            return self._tick(node, table, none, what)
        if "none" in table.entries:
            message = f'{what} has "none" but no "tick"; add the boxes of which none may fit'
            self.reader.report(table.entries["none"][0].location, "key-unknown", message)
        if node := table.get("range"):
            return self._range(node, f'"range" of {what}')
        if node := table.get("since"):
            return self._since(node, f'"since" of {what}')
        return None

    def _tick(self, node: Node, table: MappingNode, none: str, what: str) -> Tick | None:
        """Return the boxes of a question."""
        reader = self.reader
        nodes = list(reader.table(node, f'"tick" of {what}'))
        if "none" not in table.entries:
            message = f'{what} is missing "none", the label for readers who tick no box'
            reader.report(table.entries["tick"][0].location, "key-missing", message)
        if isinstance(node, MappingNode) and not nodes:
            message = f'"tick" of {what} has no boxes; add at least one, as in "heat: No heat"'
            reader.report(node.location, "form-boxes", message)
        if len(nodes) > MAX_BOXES:
            message = (
                f'"tick" of {what} has {len(nodes)} boxes; the maximum is {MAX_BOXES}; ask two '
                "questions instead"
            )
            # Beyond the maximum, so that the author sees which ones are too many.
            reader.report(nodes[MAX_BOXES][0].location, "form-boxes", message)
            return None
        limit = field_of("question", "none").limit
        boxes = {}
        for key, value in nodes:
            name = reader.identifier(key, f"a box of {what}", RESERVED_BOXES)
            label = reader.word(value, f'the label of the box "{name:.60}" of {what}', limit)
            boxes[name] = Box(label, key.location)
        return Tick(MappingProxyType(boxes), none) if boxes else None

    def _range(self, node: Node, what: str) -> Range | None:
        """Return the cut points of a number."""
        table, _ = self.reader.fields(node, "range", what)
        unit = self.reader.text(table, "unit", what)
        if unit and unit not in UNITS and not is_currency(unit):
            self._report_unit(table.get("unit"), unit, what)
        at = self._cut_points(table, "at", what)
        return Range(unit, at) if at else None

    def _report_unit(self, node: Node | None, unit: str, what: str) -> None:
        """Report an unknown unit."""
        assert isinstance(node, ScalarNode), "its text was read"
        known = [*UNITS, unit.upper()] if is_currency(unit.upper()) else [*UNITS]
        hint, fix = self.reader.suggest(node, known)
        hint = hint or f" Use the code of a currency, such as USD, or one of {quoted_list(UNITS)}."
        message = f'"unit" of {what} cannot be "{unit:.60}".{hint}'
        self.reader.report(node.location, "name-unknown", message, fix)

    def _since(self, node: Node, what: str) -> Range | None:
        """Return the cut points of a date."""
        table, fields = self.reader.fields(node, "since", what)
        event = fields["event"]
        if event and self.events is not None and event not in self.events:
            place = table.get("event")
            assert isinstance(place, ScalarNode), "its text was read"
            hint, fix = self.reader.suggest(place, self.events)
            message = (
                f'"event" of {what} is "{event:.60}", which is not an event of deadlines.yaml.'
            )
            self.reader.report(place.location, "name-unknown", message + hint, fix)
        days = self._cut_points(table, "days", what)
        return Range(DAYS_AGO, days, event) if days else None

    def _cut_points(self, table: MappingNode, key: str, what: str) -> tuple[int, ...]:
        """Return the cut points under a key, or none if one of them is wrong."""
        reader, points = self.reader, list[int]()
        field = field_of("since" if key == "days" else "range", key)
        nodes = reader.items(table, key, what, "number")
        before = len(reader.problems)
        if key in table.entries and not nodes:
            message = f'"{key}" of {what} has no numbers; write one or more, as in [500, 1500]'
            reader.report(table.entries[key][0].location, "form-cuts", message)
        for node in nodes[: MAX_CUT_POINTS + 1]:
            text = reader.word(node, f'a number of "{key}" of {what}')
            if not _NUMBER.fullmatch(text) or int(text) > field.limit:
                message = (
                    f'"{text:.60}" in "{key}" of {what} must be a whole number from 1 to '
                    f"{field.limit}, without signs and commas"
                )
                reader.report(node.location, "form-cuts", message)
            elif points and int(text) <= points[-1]:
                rule = "twice" if int(text) == points[-1] else f"after {points[-1]}"
                message = (
                    f'"{key}" of {what} has {text} {rule}; write the numbers in ascending order'
                )
                reader.report(node.location, "form-cuts", message)
            else:
                points.append(int(text))
        if len(nodes) > MAX_CUT_POINTS:
            message = f'"{key}" of {what} has {len(nodes)} numbers; the maximum is {MAX_CUT_POINTS}'
            reader.report(nodes[MAX_CUT_POINTS].location, "form-cuts", message)
        return () if len(reader.problems) > before else tuple(points)


def generated_answers(
    form: Tick | Range, question: str, branches: tuple[Edge, ...], location: Location
) -> Iterator[Answer]:
    """Yield every answer to a question with a form, each with the branches that it can take.

    Args:
        form: The form.
        question: The id of the question.
        branches: Where its answers lead, as the author wrote it.
        location: Where the form is written.
    """
    # Answers with the same branches share them, which the engine makes use of. Equal branches that
    # are written in different places are not the same: the checker looks for unused ones.
    shared: dict[tuple[tuple[Edge, Location], ...], tuple[Edge, ...]] = {}
    for name, means in meanings(form):
        edges = tuple(_edges_after(branches, question, name))
        written = tuple((edge, edge.location) for edge in edges)
        yield Answer(name, "", shared.setdefault(written, edges), location, means)


def _edges_after(branches: tuple[Edge, ...], question: str, answer: str) -> Iterator[Edge]:
    """Yield the branches that an answer can take, without conditions on its own question."""
    for edge in branches:
        when = True if edge.when is None else decided(edge.when, question, answer)
        if when is False:
            continue
        yield edge if when is edge.when else replace(edge, when=None if when is True else when)
        if when is True:
            return
