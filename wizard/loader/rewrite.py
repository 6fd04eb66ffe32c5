"""Changing files: some ranges of their text, and no other byte. All files are written, or none."""

from __future__ import annotations

import os
import stat
import tempfile
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.loader.yaml_nodes import LINE_BREAK, line_starts
from wizard.model.problems import Fix, Location, reason_of


class WriteError(Exception):
    """A file that must not or cannot be written. Nothing has been written."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a file, for people.

    Attributes:
        location: Where it begins.
        old: What was there: the range itself, or its lines if there is nothing to see in the range.
            Empty if lines were added.
        new: What is there now. Empty if something was deleted.
    """

    location: Location
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of a file, and where its lines begin as locations count them."""

    text: str
    starts: tuple[int, ...]

    def span(self, edit: Fix) -> tuple[int, int]:
        """Return the indices of a range."""
        start, end = (
            min(self.starts[place.line - 1] + place.column - 1, len(self.text))
            for place in (edit.start, edit.end)
        )
        return start, end


def _text(content: bytes) -> _Text:
    text = content.decode("utf-8-sig")
    return _Text(text, tuple(line_starts(text)))


def edited(content: bytes, edits: Iterable[Fix]) -> bytes:
    """Return the content of a file with some ranges replaced, which must not overlap.

    New lines end like the first line of the file. A byte order mark stays.
    """
    source = _text(content)
    text, pieces, done = source.text, [], 0
    first = LINE_BREAK.search(text)
    line_break = first[0] if first else "\n"
    for edit in sorted(edits):
        start, end = source.span(edit)
        pieces += [text[done:start], edit.text.replace("\n", line_break)]
        done = end
    mark = BOM_UTF8 if content.startswith(BOM_UTF8) else b""
    return mark + "".join([*pieces, text[done:]]).encode()


def change_of(content: bytes, edit: Fix) -> Change:
    """Return what an edit changes in the content of a file."""
    source = _text(content)
    text, (start, end) = source.text, source.span(edit)
    old, new = text[start:end], edit.text
    adds_lines = not old and new.strip() and "\n" in new
    if adds_lines or (old.strip() and not new):
        old, new = (" ".join(each.split()) for each in (old, new))
    elif not (any(map(str.isalnum, old)) and any(map(str.isalnum, new))):
        # An indent or a quote by itself says nothing, so its lines are shown.
        after = LINE_BREAK.search(text, end)
        before, rest = source.starts[edit.start.line - 1], after.start() if after else len(text)
        old, new = text[before:rest], text[before:start] + new + text[end:rest]
        # The indent is shown only if it is what changes.
        if old.strip() != new.strip():
            old, new = old.strip(), new.strip()
    return Change(edit.start, _first_line(old), _first_line(new))


def _first_line(text: str) -> str:
    first, *more = LINE_BREAK.split(text.rstrip())
    return f"{first} …" if more else first


def without_overlaps(edits: Iterable[Fix]) -> list[Fix]:
    """Return edits, sorted, without those that overlap an earlier one or begin where it does."""
    kept: list[Fix] = []
    for edit in sorted(set(edits)):
        last = kept[-1] if kept else None
        # Locations compare by file first.
        if not last or (edit.start >= last.end and edit.start != last.start):
            kept.append(edit)
    return kept


def is_inside(path: Path, folders: Iterable[Path]) -> bool:
    """Return whether a file is really in one of the folders, and not only a link in them."""
    real = Path(os.path.realpath(path))
    return any(real.is_relative_to(os.path.realpath(folder)) for folder in folders)


def write_files(before: Mapping[Path, bytes], after: Mapping[Path, bytes]) -> None:
    """Replace the content of files, all of them or none. Each keeps its permissions.

    Args:
        before: What the files must still contain.
        after: Their new content.

    Raises:
        WriteError: A file has changed, or cannot be written. None is written then.
    """
    targets = {path: Path(os.path.realpath(path)) for path in after}
    new: dict[Path, Path] = {}
    written: list[Path] = []
    try:
        for path, target in targets.items():
            new[path] = _new_file(target, after[path])
        for path, target in targets.items():
            # "r+", since a file that is only readable could be replaced all the same.
            with target.open("r+b") as stream:
                if stream.read() != before[path]:
                    raise WriteError(f"{path} has changed meanwhile; nothing was written")
        for path, target in targets.items():
            os.replace(new[path], target)
            written.append(path)
    except OSError as error:
        # The error itself may name a temporary file, or no file if the disk is full.
        message = f"{path} cannot be written: {reason_of(error)}"
        for done in written:
            os.replace(_new_file(targets[done], before[done]), targets[done])
        raise WriteError(message) from None
    finally:
        for file in new.values():
            file.unlink(missing_ok=True)


def _new_file(target: Path, content: bytes) -> Path:
    """Return a new hidden file next to `target`, with its permissions and some content."""
    mode = stat.S_IMODE(target.stat().st_mode)
    # In the same folder, since only then is it atomic to rename it. The loader skips hidden files.
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, mode)
    except OSError:
        os.unlink(name)
        raise
    return Path(name)
