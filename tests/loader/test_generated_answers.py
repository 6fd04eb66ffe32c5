"""Tests of questions with tick boxes, ranges and dates by days ago as they are read from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard import Flow, FlowError, load_flow, replay
from wizard.loader.site import check_folder
from wizard.model.flow import Question
from wizard.model.generated_answers import Box, Range, Tick

HOME = """\
title: A paper about your home
start: home
steps:
  home:
    ask: Which of these are wrong with your home?
    tick: {heat: No heat, water: No hot water, mold: Mold}
    none: None of these
    to:
      - {if: {home: [heat, water]}, to: owed}
      - {to: notice}
  owed:
    ask: How much rent do they say you owe?
    range: {unit: USD, at: [500, 1500]}
    unsure: notice
    to:
      - {if: {owed: {below: 500}}, to: small}
      - {if: {owed: {from: 1500}, home: mold}, to: big}
      - {to: notice}
  notice:
    ask: When did you get the notice?
    since: {days: [7, 14]}
    to: [{if: {notice: {from: 7, below: 14}}, to: big}, {to: small}]
  small: {outcome: Small, claims: [{level: unknown, text: Nothing is known.}]}
  big: {outcome: Big, claims: [{level: unknown, text: Nothing is known.}]}
"""


@pytest.fixture
def flow(tmp_path: Path) -> Flow:
    """Return the flow above."""
    return load(tmp_path, HOME)


def load(folder: Path, text: str) -> Flow:
    """Write a flow to a file and load it."""
    (folder / "home.yaml").write_text(text)
    return load_flow(folder / "home.yaml")


def question(flow: Flow, name: str) -> Question:
    """Return a question of a flow."""
    step = flow.steps[name]
    assert isinstance(step, Question)
    return step


def test_forms_are_read(flow: Flow) -> None:
    """A question knows its boxes or cut points, and has all answers that follow from them."""
    boxes = {"heat": Box("No heat"), "water": Box("No hot water"), "mold": Box("Mold")}
    assert question(flow, "home").form == Tick(boxes, "None of these")
    assert len(question(flow, "home").answers) == 8
    assert question(flow, "owed").form == Range("USD", (500, 1500))
    assert [*question(flow, "owed").answers] == [
        "below-500",
        "from-500-to-1499",
        "from-1500",
        "unsure",
    ]
    assert question(flow, "notice").form == Range("days-ago", (7, 14))


def test_conditions_on_the_question_itself_are_decided(flow: Flow) -> None:
    """No branch of an answer looks at its own question."""
    for each in flow.questions():
        for answer in each.answers.values():
            assert all(edge.when is None or "home" in str(edge.when) for edge in answer.edges)
    heat, mold = (question(flow, "home").answers[name] for name in ("heat", "mold"))
    assert [edge.to.step for edge in heat.edges] == ["owed"]
    assert [edge.to.step for edge in mold.edges] == ["notice"]


def test_answers_with_equal_branches_share_them(flow: Flow) -> None:
    """Sets of boxes are many, but lead to few places."""
    assert len({id(answer.edges) for answer in question(flow, "home").answers.values()}) == 2


@pytest.mark.parametrize(
    ("answers", "reached"),
    [
        ({"home": "mold"}, "notice"),
        ({"home": "none"}, "notice"),
        ({"home": "heat.mold"}, "owed"),
        ({"home": "water", "owed": "below-500"}, "small"),
        ({"home": "water.mold", "owed": "from-1500"}, "big"),
        ({"home": "water", "owed": "from-1500"}, "notice"),
        ({"home": "water", "owed": "unsure", "notice": "from-7-to-13"}, "big"),
        ({"home": "water", "owed": "unsure", "notice": "below-7"}, "small"),
        ({"home": "mold.water"}, "home"),
    ],
)
def test_journeys_follow_boxes_and_cut_points(
    flow: Flow, answers: dict[str, str], reached: str
) -> None:
    """Conditions on boxes, intervals and on both together decide where an answer leads."""
    step = replay(flow, answers).step
    assert getattr(step, "id", "") == reached


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("heat: No heat,", "none: No heat,", '"none" is a reserved name'),
        ("home: [heat, water]", "home: [heat, rats]", '"home" has no answer "rats"'),
        ("below: 500", "below: 600", '"owed" has no cut point "600"'),
        ("[500, 1500]", "[1500, 500]", '"at" of "range" of step "owed" has 500 after 1500'),
        ("[500, 1500]", "[500, 500]", '"at" of "range" of step "owed" has 500 twice'),
        ("unit: USD", "unit: usd", '"unit" of "range" of step "owed" cannot be "usd"'),
        ("days: [7, 14]", "days: []", '"days" of "since" of step "notice" has no numbers'),
        ("    none: None of these\n", "", 'step "home" is missing "none"'),
        ("to: small}]", "to: small}]\n    yes: small", 'cannot have both "since" and "yes"'),
    ],
)
def test_mistakes_are_reported(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """Each mistake is a problem at its place."""
    with pytest.raises(FlowError) as error:
        load(tmp_path, HOME.replace(old, new))
    assert problem in str(error.value)


def test_branches_of_forms_are_checked(tmp_path: Path) -> None:
    """A branch that no answer takes, and an answer without a branch, are problems."""
    dead = HOME.replace(
        "      - {to: notice}\n  owed",
        "      - {to: notice}\n      - {if: {home: mold}, to: owed}\n  owed",
    )
    with pytest.raises(FlowError, match="an earlier one always matches"):
        load(tmp_path, dead)
    with pytest.raises(FlowError, match='"home" has no matching branch for the answer "mold"'):
        load(tmp_path, HOME.replace("      - {to: notice}\n  owed", "  owed"))
    never = HOME.replace("{from: 1500}, home: mold", "{from: 1500}, home: none")
    with pytest.raises(FlowError, match="its condition can never be true"):
        load(tmp_path, never)


def test_two_branches_to_one_step_are_both_used(tmp_path: Path) -> None:
    """A branch is not reported as unused because another one leads to the same step."""
    same = HOME.replace(
        "{owed: {from: 1500}, home: mold}, to: big", "{owed: {from: 1500}}, to: notice"
    )
    branches = [
        question(load(tmp_path, same), "owed").answers[name].edges[0]
        for name in ("from-500-to-1499", "from-1500")
    ]
    assert branches[0] == branches[1]
    assert branches[0].location != branches[1].location


def test_branch_behind_one_that_always_matches_should_move_up(tmp_path: Path) -> None:
    """Its condition can be true, although no history keeps the answer that it looks at."""
    late = HOME.replace(
        "to: [{if: {notice: {from: 7, below: 14}}, to: big}, {to: small}]",
        "to: [{to: small}, {if: {home: mold, notice: {from: 7}}, to: big}]",
    )
    with pytest.raises(FlowError, match="an earlier one always matches; move it up"):
        load(tmp_path, late)


def test_sensitive_flow_has_no_boxes(tmp_path: Path) -> None:
    """Boxes that are ticked would be in its URLs."""
    with pytest.raises(FlowError, match="boxes to tick"):
        load(tmp_path, f"sensitive: true\n{HOME}")


def problems_of(folder: Path, text: str) -> list[str]:
    """Return the codes, lines and messages of the problems of a flow."""
    (folder / "home.yaml").write_text(text)
    return [f"{each.code} {each.location.line}: {each.message}" for each in check_folder(folder)[1]]


def test_condition_on_a_later_question_is_reported_once(tmp_path: Path) -> None:
    """It is left over for most sets of boxes, but an author wrote it once."""
    early = HOME.replace("{home: [heat, water]}", "{home: [heat, water], owed: {below: 500}}")
    assert problems_of(tmp_path, early) == [
        'guard-early 9: the condition uses "owed", which cannot have been answered before "home"'
    ]


def test_branch_that_no_set_of_boxes_takes_is_reported(tmp_path: Path) -> None:
    """The step that it leads to is not reported as unreachable instead."""
    branch = "      - {if: {home: heat}, to: done}\n"
    done = "  done: {outcome: Done, claims: [{level: unknown, text: Nothing is known.}]}\n"
    dead = HOME.replace("      - {to: notice}\n", f"      - {{to: notice}}\n{branch}", 1) + done
    assert problems_of(tmp_path, dead) == [
        'guard-dead 11: this branch of step "home" is never used: an earlier one always matches; '
        "move it up"
    ]


def test_loop_of_boxes_is_reported_with_a_trail(tmp_path: Path) -> None:
    """A set of boxes that leads back is a loop, as any other answer is."""
    back = HOME.replace("{owed: {below: 500}}, to: small", "{owed: {below: 500}}, to: home")
    (tmp_path / "home.yaml").write_text(back)
    (problem,) = check_folder(tmp_path)[1]
    assert problem.message == "these answers form a loop: home -> owed -> home"
    assert [(each.question, each.answer) for each in problem.trail] == [
        ("home", "heat"),
        ("owed", "below-500"),
    ]


ROUND = """\
title: Two orders
start: where
steps:
  where:
    ask: Which of these?
    tick: {here: Here, there: There}
    none: Neither
    to: [{if: {where: here}, to: one}, {to: two}]
  one:
    ask: How many?
    range: {at: [5]}
    to: [{if: {where: here, one: {below: 5}}, to: two}, {to: end}]
  two:
    ask: When?
    since: {days: [7]}
    to: [{if: {not: {where: here}, two: {from: 7}}, to: one}, {to: end}]
  end: {outcome: End, claims: [{level: unknown, text: Nothing is known.}]}
