"""Deadlines counted from a date. No clock, no HTTP, no pages.

The holidays are those of the library `holidays` (https://github.com/vacanza/holidays). Nothing is
added or removed by hand:

- `federal`: the eleven federal holidays, moved to Friday or Monday if they fall on a weekend.
  Inauguration Day is not one of them: it is a holiday around Washington only.
- `state`, for Mississippi: the federal holidays without Columbus Day, moved in the same way; the
  third Monday of January under the names of King and Lee; and Confederate Memorial Day, the last
  Monday of April. Juneteenth is included. Days that a governor proclaims, such as the day after
  Thanksgiving, are not.

No list has the days on which a single office is closed by order. Pages must say so.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from wizard.model.deadlines import DAY, REACH, DeadlineRule

if TYPE_CHECKING:
    from holidays import HolidayBase


@dataclass(frozen=True, slots=True)
class DueDate:
    """The date that follows from a rule.

    Attributes:
        rule: The rule.
        day: The date.
        safe: The last working day before `day` if `day` is a day off, otherwise None.
        skipped: The holidays from Monday to Friday that the count left out.
    """

    rule: DeadlineRule
    day: date
    safe: date | None
    skipped: tuple[date, ...]


def due(rule: DeadlineRule, start: date, state: str) -> DueDate:
    """Count a rule's days.

    Args:
        rule: The rule.
        start: The date of the event. The next day is day 1, if days of that kind are counted.
        state: The code of the state that the calendar `state` means, such as MS.
    """
    # A year has more than 200 working days, so these years are enough for every count.
    last_year = start.year + rule.count // 200 + 1
    office = _holidays(state if rule.calendar == "state" else "", start.year, last_year)
    if rule.unit == "working":
        day = office.get_nth_working_day(start, rule.count)
        # Without both ends: the event's date is not counted, and the last day is a working day.
        passed = (start + timedelta(number) for number in range(1, (day - start).days))
        weekdays = (date_ for date_ in passed if date_.weekday() < calendar.SATURDAY)
        return DueDate(rule, day, None, tuple(date_ for date_ in weekdays if date_ in office))
    # A count of calendar days can end on a day off. The date stays as the rule says, and the page
    # shows the last working day before it too, on which acting is never too late.
    day = start + timedelta(rule.count)
    safe = None if office.is_working_day(day) else office.get_nth_working_day(day, -1)
    return DueDate(rule, day, safe, ())


def selectable_range(today: date, reach: tuple[int, int] = REACH) -> tuple[date, date]:
    """Return the first and the last date that can be counted from.

    Args:
        today: The current date.
        reach: How many months back and ahead can be chosen. In a shorter month, the range ends on
            that month's last day.
    """
    # `relativedelta` cuts a month off at its end: six months before August 31 is February 28 or 29.
    back, ahead = reach
    return today - relativedelta(months=back), today + relativedelta(months=ahead)


def parse_date(text: str) -> date | None:
    """Return the date that a text such as 2026-11-23 means, or None if it is not a date."""
    try:
        # The pattern decides the format, and `fromisoformat` whether there is such a date.
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


# Dates to count from are limited by `REACH`, so only a few ranges of years are ever asked for.
@cache
def _holidays(state: str, first_year: int, last_year: int) -> HolidayBase:
    """Return the holidays of a state, or the federal ones if `state` is empty."""
    # The import takes a quarter of a second, and most runs count no dates.
    from holidays import country_holidays

    # `expand` would add years at the first look at them, which is not safe between threads.
    years = range(first_year, last_year + 1)
    return country_holidays("US", subdiv=state or None, years=years, expand=False)
