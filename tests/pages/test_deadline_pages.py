"""The pages of the deadlines, as a presenter makes them. Today is November 23, 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.pages.example import FILES, make_site, present
from wizard.model.deadlines import TriggerEvent
from wizard.model.site import Site
from wizard.pages.deadlines import DeadlinePresenter, InvalidDatePage, MonthPage
from wizard.pages.due_dates import DatesPage
from wizard.pages.links import Link

WHEN = "/en/deadlines/sent/"


OWN_CALENDAR = """\
calendars:
  state:
    claims: [names]
    holidays:
      - {name: Thanksgiving, on: fourth Thursday of November}
    may-close:
      - {name: the day after, on: day after fourth Thursday of November, claims: [governor]}
      - {name: Christmas Eve, on: December 24, claims: [governor]}
"""
MORE_CLAIMS = """\
names: {level: law, text: The law names them., cite: [paper]}
governor: {level: reported, text: Governors may say so., cite: [paper]}
"""


@pytest.fixture
def own_calendar(tmp_path: Path) -> Site:
    """Return the small site with its own list of holidays."""
    deadlines = FILES["deadlines"].replace("state: MS\n", OWN_CALENDAR)
    return make_site(tmp_path, deadlines=deadlines, claims=FILES["claims"] + MORE_CLAIMS)


def sent(site: Site) -> TriggerEvent:
    """Return the one event of the small site."""
    assert site.deadlines
    return site.deadlines.events["sent"]


def page_at(site: Site, text: str, lang: str = "en") -> MonthPage | DatesPage | InvalidDatePage:
    """Return the page of a month or a date."""
    return present(DeadlinePresenter, site, lang).month_or_day(sent(site), text)


def dates(site: Site, text: str = "2026-11-23") -> DatesPage:
    """Return the page of a date that can be chosen."""
    page = page_at(site, text)
    assert isinstance(page, DatesPage)
    return page


def month(site: Site, text: str) -> MonthPage:
    """Return the page of a month that can be chosen."""
    page = page_at(site, text)
    assert isinstance(page, MonthPage)
    return page


def test_index_links_to_events(small_site: Site) -> None:
    """A name is explained in the summary, not in the links below it."""
    page = present(DeadlinePresenter, small_site).index()
    assert page.summary == "DPS (the license office) counts too."
    assert page.answers == (Link("I sent a letter to DPS", WHEN),)
    assert page.layout.title == "Count the days – The site"
    assert page.layout.indexable


def test_event_links_to_latest_months(small_site: Site) -> None:
    """Six months, the newest first, and the range of dates in words."""
    page = present(DeadlinePresenter, small_site).event(sent(small_site))
    assert [link.label for link in page.months] == [
        *("November 2026", "October 2026", "September 2026"),
        *("August 2026", "July 2026", "June 2026"),
    ]
    assert page.months[0].href == f"{WHEN}2026-11/"
    assert page.reach == "You can choose any date from November 23, 2024 to November 23, 2027."
    assert page.index_link == Link("Count the days", "/en/deadlines/")


def test_event_has_today_yesterday_and_the_current_month(small_site: Site) -> None:
    """Most readers had the letter in the last weeks, so its dates are on the first page."""
    page = present(DeadlinePresenter, small_site).event(sent(small_site))
    assert page.recent == (
        Link("Today", f"{WHEN}2026-11-23/", context="Monday, November 23, 2026"),
        Link("Yesterday", f"{WHEN}2026-11-22/", context="Sunday, November 22, 2026"),
    )
    assert page.month == "November 2026"
    assert page.weeks == month(small_site, "2026-11").weeks
    assert page.previous == Link("October 2026", f"{WHEN}2026-10/")
    assert page.next == Link("December 2026", f"{WHEN}2026-12/")


def test_month_marks_today(small_site: Site) -> None:
    """One date of the current month is today, and none of another month."""
    for text, marked in (("2026-11", ["23"]), ("2026-12", [])):
        days = [day for week in month(small_site, text).weeks for day in week if day]
        assert [day.label for day in days if day.current] == marked


def test_exported_pages_do_not_know_today(small_site: Site) -> None:
    """They are read on later dates, so they name no date as today or yesterday."""
    exported = replace(small_site, knows_today=False)
    page = present(DeadlinePresenter, exported).event(sent(exported))
    assert page.recent == ()
    assert not [day for week in page.weeks for day in week if day and day.current]


def test_yesterday_is_missing_if_it_cannot_be_chosen(small_site: Site) -> None:
    """A site can allow no dates in the past."""
    assert small_site.deadlines
    site = replace(small_site, deadlines=replace(small_site.deadlines, reach=(0, 1)))
    page = present(DeadlinePresenter, site).event(sent(site))
    assert [link.label for link in page.recent] == ["Today"]


def test_month_has_weeks_from_sunday(small_site: Site) -> None:
    """Every week has seven cells; those before and after the month are empty."""
    page = month(small_site, "2026-11")
    assert (page.month, page.weekdays[0]) == ("November 2026", ("Sun", "Sunday"))
    assert {len(week) for week in page.weeks} == {7}
    assert page.weeks[0][0] == Link("1", f"{WHEN}2026-11-01/", context="Sunday, November 1, 2026")
    assert page.weeks[-1][2:] == (None,) * 5


def test_month_in_range_links_to_neighbors(small_site: Site) -> None:
    """The months before and after can be chosen."""
    page = month(small_site, "2026-12")
    assert page.previous == Link("November 2026", f"{WHEN}2026-11/")
    assert page.next == Link("January 2027", f"{WHEN}2027-01/")


def test_first_and_last_month_link_only_to_dates_in_range(small_site: Site) -> None:
    """Dates outside the range have no link, and neither have the months beyond."""
    first, last = month(small_site, "2024-11"), month(small_site, "2027-11")
    assert (first.previous, last.next) == (None, None)
    assert first.next
    assert last.previous
    open_days = [
        [link.label for week in page.weeks for link in week if link and link.href]
        for page in (first, last)
    ]
    assert open_days[0] == [str(day) for day in range(23, 31)]
    assert open_days[1] == [str(day) for day in range(1, 24)]


def test_dates_are_sorted_and_say_how_they_were_counted(small_site: Site) -> None:
    """The rules are not in the order of their dates."""
    page = dates(small_site)
    assert [(item.label, item.iso) for item in page.dates] == [
        ("Answer", "2026-12-03"),
        ("Federal", "2026-12-03"),
        ("Late", "2026-12-23"),
    ]
    assert [item.count for item in page.dates] == [
        "Working day 7. We skip weekends and state holidays.",
        "Working day 7. We skip weekends and federal holidays.",
        "Day 30 on the calendar. Every day counts.",
    ]
    assert page.dates[0].day == "Thursday, December 3, 2026"
    # The library has no names in the reader's language.
    assert page.dates[0].skipped == "November 26, 2026"
    assert page.dates[0].closings == ""
    assert (page.calendar, page.public_list) == ((), True)
    assert page.day == "Monday, November 23, 2026"


def test_dates_are_short_in_the_summary(small_site: Site) -> None:
    """The weekday is enough in the year of the event; later years are written out."""
    first = dates(small_site).dates[0]
    assert (first.number, first.month) == ("3", "Dec")
    assert first.brief == "Thursday, working day 7"
    late = dates(small_site, "2026-12-10").dates[-1]
    assert (late.number, late.month) == ("9", "Jan")
    assert late.brief == "Saturday, January 9, 2027, day 30"
    spanish = page_at(small_site, "2026-11-23", "es")
    assert isinstance(spanish, DatesPage)
    assert spanish.dates[0].brief == "Jueves, día hábil 7"
    assert spanish.day == "lunes, 23 de noviembre de 2026"


def test_claims_of_a_date_are_grouped_by_level(own_calendar: Site) -> None:
    """The templates show the best supported first; the order of the data is the author's."""
    page = dates(own_calendar)
    assert [group.level for group in page.calendar_evidence] == ["law", "reported"]
    assert [group.count for group in page.dates[0].evidence] == [1]
    assert [group.level for group in page.more_evidence] == ["law"]
    assert page.dates[2].evidence == ()


