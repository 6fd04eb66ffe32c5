"""Intervals of numbers, amounts of money and days in the words and formats of a language."""

from __future__ import annotations

import functools
import re
from datetime import date, timedelta

from babel import Locale
from babel.dates import format_interval, format_skeleton
from babel.localedata import locale_identifiers
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    list_currencies,
)
from babel.units import format_unit

from wizard.i18n.translator import SOURCE_LANGUAGE, Translator
from wizard.model.generated_answers import DAYS_AGO, Interval

# The units of CLDR that ours are.
_CLDR_UNITS = {
    "years": "duration-year",
    "months": "duration-month",
    "weeks": "duration-week",
    "days": "duration-day",
    "hours": "duration-hour",
}


def is_currency(code: str) -> bool:
    """Return whether a text is the ISO 4217 code of a currency, such as USD."""
    return code in list_currencies(Locale.parse(SOURCE_LANGUAGE))


def interval_label(t: Translator, interval: Interval) -> str:
    """Return an interval in words.

    Example:
        >>> t = make_translator("en")
        >>> interval_label(t, Interval(500, 1499, "USD"))
        '$500 to $1,499'
        >>> interval_label(t, Interval(7, 13, "days-ago"))
        '7 to 13 days ago'
    """
    low, high, unit = interval.low, interval.high, interval.unit
    if unit == DAYS_AGO:
        return _days_ago_label(t, low, high)
    if high is None:
        return t("{amount} or more", amount=amount_label(t, low, unit))
    if low == high:
        return amount_label(t, low, unit)
    if low == 0:
        return t("Less than {amount}", amount=amount_label(t, high + 1, unit))
    # "2 to 4 years": the unit is named once, unless it is a sign.
    first = amount_label(t, low, "" if unit in _CLDR_UNITS or unit == "people" else unit)
    return t("{first} to {last}", first=first, last=amount_label(t, high, unit))


def _days_ago_label(t: Translator, low: int, high: int | None) -> str:
    """Return how many days ago something was."""
    first = amount_label(t, low)
    if high is None:
        return t("Yesterday or earlier") if low == 1 else t("{count} or more days ago", count=first)
    if low == high:
        near = {0: t("Today"), 1: t("Yesterday")}
        return near.get(low) or t("{count} days ago", count=first)
    if low == 0:
        return t("Less than {count} days ago", count=amount_label(t, high + 1))
    return t("{first} to {last} days ago", first=first, last=amount_label(t, high))


def amount_label(t: Translator, number: int, unit: str = "") -> str:
    """Return a number with its unit, such as $1,500 or 3 years."""
    locale = t.locale
    if unit in _CLDR_UNITS:
        return format_unit(number, _CLDR_UNITS[unit], "long", locale=locale)
    match unit:
        case "":
            return format_decimal(number, locale=locale)
        case "percent":
            return format_percent(number / 100, locale=locale)
        case "people":
            count = format_decimal(number, locale=locale)
            return t("1 person") if number == 1 else t("{count} people", count=count)
    return _whole_amount(number, unit, _locale_of_money(t.code, unit))


@functools.cache
def _locale_of_money(code: str, currency: str) -> Locale:
    """Return the locale of a language in the country of a currency."""
    # The first two letters of a currency are its country in ISO 4217: a reader of Spanish in the
    # United States knows $1,500, and not the 1500 US$ of Spain.
    known = Locale.negotiate([f"{code}_{currency[:2]}"], locale_identifiers())
    return known or Locale.parse(code)


def _whole_amount(number: int, currency: str, locale: Locale) -> str:
    """Return an amount of money without cents."""
    # The pattern of the language with its decimals taken out.
    pattern = re.sub(r"\.0+", "", locale.currency_formats["standard"].pattern)
    return format_currency(number, currency, pattern, locale=locale, currency_digits=False)


def dates_label(t: Translator, interval: Interval, today: date) -> str:
    """Return the dates that an interval of days ago stands for on a day.

    Example:
        >>> dates_label(make_translator("en"), Interval(7, 13, "days-ago"), date(2026, 11, 28))
        'Nov 15 – 21'
    """
    last = today - timedelta(days=interval.low)
    first = last if interval.high is None else today - timedelta(days=interval.high)
    # A skeleton names the parts; CLDR has their order and words, such as "de" in Spanish.
    skeleton = "MMMMd" if first.year == last.year == today.year else "yMMMMd"
    # Few languages have intervals with long names of months, and dates look alike on a page.
    if skeleton not in t.locale.interval_formats:
        skeleton = skeleton.replace("MMMM", "MMM")
    if first < last:
        return format_interval(first, last, skeleton, locale=t.locale)
    day = format_skeleton(skeleton, last, locale=t.locale)
    return t("{date} or earlier", date=day) if interval.high is None else day
