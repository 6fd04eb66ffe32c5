"""Counts with a site's own list of holidays skip the days that the list names, and no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.engine.mississippi import CALENDAR, SATURDAY, SUNDAY
from wizard.engine.deadlines import DueDate, due
from wizard.model.deadlines import DeadlineRule, Holiday, HolidayCalendar, WeekendMove, YearlyDay

# Two years of Mississippi's law, worked out by hand. July 4, 2027 is a Sunday.
SURE = [
    *("2026-01-01", "2026-01-19", "2026-02-16", "2026-04-27"),
    *("2026-05-25", "2026-09-07", "2026-11-11", "2026-11-26"),
    *("2026-12-25", "2027-01-01", "2027-01-18", "2027-02-15"),
    *("2027-04-26", "2027-05-31", "2027-07-05", "2027-09-06"),
    *("2027-11-11", "2027-11-25"),
]

# July 4, 2026 and December 25, 2027 are Saturdays.
POSSIBLE = [
    *("2026-07-06", "2026-11-27", "2026-12-24", "2027-11-26"),
    *("2027-12-24", "2027-12-27"),
]

BOTH_YEARS = [date(2026, 1, 1) + timedelta(number) for number in range(730)]


def counted(start: str, count: int, unit: str = "working") -> DueDate:
    """Count days of the state's calendar."""
    rule = DeadlineRule("A date", count, unit, "state", (), "")
    return due(rule, date.fromisoformat(start), CALENDAR)


def next_working_day(day: date, calendar: HolidayCalendar = CALENDAR) -> DueDate:
    """Count one working day from the date before another one."""
    rule = DeadlineRule("A date", 1, "working", "state", (), "")
    return due(rule, day - timedelta(1), calendar)


def days_off(calendar: HolidayCalendar, first: date, last: date) -> list[str]:
    """Return the weekdays in a range that a count skips."""
    days = [first + timedelta(number) for number in range((last - first).days + 1)]
    return [
        day.isoformat()
        for day in days
        if day.weekday() < SATURDAY and next_working_day(day, calendar).day != day
    ]


def test_holidays_of_two_years_are_those_of_the_law() -> None:
    """No other weekday of these years is skipped."""
    assert days_off(CALENDAR, BOTH_YEARS[0], BOTH_YEARS[-1]) == SURE


@pytest.mark.parametrize("day", ["2026-06-19", "2026-07-03", "2027-06-18", "2026-10-12"])
def test_days_that_the_law_does_not_name_are_working_days(day: str) -> None:
    """Mississippi's law has no Juneteenth, no Columbus Day and no Friday for a Saturday."""
    found = next_working_day(date.fromisoformat(day))
    assert found.day.isoformat() == day
    assert found.closings == ()


def test_possible_closings_are_counted_and_named() -> None:
    """A day on which an office may be closed is a working day; the count says so."""
    found = {
        closing.day.isoformat()
        for day in BOTH_YEARS
        for closing in next_working_day(day).closings
        if closing.day == next_working_day(day).day
    }
    assert sorted(found) == POSSIBLE
    assert next_working_day(date(2026, 7, 6)).closings[0].name == "Monday after"


# Each date was counted on paper. "x" is a holiday, "?" a day when an office may be closed.
BY_HAND = [
    # Tu24=1 We25=2 x26 Fr27?=3 | Mo30=4 Tu1=5 We2=6 Th3=7
    ("2026-11-23", 7, "2026-12-03", "Thanksgiving", "day after"),
    # Tu16=1 We17=2 Th18=3 Fr19=4 | Mo22=5 Tu23=6 We24=7
    ("2026-06-15", 7, "2026-06-24", "", ""),
    # Tu30=1 We1=2 Th2=3 Fr3=4 | Mo6?=5 Tu7=6 We8=7
    ("2026-06-29", 7, "2026-07-08", "", "Monday after"),
    # | x5 Tu6=1 We7=2 Th8=3 Fr9=4 | Mo12=5 Tu13=6 We14=7
    ("2027-07-02", 7, "2027-07-14", "July 4", ""),
    # Th23=1 Fr24?=2 | Mo27?=3 Tu28=4 We29=5 Th30=6 Fr31=7
    ("2027-12-22", 7, "2027-12-31", "", "Christmas Eve, Monday after"),
    # Th24?=1 x25 | Mo28=2 Tu29=3 We30=4 Th31=5 x1 | Mo4=6 Tu5=7
    ("2026-12-23", 7, "2027-01-05", "Christmas, New Year", "Christmas Eve"),
    # The last day itself: Tu22=1 We23=2 Th24?=3
    ("2026-12-21", 3, "2026-12-24", "", "Christmas Eve"),
    # The event's own day is not counted: x25 | Mo28=1
    ("2026-12-24", 1, "2026-12-28", "Christmas", ""),
]


