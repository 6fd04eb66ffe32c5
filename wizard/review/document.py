"""The document as data: chapters of sections, sections of groups, groups of parts.

A part is one text of the author in one or two languages, with what belongs to it: its condition,
where it leads, its sources. Each part has a reference that a reviewer can quote.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# What happened to a text since the revision that is compared.
CHANGES = NEW, CHANGED, REMOVED = "New", "Changed", "Removed"

NOT_TRANSLATED = "Not translated"

OUTDATED = "The translation is of an earlier text"

# Without vowels, so that no label is a word by accident, and without 0, 1 and l, which look alike.
_ALPHABET = "bcdfghjkmnpqrstvwxyz23456789"

_DIGITS = 4  # 28^4 labels: enough, since a label is unique within its section only


def label_of(text: str) -> str:
    """Return the label of a text to which its author gave no id, such as `k7f2`.

    It depends on nothing but the text. So it stays the same wherever the text moves, and never
    names another text.
    """
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    label = ""
    for _ in range(_DIGITS):
        number, digit = divmod(number, len(_ALPHABET))
        label += _ALPHABET[digit]
    return label


LIST_OF_ROWS = "On the page that lists the rows"


@dataclass(frozen=True, slots=True)
class Line:
    """A line below a text: where an answer leads, a source, a date.

    Attributes:
        text: What it says.
        before: What comes before it, such as a condition or the name of a date; may be empty.
        to: What it links to: a reference with `#` in front, or a URL; may be empty.
        number: The number of the step that it links to; may be empty.
    """

    text: str
    before: str = ""
    to: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """A text in one language.

    Attributes:
        lang: The code of the language of the text.
        text: The text. Empty if it has no translation and the other column has the source text.
        note: That the text is not translated, or that its translation is outdated; else empty.
        condition: The condition under which readers see it, in words; may be empty.
        lines: What belongs to it.
    """

    lang: str
    text: str
    note: str = ""
    condition: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One text of the author.

    Attributes:
        ref: The reference, such as `held-license.why`.
        label: What the text is, or how well a claim is supported.
        wordings: The text in each language of the document.
        facts: What is the same in all languages, such as dates.
        markdown: Whether the text is Markdown.
        key: The ids that the text depends on and leads to. It is compared, and not shown.
        has_id: Whether the reference is made of the author's ids, and not of the text.
        change: `NEW`, `CHANGED`, `REMOVED`, or empty.
        before: The part as it was, if it changed.
    """

    ref: str
    label: str
    wordings: tuple[Wording, ...]
    facts: tuple[Line, ...] = ()
    markdown: bool = False
    key: str = ""
    has_id: bool = True
    change: str = ""
    before: Part | None = None

    @property
    def shown(self) -> Wording:
        """The wording in the first language that has the text."""
        return next((wording for wording in self.wordings if wording.text), self.wordings[0])

    @property
    def earlier_wordings(self) -> tuple[Wording | None, ...]:
        """The earlier wording of each language that differs, else None."""
        if self.before is None:
            return (None,) * len(self.wordings)
        # What a text depends on and leads to is part of each of its wordings.
        same_ids = (self.before.key, self.before.label) == (self.key, self.label)
        return tuple(
            None if same_ids and before.text == wording.text else before
            for before, wording in zip(self.before.wordings, self.wordings, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Parts under one heading; the heading of the first group of a section is empty."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A step, a letter, an event or an entry of another shared file.

    Attributes:
        heading: Its heading. The reference of the heading is that of the section.
        kind: What it is, such as `Question`.
        number: Its number in this document. Only steps and sources have one.
        facts: What is to be known about it, such as which steps lead to it.
        groups: Its texts.
        former: The id that it had before, if its author says that it has moved; else empty.
        change: `NEW`, `CHANGED`, `REMOVED`, or empty.
    """

    heading: Part
    kind: str
    number: str = ""
    facts: tuple[Line, ...] = ()
    groups: tuple[Group, ...] = ()
    former: str = ""
    change: str = ""

    @property
    def ref(self) -> str:
        """The reference of the section, which is its anchor too."""
        return self.heading.ref

    @property
    def title(self) -> Wording:
        """The heading in the first language that has it."""
        return self.heading.shown

    @property
    def repeats_heading(self) -> bool:
        """Whether the heading is also one of the texts below it, since its title is not enough."""
        heading = self.heading
        return bool(len(heading.wordings) > 1 or heading.before or heading.wordings[0].note)

    def parts(self) -> Iterator[Part]:
        """Yield the heading, then the other texts."""
        yield self.heading
        for group in self.groups:
            yield from group.parts


@dataclass(frozen=True, slots=True)
class Chapter:
    """Sections of one kind. The contents show them if the chapter `is_listed`."""

    title: str
    sections: tuple[Section, ...]
    is_listed: bool = True

    @property
    def ref(self) -> str:
        """The anchor of the chapter. No id of a step contains a slash."""
        return f"chapter/{self.title.lower()}"


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the document: its code, its own name, and the direction of its script."""

    code: str
    name: str
    direction: str


@dataclass(frozen=True, slots=True)
class Document:
    """Every text of a flow.

    Attributes:
        flow: The id of the flow.
        languages: The languages of the texts, by code: those of the columns, in order, then the
            source language.
        columns: The codes of the languages of the columns.
        about: The title and summary of the flow.
        facts: What is to be known about the document, such as its date.
        chapters: The texts.
        since: The revision with which it is compared; empty if it is not compared.
    """

    flow: str
    languages: dict[str, Language]
    columns: tuple[str, ...]
    about: Section
    facts: tuple[Line, ...]
    chapters: tuple[Chapter, ...]
    since: str = ""

    def sections(self) -> Iterator[Section]:
        """Yield the flow itself, then the sections of all chapters."""
        yield self.about
        for chapter in self.chapters:
            yield from chapter.sections

    def changed(self) -> tuple[Section, ...]:
        """Return the sections that are new, changed or removed."""
        return tuple(section for section in self.sections() if section.change)

    def count_of_changes(self) -> str:
        """Return how much is new, changed and removed, as a sentence."""
        counts = Counter(section.change for section in self.changed())
        words = [f"{counts[change]} {change.lower()}" for change in CHANGES if counts[change]]
        return f"Sections: {', '.join(words)}." if words else "No text changed."

    def how_to_quote(self) -> str:
        """Return how the document can be quoted, for its first page."""
        return (
            "To quote a text, use its reference, the short code next to it: it stays the same "
            "when other steps are added. Numbers such as 7 are those of this copy only."
        )


def rows(facts: Iterable[Line]) -> Iterator[tuple[str, list[Line]]]:
    """Yield facts by their names. Facts without a name belong to the one before them."""
    name, lines = "", list[Line]()
    for fact in facts:
        if fact.before and lines:
            yield name, lines
            lines = []
        name = fact.before or name
        lines.append(fact)
    if lines:
        yield name, lines
