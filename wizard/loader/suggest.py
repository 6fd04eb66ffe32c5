"""Suggestions and lists in messages: the closest valid name, and names in quotes."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(name: str, valid: Iterable[str]) -> str:
    """Return a sentence that suggests the closest valid name, or empty text if none is close.

    The sentence begins with a space, so that it can be appended to a message.
    """
    # Imported here because it takes long, and a valid folder needs no suggestions.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    # Two letters in the wrong order, a frequent typo, are one edit for OSA, not two.
    best = process.extractOne(name, list(valid), scorer=OSA.normalized_similarity, score_cutoff=0.5)
    return f' Did you mean "{best[0]}"?' if best else ""


def quoted_list(names: Iterable[str]) -> str:
    """Return names in quotes, separated by commas."""
    return ", ".join(f'"{name}"' for name in names)
