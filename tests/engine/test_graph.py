"""Order, reachability and histories of small graphs, compared with results worked out by hand."""

from __future__ import annotations

import pytest

from tests.engine.builders import Steps, answered, make_chain, make_flow
from wizard import Flow
from wizard.engine import graph
from wizard.loader.validate import check_flow
from wizard.model.conditions import AnyOf, Not
from wizard.model.flow import Target


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
    assert graph.longest_path_lengths(flow)["top0"] == 80
    assert graph.histories(flow)["top40"] == frozenset({()})
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


def test_longest_path_lengths_count_questions() -> None:
    """The longer branch counts, the question itself is included, and an outcome asks nothing."""
    flow = make_flow({"a": "b end", "b": "c end", "c": "end", "d": {"yes": "other/x"}})
    assert graph.longest_path_lengths(flow) == {"a": 3, "b": 2, "c": 1, "d": 1, "end": 0}


LOOKS_BACK: Steps = {
    "a": "b c",
    "b": "d end",
    "c": "end",
    "d": {"yes": [(answered("a", "yes"), "end"), (None, "other")], "no": "e"},
    "e": "end",
}


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


def test_live_questions_are_those_that_later_conditions_look_at() -> None:
    """Under `not` and `any` too; a question is not live at itself, nor after the last look."""
    first, second = answered("first", "yes"), answered("second", "no")
    flow = make_flow(
        {
            "first": "second",
            "second": "third",
            "third": {"yes": [(Not(AnyOf((first, second))), "left"), (None, "fourth")]},
            "fourth": {"yes": [(second, "left"), (None, "right")]},
        }
    )
    bits, live = graph.live_questions(flow)
    names = {
        step: {name for name, bit in bits.items() if bit & found} for step, found in live.items()
    }
    assert names == {
        "first": set(),
        "second": {"first"},
        "third": {"first", "second"},
        "fourth": {"second"},
        "left": set(),
        "right": set(),
    }


def test_histories_keep_live_answers_only() -> None:
    """At `d` the answer to `a` is known to be "yes", and all else has been forgotten."""
    found = graph.histories(make_flow(LOOKS_BACK))
    assert found["b"] == found["d"] == frozenset({(("a", "yes"),)})
    assert found["a"] == found["c"] == found["e"] == found["end"] == frozenset({()})


@pytest.mark.parametrize(
    ("most", "known"), [(3, ["s0", "s1", "s2", "end"]), (2, ["s0"]), (1, ["s0"])]
)
def test_histories_give_up_beyond_maximum(
    most: int, known: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exactly the maximum is compared; one more is not, and neither is any step after it."""
    monkeypatch.setattr(graph, "MAX_HISTORIES", most)
    look = [(answered("s0", "a"), "end"), (answered("s0", "b"), "end"), (None, "end")]
    flow = make_flow({"s0": dict.fromkeys("abc", "s1"), "s1": {"a": "s2"}, "s2": {"a": look}})
    found = graph.histories(flow)
    assert [name for name in flow.steps if found[name] is not None] == known
    if most == 3:
        assert found["s2"] == frozenset((("s0", name),) for name in "abc")


@pytest.mark.parametrize("most", [3, 2])
def test_check_flow_reports_step_with_too_many_histories(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`guard-many` begins one above the maximum."""
    monkeypatch.setattr(graph, "MAX_HISTORIES", most)
    look = [(answered("s0", "a"), "end"), (None, "far")]
    flow = make_flow({"s0": dict.fromkeys("abc", "s1"), "s1": {"yes": look}})
    codes = [problem.code for problem in check_flow(flow)]
    assert codes == (["guard-many"] if most == 2 else [])


def test_branches_take_first_true_condition() -> None:
    """An answer without a true branch leads to no target and is left out."""
    look = [(answered("a", "yes"), "left"), (answered("a", "yes", "no"), "right")]
    flow = make_flow({"a": "b", "b": {"go": look, "out": "other/"}})
    step = flow.steps["b"]

    def targets(**past: str) -> dict[str, Target]:
        return {answer.id: to for answer, to in graph.branches(step, past)}

    out = {"out": Target("other", "")}
    assert targets(a="yes") == {"go": Target("f", "left")} | out
    assert targets(a="no") == {"go": Target("f", "right")} | out
    assert targets() == out
    assert list(graph.branches(flow.steps["left"], {})) == []


def test_next_histories_forget_what_no_later_condition_looks_at() -> None:
    """The answer to `a` goes along to `d` only, and nothing goes along to another flow."""
    flow = make_flow(LOOKS_BACK)
    onwards = {
        (answer.id, target.step): past
        for answer, target, past in graph.next_histories(flow, flow.steps["d"], (("a", "yes"),))
    }
    assert onwards == {("yes", "end"): (), ("no", "e"): ()}
    (yes, no) = graph.next_histories(flow, flow.steps["a"], ())
    assert (yes[2], no[2]) == ((("a", "yes"),), ())


def test_topological_order_of_long_chain_does_not_recurse() -> None:
    """5,000 questions in a row stay in order."""
    assert graph.topological_order(make_chain(5000)) == tuple(f"s{n}" for n in range(5001))
