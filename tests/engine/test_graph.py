"""Order, reachability and components of small graphs, compared with results worked out by hand."""

from __future__ import annotations

import pytest

from tests.engine.builders import LOOKS_BACK, make_chain, make_flow
from wizard import Flow
from wizard.engine import graph
from wizard.engine.history import histories
from wizard.engine.paths import longest_path_lengths
from wizard.loader.validate import check_flow


@pytest.mark.parametrize(
    ("arrows", "cycle"),
    [
        ({}, ""),
        ({"a": "b c", "b": "c", "c": ""}, ""),
        ({"a": "a"}, "a a"),
        ({"a": "b", "b": "b"}, "b b"),
        ({"start": "a", "a": "b", "b": "a"}, "a b a"),  # a lasso: the start is not on the cycle
        ({"a": "b", "b": "c", "c": "d", "d": "b"}, "b c d b"),
        ({"a": "b d", "b": "c", "c": "b", "d": "e", "e": "d"}, "b c b"),  # the first of two
        ({"a": "end", "end": "", "x": "y", "y": "x"}, "x y x"),  # the start does not reach it
        ({"a": "b c", "b": "d", "c": "d", "d": "e f", "e": "g", "f": "g", "g": ""}, ""),
        ({"a": "elsewhere"}, ""),  # a successor that is no node itself
    ],
)
def test_find_cycle_returns_first_closed_walk(arrows: dict[str, str], cycle: str) -> None:
    """The walk begins and ends at the same node and contains nothing before the cycle."""
    nodes = {name: tuple(names.split()) for name, names in arrows.items()}
    assert graph.find_cycle(nodes) == tuple(cycle.split())


@pytest.mark.parametrize(
    "steps",
    [{"start": "a", "a": "b", "b": "a"}, {"a": "end", "x": "y", "y": "x"}, {"a": "a"}],
    ids=["lasso", "unreachable", "self-loop"],
)
def test_check_flow_reports_cycle_wherever_it_is(steps: dict[str, str]) -> None:
    """The check ends and names the cycle, also if the start is not on it or does not reach it."""
    assert "flow-cycle" in [problem.code for problem in check_flow(make_flow(steps))]


def diamonds(count: int) -> Flow:
    """Return a flow in which both answers of 40 questions lead on over two steps to the next."""
    steps = {}
    for number in range(count):
        steps[f"top{number}"] = f"left{number} right{number}"
        steps[f"left{number}"] = steps[f"right{number}"] = f"top{number + 1}"
    return make_flow(steps)


def test_graph_functions_take_no_time_per_path() -> None:
    """40 diamonds have 2**40 paths: a function that walked paths would not end."""
    flow = diamonds(40)
    after = {name: graph.successors(flow, step) for name, step in flow.steps.items()}
    assert graph.find_cycle(after) == ()
    assert len(flow.steps) == 121
    assert {*graph.topological_order(flow)} == graph.reachable(flow) == {*flow.steps}
    assert longest_path_lengths(flow)["top0"] == 80
    assert histories(flow)["top40"] == frozenset({()})
    assert graph.passes(flow, ["top20"], always=True)("top40", "top20")
    assert not graph.passes(flow, ["left20"], always=True)("top40", "left20")
    assert {problem.code for problem in check_flow(flow)} == {"answer-unsure"}


def test_successors_are_steps_of_same_flow_each_once() -> None:
    """Two answers to one step count once; other flows do not count."""
    flow = make_flow({"a": {"x": "c", "y": "b", "z": "c", "out": "other/d"}})
    assert graph.successors(flow, flow.steps["a"]) == ("c", "b")
    assert graph.successors(flow, flow.steps["b"]) == ()


def test_reachable_leaves_out_unreached_steps() -> None:
    """A step that only unreached steps lead to is not reached, also if its own answers are."""
    flow = make_flow({"a": "b end", "b": "end", "x": "y b"})
    assert graph.reachable(flow) == {"a", "b", "end"}


def test_topological_order_puts_steps_after_those_that_lead_to_them() -> None:
    """Ties go by the author's order, and unreached steps are included."""
    flow = make_flow({"a": "c b", "c": "end", "b": "c d", "x": "end", "d": "end"})
    assert graph.topological_order(flow) == ("a", "x", "b", "c", "d", "end")


def test_needs_history_contains_questions_up_to_last_condition() -> None:
    """Before and at the condition of `d` they are, after it and beside it they are not."""
    flow = make_flow(LOOKS_BACK)
    assert graph.needs_history(flow) == {"a", "b", "d"}
    direct = {name: graph.can_open_directly(flow, name) for name in flow.steps}
    assert direct == {"a": True, "b": False, "c": True, "d": False, "e": True} | {
        "end": True,
        "other": True,
    }


@pytest.mark.parametrize(
    ("step", "name", "some", "every"),
    [
        ("end", "a", True, True),
        ("end", "b", True, False),
        ("end", "c", True, False),
        ("d", "b", True, True),
        ("d", "c", False, False),
        ("c", "b", False, False),
        ("b", "b", False, False),
        ("a", "a", False, False),
    ],
)
def test_passes_some_path_or_every_path(step: str, name: str, some: bool, every: bool) -> None:
    """A step is not passed by being on it."""
    flow = make_flow(LOOKS_BACK)
    assert graph.passes(flow, ["a", "b", "c"])(step, name) is some
    assert graph.passes(flow, ["a", "b", "c"], always=True)(step, name) is every


def test_topological_order_of_long_chain_does_not_recurse() -> None:
    """5,000 questions in a row stay in order."""
    assert graph.topological_order(make_chain(5000)) == tuple(f"s{n}" for n in range(5001))
