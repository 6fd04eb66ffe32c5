"""Tests of promises: what is said of all paths of a flow, and what breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import wizard
from tests.conftest import Write
from wizard import load_flows
from wizard.check.cases import check_cases
from wizard.check.rename import rename
from wizard.engine.history import MAX_HISTORIES
from wizard.model.problems import Problem

GUIDE = """\
title: A guide
start: owns
sets: {not-mine: [no, unsure]}
steps:
  owns: {ask: Is it yours?, yes: talked, no: talked, unsure: talked}
  talked:
    ask: Did you talk to a lawyer?
    answers:
      soon: {label: Soon, to: claim}
      no: {label: No, to: [{if: {owns: yes}, to: claim}, {to: wait}]}
      later: {label: Later, to: third}
  third: {ask: A third question?, yes: wait, no: wait, unsure: other/}
  claim: {outcome: Claim it, claims: [{level: unknown, text: Nothing is known.}]}
  wait: {outcome: Wait, claims: [{level: unknown, text: Nothing is known.}]}
"""

OTHER = """\
title: Another guide
start: start
steps:
  start: {ask: Is this the other one?, yes: end, no: end, unsure: end}
  end: {outcome: The end, claims: [{level: unknown, text: Nothing is known.}]}
"""


@pytest.fixture
def folder(write: Write) -> Path:
    """A folder with two flows and no cases."""
    return write(guide=GUIDE, other=OTHER)


def problems(folder: Path, *promises: str, more: str = "") -> list[Problem]:
    """Return the problems of promises, which are in the lines from 2 on."""
    (folder / "cases").mkdir(exist_ok=True)
    lines = [f"  - {{{promise}}}\n" for promise in promises]
    (folder / "cases/guide.yaml").write_text(f"promises:\n{''.join(lines)}{more}", "utf-8")
    return check_cases(folder, load_flows(folder).flows)


def checked(folder: Path, *promises: str) -> list[str]:
    """Return problems of promises as `line:column code message`, and the trail in brackets."""
    return [
        f"{each.location.line}:{each.location.column} {each.code} {each.message}"
        + "".join(f" [{given.question}={given.answer}]" for given in each.trail)
        for each in problems(folder, *promises)
    ]


def test_kept_promises_are_silent(folder: Path) -> None:
    """Each kind, with and without answers, and with `not`, `any`, sets and places outside."""
    assert (
        checked(
            folder,
            "never: {with: {owns: no, talked: no}, reach: claim}",
            "never: {with: {talked: soon}, reach: other/}, note: The other guide is for later.",
            "never: {with: {not: {owns: yes}, any: [{talked: no}]}, reach: guide/claim}",
            "always: {before: claim, pass: owns}",
            "always: {before: other/, pass: third}",
            "always: {with: {talked: later}, before: wait, pass: third}",
            "can: {with: {owns: not-mine, talked: soon}, reach: claim}",
            "can: {reach: wait}",
        )
        == []
    )


def test_broken_promise_has_the_shortest_trail_that_breaks_it(folder: Path) -> None:
    """A promise that something can be has the shortest trail to the place, if that says more."""
    assert checked(
        folder,
        "never: {with: {owns: not-mine}, reach: claim}",
        "never: {reach: claim}",
        "always: {before: wait, pass: third}",
        "always: {with: {owns: no}, before: wait, pass: third}",
        "can: {with: {owns: no, talked: no}, reach: claim}",
        "can: {with: {talked: [soon, no], third: yes}, reach: wait}",
        "can: {with: {third: yes}, reach: claim}",
    ) == [
        '2:6 promise-broken this promise is broken: a path with these answers reaches "claim" '
        "[owns=no] [talked=soon]",
        '3:6 promise-broken this promise is broken: a path reaches "claim" [owns=yes] '
        "[talked=soon]",
        '4:6 promise-broken this promise is broken: a path reaches "wait" without passing '
        '"third" [owns=no] [talked=no]',
        '5:6 promise-broken this promise is broken: a path with these answers reaches "wait" '
        'without passing "third" [owns=no] [talked=no]',
        '6:6 promise-broken this promise is broken: no path with these answers reaches "claim"; '
        "the shortest path to it has other answers [owns=yes] [talked=soon]",
        "7:6 promise-broken this promise is broken: no path gives these answers",
        '8:6 promise-broken this promise is broken: it needs "third", which cannot have been '
        'answered before "claim"',
    ]


def test_all_mistakes_are_reported_at_once(folder: Path) -> None:
    """Each is at its place, with the closest valid name, and other promises are still judged."""
    assert checked(
        folder,
        "never: {with: {onws: no}, reach: clam}",
        "never: {with: {owns: nope}, reach: other/start}",
        "never: {with: {third: yes}, reach: claim}",
        "can: {with: {talked: no}, reach: other/}",
        "always: {before: claim, pass: claim}",
        "always: {before: claim, pass: tlaked}",
        "always: {before: talked, pass: talked}",
        "always: {before: claim}",
        "always: {before: a/b/c/d, pass: [owns]}",
        "never: {with: {}, reach: claim}",
        "never: {owns: no, reach: claim}",
        "never: [], note: {}",
        "note: Nothing",
        "nevr: {reach: claim}",
        "can: {reach: claim}, never: {reach: claim}",
    ) == [
        '2:21 guard-question the condition uses "onws", which is not a question of this flow. '
        'Did you mean "owns"?',
        '2:39 promise-step "reach" of the promise is "clam", to which no answer of the flow leads. '
        'Did you mean "claim"?',
        '3:27 guard-answer "owns" has no answer "nope". Did you mean "no"?',
        '3:41 promise-step "reach" of the promise is "other/start", to which no answer of the flow '
        'leads. Did you mean "other/"?',
        '4:21 guard-early the condition uses "third", which cannot have been answered before '
        '"claim"',
        "5:6 promise-broken this promise is broken: no path with these answers reaches "
        '"other/"; the shortest path to it has other answers [owns=yes] [talked=later] '
        "[third=unsure]",
        '6:36 promise-step "claim" is an outcome, which no path passes; name a question',
        '7:36 promise-step "pass" is "tlaked", which is not a question of this flow. '
        'Did you mean "talked"?',
        '8:37 promise-step no path passes "talked" before "talked"; name another question',
        '9:14 key-missing "always" of a promise is missing "pass"; write '
        "{pass: ..., before: claim}",
        '10:23 target-form "before" of the promise cannot be "a/b/c/d"; write a step, "flow/" or '
        '"flow/step"',
        '10:38 shape-text "pass" of "always" of a promise must be text, but found a list; write '
        "owns",
        "11:20 guard-empty a condition needs at least one question and answer",
        '12:14 key-unknown "never" of a promise has no key "owns". Its keys are "with", "reach".',
        '13:13 shape-table "never" of a promise must be a table (key: value), but found a list',
        '13:23 shape-text "note" of a promise must be text, but found a table',
        '14:5 promise-kind a promise has one of "never", "always", "can", but this one has none '
        "of them",
        '15:6 key-unknown a promise has no key "nevr". Did you mean "never"?',
        '16:5 promise-kind a promise has one of "never", "always", "can", but this one has '
        '"can", "never"',
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("promises: []\n", 'text-missing 1:11: "promises" is empty; add a promise, or remove the'),
        ("promises:\n", 'shape-list 1:10: "promises" of the file must be a list'),
        (
            "promises: {never: {reach: wait}}\n",
            'shape-list 1:11: "promises" of the file must be a list; write [{never: ',
        ),
        (
            "promises: {answers: {owns: no, talked: no}, outcome: wait}\n",
            'id-reserved 1:1: "promises" lists the promises of the flow; give this case another',
        ),
    ],
)
def test_wrong_shape_of_the_list_is_reported(folder: Path, text: str, expected: str) -> None:
    """A case cannot have the name of the list."""
    (folder / "cases").mkdir()
    (folder / "cases/guide.yaml").write_text(text, "utf-8")
    (problem,) = check_cases(folder, load_flows(folder).flows)
    at = problem.location
    assert f"{problem.code} {at.line}:{at.column}: {problem.message}".startswith(expected)


def test_condition_on_too_many_combinations_is_reported(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a promise is neither kept nor broken; the others are judged."""
    monkeypatch.setattr("wizard.engine.reachability.MAX_HISTORIES", 4)
    assert checked(
        folder,
        "never: {with: {owns: no, talked: no}, reach: claim}",
        "never: {with: {owns: no, talked: no, third: yes}, reach: wait}",
        "never: {with: {owns: no}, reach: wait}",
    ) == [
        '3:6 guard-many this promise looks at "owns", "talked", "third", whose answers have more '
        f"than {MAX_HISTORIES:,} combinations; split it into promises that look at fewer "
        "questions",
        '4:6 promise-broken this promise is broken: a path with these answers reaches "wait" '
        "[owns=no] [talked=no]",
    ]


