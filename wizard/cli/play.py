"""`wizard play`: walk a flow in the terminal."""

from __future__ import annotations

import io
import shutil
import sys
from functools import partial
from pathlib import Path

import click

from wizard.check.case_files import CaseFile, CaseFileError, case_file_of
from wizard.cli.answers import parse_answers
from wizard.cli.common import complete_flow, fail, flow_at, needed, rows_of, translator_for
from wizard.cli.player import Player
from wizard.loader.site import check_flow
from wizard.model.flow import Flow


@click.command(short_help="Walk a flow in the terminal.")
@click.argument("name", metavar="[FLOW]", required=False, shell_complete=complete_flow)
@click.option("--lang", metavar="LANG", help="Language of the flow, such as es.")
@click.option(
    "--answers", "given", metavar="ANSWERS", default="",
    help="Answers to begin with, such as topic=see,own-car=no.",
)  # fmt: skip
@click.option(
    "--record", "case", metavar="[NAME]", is_flag=False, flag_value="",
    help="Save the walk as a case with this name in cases/ next to the flow.",
)  # fmt: skip
def play(name: str | None, lang: str | None, given: str, case: str | None) -> None:
    """Walk FLOW in the terminal: answer, go back, change an answer, read what an outcome says.

    FLOW is a file, the id of a flow, or a folder with one flow; without it, the only flow of the
    guide. The flow of a row is named by its template and the row, such as records/al. The guide is
    the current folder if it has a flow file or a site.yaml; else the one that WIZARD_FLOWS names,
    or the shipped one.

    Answers can also come from a file or a pipe. ANSWERS are separated by commas, as `wizard check`
    and `wizard paths` print them.

    \b
    Examples:
      wizard play my-data                       from the start
      wizard play my-data --lang es             in Spanish
      wizard play my-data --answers topic=see   from the question after these answers
      wizard play my-data --record never-held   and keep the walk as a test case
    """
    flow, named = flow_at(name, lang)
    answers = parse_answers(flow, given, "--answers")
    t, case_file = translator_for(named, lang), case_file_of(named.file)
    if isinstance(sys.stdin, io.TextIOWrapper):
        # Answers from a file with another encoding should be "none of the answers", not a
        # traceback.
        sys.stdin.reconfigure(errors="replace")

    # Loaded only if the walk goes there.
    other = partial(_valid_flow, named.file.parent, lang)
    try:
        # Before the walk, which would be lost otherwise.
        if case and (message := case_file.name_problem(case)):
            raise click.BadParameter(message, param_hint="--record")
        # `click.echo` removes the style if the output is not a terminal.
        bold, width = partial(click.style, bold=True), max(20, shutil.get_terminal_size().columns)
        journey = Player(flow, t, _read_line, click.echo, other, bold, width).play(answers)
        if case is None:
            return
        # A case checks an end, so there is none without one.
        if journey is None:
            raise CaseFileError("nothing was recorded: the walk ended at a question")
        case = case or _case_name(case_file)
        case_file.add(case, journey)
    except CaseFileError as error:
        fail(str(error))
    click.echo(f"Recorded: {case} in {case_file.path}")


def _valid_flow(folder: Path, lang: str | None, id_: str) -> Flow | None:
    """Return a flow of a folder, or None if it has problems: they are not about this walk."""
    name, _, row = id_.partition("/")
    path = folder / f"{name}.yaml"
    # A template is a list of rows, which cannot be walked.
    if not path.is_file() or (not row and rows_of(path)):
        return None
    return check_flow(path, needed(lang), row=row)[0]


def _case_name(case_file: CaseFile) -> str:
    """Ask for the name of a case until a valid one is typed.

    Raises:
        CaseFileError: If there is no more input.
    """
    while (name := _read_line("A name for this case, such as never-held: ")) is not None:
        if not (message := case_file.name_problem(name.strip())):
            return name.strip()
        click.echo(message)
    raise CaseFileError("nothing was recorded: the case has no name")


def _read_line(prompt: str) -> str | None:
    """Ask for a line. Return None at the end of the input, or if the person presses Ctrl-C.

    A line from a file or a pipe is printed, so that the output reads like a session.
    """
    try:
        line = input(prompt)
    except (EOFError, KeyboardInterrupt):
        click.echo()
        return None
    if not sys.stdin.isatty():
        click.echo(line)
    return line
