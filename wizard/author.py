"""The commands with which an author looks at one flow, on click. What they print can be piped into other tools."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import sys
from functools import partial
from itertools import islice
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from wizard import catalog, picture, report, source
from wizard.changes import Report, compare
from wizard.flow import Flow, Outcome, Question
from wizard.i18n import Words, words_in
from wizard.journey import replay
from wizard.keys import FILES, RESERVED_FLOWS, SHARED
from wizard.loader import DATA, Folder, check_flow, check_folder, default_flows
from wizard.paths import FORMS, count, lines, number, walks
from wizard.play import Player
from wizard.record import Record, RecordError, record_of
from wizard.revision import RevisionError, folder_at
from wizard.schema import schema_text
from wizard.shape import Reader, listed, nearest
from wizard.source import Place, Row, Word
from wizard.starter import flow_text, title_problem

TREES = ("twee", "csv")  # forms for other tools, which `wizard import` reads again
ENDINGS = {**picture.ENDINGS, ".twee": "twee", ".tw": "twee", ".csv": "csv"}


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


def complete_flow(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """What a shell offers for FLOW: ids and files. In bash the files are for want of ids, and must be named first."""
    ids = [CompletionItem(name) for name in flow_names() if name.startswith(begun)]
    return [CompletionItem(begun, type="file"), *ids]


def flow_at(name: str) -> Flow:
    """The flow of this path or id. Prints what is wrong with it and ends with 1 where it is not sound."""
    file = flow_file(name)
    if not os.path.lexists(file):
        beside = [str(file.with_name(f"{each}.yaml")) for each in flow_names(file.parent)]
        near = nearest(name, flow_names() if file.name == name else beside)
        click.echo(f'there is no flow "{name}".{near}', err=True)
        sys.exit(1)
    flow, problems = check_flow(file)
    if flow is None:
        click.echo(report.in_text(problems), err=True)
        sys.exit(1)
    return flow


@click.command(short_help="Print the JSON Schema of flow files.")
@click.argument("kind", metavar="[KIND]", type=click.Choice([*FILES]), default="flow")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file instead.")
def schema(kind: str, output: Path | None) -> None:
    """Print the JSON Schema of flow files, with which an editor explains keys, offers them and marks slips.

    KIND is the kind of file: flow (where left out), site, sources, claims, topics, glossary, deadlines, letter or
    cases. The first line of a file tells an editor where its schema is, seen from that file:

    \b
      # yaml-language-server: $schema=flow.schema.json

    \b
    Examples:
      wizard schema --output flows/flow.schema.json
      wizard schema site
    """
    if output is None:
        click.echo(schema_text(kind), nl=False)
        return
    try:
        output.write_text(schema_text(kind), "utf-8")
    except OSError as error:
        raise click.BadParameter(f"{output}: {(error.strerror or str(error)).lower()}", param_hint="--output") from None


@click.command(short_help="Print every path through a flow.")
@click.argument("name", metavar="FLOW", shell_complete=complete_flow)
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True, help="The form.")
@click.option("--limit", default=10_000, show_default=True, type=click.IntRange(0), help="At most so many; 0 is all.")
@click.option("--count", "only_count", is_flag=True, help="Print only how many there are, exactly.")
@click.option("--lang", metavar="LANG", help="The language of questions and answers, where they are written out.")
@click.option("--diff", "revision", metavar="REV", help="What changed since a revision of git, path by path.")
def paths(name: str, form: str, limit: int, only_count: bool, lang: str | None, revision: str | None) -> None:
    """Print every path through FLOW, from its start to an outcome or out of the flow.

    FLOW is a file, or the id of a flow that is served by default. csv has a row for each path and a column for each
    question. md has the paths in words, under the outcome that they lead to, for a person to review.

    \b
    Examples:
      wizard paths my-data                          one line each: answers -> outcome
      wizard paths my-data --count                  how many
      wizard paths my-data --format md --lang es    for a review, in Spanish
      wizard paths my-data --diff HEAD~1            which paths changed their outcome
    """
    flow, file, most = flow_at(name), flow_file(name), limit or None
    if only_count:
        if revision is not None:
            raise click.UsageError("--count and --diff do not go together")
        click.echo(number(count(flow), group=""))
        return
    words = words_of(file.parent, lang)
    if revision is not None:
        _diff(flow, file, revision, form, most, lang)
        return
    for line in lines(flow, islice(walks(flow), most), form, words):
        click.echo(line)
    total = count(flow)
    if most and total > most:
        click.echo(f"… {number(most)} of {number(total)} paths shown; --limit 0 shows all", err=True)


def _diff(flow: Flow, file: Path, revision: str, form: str, limit: int | None, lang: str | None) -> None:
    """Print what changed in a flow since a revision; an older version that is not sound ends this with 1."""
    try:
        with folder_at(file.parent, revision) as copy:
            if not (copy / file.name).exists():
                raise RevisionError(f'the flow "{flow.id}" is not in the revision "{revision}"')
            old, problems = check_flow(copy / file.name)
            if old is None:
                for problem in problems:
                    click.echo(str(problem).replace(str(copy), f"{revision}:{file.parent}"), err=True)
                click.echo(f'the flow "{flow.id}" was not sound at "{revision}", so it cannot be compared', err=True)
                sys.exit(1)
            changes = compare(old, flow, limit)
            told = Report(changes, words_of(copy, lang), words_of(file.parent, lang))
    except RevisionError as error:
        raise click.BadParameter(str(error), param_hint="--diff") from None
    for line in told.lines(form):
        click.echo(line)
    if changes.compared < changes.total:
        shown, total = number(changes.compared), number(changes.total)
        click.echo(f"… {shown} of {total} paths compared, old and new; --limit 0 compares all", err=True)


@click.command(short_help="Draw a flow as Mermaid, SVG or PNG; write it as Twee or CSV.")
@click.argument("name", metavar="FLOW", shell_complete=complete_flow)
@click.option(
    "--format", "form", type=click.Choice((*picture.FORMS, *TREES)), help="The form; mermaid where nothing says."
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The file; its ending says the form.")
@click.option(
    "--trail", metavar="TRAIL", help="Draw the path of these answers thick: question=answer, joined by & or commas."
)
@click.option("--lang", metavar="LANG", help="The language of the picture.")
def graph(name: str, form: str | None, output: Path | None, trail: str | None, lang: str | None) -> None:
    """Draw FLOW: every question, its answers and where they lead, as text for Mermaid or Graphviz, as SVG or PNG.

    FLOW is a file, or the id of a flow that is served by default. SVG and PNG need Graphviz. Twee is for Twine, CSV for
    spreadsheets; `wizard import` reads both, and Mermaid, again.

    \b
    Examples:
      wizard graph my-data                       Mermaid, for a page in Markdown
      wizard graph my-data --output my-data.svg  a picture
      wizard graph understand-the-rules --format twee   a story that Twine opens
      wizard graph my-data --output way.png --trail "held-license=no&applied=yes"
    """
    flow, folder = flow_at(name), flow_file(name).parent
    form = form or _form_of(output)
    if form in TREES and trail is not None:
        raise click.UsageError(f"--trail is for pictures; {form} has no way to show a path")
    if form == "png" and output is None and sys.stdout.isatty():
        raise click.UsageError("a PNG is not for a terminal; name a file: --output flow.png")
    answers = None if trail is None else _answers(flow, trail)
    words, site = words_of(folder, lang), check_folder(folder)[0]  # where the folder is unsound, without others' titles
    try:
        if form == "mermaid":
            drawn = picture.mermaid(flow, words, answers, site).encode()
        elif form in TREES:
            drawn = _tree(flow, words, form).encode()
        else:
            text = picture.dot(flow, words, answers, site=site)
            drawn = text.encode() if form == "dot" else picture.svg(text) if form == "svg" else picture.png(text)
    except picture.GraphvizError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    if output is None:
        click.echo(drawn, nl=False)
        return
    try:
        output.write_bytes(drawn)
    except OSError as error:
        raise click.BadParameter(f"{output}: {(error.strerror or str(error)).lower()}", param_hint="--output") from None


def _tree(flow: Flow, words: Words, form: str) -> str:
    """A flow for another tool. What that has no words for is said, and not left out in silence."""
    from wizard import sheet, twee  # here, since pictures need neither

    guards = sum(len(answer.edges) > 1 for question in flow.questions() for answer in question.answers.values())
    if guards:
        answers = f"{guards} answers lead" if guards > 1 else "1 answer leads"
        words_ = f"{answers} to different steps after different earlier answers; here each way is an answer of its own"
        click.echo(words_, err=True)
    return twee.story(flow, words) if form == "twee" else "\n".join(sheet.lines(flow, words)) + "\n"


def _form_of(output: Path | None) -> str:
    """The form that a file's ending names; Mermaid where there is no file."""
    if output is None:
        return "mermaid"
    form = ENDINGS.get(output.suffix.lower())
    if form is None:
        words = f'the ending of "{output.name}" names no form: end it with {", ".join(ENDINGS)}, or add --format'
        raise click.BadParameter(words, param_hint="--output")
    return form


