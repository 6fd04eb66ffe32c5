"""Deadlines: counted as by hand, chosen by links, said with rule and source, and saved under titles that say nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from holidays import list_supported_countries
from icalendar import Calendar as File

from wizard import FlowError, create_app, load_flows
from wizard.check.readability import check_words
from wizard.engine.deadlines import (
    Calendar,
    due,
    selectable_range,
    working_day_before,
    working_days_after,
)
from wizard.loader.deadlines import STATES
from wizard.loader.site import check_folder
from wizard.model.deadlines import DeadlineRule
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
    """A client of the shipped site on a known day."""
    return create_app(shipped, lambda: TODAY).test_client()


def soup_of(client: FlaskClient, address: str, status: int = 200) -> BeautifulSoup:
    """The page at an address."""
    response = client.get(address)
    assert response.status_code == status, address
    return BeautifulSoup(response.text, "html.parser")


def rule_of(site: Site, event: str, count: int, unit: str) -> DeadlineRule:
    """The rule of an event that counts so many days."""
    assert site.deadlines is not None
    return next(
        rule
        for rule in site.deadlines.events[event].rules
        if (rule.count, rule.unit) == (count, unit)
    )


# Each line was counted with a pencil. "x" is a holiday that was left out, "|" is a weekend.
BY_HAND = [
    # Tu24=1 We25=2 x26 Fr27=3 | Mo30=4 Tu1=5 We2=6 Th3=7
    ("state-request", "2026-11-23", 7, "working", "2026-12-03", "2026-11-26"),
    # … Th3=7 Fr4=8
    ("state-request", "2026-11-23", 8, "working", "2026-12-04", "2026-11-26"),
    # … Fr4=8 | Mo7=9 Tu8=10 We9=11 Th10=12 Fr11=13 | Mo14=14
    ("state-request", "2026-11-23", 14, "working", "2026-12-14", "2026-11-26"),
    # From a Saturday: | Mo23=1 Tu24=2 We25=3 x26 Fr27=4 | Mo30=5 Tu1=6 We2=7
    ("state-request", "2026-11-21", 7, "working", "2026-12-02", "2026-11-26"),
    # From a holiday: Fr27=1 | Mo30=2 Tu1=3 We2=4 Th3=5 Fr4=6 | Mo7=7
    ("state-request", "2026-11-26", 7, "working", "2026-12-07", ""),
    # A holiday right after: x26 Fr27=1 | Mo30=2 Tu1=3 We2=4 Th3=5 Fr4=6 | Mo7=7
    ("state-request", "2026-11-25", 7, "working", "2026-12-07", "2026-11-26"),
    # Over the year's end: Th24=1 x25 | Mo28=2 Tu29=3 We30=4 Th31=5 x1 | Mo4=6 Tu5=7
    ("state-request", "2026-12-23", 7, "working", "2027-01-05", "2026-12-25 2027-01-01"),
    # Two holidays on Saturdays, kept on Fridays: Th23=1 x24 | Mo27=2 Tu28=3 We29=4 Th30=5 x31 | Mo3=6 Tu4=7
    ("state-request", "2027-12-22", 7, "working", "2028-01-04", "2027-12-24 2027-12-31"),
    # The state's last Monday of April: Tu21=1 We22=2 Th23=3 Fr24=4 | x27 Tu28=5 We29=6 Th30=7
    ("state-request", "2026-04-20", 7, "working", "2026-04-30", "2026-04-27"),
    # July 4 on a Saturday, kept on Friday: Tu30=1 We1=2 Th2=3 x3 | Mo6=4 Tu7=5 We8=6 Th9=7
    ("state-request", "2026-06-29", 7, "working", "2026-07-09", "2026-07-03"),
    # July 4 on a Sunday, kept on Monday: | x5 Tu6=1 We7=2 Th8=3 Fr9=4 | Mo12=5 Tu13=6 We14=7
    ("state-request", "2027-07-02", 7, "working", "2027-07-14", "2027-07-05"),
    # June 19, which the list has for Mississippi: Tu16=1 We17=2 Th18=3 x19 | Mo22=4 Tu23=5 We24=6 Th25=7
    ("state-request", "2026-06-15", 7, "working", "2026-06-25", "2026-06-19"),
    # The state works on October 12: Mo5-Fr9=5 | Mo12-Fr16=10 | Mo19=11 Tu20=12 We21=13 Th22=14
    ("state-request", "2026-10-02", 14, "working", "2026-10-22", ""),
    # The federal offices do not: Mo5-Fr9=5 | x12 Tu13-Fr16=9 | Mo19-Fr23=14 | Mo26-Fr30=19 | Mo2=20
    ("federal-request", "2026-10-02", 20, "working", "2026-11-02", "2026-10-12"),
    # … Tu3-Fr6=24 | Mo9=25 Tu10=26 x11 Th12=27 Fr13=28 | Mo16=29 Tu17=30
    ("federal-request", "2026-10-02", 30, "working", "2026-11-17", "2026-10-12 2026-11-11"),
    # But they work on the last Monday of April: Tu21-Fr24=4 | Mo27-Fr1=9 | 4-8=14 | 11-15=19 | Mo18=20
    ("federal-request", "2026-04-20", 20, "working", "2026-05-18", ""),
    # Tu24 We25 x26 Fr27=3 | 30-4=8 | 7-11=13 | 14-18=18 | 21-24=22 x25 | 28-31=26 x1 | 4-8=31 | 11-15=36 | x18
    # 19-22=40 | 25-29=45 | 1-5=50 | 8-12=55 | x15 16-19=59 | 22-26=64 | 1-5=69 | 8-12=74 | 15-19=79 | 22-26=84
    # | 29-2=89 | Mo5=90
    (
        "federal-answer",
        "2026-11-23",
        90,
        "working",
        "2027-04-05",
        "2026-11-26 2026-12-25 2027-01-01 2027-01-18 2027-02-15",
    ),
    # Every day counts: 24-30 Nov=7, Dec=38, Jan 22=60, a Friday
    ("federal-answer", "2026-11-23", 60, "calendar", "2027-01-22", ""),
    # … Jan=69, Feb 21=90, a Sunday
    ("federal-answer", "2026-11-23", 90, "calendar", "2027-02-21", ""),
    # 26-30 Nov=5, Dec 25=30
    ("ready", "2026-11-25", 30, "calendar", "2026-12-25", ""),
    # 27-31 Dec=5, Jan 25=30, a Monday
    ("ready", "2026-12-26", 30, "calendar", "2027-01-25", ""),
    # Leap year: Jan 31=1, Feb 29=30
    ("ready", "2028-01-30", 30, "calendar", "2028-02-29", ""),
]


@pytest.mark.parametrize(("event", "start", "count", "unit", "expected", "skipped"), BY_HAND)
def test_the_count_is_the_one_by_hand(
    shipped: Site, event: str, start: str, count: int, unit: str, expected: str, skipped: str
) -> None:
    """The shipped rules, over holidays, weekends and years' ends; the holidays left out are named."""
    assert shipped.deadlines is not None
    found = due(
        rule_of(shipped, event, count, unit), date.fromisoformat(start), shipped.deadlines.state
    )
    assert found.day.isoformat() == expected
    assert " ".join(day.isoformat() for day in found.skipped) == skipped


