"""The page on what changed, as data and as HTML."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.pages.example import TODAY, present
from wizard import create_app
from wizard.model.changes import KINDS
from wizard.model.site import Site
from wizard.pages.changes import ChangesPage, ChangesPresenter, kind_label
from wizard.pages.links import Link


@pytest.fixture(scope="module")
def app(small_site: Site) -> Flask:
    """Return the application of the small site."""
    return create_app(small_site, lambda: TODAY)


def page_of(site: Site, lang: str = "en", today: date = TODAY) -> ChangesPage:
    """Return the page of a site."""
    return present(ChangesPresenter, site, lang, today=today).changes()


def soup_of(app: Flask, lang: str = "en") -> BeautifulSoup:
    """Return the page as HTML."""
    response = app.test_client().get(f"/{lang}/changes/")
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


def test_changes_are_grouped_by_day(small_site: Site) -> None:
    """The newest day comes first, and a name is explained where the page first uses it."""
    page = page_of(small_site)
    assert (page.heading, page.layout.title) == ("What changed", "What changed – The site")
    assert page.layout.indexable
    assert [(day.day, [change.text for change in day.changes]) for day in page.days] == [
        ("November 2, 2026", ["DPS (the license office) is right."]),
        ("October 1, 2026", ["A list of DPS is new.", "It is new, too."]),
    ]


def test_change_has_kind_link_and_claims(small_site: Site) -> None:
    """The link is named after its page; what a change lacks is empty."""
    (fix,), (form, plain) = (day.changes for day in page_of(small_site).days)
    assert (fix.kind, fix.more) == (
        "We corrected this guide",
        Link("The answer", "/en/guide/plain/"),
    )
    assert fix.claims == ()
    assert (form.kind, form.more) == ("News from an official list or page", None)
    assert [(claim.support, claim.sources[0].id) for claim in form.claims] == [
        ("The law says", "paper")
    ]
    assert (plain.kind, plain.more) == ("", Link("A note", "/en/letters/note/"))


def test_guides_with_date_of_review_are_listed(small_site: Site) -> None:
    """A flow without such a date is left out."""
    (guide,) = page_of(small_site).guides
    assert guide.guide == Link("A guide", "/en/guide/")
    assert (guide.reviewed, guide.review_overdue) == ("November 2, 2026", "")


@pytest.mark.parametrize(("today", "overdue"), [(22, False), (23, True)])
def test_guide_says_that_its_review_is_overdue(small_site: Site, today: int, overdue: bool) -> None:
    """A review is overdue on the day after its date."""
    flow = replace(small_site.flows["other"], reviewed=date(2026, 1, 5))
    site = replace(small_site, flows={"other": flow})
    (guide,) = page_of(site, today=date(2026, 11, today)).guides
    assert guide.review_overdue == (
        "We planned to check it again by November 22, 2026 and have not done so yet."
        if overdue
        else ""
    )


def test_kind_label_knows_every_kind(small_site: Site) -> None:
    """Each has its own words."""
    t = present(ChangesPresenter, small_site).t
    assert len({kind_label(t, kind) for kind in ("", *KINDS)}) == len(KINDS) + 1


def test_html_shows_changes_with_their_evidence(app: Flask) -> None:
    """The level and the sources are below the text, folded."""
    soup = soup_of(app)
    days = [heading.get_text() for heading in soup.select("#step h2")]
    assert days == ["November 2, 2026", "October 1, 2026", "When we last checked each guide"]
    (fold,) = soup.select(".changes > li > details")
    assert not fold.has_attr("open")
    summary, claim = fold.select_one("summary"), fold.select_one(".claims > li")
    assert summary is not None
    assert claim is not None
    assert summary.get_text() == "What this is based on: The law says"
    assert [each.get_text(strip=True) for each in claim.select("p")] == [
        "The law says",
        "DPS must say so.",
    ]
    assert len(claim.select(".level.strength-4 > .bars")) == 1
    assert [link["href"] for link in claim.select(".sources a")] == ["https://press.example/"]
    last = soup.select("#step .changes")[-1]
    assert last.get_text(" ", strip=True) == "A guide Last checked on November 2, 2026."


def test_html_is_translated(app: Flask) -> None:
    """The words of the interface and the texts of the author are in the reader's language."""
    text = soup_of(app, "es").get_text(" ", strip=True)
    assert "Qué ha cambiado" in text
    assert "Corregimos esta guía" in text
    assert "La oficina tiene razón." in text
    assert "Última revisión: 2 de noviembre de 2026." in text


def test_page_without_changes_lists_reviews_only(small_site: Site) -> None:
    """The sentence about changes is left out, too."""
    site = replace(small_site, changes={})
    soup = soup_of(create_app(site, lambda: TODAY))
    assert [heading.get_text() for heading in soup.select("#step h2")] == [
        "When we last checked each guide"
    ]
    assert soup.select(".says") == []


def test_site_without_changes_and_reviews_has_no_page(small_site: Site) -> None:
    """Nothing links to it either: not the footer, the search or the sitemap."""
    flows = {name: replace(flow, reviewed=None) for name, flow in small_site.flows.items()}
    site = replace(small_site, changes={}, flows=flows)
    client = create_app(site, lambda: TODAY).test_client()
    assert client.get("/en/changes/").status_code == 404
    for url in ("/en/", "/en/search.json", "/sitemap.xml", "/api/openapi.json"):
        assert "changes/" not in client.get(url).text, url


def test_every_page_the_search_and_the_sitemap_link_to_it(app: Flask) -> None:
    """So does the list of routes of the JSON API."""
    client = app.test_client()
    for url in ("/en/", "/en/guide/", "/en/search.json", "/sitemap.xml", "/api/openapi.json"):
        assert "changes/" in client.get(url).text, url
    data = json.loads(client.get("/api/en/changes/").text)
    assert (data["kind"], data["days"][0]["changes"][0]["more"]["data"]) == (
        "changes",
        "/api/en/guide/plain/",
    )
