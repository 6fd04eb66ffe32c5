"""Printing questions and outcomes in plain text, wrapped to the width of a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from wizard.i18n.translator import Translator
from wizard.pages.base import ActionItem, ClaimItem, Part
from wizard.pages.offices import OfficeItem
from wizard.pages.outcomes import OutcomePage
from wizard.pages.questions import QuestionPage

_LIST_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")  # the beginning of a line in Markdown

_Item = TypeVar("_Item", ActionItem, ClaimItem)


@dataclass(frozen=True, slots=True)
class StepPrinter:
    """Prints what the page of a step shows.

    Attributes:
        t: The translator.
        write: Shows a line.
        bold: Marks a heading.
        width: The maximum length of a line.
    """

    t: Translator
    write: Callable[[str], None]
    bold: Callable[[str], str]
    width: int

    def question(self, page: QuestionPage) -> None:
        """Print a question with its numbered answers."""
        self.write("")
        self.text(page.progress)
        self.text(page.heading, heading=True)
        self.text(page.why)
        if page.boxes:
            self.text(self.t("Tick all that apply."))
        self.choices(page)

    def choices(self, page: QuestionPage) -> None:
        """Print the boxes and the answers of a question, numbered."""
        number = count(1)
        for box in page.boxes:
            mark = "[x]" if box.ticked else "[ ]"
            self.text(box.label, first=f"{next(number):>3}  {mark} ")
        for answer in page.answers:
            dates = f" ({answer.detail})" if answer.detail else ""
            mark = " (your answer)" if answer.current else ""
            self.text(f"{answer.label}{dates}{mark}", first=f"{next(number):>3}  ")

    def outcome(self, page: OutcomePage) -> None:
        """Print an outcome without the ways to share it."""
        self.write("")
        self.text(page.heading, heading=True)
        self.text(page.says)
        self.parts(self.t("What to do next"), page.actions, self.action)
        self.offices(page.offices)
        self.parts(self.t("What we know, and how sure we are"), page.claims, self.claim)

    def parts(
        self, title: str, parts: Iterable[Part[_Item]], show: Callable[[int, _Item], None]
    ) -> None:
        """Print actions or claims under a title, each group under its condition."""
        if parts:
            self.write("")
            self.text(title, heading=True)
        number = count(1)  # as on the page, numbers go on after a heading
        for place, part in enumerate(parts):
            # Otherwise a part for all readers would seem to belong to the heading before it.
            if place:
                self.write("")
            self.text(part.condition or part.because)
            for item in part.items:
                show(next(number), item)

    def action(self, number: int, action: ActionItem) -> None:
        """Print an action and what it links to."""
        self.text(action.label, first=f"{number:>3}. ")
        self.text(action.contact or action.href, first="     -> ")

    def offices(self, offices: tuple[OfficeItem, ...]) -> None:
        """Print where to go: all that the page says, but no sources."""
        if offices:
            self.write("")
            self.text(self.t("Where to go"), heading=True)
        for office in offices:
            self.text(office.name, first="  - ")
            contact = (*office.address, office.phone, office.check_first)
            details = (office.form, office.fee, office.hours, office.languages, office.note)
            for text in (office.url, office.does, *contact, *details, f"({office.support})"):
                self.text(text, first="    ")

    def claim(self, _number: int, claim: ClaimItem) -> None:
        """Print a claim, how well it is known, and its sources."""
        self.text(f"{claim.support}: {claim.text}", first="  - ")
        for source in claim.sources:
            cited = filter(None, (source.title, source.publisher, source.url))
            self.text(f"{self.t('Source')}: {', '.join(cited)}", first="      ")

    def text(self, text: str, first: str = "", heading: bool = False) -> None:
        """Print text that is not empty: paragraphs and list items, indented by `first`."""
        for block in _blocks(text):
            lines = textwrap.fill(
                block, self.width, initial_indent=first, subsequent_indent=" " * len(first),
                break_long_words=False, break_on_hyphens=False,
            )  # fmt: skip
            self.write(self.bold(lines) if heading else lines)


def _blocks(text: str) -> Iterator[str]:
    """Yield the paragraphs and list items of a Markdown text."""
    for paragraph in re.split(r"\n\s*\n", text):
        block = ""
        # Lines of one paragraph are joined and wrapped again; each list item begins a new line.
        for line in paragraph.splitlines():
            if _LIST_ITEM.match(line) and block:
                yield shown(block)
                block = ""
            block = f"{block} {line.strip()}".strip()
        if block:
            yield shown(block)


def shown(text: str) -> str:
    """Replace the characters of a text that a terminal would act on."""
    return "".join(
        char if char.isprintable() else " " if char.isspace() else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )
