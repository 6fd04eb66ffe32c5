"""The page of a topic, and what it says of each row of a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.pages.example import grouped, present
from tests.rows import TOPICS, write_rows
from wizard import create_app, load_flows
from wizard.model.evidence import BUILT_IN, Claim
from wizard.model.site import Site
from wizard.pages.links import Link
from wizard.pages.topics import TopicPresenter


def test_topic_page_names_its_group_and_links_to_the_others(small_site: Site) -> None:
    """A topic of no group has no related topics."""
    page = present(TopicPresenter, grouped(small_site), "es").topic(2)
    assert (page.group, page.related) == ("Una carta", (Link("What is last?", "/es/topics/9/"),))
    page = present(TopicPresenter, grouped(small_site), "es").topic(5)
    assert (page.group, page.related) == ("", ())
    assert page.home_topics == Link("Todos los temas", "/es/#topics")


def test_topic_page_counts_topics_without_gaps(small_site: Site) -> None:
    """It never says "Topic 9 of 3"."""
    assert present(TopicPresenter, small_site).topic(9).total == 0
    topics = dict.fromkeys((1, 2), small_site.topics[2])
    assert present(TopicPresenter, replace(small_site, topics=topics)).topic(2).total == 2


def test_topic_page_shows_sources_and_date(small_site: Site) -> None:
    """They are those of the topic, and both may be missing."""
    page = present(TopicPresenter, small_site).topic(2)
    assert (page.sources, page.reviewed, page.about) == ((), "", None)
    cite = (small_site.sources["paper"],)
    topic = replace(small_site.topics[2], cite=cite, reviewed=date(2026, 11, 2))
    pages = {"about": replace(small_site.pages["safety"], id="about")}
    site = replace(small_site, topics={2: topic}, pages=pages)
    page = present(TopicPresenter, site).topic(2)
    assert [source.title for source in page.sources] == ["A paper"]
    assert page.reviewed == "November 2, 2026"
    assert page.about == Link("How we know", "/en/about/")


def test_topic_page_has_texts_and_outcomes(small_site: Site) -> None:
    """A topic lists the outcomes that answer it, in the order of the flows."""
    page = present(TopicPresenter, small_site).topic(5)
    assert ([claim.text for claim in page.claims], page.found, page.missing) == (
        ["It says so."],
        "",
        "",
    )
    assert page.outcomes == (Link("Both", "/en/guide/both/"), Link("The end", "/en/guide/end/"))
    page = present(TopicPresenter, small_site).topic(2)
    assert (page.claims, page.missing) == ((), "The rest.")
    assert page.outcomes == (Link("The answer", "/en/guide/plain/"),)


def test_topic_page_shows_its_claims_last(small_site: Site) -> None:
    """A reader sees what was found first, and names are explained in this order."""
    claim = Claim("", BUILT_IN["article"], "DPS never tells.", (), None)
    topic = replace(small_site.topics[2], claims=(claim,))
    site = replace(small_site, topics={**small_site.topics, 2: topic})
    text = create_app(site).test_client().get("/en/topics/2/").text
    soup = BeautifulSoup(text, "html.parser")
    [found, missing, article] = soup.select(".short, .known")
    assert [each.get_text(strip=True) for each in found.select("h2, .says")] == [
        "What we found",
        "DPS (the license office) knows.",
    ]
    assert [each.get_text(strip=True) for each in missing.select("h2, p")] == [
        "What we could not find out",
        "The rest.",
    ]
    # Only this is folded.
    assert (article.name, article.has_attr("open")) == ("details", False)
    assert [each.get_text(strip=True) for each in article.select("summary, p")] == [
        "Not confirmed: only one article says this",
        "DPS never tells.",
    ]


@pytest.mark.parametrize(
    ("number", "previous", "following"), [(2, None, 5), (5, 2, 9), (9, 5, None)]
)
def test_topic_page_links_to_neighbors(
    small_site: Site, number: int, previous: int | None, following: int | None
) -> None:
    """The first topic has none before it, the last none after it."""
    page = present(TopicPresenter, small_site).topic(number)
    hrefs = [link.href if link else None for link in (page.previous, page.next)]
    assert hrefs == [f"/en/topics/{each}/" if each else None for each in (previous, following)]


def test_unknown_topic_raises_key_error(small_site: Site) -> None:
    """The caller asks only for what exists."""
    with pytest.raises(KeyError):
        present(TopicPresenter, small_site).topic(3)


def test_topic_says_something_of_each_row(tmp_path: Path) -> None:
    """Rows are in the order of their translated names; claims have their level and sources."""
    site = load_flows(write_rows(tmp_path))
    rows = present(TopicPresenter, site, "es").topic(1).rows
    assert [(item.row.id, item.row.name, item.row.href) for item in rows] == [
        ("al", "Alabama", "/es/topics/1/#row-al"),
        ("nc", "Carolina del Norte", "/es/topics/1/#row-nc"),
        ("dc", "Distrito de Columbia", "/es/topics/1/#row-dc"),
    ]
    [claim] = rows[0].claims
    assert (claim.level, claim.text) == ("law", "Alabama: ES working days")
    assert [source.url for source in claim.sources] == ["https://example.org/al"]
    assert [each.level for item in rows[1:] for each in item.claims] == ["unknown", "unknown"]
    assert present(TopicPresenter, site).topic(1).rows[0].row.words == "al Open Records Act"


def test_topic_without_table_has_no_rows(small_site: Site) -> None:
    """Its page has no filter and no script."""
    assert present(TopicPresenter, small_site).topic(2).rows == ()
    text = create_app(small_site).test_client().get("/en/topics/2/").text
    assert "/rows." not in text
    assert "Find yours" not in text


def test_each_row_explains_its_names(tmp_path: Path) -> None:
    """A reader reads one of them. What the page explained before, it explains no more."""
    topics = TOPICS.replace("It depends.", "SAVE depends.").replace(
        "gives no number", "gives SAVE and DPS no number"
    )
    glossary = (
        "DPS: {means: the license office, keep: true}\nSAVE: {means: a database, keep: true}\n"
    )
    site = load_flows(write_rows(tmp_path, topics=topics, glossary=glossary))
    page = present(TopicPresenter, site).topic(1)
    assert page.found == "SAVE (a database) depends."
    assert [each.text for item in page.rows for each in item.claims] == [
        "Alabama: working days",
        "District of Columbia gives SAVE and DPS (the license office) no number.",
        "North Carolina gives SAVE and DPS (the license office) no number.",
    ]


def test_page_has_all_rows_without_a_script(tmp_path: Path) -> None:
    """A link to one of them opens it: browsers do that for what is folded."""
    client = create_app(load_flows(write_rows(tmp_path))).test_client()
    soup = BeautifulSoup(client.get("/en/topics/1/").text, "html.parser")
    folds = soup.select("#rows > details")
    assert [fold.summary and fold.summary.get_text() for fold in folds] == [
        "Alabama",
        "District of Columbia",
        "North Carolina",
    ]
    assert [str(part["id"]) for fold in folds for part in fold.select("[id]")] == [
        "row-al",
        "row-dc",
        "row-nc",
    ]
    assert [link["href"] for link in folds[0].select("a")] == ["https://example.org/al"]
