"""Answers that were typed into a command, such as topic=see,own-car=no."""

from __future__ import annotations

import re

import click

from wizard.check.given_answers import AnswerError, answer_named, answer_names
from wizard.engine.journey import Journey, replay
from wizard.loader.suggest import did_you_mean, quoted_list
from wizard.model.flow import Flow, Outcome, Question


def parse_answers(flow: Flow, text: str, option: str) -> dict[str, str]:
    """Return answers that were typed, as question id to answer id.

    Args:
        flow: The flow that they are for.
        text: Each as `question=answer`, joined by commas or, as in the URL of a page, by `&`.
            Boxes that are ticked are joined by dots, in any order.
        option: Where they were typed, for the message.

    Raises:
        click.BadParameter: A question or answer does not exist, or is not asked after the others.
    """
    answers = dict[str, str]()
    # People paste the query of a page's URL, with or without the question mark.
    for part in re.split("[&,]", text.strip().removeprefix("?")):
        if not part.strip():
            continue
        question, equals, answer = (word.strip() for word in part.partition("="))
        step = flow.steps.get(question)
        if not equals:
            rule = "write question=answer, joined by & or commas"
            message = f'"{part.strip()}" is not an answer; {rule}'
        elif not isinstance(step, Question):
            hint = did_you_mean(question, (known.id for known in flow.questions()))
            message = f'there is no question "{question}" in this flow.{hint}'
        else:
            try:
                answer = answer_named(step, answer)
            except AnswerError as error:
                raise click.BadParameter(str(error), param_hint=option) from None
            # The same answer twice is harmless, two answers are not.
            if answers.setdefault(question, answer) == answer:
                continue
            message = f'"{question}" is answered twice'
        raise click.BadParameter(message, param_hint=option)
    journey = replay(flow, answers)
    # `replay` drops silently what does not fit, as it must for old links; here it is a typo.
    if unused := [question for question in answers if question not in journey.answers()]:
        message = f'"{unused[0]}" is not asked here: {_end_of(journey)}'
        raise click.BadParameter(message, param_hint=option)
    return answers


def _end_of(journey: Journey) -> str:
    """Return where the answers of a trail lead that does not ask all of its questions."""
    match journey.step:
        case Question() as step:
            answers = quoted_list(answer_names(step))
            return f'the other answers lead to "{step.id}", whose answers are {answers}'
        case Outcome() as step:
            return f'the other answers end at the outcome "{step.id}"'
        case target:
            return f'the other answers lead out of the flow, to "{target.flow}/{target.step}"'
