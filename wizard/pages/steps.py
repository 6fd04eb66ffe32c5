"""The page of a step: a question or an outcome."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.engine.journey import Journey
from wizard.model.flow import Outcome, Question, Target
from wizard.pages.outcomes import OutcomePage, OutcomePresenter
from wizard.pages.questions import QuestionPage, QuestionPresenter

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

    def texts(self, journey: Journey) -> dict[str, str]:
        """Return what the page of a step shows of the answers so far, besides the list of them.

        Args:
            journey: A path to the step for which `is_straight` is true.

        Returns:
            The URL of the way back, the query that keeps the answers in a URL, and for a question
            the URL of each answer, its number and that of the last question, by name.
        """
        query = "&".join(map("=".join, journey.answers().items()))
        texts = {QUERY: f"?{query}", BACK: self._back_link(journey).href}
        if isinstance(question := journey.step, Question):
            number, total = self._position(journey, question)
            texts |= {NUMBER: str(number), TOTAL: str(total)}
            texts |= {answer.id: url for answer, url in self._answer_urls(journey, question)}
        return texts
