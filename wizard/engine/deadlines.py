"""Deadlines counted from a date. No clock, no HTTP, no pages.

The holidays of the calendar `federal` are those of the library `holidays`
(https://github.com/vacanza/holidays): the eleven federal holidays, moved to Friday or Monday if
they are on a weekend. Inauguration Day is not one of them: it is a holiday around Washington only.

Those of the calendar `state` are a list of the site itself, or the library's list for a state. The
calendar of a code such as TX is always the library's list. The library follows what is observed,
which can differ from the law: for Mississippi it adds Juneteenth and moves holidays from Saturday
to Friday. It may also list days on which the offices of a state are open.

No list has the days on which a single office is closed by order. Pages must say so.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from wizard.model.deadlines import (
    DAY,
    REACH,
    DeadlineRule,
    Deadlines,
    HolidayCalendar,
    YearlyDay,
)
from wizard.model.evidence import Claim

_MONTHS = calendar.Calendar()  # its weeks begin on Monday, as the numbers of weekdays do


@dataclass(frozen=True, slots=True)
class DayOff:
    """A weekday that is a holiday, or on which an office may be closed.

    Attributes:
        day: The date.
        name: What it is called; empty if only the library knows it.
        claims: What says that an office may be closed.
    """

    day: date
    name: str = ""
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class DueDate:
    """The date that follows from a rule.

    Attributes:
        rule: The rule.
        day: The date.
        safe: The last day before `day` on which an office is surely open, if it may be closed on
            `day` itself. None if it is open, or if the count skips days off anyway.
        skipped: The holidays from Monday to Friday that the count left out.
        closings: The days that were counted as working days, up to `day`, or `day` itself if every
            day counts, although an office may be closed on them.
    """

    rule: DeadlineRule
    day: date
    safe: date | None
    skipped: tuple[DayOff, ...] = ()
    closings: tuple[DayOff, ...] = ()

    @property
    def uses_days_off(self) -> bool:
        """Whether the date, or the safe one before it, depends on the days off of a calendar."""
        return self.rule.unit == "working" or self.safe is not None


def due(
    rule: DeadlineRule,
    start: date,
    state: str | HolidayCalendar,
    selectable: tuple[date, date] | None = None,
) -> DueDate:
    """Count a rule's days.

    Args:
        rule: The rule.
        start: The date of the event. The next day is day 1, if days of that kind are counted.
        state: What the calendar `state` means: a list of holidays, or the code of a state.
        selectable: The first and the last date that could be counted from (default: `start` only).
            The days off for all of them are looked up and kept, so that the time that a count takes
            does not reveal from which date someone counted before.
    """
    office = _office_of(rule, state, selectable or (start, start))
    if rule.unit == "calendar":
        # It can end on a day off. The date stays as the rule says, and the page shows the last day
        # before it too on which acting is surely possible.
        day = start + timedelta(rule.count)
        if office.is_surely_open(day):
            return DueDate(rule, day, None)
        closings = [office.closings[day]] if day in office.closings else []
        return DueDate(rule, day, office.open_before(day), (), tuple(closings))
    day, skipped, closings, counted = start, [], [], 0
    while counted < rule.count:
        day += timedelta(1)
        if day.weekday() >= calendar.SATURDAY:
            continue
        if day in office.holidays:
            skipped.append(office.holidays[day])
            continue
        counted += 1
        if day in office.closings:
            closings.append(office.closings[day])
    return DueDate(rule, day, None, tuple(skipped), tuple(closings))


def _calendar_of(rule: DeadlineRule, state: str | HolidayCalendar) -> str | HolidayCalendar:
    """Return the calendar of a rule: a list of holidays, the code of a state, or "" (federal)."""
    match rule.calendar:
        case "state":
            return state
        case "federal":
            return ""
        case code:
            return code


def look_up_days_off(deadlines: Deadlines, selectable: tuple[date, date]) -> None:
    """Look up the days off of all calendars that some deadlines use, and keep them.

    So the time that a count takes does not reveal for which state someone counted before. The first
    call takes some milliseconds for each calendar.
    """
    rules = {rule.calendar: rule for event in deadlines.events.values() for rule in event.rules}
    for rule in rules.values():
        _office_of(rule, deadlines.state, selectable)


def _office_of(
    rule: DeadlineRule, state: str | HolidayCalendar, selectable: tuple[date, date]
) -> _OfficeDays:
    """Return the days off of a rule's calendar that matter to any date that can be chosen."""
    first, last = selectable
    # A year has more than 200 working days and a rule counts at most 366, so two more years are
    # enough. A safe date can be in the year before the event.
    return _office_days(_calendar_of(rule, state), first.year - 1, last.year + 2)


