"""A site: a folder of flows with what they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from wizard.model.changes import Change
from wizard.model.deadlines import Deadlines
from wizard.model.evidence import BUILT_IN, Claim, Level, Source
from wizard.model.flow import Action, Flow, Target
from wizard.model.letters import Letter
from wizard.model.offices import Office
from wizard.model.problems import NOWHERE, Location
from wizard.model.tables import RowIndex, Table

# The groups of links at the end of every page: what readers can do, how they stay safe, and what
# the site is.
FOOTER_GROUPS = ("do", "safe", "about")

# The ids of the pages that other pages link to if there are such pages: about the site, and where
# readers find help.
ABOUT = "about"
HELP = "help"


@dataclass(frozen=True, slots=True)
class Topic:
    """A numbered question that outcomes answer.

    Attributes:
        number: Its number, which is in URLs.
        ask: The question.
        found: What was found out.
        missing: What is still unknown.
        also: Other words by which the search finds it.
        claims: What others say about it.
        table: The id of the table whose rows `each` is about, or empty.
        each: What the topic says of each row, by the id of the row.
        cite: The sources that `found` and `missing` are based on.
        reviewed: When a person last checked it.
        location: Where it is written.
    """

    # Numbers are stable: they are in URLs, and outcomes refer to them. Gaps are allowed.
    number: int
    ask: str
    found: str
    missing: str
    also: str
    claims: tuple[Claim, ...] = ()
    cite: tuple[Source, ...] = ()
    table: str = ""
    each: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)
    reviewed: date | None = None
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TopicGroup:
    """Topics that the front page lists together.

    Attributes:
        title: The title of the group.
        hint: What the topics are about, in a few words, or empty.
        topics: The numbers of the topics, in the order of the list.
        location: Where it is written.
    """

    title: str
    hint: str
    topics: tuple[int, ...]
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ContentPage:
    """A page about the site itself, or a link to another page in the place of one.

    Attributes:
        id: Its id, which is in URLs.
        title: Its title, or the label of the link.
        text: Its text, in Markdown; empty if it is a link.
        to: Where the link leads; None if the page has a text or a contact.
        contact: The `tel:` or `mailto:` URL that the page shows in place of a text, or empty.
        offices: The offices that are listed after the text.
        group: The group of the footer that links to it, one of `FOOTER_GROUPS`.
        also: Other words by which the search finds it.
        location: Where it is written.
    """

    id: str
    title: str
    text: str
    to: Target | None = None
    contact: str = ""
    offices: tuple[Office, ...] = ()
    group: str = ABOUT
    also: str = ""
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the glossary.

    Attributes:
        text: The term.
        means: Its explanation, or empty.
        keep: Whether it is a name that stays the same in all languages.
        names: What it is called, by language code.
        location: Where it is written.
    """

    text: str
    means: str
    keep: bool
    names: Mapping[str, str]
    location: Location = field(default=NOWHERE, compare=False, repr=False)


# Compared by identity: two loads of one folder are two sites, and no cache may mix them up.
# Without slots, so that `Site.leave` and `Site.languages` are the defaults of these fields.
@dataclass(frozen=True, eq=False)
class Site:
    """A folder of flows with what they share. `load_flows` makes one.

    Attributes:
        name: The name of the site.
        flows: The flows by id: `first`, then the others by id.
        heading: The heading of the front page, or empty.
        lead: For whom the site is, in one sentence, or empty.
        notice: The text at the foot of every page.
        leave: The URL of the neutral page behind "Leave this page".
        first: The id of the flow that every page links to, or empty.
        start: The id of the flow that the front page lists first; if empty, that is `first`.
        often: The pages that the front page lists as often read.
        security: The URL for reporting vulnerabilities, or empty.
        frame: The origins of the sites that may show this one in a frame.
        languages: The codes of the languages. The files are written in the first one.
        words: Words not allowed in titles, ids and questions, in lower case. `*` at the end of a
            word is any ending.
        confirm: What a lawyer must still look at.
        sources: The sources by id: the shared ones, and those that a flow's outcomes cite.
        levels: The evidence levels by id, in their order on pages.
        claims: The shared claims by id.
        topics: The topics by number.
        topic_groups: The groups of topics on the front page.
        offices: The offices by id.
        banner: What start pages and outcomes announce.
        pages: The pages about the site by id.
        texts: The translations: language code to text to translated text.
        interface: The same for the interface's texts, in languages that this project does not have.
        letters: The letters by id.
        glossary: The terms by text.
        deadlines: The events that start deadlines.
        changes: What changed, by id, the newest first.
        tables: The tables by id.
        indexes: The lists of rows of the templates, by their path: `records`, `letters/request` or
            `deadlines/asked`.
        synonyms: Groups of words that mean the same in a search, by language code.
        host_may_log: Whether the host that serves the pages may log who reads what, so that pages
            promise nothing about it. An export does not know its host.
        knows_today: Whether the pages are made on the date on which they are read. Those of an
            export or of a guide as one file are not, so they name no date as today.

    Two sites are equal only if they are the same object.

    Example:
        >>> site = load_flows("flows")
        >>> site.name, list(site.flows), site.languages
        ('A car', ['car'], ('en',))
    """

    name: str
    flows: Mapping[str, Flow]
    heading: str = ""
    lead: str = ""
    notice: str = ""
    # A page that anyone might have open, for readers who must hide the guide at once.
    leave: str = "https://www.wikipedia.org/"
    first: str = ""
    start: str = ""
    often: tuple[Target, ...] = ()
    security: str = ""
    frame: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    words: tuple[str, ...] = ()
    confirm: tuple[str, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    levels: Mapping[str, Level] = field(default_factory=lambda: BUILT_IN)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    topics: Mapping[int, Topic] = field(default_factory=dict)
    topic_groups: tuple[TopicGroup, ...] = ()
    offices: Mapping[str, Office] = field(default_factory=dict)
    banner: Action | None = None
    pages: Mapping[str, ContentPage] = field(default_factory=dict)
    # Only translations that are up to date: a page shows the source text instead of an old one.
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    interface: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    letters: Mapping[str, Letter] = field(default_factory=dict)
    glossary: Mapping[str, Term] = field(default_factory=dict)
    deadlines: Deadlines | None = None
    changes: Mapping[str, Change] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    indexes: Mapping[str, RowIndex] = field(default_factory=dict)
    synonyms: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    host_may_log: bool = False
    knows_today: bool = True

    @property
    def is_dated(self) -> bool:
        """Whether the site says what changed, or when one of its flows was last checked."""
        return bool(self.changes) or any(flow.reviewed for flow in self.flows.values())
