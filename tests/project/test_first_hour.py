"""The walkthrough of the manual goes as it says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from tests.conftest import ROOT


def test_the_first_hour_goes_as_the_manual_says(tmp_path: Path) -> None:
    """Every command is run, every edit made, every line of output compared."""
    spec = importlib.util.spec_from_file_location("transcript", ROOT / "scripts/transcript.py")
    assert spec is not None
    assert spec.loader is not None
    transcript = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(transcript)
    written = (ROOT / "docs/first-hour.md").read_text("utf-8")
    assert transcript.replayed(written, tmp_path) == written
