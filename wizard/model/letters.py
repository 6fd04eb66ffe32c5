"""Letters, and their text as blocks of running text and blanks.

Everything that shows a letter (a page, a PDF, a DOCX, a text file) is made from these blocks, so
that all of them say the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from wizard.model.evidence import Source
from wizard.model.flow import Action
from wizard.model.offices import Office
from wizard.model.problems import NOWHERE, Location

LETTERS = "letters"  # a target with this in place of a flow's id is a letter

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9-]*)\}")  # a blank's id in braces


@dataclass(frozen=True, slots=True)
class Blank:
    """Something that the reader fills in.

    Attributes:
        id: Its id, which is in braces in the letter.
        label: What to fill in.
        hint: An example, or where to find it.
        lines: How many ruled lines it has if it is a paragraph of the letter.
        handwritten_only: Whether it is filled in by hand on paper only, never on a device.
        today: Whether it is the date of writing, which the device can fill in.
        location: Where it is written.
    """

    id: str
    label: str
    hint: str
    lines: int
    handwritten_only: bool
    today: bool = False
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, eq=False)
class Letter:
    """A letter to print or download.

    Attributes:
        id: Its id, which is in URLs.
        title: The title of its page.
        subject: The subject line.
        summary: What the letter is for.
        to: The lines of the address.
        body: The paragraphs. A tuple is a list with these items.
        blanks: The blanks by id. Each is a placeholder `{id}` in `to` or `body` exactly once.
        before: What to know or do before sending it. Not part of the letter.
        after: What comes next. Not part of the letter.
        cite: The sources of what it says.
        offices: Where the reader can send it or ask.
        reviewed: When a person last checked it.
        review_by: When it should be checked again.
        also: Other words by which the search finds it.
        location: Where its file begins.
    """

    id: str
    title: str
    subject: str
    summary: str
    to: tuple[str, ...]
    body: tuple[str | tuple[str, ...], ...]
    blanks: Mapping[str, Blank]
    before: tuple[Action, ...]
    after: tuple[Action, ...]
    cite: tuple[Source, ...]
    offices: tuple[Office, ...] = ()
    reviewed: date | None = None
    review_by: date | None = None
    also: str = ""
    location: Location = field(default=NOWHERE, repr=False)


Run = str | Blank


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or list of a letter.

    Attributes:
        kind: `text` (one item), `list` (any number of items) or `ruled` (one item: only a blank).
        items: The text and blanks of each item.
    """

    kind: Literal["text", "list", "ruled"]
    items: tuple[tuple[Run, ...], ...]


def placeholders(text: str) -> Iterator[str]:
    """Yield the ids in the placeholders of a text, in order."""
    return (match[1] for match in PLACEHOLDER.finditer(text))


def inline_runs(text: str, blanks: Mapping[str, Blank]) -> tuple[Run, ...]:
    """Return a text as running text and blanks. A placeholder without a blank stays text."""
    # A section sign is kept on the line of its number.
    text = text.replace("§ ", "§\N{NO-BREAK SPACE}")
    runs: list[Run] = []
    done = 0
    for match in PLACEHOLDER.finditer(text):
        if match[1] in blanks:
            runs += [text[done : match.start()], blanks[match[1]]]
            done = match.end()
    # Two blanks in a row, or one at an end, leave empty text between them.
    return tuple(run for run in (*runs, text[done:]) if run)


def letter_blocks(
    texts: Iterable[str | tuple[str, ...]],
    blanks: Mapping[str, Blank],
    translate: Callable[[str], str] = str,
) -> tuple[Block, ...]:
    """Return the texts of a letter as blocks.

    Args:
        texts: Paragraphs, and lists as tuples.
        blanks: The letter's blanks.
        translate: Translates a text before it is cut up. A blank alone has nothing to translate.
    """
    return tuple(_block(text, blanks, translate) for text in texts)


def _block(
    text: str | tuple[str, ...], blanks: Mapping[str, Blank], translate: Callable[[str], str]
) -> Block:
    if not isinstance(text, str):
        return Block("list", tuple(inline_runs(translate(item), blanks) for item in text))
    # The source text decides whether a paragraph is ruled, so that it is so in every language.
    runs = inline_runs(text, blanks)
    if len(runs) == 1 and isinstance(runs[0], Blank):
        return Block("ruled", (runs,))
    return Block("text", (inline_runs(translate(text), blanks),))
