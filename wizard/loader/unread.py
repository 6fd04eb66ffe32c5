"""Files of a guide that nothing reads, such as a letter in a folder with a misspelled name.

Looks only at what an author may take for a part of the guide: YAML and catalogs. Notes, pictures
and programs in a folder are the author's business.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from wizard.loader.schema_tables import TABLES
from wizard.loader.suggest import did_you_mean, quoted_list
from wizard.model.letters import LETTERS
from wizard.model.problems import Location, Problem

LOCALE = "locale"

# The folders of a guide, with the ending of the files in them.
FOLDERS = {LETTERS: ".yaml", "cases": ".yaml", TABLES: ".yaml", LOCALE: ".po"}

MAX_DEPTH = 3  # folders within folders that are searched

# Windows adds ".txt" to a name if it hides the endings of files.
_PART = re.compile(r".*\.(?:yaml|yml|po)(?:\.txt)?", re.IGNORECASE)

# Keys that only a flow or a letter begins a line with.
_GUIDE = re.compile(r"^(?:steps|start|subject|blanks):", re.MULTILINE)

_PLACES = 'flows are in the folder of the guide itself, letters in "letters", cases in "cases"'


def unread_files(folder: Path, languages: Collection[str]) -> Iterator[Problem]:
    """Yield a warning for each file of a guide that nothing reads.

    `languages` are the codes of the languages that have a catalog.
    """
    for path in _entries(folder):
        if path.name in FOLDERS:
            yield from _unread_in(path, FOLDERS[path.name], languages)
        elif path.is_dir():
            yield from _unread_below(path)
        elif path.suffix.lower() == ".po":
            yield _unread(path, f'catalogs are in the folder "{LOCALE}"')
        elif _PART.fullmatch(path.name):
            yield from _misnamed(path, ".yaml")


def _unread_in(folder: Path, ending: str, languages: Collection[str]) -> Iterator[Problem]:
    """Yield what nothing reads in one of the folders of a guide."""
    for path in _entries(folder):
        if path.is_dir():
            for inner in _parts_below(path):
                yield _unread(inner, f'move it into "{folder.name}" itself')
        elif path.name.endswith(".po") and ending == ".po":
            if path.stem not in languages:
                names = quoted_list(f"{code}.po" for code in languages)
                only = f"only {names}" if names else "none"
                cure = f'of the catalogs, "languages" in site.yaml needs {only}'
                yield _unread(path, cure)
        elif _PART.fullmatch(path.name):
            yield from _misnamed(path, ending)


def _misnamed(path: Path, ending: str) -> Iterator[Problem]:
    """Yield a warning if the name of a file should end in another way."""
    # Files in .yml are reported as problems where the files in .yaml are read.
    if path.suffix != ending and (path.suffix, ending) != (".yml", ".yaml"):
        stem = re.sub(r"(?i)\.(?:yaml|yml|po|txt)", "", path.name)
        yield _unread(path, f'rename it to "{stem}{ending}"')


def _unread_below(folder: Path) -> Iterator[Problem]:
    """Yield what nothing reads in a folder that is not one of a guide's."""
    # A folder with this file is a guide by itself, and is checked by itself.
    if os.path.lexists(folder / "site.yaml"):
        return
    parts = [*_parts_below(folder)]
    likely = did_you_mean(folder.name.lower(), FOLDERS) if parts else ""
    for path in parts:
        # YAML has many uses, so without a similar name, only flows and letters are reported.
        if likely or _GUIDE.search(_beginning(path)):
            why = f'"{folder.name}" is not a folder of a guide'
            yield _unread(path, f"{why}.{likely}" if likely else f"{why}; {_PLACES}")


def _parts_below(folder: Path, depth: int = 1) -> Iterator[Path]:
    """Yield the YAML files and catalogs in a folder and the folders in it."""
    for path in _entries(folder):
        if path.is_dir():
            if depth < MAX_DEPTH and not os.path.lexists(path / "site.yaml"):
                yield from _parts_below(path, depth + 1)
        elif _PART.fullmatch(path.name):
            yield path


def _entries(folder: Path) -> list[Path]:
    """Return what is in a folder, sorted, without hidden files; nothing if it is not a folder."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []  # reported where its files are read
    return [folder / name for name in names if name[0] not in "._" and name != "node_modules"]


def _beginning(path: Path) -> str:
    """Return the first part of a file, or empty text if it cannot be read."""
    try:
        if not path.is_file():  # opening a pipe would wait
            return ""
        with path.open("rb") as stream:
            return stream.read(65_536).decode("utf-8", "replace")
    except OSError:
        return ""


def _unread(path: Path, cure: str) -> Problem:
    message = f"nothing reads this file: {cure}"
    return Problem(Location(str(path)), message, "file-unread", warning=True)
