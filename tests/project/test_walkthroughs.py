"""The walkthroughs of the manual: every command runs, and prints what the page shows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "docs").rglob("*.md")
    if "```console\n" in path.read_text("utf-8")
)


def test_walkthroughs_include_tutorial_and_author_guides() -> None:
    """No page is missing from the list, for example because its code blocks have another name."""
    assert PAGES == [
        "docs/first-hour.md",
        "docs/how-to/add-a-deadline.md",
        "docs/how-to/add-a-language.md",
        "docs/how-to/add-a-letter.md",
        "docs/how-to/add-an-office.md",
        "docs/how-to/import.md",
        "docs/how-to/review-a-change.md",
        "docs/how-to/split-a-flow.md",
        "docs/which-of-these.md",
        "docs/your-state.md",
    ]


def test_guide_for_own_place_takes_few_commands_and_lines() -> None:
    """An hour is enough for at most 12 commands and 40 lines that are typed."""
    text = (ROOT / "docs/your-state.md").read_text("utf-8")
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    lines = [(kind, line) for kind, body in blocks for line in body.splitlines()]
    assert 0 < sum(line.startswith("$ ") for kind, line in lines if kind == "console") <= 12
    kept = {line[1:] for kind, line in lines if kind == "diff" and line.startswith("-")}
    added = [line[1:] for kind, line in lines if kind == "diff" and line.startswith("+")]
    written = [line for kind, line in lines if kind == "yaml"]
    typed = [line for line in (*added, *written) if line and line not in kept]
    assert 0 < len(typed) <= 40


@pytest.mark.parametrize("page", PAGES)
def test_walkthrough_prints_what_page_shows(page: str, tmp_path: Path) -> None:
    """The script runs every command, makes every edit, and would change no line of output."""
    copy = tmp_path / "page.md"
    copy.write_bytes((ROOT / page).read_bytes())
    command = [sys.executable, "scripts/transcript.py", str(copy)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=240)
    assert copy.read_text("utf-8") == (ROOT / page).read_text("utf-8")
