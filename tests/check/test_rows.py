"""Tests of checks of what is made of the rows of a table: each mistake is reported once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.rows import CELLS, FILES, FLOW, LETTER, write_rows
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
        f'{folder}/cases/home.yaml:1:12: "home" is not a template, so remove "row" from its cases'
    ]


LONG = "{state.name} may take as long as it wants and needs to " + "and " * 15 + "answer."


@pytest.mark.parametrize(
    ("changed", "words", "expected"),
    [
        (
            {"records": FLOW.replace("start: late", "start: late\nreview-by: 2026-11-22")},
            False,
            'records.yaml:3:1: warning: review of the flow "records" overdue since 2026-11-22',
        ),
        (
            {"request": LETTER.replace("body:", "review-by: 2026-11-22\nbody:")},
            False,
            "letters/request.yaml:3:1: warning: "
            'review of the letter "request" overdue since 2026-11-22',
        ),
        (
            {"site": FILES["site.yaml"] + "words: [alabama]\n"},
            False,
            'letters/request.yaml:3:1: Alabama: "alabama" is not allowed in titles, ids and '
            'questions: "Ask Alabama"',
        ),
        (
            {"records": FLOW.replace("Wait a little.", f'"{LONG}"')},
            True,
            'records.yaml:28:3: District of Columbia, North Carolina: a sentence in "says" of step '
            '"wait" has 29 words; use at most 25: "District of Columbia may take as long as it '
            'wants and needs …"',
        ),
        (
            {"records": FLOW.replace("ask: Is {state.name} late?", "ask: Is it too LATE NOW?")},
            True,
            'records.yaml:7:3: "ask" of step "late" shouts: "LATE NOW"; say it calmly, in small '
            "letters",
        ),
        (
            {"topics": FILES["topics.yaml"].replace("gives no number", "gives NO NUMBER")},
            True,
            "topics.yaml:10:7: District of Columbia, North Carolina: a claim of topic 1 shouts: "
            '"NO NUMBER"; say it calmly, in small letters',
        ),
    ],
)
def test_mistake_of_template_is_reported_once_with_its_rows(
    tmp_path: Path, changed: dict[str, str], words: bool, expected: str
) -> None:
    """A mistake that all rows have names none of them."""
    folder = write_rows(tmp_path, **changed)
    found = [str(each) for each in check_paths([folder], TODAY, words).problems]
    # Catalogs have the same mistakes.
    first = next(each for each in found if "es: " not in each)
    assert first == f"{folder}/{expected}"
    assert len([each for each in found if expected.partition(" ")[0] in each]) <= 2


def test_title_that_is_long_in_one_row_names_it(tmp_path: Path) -> None:
    """The name of a row is part of its title."""
    title = "title: Ask {state.name} again, and again, for all"
    flow = FLOW.replace("title: Ask {state.name} for", title)
    result = check_paths([write_rows(tmp_path, records=flow)], TODAY)
    assert [str(problem).partition(": ")[2] for problem in result.problems] == [
        "warning: District of Columbia: the title of the flow is long; "
        'give it a "title" of at most 60 characters'
    ]


def test_answers_with_one_label_in_a_row_name_it(tmp_path: Path) -> None:
    """Labels can have cells in them."""
    answers = (
        "    answers:\n      a: {label: Alabama., to: wait}\n"
        '      b: {label: "{state.name}", to: wait}\n'
        "      c: {label: C, to: number, if: {not: {state.days: empty}}}\n"
        "      d: {label: D, to: no-number, if: {state.kind: none}}\n"
    )
    begin, end = FLOW.index("    yes:\n"), FLOW.index("  number:\n")
    folder = write_rows(tmp_path, records=FLOW[:begin] + answers + FLOW[end:])
    found = [str(each).partition(": ")[2] for each in check_paths([folder], TODAY).problems]
    assert found == [
        'warning: Alabama: the answers "a" and "b" of step "late" have the same label, "Alabama"; '
        "readers cannot distinguish them"
    ]


@pytest.mark.parametrize("file", ["tables/states.csv", "tables/states.yaml", "records.yaml"])
def test_one_file_of_a_table_is_checked_alone(tmp_path: Path, file: str) -> None:
    """Only its own problems are reported, and all rows are counted."""
    folder = write_rows(tmp_path)
    result = check_paths([folder / file], TODAY)
    assert (result.flows, result.rows, result.problems) == (1, 3, ())
    table = folder / "tables" / "states.csv"
    table.write_text(CELLS.replace("Act,15,", "Act,many,"), "utf-8")
    found = check_paths([folder / "letters" / "request.yaml"], TODAY).problems
    assert [problem.location.file for problem in found] == []
    (problem,) = check_paths([table], TODAY).problems
    assert str(problem).startswith(f'{table}:2:days: Alabama: "many" in "days"')


MORE = """\
  more:
    ask: More?
    yes: [{if: {late: no}, to: wait}, {to: last}]
    no: wait
    unsure: wait
  last:
    outcome: Last
    claims: [{level: unknown, text: None.}]
"""


def test_link_to_step_that_needs_answers_is_reported_once(tmp_path: Path) -> None:
    """Each row has it, and readers of a letter arrive without answers."""
    flow = FLOW.replace("  wait:\n", MORE + "  wait:\n")
    flow = flow.replace("    no: wait\n    unsure: wait\n", "    no: more\n    unsure: more\n", 1)
    letter = LETTER.replace("to: records/late", "to: records/more")
    folder = write_rows(tmp_path, records=flow, request=letter)
    found = [str(each) for each in check_paths([folder], TODAY).problems if not each.warning]
    assert found == [
        f'{folder}/letters/request.yaml:12:24: this link cannot go to "more": readers arrive '
        'without answers, but "more" or a later step has conditions on them or boxes to tick. '
        'Link to "records/" or to a step with neither after it.'
    ]
