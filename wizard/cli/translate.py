"""`wizard translate`: update a language's catalog."""

from __future__ import annotations

from pathlib import Path

import click

from wizard.cli.common import fail, print_problems, reason, require_guide
from wizard.cli.folders import guide_at
from wizard.i18n.catalog import CatalogError, interface_texts, read_catalog, update_catalog
from wizard.i18n.translator import is_language
from wizard.loader import translations
from wizard.resources import DATA, INTERFACE, PACKAGE


@click.command(short_help="Update a language's catalog.")
@click.argument("language", metavar="LANG")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--status", is_flag=True, help="Change nothing; print what is missing or out of date."
)
@click.option(
    "--interface", is_flag=True, help="The interface's own texts, in a checkout of this project."
)
def translate(language: str, folder: Path | None, status: bool, interface: bool) -> None:
    """Update the catalog of a language with the texts of DIR.

    The catalog is locale/LANG.po, for any PO editor. Translations are kept. If a text has changed,
    its translation is marked fuzzy until it has been reviewed.

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
    if not interface:
        require_guide(folder)
    path = (
        # Two catalogs: the guide's texts belong to its authors, those of the interface to this
        # project.
        INTERFACE / f"{language}.po" if interface else translations.catalog_path(folder, language)
    )
    try:
        if not status and interface:
            update_catalog(path, language, interface_texts([DATA / "templates", PACKAGE]).items())
        elif not status:
            translations.update(folder, language)
        # Read again after writing, so that the counts are those of the file.
        entries = read_catalog(path)
    except CatalogError as error:
        fail(f"{path}:{error.line}:1: the catalog cannot be read: {error}")
    except OSError as error:
        fail(f"{path}: the catalog cannot be written: {reason(error)}")
    if status and not interface:
        texts = translations.texts_of(folder)
        print_problems(translations.translations(folder, language, texts)[1])
    done = sum(entry.current for entry in entries)
    missing = sum(not entry.translation for entry in entries)
    # These are translated, but their text has changed since, or they were never reviewed.
    fuzzy = len(entries) - done - missing
    click.echo(f"{path}: {done} translated, {fuzzy} to review (fuzzy), {missing} missing")