def _answers(flow: Flow, trail: str) -> dict[str, str]:
    """The answers of a trail (question id to answer id), each of which fits; else what would fit is said."""

    def wrong(words: str) -> click.BadParameter:
        return click.BadParameter(words, param_hint="--trail")

    answers = dict[str, str]()
    for part in filter(None, re.split("[&,]", trail.strip().removeprefix("?"))):
        question, equals, answer = part.strip().partition("=")
        step = flow.steps.get(question)
        if not equals:
            raise wrong(f'"{part}" is no answer; write question=answer, joined by & or commas')
        if not isinstance(step, Question):
            ids = [each.id for each in flow.questions()]
            raise wrong(f'there is no question "{question}" in this flow.{nearest(question, ids)}')
        if answer not in step.answers:
            raise wrong(f'"{question}" has no answer "{answer}"; it has {listed(step.answers)}')
        if answers.setdefault(question, answer) != answer:
            raise wrong(f'"{question}" is answered twice')
    journey = replay(flow, answers)
    if journey.dropped:
        match journey.step:
            case Question() as step:
                where = f'the other answers lead to "{step.id}", whose answers are {listed(step.answers)}'
            case Outcome() as step:
                where = f'the other answers end at the outcome "{step.id}"'
            case to:
                where = f'the other answers lead out of the flow, to "{to.flow}/{to.step}"'
        raise wrong(f'"{journey.dropped[0]}" is not asked here: {where}')
    return answers


