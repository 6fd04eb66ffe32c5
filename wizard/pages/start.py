"""The start page of a flow, which asks its first question."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.engine.journey import arrive, replay
from wizard.model.flow import Flow, Question, review_due
from wizard.pages.base import Page
from wizard.pages.links import Link
from wizard.pages.questions import Asked, length_in_words
from wizard.pages.steps import StepPresenter

SAFETY = "safety"  # id of the content page that start pages link to, if the site has one


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage(Page):
    """The start page of a flow.

    Attributes:
        summary: What the flow does; may be empty.
        back: Link to what lists the flow: the home page, or the list of the same flow for others.
        begin: Link to the first step.
        question: The first question, or None if the flow begins with an outcome.
        map: Link to the map of the flow.
        length: The maximum number of questions, in words; empty if there are none.
        safety: Link to the page about staying safe, or None.
        offline: Link to the flow as one file, or None if its conditions have too many combinations.
        review_overdue: That a review of the flow is overdue; else empty.
        reviewed: The date of the last review, written out; may be empty.
    """

    kind = "start"
    template = "start.html"
    summary: str
    back: Link
    begin: Link
    question: Asked | None
    map: Link
    length: str
    safety: Link | None
    offline: Link | None
    review_overdue: str
    reviewed: str

    @property
    def depends_on_date(self) -> bool:
        """Whether the page is another one on the next day: whether its question shows dates."""
        answers = self.question.answers if self.question else ()
        return any(answer.detail for answer in answers)


@dataclass(frozen=True)
class StartPresenter(StepPresenter):
    """Makes the start page of a flow."""

    def start(self, flow: Flow) -> StartPage:
        """Return the page at `/<lang>/<flow>/`."""
        title, safety = self.t.content(flow.title), self.site.pages.get(SAFETY)
        # Without a trail, the links of answers carry none.
        journey = arrive(flow, flow.start) if flow.sensitive else replay(flow, {})
        return StartPage(
            layout=self._layout(title, flow.id, indexable=True),
            heading=title,
            summary=self.t.content(flow.summary),
            back=self._index_of(flow.id) or Link(self.t("All guides"), self._url()),
            begin=Link(self.t("Start the questions"), self._url(flow.id, flow.start)),
            question=self._asked(journey, journey.step)
            if isinstance(journey.step, Question)
            else None,
            map=Link(self.t("See all questions and answers at once"), self._url(flow.id, "map")),
            length=length_in_words(self.t, flow, flow.start),
            # A site is free to have no such page.
            safety=self._content_link(safety) if safety else None,
            offline=self._offline_link(flow),
            review_overdue=self._overdue_notice(review_due(flow)),
            reviewed=self.t.day(flow.reviewed),
            share=self._share(flow.id),
        )
