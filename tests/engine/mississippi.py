"""The holidays of Mississippi as § 3-3-7 of its code names them, for tests of counts."""

from __future__ import annotations

from wizard.model.deadlines import Closing, Holiday, HolidayCalendar, WeekendMove, YearlyDay
from wizard.model.evidence import BUILT_IN, Claim

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6


def claim(name: str) -> Claim:
    """Return a claim with this id."""
    return Claim(name, BUILT_IN["unknown"], "So it is.", (), None)


THANKSGIVING = YearlyDay(11, weekday=THURSDAY, nth=4)

CALENDAR = HolidayCalendar(
    holidays=(
        Holiday("New Year", YearlyDay(1, 1)),
        Holiday("King and Lee", YearlyDay(1, weekday=MONDAY, nth=3)),
        Holiday("Washington", YearlyDay(2, weekday=MONDAY, nth=3)),
        Holiday("Confederate Memorial Day", YearlyDay(4, weekday=MONDAY, nth=-1)),
        Holiday("Memorial Day", YearlyDay(5, weekday=MONDAY, nth=-1)),
        Holiday("July 4", YearlyDay(7, 4)),
        Holiday("Labor Day", YearlyDay(9, weekday=MONDAY, nth=1)),
        Holiday("Veterans Day", YearlyDay(11, 11)),
        Holiday("Thanksgiving", THANKSGIVING),
        Holiday("Christmas", YearlyDay(12, 25)),
    ),
    moves=(WeekendMove(SUNDAY, 1),),
    closings=(
        Closing("day after", YearlyDay(11, 0, THURSDAY, 4, 1), (claim("governor"),)),
        Closing("Christmas Eve", YearlyDay(12, 24), (claim("governor"),)),
        Closing("Monday after", WeekendMove(SATURDAY, 2), (claim("agency"),)),
    ),
    claims=(claim("list"), claim("sunday")),
)
