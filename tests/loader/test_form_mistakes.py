"""A mistake with boxes, cut points or conditions on them is reported where it is, with its cure.

form_mistakes.yaml has mistakes that authors make in the flow below:

- `old` and `new`: the text of the flow, and what an author writes instead.
- `problems`: what is reported, as `line:column: message`.
- `fixes`: the texts that `wizard check --fix` writes, if it is certain what is meant.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.loader.test_mutations import mutants
from wizard.check.fixes import Fixer
from wizard.loader.site import check_folder, check_text
from wizard.loader.site_reader import SiteReader
from wizard.model.problems import Problem

HERE = Path(__file__).parent

GUIDE = """\
title: A paper about your home
start: home
steps:
  home:
    ask: Which of these are wrong?
    tick:
      heat: No heat
      water: No hot water
      mold: Mold
    none: None of these
    to: [{if: {home: [heat, water]}, to: owed}, {to: notice}]
  owed:
    ask: How much do you owe?
    range: {unit: USD, at: [500, 1500]}
    unsure: notice
    to:
      - {if: {owed: {below: 500}}, to: small}
      - {to: notice}
  notice:
    ask: When did you get it?
    since: {days: [7, 14]}
    unsure: small
    to:
      - {if: {notice: {from: 7, below: 14}}, to: big}
      - {if: {home: heat}, to: big}
      - {to: small}
  small: {outcome: Small, claims: [{level: unknown, text: Nothing is known.}]}
  big: {outcome: Big, claims: [{level: unknown, text: Nothing is known.}]}
"""

CASES: list[dict[str, Any]] = yaml.load(
    (HERE / "form_mistakes.yaml").read_text("utf-8"),
    yaml.BaseLoader,  # noqa: S506  # as text only
)


FIXED = [case for case in CASES if "fixes" in case]


def named(cases: list[dict[str, Any]]) -> list[str]:
    """Return an id for each case: its number, and what the author writes."""
    return [f"{number}-{case['new'].strip()[:40]}" for number, case in enumerate(cases)]


def check(text: str, folder: Path) -> tuple[Problem, ...]:
    """Return the problems of the flow with this text."""
    (folder / "guide.yaml").write_text(text, "utf-8")
    return check_folder(folder)[1]


def test_guide_is_valid(tmp_path: Path) -> None:
    """Every problem below comes from its mistake."""
    assert check(GUIDE, tmp_path) == ()


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_mistake_is_reported_where_it_is(case: dict[str, Any], tmp_path: Path) -> None:
    """The message says what to write, or `wizard check --fix` writes it."""
    assert GUIDE.count(case["old"]) >= 1
    found = check(GUIDE.replace(case["old"], case["new"]), tmp_path)
    places = [(each.location.line, each.location.column) for each in found]
    assert [
        f"{line}:{column}: {each.message}"
        for (line, column), each in zip(places, found, strict=True)
    ] == case["problems"]
    assert [each.fix.text for each in found if each.fix] == case.get("fixes", [])


@pytest.mark.parametrize("case", FIXED, ids=named(FIXED))
def test_fixes_never_leave_more_problems(case: dict[str, Any], tmp_path: Path) -> None:
    """What is left, if anything, only the author can correct."""
    path, reader = tmp_path / "guide.yaml", SiteReader(tmp_path)
    text = GUIDE.replace(case["old"], case["new"])

    def check_contents(contents: Any) -> tuple[Problem, ...]:
        return check_text(contents[path].decode(), path, reader)[1]

    fixer = Fixer(check_contents, [tmp_path], {path: text.encode()}, {path: text.encode()})
    fixer.run()
    assert len(fixer.problems) <= len(case["problems"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{home: [heat, water]}", "{not: {home: none}}"),
        ("{home: [heat, water]}", "{not: {home: heat}}"),
        ("{home: [heat, water]}", "{home: heat, any: [{home: water}]}"),
        ("{below: 500}", '{below: "500"}'),
        ("[500, 1500]", '["500", 1500]'),
        ("unit: USD, ", ""),
        ("unit: USD", "unit: years"),
        ("start: home", "start: home\nsets: {cold: [heat, water]}"),
    ],
)
def test_other_ways_to_write_it_are_valid(old: str, new: str, tmp_path: Path) -> None:
    """Numbers may be in quotes, and boxes can be combined and named by a set."""
    text = GUIDE.replace(old, new)
    if "sets" in new:
        text = text.replace("home: [heat, water]", "home: cold")
    assert check(text, tmp_path) == ()


@pytest.mark.parametrize(
    ("box", "label"), [("damp", "mold"), ("damp", "MOLD."), ("damp", "None of these")]
)
def test_label_of_two_boxes_is_reported_once(box: str, label: str, tmp_path: Path) -> None:
    """Sets of boxes have the labels of their boxes, and are not compared."""
    text = GUIDE.replace("    none:", f"      {box}: {label}\n    none:", 1)
    (problem,) = check(text, tmp_path)
    assert problem.code == "label-twice"
    assert problem.warning


def test_any_small_mistake_is_a_problem_or_a_valid_flow() -> None:
    """A lost, doubled or changed key, character or line never ends in an error of Python."""
    path = ROOT / "examples/eviction-notice/rent-paper.yaml"
    reader = SiteReader(path.parent)
    for mutant in mutants(path.read_text("utf-8"), 150):
        flow, found = check_text(mutant.text, path, reader)
        assert (flow is None) == any(not each.warning for each in found), mutant
