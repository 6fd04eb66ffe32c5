"""The page of a step: a question or an outcome."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.engine.journey import Journey
from wizard.model.flow import Outcome, Question, Target
from wizard.pages.outcomes import OutcomePage, OutcomePresenter
from wizard.pages.questions import QuestionPage, QuestionPresenter


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
