"""The choice of a language, as a presenter makes it."""

from __future__ import annotations

from dataclasses import replace

from tests.pages.example import ORIGIN, present
from wizard.model.site import Site
from wizard.pages.languages import LanguageDoor, LanguagesPresenter
from wizard.pages.links import Link
from wizard.pages.site import SitePresenter


def test_languages_page_links_to_each_language(small_site: Site) -> None:
    """Its heading is the name of the site, which it has in one language only."""
    page = present(LanguagesPresenter, small_site).languages()
    assert page.heading == page.layout.title == "The site"
    assert page.answers == (
        Link("English", "/en/", lang="en", current=True),
        Link("Español", "/es/", lang="es"),
    )


def test_languages_page_is_the_page_for_readers_of_other_languages(small_site: Site) -> None:
    """Search engines list it under its own URL. The home pages name it, and no other page does."""
    page = present(LanguagesPresenter, small_site).languages()
    assert (page.layout.canonical, page.layout.indexable) == ("/", True)
    hrefs = {"en": f"{ORIGIN}/en/", "es": f"{ORIGIN}/es/", "x-default": f"{ORIGIN}/"}
    pages = present(SitePresenter, small_site, "es")
    for layout, current in ((page.layout, "x-default"), (pages.home().layout, "es")):
        assert {link.lang: link.href for link in layout.alternates} == hrefs
        assert [link.lang for link in layout.alternates if link.current] == [current]
    assert [link.lang for link in pages.sources().layout.alternates] == ["en", "es"]
    one = replace(small_site, languages=("en",))
    assert [link.lang for link in present(SitePresenter, one).home().layout.alternates] == ["en"]


def test_languages_page_speaks_each_language(small_site: Site) -> None:
    """Its layout has no links, which would be in one language only."""
    site = replace(small_site, heading="A guide", lead="DPS holds it.")
    page = present(LanguagesPresenter, site).languages()
    assert page.layout.footer_groups == ()
    assert page.doors[1] == LanguageDoor(
        lang="es",
        direction="ltr",
        name="El sitio",
        heading="Una guía",
        lead="El DPS lo tiene.",
        notice="No advice.",
        privacy="Este sitio no guarda nada sobre usted: ni cookies, ni nombres, ni respuestas.",
        link=Link("Español", "/es/", lang="es"),
        primary_link=Link("Una guía", "/es/guide/"),
    )
    assert (page.doors[0].lang, page.doors[0].heading) == ("en", "A guide")
