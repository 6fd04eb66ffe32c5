"""The pages and files of an event that is made of a row of a table. Today is November 23, 2026."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.event_rows import COUNTING, write_events
from tests.pages.example import present
from tests.rows import ROWS
from wizard.engine.deadlines import _office_days
from wizard.engine.journey import arrive, replay
from wizard.loader.site import load_flows
from wizard.model.flow import Outcome, Question
from wizard.model.site import Site
from wizard.pages.deadlines import DeadlinePresenter
from wizard.pages.due_dates import DatesPage
from wizard.pages.outcomes import OutcomePage
from wizard.pages.packet import PacketPresenter
from wizard.pages.search import SearchIndexer
from wizard.pages.steps import StepPresenter

# A flow without a table, which leads to the lists of rows.
OTHER = """\
title: Somewhere else
start: end
steps:
  end:
    outcome: Choose your state
    claims: [{level: unknown, text: We do not know.}]
    next:
      - {label: Count the days, to: deadlines/asked}
      - {label: Write to an office, to: letters/request}
      - {label: Count in Alabama, to: deadlines/asked/al}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the guide with events of three states."""
    return load_flows(write_events(tmp_path_factory.mktemp("flows"), other=OTHER))


def dates(site: Site, row: str, day: str, lang: str = "en") -> DatesPage:
    """Return the page of a date of the event of a row."""
    assert site.deadlines
    event = site.deadlines.events[f"asked/{row}"]
    page = present(DeadlinePresenter, site, lang).month_or_day(event, day)
    assert isinstance(page, DatesPage)
    return page


def test_dates_of_a_row_skip_its_holidays(site: Site) -> None:
    """The list of Alabama has April 27, and that of the District has April 16."""
    # Tu14=1 We15=2 Th16=3 Fr17=4 | 20-24=9 | x27 Tu28=10 We29=11 Th30=12 Fr1=13 | Mo4=14 Tu5=15
    (alabama,) = dates(site, "al", "2026-04-13").dates
    assert (alabama.iso, alabama.skipped) == ("2026-05-05", "April 27, 2026")
    assert alabama.count == (
        "Working day 15. We skip weekends and the holidays that a public list names for AL."
    )
    # Tu14=1 We15=2 x16 Fr17=3 | 20-24=8 | Mo27=9 Tu28=10
    page = dates(site, "dc", "2026-04-13")
    assert [(item.iso, item.skipped) for item in page.dates] == [("2026-04-28", "April 16, 2026")]
    assert page.states == "DC"
    assert page.dates[0].note == "We found no number for District of Columbia."


def test_date_of_a_row_has_its_claim(site: Site) -> None:
    """The number is next to its level and its source, in both languages."""
    (english,) = dates(site, "nc", "2026-11-02").dates
    (spanish,) = dates(site, "nc", "2026-11-02", "es").dates
    assert (english.iso, spanish.iso) == ("2026-11-12", "2026-11-12")
    for item, text in (
        (english, "The law gives 10 days."),
        (spanish, "ES The law gives 10 ES days."),
    ):
        (claim,) = item.claims
        assert (claim.level, claim.text) == ("law", text)
        assert [source.url for source in claim.sources] == ["https://example.org/al"]


def test_pages_of_a_row_name_the_row_and_its_list(site: Site) -> None:
    """A reader sees which state the dates are for, and can choose another one."""
    page = dates(site, "dc", "2026-11-02", "es")
    assert page.says == "ES An office in Distrito de Columbia got your request."
    assert page.layout.title.startswith("ES Request in Distrito de Columbia, 2026-11-02")
    assert page.back.href == "/es/deadlines/asked/dc/2026-11/"
    assert page.file.href == "/es/deadlines/asked/dc/2026-11-02/dates.ics"


@pytest.mark.parametrize(
    ("lang", "title", "name"),
    [
        ("en", "Check on your letter: District of Columbia", "dates-dc.ics"),
        ("es", "Dar seguimiento a su carta: Distrito de Columbia", "fechas-dc.ics"),
    ],
)
def test_calendar_file_names_the_row(site: Site, lang: str, title: str, name: str) -> None:
    """A reader who asked in several states can tell the entries and the files apart."""
    assert site.deadlines
    pages, event = present(DeadlinePresenter, site, lang), site.deadlines.events["asked/dc"]
    (entry,) = Calendar.from_ical(pages.file(event, date(2026, 4, 13))).walk("VEVENT")
    assert (str(entry["SUMMARY"]), entry.decoded("DTSTART")) == (title, date(2026, 4, 28))
    assert pages.file_name(event) == name
    assert dates(site, "dc", "2026-04-13", lang).entry == title
    other = site.deadlines.events["refused"]
    assert pages.file_name(other) == name.replace("-dc", "")


def test_outcome_of_a_row_leads_to_its_event(site: Site) -> None:
    """The packet of the outcome has the dates of the same row."""
    flow = site.flows["records/al"]
    outcome = flow.steps["number"]
    assert isinstance(outcome, Outcome)
    page = present(PacketPresenter, site).packet(arrive(flow, "number"), outcome)
    assert [event.title for event in page.dates] == ["Request in Alabama"]
    assert page.deadline
    assert page.deadline.href == "/en/deadlines/asked/al/"


def test_packet_has_rows_but_no_lists_of_rows(site: Site) -> None:
    """A list of rows is nothing that can be printed for one reader."""
    flow = site.flows["other"]
    outcome = flow.steps["end"]
    assert isinstance(outcome, Outcome)
    page = present(PacketPresenter, site).packet(arrive(flow, "end"), outcome)
    assert [event.title for event in page.dates] == ["Request in Alabama"]
    assert page.letters == ()
    assert [action.href for part in page.actions for action in part.items] == [
        "/en/deadlines/asked/",
        "/en/letters/request/",
        "/en/deadlines/asked/al/",
    ]


GOT = """\
  got:
    ask: When did the office get it?
    since: {days: [40], event: asked}
    unsure: late
    to: late
