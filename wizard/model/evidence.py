"""Claims, their evidence levels and their sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from wizard.model.conditions import NOWHERE, Condition
from wizard.model.problems import Location

LEVELS = (
    "law",
    "official",
    "reported",
    "unknown",
    "article",
)  # how well a claim is supported, best first


@dataclass(frozen=True, slots=True)
class Source:
    """A statute, agency page, report or article. `note` says which copy was read and how old it is."""

    id: str
    title: str
    publisher: str
    url: str
    note: str
    checked: date | None
    review_by: date | None = None
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement with its evidence level, one of `LEVELS`, and the sources that support it."""

    id: str
    level: str
    text: str
    cite: tuple[Source, ...]
    reviewed: date | None
    review_by: date | None = None
    when: Condition | None = None
    location: Location = field(default=NOWHERE, compare=False, repr=False)
