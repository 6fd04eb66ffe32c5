"""The pages of the letters: what to know, the letter with its blanks, its files. Knows no HTTP and no file formats.

A letter is always shown as it will be sent, in the language it was written in, because the office must be able to read
it. A page in another language says so, says what the blanks mean, and holds the letter's translation where there is one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from wizard.i18n.translator import SOURCE_LANGUAGE
from wizard.model.flow import Action
from wizard.model.letters import LETTERS, Blank, Block, Letter, passages
from wizard.pages.base import ActionItem, Card, Link, Page, SourceItem
from wizard.pages.presenter import Presenter


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersPage(Page):
    """The letters."""

    kind = "letters"
    template = "letters.html"
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage(Page):
    """A letter, with what to know before it is sent and what comes after.

    `to`, `subject` and `body` are the letter, in the language `letter_lang`; `translation` is its translation, or empty.
    `hints` are labels of blanks, as they stand in the letter, with words of help; `handwritten_only` says which blanks are for the
    paper only. `name` is the name of its files, without their endings.
    """

    kind = "letter"
    template = "letter.html"
    name: str
    summary: str
    before: tuple[ActionItem, ...]
    hints: tuple[tuple[str, str], ...]
    handwritten_only: tuple[str, ...]
    letter_lang: str
    to: tuple[Block, ...]
    subject: str
    body: tuple[Block, ...]
    translation: tuple[Block, ...]
    files: tuple[Link, ...]
    after: tuple[ActionItem, ...]
    sources: tuple[SourceItem, ...]
    reviewed: str
    index_link: Link


LETTER_FILE_STEM = "letter"  # what the addresses of a letter's files begin with


@dataclass(frozen=True, slots=True)
class LetterPresenter(Presenter):
    """Makes the pages of the letters of a site that has some."""

    def index(self) -> LettersPage:
        """`/<lang>/letters/`."""
        content, letters = self.t.content, self.site.letters.values()
        summaries = self._explain(*(content(letter.summary) for letter in letters))
        cards = [
            Card(content(letter.title), summary, self._url(LETTERS, letter.id))
            for letter, summary in zip(letters, summaries, strict=True)
        ]
        heading = self.t("Letters to print or save")
        return LettersPage(
            **self._layout(heading, heading, LETTERS, indexable=True), cards=tuple(cards)
        )

    def letter(self, letter: Letter) -> LetterPage:
        """`/<lang>/letters/<id>/`."""
        t, content = self.t, self.t.content
        here = self._url(LETTERS, letter.id) + LETTER_FILE_STEM
        kinds = {
            "pdf": t("PDF, to print"),
            "docx": t("Word file, to fill in and print"),
            "txt": t("Plain text, to copy"),
        }
        notes = {
            blank.label: note for blank in letter.blanks.values() if (note := self._note(blank))
        }
        summary, *hints = self._explain(content(letter.summary), *notes.values())
        said = {
            name: replace(blank, label=content(blank.label))
            for name, blank in letter.blanks.items()
        }
        translated = content(letter.subject) != letter.subject
        return LetterPage(
            **self._layout(letter.title, content(letter.title), LETTERS, letter.id, indexable=True),
            name=self.file_name(letter),
            summary=summary,
            before=self._actions(letter.before),
            hints=tuple(zip(notes, hints, strict=True)),
            handwritten_only=tuple(blank.label for blank in said.values() if blank.pen),
            letter_lang=SOURCE_LANGUAGE,
            to=passages(letter.to, letter.blanks),
            subject=letter.subject,
            body=passages(letter.body, letter.blanks),
            translation=passages((letter.subject, *letter.body), said, content)
            if translated
            else (),
            files=tuple(Link(label, f"{here}.{kind}") for kind, label in kinds.items()),
            after=self._actions(letter.after),
            sources=tuple(self._source_item(source) for source in letter.cite),
            reviewed=t.day(letter.reviewed),
            index_link=Link(t("All letters"), self._url(LETTERS)),
        )

    def file_name(self, letter: Letter) -> str:
        """What a letter's file is called, without its ending: neutral, in the reader's language."""
        return self.t.file_name(self.t.content(letter.title), letter.id)

    def _note(self, blank: Blank) -> str:
        """What a blank means, where the letter's language is another, and how to fill it."""
        meaning = self.t.content(blank.label)
        parts = (f"{meaning}." if meaning != blank.label else "", self.t.content(blank.hint))
        return " ".join(part for part in parts if part)

    def _actions(self, actions: Iterable[Action]) -> tuple[ActionItem, ...]:
        items = [self._action_item(action) for action in actions]
        labels = self._explain(*(item.label for item in items))
        return tuple(replace(item, label=label) for item, label in zip(items, labels, strict=True))
