"""A flow walked in plain text: questions, answers, going back, and what an outcome says.

The player reads and writes lines and knows neither terminal nor files. It prints the pages that the
website shows, and like the website it keeps answers that still fit after a change.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import TypeVar

from wizard.engine.journey import GivenAnswer, Journey, replay
from wizard.engine.paths import NO_ANSWERS
from wizard.i18n.translator import Translator
from wizard.i18n.wording import answer_label
from wizard.model.flow import Answer, Flow, Outcome, Question, Target
from wizard.model.site import Site
from wizard.pages.base import ActionItem, ClaimItem, Part
from wizard.pages.offices import OfficeItem
from wizard.pages.outcomes import OutcomePage
from wizard.pages.questions import QuestionPage
from wizard.pages.steps import StepPresenter

COMMANDS = {"?": "help", "b": "back", "c": "change", "q": "quit"}

HINT = "Type a number or the beginning of an answer. ? help, b back, c change an answer, q quit."

OVER = "Enter to end, b back, c change an answer."

_LIST_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")  # the beginning of a line in Markdown

_Item = TypeVar("_Item", ActionItem, ClaimItem)


class _LeftError(Exception):
    """The person quits, or there is no more input."""


@dataclass(slots=True)
class _FlowWalk:
    """The walk through one flow.

    Attributes:
        flow: The flow. If one of its steps was opened directly, the flow starts at that step.
        opened_directly: Whether it was, so that earlier answers are unknown.
        given: The answers so far: question id to answer id.
        until: The question to stop at, if the person went back to it to change its answer.
    """

    flow: Flow
    opened_directly: bool = False
    given: dict[str, str] = field(default_factory=dict)
    until: str | None = None

    def journey(self) -> Journey:
        return replay(self.flow, self.given, self.until)


@dataclass
class Player:
    """Walks a flow, and the flows that its answers lead to.

    Attributes:
        flow: The flow to begin with.
        t: The translator.
        read: Shows a prompt and returns a line, or None if there is no more input.
        write: Shows a line.
        other: Returns the valid flow with an id, or None.
        bold: Marks a heading.
        width: The maximum length of a line.
        walks: The flows walked so far; the last one is the current one.
    """

    flow: Flow
    t: Translator
    read: Callable[[str], str | None]
    write: Callable[[str], None]
    other: Callable[[str], Flow | None]
    bold: Callable[[str], str] = str
    width: int = 80
    walks: list[_FlowWalk] = field(default_factory=list)

    def play(self, answers: Mapping[str, str] = NO_ANSWERS) -> Journey | None:
        """Walk until the person quits. Return the journey if it reached the end of the flow.

        `answers` are those to begin with: question id to answer id.
        """
        # A new list, so that the same player can play twice.
        self.walks = [_FlowWalk(self.flow, given={**answers})]
        with suppress(_LeftError, KeyboardInterrupt):
            self.print_text(self.t.content(self.flow.title), heading=True)
            self.print_text(HINT)
            for given in self.walks[0].journey().trail or ():
                self.print_text(f"Given: {self.answer_in_words(given)}")
            self.run()
        # A case belongs to the flow that was named, so walks in other flows do not count.
        journey = self.walks[0].journey()
        return None if isinstance(journey.step, Question) else journey

    def run(self) -> None:
        """Show one step after another until _LeftError is raised."""
        while True:
            walk = self.walks[-1]
            journey = walk.journey()
            if isinstance(journey.step, Target):
                self.go_on(walk, journey.step)
                continue
            page = self.page(walk, journey)
            if isinstance(page, OutcomePage):
                self.print_outcome(page)
                self.pause(OVER)
            else:
                assert isinstance(journey.step, Question)
                self.ask(walk, journey, journey.step, page)

    def print_question(self, page: QuestionPage) -> None:
        """Print a question with its numbered answers."""
        self.write("")
        self.print_text(page.progress)
        self.print_text(page.heading, heading=True)
        self.print_text(page.why)
        for number, answer in enumerate(page.answers, 1):
            mark = " (your answer)" if answer.current else ""
            self.print_text(f"{answer.label}{mark}", first=f"{number:>3}  ")

    def ask(
        self, walk: _FlowWalk, journey: Journey, question: Question, page: QuestionPage
    ) -> None:
        """Show a question until an answer or a command has been understood."""
        self.print_question(page)
        # The presenter makes its links in the order of the answers; `strict` notices if that
        # changes.
        labels = {id_: link.label for id_, link in zip(question.answers, page.answers, strict=True)}
        while True:
            wish = self.next_line("> ")
            fits = chosen(wish, labels)
            command = COMMANDS.get(wish, wish)
            # An id wins over a command: a flow may have an answer with the id `b`. A whole command
            # word wins over a label that begins like it.
            if wish in labels or (len(fits) == 1 and command not in COMMANDS.values()):
                self.answer(walk, journey, question.answers[fits[0]])
                return
            if command == "help":
                self.print_text(
                    self.t.content(question.help) or "There is no help for this question."
                )
            elif command in COMMANDS.values():
                if self.run_command(command):
                    return
            elif wish:
                what = f"fits {len(fits)} answers" if fits else "is none of the answers"
                self.print_text(f'"{wish}" {what}. {HINT}')

    def answer(self, walk: _FlowWalk, journey: Journey, answer: Answer) -> None:
        """Take an answer. Keep later answers that still fit, and print them."""
        assert isinstance(journey.step, Question)
        then = replay(walk.flow, journey.all_answers() | {journey.step.id: answer.id})
        # Answers that no longer fit are gone for good, as on the website.
        walk.given, walk.until = then.all_answers(), None
        # Those after the new answer; the ones before it were printed already.
        for given in (then.trail or ())[len(journey.trail or ()) + 1 :]:
            self.print_text(f"Kept: {self.answer_in_words(given)}")

    def run_command(self, command: str) -> bool:
        """Run a command. Return whether another step has to be shown."""
        match command:
            case "back":
                return self.back()
            case "change":
                return self.change()
            case "quit":
                raise _LeftError
        return False

    def back(self) -> bool:
        """Go back to the previous question and drop its answer."""
        # At the first question of a flow, going back leads into the flow before it.
        if not self.walks[-1].journey().trail and len(self.walks) > 1:
            self.walks.pop()
        walk = self.walks[-1]
        journey = walk.journey()
        if not journey.trail:
            self.print_text("This is the first question.")
            return False
        walk.given, walk.until = journey.all_answers(), None
        del walk.given[journey.trail[-1].question.id]
        return True

    def change(self) -> bool:
        """Go back to a question that the person chooses, and keep all answers for now."""
        trail_items = [
            (at, given)
            for at, walk in enumerate(self.walks)
            for given in walk.journey().trail or ()
        ]
        if not trail_items:
            self.print_text("There is no answer to change yet.")
            return False
        # The answers of all flows are numbered in one list.
        for number, (_, given) in enumerate(trail_items, 1):
            self.print_text(self.answer_in_words(given), first=f"{number:>3}  ")
        while True:
            wish = self.next_line("Which answer? A number, or Enter to go on: ")
            if not wish:
                return False
            if wish.isdecimal() and 0 < int(wish) <= len(trail_items):
                break
            self.print_text(f'"{wish}" is not a number from 1 to {len(trail_items)}.')
        at, given = trail_items[int(wish) - 1]
        del self.walks[at + 1 :]
        # The walk stops there although the question is answered; the answers stay for later.
        self.walks[at].until = given.question.id
        return True

    def go_on(self, walk: _FlowWalk, target: Target) -> None:
        """Ask whether to go on in the flow that the answers lead to."""
        flow = self.other(target.flow)
        self.write("")
        if flow is None:
            self.print_text(f'This leads to "{target.ref(walk.flow)}", which cannot be played.')
            self.pause(OVER)
            return
        self.print_text(f"This goes on in: {self.t.content(flow.title)}", heading=True)
        if not self.pause("Enter to go on there, n to end, b back, c change an answer."):
            return
        # A target other than the start is opened without answers, as its web page would be.
        opened_directly = target.step not in ("", flow.start)
        self.walks.append(
            _FlowWalk(
                replace(flow, start=target.step) if opened_directly else flow, opened_directly
            )
        )
        # Every path from the start passes the caution; this one does not.
        step = flow.steps.get(flow.steps[target.step].caution) if opened_directly else None
        if isinstance(step, Question):
            self.print_text(f"{self.t('Before you go on:')} {self.t.content(step.ask)}")

    def pause(self, hint: str) -> bool:
        """Wait after a step that asks nothing. Return whether the person wants to go on."""
        self.write("")
        self.print_text(hint)
        while True:
            wish = self.next_line("> ").lower()
            # At an outcome there is nowhere to go on to, so Enter ends the walk.
            if wish in ("", "y", "yes") and hint != OVER:
                return True
            if wish in ("", "n", "no"):
                raise _LeftError
            if self.run_command(COMMANDS.get(wish, wish)):
                return False
            self.print_text(hint)

    def page(self, walk: _FlowWalk, journey: Journey) -> QuestionPage | OutcomePage:
        """Return what the web page of a step would show, with URLs as a flow file writes them."""

        def url_to(*segments: str, answers: Mapping[str, str] | None = None) -> str:
            _lang, flow, step = (*segments, "", "")[:3]
            return Target(flow, step).ref(walk.flow)

        step = journey.step
        if isinstance(step, Outcome):  # topics belong to a site, and here is only one flow
            step = replace(step, topics=())
        # A site with nothing else in it: `play` must work while other files have problems.
        site = Site(walk.flow.title, {walk.flow.id: walk.flow})
        # No review is overdue on the earliest date: in a terminal, authors see `wizard check` for
        # that.
        presenter = StepPresenter(site, self.t, url_to, origin="", today=date.min)
        return presenter.step(
            replace(journey, step=step, trail=None if walk.opened_directly else journey.trail)
        )

    def print_outcome(self, page: OutcomePage) -> None:
        """Print an outcome without the ways to share it."""
        self.write("")
        self.print_text(page.heading, heading=True)
        self.print_text(page.says)
        self.print_parts(self.t("What to do next"), page.actions, self.print_action)
        self.print_offices(page.offices)
        self.print_parts(self.t("What we know, and how sure we are"), page.claims, self.print_claim)

    def print_parts(
        self, title: str, parts: Iterable[Part[_Item]], show: Callable[[int, _Item], None]
    ) -> None:
        """Print actions or claims under a title, each group under its condition."""
        if parts:
            self.write("")
            self.print_text(title, heading=True)
        number = count(1)  # as on the page, numbers go on after a heading
        for place, part in enumerate(parts):
            # Otherwise a part for all readers would seem to belong to the heading before it.
            if place:
                self.write("")
            self.print_text(part.condition or part.because)
            for item in part.items:
                show(next(number), item)

    def print_action(self, number: int, action: ActionItem) -> None:
        """Print an action and what it links to."""
        self.print_text(action.label, first=f"{number:>3}. ")
        self.print_text(action.contact or action.href, first="     -> ")

    def print_offices(self, offices: tuple[OfficeItem, ...]) -> None:
        """Print where to go: all that the page says, but no sources."""
        if offices:
            self.write("")
            self.print_text(self.t("Where to go"), heading=True)
        for office in offices:
            self.print_text(office.name, first="  - ")
            contact = (*office.address, office.phone, office.check_first)
            details = (office.form, office.fee, office.hours, office.languages, office.note)
            for text in (office.url, office.does, *contact, *details, f"({office.support})"):
                self.print_text(text, first="    ")

    def print_claim(self, _number: int, claim: ClaimItem) -> None:
        """Print a claim, how well it is known, and its sources."""
        self.print_text(f"{claim.support}: {claim.text}", first="  - ")
        for source in claim.sources:
            cited = filter(None, (source.title, source.publisher, source.url))
            self.print_text(f"{self.t('Source')}: {', '.join(cited)}", first="      ")

    def answer_in_words(self, given: GivenAnswer) -> str:
        """Return a question of the trail with its answer."""
        return f"{self.t.content(given.question.ask)} {answer_label(self.t, given.answer)}"

    def print_text(self, text: str, first: str = "", heading: bool = False) -> None:
        """Print text that is not empty: paragraphs and list items, indented by `first`."""
        for block in _blocks(text):
            lines = textwrap.fill(
                block, self.width, initial_indent=first, subsequent_indent=" " * len(first),
                break_long_words=False, break_on_hyphens=False,
            )  # fmt: skip
            self.write(self.bold(lines) if heading else lines)

    def next_line(self, prompt: str) -> str:
        """Return what the person types, without surrounding spaces.

        Raises:
            _LeftError: If there is no more input.
        """
        line = self.read(prompt)
        if line is None:
            raise _LeftError
        return _shown(line).strip()


def chosen(wish: str, labels: dict[str, str]) -> list[str]:
    """Return the ids of the answers that fit what was typed: an id, a number or part of a label."""
    if wish in labels:
        return [wish]
    if wish.isdecimal() and 0 < int(wish) <= len(labels):
        return [list(labels)[int(wish) - 1]]
    return [
        name for name, label in labels.items() if wish and _folded(label).startswith(_folded(wish))
    ]


def _folded(text: str) -> str:
    """Return text for comparing. People type a straight apostrophe for a curved one."""
    return text.casefold().replace("’", "'")


def _blocks(text: str) -> Iterator[str]:
    """Yield the paragraphs and list items of a Markdown text."""
    for paragraph in re.split(r"\n\s*\n", text):
        block = ""
        # Lines of one paragraph are joined and wrapped again; each list item begins a new line.
        for line in paragraph.splitlines():
            if _LIST_ITEM.match(line) and block:
                yield _shown(block)
                block = ""
            block = f"{block} {line.strip()}".strip()
        if block:
            yield _shown(block)


def _shown(text: str) -> str:
    """Replace the characters of a text that a terminal would act on."""
    return "".join(
        char if char.isprintable() else " " if char.isspace() else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )
