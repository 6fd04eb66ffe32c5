"""`wizard paths`: print every path through a flow."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import click

from wizard.cli.common import NamedFlow, complete_flow, flow_at, translator_for
from wizard.cli.git import RevisionError, checkout_at, flow_at_revision
from wizard.cli.path_report import FORMATS, Report, lines, number, rough_number
from wizard.engine.diff import compare
from wizard.engine.paths import Path as WalkedPath
from wizard.engine.paths import count, grouped_walks
from wizard.i18n.translator import Translator
from wizard.model.flow import Flow


@click.command(short_help="Print every path through a flow.")
@click.argument("name", metavar="[FLOW]", required=False, shell_complete=complete_flow)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="Output format.",
)
@click.option(
    "--limit",
    default=10_000,
    show_default=True,
    type=click.IntRange(0),
    help="Maximum number of lines with paths (0: no limit).",
)
@click.option(
    "--count",
    "only_count",
    is_flag=True,
    help="Print only the number of paths; with --format json, in full.",
)
@click.option(
    "--lang",
    metavar="LANG",
    help="Language of questions and answers, if they are written out.",
)
@click.option(
    "--diff",
    "revision",
    metavar="REV",
    help="Print what changed since a git revision, path by path.",
)
def paths(
    name: str | None,
    format_: str,
    limit: int,
    only_count: bool,
    lang: str | None,
    revision: str | None,
) -> None:
    """Print every path through FLOW, from its start to an outcome or out of the flow.

    FLOW is a file, the id of a flow, or a folder with one flow; without it, the only flow of the
    guide. The flow of a row is named by its template and the row, such as records/al. The guide is
    the current folder if it has a flow file or a site.yaml; else the one that WIZARD_FLOWS names,
    or the shipped one.

    csv has a row for each path and a column for each question. md has the paths in words, grouped
    by outcome, for a person to review. Paths that differ only in boxes that no condition
    distinguishes are one line, which says how many sets of boxes it stands for.

    \b
    Examples:
      wizard paths my-data                          one line each: answers -> outcome
      wizard paths my-data --count                  how many there are
      wizard paths my-data --format md --lang es    for a review, in Spanish
      wizard paths my-data --diff HEAD~1            which paths changed their outcome
    """
    (flow, named), maximum = flow_at(name, lang), limit or None
    if only_count:
        if revision is not None:
            raise click.UsageError("--count and --diff cannot be combined")
        # Counted over the graph, without walking the paths, of which there may be very many.
        # Without commas, for scripts; the length of the number matters to people only.
        write = number if format_ == "json" else rough_number
        click.echo(write(count(flow), group=""))
        return
    # Also for formats without texts, so that a wrong --lang is always reported.
    t = translator_for(named, lang)
    if revision is not None:
        _diff(flow, named, revision, format_, maximum, lang)
        return
    _list(flow, format_, t, maximum)


def _list(flow: Flow, format_: str, t: Translator, limit: int | None) -> None:
    """Print the paths of a flow."""
    # Lazily: the first lines appear at once, and nothing is kept.
    listed = 0

    def listed_paths() -> Iterator[WalkedPath]:
        nonlocal listed
        for path in islice(grouped_walks(flow), limit):
            listed += path.count()
            yield path

    for line in lines(flow, listed_paths(), format_, t):
        click.echo(line)
    total = count(flow)
    if listed < total:
        shown = f"{rough_number(listed)} of {rough_number(total)} paths"
        click.echo(f"… {shown} shown; --limit 0 shows all", err=True)


def _diff(
    flow: Flow, named: NamedFlow, revision: str, format_: str, limit: int | None, lang: str | None
) -> None:
    """Print what changed in a flow since a revision."""
    try:
        with checkout_at(named.file.parent, revision) as copy:
            # Inside of the block, since the copy of the folder is deleted after it.
            changes = compare(flow_at_revision(flow, named, revision, copy), flow, limit)
            old = NamedFlow(copy / named.file.name, named.row)
            report = Report(changes, translator_for(old, lang), translator_for(named, lang))
    except RevisionError as error:
        raise click.BadParameter(str(error), param_hint="--diff") from None
    for line in report.lines(format_):
        click.echo(line)
    if changes.compared < changes.total:
        compared = f"{rough_number(changes.compared)} of {rough_number(changes.total)} paths"
        click.echo(f"… {compared} compared, old and new; --limit 0 compares all", err=True)
