"""The pages that belong to no flow, as a presenter makes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup

from tests.pages.example import present
from wizard import create_app
from wizard.model.evidence import BUILT_IN, Claim
from wizard.model.flow import Target
from wizard.model.site import ContentPage, Site, TopicGroup
from wizard.pages.base import Card
from wizard.pages.links import Link
from wizard.pages.site import SitePresenter, error_message


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


def test_home_page_begins_with_name_or_heading(small_site: Site) -> None:
    """The heading and the lead are translated, as the name is."""
    page = present(SitePresenter, small_site, "es").home()
    assert (page.heading, page.lead) == ("El sitio", "")
    site = replace(small_site, heading="A guide", lead="DPS holds it.")
    page = present(SitePresenter, site, "es").home()
    assert (page.heading, page.lead) == ("Una guía", "El DPS lo tiene.")


def test_home_page_lists_the_flow_to_start_with_first(small_site: Site) -> None:
    """The flow that every page links to stays the same."""
    page = present(SitePresenter, replace(small_site, start="other")).home()
    assert [card.href for card in page.cards] == ["/en/other/", "/en/guide/"]
    assert page.layout.primary_link == Link("A guide", "/en/guide/")


def test_home_page_lists_pages_that_are_often_read(small_site: Site) -> None:
    """A link has the heading of its outcome, or the title of its flow or letter."""
    assert present(SitePresenter, small_site).home().often == ()
    often = (Target("guide", "plain"), Target("other", ""), Target("letters", "note"))
    page = present(SitePresenter, replace(small_site, often=often), "es").home()
    assert page.often == (
        Link("The answer", "/es/guide/plain/"),
        Link("Another guide", "/es/other/"),
        Link("Una carta", "/es/letters/note/"),
    )


def test_home_page_links_to_letters_deadlines_and_help(small_site: Site) -> None:
    """The page `help` may be a link to another page. What a site lacks has no link."""
    help_page = ContentPage("help", "Who helps?", "", Target("guide", "plain"))
    page = present(SitePresenter, replace(small_site, pages={"help": help_page})).home()
    assert page.letters == Link("Letters", "/en/letters/")
    assert page.deadlines == Link("Count the days", "/en/deadlines/")
    assert page.help == Link("Who helps?", "/en/guide/plain/")
    bare = replace(small_site, pages={}, letters={}, deadlines=None)
    page = present(SitePresenter, bare).home()
    assert (page.letters, page.deadlines, page.help) == (None, None, None)


def grouped(site: Site) -> Site:
    """Return the site with a group of topics, whose order is not that of their numbers."""
    return replace(site, topic_groups=(TopicGroup("A note", "A guide", (9, 2)),))


def test_home_page_groups_topics_in_the_order_of_the_group(small_site: Site) -> None:
    """Topics of no group come last. Without groups there is one, which has no title."""

    def groups(site: Site) -> list[tuple[str, str, list[int]]]:
        home = present(SitePresenter, site, "es").home()
        assert [number for number, _ in home.topics] == [2, 5, 9]
        return [
            (group.title, group.hint, [number for number, _ in group.topics])
            for group in home.topic_groups
        ]

    assert groups(small_site) == [("", "", [2, 5, 9])]
    assert groups(grouped(small_site)) == [
        ("Una carta", "Una guía", [9, 2]),
        ("Más temas", "", [5]),
    ]
    assert groups(replace(small_site, topic_groups=(TopicGroup("A", "", (2, 5, 9)),))) == [
        ("A", "", [2, 5, 9])
    ]


def test_topic_page_names_its_group_and_links_to_the_others(small_site: Site) -> None:
    """A topic of no group has no related topics."""
    page = present(SitePresenter, grouped(small_site), "es").topic(2)
    assert (page.group, page.related) == ("Una carta", (Link("What is last?", "/es/topics/9/"),))
    page = present(SitePresenter, grouped(small_site), "es").topic(5)
    assert (page.group, page.related) == ("", ())
    assert page.home_topics == Link("Todos los temas", "/es/#topics")


def test_topic_page_counts_topics_without_gaps(small_site: Site) -> None:
    """It never says "Topic 9 of 3"."""
    assert present(SitePresenter, small_site).topic(9).total == 0
    topics = dict.fromkeys((1, 2), small_site.topics[2])
    assert present(SitePresenter, replace(small_site, topics=topics)).topic(2).total == 2


def test_topic_page_shows_sources_and_date(small_site: Site) -> None:
    """They are those of the topic, and both may be missing."""
    page = present(SitePresenter, small_site).topic(2)
    assert (page.sources, page.reviewed, page.about) == ((), "", None)
    cite = (small_site.sources["paper"],)
    topic = replace(small_site.topics[2], cite=cite, reviewed=date(2026, 11, 2))
    pages = {"about": replace(small_site.pages["safety"], id="about")}
    site = replace(small_site, topics={2: topic}, pages=pages)
    page = present(SitePresenter, site).topic(2)
    assert [source.title for source in page.sources] == ["A paper"]
    assert page.reviewed == "November 2, 2026"
    assert page.about == Link("How we know", "/en/about/")


def test_topic_page_has_texts_and_outcomes(small_site: Site) -> None:
    """A topic lists the outcomes that answer it, in the order of the flows."""
    page = present(SitePresenter, small_site).topic(5)
    assert ([claim.text for claim in page.claims], page.found, page.missing) == (
        ["It says so."],
        "",
        "",
    )
    assert page.outcomes == (Link("Both", "/en/guide/both/"), Link("The end", "/en/guide/end/"))
    page = present(SitePresenter, small_site).topic(2)
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


def test_page_about_links_to_the_promises(small_site: Site) -> None:
    """No other page does."""
    assert present(SitePresenter, small_site).content("safety").promises is None
    about = replace(small_site.pages["safety"], id="about")
    site = replace(small_site, pages={"about": about})
    assert present(SitePresenter, site).content("about").promises == Link(
        "How to test our privacy promises", "/en/promises/"
    )


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