@pytest.mark.parametrize(
    ("start", "count", "day", "safe"),
    [
        ("2026-11-25", 30, "2026-12-25", "2026-12-24"),  # Christmas on a Friday: Thursday
        (
            "2026-12-19",
            30,
            "2027-01-18",
            "2027-01-15",
        ),  # a Monday that is a holiday: the Friday before
        (
            "2027-11-25",
            30,
            "2027-12-25",
            "2027-12-23",
        ),  # a Saturday, and its Friday is kept as the holiday: Thursday
        ("2026-11-26", 30, "2026-12-26", "2026-12-24"),  # a Saturday after a holiday: Thursday
        ("2026-12-26", 30, "2027-01-25", None),  # a plain Monday
    ],
)
def test_a_calendar_day_off_keeps_its_date_and_names_a_safe_one(
    shipped: Site, start: str, count: int, day: str, safe: str | None
) -> None:
    """We move no deadline; we say which working day comes before it."""
    found = due(rule_of(shipped, "ready", count, "calendar"), date.fromisoformat(start), "MS")
    assert found.day.isoformat() == day
    assert (found.safe.isoformat() if found.safe else None) == safe


def test_counting_forth_and_back() -> None:
    """One working day after a Friday is Monday, one before a Monday is Friday; federal where no state is named."""
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)
    assert working_days_after(friday, 1, Calendar("MS")) == monday
    assert working_day_before(monday, Calendar("MS")) == friday
    assert Calendar().is_holiday(date(2026, 10, 12))
    assert not Calendar("MS").is_holiday(date(2026, 10, 12))


def test_the_span_survives_a_leap_day() -> None:
    """Two years back, one ahead, also from February 29."""
    assert selectable_range(TODAY) == (date(2024, 11, 23), date(2027, 11, 23))
    assert selectable_range(date(2028, 2, 29)) == (date(2026, 2, 28), date(2029, 2, 28))


def test_every_shipped_rule_says_what_it_rests_on(shipped: Site) -> None:
    """A claim with its source, or a note that is shown as no law."""
    assert shipped.deadlines is not None
    assert list(shipped.deadlines.events) == [
        "state-request",
        "ready",
        "federal-request",
        "federal-answer",
    ]
    for event in shipped.deadlines.events.values():
        for rule in event.rules:
            assert rule.claims or rule.note, rule.label
            assert all(claim.cite for claim in rule.claims), rule.label


def step_by_link(client: FlaskClient, soup: BeautifulSoup, says: str) -> BeautifulSoup:
    """The page behind the one link whose text, as read aloud, ends in some words."""
    links = [
        link
        for link in soup.select("#step a")
        if " ".join(link.get_text(" ").split()).endswith(says)
    ]
    assert len(links) == 1, says
    return soup_of(client, str(links[0]["href"]))


def test_links_alone_lead_from_what_happened_to_the_dates(client: FlaskClient) -> None:
    """Four pages, no field to fill in, and the dates with their rule, level and source."""
    soup = soup_of(client, "/en/deadlines/")
    soup = step_by_link(client, soup, "A Mississippi office got my records request")
    soup = step_by_link(client, soup, "October 2026")
    soup = step_by_link(client, soup, "November 2026")
    soup = step_by_link(client, soup, "Monday, November 23, 2026")
    assert not soup.select("form, input, textarea, select")
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
    first, second, third = soup.select(".dates > li")
    assert first.select(".claims > li.law > b")
    assert "§ 25-61-5" in first.get_text()
    assert "5-1.2" in first.get_text()
    assert "Holidays left out here: November 26, 2026." in first.get_text()
    assert not second.select(".claims")
    assert "A practical note, not the law" in second.get_text()
    assert "unless you agree" in third.get_text()
    assert "closed by order" in message
    assert "We do not know those days" in message


def test_a_date_on_a_day_off_comes_with_its_safe_date(client: FlaskClient) -> None:
    """On the page in words, in the file as the entry."""
    soup = soup_of(client, "/en/deadlines/ready/2026-11-25/")
    assert [str(time["datetime"]) for time in soup.select("time")] == ["2026-12-25"]
    assert "The safe date is Thursday, December 24, 2026." in soup.get_text()
    assert entries(client, "/en/deadlines/ready/2026-11-25/dates.ics") == [date(2026, 12, 24)]


def test_days_and_months_begin_with_a_capital_where_they_stand_alone(client: FlaskClient) -> None:
    """Spanish writes them small within a sentence."""
    dates = client.get("/es/deadlines/ready/2026-11-20/").text
    assert "Contamos desde el viernes, 20 de noviembre de 2026." in dates
    assert re.findall(r"<h2><time[^>]*>([^<]*)</time></h2>", dates) == [
        "Domingo, 20 de diciembre de 2026"
    ]
    month = client.get("/es/deadlines/ready/2026-11/").text
    assert "<caption>Noviembre de 2026</caption>" in month
    assert '<span class="hidden">Viernes, 20 de noviembre de 2026</span>' in month


