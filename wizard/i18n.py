"""Languages: catalogs, the interface's words, dates. The only user of Babel."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.support import NullTranslations

SOURCE_LANGUAGE = "en"  # the language of the texts in code and templates


def is_language(code: str) -> bool:
    """Whether a code such as `en` or `es` names a language that pages can be written in."""
    try:
        return bool(Locale.parse(code).language == code)
    except (ValueError, UnknownLocaleError):
        return False


@dataclass(frozen=True)
class Words:
    """The texts of one language. `code` is a language code that `is_language` knows."""

    code: str
    catalog: NullTranslations

    @functools.cached_property
    def locale(self) -> Locale:
        """The language with its customs."""
        return Locale.parse(self.code)

    @property
    def name(self) -> str:
        """The language's name in itself, such as Español."""
        name = self.locale.get_language_name(self.code) or self.code
        return name[:1].upper() + name[1:]

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self.locale.text_direction

    def __call__(self, text: str, **fields: object) -> str:
        """A text of the interface in this language, with `{fields}` filled in."""
        return self.author(text).format(**fields)

    def author(self, text: str) -> str:
        """A text of an author in this language. Braces in it mean nothing."""
        return self.catalog.ugettext(text) if text else ""

    def day(self, day: date | None) -> str:
        """A day written out, such as November 23, 2026; empty for None."""
        return format_date(day, "long", locale=self.locale) if day else ""


@functools.cache
def words_in(code: str) -> Words:
    """The words of a language."""
    return Words(code, NullTranslations())
