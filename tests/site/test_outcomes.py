"""What a reader takes away from the shipped guide: paper, a link, and a warning in time."""

from __future__ import annotations

import io
import re
from unicodedata import normalize

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from playwright.sync_api import Browser, PdfMargins
from pypdf import PdfReader

from wizard.model.flow import Outcome, Question, Target
from wizard.model.site import Site

MARGIN: PdfMargins = {"top": "0.5in", "right": "0.5in", "bottom": "0.5in", "left": "0.5in"}
FEDERAL = re.compile(r"federal-(agency|case|papers|prints|travel|appeal)")


@pytest.mark.parametrize("lang", ["en", "es"])
def test_an_outcome_prints_on_two_pages(
    browser: Browser, server: str, shipped: Site, lang: str
) -> None:
    """On Letter paper, with its address and the addresses of its sources in full, without what is for the screen."""
    context = browser.new_context(base_url=server)
    page = context.new_page()
    for flow in shipped.flows.values():
        for outcome in flow.outcomes():
            path = f"/{lang}/{flow.id}/{outcome.id}/"
            page.goto(path)
            printed = PdfReader(io.BytesIO(page.pdf(format="Letter", margin=MARGIN)))
            assert len(printed.pages) <= 2, path
            text = normalize(
                "NFKC", re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in printed.pages))
            )
            assert server + path in text
            for source in {cited for claim in outcome.claims for cited in claim.cite}:
                assert source.url.replace("-", "") in text.replace("-", ""), (path, source.id)
            assert page.locator(".leave").inner_text() not in text
    context.close()


def test_paper_does_not_tell_what_was_answered(browser: Browser, server: str) -> None:
    """Neither the answers nor an address that holds them, though the screen shows them."""
    page = browser.new_page(base_url=server)
    page.goto(
        "/en/my-data/federal-look-up/?held-license=yes&own-car=yes&topic=who&who-looks=federal"
    )
    asked = page.locator(".trail dt").all_inner_texts()
    assert len(asked) == 4
    printed = PdfReader(io.BytesIO(page.pdf(format="Letter", margin=MARGIN)))
    text = re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in printed.pages))
    assert f"{server}/en/my-data/federal-look-up/" in text
    assert [
        words for words in (*asked, "held-license", "own-car=") if re.sub(r"\s", "", words) in text
    ] == []
    page.close()


def test_the_code_for_the_address_is_printed_whole(browser: Browser, server: str) -> None:
    """Nothing of its squares is cut off, and none is smaller than a third of a millimetre on paper."""
    context = browser.new_context(base_url=server)
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto("/en/my-data/federal-look-up/")
    modules = "svg => [svg.viewBox.baseVal.width, svg.firstElementChild.getBBox().width, svg.getBoundingClientRect().width]"
    whole, drawn, shown = page.locator(".qr").evaluate(modules)
    assert drawn < whole
    assert shown / whole / 96 * 25.4 > 0.33
    context.close()


def test_everything_that_reaches_a_federal_office_is_behind_a_caution(shipped: Site) -> None:
    """An outcome that leads to a letter to a federal office, or tells how to write to one, has a caution on every path.

    That every path passes it is proved when the flow is loaded.
    """
    flow = shipped.flows["request-my-records"]
    for outcome in flow.outcomes():
        letters = [
            action.to.step
            for action in outcome.next
            if isinstance(action.to, Target) and action.to.flow == "letters"
        ]
        if any(FEDERAL.fullmatch(letter) for letter in letters) or outcome.id.startswith(
            ("ask-", "federal-", "fix-federal", "papers-federal")
        ):
            assert outcome.caution.startswith("talked-"), outcome.id
    cautious = [step for step in flow.steps.values() if step.caution]
    assert len(cautious) >= 11
    for step in cautious:
        question = flow.steps[step.caution]
        assert isinstance(question, Question)
        assert "lawyer or an accredited representative" in question.ask


def test_no_other_flow_leads_past_a_caution(shipped: Site) -> None:
    """From outside, and by "what to do next", one arrives before the question, or at a page that shows it."""
    for flow in shipped.flows.values():
        for outcome in flow.outcomes():
            for action in outcome.next:
                if (
                    isinstance(action.to, Target)
                    and action.to.flow in shipped.flows
                    and action.to.step
                ):
                    step = shipped.flows[action.to.flow].steps[action.to.step]
                    assert not step.caution or (isinstance(step, Outcome) and outcome.caution), (
                        outcome.id,
                        step.id,
                    )


@pytest.mark.parametrize("lang", ["en", "es"])
def test_what_we_keep_is_said_in_a_hundred_and_fifty_words(client: FlaskClient, lang: str) -> None:
    """Short enough to be read."""
    soup = BeautifulSoup(client.get(f"/{lang}/privacy/").text, "lxml")
    step = soup.select_one("#step")
    assert step is not None
    assert 60 < len(re.findall(r"\w+", step.get_text())) <= 150


@pytest.mark.parametrize("lang", ["en", "es"])
def test_staying_safe_is_one_link_away_before_the_first_question(
    client: FlaskClient, shipped: Site, lang: str
) -> None:
    """On the first page of every flow; the page it leads to says what leaving does not do."""
    for flow in shipped.flows:
        step = BeautifulSoup(client.get(f"/{lang}/{flow}/").text, "lxml").select_one("#step")
        assert step is not None
        assert step.select(f"a[href='/{lang}/safety/']"), flow
    text = client.get(f"/{lang}/safety/").text
    assert {"en": "What leaving does not do", "es": "Lo que no hace al salir"}[lang] in text


@pytest.mark.parametrize("lang", ["en", "es"])
def test_sharing_carries_the_neutral_address_alone(client: FlaskClient, lang: str) -> None:
    """By text message and WhatsApp: the address of the page without answers, and no words."""
    query = "held-license=yes&own-car=yes&topic=who&who-looks=federal"
    soup = BeautifulSoup(client.get(f"/{lang}/my-data/federal-look-up/?{query}").text, "lxml")
    links = [str(link["href"]) for link in soup.select(".share-options a")]
    address = f"http%3A//localhost/{lang}/my-data/federal-look-up/"
    assert links == [f"sms:?&body={address}", f"https://wa.me/?text={address}"]
