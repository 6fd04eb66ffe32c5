"""The pages that belong to no flow, as a presenter makes them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from tests.pages.example import present
from wizard import create_app
from wizard.model.site import Site
from wizard.pages.base import Card, Link
from wizard.pages.site import SitePresenter, error_message


def test_languages_page_links_to_each_language(small_site: Site) -> None:
    """Its heading is the name of the site, which it has in one language only."""
    page = present(SitePresenter, small_site).languages()
    assert page.heading == page.layout.title == "The site"
    assert page.answers == (
        Link("English", "/en/", lang="en", current=True),
        Link("Español", "/es/", lang="es"),
    )
    assert page.layout.canonical == "/en/"
    assert not page.layout.indexable


def test_home_page_lists_flows_and_topics(small_site: Site) -> None:
    """Topics keep their numbers, which need not be consecutive."""
    page = present(SitePresenter, small_site, "es").home()
    assert page.cards == (
        Card("Una guía", "It helps.", "/es/guide/"),
        Card("Another guide", "", "/es/other/"),
    )
    assert [(number, link.href) for number, link in page.topics] == [
        (2, "/es/topics/2/"),
        (5, "/es/topics/5/"),
        (9, "/es/topics/9/"),
    ]
    assert page.layout.indexable


def test_topic_page_has_texts_and_outcomes(small_site: Site) -> None:
    """A topic lists the outcomes that answer it, in the order of the flows."""
    page = present(SitePresenter, small_site).topic(5)
    assert (page.article, page.found, page.missing) == ("It says so.", "", "")
    assert page.outcomes == (Link("Both", "/en/guide/both/"), Link("The end", "/en/guide/end/"))
    page = present(SitePresenter, small_site).topic(2)
    assert (page.article, page.missing) == ("", "The rest.")
    assert page.outcomes == (Link("The answer", "/en/guide/plain/"),)


def test_topic_page_shows_the_article_last(small_site: Site) -> None:
    """A reader meets what was found first, and names are explained in this order."""
    topic = replace(small_site.topics[2], article="DPS never tells.")
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
        "What one article says, not confirmed",
        "DPS never tells.",
    ]


@pytest.mark.parametrize(
    ("number", "previous", "following"), [(2, None, 5), (5, 2, 9), (9, 5, None)]
)
def test_topic_page_links_to_neighbors(
    small_site: Site, number: int, previous: int | None, following: int | None
) -> None:
    """The first topic has none before it, the last none after it."""
    page = present(SitePresenter, small_site).topic(number)
    hrefs = [link.href if link else None for link in (page.previous, page.next)]
    assert hrefs == [f"/en/topics/{each}/" if each else None for each in (previous, following)]


def test_unknown_topic_and_page_raise_key_error(small_site: Site) -> None:
    """The caller asks only for what exists."""
    with pytest.raises(KeyError):
        present(SitePresenter, small_site).topic(3)
    with pytest.raises(KeyError):
        present(SitePresenter, small_site).content("nope")


def test_sources_are_sorted_without_case(small_site: Site) -> None:
    """Capital letters do not come first."""
    sources = present(SitePresenter, small_site).sources().sources
    assert [source.title for source in sources] == ["a book", "A paper"]
    assert (sources[1].publisher, sources[1].url) == ("The press", "https://press.example/")
    assert (sources[0].note, sources[0].checked) == ("It is old.", "")


def test_content_page_explains_names_and_renders_markdown(small_site: Site) -> None:
    """A name is explained before Markdown becomes HTML."""
    page = present(SitePresenter, small_site).content("safety")
    assert page.heading == "Stay safe"
    assert page.text == "<p>Ask <strong>DPS (the license office)</strong>. DPS answers.</p>\n"


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        (400, "We could not read this address"),
        (404, "Page not found"),
        (405, "You cannot send anything to this page"),
        (406, "We cannot send this page to your browser"),
        (414, "This address is too long"),
        (499, "We could not read this address"),
        (500, "Something went wrong on our side"),
        (503, "Something went wrong on our side"),
    ],
)
def test_error_page_has_heading_for_status(small_site: Site, status: int, heading: str) -> None:
    """An error of the server is not blamed on the reader."""
    presenter = present(SitePresenter, small_site)
    page = presenter.error(status)
    assert (page.status, page.heading) == (status, heading)
    assert page.text == error_message(presenter.t, status)[1]
    assert page.layout.canonical == "/en/"
    assert not page.layout.indexable
