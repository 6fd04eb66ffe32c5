"""What can be asked of a flow and its steps without walking it."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from tests.engine.builders import answered, make_flow
from wizard import Claim, Outcome, Question, Target
from wizard.model.conditions import Not
from wizard.model.evidence import BUILT_IN, Source
from wizard.model.flow import (
    Action,
    Flow,
    cached_per_flow,
    edges,
    guard_references,
    parts,
    review_due,
    title_of,
)

FLOW = make_flow(
    {
        "a": "b end",
        "b": {
            "yes": [(answered("a", "yes"), "end"), (Not(answered("a", "no")), "other/x")],
            "no": "end",
        },
    }
)
OUTCOME = Outcome("end", "", "The end", "", (), (), ())


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (Target("f", "a"), "a"),
        (Target("other", "a"), "other/a"),
        (Target("other", ""), "other/"),
        (Target("f", ""), "f/"),
        (Target("letters", "request"), "letters/request"),
    ],
)
def test_target_ref_is_what_a_flow_file_has(target: Target, expected: str) -> None:
    """Only a step of the flow itself has no flow's id before it."""
    assert target.ref(FLOW) == expected


def test_title_of_step_without_title_is_its_text() -> None:
    """A title of its own comes first."""
    question = FLOW.steps["a"]
    assert title_of(question) == "a?"
    assert title_of(OUTCOME) == "The end"
    assert title_of(replace(OUTCOME, title="Done")) == "Done"


def test_flow_yields_questions_and_outcomes_apart() -> None:
    """Both are in the author's order."""
    assert [question.id for question in FLOW.questions()] == ["a", "b"]
    assert [outcome.id for outcome in FLOW.outcomes()] == ["end"]


def test_edges_are_all_branches_with_their_answers() -> None:
    """They are in the order in which they are tried; an outcome has none."""
    found = [(answer.id, edge.to.ref(FLOW)) for answer, edge in edges(FLOW.steps["b"])]
    assert found == [("yes", "end"), ("yes", "other/x"), ("no", "end")]
    assert list(edges(OUTCOME)) == []


def test_guard_references_are_those_of_branches_and_parts() -> None:
    """A claim and an action count as well as a branch."""
    assert [look.answers for look in guard_references(FLOW.steps["b"])] == [("yes",), ("no",)]
    claim = Claim("", BUILT_IN["unknown"], "So.", (), None, when=answered("a", "yes"))
    action = Action("Go", None, answered("b", "no"))
    outcome = replace(OUTCOME, claims=(claim,), next=(action,))
    assert parts(outcome) == (claim, action)
    assert parts(FLOW.steps["a"]) == ()
    assert [look.question for look in guard_references(outcome)] == ["a", "b"]


def test_review_due_is_first_date_of_flow_claims_and_sources() -> None:
    """Without an outcome only the flow's own date counts; without any date there is none."""
    first, second, third = (date(2027, month, 1) for month in (1, 2, 3))
    source = Source("s", "", "", "", "", None, review_by=first)
    claim = Claim("", BUILT_IN["law"], "So.", (source,), None, review_by=second)
    flow = replace(FLOW, review_by=third)
    assert review_due(FLOW) is None
    assert review_due(FLOW, OUTCOME) is None
    assert review_due(flow) == third
    assert review_due(flow, replace(OUTCOME, claims=(claim,))) == first
    assert review_due(flow, replace(OUTCOME, claims=(replace(claim, cite=()),))) == second
    assert review_due(FLOW, replace(OUTCOME, claims=(claim,))) == first


def test_cached_per_flow_computes_once_and_forgets_with_flow() -> None:
    """Flows are distinguished by identity, and a deleted flow keeps no result."""
    computed = []

    @cached_per_flow
    def steps_of(flow: Flow) -> set[str]:
        computed.append(flow.id)
        return set(flow.steps)

    one, two = (Flow("f", "F", "", "a", MappingProxyType(dict(FLOW.steps))) for _ in range(2))
    assert steps_of(one) is steps_of(one)
    assert computed == ["f"]
    assert steps_of(two) is not steps_of(one)
    assert computed == ["f", "f"]
    gone = weakref.ref(one)
    del one
    gc.collect()
    assert gone() is None


def test_questions_of_equal_text_are_equal() -> None:
    """Locations do not count, so that a moved line changes no step."""
    question = FLOW.steps["a"]
    assert isinstance(question, Question)
    moved = replace(question, location=replace(question.location, line=9))
    assert moved == question
