"""`wizard export`: write a site, or one flow of it, as files for any web server."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wizard.cli.common import NamedFlow, fail, load_or_exit, named_flow, today_option
from wizard.cli.folders import Guide, flow_ids, guide_at, require_folder
from wizard.loader.suggest import command
from wizard.model.problems import reason_of
from wizard.model.site import Site
from wizard.web.site_base import SiteBase, is_loopback

if TYPE_CHECKING:
    from wizard.export.static_site import Written

NO_BASE_URL = "without --base-url there is no sitemap, and no URL to share on answer pages"

LOCAL_BASE_URL = (
    "share links, QR codes and the sitemap name {origin}; export again with the public URL before "
    "you publish"
)

LOCAL_FRAME = (
    "`frame` in site.yaml lets {origin} show this site in a frame: is it only for testing?"
)


@click.command(short_help="Write the site as files for any web server.")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--base-url", "address", metavar="URL", help="URL of the exported site, a path included."
)
@click.option(
    "--single-file", "flow", metavar="FLOW", help="Write one flow to the single file OUT instead."
)
@click.option(
    "--no-logs",
    is_flag=True,
    help="Let pages promise that this host keeps no log that says who read what.",
)
@click.option(
    "--no-compressed",
    is_flag=True,
    help="Write no .gz and .br files, for hosts that compress files themselves.",
)
@today_option("Build pages as of this date")
def export(
    out: Path,
    folder: Path | None,
    address: str | None,
    flow: str | None,
    no_logs: bool,
    no_compressed: bool,
    today: date,
) -> None:
    """Write the flows of DIR as files.

    Without DIR, this is the current folder if it has a flow file or a site.yaml; else the guide
    that WIZARD_FLOWS names, or the shipped one.

    OUT becomes a folder with every page in every language, ready for any web server or static host.
    An earlier export there is replaced once the new one is complete; anything else is left alone.
    All links are followed; a broken one ends the export.

    Give --base-url if you know the URL of the site. Without it there is no sitemap, and answer
    pages have no URL and no QR code to share, because these need absolute URLs. Such a site must be
    at the root of its host.

    Many hosts keep a log of IP addresses and pages. Give --no-logs only if yours does not: without
    it, pages promise nothing about logs.

    With --single-file, OUT is one HTML file with FLOW in every language, to send or to keep: it
    works without a server and without scripts. Its checksum is printed.

    \b
    Examples:
      wizard export site --base-url https://example.org/help
      wizard export my-data.html --single-file flows/my-data
    """
    # A wrong option is reported before the site is loaded, which takes longer.
    base = _base(address)
    if flow is not None:
        _reject({"--no-logs": no_logs, "--no-compressed": no_compressed})
    guide, named = _find(out, folder, flow)
    site = load_or_exit(guide.folder)
    with _exit_on_errors(guide, out):
        if named is not None:
            _write_file(site, named.id, out, base, today)
            click.echo(f'flow "{named.id}" of {guide.name}', err=True)
            return
        written = _write_site(site, out, base, today, no_logs, not no_compressed)
    counts = f"{written.pages:,} pages in {written.files:,} files, {written.size / 1e6:.1f} MB"
    click.echo(f"{out}: {guide.name}, {counts}")
    for note in _notes(site, base):
        click.echo(note, err=True)


def _reject(options: Mapping[str, bool]) -> None:
    """Raise a usage error if an option is given that a single file does not have."""
    if given := " and ".join(name for name, value in options.items() if value):
        raise click.UsageError(f"with --single-file, leave out {given}: one file has no host")


@contextmanager
def _exit_on_errors(guide: Guide, out: Path) -> Iterator[None]:
    """Print why nothing was written, and exit."""
    # Imported late, because they need Flask and all pages: other commands should not wait.
    from wizard.engine.unfold import UnfoldError
    from wizard.export.snapshot import ExportError

    try:
        yield
    except ExportError as error:
        fail("\n".join(error.lines))
    except UnfoldError as error:
        fail(f"{error}, or serve the guide with `{command('run', guide.folder)}`")
    except OSError as error:
        fail(f"{error.filename or out}: {reason_of(error)}")


def _find(out: Path, folder: Path | None, flow: str | None) -> tuple[Guide, NamedFlow | None]:
    """Return the guide to export, and the flow that was named.

    Raises:
        click.BadParameter: The flow is not in the guide, `out` is in a folder that does not exist,
            or the guide is in `out`.
    """
    guide = guide_at(folder) if folder else None
    named = None
    if flow is not None:
        named = named_flow(flow, guide, "export", out, "--single-file")
    guide = guide or guide_at(named and named.file.parent)
    flows = [(guide.folder / f"{id_}.yaml").resolve() for id_ in flow_ids(guide.folder)]
    if named and named.file.resolve() not in flows:
        message = f"{named.file} is not a flow of {guide.name}"
        raise click.BadParameter(message, param_hint="--single-file")
    # Resolved: `..` has a name and a parent then.
    require_folder(out.resolve().parent, "OUT")
    if guide.folder.resolve().is_relative_to(out.resolve()):
        message = f'"{out}" contains {guide.name}, which an export would replace'
        raise click.BadParameter(f"{message}; name a new folder, such as site", param_hint="OUT")
    return guide, named


def _base(address: str | None) -> SiteBase:
    """Return the base of all URLs; an invalid URL is wrong usage."""
    try:
        base = SiteBase.of(address) if address else SiteBase()
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--base-url") from None
    if base.origin and not base.is_https and not is_loopback(base.origin):
        message = f'"{address}" must begin with https://; http:// is for localhost only'
        raise click.BadParameter(message, param_hint="--base-url")
    return base


def _notes(site: Site, base: SiteBase) -> Iterator[str]:
    """Yield what an exported site lacks, or should not have once it is published."""
    if not base.origin:
        yield NO_BASE_URL
    elif is_loopback(base.origin):
        yield LOCAL_BASE_URL.format(origin=base.origin)
    elif local := [origin for origin in site.frame if is_loopback(origin)]:
        yield LOCAL_FRAME.format(origin=", ".join(local))


def _write_file(site: Site, flow: str, out: Path, base: SiteBase, today: date) -> None:
    """Write one flow to a file, and print its checksum."""
    from wizard.export.single_file import write_single

    # Two spaces, as `sha256sum` prints it: `sha256sum --check` can read the line.
    click.echo(f"{write_single(site, flow, out, base, today)}  {out}")


def _write_site(
    site: Site, out: Path, base: SiteBase, today: date, no_logs: bool, compressed: bool
) -> Written:
    """Write the site to a folder, with a progress bar if someone is watching."""
    from wizard.export.static_site import export as write

    begin, watched = time.monotonic(), sys.stderr.isatty()
    with click.progressbar(
        # The number of pages is known only once all links are followed, so the length grows with
        # them.
        length=1,
        label="Pages",
        file=sys.stderr,
        hidden=not watched,
    ) as bar:

        def show_progress(done: int, known: int) -> None:
            bar.length = known
            # click counts steps, not positions.
            bar.update(done - bar.pos)

        written = write(
            site, out, base, today, show_progress, no_logs=no_logs, compressed=compressed
        )
    if watched:
        click.echo(f"finished in {time.monotonic() - begin:.1f} s", err=True)
    return written
