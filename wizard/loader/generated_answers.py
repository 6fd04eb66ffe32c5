"""Reading the forms of questions whose answers are generated: `tick`, `range` and `since`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

from wizard.i18n.intervals import is_currency
from wizard.loader import forms
from wizard.loader.cut_points import NUMBER, meant_number, split_numbers
from wizard.loader.own_steps import OwnSteps
from wizard.loader.reader import NodeReader
from wizard.loader.schema import FORMS, RESERVED_BOXES, field_of, keys_of
from wizard.loader.schema_flow import MAX_LABEL
from wizard.loader.suggest import Suggestion, quoted_list
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.conditions import decided
from wizard.model.flow import Answer, Edge
from wizard.model.generated_answers import (
    DAYS_AGO,
    MAX_BOXES,
    MAX_CUT_POINTS,
    UNITS,
    Box,
    Range,
    Tick,
    meanings,
)
from wizard.model.problems import Fix, Location

# Signs and words that authors write instead of a unit.
_UNIT_WORDS = {
    **dict.fromkeys(("$", "us$", "dollar", "dollars"), "USD"),
    **dict.fromkeys(("€", "euro", "euros"), "EUR"),
    **dict.fromkeys(("£", "pound", "pounds"), "GBP"),
    **dict.fromkeys(("person", "persons"), "people"),
    "%": "percent",
}

# The key of the cut points in each of these forms, and a form in an author's words.
_POINTS = {"range": ("at", "{{unit: ..., at: {}}}"), "since": ("days", "{{days: {}}}")}


class FormReader:
    """A reader of the forms of one flow.

    `steps` are the steps of the flow. `events` are the ids of deadlines.yaml, or None if they are
    not known.
    """

    def __init__(self, reader: NodeReader, steps: OwnSteps, events: Collection[str] | None) -> None:
        self.reader, self.steps, self.events = reader, steps, events

    def read(self, table: MappingNode, none: str, what: str) -> Tick | Range | None:
        """Return the form of a question, or None if it has none or one that cannot be read.

        Args:
            table: The question.
            none: Its text under `none`.
            what: What messages call it.
        """
        if node := table.get("tick"):
            return self._tick(node, table, none, what)
        if node := table.get("range"):
            return self._range(node, what)
        if node := table.get("since"):
            return self._since(node, what)
        return None

    def _tick(self, node: Node, table: MappingNode, none: str, what: str) -> Tick | None:
        """Return the boxes of a question."""
        reader = self.reader
        nodes = list(reader.table(node, f'"tick" of {what}', record="box"))
        self._check_label(table.get("none"), what)
        if "none" not in table.entries:
            message = f'{what} is missing "none", the label for readers who tick no box'
            reader.report(table.entries["tick"][0].location, "key-missing", message)
        if isinstance(node, MappingNode) and not nodes:
            message = f'"tick" of {what} has no boxes; add at least one, as in "heat: No heat"'
            reader.report(node.location, "question-answers", message)
        if len(nodes) > MAX_BOXES:
            message = (
                f'"tick" of {what} has {len(nodes)} boxes; the maximum is {MAX_BOXES}; ask two '
                "questions instead"
            )
            # Beyond the maximum, so that the author sees which ones are too many.
            reader.report(nodes[MAX_BOXES][0].location, "form-boxes", message)
            return None
        boxes = {}
        for key, value in nodes:
            is_free = self.steps.words[key.text] == 1
            others = [other.text for other, _ in nodes]
            name = reader.identifier(key, f"a box of {what}", RESERVED_BOXES, others, is_free)
            self._check_label(value, what)
            label = self._label(value, f'the label of the box "{name:.60}" of {what}')
            boxes[name] = Box(label, key.location)
        return Tick(MappingProxyType(boxes), none) if boxes else None

    def _check_label(self, node: Node | None, what: str) -> None:
        """Report a label that is the id of a step: the value of a usual answer is its target."""
        text = node.text.strip() if isinstance(node, ScalarNode) else ""
        if node and text in self.steps.table.entries:
            message = (
                f'{what} shows "{text}" as a label, but it is a step; write what readers see, and '
                'the step under "to"'
            )
            self.reader.report(node.location, "form-boxes", message)

    def _label(self, node: Node, what: str) -> str:
        """Return the label of a box. Authors of answers may write it in a table."""
        label = node.get("label") if isinstance(node, MappingNode) else None
        if isinstance(node, MappingNode) and isinstance(label, ScalarNode):
            message, form = f"{what} must be text, but found a table", forms.inline(label)
            # Of anything else in the table, the author has to find another place.
            fix = forms.replacement(node, form) if len(node.entries) == 1 else None
            hint = f'; write {form}, and where it leads under "to" of the question'
            message += forms.write(form) if fix else hint
            self.reader.report(node.location, "shape-text", message, fix)
            return label.text
        return self.reader.word(node, what, MAX_LABEL)

    def _range(self, node: Node, what: str) -> Range | None:
        """Return the cut points of a number."""
        of = f'"range" of {what}'
        if self._report_bare_points(node, "range", of):
            return None
        table, _ = self.reader.fields(node, "range", of)
        unit = self.reader.text(table, "unit", of)
        if unit and unit not in UNITS and not is_currency(unit):
            self._report_unit(table.get("unit"), unit, of)
        at = self._cut_points(table, "range", of)
        return Range(unit, at) if at else None

    def _report_unit(self, node: Node | None, unit: str, what: str) -> None:
        """Report an unknown unit."""
        assert isinstance(node, ScalarNode), "its text was read"
        known = [*UNITS, unit.upper()] if is_currency(unit.upper()) else [*UNITS]
        hint, fix = self.reader.suggest(node, known)
        if meant := _UNIT_WORDS.get(unit.casefold()):
            hint = str(Suggestion(meant))
            # Several countries have dollars and pounds.
            fix = forms.renamed(node, meant) if meant not in ("USD", "GBP") else None
        hint = hint or f" Use the code of a currency, such as USD, or one of {quoted_list(UNITS)}."
        message = f'"unit" of {what} cannot be "{unit:.60}".{hint}'
        self.reader.report(node.location, "name-unknown", message, fix)

    def _since(self, node: Node, what: str) -> Range | None:
        """Return the cut points of a date."""
        of = f'"since" of {what}'
        if self._report_bare_points(node, "since", of):
            return None
        table, fields = self.reader.fields(node, "since", of)
        event = fields["event"]
        if event and self.events is not None and event not in self.events:
            place = table.get("event")
            assert isinstance(place, ScalarNode), "its text was read"
            hint, fix = self.reader.suggest(place, self.events)
            message = f'"event" of {of} is "{event:.60}", which is not an event of deadlines.yaml.'
            self.reader.report(place.location, "target-unknown", message + hint, fix)
        days = self._cut_points(table, "since", of)
        return Range(DAYS_AGO, days, event) if days else None

    def _report_bare_points(self, node: Node, form: str, what: str) -> bool:
        """Report cut points that are not in a table or not in a list. Returns whether they are."""
        key, pattern = _POINTS[form]
        if isinstance(node, SequenceNode) or (
            isinstance(node, ScalarNode) and node.text.strip().isdigit()
        ):
            points = (
                node if isinstance(node, SequenceNode) else SequenceNode((node,), node.location)
            )
            shown = pattern.format(forms.inline(points))
            message = f"{what} must be a table (key: value), but found {forms.described(node)}"
            # Only the author knows what a number counts.
            fix = None if "..." in shown else forms.replacement(node, shown)
            self.reader.report(node.location, "shape-table", message + forms.write(shown), fix)
            return True
        first = node.get(key) if isinstance(node, MappingNode) else None
        if isinstance(node, MappingNode) and isinstance(first, ScalarNode):
            # In braces without brackets, each number after a comma is a key.
            more = [name for name, _ in node if name.text.isdigit()]
            if more:
                listed = f"[{', '.join([first.text, *(name.text for name in more)])}]"
                message = f'"{key}" of {what} must be a list{forms.write(listed)}'
                fix = Fix(first.location, more[-1].end, listed)
                self.reader.report(first.location, "shape-list", message, fix)
                return True
        return False

    def _cut_points(self, table: MappingNode, form: str, what: str) -> tuple[int, ...] | None:
        """Return the cut points of a form, or None if they cannot be read."""
        reader, (key, _) = self.reader, _POINTS[form]
        what = f'"{key}" of {what}'
        nodes = reader.items(table, key, what.partition(" of ")[2], "number")
        listed = table.get(key)
        if not isinstance(listed, SequenceNode):
            return None
        before = len(reader.problems)
        if not nodes:
            message = f"{what} has no numbers; write one or more, as in [7, 14]"
            reader.report(listed.location, "question-answers", message)
        if len(nodes) > MAX_CUT_POINTS:
            message = f"{what} has {len(nodes)} numbers; the maximum is {MAX_CUT_POINTS}"
            reader.report(nodes[MAX_CUT_POINTS].location, "form-cuts", message)
            return None
        if split := [*split_numbers(listed)]:
            self._report_split(listed, split, what)
            return None
        points = [self._cut_point(node, form, what) for node in nodes]
        if len(reader.problems) == before:
            self._check_order(listed, points, what)
        return tuple(points) if len(reader.problems) == before else None

    def _report_split(
        self, node: SequenceNode, split: list[tuple[ScalarNode, ScalarNode]], what: str
    ) -> None:
        """Report numbers with a comma, each of which is two numbers in a list."""
        (one, two), *_ = split
        message = f"{what} has {one.text},{two.text}, which is two numbers in a list"
        joined = {id(first): second for first, second in split}
        ends = {id(second) for _, second in split}
        texts = [
            item.text + (joined[id(item)].text if id(item) in joined else "")
            for item in node.items
            if isinstance(item, ScalarNode) and id(item) not in ends
        ]
        form = f"[{', '.join(texts)}]"
        apart = [item.text for item in node.items if isinstance(item, ScalarNode)]
        # As numbers of a list they would be wrong in any case, so nothing else can be meant.
        if "000" in apart or [*map(int, apart)] != sorted({*map(int, apart)}):
            fix = forms.replacement(node, form)
            self.reader.report(one.location, "form-cuts", message + forms.write(form), fix)
            return
        message = f"{message}; write {form}, or [{', '.join(apart)}] with a space after each comma"
        self.reader.report(one.location, "form-cuts", message)

    def _cut_point(self, node: Node, form: str, what: str) -> int:
        """Return one cut point, or 0 after a problem."""
        text = self.reader.word(node, f"a number of {what}")
        limit = field_of(form, _POINTS[form][0]).limit
        if not text or not isinstance(node, ScalarNode):
            return 0
        if text == "0":
            message = f"{what} has 0, where the first answer begins without it; remove the 0"
            self.reader.report(node.location, "form-cuts", message)
        elif not NUMBER.fullmatch(text) or int(text) > limit:
            meant = meant_number(text, is_days=form == "since")
            meant = meant if meant and int(meant) <= limit else ""
            message = f'"{text:.60}" in {what} must be a whole number from 1 to {limit}'
            fix = forms.renamed(node, meant) if meant else None
            self.reader.report(node.location, "form-cuts", message + forms.write(meant), fix)
        else:
            return int(text)
        return 0

    def _check_order(self, node: SequenceNode, points: list[int], what: str) -> None:
        """Report the first cut point that is not above the one before it."""
        for index, (low, high) in enumerate(pairwise(points), 1):
            if low < high:
                continue
            form, fix = f"[{', '.join(map(str, sorted({*points})))}]", None
            if len({*points}) == len(points):
                message = f"{what} has {high} after {low}; write the numbers in ascending order"
                message, fix = f"{message}: {form}", forms.replacement(node, form)
            # One of the two may be meant to be another number.
            elif points.count(high) > 1:
                message = f"{what} has {high} twice; remove or change one"
            else:
                message = f"{what} has {high} after {low}; write the numbers in ascending order"
            self.reader.report(node.items[index].location, "form-cuts", message, fix)
            return

    def report_branches(self, name: str, to: MappingNode, table: MappingNode, what: str) -> None:
        """Report a table in place of a list of branches, with the list that it means."""
        message, form = f'"to" of {what} must be a target or a list of branches', ""
        boxes = table.get("tick")
        answers = {"none", "unsure", *(boxes.entries if isinstance(boxes, MappingNode) else ())}
        if {*to.entries} <= {*keys_of("edge")}:
            form = f"[{forms.inline(to)}, {{to: ...}}]"
        elif {*to.entries} <= answers:
            parts = [
                f"{{if: {{{name}: {key.text}}}, to: {forms.inline(node)}}}" for key, node in to
            ]
            form = f"[{', '.join(parts)}, {{to: ...}}]"
        self.reader.report(to.location, "shape-text", message + forms.write(form))

    def with_boxes(self, table: MappingNode, what: str) -> MappingNode:
        """Return a question whose boxes are under `answers` as one with `tick`, and report that."""
        labels = table.get("answers")
        if (
            "to" in table.entries
            and not {*FORMS} & table.entries.keys()
            and isinstance(labels, MappingNode)
            and all(isinstance(label, ScalarNode) for _, label in labels)
        ):
            key = table.entries["answers"][0]
            message = f'"answers" of {what} are only labels; boxes to tick are under "tick"'
            self.reader.report(key.location, "answers-twice", message, forms.renamed(key, "tick"))
            return forms.with_key(table, "answers", "tick")
        return table


def number_of_sets(node: Node) -> int:
    """Return how many sets of boxes a step has."""
    boxes = node.get("tick") if isinstance(node, MappingNode) else None
    return 2 ** min(len(boxes.entries), MAX_BOXES) if isinstance(boxes, MappingNode) else 0


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
    boxes = form.boxes if isinstance(form, Tick) else {}
    for name, means in meanings(form):
        edges = tuple(_edges_after(branches, question, name))
        written = tuple((edge, edge.location) for edge in edges)
        place = boxes[name].location if name in boxes else location
        yield Answer(name, "", shared.setdefault(written, edges), place, means)


def _edges_after(branches: tuple[Edge, ...], question: str, answer: str) -> Iterator[Edge]:
    """Yield the branches that an answer can take, without conditions on its own question."""
    for edge in branches:
        when = True if edge.when is None else decided(edge.when, question, answer)
        if when is False:
            continue
        yield edge if when is edge.when else replace(edge, when=None if when is True else when)
        if when is True:
            return
