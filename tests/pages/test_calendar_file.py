"""Dates as a calendar file."""

from __future__ import annotations

from datetime import UTC, date, datetime

from icalendar import Calendar

from wizard.pages.calendar_file import calendar_file

FIRST, SECOND = date(2026, 12, 3), date(2027, 2, 19)


def test_file_is_a_calendar_of_rfc_5545() -> None:
    """PRODID and VERSION are required: without them, some calendars refuse the file."""
    file = Calendar.from_ical(calendar_file([FIRST], "A date"))
    assert not file.errors
    assert str(file["VERSION"]) == "2.0"
    assert str(file["PRODID"]) == "-//Dates//EN"


def test_file_has_one_entry_for_each_date_in_order() -> None:
    """A date that is given twice has one entry."""
    file = Calendar.from_ical(calendar_file([SECOND, FIRST, SECOND], "A date"))
    entries = file.walk("VEVENT")
    assert [entry.decoded("DTSTART") for entry in entries] == [FIRST, SECOND]
    assert [str(entry["SUMMARY"]) for entry in entries] == ["A date", "A date"]


def test_entry_is_private_and_takes_no_time() -> None:
    """An entry covers its date, but the reader is not busy; others may not see it."""
    (entry,) = Calendar.from_ical(calendar_file([FIRST], "A date")).walk("VEVENT")
    assert type(entry.decoded("DTSTART")) is date
    assert (str(entry["TRANSP"]), str(entry["CLASS"])) == ("TRANSPARENT", "PRIVATE")
    assert entry.decoded("DTSTAMP") == datetime(2026, 12, 3, tzinfo=UTC)


def test_same_dates_give_same_bytes_and_ids() -> None:
    """A calendar that reads the file twice recognizes the entries by their ids."""
    one, other = calendar_file([FIRST, SECOND], "A date"), calendar_file([SECOND, FIRST], "A date")
    assert one == other
    ids = {str(entry["UID"]) for entry in Calendar.from_ical(one).walk("VEVENT")}
    assert len(ids) == 2
    renamed = Calendar.from_ical(calendar_file([FIRST], "Another title")).walk("VEVENT")
    assert str(renamed[0]["UID"]) not in ids
