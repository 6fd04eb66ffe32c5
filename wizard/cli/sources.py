"""`wizard sources`: list every source with its age."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from wizard.cli.common import load_or_exit, plural, today_option
from wizard.cli.folders import guide_at
from wizard.model.evidence import Source
from wizard.model.site import Site
from wizard.model.tables import template_of


@click.command(short_help="List every source, its age and who cites it.")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@today_option("Date to count ages to")
def sources(folder: Path | None, today: date) -> None:
    """Print every source with its age in days and what cites it.

    These are claims, offices, letters and topics. Sources that were checked longest ago come
    first. What a lawyer must still confirm follows.

    Without DIR, this is the current folder if it has a flow file or a site.yaml; else the guide
    that WIZARD_FLOWS names, or the shipped one.

    \b
    Examples:
      wizard sources                            those of this folder
      wizard sources flows --today 2027-01-31   how old they will be on a date
    """
    guide = guide_at(folder)
    site = load_or_exit(guide.folder, languages=())
    cited = _cited(site)
    for source in sorted(
        # A source that was never checked comes before all others; ids make the order complete.
        site.sources.values(),
        key=lambda source: (source.checked or date.min, source.id),
    ):
        days = (today - source.checked).days if source.checked else 0
        age = plural(days, "day") if source.checked else "never checked"
        # Claims within outcomes have no id, so sources of a single flow are listed as its own.
        citing = ", ".join(cited.get(source.id, ())) or "its own flow"
        click.echo(f"{source.id}: {source.title} ({age}) <- {citing}")
    for number, text in enumerate(site.confirm, 1):
        click.echo(f"{number}. to confirm: {text}")
    click.echo(f"{plural(len(site.sources), 'source')} of {guide.name}")


def _cited(site: Site) -> dict[str, dict[str, None]]:
    """Return what cites each source, by its id and in order. All rows of a template are one."""
    citing: list[tuple[str, Iterable[Source]]] = [
        (template_of(claim.id), claim.cite) for claim in site.claims.values()
    ]
    citing += [(f"office {office.id}", office.cite) for office in site.offices.values()]
    for letter in site.letters.values():
        citing.append((f"letter {template_of(letter.id)}", letter.cite))
    for topic in site.topics.values():
        of_rows = [claim for claims in topic.each.values() for claim in claims]
        # Claims of claims.yaml are listed themselves.
        own = [claim for claim in (*topic.claims, *of_rows) if claim.id not in site.claims]
        cite = [*topic.cite, *(source for claim in own for source in claim.cite)]
        citing.append((f"topic {topic.number}", cite))
    cited: dict[str, dict[str, None]] = {}
    for name, sources_of in citing:
        for source in sources_of:
            cited.setdefault(source.id, {})[name] = None
    return cited
