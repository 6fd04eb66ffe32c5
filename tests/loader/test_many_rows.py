"""The work and the memory for a folder over a table grow with its rows, and no faster."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.calls import calls_of
from tests.rows import many_cells, write_rows
from wizard.loader.site import check_folder
from wizard.model.site import Site

COUNTS = (20, 40, 80)  # rows

# How much more the second of two equal steps may take. Twice as much would be quadratic growth.
TOLERANCE = 1.05


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """Folders with 20, 40 and 80 rows."""
    parent = tmp_path_factory.mktemp("rows")
    return tuple(write_rows(parent / str(count), cells=many_cells(count)) for count in COUNTS)


def site_of(folder: Path) -> Site:
    """Return the site of a folder that has no problem."""
    site, problems = check_folder(folder)
    assert site, problems
    return site


def calls(folder: Path) -> int:
    """Return how many Python functions are called to check a folder."""
    return calls_of(lambda: site_of(folder))


def blocks(folder: Path) -> int:
    """Return how many blocks of memory a site takes."""
    gc.collect()
    before = sys.getallocatedblocks()
    site = site_of(folder)
    gc.collect()
    taken = sys.getallocatedblocks() - before
    assert len(site.flows) == len(site.letters)
    return taken


@pytest.mark.parametrize("measure", [calls, blocks])
def test_cost_is_linear_in_rows(measure: Callable[[Path], int], folders: tuple[Path, ...]) -> None:
    """Forty more rows cost twice as much as twenty more."""
    site_of(folders[0])  # what a process does only once
    few, more, most = map(measure, folders)
    assert 0 < (most - more) / 2 <= (more - few) * TOLERANCE
