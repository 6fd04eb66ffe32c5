"""A letter's texts as parts: running text, and the blanks in it. Pure functions, no file formats.

Whatever shows a letter (a page, a PDF, a DOCX, a text file) is made from these parts, so that all say the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from wizard.model.conditions import NOWHERE
from wizard.model.evidence import Source
from wizard.model.flow import Action
from wizard.model.problems import Location

LETTERS = "letters"  # a target in this place of a flow leads to a letter


@dataclass(frozen=True, slots=True)
class Blank:
    """A gap in a letter, filled by the reader. `lines` is how many ruled lines it has where it stands on its own.

    A blank that is for the `pen` is filled on the paper only, never on a device.
    """

    id: str
    label: str
    hint: str
    lines: int
    pen: bool
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, eq=False)
class Letter:
    """A letter to print or download. `{id}` in `to` and `body` stands for a blank; each blank stands there once.

    `to` and `body` are paragraphs; a tuple in `body` is a list. `before` and `after` belong to the page, not to the
    letter: what to know before it is sent, and what comes after.
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
    reviewed: date | None = None
    review_by: date | None = None
    location: Location = field(default=NOWHERE, repr=False)


GAP = re.compile(r"\{([a-z][a-z0-9-]*)\}")

Run = str | Blank


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a letter. `kind` is "text" (one item), "list" (any number), or "ruled" (one item: a blank alone)."""

    kind: str
    items: tuple[tuple[Run, ...], ...]


def placeholders(text: str) -> Iterator[str]:
    """The ids of the blanks in a text, in order."""
    return (match[1] for match in GAP.finditer(text))


def inline_runs(text: str, blanks: Mapping[str, Blank]) -> tuple[Run, ...]:
    """A text cut into running text and blanks. What names no blank stays text; no line breaks after a section sign."""
    text = text.replace("§ ", "§\N{NO-BREAK SPACE}")
    found: list[Run] = []
    done = 0
    for match in GAP.finditer(text):
        if match[1] in blanks:
            found += [text[done : match.start()], blanks[match[1]]]
            done = match.end()
    return tuple(run for run in (*found, text[done:]) if run)


def passages(
    texts: Iterable[str | tuple[str, ...]],
    blanks: Mapping[str, Blank],
    say: Callable[[str], str] = str,
) -> tuple[Block, ...]:
    """The texts of a letter as passages, each said in another language first where `say` can do that."""
    return tuple(_passage(text, blanks, say) for text in texts)


def _passage(
    text: str | tuple[str, ...], blanks: Mapping[str, Blank], say: Callable[[str], str]
) -> Block:
    if not isinstance(text, str):
        return Block("list", tuple(inline_runs(say(item), blanks) for item in text))
    only = inline_runs(text, blanks)
    if len(only) == 1 and isinstance(only[0], Blank):
        return Block("ruled", (only,))
    return Block("text", (inline_runs(say(text), blanks),))
