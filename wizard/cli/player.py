"""A flow walked in plain text: questions, answers, going back, and what an outcome says.

The player reads and writes lines and knows neither terminal nor files. It prints the pages that the
website shows, and like the website it keeps answers that still fit after a change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from wizard.cli.step_printer import StepPrinter, shown
from wizard.engine.journey import GivenAnswer, Journey, replay
from wizard.engine.paths import NO_ANSWERS
from wizard.i18n.translator import Translator
from wizard.i18n.wording import answer_label
from wizard.model.flow import Answer, Flow, Outcome, Question, Target
from wizard.model.generated_answers import NONE, Tick, id_of_boxes
from wizard.model.site import Site
from wizard.pages.outcomes import OutcomePage
from wizard.pages.questions import QuestionPage, linked_answers, ticked_boxes
from wizard.pages.steps import StepPresenter

COMMANDS = {"?": "help", "b": "back", "c": "change", "q": "quit"}

HINT = "Type a number or the beginning of an answer. ? help, b back, c change an answer, q quit."

BOXES_HINT = "Type numbers to tick or untick boxes, such as 1 3. Enter to go on."

OVER = "Enter to end, b back, c change an answer."


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

    @cached_property
    def printer(self) -> StepPrinter:
        """The printer of the pages of steps."""
        return StepPrinter(self.t, self.write, self.bold, self.width)

    def play(self, answers: Mapping[str, str] = NO_ANSWERS) -> Journey | None:
        """Walk until the person quits. Return the journey if it reached the end of the flow.

        `answers` are those to begin with: question id to answer id.
        """
        # A new list, so that the same player can play twice.
        self.walks = [_FlowWalk(self.flow, given={**answers})]
        with suppress(_LeftError, KeyboardInterrupt):
            self.printer.text(self.t.content(self.flow.title), heading=True)
            self.printer.text(HINT)
            for given in self.walks[0].journey().trail or ():
                self.printer.text(f"Given: {self.answer_in_words(given)}")
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
                self.printer.outcome(page)
                self.pause(OVER)
            else:
                assert isinstance(journey.step, Question)
                self.ask(walk, journey.step, page)

    def ask(self, walk: _FlowWalk, question: Question, page: QuestionPage) -> None:
        """Show a question until an answer or a command has been understood."""
        self.printer.question(page)
        # The presenter makes its links in the order of the answers; `strict` notices if that
        # changes.
        links = zip(linked_answers(question), page.answers, strict=True)
        boxes = {box.id: box.label for box in page.boxes}
        labels = boxes | {answer.id: link.label for answer, link in links}
        hint = BOXES_HINT if boxes else HINT
        if boxes:
            self.printer.text(hint)
        while True:
            wish = self.next_line("> ")
            fits = chosen(wish, labels)
            command = COMMANDS.get(wish, wish)
            # An id wins over a command: a flow may have an answer with the id `b`. A whole command
            # word wins over a label that begins like it.
            if wish in labels or (len(fits) == 1 and command not in COMMANDS.values()):
                if fits[0] not in boxes:
                    self.answer(walk, question.answers[fits[0]])
                    return
                self.toggle(walk, question, fits)
            elif command == "help":
                self.printer.text(
                    self.t.content(question.help) or "There is no help for this question."
                )
            elif command in COMMANDS.values():
                if self.run_command(command):
                    return
            elif several := chosen_together(wish, boxes):
                self.toggle(walk, question, several)
            elif wish:
                what = f"fits {len(fits)} answers" if fits else "is not one of the answers"
                self.printer.text(f'"{wish}" {what}. {hint}')
            elif boxes and self.proceed(walk, question, labels[NONE]):
                return

    def toggle(self, walk: _FlowWalk, question: Question, changed: Iterable[str]) -> None:
        """Tick some boxes of a question, or untick those that are ticked, and show them all."""
        assert isinstance(question.form, Tick)
        journey = walk.journey()
        ticked = {*ticked_boxes(journey, question)} ^ {*changed}
        walk.given, walk.until = journey.all_answers(), question.id
        walk.given[question.id] = id_of_boxes(box for box in question.form.boxes if box in ticked)
        if not ticked:
            del walk.given[question.id]
        page = self.page(walk, walk.journey())
        assert isinstance(page, QuestionPage)
        self.printer.choices(page)

    def proceed(self, walk: _FlowWalk, question: Question, none: str) -> bool:
        """Answer a question with the boxes that are ticked. Return whether any is."""
        ticked = ticked_boxes(walk.journey(), question)
        if ticked:
            self.answer(walk, question.answers[id_of_boxes(ticked)])
        else:
            self.printer.text(f'No box is ticked. Tick one, or answer "{none}".')
        return bool(ticked)

    def answer(self, walk: _FlowWalk, answer: Answer) -> None:
        """Take an answer. Keep later answers that still fit, and print them."""
        journey = walk.journey()
        assert isinstance(journey.step, Question)
        then = replay(walk.flow, journey.all_answers() | {journey.step.id: answer.id})
        # Answers that no longer fit are gone for good, as on the website.
        walk.given, walk.until = then.all_answers(), None
        # Those after the new answer; the ones before it were printed already.
        for given in (then.trail or ())[len(journey.trail or ()) + 1 :]:
            self.printer.text(f"Kept: {self.answer_in_words(given)}")

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
            self.printer.text("This is the first question.")
            return False
        question = journey.trail[-1].question
        walk.given, walk.until = journey.all_answers(), question.id
        # Boxes stay ticked, as on the website.
        if not isinstance(question.form, Tick):
            del walk.given[question.id]
        return True

    def change(self) -> bool:
        """Go back to a question that the person chooses, and keep all answers for now."""
        trail_items = [
            (at, given)
            for at, walk in enumerate(self.walks)
            for given in walk.journey().trail or ()
        ]
        if not trail_items:
            self.printer.text("There is no answer to change yet.")
            return False
        # The answers of all flows are numbered in one list.
        for number, (_, given) in enumerate(trail_items, 1):
            self.printer.text(self.answer_in_words(given), first=f"{number:>3}  ")
        while True:
            wish = self.next_line("Which answer? A number, or Enter to go on: ")
            if not wish:
                return False
            if wish.isdecimal() and 0 < int(wish) <= len(trail_items):
                break
            self.printer.text(f'"{wish}" is not a number from 1 to {len(trail_items)}.')
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
            self.printer.text(f'This leads to "{target.ref(walk.flow)}", which cannot be played.')
            self.pause(OVER)
            return
        self.printer.text(f"This goes on in: {self.t.content(flow.title)}", heading=True)
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
            self.printer.text(f"{self.t('Before you go on:')} {self.t.content(step.ask)}")

    def pause(self, hint: str) -> bool:
        """Wait after a step that asks nothing. Return whether the person wants to go on."""
        self.write("")
        self.printer.text(hint)
        while True:
            wish = self.next_line("> ").lower()
            # At an outcome there is nowhere to go on to, so Enter ends the walk.
            if wish in ("", "y", "yes") and hint != OVER:
                return True
            if wish in ("", "n", "no"):
                raise _LeftError
            if self.run_command(COMMANDS.get(wish, wish)):
                return False
            self.printer.text(hint)

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
        presenter = StepPresenter(site, self.t, url_to, origin="", today=datetime.now().date())
        return presenter.step(
            replace(journey, step=step, trail=None if walk.opened_directly else journey.trail)
        )

    def answer_in_words(self, given: GivenAnswer) -> str:
        """Return a question of the trail with its answer."""
        return f"{self.t.content(given.question.ask)} {answer_label(self.t, given.answer)}"

    def next_line(self, prompt: str) -> str:
        """Return what the person types, without surrounding spaces.

        Raises:
            _LeftError: If there is no more input.
        """
        line = self.read(prompt)
        if line is None:
            raise _LeftError
        return shown(line).strip()


def chosen(wish: str, labels: dict[str, str]) -> list[str]:
    """Return the ids of the answers that fit what was typed: an id, a number or part of a label."""
    if wish in labels:
        return [wish]
    if wish.isdecimal() and 0 < int(wish) <= len(labels):
        return [list(labels)[int(wish) - 1]]
    return [
        name for name, label in labels.items() if wish and _folded(label).startswith(_folded(wish))
    ]


def chosen_together(wish: str, boxes: dict[str, str]) -> list[str]:
    """Return the ids of the boxes that were typed one after another, such as "1 3".

    It is empty if a part of the text is not one box.
    """
    fits = [chosen(part, boxes) for part in re.split(r"[\s,.]+", wish)]
    return [each[0] for each in fits] if all(len(each) == 1 for each in fits) else []


def _folded(text: str) -> str:
    """Return text for comparing. People type a straight apostrophe for a curved one."""
    return text.casefold().replace("’", "'")
