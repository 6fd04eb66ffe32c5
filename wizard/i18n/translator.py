"""The texts and dates of a language.

A catalog is a gettext PO file. The interface's catalogs are in `wizard/locale/`, those of a folder
of flows in its own `locale/`. The catalog of a folder also has the interface's texts, if the
language has no catalog in `wizard/locale/`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from unicodedata import normalize

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_day_names

from wizard.i18n.catalog import read_catalog
from wizard.model.site import Site
from wizard.resources import INTERFACE

SOURCE_LANGUAGE = "en"  # the language of the texts in code and templates

# The context (msgctxt) of the interface's texts in the catalog of a folder.
INTERFACE_CONTEXT = "interface"


# Bounded, unlike the caches below: authors may write anything in place of a code.
@functools.lru_cache
def is_language(code: str) -> bool:
    """Return whether a code such as `en` or `es` names a language."""
    try:
        # Codes with a territory, such as en_US, can be parsed too, but pages have a language only.
        return bool(Locale.parse(code).language == code)
    except (ValueError, UnknownLocaleError):
        return False


@functools.cache
def language_name(code: str) -> str:
    """Return the name that a language has in itself, such as Español."""
    return capital(Locale.parse(code).get_language_name(code) or code)


def capital(text: str) -> str:
    """Return a name with a capital first letter, for use outside a sentence.

    Many languages do not capitalize the names of months, weekdays and languages.
    """
    return text[:1].upper() + text[1:]


# Without slots: `cached_property` keeps its value in the instance's dictionary.
@dataclass(frozen=True)
class Translator:
    """A translator into one language.

    Attributes:
        code: The code of the language.
        interface: The texts of the interface: source text to translation.
        authors: The same for the authors' texts.
    """

    code: str
    interface: Mapping[str, str]
    authors: Mapping[str, str]

    @functools.cached_property
    def locale(self) -> Locale:
        """The locale of this language, with its formats of dates."""
        return Locale.parse(self.code)

    @property
    def direction(self) -> str:
        """The direction of the script: `ltr` or `rtl`."""
        return self.locale.text_direction

    def __call__(self, text: str, **fields: object) -> str:
        """Return a text of the interface in this language, with `{fields}` filled in."""
        message = self.interface.get(text, text)
        # Without fields, braces are part of the text.
        return message.format(**fields) if fields else message

    def content(self, text: str) -> str:
        """Return an author's text in this language. Braces in it have no meaning."""
        return self.authors.get(text, text)

    def file_name(self, text: str, source: str) -> str:
        """Return a file name in this language, of ASCII letters, digits and dashes.

        Args:
            text: The text to make the name from.
            source: The name in the source language. It is also used if no letters of `text` are
                left, as in Chinese.
        """
        if self.code == SOURCE_LANGUAGE:
            return source
        # NFKD separates accents from letters, so that only the accents are lost.
        ascii_text = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-") or source

    def day(self, day: date | None) -> str:
        """Return a date such as November 23, 2026; an empty text for None."""
        # CLDR's "long" spells the month: 11/23 and 23/11 could be mistaken for each other.
        return format_date(day, "long", locale=self.locale) if day else ""

    def weekday(self, day: date) -> str:
        """Return a date with its weekday, such as Monday, November 23, 2026."""
        return format_date(day, "full", locale=self.locale)

    def weekday_name(self, day: date) -> str:
        """Return the weekday of a date, such as Monday."""
        return format_date(day, "EEEE", locale=self.locale)

    def short_month(self, day: date) -> str:
        """Return the abbreviated month of a date, such as Nov, for use outside a sentence."""
        # "LLL" is the form of a name by itself, which some languages inflect in a date.
        return capital(format_date(day, "LLL", locale=self.locale))

    def month(self, day: date) -> str:
        """Return the month of a date, such as November 2026, for use outside a sentence."""
        # A skeleton names the parts; CLDR has their order and words, such as "de" in Spanish.
        return capital(format_skeleton("yMMMM", day, locale=self.locale))

    def weekdays(self) -> tuple[tuple[str, str], ...]:
        """Return the short and full names of weekdays from Sunday on, as in US calendars."""
        # Languages may have other forms of a name for use in a date and by itself (stand-alone).
        short = get_day_names("abbreviated", "stand-alone", self.locale)
        full = get_day_names("wide", "stand-alone", self.locale)
        # Babel numbers the days from Monday on.
        return tuple((short[number], full[number]) for number in (6, 0, 1, 2, 3, 4, 5))


def make_translator(
    code: str,
    authors: Mapping[str, str] | None = None,
    interface: Mapping[str, str] | None = None,
) -> Translator:
    """Return the translator of a language.

    Args:
        code: The code of the language.
        authors: The translations of the authors' texts.
        interface: The translations of interface texts that this project does not have.
    """
    return Translator(code, {**(interface or {}), **interface_in(code)}, authors or {})


def translator_of(site: Site, code: str) -> Translator:
    """Return the translator of a site into one of its languages."""
    return make_translator(code, site.texts.get(code), site.interface.get(code))


# Kept forever, as below: the catalogs are part of the package and do not change while it runs.
@functools.cache
def interface_in(code: str) -> Mapping[str, str]:
    """Return the interface's texts in a language by source text. Outdated ones are left out."""
    return {
        entry.text: entry.translation
        for entry in read_catalog(INTERFACE / f"{code}.po")
        if entry.current
    }


@functools.cache
def untranslated_interface(code: str) -> tuple[str, ...]:
    """Return the interface's texts that this project has no translation of, in order."""
    if code == SOURCE_LANGUAGE:
        return ()
    # The Spanish catalog has every text, which a test ensures. To find them in the code takes
    # seconds.
    known = interface_in(code)
    return tuple(text for text in interface_in("es") if text not in known)


def placeholders(text: str) -> frozenset[str] | None:
    """Return the names of the `{fields}` in a text of the interface; None if a brace is wrong."""
    try:
        parts = [(name, form, conversion) for _, name, form, conversion in Formatter().parse(text)]
    except ValueError:
        return None
    # Nothing but a name: `{day.year}` or `{day:>99}` would not show the field as it is.
    if any(
        name is not None and (form or conversion or not name.isidentifier())
        for name, form, conversion in parts
    ):
        return None
    return frozenset(name for name, _, _ in parts if name is not None)
