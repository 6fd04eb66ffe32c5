"""`compare` finds each path that ends elsewhere, and each step that says something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import permutations
from types import MappingProxyType

import pytest
from hypothesis import assume, given

from tests.engine.builders import make_chain, make_flow
from tests.engine.test_journey import flows
from tests.engine.test_paths import expanded
from tests.engine.tick_flows import tick_flows
from wizard import Flow, Outcome, Question, Target, replay
from wizard.engine.diff import PathChange, compare
from wizard.engine.paths import count, end_id, walks
from wizard.model.evidence import BUILT_IN, Claim
from wizard.model.flow import Action
from wizard.model.offices import Office
from wizard.model.problems import Location

OLD = make_flow({"a": "b end", "b": "left right"})


def summary(change: PathChange) -> tuple[object, ...]:
    """Return a change as text: kind, ends by their ids, answer, number of paths."""
    before, after = (getattr(end, "id", end) for end in (change.before, change.after))
    return change.kind, before, after, change.answer, len(change.paths)


def changes_to(new: Flow) -> list[tuple[object, ...]]:
    """Return what changed from OLD to a flow."""
    return [summary(group) for group in compare(OLD, new).groups]


def test_compare_reports_other_outcome() -> None:
    """The answers still fit and lead to another outcome."""
    assert changes_to(make_flow({"a": "b end", "b": "left end"})) == [
        ("outcome", "right", "end", "", 1)
    ]


def test_compare_reports_other_flow() -> None:
    """A place outside of the flow is an end like any other."""
    new = make_flow({"a": "b end", "b": {"yes": "left", "no": "other/x"}})
    assert changes_to(new) == [("outcome", "right", Target("other", "x"), "", 1)]


def test_compare_reports_unanswered_question_with_its_ends() -> None:
    """A question more stops the old paths, and the ends that they can still reach are named."""
    (change,) = compare(OLD, make_flow({"a": "b c", "b": "left right", "c": "left end"})).groups
    assert summary(change) == ("asks", "end", "c", "", 1)
    assert change.leads == (Target("f", "left"), Target("f", "end"))


def test_compare_reports_answer_that_is_gone() -> None:
    """The question is still asked but no longer has the answer."""
    new = make_flow({"a": "b end", "b": {"yes": "left"}})
    assert changes_to(new) == [("gone", "right", "b", "no", 1)]


def test_compare_reports_new_paths_last() -> None:
    """Only paths with an answer that the old version lacks are new."""
    new = make_flow({"a": {"yes": "b", "no": "left", "unsure": "end"}, "b": "left right"})
    assert changes_to(new) == [("outcome", "end", "left", "", 1), ("new", None, "end", "", 1)]
    assert compare(OLD, new).moved
    only_new = make_flow({"a": {"yes": "b", "no": "end", "unsure": "end"}, "b": "left right"})
    assert not compare(OLD, only_new).moved


def test_compare_follows_moved_steps() -> None:
    """A question and an outcome under new ids are the same."""
    new = make_flow({"a": "c end", "c": "left there"})
    moved = {"b": Target("f", "c"), "right": Target("f", "there")}
    assert changes_to(replace(new, moved=moved)) == []
    assert changes_to(new) != []


def test_compare_stops_at_limit() -> None:
    """The limit is for each version; the total is known all the same."""
    new = make_flow({"a": "b end", "b": "right left"})
    changes = compare(OLD, new, 2)
    assert (changes.compared, changes.total) == (4, 6)
    assert [summary(group) for group in changes.groups] == [
        ("outcome", "left", "right", "", 1),
        ("outcome", "right", "left", "", 1),
    ]


def test_compare_names_reworded_parts_of_steps() -> None:
    """Questions and outcomes that both versions have are compared text by text."""
    question, outcome = OLD.steps["a"], OLD.steps["end"]
    assert isinstance(question, Question)
    assert isinstance(outcome, Outcome)
    steps = dict(OLD.steps)
    steps["a"] = replace(question, ask="A!", why="So.")
    steps["end"] = replace(outcome, says="So.")
    changes = compare(OLD, replace(OLD, steps=MappingProxyType(steps)))
    assert [(change.after.id, change.parts) for change in changes.reworded] == [
        ("a", ("question", "reason")),
        ("end", ("short answer",)),
    ]
    assert changes.groups == ()


def test_compare_names_parts_whose_condition_has_other_words() -> None:
    """Readers without answers see these words."""
    outcome = OLD.steps["end"]
    assert isinstance(outcome, Outcome)

    def worded(text: str, at: int = 1) -> Flow:
        claim = Claim("", BUILT_IN["unknown"], "So.", (), None, when_text=text)
        action = Action("Go.", None, when_text=text, location=Location("x", at))
        end = replace(outcome, claims=(claim,), next=(action,))
        return replace(OLD, steps=MappingProxyType({**OLD.steps, "end": end}))

    (reworded,) = compare(worded("If so"), worded("If not so")).reworded
    assert reworded.parts == ("claims", "next actions")
    assert compare(worded("If so"), worded("If so", at=2)).reworded == ()


def test_compare_names_offices_whose_entry_changed_but_not_their_review() -> None:
    """Another phone number is new to readers; the date on which someone checked it is not."""
    office = Office(
        "desk",
        "Desk",
        "Helps.",
        (),
        "1",
        "",
        "",
        "",
        "",
        "",
        "",
        BUILT_IN["unknown"],
        cite=(),
        checked=None,
    )
    outcome = OLD.steps["end"]
    assert isinstance(outcome, Outcome)

    def listing(**changes: object) -> Flow:
        end = replace(outcome, offices=(replace(office, **changes),))  # type: ignore[arg-type]
        return replace(OLD, steps=MappingProxyType({**OLD.steps, "end": end}))

    reworded = compare(listing(), listing(phone="2")).reworded
    assert [(change.after.id, change.parts) for change in reworded] == [("end", ("offices",))]
    assert compare(listing(), listing(checked=date(2026, 11, 28))).reworded == ()


def test_compare_of_equal_routes_walks_no_path() -> None:
    """2**101 paths are known to be the same without a walk."""
    changes = compare(make_chain(100), make_chain(100), 10)
    assert (changes.groups, changes.compared, changes.total) == ((), 2**101, 2**101)


@given(flows(), flows())
def test_compare_reports_each_old_path_once_unless_it_ends_as_before(old: Flow, new: Flow) -> None:
    """For any two flows, what is in no group ends as before."""
    assume(count(old) <= 200)
    assume(count(new) <= 200)
    changes = compare(old, new)
    reported = [
        tuple(path.answers().items())
        for group in changes.groups
        if group.kind != "new"
        for path in group.paths
    ]
    assert len(reported) == len(set(reported))
    for path in walks(old):
        ended = replay(new, path.answers()).step
        same = not isinstance(ended, Question) and getattr(ended, "id", "") == getattr(
            path.end, "id", ""
        )
        assert (tuple(path.answers().items()) in reported) != same
    fresh = {
        tuple(path.answers().items())
        for group in changes.groups
        if group.kind == "new"
        for path in group.paths
    }
    assert fresh <= {tuple(path.answers().items()) for path in walks(new)}


@given(flows())
def test_compare_flow_with_itself_finds_no_change(flow: Flow) -> None:
    """An id that was retired in between makes it walk all paths, which finds no change either."""
    assume(count(flow) <= 200)
    again = replace(flow, moved={"former": Target(flow.id, flow.start)})
    assert compare(flow, again).groups == ()
    assert compare(flow, flow).groups == ()


@given(tick_flows(), tick_flows())
def test_compare_reports_each_set_of_boxes_once_unless_it_ends_as_before(
    old: Flow, new: Flow
) -> None:
    """All paths that a listed path stands for changed alike, and no other path did."""
    assume(count(old) <= 300)
    assume(count(new) <= 300)
    changes = compare(old, new)
    reported = Counter(
        answers
        for group in changes.groups
        if group.kind != "new"
        for path in group.paths
        for answers, _ in expanded(old, path)
    )
    assert changes.compared == changes.total
    for path in walks(old):
        known = {name: in_order_of(new, name, answer) for name, answer in path.answers().items()}
        ended = replay(new, known).step
        same = isinstance(ended, Outcome) and ended.id == end_id(old, path.end)
        assert reported[tuple(path.answers().items())] == (not same)


def in_order_of(flow: Flow, name: str, answer: str) -> str:
    """Return an answer with its boxes in the order of another version, if that has them all."""
    question = flow.steps.get(name)
    orders = map(".".join, permutations(answer.split(".")))
    known = question.answers if isinstance(question, Question) else {}
    return next((order for order in orders if order in known), answer)


HOME_QUESTION = """\
title: Home
start: home
steps:
  home:
    ask: What is wrong?
    tick: {heat: No heat, water: No water, mold: Mold}
    none: Nothing
    to: [{if: {home: heat}, to: urgent}, {to: later}]
  urgent: {outcome: Now, claims: [{level: unknown, text: Nothing.}]}
  later: {outcome: Later, claims: [{level: unknown, text: Nothing.}]}
