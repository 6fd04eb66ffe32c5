"""The commands with which an author looks at one flow, on click. What they print can be piped into other tools."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from wizard.check import report
from wizard.i18n.translator import Translator, make_translator
from wizard.loader import translations
from wizard.loader.files import read
from wizard.loader.schema import SHARED
from wizard.loader.site import check_flow
from wizard.loader.suggest import did_you_mean
from wizard.loader.yaml_nodes import ScalarNode, SequenceNode
from wizard.model.flow import Flow
from wizard.model.problems import Problem
from wizard.resources import default_flows


def flow_file(name: str) -> Path:
    """The file of a flow that was named by its path, or by its id: here, or among the flows that are served by default."""
    path = Path(name)
    named = [Path(f"{name}.yaml"), default_flows() / f"{name}.yaml"]
    return path if path.is_file() else next((each for each in named if each.is_file()), path)


def flow_names(folder: Path | None = None) -> list[str]:
    """The ids of the flows in a folder; without one, those that need no path: here, and served by default."""
    folders = [folder] if folder else [Path(), default_flows()]
    paths = (path for each in folders for path in each.glob("[!.]*.yaml"))
    return sorted({path.stem for path in paths} - {*SHARED})


def complete_flow(
    _context: click.Context, _parameter: click.Parameter, begun: str
) -> list[CompletionItem]:
    """What a shell offers for FLOW: ids and files. In bash the files are for want of ids, and must be named first."""
    ids = [CompletionItem(name) for name in flow_names() if name.startswith(begun)]
    return [CompletionItem(begun, type="file"), *ids]


def flow_at(name: str) -> Flow:
    """The flow of this path or id. Prints what is wrong with it and ends with 1 where it is not sound."""
    file = flow_file(name)
    if not os.path.lexists(file):
        beside = [str(file.with_name(f"{each}.yaml")) for each in flow_names(file.parent)]
        near = did_you_mean(name, flow_names() if file.name == name else beside)
        click.echo(f'there is no flow "{name}".{near}', err=True)
        sys.exit(1)
    flow, problems = check_flow(file)
    if flow is None:
        click.echo(report.in_text(problems), err=True)
        sys.exit(1)
    return flow


def translator_for(folder: Path, lang: str | None) -> Translator:
    """The words of a language that a folder's flows are in, the first one where none is named."""
    site = read(folder / "site.yaml", []) if (folder / "site.yaml").exists() else None
    row = site.get("languages") if site else None
    codes = (
        [item.text for item in row.items if isinstance(item, ScalarNode)]
        if isinstance(row, SequenceNode)
        else []
    )
    known = codes or ["en"]
    code = lang or known[0]
    if code not in known:
        raise click.BadParameter(
            f'the flows are not in "{code}", only in {", ".join(known)}', param_hint="--lang"
        )
    if code == known[0]:
        return make_translator(code, None)
    return make_translator(code, translations.translations(folder, code, ())[0])


def _print(found: Iterable[Problem]) -> None:
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    if text := report.in_text(found, colour):
        click.echo(text, color=colour)


def _short(path: Path) -> Path:
    """A path as a person would write it from here."""
    whole = Path(
        os.path.abspath(path)
    )  # links are not followed: the name that was given is the one to show
    return whole.relative_to(Path.cwd()) if whole.is_relative_to(Path.cwd()) else path
