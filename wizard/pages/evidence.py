"""The claims of an outcome in groups, one for each level of evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, islice

from wizard.model.evidence import Claim
from wizard.pages.base import ClaimItem, Part


@dataclass(frozen=True, slots=True)
class LevelGroup:
    """The claims of one level.

    Attributes:
        level: The id of the evidence level.
        support: The evidence level in words.
        strength: The strength of the evidence, from 0 to 4.
        open: How many claims are shown before the reader unfolds the others: `first`, `all` or
            `none`.
        count: The number of claims.
        parts: The claims, by condition or by the answers because of which they are shown.
    """

    level: str
    support: str
    strength: int
    open: str
    count: int
    parts: tuple[Part[ClaimItem], ...]


def strongest_first(claims: Iterable[Claim]) -> list[Claim]:
    """Return claims in the order of their levels, and otherwise in the author's order."""
    return sorted(claims, key=lambda claim: claim.level.rank)


def open_claims(claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims that a page shows before a reader unfolds anything."""
    opened: list[Claim] = []
    for level, of_level in groupby(strongest_first(claims), lambda claim: claim.level):
        opened += islice(of_level, {"first": 1, "all": None, "none": 0}[level.open])
    return opened


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
        first = found[0].items[0]
        count = sum(len(part.items) for part in found)
        groups.append(LevelGroup(level, first.support, first.strength, first.open, count, found))
    return tuple(groups)


def groups_of(claims: tuple[ClaimItem, ...]) -> tuple[LevelGroup, ...]:
    """Return claims without conditions, which are sorted by level, in groups."""
    return groups_by_level([Part("", claims)])


def oldest_check(claims: Iterable[Claim]) -> date | None:
    """Return the oldest date on which one of the claims or of their sources was checked."""
    checks = [
        day
        for claim in claims
        for day in (claim.reviewed, *(source.checked for source in claim.cite))
    ]
    return min((day for day in checks if day), default=None)
