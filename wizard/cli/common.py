"""What several commands share: finding a flow or folder, printing problems, writing a file."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import click
from click.shell_completion import CompletionItem

from wizard.check import report
from wizard.cli.folders import (
    Guide,
    find,
    flow_ids,
    guide_at,
    require_folder,
)
from wizard.i18n.translator import Translator, make_translator
from wizard.loader import translations
from wizard.loader.around import texts_with_rows
from wizard.loader.folders import folder_like
from wizard.loader.reader import NodeReader
from wizard.loader.rewrite import Change
from wizard.loader.schema import RESERVED_FLOWS
from wizard.loader.site import check_flow, check_folder
from wizard.loader.site_reader import SiteReader
from wizard.loader.suggest import command, did_you_mean, quoted_list
from wizard.loader.yaml_nodes import ScalarNode
from wizard.model.deadlines import DAY
from wizard.model.flow import Flow
from wizard.model.problems import Location, Problem, escape_control_characters, reason_of
from wizard.model.site import Site

Command = Callable[..., Any]


def flow_file(
    name: str | None,
    guide: Guide | None = None,
    typed: tuple[str | Path, ...] = (),
    rest: tuple[str, ...] = (),
) -> Path:
    """Return the file of a flow, or print what is wrong and exit with 1.

    Args:
        name: The path of the file, with or without `.yaml`; the id of the flow; or a folder with
            one flow. None is the only flow of the guide.
        guide: The guide that was named, in which ids are looked up first.
        typed: The words before FLOW in a command that a message suggests [default: the name of the
            command].
        rest: The words after FLOW in that command.
    """
    if name is None:
        return _only_flow(guide or guide_at(), typed, rest)
    path = find(name, guide)
    if path and path.is_dir():
        return _only_flow(guide_at(path), typed, rest)
    if path:
        return path
    guide, folder = guide or guide_at(), Path(name).parent
    if name == Path(name).stem:
        hint = did_you_mean(name, flow_ids(guide.folder)) or folder_like(Path(name))
        fail(f'there is no flow "{name}" in {guide.name}.{hint}')
    # A path is compared with the files in its folder.
    ending = ".yaml" if Path(name).suffix else ""
    siblings = [f"{folder / id_}{ending}" for id_ in flow_ids(folder)]
    hint = did_you_mean(name, siblings) if os.path.isdir(folder) else folder_like(folder)
    fail(f'there is no flow "{name}".{hint}')


def _only_flow(guide: Guide, typed: tuple[str | Path, ...], rest: tuple[str, ...]) -> Path:
    """Return the file of the flow of a guide that has one, or exit with 1 and list its flows."""
    ids = flow_ids(guide.folder)
    if len(ids) == 1:
        return guide.folder / f"{ids[0]}.yaml"
    if not ids:
        print_problems(check_folder(guide.folder)[1], err=True)
        sys.exit(1)
    typed = typed or (str(click.get_current_context().info_name),)
    example = command(*typed, guide.folder / ids[0], *rest)
    fail(f"{guide.name} has {len(ids)} flows: {quoted_list(ids)}; run `{example}`")


class NamedFlow(NamedTuple):
    """A flow that a command names: its file, and its row if the file is a template."""

    file: Path
    row: str = ""

    @property
    def id(self) -> str:
        """The id of the flow, such as `records/al`."""
        return f"{self.file.stem}/{self.row}" if self.row else self.file.stem

    @property
    def words(self) -> Path:
        """What names the flow of a row in a command."""
        return self.file.with_suffix("") / self.row


def named_flow(name: str | None, guide: Guide | None = None, *typed: str | Path) -> NamedFlow:
    """Return the flow that a command names, or print what is wrong and exit with 1.

    The flow of a row is named by the template and the row: `records/al`.

    Args:
        name: What `flow_file` takes, for a template with a slash and the id of the row after it.
        guide: The guide that was named, as for `flow_file`.
        typed: The words before FLOW in a command that a message suggests [default: the name of the
            command].
    """
    if name and (found := row_named(name, guide)):
        if found.row not in (rows := rows_of(found.file)):
            fail(f'"{found.file.stem}" has no row "{found.row}".{did_you_mean(found.row, rows)}')
        return found
    named = NamedFlow(flow_file(name, guide, typed))
    if rows := rows_of(named.file):
        typed = typed or (str(click.get_current_context().info_name),)
        example = command(*typed, NamedFlow(named.file, rows[0]).words)
        count = plural(len(rows), "row")
        fail(f'"{named.file.stem}" is a template of {count}; name one, as in `{example}`')
    return named


def row_named(name: str, guide: Guide | None = None) -> NamedFlow | None:
    """Return what a name such as `records/al` means, if there is such a template.

    The row may not exist. `guide` is the guide that was named, as for `flow_file`.
    """
    template, _, row = name.rpartition("/")
    # A file of that name comes first.
    file = find(template, guide) if row and find(name, guide) is None else None
    return NamedFlow(file, row) if file and not file.is_dir() and rows_of(file) else None


def rows_of(file: Path) -> tuple[str, ...]:
    """Return the ids of the rows that a flow file is a template for; none if it is a flow."""
    table = SiteReader(file.parent).templates.table_of(file.stem)
    return tuple(table.rows) if table else ()


def complete_flow(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Return what a shell offers for FLOW: files and ids.

    The item for files comes first, because bash uses it only if no id fits.
    """
    folder = guide_at().folder
    ids, template = flow_ids(folder), typed.partition("/")[0]
    if template != typed and template in ids:
        ids = [f"{template}/{row}" for row in rows_of(folder / f"{template}.yaml")]
    items = [CompletionItem(name) for name in ids if name.startswith(typed)]
    return [CompletionItem(typed, type="file"), *items]


