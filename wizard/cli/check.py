"""`wizard check`: report problems and warnings."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from wizard.check import report
from wizard.check.checker import CheckResult, check_paths
from wizard.cli.common import plural, print_problems, short_path
from wizard.resources import default_flows


@click.command(short_help="Report what is wrong with flows, and where.")
@click.argument(
    "paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path, readable=False)
)
@click.option(
    "--words",
    is_flag=True,
    help="Check the texts of valid flows too: grade, sentences, acronyms.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    # A function, so that the default is the date of the call and not of the import.
    default=lambda: datetime.now(),
    help="Date to check reviews against [default: today].",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="Output format: for people, for programs, or notes in a pull request on GitHub.",
)
def check(paths: tuple[Path, ...], words: bool, today: datetime, format_: str) -> None:
    """Check flow files or complete folders: problems first, then warnings.

    Each is printed as file:line:column: message [code], with an excerpt of the file. Exits with 1
    if there are problems. docs/problems/ lists every code, what it protects and how to fix it.

    \b
    Examples:
      wizard check flows                 a folder, and what its files share
      wizard check flows/my-data.yaml    one flow
      wizard check --words               the default flows, and whether they are easy to read
      wizard check --format json flows   for editors and scripts
    """
    result = check_paths(
        # Relative paths, so that terminals and editors can open the locations.
        [short_path(path) for path in paths or (default_flows(),)],
        today.date(),
        words,
    )
    # For programs, stdout has only their format, and the exit code says the rest.
    if format_ == "json":
        click.echo(report.in_json(result.problems, result.flows))
    elif format_ == "github" and result.problems:
        click.echo(report.in_github(result.problems))
    elif format_ == "text":
        print_problems(result.problems)
    if not result.valid:
        # On stderr, since stdout may be read by a program.
        click.echo(_summary(result), err=True)
        sys.exit(1)
    if format_ == "text":
        click.echo(_summary(result))


def _summary(result: CheckResult) -> str:
    """Return the counts of problems, or of flows if there are none, and of warnings."""
    warnings = sum(problem.warning for problem in result.problems)
    problems = len(result.problems) - warnings
    summary = (
        plural(problems, "problem")
        if problems
        else f"{plural(result.flows, 'flow')} checked, no problems"
    )
    return f"{summary}, {plural(warnings, 'warning')}" if warnings else summary
