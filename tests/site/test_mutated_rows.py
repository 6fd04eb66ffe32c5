"""A changed cell of the public-records guide changes the pages of its row, and no other page.

`test_cell_mutants.py` compares the models of many more changes.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.loader.cell_mutants import Guide, shown
from tests.site.test_public_records import FOLDER
from wizard import create_app
from wizard.model.site import Site

pytestmark = pytest.mark.e2e

TODAY = date(2026, 11, 30)
ROWS = ("al", "ga", "ok")


def test_pages_of_other_rows_are_the_same_bytes(tmp_path: Path) -> None:
    """Of steps, letters and dates in both languages. The row's own pages differ."""
    guide = Guide(Path(shutil.copytree(FOLDER, tmp_path / "guide")), "states")
    kept = [line for line in guide.lines[1:] if line[0].lower() in ROWS]
    guide.path.write_bytes(guide.write([guide.lines[0], *kept]))
    guide = Guide(guide.folder, "states")
    site, problems = guide.load()
    assert site, problems
    before, pages = shown(site, "states"), {row: pages_of(site, row) for row in ROWS}
    changed = 0
    for mutant in guide.mutants(30, seed=7):
        after, _ = guide.load(mutant.content)
        if after is None or guide.id in mutant.changed or shown(after, "states") == before:
            continue
        changed += 1
        assert [row for row in ROWS if pages_of(after, row) != pages[row]] == [ROWS[mutant.row]]
    assert changed > 3


def pages_of(site: Site, row: str) -> dict[str, str]:
    """Return the pages of a row by their URLs."""
    steps = site.flows[f"records/{row}"].steps
    paths = [f"records/{row}", *(f"records/{row}/{step}" for step in steps)]
    paths += [index.path_of(row) for index in site.indexes.values() if "/" in index.id]
    paths += [f"{path}/{TODAY}" for path in paths if path.startswith("deadlines/")]
    urls = [f"/{language}/{path}/" for language in site.languages for path in paths]
    client = create_app(site, lambda: TODAY).test_client()
    return {url: client.get(url).text for url in urls}