def words_of(folder: Path, lang: str | None) -> Words:
    """The words of a language that a folder's flows are in, the first one where none is named."""
    site = source.read(folder / "site.yaml", []) if (folder / "site.yaml").exists() else None
    row = site.get("languages") if site else None
    codes = [item.text for item in row.items if isinstance(item, Word)] if isinstance(row, Row) else []
    known = codes or ["en"]
    code = lang or known[0]
    if code not in known:
        raise click.BadParameter(f'the flows are not in "{code}", only in {", ".join(known)}', param_hint="--lang")
    return words_in(code, catalog.translations(folder, code)[0] if code != known[0] else None)


@click.command(short_help="Walk a flow in the terminal.")
@click.argument("name", metavar="FLOW", shell_complete=complete_flow)
@click.option("--lang", metavar="LANG", help="The language of the flow, such as es.")
@click.option(
    "--record", "case", metavar="[NAME]", is_flag=False, flag_value="",
    help="Write the walk as a case, under this name, to cases/ beside the flow.",
)  # fmt: skip
def play(name: str, lang: str | None, case: str | None) -> None:
    """Walk FLOW in the terminal: answer, go back, change an answer, read what an outcome says.

    FLOW is a file, or the id of a flow that is served by default. Answers can also come from a file or a pipe.

    \b
    Examples:
      wizard play my-data                       from its start
      wizard play my-data --lang es             in Spanish
      wizard play my-data --record never-held   and keep the walk as a test case
    """
    flow, file = flow_at(name), flow_file(name)
    words, record = words_of(file.parent, lang), record_of(file)
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")

    def other(flow: str) -> Flow | None:
        beside = file.with_name(f"{flow}.yaml")
        return check_flow(beside)[0] if beside.is_file() else None

    try:
        if case and (wrong := record.wrong(case)):
            raise click.BadParameter(wrong, param_hint="--record")
        bold, width = partial(click.style, bold=True), max(20, shutil.get_terminal_size().columns)
        journey = Player(flow, words, _read_line, click.echo, other, bold, width).play()
        if case is None:
            return
        if journey is None:
            raise RecordError("nothing was recorded: the walk ended at a question")
        case = case or _case_name(record)
        record.add(case, journey)
    except RecordError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(f"Recorded: {case} in {record.path}")


def _case_name(record: Record) -> str:
    """Ask for the name of a case until there is one that it can have. Raises RecordError where nobody answers."""
    while (name := _read_line("A name for this case, such as never-held: ")) is not None:
        if not (wrong := record.wrong(name.strip())):
            return name.strip()
        click.echo(wrong)
    raise RecordError("nothing was recorded: the case has no name")


def _read_line(prompt: str) -> str | None:
    """Ask for a line, which is shown even where it comes from a file. None at the end, or when the person stops."""
    try:
        line = input(prompt)
    except (EOFError, KeyboardInterrupt):
        click.echo()
        return None
    if not sys.stdin.isatty():
        click.echo(line)
    return line


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
        words = f'"{name}" is a folder; name the flow in it too, such as {name}deposit'
        raise click.BadParameter(words, param_hint="FLOW")
    path = Path(re.sub(r"(\.ya?ml)?$", ".yaml", name, count=1))
    reader = Reader()
    flow = reader.identifier(Word(path.stem, Place(str(path))), "a flow (the file's name)", RESERVED_FLOWS)
    if reader.problems:
        raise click.BadParameter(reader.problems[0].message, param_hint="FLOW")
    if wrong := title_problem(title) if title is not None else "":
        raise click.BadParameter(wrong, param_hint="--title")
    site = check_folder(path.parent, draft=True)[0] or Folder(path.parent).site({})  # which has a name at least
    template = (DATA / "templates" / "starter.yaml").read_text("utf-8")
    text = flow_text(template, flow, title or "", site.name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        why = f"cannot be written: {(error.strerror or str(error)).lower()}"
        if isinstance(error, FileExistsError):
            why = "is there already, and was left as it is" if path.parent.is_dir() else f"needs a folder {path.parent}"
        click.echo(f"{path} {why}", err=True)
        sys.exit(1)
    file, folder = shlex.quote(str(path)), shlex.quote(str(path.parent))
    click.echo(f"Wrote {path}. What to do next:")
    click.echo(f"  wizard check {file}")
    click.echo(f"  wizard run {folder} --reload")
    click.echo(f"  wizard play {file}")
    for code in site.languages[1:]:
        click.echo(f"  wizard translate {code} {folder}")
