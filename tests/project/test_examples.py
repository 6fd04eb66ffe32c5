"""The guides in examples/: other subjects on the same engine, held to what the shipped guide is held to."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.conftest import ROOT
from tests.site.test_crawl import links_in
from wizard import create_app, load_flows
from wizard.check.checker import check_paths
from wizard.model.flow import Outcome, Question
from wizard.model.site import Site

EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())
CREDIT = load_flows(EXAMPLES[0].parent / "credit-report")
TODAY = date(2026, 11, 25)
PRIVATE = re.compile(
    r"\b(status|citizens?|citizenship|immigrants?|born|birth|country|how old|phone|email|number)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.name)
def folder(request: pytest.FixtureRequest) -> Path:
    """The folder of one example."""
    assert isinstance(request.param, Path)
    return request.param


@pytest.fixture(scope="module")
def site(folder: Path) -> Site:
    """The same, read."""
    return load_flows(folder)


def test_there_is_a_guide_on_another_subject(shipped: Site) -> None:
    """It has flows, claims and letters of its own, and none of the shipped ones."""
    assert EXAMPLES
    for example in map(load_flows, EXAMPLES):
        for own, ours in (
            (example.flows, shipped.flows),
            (example.claims, shipped.claims),
            (example.letters, shipped.letters),
        ):
            assert own
            assert not {*own} & {*ours}


def test_it_is_sound_easy_to_read_and_walked_by_its_cases(folder: Path) -> None:
    """No problem and no warning, in both languages, words and cases included."""
    checked = check_paths([folder], TODAY, words=True)
    assert [str(problem) for problem in checked.problems] == []
    assert load_flows(folder).languages == ("en", "es")


def test_every_page_is_reached_by_links_alone(site: Site) -> None:
    """Steps, topics, letters, events and pages, in every language; each answers 200 and sets no cookie."""
    client, found, todo = create_app(site, lambda: TODAY).test_client(), set[str](), ["/"]
    while todo:
        address = todo.pop()
        if address in found:
            continue
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code, response.location)
        assert "Set-Cookie" not in response.headers
        found.add(address)
        todo += [
            link
            for link in links_in(response.text, nofollow=False)
            if urlsplit(link).path.endswith("/")
        ]
    reached = {urlsplit(address).path for address in found}
    assert site.deadlines
    for lang in site.languages:
        steps = {
            f"/{lang}/{flow.id}/{step}/" for flow in site.flows.values() for step in flow.steps
        }
        events = {f"/{lang}/deadlines/{event}/" for event in site.deadlines.events}
        letters = {f"/{lang}/letters/{letter}/" for letter in site.letters}
        topics = {f"/{lang}/topics/{topic}/" for topic in site.topics}
        pages = {f"/{lang}/{page}/" for page in site.pages}
        assert steps | events | letters | topics | pages <= reached


def test_it_asks_for_nothing_that_must_not_stand_in_an_address(site: Site) -> None:
    """Answers are read by whoever sees the address."""
    for flow in site.flows.values():
        for step in flow.steps.values():
            if isinstance(step, Question):
                for text in (step.ask, *(answer.label for answer in step.answers.values())):
                    assert not PRIVATE.search(text), text


def test_every_way_ends_with_something_to_do(site: Site) -> None:
    """An outcome names its next steps and rests on a law, an agency, or says what nobody could find out."""
    for flow in site.flows.values():
        for outcome in flow.steps.values():
            if isinstance(outcome, Outcome):
                assert len(outcome.next) >= 3, outcome.id
                assert {claim.level for claim in outcome.claims} & {"law", "official", "unknown"}, (
                    outcome.id
                )


@pytest.mark.parametrize(
    ("claim", "figures"),
    [
        ("dispute-30", ["30 days"]),  # 15 U.S.C. § 1681i(a)(1)(A)
        ("dispute-15-more", ["30 days", "15 days"]),  # § 1681i(a)(1)(B)
        ("dispute-45", ["45 days"]),  # § 1681j(a)(3)
        ("dispute-pass-on", ["5 business days"]),  # § 1681i(a)(2)
        ("dispute-result", ["5 business days"]),  # § 1681i(a)(6)
        ("dispute-no-basis", ["5 business days"]),  # § 1681i(a)(3)
        ("how-checked", ["15 days"]),  # § 1681i(a)(7)
        ("statement", ["100 words"]),  # § 1681i(b)
        ("tell-others", ["six months", "two years"]),  # § 1681i(d)
        ("back-notice", ["5 business days"]),  # § 1681i(a)(5)(B)
        ("free-after-notice", ["60 days"]),  # § 1681j(b)
        ("free-15-days", ["15 days"]),  # § 1681j(a)(2)
        ("old-7", ["seven years"]),  # § 1681c(a)(4) and (5)
        ("old-10", ["10 years"]),  # § 1681c(a)(1)
        ("old-start", ["180 days"]),  # § 1681c(c)(1)
        ("block-4", ["4 business days"]),  # § 1681c-2(a)
        ("freeze", ["1 business day", "3 business days"]),  # § 1681c-1(i)(2)
        ("freeze-lift", ["1 hour", "3 business days"]),  # § 1681c-1(i)(3)
        ("alert-long", ["seven years"]),  # § 1681c-1(b)(1)
        ("sue", ["$100", "$1,000"]),  # § 1681n(a)(1)
        ("sue-time", ["two years", "five years"]),  # § 1681p
        ("complain-when", ["45 days"]),  # the agency's notice
    ],
)
def test_the_figures_are_those_of_the_law(claim: str, figures: list[str]) -> None:
    """Each was read in its section; a slip of the pen is found here."""
    text = CREDIT.claims[claim].text
    assert [figure for figure in figures if figure not in text] == []
    number = re.compile(r"\d+(?:,\d{3})*")
    assert {*number.findall(text)} <= {*number.findall(" ".join(figures))}
