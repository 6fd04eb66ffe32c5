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
from wizard.model.evidence import BUILT_IN, Claim, Source
from wizard.model.flow import Outcome
from wizard.model.site import Site
from wizard.pages.base import ClaimItem, Part
from wizard.pages.evidence import groups_by_level, oldest_check, strongest_first
from wizard.pages.outcomes import OutcomePage
from wizard.pages.site import SitePresenter
from wizard.pages.steps import StepPresenter

OLD = "This copy is more than two years old. The text may have changed since."
YES = AnsweredWith("license", ("yes",))


def claim(level: str, text: str, when: AnsweredWith | None = None, **dates: date) -> Claim:
    """Return a claim without sources."""
    return Claim("", BUILT_IN[level], text, (), dates.get("reviewed"), when=when)


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


def words(tag: Tag) -> str:
    """Return the text of an element on one line."""
    return " ".join(tag.get_text().split())


def open_points(group: Tag) -> list[str]:
    """Return the claims of a group that are not folded."""
    return [words(item) for item in group.select(".claims > li") if not item.find_parent("details")]


def folded_points(fold: Tag) -> list[tuple[str, str]]:
    """Return the claims of a fold, each with the condition above its list, or ""."""
    found = []
    for points in fold.select(".claims"):
        above = points.find_previous_sibling()
        is_condition = isinstance(above, Tag) and above.get("class") == ["condition"]
        condition = words(above) if isinstance(above, Tag) and is_condition else ""
        found += [(condition, words(item)) for item in points.select(":scope > li")]
    return found


def test_strongest_first_keeps_order_within_a_level() -> None:
    """The author's order says what matters most."""
    assert [each.text for each in strongest_first(MIXED)] == [
        "C.",
        "E.",
        "B.",
        "D.",
        "F.",
        "A.",
    ]


def test_groups_by_level_join_parts_of_one_condition() -> None:
    """A part whose claims have two levels is split; the items of one condition stay together."""

    def item(level: str, text: str) -> ClaimItem:
        return ClaimItem(level, level.capitalize(), 3, "all", text, ())

    parts = (
        Part("", (item("law", "1"),)),
        Part("If so:", (item("law", "2"), item("unknown", "3"), item("unknown", "4"))),
        Part("", (item("unknown", "5"),), "Because so:"),
    )
    assert [
        (
            group.level,
            group.support,
            (group.strength, group.open, group.count),
            [
                (part.condition or part.because, [each.text for each in part.items])
                for part in group.parts
            ],
        )
        for group in groups_by_level(parts)
    ] == [
        ("law", "Law", (3, "all", 2), [("", ["1"]), ("If so:", ["2"])]),
        ("unknown", "Unknown", (3, "all", 3), [("If so:", ["3", "4"]), ("Because so:", ["5"])]),
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
        ("license=yes&car=no", []),
        ("license=unsure&car=no", ["The oldest check on this page is from May 1, 2026."]),
    ):
        page = get(client, f"/en/guide/plain/?{query}")
        (checked,) = page.select(".box .fine > span")
        assert checked.get_text() == "Checked January 31, 2025", query
        assert [words(note) for note in page.select(".proof + .fine")] == note, query
    assert plain_page(with_claims(site, (claim("law", "A."),))).oldest_check == ""


IF_YES = "If your answer to “A license from DPS?” is “Yes”:"


def test_html_shows_first_point_of_each_level(small_site: Site) -> None:
    """The rest is folded, with its number; what only one article says is folded as a whole."""
    client = create_app(with_claims(small_site, MIXED), lambda: TODAY).test_client()
    page = get(client, "/en/guide/plain/")
    groups = page.select(".proof > *")
    assert [group["class"][-1] for group in groups] == [
        f"strength-{number}" for number in (4, 2, 0, 1)
    ]
    assert [words(heading) for heading in page.select(".proof h3")] == [
        "The law says 2 points",
        "Reports say 2 points",
        "We could not find out",
    ]
    assert [open_points(group) for group in groups] == [["C."], ["B."], ["F."], []]
    assert [(words(fold), fold.has_attr("open")) for fold in page.select("details.rest")] == [
        ("1 more point The law says E.", False),
        (f"1 more point Reports say {IF_YES} D.", False),
    ]
    article = groups[-1]
    assert (article.name, article.has_attr("open")) == ("details", False)
    assert words(article) == "Not confirmed: only one article says this A."
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_html_shows_each_condition_above_its_points(small_site: Site) -> None:
    """In a fold it is repeated, since the reader may see the fold alone."""
    several = (
        claim("law", "A.", YES),
        claim("law", "B.", YES),
        claim("law", "C."),
        claim("law", "D.", YES),
    )
    client = create_app(with_claims(small_site, several), lambda: TODAY).test_client()
    (law,) = get(client, "/en/guide/plain/").select(".known.strength-4")
    (fold,) = law.select(".rest")
    assert words(fold.select("summary")[0]) == "3 more points The law says"
    assert folded_points(fold) == [(IF_YES, "B."), ("", "C."), (IF_YES, "D.")]
    fold.extract()
    assert words(law) == f"The law says 4 points {IF_YES} A."


