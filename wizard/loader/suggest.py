"""Suggestions and lists in messages: the closest valid name, and names in quotes."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(name: str, valid: Iterable[str]) -> str:
    """A sentence that offers the valid name nearest to a wrong one, with a space before it, or nothing."""
    from rapidfuzz import (
        process,  # here, since it takes long to import, and a sound folder needs none of it
    )
    from rapidfuzz.distance import OSA

    found = process.extractOne(
        name, list(valid), scorer=OSA.normalized_similarity, score_cutoff=0.5
    )
    return f' Did you mean "{found[0]}"?' if found else ""


def quoted_list(names: Iterable[str]) -> str:
    """Names in quotes, with commas."""
    return ", ".join(f'"{name}"' for name in names)
