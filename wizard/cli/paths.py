"""`wizard paths`: print every path through a flow."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path

import click

from wizard.cli.common import complete_flow, flow_at, flow_file, translator_for
from wizard.cli.git import RevisionError, checkout_at
from wizard.cli.path_report import FORMS, Report, lines, number
from wizard.engine.diff import compare
from wizard.engine.paths import count, walks
from wizard.loader.site import check_flow
from wizard.model.flow import Flow


@click.command(short_help="Print every path through a flow.")
@click.argument("name", metavar="FLOW", shell_complete=complete_flow)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    default="text",
    show_default=True,
    help="The form.",
)
@click.option(
    "--limit",
    default=10_000,
    show_default=True,
    type=click.IntRange(0),
    help="At most so many; 0 is all.",
)
@click.option("--count", "only_count", is_flag=True, help="Print only how many there are, exactly.")
@click.option(
    "--lang",
    metavar="LANG",
    help="The language of questions and answers, where they are written out.",
)
@click.option(
    "--diff", "revision", metavar="REV", help="What changed since a revision of git, path by path."
)
def paths(
    name: str, form: str, limit: int, only_count: bool, lang: str | None, revision: str | None
) -> None:
    """Print every path through FLOW, from its start to an outcome or out of the flow.

    FLOW is a file, or the id of a flow that is served by default. csv has a row for each path and a column for each
    question. md has the paths in words, under the outcome that they lead to, for a person to review.

    \b
    Examples:
      wizard paths my-data                          one line each: answers -> outcome
      wizard paths my-data --count                  how many
      wizard paths my-data --format md --lang es    for a review, in Spanish
      wizard paths my-data --diff HEAD~1            which paths changed their outcome
    """
    flow, file, most = flow_at(name), flow_file(name), limit or None
    if only_count:
        if revision is not None:
            raise click.UsageError("--count and --diff do not go together")
        click.echo(number(count(flow), group=""))
        return
    t = translator_for(file.parent, lang)
    if revision is not None:
        _diff(flow, file, revision, form, most, lang)
        return
    for line in lines(flow, islice(walks(flow), most), form, t):
        click.echo(line)
    total = count(flow)
    if most and total > most:
        click.echo(
            f"… {number(most)} of {number(total)} paths shown; --limit 0 shows all", err=True
        )


def _diff(
    flow: Flow, file: Path, revision: str, form: str, limit: int | None, lang: str | None
) -> None:
    """Print what changed in a flow since a revision; an older version that is not sound ends this with 1."""
    try:
        with checkout_at(file.parent, revision) as copy:
            if not (copy / file.name).exists():
                raise RevisionError(f'the flow "{flow.id}" is not in the revision "{revision}"')
            old, problems = check_flow(copy / file.name)
            if old is None:
                for problem in problems:
                    click.echo(
                        str(problem).replace(str(copy), f"{revision}:{file.parent}"), err=True
                    )
                click.echo(
                    f'the flow "{flow.id}" was not sound at "{revision}", so it cannot be compared',
                    err=True,
                )
                sys.exit(1)
            changes = compare(old, flow, limit)
            told = Report(changes, translator_for(copy, lang), translator_for(file.parent, lang))
    except RevisionError as error:
        raise click.BadParameter(str(error), param_hint="--diff") from None
    for line in told.lines(form):
        click.echo(line)
    if changes.compared < changes.total:
        shown, total = number(changes.compared), number(changes.total)
        click.echo(
            f"… {shown} of {total} paths compared, old and new; --limit 0 compares all", err=True
        )
