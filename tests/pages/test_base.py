"""What presenters share: the layout, the links of every page, and the data classes."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from tests.pages.example import present
from wizard.model.flow import Action, Target
from wizard.model.site import ContentPage, Site
from wizard.pages import (
    base,
    changes,
    deadlines,
    evidence,
    languages,
    letters,
    links,
    map,
    rows,
    site,
    start,
    steps,
    topics,
)
from wizard.pages.base import Layout, Page
from wizard.pages.links import Link
from wizard.pages.site import SitePresenter
from wizard.pages.topics import TopicPresenter

MODULES = (
    *(base, changes, deadlines, evidence, languages, letters),
    *(links, map, rows, site, start, steps, topics),
)
CLASSES: dict[str, Any] = {
    name: item
    for module in MODULES
    for name, item in vars(module).items()
    if inspect.isclass(item) and is_dataclass(item) and item.__module__.startswith("wizard.pages")
}
PAGES = [item for item in CLASSES.values() if issubclass(item, Page) and "kind" in vars(item)]


def layout(small_site: Site, lang: str = "en", origin: str = "https://guide.example") -> Layout:
    """Return the layout of the page of a topic."""
    return present(TopicPresenter, small_site, lang, origin).topic(5).layout


def test_layout_has_language_title_and_notice(small_site: Site) -> None:
    """The name of the site follows the title, in the language of the page."""
    page = layout(small_site, "es")
    assert (page.lang, page.direction, page.site) == ("es", "ltr", "El sitio")
    assert (page.title, page.notice) == ("Tema 5 – El sitio", "No advice.")
    assert page.frame_ancestors == ("https://host.example",)


def test_layout_has_links_of_every_page(small_site: Site) -> None:
    """Home, the first flow, the banner and the neutral site."""
    page = layout(small_site)
    assert page.home == Link("The site", "/en/")
    assert page.primary_link == Link("A guide", "/en/guide/")
    assert page.banner == Link("Something is new", "/en/guide/plain/")
    assert page.leave == Link("Leave this page", "https://neutral.example/")


def hrefs(page: Layout) -> dict[str, list[str]]:
    """Return the URLs of the footer by the headings of its groups."""
    return {group.heading: [link.href for link in group.links] for group in page.footer_groups}


def test_footer_begins_with_the_first_flow(small_site: Site) -> None:
    """A page is in the group that it names; without a page `about` the footer has the promises."""
    page = layout(small_site)
    assert page.footer_groups[0].links[0] == page.primary_link
    safety = replace(small_site.pages["safety"], group="safe")
    help_page = replace(safety, id="help", group="do")
    site = replace(small_site, pages={"safety": safety, "help": help_page})
    assert hrefs(layout(site)) == {
        "Do": ["/en/guide/", "/en/", "/en/deadlines/", "/en/letters/", "/en/help/"],
        "Stay safe": ["/en/safety/"],
        "About": ["/en/sources/", "/en/changes/", "/en/promises/"],
    }


def test_footer_links_to_the_target_of_a_page_without_text(small_site: Site) -> None:
    """A reader is there with one request. Such a page `about` has no room for the promises."""
    about = ContentPage("about", "What is it?", "", Target("guide", "plain"))
    page = layout(replace(small_site, pages={"about": about}))
    assert page.footer_groups[-1].links[0] == Link("What is it?", "/en/guide/plain/")
    assert hrefs(page)["About"][-1] == "/en/promises/"


def test_page_about_takes_the_promises_out_of_the_footer(small_site: Site) -> None:
    """Pages come before the lists, and a group without links is left out."""
    about = replace(small_site.pages["safety"], id="about")
    site = replace(small_site, pages={**small_site.pages, "about": about})
    assert hrefs(layout(site))["About"] == [
        "/en/safety/",
        "/en/about/",
        "/en/sources/",
        "/en/changes/",
    ]
    assert "Stay safe" not in hrefs(layout(site))


def test_description_is_the_lead_or_the_notice(small_site: Site) -> None:
    """Link previews say what the site is, rather than what it is not."""
    assert layout(small_site).description == "No advice."
    assert layout(replace(small_site, lead="For all.")).description == "For all."


def test_layout_of_site_with_flows_only_has_no_other_links(small_site: Site) -> None:
    """A link is left out if its page does not exist."""
    plain = replace(
        small_site,
        flows={"other": small_site.flows["other"]},  # it was never reviewed
        deadlines=None,
        letters={},
        sources={},
        changes={},
        pages={},
        banner=None,
        first="",
    )
    page = layout(plain)
    assert hrefs(page) == {"Do": ["/en/"], "About": ["/en/promises/"]}
    assert (page.primary_link, page.banner) == (None, None)


def test_banner_without_target_has_no_url(small_site: Site) -> None:
    """It is shown as text."""
    page = layout(replace(small_site, banner=Action("News", None)))
    assert page.banner == Link("News", "")


def test_layout_links_to_page_in_each_language(small_site: Site) -> None:
    """The language of the page is current; names of languages are in their own language."""
    assert layout(small_site, "es").languages == (
        Link("English", "/en/topics/5/", lang="en"),
        Link("Español", "/es/topics/5/", lang="es", current=True),
    )


@pytest.mark.parametrize("origin", ["https://guide.example", ""])
def test_alternates_are_absolute_if_origin_is_known(small_site: Site, origin: str) -> None:
    """The canonical URL has no host."""
    page = layout(small_site, origin=origin)
    assert page.canonical == "/en/topics/5/"
    assert [link.href for link in page.alternates] == [
        f"{origin}/en/topics/5/",
        f"{origin}/es/topics/5/",
    ]


def test_site_layout_is_the_same_after_another_page(small_site: Site) -> None:
    """What pages share is kept; what differs is not mixed up."""
    presenter = present(SitePresenter, small_site)
    first = presenter.content("safety").layout
    assert presenter.sources().layout.title == "Sources – The site"
    assert presenter.content("safety").layout == first


def test_presenter_starts_with_no_name_explained_on_each_page(small_site: Site) -> None:
    """A second page explains the name again."""
    presenter = present(TopicPresenter, small_site)
    texts = [presenter.topic(2).found for _ in range(2)]
    assert texts == ["DPS (the license office) knows."] * 2


@pytest.mark.parametrize("name", sorted(set(CLASSES) - {"Picture"}))
def test_docstring_of_class_describes_every_field(name: str) -> None:
    """Host applications write templates by these docstrings, and the JSON Schema quotes them."""
    kind = CLASSES[name]
    documented = {
        name
        for each in kind.__mro__
        for name in re.findall(r"^ {8}(\w+): [A-Z`]", each.__doc__ or "", re.MULTILINE)
    }
    assert {field.name for field in fields(kind)} <= documented


def test_kinds_of_pages_are_unique_and_each_has_a_template() -> None:
    """The JSON API tells pages apart by them, so they do not change with a class's name."""
    assert {page.kind for page in PAGES} == {
        *(
            "changes",
            "dates",
            "deadlines",
            "door",
            "error",
            "event",
            "home",
            "letter",
            "letters",
            "map",
        ),
        *("month", "outcome", "promises", "question", "rows"),
        *("sources", "start", "text", "topic"),
        "wrong-day",
    }
    assert len({page.template for page in PAGES}) == len(PAGES) == 20
