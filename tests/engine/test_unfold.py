"""An unfolded flow looks back at nothing and still leads everybody to where the flow itself would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.test_journey import flows
from wizard import Flow, replay
from wizard.engine.unfold import UnfoldError, unfold
from wizard.model.conditions import AnsweredWith
from wizard.model.flow import Answer, Edge, Outcome, Question, Target, edges
from wizard.model.site import Site

TWO = """\
title: Two
start: first
steps:
  first: {ask: First?, yes: second, no: second, unsure: second}
  second: {ask: Second?, yes: third, no: third}
  third:
    ask: Third?
    yes: [{if: {first: yes}, to: here}, {to: there}]
    no: there
  here: {outcome: Here, claims: [{level: unknown, text: Nothing., if: {second: yes}}, {level: unknown, text: More.}]}
  there: {outcome: There, claims: [{level: unknown, text: Nothing.}]}
"""


def walk(flow: Flow, answers: list[str]) -> tuple[list[str], str]:
    """The labels of the questions that a reader meets who can see only where each answer leads, and the end."""
    met, name = [], flow.start
    for answer in answers:
        step = flow.steps[name]
        if not isinstance(step, Question) or answer not in step.answers:
            break
        met.append(step.id.partition("~")[0])
        (edge,) = step.answers[answer].edges
        assert edge.when is None
        name = edge.to.step
    return met, name.partition("~")[0]


@settings(max_examples=300)
@given(flows(), st.lists(st.sampled_from(["yes", "no", "unsure", "other"]), min_size=8, max_size=8))
def test_any_answers_lead_to_the_same_end(flow: Flow, answers: list[str]) -> None:
    """Of any flow: the same questions in the same order, and the same step at last, seen from each page alone."""
    met, end = walk(unfold(flow), answers)
    journey = replay(flow, dict(zip(met, answers, strict=False)))
    assert not isinstance(journey.step, Target)
    assert [turn.question.id for turn in journey.trail or ()] == met
    assert journey.step.id == end


@settings(max_examples=100)
@given(flows())
def test_pasts_with_the_same_future_share_a_page(flow: Flow) -> None:
    """No two copies of a question lead on in the same way: there are as few as there can be."""
    futures = [
        (step.id.partition("~")[0], tuple((answer.id, edge.to) for answer, edge in edges(step)))
        for step in unfold(flow).questions()
        if not any(edge.when for _, edge in edges(step))
    ]
    assert len(set(futures)) == len(futures)


def test_only_what_guards_look_at_is_told_apart(flow: Callable[[str], Flow]) -> None:
    """The first answer matters twice, the second never; a condition on a part of an outcome makes no page."""
    made = unfold(flow(TWO))
    assert [*made.steps] == [
        "first",
        "second",
        "second~1",
        "second~2",
        "third",
        "third~1",
        "third~2",
        "here",
        "there",
    ]
    assert made.sensitive
    first = made.steps["first"]
    assert isinstance(first, Question)
    leads = {
        answer: edge.to.step
        for answer, edge in ((answer.id, edge) for answer, edge in edges(first))
    }
    assert leads["no"] == leads["unsure"] != leads["yes"]


def test_a_flow_without_guards_stays_as_it_is(shipped: Site) -> None:
    """Only two questions of the shipped flows look back."""
    for name, flow in shipped.flows.items():
        extra = {"my-data": 6}.get(name, 0)
        assert len(unfold(flow).steps) - len(flow.steps) == extra, name


def test_too_many_pages_are_refused() -> None:
    """Twenty answers that one guard each looks at, at the end: a million pasts."""
    size = 20
    steps: dict[str, Question | Outcome] = {}
    for number in range(2 * size):
        to = f"s{number + 1}"
        looks = (
            [Edge(AnsweredWith(f"s{number - size}", ("yes",)), Target("many", "end"))]
            if number >= size
            else []
        )
        yes = Answer("yes", "", (*looks, Edge(None, Target("many", to))))
        no = Answer("no", "", (Edge(None, Target("many", to)),))
        steps[f"s{number}"] = Question(
            f"s{number}", "", "?", "", "", MappingProxyType({"yes": yes, "no": no})
        )
    steps[f"s{2 * size}"] = replace(
        end := Outcome("end", "", "!", "", (), (), ()), id=f"s{2 * size}"
    )
    steps["end"] = end
    with pytest.raises(UnfoldError, match='"many" would need more than 20,000 pages'):
        unfold(Flow("many", "Many", "", "s0", MappingProxyType(steps)))
