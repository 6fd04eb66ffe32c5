"""The front page of a site with several languages, where readers choose one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wizard.i18n.translator import language_name, translator_of
from wizard.pages.base import ANY_LANGUAGE, Page, Presenter
from wizard.pages.links import Link


@dataclass(frozen=True, slots=True)
class LanguageDoor:
    """The site in one language, for readers who choose a language.

    Attributes:
        lang: The language, such as `en`.
        direction: Direction of its script: `ltr` or `rtl`.
        name: Name of the site.
        heading: The heading of the home page.
        lead: For whom the site is; may be empty.
        notice: The notice of the site; may be empty.
        privacy: What the site does not keep about the reader.
        link: Link to the home page, labelled with the name of the language.
        primary_link: Link to the flow that every page offers, or None.
    """

    lang: str
    direction: str
    name: str
    heading: str
    lead: str
    notice: str
    privacy: str
    link: Link
    primary_link: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagesPage(Page):
    """The choice of a language, at `/`. Its layout has no footer links.

    Attributes:
        answers: A link to the home page in each language.
        doors: The site in each language.
    """

    # The JSON API promises this value, so it stays when the class gets a better name.
    kind = "door"
    template = "languages.html"
    answers: tuple[Link, ...]
    doors: tuple[LanguageDoor, ...]


@dataclass(frozen=True)
class LanguagesPresenter(Presenter):
    """Makes the page on which readers choose a language."""

    def languages(self) -> LanguagesPage:
        """Return the page at `/`."""
        # No title of its own: the name of the site is enough.
        layout = self._layout("", indexable=True)
        return LanguagesPage(
            layout=replace(
                layout,
                canonical=self.url_to(),
                alternates=tuple(
                    replace(link, current=link.lang == ANY_LANGUAGE) for link in layout.alternates
                ),
                footer_groups=(),
            ),
            heading=self.site.name,
            answers=tuple(
                Link(language_name(code), self.url_to(code), lang=code, current=code == self.t.code)
                for code in self.site.languages
            ),
            doors=tuple(
                replace(self, t=translator_of(self.site, code))._door()
                for code in self.site.languages
            ),
        )

    def _door(self) -> LanguageDoor:
        """Return the site in the language of this presenter."""
        t, site = self.t, self.site
        return LanguageDoor(
            lang=t.code,
            direction=t.direction,
            name=t.content(site.name),
            heading=t.content(site.heading or site.name),
            lead=t.content(site.lead),
            notice=t.content(site.notice),
            privacy=t("This site sets no cookies and asks for no names.")
            if site.host_may_log
            else t("This site keeps nothing about you: no cookies, no names, no answers."),
            link=Link(language_name(t.code), self._url(), lang=t.code),
            primary_link=self._primary_link(),
        )
