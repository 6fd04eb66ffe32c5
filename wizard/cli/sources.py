"""`wizard sources`: list every source with its age."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from wizard.cli.common import load_or_exit, short_path
from wizard.resources import default_flows


@click.command(short_help="List every source, its age and who cites it.")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    default=lambda: datetime.now(),
    help="Date to count ages to [default: today].",
)
def sources(folder: Path | None, today: datetime) -> None:
    """Print every source with its age in days and the claims and offices that cite it.

    Sources that were checked longest ago come first. What a lawyer must still confirm follows.

    \b
    Examples:
      wizard sources                            those of the default flows
      wizard sources flows --today 2027-01-31   how old they will be on a date
    """
    site = load_or_exit(short_path(folder or default_flows()))
    cited: dict[str, list[str]] = {name: [] for name in site.sources}
    for claim in site.claims.values():
        for source in claim.cite:
            cited[source.id].append(claim.id)
    for office in site.offices.values():
        for source in office.cite:
            cited[source.id].append(f"office {office.id}")
    for source in sorted(
        # A source that was never checked comes before all others; ids make the order complete.
        site.sources.values(),
        key=lambda source: (source.checked or date.min, source.id),
    ):
        age = f"{(today.date() - source.checked).days} days" if source.checked else "never checked"
        # Claims within outcomes have no id, so sources of a single flow are listed as its own.
        citing = ", ".join(cited[source.id]) or "its own flow"
        click.echo(f"{source.id}: {source.title} ({age}) <- {citing}")
    for number, text in enumerate(site.confirm, 1):
        click.echo(f"{number}. to confirm: {text}")
