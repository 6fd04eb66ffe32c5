"""A list of holidays is read with every error at its location, and its names are translated."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wizard import load_flows
from wizard.loader.site import check_folder
from wizard.loader.translations import texts_of
from wizard.model.deadlines import HolidayCalendar, WeekendMove, YearlyDay
from wizard.model.entries import entries

Write = Callable[..., Path]

FLOW = """title: A guide
start: end
steps:
  end: {outcome: The end, claims: [one]}
"""
CLAIMS = """one: {level: unknown, text: We know.}
list: {level: law, text: The law names them., cite: [code]}
agency: {level: law, text: An agency may close., cite: [code]}
"""
SOURCES = "code: {title: The code, url: 'https://www.example.org/'}\n"
DEADLINES = """title: Count the days
calendars:
  state:
    claims: [list]
    holidays:
      - {name: New Year's Day, on: January 1}
      - {name: Memorial Day, on: last Monday of May}
    moves: {saturday: friday, sunday: monday}
    may-close:
      - {name: Christmas Eve, on: December 24, claims: [agency]}
      - {name: a Monday, on: Monday after Saturday holiday, claims: [agency]}
events:
  sent:
    title: Letter sent
    label: I sent a letter
    ask: When did you send it?
    says: The day you sent it.
    dates:
      - {label: Ask again, count: 7, unit: working, calendar: state, claims: [one]}
"""


def folder_of(write: Write, deadlines: str) -> Path:
    """Return a folder with these deadlines."""
    return write(guide=FLOW, claims=CLAIMS, sources=SOURCES, deadlines=deadlines)


def calendar_of(write: Write, deadlines: str) -> HolidayCalendar:
    """Return the list of holidays of a valid site."""
    site = load_flows(folder_of(write, deadlines))
    assert site.deadlines
    assert isinstance(site.deadlines.state, HolidayCalendar)
    return site.deadlines.state


def test_calendar_has_days_moves_and_possible_closings(write: Write) -> None:
    """Each part of the file is in the calendar, with its claims."""
    calendar = calendar_of(write, DEADLINES)
    assert [(holiday.name, holiday.on) for holiday in calendar.holidays] == [
        ("New Year's Day", YearlyDay(1, 1)),
        ("Memorial Day", YearlyDay(5, weekday=0, nth=-1)),
    ]
    assert calendar.moves == (WeekendMove(5, -1), WeekendMove(6, 1))
    assert [(closing.name, closing.on) for closing in calendar.closings] == [
        ("Christmas Eve", YearlyDay(12, 24)),
        ("a Monday", WeekendMove(5, 2)),
    ]
    assert [claim.id for claim in calendar.claims] == ["list"]
    assert [claim.id for claim in calendar.closings[0].claims] == ["agency"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("January 1", YearlyDay(1, 1)),
        ("February 28", YearlyDay(2, 28)),
        ("December 31", YearlyDay(12, 31)),
        ("first Monday of September", YearlyDay(9, weekday=0, nth=1)),
        ("second Tuesday of March", YearlyDay(3, weekday=1, nth=2)),
        ("third Monday of January", YearlyDay(1, weekday=0, nth=3)),
        ("fourth Thursday of November", YearlyDay(11, weekday=3, nth=4)),
        ("last Sunday of April", YearlyDay(4, weekday=6, nth=-1)),
        ("day after fourth Thursday of November", YearlyDay(11, 0, 3, 4, 1)),
        ("day after December 25", YearlyDay(12, 25, later=1)),
    ],
)
def test_day_of_the_year_is_read(write: Write, text: str, expected: YearlyDay) -> None:
    """A date, a weekday of a month, and the day after either of them."""
    calendar = calendar_of(write, DEADLINES.replace("last Monday of May", text))
    assert calendar.holidays[1].on == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Monday after Saturday holiday", WeekendMove(5, 2)),
        ("Monday after Sunday holiday", WeekendMove(6, 1)),
        ("Friday before Saturday holiday", WeekendMove(5, -1)),
        ("Friday before Sunday holiday", WeekendMove(6, -2)),
        ("day after last Monday of May", YearlyDay(5, 0, 0, -1, 1)),
    ],
)
def test_day_of_possible_closing_is_read(
    write: Write, text: str, expected: YearlyDay | WeekendMove
) -> None:
    """A possible closing can depend on a weekend, and can be any day of the year as well."""
    calendar = calendar_of(write, DEADLINES.replace("Monday after Saturday holiday", text))
    assert calendar.closings[1].on == expected


@pytest.mark.parametrize(
    "text",
    [
        *("january 1", "January 01", "January 32", "January", "1 January", "1/1", "2026-01-01"),
        *("February 29", "February 30", "April 31", "January 1 ,"),
        *("fifth Monday of May", "3rd Monday of May", "third monday of May", "Monday of May"),
        *("third Monday in May", "third Monday of may", "last Day of May", "third of May"),
        *("the day after January 1", "day before January 1", "day after February 30"),
        *("day after day after January 1", "Monday after Saturday holiday", "Easter"),
    ],
)
def test_other_text_is_not_a_day_of_the_year(write: Write, text: str) -> None:
    """The forms are few and strict, and February 29 is not a day of every year."""
    folder = folder_of(write, DEADLINES.replace("last Monday of May", f'"{text}"'))
    _, (problem,) = check_folder(folder)
    assert (problem.code, problem.location.line, problem.location.column) == (
        ("calendar-day", 7, 34)
    )
    assert f'"on" of a holiday cannot be "{text}"; write it as in "July 4"' in problem.message


def test_wrong_day_of_possible_closing_is_reported_with_its_own_forms(write: Write) -> None:
    """The message has the form that holidays do not have."""
    folder = folder_of(write, DEADLINES.replace("after Saturday holiday", "after holiday"))
    _, (problem,) = check_folder(folder)
    assert (problem.code, problem.location.line) == ("calendar-day", 11)
    assert 'or "Monday after Saturday holiday"' in problem.message


BROKEN = [
    ("calendars:\n  state:", "calendars:\n  federal:", (3, 3), "key-unknown"),
    ("calendars:\n  state:", "calendars:\n  federal:", (3, 3), "key-missing"),
    ("calendars:", "state: MS\ncalendars:", (2, 1), "calendar-twice"),
    ("    claims: [list]\n", "", (4, 5), "key-missing"),
    ("claims: [list]", "claims: []", (4, 13), "calendar-empty"),
    ("claims: [list]", "claims: [lost]", (4, 14), "claim-unknown"),
    ("on: January 1}", "in: January 1}", (6, 32), "key-unknown"),
    ("on: January 1}", "on: [January 1]}", (6, 36), "shape-text"),
    ("name: Memorial Day, ", "", (7, 9), "key-missing"),
    ("saturday: friday", "saturday: thursday", (8, 23), "name-unknown"),
    ("saturday: friday", "monday: tuesday", (8, 13), "key-unknown"),
    ("December 24, claims: [agency]", "December 24, claims: []", (10, 56), "calendar-empty"),
    ("December 24, claims: [agency]", "December 24", (10, 9), "key-missing"),
    ("December 24, claims: [agency]", "December 24, claims: [agent]", (10, 57), "claim-unknown"),
]


@pytest.mark.parametrize(("old", "new", "location", "code"), BROKEN)
def test_error_in_calendar_is_reported_at_its_location(
    write: Write, old: str, new: str, location: tuple[int, int], code: str
) -> None:
    """Each error has its code at its line and column, and no other file is blamed."""
    assert old in DEADLINES
    site, problems = check_folder(folder_of(write, DEADLINES.replace(old, new)))
    assert site is None
    found = [(each.location.line, each.location.column, each.code) for each in problems]
    assert (*location, code) in found
    assert "rule-state" not in [each.code for each in problems]
    assert all(each.location.file.endswith("deadlines.yaml") for each in problems)


def test_calendar_without_holidays_is_one_problem(write: Write) -> None:
    """An empty list is reported once, at the list."""
    begin, end = DEADLINES.split("    holidays:\n")[0], DEADLINES.split("last Monday of May}\n")[1]
    _, (problem,) = check_folder(folder_of(write, f"{begin}    holidays: []\n{end}"))
    assert (problem.code, problem.location.line) == ("calendar-empty", 5)


def test_moves_and_possible_closings_are_optional(write: Write) -> None:
    """A calendar can have nothing but its holidays."""
    begin, rest = DEADLINES.split("    moves:")
    calendar = calendar_of(write, begin + rest[rest.index("events:") :])
    assert calendar.moves == ()
    assert calendar.closings == ()


def test_claims_of_calendar_are_used_evidence(write: Write) -> None:
    """They are not reported as unused, and without the calendar they are."""
    folder = folder_of(write, DEADLINES)
    assert [each.message for each in check_folder(folder)[1]] == []
    begin, rest = DEADLINES.split("calendars:")
    (folder / "deadlines.yaml").write_text(
        f"{begin}state: MS\n{rest[rest.index('events:') :]}", "utf-8"
    )
    assert [each.code for each in check_folder(folder)[1]] == ["claim-unused", "claim-unused"]


def test_names_and_claims_of_calendar_are_texts_of_the_site(write: Write) -> None:
    """Checks of texts see them, and translators get them."""
    folder = folder_of(write, DEADLINES)
    entry = next(each for each in entries(load_flows(folder)) if each.kind == "deadlines")
    names = ["New Year's Day", "Memorial Day", "Christmas Eve", "a Monday"]
    assert [text.text for text in entry.texts] == [
        *("Count the days", *names),
        *("The law names them.", "An agency may close.", "An agency may close."),
    ]
    assert entry.texts[1].location.line == 6
    assert {*names} <= {text.text for text in texts_of(folder)}
