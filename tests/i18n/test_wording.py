"""Tests of phrases: answers, conditions and levels of evidence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.form_flow import FORMS
from wizard import Flow
from wizard.i18n.translator import make_translator
from wizard.i18n.wording import (
    answer_label,
    branch_label,
    condition_label,
    fact_label,
    reason_label,
    support_label,
)
from wizard.model.conditions import AllOf, AnsweredWith, AnyOf, Condition, Not
from wizard.model.evidence import BUILT_IN
from wizard.model.flow import Question

T = make_translator("en")

FLOW = """\
title: A guide
start: held
steps:
  held:
    title: License
    ask: Did you have a license?
    yes: car
    no: car
    unsure: {label: I forgot, to: car}
  car:
    ask: Do you own a car?
    yes: [{if: {held: yes}, to: a}, {to: b}]
    no: b
    unsure: b
  a: {outcome: A, claims: [{level: unknown, text: So.}]}
  b: {outcome: B, claims: [{level: unknown, text: So.}]}
"""

HELD = AnsweredWith("held", ("yes",))
NOT_SURE = AnsweredWith("held", ("no", "unsure"))
CAR = AnsweredWith("car", ("no",))


@pytest.fixture
def guide(flow: Callable[[str], Flow]) -> Flow:
    """Return a flow with two questions, of which one has a title and a custom label."""
    return flow(FLOW)


def question(flow: Flow, id_: str) -> Question:
    """Return a question of a flow."""
    step = flow.steps[id_]
    assert isinstance(step, Question)
    return step


def test_answer_label_is_the_authors_or_the_usual_one(guide: Flow) -> None:
    """Only answers without a label get the usual words."""
    labels = [answer_label(T, answer) for answer in question(guide, "held").answers.values()]
    assert labels == ["Yes", "No", "I forgot"]
    car = question(guide, "car").answers.values()
    assert [answer_label(T, answer) for answer in car] == ["Yes", "No", "I’m not sure"]


def test_support_label_knows_every_level() -> None:
    """Each built-in level has its own words in both languages."""
    labels = [
        support_label(t, level) for t in (T, make_translator("es")) for level in BUILT_IN.values()
    ]
    assert len(set(labels)) == len(labels)
    assert all(labels)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (HELD, "If your answer to “Did you have a license?” is “Yes”:"),
        (NOT_SURE, "If your answer to “Did you have a license?” is “No” or “I forgot”:"),
        (Not(HELD), "If your answer to “Did you have a license?” is not “Yes”:"),
        (
            AllOf((HELD, CAR)),
            "If your answer to “Did you have a license?” is “Yes” "
            "and your answer to “Do you own a car?” is “No”:",
        ),
        (
            Not(AnyOf((HELD, CAR))),
            "If it is not true that your answer to “Did you have a license?” is “Yes” "
            "or your answer to “Do you own a car?” is “No”:",
        ),
    ],
)
def test_condition_label_names_questions_and_answers(
    guide: Flow, condition: Condition, expected: str
) -> None:
    """Nested conditions read as one sentence."""
    assert condition_label(T, guide, condition) == expected


def test_fact_label_is_the_authors_text_as_a_heading() -> None:
    """The text is translated; braces in it have no meaning."""
    assert fact_label(T, "If you {had} one") == "If you {had} one:"
    spanish = make_translator("es", {"If you had one": "Si tuvo una"})
    assert fact_label(spanish, "If you had one") == "Si tuvo una:"


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        (HELD, "yes no", "Because you answered “Yes” to “License”:"),
        (NOT_SURE, "unsure no", "Because you answered “I forgot” to “License”:"),
        (Not(NOT_SURE), "yes no", "Because you answered “Yes” to “License”:"),
        (
            AllOf((HELD, CAR)),
            "yes no",
            "Because you answered “Yes” to “License” and “No” to “Do you own a car?”:",
        ),
        (AnyOf((HELD, CAR)), "no no", "Because you answered “No” to “Do you own a car?”:"),
        (Not(CAR), "yes", ""),
    ],
)
def test_reason_label_names_given_answers_that_decide(
    guide: Flow, condition: Condition, answers: str, expected: str
) -> None:
    """Questions have their short titles; an answer that changes nothing is not named."""
    given = dict(zip(("held", "car"), answers.split(), strict=False))
    assert reason_label(T, guide, condition, given) == expected


def test_reason_label_is_translated(guide: Flow) -> None:
    """Questions and answers have their words in the language."""
    spanish = make_translator("es", {"License": "Licencia"})
    label = reason_label(spanish, guide, HELD, {"held": "yes"})
    assert label == "Porque usted respondió “Sí” a “Licencia”:"


def test_branch_label_adds_condition_of_branch_by_title(guide: Flow) -> None:
    """The last branch of several is the one for everyone else; a single branch has no addition."""
    asked = question(guide, "car")
    car = asked.answers
    branches = [branch_label(T, guide, asked, car["yes"], edge) for edge in car["yes"].edges]
    assert branches == ["Yes – if “License”: Yes", "Yes – otherwise"]
    assert branch_label(T, guide, asked, car["no"], car["no"].edges[0]) == "No"


HEAT = AnsweredWith("home", ("heat", "heat.water", "heat.mold", "heat.water.mold"))
HEAT_OR_WATER = AnsweredWith(
    "home",
    ("heat", "water", "heat.water", "heat.mold", "water.mold", "heat.water.mold"),
)
NONE_TICKED = AnsweredWith("home", ("none",))
FROM_500 = AnsweredWith("owed", ("from-500-to-1499", "from-1500"))
UNDER = "under “Which of these are wrong with your home?”"


@pytest.mark.parametrize(
    ("condition", "english", "spanish"),
    [
        (HEAT, f"If you ticked “No heat” {UNDER}:", "Si usted marcó “No heat” en “Which"),
        (
            HEAT_OR_WATER,
            f"If you ticked “No heat” or “No hot water” {UNDER}:",
            "Si usted marcó “No heat” o “No hot water” en “Which",
        ),
        (
            Not(HEAT),
            f"If you did not tick “No heat” {UNDER}:",
            "Si usted no marcó “No heat” en “Which",
        ),
        (
            Not(HEAT_OR_WATER),
            f"If you ticked none of these {UNDER} (“No heat”, “No hot water”):",
            "Si usted no marcó ninguna de estas opciones en “Which",
        ),
        (
            NONE_TICKED,
            "If your answer to “Which of these are wrong with your home?” is “None of these”:",
            "Si su respuesta a “Which of these are wrong with your home?” es “None of these”:",
        ),
        (
            AnsweredWith("home", (*HEAT.answers, "none")),
            f"If you ticked “No heat” {UNDER} or your answer to "
            "“Which of these are wrong with your home?” is “None of these”:",
            "Si usted marcó “No heat” en “Which of these are wrong with your home?” o su respuesta",
        ),
        (
            Not(AnsweredWith("home", (*HEAT.answers, "none"))),
            f"If it is not true that you ticked “No heat” {UNDER} or your answer to "
            "“Which of these are wrong with your home?” is “None of these”:",
            "Si no se cumple que usted marcó “No heat” en “Which",
        ),
        (
            FROM_500,
            "If your answer to “How much rent do they say you owe?” is “$500 or more”:",
            "Si su respuesta a “How much rent do they say you owe?” es “$500 o más”:",
        ),
    ],
)
def test_condition_label_names_boxes_and_intervals(
    flow: Callable[[str], Flow], condition: Condition, english: str, spanish: str
) -> None:
    """A condition names the boxes that its author wrote, and neighboring intervals as one."""
    made = flow(FORMS)
    assert condition_label(T, made, condition) == english
    assert condition_label(make_translator("es"), made, condition).startswith(spanish)


@pytest.mark.parametrize(
    ("condition", "answer", "expected"),
    [
        (HEAT_OR_WATER, "heat.mold", "Because you ticked “No heat”:"),
        (HEAT_OR_WATER, "heat.water", "Because you ticked “No heat” and “No hot water”:"),
        (Not(HEAT), "mold", "Because you ticked “Mold”:"),
        (NONE_TICKED, "none", "Because you answered “None of these” to “Your home”:"),
        (
            AllOf((HEAT, FROM_500)),
            "heat",
            "Because you ticked “No heat” and you answered “$1,500 or more” to "
            "“How much rent do they say you owe?”:",
        ),
    ],
)
def test_reason_label_names_the_ticked_boxes_that_decide(
    flow: Callable[[str], Flow], condition: Condition, answer: str, expected: str
) -> None:
    """If a condition names none of the ticked boxes, they are all named."""
    given = {"home": answer, "owed": "from-1500"}
    assert reason_label(T, flow(FORMS), condition, given) == expected
