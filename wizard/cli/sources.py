"""`wizard sources`: list every source with its age."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import click

from wizard.cli.common import _print, _short
from wizard.loader.site import check_folder
from wizard.resources import default_flows


@click.command(short_help="List every source, its age and who cites it.")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    default=lambda: datetime.now(),
    help="Count ages to this day.",
)
def sources(folder: Path | None, today: datetime) -> None:
    """Print every source with its age in days and who cites it, then what a lawyer must still confirm.

    Sources that were checked longest ago come first.

    \b
    Examples:
      wizard sources                            the shipped ones
      wizard sources flows --today 2027-01-31   how old they will be on a day
    """
    site, problems = check_folder(_short(folder or default_flows()))
    if site is None:
        _print(problems)
        sys.exit(1)
    cited: dict[str, list[str]] = {name: [] for name in site.sources}
    for claim in site.claims.values():
        for source in claim.cite:
            cited[source.id].append(claim.id)
    for source in sorted(
        site.sources.values(), key=lambda source: (source.checked or date.min, source.id)
    ):
        age = f"{(today.date() - source.checked).days} days" if source.checked else "never checked"
        click.echo(
            f"{source.id}: {source.title} ({age}) <- {', '.join(cited[source.id]) or 'its own flow'}"
        )
    for number, text in enumerate(site.confirm, 1):
        click.echo(f"{number}. to confirm: {text}")
