"""Dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from wizard.loader.dates import possible_dates


@pytest.mark.parametrize(
    "text",
    [
        "November 23, 2026",
        "november 23 2026",
        "Nov. 23, 2026",
        "23 November 2026",
        "23rd of November, 2026",
        "23-Nov-2026",
        "11/23/2026",
        "23/11/2026",
        "23.11.2026",
        "2026/11/23",
        "2026.11.23",
        "20261123",
        " 2026-11-23 ",
    ],
)
def test_possible_dates_returns_the_only_date(text: str) -> None:
    """A day after the 12th cannot be a month."""
    assert possible_dates(text) == [date(2026, 11, 23)]


def test_possible_dates_returns_both_dates_of_two_numbers() -> None:
    """Americans write the month first, most others the day."""
    assert possible_dates("04/05/2026") == [date(2026, 4, 5), date(2026, 5, 4)]
    assert possible_dates("05/05/2026") == [date(2026, 5, 5)]


@pytest.mark.parametrize(
    "text", ["", "today", "2026", "November 2026", "Nomber 3, 2026", "2026-02-30", "13/13/2026"]
)
def test_possible_dates_is_empty_for_other_text(text: str) -> None:
    """Neither a month alone nor a day that does not exist is a date."""
    assert possible_dates(text) == []