"""


def test_answer_about_a_date_opens_the_month_of_the_row(tmp_path: Path) -> None:
    """The date that a question asks for is the date of the event of the same row."""
    records = COUNTING.replace("start: late\nsteps:\n", f"start: got\nsteps:\n{GOT}")
    site = load_flows(write_events(tmp_path, records=records))
    flow = site.flows["records/nc"]
    question = flow.steps["got"]
    assert isinstance(question, Question)
    long_ago = [*question.answers][1]
    journey = replay(flow, {"got": long_ago, "late": "yes"})
    page = present(StepPresenter, site).step(journey)
    assert isinstance(page, OutcomePage)
    assert page.deadline
    # 40 days before November 23 is in October.
    assert page.deadline.href == "/en/deadlines/asked/nc/2026-10/"


def test_dates_of_one_row_look_up_the_days_off_of_all(site: Site) -> None:
    """How long a page takes does not reveal for which state someone counted before."""
    _office_days.cache_clear()
    dates(site, "al", "2026-04-13")
    looked_up = _office_days.cache_info().misses
    assert looked_up == 4  # Alabama, the District, North Carolina and the federal holidays
    for row in ROWS:
        dates(site, row, "2026-11-02")
    assert _office_days.cache_info().misses == looked_up


def test_search_finds_the_list_of_events(site: Site) -> None:
    """The events of the rows ask the same question, so only their list has a row of the index."""
    rows = json.loads(present(SearchIndexer, site, "es").index())["rows"]
    found = {row[2]: row[0] for row in rows if row[2].startswith("deadlines/")}
    assert found == {
        "deadlines/": "ES Count the days",
        "deadlines/asked/": "ES An office got my request",
        "deadlines/refused/": "ES When did it say no?",
    }
