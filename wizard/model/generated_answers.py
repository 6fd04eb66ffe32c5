"""Forms of questions whose answers follow from a few values: tick boxes and cut points.

All answers of such a question are known before a reader gives one: sets of boxes, or intervals
between two cut points. So links can be answers, and every path can be checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, pairwise

from wizard.model.problems import NOWHERE, Location

NONE = "none"  # the answer of a reader who ticks no box

MAX_BOXES = 8  # of one question: each set of boxes is an answer

MAX_CUT_POINTS = 9  # of one question: it has one answer more than that

MAX_CUT_POINT = 999_999_999

MAX_DAYS_AGO = 36_500  # about a hundred years

DAYS_AGO = "days-ago"  # the unit of dates

# Units besides currencies, whose unit is their ISO 4217 code, such as USD.
UNITS = ("years", "months", "weeks", "days", "hours", "percent", "people")


@dataclass(frozen=True, slots=True)
class Box:
    """A box that a reader can tick.

    Attributes:
        label: Its label.
        location: Where it is written.
    """

    label: str
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Tick:
    """Boxes of which several can be ticked.

    Attributes:
        boxes: The boxes by id, in the author's order.
        none: The label of the answer for readers who tick none.
        ticked: In an unfolded flow, the boxes that are ticked on the page of the question.
        pages: In an unfolded flow, the id of the question with one box changed, by box. Empty in a
            flow as written, whose URLs have the boxes that are ticked.
    """

    boxes: Mapping[str, Box]
    none: str
    ticked: tuple[str, ...] = ()
    pages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ticked:
    """What an answer to a question with boxes stands for: the boxes that are ticked.

    Attributes:
        boxes: The ids of the boxes, in the author's order.
        labels: Their labels. If no box is ticked, that of the answer for it.
    """

    boxes: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Cut points of a number, or of how many days ago something was.

    Attributes:
        unit: The ISO 4217 code of a currency, one of `UNITS`, `DAYS_AGO`, or empty for a number.
        at: The cut points, ascending. Each is the first number of an interval.
        event: The event of which a date is asked, whose deadlines pages count; or empty.
    """

    unit: str
    at: tuple[int, ...]
    event: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """What an answer to a question with cut points stands for.

    Attributes:
        low: The lowest whole number in it.
        high: The highest whole number in it. None if there is none.
        unit: The unit of the numbers, as in `Range`.
    """

    low: int
    high: int | None
    unit: str


def sets_of_boxes(boxes: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield every set of boxes but the empty one, the smallest first, each in the given order."""
    known = tuple(boxes)
    return chain.from_iterable(combinations(known, size) for size in range(1, len(known) + 1))


def id_of_boxes(boxes: Iterable[str]) -> str:
    """Return the id of the answer that a set of boxes in the author's order is.

    Example:
        >>> id_of_boxes(["heat", "water"]), id_of_boxes([])
        ('heat.water', 'none')
    """
    return ".".join(boxes) or NONE


def intervals(form: Range) -> Iterator[tuple[str, Interval]]:
    """Yield the intervals between the cut points, each with the id of its answer.

    An id names both ends. So an old link never means another interval than it did.

    Example:
        >>> [name for name, interval in intervals(Range("USD", (500, 1500)))]
        ['below-500', 'from-500-to-1499', 'from-1500']
    """
    first, last = form.at[0], form.at[-1]
    yield f"below-{first}", Interval(0, first - 1, form.unit)
    for low, following in pairwise(form.at):
        yield f"from-{low}-to-{following - 1}", Interval(low, following - 1, form.unit)
    yield f"from-{last}", Interval(last, None, form.unit)


def canonical_boxes(form: Tick, value: str) -> str:
    """Return the id of the answer that a value in a URL stands for, or "" if it is none.

    Boxes may be in another order there, repeated or unknown, or together with `none`.

    Example:
        >>> form = Tick({"heat": Box("No heat"), "water": Box("No water")}, "None of these")
        >>> canonical_boxes(form, "water.heat"), canonical_boxes(form, "none")
        ('heat.water', 'none')
    """
    names = value.split(".")
    ticked = id_of_boxes(box for box in form.boxes if box in names)
    return ticked if ticked != NONE or NONE in names else ""


def ticked_in(answers: Sequence[str]) -> tuple[str, ...]:
    """Return the boxes, or `none`, that a condition with these answers names.

    A condition is true for every set with one of its boxes, so the sets of one box say which.
    """
    return tuple(answer for answer in answers if "." not in answer)


def meanings(form: Tick | Range) -> Iterator[tuple[str, Ticked | Interval]]:
    """Yield the id of each answer to a question with this form, and what it stands for."""
    if isinstance(form, Range):
        yield from intervals(form)
        return
    for boxes in sets_of_boxes(form.boxes):
        yield id_of_boxes(boxes), Ticked(boxes, tuple(form.boxes[box].label for box in boxes))
    yield NONE, Ticked((), (form.none,))


def merged(found: Iterable[Interval]) -> Iterator[Interval]:
    """Yield ascending intervals, with those that follow each other without a gap as one."""
    span: Interval | None = None
    for each in found:
        if span and span.high is not None and span.high + 1 == each.low:
            span = Interval(span.low, each.high, each.unit)
        else:
            if span:
                yield span
            span = each
    if span:
        yield span
