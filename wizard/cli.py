"""The commands, on click. Exit codes: 0 all is well, 1 problems were found, 2 the command was used wrongly."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import click

from wizard import author, catalog, importer, publish, report
from wizard.check import check_paths
from wizard.i18n import INTERFACE, CatalogError, interface_texts, is_language, read_catalog, update_catalog
from wizard.links import Base
from wizard.loader import DATA, check_folder, default_flows
from wizard.source import Problem

PORT = 5000


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="flow-wizard", prog_name="wizard")
def main() -> None:
    """Guided question-and-answer flows, written in YAML, served as plain pages.

    \b
    Examples:
      wizard new deposit      a small flow to start from: deposit.yaml
      wizard run . --reload   look at it in the browser while writing
      wizard check .          what is wrong with it, and where

    \b
    Bash completes commands, options and flows after this line (zsh_source and fish_source do it for those):
      eval "$(_WIZARD_COMPLETE=bash_source wizard)"
    """


main.add_command(publish.export)
main.add_command(author.graph)
main.add_command(importer.import_)
main.add_command(author.new)
main.add_command(author.paths)
main.add_command(author.play)
main.add_command(author.schema)


@main.command(short_help="Serve a folder of flows.")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option(
    "--origin",
    metavar="URL",
    envvar="WIZARD_ORIGIN",
    help="Where readers find the site, behind a proxy: https://example.org",
)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer. [default: one for each processor]")
@click.option("--reload", is_flag=True, help="Show each save in the open page at once, and what is wrong with it.")
def run(folder: Path | None, host: str, port: int, origin: str | None, workers: int | None, reload: bool) -> None:
    """Serve the flows of DIR (the shipped ones, or WIZARD_FLOWS, where left out).

    An unsound folder is not served: its problems are printed instead. With --reload they are shown on its pages. SIGHUP
    reads the folder again, without losing a request; where it is not sound any more, the flows stay as they were.

    \b
    Examples:
      wizard run                     the shipped flows, on http://127.0.0.1:5000
      wizard run flows --reload      while writing: each save shows in the browser
      wizard run flows --port 8000   on another port
    """
    from wizard import serve  # here, since the other commands need no server and no pages
    from wizard.reload import create_reloader

    folder = folder or default_flows()
    site, problems = check_folder(folder)
    if site is None and not (reload and folder.is_dir()):
        _print(problems)
        sys.exit(1)
    if origin is not None:
        os.environ["WIZARD_ORIGIN"] = _origin(origin)
    _refuse_taken(host, port)
    shown = f"[{host}]" if ":" in host else host
    name = site.name if site else folder.resolve().name
    click.echo(f"{name}: http://{shown}:{port}/  (stop with Ctrl-C)")
    if reload or not site:
        os.environ["WIZARD_FLOWS"] = str(folder.resolve())  # for the worker
        serve.serve(create_reloader, host, port, 1, lambda: None)
        return
    served = serve.Folder(folder, site)

    def tell(problems: tuple[Problem, ...]) -> None:
        _print(problems)
        click.echo("the flows stay as they were" if problems else f"{served.site.name}: the flows were read again")

    serve.serve(served.load, host, port, workers or serve.cores(), lambda: served.again(tell))


@main.command(short_help="Say what is wrong with flows, and where.")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path, readable=False))
@click.option("--words", is_flag=True, help="Look at the words of sound flows too: grade, sentences, short names.")
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), default=lambda: datetime.now(), help="Judge review dates by this day."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True,
    help="For people, for programs, or as notes in a pull request on GitHub.",
)  # fmt: skip
def check(paths: tuple[Path, ...], words: bool, today: datetime, form: str) -> None:
    """Check flow files, or whole folders of them: problems first, then warnings.

    Each is printed as file:line:column: message [code], with the line it stands in. Exits with 1 when there are
    problems. docs/problems.md has every code, what it protects and how to mend it.

    \b
    Examples:
      wizard check flows                 a folder, and what its files share
      wizard check flows/my-data.yaml    one flow
      wizard check --words               the shipped flows, and whether they can be read easily
      wizard check --format json flows   for editors and scripts
    """
    checked = check_paths([_short(path) for path in paths or (default_flows(),)], today.date(), words)
    if form == "json":
        click.echo(report.in_json(checked.problems, checked.flows))
    elif form == "github" and checked.problems:
        click.echo(report.in_github(checked.problems))
    elif form == "text":
        _print(checked.problems)
    wrong = sum(not problem.warning for problem in checked.problems)
    doubtful = len(checked.problems) - wrong
    warnings = f", {doubtful} warning{'s' * (doubtful != 1)}" if doubtful else ""
    if wrong:
        click.echo(f"{wrong} problem{'s' * (wrong != 1)}{warnings}", err=True)
        sys.exit(1)
    if form == "text":
        click.echo(f"{checked.flows} flow{'s' * (checked.flows != 1)} checked, no problems{warnings}")


@main.command(short_help="List every source, its age and who cites it.")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), default=lambda: datetime.now(), help="Count ages to this day."
)
def sources(folder: Path | None, today: datetime) -> None:
    """Print every source with its age in days and who cites it, then what a lawyer must still confirm.

    Sources that were checked longest ago come first.

    \b
    Examples:
      wizard sources                            the shipped ones
      wizard sources flows --today 2027-01-31   how old they will be on a day
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


@main.command(short_help="Bring a language's catalog up to date.")
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
    except OSError as error:
        click.echo(f"{path}: the catalog cannot be written: {(error.strerror or str(error)).lower()}", err=True)
        sys.exit(1)
    if status and not interface:
        _print(catalog.translations(folder, language)[1])
    done, missing = sum(entry.sure for entry in entries), sum(not entry.translation for entry in entries)
    click.echo(f"{path}: {done} translated, {len(entries) - done - missing} to look at, {missing} missing")


def _print(found: Iterable[Problem]) -> None:
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    if text := report.in_text(found, colour):
        click.echo(text, color=colour)


def _short(path: Path) -> Path:
    """A path as a person would write it from here."""
    whole = Path(os.path.abspath(path))  # links are not followed: the name that was given is the one to show
    return whole.relative_to(Path.cwd()) if whole.is_relative_to(Path.cwd()) else path


def _origin(address: str) -> str:
    """The scheme and host of an address, which must have no path."""
    with suppress(ValueError):
        base = Base.of(address)
        if not base.prefix:
            return base.origin
    raise click.BadParameter(f'"{address}" is not an address such as https://example.org', param_hint="--origin")


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
