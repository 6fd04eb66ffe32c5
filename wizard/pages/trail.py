"""What questions and outcomes share: the answers so far, the way back, and what to read first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wizard.engine.journey import GivenAnswer, Journey
from wizard.i18n.wording import answer_label
from wizard.model.flow import Flow, Outcome, Question, Step, title_of
from wizard.model.generated_answers import Tick
from wizard.pages.base import Layout, Page
from wizard.pages.links import Link
from wizard.pages.offices import OfficePresenter


@dataclass(frozen=True, slots=True)
class TrailItem:
    """An answer that the reader gave.

    Attributes:
        title: The title of the question, which is shorter than the question.
        ask: The question.
        answer: The answer.
        change: Link to the question, to change the answer.
    """

    title: str
    ask: str
    answer: str
    change: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage(Page):
    """What questions and outcomes share.

    Attributes:
        flow: Link to the start page of the flow.
        back: Link to the previous question, or to the start page. Its label says which if the
            reader opened an outcome directly.
        trail: The answers so far.
        alert: That some answers in the link no longer fit the flow; else empty.
        caution: Link to a question to read first, for readers who skipped it; or None.
        review_overdue: That a review of the outcome is overdue; else empty.
        history_url: URL that the browser shows for an outcome, without answers; empty for a
            question, for which it shows that of the start page.
    """

    flow: Link
    back: Link
    trail: tuple[TrailItem, ...]
    alert: str
    caution: Link | None
    review_overdue: str = ""
    history_url: str = ""


@dataclass(frozen=True)
class TrailPresenter(OfficePresenter):
    """Base of the presenters of questions and outcomes."""

    def _step_layout(self, journey: Journey, step: Step) -> Layout:
        """Return the layout of a step. Search engines may list outcomes, but not with answers."""
        return self._layout(
            self.t.content(title_of(step)),
            journey.flow.id,
            step.id,
            answers=journey.all_answers(),
            # A question makes no sense as a search result: it is one of a series.
            indexable=isinstance(step, Outcome) and journey.trail is None,
        )

    def _back_link(self, journey: Journey) -> Link:
        flow = journey.flow
        # A reader of a shared link cannot go back to a guide that they have not seen.
        if journey.trail is None and isinstance(journey.step, Outcome):
            return Link(self.t("Start this guide"), self._url(flow.id))
        # A reader who just began (empty) came from the start page.
        if not journey.trail:
            return Link(self.t("Back"), self._url(flow.id))
        last = journey.trail[-1].question.id
        return Link(self.t("Back"), self._back_url(flow, last, journey.all_answers()))

    def _back_url(self, flow: Flow, last: str, answers: Mapping[str, str]) -> str:
        """Return the URL of the last question that was answered, without its answer."""
        # To go back is to take the last answer back. "Change" keeps it. Boxes stay ticked, since to
        # tick several again is more work.
        asked = flow.steps[last]
        is_tick = isinstance(asked, Question) and isinstance(asked.form, Tick)
        before = {name: answer for name, answer in answers.items() if is_tick or name != last}
        # The start page asks the first question as well.
        if last == flow.start and not before:
            return self._url(flow.id)
        return self._url(flow.id, last, answers=before)

    def _trail(self, journey: Journey) -> tuple[TrailItem, ...]:
        # Links keep all answers, so that those which still fit after a change need not be repeated.
        answers = journey.all_answers()
        return tuple(
            self._trail_item(given, self._url(journey.flow.id, given.question.id, answers=answers))
            for given in journey.trail or ()
        )

    def _trail_item(self, given: GivenAnswer, href: str) -> TrailItem:
        ask = self.t.content(given.question.ask)
        change = Link(self.t("Change"), href, context=ask)
        title = self.t.content(title_of(given.question))
        return TrailItem(title, ask, answer_label(self.t, given.answer), change)

    def _alert(self, journey: Journey, requested: bool) -> str:
        # Silence would be worse: the reader would take the answer for that of the link.
        if not (requested or journey.dropped):
            return ""
        return self.t(
            "This guide has changed since the link was made. We kept the answers that still apply."
        )

    def _caution_link(self, journey: Journey, step: Step) -> Link | None:
        """Return a link to the caution before a step, for a reader who opened the step directly."""
        caution = journey.flow.steps.get(step.caution)
        # Every path from the start passes the caution, which the checker proves; only a reader
        # without a trail can have skipped it.
        if journey.trail is not None or not isinstance(caution, Question):
            return None
        return Link(self.t.content(caution.ask), self._url(journey.flow.id, caution.id))
