"""The claims of the shipped guide follow the research: complete, used, and no surer than it."""

from __future__ import annotations

import re

import pytest

from tests.site.researched_facts import FACTS, FIRST, LEFT_OUT, MERGED, MORE, SECOND
from tests.site.test_crawl import paths
from wizard import replay
from wizard.model.conditions import holds
from wizard.model.flow import Outcome
from wizard.model.site import Site


def test_fact_is_claim_or_left_out_for_a_reason(shipped: Site) -> None:
    """Each of the 303 researched facts is a claim, is part of one or has a reason."""
    listed = [fact for ids in (*FIRST.values(), *SECOND.values()) for fact in ids.split()]
    assert len(listed) == len(set(listed))
    assert len({*listed, *MERGED, *LEFT_OUT}) == 152 + 151
    assert sorted(FACTS.keys() - LEFT_OUT.keys() - shipped.claims.keys()) == []
    assert sorted(set(MERGED.values()) - shipped.claims.keys()) == []
    assert sorted(LEFT_OUT.keys() & shipped.claims.keys()) == []


def test_claim_comes_from_research_or_article(shipped: Site) -> None:
    """Each claim is a fact, a listed result of the research, or what the article says."""
    others = [name for name in shipped.claims if not name.startswith("article-")]
    assert sorted(set(others) - FACTS.keys() - MORE.keys()) == []


def test_claim_is_shown_on_some_path(shipped: Site) -> None:
    """For each claim, some path leads to an outcome that shows it, or a date or change does."""
    assert shipped.deadlines
    shown = {claim.id for claim in shipped.deadlines.claims()}
    shown |= {claim.id for change in shipped.changes.values() for claim in change.claims}
    for flow in shipped.flows.values():
        for answers in paths(flow):
            journey = replay(flow, answers)
            if isinstance(journey.step, Outcome):
                given = journey.answers()
                shown |= {claim.id for claim in journey.step.claims if holds(claim.when, given)}
    assert sorted(shipped.claims.keys() - shown) == []


def test_claim_level_is_at_most_the_level_of_research(shipped: Site) -> None:
    """The levels are in order, best first. What was not found stays unknown."""
    order = list(shipped.levels)
    best = {name: level for name, level in {**FACTS, **MORE}.items() if name not in LEFT_OUT}
    levels = {name: claim.level.id for name, claim in shipped.claims.items()}
    surer = [name for name, level in best.items() if order.index(levels[name]) < order.index(level)]
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
    unknown = [
        claim for claim in [*shipped.claims.values(), *inside] if claim.level.id == "unknown"
    ]
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
    assert [claim.id for claim in about if claim.level.id not in ("reported", "unknown")] == []


def test_article_claim_says_that_the_article_says_so(shipped: Site) -> None:
    """The claim also says what was found about it, and cites the article."""
    claims = [claim for claim in shipped.claims.values() if claim.level.id == "article"]
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
            assert outcome.claims[0].level.id != "article", outcome.id
