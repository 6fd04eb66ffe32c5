"""Suggestions for messages about folders: the one that was meant, and the one that has flows."""

from __future__ import annotations

import os
from pathlib import Path

from wizard.loader.schema import SHARED
from wizard.loader.suggest import Suggestion, command
from wizard.loader.unread import FOLDERS

SIMILARITY = 0.6  # of names that count as close; 1 is equality


def folder_like(missing: Path) -> str:
    """Return a question that suggests a folder for one that does not exist, or empty text.

    The suggested folder differs in the first part of the path that does not exist. The question
    begins with a space, so that it can be appended to a message.
    """
    while not os.path.isdir(missing.parent):
        missing = missing.parent
    try:
        names = [entry.name for entry in os.scandir(missing.parent) if entry.is_dir()]
    except OSError:
        return ""
    visible = [name for name in names if not name.startswith(".")]
    # Imported here because it takes long, and most folders exist.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    best = process.extractOne(
        missing.name, visible, scorer=OSA.normalized_similarity, score_cutoff=SIMILARITY
    )
    return str(Suggestion(str(missing.with_name(best[0])))) if best else ""


def folder_below(folder: Path) -> str:
    """Return the end of a sentence that names a folder of flows in a folder without any.

    It is empty if there is none, at most two levels down.
    """
    paths = [*folder.glob("[!.]*/[!.]*.yaml"), *folder.glob("[!.]*/[!.]*/[!.]*.yaml")]
    flows = [path for path in paths if path.stem not in SHARED and path.parent.name not in FOLDERS]
    if not flows:
        return ""
    below = min(path.parent for path in flows)
    count = sum(path.parent == below for path in flows)
    return f'; "{below}" contains {count} flow{"s" * (count != 1)}: run `{command("check", below)}`'
