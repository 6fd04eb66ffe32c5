"""Reading conditions on questions whose answers are generated: boxes and cut points.

Such a condition becomes one on all the answers for which it is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wizard.loader import forms
from wizard.loader.cut_points import meant_bounds
from wizard.loader.own_steps import OwnSteps
from wizard.loader.reader import NodeReader
from wizard.loader.schema import RESERVED_BOXES, keys_of
from wizard.loader.suggest import quoted_list
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.conditions import AnsweredWith
from wizard.model.generated_answers import MAX_BOXES, Range, id_of_boxes, intervals, sets_of_boxes

# Words for every box, or for any of them.
_EVERY = ("all", "both", "every", "everything")
_ANY = ("any", "some", "yes", "anything")


def answers_with(answers: MappingNode | None, names: Iterable[str]) -> Iterator[str]:
    """Yield the answers to a question with boxes for which a condition is true.

    Args:
        answers: The boxes and the other answers of the question, if they are known.
        names: The boxes, of which one must be ticked, and other answers that the condition names.
    """
    named = [*names]
    boxes = boxes_in(answers)[:MAX_BOXES]
    for ticked in sets_of_boxes(boxes):
        if {*named} & {*ticked}:
            yield id_of_boxes(ticked)
    yield from (name for name in named if name not in boxes)


def boxes_in(answers: MappingNode | None) -> list[str]:
    """Return the boxes among the answers of a question, if they are known."""
    return [name for name in answers.entries if name not in RESERVED_BOXES] if answers else []


def every_box(question: str, boxes: Sequence[str]) -> str:
    """Return the condition that each of these boxes is ticked.

    Example:
        >>> every_box("home", ["heat", "water"])
        '{home: heat, any: [{home: water}]}'
    """
    # A table has each key once, so the other boxes are in a condition of one part.
    first, *others = boxes
    rest = f", any: [{every_box(question, others)}]" if others else ""
    return f"{{{question}: {first}{rest}}}"


def meant_by_boxes(question: str, table: MappingNode, boxes: Sequence[str]) -> str:
    """Return the condition that a table of boxes with yes or no means, or empty text if none."""
    values = {key.text: value.text for key, value in table if isinstance(value, ScalarNode)}
    if not values or not {*values} <= {*boxes} or len(values) < len(table.entries):
        return ""
    ticked = [name for name, value in values.items() if value in ("yes", "true", "ticked")]
    if len(ticked) == len(values):
        return every_box(question, ticked)
    if len(values) == 1 and {*values.values()} <= {"no", "false"}:
        return f"{{not: {{{question}: {next(iter(values))}}}}}"
    return ""


def hint_about_boxes(question: str, name: str, boxes: Sequence[str]) -> str:
    """Return what to write for a set of boxes, or for all or any; empty text if it is neither."""
    named = [box for box in name.split(".") if box in boxes]
    is_set = len(named) > 1 and len(named) == len(name.split("."))
    if (is_set or name in _EVERY) and len(boxes) > 1:
        few = named or [*boxes]
        either = f"{{{question}: [{', '.join(few)}]}}"
        return (
            f"; write {every_box(question, few)} if each of them must be ticked, or {either} if "
            "one is enough"
        )
    if name in _ANY and boxes:
        return f"; write {{not: {{{question}: none}}}} if any box is enough"
    return ""


@dataclass(frozen=True, slots=True)
class IntervalConditions:
    """A reader of conditions on questions with cut points, such as `{below: 500}`."""

    reader: NodeReader
    steps: OwnSteps

    def read(self, key: ScalarNode, table: MappingNode) -> AnsweredWith | None:
        """Return a condition on a question with cut points, or None after a problem.

        Args:
            key: The id of the question.
            table: The bounds: `from`, `below` or both.
        """
        what, known = f'the condition on "{key.text:.60}"', self.steps.cut_points(key.text)
        before = len(self.reader.problems)
        table = self.reader.table(table, what, keys_of("bounds"), record="bounds")
        if not table.entries:
            example = f"{{below: {known[0] if known else 500}}}"
            message = f'{what} needs "from", "below" or both, as in {example}'
            self.reader.report(table.location, "guard-empty", message)
        bounds = {
            name: self._cut_point(key, name, table.entries[name][1], known)
            for name in keys_of("bounds")
            if name in table.entries
        }
        # Without the cut points, whose problem is reported, nothing more is known.
        if len(self.reader.problems) > before or not known:
            return None
        low, high = bounds.get("from", 0), bounds.get("below")
        if high is not None and low >= high:
            message = f"{what} is never true: no number is from {low} and below {high}"
            if high < low:
                message = f"{message}; write {{from: {high}, below: {low}}} for those between"
            self.reader.report(table.location, "guard-answer", message)
            return None
        names = tuple(
            name
            for name, interval in intervals(Range("", known))
            if interval.low >= low and (high is None or interval.low < high)
        )
        return AnsweredWith(key.text, names, key.location)

    def _cut_point(
        self, key: ScalarNode, name: str, node: Node, known: tuple[int, ...] | None
    ) -> int:
        """Return the number of a bound, or 0 if it is not a cut point of the question."""
        text = self.reader.word(node, f'"{name}" of the condition on "{key.text:.60}"')
        points = [*map(str, known or ())]
        if text in points:
            return int(text)
        if text and known and isinstance(node, ScalarNode):
            hint, fix = self.reader.suggest(node, points)
            # A number that looks alike is not what is meant.
            is_number = text.isdigit()
            hint = "" if is_number else hint
            hint = hint or f" Its cut points are {quoted_list(points)}."
            message = f'"{key.text:.60}" has no cut point "{text:.60}".{hint}'
            self.reader.report(node.location, "guard-answer", message, None if is_number else fix)
        return 0

    def report_answer(self, question: str, node: ScalarNode) -> None:
        """Report a text in place of bounds: a number, an interval in words or a generated id."""
        name, known = node.text.strip(), self.steps.cut_points(question)
        if known is None:
            return
        message = f'"{question}" has no answer "{name:.60}"'
        form = meant_bounds(name, known)
        fix = forms.replacement(node, form) if form else None
        if not form:
            number = name if name in map(str, known) else known[0]
            form = f"{{below: {number}}} or {{from: {number}}}"
            if name != number:
                form += f", with one of its cut points: {quoted_list(known)}"
        self.reader.report(node.location, "guard-answer", message + forms.write(form), fix)

    def meant_by_list(self, question: str, node: Node) -> str:
        """Return the condition that a list with intervals means, or empty text if there is none."""
        items = node.items if isinstance(node, SequenceNode) else ()
        known = self.steps.cut_points(question) or ()
        meant = [
            meant_bounds(item.text, known) if isinstance(item, ScalarNode) else forms.inline(item)
            for item in items
        ]
        if not any(meant):
            return ""
        parts = [
            f"{{{question}: {form or forms.inline(item)}}}"
            for item, form in zip(items, meant, strict=True)
        ]
        return f"{{any: [{', '.join(parts)}]}}" if len(parts) > 1 else parts[0]
