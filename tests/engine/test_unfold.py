"""An unfolded flow has no conditions, and still leads every reader to the same end."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.builders import Branches, answered, make_flow
from tests.engine.test_journey import flows
from wizard import Flow, replay
from wizard.engine.graph import can_open_directly
from wizard.engine.paths import longest_path_lengths
from wizard.engine.unfold import UnfoldError, unfold
from wizard.model.flow import Question, Target, edges
from wizard.model.generated_answers import Tick

TWO = """\
title: Two
start: first
steps:
  first: {ask: First?, yes: second, no: second, unsure: second}
  second: {ask: Second?, yes: third, no: third}
  third:
    ask: Third?
    yes: [{if: {first: yes}, to: here}, {to: there}]
    no: there
  here:
    outcome: Here
    claims: [{level: unknown, text: Nothing., if: {second: yes}}, {level: unknown, text: More.}]
  there: {outcome: There, claims: [{level: unknown, text: Nothing.}]}
"""

# The boxes are asked for after a question that decides where they lead.
BOXES = """\
title: Boxes
start: rents
steps:
  rents: {ask: Do you rent?, yes: home, no: home}
  home:
    ask: What is wrong?
    tick: {heat: No heat, water: No water}
    none: None of these
    to: [{if: {rents: yes, home: heat}, to: here}, {to: there}]
  here: {outcome: Here, claims: [{level: unknown, text: Nothing.}]}
  there: {outcome: There, claims: [{level: unknown, text: Nothing.}]}
"""


def walk(flow: Flow, answers: list[str]) -> tuple[list[str], str]:
    """Return the ids of the questions that a reader of single pages meets, and of the end."""
    met, name = [], flow.start
    for answer in answers:
        step = flow.steps[name]
        if not isinstance(step, Question) or answer not in step.answers:
            break
        met.append(step.id.partition("~")[0])
        (edge,) = step.answers[answer].edges
        assert edge.when is None
        name = edge.to.step
    return met, name.partition("~")[0]


@given(flows(), st.lists(st.sampled_from(["yes", "no", "unsure", "other"]), min_size=8, max_size=8))
def test_unfold_leads_any_answers_to_same_end(flow: Flow, answers: list[str]) -> None:
    """For any flow, the questions, their order and the end are the same."""
    met, end = walk(unfold(flow), answers)
    journey = replay(flow, dict(zip(met, answers, strict=False)))
    assert not isinstance(journey.step, Target)
    assert [given.question.id for given in journey.trail or ()] == met
    assert journey.step.id == end


@given(flows())
def test_unfold_makes_one_copy_per_future(flow: Flow) -> None:
    """No two copies of a question lead on alike, so there are as few as possible."""
    futures = [
        (step.id.partition("~")[0], tuple((answer.id, edge.to) for answer, edge in edges(step)))
        for step in unfold(flow).questions()
        if not any(edge.when for _, edge in edges(step))
    ]
    assert len(set(futures)) == len(futures)


def test_unfold_copies_only_for_conditions_of_branches(flow: Callable[[str], Flow]) -> None:
    """The first answer matters, the second does not: a condition in an outcome needs no copy."""
    made = unfold(flow(TWO))
    assert [*made.steps] == [
        "first",
        "second",
        "second~1",
        "second~2",
        "third",
        "third~1",
        "third~2",
        "here",
        "there",
    ]
    assert made.sensitive
    first = made.steps["first"]
    assert isinstance(first, Question)
    leads = {
        answer: edge.to.step
        for answer, edge in ((answer.id, edge) for answer, edge in edges(first))
    }
    assert leads["no"] == leads["unsure"] != leads["yes"]


def test_unfold_of_flow_without_conditions_changes_no_step() -> None:
    """Only `sensitive` is set, so that no URL has an answer."""
    flow = make_flow({"a": "b end", "b": {"yes": "other/x", "no": "end"}})
    unfolded = unfold(flow)
    assert unfolded.steps == flow.steps
    assert unfolded.sensitive
    assert not flow.sensitive


def test_unfold_keeps_question_that_parts_of_outcomes_name() -> None:
    """The question stays beside its copies, with its conditions; no answer leads to it."""
    look = [(answered("a", "yes"), "left"), (None, "right")]
    flow = unfold(make_flow({"a": "b b", "b": {"go": look}}))
    assert list(flow.steps) == ["a", "b", "b~1", "b~2", "left", "right"]
    assert [edge.to.step for _, edge in edges(flow.steps["a"])] == ["b~2", "b~1"]
    assert [edge.when for _, edge in edges(flow.steps["b"])] == [answered("a", "yes"), None]
    assert [edge.to.step for _, edge in edges(flow.steps["b~1"])] == ["right"]
    assert [edge.to.step for _, edge in edges(flow.steps["b~2"])] == ["left"]


def test_unfold_of_too_many_pages_is_refused() -> None:
    """A million histories: 20 answers, each of which one condition looks at in the end."""
    size = 20
    steps: dict[str, Mapping[str, Branches] | str] = {}
    for number in range(2 * size):
        to = f"s{number + 1}"
        look = [(answered(f"s{number - size}", "yes"), "end")] if number >= size else []
        steps[f"s{number}"] = {"yes": [*look, (None, to)], "no": to}
    with pytest.raises(UnfoldError, match='"f" would need more than 20,000 pages'):
        unfold(make_flow(steps))


def test_unfold_makes_a_page_for_each_set_of_boxes(flow: Callable[[str], Flow]) -> None:
    """Each copy of a question with boxes has them all, and a box leads to a page of that copy."""
    made = unfold(flow(BOXES))
    copies = ["home~1", "home~1~b1", "home~1~b2", "home~1~b3"]
    copies += [name.replace("~1", "~2", 1) for name in copies]
    assert [*made.steps] == ["rents", "home", *copies, "here", "there"]
    both = made.steps["home~2~b3"]
    assert isinstance(both, Question)
    assert isinstance(both.form, Tick)
    assert both.form.ticked == ("heat", "water")
    assert both.form.pages == {"heat": "home~2~b2", "water": "home~2~b1"}
    assert [*both.answers] == ["heat.water", "none"]
    assert {can_open_directly(made, name) for name in copies} == {True}
    assert not can_open_directly(made, "home")


def test_unfold_keeps_the_longest_path(flow: Callable[[str], Flow]) -> None:
    """A start page announces as many questions as that of the flow as written."""
    written = flow(BOXES)
    assert longest_path_lengths(unfold(written))["rents"] == longest_path_lengths(written)["rents"]


def test_unfold_of_too_many_sets_of_boxes_is_refused(flow: Callable[[str], Flow]) -> None:
    """Eight boxes after 81 futures are 20,736 pages, but few histories."""
    boxes = ", ".join(f"b{number}: Box" for number in range(8))
    answers = ", ".join(f"a{number}: {{label: A, to: home}}" for number in range(81))
    to = [f"{{if: {{many: a{number}}}, to: end{number}}}" for number in range(80)]
    ends = "\n".join(
        f"  end{number}: {{outcome: End {number}, claims: [{{level: unknown, text: Nothing.}}]}}"
        for number in range(81)
    )
    text = f"""\
title: Many
start: many
steps:
  many: {{ask: Which?, answers: {{{answers}}}}}
  home: {{ask: What?, tick: {{{boxes}}}, none: None, to: [{", ".join(to)}, {{to: end80}}]}}
{ends}
"""
    with pytest.raises(UnfoldError, match="give questions fewer boxes, since each set of boxes is"):
        unfold(flow(text))
