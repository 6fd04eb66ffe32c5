"""The packet of an outcome: the answer with its letters and dates, to print and take along.

It is made without answers, so that a packet in other hands says nothing about the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from wizard.engine.journey import Journey
from wizard.i18n.glossary import Explainer
from wizard.i18n.translator import SOURCE_LANGUAGE
from wizard.i18n.wording import count_label, size_label
from wizard.model.deadlines import TriggerEvent
from wizard.model.flow import Outcome, Target, title_of
from wizard.model.letters import LETTERS, Block, Letter, letter_blocks
from wizard.pages.base import SourceItem
from wizard.pages.due_dates import AREA as DEADLINES
from wizard.pages.links import Link
from wizard.pages.outcomes import PACKET, OutcomePage
from wizard.pages.steps import StepPresenter

PACKET_FILE = "packet.pdf"

_PDF_PAGE = re.compile(rb"/Type/Page\b")  # Typst does not compress the objects of pages


@dataclass(frozen=True, slots=True)
class PacketRule:
    """A date that follows from an event.

    Attributes:
        label: What is due.
        count: How the date is counted.
        note: Practical advice; may be empty.
    """

    label: str
    count: str
    note: str


@dataclass(frozen=True, slots=True)
class PacketEvent:
    """An event from which the reader counts dates by hand.

    Attributes:
        title: The event.
        says: What its date means.
        rules: The dates that follow.
    """

    title: str
    says: str
    rules: tuple[PacketRule, ...]


@dataclass(frozen=True, slots=True)
class PacketLetter:
    """A letter with its blanks.

    Attributes:
        title: What the letter is, in the language of the page.
        letter_lang: The language that the letter is written in.
        to: The recipient.
        subject: The subject.
        body: The text.
    """

    title: str
    letter_lang: str
    to: tuple[Block, ...]
    subject: str
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketPage(OutcomePage):
    """An outcome with its letters and dates, without answers.

    Attributes:
        back: Link to the outcome.
        letters: The letters that its actions lead to.
        dates: The events that its actions lead to, with the dates that follow.
        file: Link to the same as a PDF; None if its fonts lack a character.
    """

    kind = "packet"
    template = "packet.html"
    letters: tuple[PacketLetter, ...]
    dates: tuple[PacketEvent, ...]
    file: Link | None = None

    def cites(self, sources: tuple[SourceItem, ...]) -> str:
        """Return the numbers of sources in the list of the packet, such as `[1, 3]`."""
        numbers = sorted(self.sources.index(source) + 1 for source in sources)
        return f"[{', '.join(map(str, numbers))}]" if numbers else ""


@dataclass(frozen=True)
class PacketPresenter(StepPresenter):
    """Makes the packets of outcomes."""

    def packet(self, journey: Journey, outcome: Outcome) -> PacketPage:
        """Return the page at `/<lang>/<flow>/<outcome>/packet/`, without its file.

        Args:
            journey: A journey to the outcome without answers.
            outcome: The outcome.
        """
        page = self._outcome(journey, outcome, requested=False)
        shared = {part.name: getattr(page, part.name) for part in fields(page)}
        flow, targets = journey.flow, list(_targets(outcome))
        # Dates are on other sheets than the answer, so their names are explained again.
        explain = self._explainer()
        letters = self.site.letters
        events = self.site.deadlines.events if self.site.deadlines else {}
        return PacketPage(
            **{
                **shared,
                # The name of the site would make this title too long.
                "layout": replace(
                    self._layout("", flow.id, outcome.id, PACKET),
                    title=self.t("Packet: {title}", title=self.t.content(title_of(outcome))),
                ),
                "back": Link(self.t("Back"), self._url(flow.id, outcome.id)),
                "history_url": self._url(flow.id, outcome.id, PACKET),
            },
            letters=tuple(
                self._letter(letters[target.step])
                for target in targets
                # Not the list of a letter's rows.
                if target.flow == LETTERS and target.step in letters
            ),
            dates=tuple(
                self._event(events[target.step], explain)
                for target in targets
                if target.flow == DEADLINES and target.step in events
            ),
        )

    def with_file(self, page: PacketPage, pdf: bytes | None) -> PacketPage:
        """Return a packet with the link to its PDF, or as it is if there is none."""
        if pdf is None:
            return page
        count, size = len(_PDF_PAGE.findall(pdf)), size_label(self.t, pdf)
        label = (
            self.t("PDF, 1 page, {size}", size=size)
            if count == 1
            else self.t("PDF, {count} pages, {size}", count=count, size=size)
        )
        return replace(page, file=Link(label, page.history_url.removesuffix("/") + ".pdf"))

    def file_name(self) -> str:
        """Return the neutral name of the PDF in the reader's language."""
        return self.t.file_name(self.t("packet"), "packet") + ".pdf"

    def _letter(self, letter: Letter) -> PacketLetter:
        return PacketLetter(
            title=self.t.content(letter.title),
            letter_lang=SOURCE_LANGUAGE,
            to=letter_blocks(letter.to, letter.blanks),
            subject=letter.subject,
            body=letter_blocks(letter.body, letter.blanks),
        )

    def _event(self, event: TriggerEvent, explain: Explainer) -> PacketEvent:
        content = self.t.content
        return PacketEvent(
            title=content(event.title),
            says=explain(content(event.says)),
            rules=tuple(
                PacketRule(
                    content(rule.label), count_label(self.t, rule), explain(content(rule.note))
                )
                for rule in event.rules
            ),
        )


def _targets(outcome: Outcome) -> Iterator[Target]:
    """Yield the letters and events that the actions of an outcome lead to, each once."""
    targets = (action.to for action in outcome.next if isinstance(action.to, Target))
    # A target without a step is the list of letters or of events.
    yield from dict.fromkeys(target for target in targets if target.step)
