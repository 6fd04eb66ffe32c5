"""`wizard sources`: list every source with its age."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from wizard.cli.common import load_or_exit, plural, today_option
from wizard.cli.folders import guide_at


@click.command(short_help="List every source, its age and who cites it.")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@today_option("Date to count ages to")
def sources(folder: Path | None, today: date) -> None:
    """Print every source with its age in days and the claims and offices that cite it.

    Sources that were checked longest ago come first. What a lawyer must still confirm follows.

    Without DIR, this is the current folder if it has a flow file or a site.yaml; else the guide
    that WIZARD_FLOWS names, or the shipped one.

    \b
    Examples:
      wizard sources                            those of this folder
      wizard sources flows --today 2027-01-31   how old they will be on a date
    """
    guide = guide_at(folder)
    site = load_or_exit(guide.folder, languages=())
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
        age = f"{(today - source.checked).days} days" if source.checked else "never checked"
        # Claims within outcomes have no id, so sources of a single flow are listed as its own.
        citing = ", ".join(cited[source.id]) or "its own flow"
        click.echo(f"{source.id}: {source.title} ({age}) <- {citing}")
    for number, text in enumerate(site.confirm, 1):
        click.echo(f"{number}. to confirm: {text}")
    click.echo(f"{plural(len(site.sources), 'source')} of {guide.name}")
