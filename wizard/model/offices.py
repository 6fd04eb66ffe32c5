"""Offices: where readers can go, write or call, with the evidence for each entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from wizard.model.evidence import Claim, Level, Source
from wizard.model.problems import NOWHERE, Location


@dataclass(frozen=True, slots=True)
class Office:
    """An office, agency or group that readers can turn to.

    Attributes:
        id: Its id in `offices.yaml`.
        name: What it is called.
        does: What it does.
        address: The lines of its address.
        phone: Its phone number, or empty.
        url: Its site, or empty. An office has a site, an address or a phone number.
        form: Which form it wants, or empty.
        fee: What it costs, or empty.
        hours: When it is open, or empty.
        languages: Which languages are spoken there, or empty.
        note: What else to know, or empty.
        level: How well the entry is supported.
        cite: The sources that support it. There are none only if its level needs none.
        checked: When a person last checked it.
        review_by: When it should be checked again.
        location: Where it is written.
    """

    id: str
    name: str
    does: str
    address: tuple[str, ...]
    phone: str
    url: str
    form: str
    fee: str
    hours: str
    languages: str
    note: str
    level: Level
    cite: tuple[Source, ...]
    checked: date | None
    review_by: date | None = None
    location: Location = field(default=NOWHERE, compare=False, repr=False)


def first_review(evidence: Iterable[Claim | Office], *dates: date | None) -> date | None:
    """Return the first review date of claims and offices, of their sources, and of `dates`.

    None means that there is no review date.
    """
    known = [*dates]
    for each in evidence:
        known += [each.review_by, *(source.review_by for source in each.cite)]
    return min((due for due in known if due), default=None)
