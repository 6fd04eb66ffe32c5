"""A flow is a real `transitions` machine, and none of the library's traps does harm."""

from __future__ import annotations

import gc
import logging
import weakref
from collections.abc import Callable

import pytest
from transitions import Machine, MachineError

from tests.engine.builders import Branches, answered, make_flow
from wizard import Flow, Target
from wizard.engine.machine import MachineState, machine_of
from wizard.model.conditions import Not

TWO = """\
title: Two
start: first
steps:
  first:
    ask: One?
    answers:
      state: {label: A, to: second}
      trigger: {label: B, to: second}
      initial: {label: C, to: third}
  second:
    ask: Two?
    answers:
      to-third: {label: A, to: [{if: {first: state}, to: left}, {to: third}]}
  third: {ask: Three?, yes: left, no: right, unsure: right}
  left: {outcome: Left, claims: [{level: unknown, text: Nothing.}]}
  right: {outcome: os.getcwd, claims: [{level: unknown, text: os.getcwd}]}
"""


def test_machine_has_a_state_per_step_and_a_transition_per_branch() -> None:
    """The machine is the library's own, and it has what the flow has and nothing more."""
    look, negated = answered("a", "yes"), Not(answered("a", "no"))
    branches: Branches = [(look, "end"), (negated, "other/x"), (None, "c")]
    flow = make_flow({"a": "b end", "b": {"go": branches, "out": "other/"}, "c": "end"})
    compiled = machine_of(flow)
    assert isinstance(compiled.machine, Machine)
    assert set(compiled.machine.states) == {"a", "b", "c", "end", "other/x", "other/"}
    assert compiled.elsewhere == {"other/x": Target("other", "x"), "other/": Target("other", "")}
    found = [
        (name, each.source, each.dest)
        for name, event in compiled.machine.events.items()
        for group in event.transitions.values()
        for each in group
    ]
    assert sorted(found) == [
        ("go", "b", "c"),
        ("go", "b", "end"),
        ("go", "b", "other/x"),
        ("no", "a", "end"),
        ("out", "b", "other/"),
        ("yes", "a", "b"),
        ("yes", "c", "end"),
    ]


def test_machine_table_keeps_order_and_conditions_of_branches() -> None:
    """Answers without a condition are listed apart, for the fast walk."""
    when = answered("a", "yes")
    flow = make_flow({"a": "b b", "b": {"go": [(when, "end"), (None, "far")], "no": "end"}})
    compiled = machine_of(flow)
    assert compiled.table["b"] == {"go": ((when, "end"), (None, "far")), "no": ((None, "end"),)}
    assert compiled.plain == {"a": {"yes": "b", "no": "b"}, "b": {"no": "end"}}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, "a"),
        ({"a": "no"}, "a b"),
        ({"a": "yes", "b": "go"}, "a b end"),
        ({"a": "no", "b": "go"}, "a b other/x"),
        ({"b": "go"}, "a"),
        ({"a": "no", "b": "nonsense"}, "a b"),
    ],
)
def test_walk_follows_answers_as_far_as_they_fit(answers: dict[str, str], expected: str) -> None:
    """The walk stops at an end, at a question without an answer, and at an unknown answer."""
    branches = [(answered("a", "yes"), "end"), (None, "other/x")]
    compiled = machine_of(make_flow({"a": "b b", "b": {"go": branches}}))
    assert compiled.walk("a", answers) == expected.split()


@pytest.mark.parametrize(("question", "answer"), [("a", "maybe"), ("end", "yes"), ("b", "go")])
def test_next_without_such_answer_or_branch_raises(question: str, answer: str) -> None:
    """An unknown answer, an outcome, and an answer none of whose branches is taken."""
    flow = make_flow({"a": "b end", "b": {"go": [(answered("a", "yes"), "end")]}})
    with pytest.raises(KeyError):
        machine_of(flow).next(question, answer, {"a": "no"})


def test_machine_has_no_automatic_transitions(flow: Callable[[str], Flow]) -> None:
    """Only answers are triggers: no trigger jumps to any state."""
    assert set(machine_of(flow(TWO)).machine.events) == {
        "state",
        "trigger",
        "initial",
        "to-third",
        "yes",
        "no",
        "unsure",
    }


def test_fire_registers_no_model(flow: Callable[[str], Flow]) -> None:
    """The machine keeps no model, so nothing grows with the number of readers."""
    compiled = machine_of(flow(TWO))
    for _ in range(10):
        compiled.fire(MachineState("first"), "state", {})
    assert compiled.machine.models == []


def test_answers_may_be_named_like_attributes_of_the_library(
    flow: Callable[[str], Flow],
) -> None:
    """`state`, `trigger` and `initial` are ordinary answers."""
    compiled, mover = machine_of(flow(TWO)), MachineState("first")
    compiled.fire(mover, "state", {})
    assert mover.state_id == "second"


def test_fire_and_table_take_first_true_branch(flow: Callable[[str], Flow]) -> None:
    """Both decide alike for each history."""
    compiled = machine_of(flow(TWO))
    for past, expected in (({"first": "state"}, "left"), ({"first": "trigger"}, "third")):
        mover = MachineState("second")
        compiled.fire(mover, "to-third", past)
        assert mover.state_id == compiled.next("second", "to-third", past) == expected


def test_machine_has_no_callback_given_as_text(flow: Callable[[str], Flow]) -> None:
    """The library would import and call such text; every condition here is our own function."""
    for event in machine_of(flow(TWO)).machine.events.values():
        for group in event.transitions.values():
            for transition in group:
                assert [*transition.before, *transition.after, *transition.prepare] == []
                assert all(callable(condition.func) for condition in transition.conditions)


def test_machine_logs_no_firing_and_restores_logger(
    flow: Callable[[str], Flow], caplog: pytest.LogCaptureFixture
) -> None:
    """The library would log answers at INFO; a host that uses it too keeps its own level."""
    logger = logging.getLogger("transitions")
    assert logger.level == logging.NOTSET
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.INFO, "transitions"):
        machine_of(flow(TWO)).fire(MachineState("first"), "state", {})
        assert logger.level == logging.INFO
    assert not caplog.records


def test_machine_restores_logger_after_error(flow: Callable[[str], Flow]) -> None:
    """A trigger that fails leaves the library's logger as it was."""
    with pytest.raises(MachineError):
        machine_of(flow(TWO)).fire(MachineState("left"), "yes", {})
    assert logging.getLogger("transitions").level == logging.NOTSET


def test_machine_is_built_once_and_forgotten_with_its_flow(flow: Callable[[str], Flow]) -> None:
    """A server that reloads its flows again and again does not keep them all."""
    one = flow(TWO)
    assert machine_of(one) is machine_of(one)
    gone = weakref.ref(machine_of(one).machine)
    del one
    gc.collect()
    assert gone() is None
