"""Deadlines: events that start counts, and the rules that follow from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wizard.model.conditions import NOWHERE
from wizard.model.evidence import Claim
from wizard.model.problems import Location

UNITS = (
    "working",
    "calendar",
)  # working days leave out weekends and holidays, calendar days nothing

CALENDARS = ("state", "federal")  # whose holidays

REACH = (24, 12)  # months back and ahead in which the day of an event can be chosen

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """One date that follows from an event: `count` days of a `unit` after it, the day after the event being day 1.

    `unit` is one of `UNITS`, `calendar` one of `CALENDARS`. `claims` are the rule's support, `note` is practical advice.
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
    """Something that starts a count. `says` tells which day that is; `more` holds what is good to know besides."""

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
        """The claims of its rules, then those that are good to know besides."""
        for rule in self.rules:
            yield from rule.claims
        yield from self.more


@dataclass(frozen=True, eq=False)
class Deadlines:
    """The events that start counts. `state` is the code of the state whose holidays the calendar `state` leaves out.

    `reach` is how many months back and ahead the day of an event can be chosen.
    """

    title: str
    summary: str
    state: str
    events: Mapping[str, TriggerEvent]
    reach: tuple[int, int] = REACH
    location: Location = field(default=NOWHERE, repr=False)
