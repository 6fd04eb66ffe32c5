"""Tests of the translator: texts, dates, file names, and names of languages."""

from __future__ import annotations

from datetime import date

import pytest

from wizard.i18n.translator import (
    Translator,
    capital,
    interface_in,
    is_language,
    language_name,
    make_translator,
)

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("en", True), ("es", True), ("ar", True), ("xx", False), ("", False), ("EN", False)]
    + [(code, False) for code in ("spanish", "en-US", "en_US", "e")],
)
def test_is_language_accepts_only_plain_codes(code: str, expected: bool) -> None:
    """The code becomes a part of URLs, so there is one way to write it."""
    assert is_language(code) is expected


def test_language_name_is_in_that_language_and_capitalized() -> None:
    """A reader looks for the name in their own language."""
    assert [language_name(code) for code in ("en", "es", "fr")] == [
        "English",
        "Español",
        "Français",
    ]


@pytest.mark.parametrize(("text", "expected"), [("lunes", "Lunes"), ("", ""), ("éa Bc", "Éa Bc")])
def test_capital_changes_first_letter_only(text: str, expected: str) -> None:
    """The rest of a name keeps its capital letters."""
    assert capital(text) == expected


def test_translator_fills_fields_after_translating() -> None:
    """A text without a translation is used as it is, with its fields filled in too."""
    t = Translator("es", {"{n} steps": "{n} pasos"}, {})
    assert t("{n} steps", n=3) == "3 pasos"
    assert t("{n} days", n=3) == "3 days"
    assert t("{n} steps") == "{n} pasos"


def test_translator_content_leaves_braces_alone() -> None:
    """An author may write braces, and they are no fields."""
    t = Translator("es", {"a": "interface"}, {"a": "{b}", "{c}": "d"})
    assert [t.content(text) for text in ("a", "{c}", "{e}")] == ["{b}", "d", "{e}"]
    assert t("a") == "interface"


def test_dates_are_written_out_in_each_language() -> None:
    """Names of months and days are capitalized only if they are on their own."""
    en, es = make_translator("en"), make_translator("es")
    assert (en.day(MONDAY), es.day(MONDAY)) == ("November 23, 2026", "23 de noviembre de 2026")
    assert en.day(None) == ""
    assert es.weekday(MONDAY) == "lunes, 23 de noviembre de 2026"
    assert (en.month(MONDAY), es.month(MONDAY)) == ("November 2026", "Noviembre de 2026")
    assert (en.short_month(MONDAY), es.short_month(MONDAY)) == ("Nov", "Nov")
    assert (en.weekday_name(MONDAY), es.weekday_name(MONDAY)) == ("Monday", "lunes")


def test_weekdays_begin_with_sunday() -> None:
    """Calendars in the United States do."""
    names = make_translator("en").weekdays()
    assert (names[0], names[-1], len(names)) == (("Sun", "Sunday"), ("Sat", "Saturday"), 7)


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("en", "Anything", "letter"),
        ("es", "Carta para el año", "carta-para-el-ano"),
        ("es", "¿Qué?", "que"),
        ("es", "信", "letter"),
        ("es", "", "letter"),
    ],
)
def test_file_name_is_ascii_or_the_source_name(code: str, text: str, expected: str) -> None:
    """Old systems garble other letters, and a file must have a name."""
    assert make_translator(code).file_name(text, "letter") == expected


def test_direction_follows_the_script() -> None:
    """Arabic is written from right to left."""
    assert [make_translator(code).direction for code in ("en", "ar")] == ["ltr", "rtl"]


def test_interface_in_has_translations_for_known_languages_only() -> None:
    """A language without a catalog shows the interface in the source language."""
    assert interface_in("es")["Yes"] == "Sí"
    assert interface_in("fr") == {}
    assert make_translator("fr")("Yes") == "Yes"
