"""The commands, on click. Exit codes: 0 all is well, 1 problems were found, 2 the command was used wrongly."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from wizard import catalog
from wizard.flow import Site
from wizard.i18n import INTERFACE, CatalogError, interface_texts, is_language, read_catalog, update_catalog, words_in
from wizard.loader import check_flow, check_folder
from wizard.rules import check_age
from wizard.source import Problem
from wizard.web import DATA, default_flows
from wizard.words import check_words

PORT = 5000


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="flow-wizard", prog_name="wizard")
def main() -> None:
    """Guided question-and-answer flows, written in YAML, served as plain pages."""


@main.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
def run(folder: Path | None, host: str, port: int) -> None:
    """Serve the flows of DIR (the shipped ones, or WIZARD_FLOWS, where left out).

    An unsound folder is not served: its problems are printed instead.
    """
    folder = folder or default_flows()
    site, problems = check_folder(folder)
    if site is None:
        _print(problems)
        sys.exit(1)
    _refuse_taken(host, port)
    os.environ["WIZARD_FLOWS"] = str(folder.resolve())  # the workers read it again, each for itself
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"{site.name}: http://{shown}:{port}/  (stop with Ctrl-C)")
    server = Server(
        "wizard.web:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=1,
        blocking_threads=os.cpu_count() or 1,
        workers_kill_timeout=1,  # Ctrl-C reaches worker and parent alike, and a worker may miss the second word
        log_level=LogLevels.warning,
        log_access=False,
        websockets=False,
    )
    server.serve()


@main.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--words", is_flag=True, help="Look at the words of sound flows too: grade, sentences, short names.")
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), default=lambda: datetime.now(), help="Judge review dates by this day."
)
def check(paths: tuple[Path, ...], words: bool, today: datetime) -> None:
    """Check flow files, or whole folders of them: problems first, then warnings.

    Each is printed as file:line:column: message. Exits with 1 when there are problems.
    """
    found: set[Problem] = set()
    flows = 0
    for path in paths or (default_flows(),):
        if path.is_dir() or not path.exists():
            site, problems = check_folder(_short(path))
            flows += len(site.flows) if site else 0
        else:
            flow, problems = check_flow(_short(path))
            flows += flow is not None
            site = Site(flow.title, {flow.id: flow}) if flow else None
        found.update(problems)
        if site:
            found.update(check_age(site, today.date()))
        if words and site:
            for language in site.languages:
                found.update(check_words(site, language, words_in(language, site.texts.get(language)).author))
    _print(found)
    wrong = sum(not problem.warning for problem in found)
    doubtful = len(found) - wrong
    warnings = f", {doubtful} warning{'s' * (doubtful != 1)}" if doubtful else ""
    if wrong:
        click.echo(f"{wrong} problem{'s' * (wrong != 1)}{warnings}", err=True)
        sys.exit(1)
    click.echo(f"{flows} flow{'s' * (flows != 1)} checked, no problems{warnings}")


@main.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), default=lambda: datetime.now(), help="Count ages to this day."
)
def sources(folder: Path | None, today: datetime) -> None:
    """Print every source with its age in days and who cites it, then what a lawyer must still confirm.

    Sources that were checked longest ago come first.
    """
    site, problems = check_folder(_short(folder or default_flows()))
    if site is None:
        _print(problems)
        sys.exit(1)
    cited: dict[str, list[str]] = {name: [] for name in site.sources}
    for claim in site.claims.values():
        for source in claim.cite:
            cited[source.id].append(claim.id)
    for source in sorted(site.sources.values(), key=lambda source: (source.checked or date.min, source.id)):
        age = f"{(today.date() - source.checked).days} days" if source.checked else "never checked"
        click.echo(f"{source.id}: {source.title} ({age}) <- {', '.join(cited[source.id]) or 'its own flow'}")
    for number, text in enumerate(site.confirm, 1):
        click.echo(f"{number}. to confirm: {text}")


@main.command()
@click.argument("language", metavar="LANG")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--status", is_flag=True, help="Change nothing; print what is missing or out of date.")
@click.option("--interface", is_flag=True, help="The interface's own texts, in a checkout of this project.")
def translate(language: str, folder: Path | None, status: bool, interface: bool) -> None:
    """Bring the catalog of a language up to date with the texts of DIR: locale/LANG.po, for any PO editor.

    Translations are kept. That of a changed text is marked fuzzy until a person has looked at it.

    \b
    Examples:
      wizard translate es           update flows/locale/es.po
      wizard translate es --status  what is still to do
    """
    if not is_language(language):
        raise click.BadParameter(f'"{language}" is not the code of a language, such as en or es', param_hint="LANG")
    folder = _short(folder or default_flows())
    path = INTERFACE / f"{language}.po" if interface else catalog.catalog_path(folder, language)
    try:
        if not status and interface:
            update_catalog(path, language, interface_texts([DATA / "templates", Path(__file__).parent]).items())
        elif not status:
            catalog.update(folder, language)
        entries = read_catalog(path)
    except CatalogError as error:
        click.echo(f"{path}:{error.line}:1: the catalog cannot be read: {error}", err=True)
        sys.exit(1)
    if status and not interface:
        _print(catalog.translations(folder, language)[1])
    done, missing = sum(entry.sure for entry in entries), sum(not entry.translation for entry in entries)
    click.echo(f"{path}: {done} translated, {len(entries) - done - missing} to look at, {missing} missing")


def _print(found: Iterable[Problem]) -> None:
    for problem in sorted(found, key=lambda problem: (problem.warning, problem)):
        click.echo(str(problem))


def _short(path: Path) -> Path:
    """A path as a person would write it from here."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path


def _refuse_taken(host: str, port: int) -> None:
    """Say in one line that the port cannot be had, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            taken = f"port {port} is in use; stop what uses it, or choose another: --port {port + 1} (make run PORT={port + 1})"
            words = (
                taken
                if error.errno == 98
                else f"cannot listen on {host}:{port}: {(error.strerror or str(error)).lower()}"
            )
            click.echo(words, err=True)
            sys.exit(1)


if __name__ == "__main__":
    main()
