"""A flow is a real `transitions` machine, and none of the library's traps can be stepped into."""

from __future__ import annotations

import gc
import logging
import weakref
from collections.abc import Callable

import pytest
from transitions import Machine, MachineError

from wizard import Flow
from wizard.engine.machine import MachineState, machine_of
from wizard.model.flow import edges
from wizard.model.site import Site

TWO = """\
title: Two
start: first
steps:
  first: {ask: One?, answers: {state: {label: A, to: second}, trigger: {label: B, to: second}, initial: {label: C, to: third}}}
  second: {ask: Two?, answers: {to-third: {label: A, to: [{if: {first: state}, to: left}, {to: third}]}}}
  third: {ask: Three?, yes: left, no: right, unsure: right}
  left: {outcome: Left, claims: [{level: unknown, text: Nothing.}]}
  right: {outcome: os.getcwd, claims: [{level: unknown, text: os.getcwd}]}
"""


def test_every_step_is_a_state_and_every_edge_a_transition(shipped: Site) -> None:
    """The machine is the library's own, and it has what the flow has, no more."""
    for flow in shipped.flows.values():
        compiled = machine_of(flow)
        assert isinstance(compiled.machine, Machine)
        assert set(compiled.machine.states) == {*flow.steps, *compiled.elsewhere}
        expected = [
            (answer.id, step.id, edge.to.ref(flow))
            for step in flow.steps.values()
            for answer, edge in edges(step)
        ]
        found = [
            (name, each.source, each.dest)
            for name, event in compiled.machine.events.items()
            for group in event.transitions.values()
            for each in group
        ]
        assert sorted(found) == sorted(expected)


def test_there_are_no_jumps(flow: Callable[[str], Flow]) -> None:
    """The library's automatic transitions are off: only answers move a walker."""
    assert set(machine_of(flow(TWO)).machine.events) == {
        "state",
        "trigger",
        "initial",
        "to-third",
        "yes",
        "no",
        "unsure",
    }


def test_walking_registers_nothing(flow: Callable[[str], Flow]) -> None:
    """The machine keeps no model, so nothing grows with the number of readers."""
    compiled = machine_of(flow(TWO))
    for _ in range(10):
        compiled.fire(MachineState("first"), "state", {})
    assert compiled.machine.models == []


def test_answers_may_have_the_names_of_the_librarys_own_attributes(
    flow: Callable[[str], Flow],
) -> None:
    """`state`, `trigger` and `initial` are ordinary answers."""
    compiled, walker = machine_of(flow(TWO)), MachineState("first")
    compiled.fire(walker, "state", {})
    assert walker.state_id == "second"


def test_the_guard_that_holds_first_decides(flow: Callable[[str], Flow]) -> None:
    """By firing and by the table alike."""
    compiled = machine_of(flow(TWO))
    for past, expected in (({"first": "state"}, "left"), ({"first": "trigger"}, "third")):
        walker = MachineState("second")
        compiled.fire(walker, "to-third", past)
        assert walker.state_id == compiled.next("second", "to-third", past) == expected


def test_no_text_of_a_flow_is_ever_called(flow: Callable[[str], Flow]) -> None:
    """The library imports and calls callbacks that are given as text; every condition here is our own function."""
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


def test_a_machine_is_built_once_and_forgotten_with_its_flow(flow: Callable[[str], Flow]) -> None:
    """Reloading flows for ever does not keep them for ever."""
    one = flow(TWO)
    assert machine_of(one) is machine_of(one)
    gone = weakref.ref(machine_of(one).machine)
    del one
    gc.collect()
    assert gone() is None