@pytest.mark.parametrize(("start", "count", "day", "skipped", "closings"), BY_HAND)
def test_due_is_the_date_counted_by_hand(
    start: str, count: int, day: str, skipped: str, closings: str
) -> None:
    """The holidays that were skipped have their names, and so have the possible closings."""
    found = counted(start, count)
    assert found.day.isoformat() == day
    assert ", ".join(each.name for each in found.skipped) == skipped
    assert ", ".join(each.name for each in found.closings) == closings
    assert found.safe is None


def test_closings_have_the_claims_that_support_them() -> None:
    """A page can show why an office may be closed."""
    found = counted("2027-12-22", 7)
    assert [each.claims[0].id for each in found.closings] == ["governor", "agency"]


@pytest.mark.parametrize(
    ("start", "day", "safe", "closing"),
    [
        ("2026-11-25", "2026-12-25", "2026-12-23", ""),  # not Christmas Eve: it may be closed
        ("2026-11-24", "2026-12-24", "2026-12-23", "Christmas Eve"),
        ("2026-06-06", "2026-07-06", "2026-07-03", "Monday after"),  # the Friday is a working day
        ("2026-11-30", "2026-12-30", None, ""),
    ],
)
def test_calendar_days_skip_nothing_and_have_a_safe_date(
    start: str, day: str, safe: str | None, closing: str
) -> None:
    """Every day counts; the safe date is one on which an office is surely open."""
    found = counted(start, 30, "calendar")
    assert found.day.isoformat() == day
    assert (found.safe.isoformat() if found.safe else None) == safe
    assert ", ".join(each.name for each in found.closings) == closing
    assert found.skipped == ()


def test_holidays_can_move_to_friday_and_into_the_year_before() -> None:
    """January 1, 2028 is a Saturday, and December 25, 2027 is one too."""
    calendar = replace(CALENDAR, moves=(WeekendMove(SATURDAY, -1), WeekendMove(SUNDAY, 1)))
    assert days_off(calendar, date(2027, 12, 20), date(2028, 1, 7)) == ["2027-12-24", "2027-12-31"]


def test_safe_date_can_be_in_the_year_before() -> None:
    """The last working day before a weekend in January can be in December, before a holiday."""
    rule = DeadlineRule("A date", 1, "calendar", "state", (), "")
    moved = replace(CALENDAR, moves=(WeekendMove(SATURDAY, -1),))
    assert due(rule, date(2028, 1, 1), moved).safe == date(2027, 12, 30)
    more = replace(CALENDAR, holidays=(*CALENDAR.holidays, Holiday("Eve", YearlyDay(12, 31))))
    assert due(rule, date(2027, 1, 1), more).safe == date(2026, 12, 30)


@pytest.mark.parametrize("start", ["2026-12-31", "2026-08-14"])
def test_longest_count_knows_the_holidays_of_all_its_years(start: str) -> None:
    """Counted one day at a time, the holidays in the last year are the same."""
    day = date.fromisoformat(start)
    for _ in range(366):
        day = next_working_day(day + timedelta(1)).day
    assert counted(start, 366).day == day


def test_last_weekday_of_a_month_with_five_of_them() -> None:
    """The last one is the fifth, and the fourth is another day."""
    five = [
        Holiday("fourth", YearlyDay(5, weekday=SATURDAY - 1, nth=4)),
        Holiday("last", YearlyDay(5, weekday=SATURDAY - 1, nth=-1)),
    ]
    calendar = replace(CALENDAR, holidays=tuple(five))
    may = days_off(calendar, date(2026, 5, 1), date(2026, 5, 31))
    assert may == ["2026-05-22", "2026-05-29"]
