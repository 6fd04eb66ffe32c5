"""The text of a new flow: a template with its title filled in, such that the checker finds nothing to say about it."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from pathlib import Path
from string import Template

import click

from wizard.loader.reader import NodeReader
from wizard.loader.schema import RESERVED_FLOWS
from wizard.loader.site import SiteReader, check_folder
from wizard.loader.validate import MAX_TITLE
from wizard.loader.yaml_nodes import MappingNode, ScalarNode
from wizard.model.problems import Location
from wizard.resources import DATA


@click.command(short_help="Write a small valid flow to start from.")
@click.argument("name", metavar="FLOW", type=click.Path())
@click.option("--title", metavar="TITLE", help="Its title; made from the id where left out.")
def new(name: str, title: str | None) -> None:
    """Write a small valid flow to start from, with a short comment wherever there is something to know.

    FLOW is the id of the flow, or the path of its file. Nothing is ever written over.

    \b
    Examples:
      wizard new deposit                            deposit.yaml, here
      wizard new guides/fees --title "Late fees"    guides/fees.yaml
    """
    if name.endswith(("/", os.sep)):
        message = f'"{name}" is a folder; name the flow in it too, such as {name}deposit'
        raise click.BadParameter(message, param_hint="FLOW")
    path = Path(re.sub(r"(\.ya?ml)?$", ".yaml", name, count=1))
    reader = NodeReader()
    flow = reader.identifier(
        ScalarNode(path.stem, Location(str(path))), "a flow (the file's name)", RESERVED_FLOWS
    )
    if reader.problems:
        raise click.BadParameter(reader.problems[0].message, param_hint="FLOW")
    if wrong := title_problem(title) if title is not None else "":
        raise click.BadParameter(wrong, param_hint="--title")
    site = check_folder(path.parent, draft=True)[0] or SiteReader(path.parent).site(
        {}
    )  # which has a name at least
    template = (DATA / "templates" / "starter.yaml").read_text("utf-8")
    text = flow_text(template, flow, title or "", site.name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        why = f"cannot be written: {(error.strerror or str(error)).lower()}"
        if isinstance(error, FileExistsError):
            why = (
                "is there already, and was left as it is"
                if path.parent.is_dir()
                else f"needs a folder {path.parent}"
            )
        click.echo(f"{path} {why}", err=True)
        sys.exit(1)
    file, folder = shlex.quote(str(path)), shlex.quote(str(path.parent))
    click.echo(f"Wrote {path}. What to do next:")
    click.echo(f"  wizard check {file}")
    click.echo(f"  wizard run {folder} --reload")
    click.echo(f"  wizard play {file}")
    for code in site.languages[1:]:
        click.echo(f"  wizard translate {code} {folder}")


_PLAIN = re.compile(r"\w[\w ’'.!?-]*(?<! )")  # needs no quotes in YAML, wherever it stands

_ROOM = len(", what it says")  # what the template puts behind a step's title


def title_problem(title: str) -> str:
    """Why a flow cannot have this title; empty where it can."""
    location, reader = Location("title"), NodeReader()
    reader.text(
        MappingNode(
            {"title": (ScalarNode("title", location), ScalarNode(title, location))}, location
        ),
        "title",
        "the flow",
        80,
    )
    if not title.isprintable():
        return "the title holds a character that cannot be shown"
    return reader.problems[0].message if reader.problems else ""


def flow_text(template: str, flow: str, title: str, site: str) -> str:
    """The template as the text of a flow. `title` may be empty: then it is made from the flow's id.

    `site` is the name of the site that the flow joins, empty where it is the first: the titles of pages end in it.
    """
    fits = (
        MAX_TITLE - 3 - len(site) if site else (MAX_TITLE - 3) // 2
    )  # a first flow gives the site its name
    title = title.strip() or _cut(flow.replace("-", " ").capitalize(), fits)
    if not site:
        fits = MAX_TITLE - 3 - len(title)
    name = flow.replace(
        "-", " "
    ).capitalize()  # an id is short and neutral; a title cut short says nothing
    return Template(template).substitute(
        title=_quoted(title), short=_cut(name, max(fits - _ROOM, 1))
    )


def _cut(text: str, longest: int) -> str:
    """A text, without its last words where it is too long."""
    if len(text) <= longest:
        return text
    return (text[: longest + 1].rpartition(" ")[0] or text[:longest]).strip(" -")


def _quoted(text: str) -> str:
    """A text as a value in YAML."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
