"""What is wrong with the cell of a table, in words that say what to write instead.

Sources and levels are compared with those of the folder where a template uses them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from wizard.loader.dates import possible_dates
from wizard.loader.forms import write
from wizard.loader.reader import MAX_ADDRESS, https_form, is_address
from wizard.loader.suggest import by_fold, closest, fold, quoted_list
from wizard.loader.tables import Column
from wizard.model.deadlines import DAY
from wizard.model.flow import MAX_TEXT

# The kinds of which a cell is compared without regard to case, and to `_` and spaces for dashes.
_FOLDED = ("choice", "level", "sources")

NUMBER = re.compile("0|[1-9][0-9]{0,8}")  # as cells and conditions write it

# What people write for a number: "15 days", "1,500", "15.0". Not "10-15".
_IN_WORDS = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})*|[0-9]+)(?:\.0+)?(?:\s*[a-z ]+)?", re.IGNORECASE)

# What people write in a cell that should be empty.
_NOTHING = ("", "-", "--", "?", "n/a", "na", "none", "no", "nil", "null", "unknown", "tbd")

# What a spreadsheet shows instead of the result of a formula.
_ERROR = re.compile("#(?:REF!|N/A|NAME\\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|#+)")


def value_of(column: Column, text: str) -> str:
    """Return the text of a cell as templates use it."""
    if column.kind not in _FOLDED:
        return text
    parts = [fold(part) for part in re.split("[; ]+", text) if part]
    return (" " if column.kind == "sources" else "-").join(filter(None, parts))


def wrong_cell(column: Column, text: str) -> str:
    """Return what is wrong with the text of a cell, which is not empty; empty text if nothing is.

    Example:
        >>> wrong_cell(days, "15 days"), wrong_cell(days, "15")
        ('must be a whole number; write 15', '')
    """
    if _ERROR.fullmatch(text):
        return "is an error of the spreadsheet; repair its formula"
    match column.kind:
        case "number":
            return _wrong_number(text)
        case "date":
            return _wrong_date(text)
        case "choice":
            return _wrong_choice(value_of(column, text), column.choices)
        case "url":
            if not is_address(text):
                return f"must be a URL that begins with https://{https_form(text)}"
            if len(text) > MAX_ADDRESS:
                return f"has {len(text)} characters; the maximum is {MAX_ADDRESS}"
    return f"has {len(text)} characters; the maximum is {MAX_TEXT}" if len(text) > MAX_TEXT else ""


def _wrong_number(text: str) -> str:
    if NUMBER.fullmatch(text):
        return ""
    rule = "must be a whole number"
    if text.lower() in _NOTHING:
        return f"{rule}; leave the cell empty if there is none"
    match = _IN_WORDS.fullmatch(text)
    number = str(int(match[1].replace(",", ""))) if match else ""
    return rule + write(number if NUMBER.fullmatch(number) else "15, for example")


def _wrong_date(text: str) -> str:
    try:
        date.fromisoformat(text if DAY.fullmatch(text) else "")
    except ValueError:
        if DAY.fullmatch(text):
            return "is a day that does not exist"
        if text.lower() in _NOTHING:
            return "must be a date; leave the cell empty if there is none"
        dates = [day.isoformat() for day in possible_dates(text)]
        return "must be a date" + write(" or ".join(dates) or "it as in 2026-11-23")
    return ""


def _wrong_choice(text: str, choices: Mapping[str, str]) -> str:
    if text in choices:
        return ""
    if text in _NOTHING:
        return f"is not one of {quoted_list(choices)}; leave the cell empty if none is true"
    # Authors write the label, too.
    meant = closest(text, choices, by_fold((label, id_) for id_, label in choices.items()))
    hint = f".{meant}" if meant.name else ""
    return f"is not one of {quoted_list(choices)}{hint}"
