"""The histories of small flows: which earlier answers still matter, and which are alike."""

from __future__ import annotations

import pytest

from tests.engine.builders import LOOKS_BACK, Branches, answered, make_flow
from wizard.engine import history
from wizard.engine.history import branches, histories, live_questions, next_histories
from wizard.loader.validate import check_flow
from wizard.model.conditions import AnyOf, Not
from wizard.model.flow import Target


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
    bits, live = live_questions(flow)
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
    found = histories(make_flow(LOOKS_BACK))
    assert found["b"] == found["d"] == frozenset({(("a", "yes"),)})
    assert found["a"] == found["c"] == found["e"] == found["end"] == frozenset({()})


@pytest.mark.parametrize(
    ("most", "known"), [(3, ["s0", "s1", "s2", "end"]), (2, ["s0"]), (1, ["s0"])]
)
def test_histories_give_up_beyond_maximum(
    most: int, known: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exactly the maximum is compared; one more is not, and neither is any step after it."""
    monkeypatch.setattr(history, "MAX_HISTORIES", most)
    look = [(answered("s0", "a"), "end"), (answered("s0", "b"), "end"), (None, "end")]
    flow = make_flow({"s0": dict.fromkeys("abc", "s1"), "s1": {"a": "s2"}, "s2": {"a": look}})
    found = histories(flow)
    assert [name for name in flow.steps if found[name] is not None] == known
    if most == 3:
        assert found["s2"] == frozenset({(("s0", "a"),), (("s0", "b"),), ()})


@pytest.mark.parametrize("most", [3, 2])
def test_check_flow_reports_step_with_too_many_histories(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`guard-many` begins one above the maximum."""
    monkeypatch.setattr(history, "MAX_HISTORIES", most)
    look = [(answered("s0", "a"), "end"), (answered("s0", "b"), "end"), (None, "far")]
    flow = make_flow({"s0": dict.fromkeys("abc", "s1"), "s1": {"yes": look}})
    codes = [problem.code for problem in check_flow(flow)]
    assert codes == (["guard-many"] if most == 2 else [])


def test_branches_take_first_true_condition() -> None:
    """An answer without a true branch leads to no target and is left out."""
    look = [(answered("a", "yes"), "left"), (answered("a", "yes", "no"), "right")]
    flow = make_flow({"a": "b", "b": {"go": look, "out": "other/"}})
    step = flow.steps["b"]

    def targets(**past: str) -> dict[str, Target]:
        return {answer.id: edge.to for answer, edge in branches(step, past)}

    out = {"out": Target("other", "")}
    assert targets(a="yes") == {"go": Target("f", "left")} | out
    assert targets(a="no") == {"go": Target("f", "right")} | out
    assert targets() == out
    assert list(branches(flow.steps["left"], {})) == []


def test_next_histories_forget_what_no_later_condition_looks_at() -> None:
    """The answer to `a` goes along to `d` only, and nothing goes along to another flow."""
    flow = make_flow(LOOKS_BACK)
    onwards = {
        (answer.id, edge.to.step): past
        for answer, edge, past in next_histories(flow, flow.steps["d"], (("a", "yes"),))
    }
    assert onwards == {("yes", "end"): (), ("no", "e"): ()}
    (yes, no) = next_histories(flow, flow.steps["a"], ())
    assert (yes[2], no[2]) == ((("a", "yes"),), ())


def test_step_behind_a_branch_that_is_never_taken_has_no_history() -> None:
    """Of two branches without a condition, only the first is taken."""
    flow = make_flow({"a": {"go": [(None, "b"), (None, "x")]}, "b": "end", "x": "end"})
    assert histories(flow)["x"] == frozenset()
    assert histories(flow)["b"] == frozenset({()})


def test_answers_that_no_branch_distinguishes_are_one_history() -> None:
    """`b` and `c` are in the same conditions; `d` is in none, as if nothing had been answered."""
    look: Branches = [
        (answered("s", "b", "c"), "x"),
        (Not(answered("s", "c", "b", "a")), "y"),
        (None, "z"),
    ]
    flow = make_flow({"s": dict.fromkeys("abcd", "t"), "t": {"go": look}})
    assert histories(flow)["t"] == frozenset({(("s", "a"),), (("s", "b"),), ()})
