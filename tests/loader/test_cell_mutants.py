"""A mistake in a cell of a table is refused at the cell, or changes the pages of its row only."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from tests.loader.cell_mutants import Guide, Mutant, shown
from tests.rows import CELLS, write_rows
from wizard.model.problems import Problem

SEED = 20261123


def checked(guide: Guide, count: int, seed: int = SEED) -> Counter[str]:
    """Return how many mutants of a table are refused, change a row or change nothing.

    Fails if a mutant is refused elsewhere, or changes anything else.
    """
    site, problems = guide.load()
    assert site, problems
    before = shown(site, guide.table)
    return Counter(_outcome(guide, each, before) for each in guide.mutants(count, seed))


def _outcome(guide: Guide, mutant: Mutant, before: tuple[list[Any], Any]) -> str:
    site, problems = guide.load(mutant.content)
    if site is None:
        assert any(_is_about(problem, guide, mutant) for problem in problems), (
            str(mutant),
            problems,
        )
        return "refused"
    rows, rest = before
    rows_after, rest_after = shown(site, guide.table)
    assert rest_after == rest, str(mutant)
    differ = [
        row for row, pair in enumerate(zip(rows, rows_after, strict=True)) if pair[0] != pair[1]
    ]
    assert differ in ([], [mutant.row]), str(mutant)
    assert not differ or guide.used & {*mutant.changed}, str(mutant)
    return "changed" if differ else "same"


def _is_about(problem: Problem, guide: Guide, mutant: Mutant) -> bool:
    """Return whether a problem leads an author to the mistake.

    It is at the cell, or at what contradicts the cell: another row, whose problem names the line;
    a place that names the former id; or a template that does not fit the row, which it names.
    """
    at, line = problem.location, mutant.row + 2
    changed = {name.partition(".")[0] for name in mutant.changed}
    if (at.file, at.line) == (str(guide.path), line):
        return at.field.partition(".")[0] in changed
    if at.file == str(guide.path):
        return f"line {line}" in problem.message or f"{at.file}:{line}:" in problem.message
    if guide.id in changed and f'"{mutant.before[guide.id].lower()}"' in problem.message:
        return True
    return problem.message.startswith(f"{mutant.after[guide.name] or mutant.after[guide.id]}: ")


def test_mutated_cell_is_refused_or_changes_its_row(tmp_path: Path) -> None:
    """1,000 mutants of a small table: many are refused, and many change its row."""
    found = checked(Guide(write_rows(tmp_path), "states"), 1000)
    assert found.total() == 1000
    assert min(found["refused"], found["changed"]) > 250


def test_column_that_no_text_uses_changes_nothing(tmp_path: Path) -> None:
    """Whatever its cells are, if they are of its kind."""
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
