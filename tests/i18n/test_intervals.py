"""Tests of intervals in words."""

from datetime import date

import pytest

from wizard.i18n.intervals import dates_label, interval_label, is_currency
from wizard.i18n.translator import make_translator
from wizard.model.generated_answers import Interval, Range, intervals

MONEY = Range("USD", (500, 1500))
DAYS = Range("days-ago", (7, 14))


def labels(form: Range, lang: str) -> list[str]:
    """Return the labels of all intervals of a form."""
    t = make_translator(lang)
    return [interval_label(t, each) for _, each in intervals(form)]


def test_money_is_in_the_format_of_the_language() -> None:
    """Amounts have no cents, and look as in the country of the currency."""
    assert labels(MONEY, "en") == ["Less than $500", "$500 to $1,499", "$1,500 or more"]
    assert labels(MONEY, "es") == ["Menos de $500", "De $500 a $1,499", "$1,500 o más"]
    assert labels(Range("EUR", (1500,)), "es") == ["Menos de 1.500\xa0€", "1.500\xa0€ o más"]
    assert labels(Range("EUR", (1500,)), "en") == ["Less than €1,500", "€1,500 or more"]


def test_units_are_named_once() -> None:
    """A unit in words follows the second number only."""
    assert labels(Range("years", (1, 2, 5)), "en") == [
        "0 years",
        "1 year",
        "2 to 4 years",
        "5 years or more",
    ]
    assert labels(Range("people", (2, 4)), "es") == [
        "Menos de 2 personas",
        "De 2 a 3 personas",
        "4 personas o más",
    ]
    percents = labels(Range("percent", (10, 50)), "en")
    assert percents == ["Less than 10%", "10% to 49%", "50% or more"]
    assert labels(Range("", (1000,)), "en") == ["Less than 1,000", "1,000 or more"]


def test_days_ago_are_words() -> None:
    """Today and yesterday have their own words."""
    assert labels(DAYS, "en") == ["Less than 7 days ago", "7 to 13 days ago", "14 or more days ago"]
    assert labels(Range("days-ago", (1, 2, 3)), "en") == [
        "Today",
        "Yesterday",
        "2 days ago",
        "3 or more days ago",
    ]
    assert labels(Range("days-ago", (1,)), "es") == ["Hoy", "Ayer o antes"]


@pytest.mark.parametrize(
    ("lang", "today", "expected"),
    [
        ("en", date(2026, 11, 28), ["Nov 22 – 28", "Nov 15 – 21", "Nov 14 or earlier"]),
        ("en", date(2026, 1, 5), ["Dec 30, 2025 – Jan 5, 2026", "Dec 23 – 29, 2025"]),
        ("es", date(2026, 11, 28), ["22–28 de noviembre", "15–21 de noviembre"]),
    ],
)
def test_dates_of_days_ago(lang: str, today: date, expected: list[str]) -> None:
    """Dates have a year if it is not the same for all."""
    t = make_translator(lang)
    found = [dates_label(t, each, today).replace("\u2009", " ") for _, each in intervals(DAYS)]
    assert found[: len(expected)] == expected


def test_single_day_is_one_date() -> None:
    """An interval of one day has no second date."""
    day = dates_label(make_translator("en"), Interval(1, 1, "days-ago"), date(2026, 11, 28))
    assert day == "Nov 27"


def test_codes_of_currencies_are_known() -> None:
    """Only codes of ISO 4217 in capitals are currencies."""
    assert is_currency("USD")
    assert is_currency("GBP")
    assert not any(map(is_currency, ("usd", "US", "dollars", "XYZ", "")))
