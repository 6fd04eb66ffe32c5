"""A flow as a state machine: the only user of `transitions`.

Each choice here avoids a trap of the library (measured on 0.9.3):

- `auto_transitions` would add a trigger that jumps to any state.
- The library keeps a registered model for ever. So none is registered: any object with a state can
  be moved.
- A misspelled target is accepted until it is fired. So only checked flows come here.
- Text given as a callback is imported by its dotted path and called. So conditions are our own
  callables, and no text of a flow ever is one.
- Each firing is logged at INFO, several lines each, and so are the answers. So the library's logger
  is quiet while we fire, and only then: a host may use the library too.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from transitions import Machine

from wizard.model.conditions import Condition, holds
from wizard.model.flow import Edge, Flow, Target, cached_per_flow, edges

# Question id, then answer id, to (condition, next state) in the order in which they are tried.
Table = Mapping[str, Mapping[str, tuple[tuple[Condition | None, str], ...]]]


@dataclass(slots=True)
class MachineState:
    """The one thing that the machine moves.

    `state_id` is a step's id, or `flow/step` outside of the flow. The library refuses a trigger
    that is named like this attribute. No answer can be: ids have no underscore.
    """

    state_id: str


@dataclass(frozen=True, slots=True)
class CompiledFlow:
    """A flow's machine, and what it does as a table.

    The table was filled by firing the machine once for every branch. So the machine decides, and
    the table remembers: a look into it costs a hundredth of a firing.

    Attributes:
        machine: The machine.
        table: The branches of each answer of each question.
        plain: Question id, then answer id, to the next state, for answers without a condition.
        elsewhere: The states outside of the flow, with their targets.
    """

    machine: Machine
    table: Table
    plain: Mapping[str, Mapping[str, str]]
    elsewhere: Mapping[str, Target]

    def next(self, question: str, answer: str, earlier: Mapping[str, str]) -> str:
        """Return the state after an answer.

        Raises:
            KeyError: The question has no such answer, or no branch of it is taken.
        """
        for condition, state in self.table[question][answer]:
            if holds(condition, earlier):
                return state
        raise KeyError(answer)

    def walk(self, state: str, answers: Mapping[str, str]) -> list[str]:
        """Return the states that the answers lead through, from this one on, itself included."""
        plain, path = self.plain, [state]
        while True:
            # Most answers have no condition, and a server spends its time in this inner loop.
            try:
                while True:
                    state = plain[state][answers[state]]
                    path.append(state)
            except KeyError:  # an end, an unanswered question, or an answer with a condition
                given = answers.get(state, "")
                # A bad answer and no answer are the same here: the question is still open.
                if given not in self.table.get(state, ()):
                    return path
            # Only the questions on the path count as answered.
            state = self.next(state, given, {question: answers[question] for question in path[:-1]})
            path.append(state)

    def fire(self, mover: MachineState, answer: str, earlier: Mapping[str, str]) -> None:
        """Let the machine itself move a state: slow, but it is the library that decides.

        Nothing but tests needs this at run time; they compare it with the table.
        """
        with _quiet_library():
            self.machine.events[answer].trigger(mover, lambda condition: holds(condition, earlier))


@cached_per_flow
def machine_of(flow: Flow) -> CompiledFlow:
    """Return the machine of a checked flow, which is built once."""
    transitions: list[dict[str, Any]] = []
    elsewhere: dict[str, Target] = {}
    branches_of: dict[str, dict[str, list[Edge]]] = {}
    for step in flow.steps.values():
        for answer, edge in edges(step):
            if edge.to.flow != flow.id:
                elsewhere[edge.to.ref(flow)] = edge.to
            transition = {"trigger": answer.id, "source": step.id, "dest": edge.to.ref(flow)}
            conditions = {"conditions": _callback(edge.when)} if edge.when else {}
            # The library tries transitions of one trigger in the order in which they were added,
            # which is the rule for branches too.
            transitions.append(transition | conditions)
            branches_of.setdefault(step.id, {}).setdefault(answer.id, []).append(edge)
    machine = Machine(
        model=None,
        # Plain ids: with `State` objects, building a machine takes quadratic time.
        states=[*flow.steps, *elsewhere],
        initial=flow.start,
        transitions=transitions,
        auto_transitions=False,
        model_attribute="state_id",
    )
    with _quiet_library():
        table = {
            question: {
                answer: tuple(
                    (edge.when, _next_state(machine, question, answer, edge)) for edge in branches
                )
                for answer, branches in answers.items()
            }
            for question, answers in branches_of.items()
        }
    plain = {
        question: {
            answer: branches[0][1]
            for answer, branches in answers.items()
            # If the first branch has no condition, no other branch is ever tried.
            if branches[0][0] is None
        }
        for question, answers in table.items()
    }
    return CompiledFlow(machine, table, plain, elsewhere)


def _callback(condition: Condition) -> Callable[[Callable[[Condition], bool]], bool]:
    """Return a condition as the library wants it: the caller of a trigger says what is true."""
    return lambda decide: decide(condition)


def _next_state(machine: Machine, question: str, answer: str, edge: Edge) -> str:
    """Fire the machine at a question as if only this branch's condition were true."""
    mover = MachineState(question)
    # By identity: an equal condition may be on another branch of the same answer.
    machine.events[answer].trigger(mover, lambda condition: condition is edge.when)
    return mover.state_id


@contextmanager
def _quiet_library() -> Iterator[None]:
    """Let the library log warnings only, and give its logger back as it was."""
    # Not at import time: the level is the host's, and is changed only while we fire.
    logger = logging.getLogger("transitions")
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
