"""The pages of the deadlines: what happened, when it happened, and the dates that follow.

The reader chooses a date by links alone: an event, a month, a date. Which dates can be chosen
depends on `today`; what follows from a date does not.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict

from wizard.engine.deadlines import parse_date
from wizard.i18n.translator import capital
from wizard.model.deadlines import TriggerEvent
from wizard.model.tables import RowIndex, listed
from wizard.pages.base import Page
from wizard.pages.due_dates import AREA, DatesPage, DueDatePresenter
from wizard.pages.links import Link
from wizard.pages.site import ErrorPage

RECENT = 6  # months that the page of an event links to; the others are links away

_WEEKS = calendar.Calendar(calendar.SUNDAY)  # the first day of a week in the United States


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinesPage(Page):
    """The choice of an event.

    Attributes:
        summary: What these pages do; may be empty.
        answers: Links to the events.
    """

    kind = "deadlines"
    template = "deadlines.html"
    summary: str
    answers: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPage(Page):
    """The dates of a month to choose from, as a table of weeks from Sunday to Saturday.

    Attributes:
        index_link: Link to the choice of an event, or of what it is about.
        month: The month in words.
        weekdays: The short and the full name of each day of the week.
        weeks: The dates of each week, or None before and after the month. The label of a link is
            the number of the day, its context the full date. It has no URL if the date cannot be
            chosen, and it is `current` if it is today.
        previous: Link to the month before this one, or None.
        next: Link to the month after this one, or None.
    """

    index_link: Link
    month: str
    weekdays: tuple[tuple[str, str], ...]
    weeks: tuple[tuple[Link | None, ...], ...]
    previous: Link | None
    next: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage(CalendarPage):
    """The choice of the date on which an event happened, in the current month or another one.

    Attributes:
        says: What the chosen date means.
        help: Help with the choice; may be empty.
        recent: Links to today and yesterday, whose context is the full date.
        months: Links to the latest months, the newest first.
        reach: Which dates can be chosen, in words.
    """

    kind = "event"
    template = "deadlines-event.html"
    says: str
    help: str
    recent: tuple[Link, ...]
    months: tuple[Link, ...]
    reach: str

    @property
    def depends_on_date(self) -> bool:
        """Whether the page is another one on the next day."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage(CalendarPage):
    """The choice of a date in a month.

    Attributes:
        back: Link to the choice of a month.
    """

    kind = "month"
    template = "deadlines-month.html"
    back: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidDatePage(ErrorPage):
    """Why a URL does not end with a date that can be chosen.

    Attributes:
        retry: Link to the choice of a month.
    """

    # The JSON API promises this value.
    kind = "wrong-day"
    template = "deadlines-invalid-date.html"
    retry: Link


class _Month(TypedDict):
    """The fields of a `CalendarPage` that depend on its month."""

    month: str
    weekdays: tuple[tuple[str, str], ...]
    weeks: tuple[tuple[Link | None, ...], ...]
    previous: Link | None
    next: Link | None


