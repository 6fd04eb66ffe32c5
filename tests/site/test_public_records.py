"""What the pages of the public-records guide say of each place is what the research says.

Every number on a page is recomputed from the tables, in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.conftest import ROOT
from tests.loader.cell_mutants import Guide
from tests.site.claims_on_pages import Page
from tests.site.researched_rows import Research, Row, spaced
from wizard import create_app, load_flows
from wizard.engine.united_states import country_holidays
from wizard.model.flow import Question, edges
from wizard.model.site import Site

# One process renders all pages once. It takes too long for `make test`.
pytestmark = pytest.mark.e2e

FOLDER = ROOT / "examples/public-records"
TODAY = date(2026, 11, 30)
LANGUAGES = ("en", "es")
RESEARCH = Research(FOLDER)
CODES = [*RESEARCH.rows]

_DAY = r"\w+, (?:\w+ \d+, \d{4}|\d+ de \w+ de \d{4})"

# What pages say with numbers that are of no row: how much there is on the page, and dates.
_INTERFACE = re.compile(
    r"\d+ (?:sources?|fuentes?)"
    r"|.* \d+ (?:points|puntos)"
    r"|See what fits you: answer \d+ questions|Vea qué se aplica a usted: responda \d+ preguntas"
    r"|(?:Question|Pregunta) 1 (?:of|de) (?:about |unas )?\d+"
    r"|\d+ (?:more points?|puntos? más) .*"
    r"|\d+|" + _DAY
)


@cache
def site() -> Site:
    """Return the site of the guide."""
    return load_flows(FOLDER)


@cache
def client() -> FlaskClient:
    """Return a client of its pages."""
    return create_app(site(), lambda: TODAY).test_client()


@cache
def page(url: str) -> Page:
    """Return a page."""
    response = client().get(url)
    assert response.status_code == 200, url
    return Page(url, response.text)


def pages(code: str, language: str) -> list[Page]:
    """Return every page of a row in a language: its steps, letters and dates."""
    paths = [f"records/{code}/{step}" for step in site().flows[f"records/{code}"].steps]
    paths += _ids("letters", code)
    paths += [f"{event}/{TODAY}" for event in _ids("deadlines", code)]
    return [page(f"/{language}/{path}/") for path in (f"records/{code}", *paths)]


def _ids(area: str, code: str) -> list[str]:
    """Return the paths of the letters or events of a row."""
    return [index.path_of(code) for index in site().indexes.values() if index.id.startswith(area)]


def test_guide_has_a_flow_letters_and_dates_for_each_place() -> None:
    """There are 51, and each has a list."""
    assert len(CODES) == 51
    assert [*site().tables["states"].rows] == CODES
    assert sorted(site().indexes) == [
        "deadlines/asked",
        "deadlines/refused",
        "letters/appeal",
        "letters/reminder",
        "letters/request",
        "records",
    ]


by_place = pytest.mark.parametrize("code", CODES)
by_language = pytest.mark.parametrize("language", LANGUAGES)


@by_language
@by_place
def test_number_on_a_page_is_in_a_text_of_its_row(code: str, language: str) -> None:
    """Every line with a number is a text of the guide with the cells of the row, or a source."""
    row = RESEARCH.rows[code]
    said = {_bare(text) for text in RESEARCH.said(row, language)}
    checked, sources = RESEARCH.checked(row, language), RESEARCH.source_titles(language)
    for shown in pages(code, language):
        days = _days_on(shown, row)
        for line in shown.lines:
            is_known = _INTERFACE.fullmatch(line) or line in checked or line.startswith(sources)
            if is_known or not re.search(r"\d", line):
                continue
            # A letter has lines for the pen in place of its blanks.
            parts = {_bare(part) for part in re.split("_{3,}", line) if re.search(r"\d", part)}
            # A page of dates may add a day and a count.
            assert parts <= said or {*_numbers(line, said)} <= days, (shown.url, line)


def _bare(text: str) -> str:
    """Return a text without what may be next to a blank in it."""
    return text.strip(" .,:;()")


def _days_on(shown: Page, row: Row) -> set[str]:
    """Return the numbers of days that a page of dates may have, none for any other page."""
    if "/deadlines/" not in shown.url:
        return set()
    return {count for count, _ in _rule(shown.url, row)}


def _numbers(line: str, said: set[str]) -> Iterator[str]:
    """Yield the numbers of a line of a page of dates, without those in dates and in a text."""
    line = re.sub(_DAY, "", line)
    # A text that is only a number is of another kind, such as an id.
    found = [text for text in said if text in line and re.search("[^0-9]", text)]
    for text in sorted(found, key=len, reverse=True):
        line = line.replace(text, "")
    yield from re.findall(r"\d+", line)


def _rule(url: str, row: Row) -> Iterator[tuple[str, str]]:
    """Yield how many days count on a page of dates, and their kind."""
    asked = "/asked/" in url
    days, kind = (
        ("response_days", "response_kind") if asked else ("appeal_days_number", "appeal_days_kind")
    )
    yield (row[days], row[kind]) if row[days] else ("10" if asked else "5", "working")


@by_place
def test_date_is_counted_from_the_cells_of_the_row(code: str) -> None:
    """The number of days, their kind and the holidays of the place decide the date."""
    row = RESEARCH.rows[code]
    for path in _ids("deadlines", code):
        shown = page(f"/en/{path}/{TODAY}/")
        expected = [
            str(_date(int(count), kind, row["code"])) for count, kind in _rule(shown.url, row)
        ]
        assert re.findall('<time datetime="([^"]*)"', shown.html) == expected, path


def _date(count: int, kind: str, state: str) -> date:
    """Return the date that is some days after today, counted one by one."""
    holidays, day = country_holidays("US", subdiv=state), TODAY
    while count:
        day += timedelta(1)
        count -= kind == "calendar" or (day.weekday() < 5 and day not in holidays)
    return day


@by_language
@by_place
def test_claim_has_the_level_and_the_sources_of_its_row(code: str, language: str) -> None:
    """Each claim is recomputed. One with a number has a source, unless it is our suggestion.

    A claim of the row that no page shows would be an error too.
    """
    expected = RESEARCH.claims(RESEARCH.rows[code], language)
    unsourced = {
        RESEARCH.text(RESEARCH.levels[each], language) for each in ("suggestion", "unknown")
    }
    missing = {*expected}
    for shown in pages(code, language):
        for claim in shown.claims:
            assert claim == expected.get(claim.text), shown.url
            assert claim.level
            assert claim.sources or claim.level in unsourced
            missing.discard(claim.text)
    assert missing == set()


@by_place
def test_law_is_only_what_was_read(code: str) -> None:
    """A claim is called law, or a rule of the state, only with the text that was read."""
    names = {RESEARCH.levels[level]: level for level in ("law", "regulation")}
    read = RESEARCH.read.get(code, {})
    for shown in pages(code, "en"):
        for claim in shown.claims:
            if level := names.get(claim.level):
                assert read["level"] == level, (shown.url, claim)
                source = RESEARCH.files["sources.yaml"][read["source_id"].lower()]
                assert spaced(source["title"]) in claim.sources


@by_language
@by_place
def test_number_outside_a_claim_is_in_a_claim_too(code: str, language: str) -> None:
    """Where a page says how many days the row has, it also says how sure that is, and who says so.

    A question has no claims, so the pages to which its answers lead have them. A letter names the
    sources and links to the dates, which have them.
    """
    row = RESEARCH.rows[code]
    counted = RESEARCH.counted(row, language)
    for shown in pages(code, language):
        said = {counted[line] for line in shown.lines if line in counted}
        for near in _with_claims(shown, code) if said else ():
            claimed = {word for claim in near.claims for word in claim.text.split()}
            assert said <= claimed, (shown.url, near.url)
            if "/letters/" in shown.url:
                assert near.url.removesuffix(f"{TODAY}/") in shown.html
                text = spaced(unescape(shown.html))
                assert all(each in text for each in RESEARCH.titles(row["response_cite"], language))


def _with_claims(shown: Page, code: str) -> list[Page]:
    """Return a page, or those that follow if it is one of a question."""
    _, language, area, _, *rest = shown.url.split("/")
    flow = site().flows[f"records/{code}"]
    step = flow.steps[rest[0] or flow.start] if area == "records" else None
    if isinstance(step, Question):
        return [page(f"/{language}/{edge.to.flow}/{edge.to.step}/") for _, edge in edges(step)]
    if area == "letters":
        return [page(f"/{language}/deadlines/asked/{code}/{TODAY}/")]
    return [shown]


@by_place
def test_page_says_when_the_days_count(code: str) -> None:
    """In some places they are for a first answer, or begin later than elsewhere."""
    words = {
        "first-answer": "The first answer is often not the papers.",
        "in-use": "If the papers are in use",
        "second-request": "after an informal one is refused",
        "acknowledgement": "on the day it confirms",
        "attorney-general": "to ask the attorney general if it may",
    }
    clock = RESEARCH.rows[code]["response_clock"]
    researched = {
        **dict.fromkeys(("me", "or", "wa", "ny", "ca"), "first-answer"),
        **dict.fromkeys(("ar", "la"), "in-use"),
        "sd": "second-request",
    }
    assert researched.get(code, clock) == clock
    for step in ("rule", "ask", "wait", "late"):
        texts = [claim.text for claim in page(f"/en/records/{code}/{step}/").claims]
        for name, sentence in words.items():
            assert any(sentence in text for text in texts) == (clock == name), (step, name)


@by_place
def test_page_without_a_number_suggests_a_day(code: str) -> None:
    """It says that the day is our suggestion, not the law."""
    row = RESEARCH.rows[code]
    shown = page(f"/en/deadlines/asked/{code}/{TODAY}/")
    is_suggested = "Send a reminder on this day, which is our suggestion" in shown.lines
    assert is_suggested == (not row["response_days"])
    for step in ("wait", "late"):
        levels = {claim.text: claim.level for claim in page(f"/en/records/{code}/{step}/").claims}
        text = site().claims[f"reminder-day/{code}"].text
        assert levels[text] == "We suggest"
        assert "our suggestion, not the law" in text


@by_place
def test_page_says_what_limits_on_who_may_ask_leave_open(code: str) -> None:
    """Nine places have such a limit, and their pages say who can ask instead."""
    limited = code in ("al", "ar", "de", "ky", "tn", "va", "ga", "nh", "pa")
    assert (RESEARCH.rows[code]["who_limit"] != "no") == limited
    steps = ["rule", "ask", "ask-through"]
    steps += ["who-may-ask"] if "who-may-ask" in site().flows[f"records/{code}"].steps else []
    for step in steps:
        texts = [claim.text for claim in page(f"/en/records/{code}/{step}/").claims]
        found = [text for text in texts if "not citizens of the United States" in text]
        assert len(found) == limited, step
        assert all("A group or another person" in text for text in found)


@by_place
def test_page_says_that_an_unknown_deadline_may_exist(code: str) -> None:
    """Before an appeal, readers are sent to the page of the office."""
    unknown = not RESEARCH.rows[code]["appeal_days_number"]
    shown = [page(f"/en/records/{code}/{step}/") for step in ("appeal", "ask-why", "blacked-out")]
    shown.append(page(f"/en/deadlines/refused/{code}/{TODAY}/"))
    for each in shown:
        texts = {claim.text for claim in each.claims}
        assert (site().claims.get(f"appeal-days-unknown/{code}") is not None) == unknown
        assert any("There may still be a limit" in text for text in texts) == unknown
        assert site().claims["read-first"].text in texts


@by_place
def test_page_says_that_asking_takes_a_name(code: str) -> None:
    """It also says that a person's own record is another kind of request."""
    for step in ("ask", "ask-through"):
        claims = page(f"/en/records/{code}/{step}/").claims
        assert site().claims["name-seen"].text in {claim.text for claim in claims}
    own = page(f"/en/records/{code}/own-record/")
    assert site().claims["own-not-covered"].text in {claim.text for claim in own.claims}
    assert not re.search(r"\d", " ".join(claim.text for claim in own.claims))


