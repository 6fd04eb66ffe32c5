"""A flow as a state machine: the only user of `transitions`.

The library has traps (measured on 0.9.3), and each choice here avoids one: `auto_transitions` would add a trigger that
jumps to any state; a registered model is kept for ever, so none is registered and a walker is any object with a
state; a mistyped target is accepted until it is fired, so only checked flows come here; text given as a callback
is imported by dotted path and called, so conditions are our own callables and no text of a flow ever is one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from transitions import Machine

from wizard.model.conditions import Condition, holds
from wizard.model.flow import Edge, Flow, Target, cached_per_flow, edges

logging.getLogger("transitions").setLevel(logging.WARNING)  # it reports every firing at INFO

Table = Mapping[str, Mapping[str, tuple[tuple[Condition | None, str], ...]]]


@dataclass(slots=True)
class MachineState:
    """The one thing that the machine moves: a state, that is a step's id or `flow/step` outside of the flow.

    The library refuses a trigger that is named like this attribute; no answer's id can hold an underscore.
    """

    state_id: str


@dataclass(frozen=True, slots=True)
class CompiledFlow:
    """A flow's machine and what it does, as a table.

    `table[question][answer]` lists (condition, next state) in the order in which the machine tries them. It was
    filled by firing the machine once for every edge, so the machine is the authority and the table its memory: a
    look into the table costs a hundredth of a firing. `plain[question][answer]` is the next state of an answer that
    looks at no other.
    """

    machine: Machine
    table: Table
    plain: Mapping[str, Mapping[str, str]]
    elsewhere: Mapping[str, Target]

    def next(self, question: str, answer: str, past: Mapping[str, str]) -> str:
        """The state after an answer. Raises KeyError where the question has no such answer."""
        for condition, state in self.table[question][answer]:
            if holds(condition, past):
                return state
        raise KeyError(answer)

    def walk(self, state: str, answers: Mapping[str, str]) -> list[str]:
        """The states that the answers lead through, from this one on, itself included."""
        plain, path = self.plain, [state]
        while True:
            try:
                while True:
                    state = plain[state][answers[state]]
                    path.append(state)
            except (
                KeyError
            ):  # an end, a question without an answer of its own, or an answer that looks at others
                given = answers.get(state, "")
                if given not in self.table.get(state, ()):
                    return path
            state = self.next(state, given, {question: answers[question] for question in path[:-1]})
            path.append(state)

    def fire(self, walker: MachineState, answer: str, past: Mapping[str, str]) -> None:
        """Let the machine itself move a walker: the slow and authoritative way."""
        self.machine.events[answer].trigger(walker, lambda condition: holds(condition, past))


@cached_per_flow
def machine_of(flow: Flow) -> CompiledFlow:
    """The machine of a checked flow, built once."""
    transitions: list[dict[str, Any]] = []
    elsewhere: dict[str, Target] = {}
    rows: dict[str, dict[str, list[Edge]]] = {}
    for step in flow.steps.values():
        for answer, edge in edges(step):
            if edge.to.flow != flow.id:
                elsewhere[edge.to.ref(flow)] = edge.to
            row = {"trigger": answer.id, "source": step.id, "dest": edge.to.ref(flow)}
            transitions.append(row | ({"conditions": _asks(edge.when)} if edge.when else {}))
            rows.setdefault(step.id, {}).setdefault(answer.id, []).append(edge)
    machine = Machine(
        model=None,
        states=[*flow.steps, *elsewhere],
        initial=flow.start,
        transitions=transitions,
        auto_transitions=False,
        model_attribute="state_id",
    )
    table = {
        question: {
            answer: tuple((edge.when, _fired(machine, question, answer, edge)) for edge in ways)
            for answer, ways in answers.items()
        }
        for question, answers in rows.items()
    }
    plain = {
        question: {answer: ways[0][1] for answer, ways in answers.items() if ways[0][0] is None}
        for question, answers in table.items()
    }
    return CompiledFlow(machine, table, plain, elsewhere)


def _asks(condition: Condition) -> Callable[[Callable[[Condition], bool]], bool]:
    """A condition as the library wants it: whoever fires says what holds."""
    return lambda decide: decide(condition)


def _fired(machine: Machine, question: str, answer: str, edge: Edge) -> str:
    """Where the machine goes from a question when exactly this edge's guard holds."""
    walker = MachineState(question)
    machine.events[answer].trigger(walker, lambda condition: condition is edge.when)
    return walker.state_id