def test_every_event_names_its_own_first_day(client: FlaskClient, shipped: Site) -> None:
    """Receipt, readiness and answer are told apart on every page of dates."""
    assert shipped.deadlines is not None
    said = {event.says for event in shipped.deadlines.events.values()}
    assert len(said) == 4
    for event in shipped.deadlines.events.values():
        text = soup_of(client, f"/en/deadlines/{event.id}/2026-11-23/").get_text()
        assert event.says in text
        assert not any(other in text for other in said - {event.says})


def test_the_month_is_a_table_that_can_be_heard(client: FlaskClient) -> None:
    """A caption, seven column headings, and every day under its whole date, in its own place."""
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


@pytest.mark.parametrize("when", ["2024-11-23", "2026-02-28", "2027-11-23", "2024-11", "2027-11"])
def test_days_and_months_within_the_span_work(client: FlaskClient, when: str) -> None:
    """The ends included, typed or followed."""
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
        ("2024-11-22", "This date is too far away"),
        ("2027-11-24", "This date is too far away"),
        ("0001-01-01", "This date is too far away"),
        ("9999-12-31", "This date is too far away"),
        ("2024-10", "This date is too far away"),
        ("2027-12", "This date is too far away"),
    ],
)
@pytest.mark.parametrize("file", ["", "dates.ics"])
def test_a_wrong_day_is_explained(client: FlaskClient, when: str, heading: str, file: str) -> None:
    """404 with what is wrong, what works, and a link to choose again; never listed, never kept for long."""
    response = client.get(f"/en/deadlines/ready/{when}/{file}")
    soup = soup_of(client, f"/en/deadlines/ready/{when}/{file}", 404)
    assert soup.h1 is not None
    assert soup.h1.get_text() == heading
    assert "Dates from November 23, 2024 to November 23, 2027 work." in soup.get_text()
    assert soup.select('#step a[href="/en/deadlines/ready/"]')
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_months_at_the_ends_lead_no_further(client: FlaskClient) -> None:
    """No link leads to a day or month that would not work."""
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
def test_an_unknown_event_is_not_found(client: FlaskClient, address: str) -> None:
    """A plain 404."""
    assert client.get(f"/en/deadlines/{address}").status_code == 404
    assert client.get("/xx/deadlines/").status_code == 404


def test_the_clock_is_read_for_each_page_and_changes_no_dates(shipped: Site) -> None:
    """The months move with the day; what follows from a day does not."""
    days = [TODAY]
    client = create_app(shipped, lambda: days[0]).test_client()
    months, dates = (client.get(f"/en/deadlines/ready/{when}").text for when in ("", "2026-11-23/"))
    days[0] = date(2027, 1, 1)
    assert client.get("/en/deadlines/ready/2026-11-23/").text == dates
    later = client.get("/en/deadlines/ready/").text
    assert later != months
    assert re.findall(r"deadlines/ready/([\d-]+)/", later) == [
        "2027-01",
        "2026-12",
        "2026-11",
        "2026-10",
        "2026-09",
        "2026-08",
    ]


@pytest.mark.parametrize(
    ("address", "cache", "robots"),
    [
        ("", "public, max-age=300, stale-while-revalidate=86400", None),
        ("ready/", "public, max-age=300", None),
        ("ready/2026-11/", "public, max-age=300", "noindex"),
        ("ready/2026-11-23/", "no-store", "noindex, noarchive, nosnippet"),
        ("ready/2026-11-23/dates.ics", "no-store", "noindex, noarchive, nosnippet"),
    ],
)
def test_pages_are_kept_no_longer_than_they_hold(
    client: FlaskClient, address: str, cache: str, robots: str | None
) -> None:
    """What depends on the day is kept for minutes, what a reader chose not at all; chosen days are not listed."""
    response = client.get(f"/en/deadlines/{address}")
    assert response.headers["Cache-Control"] == cache
    assert response.headers.get("X-Robots-Tag") == robots
    assert "Set-Cookie" not in response.headers


