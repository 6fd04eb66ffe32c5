"""Deadlines: events that start a count, rules for the dates that follow, and holidays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wizard.model.evidence import Claim
from wizard.model.problems import NOWHERE, Location

UNITS = ("working", "calendar")  # days: without weekends and holidays, or all of them

CALENDARS = ("state", "federal")  # whose holidays; the code of a state is a calendar too

MOVES = ("friday", "monday")  # where a holiday on a weekend can move: the days around it

REACH = (24, 12)  # months back and ahead in which the date of an event can be chosen

# Stricter than `date.fromisoformat`, which also takes 20261123 and week dates.
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class YearlyDay:
    """A day that every year has: a date, or a weekday of a month.

    Attributes:
        month: The month, from 1.
        day: The day of the month, or 0 if it is a weekday.
        weekday: The weekday, 0 for Monday.
        nth: Which of these weekdays of the month, from 1; -1 is the last.
        later: How many days later the day itself is.
    """

    month: int
    day: int = 0
    weekday: int = 0
    nth: int = 0
    later: int = 0


@dataclass(frozen=True, slots=True)
class WeekendMove:
    """The working day next to a weekend that takes the place of a holiday.

    Attributes:
        weekday: The weekday of the holiday, 0 for Monday.
        later: How many days later the other day is; negative if it is before.
    """

    weekday: int
    later: int


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which offices are closed.

    Attributes:
        name: What it is called.
        on: Which day it is.
        location: Where it is written.
    """

    name: str
    on: YearlyDay
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Closing:
    """A day on which an office may be closed, but need not be.

    Attributes:
        name: What it is called.
        on: Which day it is. A move stands for the days next to holidays on such a weekday.
        claims: What says that offices may be closed.
        location: Where it is written.
    """

    name: str
    on: YearlyDay | WeekendMove
    claims: tuple[Claim, ...]
    location: Location = field(default=NOWHERE, compare=False, repr=False)


# By identity: the engine keeps the days of a calendar, and comparing its claims would be slow.
@dataclass(frozen=True, eq=False, slots=True)
class HolidayCalendar:
    """The holidays of a state as its law names them.

    Attributes:
        holidays: The days that a count of working days skips.
        moves: Where holidays on a weekend move.
        closings: The days that it does not skip, although an office may be closed.
        claims: What the holidays and their moves rest on.
    """

    holidays: tuple[Holiday, ...]
    moves: tuple[WeekendMove, ...]
    closings: tuple[Closing, ...]
    claims: tuple[Claim, ...]

    def all_claims(self) -> Iterator[Claim]:
        """Yield the claims of the holidays, then those of the possible closings."""
        yield from self.claims
        for closing in self.closings:
            yield from closing.claims


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """One date that follows from an event.

    Attributes:
        label: What the date is for.
        count: How many days it is after the event. The day after the event is day 1.
        unit: Which days count, one of `UNITS`.
        calendar: Whose holidays do not: one of `CALENDARS`, or the code of a state such as TX.
        claims: What the rule rests on.
        note: Practical advice, which is not law.
        location: Where it is written.
    """

    label: str
    count: int
    unit: str
    calendar: str
    claims: tuple[Claim, ...]
    note: str
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TriggerEvent:
    """Something that starts a count.

    Attributes:
        id: Its id, which is in URLs.
        title: The title of its pages.
        label: What happened, as a link.
        ask: The question for its date.
        help: More help, in Markdown.
        says: What the chosen date means, above the dates that follow.
        rules: The dates that follow.
        more: Claims that are good to know too.
        also: Other words by which the search finds it.
        location: Where it is written.
    """

    id: str
    title: str
    label: str
    ask: str
    help: str
    says: str
    rules: tuple[DeadlineRule, ...]
    more: tuple[Claim, ...]
    also: str = ""
    location: Location = field(default=NOWHERE, compare=False, repr=False)

    def claims(self) -> Iterator[Claim]:
        """Yield the claims of the rules, then those that are good to know too."""
        for rule in self.rules:
            yield from rule.claims
        yield from self.more


@dataclass(frozen=True, eq=False)
class Deadlines:
    """The events of a site that start a count.

    Attributes:
        title: The title of the page that lists the events.
        summary: What these pages do.
        state: What the calendar `state` means: the site's own list of holidays, or the code of a
            state such as MS. Empty if no rule uses that calendar.
        events: The events by id, in the author's order.
        reach: How many months back and ahead the date of an event can be chosen.
        location: Where the file begins.
    """

    title: str
    summary: str
    state: str | HolidayCalendar
    events: Mapping[str, TriggerEvent]
    reach: tuple[int, int] = REACH
    location: Location = field(default=NOWHERE, repr=False)

    def claims(self) -> Iterator[Claim]:
        """Yield the claims of all events, then those of the site's own list of holidays."""
        for event in self.events.values():
            yield from event.claims()
        if isinstance(self.state, HolidayCalendar):
            yield from self.state.all_claims()
