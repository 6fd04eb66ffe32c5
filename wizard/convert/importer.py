"""Imports files of another tool: detects their format, reads them, and writes a flow file."""

from __future__ import annotations

import codecs
import stat
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from wizard.convert import (
    read_csv,
    read_drawio,
    read_mermaid,
    read_qna,
    read_twee,
    read_twine,
)
from wizard.convert.codes import LEFT_OUT
from wizard.convert.normalize import normalize
from wizard.convert.other_kinds import kind_of_data, kind_of_text, kind_of_unknown
from wizard.convert.rich_text import FORBIDDEN
from wizard.convert.tree import ImportedTree, SourceText, TooLargeError
from wizard.convert.write_flow import write_flow
from wizard.i18n.translator import Translator
from wizard.loader import files
from wizard.loader.characters import invisible, without_invisible
from wizard.loader.schema_flow import MAX_STEPS
from wizard.model.problems import reason_of

MAX_BYTES = 2 * 1024 * 1024  # twice the limit of a flow file: other tools write more around a text

AS_UTF_8 = "save the file as UTF-8, in a spreadsheet as “CSV UTF-8”"

STORY_SUFFIXES = (".twee", ".tw", ".tw2", ".twine")  # of the files that are read in a folder


class Reader(Protocol):
    """A module that reads a format."""

    def first_mark(self, text: str, /) -> int:
        """Return the offset of what shows that a text is in the format, or -1."""

    def read(self, source: SourceText, t: Translator, /) -> ImportedTree:
        """Return the tree of a source in the format."""


# Prose of one format may quote another one, so the format whose mark comes first decides. Of marks
# at the same offset, the format that is listed first decides.
READERS: Mapping[str, Reader] = {
    "twine": read_twine,
    "csv": read_csv,
    "mermaid": read_mermaid,
    "drawio": read_drawio,
    "twee": read_twee,
    "qna": read_qna,
}


class ImportFailedError(Exception):
    """Files that cannot be imported. The message is one line with the file and the reason."""


class SeveralFilesError(ImportFailedError):
    """Several files, or a folder, that are no story in Twee."""


def import_files(
    paths: Sequence[Path],
    format_name: str | None,
    t: Translator,
    columns: Mapping[str, str] | None = None,
) -> tuple[ImportedTree, str]:
    """Read files of another tool, and return their tree and the text of the flow file.

    Args:
        paths: The file to read; or the files and folders of a story in Twee.
        format_name: One of `READERS`, or None to detect it from the content.
        t: Translates what is added to the flow.
        columns: The headings of a table in CSV, if they are not those of a tree.

    Raises:
        SeveralFilesError: There are several files, or a folder, that are no story in Twee.
        ImportFailedError: A file cannot be read, has no steps or is too large.
    """
    format_name = "csv" if columns else format_name
    text = _source_of(paths, format_name)
    # Each forbidden character becomes a space, so that offsets, and with them the lines and columns
    # in the report, stay true.
    source = replace(text, text=FORBIDDEN.sub(" ", text.text))
    name = source.name
    reader = READERS[format_name or _format_of(source, paths[0])]
    try:
        # TooLargeError can come from any of these passes.
        tree = read_csv.read(source, t, columns) if columns else reader.read(source, t)
        _report_forbidden_characters(tree, text.text)
        if not tree.steps:
            # The first problem is usually the cause, such as a missing header.
            why = f": {tree.problems[0]}" if tree.problems else ""
            message = f"no question and no outcome found (read as {tree.format}){why}"
            raise ImportFailedError(f"{name}: {message}")
        # Checked before the passes over the tree, not by the loader after them.
        if len(tree.steps) > MAX_STEPS:
            raise TooLargeError(
                f"{len(tree.steps):,} steps; a flow has at most {MAX_STEPS:,}: split the file"
            )
        normalize(tree, t)
        written = without_invisible(write_flow(tree, t))
    except TooLargeError as error:
        raise ImportFailedError(f"{name}: {error}") from None
    # The loader would refuse to read such a file.
    if len(written.encode()) > files.MAX_BYTES:
        limit = files.MAX_BYTES // 1024
        raise ImportFailedError(
            f"{name}: the flow would be larger than {limit} KiB; split the file"
        )
    return tree, written


def _format_of(source: SourceText, path: Path) -> str:
    """Return which of `READERS` a source is for, or fail and say what it is."""
    if format_name := "twee" if source.files else detect_format(source.text):
        return format_name
    kind = kind_of_text(source.text) or kind_of_unknown(source.text, path)
    unknown = f"the format is not recognized; name it with --from: {', '.join(READERS)}"
    raise ImportFailedError(f"{source.name}: {kind or unknown}")


