"""A journey is computed from the answers alone, and an old link leads as far as it still can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.builders import BOTH_ORDERS
from wizard import Flow, arrive, replay
from wizard.engine.journey import Journey, answers_in, is_straight, straight
from wizard.engine.machine import MachineState, machine_of
from wizard.model.conditions import AllOf, AnsweredWith, AnyOf, Condition, Not
from wizard.model.evidence import BUILT_IN, Claim
from wizard.model.flow import Answer, Edge, Outcome, Question, Step, Target

CAR = """\
title: Car
start: license
steps:
  license: {ask: A license?, yes: wants, no: car, unsure: car}
  wants: {ask: What?, answers: {know: {label: Know, to: know}, get: {label: Get, to: other/}}}
  car:
    ask: A car?
    yes: [{if: {license: unsure}, to: both}, {to: county}]
    no: nothing
    unsure: wants
  know: {outcome: Know, claims: [{level: unknown, text: Nothing.}]}
  both: {outcome: Both, claims: [{level: unknown, text: Nothing.}]}
  county: {outcome: County, claims: [{level: unknown, text: Nothing.}]}
  nothing: {outcome: Nothing, claims: [{level: unknown, text: Nothing.}]}
"""
OTHER = """\
title: Other
start: end
steps: {end: {outcome: End, claims: [{level: unknown, text: Nothing.}]}}
"""


@pytest.fixture
def car(write: Callable[..., object], flow: Callable[[str], Flow]) -> Flow:
    """Return the flow CAR, beside the flow OTHER."""
    write(other=OTHER)
    return flow(CAR)


@pytest.mark.parametrize(
    ("answers", "until", "step", "trail", "later", "dropped"),
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
        # An answer is kept as long as its question can still follow.
        ({"license": "no", "wants": "know"}, None, "car", "license", "wants", ""),
        ({"wants": "know", "car": "yes"}, None, "license", "", "car wants", ""),
        ({"wants": "maybe", "car": "yes"}, None, "license", "", "car", "wants"),
        (
            {"license": "yes", "wants": "know", "car": "no"},
            "wants",
            "wants",
            "license",
            "wants",
            "car",
        ),
        (
            {"license": "yes", "wants": "know", "car": "no"},
            "license",
            "license",
            "",
            "license car wants",
            "",
        ),
    ],
)
def test_replay_goes_as_far_as_answers_fit(
    car: Flow,
    answers: dict[str, str],
    until: str | None,
    step: str,
    trail: str,
    later: str,
    dropped: str,
) -> None:
    """Order does not matter, `until` stops the walk, and answers that do not fit are named."""
    journey = replay(car, answers, until)
    assert not isinstance(journey.step, Target)
    assert journey.step.id == step
    assert [given.question.id for given in journey.trail or ()] == trail.split()
    assert [given.question.id for given in journey.later_answers] == later.split()
    assert list(journey.dropped) == dropped.split()


def test_replay_out_of_flow_ends_at_target(car: Flow) -> None:
    """The journey's step is then a place in the other flow, and all answers are in the trail."""
    journey = replay(car, {"license": "yes", "wants": "get"})
    assert journey.step == Target("other", "")
    assert journey.answers() == {"license": "yes", "wants": "get"}


def test_replay_keeps_no_answer_twice_if_arrows_lead_back() -> None:
    """`two` leads to `one` for other readers, but this one has answered it before."""
    journey = replay(BOTH_ORDERS, {"last": "yes", "one": "no", "where": "here"})
    assert not isinstance(journey.step, Target)
    assert journey.step.id == "two"
    assert [given.question.id for given in journey.trail or ()] == ["where", "one"]
    assert [given.question.id for given in journey.later_answers] == ["last"]
    assert journey.dropped == ()


def test_replay_counts_only_answers_on_the_way(car: Flow) -> None:
    """A condition looks at no answer that was given to a question which was not asked."""
    step = Edge(AnsweredWith("wants", ("know",)), Target("guide", "both"))
    question = car.steps["car"]
    assert isinstance(question, Question)
    yes = replace(question.answers["yes"], edges=(step, Edge(None, Target("guide", "county"))))
    changed = replace(question, answers=MappingProxyType({"yes": yes}))
    flow = replace(car, steps=MappingProxyType({**car.steps, "car": changed}))
    journey = replay(flow, {"license": "no", "wants": "know", "car": "yes"})
    assert journey.step == car.steps["county"]
    assert journey.dropped == ("wants",)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ([("license", ["yes"])], {"license": "yes"}),
        ([("license", ["yes", "yes"])], {"license": "yes"}),
        ([("license", ["yes", "no"])], {"license": ""}),
        ([("permit", ["yes"])], {"license": "yes"}),  # a former id
        ([("know", ["yes"]), ("utm", ["x"]), ("", [""])], {}),  # an outcome, and unknown keys
        ([("gone", ["yes"])], {}),  # moved to another flow
        ([("car", ["no"]), ("license", ["maybe"])], {"car": "no", "license": "maybe"}),
    ],
)
def test_answers_in_reads_questions_and_nothing_else(
    car: Flow, query: list[tuple[str, list[str]]], expected: dict[str, str]
) -> None:
    """Two different answers to one question answer nothing."""
    moved = {"permit": Target("guide", "license"), "gone": Target("other", "car")}
    assert answers_in(replace(car, moved=moved), query) == expected


