"""Catalogs: reading and updating PO files, and extracting the interface's texts from code."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from babel.messages.extract import extract_from_dir

from wizard.i18n.po import CatalogError, Message, make_header, make_message, parse, write
from wizard.model.problems import reason_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a catalog.

    Attributes:
        text: The source text.
        translation: Its translation; empty if there is none.
        current: Whether it is translated and its source text has not changed since.
        context: Which texts it belongs to; empty for those of the authors.
        previous: The source text that an outdated translation was made for, if it is known.
        line: The line of the catalog, from 1.
    """

    text: str
    translation: str
    current: bool
    context: str = ""
    previous: str = ""
    line: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text to translate, its context, and where it is (file, line)."""

    text: str
    locations: tuple[tuple[str, int], ...] = ()
    context: str = ""


def read_catalog(path: Path) -> tuple[Entry, ...]:
    """Return the entries of a PO file, in order; none if there is no file.

    Raises:
        CatalogError: If the file cannot be read.
    """
    return tuple(
        Entry(text, each.translation, each.current, context, each.previous_text, each.line)
        for each in _read(path)
        for context, text in [each.key]
        # The entry with the empty text is the header of a PO file.
        if text and not each.obsolete
    )


def update_catalog(path: Path, code: str, texts: Iterable[SourceText]) -> None:
    """Update a PO file with the source texts of its folder.

    Nothing that a person wrote is lost. A translation whose text is not used any more becomes
    obsolete (`#~`), and is used again if its text comes back. If a text has changed, its old
    translation is marked fuzzy, with the old text (`#|`), until someone has reviewed it.

    Args:
        path: The file, which need not exist.
        code: The code of the language.
        texts: The source texts, in the order of the file.

    Raises:
        CatalogError: If the file exists and cannot be read. It is not changed then.
        OSError: If the file cannot be written.
    """
    old = _read(path)
    header = [message for message in old if message.is_header] or [make_header(code)]
    others = [message for message in old if not message.is_header]
    data = write([*header, *merge(others, texts)]).encode()
    if old and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Renaming is atomic: an interrupted update never loses translations.
    new = path.with_suffix(".po.new")
    new.unlink(missing_ok=True)  # a link with this name could be to another folder
    new.write_bytes(data)
    if old:
        shutil.copymode(path, new)
    new.replace(path)


def merge(old: Iterable[Message], texts: Iterable[SourceText]) -> list[Message]:
    """Return the messages of the texts, then the obsolete ones, then comments without a message."""
    # If several have the same text, the one in use is preferred, then the first.
    messages = sorted((each for each in old if each.lines), key=lambda message: message.obsolete)
    known: dict[tuple[str, str], Message] = {}
    for message in messages:
        known.setdefault(message.key, message)
    used: dict[tuple[str, str], Message] = {}
    for text in texts:
        key = (text.context, text.text)
        message = known.get(key) or _suggestion(key, known) or make_message(*key)
        used[key] = replace(message, locations=text.locations, obsolete=False)
    unused = [
        replace(message, obsolete=True)
        for message in messages
        if (message.key not in used or message is not known[message.key])
        and _has_work(message, known)
    ]
    # Sorted, so that a text that goes and comes back changes nothing.
    unused.sort(key=lambda message: message.key)
    return [*used.values(), *unused, *(each for each in old if not each.lines)]


def _suggestion(key: tuple[str, str], known: Mapping[tuple[str, str], Message]) -> Message | None:
    """Return a message for a new text with the translation of a similar text, if there is one."""
    context, text = key
    similar: dict[str, Message] = {}
    for message in known.values():
        # Without messages that have a translation for each number.
        if message.key[0] == context and message.translation and message.lines_of("msgstr"):
            similar.setdefault(message.key[1].lower().strip(), message)
    for name in get_close_matches(text.lower().strip(), similar, 1):
        source = similar[name]
        message = make_message(context, text, source.lines_of("msgstr"))
        # The text that a person translated, even if it has changed several times since.
        copied = _copied_from(source, known)
        previous = source.previous if copied else source.lines_of("msgid")
        flags = ("fuzzy", *message.flags)
        return replace(message, comments=source.comments, flags=flags, previous=previous)
    return None


def _copied_from(message: Message, known: Mapping[tuple[str, str], Message]) -> Message | None:
    """Return the message that a suggestion was copied from; None if a person has edited it."""
    source = known.get((message.key[0], message.previous_text))
    if source and (source.translation, source.comments) == (message.translation, message.comments):
        return source
    return None


def _has_work(unused: Message, known: Mapping[tuple[str, str], Message]) -> bool:
    """Return whether an unused message has something that a person wrote and no other has."""
    if not unused.translation:
        return bool(unused.comments)
    source = _copied_from(unused, known)
    # Two that are copies of each other are both kept.
    return not source or _copied_from(source, known) is not None


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


def _read(path: Path) -> tuple[Message, ...]:
    """Return the messages of a PO file; none if there is no file.

    Raises:
        CatalogError: If the file cannot be read.
    """
    try:
        # Not `exists()`: a broken link and an unreadable folder are mistakes, not missing catalogs.
        path.lstat()
        if not path.is_file():  # opening a pipe would wait for its other end
            raise CatalogError("this is not a file")
        return parse(path.read_text("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except UnicodeDecodeError:
        raise CatalogError("this is not UTF-8 text") from None
    except OSError as error:
        raise CatalogError(reason_of(error)) from None
