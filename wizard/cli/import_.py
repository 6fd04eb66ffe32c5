"""The command that makes a flow of a tree from another tool, on click."""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wizard.check.report import in_text
from wizard.cli.common import translator_for
from wizard.convert.importer import FORMS, IntakeError, import_file
from wizard.loader.reader import NodeReader
from wizard.loader.schema import RESERVED_FLOWS
from wizard.loader.site import SiteReader, check_text
from wizard.loader.yaml_nodes import ScalarNode
from wizard.model.problems import Location, Problem, escape_control_characters

if TYPE_CHECKING:
    from wizard.convert.tree import ImportedTree

MAX_NOTES = 1_000  # lines of the report


@click.command("import", short_help="Make a flow of a tree from another tool.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--output", metavar="FLOW", default="-", help="The flow file to write; printed where left out."
)
@click.option(
    "--from",
    "form",
    type=click.Choice(FORMS),
    help="The format; the content says it where left out.",
)
@click.option("--force", is_flag=True, help="Write over a flow file that is there already.")
def import_(file: Path, output: str, form: str | None, force: bool) -> None:
    """Make a flow of a tree that was written for another tool: QnA Markup, Twee 3, a Mermaid flowchart or CSV.

    Then comes a report: what was changed or refused, and what is wrong in FILE, each with its place there. Exits with
    1 when there is something wrong. docs/how-to/import.md says what is kept of each format.

    \b
    Examples:
      wizard graph understand-the-rules --output tree.csv
      wizard import tree.csv                            print the flow
      wizard import tree.csv --output flows/deposit.yaml
    """
    path = _flow_path(output, file)
    try:
        sketch, text = import_file(file, form, translator_for(path.parent, None))
    except IntakeError as error:
        click.echo(escape_control_characters(str(error)), err=True)
        sys.exit(1)
    problems = [
        each for each in check_text(text, path, SiteReader(path.parent))[1] if not each.warning
    ]
    if output == "-":
        click.echo(text, nl=False)
    else:
        _write(path, text, force)
    defects = print_report(sketch, problems, err=output == "-")
    if output != "-":
        click.echo(f"Wrote {path}. What to do next:")
        click.echo(f"  wizard check {shlex.quote(str(path))}")
        click.echo(f"  wizard play {shlex.quote(str(path))}")
    sys.exit(1 if problems or defects else 0)


def _flow_path(output: str, file: Path) -> Path:
    """The path of the flow file: one that a flow can have, and not that of the source."""
    if output == "-":
        return Path("imported.yaml")
    if output.endswith(("/", os.sep)):
        message = f'"{output}" is a folder; name the flow in it too, such as {output}deposit.yaml'
        raise click.BadParameter(message, param_hint="--output")
    path, reader = Path(re.sub(r"(\.ya?ml)?$", ".yaml", output, count=1)), NodeReader()
    reader.identifier(
        ScalarNode(path.stem, Location(str(path))), "a flow (the file's name)", RESERVED_FLOWS
    )
    if reader.problems:
        raise click.BadParameter(reader.problems[0].message, param_hint="--output")
    if path.resolve() == file.resolve():
        raise click.BadParameter("this is the file to read", param_hint="--output")
    return path


def _write(path: Path, text: str, force: bool) -> None:
    """Write the flow file; one that is there already only when told to."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(path) and not (force and path.is_file()):
            message = f"{path} is there already, and was left as it is; --force writes over a file"
            raise click.BadParameter(message, param_hint="--output")
        with path.open("w" if force else "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        message = f"{path} cannot be written: {(error.strerror or str(error)).lower()}"
        raise click.BadParameter(message, param_hint="--output") from None


def print_report(sketch: ImportedTree, problems: list[Problem], err: bool) -> int:
    """Print what was found in the source by place, what is wrong in the flow, and the sums. How many defects it has."""
    from wizard.convert.tree import (
        CHANGED,
        DEFECT,
        REFUSED,  # here, since no other command needs it
    )

    notes = sorted(set(sketch.notes))
    for note in notes[:MAX_NOTES]:
        click.echo(str(note), err=err)
    if len(notes) > MAX_NOTES:
        click.echo(f"… and {len(notes) - MAX_NOTES:,} more", err=err)
    if problems:  # of a flow that is printed there are no lines to show
        shown = (
            "\n".join(f"{problem} [{problem.code}]" for problem in problems)
            if err
            else in_text(problems)
        )
        click.echo(shown, err=err)
    asked = [step for step in sketch.steps.values() if step.answers]
    kept = [
        _counted(len(asked), "question"),
        _counted(sum(len(step.answers) for step in asked), "answer"),
        _counted(len(sketch.steps) - len(asked), "outcome"),
    ]
    sums = {kind: sum(note.kind == kind for note in notes) for kind in (CHANGED, REFUSED, DEFECT)}
    told = f"Kept: {', '.join(kept)}. Changed: {sums[CHANGED]}. Refused: {sums[REFUSED]}. Defects: {sums[DEFECT]}."
    if problems:
        told += f" The flow has {_counted(len(problems), 'problem')}."
    click.echo(told, err=err)
    return sums[DEFECT]


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
