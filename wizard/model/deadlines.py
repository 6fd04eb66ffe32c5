"""Deadlines: events that start a count of days, and the rules that follow from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wizard.model.evidence import Claim
from wizard.model.problems import NOWHERE, Location

UNITS = ("working", "calendar")  # days: without weekends and holidays, or all of them

CALENDARS = ("state", "federal")  # whose holidays

REACH = (24, 12)  # months back and ahead in which the date of an event can be chosen

# Stricter than `date.fromisoformat`, which also takes 20261123 and week dates.
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """One date that follows from an event.

    Attributes:
        label: What the date is for.
        count: How many days it is after the event. The day after the event is day 1.
        unit: Which days count, one of `UNITS`.
        calendar: Whose holidays do not, one of `CALENDARS`.
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
        state: The code of the state that the calendar `state` means, such as MS.
        events: The events by id, in the author's order.
        reach: How many months back and ahead the date of an event can be chosen.
        location: Where the file begins.
    """

    title: str
    summary: str
    state: str
    events: Mapping[str, TriggerEvent]
    reach: tuple[int, int] = REACH
    location: Location = field(default=NOWHERE, repr=False)
