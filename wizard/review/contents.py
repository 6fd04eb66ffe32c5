"""The contents of the document: the flow, its questions and its outcomes, then what they share."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from wizard.engine.graph import topological_order
from wizard.i18n.translator import Translator, language_name, make_translator
from wizard.i18n.wording import answer_label, condition_label
from wizard.loader.around import SiteAround
from wizard.loader.translations import Translations
from wizard.model.deadlines import TriggerEvent
from wizard.model.flow import Action, Edge, Flow, Outcome, Question, Step, Target, edges
from wizard.model.generated_answers import Tick, Ticked
from wizard.model.letters import LETTERS, Letter
from wizard.pages.due_dates import AREA as DEADLINES
from wizard.pages.questions import linked_answers
from wizard.review.document import (
    LIST_OF_ROWS,
    Chapter,
    Document,
    Language,
    Line,
    Part,
    Section,
)
from wizard.review.parts import Column, section
from wizard.review.shared import SharedPartMaker

AROUND = "In the browser’s tab and in the search"

NO_RENAMES: Mapping[str, str] = {}


def document(
    flow: Flow,
    around: SiteAround,
    codes: Iterable[str],
    today: date,
    renamed: Mapping[str, str] = NO_RENAMES,
) -> Document:
    """Return the document of a flow.

    Args:
        flow: The flow.
        around: The site around it.
        codes: The languages of the document, one or two.
        today: The date of the document.
        renamed: The former ids of steps, each with the id that references use for it.
    """
    columns = tuple(_column(around, code) for code in codes)
    return FlowPartMaker(flow, around.site, columns, renamed).document(today)


def _column(around: SiteAround, code: str) -> Column:
    languages = around.site.languages
    # A version of the site from before it had this language has no translation.
    known = around.translations(code) if code in languages else Translations()
    if code == languages[0]:
        return Column(make_translator(code, interface=known.interface), None)
    translator = make_translator(code, known.authors, known.interface)
    # Outdated translations too: the document shows them, and says that they are outdated.
    return Column(translator, known.entries)


class FlowPartMaker(SharedPartMaker):
    """Makes the document of a flow."""

    def document(self, today: date) -> Document:
        """Return the document, made on a date."""
        flow, order = self.flow, topological_order(self.flow)
        questions = [step for name in order if isinstance(step := flow.steps[name], Question)]
        outcomes = [step for name in order if isinstance(step := flow.steps[name], Outcome)]
        # Questions first: they are the logic of the flow, on few pages.
        steps: list[Step] = [*questions, *outcomes]
        self.numbers = {step.id: str(number) for number, step in enumerate(steps, 1)}
        letters, events = self._letters(), self._events()
        self.printed |= {f"{LETTERS}/{letter.id}" for letter in letters}
        self.printed |= {f"{DEADLINES}/{event.id}" for event in events}
        before = self._predecessors()
        # In this order, since sources and offices are collected from what comes before them.
        chapters = [
            Chapter("Questions", tuple(self._question(step, before) for step in questions)),
            Chapter("Outcomes", tuple(self._outcome(step, before) for step in outcomes)),
            Chapter("Letters", tuple(map(self.letter, letters))),
            Chapter("Deadlines", tuple(self.deadlines(events))),
            Chapter("Offices", tuple(self.office_sections()), is_listed=False),
            Chapter("Sources", tuple(self.source_sections()), is_listed=False),
        ]
        codes = tuple(column.t.code for column in self.columns)
        return Document(
            flow.id,
            {code: _language(code) for code in (*codes, self.site.languages[0])},
            codes,
            self._about(),
            tuple(self.dates(Printed=today)),
            tuple(chapter for chapter in chapters if chapter.sections),
        )

    def _about(self) -> Section:
        flow = self.flow
        heading = self.part("flow/title", "Title", flow.title)
        dates = self.dates(Reviewed=flow.reviewed, **{"Review by": flow.review_by})
        summary = self.optional("flow/summary", "Summary", flow.summary)
        also = self.optional("flow/also", "Search words", flow.also)
        listed = self.list_of_rows(flow.id)
        groups = [("", summary), (AROUND, also), (LIST_OF_ROWS, listed)]
        return section(heading, "Flow", groups, facts=dates)

    def _question(self, step: Question, before: Mapping[str, list[str]]) -> Section:
        ref = self.step_ref(step.id)
        texts = [
            *self.optional(f"{ref}.why", "Why we ask", step.why),
            *self.optional(f"{ref}.help", "Help", step.help, markdown=True),
        ]
        return section(
            self.part(ref, "Question", step.ask),
            "Question",
            [
                ("", texts),
                ("Boxes", self._boxes(ref, step)),
                ("Answers", self._answers(ref, step)),
                (AROUND, self._around(ref, step)),
            ],
            number=self.numbers[step.id],
            facts=self._facts(step, before),
            former=step.id if ref != step.id else "",
        )

    def _boxes(self, ref: str, step: Question) -> Iterator[Part]:
        """Yield the boxes of a question, of which several can be ticked."""
        if isinstance(step.form, Tick):
            for name, box in step.form.boxes.items():
                yield self.part(f"{ref}={name}", "Box", box.label)

    def _answers(self, ref: str, step: Question) -> Iterator[Part]:
        """Yield the answers to a question; in place of all sets of boxes, the link of the page."""
        if isinstance(step.form, Tick):
            yield self._answer(f"{ref}.to", "", lambda t: t("Continue"), step.branches)
        for answer in linked_answers(step):
            # The answer for no box has the author's words.
            none = answer.means.labels[0] if isinstance(answer.means, Ticked) else ""
            usual = functools.partial(answer_label, answer=answer)
            yield self._answer(f"{ref}={answer.id}", answer.label or none, usual, answer.edges)

    def _answer(
        self, ref: str, text: str, usual: Callable[[Translator], str], branches: Sequence[Edge]
    ) -> Part:
        """Return an answer with its branches; `usual` returns its words if it has no text."""
        lines, key = self._branch_lines(branches), self._branch_key(branches)
        return self.part(ref, "Answer", text, usual=usual, lines=lines, key=key)

    def _branch_lines(self, branches: Sequence[Edge]) -> Callable[[Translator], Iterator[Line]]:
        """Return a function that yields where branches lead, in a language."""

        def lines(t: Translator) -> Iterator[Line]:
            for edge in branches:
                condition = condition_label(t, self.flow, edge.when) if edge.when else ""
                # A branch without a condition after others means "if none of them".
                if not condition and len(branches) > 1:
                    condition = t("Otherwise:")
                yield self.target(t, edge.to, condition)

        return lines

    def _branch_key(self, branches: Sequence[Edge]) -> str:
        """Return the conditions and targets of branches by their ids, for a comparison."""
        return "\n".join(
            f"{self.condition_key(edge.when)} -> {self.target_key(edge.to)}" for edge in branches
        )

    def _outcome(self, step: Outcome, before: Mapping[str, list[str]]) -> Section:
        ref = self.step_ref(step.id)
        return section(
            self.part(ref, "Outcome", step.heading),
            "Outcome",
            [
                ("", self.optional(f"{ref}.says", "Short answer", step.says)),
                ("What to do next", [self.action(ref, "Next", action) for action in step.next]),
                ("Claims", [self.claim(ref, claim) for claim in step.claims]),
                ("Where to go", [self.office(ref, office) for office in step.offices]),
                (AROUND, self._around(ref, step)),
            ],
            number=self.numbers[step.id],
            facts=[*self._facts(step, before), *self._topics(step)],
            former=step.id if ref != step.id else "",
        )

    def _around(self, ref: str, step: Step) -> Iterator[Part]:
        """Yield the texts that readers do not see on the page itself."""
        yield from self.optional(f"{ref}.title", "Title", step.title)
        yield from self.optional(f"{ref}.also", "Search words", step.also)

    def _facts(self, step: Step, before: Mapping[str, list[str]]) -> Iterator[Line]:
        """Yield which steps lead to a step, and which caution comes first."""
        if step.id == self.flow.start:
            yield Line("The flow begins here", "Start")
        name = "Comes after"
        for earlier in before.get(step.id, ()):
            yield Line("", name, f"#{self.step_ref(earlier)}", self.numbers[earlier])
            name = ""
        if step.caution:
            caution, ref = self.numbers[step.caution], self.step_ref(step.caution)
            yield Line("", "Caution on every path", f"#{ref}", caution)

    def _topics(self, step: Outcome) -> Iterator[Line]:
        before = "Topics"
        for number in step.topics:
            ask = self.columns[0].t.content(self.site.topics[number].ask)
            yield Line(f"{number}: {ask}", before)
            before = ""

    def _predecessors(self) -> dict[str, list[str]]:
        """Return the questions that lead to each step, in the order of their numbers."""
        before: dict[str, list[str]] = {}
        for name in self.numbers:
            targets = (edge.to for _, edge in edges(self.flow.steps[name]))
            inside = (target.step for target in targets if target.flow == self.flow.id)
            for after in dict.fromkeys(inside):
                before.setdefault(after, []).append(name)
        return before

    def _letters(self) -> list[Letter]:
        """Return the letters that answers and actions lead to, in the order of the steps."""
        letters = self.site.letters
        names = (target.step for target in self._targets() if target.flow == LETTERS)
        # Not the list of letters, or of the rows of one.
        return [letters[name] for name in dict.fromkeys(names) if name in letters]

    def _events(self) -> list[TriggerEvent]:
        """Return the events that the flow and its letters lead to."""
        events = self.site.deadlines.events if self.site.deadlines else {}
        targets = list(self._targets())
        for letter in self._letters():
            targets += _places((*letter.before, *letter.after))
        names = (target.step for target in targets if target.flow == DEADLINES)
        return [events[name] for name in dict.fromkeys(names) if name in events]

    def _targets(self) -> Iterator[Target]:
        for name in self.numbers:
            step = self.flow.steps[name]
            yield from (edge.to for _, edge in edges(step))
            if isinstance(step, Outcome):
                yield from _places(step.next)


def _places(actions: Iterable[Action]) -> list[Target]:
    """Return the pages of the site that actions lead to."""
    return [action.to for action in actions if isinstance(action.to, Target)]


def _language(code: str) -> Language:
    return Language(code, language_name(code), make_translator(code).direction)
