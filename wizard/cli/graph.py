"""`wizard graph`: a flow as a picture, or in another tool's format."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import click

from wizard.cli.answers import parse_answers
from wizard.cli.common import (
    complete_flow,
    fail,
    flow_at,
    needed,
    plural,
    translator_for,
    write_or_exit,
)
from wizard.convert import graphviz, write_csv, write_dot, write_mermaid, write_twee
from wizard.i18n.translator import Translator
from wizard.loader.site import check_folder
from wizard.model.flow import Flow
from wizard.model.generated_answers import Tick, Ticked
from wizard.model.site import Site

TREES = ("twee", "csv")  # formats for other tools, which `wizard import` can read

EXTENSIONS = {**write_mermaid.EXTENSIONS, ".twee": "twee", ".tw": "twee", ".csv": "csv"}


class Drawing(NamedTuple):
    """What a writer gets: a flow, its translator, answers to highlight, titles of other flows."""

    flow: Flow
    t: Translator
    answers: Mapping[str, str] | None
    site: Site | None


def _dot(drawing: Drawing) -> str:
    return write_dot.dot(drawing.flow, drawing.t, drawing.answers, site=drawing.site)


WRITERS: Mapping[str, Callable[[Drawing], str | bytes]] = {
    "mermaid": lambda drawing: write_mermaid.mermaid(*drawing),
    "dot": _dot,
    "svg": lambda drawing: graphviz.svg(_dot(drawing)),
    "png": lambda drawing: graphviz.png(_dot(drawing)),
    "twee": lambda drawing: write_twee.story(drawing.flow, drawing.t),
    "csv": lambda drawing: "".join(
        f"{line}\n" for line in write_csv.lines(drawing.flow, drawing.t)
    ),
}


@click.command(short_help="Draw a flow as Mermaid, SVG or PNG; write it as Twee or CSV.")
@click.argument("name", metavar="[FLOW]", required=False, shell_complete=complete_flow)
@click.option(
    "--format",
    "format_",
    type=click.Choice([*WRITERS]),
    help="Output format [default: mermaid].",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Output file; the extension selects the format.",
)
@click.option(
    "--trail",
    metavar="TRAIL",
    help="Highlight the path of these answers: question=answer, joined by & or commas.",
)
@click.option("--lang", metavar="LANG", help="Language of the texts.")
def graph(
    name: str | None, format_: str | None, output: Path | None, trail: str | None, lang: str | None
) -> None:
    """Draw FLOW: every question, its answers and where they lead.

    The picture is text for Mermaid or Graphviz, SVG or PNG.

    FLOW is a file, the id of a flow, or a folder with one flow; without it, the only flow of the
    guide. The flow of a row is named by its template and the row, such as records/al. The guide is
    the current folder if it has a flow file or a site.yaml; else the one that WIZARD_FLOWS names,
    or the shipped one.

    SVG and PNG require Graphviz. Twee is for Twine, CSV for spreadsheets; `wizard import` can read
    both, and Mermaid.

    \b
    Examples:
      wizard graph my-data                       Mermaid, for a page in Markdown
      wizard graph my-data --output my-data.svg  a picture
      wizard graph understand-the-rules --format twee   a story that Twine opens
      wizard graph my-data --output path.png --trail "topic=holds&held-license=no"
    """
    flow, named = flow_at(name, lang)
    format_ = _format_of(output, format_)
    if format_ in TREES and trail is not None:
        raise click.UsageError(f"--trail is for pictures; {format_} cannot show a path")
    # A pipe may get the bytes, a terminal would act on them.
    if format_ == "png" and output is None and sys.stdout.isatty():
        raise click.UsageError("cannot write PNG to a terminal; use --output flow.png")
    answers = None if trail is None else parse_answers(flow, trail, "--trail")
    # If the folder is not valid, there is no site: then links show the ids of other flows.
    site, _ = check_folder(named.file.parent, languages=needed(lang))
    drawing = Drawing(flow, translator_for(named, lang), answers, site)
    if format_ in TREES:
        # On stderr, so that stdout is only the flow.
        _report_losses(flow)
    try:
        drawn = WRITERS[format_](drawing)
    except graphviz.GraphvizError as error:
        fail(str(error))
    write_or_exit(drawn.encode() if isinstance(drawn, str) else drawn, output)


def _report_losses(flow: Flow) -> None:
    """Report conditional answers and boxes, which the formats of other tools cannot express."""
    conditional = sum(
        len(answer.edges) > 1
        for question in flow.questions()
        for answer in question.answers.values()
        if not isinstance(answer.means, Ticked)
    )
    if conditional:
        lead = "lead" if conditional > 1 else "leads"
        message = (
            f"{plural(conditional, 'answer')} {lead} to different steps after different earlier "
            "answers; here each branch is a separate answer"
        )
        click.echo(message, err=True)
    if boxes := sum(isinstance(question.form, Tick) for question in flow.questions()):
        has = "have" if boxes > 1 else "has"
        message = (
            f"{plural(boxes, 'question')} {has} boxes to tick; here the labels of the boxes are "
            "text, and each branch is an answer"
        )
        click.echo(message, err=True)


def _format_of(output: Path | None, format_: str | None) -> str:
    """Return the format of `--format`, or the one that a file's extension selects, or Mermaid."""
    if output is None:
        return format_ or "mermaid"
    of_extension = EXTENSIONS.get(output.suffix.lower(), "")
    if not format_ and not of_extension:
        message = (
            f'the extension of "{output.name}" selects no format: '
            f"use {', '.join(EXTENSIONS)}, or add --format"
        )
        raise click.BadParameter(message, param_hint="--output")
    if format_ and of_extension not in ("", format_):
        message = f'"{output.name}" has the extension of {of_extension}, but --format is {format_}'
        raise click.BadParameter(message, param_hint="--output")
    return format_ or of_extension
