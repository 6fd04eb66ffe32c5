"""The guides in examples/ are on other subjects and follow the rules of the shipped guide."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from tests.conftest import ROOT
from tests.site.test_crawl import asker, crawl
from wizard import create_app, load_flows
from wizard.check.checker import check_paths
from wizard.model.site import Site

# The fixtures read and check each guide once, so all tests of this file run in one worker process.

EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())
CREDIT = load_flows(ROOT / "examples" / "credit-report")
RENTAL = load_flows(ROOT / "examples" / "eviction-notice")
TODAY = date(2026, 11, 25)
PRIVATE = re.compile(
    r"\b(status|citizens?|citizenship|immigrants?|born|birth|country|how old|phone|email|number)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.name)
def folder(request: pytest.FixtureRequest) -> Path:
    """Return the folder of one example."""
    assert isinstance(request.param, Path)
    return request.param


@pytest.fixture(scope="module")
def site(folder: Path) -> Site:
    """Return the site of one example."""
    return load_flows(folder)


def test_examples_share_no_content_with_shipped_guide(shipped: Site) -> None:
    """Each has its own flows, claims and letters."""
    assert EXAMPLES
    for example in map(load_flows, EXAMPLES):
        for own, ours in (
            (example.flows, shipped.flows),
            (example.claims, shipped.claims),
            (example.letters, shipped.letters),
        ):
            assert own
            assert not {*own} & {*ours}


def test_example_has_no_problem_or_warning(folder: Path) -> None:
    """This includes readability and cases, in both languages."""
    checked = check_paths([folder], TODAY, words=True)
    assert [str(problem) for problem in checked.problems] == []
    assert load_flows(folder).languages == ("en", "es")


@pytest.mark.e2e  # Graphviz draws the maps
def test_links_reach_every_page_of_example(site: Site) -> None:
    """Steps, topics, letters, events and pages in every language answer 200 and set no cookie."""
    generated = [
        question.id
        for flow in site.flows.values()
        for question in flow.questions()
        if question.form is not None
    ]
    # A question with six boxes has 64 answers, so its answers count as one: the page that each
    # leads to is part of the key.
    same = re.compile(rf"\b({'|'.join(generated) or '$'})=[^&]*")
    found = crawl(
        asker(create_app(site, lambda: TODAY).test_client()), "/", key=lambda url: same.sub("", url)
    )
    reached = {urlsplit(url).path for url in found}
    assert site.deadlines
    for lang in site.languages:
        steps = {
            f"/{lang}/{flow.id}/{step}/" for flow in site.flows.values() for step in flow.steps
        }
        events = {f"/{lang}/deadlines/{event}/" for event in site.deadlines.events}
        letters = {f"/{lang}/letters/{letter}/" for letter in site.letters}
        topics = {f"/{lang}/topics/{topic}/" for topic in site.topics}
        # A page that is only a link has no URL that anything links to.
        pages = {f"/{lang}/{page.id}/" for page in site.pages.values() if page.to is None}
        assert steps | events | letters | topics | pages <= reached


def test_front_page_of_example_folds_nothing_without_a_name(site: Site) -> None:
    """The topics of a site without groups are a plain list."""
    client = create_app(site, lambda: TODAY).test_client()
    for lang in site.languages:
        page = BeautifulSoup(client.get(f"/{lang}/").text, "html.parser")
        assert page.select(".topics a")
        assert all(fold.get_text(strip=True) for fold in page.select("summary"))


def test_example_asks_nothing_private(site: Site) -> None:
    """Anyone who sees the URL of a page can read the answers in it."""
    questions = [question for flow in site.flows.values() for question in flow.questions()]
    assert questions
    for question in questions:
        for text in (question.ask, *(answer.label for answer in question.answers.values())):
            assert not PRIVATE.search(text), text


def test_outcome_of_example_has_next_steps_and_evidence(site: Site) -> None:
    """An outcome has three next steps, and a claim with good evidence or one that needs none."""
    outcomes = [outcome for flow in site.flows.values() for outcome in flow.outcomes()]
    assert outcomes
    for outcome in outcomes:
        assert len(outcome.next) >= 3, outcome.id
        levels = [claim.level for claim in outcome.claims]
        assert any(not each.needs_source or each.strength > 1 for each in levels), outcome.id


@pytest.mark.parametrize(
    ("claim", "numbers"),
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
        ("rent-3", ["three days"]),  # § 89-8-13(5) as a private site quotes it
        ("rule-14", ["14 days"]),  # Miss. Code § 89-8-13(3)
        ("rule-again", ["six months", "14 days"]),  # § 89-8-13(3)(b)
        ("month-30", ["30 days", "7 days"]),  # § 89-8-19
        ("repair-self", ["30 days", "one month", "six months"]),  # § 89-8-15(1)
        ("repair-money", ["45 days"]),  # § 89-8-15(1)
        ("deposit", ["45 days"]),  # § 89-8-21
        ("federal-30", ["30 days"]),  # 15 U.S.C. § 9058(c) as lawyers report it
        ("seven-days", ["seven days"]),  # § 89-8-39 as a law firm reports it
        ("hours-72", ["72 hours"]),  # the same
    ],
)
def test_claim_of_example_has_numbers_of_the_law(claim: str, numbers: list[str]) -> None:
    """The numbers were read in the section of the law in the comment, so this finds typos."""
    text = {**CREDIT.claims, **RENTAL.claims}[claim].text
    assert [number for number in numbers if number not in text] == []
    digits = re.compile(r"\d+(?:,\d{3})*")
    assert {*digits.findall(text)} <= {*digits.findall(" ".join(numbers))}
