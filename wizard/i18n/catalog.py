"""PO files: reading and updating catalogs, and extracting the interface's texts from code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import PoFileError, read_po, write_po

# Header lines that Babel fills with placeholders or the current time. The time would change the
# file on each update, and with it every diff.
_EMPTY_HEADERS = re.compile(
    rb'^"(Project|Report|POT|PO-|Last-|Language-Team|Generated)[^\n]*(\n|\Z)', re.MULTILINE
)

# Babel guesses when it meets a line that is neither a comment nor a quoted text, and loses text.
_LINE = re.compile(r'\s*|\s*#.*|\s*(msg\w+(\[\d+\])?\s*)?"([^"\\]|\\.)*"\s*')


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a catalog.

    Attributes:
        text: The source text.
        translation: Its translation; empty if there is none.
        current: Whether it is translated and its source text has not changed since.
    """

    text: str
    translation: str
    current: bool


class CatalogError(Exception):
    """A catalog that cannot be read. `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def read_catalog(path: Path) -> tuple[Entry, ...]:
    """Return the entries of a PO file, in order; none if there is no file.

    Raises:
        CatalogError: If the file cannot be read.
    """
    if not _exists(path):
        return ()
    return tuple(
        Entry(str(message.id), str(message.string), bool(message.string) and not message.fuzzy)
        for message in _read(path)
        # The entry with the empty text is the header of a PO file.
        if message.id
    )


def _exists(path: Path) -> bool:
    """Return whether there is a file, or anything else with its name.

    Raises:
        CatalogError: If this cannot be found out, such as in a folder without permission.
    """
    try:
        # Not `exists()`: a broken link and an unreadable folder are mistakes, not missing catalogs.
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise CatalogError((error.strerror or str(error)).lower(), 1) from None
    return True


def update_catalog(
    path: Path, code: str, texts: Iterable[tuple[str, Iterable[tuple[str, int]]]]
) -> None:
    """Update a PO file with the source texts of its folder.

    Translations are kept. If a text has changed, its translation is marked fuzzy until someone has
    reviewed it.

    Args:
        path: The file, which need not exist.
        code: The code of the language.
        texts: Each source text with its locations (file, line), in the order of the file.

    Raises:
        CatalogError: If the file exists and cannot be read. It is not changed then.
        OSError: If the file cannot be written.
    """
    template = Catalog()
    for text, locations in texts:
        template.add(text, locations=list(locations))
    # Babel would mark the header of a new catalog as fuzzy, and some tools then ignore the file.
    catalog = _read(path) if _exists(path) else Catalog(locale=code, fuzzy=False)
    catalog.update(template)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Renaming is atomic: an interrupted update never loses translations.
    new = path.with_suffix(".po.new")
    new.write_bytes(_po(catalog))
    new.replace(path)


def _po(catalog: Catalog) -> bytes:
    """Return a catalog as a PO file, without headers that change with time."""
    written = BytesIO()
    # Babel's default comment has a year and a copyright holder that no one filled in.
    catalog.header_comment = ""
    write_po(written, catalog, width=120, ignore_obsolete=True)
    # The header is the first entry, and entries are separated by empty lines.
    header, blank, texts = written.getvalue().lstrip().partition(b"\n\n")
    return _EMPTY_HEADERS.sub(b"", header) + blank + texts


def interface_texts(folders: Iterable[Path]) -> dict[str, list[tuple[str, int]]]:
    """Return the interface's texts in some folders of code and templates, with locations."""
    texts: dict[str, list[tuple[str, int]]] = {}
    methods = [("**.py", "python"), ("**.html", "jinja2")]
    for folder in folders:
        # None: the text is the first argument. These names must be those of the translator in code
        # and templates; a text in any other call is never translated.
        keywords = {"_": None, "t": None}
        for name, line, message, _, _ in extract_from_dir(folder, methods, keywords=keywords):
            # Babel gives a tuple for calls with several texts, such as plurals, which are not used.
            if isinstance(message, str):
                texts.setdefault(message, []).append((f"{folder.name}/{name}", line))
    return texts


def _read(path: Path) -> Catalog:
    """Return the catalog of a PO file without locations, which are slow to parse and not needed.

    Raises:
        CatalogError: If the file cannot be read.
    """
    if not path.is_file():  # opening a pipe would wait for its other end
        raise CatalogError("this is not a file", 1)
    try:
        lines = [
            # Emptied and not removed, so that errors still name the right line.
            "" if line.startswith("#:") else line
            for line in path.read_text("utf-8-sig").split("\n")
        ]
        for number, line in enumerate(lines, 1):
            if not _LINE.fullmatch(line):
                message = 'a line is neither a comment nor msgid, msgstr or text in "quotes"'
                raise CatalogError(message, number)
        return read_po(lines, locale=path.stem, abort_invalid=True)
    except PoFileError as error:
        raise CatalogError(
            # Babel counts lines from 0.
            str(error.args[0]) if error.args else "not a PO file",
            (error.lineno or 0) + 1,
        ) from None
    except UnicodeDecodeError:
        raise CatalogError("this is not UTF-8 text", 1) from None
    except ValueError as error:  # a date or a language code
        raise CatalogError(f"its header is not valid: {error}", 1) from None
    except OSError as error:
        raise CatalogError((error.strerror or str(error)).lower(), 1) from None
