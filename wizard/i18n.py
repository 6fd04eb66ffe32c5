"""Languages: catalogs of translations, the interface's words, dates. The only user of Babel.

A catalog is a gettext PO file. The interface's lie in `wizard/locale/`, those of a folder of flows in its `locale/`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_day_names
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import PoFileError, read_po, write_po

SOURCE_LANGUAGE = "en"  # the language of the texts in code and templates
# Header lines that Babel fills with placeholders or with the time of day, which would change the file each time.
_EMPTY_HEADERS = re.compile(rb'^"(Project|Report|POT|PO-|Last-|Language-Team|Generated)[^\n]*(\n|\Z)', re.MULTILINE)
_LINE = re.compile(r'\s*|\s*#.*|\s*(msg\w+(\[\d+\])?\s*)?"([^"\\]|\\.)*"\s*')
INTERFACE = Path(__file__).parent / "locale"


@functools.lru_cache
def is_language(code: str) -> bool:
    """Whether a code such as `en` or `es` names a language that pages can be written in."""
    try:
        return bool(Locale.parse(code).language == code)
    except (ValueError, UnknownLocaleError):
        return False


@functools.cache
def language_name(code: str) -> str:
    """The language's name in itself, such as Español."""
    return capital(Locale.parse(code).get_language_name(code) or code)


def capital(text: str) -> str:
    """A name as it stands alone, with a capital letter first: many languages write those of months and days small."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Words:
    """The texts of one language: those of the interface, and those of the authors, from their source text."""

    code: str
    interface: Mapping[str, str]
    authors: Mapping[str, str]

    @functools.cached_property
    def locale(self) -> Locale:
        """The language with its customs."""
        return Locale.parse(self.code)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self.locale.text_direction

    def __call__(self, text: str, **fields: object) -> str:
        """A text of the interface in this language, with `{fields}` filled in."""
        told = self.interface.get(text, text)
        return told.format(**fields) if fields else told

    def author(self, text: str) -> str:
        """A text of an author in this language. Braces in it mean nothing."""
        return self.authors.get(text, text)

    def file_name(self, text: str, source: str) -> str:
        """A file name of plain letters: `source` in the language of the source, else made from a text in this one."""
        plain = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        return source if self.code == SOURCE_LANGUAGE else re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or source

    def day(self, day: date | None) -> str:
        """A day written out, such as November 23, 2026; empty for None."""
        return format_date(day, "long", locale=self.locale) if day else ""

    def weekday(self, day: date) -> str:
        """A day written out with its weekday, such as Monday, November 23, 2026."""
        return format_date(day, "full", locale=self.locale)

    def month(self, day: date) -> str:
        """The month of a day, such as November 2026, to stand alone."""
        return capital(format_skeleton("yMMMM", day, locale=self.locale))

    def weekdays(self) -> tuple[tuple[str, str], ...]:
        """The days of a week from Sunday on, as calendars in the United States have them: short and whole names."""
        short = get_day_names("abbreviated", "stand-alone", self.locale)
        whole = get_day_names("wide", "stand-alone", self.locale)
        return tuple((short[number], whole[number]) for number in (6, 0, 1, 2, 3, 4, 5))


def words_in(code: str, authors: Mapping[str, str] | None = None) -> Words:
    """The words of a language, with the translations of authors' texts, if any."""
    return Words(code, interface_in(code), authors or {})


@functools.cache
def interface_in(code: str) -> Mapping[str, str]:
    """The interface's texts in a language, from their source text; nothing where there is no catalog."""
    return {entry.text: entry.translation for entry in read_catalog(INTERFACE / f"{code}.po") if entry.sure}


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a catalog. It is `sure` when it is translated and its source has not changed since."""

    text: str
    translation: str
    sure: bool


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


def update_catalog(path: Path, code: str, texts: Iterable[tuple[str, Iterable[tuple[str, int]]]]) -> None:
    """Bring a PO file up to date with source texts and their places (file, line), in this order.

    Translations are kept; that of a changed text stays too, marked fuzzy, until a person has looked at it. Raises
    CatalogError, and then leaves the file as it was.
    """
    template = Catalog()
    for text, places in texts:
        template.add(text, locations=list(places))
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
        keywords = {"_": None, "words": None}
        for name, line, message, _, _ in extract_from_dir(folder, methods, keywords=keywords):
            if isinstance(message, str):
                found.setdefault(message, []).append((f"{folder.name}/{name}", line))
    return found


def _read(path: Path) -> Catalog:
    """The catalog of a PO file, without the places of its texts: they take long to read, and come from the source."""
    if not path.is_file():  # a pipe would be waited for
        raise CatalogError("this is not a file", 1)
    try:
        lines = ["" if line.startswith("#:") else line for line in path.read_text("utf-8-sig").split("\n")]
        for number, line in enumerate(lines, 1):
            if not _LINE.fullmatch(line):  # Babel would guess, and lose the ends of a text without quotes
                raise CatalogError(
                    'a line is neither a comment nor a word such as msgstr with a text in "quotes"', number
                )
        return read_po(lines, locale=path.stem, abort_invalid=True)
    except PoFileError as error:
        raise CatalogError(str(error.args[0]) if error.args else "not a PO file", (error.lineno or 0) + 1) from None
    except UnicodeDecodeError:
        raise CatalogError("this is not UTF-8 text", 1) from None
    except ValueError as error:  # of a day or a code in the header
        raise CatalogError(f"its header is not right: {error}", 1) from None
    except OSError as error:
        raise CatalogError((error.strerror or str(error)).lower(), 1) from None
