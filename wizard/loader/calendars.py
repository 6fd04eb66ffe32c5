"""Reading a list of holidays in `deadlines.yaml`: the days, their moves and possible closings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from wizard.loader.dates import MONTHS
from wizard.loader.evidence import read_claim_ids
from wizard.loader.reader import NodeReader
from wizard.loader.yaml_nodes import MappingNode, Node, SequenceNode
from wizard.model.deadlines import Closing, Holiday, HolidayCalendar, WeekendMove, YearlyDay
from wizard.model.evidence import Claim

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# No "fifth": most months have no fifth Monday.
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}

LATER = "day after "

YEARLY_DAY = (
    f"({LATER})?(({'|'.join(MONTHS)}) ([1-9]|[12][0-9]|3[01])"
    f"|({'|'.join(ORDINALS)}) ({'|'.join(WEEKDAYS)}) of ({'|'.join(MONTHS)}))"
)

WEEKEND_DAY = "(Monday after|Friday before) (Saturday|Sunday) holiday"

HOLIDAY_EXAMPLES = '"July 4", "last Monday of May" or "day after fourth Thursday of November"'

CLOSING_EXAMPLES = f'{HOLIDAY_EXAMPLES}, or "Monday after Saturday holiday"'


def read_calendar(
    reader: NodeReader, node: Node, claims: Mapping[str, Claim | None]
) -> HolidayCalendar:
    """Return the holidays of the calendar `state`. It can refer only to the shared `claims`."""
    what = 'the calendar "state"'
    table, _ = reader.fields(node, "holiday calendar", what)
    for key in ("holidays", "claims"):
        _report_if_empty(reader, table, key, what)
    moves = table.get("moves") or MappingNode({}, table.location)
    _, targets = reader.fields(moves, "moves", f'"moves" of {what}')
    return HolidayCalendar(
        holidays=tuple(
            _read_holiday(reader, item) for item in reader.items(table, "holidays", what)
        ),
        moves=tuple(_move(weekday, to) for weekday, to in targets.items() if to),
        closings=tuple(
            _read_closing(reader, item, claims) for item in reader.items(table, "may-close", what)
        ),
        claims=tuple(read_claim_ids(reader, table, "claims", what, claims)),
    )


def _read_holiday(reader: NodeReader, node: Node) -> Holiday:
    table, fields = reader.fields(node, "holiday", "a holiday")
    text = reader.text(table, "on", "a holiday")
    day = _yearly_day(text)
    if text and not day:
        _report_day(reader, table, text, "a holiday", HOLIDAY_EXAMPLES)
    # Any day will do after a problem, since a file with a problem is refused.
    return Holiday(on=day or YearlyDay(1, 1), location=node.location, **fields)


def _read_closing(reader: NodeReader, node: Node, claims: Mapping[str, Claim | None]) -> Closing:
    what = "a possible closing"
    table, fields = reader.fields(node, "closing", what)
    _report_if_empty(reader, table, "claims", what)
    text = reader.text(table, "on", what)
    day: YearlyDay | WeekendMove | None = _yearly_day(text)
    if re.fullmatch(WEEKEND_DAY, text):
        to, _, weekday, _ = text.lower().split()
        day = _move(weekday, to)
    elif text and not day:
        _report_day(reader, table, text, what, CLOSING_EXAMPLES)
    return Closing(
        on=day or YearlyDay(1, 1),
        claims=tuple(read_claim_ids(reader, table, "claims", what, claims)),
        location=node.location,
        **fields,
    )


def _yearly_day(text: str) -> YearlyDay | None:
    """Return the day that a text such as `third Monday of January` names, or None."""
    if not re.fullmatch(YEARLY_DAY, text):
        return None
    words, later = text.removeprefix(LATER).split(), int(text.startswith(LATER))
    month = MONTHS.index(words[-1] if "of" in words else words[0]) + 1
    if "of" in words:
        weekday, nth = WEEKDAYS.index(words[1]), ORDINALS[words[0]]
        return YearlyDay(month, weekday=weekday, nth=nth, later=later)
    try:
        # Not a leap year, so February 29 is no day of every year.
        date(2001, month, int(words[1]))
    except ValueError:
        return None
    return YearlyDay(month, int(words[1]), later=later)


def _move(weekday: str, to: str) -> WeekendMove:
    """Return the move from a Saturday or Sunday to the Friday before or the Monday after."""
    number = WEEKDAYS.index(weekday.capitalize())
    return WeekendMove(number, {"friday": 4, "monday": 7}[to] - number)


def _report_day(
    reader: NodeReader, table: MappingNode, text: str, what: str, examples: str
) -> None:
    """Report a text under `on` that names no day."""
    message = f'"on" of {what} cannot be "{text:.60}"; write it as in {examples}'
    reader.report(table.entries["on"][1].location, "calendar-day", message)


def _report_if_empty(reader: NodeReader, table: MappingNode, key: str, what: str) -> None:
    """Report an empty list. A missing key and a value that is not a list are reported elsewhere."""
    node = table.get(key)
    if isinstance(node, SequenceNode) and not node.items:
        reader.report(node.location, "calendar-empty", f'"{key}" of {what} is empty')
