"""`wizard check`: report problems and warnings."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from wizard.check import report
from wizard.check.checker import CheckResult, check_paths, folder_of
from wizard.cli.common import plural, print_problems, today_option
from wizard.cli.folders import find, guide_at, short_path


@click.command(short_help="Report what is wrong with flows, and where.")
@click.argument(
    "paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path, readable=False)
)
@click.option(
    "--words",
    is_flag=True,
    help="Check the texts of valid flows too: grade, sentences, acronyms.",
)
@today_option("Date to check reviews against")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="Output format: for people, for programs, or notes in a pull request on GitHub.",
)
def check(paths: tuple[Path, ...], words: bool, today: date, format_: str) -> None:
    """Check flow files or complete folders: problems first, then warnings.

    Without PATH, this is the current folder if it has a flow file or a site.yaml; else the guide
    that WIZARD_FLOWS names, or the shipped one.

    Each is printed as file:line:column: message [code], with an excerpt of the file. Exits with 1
    if there are problems. docs/problems/ lists every code, what it protects and how to fix it.

    \b
    Examples:
      wizard check flows                 a folder, and what its files share
      wizard check flows/my-data.yaml    one flow
      wizard check --words               this folder, and whether it is easy to read
      wizard check --format json flows   for editors and scripts
    """
    # Relative paths, so that terminals and editors can open the locations.
    checked = [short_path(_existing(path)) for path in paths] or [guide_at().folder]
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
        sys.exit(1)
    if format_ == "text":
        click.echo(_summary(result, checked))


def _existing(path: Path) -> Path:
    """Return a path that was named, or the one that it abbreviates; the checker reports others."""
    return path if os.path.lexists(path) else find(str(path)) or path


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
        else f"{plural(result.flows, 'flow')} of {where} checked, no problems"
    )
    return f"{summary}, {plural(warnings, 'warning')}" if warnings else summary
