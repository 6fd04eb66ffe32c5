"""Shortest trails, and loops among steps with their histories."""

from __future__ import annotations

import pytest

from tests.engine.builders import (
    BOTH_ORDERS,
    BOTH_ORDERS_STEPS,
    LOOKS_BACK,
    ROUND,
    Steps,
    answered,
    make_flow,
)
from wizard import Flow
from wizard.engine import history
from wizard.engine.graph import components, topological_order
from wizard.engine.history import stages
from wizard.engine.trails import arrivals, loops, trail_to
from wizard.loader.graph_rules import check_graph


def trail(flow: Flow, step: str) -> list[str]:
    """Return the shortest trail to a step as question=answer."""
    arrival = next(each for each in arrivals(flow) if each.step == step)
    return [f"{each.question}={each.answer}" for each in trail_to(flow, arrival)]


def test_first_arrival_has_shortest_trail() -> None:
    """Of trails of equal length, the first in the author's order of answers is found."""
    flow = make_flow({**LOOKS_BACK, "c": {"yes": "end", "out": "other/end"}})
    assert trail(flow, "a") == []
    assert trail(flow, "end") == ["a=yes", "b=no"]
    assert trail(flow, "other/end") == ["a=no", "c=out"]
    assert trail(flow, "e") == ["a=yes", "b=yes", "d=no"]


def test_arrivals_remember_answers_that_no_branch_looks_at() -> None:
    """Without `remember`, both answers lead to one node."""
    flow = make_flow({"a": "b b", "b": "end"})
    assert [each.history for each in arrivals(flow) if each.step == "end"] == [()]
    found = [each for each in arrivals(flow, remember=frozenset("a")) if each.step == "end"]
    assert [each.history for each in found] == [(("a", "yes"),), (("a", "no"),)]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ({"a": "b end", "b": "a end"}, "a b a: a=yes b=yes"),
        ({"a": "b end", "b": "b end"}, "b b: a=yes b=yes"),
        ({"start": "a x", "a": "b", "b": "end", "x": "y", "y": "x"}, "x y x: start=no x=yes y=yes"),
        ({"a": "end", "x": "y end", "y": "x"}, "x y x: "),  # no path leads there
    ],
    ids=["two", "self", "late", "unreachable"],
)
def test_loop_is_at_the_answer_that_closes_it(steps: Steps, expected: str) -> None:
    """Its trail is the shortest, and its steps are those of the loop only."""
    flow = make_flow(steps)
    (loop,) = loops(flow)
    answers = trail_to(flow, loop.arrival) if loop.arrival else ()
    given = " ".join(f"{each.question}={each.answer}" for each in answers)
    assert f"{' '.join(loop.steps)}: {given}" == expected
    assert loop.edge.to.step == loop.steps[-1]


def test_questions_in_either_order_are_no_loop() -> None:
    """They are one component, whose nodes have an order."""
    assert list(loops(BOTH_ORDERS)) == []
    assert ("one", "two") in components(BOTH_ORDERS)
    assert topological_order(BOTH_ORDERS)[0] == "where"
    nodes = [stage for stage in stages(BOTH_ORDERS) if stage[1] is not None]
    here, there = (("where", "here"),), (("where", "there"),)
    assert nodes.index(("one", here)) < nodes.index(("two", here))
    assert nodes.index(("two", there)) < nodes.index(("one", there))


def test_questions_in_either_order_are_a_loop_for_one_answer() -> None:
    """The trail is one that goes round, and not one of the others."""
    (loop,) = loops(ROUND)
    assert loop.steps == ("one", "two", "one")
    assert loop.arrival
    assert [each.answer for each in trail_to(ROUND, loop.arrival)] == ["both", "no", "no"]


def test_step_that_is_met_again_with_another_history_is_a_loop() -> None:
    """A question can be answered only once, so it makes no difference that the walk would end."""
    steps: Steps = {
        "a": {"go": [(answered("b", "yes"), "end"), (None, "b")]},
        "b": {"yes": "a", "no": "end"},
    }
    (problem,) = check_graph(make_flow(steps))
    assert problem.message == "these answers form a loop: a -> b -> a"
    assert [each.answer for each in problem.trail] == ["go", "yes"]


def test_loop_for_some_earlier_answers_has_such_answers() -> None:
    """The condition that closes the loop decides which answers the trail has."""
    back = [(answered("b", "no"), "a"), (None, "end")]
    flow = make_flow({"a": {"go": "b"}, "b": {"yes": "c", "no": "c"}, "c": {"go": back}})
    (problem,) = check_graph(flow)
    assert [each.answer for each in problem.trail] == ["go", "no", "go"]


def test_with_too_many_histories_each_circle_is_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not known then whether a path goes round, so there is no trail either."""
    monkeypatch.setattr(history, "MAX_HISTORIES", 1)
    steps = {question.id: question for question in BOTH_ORDERS.questions()}
    flow = Flow("f", "F", "", "where", {**BOTH_ORDERS.steps, **steps})
    problems = [problem for problem in check_graph(flow) if problem.code == "flow-cycle"]
    assert [(problem.message[-17:], problem.trail) for problem in problems] == [
        ("one -> two -> one", ())
    ]


def test_long_loop_is_found_without_recursion() -> None:
    """The last of 3,000 questions leads back to the first."""
    steps = {f"s{n}": f"s{n + 1}" for n in range(3_000)}
    flow = make_flow({**steps, "s3000": {"yes": "s0"}})
    (loop,) = loops(flow)
    assert len(loop.steps) == 3_002


def test_condition_of_a_step_on_itself_is_early() -> None:
    """No path comes to a step twice, although arrows lead back to it."""
    itself = {"yes": [(answered("two", "no"), "end"), (None, "last")]}
    two = {**BOTH_ORDERS_STEPS["two"], **itself}
    flow = make_flow({**BOTH_ORDERS_STEPS, "two": two})
    assert [problem.code for problem in check_graph(flow)] == ["guard-early"]