def test_file_may_have_promises_and_no_cases(folder: Path) -> None:
    """Then no answer lacks a case; with a case, each answer that no case gives has a warning."""
    assert problems(folder, "always: {before: claim, pass: owns}") == []
    case = "one: {answers: {owns: yes, talked: soon}, outcome: claim}\n"
    found = problems(folder, "always: {before: claim, pass: owns}", more=case)
    assert {each.code for each in found} == {"case-unwalked"}


def test_broken_promise_is_in_every_format(folder: Path) -> None:
    """It fails the check. As with any problem, GitHub gets no trail."""
    problems(folder, "never: {with: {owns: no}, reach: claim}")
    for format_, trail in {
        "text": "answers: owns=no,talked=soon",
        "json": '"answer": "soon"',
        "github": "line=2,col=6,title=promise-broken",
    }.items():
        result = wizard("check", "--format", format_, "guide.yaml", cwd=folder)
        assert result.exit_code == 1
        assert "this promise is broken: a path with these answers reaches" in result.output
        assert trail in result.output


def test_certain_mistakes_of_promises_are_fixed(folder: Path) -> None:
    """A misspelled key, step, question and answer become the ones that were meant."""
    problems(
        folder,
        "nevr: {wtih: {talkde: no, owns: no}, reach: claims}",
        "always: {before: clami, pass: onws}",
    )
    assert wizard("check", "--fix", ".", cwd=folder).exit_code == 0
    assert (folder / "cases/guide.yaml").read_text("utf-8") == (
        "promises:\n"
        "  - {never: {with: {talked: no, owns: no}, reach: claim}}\n"
        "  - {always: {before: claim, pass: owns}}\n"
    )


