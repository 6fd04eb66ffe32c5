"""The dates that follow from an event, as a page and as a calendar file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from wizard.engine.deadlines import DayOff, DueDate, due, look_up_days_off, selectable_range
from wizard.i18n.glossary import Explainer
from wizard.i18n.translator import capital
from wizard.i18n.wording import count_label
from wizard.model.deadlines import Deadlines, HolidayCalendar, TriggerEvent
from wizard.model.evidence import Claim
from wizard.model.tables import TableRow
from wizard.pages.base import ClaimItem, Layout, Page, Presenter
from wizard.pages.calendar_file import calendar_file
from wizard.pages.evidence import LevelGroup, groups_of, open_claims, strongest_first
from wizard.pages.links import Link

AREA = "deadlines"  # first segment of the paths of these pages

FILE = "dates.ics"


@dataclass(frozen=True, slots=True)
class DueDateItem:
    """A date that follows from an event.

    Attributes:
        day: The date, written out.
        iso: The date as `2026-11-23`.
        number: The number of the day in its month.
        month: The month, abbreviated.
        label: What is due.
        brief: The weekday and the number of days that were counted. It has the date written out
            in place of the weekday if the year is not that of the event.
        count: How the date was counted.
        safe: The last day before on which the office is surely open, written out, if it may be
            closed on the date itself; else empty.
        skipped: The holidays that the count left out, written out; may be empty.
        closings: The days that the count did not leave out although the office may be closed, or
            the date itself if it is one, written out; may be empty.
        note: Practical advice; may be empty.
        claims: The claims that the date is based on, the best supported first.
    """

    day: str
    iso: str
    number: str
    month: str
    label: str
    brief: str
    count: str
    safe: str
    skipped: str
    closings: str
    note: str
    claims: tuple[ClaimItem, ...]

    @property
    def evidence(self) -> tuple[LevelGroup, ...]:
        """The claims by level. Not in the JSON, which has them in `claims`."""
        return groups_of(self.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesPage(Page):
    """The dates that follow from an event.

    Attributes:
        index_link: Link to the choice of an event, or of what it is about.
        back: Link to the choice of another date.
        day: The date of the event, written out.
        says: What that date means.
        dates: The dates that follow, the earliest first.
        closings: The days on which an office may be closed and a date would then be later, written
            out; may be empty.
        calendar: Claims about the days on which the offices are or may be closed.
        public_list: Whether a date depends on a public list of holidays.
        states: The codes of the states whose holidays come from that list; may be empty.
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
    closings: str
    calendar: tuple[ClaimItem, ...]
    public_list: bool
    states: str
    more: tuple[ClaimItem, ...]
    file: Link
    entry: str

    @property
    def calendar_evidence(self) -> tuple[LevelGroup, ...]:
        """The claims about days off by level."""
        return groups_of(self.calendar)

    @property
    def more_evidence(self) -> tuple[LevelGroup, ...]:
        """The claims that no date is based on by level."""
        return groups_of(self.more)


