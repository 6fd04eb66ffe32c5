"""The cut points of a question with `range` or `since` as they are written, and what is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from wizard.loader.yaml_nodes import Node, ScalarNode, SequenceNode
from wizard.model.generated_answers import MAX_CUT_POINTS

NUMBER = re.compile("[1-9][0-9]{0,8}")

# A number with signs, separators and words that mean nothing here, but not 500.50 or 1.500.
_WITH_SIGNS = re.compile(
    r"[+$€£]? *0*([1-9][0-9]{0,2}(?:[,_ ][0-9]{3})+|[1-9][0-9]*)(?:\.0+)?(?: *(?:[$€£%]|(days?)))?"
)
_WEEKS = re.compile("([1-9][0-9]?) weeks?")


def points_in(node: Node | None, limit: int) -> tuple[int, ...] | None:
    """Return the cut points in a list, or None if a number or their order is not valid.

    `limit` is the highest number.
    """
    if not isinstance(node, SequenceNode) or not 0 < len(node.items) <= MAX_CUT_POINTS:
        return None
    texts = [item.text.strip() if isinstance(item, ScalarNode) else "" for item in node.items]
    if not all(map(NUMBER.fullmatch, texts)) or next(split_numbers(node), None):
        return None
    points = tuple(map(int, texts))
    is_sorted = all(low < high for low, high in pairwise(points))
    return points if is_sorted and points[-1] <= limit else None


def split_numbers(node: SequenceNode) -> Iterator[tuple[ScalarNode, ScalarNode]]:
    """Yield two items of a list that look like one number with a comma: 1,500 is 1 and 500.

    Authors of two numbers write a space after the comma.
    """
    for one, two in pairwise(node.items):
        if (
            isinstance(one, ScalarNode)
            and isinstance(two, ScalarNode)
            and not one.style + two.style
            and one.end.line == two.location.line
            and one.end.column + 1 == two.location.column
            and re.fullmatch("[1-9][0-9]{0,2}", one.text)
            and re.fullmatch("[0-9]{3}", two.text)
        ):
            yield one, two


def meant_number(text: str, is_days: bool) -> str:
    """Return the whole number that a text such as $1,500 or 2 weeks means, or empty text.

    `is_days` says that days are counted, so that words for them can only mean that.
    """
    if is_days and (weeks := _WEEKS.fullmatch(text)):
        return str(7 * int(weeks[1]))
    found = _WITH_SIGNS.fullmatch(text)
    if not found or (found[2] and not is_days):
        return ""
    number = re.sub("[,_ ]", "", found[1])
    return number if NUMBER.fullmatch(number) else ""


def meant_bounds(text: str, points: tuple[int, ...]) -> str:
    """Return the interval between cut points that a text means, or empty text if none is clear.

    Example:
        >>> meant_bounds("from-500-to-1499", (500, 1500)), meant_bounds("less than 500", (500,))
        ('{from: 500, below: 1500}', '{below: 500}')
    """
    plain = re.sub("[$€£,]", "", text.strip().casefold())
    for words, bound in (
        (r"(?:is )?(?:below|under|less than|<)[ -]*([0-9]{1,9})", "{{below: {0}}}"),
        (r"(?:from|at least|>=|≥)[ -]*([0-9]{1,9})", "{{from: {0}}}"),
        (r"([0-9]{1,9}) or more", "{{from: {0}}}"),
        (r"(?:from[ -])?([0-9]{1,9})[ -]+to[ -]+([0-9]{1,9})", "{{from: {0}, below: {1}}}"),
    ):
        if found := re.fullmatch(words, plain):
            low, *high = map(int, found.groups())
            # The last number of an interval is in it, and the cut point after it is not.
            numbers = [low, *(number + 1 for number in high)]
            return bound.format(*numbers) if {*numbers} <= {*points} else ""
    return ""
