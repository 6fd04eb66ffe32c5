"""The page of a step: a question or an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wizard.engine.journey import Journey
from wizard.model.flow import Flow, Outcome, Question, Step, Target
from wizard.model.generated_answers import Tick
from wizard.pages.links import query_of
from wizard.pages.outcomes import OutcomePage, OutcomePresenter
from wizard.pages.questions import QuestionPage, QuestionPresenter, position

# The names of what depends on the answers of a reader; those of URLs of answers are the ids of the
# answers, which have no capital letters.
BACK, NUMBER, QUERY, TOTAL = "BACK", "NUMBER", "QUERY", "TOTAL"


@dataclass(frozen=True)
class StepPresenter(QuestionPresenter, OutcomePresenter):
    """Makes the pages of the steps of a flow."""

    def step(self, journey: Journey, requested: bool = False) -> QuestionPage | OutcomePage:
        """Return the page at `/<lang>/<flow>/<step>/`.

        Args:
            journey: The reader's path to the step.
            requested: Whether the reader asked for another step, which the answers do not reach.

        Raises:
            ValueError: The journey leaves its flow.
        """
        match journey.step:
            case Question() as question:
                return self._question(journey, question, requested)
            case Outcome() as outcome:
                return self._outcome(journey, outcome, requested)
            # The view redirects to the target instead, so this is a mistake of the caller.
            case Target():
                raise ValueError("a journey that leaves its flow has no page")

    def texts(self, flow: Flow, step: Step, answers: Mapping[str, str]) -> dict[str, str]:
        """Return what the page of a step shows of the answers so far, besides the list of them.

        Args:
            flow: The flow.
            step: The step.
            answers: The answers that lead to it, in order, as `straight` returns them.

        Returns:
            The URL of the way back, the query that keeps the answers in a URL, and for a question
            the URL of each answer and box, its number and that of the last question, by name.
        """
        texts = {
            QUERY: f"?{query_of(answers)}",
            BACK: self._back_url(flow, [*answers][-1], answers),
        }
        if isinstance(step, Question):
            number, total = position(flow, step, len(answers))
            texts |= {NUMBER: str(number), TOTAL: str(total)}
            texts |= {answer.id: url for answer, url in self._straight_urls(flow, step, answers)}
            if isinstance(step.form, Tick):
                boxes = step.form.boxes
                texts |= {box: self._toggled_url(flow, step, answers, (), box) for box in boxes}
        return texts
