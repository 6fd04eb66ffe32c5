"""The claims of an outcome in groups, how old their checks are, and how old copies are."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from tests.pages.example import ORIGIN, TODAY, present
from wizard import create_app
from wizard.engine.journey import arrive
from wizard.model.conditions import AnsweredWith
from wizard.model.evidence import Claim, Source
from wizard.model.flow import Outcome
from wizard.model.site import Site
from wizard.pages.base import ClaimItem, Part
from wizard.pages.evidence import groups_by_level, oldest_check, strongest_first
from wizard.pages.site import SitePresenter
from wizard.pages.steps import OutcomePage, StepPresenter

OLD = "This copy is more than two years old. The text may have changed since."
YES = AnsweredWith("license", ("yes",))


def claim(level: str, text: str, when: AnsweredWith | None = None, **dates: date) -> Claim:
    """Return a claim without sources."""
    return Claim("", level, text, (), dates.get("reviewed"), when=when)


def source(name: str, checked: date | None) -> Source:
    """Return a source."""
    return Source(name, name, "", "", "", checked)


MIXED = (
    claim("article", "A."),
    claim("reported", "B."),
    claim("law", "C.", YES),
    claim("reported", "D.", YES),
    claim("law", "E."),
    claim("unknown", "F."),
)


def with_claims(site: Site, claims: tuple[Claim, ...]) -> Site:
    """Return a site whose outcome `plain` has these claims."""
    flow = site.flows["guide"]
    plain = flow.steps["plain"]
    assert isinstance(plain, Outcome)
    changed = replace(flow, steps={**flow.steps, "plain": replace(plain, claims=claims)})
    return replace(site, flows={**site.flows, "guide": changed})


def plain_page(site: Site) -> OutcomePage:
    """Return the page of the outcome, opened directly."""
    page = present(StepPresenter, site).step(arrive(site.flows["guide"], "plain"))
    assert isinstance(page, OutcomePage)
    return page


def get(client: FlaskClient, url: str) -> BeautifulSoup:
    """Return a page as HTML."""
    response = client.get(url, base_url=ORIGIN)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


def summary_of(fold: Tag) -> str:
    """Return the text of the summary of a fold."""
    summary = fold.select_one("summary")
    assert summary is not None
    return summary.get_text()


def test_strongest_first_keeps_order_within_a_level() -> None:
    """The author's order says what matters most."""
    assert [each.text for each in strongest_first(MIXED)] == ["C.", "E.", "B.", "D.", "F.", "A."]


def test_groups_by_level_join_parts_of_one_condition() -> None:
    """A part whose claims have two levels is split; the items of one condition stay together."""

    def item(level: str, text: str) -> ClaimItem:
        return ClaimItem(level, level.capitalize(), text, ())

    parts = (
        Part("", (item("law", "1"),)),
        Part("If so:", (item("law", "2"), item("unknown", "3"), item("unknown", "4"))),
        Part("", (item("unknown", "5"),), "Because so:"),
    )
    assert [
        (
            group.level,
            group.support,
            group.count,
            [
                (part.condition or part.because, [each.text for each in part.items])
                for part in group.parts
            ],
        )
        for group in groups_by_level(parts)
    ] == [
        ("law", "Law", 2, [("", ["1"]), ("If so:", ["2"])]),
        ("unknown", "Unknown", 3, [("If so:", ["3", "4"]), ("Because so:", ["5"])]),
    ]
    assert groups_by_level(()) == ()


def test_oldest_check_looks_at_claims_and_their_sources() -> None:
    """What has no date is ignored."""
    reviewed = claim("law", "A.", reviewed=date(2026, 3, 1))
    sources = (source("new", date(2026, 4, 1)), source("none", None))
    assert oldest_check([]) is None
    assert oldest_check([claim("law", "A.")]) is None
    assert oldest_check([replace(reviewed, cite=sources)]) == date(2026, 3, 1)
    older = replace(reviewed, cite=(*sources, source("old", date(2026, 2, 1))))
    assert oldest_check([reviewed, older]) == date(2026, 2, 1)


def test_outcome_shows_oldest_check_of_shown_claims(small_site: Site) -> None:
    """A claim whose condition is false is not on the page, so its dates do not count."""
    early = claim("law", "A.", YES, reviewed=date(2025, 1, 31))
    late = claim("law", "B.", reviewed=date(2026, 5, 1))
    site = with_claims(small_site, (early, late))
    assert plain_page(site).oldest_check == "January 31, 2025"
    client = create_app(site, lambda: TODAY).test_client()
    for query, note in (
        # Not said twice, if the page was last checked on the same date.
        ("license=yes&car=no", "Last checked on January 31, 2025."),
        ("license=unsure&car=no", "The oldest check on this page is from May 1, 2026."),
    ):
        (shown,) = get(client, f"/en/guide/plain/?{query}").select(".reviewed")
        assert shown.get_text(strip=True).endswith(note), query
    assert plain_page(with_claims(site, (claim("law", "A."),))).oldest_check == ""


