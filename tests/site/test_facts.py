"""The claims of the shipped guide follow the research: complete, used, and no surer than it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from tests.site.test_crawl import paths
from wizard import replay
from wizard.model.conditions import holds
from wizard.model.evidence import LEVELS
from wizard.model.flow import Outcome
from wizard.model.site import Site

# The ids of the researched facts, by the best level that the research supports: the text of a
# statute or rule, an agency's page, any other source, no source. A claim may have a lower level.
BEST: Mapping[str, str] = {
    "law": """
        dps-issues-licenses no-dmv-in-ms titles-revenue tags-county revenue-follows-dppa
        mjic-inside-dps mjic-shall-share free-flow-pra application-data photo-taken
        no-ssn-license-marked selective-service-share address-30-days no-license-unlawful
        noncitizen-proof noncitizen-id-same noncitizen-term domicile dppa-basic
        dppa-personal-info dppa-not-personal dppa-highly-restricted dppa-records-covered
        dppa-gov-exception dppa-restricted-still-gov dppa-may-not-must dppa-adopted-ms
        dppa-lawsuit dppa-damages dppa-not-states dppa-no-access-right usc-1373 ms-25-1-119
        warrant-not-needed-dppa mpra-any-person mpra-what-record mpra-7-days mpra-14-days
        mpra-1-day mpra-working-day mpra-sunset mpra-denial-writing mpra-denial-file-public
        mpra-redact mpra-third-party mpra-fees dps-copy-fee dps-how-to-ask dps-phone-ok
        dps-30-days-pickup ex-conflicting-statutes ex-federal-law ex-crime-center
        ex-investigative ex-it-security mpra-ethics mpra-ethics-14 mpra-court mpra-penalty
        mou-what mvr-fee-law criminal-history-separate criminal-history-fix title-record-where
        fix-conviction fix-federal foia-appeal-90 foia-appeal-statute pa-appeal help-notary-ms
    """,
    "official": """
        noncitizen-in-person save-check save-is-dhs realid-not-needed save-wants-dl dps-portal
        ex-driving-records mpra-ask-for-record-not-answers mpra-ethics-attach mvr-name mvr-path
        fix-license-info foia-fees foia-25 foia-ice-what foia-ice-how foia-ice-mail
        foia-ice-identity foia-uscis foia-cbp foia-ogis foia-sue-late foia-consent pa-who
        pa-not-states pa-noncitizen-policy jra foia-safety help-who-can help-roster
    """,
    "reported": """
        insurance-system realid-lawful dppa-own-consent nlets-what nlets-every-state
        nlets-state-choice nlets-no-staff nlets-ice-count nlets-blockers save-four-states
        other-routes data-brokers no-federal-duty ms-hb538-unknown ms-sb2114-list
        ms-sb2114-ice-silent ms-sb2114-share-local ms-sb2114-sunset 287g-what 287g-dps
        287g-deadlines 287g-others face-search face-mobile-fortify mpra-no-reason
        ex-deliberative-2026 mvr-form mvr-fee mvr-online-fee mvr-certified-conflict mvr-mail
        foia-any-person foia-20-days foia-ice-phone foia-ice-portal foia-obim foia-exempt-7
        org-mcj org-catholic org-mira org-elpueblo org-aclu eoir-fraud-phone
        dps-noncitizen-phones
    """,
    "unknown": """
        realid-not-ice-pipe nlets-ms-fields-unknown no-ms-agreement-found
        ms-sb2114-dl-use-unknown face-ms-unknown mpra-ethics-deadline mvr-not-a-log hotline-none
    """,
}

# Facts without a claim, and why.
LEFT_OUT = {
    "foia-ice-phone": "scammers faked calls from this number; the address is safer",
    "eoir-fraud-phone": "the flyer that lists the numbers is too old",
    "dps-noncitizen-phones": "worried people are not to be sent to these lines without a lawyer",
}

# An id starts with a letter, which these facts do not.
RENAMED = {
    fact: f"section-{fact}" for fact in ("287g-what", "287g-dps", "287g-deadlines", "287g-others")
}

# Claims from the research on the article itself, apart from those named article-*.
MORE = {
    "mjic-privacy-duty": "law",
    "mjic-misuse-penalty": "law",
    "mjic-check-log": "law",
    "no-look-up-list": "unknown",
    "court-cases-unknown": "unknown",
}

FACTS = {RENAMED.get(fact, fact): best for best, facts in BEST.items() for fact in facts.split()}


def test_fact_is_claim_or_left_out_for_a_reason(shipped: Site) -> None:
    """Each of the 152 researched facts is a claim or has a reason, and is listed once."""
    assert sum(len(facts.split()) for facts in BEST.values()) == len(FACTS) == 152
    assert LEFT_OUT.keys() <= FACTS.keys()
    assert sorted(FACTS.keys() - LEFT_OUT.keys() - shipped.claims.keys()) == []
    assert sorted(LEFT_OUT.keys() & shipped.claims.keys()) == []


def test_claim_comes_from_research_or_article(shipped: Site) -> None:
    """Each claim is a fact, a listed result of the research, or what the article says."""
    others = [name for name in shipped.claims if not name.startswith("article-")]
    assert sorted(set(others) - FACTS.keys() - MORE.keys()) == []


def test_claim_is_shown_on_some_path(shipped: Site) -> None:
    """For each claim, the answers of some path lead to an outcome that shows it."""
    shown = set()
    for flow in shipped.flows.values():
        for answers in paths(flow):
            journey = replay(flow, answers)
            if isinstance(journey.step, Outcome):
                given = journey.answers()
                shown |= {claim.id for claim in journey.step.claims if holds(claim.when, given)}
    assert sorted(shipped.claims.keys() - shown) == []


def test_claim_level_is_at_most_the_level_of_research(shipped: Site) -> None:
    """The levels are in order, best first. What was not found stays unknown."""
    best = {name: level for name, level in {**FACTS, **MORE}.items() if name not in LEFT_OUT}
    levels = {name: claim.level for name, claim in shipped.claims.items()}
    surer = [
        name for name, level in best.items() if LEVELS.index(levels[name]) < LEVELS.index(level)
    ]
    assert surer == []
    article = {name for name, level in levels.items() if level == "article"}
    assert article == {name for name in levels if name.startswith("article-")}


def test_unknown_claim_says_so_in_its_text(shipped: Site) -> None:
    """A screen reader may skip the label. Claims that are written inside outcomes count too."""
    inside = [
        claim
        for flow in shipped.flows.values()
        for outcome in flow.outcomes()
        for claim in outcome.claims
    ]
    unknown = [claim for claim in [*shipped.claims.values(), *inside] if claim.level == "unknown"]
    assert len(unknown) > 20
    says = re.compile(
        r"\b(could not|found no|found nothing|did not find|do not know|cannot be sure)\b",
        re.IGNORECASE,
    )
    assert [claim.text for claim in unknown if not says.search(claim.text)] == []


@pytest.mark.parametrize("bill", ["SB 2114", "HB 538", "HB 1482", "287\\(g\\)"])
def test_bill_of_2026_is_reported_or_unknown(shipped: Site, bill: str) -> None:
    """Nobody read the final texts of these bills, so no claim about them has the level law."""
    about = [claim for claim in shipped.claims.values() if re.search(bill, claim.text)]
    assert about
    assert [claim.id for claim in about if claim.level not in ("reported", "unknown")] == []


def test_article_claim_says_that_the_article_says_so(shipped: Site) -> None:
    """The claim also says what was found about it, and cites the article."""
    claims = [claim for claim in shipped.claims.values() if claim.level == "article"]
    found = re.compile(r"We (found|saw|did not find)|opinion|[Dd]o not rely")
    assert len(claims) == 18
    for claim in claims:
        assert claim.text.startswith("The article "), claim.id
        assert found.search(claim.text), claim.id
        assert "article" in [source.id for source in claim.cite], claim.id


def test_outcome_never_starts_with_claim_of_article(shipped: Site) -> None:
    """What only the article says is never the main answer of a page."""
    for flow in shipped.flows.values():
        for outcome in flow.outcomes():
            assert outcome.claims[0].level != "article", outcome.id
