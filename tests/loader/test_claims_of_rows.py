"""A claim of claims.yaml can be a template, which each template over its table shares."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.loader.site import check_folder, load_flows
from wizard.model.flow import Outcome

FLOW = """table: states
index: {title: States}
title: "Papers in {state.name}"
start: end
steps:
  end:
    outcome: The end
    claims: [time, note]
"""
CLAIMS = """time:
  table: states
  level: official
  text:
    - {if: {state.days: empty}, text: "{state.name} sets no time."}
    - {text: "{state.name} gives {state.days} days."}
  cite: "{state.cite}"
note:
  table: states
  text: "{state.note}"
  level: unknown
  if: {not: {state.note: empty}}
"""
STATES = """row: state
id: code
name: name
columns:
  code: {kind: text}
  name: {kind: text}
  days: {kind: number}
  cite: {kind: sources}
  note: {kind: text}
"""
ROWS = "code,name,days,cite,note\nal,Alabama,15,page,It is new.\nfl,Florida,,page,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a flow whose claims are templates."""
    (tmp_path / "tables").mkdir()
    for name, text in (
        ("sources.yaml", "page: {title: A page}\n"),
        ("claims.yaml", CLAIMS),
        ("papers.yaml", FLOW),
        ("tables/states.yaml", STATES),
        ("tables/states.csv", ROWS),
    ):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def texts(folder: Path, row: str) -> list[str]:
    """Return the texts of the claims of a row."""
    end = load_flows(folder).flows[f"papers/{row}"].steps["end"]
    assert isinstance(end, Outcome)
    return [claim.text for claim in end.claims]


def test_each_row_has_its_claim(folder: Path) -> None:
    """A claim has the values of the row, and is left out if its condition is false."""
    assert texts(folder, "al") == ["Alabama gives 15 days.", "It is new."]
    # The cell of the second claim is empty, and so is not missing.
    assert texts(folder, "fl") == ["Florida sets no time."]


def test_claims_that_are_templates_have_no_problem(folder: Path) -> None:
    """A placeholder in a claim that is a template is not reported as code."""
    _, problems = check_folder(folder)
    assert problems == ()


def test_problem_is_at_the_cell(folder: Path) -> None:
    """An unknown source of a claim is reported at the cell, with the name of the row."""
    rows = folder / "tables" / "states.csv"
    rows.write_text(ROWS.replace("Florida,,page", "Florida,,pgae"), "utf-8")
    _, (problem, *others) = check_folder(folder)
    assert (problem.code, problem.location.line, others) == ("source-unknown", 3, [])
    assert "Florida" in problem.message


def test_unknown_table_of_a_claim_is_reported_once(folder: Path) -> None:
    """A claim over a table that does not exist is reported at its key."""
    (folder / "claims.yaml").write_text(CLAIMS.replace("table: states", "table: sates"), "utf-8")
    _, problems = check_folder(folder)
    found = [problem for problem in problems if problem.code == "table-unknown"]
    assert [(each.location.line, each.location.column) for each in found] == [(2, 10), (9, 10)]


TOPIC = """1:
  ask: Is it new?
  found: It depends.
  cite: [page]
  table: states
  each:
    - {level: unknown, text: "Note: {state.note}", if: {not: {state.note: empty}}}
    - {level: unknown, text: No one wrote a note., if: {state.note: empty}}
"""


def test_texts_are_checked_once_a_row_fills_them(folder: Path) -> None:
    """A placeholder of the table is no braces that readers see, but a cell may have some."""
    (folder / "topics.yaml").write_text(TOPIC, "utf-8")
    flow = FLOW.replace("    claims:", "    topics: [1]\n    claims:")
    (folder / "papers.yaml").write_text(flow, "utf-8")
    _, problems = check_folder(folder)
    assert problems == ()
    rows = ROWS.replace("It is new.", "It is {new}.")
    (folder / "tables" / "states.csv").write_text(rows, "utf-8")
    _, problems = check_folder(folder)
    found = {(Path(each.location.file).name, each.code) for each in problems}
    # A text that is only a cell is wrong in the cell.
    assert found == {("states.csv", "text-braces"), ("topics.yaml", "text-braces")}
