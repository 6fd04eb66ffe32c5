"""The start page of a flow, as a presenter makes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from tests.pages.example import present
from tests.web.example import page as html
from wizard import create_app
from wizard.engine.journey import replay
from wizard.model.site import Site
from wizard.pages.links import Link
from wizard.pages.questions import Asked, QuestionPage
from wizard.pages.start import StartPresenter


def test_start_page_links_to_first_step_map_and_safety(small_site: Site) -> None:
    """The start page says how long the flow is and when it was reviewed."""
    page = present(StartPresenter, small_site).start(small_site.flows["guide"])
    assert (page.heading, page.summary) == ("A guide", "It helps.")
    assert (page.begin.href, page.map.href) == ("/en/guide/license/", "/en/guide/map/")
    assert page.safety == Link("Stay safe", "/en/safety/")
    assert (page.length, page.reviewed) == ("Up to 2 short questions.", "November 2, 2026")
    assert page.layout.indexable


def test_start_page_without_safety_page_has_no_link(small_site: Site) -> None:
    """A site need not have a page about safety."""
    site = replace(small_site, pages={})
    assert present(StartPresenter, site).start(site.flows["guide"]).safety is None


@pytest.mark.parametrize(
    ("today", "overdue"), [(date(2026, 11, 22), False), (date(2026, 11, 23), True)]
)
def test_start_page_says_when_review_is_overdue(
    small_site: Site, today: date, overdue: bool
) -> None:
    """A review is overdue on the day after its date."""
    presenter = present(StartPresenter, small_site, today=today)
    notice = presenter.start(small_site.flows["other"]).review_overdue
    assert notice == (
        "We planned to check this page again by November 22, 2026 and have not done so yet. "
        "Some of it may be out of date."
        if overdue
        else ""
    )


def test_start_page_asks_first_question(small_site: Site) -> None:
    """It is the same question, with the same answers, as on its own page."""
    presenter, flow = present(StartPresenter, small_site), small_site.flows["guide"]
    asked = presenter.start(flow).question
    assert isinstance(asked, Asked)
    assert asked.why == "DPS (the license office) asks."
    assert (asked.progress, asked.number, asked.total) == ("Question 1 of about 2", 1, 2)
    step = presenter.step(replay(flow, {}))
    assert isinstance(step, QuestionPage)
    assert asked.ask == step.heading
    for name in ("why", "help", "has_long_help", "answers", "progress", "number", "total"):
        assert getattr(asked, name) == getattr(step, name), name


def test_start_page_of_sensitive_flow_has_no_answers_in_links(small_site: Site) -> None:
    """Its questions have no number either, since no page knows what was answered."""
    flow = replace(small_site.flows["guide"], sensitive=True)
    asked = present(StartPresenter, small_site).start(flow).question
    assert isinstance(asked, Asked)
    assert [link.href for link in asked.answers] == [
        "/en/guide/car/",
        "/en/guide/end/",
        "/en/guide/car/",
    ]
    assert asked.progress == ""
    client = create_app(replace(small_site, flows={**small_site.flows, "guide": flow}))
    assert not html(client.test_client(), "/en/guide/").select(".tab")


def test_start_page_of_flow_that_begins_with_outcome_asks_nothing(small_site: Site) -> None:
    """It has a link to the outcome instead."""
    flow = replace(small_site.flows["guide"], start="end")
    page = present(StartPresenter, small_site).start(flow)
    assert page.question is None
    assert page.begin == Link("Start the questions", "/en/guide/end/")


@pytest.fixture(scope="module")
def client(small_site: Site) -> FlaskClient:
    """Return a client of the site, with a flow that begins with an outcome."""
    flow = replace(small_site.flows["other"], start="done")
    return create_app(replace(small_site, flows={**small_site.flows, "other": flow})).test_client()


def test_html_asks_first_question_in_the_box(client: FlaskClient) -> None:
    """The tab has its number; the question is the heading that names the section."""
    soup = html(client, "/en/guide/")
    [section] = soup.select("section.short")
    [tab, heading] = section.select(".tab, h2")
    assert tab.get_text() == "Question 1 of about 2"
    assert (heading.get_text(), heading["id"]) == (
        "A license from DPS?",
        section["aria-labelledby"],
    )
    own = html(client, "/en/guide/license/")
    assert str(section.select_one(".answers")) == str(own.select_one(".answers"))
    assert len(section.select(".answers a")) == 3
    assert not soup.select(".begin")


def test_html_of_flow_that_begins_with_outcome_has_start_button(client: FlaskClient) -> None:
    """Nothing is in the box, so there is none."""
    soup = html(client, "/en/other/")
    [begin] = soup.select(".begin a")
    assert begin["href"] == "/en/other/done/"
    assert begin.get_text() == "Start the questions – Another guide"
    assert not soup.select(".short, .tab, .answers")
