"""Which folder a command works on, what messages call it, and which folders a command may create.

All commands follow the same rule, so that none works on another guide than its author means.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import click

from wizard.loader.folders import folder_like
from wizard.loader.schema import SHARED
from wizard.resources import SHIPPED, default_flows


class Guide(NamedTuple):
    """A folder of flows, and what messages call it."""

    folder: Path
    name: str


def guide_at(folder: Path | None = None) -> Guide:
    """Return the guide that a command works on.

    It is the folder that was named; else the current one, if it has a flow file or a `site.yaml`;
    else the one that WIZARD_FLOWS names; else the shipped guide.
    """
    if folder is None:
        folder = Path() if any(Path().glob("[!.]*.yaml")) else default_flows()
    if Path(os.path.abspath(folder)) == SHIPPED:
        return Guide(short_path(folder), "the shipped guide")
    folder = short_path(folder)
    # `.` and `..` say nothing about where an author is.
    name = folder.resolve().name if folder.name in ("", "..") else ""
    return Guide(folder, name or str(folder))


def short_path(path: Path) -> Path:
    """Return a path relative to the current folder if it is in it."""
    # Links are not followed: messages show the name that was given.
    absolute = Path(os.path.abspath(path))
    return absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else path


def flow_ids(folder: Path) -> list[str]:
    """Return the ids of the flows in a folder, sorted."""
    # Hidden files are those of editors.
    paths = folder.glob("[!.]*.yaml") if os.path.isdir(folder) else ()
    return sorted({path.stem for path in paths} - {*SHARED})


def find(name: str, guide: Guide | None = None) -> Path | None:
    """Return the flow file or the folder that a name means, or None.

    Args:
        name: A path, in which `.yaml` can be left out, or the id of a flow.
        guide: The guide that was named, in which ids are looked up before paths.
    """
    if guide and name in flow_ids(guide.folder):
        return guide.folder / f"{name}.yaml"
    for path in (Path(f"{name}.yaml"), Path(name)):
        # A broken link exists: the loader reports why it cannot be read.
        if os.path.lexists(path) and not os.path.isdir(path):
            return short_path(path)
    if os.path.isdir(name):
        return Path(name)
    return find(name, guide_at()) if guide is None else None


def require_folder(folder: Path, option: str) -> None:
    """Refuse to write into a folder that does not exist.

    Raises:
        click.BadParameter: It is missing; the message has the closest name.
    """
    # `os.path` and not `Path`: a name that is too long is missing too, and no error.
    if not os.path.isdir(folder):
        message = f'there is no folder "{folder}".{folder_like(folder)}'
        raise click.BadParameter(message, param_hint=option)


def require_parent(path: Path, option: str) -> None:
    """Refuse to write a flow file unless at most its own folder is missing.

    A guide begins with a new folder, but a path with two of them, or with a name that is close to
    that of another folder, is a typo.

    Raises:
        click.BadParameter: The message says what to do.
    """
    folder = path.parent
    if os.path.lexists(folder):
        return
    require_folder(folder.parent, option)
    if hint := folder_like(folder):
        message = f'there is no folder "{folder}".{hint} If not, create it first.'
        raise click.BadParameter(message, param_hint=option)
