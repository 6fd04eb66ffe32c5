"""What several commands share: finding a flow or folder, printing problems, writing a file."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import click
from click.shell_completion import CompletionItem

from wizard.check import report
from wizard.i18n.translator import Translator, make_translator
from wizard.loader import translations
from wizard.loader.files import read
from wizard.loader.reader import NodeReader
from wizard.loader.schema import RESERVED_FLOWS, SHARED
from wizard.loader.site import check_flow, check_folder
from wizard.loader.suggest import did_you_mean
from wizard.loader.yaml_nodes import ScalarNode, SequenceNode
from wizard.model.flow import Flow
from wizard.model.problems import Location, Problem
from wizard.model.site import Site
from wizard.resources import default_flows


def flow_file(name: str) -> Path:
    """Return the file of a flow that was named by its path or by its id.

    An id is looked up in the current folder, then in the folder of the default flows.
    """
    path = Path(name)
    candidates = [path, Path(f"{name}.yaml"), default_flows() / f"{name}.yaml"]
    return next((candidate for candidate in candidates if candidate.is_file()), path)


def flow_names(folder: Path | None = None) -> list[str]:
    """Return the ids of the flows in a folder, or those that can be named without a path."""
    folders = [folder] if folder else [Path(), default_flows()]
    # Hidden files are those of editors.
    paths = (path for parent in folders for path in parent.glob("[!.]*.yaml"))
    return sorted({path.stem for path in paths} - {*SHARED})


def complete_flow(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Return what a shell offers for FLOW: files and ids.

    The item for files comes first, because bash uses it only if no id fits.
    """
    ids = [CompletionItem(name) for name in flow_names() if name.startswith(typed)]
    return [CompletionItem(typed, type="file"), *ids]


def flow_at(name: str) -> Flow:
    """Return the flow with this path or id, or print what is wrong and exit with 1."""
    file = flow_file(name)
    # A broken link exists: the loader reports why it cannot be read.
    if not os.path.lexists(file):
        # A name with a folder is compared with the files in that folder.
        siblings = [str(file.with_name(f"{id_}.yaml")) for id_ in flow_names(file.parent)]
        hint = did_you_mean(name, flow_names() if file.name == name else siblings)
        fail(f'there is no flow "{name}".{hint}')
    flow, problems = check_flow(file)
    if flow is None:
        print_problems(problems, err=True)
        sys.exit(1)
    return flow


def load_or_exit(folder: Path) -> Site:
    """Return the site in a folder, or print its problems and exit with 1."""
    site, problems = check_folder(folder)
    if site is None:
        print_problems(problems)
        sys.exit(1)
    return site


def translator_for(folder: Path, lang: str | None) -> Translator:
    """Return the translator for a language of a folder's flows (default: the first one).

    Only site.yaml and one catalog are read, so that a flow can be shown while others are being
    written.
    """
    # Its problems are dropped: it may be half-written, and `wizard check` reports them.
    site = read(folder / "site.yaml", []) if (folder / "site.yaml").exists() else None
    listed = site.get("languages") if site else None
    items = listed.items if isinstance(listed, SequenceNode) else ()
    languages = [item.text for item in items if isinstance(item, ScalarNode)] or ["en"]
    code = lang or languages[0]
    if code not in languages:
        message = f'the flows are not in "{code}", only in {", ".join(languages)}'
        raise click.BadParameter(message, param_hint="--lang")
    # Without the texts of the folder, so the catalog is not checked for completeness.
    texts = translations.translations(folder, code, ())[0] if code != languages[0] else None
    return make_translator(code, texts)


def print_problems(problems: Iterable[Problem], err: bool = False) -> None:
    """Print problems with excerpts of their files, in colour if the output is a terminal."""
    stream = sys.stderr if err else sys.stdout
    # https://no-color.org: any value but an empty one counts.
    colour = stream.isatty() and not os.environ.get("NO_COLOR")
    if text := report.in_text(problems, colour):
        click.echo(text, err=err, color=colour)


def fail(message: str) -> NoReturn:
    """Print a message to stderr and exit with 1."""
    click.echo(message, err=True)
    sys.exit(1)


def flow_path(name: str, option: str, example: str) -> Path:
    """Return the path of a flow file to write; a name that no flow can have is wrong usage.

    Args:
        name: What was typed: the id of the flow or a path, with or without extension.
        option: Where it was typed, for the message.
        example: The name of a file, for the message.
    """
    if name.endswith(("/", os.sep)):
        message = f'"{name}" is a folder; add the name of the flow, such as {name}{example}'
        raise click.BadParameter(message, param_hint=option)
    # The loader's own check of ids, so that both always agree on what a flow can be named.
    path, reader = Path(re.sub(r"(\.ya?ml)?$", ".yaml", name, count=1)), NodeReader()
    id_ = ScalarNode(path.stem, Location(str(path)))
    reader.identifier(id_, "a flow (the file's name)", RESERVED_FLOWS)
    if reader.problems:
        raise click.BadParameter(reader.problems[0].message, param_hint=option)
    return path


def create_file(path: Path, text: str, overwrite: bool = False) -> None:
    """Write a text file and the folders it is in.

    Raises:
        FileExistsError: If the file exists, unless `overwrite` is set.
        OSError: If it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # "x" fails if the file exists, without a gap between a check and the write. Line ends are the
    # same on every system.
    with path.open("w" if overwrite else "x", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


def write_or_exit(data: bytes, output: Path | None) -> None:
    """Write data to the file that `--output` names, or to stdout if it names none."""
    if output is None:
        # As bytes: text would be encoded for the terminal, and its line ends changed on Windows.
        click.echo(data, nl=False)
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        message = f"{output}: {reason(error)}"
        raise click.BadParameter(message, param_hint="--output") from None


def reason(error: OSError) -> str:
    """Return what the operating system says about an error, such as "permission denied"."""
    return (error.strerror or str(error)).lower()


def plural(count: int, word: str) -> str:
    """Return a count with its noun: "1 flow", "2 flows"."""
    return f"{count} {word}{'s' * (count != 1)}"


def short_path(path: Path) -> Path:
    """Return a path relative to the current folder if it is in it."""
    # Links are not followed: messages show the name that was given.
    absolute = Path(os.path.abspath(path))
    return absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else path