def entries(client: FlaskClient, address: str) -> list[date]:
    """The days of a calendar file, each checked to be a whole day under a title that says nothing."""
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="dates.ics"'
    file = File.from_ical(response.data)
    assert not file.errors
    found, ids = [], set()
    for entry in file.walk("VEVENT"):
        assert str(entry["SUMMARY"]) == "Date to check on a letter"
        assert set(entry) == {"SUMMARY", "DTSTART", "DTSTAMP", "UID", "CLASS", "TRANSP"}
        assert entry.decoded("DTSTAMP").date() == entry.decoded("DTSTART")
        found.append(entry.decoded("DTSTART"))
        assert type(found[-1]) is date
        ids.add(str(entry["UID"]))
    assert len(ids) == len(found)
    return found


def test_the_file_holds_the_dates_and_nothing_else(client: FlaskClient) -> None:
    """All-day entries, each day once, a safe date in place of a day off, and not a word on the matter."""
    address = "/en/deadlines/federal-answer/2026-11-23/dates.ics"
    # Two rules end on April 5; February 21 is a Sunday.
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


def test_the_file_is_the_same_each_time(client: FlaskClient, shipped: Site) -> None:
    """The same address gives the same bytes, in another process and on another day too."""
    address = "/en/deadlines/state-request/2026-11-23/dates.ics"
    other = create_app(shipped, lambda: date(2027, 6, 1)).test_client()
    assert client.get(address).data == client.get(address).data == other.get(address).data


def test_titles_and_addresses_of_these_pages_say_little(client: FlaskClient) -> None:
    """A shared phone's history lists them."""
    for address in ("", "federal-answer/", "federal-answer/2026-11/", "federal-answer/2026-11-23/"):
        soup = soup_of(client, f"/en/deadlines/{address}")
        assert soup.title is not None
        assert len(soup.title.get_text()) <= 70
        assert not re.search(
            r"\b(ice|immigra\w*|deport\w*|homeland)\b",
            soup.title.get_text() + address,
            re.IGNORECASE,
        )


def test_outcomes_lead_here_and_every_page_has_the_link(client: FlaskClient) -> None:
    """Where an outcome tells the reader to count, a link does it."""
    for step, event in [
        ("state-late", "state-request"),
        ("collect", "ready"),
        ("federal-late", "federal-request"),
        ("federal-appeal", "federal-answer"),
    ]:
        soup = soup_of(client, f"/en/request-my-records/{step}/")
        assert soup.select(f'.deeds a[href="/en/deadlines/{event}/"]'), step
        assert soup.select('footer a[href="/en/deadlines/"]')


def test_without_the_file_there_are_no_pages_and_no_link(write: Write) -> None:
    """The file is optional."""
    site = load_flows(write(guide=FLOW.replace("TARGET", "https://example.org/"), claims=CLAIMS))
    client = create_app(site, lambda: TODAY).test_client()
    assert "deadlines" not in client.get("/en/").text
    for address in ("", "sent/", "sent/2026-11/", "sent/2026-11-23/", "sent/2026-11-23/dates.ics"):
        assert client.get(f"/en/deadlines/{address}").status_code == 404


