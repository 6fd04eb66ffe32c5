"""`wizard rename`: give a step or an answer another id in every file that names it."""

from __future__ import annotations

import sys

import click

from wizard.check.rename import RenameError
from wizard.check.rename import rename as renaming
from wizard.cli.common import (
    complete_flow,
    fail,
    flow_file,
    plural,
    print_changes,
    print_problems,
    row_named,
)
from wizard.cli.folders import short_path
from wizard.loader.rewrite import WriteError, is_inside, write_files
from wizard.loader.suggest import command
from wizard.model.problems import reason_of


@click.command(short_help="Give a step or an answer another id, in every file.")
@click.argument("name", metavar="FLOW", shell_complete=complete_flow)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
def rename(name: str, old: str, new: str) -> None:
    """Rename a step or an answer of FLOW in every file of its folder.

    OLD is the id of a step, or question=answer; a box is an answer. NEW is the new id of the step
    or of the answer.

    Targets, conditions, sets, cases, letters and the site's own files change with it, and nothing
    else in them does. The old id of a step is listed under "moved", so that old links still work.
    The id of a flow is the name of its file, which this command does not change. A template is
    renamed in all its rows.

    \b
    Examples:
      wizard rename my-data held-license had-license   a step
      wizard rename my-data topic=who others           an answer of the question "topic"
    """
    if named := row_named(name):
        example = command("rename", named.file.with_suffix(""), old, new)
        fail(f"the steps of a row are those of its template: `{example}`")
    file = short_path(flow_file(name, rest=(old, new)))
    try:
        done = renaming(file, old, new)
        if links := [path for path in done.after if not is_inside(path, [file.parent])]:
            fail(f"{links[0]} is a link to a file outside the folder; nothing was written")
        write_files(done.before, done.after)
    except RenameError as error:
        print_problems(error.problems)
        click.echo(f"{error}; nothing was written" if error.problems else str(error), err=True)
        sys.exit(1)
    except OSError as error:
        fail(f"{error.filename} cannot be read: {reason_of(error)}")
    except WriteError as error:
        fail(str(error))
    print_changes(done.changes)
    places, files = plural(len(done.changes), "place"), plural(len(done.after), "file")
    links_now = (
        "Links with the old answer ask the question again."
        if "=" in old
        else 'The old id is under "moved", so old links lead to the new one.'
    )
    click.echo(f"{places} of {files} changed. {links_now}")
