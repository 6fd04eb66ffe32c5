"""`wizard import`: makes a flow file from a file of another tool."""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path

import click

from wizard.check.report import in_text
from wizard.cli.common import translator_for
from wizard.convert.codes import CHANGED, DEFECT, LEFT_OUT
from wizard.convert.importer import READERS, ImportFailedError, import_file
from wizard.convert.tree import ImportedTree
from wizard.loader.reader import NodeReader
from wizard.loader.schema import RESERVED_FLOWS
from wizard.loader.site import SiteReader, check_text
from wizard.loader.yaml_nodes import ScalarNode
from wizard.model.problems import Location, Problem, escape_control_characters, sorted_unique

MAX_PROBLEMS = 1_000  # lines of the report


@click.command("import", short_help="Make a flow from a tree of another tool.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--output", metavar="FLOW", default="-", help="Flow file to write [default: print it]."
)
@click.option(
    "--from",
    "format_name",
    type=click.Choice(tuple(READERS)),
    help="Input format [default: detected from the content].",
)
@click.option("--force", is_flag=True, help="Overwrite an existing flow file.")
def import_(file: Path, output: str, format_name: str | None, force: bool) -> None:
    """Make a flow from a tree of another tool: QnA Markup, Twee 3, a Mermaid flowchart or CSV.

    A report lists what was changed or left out and what is wrong in FILE, each with its location.
    The exit code is 1 if something is wrong. docs/import.md says what is kept of each format.

    \b
    Examples:
      wizard graph understand-the-rules --output tree.csv
      wizard import tree.csv                            print the flow
      wizard import tree.csv --output flows/deposit.yaml
    """
    path = _flow_path(output, file)
    try:
        tree, text = import_file(file, format_name, translator_for(path.parent, None))
    except ImportFailedError as error:
        click.echo(escape_control_characters(str(error)), err=True)
        sys.exit(1)
    _, checked = check_text(text, path, SiteReader(path.parent))
    problems = [each for each in checked if not each.warning]
    printed = output == "-"
    if printed:
        click.echo(text, nl=False)
    else:
        _write(path, text, force)
    print_report(tree, problems, err=printed)
    if not printed:
        click.echo(f"Wrote {path}. What to do next:")
        click.echo(f"  wizard check {shlex.quote(str(path))}")
        click.echo(f"  wizard play {shlex.quote(str(path))}")
    defects = any(problem.code == DEFECT for problem in tree.problems)
    sys.exit(1 if problems or defects else 0)


def _flow_path(output: str, file: Path) -> Path:
    """Return the path of the flow file. Its name must be a valid id, and it is not the input."""
    if output == "-":
        return Path("imported.yaml")
    if output.endswith(("/", os.sep)):
        message = f'"{output}" is a folder; add the name of the flow, such as {output}deposit.yaml'
        raise click.BadParameter(message, param_hint="--output")
    path, reader = Path(re.sub(r"(\.ya?ml)?$", ".yaml", output, count=1)), NodeReader()
    reader.identifier(
        ScalarNode(path.stem, Location(str(path))), "a flow (the file's name)", RESERVED_FLOWS
    )
    if reader.problems:
        raise click.BadParameter(reader.problems[0].message, param_hint="--output")
    if path.resolve() == file.resolve():
        message = "this is the input file; choose another name"
        raise click.BadParameter(message, param_hint="--output")
    return path


def _write(path: Path, text: str, force: bool) -> None:
    """Write the flow file. An existing one is only overwritten with `force`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(path) and not (force and path.is_file()):
            message = f"{path} already exists and was not changed; --force overwrites a file"
            raise click.BadParameter(message, param_hint="--output")
        with path.open("w" if force else "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        message = f"{path} cannot be written: {(error.strerror or str(error)).lower()}"
        raise click.BadParameter(message, param_hint="--output") from None


def print_report(tree: ImportedTree, problems: list[Problem], err: bool) -> None:
    """Print the problems of the source, those of the flow, and a summary."""
    of_source = sorted_unique(tree.problems)
    for problem in of_source[:MAX_PROBLEMS]:
        click.echo(_line(problem), err=err)
    if len(of_source) > MAX_PROBLEMS:
        click.echo(f"… and {len(of_source) - MAX_PROBLEMS:,} more", err=err)
    if problems:
        # A flow that is printed has no file whose lines could be shown.
        text = "\n".join(map(_line, problems)) if err else in_text(problems)
        click.echo(text, err=err)
    questions = [step for step in tree.steps.values() if step.answers]
    kept = [
        _counted(len(questions), "question"),
        _counted(sum(len(step.answers) for step in questions), "answer"),
        _counted(len(tree.steps) - len(questions), "outcome"),
    ]
    sums = [
        f"{name}: {sum(problem.code == code for problem in of_source)}."
        for name, code in (("Changed", CHANGED), ("Left out", LEFT_OUT), ("Defects", DEFECT))
    ]
    message = f"Kept: {', '.join(kept)}. {' '.join(sums)}"
    if problems:
        message += f" The flow has {_counted(len(problems), 'problem')}."
    click.echo(message, err=err)


def _line(problem: Problem) -> str:
    return f"{problem} [{problem.code}]"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
