"""The pages that belong to no flow, as a presenter makes them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.pages.example import grouped, present
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


def test_unknown_page_raises_key_error(small_site: Site) -> None:
    """The caller asks only for what exists."""
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
