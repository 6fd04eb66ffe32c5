"""A site: a folder of flows with what they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wizard.model.conditions import NOWHERE
from wizard.model.deadlines import Deadlines
from wizard.model.evidence import Claim, Source
from wizard.model.flow import Action, Flow
from wizard.model.letters import Letter
from wizard.model.problems import Location


@dataclass(frozen=True, slots=True)
class Topic:
    """A numbered question that outcomes answer: what the article says, what was found, what is missing.

    `also` holds other words by which the search finds it.
    """

    number: int
    ask: str
    article: str
    found: str
    missing: str
    also: str
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ContentPage:
    """A page of text about the site itself, in Markdown."""

    id: str
    title: str
    text: str
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary. `means` explains it, `names` has it by language; a `keep` name is the same in all."""

    text: str
    means: str
    keep: bool
    names: Mapping[str, str]
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, eq=False)
class Site:
    """A folder of flows with what they share.

    `frame` names the sites, as origins, whose pages may show this one in a frame.
    `confirm` lists what a lawyer must still look at. `leave` is the neutral page behind "Leave this page". The first of `languages` is the one the files are written in;
    `texts` holds the translations into the others.
    """

    name: str
    flows: Mapping[str, Flow]
    notice: str = ""
    leave: str = "https://www.weather.gov/"
    first: str = ""
    security: str = ""
    frame: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    words: tuple[str, ...] = ()
    confirm: tuple[str, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    topics: Mapping[int, Topic] = field(default_factory=dict)
    banner: Action | None = None
    pages: Mapping[str, ContentPage] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    letters: Mapping[str, Letter] = field(default_factory=dict)
    glossary: Mapping[str, Term] = field(default_factory=dict)
    deadlines: Deadlines | None = None