def test_arrive_has_no_trail(car: Flow) -> None:
    """A step that is opened directly has no trail, not an empty one."""
    journey = arrive(car, "county")
    assert (journey.step, journey.trail) == (car.steps["county"], None)
    with pytest.raises(KeyError):
        arrive(car, "nowhere")


NAMES = st.lists(st.sampled_from(["yes", "no", "unsure", "other"]), min_size=1, unique=True)


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """Draw any acyclic flow: questions lead onwards only, with conditions on earlier questions."""
    size = draw(st.integers(1, 7))
    steps: dict[str, Step] = {}
    for number in range(size):
        answers = {}
        for name in draw(NAMES):
            whens = [*(draw(st.lists(conditions(number), max_size=2)) if number else []), None]
            later = st.integers(number + 1, size).map(lambda place: f"s{place}")
            edges = tuple(Edge(when, Target("any", draw(later))) for when in whens)
            answers[name] = Answer(name, name, edges)
        steps[f"s{number}"] = Question(f"s{number}", "", "?", "", "", MappingProxyType(answers))
    claim = Claim("", BUILT_IN["unknown"], "Nothing.", (), None)
    steps[f"s{size}"] = Outcome(f"s{size}", "", "!", "", (), (claim,), ())
    return Flow("any", "Any", "", "s0", MappingProxyType(steps))


@cache
def conditions(before: int) -> st.SearchStrategy[Condition]:
    """Return a strategy for any condition on the questions before one."""
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


@given(flows(), ANSWERS, st.one_of(st.none(), st.integers(0, 8).map(lambda number: f"s{number}")))
def test_replay_of_any_answers_ends_on_a_step(
    flow: Flow, answers: Mapping[str, str], until: str | None
) -> None:
    """It never raises, and replaying a journey's own trail gives the same journey."""
    journey = replay(flow, answers, until)
    assert not isinstance(journey.step, Target)
    assert journey.step is flow.steps[journey.step.id]
    again = replay(flow, journey.answers(), journey.step.id)
    assert (again.step, again.trail, again.dropped) == (journey.step, journey.trail, ())
    used = journey.all_answers()
    assert set(journey.dropped) == set(answers) - set(used)
    assert used == {name: answers[name] for name in used}
    # The kept answers are the same journey, in an order that does not depend on that of `answers`.
    again = replay(flow, dict(reversed(used.items())), journey.step.id)
    assert (again.later_answers, again.dropped) == (journey.later_answers, ())
    assert [*again.all_answers()] == [*used]


@given(
    flows(),
    st.lists(st.sampled_from(["yes", "no", "unsure", "other"]), min_size=8),
    ANSWERS,
    st.data(),
)
def test_straight_answers_are_those_of_a_journey_that_uses_all(
    flow: Flow, picks: list[str], others: dict[str, str], data: st.DataObject
) -> None:
    """This is true of answers along a way, of some of them, and with others besides."""
    walked = replay(flow, {f"s{number}": pick for number, pick in enumerate(picks)}).answers()
    some = data.draw(st.sampled_from([walked, *(dict([*walked.items()][:n]) for n in range(8))]))
    for answers in (some, dict(reversed(some.items())), some | others):
        for step in flow.steps:
            journey = replay(flow, answers, until=step)
            assert isinstance(journey.step, Question | Outcome)
            here = journey.step.id == step and is_straight(journey)
            found = straight(flow, step, answers) or None
            assert found == (journey.answers() if here else None)
            if found:
                assert [*found] == [*journey.answers()]


@given(flows(), st.lists(st.sampled_from(["yes", "no", "unsure", "other"]), min_size=2), st.data())
def test_changed_answer_keeps_later_ones_that_are_asked_again(
    flow: Flow, picks: list[str], data: st.DataObject
) -> None:
    """After a change and all new questions, each old answer is where its question is asked."""

    def walk(answers: dict[str, str]) -> Journey:
        """Answer every open question, each time with only the answers that the last one kept."""
        while isinstance((journey := replay(flow, answers)).step, Question):
            fitting = [name for name in picks if name in journey.step.answers]
            choice = (fitting or [*journey.step.answers])[0]
            answers = journey.all_answers() | {journey.step.id: choice}
        return journey

    before = walk({}).answers()
    picks.reverse()  # so that new questions get other answers
    changed = data.draw(st.sampled_from([*before]))
    question = flow.steps[changed]
    assert isinstance(question, Question)
    answer = data.draw(st.sampled_from([*question.answers]))
    link = replay(flow, before | {changed: answer})
    after = walk(link.all_answers()).answers()
    assert after[changed] == answer
    kept = (before.keys() & after.keys()) - {changed}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


@given(flows(), st.lists(st.sampled_from(["yes", "no", "unsure", "other"]), min_size=8, max_size=8))
def test_replay_ends_where_machine_is_fired_to(flow: Flow, answers: list[str]) -> None:
    """The machine decides: fired answer by answer, it ends where the replay ends."""
    compiled, mover, past = machine_of(flow), MachineState(flow.start), dict[str, str]()
    for answer in answers:
        step = flow.steps[mover.state_id]
        if not isinstance(step, Question) or answer not in step.answers:
            break
        compiled.fire(mover, answer, past)
        past[step.id] = answer
    journey = replay(flow, past)
    assert not isinstance(journey.step, Target)
    assert journey.step.id == mover.state_id
    assert journey.answers() == past
