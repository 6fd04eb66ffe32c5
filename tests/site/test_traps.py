"""The traps of the subject do not appear in the shipped guide, and its careful wordings do.

The traps are in traps.py. Some lie in the links between pages and not in their words.
"""

from __future__ import annotations

import re

import pytest

from tests.site.traps import TRAPS, Text, Trap, texts_of
from wizard.model.site import Site


@pytest.fixture(scope="module")
def texts(shipped: Site) -> list[Text]:
    """Return every text of the shipped site."""
    return list(texts_of(shipped))


@pytest.fixture(scope="module")
def claims_of(shipped: Site) -> dict[str, set[str]]:
    """Return the ids of the claims of each outcome, by its id."""
    return {
        outcome.id: {claim.id for claim in outcome.claims}
        for flow in shipped.flows.values()
        for outcome in flow.outcomes()
    }


def trap_id(trap: Trap) -> str:
    """Return the name of a trap in the list of tests."""
    return f"trap-{trap.number}"


def test_traps_are_twenty_two() -> None:
    """Each trap of the research is here once, in order."""
    assert [trap.number for trap in TRAPS] == list(range(1, 23))


@pytest.mark.parametrize("trap", TRAPS, ids=trap_id)
def test_wrong_wording_appears_nowhere(trap: Trap, texts: list[Text]) -> None:
    """No text has it, except as what the article says."""
    found = [(text.where, wrong.find(text)) for wrong in trap.wrong for text in texts]
    assert [(where, sentence) for where, sentence in found if sentence] == []


@pytest.mark.parametrize("trap", TRAPS, ids=trap_id)
def test_careful_wording_is_in_claim_that_readers_see(
    trap: Trap, shipped: Site, claims_of: dict[str, set[str]]
) -> None:
    """The claim says it, and an outcome uses the claim."""
    used = set().union(*claims_of.values())
    assert trap.says
    for name, wording in trap.says.items():
        assert re.search(wording, shipped.claims[name].text), (name, shipped.claims[name].text)
        assert name in used


@pytest.mark.parametrize("trap", TRAPS, ids=trap_id)
def test_wrong_wording_is_found_unless_article_is_quoted(trap: Trap) -> None:
    """The patterns find their examples in a claim, and not where the article is quoted."""
    for wrong in trap.wrong:
        assert wrong.caught
        for sentence in wrong.caught:
            for kind in wrong.kinds or ("law", "reported", "text", "question"):
                text = Text("", kind, f"So it is. {sentence} We checked.")
                assert wrong.find(text) == sentence
            assert wrong.find(Text("", "article", sentence)) == ""
            assert wrong.find(Text("", "text", f"The article says: {sentence}")) == ""


def test_texts_of_site_include_every_kind(texts: list[Text], shipped: Site) -> None:
    """Claims carry their level, topics their article, and no text of an outcome is missing."""
    kinds = {text.text: text.kind for text in texts}
    assert kinds[shipped.claims["article-oversight"].text] == "article"
    assert kinds[shipped.topics[5].article] == "article"
    assert kinds[shipped.topics[5].found] == "text"
    assert kinds[shipped.notice] == "text"
    assert {"law", "official", "reported", "unknown", "question", "source"} <= set(kinds.values())
    for flow in shipped.flows.values():
        for outcome in flow.outcomes():
            labels = [action.label for action in outcome.next]
            assert {outcome.heading, outcome.says, *labels} <= kinds.keys()


# Traps that lie in the links, not in the words


def test_page_about_287g_says_it_is_not_about_license_files(
    claims_of: dict[str, set[str]],
) -> None:
    """Trap 4: an outcome with a claim about who signed a 287(g) agreement explains what one is."""
    pages = [claims for claims in claims_of.values() if "section-287g-dps" in claims]
    pages += [claims for claims in claims_of.values() if "section-287g-others" in claims]
    assert pages
    assert all("section-287g-what" in claims for claims in pages)


def test_first_questions_ask_what_somebody_has(shipped: Site) -> None:
    """Trap 10: the guide asks about a license, a car and somebody else, and never why."""
    questions = {question.id for flow in shipped.flows.values() for question in flow.questions()}
    assert {"held-license", "applied", "own-car", "talked-other"} <= questions


def test_page_that_routes_names_each_office(claims_of: dict[str, set[str]]) -> None:
    """Trap 13: licenses, titles, tags, case files, ICE's own files, border files, fingerprints."""
    license_offices = {"dps-issues-licenses", "titles-revenue", "tags-county"}
    federal_offices = {"foia-ice-what", "foia-cbp", "foia-obim"}
    assert license_offices | federal_offices <= claims_of["which-office"]


def test_driving_record_pages_do_not_use_records_law(claims_of: dict[str, set[str]]) -> None:
    """Trap 14: they make no claim about the records law, and the pages about that law say so."""
    pages = {id_: claims for id_, claims in claims_of.items() if id_.startswith("driving-record")}
    assert pages
    for outcome, claims in pages.items():
        assert "ex-driving-records" in claims, outcome
        assert not [claim for claim in claims if claim.startswith("mpra-")], outcome
    assert "ex-driving-records" in claims_of["papers-dps"]


def test_question_whether_to_apply_leads_to_lawyer(shipped: Site) -> None:
    """Trap 15: the first next step of the page is to see a lawyer."""
    [page] = [
        outcome
        for flow in shipped.flows.values()
        for outcome in flow.outcomes()
        if outcome.id == "license-check"
    ]
    label = page.next[0].label
    assert re.search(r"lawyer first if you are not sure whether to apply or renew", label)


def test_content_has_review_dates_and_banner_names_law_of_2026(
    shipped: Site, claims_of: dict[str, set[str]]
) -> None:
    """Trap 16: everything says when it was checked, and a banner announces the new law."""
    assert all(flow.reviewed and flow.review_by for flow in shipped.flows.values())
    assert all(claim.reviewed for claim in shipped.claims.values())
    assert all(source.checked for source in shipped.sources.values())
    assert shipped.banner
    assert re.search(r"2026 state law.*We have not seen its final text", shipped.banner.label)
    assert "SB 2114" in shipped.pages["about"].text
    pages = [claims for id_, claims in claims_of.items() if id_.startswith("new-state-law")]
    new = {claim for claim in shipped.claims if claim.startswith("ms-sb2114-")}
    assert pages
    assert new
    assert all(new <= claims for claims in pages)


def test_page_that_counts_states_names_citizens_too(claims_of: dict[str, set[str]]) -> None:
    """Trap 18: a page about states that block requests says that all drivers are covered."""
    pages = [claims for claims in claims_of.values() if "nlets-blockers" in claims]
    assert pages
    assert all("nlets-every-state" in claims for claims in pages)