def test_dates_explain_names_in_reading_order(small_site: Site) -> None:
    """What the date means is read first, so the claims and notes below do not explain the name."""
    page = dates(small_site)
    assert page.says == "The day you sent it to DPS (the license office)."
    assert page.dates[2].note == "Not a law of DPS."
    assert page.dates[0].claims[0].text == page.more[0].text == "DPS must say so."


def test_date_on_weekend_has_safe_date(small_site: Site) -> None:
    """Day 30 after November 20, 2026 is a Sunday; the file has the Friday before it."""
    late = dates(small_site, "2026-11-20").dates[-1]
    assert (late.day, late.safe) == ("Sunday, December 20, 2026", "Friday, December 18, 2026")
    presenter = present(DeadlinePresenter, small_site)
    file = Calendar.from_ical(presenter.file(sent(small_site), date(2026, 11, 20)))
    entries = file.walk("VEVENT")
    assert [entry.decoded("DTSTART") for entry in entries] == [
        date(2026, 12, 2),
        date(2026, 12, 18),
    ]
    assert {str(entry["SUMMARY"]) for entry in entries} == {dates(small_site).entry}


def test_dates_name_holidays_and_possible_closings(own_calendar: Site) -> None:
    """The site's own list has names, and a possible closing is no reason for another date."""
    page = dates(own_calendar)
    state, federal, late = page.dates
    assert (state.iso, federal.iso, late.iso) == ("2026-12-03", "2026-12-03", "2026-12-23")
    assert state.skipped == "November 26, 2026 (Thanksgiving)"
    assert state.closings == "November 27, 2026 (the day after)"
    assert (federal.skipped, federal.closings) == ("November 26, 2026", "")
    assert (late.skipped, late.closings, late.safe) == ("", "", "")
    assert page.closings == state.closings
    assert page.public_list  # for the federal holidays


