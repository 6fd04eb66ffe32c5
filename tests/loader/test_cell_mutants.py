"""A mistake in a cell of a table is refused at the cell, or changes the pages of its row only."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.loader.cell_mutants import Guide, Mutant, shown
from tests.rows import CELLS, write_rows
from wizard.model.problems import Problem

SEED = 20261123
EXAMPLE = ROOT / "examples/public-records"


def checked(guide: Guide, count: int, seed: int = SEED) -> Counter[str]:
    """Return how many mutants of a table are refused, change a row or change nothing.

    A mutant is refused "there", at its cell, or "elsewhere", at what contradicts its cell. Fails if
    a problem leads to neither, or if a mutant changes anything else than its row.
    """
    site, problems = guide.load()
    assert site, problems
    before = shown(site, guide.table)
    return Counter(_outcome(guide, each, before) for each in guide.mutants(count, seed))


def _outcome(guide: Guide, mutant: Mutant, before: tuple[list[Any], Any]) -> str:
    site, problems = guide.load(mutant.content)
    if site is None:
        if any(_is_at(problem, guide, mutant) for problem in problems):
            return "there"
        assert any(_is_about(problem, guide, mutant) for problem in problems), (
            str(mutant),
            problems,
        )
        return "elsewhere"
    rows, rest = before
    rows_after, rest_after = shown(site, guide.table)
    assert rest_after == rest, str(mutant)
    differ = [
        row for row, pair in enumerate(zip(rows, rows_after, strict=True)) if pair[0] != pair[1]
    ]
    assert differ in ([], [mutant.row]), str(mutant)
    assert not differ or guide.used & {*mutant.changed}, str(mutant)
    return "changed" if differ else "same"


def _is_at(problem: Problem, guide: Guide, mutant: Mutant) -> bool:
    """Return whether a problem is at a cell with the mistake, or at its translation."""
    at = problem.location
    changed = {name.partition(".")[0] for name in mutant.changed}
    return (at.file, at.line, at.field.partition(".")[0]) in {
        (str(guide.path), mutant.row + 2, name) for name in changed
    }


def _is_about(problem: Problem, guide: Guide, mutant: Mutant) -> bool:
    """Return whether a problem is at what contradicts a mutant.

    That is another row, whose problem names the line; a place with the former id of the row; or
    another cell of the row or a template that does not fit it, whose problems name the row.
    """
    here = (f"line {mutant.row + 2}", f"{guide.path}:{mutant.row + 2}:")
    if problem.location.file == str(guide.path) and any(map(problem.message.__contains__, here)):
        return True
    former = mutant.before[guide.id]
    if former != mutant.after[guide.id] and f'"{former.lower()}"' in problem.message:
        return True
    return problem.message.startswith(f"{mutant.after[guide.name] or mutant.after[guide.id]}: ")


def test_mutated_cell_is_refused_or_changes_its_row(tmp_path: Path) -> None:
    """1,000 mutants of a small table: many are refused, and many change its row."""
    found = checked(Guide(write_rows(tmp_path), "states"), 1000)
    assert found.total() == 1000
    assert found["there"] > 500 > 100 > found["elsewhere"]
    assert found["changed"] > 250


def test_column_that_no_text_uses_changes_nothing(tmp_path: Path) -> None:
    """Its cells can have any value of its kind."""
    cells = "\n".join(
        f"{line},{'note' * (not number)}" for number, line in enumerate(CELLS.split("\n")[:-1])
    )
    folder = write_rows(tmp_path, cells=f"{cells}\n")
    described = folder / "tables/states.yaml"
    described.write_text(f"{described.read_text('utf-8')}  note: {{kind: text}}\n", "utf-8")
    guide = Guide(folder, "states")
    assert {*guide.lines[0]} - guide.used == {"note"}
    site, problems = guide.load()
    assert site, problems
    before = shown(site, "states")
    noted, _ = guide.load((f"{cells}\n").replace("s-al,\n", "s-al,Mind the gap.\n").encode())
    assert noted
    assert shown(noted, "states") == before


@pytest.fixture
def example(tmp_path: Path) -> Guide:
    """Return a copy of the example, of which a test may leave out rows."""
    return Guide(Path(shutil.copytree(EXAMPLE, tmp_path / "guide")), "states")


def with_rows(guide: Guide, codes: str) -> Guide:
    """Return a guide with these rows only."""
    kept = [line for line in guide.lines[1:] if line[0] in codes.split()]
    guide.path.write_bytes(guide.write([guide.lines[0], *kept]))
    return Guide(guide.folder, guide.table)


@pytest.mark.e2e
def test_mutated_cell_of_the_example_changes_its_row(example: Guide) -> None:
    """The rows differ much: one has no number, one a split, one days that start later."""
    found = checked(with_rows(example, "AL CA GA MN OK TX"), 120)
    assert found["elsewhere"] < 10
    assert min(found["there"], found["changed"], found["same"]) > 10


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("count", "seed"),
    [(10, SEED), *(pytest.param(20, seed, marks=pytest.mark.slow) for seed in range(50))],
)
def test_mutated_cell_of_51_rows_changes_its_row(example: Guide, count: int, seed: int) -> None:
    """All that the other 50 places show stays the same."""
    assert len(example.lines) == 1 + 51
    assert checked(example, count, seed).total() == count
