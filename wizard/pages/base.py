"""What all pages share: the items they consist of, their layout, and the base of all presenters.

A page is a frozen object of its own class, made of strings and links: no flows, no requests. Its
template gets it as `page`. The docstring of each class lists what a template may rely on. A
presenter stands beside its pages and makes them, in one language, from what the engine knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import ClassVar, Generic, TypeVar

from wizard.i18n.glossary import Explainer, meanings
from wizard.i18n.translator import language_name
from wizard.i18n.wording import contact_label, support_label
from wizard.model.contacts import is_contact, names_contact
from wizard.model.evidence import Claim, Source
from wizard.model.flow import Action, Target
from wizard.pages.links import FooterGroup, Link, Linker
from wizard.pages.share import Share

ANY_LANGUAGE = "x-default"  # the `hreflang` of the page for readers of any other language

OLD_COPY = 2  # years after which pages say that a copy is old

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Card:
    """An entry of a list of flows or letters.

    Attributes:
        title: The title of the flow or letter.
        summary: What it does; may be empty.
        href: URL of its page.
        ask: The question that its page asks first, if that is a list to choose from; else empty.
    """

    title: str
    summary: str
    href: str
    ask: str = ""


@dataclass(frozen=True, slots=True)
class SourceItem:
    """A source as the reader sees it.

    Attributes:
        id: Id of the source.
        title: Its title.
        publisher: Who published it; may be empty.
        url: Its URL; may be empty.
        note: Its limitations; may be empty.
        checked: The date of the last check, written out; may be empty.
        old_copy: That the copy that was read is old; else empty.
    """

    id: str
    title: str
    publisher: str
    url: str
    note: str
    checked: str
    old_copy: str


@dataclass(frozen=True, slots=True)
class ClaimItem:
    """A claim as the reader sees it.

    Attributes:
        level: The id of its evidence level.
        support: The evidence level in words.
        strength: The strength of the evidence, from 0 to 4.
        open: How many claims of the level are shown before the reader unfolds the others: `first`,
            `all` or `none`.
        text: The claim.
        sources: The sources that it cites.
    """

    level: str
    support: str
    strength: int
    open: str
    text: str
    sources: tuple[SourceItem, ...]


@dataclass(frozen=True, slots=True)
class ActionItem:
    """An action as the reader sees it.

    Attributes:
        label: What to do.
        href: A URL that helps with it; may be empty.
        outside: Whether the URL is on another site.
        contact: What to call or to write to, if the URL is for that and the label does not say it;
            else empty.
    """

    label: str
    href: str
    outside: bool
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Part(Generic[_Item]):
    """Claims, actions or links that share a condition.

    Attributes:
        condition: The condition in words; empty if the items always apply, or apply after the
            answers given.
        items: The claims, actions or links.
        because: The answers because of which the items are shown, in words; may be empty.
    """

    condition: str
    items: tuple[_Item, ...]
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What surrounds the content of every page.

    Attributes:
        lang: Language of the page, such as `en`.
        direction: Direction of its script: `ltr` or `rtl`.
        site: Name of the site.
        notice: The notice of the site; may be empty.
        description: What link previews say about the site; may be empty.
        title: Title of the browser window.
        canonical: URL of the page without answers.
        alternates: The same in each language, with scheme and host if they are known. The home
            pages also have the choice of a language, for readers of other languages.
        indexable: Whether search engines may list the page.
        home: Link to the list of all flows.
        primary_link: Link to the flow that every page offers, or None.
        banner: What start pages and outcomes announce, or None.
        leave: Link to a neutral site.
        frame_ancestors: Origins of the sites that may show the page in a frame.
        footer_groups: The links at the end of the page, in groups; none if it has no language.
        host_may_log: Whether the host that serves the page may log who reads what.
        languages: The page in each language, with the reader's answers.
    """

    lang: str
    direction: str
    site: str
    notice: str
    description: str
    title: str
    canonical: str
    alternates: tuple[Link, ...]
    indexable: bool
    home: Link
    primary_link: Link | None
    banner: Link | None
    leave: Link
    frame_ancestors: tuple[str, ...]
    footer_groups: tuple[FooterGroup, ...]
    host_may_log: bool
    languages: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page. Each class of pages has a template, and a `kind`: its name in the JSON API.

    Attributes:
        layout: What surrounds the content.
        heading: The first heading.
        share: What to share of the page; None if it has nothing to share, or if scheme and host are
            not known.
    """

    kind: ClassVar[str]
    template: ClassVar[str]
    layout: Layout
    heading: str
    share: Share | None = None

    @property
    def depends_on_date(self) -> bool:
        """Whether the page is another one on the next day."""
        return False


@dataclass(frozen=True)
class Presenter(Linker):
    """Base of the presenters: what the pages of all kinds need.

    Attributes:
        origin: Scheme and host of the site's URLs; empty if they are not known.
        today: The date by which reviews are overdue and dates can be chosen.
    """

    origin: str
    today: date

    def _layout(
        self,
        title: str,
        *segments: str,
        answers: Mapping[str, str] | None = None,
        indexable: bool = False,
    ) -> Layout:
        """Return the layout of the page at a path. `title` is followed by the name of the site."""
        # Only what differs is built for each page; the rest is the same for all of them.
        site = self._site_layout
        # `hreflang` needs absolute URLs, and the languages of a search result have no answers.
        urls = {code: self.url_to(code, *segments) for code in self.site.languages}
        if not segments and len(urls) > 1:
            urls[ANY_LANGUAGE] = self.url_to()
        return replace(
            site,
            # The page's own title first: a row of tabs shows only the beginning.
            title=f"{title} – {site.site}" if title else site.site,
            # Never with answers: it is what search engines store and what other sites link to.
            canonical=self._url(*segments),
            alternates=tuple(
                Link(code, self.origin + url, lang=code, current=code == self.t.code)
                for code, url in urls.items()
            ),
            indexable=indexable,
            languages=tuple(
                Link(
                    language_name(code),
                    # A change of language keeps the reader's answers.
                    self.url_to(code, *segments, answers=answers),
                    lang=code,
                    current=code == self.t.code,
                )
                for code in self.site.languages
            ),
        )

    @cached_property
    def _site_layout(self) -> Layout:
        """The layout without what differs from page to page; the same for all pages, so kept."""
        site, t = self.site, self.t
        name = t.content(site.name)
        return Layout(
            lang=t.code,
            direction=t.direction,
            site=name,
            notice=t.content(site.notice),
            description=t.content(site.lead or site.notice),
            title=name,
            canonical=self._url(),
            alternates=(),
            indexable=False,
            home=Link(name, self._url()),
            primary_link=self._primary_link(),
            banner=self._banner(),
            leave=Link(t("Leave this page"), site.leave),
            frame_ancestors=site.frame,
            footer_groups=self._footer_groups(),
            host_may_log=site.host_may_log,
            languages=(),
        )

    def _share(self, *segments: str) -> Share | None:
        """Return what to share of the page at a path, or None if its full URL is not known."""
        if not self.origin:
            return None
        text = self.t("{site}: a page that may be useful.", site=self.t.content(self.site.name))
        return Share(self.origin + self._url(*segments), text)

    def _banner(self) -> Link | None:
        banner = self.site.banner
        # A banner can also be text without a link.
        href = self._target_url(banner.to) if banner and isinstance(banner.to, Target) else ""
        return Link(self.t.content(banner.label), href) if banner else None

    def _explainer(self) -> Explainer:
        """Return what explains the names of the glossary on one page."""
        # A new one for each page, because it explains a name only where the page first uses it.
        return Explainer(self._meanings)

    @cached_property
    def _meanings(self) -> Mapping[str, str]:
        means = meanings(self.site.glossary, self.t.code)
        return {name: self.t.content(meaning) for name, meaning in means.items()}

    def _claim_item(self, claim: Claim, explain: Explainer, folded: bool = False) -> ClaimItem:
        return ClaimItem(
            level=claim.level.id,
            support=support_label(self.t, claim.level),
            strength=claim.level.strength,
            open=claim.level.open,
            text=explain(self.t.content(claim.text), folded),
            sources=tuple(map(self._source_item, claim.cite)),
        )

    def _source_item(self, source: Source) -> SourceItem:
        return SourceItem(
            id=source.id,
            title=self.t.content(source.title),
            publisher=self.t.content(source.publisher),
            url=source.url,
            note=self.t.content(source.note),
            checked=self.t.day(source.checked),
            old_copy=self.t(
                "This copy is more than two years old. The text may have changed since."
            )
            if source.copy and _is_older(source.copy, OLD_COPY, self.today)
            else "",
        )

    def _action_item(self, action: Action, explain: Explainer) -> ActionItem:
        label = explain(self.t.content(action.label))
        # mypy knows that these three are all, so a fourth kind of target would not pass it.
        match action.to:
            case Target() as target:
                return ActionItem(label, self._target_url(target), outside=False)
            case str() as url if is_contact(url):
                contact = "" if names_contact(label, url) else contact_label(self.t, url)
                return ActionItem(label, url, outside=False, contact=contact)
            case str() as url:
                return ActionItem(label, url, outside=True)
            case None:
                return ActionItem(label, "", outside=False)

    def _overdue_notice(self, due: date | None) -> str:
        if due is None or due >= self.today:
            return ""
        return self.t(
            "We planned to check this page again by {day} and have not done so yet. "
            "Some of it may be out of date.",
            day=self.t.day(due),
        )


def _is_older(day: date, years: int, today: date) -> bool:
    """Return whether a date is more than some years before today."""
    # Compared as parts, since February 29 has no anniversary in most years.
    return (day.year + years, day.month, day.day) < (today.year, today.month, today.day)
