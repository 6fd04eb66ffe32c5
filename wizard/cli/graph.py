"""`wizard graph`: a flow as a picture, or in another tool's format."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from wizard.cli.common import complete_flow, flow_at, flow_file, translator_for
from wizard.convert import graphviz, write_dot, write_mermaid
from wizard.engine.journey import replay
from wizard.i18n.translator import Translator
from wizard.loader.site import check_folder
from wizard.loader.suggest import did_you_mean, quoted_list
from wizard.model.flow import Flow, Outcome, Question

TREES = ("twee", "csv")  # forms for other tools, which `wizard import` reads again

ENDINGS = {**write_mermaid.ENDINGS, ".twee": "twee", ".tw": "twee", ".csv": "csv"}


@click.command(short_help="Draw a flow as Mermaid, SVG or PNG; write it as Twee or CSV.")
@click.argument("name", metavar="FLOW", shell_complete=complete_flow)
@click.option(
    "--format",
    "form",
    type=click.Choice((*write_mermaid.FORMS, *TREES)),
    help="The form; mermaid where nothing says.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file; its ending says the form.",
)
@click.option(
    "--trail",
    metavar="TRAIL",
    help="Draw the path of these answers thick: question=answer, joined by & or commas.",
)
@click.option("--lang", metavar="LANG", help="The language of the picture.")
def graph(
    name: str, form: str | None, output: Path | None, trail: str | None, lang: str | None
) -> None:
    """Draw FLOW: every question, its answers and where they lead, as text for Mermaid or Graphviz, as SVG or PNG.

    FLOW is a file, or the id of a flow that is served by default. SVG and PNG need Graphviz. Twee is for Twine, CSV for
    spreadsheets; `wizard import` reads both, and Mermaid, again.

    \b
    Examples:
      wizard graph my-data                       Mermaid, for a page in Markdown
      wizard graph my-data --output my-data.svg  a picture
      wizard graph understand-the-rules --format twee   a story that Twine opens
      wizard graph my-data --output way.png --trail "held-license=no&applied=yes"
    """
    flow, folder = flow_at(name), flow_file(name).parent
    form = form or _form_of(output)
    if form in TREES and trail is not None:
        raise click.UsageError(f"--trail is for pictures; {form} has no way to show a path")
    if form == "png" and output is None and sys.stdout.isatty():
        raise click.UsageError("a PNG is not for a terminal; name a file: --output flow.png")
    answers = None if trail is None else _answers(flow, trail)
    t, site = (
        translator_for(folder, lang),
        check_folder(folder)[0],
    )  # where the folder is unsound, without others' titles
    try:
        if form == "mermaid":
            drawn = write_mermaid.mermaid(flow, t, answers, site).encode()
        elif form in TREES:
            drawn = _tree(flow, t, form).encode()
        else:
            text = write_dot.dot(flow, t, answers, site=site)
            drawn = (
                text.encode()
                if form == "dot"
                else graphviz.svg(text)
                if form == "svg"
                else graphviz.png(text)
            )
    except graphviz.GraphvizError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    if output is None:
        click.echo(drawn, nl=False)
        return
    try:
        output.write_bytes(drawn)
    except OSError as error:
        raise click.BadParameter(
            f"{output}: {(error.strerror or str(error)).lower()}", param_hint="--output"
        ) from None


def _tree(flow: Flow, t: Translator, form: str) -> str:
    """A flow for another tool. What that has no words for is said, and not left out in silence."""

    guards = sum(
        len(answer.edges) > 1
        for question in flow.questions()
        for answer in question.answers.values()
    )
    if guards:
        answers = f"{guards} answers lead" if guards > 1 else "1 answer leads"
        message = f"{answers} to different steps after different earlier answers; here each way is an answer of its own"
        click.echo(message, err=True)
    from wizard.convert import write_csv, write_twee

    return (
        write_twee.story(flow, t) if form == "twee" else "\n".join(write_csv.lines(flow, t)) + "\n"
    )


def _form_of(output: Path | None) -> str:
    """The form that a file's ending names; Mermaid where there is no file."""
    if output is None:
        return "mermaid"
    form = ENDINGS.get(output.suffix.lower())
    if form is None:
        message = f'the ending of "{output.name}" names no form: end it with {", ".join(ENDINGS)}, or add --format'
        raise click.BadParameter(message, param_hint="--output")
    return form


def _answers(flow: Flow, trail: str) -> dict[str, str]:
    """The answers of a trail (question id to answer id), each of which fits; else what would fit is said."""

    def wrong(words: str) -> click.BadParameter:
        return click.BadParameter(words, param_hint="--trail")

    answers = dict[str, str]()
    for part in filter(None, re.split("[&,]", trail.strip().removeprefix("?"))):
        question, equals, answer = part.strip().partition("=")
        step = flow.steps.get(question)
        if not equals:
            raise wrong(f'"{part}" is no answer; write question=answer, joined by & or commas')
        if not isinstance(step, Question):
            ids = [each.id for each in flow.questions()]
            raise wrong(
                f'there is no question "{question}" in this flow.{did_you_mean(question, ids)}'
            )
        if answer not in step.answers:
            raise wrong(
                f'"{question}" has no answer "{answer}"; it has {quoted_list(step.answers)}'
            )
        if answers.setdefault(question, answer) != answer:
            raise wrong(f'"{question}" is answered twice')
    journey = replay(flow, answers)
    if journey.dropped:
        match journey.step:
            case Question() as step:
                where = f'the other answers lead to "{step.id}", whose answers are {quoted_list(step.answers)}'
            case Outcome() as step:
                where = f'the other answers end at the outcome "{step.id}"'
            case to:
                where = f'the other answers lead out of the flow, to "{to.flow}/{to.step}"'
        raise wrong(f'"{journey.dropped[0]}" is not asked here: {where}')
    return answers
