"""The lists of what a site has for each row of a table, and how other pages lead to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.pages.example import present
from tests.rows import CELLS, write_rows
from tests.web.example import page
from wizard import create_app, load_flows
from wizard.convert.diagram import name_in
from wizard.i18n.translator import translator_of
from wizard.model.flow import Target
from wizard.model.site import Site
from wizard.model.tables import listed, one_of_each
from wizard.pages.changes import ChangesPresenter
from wizard.pages.letters import LetterPresenter
from wizard.pages.links import Link
from wizard.pages.rows import RowItem, RowPresenter
from wizard.pages.site import SitePresenter
from wizard.pages.start import StartPresenter
from wizard.pages.topics import TopicPresenter

CAR = """\
title: A car
start: one
steps:
  one: {ask: One?, yes: end, no: end}
  end: {outcome: The end, topics: [1], claims: [{level: unknown, text: Nothing.}]}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site with a flow and a letter for three states, and a flow without a table."""
    return load_flows(write_rows(tmp_path_factory.mktemp("rows"), car=CAR))


def test_list_has_a_page_for_each_row(site: Site) -> None:
    """The list has its own texts, and the words by which readers find a row."""
    page = present(RowPresenter, site).rows(site.indexes["records"])
    assert (page.heading, page.summary) == ("Ask a state for its papers", "Choose the state.")
    assert page.ask == "Which state?"
    assert page.back == Link("All guides", "/en/")
    assert [(group.letter, group.rows) for group in page.groups] == [
        ("A", (RowItem("al", "Alabama", "al Open Records Act", "/en/records/al/"),)),
        ("D", (RowItem("dc", "District of Columbia", "dc FOIA", "/en/records/dc/"),)),
        ("N", (RowItem("nc", "North Carolina", "nc Public Records Law", "/en/records/nc/"),)),
    ]
    assert page.layout.indexable
    assert page.layout.canonical == "/en/records/"


def test_list_is_sorted_by_translated_names(site: Site) -> None:
    """North Carolina is Carolina del Norte, so it comes before the district."""
    page = present(RowPresenter, site, "es").rows(site.indexes["records"])
    assert [row.name for group in page.groups for row in group.rows] == [
        "Alabama",
        "Carolina del Norte",
        "Distrito de Columbia",
    ]
    assert [group.letter for group in page.groups] == ["A", "C", "D"]


def test_names_that_begin_with_one_letter_are_one_group(tmp_path: Path) -> None:
    """Each letter is there once, in whatever order the rows are."""
    cells = CELLS + "AK,Alaska,Alaska,Public Records Act,10,working,law,S-AL\n"
    site = load_flows(write_rows(tmp_path, cells=cells))
    page = present(RowPresenter, site).rows(site.indexes["records"])
    assert [(group.letter, [row.id for row in group.rows]) for group in page.groups] == [
        ("A", ["al", "ak"]),
        ("D", ["dc"]),
        ("N", ["nc"]),
    ]


def test_list_of_letters_leads_back_to_all_letters(site: Site) -> None:
    """Its rows link to the letters."""
    page = present(RowPresenter, site).rows(site.indexes["letters/request"])
    assert page.back == Link("All letters", "/en/letters/")
    assert page.groups[0].rows[0].href == "/en/letters/request/al/"


def test_other_lists_have_a_template_once(site: Site) -> None:
    """Cards, doors and the letters lead to the list of rows."""
    home = present(SitePresenter, site).home()
    assert [(card.title, card.href, card.ask) for card in home.cards] == [
        ("A car", "/en/car/", ""),
        ("Ask a state for its papers", "/en/records/", "Which state?"),
    ]
    assert [door.href for door in home.doors] == ["/en/car/", "/en/records/"]
    letters = present(LetterPresenter, site).index()
    assert [(card.title, card.href) for card in letters.cards] == [
        ("Ask for papers", "/en/letters/request/")
    ]


def test_site_can_begin_with_a_list(site: Site) -> None:
    """Every page links to it, and the front page has it first."""
    first = replace(site, first="records", start="records")
    home = present(SitePresenter, first).home()
    assert home.layout.primary_link == Link("Ask a state for its papers", "/en/records/")
    assert home.cards[0].href == "/en/records/"


def test_targets_have_the_titles_of_lists(site: Site) -> None:
    """Lists of what is often read and pictures show these titles."""
    t = translator_of(site, "en")
    assert name_in(t, site, Target("records", "")) == "Ask a state for its papers"
    assert name_in(t, site, Target("letters", "request")) == "Ask for papers"
    assert name_in(t, site, Target("letters", "request/al")) == "Ask Alabama"
    assert name_in(t, site, Target("records/al", "")) == "Ask Alabama for its papers"
    often = replace(site, often=(Target("records", ""), Target("records/dc", "wait")))
    assert present(SitePresenter, often).home().often == (
        Link("Ask a state for its papers", "/en/records/"),
        Link("Wait", "/en/records/dc/wait/"),
    )


def test_page_of_a_row_leads_back_to_its_list(site: Site) -> None:
    """Readers find another row there."""
    start = present(StartPresenter, site).start(site.flows["records/al"])
    assert start.back == Link("Ask a state for its papers", "/en/records/")
    assert present(StartPresenter, site).start(site.flows["car"]).back == Link("All guides", "/en/")
    letter = present(LetterPresenter, site).letter(site.letters["request/al"])
    assert letter.index_link == Link("Ask for papers", "/en/letters/request/")


def test_topic_leads_to_a_list_in_place_of_its_outcomes(site: Site) -> None:
    """Each of the three flows has one, with the same words."""
    assert present(TopicPresenter, site).topic(1).outcomes == (
        Link("The end", "/en/car/end/"),
        Link("Ask a state for its papers", "/en/records/"),
    )


def test_parts_of_a_site_are_listed_in_their_order(site: Site) -> None:
    """A list of rows is where its first row was."""
    assert [each.id for each in listed(site.flows, site.indexes)] == ["car", "records"]
    assert [each.id for each in listed(site.letters, site.indexes, "letters")] == [
        "letters/request"
    ]
    assert [*one_of_each(site.flows)] == ["car", "records/al"]


def test_page_on_what_changed_has_the_oldest_dates_of_the_rows(site: Site) -> None:
    """Each flow without a table has its own."""
    dates = {
        "records/al": (date(2026, 11, 2), date(2027, 5, 1)),
        "records/dc": (date(2026, 10, 1), date(2026, 11, 1)),
        "car": (date(2026, 9, 1), None),
    }
    checked = {
        id_: replace(site.flows[id_], reviewed=reviewed, review_by=due)
        for id_, (reviewed, due) in dates.items()
    }
    made = replace(site, flows={**site.flows, **checked})
    guides = present(ChangesPresenter, made, today=date(2026, 11, 23)).changes().guides
    assert [(each.guide.href, each.reviewed, bool(each.review_overdue)) for each in guides] == [
        ("/en/car/", "September 1, 2026", False),
        ("/en/records/", "October 1, 2026", True),
    ]


def test_pages_of_a_row_do_not_jump_to_its_own_list(site: Site) -> None:
    """Other flows lead to it, as to any flow that every page links to."""
    client = create_app(replace(site, first="records")).test_client()
    jump = "main [href='/en/records/']"
    assert page(client, "/en/car/end/").select(jump)
    for path in ("late/?late=yes", "wait/", "wait/?late=no"):
        assert page(client, f"/en/records/al/{path}").select(jump) == [], path
