"""The shipped guide's one page on where to find help, and the links to it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.site.browsing import visit
from wizard.model.flow import Outcome, Target
from wizard.model.site import Site

HELP = Target("request-my-records", "find-help")
PATH = "request-my-records/find-help/"

# Outcomes that only tell offices and other pages apart: those pages link to help.
WITHOUT_LINK = {"find-help", "which-office", "sold-car"}

MAX_HEIGHT = 4_800  # pixels on a phone of 360 pixels, with little text per line


def help_of(shipped: Site) -> Outcome:
    """Return the outcome on help."""
    outcome = shipped.flows[HELP.flow].steps[HELP.step]
    assert isinstance(outcome, Outcome)
    return outcome


def test_every_outcome_links_to_help(shipped: Site) -> None:
    """A reader may need a person after any answer."""
    without = {
        outcome.id
        for flow in shipped.flows.values()
        for outcome in flow.outcomes()
        if HELP not in [action.to for action in outcome.next]
    }
    assert without == WITHOUT_LINK


@pytest.mark.parametrize("lang", ["en", "es"])
def test_all_links_to_help_lead_to_one_page(client: FlaskClient, lang: str) -> None:
    """The front page and the footer link to it. Its former URL redirects there."""
    former = client.get(f"/{lang}/help/")
    assert (former.status_code, former.location) == (301, f"/{lang}/{PATH}")
    soup = BeautifulSoup(client.get(f"/{lang}/").text, "lxml")
    title = {"en": "Where to find help", "es": "Dónde encontrar ayuda"}[lang]
    for place in ("main .ways", "footer"):
        [link] = soup.select(f"{place} a[href='/{lang}/{PATH}']")
        assert title in link.get_text()


def test_help_begins_with_what_is_urgent(shipped: Site) -> None:
    """Someone who was arrested needs a lawyer first. Legal advice comes from few people only."""
    outcome = help_of(shipped)
    assert outcome.says.startswith("For legal advice, go to a licensed lawyer")
    assert "call a lawyer first" in outcome.next[0].label
    assert outcome.next[0].to == Target("request-my-records", "find-person")
    assert "notary" in outcome.next[-1].label
    claims = {claim.id for claim in outcome.claims}
    assert {"help-who-can", "help-notary-ms", "hotline-none"} <= claims


def test_help_lists_confirmed_groups_first(shipped: Site) -> None:
    """Before the fold are groups that an official list names, with a phone."""
    offices = help_of(shipped).offices
    for office in offices[:3]:
        assert (office.level.id, bool(office.phone)) == ("official", True), office.id
        assert [source.id for source in office.cite] == ["doj-roster"]
    assert offices[3].id == "doj-roster"
    assert [office.id for office in offices[-2:]] == ["mcadv", "cvp"]


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "es"])
def test_help_is_short_on_a_phone(browser: Browser, server: str, lang: str) -> None:
    """It is as long as other outcomes, with and without answers."""
    for answers in ("", "?goal=help&helping=me"):
        with visit(browser, server, viewport={"width": 360, "height": 740}) as page:
            page.goto(f"/{lang}/{PATH}{answers}")
            assert page.evaluate("document.documentElement.scrollHeight") <= MAX_HEIGHT
