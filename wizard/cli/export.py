"""The command that writes a site, or one flow of it, as files that need no server of ours, on click."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from wizard.check import report
from wizard.export.links import SiteBase
from wizard.loader.site import check_folder
from wizard.loader.suggest import did_you_mean
from wizard.resources import default_flows


@click.command(short_help="Write the site as files for any web server.")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--base-url", "address", metavar="URL", help="Where the site will lie, a path included."
)
@click.option(
    "--single-file", "flow", metavar="FLOW", help="Write one flow into the one file OUT instead."
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    default=lambda: datetime.now(),
    help="Make the pages of this day.",
)
def export(
    out: Path, folder: Path | None, address: str | None, flow: str | None, today: datetime
) -> None:
    """Write the flows of DIR (the shipped ones, or WIZARD_FLOWS, where left out) as files.

    OUT becomes a folder with every page in every language, ready for any web server or static host. An earlier export
    there is replaced when the new one is whole; anything else is left alone. Every link is followed, and one that leads
    nowhere ends the export.

    Give --base-url when you know where the site will lie. Without it there is no sitemap, and answers have no address
    and no code to share, since these must be whole addresses. Such a site must lie at the top of its host.

    With --single-file, OUT is one HTML file with FLOW in every language, to send or to keep: it works without a server
    and without scripts. Its checksum is printed.

    \b
    Examples:
      wizard export site --base-url https://example.org/help
      wizard export my-data.html --single-file my-data
    """
    from wizard.engine.unfold import UnfoldError
    from wizard.export.single_file import write_single
    from wizard.export.snapshot import ExportError
    from wizard.export.static_site import (
        export as write,  # here, since the other commands need no pages
    )

    try:
        base = SiteBase.of(address) if address else SiteBase()
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--base-url") from None
    site, problems = check_folder(folder or default_flows())
    if site is None:
        click.echo(report.in_text(problems, colour=False))
        sys.exit(1)
    if flow is not None and flow not in site.flows:
        message = f'there is no flow "{flow}".{did_you_mean(flow, site.flows)}'
        raise click.BadParameter(message, param_hint="--single-file")
    try:
        if flow is not None:
            click.echo(f"{write_single(site, flow, out, base, today.date())}  {out}")
            return
        with click.progressbar(
            length=1, label="Pages", file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:

            def watch(done: int, known: int) -> None:
                bar.length = known
                bar.update(done - bar.pos)

            written = write(site, out, base, today.date(), watch)
    except (ExportError, UnfoldError) as error:
        for line in getattr(error, "lines", [str(error)]):
            click.echo(line, err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"{error.filename or out}: {(error.strerror or str(error)).lower()}", err=True)
        sys.exit(1)
    click.echo(
        f"{out}: {written.pages:,} pages in {written.files:,} files, {written.size / 1e6:.1f} MB"
    )
    if not address:
        click.echo(
            "without --base-url there is no sitemap, and no address to share on answer pages",
            err=True,
        )
