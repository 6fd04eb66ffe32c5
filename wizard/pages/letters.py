"""The pages of the letters: the list, and a letter with its blanks, its files and advice.

A letter is shown as it will be sent, in the language it was written in, because the office must be
able to read it. A page in another language says so, explains the blanks, and has the letter's
translation if there is one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from wizard.i18n.translator import SOURCE_LANGUAGE
from wizard.model.flow import Action
from wizard.model.letters import LETTERS, Blank, Block, Letter, letter_blocks
from wizard.model.tables import RowIndex, listed
from wizard.pages.base import ActionItem, Card, Page, SourceItem
from wizard.pages.letter_files import available_formats
from wizard.pages.links import Link
from wizard.pages.offices import OfficeItem, OfficePresenter

LETTER_FILE_STEM = "letter"  # the start of the last segment of the URLs of a letter's files


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersPage(Page):
    """The list of letters.

    Attributes:
        cards: The letters.
    """

    kind = "letters"
    template = "letters.html"
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage(Page):
    """A letter, with what to know before it is sent and what comes after.

    Attributes:
        name: File name of its files, without extension.
        summary: What the letter is for; may be empty.
        before: What to do before it is sent.
        offices: Where to send it or ask.
        hints: The label of each blank that has a hint, as in the letter, and the hint.
        handwritten_only: The labels of the blanks that must be filled in on paper only.
        letter_lang: The language that the letter is written in.
        to: The recipient.
        subject: The subject.
        body: The text.
        translation: Subject and text in the language of the page; empty if not translated.
        files: Links to the files.
        after: What to do after it is sent.
        sources: The sources that it is based on.
        reviewed: The date of the last review, written out; may be empty.
        index_link: Link to the list of letters, or of the same letter for others.
    """

    kind = "letter"
    template = "letter.html"
    name: str
    summary: str
    before: tuple[ActionItem, ...]
    offices: tuple[OfficeItem, ...]
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


@dataclass(frozen=True)
class LetterPresenter(OfficePresenter):
    """Makes the pages of the letters."""

    def index(self) -> LettersPage:
        """Return the page at `/<lang>/letters/`."""
        content, explain = self.t.content, self._explainer()
        heading = self.t("Letters to print or save")
        return LettersPage(
            layout=self._layout(heading, LETTERS, indexable=True),
            heading=heading,
            cards=tuple(
                Card(
                    content(letter.title),
                    explain(content(letter.summary)),
                    # The id of a list of rows is its path.
                    self._url(letter.id)
                    if isinstance(letter, RowIndex)
                    else self._url(LETTERS, letter.id),
                )
                for letter in listed(self.site.letters, self.site.indexes, LETTERS)
            ),
        )

    def letter(self, letter: Letter) -> LetterPage:
        """Return the page at `/<lang>/letters/<id>/`."""
        content, explain = self.t.content, self._explainer()
        # Every text that is explained is read in the order of the page, since only the first use of
        # a name gets its meaning.
        title = content(letter.title)
        summary = explain(content(letter.summary))
        # Blanks with the same label need one hint.
        hints = {blank.label: self._hint(blank) for blank in letter.blanks.values()}
        return LetterPage(
            layout=self._layout(title, LETTERS, letter.id, indexable=True),
            heading=title,
            name=self.file_name(letter),
            summary=summary,
            before=self._actions(letter.before),
            # The label stays as it is in the letter, so that the reader finds it there.
            hints=tuple(
                (label, explain(hint, folded=True)) for label, hint in hints.items() if hint
            ),
            offices=self._office_items(letter.offices, explain),
            handwritten_only=tuple(
                content(blank.label) for blank in letter.blanks.values() if blank.handwritten_only
            ),
            letter_lang=SOURCE_LANGUAGE,
            to=letter_blocks(letter.to, letter.blanks),
            subject=letter.subject,
            body=letter_blocks(letter.body, letter.blanks),
            translation=self._translation(letter),
            files=self._files(letter),
            after=self._actions(letter.after),
            sources=tuple(self._source_item(source) for source in letter.cite),
            reviewed=self.t.day(letter.reviewed),
            index_link=self._index_of(f"{LETTERS}/{letter.id}")
            or Link(self.t("All letters"), self._url(LETTERS)),
            share=self._share(LETTERS, letter.id),
        )

    def file_name(self, letter: Letter) -> str:
        """Return the name of the letter's files in the reader's language, without extension."""
        # A letter of a row has two ids, and a file no slash in its name.
        return self.t.file_name(self.t.content(letter.title), letter.id.replace("/", "-"))

    def _actions(self, actions: Iterable[Action]) -> tuple[ActionItem, ...]:
        # Readers use one list before and one after they send the letter, perhaps weeks apart, so
        # each list explains its names itself.
        explain = self._explainer()
        return tuple(self._action_item(action, explain) for action in actions)

    def _hint(self, blank: Blank) -> str:
        """Return what a blank means, if the letter is in another language, and how to fill it."""
        meaning = self.t.content(blank.label)
        parts = (f"{meaning}." if meaning != blank.label else "", self.t.content(blank.hint))
        return " ".join(part for part in parts if part)

    def _translation(self, letter: Letter) -> tuple[Block, ...]:
        # The subject decides for all of it: it is the same in the source language, and in a catalog
        # that does not have this letter.
        content = self.t.content
        if content(letter.subject) == letter.subject:
            return ()
        blanks = {
            name: replace(blank, label=content(blank.label))
            for name, blank in letter.blanks.items()
        }
        return letter_blocks((letter.subject, *letter.body), blanks, content)

    def _files(self, letter: Letter) -> tuple[Link, ...]:
        # The same files for all languages: a letter is sent in the language it was written in.
        stem = self._url(LETTERS, letter.id) + LETTER_FILE_STEM
        labels = {
            "pdf": self.t("PDF, to print (with blanks)"),
            "docx": self.t("Word file, to fill in and print (with blanks)"),
            "txt": self.t("Plain text, to copy (with blanks)"),
        }
        return tuple(Link(labels[kind], f"{stem}.{kind}") for kind in available_formats())
