"""The traps of the subject do not appear in the shipped guide, and its careful wordings do.

The traps are in traps.py. Some lie in the links between pages and not in their words.
"""

from __future__ import annotations

import re

import pytest

from tests.site.test_crawl import paths
from tests.site.traps import TRAPS
from tests.site.traps.wordings import Text, Trap, texts_of
from wizard.model.flow import Outcome, Target
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


def test_each_trap_is_listed_once() -> None:
    """The first research has 22 traps, the second 40 more."""
    assert [trap.number for trap in TRAPS] == list(range(1, 63))


@pytest.mark.parametrize("trap", TRAPS, ids=trap_id)
def test_wrong_wording_appears_nowhere(trap: Trap, texts: list[Text]) -> None:
    """No text has it, except as what the article says."""
    found = [(text.where, wrong.find(text)) for wrong in trap.wrong for text in texts]
    assert [(where, sentence) for where, sentence in found if sentence] == []


@pytest.mark.parametrize("trap", TRAPS, ids=trap_id)
def test_careful_wording_is_in_claim_that_readers_see(
    trap: Trap, shipped: Site, claims_of: dict[str, set[str]]
) -> None:
    """The claim says it, and an outcome or the calendar of deadlines uses the claim."""
    assert shipped.deadlines
    used = set().union(*claims_of.values(), {claim.id for claim in shipped.deadlines.claims()})
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
    assert kinds[shipped.topics[5].claims[0].text] == "article"
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
    pages += [claims for claims in claims_of.values() if "ms-287g-sheriffs" in claims]
    assert pages
    assert all("section-287g-what" in claims for claims in pages)


def test_guide_first_asks_what_the_reader_wants_to_know(shipped: Site) -> None:
    """Trap 10: it asks about a license or a car only if the answer depends on it, and never why."""
    guide = shipped.flows["my-data"]
    assert guide.start == "topic"
    asks_what_somebody_has = {"held-license", "own-car", "license-kind", "other-kind"}
    for answers in paths(guide):
        if asks_what_somebody_has & answers.keys():
            assert answers["topic"] in ("holds", "see"), answers


def test_page_that_routes_names_each_office(claims_of: dict[str, set[str]]) -> None:
    """Trap 13: licenses, titles, case files, ICE's own files, border files, fingerprints."""
    license_offices = {"dps-issues-licenses", "titles-revenue"}
    federal_offices = {"foia-ice-what", "foia-cbp", "foia-obim"}
    assert license_offices <= claims_of["which-office"]
    assert federal_offices <= claims_of["which-federal"]


def test_driving_record_pages_do_not_use_records_law(claims_of: dict[str, set[str]]) -> None:
    """Trap 14: they make no claim about the records law, and one says why."""
    pages = {id_: claims for id_, claims in claims_of.items() if id_.startswith("driving-record")}
    assert len(pages) == 2
    assert not [claim for claims in pages.values() for claim in claims if claim.startswith("mpra-")]
    assert "ex-driving-records" in set().union(*pages.values())


LAWYER_FIRST = re.compile(
    r"[Ll]awyer (first|before)|[Ll]awyer can (file|ask)|Choose who signs|ask instead"
)

# Pages that lead to a request to a police agency or to Homeland Security.
RISKY = (
    *("driving-record-online", "driving-record-paper", "criminal-history", "title-record"),
    *("fix-license", "papers-dps", "papers-federal", "fix-federal", "which-federal"),
    *("ask-case-file", "ask-agency-record", "ask-travel-record", "ask-print-record"),
    *("federal-look-up", "did-they-look", "kept-license", "id-card-only", "commercial-license"),
    *("moved-away", "license-other-state", "see-or-fix", "before-you-apply", "license-check"),
)


def test_risky_page_first_sends_the_reader_to_a_lawyer(shipped: Site) -> None:
    """Traps 15 and 62: the first step says so, and it links to people who can help."""
    steps = {
        outcome.id: outcome.next[0]
        for flow in shipped.flows.values()
        for outcome in flow.outcomes()
        if outcome.id in RISKY
    }
    assert steps.keys() == set(RISKY)
    for name, step in steps.items():
        assert LAWYER_FIRST.search(step.label), (name, step.label)
        assert step.to == Target("request-my-records", "find-help"), name


def test_advice_to_talk_first_sends_nobody_to_the_police(shipped: Site) -> None:
    """Trap 62: nothing on the page links to a request to DPS in the meantime."""
    page = shipped.flows["request-my-records"].steps["talk-first"]
    assert isinstance(page, Outcome)
    targets = {step.to.step for step in page.next if isinstance(step.to, Target)}
    assert targets == {"federal-answer", "federal-appeal", "find-help", "goal"}


def test_advice_on_deadlines_is_on_the_page(shipped: Site) -> None:
    """Trap 17: a claim says what the law says, and the page adds the safe number of days."""
    page = shipped.flows["request-my-records"].steps["federal-appeal"]
    assert isinstance(page, Outcome)
    assert "use 90 calendar days to be safe" in page.says


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
    assert pages
    assert all({"ms-sb2114-list", "sb2114-signed", "sb2114-crime"} <= claims for claims in pages)


def test_page_that_counts_states_names_citizens_too(claims_of: dict[str, set[str]]) -> None:
    """Trap 18: the page about other states says that all drivers are covered."""
    assert {"nlets-blockers", "nlets-every-state"} <= claims_of["other-states"]
