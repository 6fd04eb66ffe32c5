"""`wizard import`: turn a tree that was written for another tool into a flow."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wizard.check.report import in_text
from wizard.cli.common import create_file, fail, flow_path, plural, reason, translator_for
from wizard.convert.importer import FORMS, IntakeError, import_file
from wizard.loader.site import SiteReader, check_text
from wizard.model.problems import Problem, escape_control_characters

if TYPE_CHECKING:
    from wizard.convert.tree import ImportedTree

MAX_NOTES = 1_000  # lines of the report


@click.command("import", short_help="Make a flow of a tree from another tool.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--output", metavar="FLOW", default="-", help="Flow file to write [default: print the flow]."
)
@click.option(
    "--from",
    "format_",
    type=click.Choice(FORMS),
    help="Input format [default: detected from the content].",
)
@click.option("--force", is_flag=True, help="Overwrite an existing flow file.")
def import_(file: Path, output: str, format_: str | None, force: bool) -> None:
    """Make a flow of a tree that was written for another tool.

    FILE is QnA Markup, Twee 3, a Mermaid flowchart or CSV.

    A report follows: what was changed or refused, and what is wrong in FILE, each with its location
    there. Exits with 1 if something is wrong. docs/import.md says what is kept of each format.

    \b
    Examples:
      wizard graph understand-the-rules --output tree.csv
      wizard import tree.csv                            print the flow
      wizard import tree.csv --output flows/deposit.yaml
    """
    to_stdout = output == "-"
    path = Path("imported.yaml") if to_stdout else flow_path(output, "--output", "deposit.yaml")
    if not to_stdout and path.resolve() == file.resolve():
        raise click.BadParameter("this is the file to read", param_hint="--output")
    try:
        tree, text = import_file(file, format_, translator_for(path.parent, None))
    except IntakeError as error:
        fail(escape_control_characters(str(error)))
    _, found = check_text(text, path, SiteReader(path.parent))
    problems = [problem for problem in found if not problem.warning]
    if to_stdout:
        click.echo(text, nl=False)
    else:
        _write(path, text, force)
    defects = print_report(tree, problems, err=to_stdout)
    if not to_stdout:
        click.echo(f"Wrote {path}. What to do next:")
        click.echo(f"  wizard check {shlex.quote(str(path))}")
        click.echo(f"  wizard play {shlex.quote(str(path))}")
    sys.exit(1 if problems or defects else 0)


def _write(path: Path, text: str, force: bool) -> None:
    """Write the flow file. An existing one is overwritten only with --force."""
    try:
        if os.path.lexists(path) and not (force and path.is_file()):
            message = f"{path} already exists and was not changed; --force overwrites a file"
            raise click.BadParameter(message, param_hint="--output")
        create_file(path, text, overwrite=force)
    except OSError as error:
        message = f"{path} cannot be written: {reason(error)}"
        raise click.BadParameter(message, param_hint="--output") from None


def print_report(tree: ImportedTree, problems: list[Problem], err: bool) -> int:
    """Print the notes on the source by location, the problems of the flow, and a summary.

    Returns:
        The number of defects of the source.
    """
    from wizard.convert.tree import DEFECT

    notes = sorted(set(tree.notes))
    for note in notes[:MAX_NOTES]:
        click.echo(str(note), err=err)
    if len(notes) > MAX_NOTES:
        click.echo(f"… and {len(notes) - MAX_NOTES:,} more", err=err)
    if problems and err:  # the flow was printed, so there is no file to show excerpts of
        click.echo("\n".join(f"{problem} [{problem.code}]" for problem in problems), err=True)
    elif problems:
        click.echo(in_text(problems))
    click.echo(_summary(tree, problems), err=err)
    return sum(note.kind == DEFECT for note in notes)


def _summary(tree: ImportedTree, problems: list[Problem]) -> str:
    """Return the counts of what was kept, changed and refused, and of what is wrong."""
    from wizard.convert.tree import CHANGED, DEFECT, REFUSED

    asked = [step for step in tree.steps.values() if step.answers]
    kept = [
        plural(len(asked), "question"),
        plural(sum(len(step.answers) for step in asked), "answer"),
        plural(len(tree.steps) - len(asked), "outcome"),
    ]
    kinds = [note.kind for note in set(tree.notes)]
    summary = (
        f"Kept: {', '.join(kept)}. Changed: {kinds.count(CHANGED)}. "
        f"Refused: {kinds.count(REFUSED)}. Defects: {kinds.count(DEFECT)}."
    )
    return f"{summary} The flow has {plural(len(problems), 'problem')}." if problems else summary
