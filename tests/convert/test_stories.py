"""Stories that are read in two ways: by the importer, and by extwee and another reader of links.

The results of extwee are recorded here for a few stories; `tests/browsers/test_extwee.py` runs it
on many more.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.convert.stories import FORMATS, RECORDED, disagreements, story

STORIES = json.loads(RECORDED.read_text("utf-8"))


@pytest.mark.parametrize("seed", range(len(STORIES)))
def test_importer_agrees_with_recorded_results_of_extwee(tmp_path: Path, seed: int) -> None:
    """Passages, tags, texts, start and links are the same, also in the compiled web page."""
    assert disagreements(tmp_path, story(seed), STORIES[seed]) == []


def test_recorded_stories_are_for_every_format() -> None:
    """Two stories for each of the four formats."""
    assert [each["format"] for each in STORIES] == [*FORMATS] * 2
