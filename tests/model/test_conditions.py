"""Conditions are decided by truth tables, and every look at an answer inside them is found."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from wizard.model.conditions import (
    AllOf,
    AnsweredWith,
    AnyOf,
    Condition,
    Not,
    decided,
    deciding,
    holds,
    references,
)

A, B, C = (AnsweredWith(name, ("yes",)) for name in "abc")
NEITHER = AnsweredWith("d", ("no", "unsure"))

# Each condition with the same rule in Python, over whether a, b and c were answered with yes.
RULES: list[tuple[Condition, Callable[[bool, bool, bool], bool]]] = [
    (A, lambda a, b, c: a),
    (Not(A), lambda a, b, c: not a),
    (AllOf((A, B)), lambda a, b, c: a and b),
    (AnyOf((A, B)), lambda a, b, c: a or b),
    (Not(Not(A)), lambda a, b, c: a),
    (Not(AllOf((A, B))), lambda a, b, c: not (a and b)),
    (Not(AnyOf((A, B))), lambda a, b, c: not (a or b)),
    (AllOf((A, Not(B))), lambda a, b, c: a and not b),
    (AnyOf((A, Not(B))), lambda a, b, c: a or not b),
    (AllOf((A, AnyOf((B, C)))), lambda a, b, c: a and (b or c)),
    (AnyOf((A, AllOf((B, C)))), lambda a, b, c: a or (b and c)),
    (AllOf((AllOf((A, B)), C)), lambda a, b, c: a and b and c),
    (AnyOf((AnyOf((A, B)), C)), lambda a, b, c: a or b or c),
    (Not(AllOf((A, Not(AnyOf((B, C)))))), lambda a, b, c: not (a and not (b or c))),
    (
        AnyOf((Not(AnyOf((A, B))), AllOf((Not(B), C)))),
        lambda a, b, c: not (a or b) or (not b and c),
    ),
    (AllOf(()), lambda a, b, c: True),
    (AnyOf(()), lambda a, b, c: False),
]


@pytest.mark.parametrize("answers", list(product(["yes", "no", None], repeat=3)))
def test_holds_agrees_with_truth_table(answers: tuple[str | None, ...]) -> None:
    """Another answer and no answer are both false, at every depth."""
    given = {name: answer for name, answer in zip("abc", answers, strict=True) if answer}
    values = [answer == "yes" for answer in answers]
    for condition, rule in RULES:
        assert holds(condition, given) is rule(*values), condition


@pytest.mark.parametrize("answers", list(product(["yes", "no", None], repeat=3)))
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_decided_leaves_the_rest_of_a_condition(
    answers: tuple[str | None, ...], answer: str
) -> None:
    """What is left after one answer is true in the same cases, and does not look at it again."""
    given = {name: answer for name, answer in zip("abc", answers, strict=True) if answer}
    for condition, _ in RULES:
        rest = decided(condition, "a", answer)
        expected = holds(condition, given | {"a": answer})
        if isinstance(rest, bool):
            assert rest is expected, condition
        else:
            assert holds(rest, given) is expected, condition
            assert "a" not in {look.question for look in references(rest)}


def test_decided_keeps_a_condition_on_other_questions() -> None:
    """A condition that does not look at the question stays the same object."""
    for condition in (B, Not(C), AllOf((B, Not(C))), AnyOf((B, AllOf((B, C))))):
        assert decided(condition, "a", "yes") is condition


@pytest.mark.parametrize(
    ("answers", "expected"),
    [({"d": "no"}, True), ({"d": "unsure"}, True), ({"d": "yes"}, False), ({}, False)],
)
def test_holds_for_any_of_several_answers(answers: dict[str, str], expected: bool) -> None:
    """One of the listed answers is enough."""
    assert holds(NEITHER, answers) is expected


def test_holds_without_condition() -> None:
    """No condition is always true."""
    assert holds(None, {})


@pytest.mark.parametrize(
    ("condition", "values", "names"),
    [
        (A, "y", "a"),
        (A, "n", "a"),
        (A, "", ""),  # not asked
        (Not(A), "n", "a"),
        (AllOf((B, A)), "yy", "ba"),
        (AllOf((A, B)), "yn", "b"),
        (AllOf((A, B)), "nn", "a"),
        (AnyOf((A, B)), "yy", "a"),
        (AnyOf((A, B)), "ny", "b"),
        (AnyOf((A, B)), "nn", "ab"),
        (Not(AllOf((A, Not(B)))), "yy", "b"),
        (AllOf((A, AnyOf((A, C)))), "yyy", "a"),
    ],
)
def test_deciding_names_the_answers_that_are_enough(
    condition: Condition, values: str, names: str
) -> None:
    """Each question is named once, and only if another answer could change the result."""
    given = {
        name: {"y": "yes", "n": "no"}[value] for name, value in zip("abc", values, strict=False)
    }
    assert deciding(condition, given) == tuple(names)
    # They decide by themselves, whatever the other answers are.
    enough = {name: given[name] for name in names}
    assert holds(condition, enough) is holds(condition, given)


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        (None, ""),
        (A, "a"),
        (Not(A), "a"),
        (AllOf((B, A)), "ba"),
        (AnyOf((B, A)), "ba"),
        (Not(Not(A)), "a"),
        (Not(AllOf((A, B))), "ab"),
        (Not(AnyOf((A, AllOf((B, Not(C)))))), "abc"),
        (AllOf((AnyOf((A, B)), Not(AnyOf((C, A))))), "abca"),
        (AnyOf((AllOf((A, Not(B))), NEITHER)), "abd"),
        (AllOf(()), ""),
    ],
)
def test_references_finds_every_look_in_order(condition: Condition | None, names: str) -> None:
    """Under `not`, `all` and `any`, at every depth and as often as they are there."""
    assert [look.question for look in references(condition)] == list(names)
    assert all(isinstance(look, AnsweredWith) for look in references(condition))
