"""Languages: catalogs of translations, the interface's words, dates. The only user of Babel.

A catalog is a gettext PO file. The interface's lie in `wizard/locale/`, those of a folder of flows in its `locale/`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_day_names

from wizard.i18n.catalog import read_catalog
from wizard.resources import INTERFACE

SOURCE_LANGUAGE = "en"  # the language of the texts in code and templates


@functools.lru_cache
def is_language(code: str) -> bool:
    """Whether a code such as `en` or `es` names a language that pages can be written in."""
    try:
        return bool(Locale.parse(code).language == code)
    except (ValueError, UnknownLocaleError):
        return False


@functools.cache
def language_name(code: str) -> str:
    """The language's name in itself, such as Español."""
    return capital(Locale.parse(code).get_language_name(code) or code)


def capital(text: str) -> str:
    """A name as it stands alone, with a capital letter first: many languages write those of months and days small."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Translator:
    """The texts of one language: those of the interface, and those of the authors, from their source text."""

    code: str
    interface: Mapping[str, str]
    authors: Mapping[str, str]

    @functools.cached_property
    def locale(self) -> Locale:
        """The language with its customs."""
        return Locale.parse(self.code)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self.locale.text_direction

    def __call__(self, text: str, **fields: object) -> str:
        """A text of the interface in this language, with `{fields}` filled in."""
        told = self.interface.get(text, text)
        return told.format(**fields) if fields else told

    def content(self, text: str) -> str:
        """A text of an author in this language. Braces in it mean nothing."""
        return self.authors.get(text, text)

    def file_name(self, text: str, source: str) -> str:
        """A file name of plain letters: `source` in the language of the source, else made from a text in this one."""
        plain = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        return (
            source
            if self.code == SOURCE_LANGUAGE
            else re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or source
        )

    def day(self, day: date | None) -> str:
        """A day written out, such as November 23, 2026; empty for None."""
        return format_date(day, "long", locale=self.locale) if day else ""

    def weekday(self, day: date) -> str:
        """A day written out with its weekday, such as Monday, November 23, 2026."""
        return format_date(day, "full", locale=self.locale)

    def month(self, day: date) -> str:
        """The month of a day, such as November 2026, to stand alone."""
        return capital(format_skeleton("yMMMM", day, locale=self.locale))

    def weekdays(self) -> tuple[tuple[str, str], ...]:
        """The days of a week from Sunday on, as calendars in the United States have them: short and whole names."""
        short = get_day_names("abbreviated", "stand-alone", self.locale)
        whole = get_day_names("wide", "stand-alone", self.locale)
        return tuple((short[number], whole[number]) for number in (6, 0, 1, 2, 3, 4, 5))


def make_translator(code: str, authors: Mapping[str, str] | None = None) -> Translator:
    """The words of a language, with the translations of authors' texts, if any."""
    return Translator(code, interface_in(code), authors or {})


@functools.cache
def interface_in(code: str) -> Mapping[str, str]:
    """The interface's texts in a language, from their source text; nothing where there is no catalog."""
    return {
        entry.text: entry.translation
        for entry in read_catalog(INTERFACE / f"{code}.po")
        if entry.current
    }