def test_date_shows_its_own_claim_after_a_stronger_one(tmp_path: Path) -> None:
    """A claim that is written in the date has its level and source like a shared one."""
    own = "{level: reported, text: The press counts so., cite: [book]}"
    text = FILES["deadlines"].replace(
        "calendar: state, claims: [", f"calendar: state, claims: [{own}, "
    )
    page = dates(make_site(tmp_path, deadlines=text))
    assert [group.level for group in page.dates[0].evidence] == ["law", "reported"]
    claim = page.dates[0].claims[1]
    assert (claim.text, [source.title for source in claim.sources]) == (
        "The press counts so.",
        ["a book"],
    )


def with_calendars(tmp_path: Path, *codes: str) -> Site:
    """Return the small site with one date of seven working days for each of these calendars."""
    head, *_ = FILES["deadlines"].partition("    dates:")
    rule = "      - {{label: In {0}, count: 7, unit: working, calendar: {0}, claims: [shared]}}\n"
    rules = "".join(rule.format(code) for code in codes)
    return make_site(tmp_path, deadlines=f"{head}    dates:\n{rules}")


def test_dates_name_the_state_whose_list_they_skip(tmp_path: Path) -> None:
    """The page names the public list, and the day after Thanksgiving that it has for Texas."""
    site = with_calendars(tmp_path, "TX", "federal")
    federal, texas = dates(site).dates
    assert (federal.iso, texas.iso) == ("2026-12-03", "2026-12-04")
    assert (federal.skipped, texas.skipped) == (
        "November 26, 2026",
        "November 26, 2026; November 27, 2026",
    )
    assert texas.count == (
        "Working day 7. We skip weekends and the holidays that a public list names for TX."
    )
    spanish = page_at(site, "2026-11-23", "es")
    assert isinstance(spanish, DatesPage)
    assert spanish.dates[1].count == (
        "Día hábil 7. No contamos los fines de semana ni los días feriados que una lista pública "
        "indica para TX."
    )


@pytest.mark.parametrize(
    ("codes", "states"),
    [(["federal"], ""), (["state"], "MS"), (["TX", "federal", "DC", "TX"], "DC and TX")],
)
def test_dates_name_states_whose_holidays_are_unchecked(
    tmp_path: Path, codes: list[str], states: str
) -> None:
    """Each state of the public list is named once, in the order of the dates."""
    page = dates(with_calendars(tmp_path, *codes))
    assert (page.states, page.public_list) == (states, True)


