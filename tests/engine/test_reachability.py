"""Conditions are judged one by one, over few bits, never all together, and have shortest trails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import Write
from tests.engine.builders import Branches, answered, make_flow
from wizard import Flow
from wizard.engine import history, reachability
from wizard.engine.history import History, Node, histories
from wizard.engine.paths import count
from wizard.engine.reachability import Goal, nearest, possible
from wizard.engine.trails import trail_to
from wizard.engine.unfold import unfold
from wizard.loader.site import check_flow
from wizard.model.conditions import AllOf, Not, holds
from wizard.model.flow import Answer, Edge, Step


def facts(number: int, condition: str = "{{f{0}: yes}}") -> str:
    """Return a flow of questions in a row, and an outcome with a claim about each of them."""
    lines = ["title: Facts", "start: f1", "steps:"]
    for place in range(1, number + 1):
        to = f"f{place + 1}" if place < number else "done"
        lines.append(f"  f{place}: {{ask: Is {place} so?, yes: {to}, no: {to}, unsure: {to}}}")
    lines += ["  done:", "    outcome: What to do", "    claims:"]
    lines += [
        f"      - {{level: unknown, text: About {place}., if: {condition.format(place)}}}"
        for place in range(1, number + 1)
    ]
    return "\n".join(lines)


@pytest.mark.parametrize("number", [9, 17, 20])
def test_facts_of_one_outcome_do_not_multiply(flow: Callable[[str], Flow], number: int) -> None:
    """Each step has one history, so counting and unfolding look at one node a step."""
    made = flow(facts(number))
    assert set(histories(made).values()) == {frozenset({()})}
    assert count(made) == 3**number
    assert [*unfold(made).steps] == [*made.steps]


def problems(write: Write, text: str) -> list[tuple[str, int]]:
    """Return the codes and lines of what is wrong with a flow."""
    found = check_flow(write(guide=text) / "guide.yaml")[1]
    return [(each.code, each.location.line) for each in found]


def test_condition_is_never_true_if_no_path_gives_its_answers(write: Write) -> None:
    """`f2` is asked only after a yes to `f1`, so a no to `f1` excludes each answer to `f2`."""
    text = facts(2, "{{f1: no, f2: yes}}").replace("no: f2, unsure: f2", "no: done, unsure: done")
    conditions = [
        "{f1: no, not: {f2: yes}}",
        "{f1: yes, f2: [no, unsure]}",
        "{not: {any: [{f1: yes}, {f1: [no, unsure]}]}}",
        "{f1: unsure, f2: unsure}",
    ]
    for condition in conditions:
        text += f"\n      - {{level: unknown, text: More., if: {condition}}}"
    assert problems(write, text) == [("part-never", line) for line in (9, 10, 13, 14)]


def test_condition_on_too_many_combinations_is_reported(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two questions that it distinguishes two ways each have four; the other claims are judged."""
    text = facts(3) + "\n      - {level: unknown, text: Both., if: {f1: yes, f2: no}}"
    monkeypatch.setattr(reachability, "MAX_HISTORIES", 4)
    assert problems(write, text) == []
    monkeypatch.setattr(reachability, "MAX_HISTORIES", 3)
    (problem,) = check_flow(write(guide=text) / "guide.yaml")[1]
    assert (problem.code, problem.location.line) == ("guard-many", 13)
    assert problem.message.startswith('this part of "done" looks at "f1", "f2", whose answers have')


def test_same_condition_may_be_possible_in_one_outcome_only(write: Write) -> None:
    """It is judged for each outcome that has it."""
    text = """\
title: A
start: a
steps:
  a: {ask: A?, yes: one, no: two, unsure: two}
  one: {outcome: One, claims: [{level: unknown, text: X., if: {a: yes}}]}
  two: {outcome: Two, claims: [{level: unknown, text: Y., if: {a: [no, unsure]}}]}
"""
    assert problems(write, text) == []
    assert problems(write, text.replace("[no, unsure]", "yes")) == [("part-never", 6)]


def layered(size: int) -> Flow:
    """Return a flow of `size` questions, some of which later branches look at, and 3**size paths.

    Each answer leads one or two questions on.
    """
    steps: dict[str, dict[str, Branches]] = {}
    for place in range(size):
        names = [f"s{after}" if after < size else "end" for after in (place + 1, place + 2)]
        steps[f"s{place}"] = {"yes": names[0], "no": names[place % 3 == 0], "unsure": names[0]}
        if place % 10 == 9:
            looks = answered(f"s{place - 5}", "yes")
            steps[f"s{place}"]["unsure"] = [(looks, names[1]), (None, names[0])]
    return make_flow(steps)


