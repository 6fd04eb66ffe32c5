"""The traps of the subject: for each, wordings that must not appear and careful ones that must.

The source article gets these wrong. A text may repeat its words only if it says that the article
says so: in claims of the level `article`, or in a sentence that names the article.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wizard.check.readability import sentences
from wizard.model.evidence import Claim, Source
from wizard.model.flow import Question
from wizard.model.problems import Location

NO = r"\b(no|not|neither|nor|never|without|cannot)\b"

# Fields that are not prose of the site: names, URLs, what readers may type. The translations follow
# the English.
SKIPPED = {
    *("id", "location", "url", "level", "leave", "first", "languages"),
    *("words", "texts", "glossary", "moved", "also", "synonyms"),
}


@dataclass(frozen=True)
class Text:
    """A text of the site: where it is, and its kind (for a claim, its level)."""

    where: str
    kind: str
    text: str


def texts_of(value: Any, where: str = "", kind: str = "text") -> Iterator[Text]:
    """Yield every text inside a value of the site, whatever objects contain it."""
    match value:
        case str():
            if value:
                yield Text(where, kind, value)
        case Location() | date() | None | bool() | int():
            return
        case Mapping():
            for key, part in value.items():
                yield from texts_of(part, f"{where}/{key}", kind)
        case tuple() | list() | frozenset():
            for part in value:
                yield from texts_of(part, where, kind)
        case _ if dataclasses.is_dataclass(value):
            for field in dataclasses.fields(value):
                if field.name not in SKIPPED:
                    part = getattr(value, field.name)
                    name = f"{where}/{field.name}"
                    yield from texts_of(part, name, kind_of(value, field.name, kind))
        case _:
            raise TypeError(f"{where} is a {type(value)}, which this walk does not know")


def kind_of(value: object, field: str, kind: str) -> str:
    """Return the kind of the texts in a field of an object that is inside texts of `kind`."""
    match value:
        case Claim():
            return value.level.id
        case Question():
            return "question"
        case Source():
            return "source"
    return kind


@dataclass(frozen=True)
class Wrong:
    """A wording that must not appear.

    `caught` are sentences that it must find. A sentence that also matches `but` means something
    else.
    """

    wording: str
    caught: tuple[str, ...]
    but: str = r"(?!)"
    kinds: tuple[str, ...] = ()  # only in texts of these kinds; empty: in all

    def find(self, text: Text) -> str:
        """Return the wrong sentence of a text, or an empty string."""
        if text.kind in ("article", "source") or (self.kinds and text.kind not in self.kinds):
            return ""
        for sentence in sentences(text.text):
            plain = re.sub(r"\bthe article\b.*", "", sentence, flags=re.IGNORECASE)
            found = re.search(self.wording, plain, re.IGNORECASE)
            if found and not re.search(self.but, plain, re.IGNORECASE):
                return sentence
        return ""


@dataclass(frozen=True)
class Trap:
    """One trap. `says` maps the id of a claim to a pattern that its text must match."""

    number: int
    name: str
    wrong: tuple[Wrong, ...]
    says: Mapping[str, str]