@lru_cache(maxsize=4)  # `relativedelta` is slow, and every page of a date asks for the same range
def selectable_range(today: date, reach: tuple[int, int] = REACH) -> tuple[date, date]:
    """Return the first and the last date that can be counted from.

    Args:
        today: The current date.
        reach: How many months back and ahead can be chosen. In a shorter month, the range ends on
            that month's last day.
    """
    # Imported here because only the extra `deadlines` installs it.
    from dateutil.relativedelta import relativedelta

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


@dataclass(frozen=True, slots=True)
class _OfficeDays:
    """The holidays of some years by their date, and the other days when an office may be closed."""

    holidays: Mapping[date, DayOff]
    closings: Mapping[date, DayOff]

    def is_surely_open(self, day: date) -> bool:
        """Return whether a day is neither on a weekend nor one of these days."""
        return not (
            day.weekday() >= calendar.SATURDAY or day in self.holidays or day in self.closings
        )

    def open_before(self, day: date) -> date:
        """Return the last day before another one on which an office is surely open."""
        day -= timedelta(1)
        while not self.is_surely_open(day):
            day -= timedelta(1)
        return day


# Only a few ranges of years are ever asked for, of each state at most. The limit is for calendars
# of sites that were loaded again.
@lru_cache(maxsize=256)
def _office_days(state: str | HolidayCalendar, first_year: int, last_year: int) -> _OfficeDays:
    """Return the days off of a calendar, of a state by its code, or the federal ones if empty."""
    years = range(first_year, last_year + 1)
    if isinstance(state, HolidayCalendar):
        holidays = {day.day: day for year in years for day in _holidays(state, year)}
        closings = {day.day: day for year in years for day in _closings(state, year)}
        return _OfficeDays(holidays, closings)
    # Imported here because it is slow to import and most runs count no dates.
    from wizard.engine.united_states import country_holidays

    # `expand` would add years at the first look at them, which is not safe between threads.
    known = country_holidays("US", subdiv=state or None, years=years, expand=False)
    return _OfficeDays({day: DayOff(day) for day in known}, {})


def _holidays(state: HolidayCalendar, year: int) -> Iterator[DayOff]:
    """Yield the holidays of a year, and for those on a weekend the days that they move to."""
    for holiday in state.holidays:
        day = _day_in(year, holiday.on)
        yield DayOff(day, holiday.name)
        for move in state.moves:
            if day.weekday() == move.weekday:
                yield DayOff(day + timedelta(move.later), holiday.name)


def _closings(state: HolidayCalendar, year: int) -> Iterator[DayOff]:
    """Yield the days of a year on which an office may be closed. Some can be holidays as well."""
    for closing in state.closings:
        if isinstance(closing.on, YearlyDay):
            yield DayOff(_day_in(year, closing.on), closing.name, closing.claims)
            continue
        for holiday in state.holidays:
            day = _day_in(year, holiday.on)
            if day.weekday() == closing.on.weekday:
                yield DayOff(day + timedelta(closing.on.later), closing.name, closing.claims)


def _day_in(year: int, on: YearlyDay) -> date:
    """Return the date of a yearly day in a year."""
    day = on.day
    if not day:
        weeks = _MONTHS.monthdayscalendar(year, on.month)
        # The days of other months are zeros.
        days = [week[on.weekday] for week in weeks if week[on.weekday]]
        day = days[on.nth - 1 if on.nth > 0 else on.nth]
    return date(year, on.month, day) + timedelta(on.later)
