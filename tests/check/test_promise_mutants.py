"""A mistake in a guide that breaks one of its promises is reported as such, and no other is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.mutants import guide_of, is_broken, mutants, shortest, walked
from tests.conftest import ROOT, Write
from wizard import load_flows
from wizard.check.promises import read_promises
from wizard.loader.reader import NodeReader
from wizard.model.problems import Location
from wizard.model.tables import template_of

# The guides with promises.
FOLDERS = [
    folder
    for folder in (
        ROOT / "flows",
        *sorted((ROOT / "examples").iterdir()),
        ROOT / "tests/ports/student-finance",
    )
    if any(
        "promises:" in path.read_text("utf-8") for path in sorted((folder / "cases").glob("*.yaml"))
    )
]

# Problems that a mistake can make of a promise before it is decided: nothing leads to its place, or
# a question of its condition is not asked before.
UNDECIDED = {"promise-step", "guard-early"}


# A guide with eight boxes twice, a range and days ago.
BOXES = """\
title: A paper about your home
start: home
steps:
  home:
    ask: Which of these are wrong with your home?
    tick: {heat: Heat, water: Water, mold: Mold, roof: Roof, lock: Lock, pests: Pests, gas: Gas,
      wires: Wires}
    none: None of these
    to:
      - {if: {home: gas}, to: notice}
      - {if: {home: [heat, water]}, to: owed}
      - {to: papers}
  owed:
    ask: How much rent do they say you owe?
    range: {unit: USD, at: [500, 1500, 3000]}
    unsure: papers
    to:
      - {if: {owed: {below: 500}, home: wires}, to: small}
      - {if: {owed: {from: 1500}}, to: notice}
      - {to: papers}
  papers:
    ask: Which papers do you have?
    tick: {lease: Lease, receipts: Receipts, letters: Letters, photos: Photos, bank: Bank,
      texts: Texts, court: Court, other: Other}
    none: None of these
    to:
      - {if: {papers: court, home: mold}, to: big}
      - {to: notice}
  notice:
    ask: When did you get the notice?
    since: {days: [7, 14]}
    unsure: big
    to:
      - {if: {notice: {below: 7}, any: [{home: none}, {papers: lease}]}, to: small}
      - {if: {notice: {from: 14}}, to: big}
      - {to: talked}
  talked:
    ask: Did you talk to a lawyer?
    yes: small
    no: [{if: {home: [gas, wires], not: {papers: [lease, bank]}}, to: big}, {to: small}]
    unsure: big
  small: {outcome: Small, claims: [{level: unknown, text: Nothing is known.}]}
  big: {outcome: Big, claims: [{level: unknown, text: Nothing is known.}]}
"""

PROMISES = """\
promises:
  - never: {with: {home: gas, owed: unsure}, reach: small}
  - never: {with: {papers: court, home: mold, not: {talked: [yes, no, unsure]}}, reach: small}
  - never: {with: {owed: {from: 500, below: 1500}, notice: {from: 14}}, reach: small}
  - never: {with: {talked: no, home: gas, papers: lease}, reach: big}
  - always: {before: talked, pass: notice}
  - always: {with: {home: none}, before: notice, pass: papers}
  - always: {with: {home: heat, owed: {below: 500}}, before: notice, pass: papers}
  - can: {with: {owed: {below: 500}, home: wires}, reach: small}
  - can: {with: {home: [mold, roof], papers: receipts, talked: no}, reach: big}
  - can: {with: {home: gas, notice: {from: 7, below: 14}}, reach: talked}
"""


@pytest.fixture
def boxes(write: Write) -> Path:
    """A folder with a guide of forms."""
    folder = write(home=BOXES)
    (folder / "cases").mkdir()
    (folder / "cases/home.yaml").write_text(PROMISES, "utf-8")
    return folder


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("count", [50, pytest.param(1_000, marks=pytest.mark.slow)])
@pytest.mark.timeout(3600)  # the slow run
def test_each_mutant_that_breaks_a_promise_is_reported(folder: Path, count: int) -> None:
    """What is reported is what a walk through all states finds, with a trail as short."""
    check_mutants(folder, count)


@pytest.mark.parametrize("count", [10, pytest.param(1_000, marks=pytest.mark.slow)])
@pytest.mark.timeout(3600)  # the slow run
def test_each_mutant_of_a_guide_with_forms_is_reported(boxes: Path, count: int) -> None:
    """Conditions look at boxes and cut points, of which there are 256 answers and more."""
    check_mutants(boxes, count)


def check_mutants(folder: Path, count: int) -> None:
    """Compare what is reported of mutants of each flow of a folder with what a walk finds."""
    broken_promises = 0
    # Of a template, one row for each set of steps: the others have the same graph.
    graphs = {
        (template_of(flow.id), *flow.steps): flow for flow in load_flows(folder).flows.values()
    }
    for flow in graphs.values():
        guide = guide_of(folder, flow)
        if not guide:
            continue
        promises = read_promises(guide.cases, flow, guide.steps, NodeReader())
        assert guide.problems(flow) == []
        for mutant in mutants(flow, count):
            states = walked(mutant, promises)
            found = guide.problems(mutant)
            for promise, after in zip(promises, [*promises[1:], None], strict=True):
                end = after.location if after else Location("~")
                own = [each for each in found if promise.location <= each.location < end]
                problem = own[0] if own else None
                is_bad = is_broken(mutant, promise, states)
                broken_promises += is_bad
                if problem is None or problem.code not in UNDECIDED:
                    assert (problem is not None) is is_bad, (promise, problem)
                # The promise says nothing any more; if it must be possible, it is broken.
                elif promise.kind != "can":
                    continue
                else:
                    assert is_bad
                if is_bad and problem and problem.trail and promise.kind != "can":
                    assert len(problem.trail) == shortest(mutant, promise, states)[0]
    assert broken_promises > count / 50
