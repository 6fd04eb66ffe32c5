"""A journey is computed from the answers alone, and a stale link leads as far as it still can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard import Flow, arrive, replay
from wizard.engine.machine import MachineState, machine_of
from wizard.model.conditions import AllOf, AnsweredWith, AnyOf, Condition, Not
from wizard.model.evidence import Claim
from wizard.model.flow import Answer, Edge, Outcome, Question, Step, Target

CAR = """\
title: Car
start: license
steps:
  license: {ask: A license?, yes: wants, no: car, unsure: car}
  wants: {ask: What?, answers: {know: {label: Know, to: know}, get: {label: Get, to: other/}}}
  car: {ask: A car?, yes: [{if: {license: unsure}, to: both}, {to: county}], no: nothing, unsure: wants}
  know: {outcome: Know, claims: [{level: unknown, text: Nothing.}]}
  both: {outcome: Both, claims: [{level: unknown, text: Nothing.}]}
  county: {outcome: County, claims: [{level: unknown, text: Nothing.}]}
  nothing: {outcome: Nothing, claims: [{level: unknown, text: Nothing.}]}
"""
OTHER = "title: Other\nstart: end\nsteps: {end: {outcome: End, claims: [{level: unknown, text: Nothing.}]}}\n"


@pytest.fixture
def car(write: Callable[..., object], flow: Callable[[str], Flow]) -> Flow:
    write(other=OTHER)
    return flow(CAR)


@pytest.mark.parametrize(
    ("answers", "until", "step", "trail", "ahead", "dropped"),
    [
        ({}, None, "license", "", "", ""),
        ({"license": "yes"}, None, "wants", "license", "", ""),
        ({"license": "unsure", "car": "yes"}, None, "both", "license car", "", ""),
        ({"car": "yes", "license": "no"}, None, "county", "license car", "", ""),
        ({"license": "no", "car": "maybe"}, None, "car", "license", "", "car"),
        ({"license": "yes", "car": "no"}, None, "wants", "license", "", "car"),
        (
            {"license": "no", "car": "unsure", "wants": "know"},
            "car",
            "car",
            "license",
            "car wants",
            "",
        ),
        (
            {"license": "no", "car": "unsure", "wants": "know"},
            "license",
            "license",
            "",
            "license car wants",
            "",
        ),
        (
            {"license": "no", "car": "no", "wants": "know"},
            "wants",
            "nothing",
            "license car",
            "",
            "wants",
        ),
        ({"nonsense": "yes"}, None, "license", "", "", "nonsense"),
    ],
)
def test_the_answers_lead_as_far_as_they_fit(
    car: Flow,
    answers: dict[str, str],
    until: str | None,
    step: str,
    trail: str,
    ahead: str,
    dropped: str,
) -> None:
    """Order does not matter; `until` stops the walk; what does not fit is named."""
    journey = replay(car, answers, until)
    assert not isinstance(journey.step, Target)
    assert journey.step.id == step
    assert [turn.question.id for turn in journey.trail or ()] == trail.split()
    assert [turn.question.id for turn in journey.later_answers] == ahead.split()
    assert list(journey.dropped) == dropped.split()


def test_answers_may_lead_out_of_the_flow(car: Flow) -> None:
    """The journey then stands at a target in the other flow."""
    assert replay(car, {"license": "yes", "wants": "get"}).step == Target("other", "")


def test_an_arrival_has_no_past(car: Flow) -> None:
    """A step opened from outside has no trail, not an empty one."""
    journey = arrive(car, "county")
    assert (journey.step, journey.trail) == (car.steps["county"], None)
    with pytest.raises(KeyError):
        arrive(car, "nowhere")


NAMES = st.lists(st.sampled_from(["yes", "no", "unsure", "other"]), min_size=1, unique=True)


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """Any acyclic flow: questions lead onwards only, with guards on any earlier question."""
    size = draw(st.integers(1, 7))
    steps: dict[str, Step] = {}
    for number in range(size):
        answers = {}
        for name in draw(NAMES):
            guards = draw(st.lists(conditions(number), max_size=2)) if number else []
            ways = st.lists(
                st.integers(number + 1, size), min_size=len(guards) + 1, max_size=len(guards) + 1
            )
            targets = [f"s{way}" for way in draw(ways)]
            edges = tuple(
                Edge(when, Target("any", to))
                for when, to in zip([*guards, None], targets, strict=True)
            )
            answers[name] = Answer(name, name, edges)
        steps[f"s{number}"] = Question(f"s{number}", "", "?", "", "", MappingProxyType(answers))
    claim = Claim("", "unknown", "Nothing.", (), None)
    steps[f"s{size}"] = Outcome(f"s{size}", "", "!", "", (), (claim,), ())
    return Flow("any", "Any", "", "s0", MappingProxyType(steps))


@cache
def conditions(before: int) -> st.SearchStrategy[Condition]:
    """Any condition on the questions before one."""
    answers = st.lists(
        st.sampled_from(["yes", "no", "unsure", "other"]), min_size=1, max_size=2, unique=True
    )
    look = st.builds(
        AnsweredWith,
        st.integers(0, before - 1).map(lambda number: f"s{number}"),
        answers.map(tuple),
    )
    return st.recursive(
        look,
        lambda part: st.one_of(
            st.builds(Not, part),
            st.builds(AllOf, st.lists(part, min_size=1, max_size=2).map(tuple)),
            st.builds(AnyOf, st.lists(part, min_size=1, max_size=2).map(tuple)),
        ),
        max_leaves=4,
    )


ANSWERS = st.dictionaries(
    st.one_of(st.integers(0, 8).map(lambda number: f"s{number}"), st.text(max_size=3)),
    st.one_of(st.sampled_from(["yes", "no", "unsure", "other", ""]), st.text(max_size=3)),
)


@settings(max_examples=150)
@given(flows(), ANSWERS, st.one_of(st.none(), st.integers(0, 8).map(lambda number: f"s{number}")))
def test_any_flow_and_any_answers_make_a_journey(
    flow: Flow, answers: Mapping[str, str], until: str | None
) -> None:
    """Never raises, ends on a real step, and replaying its own trail gives the same journey."""
    journey = replay(flow, answers, until)
    assert not isinstance(journey.step, Target)
    assert journey.step is flow.steps[journey.step.id]
    again = replay(flow, journey.answers(), journey.step.id)
    assert (again.step, again.trail, again.dropped) == (journey.step, journey.trail, ())
    walked = {turn.question.id for turn in (*(journey.trail or ()), *journey.later_answers)}
    assert set(journey.dropped) == set(answers) - walked


@settings(max_examples=150)
@given(flows(), st.lists(st.sampled_from(["yes", "no", "unsure", "other"]), min_size=8, max_size=8))
def test_the_table_walks_as_the_machine_fires(flow: Flow, answers: list[str]) -> None:
    """The machine is the authority: fired answer by answer, it stands where the replay stands."""
    compiled, walker, past = machine_of(flow), MachineState(flow.start), dict[str, str]()
    for answer in answers:
        step = flow.steps[walker.state_id]
        if not isinstance(step, Question) or answer not in step.answers:
            break
        compiled.fire(walker, answer, past)
        past[step.id] = answer
    journey = replay(flow, past)
    assert not isinstance(journey.step, Target)
    assert journey.step.id == walker.state_id
    assert journey.answers() == past
