"""Tests of checks of what is made of the rows of a table: each mistake is reported once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.rows import write_rows
from wizard.check.checker import check_paths

TODAY = date(2026, 11, 23)

# All answers of the template are covered, in two rows.
CASES = """\
promises:
  - can: {reach: wait}
  - {if: {not: {state.days: empty}}, can: {with: {late: yes}, reach: number}}
late-al:
  row: al
  answers: {late: yes}
  outcome: number
late-dc:
  row: dc
  answers: {late: yes}
  outcome: no-number
early:
  answers: {late: no}
  outcome: wait
unsure:
  row: nc
  answers: {late: unsure}
  outcome: records/wait
  first: Wait a little.
"""


def problems(folder: Path, cases: str = CASES) -> list[str]:
    """Return the problems of the folder with these cases, without its path."""
    (folder / "cases").mkdir(exist_ok=True)
    (folder / "cases" / "records.yaml").write_text(cases, "utf-8")
    result = check_paths([folder], TODAY)
    return [str(problem).replace(f"{folder}/", "") for problem in result.problems]


def test_cases_are_walked_in_their_row_or_in_all(tmp_path: Path) -> None:
    """A case of any row covers an answer, so none is reported as not covered."""
    assert problems(write_rows(tmp_path)) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "outcome: wait",
            "outcome: number",
            'Alabama, North Carolina: the answers of the case "early" '
            'lead to "wait", not to "number"',
        ),
        (
            "row: dc",
            "row: nc",
            "North Carolina: the answers of the case "
            '"late-dc" lead to "number", not to "no-number". Did you mean "number"?',
        ),
        ("row: dc", "row: dd", 'the table "states" has no row "dd". Did you mean "dc"?'),
        (
            "{not: {state.days: empty}}, can",
            "{state.day: empty}, can",
            'the table "states" has no column "day". Did you mean "days"?',
        ),
        (
            "first: Wait a little",
            "first: Wait long",
            'North Carolina: the outcome "wait" begins with "Wait a little.", but the case expects '
            '"Wait long."',
        ),
        (
            "can: {reach: wait}",
            "never: {reach: wait}",
            'this promise is broken: a path reaches "wait"',
        ),
    ],
)
def test_wrong_case_is_reported_once_with_its_rows(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """A mistake that all rows have names none of them."""
    assert old in CASES
    found = problems(write_rows(tmp_path), CASES.replace(old, new, 1))
    assert [problem.partition(": ")[2].partition(" [")[0] for problem in found][:1] == [message]


def test_answer_without_case_in_any_row_is_reported_once(tmp_path: Path) -> None:
    """It is one answer of the template, and each row has it."""
    early = "early:\n  answers: {late: no}\n  outcome: wait\n"
    assert early in CASES
    assert problems(write_rows(tmp_path), CASES.replace(early, "")) == [
        'records.yaml:12:5: warning: no case covers answer "no" of step "late"'
    ]


def test_case_of_plain_flow_has_no_row(tmp_path: Path) -> None:
    """Only templates have rows."""
    folder = write_rows(
        tmp_path, home="title: Home\nstart: a\nsteps:\n  a: {ask: A?, yes: b, no: b, unsure: b}\n"
        "  b: {outcome: B, claims: [{level: unknown, text: None.}]}\n"
    )  # fmt: skip
    (folder / "cases").mkdir()
    case = "one: {row: al, answers: {a: yes}, outcome: b}\n"
    (folder / "cases" / "home.yaml").write_text(case, "utf-8")
    found = [str(problem) for problem in check_paths([folder], TODAY).problems]
    assert found == [
        f"{folder}/cases/home.yaml:1:12: "
        '"home" is no template, so its cases have no "row"; remove it'
    ]
