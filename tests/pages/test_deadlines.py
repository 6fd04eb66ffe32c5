"""Deadline pages are chosen by links, cite rule and source, and have titles that reveal nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from icalendar import Calendar as File

from tests.engine.mississippi import CALENDAR
from wizard import create_app, load_flows
from wizard.check.readability import check_words
from wizard.model.deadlines import HolidayCalendar
from wizard.model.site import Site

Write = Callable[..., Path]
TODAY = date(2026, 11, 23)  # a Monday

FLOW = """title: A guide
start: end
steps:
  end:
    outcome: The end
    claims: [one]
    next: [{label: Count, to: TARGET}]
"""
CLAIMS = "one: {level: unknown, text: We know.}\n"
DEADLINES = """title: Count the days
state: MS
events:
  sent:
    title: Letter sent
    label: I sent a letter
    ask: When did you send it?
    says: The day you sent it.
    dates:
      - {label: Ask again, count: 7, unit: working, calendar: state, claims: [one]}
"""


@pytest.fixture
def client(shipped: Site) -> FlaskClient:
    """Return a client of the shipped site on a known date."""
    return create_app(shipped, lambda: TODAY).test_client()


def soup_of(client: FlaskClient, address: str, status: int = 200) -> BeautifulSoup:
    """Return the page at a URL."""
    response = client.get(address)
    assert response.status_code == status, address
    return BeautifulSoup(response.text, "html.parser")


def test_shipped_rules_have_a_claim_or_a_note(shipped: Site) -> None:
    """Each rule has claims with their sources, or a note that is not shown as law."""
    assert shipped.deadlines is not None
    assert list(shipped.deadlines.events) == [
        *("state-request", "ready", "ethics-answer", "moved", "crime-record"),
        *("federal-request", "federal-answer", "federal-fix"),
    ]
    for event in shipped.deadlines.events.values():
        for rule in event.rules:
            assert rule.claims or rule.note, rule.label
            assert all(claim.cite for claim in rule.claims), rule.label


def step_by_link(client: FlaskClient, soup: BeautifulSoup, says: str) -> BeautifulSoup:
    """Return the page of the one link whose text, as read aloud, ends in these words."""
    links = [
        link
        for link in soup.select("#step a")
        if " ".join(link.get_text(" ").split()).endswith(says)
    ]
    assert len(links) == 1, says
    return soup_of(client, str(links[0]["href"]))


def test_dates_are_reached_by_links_alone(client: FlaskClient) -> None:
    """It takes four pages at most and no field, and each date comes with its rule and source."""
    soup = soup_of(client, "/en/deadlines/")
    soup = step_by_link(client, soup, "A Mississippi office got my records request")
    soup = step_by_link(client, soup, "October 2026")
    soup = step_by_link(client, soup, "November 2026 ›")
    soup = step_by_link(client, soup, "Monday, November 23, 2026")
    assert not soup.select("form, input:not([readonly]), textarea, select")
    text = soup.select_one("#step")
    assert text is not None
    message = " ".join(text.get_text(" ").split())
    assert "We count from Monday, November 23, 2026" in message
    assert "the day the Mississippi office got your request" in message
    assert [str(time["datetime"]) for time in soup.select("time")] == [
        "2026-12-03",
        "2026-12-04",
        "2026-12-14",
    ]
    assert [item.get_text(" ", strip=True) for item in soup.select(".days > li")] == [
        "3 Dec The office should answer by this day Thursday, working day 7.",
        "4 Dec Send a polite reminder Friday, working day 8. Our tip, not the law.",
        "14 Dec The last day if the office needs more time Monday, working day 14.",
    ]
    assert [bool(item.get("class")) for item in soup.select(".days > li")] == [False, True, False]
    first, second, third = soup.select("#rules + .proof > details")
    assert [date.has_attr("open") for date in (first, second, third)] == [True, False, False]
    assert first.select(".known.strength-4")
    assert "§ 25-61-5" in first.get_text()
    assert "5-1.2" in first.get_text()
    assert "We skipped these holidays: November 26, 2026 (Thanksgiving)." in first.get_text()
    closing = "The office may also be closed on: November 27, 2026 (the day after Thanksgiving)."
    assert message.count(f"{closing} Then the last day can be later.") == 1
    assert message.count("may also be closed on") == 1
    assert not second.select(".claims")
    assert "Our tip (the law does not set this):" in second.get_text()
    assert "unless you agree" in third.get_text()
    assert "An office can also close on other days" in message
    assert "public list" not in message


def test_dates_cite_the_law_on_holidays(client: FlaskClient) -> None:
    """The page has the claims on the days off with their level and source."""
    soup = soup_of(client, "/en/deadlines/state-request/2026-11-23/")
    groups = soup.select('section[aria-labelledby="closed"] .known')
    assert [str(group["class"][-1]) for group in groups] == ["strength-4", "strength-2"]
    claims = soup.select('section[aria-labelledby="closed"] .claims > li')
    assert "§ 3-3-7" in claims[0].get_text()
    assert "day after Thanksgiving" in claims[2].get_text()
    # Nothing is skipped and the office is surely open on the last day, so there is nothing to cite.
    soup = soup_of(client, "/en/deadlines/ready/2026-11-23/")
    assert not soup.select('section[aria-labelledby="closed"]')
    # Federal days come from a list, and the page says so.
    soup = soup_of(client, "/en/deadlines/federal-request/2026-11-23/")
    assert not soup.select('section[aria-labelledby="closed"]')
    assert "public list" in soup.get_text()


@pytest.mark.parametrize(
    ("event", "start", "expected"),
    [
        # Neither June 19 nor July 3, 2026 is a holiday of the state.
        ("state-request", "2026-06-15", "2026-06-24 2026-06-25 2026-07-03"),
        ("ready", "2026-11-23", "2026-12-23"),
        ("ethics-answer", "2026-11-23", "2026-12-07"),
        ("moved", "2026-11-23", "2026-12-23"),
        ("crime-record", "2026-11-23", "2026-12-23"),
        # Juneteenth is a federal holiday.
        ("federal-request", "2026-06-15", "2026-07-15 2026-07-29"),
        ("federal-answer", "2026-11-23", "2027-01-22 2027-02-21 2027-04-05"),
        ("federal-fix", "2026-11-23", "2026-12-08"),
    ],
)
def test_dates_of_each_event_are_those_counted_by_hand(
    client: FlaskClient, event: str, start: str, expected: str
) -> None:
    """Each event counts its own days in its own calendar."""
    soup = soup_of(client, f"/en/deadlines/{event}/{start}/")
    assert " ".join(str(time["datetime"]) for time in soup.select("time")) == expected


def test_shipped_holidays_are_those_of_the_tests(shipped: Site) -> None:
    """The list of the guide has the days, moves and closings that were worked out by hand."""
    assert shipped.deadlines is not None
    calendar = shipped.deadlines.state
    assert isinstance(calendar, HolidayCalendar)
    assert [each.on for each in calendar.holidays] == [each.on for each in CALENDAR.holidays]
    assert [each.on for each in calendar.closings] == [each.on for each in CALENDAR.closings]
    assert calendar.moves == CALENDAR.moves


def test_dates_on_day_off_come_with_safe_date(client: FlaskClient) -> None:
    """The page names the safe date in words, and the file has it in place of the other."""
    soup = soup_of(client, "/en/deadlines/ready/2026-11-25/")
    assert [str(time["datetime"]) for time in soup.select("time")] == ["2026-12-25"]
    # Not December 24, when the office may be closed.
    assert "The safe date is Wednesday, December 23, 2026." in soup.get_text()
    assert entries(client, "/en/deadlines/ready/2026-11-25/dates.ics") == [date(2026, 12, 23)]


def test_spanish_dates_have_capital_only_if_alone(client: FlaskClient) -> None:
    """Spanish days and months are lower case within a sentence."""
    dates = client.get("/es/deadlines/ready/2026-11-20/").text
    assert "Fecha de inicio: viernes, 20 de noviembre de 2026." in dates
    assert "Fecha segura: viernes, 18 de diciembre de 2026." in dates
    assert "<summary>Domingo, 20 de diciembre de 2026</summary>" in dates
    assert not re.search(r"\bel (lunes|martes|miércoles|jueves|viernes|sábado|domingo),", dates)
    month = client.get("/es/deadlines/ready/2026-11/").text
    assert "<caption>Noviembre de 2026</caption>" in month
    assert '<span class="hidden">Viernes, 20 de noviembre de 2026</span>' in month


def test_every_event_names_its_own_start(client: FlaskClient, shipped: Site) -> None:
    """Each page says whether the count starts at receipt, readiness or answer."""
    assert shipped.deadlines is not None
    said = {event.says for event in shipped.deadlines.events.values()}
    assert len(said) == len(shipped.deadlines.events)
    for event in shipped.deadlines.events.values():
        text = soup_of(client, f"/en/deadlines/{event.id}/2026-11-23/").get_text()
        assert event.says in text
        assert not any(other in text for other in said - {event.says})


def test_month_is_an_accessible_table(client: FlaskClient) -> None:
    """It has a caption and seven column headings, and names every day by its full date."""
    soup = soup_of(client, "/en/deadlines/ready/2026-11/")
    table = soup.select_one("table")
    assert isinstance(table, Tag)
    assert table.caption is not None
    assert table.caption.get_text() == "November 2026"
    heads = table.select('thead th[scope="col"]')
    assert [head.select(".hidden")[0].get_text() for head in heads][:2] == ["Sunday", "Monday"]
    assert len(heads) == 7
    days = table.select("td a")
    assert len(days) == 30
    for link in days:
        whole, seen = (
            link.select(".hidden")[0].get_text(),
            link.select('[aria-hidden="true"]')[0].get_text(),
        )
        day = datetime.strptime(whole, "%A, %B %d, %Y").date()
        assert str(link["href"]) == f"/en/deadlines/ready/{day}/"
        assert seen == str(day.day)
        cell = link.find_parent("td")
        assert isinstance(cell, Tag)
        assert len(cell.find_previous_siblings("td")) == day.isoweekday() % 7
        assert "nofollow" in (link.get("rel") or [])


def test_today_is_marked_and_comes_first(client: FlaskClient) -> None:
    """It is one tap away, and it is marked in the month of each page."""
    soup = soup_of(client, "/en/deadlines/ready/")
    assert [link["href"] for link in soup.select(".answers a")] == [
        "/en/deadlines/ready/2026-11-23/",
        "/en/deadlines/ready/2026-11-22/",
    ]
    for address in ("/en/deadlines/ready/", "/en/deadlines/ready/2026-11/"):
        marked = soup_of(client, address).select('.month [aria-current="date"]')
        assert [link["href"] for link in marked] == ["/en/deadlines/ready/2026-11-23/"]
    assert not soup_of(client, "/en/deadlines/ready/2026-10/").select("[aria-current=date]")


@pytest.mark.parametrize("when", ["2024-11-23", "2026-02-28", "2027-11-23", "2024-11", "2027-11"])
def test_dates_and_months_in_range_work(client: FlaskClient, when: str) -> None:
    """The first and the last date of the range are in it."""
    soup_of(client, f"/en/deadlines/ready/{when}/")


@pytest.mark.parametrize(
    ("when", "heading"),
    [
        ("2026-02-30", "There is no such date"),
        ("2026-13", "There is no such date"),
        ("2026-00-01", "There is no such date"),
        ("2026-2-3", "There is no such date"),
        ("20261123", "There is no such date"),
        ("2026-W48-1", "There is no such date"),
        ("٢٠٢٦-١١-٢٣", "There is no such date"),
        ("tomorrow", "There is no such date"),
        ("{day}", "There is no such date"),
        ("2024-11-22", "This date is out of range"),
        ("2027-11-24", "This date is out of range"),
        ("0001-01-01", "This date is out of range"),
        ("9999-12-31", "This date is out of range"),
        ("2024-10", "This date is out of range"),
        ("2027-12", "This date is out of range"),
    ],
)
@pytest.mark.parametrize("file", ["", "dates.ics"])
def test_invalid_date_is_explained(client: FlaskClient, when: str, heading: str, file: str) -> None:
    """The 404 says what is wrong and which dates work, and has a link to choose again."""
    response = client.get(f"/en/deadlines/ready/{when}/{file}")
    soup = soup_of(client, f"/en/deadlines/ready/{when}/{file}", 404)
    assert soup.h1 is not None
    assert soup.h1.get_text() == heading
    assert "You can choose any date from November 23, 2024 to November 23, 2027." in soup.get_text()
    assert soup.select('#step a[href="/en/deadlines/ready/"]')
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_months_at_ends_of_range_link_no_further(client: FlaskClient) -> None:
    """No link goes to a date or month that would not work."""
    first, last = (
        soup_of(client, f"/en/deadlines/ready/{month}/") for month in ("2024-11", "2027-11")
    )
    assert not first.select('[rel="prev"]')
    assert first.select('[rel="next"]')
    assert [link.select("[aria-hidden]")[0].get_text() for link in first.select("td a")] == [
        *map(str, range(23, 31))
    ]
    assert last.select('[rel="prev"]')
    assert not last.select('[rel="next"]')
    assert [link.select("[aria-hidden]")[0].get_text() for link in last.select("td a")] == [
        *map(str, range(1, 24))
    ]


@pytest.mark.parametrize(
    "address", ["nope/", "nope/2026-11/", "nope/2026-11-23/", "nope/2026-11-23/dates.ics"]
)
def test_unknown_event_is_not_found(client: FlaskClient, address: str) -> None:
    """An unknown event or language is a 404."""
    assert client.get(f"/en/deadlines/{address}").status_code == 404
    assert client.get("/xx/deadlines/").status_code == 404


def test_clock_changes_months_but_not_dates(shipped: Site) -> None:
    """The months on offer follow the clock; the dates that follow from a date do not."""
    days = [TODAY]
    client = create_app(shipped, lambda: days[0]).test_client()
    months, dates = (client.get(f"/en/deadlines/ready/{when}").text for when in ("", "2026-11-23/"))
    # Before a source of these dates gets too old, which the page would say.
    days[0] = date(2026, 12, 1)
    assert client.get("/en/deadlines/ready/2026-11-23/").text == dates
    later = client.get("/en/deadlines/ready/").text
    assert later != months
    assert re.findall(r"deadlines/ready/(\d+-\d+)/", later) == [
        *("2026-11", "2027-01"),  # next to the dates of December
        *("2026-10", "2026-09", "2026-08", "2026-07"),
    ]
    assert re.findall(r"deadlines/ready/(\d+-\d+-\d+)/", later)[:2] == ["2026-12-01", "2026-11-30"]


@pytest.mark.parametrize(
    ("address", "cache", "robots"),
    [
        ("", "public, max-age=300, stale-while-revalidate=86400", None),
        ("ready/", "public, max-age=300", None),
        ("ready/2026-11/", "no-store", "noindex, noarchive, nosnippet"),
        ("ready/2026-11-23/", "no-store", "noindex, noarchive, nosnippet"),
        ("ready/2026-11-23/dates.ics", "no-store", "noindex, noarchive, nosnippet"),
    ],
)
def test_deadline_pages_are_cached_no_longer_than_valid(
    client: FlaskClient, address: str, cache: str, robots: str | None
) -> None:
    """Pages that depend on the clock are cached for minutes, a chosen month or date never."""
    response = client.get(f"/en/deadlines/{address}")
    assert response.headers["Cache-Control"] == cache
    assert response.headers.get("X-Robots-Tag") == robots
    assert "Set-Cookie" not in response.headers


def entries(client: FlaskClient, address: str) -> list[date]:
    """Return the dates of a calendar file, and check that its entries reveal nothing else."""
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="dates.ics"'
    file = File.from_ical(response.data)
    assert not file.errors
    found, ids = [], set()
    for entry in file.walk("VEVENT"):
        assert str(entry["SUMMARY"]) == "Check on your letter"
        assert set(entry) == {"SUMMARY", "DTSTART", "DTSTAMP", "UID", "CLASS", "TRANSP"}
        assert entry.decoded("DTSTAMP").date() == entry.decoded("DTSTART")
        found.append(entry.decoded("DTSTART"))
        assert type(found[-1]) is date
        ids.add(str(entry["UID"]))
    assert len(ids) == len(found)
    return found


def test_calendar_file_contains_dates_and_nothing_else(client: FlaskClient) -> None:
    """Each date is one all-day entry, and no word of the file says what it is about."""
    address = "/en/deadlines/federal-answer/2026-11-23/dates.ics"
    # February 21 is a Sunday.
    assert entries(client, address) == [date(2027, 1, 22), date(2027, 2, 19), date(2027, 4, 5)]
    assert entries(client, "/en/deadlines/state-request/2026-11-23/dates.ics") == [
        date(2026, 12, 3),
        date(2026, 12, 4),
        date(2026, 12, 14),
    ]
    text = client.get(address).text.lower()
    for word in (
        "federal",
        "request",
        "appeal",
        "record",
        "privacy act",
        "foia",
        "homeland",
        "mississippi",
        "11-23",
    ):
        assert word not in text


def test_calendar_file_is_the_same_each_time(client: FlaskClient, shipped: Site) -> None:
    """One URL gives the same bytes in another app and on another date."""
    address = "/en/deadlines/state-request/2026-11-23/dates.ics"
    other = create_app(shipped, lambda: date(2027, 6, 1)).test_client()
    assert client.get(address).data == client.get(address).data == other.get(address).data


def test_titles_and_urls_of_deadlines_reveal_little(client: FlaskClient) -> None:
    """The history of a shared phone lists them."""
    for address in ("", "federal-answer/", "federal-answer/2026-11/", "federal-answer/2026-11-23/"):
        soup = soup_of(client, f"/en/deadlines/{address}")
        assert soup.title is not None
        assert len(soup.title.get_text()) <= 70
        assert not re.search(
            r"\b(ice|immigra\w*|deport\w*|homeland)\b",
            soup.title.get_text() + address,
            re.IGNORECASE,
        )


def test_outcomes_and_footers_link_to_deadlines(client: FlaskClient) -> None:
    """An outcome that mentions a deadline links to its event."""
    for step, event in [
        ("state-late", "state-request"),
        ("collect", "ready"),
        ("federal-late", "federal-request"),
        ("federal-appeal", "federal-answer"),
    ]:
        soup = soup_of(client, f"/en/request-my-records/{step}/")
        assert soup.select(f'.deeds a[href="/en/deadlines/{event}/"]'), step
        assert soup.select('footer a[href="/en/deadlines/"]')


def test_site_without_deadlines_has_no_deadline_pages(write: Write) -> None:
    """Without deadlines.yaml its pages are 404, and no page links to them."""
    site = load_flows(write(guide=FLOW.replace("TARGET", "https://example.org/"), claims=CLAIMS))
    client = create_app(site, lambda: TODAY).test_client()
    assert "deadlines" not in client.get("/en/").text
    for address in ("", "sent/", "sent/2026-11/", "sent/2026-11-23/", "sent/2026-11-23/dates.ics"):
        assert client.get(f"/en/deadlines/{address}").status_code == 404


@pytest.mark.parametrize(("calendar", "shown"), [("TX", True), ("federal", False)])
def test_page_says_that_list_of_a_state_was_not_checked(
    write: Write, calendar: str, shown: bool
) -> None:
    """It is among what can change the dates, and only if a date depends on such a list."""
    folder = write(
        guide=FLOW.replace("TARGET", "deadlines/"),
        claims=CLAIMS,
        deadlines=DEADLINES.replace("calendar: state", f"calendar: {calendar}"),
    )
    client = create_app(load_flows(folder), lambda: TODAY).test_client()
    section = soup_of(client, "/en/deadlines/sent/2026-11-23/").select_one(
        "[aria-labelledby=change]"
    )
    assert section
    text = section.get_text()
    assert ("We also did not check the list against the law of TX." in text) == shown
    assert "Some holidays come from a public list" in text


@pytest.mark.parametrize("target", ["deadlines/", "deadlines/sent"])
def test_actions_and_answers_can_target_deadlines(write: Write, target: str) -> None:
    """An outcome's action and an answer can link there."""
    asking = (
        "title: B\nstart: ask\nsteps:\n"
        "  ask: {ask: Count now?, yes: TARGET, no: guide/end, unsure: end}\n"
        "  end: {outcome: Later, claims: [one]}\n"
    )
    texts = {"guide": FLOW, "other": asking}
    folder = write(
        **{name: text.replace("TARGET", target) for name, text in texts.items()},
        claims=CLAIMS,
        deadlines=DEADLINES,
    )
    client = create_app(load_flows(folder), lambda: TODAY).test_client()
    there = f"/en/{target.rstrip('/')}/"
    assert f'href="{there}"' in client.get("/en/guide/end/").text
    assert f'href="{there}"' in client.get("/en/other/ask/").text
    assert client.get("/en/other/ask/?ask=yes").location in (None, there)


def test_check_words_reads_deadlines(write: Write) -> None:
    """Long sentences are reported here as in flows."""
    long = "The day " + "and the day " * 9
    folder = write(
        guide=FLOW.replace("TARGET", "deadlines/"),
        claims=CLAIMS,
        deadlines=DEADLINES.replace("The day you sent it.", long),
    )
    found = check_words(load_flows(folder), "en", str)
    assert ['a sentence in "says" of event "sent"' in str(each) for each in found] == [True]
