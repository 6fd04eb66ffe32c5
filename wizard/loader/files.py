"""Reading files: a file to nodes, the files of a folder, the lines and comments of a file."""

from __future__ import annotations

import os
import re
import stat
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from wizard.loader.characters import check_characters
from wizard.loader.recovery import parse
from wizard.loader.structure import kind_of_file
from wizard.loader.yaml_nodes import (
    LINE_BREAK,
    YAML_LOADER,
    MappingNode,
    line_starts,
    location_after,
)
from wizard.model.problems import Location, Problem, reason_of

MAX_BYTES = 1024 * 1024  # of a flow file

# Of a file that is only shown or searched for comments. Catalogs are larger than flows.
_MAX_SHOWN_BYTES = 8 * MAX_BYTES

# To the end of the line, with every character that YAML counts as a line break.
_COMMENT = re.compile("#[^\n\r\x85\u2028\u2029]*")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, from its # to the end of the line. `alone` means nothing else is on the line."""

    text: str
    location: Location
    alone: bool


@dataclass(slots=True)
class Files:
    """A cache of files, each of which is read once. It is used for one check only.

    `contents` are read in place of what is on disk, so that a change can be checked before it is
    written.
    """

    contents: Mapping[Path, bytes] = field(default_factory=dict)
    known: dict[Path, tuple[MappingNode | None, list[Problem]]] = field(default_factory=dict)

    def read(self, path: Path, problems: list[Problem], kind: str = "") -> MappingNode | None:
        """Return what the function `read` does, which is called only once for each file."""
        if path not in self.known:
            own_problems: list[Problem] = []
            table = read(path, own_problems, kind=kind, content=self.contents.get(path))
            self.known[path] = (table, own_problems)
        table, own_problems = self.known[path]
        # Each caller has its own list, which must be complete even if the file was read before.
        problems += own_problems
        return table

    def changed(self, contents: Mapping[Path, bytes]) -> Files:
        """Return the same files with other contents. Only those that differ are read again."""
        known = {
            path: read_before
            for path, read_before in self.known.items()
            if contents.get(path) == self.contents.get(path)
        }
        return Files(contents, known)


def read(
    path: Path,
    problems: list[Problem],
    name: str = "",
    kind: str = "",
    content: bytes | None = None,
) -> MappingNode | None:
    """Return the table of a YAML file, or None, and add the file's problems to `problems`.

    `name` is the name of the file in messages (default: its path), `kind` what it contains
    (default: what its path says). `content` is read in place of what is on disk.
    """
    name = name or str(path)
    text = read_text(path, problems, name, content)
    if text is None:
        return None
    table = parse(text, name, kind or kind_of_file(path), problems)
    check_characters(text, name, problems)
    return table


def read_text(
    path: Path, problems: list[Problem], name: str, content: bytes | None = None
) -> str | None:
    """Return the text of a file, or None, and add to `problems` why it cannot be read.

    The arguments are those of `read`.
    """
    location = Location(name)
    data = b""
    try:
        status = path.stat()
        # Opening a pipe would wait for someone to write to it.
        if not stat.S_ISREG(status.st_mode):
            failure = ("file-kind", "this is not a file; a flow is one YAML file")
        # Before reading: a file of many gigabytes must not fill the memory.
        elif (status.st_size if content is None else len(content)) > MAX_BYTES:
            message = f"the file is larger than {MAX_BYTES // 1024} KiB"
            failure = ("file-size", f"{message}; split it into several flows")
        else:
            data = path.read_bytes() if content is None else content
            # Some editors on Windows begin a file with a byte order mark, which is not part of the
            # text.
            return data.decode("utf-8-sig")
    except OSError as error:
        failure = ("file-unreadable", f"the file cannot be read: {reason_of(error)}")
    except UnicodeDecodeError as error:
        failure = ("file-encoding", "this is not UTF-8 text; save the file as UTF-8")
        location = location_after(name, data[: error.start].decode("utf-8-sig", "replace"))
    code, message = failure
    problems.append(Problem(location, message, code))
    return None


def files_in(folder: Path, ending: str, problems: list[Problem]) -> list[Path]:
    """Return the paths in a folder whose name has this ending, sorted, without hidden ones.

    Adds a problem to `problems` if the folder cannot be read.
    """
    try:
        names = os.listdir(folder)
    except OSError as error:
        message = f"the folder cannot be read: {reason_of(error)}"
        problems.append(Problem(Location(str(folder)), message, "folder-unreadable"))
        return []
    # Editors keep hidden backup files next to the flows.
    visible = [name for name in names if not name.startswith(".")]
    # The system lists files in any order, and problems must be the same everywhere.
    return sorted(folder / name for name in visible if name.endswith(ending))


def lines(path: Path, content: bytes | None = None) -> list[str]:
    """Return the lines of a file as locations count them, none if it cannot be read.

    `content` is read in place of what is on disk.
    """
    return LINE_BREAK.split(_text_of(path, content))


def comments(path: Path, word: str, content: bytes | None = None) -> list[Comment]:
    """Return the comments of a YAML or PO file that contain a word. A # inside text is skipped.

    `content` is read in place of what is on disk.
    """
    text = _text_of(path, content)
    # Scanning tokens is slow, and most files have no such comment.
    if word not in text:
        return []
    if path.suffix == ".po":
        # With a space: "#:", "#," and "#~" begin gettext's own comments.
        spans = [match.span() for match in re.finditer(r"^# .*", text, re.MULTILINE)]
    else:
        spans = [match.span() for gap in _gaps(text) for match in _COMMENT.finditer(text, *gap)]
    starts = line_starts(text)
    matching = []
    # The lines are counted as `parse` counts them, so that comments and problems can meet.
    for start, end in spans:
        if word in text[start:end]:
            line = bisect_right(starts, start)
            before = text[starts[line - 1] : start]
            location = Location(str(path), line, len(before) + 1)
            matching.append(Comment(text[start:end], location, not before.strip()))
    return matching


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a YAML text that can contain comments: all that is between its tokens."""
    done = 0
    try:
        # Tokens and not a pattern: only the scanner knows whether a # is inside a text.
        for token in yaml.scan(text, Loader=YAML_LOADER):
            yield done, token.start_mark.index
            # A comment can also be on the line of the | or > that begins a block.
            if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
                first_line = LINE_BREAK.search(text, token.start_mark.index)
                yield token.start_mark.index, first_line.start() if first_line else len(text)
            done = max(done, token.end_mark.index)
    except yaml.YAMLError:
        # `parse` reports the mistake. What follows it could be anything, so it has no comments.
        return
    yield done, len(text)


def _text_of(path: Path, content: bytes | None) -> str:
    """Return the beginning of a file, or empty text. Bytes that are not UTF-8 are replaced."""
    if content is not None:
        return content[:_MAX_SHOWN_BYTES].decode("utf-8-sig", "replace")
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait
            return ""
        with path.open("rb") as stream:
            return stream.read(_MAX_SHOWN_BYTES).decode("utf-8-sig", "replace")
    except OSError:
        return ""
