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
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from wizard.flow import CALENDARS, DAY, REACH, UNITS, Claim, Deadlines, Event, Rule
from wizard.keys import MAX_COUNT, MAX_EVENTS, keys_of
from wizard.shape import Reader, lacks, nearest
from wizard.source import Node, Place, Row, Table

DEADLINES_KEYS = keys_of("deadlines")
EVENT_KEYS = keys_of("event")
RULE_KEYS = keys_of("rule")
# The codes that the library knows. They stand here since loading its calendars takes longer than reading a site.
STATES = (
    "AK", "AL", "AR", "AS", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "GU", "HI", "IA", "ID", "IL", "IN",
    "KS", "KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MP", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM",
    "NV", "NY", "OH", "OK", "OR", "PA", "PR", "RI", "SC", "SD", "TN", "TX", "UM", "UT", "VA", "VI", "VT", "WA",
    "WI", "WV", "WY",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of an office: those of a state (its code, such as MS), or the federal ones where it is empty."""

    state: str = ""

    def is_holiday(self, day: date) -> bool:
        """Whether the library has a holiday on this day."""
        return day in _holidays(self.state, day.year)

    def works(self, day: date) -> bool:
        """Whether a day is neither on a weekend nor a holiday."""
        return day.weekday() < calendar.SATURDAY and not self.is_holiday(day)


@dataclass(frozen=True, slots=True)
class Due:
    """The day that a rule leads to. `safe` is the working day before, where `day` itself is none, or None.

    `skipped` are the holidays from Monday to Friday that the count left out.
    """

    rule: Rule
    day: date
    safe: date | None
    skipped: tuple[date, ...]


def due(rule: Rule, start: date, state: str) -> Due:
    """The day that a rule leads to from the day of its event. `state` is the code of the calendar `state`."""
    office = Calendar(state if rule.calendar == "state" else "")
    if rule.unit == "working":
        day = working_days_after(start, rule.count, office)
        between = (start + timedelta(number) for number in range(1, (day - start).days))
        skipped = tuple(each for each in between if each.weekday() < calendar.SATURDAY and office.is_holiday(each))
        return Due(rule, day, None, skipped)
    day = start + timedelta(rule.count)
    return Due(rule, day, None if office.works(day) else working_day_before(day, office), ())


def working_days_after(start: date, count: int, office: Calendar) -> date:
    """The working day number `count` (1 or more) after a day. The day after `start` is day 1 if it is a working day."""
    day = start
    while count:
        day += timedelta(1)
        count -= office.works(day)
    return day


def working_day_before(day: date, office: Calendar) -> date:
    """The last working day before a day."""
    day -= timedelta(1)
    while not office.works(day):
        day -= timedelta(1)
    return day


def span(today: date, reach: tuple[int, int] = REACH) -> tuple[date, date]:
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


def read_deadlines(reader: Reader, table: Table, claims: Mapping[str, Claim]) -> Deadlines:
    """The deadlines of a file's table. `claims` are the shared ones, which are all that a rule can name."""
    reader.table(table, "deadlines", DEADLINES_KEYS, ["title", "events"])
    state = reader.choice(table, "state", "deadlines", STATES)
    events = {}
    nodes = reader.table(table.get("events") or Table({}, table.place), "events")
    if len(nodes.entries) > MAX_EVENTS:
        reader.report(nodes.place, "events-many", f"{len(nodes.entries)} events; at most {MAX_EVENTS} fit")
    for key, node in nodes:
        name = reader.identifier(key, "an event")
        events[name] = _event(reader, name, key.place, node, claims)
    for event in events.values():
        for rule in event.rules:
            if rule.calendar == "state" and not table.get("state"):
                words = 'the calendar "state" needs to know which: give the file a "state", such as MS'
                reader.report(rule.place, "rule-state", words)
    return Deadlines(
        title=reader.text(table, "title", "deadlines", 60),
        summary=reader.text(table, "summary", "deadlines", 300),
        state=state,
        events=MappingProxyType(events),
        place=table.place,
    )


def _event(reader: Reader, name: str, place: Place, node: Node, claims: Mapping[str, Claim]) -> Event:
    what = f'event "{name}"'
    table = reader.table(node, what, EVENT_KEYS, ["title", "label", "ask", "says", "dates"])
    rules = tuple(_rule(reader, item, f"a date of {what}", claims) for item in reader.row(table, "dates", what))
    if not rules and isinstance(table.get("dates"), Row):
        reader.report(place, "event-dates", f"{what} leads to no date; give it at least one")
    return Event(
        id=name,
        title=reader.text(table, "title", what, 40),
        label=reader.text(table, "label", what, 120),
        ask=reader.text(table, "ask", what, 200),
        help=reader.text(table, "help", what, 600),
        says=reader.text(table, "says", what, 200),
        rules=rules,
        more=_claims(reader, table, "more", what, claims),
        place=place,
    )


def _rule(reader: Reader, node: Node, what: str, claims: Mapping[str, Claim]) -> Rule:
    table = reader.table(node, what, RULE_KEYS, ["label", "count", "unit", "calendar"])
    if table.entries and lacks(table, "claims") and not table.get("note"):
        words = f'{what} rests on nothing: name its "claims", or say in a "note" why it is good to know'
        reader.report(node.place, "rule-basis", words)
    return Rule(
        label=reader.text(table, "label", what, 120),
        count=_count(reader, table, what),
        unit=reader.choice(table, "unit", what, UNITS),
        calendar=reader.choice(table, "calendar", what, CALENDARS),
        claims=_claims(reader, table, "claims", what, claims),
        note=reader.text(table, "note", what, 600),
        place=node.place,
    )


def _count(reader: Reader, table: Table, what: str) -> int:
    text = reader.text(table, "count", what)
    if re.fullmatch(r"[0-9]{1,3}", text) and 0 < int(text) <= MAX_COUNT:
        return int(text)
    if text:
        place = table.entries["count"][1].place
        words = f'"count" of {what} is a number of days from 1 to {MAX_COUNT}, not "{text:.20}"'
        reader.report(place, "rule-count", words)
    return 1


def _claims(reader: Reader, table: Table, key: str, what: str, claims: Mapping[str, Claim]) -> tuple[Claim, ...]:
    found = []
    for node in reader.row(table, key, what):
        name = reader.word(node, f"a claim of {what}")
        if name in claims:
            found.append(claims[name])
        elif name:
            hint = nearest(name, claims)
            reader.report(node.place, "claim-unknown", f'there is no claim "{name:.60}" in claims.yaml.{hint}')
    return tuple(found)


@cache
def _holidays(state: str, year: int) -> frozenset[date]:
    from holidays import country_holidays  # here, since it takes a quarter of a second, and most runs count no days

    return frozenset(country_holidays("US", subdiv=state or None, years=year, expand=False))
