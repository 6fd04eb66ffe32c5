"""Dates as a calendar file (iCalendar, RFC 5545). It does not say why a date matters.

This is the only module that imports icalendar.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from uuid import NAMESPACE_OID, uuid5


def calendar_file(days: Iterable[date], title: str) -> bytes:
    """Return a calendar file with an all-day entry on each date, in order, each date once.

    The same dates and title give the same bytes: the stamp of an entry is its own date, and its UID
    is made from date and title. So a calendar that reads the file twice adds no second entry.
    """
    # Imported here because it is slow to import and most runs write no calendar file.
    from icalendar import Calendar, Event

    file = Calendar()
    # RFC 5545 requires both. The id names no product: the file must not say what it is about.
    file.add("PRODID", "-//Dates//EN")
    file.add("VERSION", "2.0")
    for day in sorted(set(days)):
        entry = Event()
        entry.add("UID", str(uuid5(NAMESPACE_OID, f"{day} {title}")))
        entry.add("DTSTAMP", datetime.combine(day, time(), UTC))
        # A date without a time: an all-day entry, which is on the same date in every time zone.
        entry.add("DTSTART", day)
        entry.add("SUMMARY", title)
        entry.add("TRANSP", "TRANSPARENT")  # the reader is not busy on that date
        entry.add("CLASS", "PRIVATE")  # asks shared calendars to hide it
        file.add_component(entry)
    return bytes(file.to_ical())
