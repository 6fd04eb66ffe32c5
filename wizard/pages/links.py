"""The links of all pages: what they lead to, and the groups of them at the end of every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from wizard.i18n.translator import Translator
from wizard.model.flow import Flow, Target
from wizard.model.letters import LETTERS
from wizard.model.site import ABOUT, FOOTER_GROUPS, HELP, ContentPage, Site, Topic
from wizard.model.tables import RowIndex


@dataclass(frozen=True, slots=True)
class Link:
    """A link.

    Attributes:
        label: The text of the link.
        href: The URL; empty if there is nothing to link to.
        context: Text that only assistive technology reads, after the label; may be empty.
        lang: Language of the target, if it is not that of the page; else empty.
        current: Whether the link leads to what the reader has already chosen.
        detail: A second line of the label, such as dates; may be empty.
    """

    label: str
    href: str
    context: str = ""
    lang: str = ""
    current: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FooterGroup:
    """A group of links at the end of every page.

    Attributes:
        heading: Its heading.
        links: Its links, at least one.
    """

    heading: str
    links: tuple[Link, ...]


# A protocol, because `Callable` cannot describe the keyword.
class UrlTo(Protocol):
    """Makes the URL of a page from the segments of its path and, for a step, the answers so far."""

    def __call__(self, *segments: str, answers: Mapping[str, str] | None = None) -> str: ...


def query_of(answers: Mapping[str, str]) -> str:
    """Return answers as the query of a URL, without the question mark."""
    # Ids are lower-case letters, digits and dashes, so nothing has to be percent-encoded.
    return "&".join(map("=".join, answers.items()))


@dataclass(frozen=True)
class Linker:
    """Makes the links to the pages of a site, in one language.

    Attributes:
        site: The site.
        t: Translates into the language of the pages.
        url_to: Makes URLs. It is passed in, so presenters know nothing of HTTP.
    """

    site: Site
    t: Translator
    url_to: UrlTo

    def _footer_groups(self) -> tuple[FooterGroup, ...]:
        site, t = self.site, self.t
        do, safe, about = (
            [self._content_link(page) for page in site.pages.values() if page.group == group]
            for group in FOOTER_GROUPS
        )
        all_guides = Link(t("All guides"), self._url())
        guides = (self._primary_link(), all_guides, self._deadlines_link(), self._letters_link())
        if site.sources:
            about.append(Link(t("Sources"), self._url("sources")))
        if site.is_dated:
            about.append(Link(t("What changed"), self._url("changes")))
        page_about = site.pages.get(ABOUT)
        if not page_about or page_about.to:  # otherwise that page links to the promises
            about.append(self._promises_link())
        do = [*filter(None, guides), *do]
        groups = ((t("Do"), do), (t("Stay safe"), safe), (t("About"), about))
        return tuple(FooterGroup(heading, tuple(links)) for heading, links in groups if links)

    def _primary_link(self) -> Link | None:
        # The loader has checked that `first` is a flow or the list of one for each row of a table;
        # it is empty if the site names none.
        first = self.site.first
        primary = self.site.flows.get(first) or self.site.indexes.get(first)
        return self._flow_link(primary) if primary else None

    # A link to a list that is empty would lead to a page that does not exist.
    def _deadlines_link(self) -> Link | None:
        deadlines = self.site.deadlines
        return Link(self.t.content(deadlines.title), self._url("deadlines")) if deadlines else None

    def _letters_link(self) -> Link | None:
        return Link(self.t("Letters"), self._url(LETTERS)) if self.site.letters else None

    def _help_link(self) -> Link | None:
        page = self.site.pages.get(HELP)
        return self._content_link(page) if page else None

    def _flow_link(self, flow: Flow | RowIndex) -> Link:
        return Link(self.t.content(flow.title), self._url(flow.id))

    def _index_of(self, id_: str) -> Link | None:
        """Return the link to the list of rows that has a path such as `records/al`, if one has."""
        index = self.site.indexes.get(id_.rpartition("/")[0])
        return Link(self.t.content(index.title), self._url(index.id)) if index else None

    def _flows_of(self, guide: Flow | RowIndex) -> list[Flow]:
        """Return the flows of a list of rows, or a flow that is in none."""
        if isinstance(guide, Flow):
            return [guide]
        paths = map(guide.path_of, guide.table.rows)
        return [self.site.flows[path] for path in paths if path in self.site.flows]

    def _topic_link(self, topic: Topic) -> Link:
        return Link(self.t.content(topic.ask), self._url("topics", str(topic.number)))

    def _content_link(self, page: ContentPage) -> Link:
        # A page that only leads to another one redirects there, which would take a request more.
        href = self._target_url(page.to) if page.to else self._url(page.id)
        return Link(self.t.content(page.title), href)

    def _promises_link(self) -> Link:
        return Link(self.t("How to test our privacy promises"), self._url("promises"))

    def _target_url(self, target: Target) -> str:
        # A target without a step is the start page of a flow.
        return self._url(target.flow, target.step) if target.step else self._url(target.flow)

    def _url(self, *segments: str, answers: Mapping[str, str] | None = None) -> str:
        return self.url_to(self.t.code, *segments, answers=answers)
