"""Suggestions in messages: the name that an author means, names in quotes, and commands."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

MIN_TYPO = 4  # characters of a name with a typo; shorter names are too much alike

# The names that a text can stand for, by what `fold` makes of the text.
Shown = Mapping[str, Collection[str]]
NONE_SHOWN: Shown = {}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The valid name that is closest to a wrong one.

    Attributes:
        name: The valid name, or empty if none is close.
        certain: Whether the author can mean nothing else.
    """

    name: str = ""
    certain: bool = False

    def __str__(self) -> str:
        """Return a question for the end of a message, or empty text if no name is close."""
        # It begins with a space, so that it can be appended.
        return f' Did you mean "{self.name}"?' if self.name else ""


def closest(name: str, valid: Iterable[str], shown: Shown = NONE_SHOWN) -> Suggestion:
    """Return the closest valid name.

    Args:
        name: The wrong name.
        valid: The valid names.
        shown: Other text that authors write instead of a valid name, such as the heading of a
            step, with the valid names that it can stand for.
    """
    names, plain = list(valid), fold(name)
    # First the same words with other signs, then text that stands for a name, then typos.
    same = [own for own in names if own == plain or (not own.islower() and fold(own) == plain)]
    same = same if plain and same else list(shown.get(plain, ()))
    if same:
        return Suggestion(same[0], certain=len(same) == 1)
    # Imported here because it takes long, and a valid folder needs no suggestions.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    # Two letters in the wrong order, a frequent typo, are one edit for OSA, not two.
    best = process.extractOne(name, names, scorer=OSA.normalized_similarity, score_cutoff=0.5)
    typos = process.extract(name, names, scorer=OSA.distance, score_cutoff=1, limit=2)
    if len(typos) == 1 and len(name) >= MIN_TYPO and _digits(name) == _digits(typos[0][0]):
        return Suggestion(typos[0][0], certain=True)
    return Suggestion(best[0]) if best else Suggestion()


def by_fold(pairs: Iterable[tuple[str, str]]) -> Shown:
    """Return the names that texts stand for, by the folded text, from pairs of text and name."""
    shown: dict[str, dict[str, None]] = {}
    for text, name in pairs:
        if plain := fold(text):
            # A dict, since several texts of one step may be the same.
            shown.setdefault(plain, {})[name] = None
    return shown


def did_you_mean(name: str, valid: Iterable[str]) -> str:
    """Return a question that suggests the closest valid name, or empty text if none is close."""
    return str(closest(name, valid))


def fold(text: str) -> str:
    """Return the letters and digits of a text as an id has them: "Was sent?" is `was-sent`.

    Accents and the ending ".yaml" are left out. The result may be empty or begin with a digit.
    """
    letters = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    # An apostrophe is inside a word, all other signs are between words.
    letters = letters.replace("'", "").strip().removesuffix(".yaml")
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def as_id(text: str) -> str:
    """Return the letters and digits of a text as an id, which begins with a letter.

    A number before the words comes after them: "14 days" is `days-14`. The result may be empty.
    """
    folded = re.sub(r"^([0-9-]+)-([a-z].*)", r"\2-\1", fold(text))
    return folded.lstrip("-0123456789")


def _digits(text: str) -> str:
    """Return the digits of a name. Names with other digits are names of other things."""
    return re.sub(r"\D", "", text)


def quoted_list(names: Iterable[object]) -> str:
    """Return names in quotes, separated by commas."""
    return ", ".join(f'"{name}"' for name in names)


def command(*words: str | Path) -> str:
    """Return a command as it can be typed into a shell."""
    return shlex.join(["wizard", *map(str, words)])
