"""The text of a folder of flows with its locations, for translators, and the translations of it.

This module is the one place that says which keys contain text for readers.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.i18n.catalog import CatalogError, read_catalog, update_catalog
from wizard.loader.files import Files, files_in
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.problems import Location, Problem

# The keys with text for readers, in any file. Letters are sent in the language they are written in;
# their translation is shown next to them so that readers know what they say.
TEXT_KEYS = {
    "title", "summary", "ask", "why", "help", "label", "outcome", "says", "text", "publisher",
    "note", "article", "found", "missing", "name", "notice", "means", "hint", "before", "after",
    "subject", "body", "also", "when",
}  # fmt: skip

# More of them in one file. In other files the same keys contain something else, or are ids.
TEXT_KEYS_OF = {
    "offices": {"does", "form", "fee", "hours", "languages"},
    "site": {"heading", "lead"},
}

# Cases are for authors only, so they are not translated.
FOLDERS = (".", "letters")


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
        keys = TEXT_KEYS | TEXT_KEYS_OF.get(path.stem, set())
        for node in _text_nodes(table, keys) if table else ():
            # The same text in two places is one entry of a catalog, as gettext has it.
            texts.setdefault(node.text.strip(), []).append(node.location)
    return tuple(TranslatableText(text, tuple(locations)) for text, locations in texts.items())


def _text_nodes(node: Node, keys: Collection[str]) -> Iterator[ScalarNode]:
    """Yield the text under all keys that contain text, in order."""
    match node:
        case SequenceNode(items):
            for item in items:
                yield from _text_nodes(item, keys)
        case MappingNode():
            for key, value in node:
                # A condition has ids only, and a question may have the name of one of these keys.
                if key.text == "if":
                    continue
                if key.text in keys:
                    yield from (scalar for scalar in _scalars(value) if scalar.text.strip())
                if not isinstance(value, ScalarNode):
                    yield from _text_nodes(value, keys)


def _scalars(node: Node) -> Iterator[ScalarNode]:
    """Yield a scalar, or the scalars of a list and of the lists in it."""
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _scalars(item)


def translations(
    folder: Path, code: str, texts: Iterable[TranslatableText]
) -> tuple[Mapping[str, str], list[Problem]]:
    """Return a folder's translations into a language, and what is missing or out of date.

    Outdated translations are left out. Problems are located at the source text.
    """
    path = catalog_path(folder, code)
    try:
        entries = {entry.text: entry for entry in read_catalog(path)}
    except CatalogError as error:
        location, message = Location(str(path), error.line), f"the catalog cannot be read: {error}"
        return {}, [Problem(location, message, "catalog-broken")]
    problems = []
    for text in texts:
        # Reported once for each text, at the first place where it is used.
        entry = entries.get(text.text)
        if entry is None or not entry.translation:
            message = (
                f'this text has no translation into "{code}"; '
                f"run `{_update_command(folder, code)}`, then translate it in {path}"
            )
            problems.append(Problem(text.locations[0], message, "translation-missing"))
        elif not entry.current:
            message = (
                f'this text has changed since it was translated into "{code}"; '
                f"review the fuzzy entry in {path}"
            )
            problems.append(Problem(text.locations[0], message, "translation-fuzzy"))
    return {text: entry.translation for text, entry in entries.items() if entry.current}, problems


def collapse_if_untranslated(
    known: Mapping[str, str], problems: list[Problem], code: str, location: Location
) -> list[Problem]:
    """Return the problems of `translations`, or one in site.yaml if nothing is translated yet.

    Someone who just added a language is still writing; this does not bury the other problems.
    """
    # Fuzzy entries mean that someone has begun to translate, and so does any translation.
    if (
        len(problems) < 2
        or any(known.values())
        or {problem.code for problem in problems} != {"translation-missing"}
    ):
        return problems
    message = (
        f'none of the {len(problems)} texts has a translation into "{code}" yet; '
        f"run `{_update_command(Path(location.file).parent, code)}`"
    )
    return [Problem(location, message, "translation-missing")]


def _update_command(folder: Path, code: str) -> str:
    """Return the command that adds the texts of a folder to a catalog."""
    return shlex.join(["wizard", "translate", code, str(folder)])


def update(folder: Path, code: str) -> None:
    """Update a folder's catalog of a language with its current text. Raises CatalogError."""
    texts = []
    for text in texts_of(folder):
        places = [
            # Relative and with slashes, so that the catalog is the same on every computer.
            (Path(location.file).relative_to(folder).as_posix(), location.line)
            for location in text.locations
        ]
        texts.append((text.text, places))
    update_catalog(catalog_path(folder, code), code, texts)


def catalog_path(folder: Path, code: str) -> Path:
    """Return the path of a folder's translations into a language."""
    return folder / "locale" / f"{code}.po"
