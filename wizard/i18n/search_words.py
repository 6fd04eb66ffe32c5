"""The words of a text as the search compares them. `static/find.js` does the same."""

from __future__ import annotations

import re
from unicodedata import combining, normalize

_WORD = re.compile(r"[^\W_]+")

# An apostrophe is part of a word, and a search without it must find that word.
_APOSTROPHES = str.maketrans("", "", "'’")


def search_words(text: str) -> list[str]:
    """Return the words of a text in lower case, without accents and apostrophes, in order."""
    letters = normalize("NFD", text.lower().translate(_APOSTROPHES))
    return _WORD.findall("".join(letter for letter in letters if not combining(letter)))
