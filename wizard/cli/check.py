"""`wizard check`: report problems and warnings."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Timer

import click

from wizard.check import report
from wizard.check.checker import CheckResult, check_paths, folder_of
from wizard.check.fixes import Fixer
from wizard.cli.common import (
    fail,
    plural,
    print_changes,
    print_problems,
    row_named,
    today_option,
)
from wizard.cli.folders import find, guide_at, short_path
from wizard.extras import require
from wizard.loader.files import Files
from wizard.loader.rewrite import WriteError, write_files
from wizard.loader.suggest import command
from wizard.model.problems import Problem, reason_of

LONG = 3.0  # seconds; 51 rows of a large table take one


@click.command(short_help="Report what is wrong with flows, and where.")
@click.argument(
    "paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path, readable=False)
)
@click.option(
    "--words",
    is_flag=True,
    help="Check the texts of valid flows too: grade, sentences, acronyms.",
)
@click.option("--fix", is_flag=True, help="Repair what has only one repair, and check again.")
@today_option("Date to check reviews against")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="Output format: for people, for programs, or notes in a pull request on GitHub.",
)
def check(paths: tuple[Path, ...], words: bool, fix: bool, today: date, format_: str) -> None:
    """Check flow files or complete folders: problems first, then warnings.

    Without PATH, this is the current folder if it has a flow file or a site.yaml; else the guide
    that WIZARD_FLOWS names, or the shipped one.

    Each is printed as file:line:column: message [code], with an excerpt of the file. Exits with 1
    if there are problems. docs/problems/ lists every code, what it protects and how to fix it.

    --fix changes the files: it corrects typos, quotes and indents that have only one correction,
    and prints each change. Everything else in a file stays as it is.

    \b
    Examples:
      wizard check flows                 a folder, and what its files share
      wizard check flows/my-data.yaml    one flow
      wizard check --words               this folder, and whether it is easy to read
      wizard check --fix flows           repair what can be repaired
      wizard check --format json flows   for editors and scripts
    """
    if words:
        require("words", "texts cannot be scored")
    # Relative paths, so that terminals and editors can open the locations.
    checked = [short_path(_existing(path)) for path in paths] or [guide_at().folder]
    if fix:
        # For programs, stdout has only the problems that are left.
        _fix(checked, today, words, err=format_ != "text")
    with _patience():
        result = check_paths(checked, today, words)
    # For programs, stdout has only their format, and the exit code says the rest.
    if format_ == "json":
        click.echo(report.in_json(result.problems, result.flows))
    elif format_ == "github" and result.problems:
        click.echo(report.in_github(result.problems))
    elif format_ == "text":
        print_problems(result.problems)
    if not result.valid:
        # On stderr, since stdout may be read by a program.
        click.echo(_summary(result, checked), err=True)
    elif format_ == "text":
        click.echo(_summary(result, checked))
    fixable = sum(problem.fix is not None for problem in result.problems)
    if fixable and format_ == "text" and not fix:
        again = command("check", "--fix", *["--words"] * words, *paths)
        click.echo(f"{fixable} of these can be fixed: {again}", err=not result.valid)
    if not result.valid:
        sys.exit(1)


@contextmanager
def _patience() -> Iterator[None]:
    """Say on a terminal that a check goes on, if it takes long."""
    text = "still checking: each row of a table is checked by itself"
    note = Timer(LONG, click.echo, [text], {"err": True})
    note.daemon = True  # so that Ctrl-C does not wait for it
    if sys.stderr.isatty():
        note.start()
    try:
        yield
    finally:
        note.cancel()


def _fix(paths: list[Path], today: date, words: bool, err: bool) -> None:
    """Apply the fixes of the problems in some files and folders, and print what was changed.

    Args:
        paths: The files and folders.
        today: The date to check reviews against.
        words: Whether to check the texts of valid flows too.
        err: Whether to print to stderr.
    """
    files = Files()

    def check(contents: Mapping[Path, bytes]) -> tuple[Problem, ...]:
        nonlocal files
        files = files.changed(contents)
        return check_paths(paths, today, words, files).problems

    fixer = Fixer(check, [path if path.is_dir() else path.parent for path in paths])
    try:
        fixer.run()
        write_files(fixer.before, fixer.changed())
    except OSError as error:
        fail(f"{error.filename} cannot be read: {reason_of(error)}")
    except WriteError as error:
        fail(str(error))
    print_changes(fixer.changes, err)
    for path in sorted(fixer.outside):
        click.echo(f"{path} is a link to a file outside the folder, so it was not fixed", err=True)


def _existing(path: Path) -> Path:
    """Return a path that was named, or the one that it abbreviates; the checker reports others."""
    if named := row_named(str(path)):
        template = named.file.with_suffix("")
        fail(f"a row is checked with its template: `{command('check', template)}`")
    return path if os.path.lexists(path) else find(str(path)) or path


def _flows(result: CheckResult) -> str:
    """Return the number of flows, and of the rows that templates among them are for."""
    rows = f" ({plural(result.rows, 'row')})" if result.rows else ""
    return f"{plural(result.flows, 'flow')}{rows}"


def _summary(result: CheckResult, checked: Iterable[Path]) -> str:
    """Return the counts of problems, or of flows if there are none, and of warnings."""
    # Each folder once: several files of it may have been named.
    names = [*dict.fromkeys(guide_at(folder_of(path)).name for path in checked)]
    where = " and ".join(names) if len(names) < 3 else plural(len(names), "folder")
    warnings = sum(problem.warning for problem in result.problems)
    problems = len(result.problems) - warnings
    summary = (
        f"{plural(problems, 'problem')} in {where}"
        if problems
        else f"{_flows(result)} of {where} checked, no problems"
    )
    return f"{summary}, {plural(warnings, 'warning')}" if warnings else summary
