"""Pages of the site that belong to no flow: home, sources, content, errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from markupsafe import Markup

from wizard.convert.diagram import name_in
from wizard.i18n.translator import Translator
from wizard.model.flow import Flow
from wizard.model.offices import first_review
from wizard.model.site import ABOUT
from wizard.model.tables import RowIndex, listed
from wizard.pages.base import Card, Page, SourceItem
from wizard.pages.links import Link
from wizard.pages.markup import contact_link, markdown
from wizard.pages.offices import OfficeItem, OfficePresenter


@dataclass(frozen=True, slots=True)
class TopicGroupItem:
    """A group of topics as the reader sees it.

    Attributes:
        title: Its title; empty if the site has no groups.
        hint: What the topics are about, in a few words; may be empty.
        topics: The number of each topic and the link to its page.
    """

    title: str
    hint: str
    topics: tuple[tuple[int, Link], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(Page):
    """The home page in one language.

    Attributes:
        lead: For whom the site is, in one sentence; may be empty.
        cards: The flows, first the one to start with.
        often: Links to pages that are often read.
        topics: The number of each topic and the link to its page.
        topic_groups: The same topics in groups.
        doors: Where to begin for readers whose search finds nothing: the first two flows, and the
            page where they find help if there is one.
        letters: Link to the list of letters, or None.
        deadlines: Link to the list of events from which dates can be counted, or None.
        help: Link to the page where readers find help, or None.
    """

    kind = "home"
    template = "home.html"
    lead: str
    cards: tuple[Card, ...]
    often: tuple[Link, ...]
    topics: tuple[tuple[int, Link], ...]
    topic_groups: tuple[TopicGroupItem, ...]
    doors: tuple[Link, ...]
    letters: Link | None
    deadlines: Link | None
    help: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPage(Page):
    """The list of all sources.

    Attributes:
        sources: The sources, sorted by title.
    """

    kind = "sources"
    template = "sources.html"
    sources: tuple[SourceItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownPage(Page):
    """A page of text about the site, such as how to stay safe.

    Attributes:
        text: The text as HTML.
        offices: The offices that it lists.
        promises: On the page about the site, link to how to test its promises; else None.
        review_overdue: That a review of an office is overdue; else empty.
    """

    # The JSON API promises this value, so it stays when the class gets a better name.
    kind = "text"
    template = "content.html"
    text: Markup
    offices: tuple[OfficeItem, ...]
    promises: Link | None
    review_overdue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisesPage(Page):
    """What the site promises to readers. The promises and their tests are in the template."""

    kind = "promises"
    template = "promises.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage(Page):
    """What went wrong, in plain words.

    Attributes:
        status: The HTTP status.
        text: What the reader can do.
    """

    kind = "error"
    template = "error.html"
    status: int
    text: str


@dataclass(frozen=True)
class SitePresenter(OfficePresenter):
    """Makes the pages of the site that belong to no flow."""

    def home(self) -> HomePage:
        """Return the page at `/<lang>/`."""
        content, site = self.t.content, self.site
        return HomePage(
            layout=self._layout(self.t("All guides"), indexable=True),
            heading=content(site.heading or site.name),
            lead=content(site.lead),
            cards=tuple(
                Card(
                    content(flow.title),
                    content(flow.summary),
                    self._url(flow.id),
                    content(flow.ask) if isinstance(flow, RowIndex) else "",
                )
                # Sorting is stable: the other flows keep the order of the site.
                for flow in sorted(self._guides(), key=lambda flow: flow.id != site.start)
            ),
            often=tuple(
                Link(name_in(self.t, site, target), self._target_url(target))
                for target in site.often
            ),
            topics=self._topic_links(site.topics),
            topic_groups=tuple(self._topic_groups()),
            doors=self._doors(),
            letters=self._letters_link(),
            deadlines=self._deadlines_link(),
            help=self._help_link(),
        )

    def _topic_groups(self) -> Iterator[TopicGroupItem]:
        """Yield the groups of topics, and last a group of those that are in none."""
        rest = dict.fromkeys(self.site.topics)
        for group in self.site.topic_groups:
            title, hint = self.t.content(group.title), self.t.content(group.hint)
            yield TopicGroupItem(title, hint, self._topic_links(group.topics))
            for number in group.topics:
                del rest[number]
        if rest:
            title = self.t("More topics") if self.site.topic_groups else ""
            yield TopicGroupItem(title, "", self._topic_links(rest))

    def _topic_links(self, numbers: Iterable[int]) -> tuple[tuple[int, Link], ...]:
        topics = self.site.topics
        return tuple((number, self._topic_link(topics[number])) for number in numbers)

    def _guides(self) -> Iterator[Flow | RowIndex]:
        return listed(self.site.flows, self.site.indexes)

    def _doors(self) -> tuple[Link, ...]:
        flows = [self._flow_link(flow) for flow in islice(self._guides(), 2)]
        help = self._help_link()
        return (*flows, help) if help else tuple(flows)

    def sources(self) -> SourcesPage:
        """Return the page at `/<lang>/sources/`."""
        # Sorted by the translated title, so each language has its own order.
        items = map(self._source_item, self.site.sources.values())
        return SourcesPage(
            layout=self._layout(self.t("Sources"), "sources", indexable=True),
            heading=self.t("Where our information comes from"),
            sources=tuple(sorted(items, key=lambda item: item.title.lower())),
        )

    def content(self, name: str) -> MarkdownPage:
        """Return the page at `/<lang>/<name>/`.

        Raises:
            KeyError: The site has no such page.
        """
        page = self.site.pages[name]
        title, explain = self.t.content(page.title), self._explainer()
        link = contact_link(self.t, page.contact) if page.contact else ""
        return MarkdownPage(
            layout=self._layout(title, page.id, indexable=True),
            heading=title,
            # Explained first: the meaning is put into the Markdown, not into its HTML.
            text=markdown(link or explain(self.t.content(page.text))),
            offices=self._office_items(page.offices, explain),
            promises=self._promises_link() if name == ABOUT else None,
            review_overdue=self._overdue_notice(first_review(page.offices)),
            share=self._share(page.id) if page.offices else None,
        )

    def promises(self) -> PromisesPage:
        """Return the page at `/<lang>/promises/`."""
        heading = self._promises_link().label
        layout = self._layout(heading, "promises", indexable=True)
        return PromisesPage(layout=layout, heading=heading)

    def error(self, status: int) -> ErrorPage:
        """Return the page for an HTTP status of 400 or more."""
        heading, text = error_message(self.t, status)
        return ErrorPage(layout=self._layout(heading), heading=heading, status=status, text=text)


def error_message(t: Translator, status: int) -> tuple[str, str]:
    """Return a heading and advice for an HTTP status of 400 or more."""
    match status:
        case 404:
            return t("Page not found"), t(
                "The page may have moved, or the address may be incomplete. Nothing is lost."
            )
        case 405:
            return t("You cannot send anything to this page"), t(
                "Go back, or start again below. Nothing is lost."
            )
        case 406:
            return t("We cannot send this page to your browser"), t(
                "Your browser cannot show this page. Try another browser. Nothing is lost."
            )
        case 414:
            return t("This address is too long"), t(
                "The link may have been damaged. Start again below."
            )
        case status if status < 500:
            return t("We could not read this address"), t(
                "The link may have been damaged. Start again below."
            )
        case _:
            return t("Something went wrong on our side"), t(
                "Try again in a few minutes. Nothing about you was kept."
            )
