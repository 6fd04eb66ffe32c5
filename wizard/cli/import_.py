"""`wizard import`: turn a tree that was written for another tool into a flow."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from wizard.check.report import in_text
from wizard.cli.common import NamedFlow, create_file, fail, flow_path, plural, translator_for
from wizard.cli.folders import require_parent
from wizard.convert.codes import CHANGED, DEFECT, LEFT_OUT
from wizard.convert.csv_header import parse_columns
from wizard.convert.importer import (
    READERS,
    ImportFailedError,
    SeveralFilesError,
    import_files,
)
from wizard.convert.tree import ImportedTree
from wizard.loader.site import check_text
from wizard.loader.site_reader import SiteReader
from wizard.loader.suggest import command
from wizard.model.problems import Problem, escape_control_characters, reason_of, sorted_unique

MAX_PROBLEMS = 1_000  # lines of the report


@click.command("import", short_help="Make a flow from a tree of another tool.")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--output", metavar="FLOW", default="-", help="Flow file to write [default: print it]."
)
@click.option(
    "--from",
    "format_",
    type=click.Choice(tuple(READERS)),
    help="Input format [default: detected from the content].",
)
@click.option(
    "--columns",
    metavar="COLUMN=HEADING,...",
    help="Headings of a CSV file that calls id, text, answer or next something else, "
    "such as text=Prompt,next=Goto.",
)
@click.option("--force", is_flag=True, help="Overwrite an existing flow file.")
def import_(
    files: tuple[Path, ...], output: str, format_: str | None, columns: str | None, force: bool
) -> None:
    """Make a flow from a tree of another tool.

    It can be QnA Markup, Twine, a flowchart of Mermaid or draw.io, or CSV.

    Several files, or a folder, are one story in Twee. A report lists what was changed or left out
    and what is wrong in FILE, each with its location. The exit code is 1 if something is wrong.
    docs/how-to/import.md says what is kept of each format.

    \b
    Examples:
      wizard graph understand-the-rules --output tree.csv
      wizard import tree.csv                            print the flow
      wizard import tree.csv --output flows/deposit.yaml
    """
    to_stdout = output == "-"
    # Printed flows are checked too, and messages need a name.
    path = Path("imported.yaml") if to_stdout else flow_path(output, "--output", "deposit.yaml")
    if not to_stdout:
        require_parent(path, "--output")
    # With --force, the source would be lost.
    if not to_stdout and path.resolve() in [file.resolve() for file in files]:
        raise click.BadParameter("this is the file to read", param_hint="--output")
    headings = _headings(columns, format_)
    try:
        tree, text = import_files(files, format_, translator_for(NamedFlow(path), None), headings)
    except SeveralFilesError as error:
        raise click.UsageError(escape_control_characters(str(error))) from None
    except ImportFailedError as error:
        # The message can quote the file, which may contain escape sequences for the terminal.
        fail(escape_control_characters(str(error)))
    # An importer cannot know everything that the checker does. Warnings are left to `wizard check`.
    _, checked = check_text(text, path, SiteReader(path.parent))
    problems = [problem for problem in checked if not problem.warning]
    if to_stdout:
        click.echo(text, nl=False)
    else:
        _write(path, text, force)
    defects = print_report(tree, problems, err=to_stdout)
    if not to_stdout:
        click.echo(f"Wrote {path}. What to do next:")
        click.echo(f"  {command('check', path)}")
        click.echo(f"  {command('play', path)}")
    sys.exit(1 if problems or defects else 0)


def _headings(columns: str | None, format_: str | None) -> Mapping[str, str]:
    """Return the headings that an option names."""
    if columns is None:
        return {}
    if format_ not in (None, "csv"):
        raise click.UsageError(f"--columns is for CSV; leave it or --from {format_} out")
    try:
        return parse_columns(columns)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--columns") from None


def _write(path: Path, text: str, force: bool) -> None:
    """Write the flow file. An existing one is overwritten only with --force."""
    try:
        # --force replaces files, never a folder or a broken link.
        if os.path.lexists(path) and not (force and path.is_file()):
            message = f"{path} already exists and was not changed; --force overwrites a file"
            raise click.BadParameter(message, param_hint="--output")
        create_file(path, text, overwrite=force)
    except OSError as error:
        message = f"{path} cannot be written: {reason_of(error)}"
        raise click.BadParameter(message, param_hint="--output") from None


def print_report(tree: ImportedTree, problems: list[Problem], err: bool) -> int:
    """Print the problems of the source, those of the flow, and a summary.

    Returns:
        The number of defects of the source.
    """
    # Passes report in their own order; the report follows the file.
    of_source = sorted_unique(tree.problems)
    for problem in of_source[:MAX_PROBLEMS]:
        click.echo(_line(problem), err=err)
    if len(of_source) > MAX_PROBLEMS:
        click.echo(f"… and {len(of_source) - MAX_PROBLEMS:,} more", err=err)
    if problems:
        # A flow that is printed has no file whose lines could be shown.
        text = "\n".join(map(_line, problems)) if err else in_text(problems)
        click.echo(text, err=err)
    click.echo(_summary(tree, of_source, problems), err=err)
    return sum(problem.code == DEFECT for problem in of_source)


def _summary(tree: ImportedTree, of_source: tuple[Problem, ...], problems: list[Problem]) -> str:
    """Return the counts of what was kept, changed and left out, and of what is wrong."""
    questions = [step for step in tree.steps.values() if step.answers]
    kept = [
        plural(len(questions), "question"),
        plural(sum(len(step.answers) for step in questions), "answer"),
        plural(len(tree.steps) - len(questions), "outcome"),
    ]
    sums = [
        f"{name}: {sum(problem.code == code for problem in of_source)}."
        for name, code in (("Changed", CHANGED), ("Left out", LEFT_OUT), ("Defects", DEFECT))
    ]
    summary = f"Kept: {', '.join(kept)}. {' '.join(sums)}"
    return f"{summary} The flow has {plural(len(problems), 'problem')}." if problems else summary


def _line(problem: Problem) -> str:
    return f"{problem} [{problem.code}]"
