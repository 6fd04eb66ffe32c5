"""Claims, their evidence levels and their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from wizard.model.conditions import Condition
from wizard.model.problems import NOWHERE, Location

# How many claims of a level a page shows before readers unfold the others.
OPEN = ("first", "all", "none")

MAX_STRENGTH = 4  # the number of bars


@dataclass(frozen=True, slots=True)
class Level:
    """An evidence level: how well a claim is supported.

    Attributes:
        id: Its id.
        label: What readers see, or empty if it is built in: then the interface has its label.
        strength: How many of the four bars next to the label are full.
        needs_source: Whether its claims must cite a source.
        open: How many of its claims a page shows before readers unfold the others: `first`, `all`
            or `none`.
        rank: Its place in the order of the guide's levels, from 0.
        location: Where it is defined.

    Example:
        >>> level = outcome.claims[0].level
        >>> level.id, level.strength, level.needs_source
        ('unknown', 0, False)
    """

    id: str
    label: str
    strength: int
    needs_source: bool = True
    open: str = OPEN[0]
    rank: int = 0
    location: Location = field(default=NOWHERE, compare=False, repr=False)


# The level of imported claims, after all others. Every guide has it, since every guide can import.
IMPORTED = Level("imported", "", 0, needs_source=False, open="all", rank=1_000)

# The levels of a guide that defines none, in their order on pages.
BUILT_IN: Mapping[str, Level] = MappingProxyType(
    {
        level.id: level
        for level in (
            Level("law", "", 4),
            Level("official", "", 3, rank=1),
            Level("reported", "", 2, rank=2),
            Level("unknown", "", 0, needs_source=False, open="all", rank=3),
            Level("article", "", 1, open="none", rank=4),
            IMPORTED,
        )
    }
)


@dataclass(frozen=True, slots=True)
class Source:
    """A statute, agency page, report or article.

    Attributes:
        id: Its id in `sources.yaml` or in its flow.
        title: What it is called.
        publisher: Who published it.
        url: Where it is online, or empty.
        note: Which copy was read, and how old it is.
        checked: When a person last read it.
        review_by: When it should be read again.
        copy: The date of the copy that was read, if it was a copy.
        location: Where it is described.
    """

    id: str
    title: str
    publisher: str
    url: str
    note: str
    checked: date | None
    review_by: date | None = None
    copy: date | None = None
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an outcome, with the evidence for it.

    Attributes:
        id: Its id in `claims.yaml`, or empty if it is written in its outcome.
        level: How well it is supported.
        text: The statement.
        cite: The sources that support it. There are none only if its level needs none.
        reviewed: When a person last checked it.
        review_by: When it should be checked again.
        when: The earlier answers with which it applies. None if it always does.
        when_text: `when` in the author's words, or empty.
        location: Where it is written.

    Example:
        >>> claim = outcome.claims[0]
        >>> claim.level.id, claim.text, claim.cite
        ('unknown', 'Nobody knows.', ())
    """

    id: str
    level: Level
    text: str
    cite: tuple[Source, ...]
    reviewed: date | None
    review_by: date | None = None
    when: Condition | None = None
    when_text: str = ""
    location: Location = field(default=NOWHERE, compare=False, repr=False)
