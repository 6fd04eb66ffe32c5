"""Dates counted with the library's holidays are the ones counted by hand, over weekends too."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from wizard.engine.deadlines import _office_days, due, parse_date, selectable_range
from wizard.loader.deadlines import STATES
from wizard.model.deadlines import DeadlineRule


def rule_of(count: int, unit: str, calendar: str) -> DeadlineRule:
    """Return a rule that counts days."""
    return DeadlineRule("A date", count, unit, calendar, (), "")


# Each date was counted on paper. "x" is a holiday that was left out, "|" is a weekend.
BY_HAND = [
    # Tu24=1 We25=2 x26 Fr27=3 | Mo30=4 Tu1=5 We2=6 Th3=7
    ("state", "2026-11-23", 7, "working", "2026-12-03", "2026-11-26"),
    # … Th3=7 Fr4=8
    ("state", "2026-11-23", 8, "working", "2026-12-04", "2026-11-26"),
    # … Fr4=8 | Mo7=9 Tu8=10 We9=11 Th10=12 Fr11=13 | Mo14=14
    ("state", "2026-11-23", 14, "working", "2026-12-14", "2026-11-26"),
    # From a Saturday: | Mo23=1 Tu24=2 We25=3 x26 Fr27=4 | Mo30=5 Tu1=6 We2=7
    ("state", "2026-11-21", 7, "working", "2026-12-02", "2026-11-26"),
    # From a holiday: Fr27=1 | Mo30=2 Tu1=3 We2=4 Th3=5 Fr4=6 | Mo7=7
    ("state", "2026-11-26", 7, "working", "2026-12-07", ""),
    # A holiday right after: x26 Fr27=1 | Mo30=2 Tu1=3 We2=4 Th3=5 Fr4=6 | Mo7=7
    ("state", "2026-11-25", 7, "working", "2026-12-07", "2026-11-26"),
    # Over the year's end: Th24=1 x25 | Mo28=2 Tu29=3 We30=4 Th31=5 x1 | Mo4=6 Tu5=7
    ("state", "2026-12-23", 7, "working", "2027-01-05", "2026-12-25 2027-01-01"),
    # Two holidays on Saturdays, observed on Fridays:
    # Th23=1 x24 | Mo27=2 Tu28=3 We29=4 Th30=5 x31 | Mo3=6 Tu4=7
    ("state", "2027-12-22", 7, "working", "2028-01-04", "2027-12-24 2027-12-31"),
    # The state's last Monday of April: Tu21=1 We22=2 Th23=3 Fr24=4 | x27 Tu28=5 We29=6 Th30=7
    ("state", "2026-04-20", 7, "working", "2026-04-30", "2026-04-27"),
    # July 4 on a Saturday, observed on Friday: Tu30=1 We1=2 Th2=3 x3 | Mo6=4 Tu7=5 We8=6 Th9=7
    ("state", "2026-06-29", 7, "working", "2026-07-09", "2026-07-03"),
    # July 4 on a Sunday, observed on Monday: | x5 Tu6=1 We7=2 Th8=3 Fr9=4 | Mo12=5 Tu13=6 We14=7
    ("state", "2027-07-02", 7, "working", "2027-07-14", "2027-07-05"),
    # The library has June 19, too: Tu16=1 We17=2 Th18=3 x19 | Mo22=4 Tu23=5 We24=6 Th25=7
    ("state", "2026-06-15", 7, "working", "2026-06-25", "2026-06-19"),
    # The state works on October 12: Mo5-Fr9=5 | Mo12-Fr16=10 | Mo19=11 Tu20=12 We21=13 Th22=14
    ("state", "2026-10-02", 14, "working", "2026-10-22", ""),
    # The federal offices do not: Mo5-Fr9=5 | x12 Tu13-Fr16=9 | Mo19-Fr23=14 | Mo26-Fr30=19 | Mo2=20
    ("federal", "2026-10-02", 20, "working", "2026-11-02", "2026-10-12"),
    # … Tu3-Fr6=24 | Mo9=25 Tu10=26 x11 Th12=27 Fr13=28 | Mo16=29 Tu17=30
    ("federal", "2026-10-02", 30, "working", "2026-11-17", "2026-10-12 2026-11-11"),
    # But they work on the last Monday of April:
    # Tu21-Fr24=4 | Mo27-Fr1=9 | 4-8=14 | 11-15=19 | Mo18=20
    ("federal", "2026-04-20", 20, "working", "2026-05-18", ""),
    # Tu24 We25 x26 Fr27=3 | 30-4=8 | 7-11=13 | 14-18=18 | 21-24=22 x25 | 28-31=26 x1 | 4-8=31
    # | 11-15=36 | x18 19-22=40 | 25-29=45 | 1-5=50 | 8-12=55 | x15 16-19=59 | 22-26=64 | 1-5=69
    # | 8-12=74 | 15-19=79 | 22-26=84 | 29-2=89 | Mo5=90
    (
        "federal",
        "2026-11-23",
        90,
        "working",
        "2027-04-05",
        "2026-11-26 2026-12-25 2027-01-01 2027-01-18 2027-02-15",
    ),
    # The list of Texas has March 2: | x2 Tu3=1 We4=2 Th5=3
    ("TX", "2026-02-27", 3, "working", "2026-03-05", "2026-03-02"),
    # Federal offices work on it: | Mo2=1 Tu3=2 We4=3
    ("federal", "2026-02-27", 3, "working", "2026-03-04", ""),
    # Texas works on October 12: | Mo12=1 Tu13=2
    ("TX", "2026-10-09", 2, "working", "2026-10-13", ""),
    # The list of the District of Columbia has April 16: x16 Fr17=1 | Mo20=2
    ("DC", "2026-04-15", 2, "working", "2026-04-20", "2026-04-16"),
    # Every day counts: 24-30 Nov=7, Dec=38, Jan 22=60, a Friday
    ("federal", "2026-11-23", 60, "calendar", "2027-01-22", ""),
    # … Jan=69, Feb 21=90, a Sunday
    ("federal", "2026-11-23", 90, "calendar", "2027-02-21", ""),
    # 26-30 Nov=5, Dec 25=30
    ("state", "2026-11-25", 30, "calendar", "2026-12-25", ""),
    # 27-31 Dec=5, Jan 25=30, a Monday
    ("state", "2026-12-26", 30, "calendar", "2027-01-25", ""),
    # Leap year: Jan 31=1, Feb 29=30
    ("state", "2028-01-30", 30, "calendar", "2028-02-29", ""),
]


@pytest.mark.parametrize(("calendar", "start", "count", "unit", "expected", "skipped"), BY_HAND)
def test_due_is_the_date_counted_by_hand(
    calendar: str, start: str, count: int, unit: str, expected: str, skipped: str
) -> None:
    """Weekends and holidays are left out of working days, and the holidays left out are named."""
    found = due(rule_of(count, unit, calendar), date.fromisoformat(start), "MS")
    assert found.day.isoformat() == expected
    assert " ".join(each.day.isoformat() for each in found.skipped) == skipped
    # The library knows no days on which an office only may be closed.
    assert found.closings == ()


@pytest.mark.parametrize(
    ("start", "day", "safe"),
    [
        ("2026-11-25", "2026-12-25", "2026-12-24"),  # Christmas on a Friday: Thursday
        ("2026-12-19", "2027-01-18", "2027-01-15"),  # a holiday on a Monday: the Friday before
        ("2027-11-25", "2027-12-25", "2027-12-23"),  # a Saturday, observed on Friday: Thursday
        ("2026-11-26", "2026-12-26", "2026-12-24"),  # a Saturday after a holiday: Thursday
        ("2026-12-02", "2027-01-01", "2026-12-31"),  # the first day of a year: in the year before
        ("2026-12-26", "2027-01-25", None),  # a Monday that is no holiday
    ],
)
def test_due_on_day_off_keeps_date_and_names_last_working_day_before(
    start: str, day: str, safe: str | None
) -> None:
    """A calendar-day deadline is not moved; the working day before it is given as well."""
    found = due(rule_of(30, "calendar", "state"), date.fromisoformat(start), "MS")
    assert found.day.isoformat() == day
    assert (found.safe.isoformat() if found.safe else None) == safe


def test_due_on_day_off_of_another_state_has_its_own_safe_date() -> None:
    """December 24 is in the list of Texas, and not in that of Mississippi."""
    start = date(2026, 11, 24)
    texas, mississippi = (due(rule_of(30, "calendar", code), start, "") for code in ("TX", "MS"))
    assert (texas.day, texas.safe) == (date(2026, 12, 24), date(2026, 12, 23))
    assert (mississippi.day, mississippi.safe) == (date(2026, 12, 24), None)


@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.integers(1, 60),
    st.sampled_from(STATES),
)
def test_due_with_code_is_the_simple_count_over_that_states_list(
    start: date, count: int, code: str
) -> None:
    """Going from day to day, and asking the library about each of them, gives the same dates."""
    listed = country_holidays("US", subdiv=code)
    day, left, skipped = start, count, []
    while left:
        day += timedelta(1)
        if day.weekday() >= 5:
            continue
        if day in listed:
            skipped.append(day)
        else:
            left -= 1
    # The site's own state makes no difference.
    found = due(rule_of(count, "working", code), start, "MS")
    assert (found.day, [each.day for each in found.skipped]) == (day, skipped)


def test_due_of_working_days_has_no_safe_date() -> None:
    """A working day never falls on a day off."""
    assert due(rule_of(7, "working", "state"), date(2026, 11, 23), "MS").safe is None


@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.integers(1, 366),
    st.sampled_from(["state", "federal"]),
)
def test_due_counts_each_working_day_once(start: date, count: int, calendar: str) -> None:
    """Counting to day n is counting to day n-1 and then one day on, also over many years."""
    found = due(rule_of(count, "working", calendar), start, "MS").day
    assert found.weekday() < 5
    assert (found - start).days >= count
    if count > 1:
        before = due(rule_of(count - 1, "working", calendar), start, "MS").day
        assert due(rule_of(1, "working", calendar), before, "MS").day == found


@given(
    st.dates(date(2024, 11, 23), date(2027, 11, 23)),
    st.integers(1, 366),
    st.sampled_from(["working", "calendar"]),
    st.sampled_from(["state", "federal"]),
)
def test_due_does_not_depend_on_the_other_selectable_dates(
    start: date, count: int, unit: str, calendar: str
) -> None:
    """Their holidays are looked up with those of the date itself, and change nothing."""
    rule, selectable = rule_of(count, unit, calendar), selectable_range(date(2026, 11, 23))
    assert due(rule, start, "MS", selectable) == due(rule, start, "MS")


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(1, 366))
def test_due_of_calendar_days_adds_them(start: date, count: int) -> None:
    """Every day counts, and a safe date is never later nor more than a long weekend earlier."""
    found = due(rule_of(count, "calendar", "federal"), start, "")
    assert found.day == start + timedelta(count)
    assert found.safe is None or 1 <= (found.day - found.safe).days <= 4


def test_selectable_range_ends_on_last_day_of_shorter_month() -> None:
    """Two years back and one ahead from February 29 are February 28."""
    assert selectable_range(date(2026, 11, 23)) == (date(2024, 11, 23), date(2027, 11, 23))
    assert selectable_range(date(2028, 2, 29)) == (date(2026, 2, 28), date(2029, 2, 28))
    assert selectable_range(date(2026, 3, 31), (1, 3)) == (date(2026, 2, 28), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23", date(2026, 11, 23)),
        ("2026-02-30", None),
        ("20261123", None),
        ("2026-W48-1", None),
        ("2026-11-23T00:00", None),
        ("\u0662\u0660\u0662\u0666-11-23", None),
        ("", None),
    ],
)
def test_parse_date_reads_only_year_month_day(text: str, expected: date | None) -> None:
    """Other ISO 8601 formats and other digits are not dates here."""
    assert parse_date(text) == expected


def test_due_looks_up_the_same_days_off_for_all_selectable_dates() -> None:
    """How long it takes reveals nothing about the dates of earlier counts."""
    first, last = selectable_range(date(2026, 11, 23))
    _office_days.cache_clear()
    for calendar in ("state", "federal", "TX"):
        for days in range(0, (last - first).days, 10):
            for count in (1, 366):
                rule = rule_of(count, "working", calendar)
                due(rule, first + timedelta(days), "MS", (first, last))
    assert _office_days.cache_info().misses == 3
