"""What a reader of the shipped guide takes away: a printed page, a link, and warnings in time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from unicodedata import normalize
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, PdfMargins
from pypdf import PdfReader

from wizard.model.flow import Flow, Outcome, Question, Target
from wizard.model.site import Site

MARGIN: PdfMargins = {"top": "0.5in", "right": "0.5in", "bottom": "0.5in", "left": "0.5in"}
FEDERAL = re.compile(r"federal-(agency|case|papers|prints|travel|appeal)")


@pytest.fixture
def pages(browser: Browser, server: str) -> Iterator[Page]:
    """Yield a page in its own context, whose console is not watched."""
    context = browser.new_context(base_url=server)
    yield context.new_page()
    context.close()


def printed(page: Page) -> PdfReader:
    """Print a page on Letter paper."""
    return PdfReader(io.BytesIO(page.pdf(format="Letter", margin=MARGIN)))


def text_of(pdf: PdfReader) -> str:
    """Return the text of a PDF without white space, since lines break anywhere."""
    text = "".join(sheet.extract_text() for sheet in pdf.pages)
    return normalize("NFKC", re.sub(r"\s", "", text))


def some_outcomes(site: Site) -> list[tuple[Flow, Outcome]]:
    """Return the longest and the shortest outcome of a site, and the first of the first flow."""
    outcomes = [(flow, outcome) for flow in site.flows.values() for outcome in flow.outcomes()]

    def length(pair: tuple[Flow, Outcome]) -> int:
        return sum(len(claim.text) for claim in pair[1].claims) + len(pair[1].says)

    return [max(outcomes, key=length), min(outcomes, key=length), outcomes[0]]


@pytest.mark.parametrize("lang", [pytest.param("en", marks=pytest.mark.slow), "es"])
@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_outcome_prints_on_few_pages(
    pages: Page, server: str, shipped: Site, lang: str, every: bool
) -> None:
    """The print has the URLs of the page and its sources, and nothing that is for the screen only.

    It also has the claims of the groups that are folded on the screen.

    Printing takes half a second a page, so `make check` prints three outcomes.
    """
    outcomes = [(flow, outcome) for flow in shipped.flows.values() for outcome in flow.outcomes()]
    for flow, outcome in outcomes if every else some_outcomes(shipped):
        path = f"/{lang}/{flow.id}/{outcome.id}/"
        pages.goto(path)
        pdf = printed(pages)
        # Several addresses need a third page, and a list of groups a fourth.
        most = 2 + (len(outcome.offices) > 1) + (len(outcome.offices) > 6)
        assert len(pdf.pages) <= most, path
        text = text_of(pdf)
        assert server + path in text
        for source in {cited for claim in outcome.claims for cited in claim.cite}:
            # A line may break after a hyphen of a URL, which the print then drops.
            assert source.url.replace("-", "") in text.replace("-", ""), (path, source.id)
        for claim in pages.locator(".claims > li > p").all_text_contents():
            assert re.sub(r"[\s-]", "", claim) in text.replace("-", ""), (path, claim)
        # Above the heading, only the name of the site and a caution are printed.
        top = "".join(pages.locator(".site, .alert, h1").all_inner_texts())
        assert text.replace("-", "").startswith(re.sub(r"[\s-]", "", top)), path


def test_print_does_not_show_answers(pages: Page, server: str) -> None:
    """The print has neither the answers nor a URL with answers, though the screen shows them."""
    answers = "topic=who&who-looks=federal"
    pages.goto(f"/en/my-data/federal-look-up/?{answers}")
    asked = pages.locator(".trail dt").all_inner_texts()
    assert len(asked) == 2
    text = text_of(printed(pages))
    assert f"{server}/en/my-data/federal-look-up/" in text
    private = [*asked, "topic=", "who-looks="]
    assert [words for words in private if re.sub(r"\s", "", words) in text] == []


def test_print_shows_complete_qr_code(pages: Page) -> None:
    """No part of the code is cut off, and a module is larger than a third of a millimetre."""
    pages.emulate_media(media="print")
    pages.goto("/en/my-data/federal-look-up/")
    width, drawn, shown = pages.locator(".paper .qr").evaluate(
        "svg => [svg.viewBox.baseVal.width, svg.firstElementChild.getBBox().width,"
        " svg.getBoundingClientRect().width]"
    )
    assert drawn < width
    assert shown / width / 96 * 25.4 > 0.33  # 96 pixels are an inch, an inch is 25.4 mm


def test_outcome_about_federal_office_has_caution(shipped: Site) -> None:
    """An outcome with a letter to a federal office, or about writing to one, has a caution.

    The loader proves that every path passes the question that the caution names.
    """
    flow = shipped.flows["request-my-records"]
    outcomes = [
        outcome
        for outcome in flow.outcomes()
        # The page to which the question of a caution leads has the appeal letter for the lawyer.
        if is_about_federal_office(outcome) and outcome.id != "talk-first"
    ]
    assert len(outcomes) >= 8
    assert [outcome.id for outcome in outcomes if not outcome.caution.startswith("talked-")] == []
    cautious = [step for step in flow.steps.values() if step.caution]
    assert len(cautious) >= 11
    for step in cautious:
        question = flow.steps[step.caution]
        assert isinstance(question, Question)
        assert "lawyer or an accredited representative" in question.ask


def is_about_federal_office(outcome: Outcome) -> bool:
    """Return whether an outcome is about a federal office, by its letters or by its id."""
    letters = [
        action.to.step
        for action in outcome.next
        if isinstance(action.to, Target) and action.to.flow == "letters"
    ]
    return (
        any(FEDERAL.fullmatch(letter) for letter in letters)
        or outcome.id.startswith(("federal-", "fix-federal", "papers-federal"))
        or (outcome.id.endswith("-record") and outcome.id.startswith("ask-"))
    )


def test_next_steps_do_not_skip_caution(client: FlaskClient, shipped: Site) -> None:
    """A step with a caution that a page links to shows its caution, with a link to the question."""
    cautious = {
        (action.to.flow, action.to.step, step.caution)
        for flow in shipped.flows.values()
        for outcome in flow.outcomes()
        for action in outcome.next
        if isinstance(action.to, Target) and action.to.flow in shipped.flows and action.to.step
        for step in [shipped.flows[action.to.flow].steps[action.to.step]]
        if step.caution
    }
    assert len(cautious) > 5
    for flow_id, step_id, caution in cautious:
        soup = BeautifulSoup(client.get(f"/en/{flow_id}/{step_id}/").text, "lxml")
        assert soup.select(f".alert a[href='/en/{flow_id}/{caution}/']"), step_id


@pytest.mark.parametrize(
    ("lang", "kept", "seen"),
    [
        ("en", "No cookies. No names. No answers.", "Your browser keeps a list of the pages"),
        ("es", "Ni cookies. Ni nombres. Ni respuestas.", "Su navegador guarda una lista de las"),
    ],
)
def test_privacy_page_says_what_is_kept_in_150_words(
    client: FlaskClient, lang: str, kept: str, seen: str
) -> None:
    """The page says what the site keeps and what others see, and is short enough to be read."""
    soup = BeautifulSoup(client.get(f"/{lang}/privacy/").text, "lxml")
    page = soup.select_one("#step > .prose")
    assert page is not None
    text = page.get_text(" ", strip=True)
    assert 60 < len(re.findall(r"\w+", text)) <= 150
    assert kept in text
    assert seen in text
    links = soup.select("#step h2")
    assert len(links) == 5, "kept, seen by others, shared links, followed links, letters"


@pytest.mark.parametrize(
    ("lang", "heading"),
    [("en", "What leaving does not do"), ("es", "Lo que este botón no hace")],
)
def test_flow_links_to_safety_page_before_first_question(
    client: FlaskClient, shipped: Site, lang: str, heading: str
) -> None:
    """The first page of every flow links to it. That page says what leaving does not do."""
    assert shipped.flows
    for flow in shipped.flows:
        step = BeautifulSoup(client.get(f"/{lang}/{flow}/").text, "lxml").select_one("#step")
        assert step is not None
        assert step.select(f"a[href='/{lang}/safety/']"), flow
    assert heading in client.get(f"/{lang}/safety/").text


@pytest.mark.parametrize("lang", ["en", "es"])
def test_sharing_carries_the_neutral_address_alone(client: FlaskClient, lang: str) -> None:
    """A message names the site and the URL without answers, and nothing else.

    The dates have the URL of their event, without the date that the reader chose.
    """
    name = {"en": "License Records Guide", "es": "Registros de licencias"}[lang]
    text = {"en": "a page that may be useful.", "es": "una página que puede ser útil."}[lang]
    for path, neutral in (
        ("my-data/federal-look-up/?topic=who&who-looks=federal", "my-data/federal-look-up/"),
        ("deadlines/state-request/2026-11-02/", "deadlines/state-request/"),
        *((path, path) for path in ("topics/1/", "letters/records-dps/")),
    ):
        share = BeautifulSoup(client.get(f"/{lang}/{path}").text, "lxml").select_one(".share")
        assert share is not None, path
        url = f"http://localhost/{lang}/{neutral}"
        message = quote(f"{name}: {text} {url}")
        assert [str(link["href"]) for link in share.select("a")] == [
            f"sms:?&body={message}",
            f"https://wa.me/?text={message}",
        ]
        native, copy = share.select("button")
        assert (native["data-url"], native["data-text"]) == (url, f"{name}: {text}")
        assert copy["data-url"] == url
        assert [str(field["value"]) for field in share.select("input")] == [url]