def _report_forbidden_characters(tree: ImportedTree, text: str) -> None:
    """Report the characters of a text that a flow file cannot contain."""
    if forbidden := {match.start() for match in FORBIDDEN.finditer(text)} | {*invisible(text)}:
        first = min(forbidden)
        code_point = f"U+{ord(text[first]):04X}"
        if len(forbidden) == 1:
            message = f"1 character that text cannot contain was left out: {code_point}"
        else:
            count = f"{len(forbidden):,} characters"
            message = f"{count} that text cannot contain were left out; the first is {code_point}"
        tree.report(LEFT_OUT, tree.source.location(first), message)


def detect_format(text: str) -> str:
    """Return which of `READERS` a text is for, or "" if it is for none."""
    marks = {name: reader.first_mark(text) for name, reader in READERS.items()}
    found = [name for name, mark in marks.items() if mark >= 0]
    first = min(found, key=marks.__getitem__, default="")
    # A page of a website, for example, can quote questions and answers.
    return "" if first and marks[first] > 0 and kind_of_text(text) else first


def _source_of(paths: Sequence[Path], format_name: str | None) -> SourceText:
    """Return the text of a file, or of the files and folders of a story."""
    if len(paths) == 1 and not paths[0].is_dir():
        return SourceText(str(paths[0]), _text_of(paths[0]))
    if format_name not in (None, "twee"):
        message = f"only a story in Twee can be a folder or several files, not {format_name}"
        raise SeveralFilesError(message)
    files = [*dict.fromkeys(file for path in paths for file in _story_files(path))]
    # A path such as `..` says nothing.
    name = paths[0].resolve().name if len(paths) == 1 else f"{files[0]} and {len(files) - 1} more"
    texts, size = list[tuple[str, str]](), 0
    for file in files:
        text = _text_of(file)
        found = detect_format(text) if format_name is None else "twee"
        if found not in ("", "twee"):
            message = f"{file} is {found}; only files in Twee can be read together"
            raise SeveralFilesError(message)
        size += len(text.encode())
        if size > MAX_BYTES:  # a folder can have very many files
            limit = MAX_BYTES // 1024 // 1024
            message = f"{name}: the files are larger than {limit} MiB; split the story"
            raise ImportFailedError(message)
        texts.append((str(file), text))
    return SourceText.joined(name, texts)


def _story_files(path: Path) -> list[Path]:
    """Return a file, or the files in Twee that are in a folder and below it, sorted."""
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() in STORY_SUFFIXES)
    if not files:
        kinds = f"{', '.join(STORY_SUFFIXES[:-1])} or {STORY_SUFFIXES[-1]}"
        raise SeveralFilesError(f"{path}: this folder has no story; there is no file {kinds} in it")
    return files


def _text_of(path: Path) -> str:
    """Return the text of a file, with line feeds at the ends of its lines."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # reading a pipe could wait forever
            raise ImportFailedError(f"{path}: this is not a file")
        with path.open("rb") as stream:
            # One byte more than allowed is enough to know, however large the file is.
            data = stream.read(MAX_BYTES + 1)
        if kind := kind_of_data(data, path):
            raise ImportFailedError(f"{path}: {kind}")
        if len(data) > MAX_BYTES:
            limit = MAX_BYTES // 1024 // 1024
            raise ImportFailedError(f"{path}: the file is larger than {limit} MiB; split it")
        # Spreadsheets and Windows editors write a byte order mark.
        utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        if data.count(0) * 4 > len(data) and not utf_16:
            raise ImportFailedError(f"{path}: this is not text in UTF-8; {AS_UTF_8}")
        text = data.decode("utf-16" if utf_16 else "utf-8-sig")
        return text.replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise ImportFailedError(f"{path}: cannot be read: {reason_of(error)}") from None
    except UnicodeDecodeError as error:
        raise ImportFailedError(f"{path}:{_not_text(error)}") from None


def _not_text(error: UnicodeDecodeError) -> str:
    """Return the line and the column of the first byte that is not text, and what to do."""
    # The text before the error is valid, so it gives the line and the column.
    before = error.object[: error.start].decode(error.encoding, "replace")
    before = before.replace("\r\n", "\n").replace("\r", "\n")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return (
        f"{line}:{column}: this is not text in {error.encoding.upper()} "
        f"(byte 0x{error.object[error.start]:02X}); {AS_UTF_8}"
    )
