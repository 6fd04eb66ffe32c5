"""Dates as a calendar file (iCalendar, RFC 5545): the only user of icalendar. Nothing about why a date matters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from uuid import NAMESPACE_OID, uuid5


def calendar_file(days: Iterable[date], title: str) -> bytes:
    """An all-day entry of the same title on each day, in order, each day once.

    The same days and title make the same bytes: an entry's stamp is its own day, and its UID comes from day and title,
    so that reading the file again adds no second entry.
    """
    from icalendar import (  # here, since it takes long to import, and most runs write no such file
        Calendar,
        Event,
    )

    file = Calendar()
    file.add("PRODID", "-//Dates//EN")
    file.add("VERSION", "2.0")
    for day in sorted(set(days)):
        entry = Event()
        entry.add("UID", str(uuid5(NAMESPACE_OID, f"{day} {title}")))
        entry.add("DTSTAMP", datetime.combine(day, time(), UTC))
        entry.add("DTSTART", day)
        entry.add("SUMMARY", title)
        entry.add("TRANSP", "TRANSPARENT")  # the reader is not busy that day
        entry.add("CLASS", "PRIVATE")
        file.add_component(entry)
    return bytes(file.to_ical())
