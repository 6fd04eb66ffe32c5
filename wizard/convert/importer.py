"""Reads a file of another tool: told apart by its content, and never larger than what can be looked through."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.i18n.translator import Translator
from wizard.loader import files
from wizard.loader.schema_flow import MAX_STEPS

if TYPE_CHECKING:
    from wizard.convert.tree import ImportedTree

MAX_BYTES = 2 * 1024 * 1024  # twice what the flow may have, since other tools write more around it

FORMS = ("qna", "twee", "mermaid", "csv")


class IntakeError(Exception):
    """A file that is not read at all. The message is one line that says which, where and why."""


def import_file(path: Path, form: str | None, t: Translator) -> tuple[ImportedTree, str]:
    """The tree in a file, settled, and the text of its flow file. Raises IntakeError.

    `form` is one of `FORMS`; where left out, the content says it. What is added is in the language of `words`.
    """
    # Here, since no other command needs them.
    from wizard.convert import read_csv, read_mermaid, read_qna, read_twee
    from wizard.convert.normalize import normalize
    from wizard.convert.rich_text import UNFIT
    from wizard.convert.tree import Text, TooLargeError
    from wizard.convert.write_flow import write_flow

    readers = {
        "qna": read_qna.read,
        "twee": read_twee.read,
        "mermaid": read_mermaid.read,
        "csv": read_csv.read,
    }
    text = _text(path)
    tree = Text(str(path), UNFIT.sub(" ", text))
    form = form or form_of(tree.text)
    if not form:
        raise IntakeError(
            f"{path}: this is none of the formats that are read: {', '.join(FORMS)}. --from FORMAT says which it is meant to be"
        )
    try:
        sketch = readers[form](tree, t)
        _look_at_signs(sketch, text)
        if not sketch.steps:
            why = f": {sketch.notes[0]}" if sketch.notes else ""
            raise IntakeError(
                f"{path}: there is no question and no outcome in it, read as {sketch.form}{why}"
            )
        if len(sketch.steps) > MAX_STEPS:
            raise TooLargeError(
                f"{len(sketch.steps):,} steps; at most {MAX_STEPS:,} fit in one flow: split the file"
            )
        normalize(sketch, t)
        written = write_flow(sketch, t)
    except TooLargeError as error:
        raise IntakeError(f"{path}: {error}") from None
    if len(written.encode()) > files.MAX_BYTES:
        raise IntakeError(
            f"{path}: the flow would be larger than {files.MAX_BYTES // 1024} KiB; split the file"
        )
    return sketch, written


def _look_at_signs(sketch: ImportedTree, text: str) -> None:
    """Note the signs in a text that no flow can hold."""
    from wizard.convert.rich_text import UNFIT
    from wizard.convert.tree import REFUSED

    if unfit := [*UNFIT.finditer(text)]:
        first = unfit[0]
        signs = f"{len(unfit)} character{'s' * (len(unfit) != 1)}"
        told = f"{signs} that no text can hold, the first U+{ord(first[0]):04X}; left out"
        sketch.note(REFUSED, sketch.source.location(first.start()), told)


def form_of(text: str) -> str:
    """Which of `FORMS` a text is, empty where it is none."""

    from wizard.convert import read_csv, read_mermaid, read_qna, read_twee

    if read_csv.looks_like(text):
        return "csv"
    if read_mermaid.looks_like(text):
        return "mermaid"
    for line in text.split("\n"):
        if read_twee.looks_like(line):
            return "twee"
        if read_qna.looks_like(line):
            return "qna"
    return ""


def _text(path: Path) -> str:
    """The text of a file with line feeds at the ends of its lines."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise IntakeError(f"{path}: this is not a file")
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise IntakeError(
                f"{path}: the file is larger than {MAX_BYTES // 1024 // 1024} MiB; split it"
            )
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise IntakeError(
            f"{path}: cannot be read: {(error.strerror or str(error)).lower()}"
        ) from None
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace").replace("\r\n", "\n")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise IntakeError(
            f"{path}:{line}:{column}: this is not UTF-8 text; save the file as UTF-8"
        ) from None
