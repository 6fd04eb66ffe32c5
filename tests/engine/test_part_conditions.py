"""Conditions on parts of outcomes are judged one by one, over few bits, never all together."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import Write
from wizard import Flow
from wizard.engine import part_conditions
from wizard.engine.history import histories
from wizard.engine.paths import count
from wizard.engine.unfold import unfold
from wizard.loader.site import check_flow


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
    monkeypatch.setattr(part_conditions, "MAX_HISTORIES", 4)
    assert problems(write, text) == []
    monkeypatch.setattr(part_conditions, "MAX_HISTORIES", 3)
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