@dataclass(frozen=True)
class DeadlinePresenter(DueDatePresenter):
    """Makes the pages of the deadlines, for a site that has some."""

    def index(self) -> DeadlinesPage:
        """Return the page at `/<lang>/deadlines/`."""
        content, deadlines, explain = self.t.content, self._deadlines, self._explainer()
        title = content(deadlines.title)
        return DeadlinesPage(
            layout=self._layout(title, AREA, indexable=True),
            heading=title,
            summary=explain(content(deadlines.summary)),
            answers=tuple(
                # The id of a list of rows is its path.
                Link(explain(content(event.title)), self._url(event.id))
                if isinstance(event, RowIndex)
                else Link(explain(content(event.label)), self._url(AREA, event.id))
                for event in listed(deadlines.events, self.site.indexes, AREA)
            ),
        )

    def event(self, event: TriggerEvent) -> EventPage:
        """Return the page at `/<lang>/deadlines/<event>/`."""
        content, explain = self.t.content, self._explainer()
        # Most readers have a recent letter, so the newest months come first.
        months = [self.today.replace(day=1)]
        while len(months) < RECENT and months[-1] > self._range()[0]:
            months.append(_month_before(months[-1]))
        return EventPage(
            layout=self._layout(content(event.title), AREA, event.id, indexable=True),
            heading=content(event.ask),
            index_link=self._index_link(event),
            says=explain(content(event.says)),
            help=explain(content(event.help)),
            recent=self._recent_links(event),
            months=tuple(self._month_link(event, month) for month in months),
            reach=self._range_in_words(),
            share=self._share(AREA, event.id),
            **self._month_of(event, months[0]),
        )

    def month_or_day(
        self, event: TriggerEvent, text: str
    ) -> MonthPage | DatesPage | InvalidDatePage:
        """Return the page at `/<lang>/deadlines/<event>/<text>/`.

        Args:
            event: What happened.
            text: A month (`2026-11`), a date (`2026-11-23`), or anything else.
        """
        # A date and a month share one route, because Flask cannot tell them apart by type.
        if day := self.day(text):
            return self._dates(event, day)
        first, last = self._range()
        # A month is compared by its first date, so one that begins before the range counts too.
        month = parse_date(f"{text}-01")
        if month and first.replace(day=1) <= month <= last:
            return self._month(event, month)
        return self.invalid_date(event, text)

    def day(self, text: str) -> date | None:
        """Return the date that a text such as `2026-11-23` names, if it can be chosen."""
        first, last = self._range()
        day = parse_date(text)
        return day if day and first <= day <= last else None

    def invalid_date(self, event: TriggerEvent, text: str) -> InvalidDatePage:
        """Return the page for a text that is no month or date, or one that cannot be chosen."""
        t = self.t
        # A date that exists is only out of range; anything else is a mistake in the URL.
        if parse_date(text) or parse_date(f"{text}-01"):
            heading = t("This date is out of range")
            reason = t("It is more than two years ago, or more than one year ahead.")
        else:
            heading = t("There is no such date")
            example = self.today.isoformat()
            reason = t("The address must end with a date, such as {day}.", day=example)
        return InvalidDatePage(
            layout=self._layout(heading),
            heading=heading,
            status=404,
            text=f"{reason} {self._range_in_words()}",
            retry=Link(t("Choose a date"), self._url(AREA, event.id)),
        )

    def _month(self, event: TriggerEvent, month: date) -> MonthPage:
        return MonthPage(
            layout=self._dated_layout(event, f"{month:%Y-%m}"),
            heading=self.t.content(event.ask),
            index_link=self._index_link(event),
            back=Link(self.t("Other months"), self._url(AREA, event.id)),
            **self._month_of(event, month),
        )

    def _month_of(self, event: TriggerEvent, month: date) -> _Month:
        first, last = self._range()
        # 31 days after the first of a month is always in the next month.
        before, after = _month_before(month), (month + timedelta(31)).replace(day=1)
        return _Month(
            month=self.t.month(month),
            weekdays=self.t.weekdays(),
            weeks=tuple(
                tuple(
                    self._day_link(event, day, first <= day <= last)
                    # `monthdatescalendar` fills the first and last week with dates of other months.
                    if day.month == month.month
                    else None
                    for day in week
                )
                for week in _WEEKS.monthdatescalendar(month.year, month.month)
            ),
            previous=self._month_link(event, before) if month > first else None,
            next=self._month_link(event, after) if after <= last else None,
        )

    def _day_link(self, event: TriggerEvent, day: date, selectable: bool) -> Link:
        # A date that cannot be chosen is still shown, so that the weeks stay complete.
        href = self._url(AREA, event.id, day.isoformat()) if selectable else ""
        today = self.site.knows_today and day == self.today
        return Link(str(day.day), href, context=capital(self.t.weekday(day)), current=today)

    def _recent_links(self, event: TriggerEvent) -> tuple[Link, ...]:
        """Return links to today and yesterday, if they can be chosen."""
        if not self.site.knows_today:
            return ()
        days = ((self.t("Today"), self.today), (self.t("Yesterday"), self.today - timedelta(1)))
        first, _ = self._range()
        return tuple(
            Link(label, self._url(AREA, event.id, day.isoformat()), capital(self.t.weekday(day)))
            for label, day in days
            if day >= first
        )

    def _month_link(self, event: TriggerEvent, day: date) -> Link:
        return Link(self.t.month(day), self._url(AREA, event.id, f"{day:%Y-%m}"))

    def _range_in_words(self) -> str:
        first, last = (self.t.day(day) for day in self._range())
        return self.t("You can choose any date from {first} to {last}.", first=first, last=last)


def _month_before(month: date) -> date:
    # Months differ in length, so this goes through the last date of the one before.
    return (month - timedelta(1)).replace(day=1)