"""


BOXES_IN_FILE = "heat: No heat, water: No water, mold: Mold"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{home: heat}", "{home: [heat, water]}", [("outcome", "later", "urgent", "", 2)]),
        (
            ", mold: Mold",
            "",
            [("gone", "later", "home", "mold", 2), ("gone", "urgent", "home", "mold", 2)],
        ),
        (
            "mold: Mold}",
            "mold: Mold, gas: Gas}",
            [("new", None, "later", "", 4), ("new", None, "urgent", "", 4)],
        ),
        (BOXES_IN_FILE, ", ".join(reversed(BOXES_IN_FILE.split(", "))), []),
    ],
)
def test_compare_of_changed_boxes(
    flow: Callable[[str], Flow], old: str, new: str, expected: list[object]
) -> None:
    """A box that is gone is named once, and the order of the boxes changes no path."""
    assert old in HOME_QUESTION
    changes = compare(flow(HOME_QUESTION), flow(HOME_QUESTION.replace(old, new)))
    found = [
        (kind, before, after, answer, sum(path.count() for path in group.paths))
        for group in changes.groups
        for kind, before, after, answer, _ in [summary(group)]
    ]
    assert found == expected


def test_compare_names_reworded_boxes(flow: Callable[[str], Flow]) -> None:
    """Labels of boxes and the unit of a number are the words of answers."""
    old, new = flow(HOME_QUESTION), flow(HOME_QUESTION.replace("No heat", "It is cold"))
    assert [(change.after.id, change.parts) for change in compare(old, new).reworded] == [
        ("home", ("answers",))
    ]
