"""Small flows for tests of the engine, made without YAML and without the checker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from wizard import Flow
from wizard.model.conditions import AnsweredWith, Condition
from wizard.model.flow import Answer, Edge, Outcome, Question, Step, Target

# A flow file in which most answers have conditions, of every kind.
GUARDED = """\
title: Guarded
start: a
steps:
  a: {ask: A?, yes: b, no: b, unsure: c}
  b: {ask: B?, yes: [{if: {a: yes}, to: c}, {to: d}], no: c, unsure: d}
  c:
    ask: C?
    yes: [{if: {any: [{a: unsure}, {b: no}]}, to: one}, {to: d}]
    no: d
    unsure: [{if: {not: {a: no}}, to: two}, {to: d}]
  d:
    ask: D?
    yes: [{if: {a: yes, b: yes}, to: e}, {if: {c: no}, to: one}, {to: two}]
    no: e
    unsure: one
  e:
    ask: E?
    yes: [{if: {d: no}, to: one}, {to: two}]
    no: [{if: {c: [yes, unsure]}, to: two}, {to: one}]
    unsure: other/
  one: {outcome: One, claims: [{level: unknown, text: Nothing.}]}
  two: {outcome: Two, claims: [{level: unknown, text: Nothing.}]}
"""

# One answer: the step that it leads to, or its branches, each with a condition or None.
Branches = str | Sequence[tuple[Condition | None, str]]

# Each question with its answers, or with the targets of its answers `yes` and `no` as one text.
Steps = Mapping[str, Mapping[str, Branches] | str]


def make_flow(steps: Steps, start: str = "") -> Flow:
    """Return the flow "f" with these steps: make_flow({"a": {"yes": "b", "no": "end"}, ...}).

    A step given as text is written as its answers `yes` and `no` to two steps, or `yes` to one:
    "b c". Each step that is only named is an outcome. "other/x" is a step of another flow.
    """
    made: dict[str, Step] = {}
    for name, answers in steps.items():
        if isinstance(answers, str):
            answers = dict(zip(("yes", "no"), answers.split(), strict=False))
        made[name] = Question(
            name,
            "",
            f"{name}?",
            "",
            "",
            MappingProxyType({key: _answer(key, to) for key, to in answers.items()}),
        )
    targets = [
        edge.to
        for step in list(made.values())
        if isinstance(step, Question)
        for answer in step.answers.values()
        for edge in answer.edges
    ]
    for to in targets:
        if to.flow == "f":
            made.setdefault(to.step, Outcome(to.step, "", f"{to.step}!", "", (), (), ()))
    return Flow("f", "F", "", start or next(iter(steps)), MappingProxyType(made))


def _answer(name: str, branches: Branches) -> Answer:
    if isinstance(branches, str):
        branches = [(None, branches)]
    return Answer(name, name, tuple(Edge(when, _target(to)) for when, to in branches))


def _target(name: str) -> Target:
    flow, slash, step = name.partition("/")
    return Target(flow, step) if slash else Target("f", name)


def answered(question: str, *answers: str) -> AnsweredWith:
    """Return the condition that a question was answered with one of these answers."""
    return AnsweredWith(question, answers)


def make_chain(size: int, names: str = "yes no") -> Flow:
    """Return a flow of `size` questions each of whose answers leads to the next."""
    return make_flow(
        {f"s{place}": dict.fromkeys(names.split(), f"s{place + 1}") for place in range(size)}
    )


# A condition at `d` looks at the answer to `a`.
LOOKS_BACK: Steps = {
    "a": "b c",
    "b": "d end",
    "c": "end",
    "d": {"yes": [(answered("a", "yes"), "end"), (None, "other")], "no": "e"},
    "e": "end",
}

# Two questions that some readers are asked in one order, and some in the other.
BOTH_ORDERS_STEPS: dict[str, dict[str, Branches]] = {
    "where": {"here": "one", "there": "two"},
    "one": {"yes": "end", "no": [(answered("where", "here"), "two"), (None, "last")]},
    "two": {"yes": "end", "no": [(answered("where", "there"), "one"), (None, "last")]},
    "last": {"yes": "end"},
}
BOTH_ORDERS = make_flow(BOTH_ORDERS_STEPS)

# As before, but after one answer each of the two questions leads to the other.
ROUND = make_flow(
    {
        "where": {"here": "one", "there": "two", "both": "one"},
        "one": {"yes": "end", "no": [(answered("where", "here", "both"), "two"), (None, "last")]},
        "two": {"yes": "end", "no": [(answered("where", "there", "both"), "one"), (None, "last")]},
        "last": "end",
    }
)
