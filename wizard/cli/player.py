"""A flow walked in plain text: questions, answers, the way back, and what an outcome says. Lines in, lines out.

Nothing here knows a terminal or a file. What is shown is what a page would show, answers that still
fit after a change included.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import groupby

from wizard.engine.graph import longest_path_lengths
from wizard.engine.journey import GivenAnswer, Journey, replay
from wizard.i18n.translator import Translator
from wizard.i18n.wording import answer_label, condition_label, support_label
from wizard.model.conditions import holds
from wizard.model.evidence import Claim, Source
from wizard.model.flow import Action, Answer, Flow, Outcome, Question, Target

COMMANDS = {"?": "help", "b": "back", "c": "change", "q": "quit"}

HINT = "Type a number or the beginning of an answer. ? help, b back, c change an answer, q quit."

OVER = "Enter to end, b back, c change an answer."

_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")  # a line of a Markdown list


class _LeftError(Exception):
    """The person goes away, or there is nothing more to read."""


@dataclass(slots=True)
class _FlowWalk:
    """The way through one flow, or through what follows a step of it that was opened from outside (`bare`)."""

    flow: Flow
    bare: bool = False
    given: dict[str, str] = field(default_factory=dict)
    until: str | None = None

    def journey(self) -> Journey:
        return replay(self.flow, self.given, self.until)


@dataclass
class Player:
    """Walks a flow. `read` shows a prompt and gives a line, or None when there are no more; `write` shows a line.

    `other` gives the sound flow of an id, or None: the answers may lead there. `bold` marks
    headings, `width` is the length of a line.
    """

    flow: Flow
    t: Translator
    read: Callable[[str], str | None]
    write: Callable[[str], None]
    other: Callable[[str], Flow | None]
    bold: Callable[[str], str] = str
    width: int = 80
    legs: list[_FlowWalk] = field(default_factory=list)

    def play(self) -> Journey | None:
        """Walk until the person has enough: the journey through the flow, or None where they left in the middle."""
        self.legs = [_FlowWalk(self.flow)]
        with suppress(_LeftError, KeyboardInterrupt):
            self.print_text(self.t.content(self.flow.title), heading=True)
            self.print_text(HINT)
            self.walk()
        journey = self.legs[0].journey()
        return None if isinstance(journey.step, Question) else journey

    def walk(self) -> None:
        """Show step after step. Ends only by _LeftError."""
        while True:
            leg = self.legs[-1]
            journey = leg.journey()
            match journey.step:
                case Question() as question:
                    self.ask(leg, journey, question)
                case Outcome() as outcome:
                    self.print_outcome(leg, journey, outcome)
                    self.pause(OVER)
                case Target() as target:
                    self.go_on(leg, target)

    def ask(self, leg: _FlowWalk, journey: Journey, question: Question) -> None:
        """Show a question until an answer, or another wish, has been understood."""
        content = self.t.content
        self.write("")
        if not leg.bare:
            self.print_text(self.progress(journey, question))
        self.print_text(content(question.ask), heading=True)
        self.print_text(content(question.why))
        labels = {answer.id: answer_label(self.t, answer) for answer in question.answers.values()}
        given = next(
            (turn.answer.id for turn in journey.later_answers if turn.question is question), None
        )
        for number, (name, label) in enumerate(labels.items(), 1):
            self.print_text(
                f"{label} (your answer)" if name == given else label, first=f"{number:>3}  "
            )
        while True:
            wish = self.next_line("> ")
            fits = chosen(wish, labels)
            command = COMMANDS.get(wish, wish)
            if wish in labels or (len(fits) == 1 and command not in COMMANDS.values()):
                self.answer(leg, journey, question.answers[fits[0]])
                return
            if command == "help":
                self.print_text(content(question.help) or "There is no help for this question.")
            elif command in COMMANDS.values():
                if self.run_command(command):
                    return
            elif wish:
                what = f"fits {len(fits)} answers" if fits else "is none of the answers"
                self.print_text(f'"{wish}" {what}. {HINT}')

    def answer(self, leg: _FlowWalk, journey: Journey, answer: Answer) -> None:
        """Take an answer. Answers that were given before and still fit after it are kept, and said."""
        assert isinstance(journey.step, Question)
        ahead = {turn.question.id: turn.answer.id for turn in journey.later_answers}
        then = replay(leg.flow, {**ahead, **journey.answers(), journey.step.id: answer.id})
        leg.given, leg.until = then.answers(), None
        for turn in (then.trail or ())[len(journey.trail or ()) + 1 :]:
            self.print_text(f"Kept: {self.said(turn)}")

    def run_command(self, command: str) -> bool:
        """Do what the person wants instead of answering. False where nothing came of it."""
        match command:
            case "back":
                return self.back()
            case "change":
                return self.change()
            case "quit":
                raise _LeftError
        return False

    def back(self) -> bool:
        """To the question before, without its answer."""
        if not self.legs[-1].journey().trail and len(self.legs) > 1:
            self.legs.pop()
        leg = self.legs[-1]
        trail = leg.journey().trail
        if not trail:
            self.print_text("This is the first question.")
            return False
        leg.given, leg.until = {turn.question.id: turn.answer.id for turn in trail[:-1]}, None
        return True

    def change(self) -> bool:
        """To any question of the trail, with the answers after it."""
        turns = [
            (at, turn) for at, leg in enumerate(self.legs) for turn in leg.journey().trail or ()
        ]
        if not turns:
            self.print_text("There is no answer to change yet.")
            return False
        for number, (_, turn) in enumerate(turns, 1):
            self.print_text(self.said(turn), first=f"{number:>3}  ")
        while True:
            wish = self.next_line("Which answer? A number, or Enter to go on: ")
            if not wish:
                return False
            if wish.isdecimal() and 0 < int(wish) <= len(turns):
                break
            self.print_text(f'"{wish}" is not a number from 1 to {len(turns)}.')
        at, turn = turns[int(wish) - 1]
        del self.legs[at + 1 :]
        self.legs[at].until = turn.question.id
        return True

    def go_on(self, leg: _FlowWalk, target: Target) -> None:
        """Ask whether to go on in the flow that the answers lead to."""
        flow = self.other(target.flow)
        self.write("")
        if flow is None:
            self.print_text(f'This leads to "{target.ref(leg.flow)}", which cannot be played.')
            self.pause(OVER)
            return
        self.print_text(f"This goes on in: {self.t.content(flow.title)}", heading=True)
        if not self.pause("Enter to go on there, n to end, b back, c change an answer."):
            return
        bare = target.step not in ("", flow.start)
        self.legs.append(_FlowWalk(replace(flow, start=target.step) if bare else flow, bare))
        step = flow.steps.get(flow.steps[target.step].caution) if bare else None
        if isinstance(step, Question):
            self.print_text(f"{self.t('Before you go on:')} {self.t.content(step.ask)}")

    def pause(self, hint: str) -> bool:
        """Wait at a place that asks nothing. True where the person wants to go on; from an outcome they only leave."""
        self.write("")
        self.print_text(hint)
        while True:
            wish = self.next_line("> ").lower()
            if wish in ("", "y", "yes") and hint != OVER:
                return True
            if wish in ("", "n", "no"):
                raise _LeftError
            if self.run_command(COMMANDS.get(wish, wish)):
                return False
            self.print_text(hint)

    def progress(self, journey: Journey, question: Question) -> str:
        """Which question this is, and of how many at most."""
        number = len(journey.trail or ()) + 1
        total = number - 1 + longest_path_lengths(journey.flow)[question.id]
        if number == total:
            return self.t("Question {number} of {total}", number=number, total=total)
        return self.t("Question {number} of about {total}", number=number, total=total)

    def print_outcome(self, leg: _FlowWalk, journey: Journey, outcome: Outcome) -> None:
        """Everything that the outcome's page says, but for the ways to share it."""
        content = self.t.content
        self.write("")
        self.print_text(content(outcome.heading), heading=True)
        self.print_text(content(outcome.says))
        self.print_parts(leg, journey, self.t("What to do next"), outcome.next)
        self.print_parts(leg, journey, self.t("What we know, and how well"), outcome.claims)

    def print_parts(
        self, leg: _FlowWalk, journey: Journey, title: str, parts: Iterable[Claim | Action]
    ) -> None:
        """The parts that hold; after a step that was opened from outside all of them, under their conditions."""
        shown = [part for part in parts if leg.bare or holds(part.when, journey.answers())]
        if shown:
            self.write("")
            self.print_text(title, heading=True)
        for condition, group in groupby(shown, lambda part: part.when if leg.bare else None):
            if condition:
                self.print_text(condition_label(self.t, leg.flow, condition))
            for number, part in enumerate(group, 1):
                if isinstance(part, Action):
                    self.print_action(leg.flow, number, part)
                else:
                    self.print_claim(part)

    def print_action(self, flow: Flow, number: int, action: Action) -> None:
        """An action, and where it leads."""
        self.print_text(self.t.content(action.label), first=f"{number:>3}. ")
        if action.to:
            self.print_text(
                action.to if isinstance(action.to, str) else action.to.ref(flow),
                first="     -> ",
            )

    def print_claim(self, claim: Claim) -> None:
        """A claim, how well it is known, and its sources."""
        self.print_text(
            f"{support_label(self.t, claim.level)}: {self.t.content(claim.text)}", first="  - "
        )
        for source in claim.cite:
            self.print_text(f"{self.t('Source')}: {', '.join(self.cited(source))}", first="      ")

    def cited(self, source: Source) -> Iterator[str]:
        """The title, publisher and address of a source, as far as it has them."""
        content = self.t.content
        return filter(None, (content(source.title), content(source.publisher), source.url))

    def said(self, turn: GivenAnswer) -> str:
        """A question of the trail, and its answer."""
        return f"{self.t.content(turn.question.ask)} {answer_label(self.t, turn.answer)}"

    def print_text(self, text: str, first: str = "", heading: bool = False) -> None:
        """Show a text, if there is one: a block for each paragraph or line of a list, under each other behind `first`."""
        for block in _blocks(text):
            lines = textwrap.fill(
                block, self.width, initial_indent=first, subsequent_indent=" " * len(first),
                break_long_words=False, break_on_hyphens=False,
            )  # fmt: skip
            self.write(self.bold(lines) if heading else lines)

    def next_line(self, prompt: str) -> str:
        """What the person types, without the spaces around it. Raises _LeftError when there is nothing more."""
        line = self.read(prompt)
        if line is None:
            raise _LeftError
        return _shown(line).strip()


def chosen(wish: str, labels: dict[str, str]) -> list[str]:
    """The answers (id to label) that fit what was typed: the id, the number, or the beginning of labels."""
    if wish in labels:
        return [wish]
    if wish.isdecimal() and 0 < int(wish) <= len(labels):
        return [list(labels)[int(wish) - 1]]
    return [
        name for name, label in labels.items() if wish and _folded(label).startswith(_folded(wish))
    ]


def _folded(text: str) -> str:
    """A text as it is compared: nobody types a curved apostrophe."""
    return text.casefold().replace("’", "'")


def _blocks(text: str) -> Iterator[str]:
    """The paragraphs of a Markdown text, each line of a list on its own."""
    for paragraph in re.split(r"\n\s*\n", text):
        block = ""
        for line in paragraph.splitlines():
            if _ITEM.match(line) and block:
                yield _shown(block)
                block = ""
            block = f"{block} {line.strip()}".strip()
        if block:
            yield _shown(block)


def _shown(text: str) -> str:
    """A text on which no terminal acts."""
    return "".join(
        char if char.isprintable() else " " if char.isspace() else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )
