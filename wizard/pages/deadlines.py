"""The pages of the deadlines: from what happened, to a month, to a day, to the dates that follow. Knows no HTTP.

The day is chosen by links alone. Which days can be chosen depends on `today`; what follows from a day does not.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from wizard.engine.deadlines import DueDate, day_in, due, selectable_range
from wizard.i18n.translator import capital
from wizard.model.deadlines import DeadlineRule, Deadlines, TriggerEvent
from wizard.pages.base import ClaimItem, Link, Page
from wizard.pages.calendar_file import calendar_file
from wizard.pages.presenter import Presenter
from wizard.pages.site import ErrorPage


@dataclass(frozen=True, slots=True)
class DueDateItem:
    """A date that follows from an event.

    `day` is written out, `iso` for machines; `count` says how it was counted. `safe` (the working day before), `note`
    (practical advice) and `skipped` (the holidays that were left out) may be empty.
    """

    day: str
    iso: str
    label: str
    count: str
    safe: str
    skipped: str
    note: str
    claims: tuple[ClaimItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinesPage(Page):
    """The events that start counts, as links."""

    kind = "deadlines"
    template = "deadlines.html"
    summary: str
    answers: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage(Page):
    """The months in which an event may have been, as links. `index_link` leads back to the events.

    `reach` says which days can be chosen.
    """

    kind = "event"
    template = "deadlines-event.html"
    index_link: Link
    says: str
    help: str
    months: tuple[Link, ...]
    reach: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage(Page):
    """A month as a table of weeks that begin on Sunday.

    `weekdays` are short and whole names. A day is a link whose `label` is its number and whose `context` is the whole
    date; one that cannot be chosen has no `href`, and a place before or after the month holds None.
    """

    kind = "month"
    template = "deadlines-month.html"
    index_link: Link
    back: Link
    month: str
    weekdays: tuple[tuple[str, str], ...]
    weeks: tuple[tuple[Link | None, ...], ...]
    previous: Link | None
    next: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesPage(Page):
    """The dates that follow from an event on a day.

    `file` leads to the same dates for a calendar, each under the title `entry`.
    """

    kind = "dates"
    template = "deadlines-dates.html"
    index_link: Link
    back: Link
    day: str
    says: str
    dates: tuple[DueDateItem, ...]
    more: tuple[ClaimItem, ...]
    file: Link
    entry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidDatePage(ErrorPage):
    """Why a day in an address cannot be counted from, and where to choose another."""

    kind = "wrong-day"
    template = "deadlines-invalid-date.html"
    retry: Link


AREA = "deadlines"  # the first part of these pages' addresses

FILE = "dates.ics"

RECENT = 6  # months that an event's page offers; earlier and later ones are a link away

_WEEKS = calendar.Calendar(calendar.SUNDAY)  # as calendars in the United States begin


@dataclass(frozen=True, slots=True)
class DeadlinePresenter(Presenter):
    """Makes the pages of the deadlines of a site that has some."""

    def index(self) -> DeadlinesPage:
        """`/<lang>/deadlines/`."""
        content, deadlines = self.t.content, self._deadlines()
        summary, *labels = self._explain(
            content(deadlines.summary),
            *(content(event.label) for event in deadlines.events.values()),
        )
        choices = zip(labels, deadlines.events, strict=True)
        return DeadlinesPage(
            **self._layout(deadlines.title, content(deadlines.title), AREA, indexable=True),
            summary=summary,
            answers=tuple(Link(label, self._url(AREA, event)) for label, event in choices),
        )

    def event(self, event: TriggerEvent) -> EventPage:
        """`/<lang>/deadlines/<event>/`: the latest months, the newest first."""
        first, months = self._span()[0], [self.today.replace(day=1)]
        while len(months) < RECENT and months[-1] > first:
            months.append((months[-1] - timedelta(1)).replace(day=1))
        says, help = self._explain(self.t.content(event.says), self.t.content(event.help))
        return EventPage(
            **self._layout(event.title, self.t.content(event.ask), AREA, event.id, indexable=True),
            index_link=self._index(),
            says=says,
            help=help,
            months=tuple(self._month(event, month) for month in months),
            reach=self._reach(),
        )

    def month_or_day(
        self, event: TriggerEvent, text: str
    ) -> MonthPage | DatesPage | InvalidDatePage:
        """`/<lang>/deadlines/<event>/<when>/`: a month (2026-11), a day (2026-11-23), or what is wrong with the text."""
        month, day = day_in(f"{text}-01"), self.day(text)
        if day:
            return self._dates(event, day)
        first, last = self._span()
        if month and first.replace(day=1) <= month <= last:
            return self._calendar(event, month)
        return self.invalid_date(event, text)

    def day(self, text: str) -> date | None:
        """The day that a text names, where it can be counted from."""
        first, last = self._span()
        day = day_in(text)
        return day if day and first <= day <= last else None

    def file(self, event: TriggerEvent, day: date) -> bytes:
        """`…/dates.ics`: the dates that follow, under a title that says nothing."""
        dates = self._due(event, day)
        return calendar_file((each.safe or each.day for each in dates), self._entry())

    def _entry(self) -> str:
        """The title of an entry in a calendar, which others may see."""
        return self.t("Date to check on a letter")

    def file_name(self) -> str:
        """What the calendar file is called, in the reader's language."""
        return self.t.file_name(self.t("dates"), "dates") + ".ics"

    def invalid_date(self, event: TriggerEvent, text: str) -> InvalidDatePage:
        """The page for a text that is no day or month, or one too far away."""
        t = self.t
        known = day_in(text) or day_in(f"{text}-01")
        if known:
            heading = t("This date is too far away")
            wrong = t("It is more than two years ago, or more than one year ahead.")
        else:
            heading = t("There is no such date")
            wrong = t("The address must end with a day, such as {day}.", day=self.today.isoformat())
        retry = Link(t("Choose a date"), self._url(AREA, event.id))
        return InvalidDatePage(
            **self._layout(heading, heading),
            status=404,
            text=f"{wrong} {self._reach()}",
            retry=retry,
        )

    def _calendar(self, event: TriggerEvent, month: date) -> MonthPage:
        first, last = self._span()
        before = month - timedelta(1)
        after = (month + timedelta(31)).replace(day=1)
        name = self.t.month(month)
        weeks = _WEEKS.monthdatescalendar(month.year, month.month)
        return MonthPage(
            **self._dated_layout(event, f"{month:%Y-%m}", self.t.content(event.ask)),
            index_link=self._index(),
            back=Link(self.t("Other months"), self._url(AREA, event.id)),
            month=name,
            weekdays=self.t.weekdays(),
            weeks=tuple(
                tuple(
                    self._cell(event, day, first <= day <= last)
                    if day.month == month.month
                    else None
                    for day in week
                )
                for week in weeks
            ),
            previous=self._month(event, before) if before >= first else None,
            next=self._month(event, after) if after <= last else None,
        )

    def _cell(self, event: TriggerEvent, day: date, open: bool) -> Link:
        href = self._url(AREA, event.id, day.isoformat()) if open else ""
        return Link(str(day.day), href, context=capital(self.t.weekday(day)))

    def _dates(self, event: TriggerEvent, day: date) -> DatesPage:
        dates = [self._due_date(each) for each in self._due(event, day)]
        more = [self._claim_item(claim) for claim in event.more]
        says, *texts = self._explain(
            self.t.content(event.says),
            *(text for one in dates for text in (one.note, *(each.text for each in one.claims))),
            *(each.text for each in more),
        )
        left = iter(texts)
        explained = [
            replace(
                one,
                note=next(left),
                claims=tuple(replace(each, text=next(left)) for each in one.claims),
            )
            for one in dates
        ]
        return DatesPage(
            **self._dated_layout(event, day.isoformat(), self.t("Dates to watch")),
            index_link=self._index(),
            back=Link(self.t("Choose another day"), self._url(AREA, event.id, f"{day:%Y-%m}")),
            day=self.t.weekday(day),
            says=says,
            dates=tuple(explained),
            more=tuple(replace(each, text=next(left)) for each in more),
            file=Link(
                self.t("Save these dates to a calendar"),
                self._url(AREA, event.id, day.isoformat()) + FILE,
            ),
            entry=self._entry(),
        )

    def _due(self, event: TriggerEvent, day: date) -> list[DueDate]:
        """The dates that follow, the earliest first."""
        return sorted(
            (due(rule, day, self._deadlines().state) for rule in event.rules),
            key=lambda one: one.day,
        )

    def _due_date(self, one: DueDate) -> DueDateItem:
        content, t = self.t.content, self.t
        return DueDateItem(
            day=capital(t.weekday(one.day)),
            iso=one.day.isoformat(),
            label=content(one.rule.label),
            count=self._count(one.rule),
            safe=t.weekday(one.safe) if one.safe else "",
            skipped="; ".join(t.day(day) for day in one.skipped),
            note=content(one.rule.note),
            claims=tuple(self._claim_item(claim) for claim in one.rule.claims),
        )

    def _count(self, rule: DeadlineRule) -> str:
        t = self.t
        match rule.unit, rule.calendar:
            case "working", "state":
                return t(
                    "Working day {count}. Weekends and state holidays are left out.",
                    count=rule.count,
                )
            case "working", _:
                return t(
                    "Working day {count}. Weekends and federal holidays are left out.",
                    count=rule.count,
                )
            case _:
                return t("Day {count} on the calendar. Every day counts.", count=rule.count)

    def _index(self) -> Link:
        return Link(self.t.content(self._deadlines().title), self._url(AREA))

    def _month(self, event: TriggerEvent, day: date) -> Link:
        return Link(self.t.month(day), self._url(AREA, event.id, f"{day:%Y-%m}"))

    def _dated_layout(self, event: TriggerEvent, when: str, heading: str) -> dict[str, Any]:
        """A frame whose title says no more than the event's title and the date in its short, neutral form."""
        return self._layout(f"{self.t.content(event.title)}, {when}", heading, AREA, event.id, when)

    def _span(self) -> tuple[date, date]:
        """The first and the last day that can be chosen."""
        return selectable_range(self.today, self._deadlines().reach)

    def _reach(self) -> str:
        first, last = (self.t.day(day) for day in self._span())
        return self.t("Dates from {first} to {last} work.", first=first, last=last)

    def _deadlines(self) -> Deadlines:
        deadlines = self.site.deadlines
        assert deadlines is not None, "a site without deadlines has no pages of deadlines"
        return deadlines