def flow_at(name: str | None, lang: str | None) -> tuple[Flow, NamedFlow]:
    """Return the flow that `named_flow` finds, or print what is wrong and exit with 1.

    If no flow was named, and it is not in the current folder, stderr says which one it is. `lang`
    is the language to show it in: translations into others may be missing, since an author needs
    the commands while writing.
    """
    named = named_flow(name)
    flow, problems = check_flow(named.file, needed(lang), row=named.row)
    if flow is None:
        print_problems(problems, err=True)
        sys.exit(1)
    if name is None and named.file.parent != Path():
        # On stderr, since a program may read stdout.
        click.echo(f'flow "{flow.id}" of {guide_at().name}', err=True)
    return flow, named


def needed(lang: str | None) -> tuple[str, ...]:
    """Return the languages that a command needs, apart from the first: the one that was named."""
    return (lang,) if lang else ()


def require_guide(folder: Path) -> None:
    """Print why a folder is not one of flows and exit with 1; return if it is one."""
    reader = SiteReader(folder)
    if not reader.flow_files():
        print_problems(reader.problems, err=True)
        sys.exit(1)


def load_or_exit(folder: Path, languages: Collection[str] | None = None) -> Site:
    """Return the site in a folder, or print its problems and exit with 1.

    `languages` are those that must be translated [default: all that the site lists].
    """
    site, problems = check_folder(folder, languages=languages)
    if site is None:
        print_problems(problems)
        sys.exit(1)
    return site


def translator_for(named: NamedFlow, lang: str | None) -> Translator:
    """Return the translator of a flow into a language of its folder (default: the first one).

    Only site.yaml, one catalog and, for a row, the templates are read, so that a flow can be shown
    while others are being written.
    """
    folder = named.file.parent
    languages = translations.languages_of(folder)
    code = lang or languages[0]
    if code not in languages:
        message = f'the flows are not in "{code}", only in {", ".join(languages)}'
        raise click.BadParameter(message, param_hint="--lang")
    # Without the texts of the folder, so the catalog is not checked for completeness.
    known = translations.translations(folder, code, ())
    # A catalog of the first language has texts of the interface only.
    texts = known.authors if code != languages[0] else None
    if named.row and texts is not None:
        texts = texts_with_rows(folder, code)
    return make_translator(code, texts, known.interface)


def print_problems(problems: Iterable[Problem], err: bool = False) -> None:
    """Print problems with excerpts of their files, in colour if the output is a terminal."""
    stream = sys.stderr if err else sys.stdout
    # https://no-color.org: any value but an empty one counts.
    colour = stream.isatty() and not os.environ.get("NO_COLOR")
    if text := report.in_text(problems, colour):
        click.echo(text, err=err, color=colour)


def print_changes(changes: Iterable[Change], err: bool = False) -> None:
    """Print changes of files, one line each: file:line: old -> new."""
    for change in changes:
        old, new = change.old or "(nothing)", change.new or "(nothing)"
        place = f"{change.location.file}:{change.location.line}"
        # Another space than the usual one may be all that was changed.
        text = re.sub(r"[^\S ]", lambda space: f"<U+{ord(space[0]):04X}>", f"{old} -> {new}")
        click.echo(escape_control_characters(f"{place}: {text}"), err=err)


def fail(message: str) -> NoReturn:
    """Print a message to stderr and exit with 1."""
    click.echo(message, err=True)
    sys.exit(1)


class Day(click.ParamType[date]):
    """A date as flow files have it."""

    name = "date"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the date, or report that the text is not one."""
        if isinstance(value, date):
            return value
        with suppress(ValueError):
            # `fromisoformat` alone would accept other ways to write a date, such as 20261123.
            if DAY.fullmatch(value):
                return date.fromisoformat(value)
        self.fail(f'"{value}" is not a date such as 2026-11-23', param, ctx)


def today_option(purpose: str) -> Callable[[Command], Command]:
    """Return the option `--today`, the date that a command takes for today."""
    return click.option(
        "--today",
        type=Day(),
        metavar="DATE",
        # A function, so that the default is the date of the call and not of the import.
        default=lambda: datetime.now().date(),
        help=f"{purpose} [default: today].",
    )


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
    """Write a text file and, if it is missing, the folder it is in.

    Raises:
        FileExistsError: If the file exists, unless `overwrite` is set.
        OSError: If it cannot be written.
    """
    path.parent.mkdir(exist_ok=True)
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
    require_folder(output.parent, "--output")
    try:
        output.write_bytes(data)
    except OSError as error:
        message = f"{output}: {reason_of(error)}"
        raise click.BadParameter(message, param_hint="--output") from None


def plural(count: int, word: str) -> str:
    """Return a count with its noun: "1 flow", "2 flows"."""
    return f"{count} {word}{'s' * (count != 1)}"
