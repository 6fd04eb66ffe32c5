"""Dates as people write them, to show an author the same date in the form 2026-11-23."""

from __future__ import annotations

import re
from datetime import date

# English in the files of every language, like all keywords. Not from the module `calendar`, whose
# names depend on the computer's language.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_NUMBER = r"(?P<{}>[0-9]{{1,2}})(?:st|nd|rd|th)?"
_YEAR = "(?P<year>[0-9]{4})"
_NAME = r"(?P<name>[a-z]{3,9})\.?"  # "Sept." too
_SIGN = r"\s*[-/. ]\s*"

MAX_TEXT = 40  # characters of a date in words

# Month names and numbers; of two numbers before the year, either can be the month.
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        f"{_NAME} {_NUMBER.format('day')},? {_YEAR}",
        f"{_NUMBER.format('day')}{_SIGN}(?:of )?{_NAME},?{_SIGN}{_YEAR}",
        f"{_YEAR}{_SIGN}{_NUMBER.format('month')}{_SIGN}{_NUMBER.format('day')}",
        "(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        f"{_NUMBER.format('month')}{_SIGN}{_NUMBER.format('day')}{_SIGN}{_YEAR}",
        f"{_NUMBER.format('day')}{_SIGN}{_NUMBER.format('month')}{_SIGN}{_YEAR}",
    )
)


def possible_dates(text: str) -> list[date]:
    """Return the dates that a text can mean, such as two for 4/5/2026; none if it is not a date.

    Example:
        >>> possible_dates("November 23, 2026")
        [datetime.date(2026, 11, 23)]
    """
    found = []
    # Longer text is not a date, and the expressions would be slow if it is mostly spaces.
    for form in _FORMS if len(text) <= MAX_TEXT else ():
        if match := form.fullmatch(text.strip()):
            groups = match.groupdict()
            name = groups.get("name", "").lower()
            month = _month(name) if name else int(groups["month"])
            try:
                found.append(date(int(groups["year"]), month, int(groups["day"])))
            except ValueError:
                continue
    return sorted(set(found))


def _month(name: str) -> int:
    """Return the number of a month whose English name may be cut short; 0 for any other word."""
    return next((n for n, month in enumerate(MONTHS, 1) if month.lower().startswith(name)), 0)