@by_language
@by_place
def test_page_is_no_legal_advice_and_says_when_it_was_checked(code: str, language: str) -> None:
    """Each page has the notice, and each source of a claim the day on which it was checked."""
    notice = RESEARCH.text(spaced(site().notice), language)
    day = sorted(RESEARCH.checked(RESEARCH.rows[code], language), key=len)[-1]
    for shown in pages(code, language):
        assert notice in spaced(unescape(shown.html)), shown.url
        for listed in re.findall('<ul class="sources">(.*?)</ul>', shown.html, re.DOTALL):
            assert listed.count("<li>") == listed.count(day), shown.url


@by_language
@by_place
def test_sources_that_disagree_are_shown_with_what_they_say(code: str, language: str) -> None:
    """Each list with another number of days than the page is named with its own number."""
    row = RESEARCH.rows[code]
    chosen = row["response_days"] or "r"
    values = dict(each.rsplit(":", 1) for each in row["response_values"].split())
    others = {name: value for name, value in values.items() if value.rstrip("wcu") != chosen}
    shown = page(f"/{language}/records/{code}/rule/")
    split = RESEARCH.text("Sources disagree", language)
    texts = [claim for claim in shown.claims if claim.level == split]
    for name, value in others.items():
        sentences = [part for claim in texts for part in claim.text.split(". ")]
        named = [
            part for part in sentences if re.search(rf"\b[Ll]ist(?:s|as?)?\b.*\b{name}\b", part)
        ]
        numbers = [re.findall(r"\d+", part) for part in named]
        assert re.findall(r"\d+", value) in numbers, (name, value, sentences)


