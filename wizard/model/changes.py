"""What changed in a guide, or in what it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from wizard.model.evidence import Claim
from wizard.model.flow import Target
from wizard.model.problems import NOWHERE, Location

# A law or rule changed; a list or page of an office changed; the guide was wrong.
KINDS = ("law", "list", "correction")

# The kinds that need claims: readers must be able to check what someone else changed.
NEED_CLAIMS = ("law", "list")


@dataclass(frozen=True, slots=True)
class Change:
    """One change that readers of an older copy should know about.

    Attributes:
        id: Its id in `changes.yaml`.
        day: When the guide changed.
        text: What changed.
        kind: What kind of change it is, one of `KINDS`, or empty.
        to: Where readers find more, or None.
        claims: The claims that it is based on.
        location: Where it is written.
    """

    id: str
    day: date | None  # None only after a problem, which keeps a site from being served
    text: str
    kind: str
    to: Target | None
    claims: tuple[Claim, ...]
    location: Location = field(default=NOWHERE, compare=False, repr=False)
