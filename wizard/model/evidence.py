"""Claims, their evidence levels and their sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from wizard.model.conditions import Condition
from wizard.model.problems import NOWHERE, Location

# How well a claim is supported, best first: a statute or rule was read; an agency says so; the
# press, lawmakers or advocates say so; looked for and not found; only the source article says so.
LEVELS = ("law", "official", "reported", "unknown", "article")


@dataclass(frozen=True, slots=True)
class Source:
    """A statute, agency page, report or article.

    Attributes:
        id: Its id in `sources.yaml` or in its flow.
        title: What it is called.
        publisher: Who published it.
        url: Where it is online, or empty.
        note: Which copy was read, and how old it is.
        checked: When a person last read it.
        review_by: When it should be read again.
        copy: The date of the copy that was read, if it was a copy.
        location: Where it is described.
    """

    id: str
    title: str
    publisher: str
    url: str
    note: str
    checked: date | None
    review_by: date | None = None
    copy: date | None = None
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an outcome, with the evidence for it.

    Attributes:
        id: Its id in `claims.yaml`, or empty if it is written in its outcome.
        level: How well it is supported, one of `LEVELS`.
        text: The statement.
        cite: The sources that support it. Only a claim of the level `unknown` may have none.
        reviewed: When a person last checked it.
        review_by: When it should be checked again.
        when: The earlier answers with which it applies. None if it always does.
        when_text: `when` in the author's words, or empty.
        location: Where it is written.

    Example:
        >>> outcome.claims[0]
        Claim(id='', level='unknown', text='Nobody knows.', cite=(), reviewed=None, \
review_by=None, when=None, when_text='')
    """

    id: str
    level: str
    text: str
    cite: tuple[Source, ...]
    reviewed: date | None
    review_by: date | None = None
    when: Condition | None = None
    when_text: str = ""
    location: Location = field(default=NOWHERE, compare=False, repr=False)
