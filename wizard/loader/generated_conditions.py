"""Reading conditions on questions whose answers are generated: boxes and cut points.

Such a condition becomes one on all the answers for which it is true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wizard.loader.own_steps import OwnSteps
from wizard.loader.reader import NodeReader
from wizard.loader.suggest import quoted_list
from wizard.loader.yaml_nodes import MappingNode, ScalarNode
from wizard.model.conditions import AnsweredWith
from wizard.model.generated_answers import MAX_BOXES, Range, id_of_boxes, intervals, sets_of_boxes

# The bounds of an interval: its first number, and the first one after it.
BOUNDS = ("from", "below")

_NUMBER = re.compile("[1-9][0-9]{0,8}")


def answers_with(answers: MappingNode | None, names: Iterable[str]) -> Iterator[str]:
    """Yield the answers to a question with boxes for which a condition is true.

    Args:
        answers: The boxes and the other answers of the question, if they are known.
        names: The boxes, of which one must be ticked, and other answers that the condition names.
    """
    named, known = [*names], answers.entries if answers else {}
    boxes = [name for name in known if name not in ("none", "unsure")][:MAX_BOXES]
    for ticked in sets_of_boxes(boxes):
        if not named or {*named} & {*ticked}:
            yield id_of_boxes(ticked)
    yield from (name for name in named if name not in boxes)


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
        reader, what = self.reader, f'the condition on "{key.text:.60}"'
        reader.table(table, what, BOUNDS)
        known = self.steps.cut_points(key.text)
        bounds = {}
        for name in BOUNDS:
            if name in table.entries and (number := self._cut_point(key, name, table, known)):
                bounds[name] = number
        if not table.entries:
            message = (
                f'{what} needs "from", "below" or both, as in {{below: {next(iter(known), 1)}}}'
            )
            reader.report(table.location, "guard-empty", message)
        if len(bounds) < len(table.entries) or not bounds:
            return None
        low, high = bounds.get("from", 0), bounds.get("below")
        if high is not None and low >= high:
            message = f"{what} is never true: no number is from {low} and below {high}"
            reader.report(table.location, "guard-answer", message)
            return None
        # Numbers that are not valid cut points are reported where they are written.
        points = sorted(int(point) for point in known if _NUMBER.fullmatch(point))
        return AnsweredWith(
            key.text,
            tuple(
                name
                for name, interval in intervals(Range("", tuple(points)))
                if interval.low >= low and (high is None or interval.low < high)
            ),
            key.location,
        )

    def _cut_point(
        self, key: ScalarNode, name: str, table: MappingNode, known: dict[str, None]
    ) -> int:
        """Return the number of a bound, or 0 if it is not a cut point of the question."""
        node = table.entries[name][1]
        text = self.reader.word(node, f'"{name}" of the condition on "{key.text:.60}"')
        if text in known and _NUMBER.fullmatch(text):
            return int(text)
        if text and isinstance(node, ScalarNode):
            hint, fix = self.reader.suggest(node, known)
            hint = hint or f" It has {quoted_list(known)}."
            message = f'"{key.text:.60}" has no cut point "{text:.60}".{hint}'
            self.reader.report(node.location, "guard-answer", message, fix)
        return 0
