"""The claims of an outcome in groups, one for each level of evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from wizard.model.evidence import LEVELS, Claim
from wizard.pages.base import ClaimItem, Part


@dataclass(frozen=True, slots=True)
class LevelGroup:
    """The claims of one level.

    Attributes:
        level: The evidence level, such as `law`.
        support: The evidence level in words.
        count: The number of claims.
        parts: The claims, by condition or by the answers because of which they are shown.
    """

    level: str
    support: str
    count: int
    parts: tuple[Part[ClaimItem], ...]


def strongest_first(claims: Iterable[Claim]) -> list[Claim]:
    """Return claims by level, the best supported first, and otherwise in the author's order."""
    return sorted(claims, key=lambda claim: LEVELS.index(claim.level))


def open_claims(claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims that a page shows before a reader unfolds anything.

    They are the first of each level, but none of an article and all that could not be found out.
    """
    return [
        claim
        for level, of_level in groupby(strongest_first(claims), lambda claim: claim.level)
        if level != "article"
        for claim in (of_level if level == "unknown" else [next(of_level)])
    ]


def groups_by_level(parts: Iterable[Part[ClaimItem]]) -> tuple[LevelGroup, ...]:
    """Return a group for each level of claims that are sorted by level."""
    split = [
        replace(part, items=tuple(of_level))
        for part in parts
        for _, of_level in groupby(part.items, lambda item: item.level)
    ]
    groups = []
    for level, of_level in groupby(split, lambda part: part.items[0].level):
        found = tuple(of_level)
        count = sum(len(part.items) for part in found)
        groups.append(LevelGroup(level, found[0].items[0].support, count, found))
    return tuple(groups)


def oldest_check(claims: Iterable[Claim]) -> date | None:
    """Return the oldest date on which one of the claims or of their sources was checked."""
    checks = [
        day
        for claim in claims
        for day in (claim.reviewed, *(source.checked for source in claim.cite))
    ]
    return min((day for day in checks if day), default=None)
