"""Deadlines: read from their file, and counted from a day. No clock, no HTTP, no pages.

What the calendars hold is what the library `holidays` (https://github.com/vacanza/holidays) holds, and nothing is
added or taken away by hand:

- `federal`: the eleven federal holidays, moved to Friday or Monday where they fall on a weekend. Inauguration Day,
  which is one around Washington only, is not among them.
- `state`, for Mississippi: the federal holidays without Columbus Day, moved in the same way; the third Monday of
  January under the names of King and Lee; and Confederate Memorial Day, the last Monday of April. It holds Juneteenth.
  It does not hold days that a governor proclaims, such as the day after Thanksgiving.

Days on which one office is closed by order are in no list. Pages must say so.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from wizard.model.deadlines import DAY, REACH, DeadlineRule


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of an office: those of a state (its code, such as MS), or the federal ones where it is empty."""

    state: str = ""

    def is_holiday(self, day: date) -> bool:
        """Whether the library has a holiday on this day."""
        return day in _holidays(self.state, day.year)

    def is_working_day(self, day: date) -> bool:
        """Whether a day is neither on a weekend nor a holiday."""
        return day.weekday() < calendar.SATURDAY and not self.is_holiday(day)


@dataclass(frozen=True, slots=True)
class DueDate:
    """The day that a rule leads to. `safe` is the working day before, where `day` itself is none, or None.

    `skipped` are the holidays from Monday to Friday that the count left out.
    """

    rule: DeadlineRule
    day: date
    safe: date | None
    skipped: tuple[date, ...]


def due(rule: DeadlineRule, start: date, state: str) -> DueDate:
    """The day that a rule leads to from the day of its event. `state` is the code of the calendar `state`."""
    office = Calendar(state if rule.calendar == "state" else "")
    if rule.unit == "working":
        day = working_days_after(start, rule.count, office)
        between = (start + timedelta(number) for number in range(1, (day - start).days))
        skipped = tuple(
            each
            for each in between
            if each.weekday() < calendar.SATURDAY and office.is_holiday(each)
        )
        return DueDate(rule, day, None, skipped)
    day = start + timedelta(rule.count)
    return DueDate(
        rule, day, None if office.is_working_day(day) else working_day_before(day, office), ()
    )


def working_days_after(start: date, count: int, office: Calendar) -> date:
    """The working day number `count` (1 or more) after a day. The day after `start` is day 1 if it is a working day."""
    day = start
    while count:
        day += timedelta(1)
        count -= office.is_working_day(day)
    return day


def working_day_before(day: date, office: Calendar) -> date:
    """The last working day before a day."""
    day -= timedelta(1)
    while not office.is_working_day(day):
        day -= timedelta(1)
    return day


def selectable_range(today: date, reach: tuple[int, int] = REACH) -> tuple[date, date]:
    """The first and the last day that can be counted from: so many months back, and so many ahead."""
    back, ahead = reach
    return _months_after(today, -back), _months_after(today, ahead)


def _months_after(day: date, count: int) -> date:
    """The same day of another month, or its last one where it is shorter."""
    years, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def day_in(text: str) -> date | None:
    """The day that a text such as 2026-11-23 names, or None where it names none."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


@cache
def _holidays(state: str, year: int) -> frozenset[date]:
    from holidays import (
        country_holidays,  # here, since it takes a quarter of a second, and most runs count no days
    )

    return frozenset(country_holidays("US", subdiv=state or None, years=year, expand=False))