"""


def test_questions_in_both_orders_form_no_loop(tmp_path: Path) -> None:
    """Arrows lead both ways between two questions, but no reader is asked one of them twice."""
    flow = load(tmp_path, ROUND)
    here = replay(flow, {"where": "here", "one": "below-5", "two": "from-7"})
    there = replay(flow, {"where": "there", "one": "below-5", "two": "from-7"})
    assert [*here.answers()] == ["where", "one", "two"]
    assert [*there.answers()] == ["where", "two", "one"]
    again = ROUND.replace("{not: {where: here}, two: {from: 7}}", "{two: {from: 7}}")
    assert problems_of(tmp_path, again) == [
        "flow-cycle 16: these answers form a loop: one -> two -> one"
    ]


def test_parts_of_outcomes_look_at_boxes_and_intervals(tmp_path: Path) -> None:
    """A part that no reader sees is reported, whatever its condition looks at."""
    part = "{level: unknown, text: Mold., if: {home: mold, owed: {below: 500}}}"
    shown = HOME.replace("outcome: Small, claims: [", f"outcome: Small, claims: [{part}, ")
    assert problems_of(tmp_path, shown) == []
    never = HOME.replace("outcome: Big, claims: [", f"outcome: Big, claims: [{part}, ")
    assert problems_of(tmp_path, never.replace("{home: mold, owed", "{home: none, owed")) == [
        'part-never 24: this part of "big" is never shown: its condition can never be true'
    ]


def test_link_to_a_step_with_boxes_ahead_is_reported(tmp_path: Path) -> None:
    """Boxes that are ticked are in URLs, which a page without answers cannot have."""
    (tmp_path / "other.yaml").write_text(
        "title: Other\nstart: one\nsteps:\n"
        "  one: {ask: One?, yes: home/owed, no: home/rooms, unsure: home/}\n"
    )
    text = HOME.replace("    unsure: notice\n", "    unsure: rooms\n") + (
        "  rooms: {ask: Which rooms?, tick: {bath: Bath}, none: None, to: small}\n"
    )
    assert problems_of(tmp_path, text) == [
        f'target-past 4: this link cannot go to "{step}": readers arrive without answers, but '
        f'"{step}" or a later step has conditions on them or boxes to tick. Link to "home/" or to '
        "a step with neither after it."
        for step in ("owed", "rooms")
    ]
