"""The walkthroughs of the manual run: every command, every edit, every line of output."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.conftest import ROOT

# docs/how-to/import.md is run in tests/convert.
PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "docs").rglob("*.md")
    if "```console\n" in path.read_text("utf-8") and path.name != "import.md"
)


def test_walkthroughs_include_tutorial_and_author_guides() -> None:
    """The list is not empty by accident: the tutorial and the guides for authors are in it."""
    assert {
        "docs/first-hour.md",
        "docs/how-to/add-a-deadline.md",
        "docs/how-to/add-a-language.md",
        "docs/how-to/add-a-letter.md",
        "docs/how-to/review-a-change.md",
        "docs/how-to/split-a-flow.md",
    } <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_walkthrough_runs_as_shown(page: str, tmp_path: Path) -> None:
    """Every command is run, every edit made, and every line of output compared."""
    spec = importlib.util.spec_from_file_location("transcript", ROOT / "scripts/transcript.py")
    assert spec is not None
    assert spec.loader is not None
    transcript = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(transcript)
    text = (ROOT / page).read_text("utf-8")
    assert transcript.replayed(text, tmp_path) == text
