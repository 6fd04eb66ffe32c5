"""`resolve` shows a step, or redirects to the furthest step that the answers reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from wizard import Flow, arrive, replay
from wizard.engine.resolve import Redirect, Show, resolve
from wizard.model.flow import Target

CAR = """\
title: Car
start: license
moved: {truck: car, gone: other/end}
steps:
  license: {ask: A license?, yes: wants, no: car, unsure: car}
  wants: {ask: What?, answers: {know: {label: Know, to: know}, get: {label: Get, to: other/}}}
  car:
    ask: A car?
    yes: [{if: {license: unsure}, to: both}, {to: county}]
    no: know
    unsure: wants
  know: {outcome: Know, claims: [{level: unknown, text: Nothing.}]}
  both: {outcome: Both, claims: [{level: unknown, text: Nothing.}]}
  county: {outcome: County, claims: [{level: unknown, text: Nothing.}]}
"""
OTHER = (
    "title: Other\nstart: end\n"
    "steps: {end: {outcome: End, claims: [{level: unknown, text: Nothing.}]}}\n"
)


@pytest.fixture
def car(write: Callable[..., object], flow: Callable[[str], Flow]) -> Flow:
    """A flow with one condition, which looks from `car` back at `license`."""
    write(other=OTHER)
    return flow(CAR)


def test_resolve_start_without_answers_begins_a_trail(car: Flow) -> None:
    """The start has an empty trail, so that its links carry answers."""
    shown = resolve(car, "license", {})
    assert shown == Show(replay(car, {}))
    assert isinstance(shown, Show)
    assert shown.journey.trail == ()


@pytest.mark.parametrize("step", ["county", "both", "wants"])
def test_resolve_outcome_or_unconditional_question_without_answers_has_no_trail(
    car: Flow, step: str
) -> None:
    """An outcome, and a question from which no condition follows, can be opened directly."""
    assert resolve(car, step, {}) == Show(arrive(car, step))


def test_resolve_question_before_condition_without_answers_goes_to_start_page(car: Flow) -> None:
    """Without earlier answers the condition after `car` cannot be decided."""
    assert resolve(car, "car", {}) == Redirect(Target("guide", ""))


def test_resolve_reached_step_shows_it_with_its_trail(car: Flow) -> None:
    """The walk stops at the requested step and keeps the later answers."""
    answers = {"license": "no", "car": "unsure", "wants": "know"}
    shown = resolve(car, "car", answers)
    assert shown == Show(replay(car, answers, until="car"))
    assert isinstance(shown, Show)
    assert [given.question.id for given in shown.journey.trail or ()] == ["license"]


@pytest.mark.parametrize(
    ("step", "answers", "reached"),
    [
        ("county", {"license": "no"}, "car"),
        ("county", {"license": "no", "car": "maybe"}, "car"),
        ("wants", {"license": "no", "car": "no"}, "know"),
        ("car", {"license": "yes"}, "wants"),
        ("both", {"license": ""}, "license"),
    ],
)
def test_resolve_unreached_step_goes_to_furthest_step_with_answers(
    car: Flow, step: str, answers: dict[str, str], reached: str
) -> None:
    """The redirect keeps the answers, is not permanent and says which step was requested."""
    expected = Redirect(Target("guide", reached), keep_query=True, requested=step)
    assert resolve(car, step, answers) == expected


def test_resolve_answers_out_of_flow_go_there_without_answers(car: Flow) -> None:
    """The other flow has no use for the answers of this one."""
    answers = {"license": "yes", "wants": "get"}
    assert resolve(car, "know", answers) == Redirect(Target("other", ""))


def test_resolve_step_before_exit_is_shown_with_answers_out_of_flow(car: Flow) -> None:
    """Answers that leave the flow later do not matter to a step before that."""
    shown = resolve(car, "wants", {"license": "yes", "wants": "get"})
    assert isinstance(shown, Show)
    assert shown.journey.step == car.steps["wants"]


@pytest.mark.parametrize("answers", [{}, {"license": "no"}])
@pytest.mark.parametrize(
    ("step", "target"), [("truck", Target("guide", "car")), ("gone", Target("other", "end"))]
)
def test_resolve_moved_step_goes_to_new_step_permanently(
    car: Flow, step: str, target: Target, answers: dict[str, str]
) -> None:
    """The query goes along as it is: the new URL is resolved by itself."""
    assert resolve(car, step, answers) == Redirect(target, permanent=True, keep_query=True)


@pytest.mark.parametrize("answers", [{}, {"license": "no"}])
def test_resolve_unknown_step_is_none(car: Flow, answers: dict[str, str]) -> None:
    """A step that never existed has no redirect."""
    assert resolve(car, "nowhere", answers) is None


@pytest.mark.parametrize("step", ["license", "wants", "know"])
def test_resolve_sensitive_flow_drops_answers(car: Flow, step: str) -> None:
    """A URL of a sensitive flow never keeps an answer, and its pages have no trail."""
    sensitive = replace(car, sensitive=True)
    assert resolve(sensitive, step, {"license": "yes"}) == Redirect(Target("guide", step))
    assert resolve(sensitive, step, {}) == Show(arrive(sensitive, step))
