"""`wizard run`: serve a folder of flows."""

from __future__ import annotations

import errno
import os
import socket
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wizard.cli.common import fail, print_problems
from wizard.cli.folders import guide_at
from wizard.extras import require
from wizard.loader.site import check_folder
from wizard.model.problems import Problem, reason_of
from wizard.web.site_base import LOOPBACK, VARIABLE, SiteBase

if TYPE_CHECKING:
    from wizard.web.server import ServedFolder

PORT = 5000

# What to open in a browser if the server listens on all addresses.
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104

NO_ORIGIN = (
    "warning: without --origin, share links, QR codes and the sitemap have whatever host a request "
    f"names; give the public URL, such as --origin https://example.org (or {VARIABLE})"
)


def _address(ctx: click.Context, parameter: click.Parameter, host: str) -> str:
    """Return the IP address to listen on; another name is wrong usage."""
    if host == "localhost":
        return "127.0.0.1"
    try:
        return str(ip_address(host))
    except ValueError:
        message = f'"{host}" is not an IP address such as 127.0.0.1, or 0.0.0.0 for all networks'
        raise click.BadParameter(message) from None


def _base(ctx: click.Context, parameter: click.Parameter, url: str | None) -> SiteBase | None:
    """Return the base of all URLs, if it is known; an invalid URL is wrong usage."""
    try:
        return None if url is None else SiteBase.of(url)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command(short_help="Serve a folder of flows.")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    callback=_address,
    help="Address to listen on.",
)
@click.option(
    "--port",
    default=PORT,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Port to listen on.",
)
@click.option(
    "--origin",
    metavar="URL",
    envvar=VARIABLE,
    show_envvar=True,
    callback=_base,
    help="Public URL of the site, a path included, such as https://example.org/help.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Number of worker processes [default: what processors and memory allow, at most 8].",
)
@click.option(
    "--reload",
    is_flag=True,
    help="Reload the browser on save; show errors in the page.",
)
@click.option("--yes", is_flag=True, help="Allow --reload with a --host beyond this machine.")
def run(
    folder: Path | None,
    host: str,
    port: int,
    origin: SiteBase | None,
    workers: int | None,
    reload: bool,
    yes: bool,
) -> None:
    """Serve the flows of DIR.

    Without DIR, this is the current folder if it has a flow file or a site.yaml; else the guide
    that WIZARD_FLOWS names, or the shipped one.

    The server refuses to start if the flows have problems, and prints them. With --reload it
    starts, and shows the problems in the browser. SIGHUP reloads the flows without losing a
    request; if the new files have problems, the server keeps the old flows.

    \b
    Examples:
      wizard run                     this folder, on http://127.0.0.1:5000
      wizard run flows --reload      while writing: each save shows in the browser
      wizard run flows --port 8000   on another port
    """
    require("serve", "wizard run has no server")
    # Imported here: `wizard run --help` and usage errors should not wait for the server and Flask.
    from wizard.web import capacity, server
    from wizard.web.live_reload import create_reloader

    if reload and not yes:
        _require_loopback(host)
    folder, guide_name = guide_at(folder)
    site, problems = check_folder(folder)
    # A folder that is missing cannot be repaired in an editor, so --reload does not help.
    if site is None and not (reload and folder.is_dir()):
        print_problems(problems)
        sys.exit(1)
    if origin:  # workers inherit the environment, whether they are forks or not
        os.environ[VARIABLE] = origin.url()
    _exit_if_port_is_taken(host, port)
    name = f"{site.name} ({guide_name})" if site else guide_name
    click.echo(f"{name}: {_url(host, port, origin)}  (stop with Ctrl-C)")
    if not origin and not ip_address(host).is_loopback:
        click.echo(NO_ORIGIN, err=True)
    # One worker, since each would load the folder again; without SIGHUP, since it is watched.
    if reload or not site:
        os.environ["WIZARD_FLOWS"] = str(folder.resolve())  # the worker reads it
        server.serve(create_reloader, host, port, 1, lambda: None)
        return
    _serve(server.ServedFolder(folder, site), host, port, workers or capacity.default_workers())


def _serve(served: ServedFolder, host: str, port: int, workers: int) -> None:
    """Serve a folder until the server is stopped, and print what each SIGHUP does."""
    from wizard.web import server
    from wizard.web.app import check_extras

    def report(problems: tuple[Problem, ...]) -> None:
        print_problems(problems)
        click.echo("keeping the old flows" if problems else f"{served.site.name}: flows reloaded")

    check_extras(served.site)  # here, so that not each worker logs the same warning
    # Each worker gets the valid site of `served`, so it cannot meet other files than those just
    # checked.
    server.serve(served.load, host, port, workers, lambda: served.reload(report))


def _require_loopback(host: str) -> None:
    """Refuse to show drafts to other machines; the address to listen on is wrong usage then."""
    if not ip_address(host).is_loopback:
        message = (
            "with --reload, everyone who can reach this address reads drafts and lines of your "
            "files; add --yes to allow it"
        )
        raise click.BadParameter(message, param_hint="--host")


def _url(host: str, port: int, base: SiteBase | None) -> str:
    """Return the URL at which a person can open the site of a server."""
    host = EVERYWHERE.get(host, host)
    # Browsers need brackets around an IPv6 address.
    name = f"[{host}]" if ":" in host else host
    if base and name not in LOOPBACK:
        return base.url()  # it answers for no other host
    return f"http://{name}:{port}{base.prefix if base else ''}/"


def _exit_if_port_is_taken(host: str, port: int) -> None:
    """Exit with one line if the port is not available, before any process is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Else the person would see an error of granian's, which does not say what to do.
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server does: a port in TIME_WAIT is available.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                fail(f"cannot listen on {host}:{port}: {reason_of(error)}")
            options = f"--port {port + 1} (make run PORT={port + 1})"
            fail(f"port {port} is in use; stop the other program, or use {options}")