def test_columns_that_are_too_thin_are_not_used() -> None:
    """No text, condition or list of the guide has a fee, a waiver or the name of a court."""
    used = Guide(FOLDER, "states").used
    thin = {name for name in RESEARCH.rows["al"] if name.startswith(("fee_", "court"))}
    assert len(thin) == 6
    assert used & (thin | {"appeal_days", "appeal_days_sources"}) == set()


@by_language
@by_place
def test_court_is_not_named(code: str, language: str) -> None:
    """Most names of courts rest on one list."""
    court = RESEARCH.rows[code]["court"]
    for shown in pages(code, language) if court else ():
        assert court.lower() not in " ".join(shown.lines).lower(), shown.url


@by_language
@pytest.mark.parametrize("number", [1, 2, 3])
def test_topic_says_of_each_place_what_its_pages_say(number: int, language: str) -> None:
    """Each claim has the level and the sources of its row."""
    html = page(f"/{language}/topics/{number}/").html
    parts = re.split('<ul class="claims" id="row-([a-z]+)"', html)[1:]
    found = dict(zip(parts[::2], parts[1::2], strict=True))
    assert {*found} == {*CODES}
    for code, part in found.items():
        expected = RESEARCH.claims(RESEARCH.rows[code], language)
        claims = Page(code, part).claims
        assert claims
        assert [claim for claim in claims if claim != expected.get(claim.text)] == []


@by_language
def test_topic_on_license_data_says_what_its_table_says(shipped: Site, language: str) -> None:
    """Topic 20 of the shipped guide has the level and the sources of each cell."""
    research = Research(ROOT / "flows", "license-data")
    html = create_app(shipped, lambda: TODAY).test_client().get(f"/{language}/topics/20/").text
    parts = re.split('<ul class="claims" id="row-([a-z]+)"', html)[1:]
    found = dict(zip(parts[::2], parts[1::2], strict=True))
    assert sorted(found) == sorted(CODES)
    for code, part in found.items():
        each = research.files["topics.yaml"]["20"]["each"]
        expected = research.claims(research.rows[code], language, each)
        claims = Page(code, part.partition("</section>")[0]).claims
        assert {claim.text: claim for claim in claims} == expected, code