def test_renaming_renames_in_promises(folder: Path) -> None:
    """Steps, questions, answers, and answers in sets that only a promise uses."""
    problems(
        folder,
        "never: {with: {owns: no, talked: no}, reach: claim}",
        "always: {with: {talked: [soon, no]}, before: guide/claim, pass: talked}",
        "can: {with: {not: {talked: soon}, any: [{talked: later}]}, reach: other/}",
    )
    file, path = folder / "guide.yaml", folder / "cases/guide.yaml"
    assert rename(file, "talked", "spoke").after[path].decode() == (
        "promises:\n"
        "  - {never: {with: {owns: no, spoke: no}, reach: claim}}\n"
        "  - {always: {with: {spoke: [soon, no]}, before: guide/claim, pass: spoke}}\n"
        "  - {can: {with: {not: {spoke: soon}, any: [{spoke: later}]}, reach: other/}}\n"
    )
    assert rename(file, "talked=soon", "now").after[path].decode() == (
        "promises:\n"
        "  - {never: {with: {owns: no, talked: no}, reach: claim}}\n"
        "  - {always: {with: {talked: [now, no]}, before: guide/claim, pass: talked}}\n"
        "  - {can: {with: {not: {talked: now}, any: [{talked: later}]}, reach: other/}}\n"
    )
    assert b"reach: request}" in rename(file, "claim", "request").after[path]
    file.write_text(GUIDE.replace("not-mine: [no, unsure]", "never-late: [soon, no]"), "utf-8")
    problems(folder, "never: {with: {talked: never-late}, reach: other/}")
    renamed = rename(file, "talked=soon", "now").after
    assert b"never-late: [now, no]" in renamed[file]


def test_recorded_case_follows_the_promises(folder: Path) -> None:
    """Also if they are the end of the file; and no case can be recorded under their name."""
    problems(folder, "always: {before: claim, pass: owns}")
    path = folder / "cases/guide.yaml"
    before = path.read_text("utf-8")
    result = wizard("play", "guide.yaml", "--record", "mine", cwd=folder, typed="1\n1\n")
    assert path.read_text("utf-8") == (
        before + "mine:\n  answers: {owns: yes, talked: soon}\n  outcome: claim\n"
    ), result.output
    refused = wizard("play", "guide.yaml", "--record", "promises", cwd=folder, typed="1\n1\n")
    assert refused.exit_code == 2
    assert '"promises" is a reserved name and cannot be the id of a case' in refused.output
