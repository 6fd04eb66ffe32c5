"""`wizard check`: report problems and warnings."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from wizard.check import report
from wizard.check.checker import check_paths
from wizard.cli.common import _print, _short
from wizard.resources import default_flows


@click.command(short_help="Say what is wrong with flows, and where.")
@click.argument(
    "paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path, readable=False)
)
@click.option(
    "--words",
    is_flag=True,
    help="Look at the words of sound flows too: grade, sentences, short names.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    default=lambda: datetime.now(),
    help="Judge review dates by this day.",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True,
    help="For people, for programs, or as notes in a pull request on GitHub.",
)  # fmt: skip
def check(paths: tuple[Path, ...], words: bool, today: datetime, form: str) -> None:
    """Check flow files, or whole folders of them: problems first, then warnings.

    Each is printed as file:line:column: message [code], with the line it stands in. Exits with 1 when there are
    problems. docs/problems/ explains every code and how to fix it.

    \b
    Examples:
      wizard check flows                 a folder, and what its files share
      wizard check flows/my-data.yaml    one flow
      wizard check --words               the shipped flows, and whether they can be read easily
      wizard check --format json flows   for editors and scripts
    """
    checked = check_paths(
        [_short(path) for path in paths or (default_flows(),)], today.date(), words
    )
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
        click.echo(
            f"{checked.flows} flow{'s' * (checked.flows != 1)} checked, no problems{warnings}"
        )
