"""The texts of a folder of flows, each with its place, for translators: what there is to say in every language.

Which keys hold text for readers is stated once, here. Nothing is known about Spanish or any other language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.i18n.catalog import CatalogError, read_catalog, update_catalog
from wizard.loader.files import Read, files_in, read
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.problems import Location, Problem

# The keys whose value a reader sees, whichever file they stand in. A letter goes out in the language it is written in;
# its translation is there so that a reader knows what it says.
TEXT_KEYS = {
    "title", "summary", "ask", "why", "help", "label", "outcome", "says", "text", "publisher", "note", "article",
    "found", "missing", "name", "notice", "means", "hint", "before", "after",
    "subject", "body", "also",
}  # fmt: skip

FOLDERS = (".", "letters")


@dataclass(frozen=True, slots=True)
class TranslatableText:
    """A text to translate, and every place where it stands."""

    text: str
    locations: tuple[Location, ...]


def texts_of(folder: Path, read: Read = read) -> tuple[TranslatableText, ...]:
    """The texts of a folder's files in reading order, each once. Files that cannot be read have none."""
    found: dict[str, list[Location]] = {}
    for path in sorted(path for part in FOLDERS for path in files_in(folder / part, ".yaml", [])):
        table = read(path, [])
        for word in _words(table) if table else ():
            found.setdefault(word.text.strip(), []).append(word.location)
    return tuple(TranslatableText(text, tuple(locations)) for text, locations in found.items())


def _words(node: Node) -> Iterator[ScalarNode]:
    """The words under keys that hold text, in order."""
    match node:
        case SequenceNode(items):
            for item in items:
                yield from _words(item)
        case MappingNode():
            for key, value in node:
                if key.text in TEXT_KEYS:
                    yield from (word for word in _listed(value) if word.text.strip())
                if not isinstance(value, ScalarNode):
                    yield from _words(value)


def _listed(node: Node) -> Iterator[ScalarNode]:
    """A word, or the words of a list and of the lists in it."""
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _listed(item)


def translations(
    folder: Path, code: str, read: Read = read
) -> tuple[Mapping[str, str], list[Problem]]:
    """The translations of a folder's texts into a language, and what is missing or out of date, at its source."""
    path = catalog_path(folder, code)
    try:
        entries = {entry.text: entry for entry in read_catalog(path)}
    except CatalogError as error:
        return {}, [
            Problem(
                Location(str(path), error.line),
                f"the catalog cannot be read: {error}",
                "catalog-broken",
            )
        ]
    problems = []
    for text in texts_of(folder, read):
        entry = entries.get(text.text)
        if entry is None or not entry.translation:
            message = f'this text has no translation into "{code}"; run "wizard translate {code}" and fill it in {path}'
            problems.append(Problem(text.locations[0], message, "translation-missing"))
        elif not entry.current:
            message = f'this text has changed since it was translated into "{code}"; look at the fuzzy entry in {path}'
            problems.append(Problem(text.locations[0], message, "translation-fuzzy"))
    return {text: entry.translation for text, entry in entries.items() if entry.current}, problems


def collapse_if_untranslated(
    known: Mapping[str, str], problems: list[Problem], code: str, location: Location
) -> list[Problem]:
    """What `translations` found; one problem, at the language's own place, as long as no text is translated.

    Who has only just listed a language still writes, and must see the other problems.
    """
    if (
        len(problems) < 2
        or any(known.values())
        or {problem.code for problem in problems} != {"translation-missing"}
    ):
        return problems
    message = f'no text has a translation into "{code}" yet, and there are {len(problems)}; run "wizard translate {code}"'
    return [Problem(location, message, "translation-missing")]


def update(folder: Path, code: str) -> None:
    """Bring a folder's catalog of a language up to date with its texts. Raises CatalogError."""
    texts = [
        (
            text.text,
            [
                (Path(location.file).relative_to(folder).as_posix(), location.line)
                for location in text.locations
            ],
        )
        for text in texts_of(folder)
    ]
    update_catalog(catalog_path(folder, code), code, texts)


def catalog_path(folder: Path, code: str) -> Path:
    """Where a folder keeps its translations into a language."""
    return folder / "locale" / f"{code}.po"