def test_html_groups_claims_with_the_first_group_open(small_site: Site) -> None:
    """A group has its level and count, and its claims under their conditions."""
    client = create_app(with_claims(small_site, MIXED), lambda: TODAY).test_client()
    folds = get(client, "/en/guide/plain/").select(".evidence")
    assert [(summary_of(fold), fold.has_attr("open")) for fold in folds] == [
        ("The law says (2)", True),
        ("Reports say (2)", False),
        ("We could not find out (1)", False),
        ("Not confirmed: only one article says this (1)", False),
    ]
    law = folds[0]
    assert [item.get_text(strip=True) for item in law.select("li")] == ["C.", "E."]
    (condition,) = law.select(".condition")
    assert condition.get_text() == "If your answer to “A license from DPS?” is “Yes”:"
    (under,) = law.select(f"[aria-labelledby={condition['id']}] > li")
    assert under.get_text(strip=True) == "C."
    ids = [tag["id"] for tag in get(client, "/en/guide/plain/").select("[id]")]
    assert len(ids) == len(set(ids))


def test_html_after_answers_has_no_group_without_claims(small_site: Site) -> None:
    """Without the claims of a condition, a level may be empty."""
    site = with_claims(small_site, (claim("law", "A.", YES), claim("unknown", "B.")))
    client = create_app(site, lambda: TODAY).test_client()
    (fold,) = get(client, "/en/guide/plain/?license=unsure&car=no").select(".evidence")
    assert summary_of(fold) == "We could not find out (1)"
    assert fold.has_attr("open")


def test_json_has_claims_in_the_order_of_the_page(small_site: Site) -> None:
    """They are there once."""
    client = create_app(with_claims(small_site, MIXED), lambda: TODAY).test_client()
    data = json.loads(client.get("/api/en/guide/plain/").text)
    texts = [item["text"] for part in data["claims"] for item in part["items"]]
    assert texts == ["C.", "E.", "B.", "D.", "F.", "A."]
    assert "evidence" not in data
    assert data["oldest_check"] == ""


def test_names_are_explained_in_the_order_of_the_groups(small_site: Site) -> None:
    """The first claim on the page explains a name, wherever the author wrote it."""
    claims = (claim("unknown", "DPS hides it."), claim("law", "DPS must say so."))
    site = with_claims(small_site, claims)
    flow = site.flows["guide"]
    plain = flow.steps["plain"]
    assert isinstance(plain, Outcome)
    steps = {**flow.steps, "plain": replace(plain, says="", next=())}
    site = replace(site, flows={**site.flows, "guide": replace(flow, steps=steps)})
    (part,) = plain_page(site).claims
    assert [item.text for item in part.items] == [
        "DPS (the license office) must say so.",
        "DPS hides it.",
    ]


@pytest.mark.parametrize(
    ("copy", "today", "old"),
    [
        (date(2024, 11, 23), date(2026, 11, 23), False),
        (date(2024, 11, 22), date(2026, 11, 23), True),
        (date(2024, 2, 29), date(2026, 2, 28), False),
        (date(2024, 2, 29), date(2026, 3, 1), True),
        (None, date(2026, 11, 23), False),
    ],
)
def test_source_says_that_its_copy_is_old(
    small_site: Site, copy: date | None, today: date, old: bool
) -> None:
    """Two years to the day are not more than two years."""
    book = replace(small_site.sources["book"], copy=copy)
    site = replace(small_site, sources={"book": book})
    (item,) = present(SitePresenter, site, today=today).sources().sources
    assert item.old_copy == (OLD if old else "")


def test_html_shows_old_copy_on_screen_and_on_paper(small_site: Site) -> None:
    """The page of an outcome has each source twice: below its claim, and in the printed list."""
    client = create_app(small_site, lambda: TODAY).test_client()
    page = get(client, "/en/guide/plain/")
    for place in (".claims .sources", ".paper"):
        assert OLD in "".join(each.get_text() for each in page.select(place)), place
    assert OLD in get(client, "/en/sources/").get_text()
    spanish = get(client, "/es/sources/").get_text()
    assert "Esta copia tiene más de dos años." in spanish
