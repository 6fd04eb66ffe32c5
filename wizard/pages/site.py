"""Pages of the site that belong to no flow: languages, home, topics, sources, content, errors."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from wizard.i18n.translator import Translator, language_name
from wizard.model.offices import first_review
from wizard.pages.base import Card, Link, Page, SourceItem
from wizard.pages.markup import markdown
from wizard.pages.offices import OfficeItem, OfficePresenter


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagesPage(Page):
    """The choice of a language, at `/`.

    Attributes:
        answers: A link to the home page in each language.
    """

    # The JSON API promises this value, so it stays when the class gets a better name.
    kind = "door"
    template = "languages.html"
    answers: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(Page):
    """The home page in one language.

    Attributes:
        cards: The flows, in the order of the site.
        topics: The number of each topic and the link to its page.
    """

    kind = "home"
    template = "home.html"
    cards: tuple[Card, ...]
    topics: tuple[tuple[int, Link], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPage(Page):
    """A topic.

    Attributes:
        number: The number of the topic.
        found: What was found out about it; may be empty.
        missing: What could not be found out; may be empty.
        article: What the article says about it; may be empty.
        outcomes: Links to the outcomes that answer it.
        previous: Link to the topic before this one, or None.
        next: Link to the topic after this one, or None.
    """

    kind = "topic"
    template = "topic.html"
    number: int
    found: str
    missing: str
    article: str
    outcomes: tuple[Link, ...]
    previous: Link | None
    next: Link | None


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
        review_overdue: That a review of an office is overdue; else empty.
    """

    # As in the JSON API, see `LanguagesPage`.
    kind = "text"
    template = "content.html"
    text: Markup
    offices: tuple[OfficeItem, ...]
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

    def languages(self) -> LanguagesPage:
        """Return the page at `/`."""
        return LanguagesPage(
            # No title of its own: the name of the site is enough. Search engines list the home
            # pages instead, one for each language.
            layout=self._layout(""),
            heading=self.site.name,
            answers=tuple(
                Link(language_name(code), self.url_to(code), lang=code, current=code == self.t.code)
                for code in self.site.languages
            ),
        )

    def home(self) -> HomePage:
        """Return the page at `/<lang>/`."""
        content, site = self.t.content, self.site
        return HomePage(
            layout=self._layout(self.t("All guides"), indexable=True),
            heading=self.t("What would you like to know?"),
            cards=tuple(
                Card(content(flow.title), content(flow.summary), self._url(flow.id))
                for flow in site.flows.values()
            ),
            topics=tuple((topic.number, self._topic_link(topic)) for topic in site.topics.values()),
        )

    def topic(self, number: int) -> TopicPage:
        """Return the page at `/<lang>/topics/<number>/`.

        Raises:
            KeyError: The site has no such topic.
        """
        content, topics, topic = self.t.content, self.site.topics, self.site.topics[number]
        # Numbers of topics may have gaps, so the neighbours are those in the list.
        numbers = list(topics)
        at = numbers.index(number)
        explain = self._explainer()
        return TopicPage(
            layout=self._layout(
                self.t("Topic {number}", number=number), "topics", str(number), indexable=True
            ),
            heading=content(topic.ask),
            number=number,
            # In the order of the page: each name is explained where it comes first.
            found=explain(content(topic.found)),
            missing=explain(content(topic.missing)),
            article=explain(content(topic.article)),
            outcomes=tuple(
                Link(content(outcome.heading), self._url(flow.id, outcome.id))
                # Outcomes name their topics; a topic does not list its outcomes.
                for flow in self.site.flows.values()
                for outcome in flow.outcomes()
                if number in outcome.topics
            ),
            previous=self._topic_link(topics[numbers[at - 1]]) if at else None,
            next=self._topic_link(topics[numbers[at + 1]]) if at + 1 < len(numbers) else None,
        )

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
        return MarkdownPage(
            layout=self._layout(title, page.id, indexable=True),
            heading=title,
            # Explained first: the meaning is put into the Markdown, not into its HTML.
            text=markdown(explain(self.t.content(page.text))),
            offices=self._office_items(page.offices, explain),
            review_overdue=self._overdue_notice(first_review(page.offices)),
        )

    def promises(self) -> PromisesPage:
        """Return the page at `/<lang>/promises/`."""
        heading = self.t("How to test our privacy promises")
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
