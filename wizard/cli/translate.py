"""`wizard translate`: update a language's catalog."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click

from wizard.cli.common import fail, print_problems, require_guide
from wizard.cli.folders import guide_at
from wizard.i18n.catalog import Entry, SourceText, interface_texts, read_catalog, update_catalog
from wizard.i18n.po import CatalogError
from wizard.i18n.translator import SOURCE_LANGUAGE, is_language, untranslated_interface
from wizard.loader import translations
from wizard.loader.suggest import command
from wizard.model.problems import reason_of
from wizard.resources import DATA, INTERFACE, PACKAGE


@click.command(short_help="Update a language's catalog.")
@click.argument("language", metavar="LANG")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--status",
    is_flag=True,
    help="Change nothing; print what is missing, and what has changed from what.",
)
@click.option(
    "--interface", is_flag=True, help="The interface's own texts, in a checkout of this project."
)
def translate(language: str, folder: Path | None, status: bool, interface: bool) -> None:
    """Update the catalog of a language with the texts of DIR.

    The catalog is locale/LANG.po, for any PO editor. Nothing in it is lost: if a text has changed,
    its translation is marked as changed (fuzzy) until it has been reviewed; if a text is gone, its
    translation is kept as a comment, and is used again when the text is back.

    If this project has no interface in the language, the catalog gets its texts too.

    Without DIR, this is the current folder if it has a flow file or a site.yaml; else the guide
    that WIZARD_FLOWS names, or the shipped one.

    \b
    Examples:
      wizard translate es           update locale/es.po of this folder
      wizard translate es flows     update flows/locale/es.po
      wizard translate es --status  what is still to do
    """
    if not is_language(language):
        message = f'"{language}" is not a language code such as en or es'
        raise click.BadParameter(message, param_hint="LANG")
    folder = guide_at(folder).folder
    # Two catalogs: the guide's texts belong to its authors, those of the interface to this project.
    path = (
        INTERFACE / f"{language}.po" if interface else translations.catalog_path(folder, language)
    )
    _require_other_language(language, None if interface else folder)
    try:
        if not status and interface:
            texts = interface_texts([DATA / "templates", PACKAGE]).items()
            update_catalog(path, language, [SourceText(text, tuple(at)) for text, at in texts])
        elif not status:
            translations.update(folder, language)
        # Read again after writing, so that the counts are those of the file.
        entries = read_catalog(path)
    except CatalogError as error:
        fail(f"{path}:{error.line}:1: the catalog cannot be read: {error}")
    except OSError as error:
        fail(f"{path}: the catalog cannot be written: {reason_of(error)}")
    if status and not interface:
        print_problems(translations.status(folder, language))
        _print_changes(path, entries)
    if not interface and language not in translations.languages_of(folder):
        message = f'no page is in "{language}" until {folder / "site.yaml"} lists it in `languages`'
        click.echo(message)
    done = sum(entry.current for entry in entries)
    missing = sum(not entry.translation for entry in entries)
    # The others are translated, but their text has changed since, or they were never reviewed.
    changed = f"{len(entries) - done - missing} marked as changed (fuzzy)"
    click.echo(f"{path}: {done} translated, {changed}, {missing} missing")


def _require_other_language(language: str, folder: Path | None) -> None:
    """Refuse to translate into the language of the texts, or to make a catalog of no guide.

    Args:
        language: The language to translate into.
        folder: The folder of the guide, or None for the interface.
    """
    source = SOURCE_LANGUAGE
    if folder:
        if os.path.isfile(folder):  # no error for a name that is too long
            example = command("translate", language, folder.parent)
            message = f'"{folder}" is a file; name its folder: {example}'
            raise click.BadParameter(message, param_hint="DIR")
        require_guide(folder)
        source = translations.languages_of(folder)[0]
    # The interface may lack texts in the language of the guide too.
    if language == source and not untranslated_interface(language):
        message = f'the texts are written in "{source}"; name the language to translate into'
        raise click.BadParameter(message, param_hint="LANG")


def _print_changes(path: Path, entries: Iterable[Entry]) -> None:
    """Print the text of each changed entry as it was when it was translated, and as it is now."""
    for entry in entries:
        if entry.previous:
            click.echo(f"{path}:{entry.line}: was: {entry.previous}")
            click.echo(f"{path}:{entry.line}: now: {entry.text}")
