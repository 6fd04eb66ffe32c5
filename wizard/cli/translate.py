"""`wizard translate`: update a language's catalog."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from wizard.cli.common import _print, _short
from wizard.i18n.catalog import CatalogError, interface_texts, read_catalog, update_catalog
from wizard.i18n.translator import is_language
from wizard.loader import translations
from wizard.resources import DATA, INTERFACE, PACKAGE, default_flows


@click.command(short_help="Bring a language's catalog up to date.")
@click.argument("language", metavar="LANG")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--status", is_flag=True, help="Change nothing; print what is missing or out of date."
)
@click.option(
    "--interface", is_flag=True, help="The interface's own texts, in a checkout of this project."
)
def translate(language: str, folder: Path | None, status: bool, interface: bool) -> None:
    """Bring the catalog of a language up to date with the texts of DIR: locale/LANG.po, for any PO editor.

    Translations are kept. That of a changed text is marked fuzzy until a person has looked at it.

    \b
    Examples:
      wizard translate es           update flows/locale/es.po
      wizard translate es --status  what is still to do
    """
    if not is_language(language):
        raise click.BadParameter(
            f'"{language}" is not the code of a language, such as en or es', param_hint="LANG"
        )
    folder = _short(folder or default_flows())
    path = (
        INTERFACE / f"{language}.po" if interface else translations.catalog_path(folder, language)
    )
    try:
        if not status and interface:
            update_catalog(path, language, interface_texts([DATA / "templates", PACKAGE]).items())
        elif not status:
            translations.update(folder, language)
        entries = read_catalog(path)
    except CatalogError as error:
        click.echo(f"{path}:{error.line}:1: the catalog cannot be read: {error}", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(
            f"{path}: the catalog cannot be written: {(error.strerror or str(error)).lower()}",
            err=True,
        )
        sys.exit(1)
    if status and not interface:
        texts = translations.texts_of(folder)
        _print(translations.translations(folder, language, texts)[1])
    done, missing = (
        sum(entry.current for entry in entries),
        sum(not entry.translation for entry in entries),
    )
    click.echo(
        f"{path}: {done} translated, {len(entries) - done - missing} to look at, {missing} missing"
    )