@pytest.mark.parametrize("target", ["deadlines/", "deadlines/sent"])
def test_flows_can_lead_to_deadlines(write: Write, target: str) -> None:
    """From an outcome's action, and from an answer."""
    asking = (
        "title: B\nstart: ask\nsteps:\n  ask: {ask: Count now?, yes: TARGET, no: guide/end, unsure: end}\n"
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


BROKEN = [
    (
        "count: 7",
        "cuont: 7",
        '10:28: a date of event "sent" has no key "cuont". Did you mean "count"?',
    ),
    ("count: 7", "cuont: 7", '10:9: a date of event "sent" is missing "count"'),
    (
        "count: 7",
        "count: 0",
        '10:35: "count" of a date of event "sent" must be a number of days from 1 to 366, not "0"',
    ),
    ("count: 7", "count: 367", 'must be a number of days from 1 to 366, not "367"'),
    ("count: 7", "count: a week", 'must be a number of days from 1 to 366, not "a week"'),
    (
        "unit: working",
        "unit: workng",
        '10:44: "unit" of a date of event "sent" cannot be "workng". Did you mean "working"?',
    ),
    (
        "calendar: state",
        "calendar: moon",
        '"calendar" of a date of event "sent" cannot be "moon". Use one of "state", "federal".',
    ),
    ("[one]", "[two]", '10:79: there is no claim "two" in claims.yaml.'),
    (", claims: [one]", "", '10:9: a date of event "sent" has no basis'),
    ("state: MS\n", "", '9:9: calendar "state" requires a top-level "state:"'),
    ("state: MS", "state: XX", '2:8: "state" of deadlines cannot be "XX".'),
    ("    ask: When did you send it?\n", "", 'event "sent" is missing "ask"'),
    ("    says: The day", "    start: The day", 'event "sent" has no key "start".'),
    ("  sent:", "  Sent It:", '4:3: "Sent It" cannot be the id of an event'),
    ("title: Count the days\n", "", 'deadlines is missing "title"'),
    (
        "      - {label: Ask again",
        "      [] #",
        'event "sent" has no dates; add at least one',
    ),
    (
        "title: Letter sent",
        "title: Deport sent",
        '"deport*" is a word that titles, ids and questions must not hold',
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), BROKEN)
def test_a_broken_file_is_reported_with_its_place(
    write: Write, old: str, new: str, message: str
) -> None:
    """Every slip has a problem at its place."""
    assert old in DEADLINES
    site = "words: [deport*]\n"
    folder = write(
        guide=FLOW.replace("TARGET", "deadlines/"),
        claims=CLAIMS,
        deadlines=DEADLINES.replace(old, new),
        site=site,
    )
    with pytest.raises(FlowError) as caught:
        load_flows(folder)
    assert any(message in str(each) for each in caught.value.problems)
    assert all(each.location.file.endswith("deadlines.yaml") for each in caught.value.problems)


def test_a_target_that_is_no_event_is_reported(write: Write) -> None:
    """With the nearest one, or as unknown where there is no such file at all."""
    folder = write(
        guide=FLOW.replace("TARGET", "deadlines/snet"), claims=CLAIMS, deadlines=DEADLINES
    )
    _, problems = check_folder(folder)
    assert [
        'leads to "snet"' in str(each) and 'Did you mean "sent"?' in str(each) for each in problems
    ] == [True]
    (folder / "deadlines.yaml").unlink()
    _, problems = check_folder(folder)
    assert ["but there is no deadlines.yaml" in str(each) for each in problems] == [True]


def test_no_flow_can_take_the_name(write: Write) -> None:
    """deadlines.yaml is never read as a flow."""
    folder = write(guide=FLOW.replace("TARGET", "deadlines/"), claims=CLAIMS, deadlines=FLOW)
    _, problems = check_folder(folder)
    assert any('deadlines has no key "steps"' in str(each) for each in problems)


def test_the_words_of_the_file_are_looked_at(write: Write) -> None:
    """Long sentences are found here as in flows."""
    long = "The day " + "and the day " * 9
    folder = write(
        guide=FLOW.replace("TARGET", "deadlines/"),
        claims=CLAIMS,
        deadlines=DEADLINES.replace("The day you sent it.", long),
    )
    found = check_words(load_flows(folder), "en", str)
    assert ['a sentence in "says" of event "sent"' in str(each) for each in found] == [True]


def test_the_states_that_can_be_named_are_those_of_the_library() -> None:
    """No code is refused whose holidays are known, and none taken whose are not."""
    assert list(STATES) == list_supported_countries()["US"]
