"""`wizard run`: serve a folder of flows."""

from __future__ import annotations

import errno
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

import click

from wizard.cli.common import _print
from wizard.export.links import SiteBase
from wizard.loader.site import check_folder
from wizard.model.problems import Problem
from wizard.resources import default_flows

PORT = 5000


@click.command(short_help="Serve a folder of flows.")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    default=PORT,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="The port to listen on.",
)
@click.option(
    "--origin",
    metavar="URL",
    envvar="WIZARD_ORIGIN",
    help="Where readers find the site, behind a proxy: https://example.org",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Processes that answer. [default: one for each processor]",
)
@click.option(
    "--reload",
    is_flag=True,
    help="Show each save in the open page at once, and what is wrong with it.",
)
def run(
    folder: Path | None, host: str, port: int, origin: str | None, workers: int | None, reload: bool
) -> None:
    """Serve the flows of DIR (the shipped ones, or WIZARD_FLOWS, where left out).

    An unsound folder is not served: its problems are printed instead. With --reload they are shown on its pages. SIGHUP
    reads the folder again, without losing a request; where it is not sound any more, the flows stay as they were.

    \b
    Examples:
      wizard run                     the shipped flows, on http://127.0.0.1:5000
      wizard run flows --reload      while writing: each save shows in the browser
      wizard run flows --port 8000   on another port
    """
    from wizard.web import server
    from wizard.web.live_reload import create_reloader

    folder = folder or default_flows()
    site, problems = check_folder(folder)
    if site is None and not (reload and folder.is_dir()):
        _print(problems)
        sys.exit(1)
    if origin is not None:
        os.environ["WIZARD_ORIGIN"] = _origin(origin)
    _refuse_taken(host, port)
    shown = f"[{host}]" if ":" in host else host
    name = site.name if site else folder.resolve().name
    click.echo(f"{name}: http://{shown}:{port}/  (stop with Ctrl-C)")
    if reload or not site:
        os.environ["WIZARD_FLOWS"] = str(folder.resolve())  # for the worker
        server.serve(create_reloader, host, port, 1, lambda: None)
        return
    served = server.ServedFolder(folder, site)

    def tell(problems: tuple[Problem, ...]) -> None:
        _print(problems)
        click.echo(
            "the flows stay as they were"
            if problems
            else f"{served.site.name}: the flows were read again"
        )

    server.serve(served.load, host, port, workers or server.cores(), lambda: served.reload(tell))


def _origin(address: str) -> str:
    """The scheme and host of an address, which must have no path."""
    with suppress(ValueError):
        base = SiteBase.of(address)
        if not base.prefix:
            return base.origin
    raise click.BadParameter(
        f'"{address}" is not an address such as https://example.org', param_hint="--origin"
    )


def _refuse_taken(host: str, port: int) -> None:
    """Say in one line that the port cannot be had, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            taken = f"port {port} is in use; stop what uses it, or choose another: --port {port + 1} (make run PORT={port + 1})"
            message = (
                taken
                if error.errno == errno.EADDRINUSE
                else f"cannot listen on {host}:{port}: {(error.strerror or str(error)).lower()}"
            )
            click.echo(message, err=True)
            sys.exit(1)
