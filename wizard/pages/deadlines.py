"""The pages of the deadlines: what happened, when it happened, and the dates that follow.

The reader chooses a date by links alone: an event, a month, a date. Which dates can be chosen
depends on `today`; what follows from a date does not.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from wizard.engine.deadlines import DayOff, DueDate, due, parse_date, selectable_range
from wizard.i18n.glossary import Explainer
from wizard.i18n.translator import capital
from wizard.model.deadlines import DeadlineRule, Deadlines, HolidayCalendar, TriggerEvent
from wizard.model.evidence import Claim
from wizard.pages.base import ClaimItem, Layout, Link, Page, Presenter
from wizard.pages.calendar_file import calendar_file
from wizard.pages.site import ErrorPage

AREA = "deadlines"  # first segment of the paths of these pages

FILE = "dates.ics"

RECENT = 6  # months that the page of an event links to; the others are links away

_WEEKS = calendar.Calendar(calendar.SUNDAY)  # the first day of a week in the United States


@dataclass(frozen=True, slots=True)
class DueDateItem:
    """A date that follows from an event.

    Attributes:
        day: The date, written out.
        iso: The date as `2026-11-23`.
        label: What is due.
        count: How the date was counted.
        safe: The last day before on which the office is surely open, written out, if it may be
            closed on the date itself; else empty.
        skipped: The holidays that the count left out, written out; may be empty.
        closings: The days that the count did not leave out although the office may be closed, or
            the date itself if it is one, written out; may be empty.
        note: Practical advice; may be empty.
        claims: The claims that the date is based on.
    """

    day: str
    iso: str
    label: str
    count: str
    safe: str
    skipped: str
    closings: str
    note: str
    claims: tuple[ClaimItem, ...]


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
class EventPage(Page):
    """The choice of the month in which an event happened.

    Attributes:
        index_link: Link to the choice of an event.
        says: What the chosen date means.
        help: Help with the choice; may be empty.
        months: Links to the latest months, the newest first.
        reach: Which dates can be chosen, in words.
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
    """The choice of a date in a month, as a table of weeks from Sunday to Saturday.

    Attributes:
        index_link: Link to the choice of an event.
        back: Link to the choice of a month.
        month: The month in words.
        weekdays: The short and the full name of each day of the week.
        weeks: The dates of each week, or None before and after the month. The label of a link is
            the number of the day, its context the full date. It has no URL if the date cannot be
            chosen.
        previous: Link to the month before this one, or None.
        next: Link to the month after this one, or None.
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
    """The dates that follow from an event.

    Attributes:
        index_link: Link to the choice of an event.
        back: Link to the choice of another date.
        day: The date of the event, written out.
        says: What that date means.
        dates: The dates that follow, the earliest first.
        calendar: Claims about the days on which the offices are or may be closed.
        public_list: Whether a date depends on a public list of holidays.
        more: Claims about the event that no date is based on.
        file: Link to the dates as a calendar file.
        entry: The title of every entry in that file.
    """

    kind = "dates"
    template = "deadlines-dates.html"
    index_link: Link
    back: Link
    day: str
    says: str
    dates: tuple[DueDateItem, ...]
    calendar: tuple[ClaimItem, ...]
    public_list: bool
    more: tuple[ClaimItem, ...]
    file: Link
    entry: str


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


@dataclass(frozen=True)
class DeadlinePresenter(Presenter):
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
                Link(explain(content(event.label)), self._url(AREA, event.id))
                for event in deadlines.events.values()
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
            index_link=self._index_link(),
            says=explain(content(event.says)),
            help=explain(content(event.help)),
            months=tuple(self._month_link(event, month) for month in months),
            reach=self._range_in_words(),
            share=self._share(AREA, event.id),
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

    def file(self, event: TriggerEvent, day: date) -> bytes:
        """Return the calendar file at `/<lang>/deadlines/<event>/<day>/dates.ics`."""
        dates = self._due_dates(event, day)
        # On a date that is not a working day the office is closed, so the entry is on the one
        # before.
        return calendar_file((due.safe or due.day for due in dates), self._entry())

    def file_name(self) -> str:
        """Return the name of the calendar file in the reader's language."""
        return self.t.file_name(self.t("dates"), "dates") + ".ics"

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
        first, last = self._range()
        # 31 days after the first of a month is always in the next month.
        before, after = _month_before(month), (month + timedelta(31)).replace(day=1)
        weeks = _WEEKS.monthdatescalendar(month.year, month.month)
        return MonthPage(
            layout=self._dated_layout(event, f"{month:%Y-%m}"),
            heading=self.t.content(event.ask),
            index_link=self._index_link(),
            back=Link(self.t("Other months"), self._url(AREA, event.id)),
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
                for week in weeks
            ),
            previous=self._month_link(event, before) if month > first else None,
            next=self._month_link(event, after) if after <= last else None,
        )

    def _day_link(self, event: TriggerEvent, day: date, selectable: bool) -> Link:
        # A date that cannot be chosen is still shown, so that the weeks stay complete.
        href = self._url(AREA, event.id, day.isoformat()) if selectable else ""
        return Link(str(day.day), href, context=capital(self.t.weekday(day)))

    def _dates(self, event: TriggerEvent, day: date) -> DatesPage:
        iso, explain = day.isoformat(), self._explainer()
        says = explain(self.t.content(event.says))
        dates = self._due_dates(event, day)
        return DatesPage(
            layout=self._dated_layout(event, iso),
            heading=self.t("Your dates"),
            index_link=self._index_link(),
            back=Link(self.t("Choose another date"), self._url(AREA, event.id, f"{day:%Y-%m}")),
            day=self.t.weekday(day),
            says=says,
            dates=tuple(self._due_date_item(due, explain) for due in dates),
            calendar=tuple(
                self._claim_item(claim, explain) for claim in self._calendar_claims(dates)
            ),
            public_list=any(map(self._uses_public_list, dates)),
            more=tuple(self._claim_item(claim, explain) for claim in event.more),
            # The URL of the page ends in a slash, so the file is below it.
            file=Link(
                self.t("Save these dates to a calendar"), self._url(AREA, event.id, iso) + FILE
            ),
            entry=self._entry(),
            share=self._share(AREA, event.id),  # never with the reader's date
        )

    def _due_dates(self, event: TriggerEvent, day: date) -> list[DueDate]:
        """Return the dates that follow from an event, the earliest first."""
        dates = (due(rule, day, self._deadlines.state) for rule in event.rules)
        # `sorted` is stable: dates on one day keep the order of the file.
        return sorted(dates, key=lambda due: due.day)

    def _due_date_item(self, due: DueDate, explain: Explainer) -> DueDateItem:
        content, t = self.t.content, self.t
        # The page shows the claims before the note, so names are explained in this order.
        claims = tuple(self._claim_item(claim, explain) for claim in due.rule.claims)
        return DueDateItem(
            day=capital(t.weekday(due.day)),
            iso=due.day.isoformat(),
            label=content(due.rule.label),
            count=self._count_in_words(due.rule),
            safe=t.weekday(due.safe) if due.safe else "",
            skipped=self._days_in_words(due.skipped),
            closings=self._days_in_words(due.closings),
            note=explain(content(due.rule.note)),
            claims=claims,
        )

    def _count_in_words(self, rule: DeadlineRule) -> str:
        t, count = self.t, rule.count
        # Whole sentences, because the parts of a sentence have another order in other languages.
        match rule.unit, rule.calendar:
            case "working", "state":
                return t("Working day {count}. We skip weekends and state holidays.", count=count)
            case "working", _:
                return t("Working day {count}. We skip weekends and federal holidays.", count=count)
            case _:
                return t("Day {count} on the calendar. Every day counts.", count=count)

    def _days_in_words(self, days: tuple[DayOff, ...]) -> str:
        # The days of a public list have no names in the reader's language.
        names = (f" ({self.t.content(day.name)})" if day.name else "" for day in days)
        return "; ".join(self.t.day(day.day) + name for day, name in zip(days, names, strict=True))

    def _calendar_claims(self, dates: Iterable[DueDate]) -> tuple[Claim, ...]:
        """Return what supports the days off of the site's own list, if the dates depend on it."""
        state = self._deadlines.state
        used = [due for due in dates if due.uses_days_off and due.rule.calendar == "state"]
        if not used or not isinstance(state, HolidayCalendar):
            return ()
        closings = [claim for due in used for day in due.closings for claim in day.claims]
        # A dictionary keeps the order, and each claim once.
        return tuple({claim.id: claim for claim in (*state.claims, *closings)}.values())

    def _uses_public_list(self, due: DueDate) -> bool:
        own_list = due.rule.calendar == "state" and not isinstance(self._deadlines.state, str)
        return due.uses_days_off and not own_list

    def _entry(self) -> str:
        """Return the title of an entry in a calendar. Others may see it, so it tells nothing."""
        return self.t("Check on your letter")

    def _index_link(self) -> Link:
        return Link(self.t.content(self._deadlines.title), self._url(AREA))

    def _month_link(self, event: TriggerEvent, day: date) -> Link:
        return Link(self.t.month(day), self._url(AREA, event.id, f"{day:%Y-%m}"))

    def _dated_layout(self, event: TriggerEvent, when: str) -> Layout:
        # A browser keeps titles in its history, so this one has no more than the URL has.
        return self._layout(f"{self.t.content(event.title)}, {when}", AREA, event.id, when)

    def _range(self) -> tuple[date, date]:
        """Return the first and the last date that can be chosen."""
        return selectable_range(self.today, self._deadlines.reach)

    def _range_in_words(self) -> str:
        first, last = (self.t.day(day) for day in self._range())
        return self.t("You can choose any date from {first} to {last}.", first=first, last=last)

    @property
    def _deadlines(self) -> Deadlines:
        deadlines = self.site.deadlines
        # `SiteViews.deadline_pages` answers 404 if there are none.
        assert deadlines is not None, "this presenter is for a site with deadlines"
        return deadlines


def _month_before(month: date) -> date:
    # Months differ in length, so this goes through the last date of the one before.
    return (month - timedelta(1)).replace(day=1)
