"""PO files: reading, updating, and extracting the interface's texts. Babel does the parsing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import PoFileError, read_po, write_po

# Header lines that Babel fills with placeholders or with the time of day, which would change the file each time.
_EMPTY_HEADERS = re.compile(
    rb'^"(Project|Report|POT|PO-|Last-|Language-Team|Generated)[^\n]*(\n|\Z)', re.MULTILINE
)

_LINE = re.compile(r'\s*|\s*#.*|\s*(msg\w+(\[\d+\])?\s*)?"([^"\\]|\\.)*"\s*')


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a catalog. It is `sure` when it is translated and its source has not changed since."""

    text: str
    translation: str
    current: bool


class CatalogError(Exception):
    """A catalog that cannot be read. `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def read_catalog(path: Path) -> tuple[Entry, ...]:
    """The entries of a PO file; none where there is no file. Raises CatalogError."""
    if not _is_there(path):
        return ()
    return tuple(
        Entry(str(message.id), str(message.string), bool(message.string) and not message.fuzzy)
        for message in _read(path)
        if message.id
    )


def _is_there(path: Path) -> bool:
    """Whether there is a file, or anything else that has its name. Raises CatalogError where that cannot be told."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise CatalogError((error.strerror or str(error)).lower(), 1) from None
    return True


def update_catalog(
    path: Path, code: str, texts: Iterable[tuple[str, Iterable[tuple[str, int]]]]
) -> None:
    """Bring a PO file up to date with source texts and their places (file, line), in this order.

    Translations are kept; that of a changed text stays too, marked fuzzy, until a person has looked at it. Raises
    CatalogError, and then leaves the file as it was.
    """
    template = Catalog()
    for text, locations in texts:
        template.add(text, locations=list(locations))
    catalog = _read(path) if _is_there(path) else Catalog(locale=code, fuzzy=False)
    catalog.update(template)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".po.new")
    beside.write_bytes(_po(catalog))
    beside.replace(path)


def _po(catalog: Catalog) -> bytes:
    written = BytesIO()
    catalog.header_comment = ""
    write_po(written, catalog, width=120, ignore_obsolete=True)
    header, blank, texts = written.getvalue().lstrip().partition(b"\n\n")
    return _EMPTY_HEADERS.sub(b"", header) + blank + texts


def interface_texts(folders: Iterable[Path]) -> dict[str, list[tuple[str, int]]]:
    """The interface's texts in code and templates below some folders, with their places."""
    found: dict[str, list[tuple[str, int]]] = {}
    methods = [("**.py", "python"), ("**.html", "jinja2")]
    for folder in folders:
        keywords = {"_": None, "t": None}
        for name, line, message, _, _ in extract_from_dir(folder, methods, keywords=keywords):
            if isinstance(message, str):
                found.setdefault(message, []).append((f"{folder.name}/{name}", line))
    return found


def _read(path: Path) -> Catalog:
    """The catalog of a PO file, without the places of its texts: they take long to read, and come from the source."""
    if not path.is_file():  # a pipe would be waited for
        raise CatalogError("this is not a file", 1)
    try:
        lines = [
            "" if line.startswith("#:") else line
            for line in path.read_text("utf-8-sig").split("\n")
        ]
        for number, line in enumerate(lines, 1):
            if not _LINE.fullmatch(
                line
            ):  # Babel would guess, and lose the ends of a text without quotes
                raise CatalogError(
                    'a line is neither a comment nor a word such as msgstr with a text in "quotes"',
                    number,
                )
        return read_po(lines, locale=path.stem, abort_invalid=True)
    except PoFileError as error:
        raise CatalogError(
            str(error.args[0]) if error.args else "not a PO file", (error.lineno or 0) + 1
        ) from None
    except UnicodeDecodeError:
        raise CatalogError("this is not UTF-8 text", 1) from None
    except ValueError as error:  # of a day or a code in the header
        raise CatalogError(f"its header is not right: {error}", 1) from None
    except OSError as error:
        raise CatalogError((error.strerror or str(error)).lower(), 1) from None