def some_goals(size: int) -> list[Goal]:
    """Return possible and impossible goals all over a flow."""
    goals: list[Goal] = []
    for place in range(0, size, size // 10):
        both = AllOf((answered(f"s{place}", "yes"), answered(f"s{place + 1}", "no", "unsure")))
        goals += [(f"s{place + size // 20}", both), (f"s{place + 1}", both), ("end", Not(both))]
    past = [Not(answered(f"s{place}", "yes", "no", "unsure")) for place in range(0, size, 700)]
    return goals + [("end", each) for each in past]


@pytest.mark.parametrize("size", [1_000, 9_990])
def test_work_grows_with_the_nodes_and_not_with_the_paths(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each node is looked at once, for all goals together, and so it is for all trails."""
    flow, goals = layered(size), some_goals(size)
    nodes = sum(len(found or ()) for found in histories(flow).values())
    assert nodes < 3 * size
    assert count(flow) > 10**30
    looked_at: Counter[Node] = Counter()
    real = history.next_histories

    def spy(flow: Flow, step: Step, known: History) -> Iterator[tuple[Answer, Edge, History]]:
        looked_at[step.id, known] += 1
        return real(flow, step, known)

    monkeypatch.setattr(reachability, "next_histories", spy)
    found = possible(flow, goals)
    assert {*found.values()} == {True, False}
    assert (len(looked_at), {*looked_at.values()}) == (nodes, {1})
    looked_at.clear()
    reached = [goal for goal, is_possible in found.items() if is_possible]
    trails = nearest(flow, reached)
    assert [*looked_at.values()] == [1] * len(looked_at)
    assert {*trails} == {*reached}
    for (place, condition), arrival in trails.items():
        answers = {each.question: each.answer for each in trail_to(flow, arrival)}
        assert arrival.step == place
        assert holds(condition, answers)


def test_each_goal_has_its_own_shortest_trail() -> None:
    """The bits of one condition are not mistaken for those of another."""
    flow = make_flow({"a": "b c", "b": "c d", "c": "d", "d": "end"})
    goals: list[Goal] = [
        ("end", answered("a", "yes")),
        ("end", AllOf((answered("a", "yes"), answered("c", "yes"), Not(answered("b", "yes"))))),
        ("end", AllOf((answered("a", "no"), answered("c", "yes")))),
        ("end", Not(answered("b", "yes", "no"))),
    ]
    trails = {
        goal: " ".join(f"{each.question}={each.answer}" for each in trail_to(flow, arrival))
        for goal, arrival in nearest(flow, goals).items()
    }
    assert [trails.get(goal) for goal in goals] == [
        "a=yes b=no d=yes",
        None,
        "a=no c=yes d=yes",
        "a=no c=yes d=yes",
    ]


def test_goal_may_be_outside_of_the_flow() -> None:
    """It is named as the file of the flow names it."""
    flow = make_flow({"a": "b other/", "b": "other/x other/"})
    goals: list[Goal] = [
        ("other/", answered("b", "no")),
        ("other/x", answered("a", "yes")),
        ("other/x", answered("a", "no")),
        ("other/", None),
    ]
    assert [*possible(flow, goals).values()] == [True, True, False, True]
    assert [len(arrival.walk()) - 1 for arrival in nearest(flow, goals).values()] == [1, 2, 2]


def test_sets_of_boxes_that_lead_on_alike_count_once(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 256 sets of each question, only those that a condition distinguishes are followed."""
    boxes = ", ".join(f"b{number}: Box {number}" for number in range(8))
    lines = ["title: Boxes", "start: t0", "steps:"]
    lines += [
        f"  t{place}: {{ask: Which of {place}?, tick: {{{boxes}}}, none: None, to: t{place + 1}}}"
        for place in range(50)
    ]
    lines += [
        "  t50: {ask: So?, yes: [{if: {t0: b1}, to: one}, {to: two}], no: two, unsure: two}",
        *(
            f"  {name}: {{outcome: {name.title()}, claims: [{{level: unknown, text: None.}}]}}"
            for name in ("one", "two")
        ),
    ]
    flow, problems = check_flow(write(guide="\n".join(lines)) / "guide.yaml")
    assert flow, problems
    followed: Counter[str] = Counter()
    real = history.next_histories

    def spy(flow: Flow, step: Step, known: History) -> Iterator[tuple[Answer, Edge, History]]:
        for way in real(flow, step, known):
            followed[step.id] += 1
            yield way

    for module in (history, reachability):
        monkeypatch.setattr(module, "next_histories", spy)
    sets = [name for name in flow.steps["t9"].answers if "b2" in name.split(".")]  # type: ignore[union-attr]
    goals: list[Goal] = [
        ("one", answered("t9", *sets)),
        ("one", AllOf((answered("t0", "b2", "b3"), answered("t9", *sets)))),
        ("two", AllOf((answered("t0", "b1.b2"), Not(answered("t9", *sets))))),
    ]
    assert [*possible(flow, goals).values()] == [True, False, True]
    trails = nearest(flow, goals)
    first, *_, last = trail_to(flow, trails[goals[0]])
    assert (first.answer, last.answer) == ("b1", "yes")
    # At most three classes for each of two histories of a step, in two passes and for histories.
    assert max(followed.values()) <= 20
