"""`wizard new`: write a small valid flow to start from, made of a template and a title."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path
from string import Template

import click

from wizard.cli.common import create_file, fail, flow_path
from wizard.cli.folders import flow_ids, require_parent
from wizard.loader.reader import NodeReader
from wizard.loader.site import check_folder
from wizard.loader.site_reader import SiteReader
from wizard.loader.suggest import command
from wizard.loader.unread import FOLDERS
from wizard.loader.validate import MAX_TITLE
from wizard.loader.yaml_nodes import MappingNode, ScalarNode
from wizard.model.problems import Location, reason_of
from wizard.model.site import Site
from wizard.resources import DATA

_PLAIN = re.compile(r"\w[\w ’'.!?-]*(?<! )")  # text that never needs quotes in YAML

_SUFFIX = ", what it says"  # the longest text that the template adds to a step's title

_SEPARATOR = " – "  # between the title of a page and the name of the site


@click.command(short_help="Write a small valid flow to start from.")
@click.argument("name", metavar="FLOW", type=click.Path())
@click.option("--title", metavar="TITLE", help="Title of the flow [default: made from the id].")
def new(name: str, title: str | None) -> None:
    """Write a small valid flow to start from, with short comments that explain it.

    FLOW is the id of the flow, or the path of its file. Existing files are never overwritten.

    \b
    Examples:
      wizard new deposit                            deposit.yaml, here
      wizard new guides/fees --title "Late fees"    guides/fees.yaml
    """
    path = flow_path(name, "FLOW", "deposit")
    if title is not None and (message := title_problem(title)):
        raise click.BadParameter(message, param_hint="--title")
    require_parent(path, "FLOW")
    folder = path.parent.absolute()
    if folder.name in FOLDERS and flow_ids(folder.parent):
        message = f'the folder "{folder.name}" of a guide has no flows; name a file outside of it'
        raise click.BadParameter(message, param_hint="FLOW")
    # A folder with mistakes still has a site with a name.
    site = check_folder(path.parent, draft=True)[0] or SiteReader(path.parent).site({})
    template = (DATA / "templates" / "starter.yaml").read_text("utf-8")
    try:
        review_by = a_year_after(datetime.now().date())
        create_file(path, flow_text(template, path.stem, title or "", site.name, review_by))
    except FileExistsError:
        # `mkdir` raises the same error if a file is where the folder should be.
        problem = "already exists; it was not changed"
        fail(f"{path} {problem if path.parent.is_dir() else f'needs a folder {path.parent}'}")
    except OSError as error:
        fail(f"{path} cannot be written: {reason_of(error)}")
    _print_next_steps(path, site)


def _print_next_steps(path: Path, site: Site) -> None:
    click.echo(f"Wrote {path}. What to do next:")
    click.echo(f"  {command('check', path)}")
    click.echo(f"  {command('run', path.parent, '--reload')}")
    click.echo(f"  {command('play', path)}")
    for code in site.languages[1:]:
        click.echo(f"  {command('translate', code, path.parent)}")


def title_problem(title: str) -> str:
    """Return why a flow cannot have this title, or an empty text."""
    if not title.isprintable():
        return "the title contains a character that cannot be shown"
    location, reader = Location("title"), NodeReader()
    key, value = ScalarNode("title", location), ScalarNode(title, location)
    # The loader's own check, so that the new file is valid for certain.
    reader.text(MappingNode({"title": (key, value)}, location), "title", "the flow", 80)
    return reader.problems[0].message if reader.problems else ""


def a_year_after(day: date) -> date:
    """Return the same date one year later; March 1 for February 29."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def flow_text(template: str, flow: str, title: str, site: str, review_by: date) -> str:
    """Return the template as the text of a flow.

    Args:
        template: The text with `$title`, `$short` and `$review_by`.
        flow: The id of the flow.
        title: Its title; made from the id if empty.
        site: The name of the site, in which the titles of all pages end. If it is empty, this is
            the first flow, and the site takes its title as its name.
        review_by: The date of its next review.
    """
    name = flow.replace("-", " ").capitalize()
    room = MAX_TITLE - len(_SEPARATOR)
    # Browser titles have a limit, and the name of the site is part of it. The first flow's title is
    # both, so it gets half of the room.
    title = title.strip() or _shorten(name, room - len(site) if site else room // 2)
    # Titles of steps are made from the id: a shortened title would be half a sentence.
    left = room - len(site or title) - len(_SUFFIX)
    return Template(template).substitute(
        title=_quoted(title), short=_shorten(name, max(left, 1)), review_by=review_by
    )


def _shorten(text: str, longest: int) -> str:
    """Return text without the last words that do not fit."""
    if len(text) <= longest:
        return text
    # One more character: if it is a space, the last word fits.
    return (text[: longest + 1].rpartition(" ")[0] or text[:longest]).strip(" -")


def _quoted(text: str) -> str:
    """Return text as a value in YAML."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
