"""Files as they are read: a file to nodes, the files of a folder, the lines and comments of a file."""

from __future__ import annotations

import os
import re
import stat
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from wizard.loader.yaml_nodes import _BREAK, MappingNode, _Loader, _place, parse
from wizard.model.problems import Location, Problem

MAX_BYTES = 1024 * 1024  # a flow file

_MAX_GLANCE = 8 * MAX_BYTES  # of a file that is only shown; catalogs are larger than flows

_COMMENT = re.compile("#[^\n\r\x85\u2028\u2029]*")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, from its # to the end of the line. One that is `alone` has the line for itself."""

    text: str
    location: Location
    alone: bool


@dataclass(slots=True)
class Files:
    """Files that are read once each, however many ask for what they hold. Lives no longer than one check."""

    known: dict[Path, tuple[MappingNode | None, list[Problem]]] = field(default_factory=dict)

    def read(self, path: Path, problems: list[Problem]) -> MappingNode | None:
        """As the function `read`, which is called when a file is asked for first."""
        if path not in self.known:
            found: list[Problem] = []
            self.known[path] = (read(path, found), found)
        table, found = self.known[path]
        problems += found
        return table


def read(path: Path, problems: list[Problem], name: str = "") -> MappingNode | None:
    """The table that a YAML file holds, or None. What is wrong with the file is added to `problems`.

    `name` is what to call the file in messages, its path where left out.
    """
    name = name or str(path)

    location = Location(name)
    data = b""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            wrong = ("file-kind", "this is not a file; a flow is one YAML file")
        elif status.st_size > MAX_BYTES:
            wrong = (
                "file-size",
                f"the file is larger than {MAX_BYTES // 1024} KiB; split it into several flows",
            )
        else:
            data = path.read_bytes()
            return parse(data.decode("utf-8-sig"), name, problems)
    except OSError as error:
        wrong = (
            "file-unreadable",
            f"the file cannot be read: {(error.strerror or str(error)).lower()}",
        )
    except UnicodeDecodeError as error:
        wrong = ("file-encoding", "this is not UTF-8 text; save the file as UTF-8")
        location = _place(name, data[: error.start].decode("utf-8-sig", "replace"))
    code, message = wrong
    problems.append(Problem(location, message, code))
    return None


def files_in(folder: Path, ending: str, problems: list[Problem]) -> list[Path]:
    """What in a folder has a name with this ending, sorted. That a folder cannot be read is added to `problems`.

    Hidden files are not ours: editors keep their own there.
    """
    try:
        names = os.listdir(folder)
    except OSError as error:
        message = f"the folder cannot be read: {(error.strerror or str(error)).lower()}"
        problems.append(Problem(Location(str(folder)), message, "folder-unreadable"))
        return []
    return sorted(
        folder / name for name in names if name.endswith(ending) and not name.startswith(".")
    )


def lines(path: Path) -> list[str]:
    """The lines of a file as the places of problems count them. What cannot be read, or is no file, has none."""
    return _BREAK.split(_glance(path))


def comments(path: Path, word: str) -> list[Comment]:
    """The comments of a YAML or PO file that hold a word. A # inside a text begins none."""
    text = _glance(path)
    if word not in text:
        return []
    if path.suffix == ".po":
        spans = [match.span() for match in re.finditer(r"^# .*", text, re.MULTILINE)]
    else:
        spans = [match.span() for gap in _gaps(text) for match in _COMMENT.finditer(text, *gap)]
    begins = [0, *(match.end() for match in _BREAK.finditer(text))]
    found = []
    for start, end in spans:
        if word in text[start:end]:
            line = bisect_right(begins, start)
            before = text[begins[line - 1] : start]
            found.append(
                Comment(
                    text[start:end], Location(str(path), line, len(before) + 1), not before.strip()
                )
            )
    return found


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    """Where between the tokens of a YAML text comments can stand, and after the | or > that begins a block."""
    done = 0
    try:
        for token in yaml.scan(text, Loader=_Loader):
            yield done, token.start_mark.index
            if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
                first_line = _BREAK.search(text, token.start_mark.index)
                yield token.start_mark.index, first_line.start() if first_line else len(text)
            done = max(done, token.end_mark.index)
    except (
        yaml.YAMLError
    ):  # reported by `parse`; what stands after the mistake cannot be told apart
        return
    yield done, len(text)


def _glance(path: Path) -> str:
    """The text of a file as far as it can be read, bytes that are no UTF-8 shown as such; nothing otherwise."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for
            return ""
        with path.open("rb") as stream:
            return stream.read(_MAX_GLANCE).decode("utf-8-sig", "replace")
    except OSError:
        return ""
