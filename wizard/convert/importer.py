"""Imports a file of another tool: detects its format, reads it, and writes it as a flow file."""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from wizard.convert import read_csv, read_mermaid, read_qna, read_twee
from wizard.convert.codes import LEFT_OUT
from wizard.convert.normalize import normalize
from wizard.convert.rich_text import FORBIDDEN
from wizard.convert.tree import ImportedTree, SourceText, TooLargeError
from wizard.convert.write_flow import write_flow
from wizard.i18n.translator import Translator
from wizard.loader import files
from wizard.loader.characters import invisible, without_invisible
from wizard.loader.schema_flow import MAX_STEPS
from wizard.loader.suggest import command
from wizard.model.problems import reason_of

MAX_BYTES = 2 * 1024 * 1024  # twice the limit of a flow file: other tools write more around a text

READERS: Mapping[str, Callable[[SourceText, Translator], ImportedTree]] = {
    "qna": read_qna.read,
    "twee": read_twee.read,
    "mermaid": read_mermaid.read,
    "csv": read_csv.read,
}


class ImportFailedError(Exception):
    """A file that cannot be imported. The message is one line with the file and the reason."""


def import_file(path: Path, format_name: str | None, t: Translator) -> tuple[ImportedTree, str]:
    """Read a file of another tool, and return its tree and the text of the flow file.

    Args:
        path: The file to read.
        format_name: One of `READERS`, or None to detect it from the content.
        t: Translates what is added to the flow.

    Raises:
        ImportFailedError: The file cannot be read, has no steps or is too large.
    """
    text = _text_of(path)
    # Each forbidden character becomes a space, so that offsets, and with them the lines and columns
    # in the report, stay true.
    source = SourceText(str(path), FORBIDDEN.sub(" ", text))
    format_name = format_name or detect_format(source.text)
    if not format_name:
        raise ImportFailedError(f"{path}: {_why_not(path)}")
    try:
        # TooLargeError can come from any of these passes.
        tree = READERS[format_name](source, t)
        _report_forbidden_characters(tree, text)
        if not tree.steps:
            # The first problem is usually the cause, such as a missing header.
            why = f": {tree.problems[0]}" if tree.problems else ""
            message = f"no question and no outcome found (read as {tree.format}){why}"
            raise ImportFailedError(f"{path}: {message}")
        # Checked before the passes over the tree, not by the loader after them.
        if len(tree.steps) > MAX_STEPS:
            raise TooLargeError(
                f"{len(tree.steps):,} steps; a flow has at most {MAX_STEPS:,}: split the file"
            )
        normalize(tree, t)
        written = without_invisible(write_flow(tree, t))
    except TooLargeError as error:
        raise ImportFailedError(f"{path}: {error}") from None
    # The loader would refuse to read such a file.
    if len(written.encode()) > files.MAX_BYTES:
        limit = files.MAX_BYTES // 1024
        raise ImportFailedError(
            f"{path}: the flow would be larger than {limit} KiB; split the file"
        )
    return tree, written


def _why_not(path: Path) -> str:
    """Return what to do with a file whose format is not recognized."""
    suffix = path.suffix.lower()
    if suffix in (".yaml", ".yml"):
        return f"this is a flow already; run `{command('check', path)}`"
    if suffix in (".html", ".htm"):
        return "web pages cannot be read; in Twine, export the story as Twee"
    if suffix in (".xml", ".json"):
        columns = "id, text, answer and next"
        return f"XML and JSON cannot be read; save the tree as CSV with the columns {columns}"
    return f"the format is not recognized; name it with --from: {', '.join(READERS)}"


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
    # These two are recognized by how they begin, the others by any line.
    if read_csv.looks_like(text):
        return "csv"
    if read_mermaid.looks_like(text):
        return "mermaid"
    # Prose of either format may quote the other one, so the first line that fits decides.
    for line in text.split("\n"):
        if read_twee.looks_like(line):
            return "twee"
        if read_qna.looks_like(line):
            return "qna"
    return ""


def _text_of(path: Path) -> str:
    """Return the text of a file, with line feeds at the ends of its lines."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # reading a pipe could wait forever
            raise ImportFailedError(f"{path}: this is not a file")
        with path.open("rb") as stream:
            # One byte more than allowed is enough to know, however large the file is.
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            limit = MAX_BYTES // 1024 // 1024
            raise ImportFailedError(f"{path}: the file is larger than {limit} MiB; split it")
        # Spreadsheets and Windows editors write a byte order mark.
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise ImportFailedError(f"{path}: cannot be read: {reason_of(error)}") from None
    except UnicodeDecodeError as error:
        # The text before the error is valid, so it gives the line and the column.
        before = data[: error.start].decode("utf-8-sig", "replace").replace("\r\n", "\n")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = "this is not UTF-8 text; save the file as UTF-8"
        raise ImportFailedError(f"{path}:{line}:{column}: {message}") from None
