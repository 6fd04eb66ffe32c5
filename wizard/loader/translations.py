"""The text of a folder of flows with its locations, for translators, and the translations of it.

This module is the one place that says which keys contain text to translate.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wizard.i18n.catalog import Entry, SourceText, read_catalog, update_catalog
from wizard.i18n.po import CatalogError
from wizard.i18n.translator import (
    INTERFACE_CONTEXT,
    is_language,
    placeholders,
    untranslated_interface,
)
from wizard.loader.characters import check_characters
from wizard.loader.files import Files, files_in, lines
from wizard.loader.reader import NodeReader
from wizard.loader.schema_tables import TABLES
from wizard.loader.suggest import command
from wizard.loader.tables import PLACEHOLDER
from wizard.loader.texts import check_translation
from wizard.loader.unread import LOCALE
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode, scalars
from wizard.model.letters import LETTERS
from wizard.model.problems import Location, Problem
from wizard.model.site import Site

# The keys with text to translate, in any file. Letters are sent in the language they are written
# in; their translation is shown next to them so that readers know what they say.
TEXT_KEYS = {
    "title", "summary", "ask", "why", "help", "label", "outcome", "says", "text", "publisher",
    "note", "found", "missing", "name", "notice", "means", "hint", "before", "after",
    "subject", "body", "also", "when", "none",
}  # fmt: skip

# More of them in one file. In other files the same keys contain something else, or are ids.
TEXT_KEYS_OF = {
    "offices": {"does", "form", "fee", "hours", "languages"},
    "site": {"heading", "lead"},
}

# Cases are for authors only, so they are not translated.
FOLDERS = (".", LETTERS, TABLES)


@dataclass(frozen=True, slots=True)
class TranslatableText:
    """A text to translate, and every location where it is used."""

    text: str
    locations: tuple[Location, ...]


def texts_of(folder: Path, files: Files | None = None) -> tuple[TranslatableText, ...]:
    """Return the texts of a folder's files in reading order, each once.

    Files that cannot be read are skipped. `files` are files that may have been read before.
    """
    files = files or Files()
    texts: dict[str, list[Location]] = {}
    for path in sorted(path for part in FOLDERS for path in files_in(folder / part, ".yaml", [])):
        table = files.read(path, [])
        for node in _texts_in(path, table) if table else ():
            # Without its placeholders, a text of a template may have nothing left to translate.
            rest = PLACEHOLDER.sub("", node.text)
            if rest == node.text or any(map(str.isalpha, rest)):
                # The same text in two places is one entry of a catalog, as gettext has it.
                texts.setdefault(node.text.strip(), []).append(node.location)
    return tuple(TranslatableText(text, tuple(locations)) for text, locations in texts.items())


def _texts_in(path: Path, table: MappingNode) -> Iterator[ScalarNode]:
    """Yield the texts to translate in the table of a file."""
    if path.parent.name == TABLES:
        # Of a table, only the labels of choices. Cells have columns for other languages.
        for _, column in _entries(table.get("columns")):
            yield from _values(_get(column, "choices"))
        return
    keys = TEXT_KEYS | TEXT_KEYS_OF.get(path.stem, set())
    # These two have ids only, as conditions do. Below them, an id may have their name.
    yield from _text_nodes(table, keys, ("moved", "sets"))


def _entries(node: Node | None) -> Iterable[tuple[ScalarNode, Node]]:
    return node if isinstance(node, MappingNode) else ()


def _get(node: Node, key: str) -> Node | None:
    return node.get(key) if isinstance(node, MappingNode) else None


def _text_nodes(
    node: Node, keys: Collection[str], skipped: Collection[str] = ()
) -> Iterator[ScalarNode]:
    """Yield the text under all keys that contain text, in order, except under those `skipped`."""
    match node:
        case SequenceNode(items):
            for item in items:
                yield from _text_nodes(item, keys)
        case MappingNode():
            for key, value in node:
                # A condition has ids only, and a question may have the name of a text's key.
                if key.text == "if" or key.text in skipped:
                    continue
                if key.text in keys:
                    yield from (scalar for scalar in scalars(value) if scalar.text.strip())
                # Its keys are ids. A step may have its name, but next to it there is no "ask".
                if key.text == "tick" and isinstance(node.get("ask"), ScalarNode):
                    yield from (label for label in _values(value) if label.text.strip())
                if not isinstance(value, ScalarNode):
                    yield from _text_nodes(value, keys)


def _values(node: Node | None) -> Iterator[ScalarNode]:
    """Yield the values of a table that are no table or list."""
    if isinstance(node, MappingNode):
        yield from (value for _, value in node if isinstance(value, ScalarNode))


@dataclass(frozen=True, slots=True)
class Translations:
    """A folder's translations into a language.

    Attributes:
        authors: The authors' texts: source text to translation. Outdated ones are left out.
        interface: The same for texts of the interface that this project does not translate.
        entries: Each source text of the authors to its entry, which may be outdated.
        problems: What is missing, outdated or broken.
    """

    authors: Mapping[str, str] = field(default_factory=dict)
    interface: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def translations(
    folder: Path, code: str, texts: Iterable[TranslatableText], listed: Location | None = None
) -> Translations:
    """Return a folder's translations into a language.

    Problems with an author's text are located at the source text.

    Args:
        folder: The folder.
        code: The code of the language.
        texts: The authors' texts; none for the language that they are written in.
        listed: Where the site lists the language. A language without any translation is one
            problem there.
    """
    path = catalog_path(folder, code)
    try:
        entries = read_catalog(path)
    except CatalogError as error:
        location, message = Location(str(path), error.line), f"the catalog cannot be read: {error}"
        return Translations(problems=[Problem(location, message, "catalog-broken")])
    authors = {entry.text: entry for entry in entries if not entry.context}
    problems = _problems_of_authors(authors, texts, code, path)
    if listed and _is_untranslated(authors.values(), problems):
        message = (
            f'none of the {len(problems)} texts has a translation into "{code}" yet; '
            f"{_how_to_translate(path, code, is_listed=bool(authors), what='them')}"
        )
        problems = [Problem(listed, message, "translation-missing")]
    interface = {entry.text: entry for entry in entries if entry.context == INTERFACE_CONTEXT}
    problems += _problems_of_interface(interface, code, path, listed or Location(str(path)))
    problems += _problems_of_wording(authors.values(), path)
    return Translations(
        {text: entry.translation for text, entry in authors.items() if entry.current},
        {text: entry.translation for text, entry in interface.items() if _is_usable(entry)},
        authors,
        problems,
    )


def for_languages(
    folder: Path,
    files: Files,
    languages: Sequence[tuple[str, Location]],
    needed: Collection[str] | None,
) -> dict[str, Translations]:
    """Return a folder's translations into its languages.

    Args:
        folder: The folder.
        files: Its files, as far as they have been read.
        languages: The languages, each with the place that lists it. The first needs no translation.
        needed: The languages whose catalogs are read [default: all].
    """
    first = languages[0][0] if languages else ""
    wanted = [
        (code, location)
        for code, location in languages
        # Babel knows nothing about an unknown language.
        if is_language(code) and (needed is None or code in needed)
        # The interface may have no texts in the first language either.
        if code != first or untranslated_interface(code)
    ]
    texts = texts_of(folder, files) if any(code != first for code, _ in wanted) else ()
    known = {code: Translations() for code, _ in languages}
    for code, location in wanted:
        known[code] = translations(folder, code, texts if code != first else (), location)
    return known


def _problems_of_wording(entries: Iterable[Entry], path: Path) -> list[Problem]:
    """Return what readers would not see as the translator meant it."""
    problems: list[Problem] = []
    check_characters("\n".join(lines(path)), str(path), problems)
    reader = NodeReader(problems)
    for entry in entries:
        if entry.current:
            check_translation(reader, entry.translation, Location(str(path), entry.line))
    return problems


def _problems_of_authors(
    entries: Mapping[str, Entry], texts: Iterable[TranslatableText], code: str, path: Path
) -> list[Problem]:
    """Return a problem for each text without a translation, and for each that has changed."""
    problems = []
    for text in texts:
        # Reported once for each text, at the first place where it is used.
        entry = entries.get(text.text)
        if entry is None or not entry.translation:
            message = (
                f'this text has no translation into "{code}"; '
                f"{_how_to_translate(path, code, is_listed=entry is not None, what='it')}"
            )
            problems.append(Problem(text.locations[0], message, "translation-missing"))
        elif not entry.current:
            message = (
                f'this text has changed since it was translated into "{code}"; review its entry '
                f"in {path}, which is marked as changed (fuzzy)"
            )
            problems.append(Problem(text.locations[0], message, "translation-fuzzy"))
    return problems


def _is_untranslated(entries: Iterable[Entry], problems: Sequence[Problem]) -> bool:
    """Return whether no text is translated yet, so that all problems are the same one.

    Someone who just added a language is still writing; this does not bury the other problems.
    """
    # Changed texts mean that someone has begun to translate, and so does any translation.
    return (
        len(problems) > 1
        and {problem.code for problem in problems} == {"translation-missing"}
        and not any(entry.current for entry in entries)
    )


def _problems_of_interface(
    entries: Mapping[str, Entry], code: str, path: Path, listed: Location
) -> Iterator[Problem]:
    """Yield what a folder must add to the interface in a language that this project does not have.

    It is one problem for all missing texts, at the first of them if the catalog has it.
    """
    texts = untranslated_interface(code)
    missing = [text for text in texts if text not in entries or not entries[text].current]
    if missing:
        location = next(
            (Location(str(path), entries[text].line) for text in missing if text in entries),
            listed,
        )
        run = _update_command(path.parent.parent, code)
        message = (
            f"{len(missing)} text{'s' * (len(missing) != 1)} of the interface, such as "
            f'"{missing[0]}", must be translated into "{code}"; run `{run}`, then translate '
            f'the entries with msgctxt "{INTERFACE_CONTEXT}" in {path}'
        )
        yield Problem(location, message, "interface-missing")
    for entry in entries.values():
        if entry.current and not _is_usable(entry):
            fields = ", ".join(f"{{{name}}}" for name in sorted(placeholders(entry.text) or ()))
            message = (
                f"this translation must have the same placeholders as the English text: {fields}"
                if fields
                else "the English text has no braces { }, so its translation has none either"
            )
            yield Problem(Location(str(path), entry.line), message, "interface-placeholders")


def _is_usable(entry: Entry) -> bool:
    """Return whether a page can show a translation of an interface text."""
    return entry.current and placeholders(entry.translation) == placeholders(entry.text)


def languages_of(folder: Path) -> tuple[str, ...]:
    """Return the languages of a folder as they are in `site.yaml`, the one of the files first.

    Problems of that file are dropped: it may be half-written, and `wizard check` reports them.
    """
    site = Files().read(folder / "site.yaml", [])
    listed = site.get("languages") if site else None
    items = listed.items if isinstance(listed, SequenceNode) else ()
    return tuple(item.text for item in items if isinstance(item, ScalarNode)) or Site.languages


def _how_to_translate(path: Path, code: str, *, is_listed: bool, what: str) -> str:
    """Return how to add a translation, given whether the catalog has the source text already."""
    if is_listed:
        return f"translate {what} in {path}"
    return f"run `{_update_command(path.parent.parent, code)}`, then translate {what} in {path}"


def _update_command(folder: Path, code: str) -> str:
    """Return the command that adds the texts of a folder to a catalog."""
    return command("translate", code, folder)


def update(folder: Path, code: str) -> None:
    """Update a folder's catalog of a language with its current text.

    For a language that this project does not have, the catalog gets the interface's texts too.

    Raises:
        CatalogError: If the catalog cannot be read, or is outside of the folder.
        OSError: If it cannot be written.
    """
    texts = []
    for text in _texts_for(folder, code):
        places = [
            # Relative and with slashes, so that the catalog is the same on every computer.
            (Path(location.file).relative_to(folder).as_posix(), location.line)
            for location in text.locations
        ]
        texts.append(SourceText(text.text, tuple(places)))
    texts += [SourceText(text, context=INTERFACE_CONTEXT) for text in untranslated_interface(code)]
    # Links are followed, so that a link to a catalog in the folder remains a link.
    path = Path(os.path.realpath(catalog_path(folder, code)))
    if not path.is_relative_to(os.path.realpath(folder)):
        raise CatalogError(f"it is a link to {path}, which is not in {folder}")
    update_catalog(path, code, texts)


def status(folder: Path, code: str) -> list[Problem]:
    """Return what is missing, outdated or broken in the translations into a language."""
    return translations(folder, code, _texts_for(folder, code)).problems


def _texts_for(folder: Path, code: str) -> tuple[TranslatableText, ...]:
    """Return the texts of a folder that need a translation into a language."""
    return texts_of(folder) if code != languages_of(folder)[0] else ()


def catalog_path(folder: Path, code: str) -> Path:
    """Return the path of a folder's translations into a language."""
    return folder / LOCALE / f"{code}.po"
