"""`wizard print`: every text of a flow as a document for reviewers."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from wizard.cli.common import (
    NamedFlow,
    complete_flow,
    flow_at,
    print_problems,
    today_option,
    translator_for,
    write_or_exit,
)
from wizard.cli.git import RevisionError, checkout_at, flow_at_revision
from wizard.extras import require
from wizard.loader.around import site_around
from wizard.loader.translations import translations
from wizard.model.flow import Flow
from wizard.review.changes import compare
from wizard.review.contents import document
from wizard.review.document import Document

EXTENSIONS = {".html": "html", ".htm": "html", ".docx": "docx", ".md": "md", ".markdown": "md"}

FORMATS = ("html", "docx", "md")

MAX_LANGUAGES = 2  # side by side; a third column would be too narrow to read


@click.command("print", short_help="Write every text of a flow as a document for reviewers.")
@click.argument("name", metavar="[FLOW]", required=False, shell_complete=complete_flow)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="Output format [default: that of --output, or md].",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Output file; the extension selects the format [default: print it].",
)
@click.option(
    "--lang",
    "codes",
    metavar="LANG",
    multiple=True,
    help="Language of the texts; give it twice for two side by side.",
)
@click.option("--since", "revision", metavar="REV", help="Mark what changed since a git revision.")
@today_option("Date of the document")
def print_(
    name: str | None,
    format_: str | None,
    output: Path | None,
    codes: tuple[str, ...],
    revision: str | None,
    today: date,
) -> None:
    """Write every text of FLOW as a document for reviewers: a lawyer, an editor, a translator.

    FLOW is a file, the id of a flow, or a folder with one flow; without it, the only flow of the
    guide. The flow of a row is named by its template and the row, such as records/al. The guide is
    the current folder if it has a flow file or a site.yaml; else the one that WIZARD_FLOWS names,
    or the shipped one.

    The document has the questions with their answers, the outcomes with their claims and sources,
    and the letters, deadlines and offices that they lead to. Each text has a reference to quote,
    which stays the same when other steps are added. docs/how-to/review-a-change.md explains them.

    \b
    Examples:
      wizard print my-data --output review.docx     for Word, with a column for comments
      wizard print my-data --output review.html     for the browser and for paper
      wizard print my-data --lang en --lang es --output both.html   side by side
      wizard print my-data --since HEAD~1 --output changes.docx     what changed is marked
    """
    format_ = _format(format_, output)
    if format_ == "docx":
        require("letters", "DOCX files cannot be written")
    # Missing and outdated translations are marked in the document.
    flow, named = flow_at(name, None)
    _check_languages(codes)
    # Without --lang, it is the language that the files are written in.
    known = [translator_for(named, code).code for code in codes or (None,)]
    _exit_if_catalog_is_broken(named.file.parent, known)
    made = document(flow, site_around(flow), known, today)
    if revision is not None:
        made = _compared(made, flow, named, revision, today)
    write_or_exit(_written(made, format_), output)


def _format(format_: str | None, output: Path | None) -> str:
    """Return the format of the document; a format that does not fit the file is wrong usage."""
    if output is None:
        if format_ == "docx":
            raise click.UsageError("a DOCX file cannot be printed; use --output review.docx")
        return format_ or "md"
    selected = EXTENSIONS.get(output.suffix.lower())
    if selected is None:
        message = f'the extension of "{output.name}" selects no format: use .html, .docx or .md'
        raise click.BadParameter(message, param_hint="--output")
    if format_ not in (None, selected):
        message = f'"{output.name}" would be {selected}, but --format is {format_}; use one of them'
        raise click.BadParameter(message, param_hint="--output")
    return selected


def _check_languages(codes: tuple[str, ...]) -> None:
    if len(codes) > MAX_LANGUAGES:
        message = f"{len(codes)} languages; the maximum side by side is {MAX_LANGUAGES}"
        raise click.BadParameter(message, param_hint="--lang")
    if len(set(codes)) < len(codes):
        raise click.BadParameter(f'"{codes[0]}" is given twice', param_hint="--lang")


def _exit_if_catalog_is_broken(folder: Path, codes: Iterable[str]) -> None:
    """Print what is wrong with catalogs that cannot be read, and exit with 1.

    Without them, every text would be marked as not translated.
    """
    problems = [problem for code in codes for problem in translations(folder, code, ()).problems]
    if broken := [problem for problem in problems if problem.code == "catalog-broken"]:
        print_problems(broken, err=True)
        sys.exit(1)


def _compared(made: Document, flow: Flow, named: NamedFlow, revision: str, today: date) -> Document:
    """Return a document with what changed since a revision."""
    try:
        with checkout_at(named.file.parent, revision) as copy:
            old = flow_at_revision(flow, named, revision, copy)
            # A step that was renamed is compared with the step that took its place.
            renamed = {
                name: to.step
                for name, to in flow.moved.items()
                if name in old.steps and to.flow == flow.id and to.step
            }
            before = document(old, site_around(old), made.columns, today, renamed)
            return compare(before, made, revision)
    except RevisionError as error:
        raise click.BadParameter(str(error), param_hint="--since") from None


def _written(made: Document, format_: str) -> bytes:
    """Return the document as a file."""
    # Imported when they are used: each is slow to import, and a document has one format.
    match format_:
        case "html":
            from wizard.review.write_html import html

            return html(made).encode()
        case "docx":
            from wizard.review.write_docx import docx

            return docx(made)
        case _:
            from wizard.review.write_markdown import markdown

            return markdown(made).encode()