@dataclass(frozen=True)
class DueDatePresenter(Presenter):
    """Makes the pages of the dates that follow, for a site that has deadlines."""

    def file(self, event: TriggerEvent, day: date) -> bytes:
        """Return the calendar file at `/<lang>/deadlines/<event>/<day>/dates.ics`."""
        dates = self._due_dates(event, day)
        # On a date that is not a working day the office is closed, so the entry is on the one
        # before.
        return calendar_file((due.safe or due.day for due in dates), self._entry(event))

    def file_name(self, event: TriggerEvent) -> str:
        """Return the name of the calendar file in the reader's language."""
        # A reader may save the files of several rows in one folder.
        row = self._row_of(event)
        return self.t.file_name(self.t("dates"), "dates") + (f"-{row.id}" if row else "") + ".ics"

    def _dates(self, event: TriggerEvent, day: date) -> DatesPage:
        iso, explain = day.isoformat(), self._explainer()
        says = explain(self.t.content(event.says))
        dates = self._due_dates(event, day)
        return DatesPage(
            layout=self._dated_layout(event, iso),
            heading=self.t("Dates to watch"),
            index_link=self._index_link(event),
            back=Link(self.t("Choose another date"), self._url(AREA, event.id, f"{day:%Y-%m}")),
            day=self.t.weekday(day),
            says=says,
            dates=tuple(
                # The rule behind the first date is open, the others are folded.
                self._due_date_item(due, day, explain, folded=due is not dates[0])
                for due in dates
            ),
            closings=self._days_in_words(_closings(dates)),
            public_list=any(map(self._uses_public_list, dates)),
            states=self._states_in_words(dates),
            more=self._claim_items(event.more, explain),
            calendar=self._claim_items(self._calendar_claims(dates), explain),
            # The URL of the page ends in a slash, so the file is below it.
            file=Link(
                self.t("Save these dates to a calendar"), self._url(AREA, event.id, iso) + FILE
            ),
            entry=self._entry(event),
            share=self._share(AREA, event.id),  # never with the reader's date
        )

    def _due_dates(self, event: TriggerEvent, day: date) -> list[DueDate]:
        """Return the dates that follow from an event, the earliest first."""
        state, selectable = self._deadlines.state, self._range()
        look_up_days_off(self._deadlines, selectable)
        dates = (due(rule, day, state, selectable) for rule in event.rules)
        # `sorted` is stable: dates on one day keep the order of the file.
        return sorted(dates, key=lambda due: due.day)

    def _due_date_item(
        self, due: DueDate, start: date, explain: Explainer, folded: bool
    ) -> DueDateItem:
        content, t = self.t.content, self.t
        # The page shows the claims before the note, so names are explained in this order.
        claims = self._claim_items(due.rule.claims, explain, folded)
        return DueDateItem(
            day=capital(t.weekday(due.day)),
            iso=due.day.isoformat(),
            number=str(due.day.day),
            month=t.short_month(due.day),
            label=content(due.rule.label),
            brief=self._brief(due, start),
            count=count_label(t, due.rule),
            safe=t.weekday(due.safe) if due.safe else "",
            skipped=self._days_in_words(due.skipped),
            closings=self._days_in_words(due.closings),
            note=explain(content(due.rule.note), folded),
            claims=claims,
        )

    def _claim_items(
        self, claims: Sequence[Claim], explain: Explainer, folded: bool = False
    ) -> tuple[ClaimItem, ...]:
        """Return claims, the best supported first, with names explained in that order."""
        opened = [] if folded else open_claims(claims)
        return tuple(
            self._claim_item(claim, explain, folded=claim not in opened)
            for claim in strongest_first(claims)
        )

    def _brief(self, due: DueDate, start: date) -> str:
        t = self.t
        name = t.weekday_name if due.day.year == start.year else t.weekday
        day, count = capital(name(due.day)), due.rule.count
        if due.rule.unit == "working":
            return t("{day}, working day {count}", day=day, count=count)
        return t("{day}, day {count}", day=day, count=count)

    def _days_in_words(self, days: Iterable[DayOff]) -> str:
        # The days of a public list have no names in the reader's language.
        return "; ".join(
            self.t.day(day.day) + (f" ({self.t.content(day.name)})" if day.name else "")
            for day in days
        )

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

    def _states_in_words(self, dates: Iterable[DueDate]) -> str:
        """Return the codes of the states whose holidays a public list decides, in the order used.

        The federal holidays are in that list too, but they are those of the law.
        """
        calendars = [due.rule.calendar for due in dates if self._uses_public_list(due)]
        codes = [str(self._deadlines.state) if each == "state" else each for each in calendars]
        # A dictionary keeps the order, and each code once.
        return self.t(" and ").join(dict.fromkeys(code for code in codes if code != "federal"))

    def _entry(self, event: TriggerEvent) -> str:
        """Return the title of an entry in a calendar.

        Others may see it, so it tells nothing but the name of the row, if the event has one.
        """
        row = self._row_of(event)
        if not row:
            return self.t("Check on your letter")
        return self.t("Check on your letter: {name}", name=self.t.content(row.name))

    def _row_of(self, event: TriggerEvent) -> TableRow | None:
        """Return the row that an event was made for, or None."""
        template, _, row = event.id.partition("/")
        index = self.site.indexes.get(f"{AREA}/{template}")
        return index.table.rows[row] if index else None

    def _index_link(self, event: TriggerEvent) -> Link:
        own = self._index_of(f"{AREA}/{event.id}")
        return own or Link(self.t.content(self._deadlines.title), self._url(AREA))

    def _dated_layout(self, event: TriggerEvent, when: str) -> Layout:
        # A browser keeps titles in its history, so this one has no more than the URL has.
        return self._layout(f"{self.t.content(event.title)}, {when}", AREA, event.id, when)

    def _range(self) -> tuple[date, date]:
        """Return the first and the last date that can be chosen."""
        return selectable_range(self.today, self._deadlines.reach)

    @property
    def _deadlines(self) -> Deadlines:
        deadlines = self.site.deadlines
        # `SiteViews.deadline_pages` answers 404 if there are none.
        assert deadlines is not None, "this presenter is for a site with deadlines"
        return deadlines


def _closings(dates: Iterable[DueDate]) -> list[DayOff]:
    """Return the days that some counts did not leave out although the office may be closed."""
    # A date that may itself be on such a day has a safe date, so it is not about a later one.
    days = {day.day: day for due in dates if not due.safe for day in due.closings}
    return [days[day] for day in sorted(days)]