def test_own_list_of_the_state_is_not_called_unchecked(own_calendar: Site) -> None:
    """Its page has the claims that the list rests on."""
    assert dates(own_calendar).states == ""


def test_calendar_file_has_the_dates_of_a_states_list(tmp_path: Path) -> None:
    """The federal date and that of Texas differ in the file as on the page."""
    site = with_calendars(tmp_path, "TX", "federal")
    file = present(DeadlinePresenter, site).file(sent(site), date(2026, 11, 23))
    days = [entry.decoded("DTSTART") for entry in Calendar.from_ical(file).walk("VEVENT")]
    assert days == [date(2026, 12, 3), date(2026, 12, 4)]


def test_names_of_holidays_are_translated(own_calendar: Site) -> None:
    """They are texts of the author like others."""
    page = page_at(own_calendar, "2026-11-23", "es")
    assert isinstance(page, DatesPage)
    assert page.dates[0].skipped == "26 de noviembre de 2026 (Día de Acción de Gracias)"


def test_dates_cite_claims_of_holidays_and_of_closings_in_question(own_calendar: Site) -> None:
    """A closing that touches no date of the page is not cited."""
    assert [item.text for item in dates(own_calendar).calendar] == [
        "The law names them.",
        "Governors may say so.",
    ]
    assert [item.text for item in dates(own_calendar, "2026-10-01").calendar] == [
        "The law names them."
    ]


def test_last_day_on_possible_closing_has_safe_date(own_calendar: Site) -> None:
    """Day 30 after November 24, 2026 is Christmas Eve; the file has the day before it."""
    late = dates(own_calendar, "2026-11-24").dates[-1]
    assert (late.iso, late.safe) == ("2026-12-24", "Wednesday, December 23, 2026")
    assert late.closings == "December 24, 2026 (Christmas Eve)"
    # The page says it next to that date, which is the only one that it is about.
    page = dates(own_calendar, "2026-11-24")
    assert page.closings == "November 27, 2026 (the day after)"
    presenter = present(DeadlinePresenter, own_calendar)
    file = Calendar.from_ical(presenter.file(sent(own_calendar), date(2026, 11, 24)))
    assert file.walk("VEVENT")[-1].decoded("DTSTART") == date(2026, 12, 23)


def test_dates_link_back_to_month_and_to_file(small_site: Site) -> None:
    """The title of the page has no more than the URL."""
    page = dates(small_site)
    assert page.back.href == f"{WHEN}2026-11/"
    assert page.file.href == f"{WHEN}2026-11-23/dates.ics"
    assert page.layout.title == "Letter sent, 2026-11-23 – The site"
    assert not page.layout.indexable


@pytest.mark.parametrize(("lang", "name"), [("en", "dates.ics"), ("es", "fechas.ics")])
def test_file_name_is_translated(small_site: Site, lang: str, name: str) -> None:
    """A download is called what its reader would call it."""
    assert present(DeadlinePresenter, small_site, lang).file_name(sent(small_site)) == name


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("2024-11-22", "This date is out of range"),
        ("2027-11-24", "This date is out of range"),
        ("2024-10", "This date is out of range"),
        ("2027-12", "This date is out of range"),
        ("2026-02-30", "There is no such date"),
        ("2026-13", "There is no such date"),
        ("soon", "There is no such date"),
    ],
)
def test_date_that_cannot_be_chosen_is_explained(small_site: Site, text: str, heading: str) -> None:
    """The page says which dates work and links to the choice of a month."""
    page = page_at(small_site, text)
    assert isinstance(page, InvalidDatePage)
    assert (page.status, page.heading) == (404, heading)
    assert page.text.endswith(
        "You can choose any date from November 23, 2024 to November 23, 2027."
    )
    assert page.retry == Link("Choose a date", WHEN)


def test_first_and_last_date_can_be_chosen(small_site: Site) -> None:
    """The range includes both ends."""
    presenter = present(DeadlinePresenter, small_site)
    assert presenter.day("2024-11-23") == date(2024, 11, 23)
    assert presenter.day("2027-11-23") == date(2027, 11, 23)
    assert presenter.day("2024-11-22") is presenter.day("2027-11-24") is None