def test_html_shows_all_that_could_not_be_found_out(small_site: Site) -> None:
    """None of it is folded, since a gap is easily overlooked; the count is the same as ever."""
    unknown = tuple(claim("unknown", text) for text in ("A.", "B.", "C."))
    client = create_app(with_claims(small_site, unknown), lambda: TODAY).test_client()
    (group,) = get(client, "/en/guide/plain/").select(".proof > *")
    assert open_points(group) == ["A.", "B.", "C."]
    assert words(group.select("h3")[0]) == "We could not find out 3 points"


def test_html_folds_all_that_one_article_says(small_site: Site) -> None:
    """The label does not say how many points there are, and none of them is open."""
    article = (claim("article", "A."), claim("article", "B.", YES))
    client = create_app(with_claims(small_site, article), lambda: TODAY).test_client()
    (fold,) = get(client, "/en/guide/plain/").select(".proof > *")
    (summary,) = fold.select("summary")
    assert words(summary) == "Not confirmed: only one article says this"
    assert folded_points(fold) == [("", "A."), (IF_YES, "B.")]
    assert not fold.select("details")


def test_html_after_answers_has_no_group_without_claims(small_site: Site) -> None:
    """Without the claims of a condition, a level may be empty."""
    site = with_claims(small_site, (claim("law", "A.", YES), claim("unknown", "B.")))
    client = create_app(site, lambda: TODAY).test_client()
    (group,) = get(client, "/en/guide/plain/?license=unsure&car=no").select(".proof > *")
    # One point needs no count.
    assert words(group) == "We could not find out B."


@pytest.mark.parametrize(
    ("level", "full"),
    [("law", 4), ("official", 3), ("reported", 2), ("article", 1), ("unknown", 0), ("imported", 0)],
)
def test_level_has_bars_of_its_strength(small_site: Site, level: str, full: int) -> None:
    """The other bars are pale. The words beside them say the same, so they are not read out."""
    client = create_app(with_claims(small_site, (claim(level, "A."),))).test_client()
    (bars,) = get(client, "/en/guide/plain/").select(".proof .bars")
    assert bars["aria-hidden"] == "true"
    drawn = {bool(path.get("opacity")): str(path["d"]) for path in bars.select("path")}
    assert drawn.get(False, "").count("M") == full
    assert drawn.get(True, "").count("M") == 4 - full
    # A path without bars is not drawn.
    assert all(drawn.values())
    every = (drawn.get(False, "") + drawn.get(True, "")).split("M")
    assert [bar.split(" ")[0] for bar in every[1:]] == ["0", "6", "12", "18"]


def test_fold_of_sources_says_how_many_there_are(small_site: Site) -> None:
    """A claim without a source has no fold."""
    paper, book = small_site.sources["paper"], small_site.sources["book"]
    claims = (
        claim("unknown", "A."),
        replace(claim("unknown", "B."), cite=(paper,)),
        replace(claim("unknown", "C."), cite=(paper, book)),
    )
    client = create_app(with_claims(small_site, claims)).test_client()
    items = get(client, "/en/guide/plain/").select(".claims > li")
    assert [[words(each) for each in item.select("summary")] for item in items] == [
        [],
        ["1 source"],
        ["2 sources"],
    ]
    assert [len(item.select(".sources > li")) for item in items] == [0, 1, 2]
    spanish = get(client, "/es/guide/plain/").select(".claims summary")
    assert [words(each) for each in spanish] == ["1 fuente", "2 fuentes"]


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
