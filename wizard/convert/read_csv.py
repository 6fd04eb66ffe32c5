"""Reads trees as CSV: a row for each answer, or for each step with columns for each answer."""

from __future__ import annotations

import csv
import io
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wizard.convert import rich_text
from wizard.convert.codes import CHANGED, DEFECT, LEFT_OUT
from wizard.convert.csv_header import COLUMNS, Header, read_header, suggested_columns
from wizard.convert.rich_text import Prose
from wizard.convert.tree import Answer, ImportedTree, SourceText, Step
from wizard.i18n.translator import Translator
from wizard.loader.suggest import did_you_mean
from wizard.model.problems import Location

NAME = "CSV"

MAX_CELL = 1024 * 1024  # the limit of `csv` is 128 KiB, but cells with help can be longer


@dataclass(frozen=True, slots=True)
class Row:
    """A row that belongs to a step. Without an answer and a next step, the step is an outcome."""

    location: Location
    id: str
    text: str
    answer: str
    next: str


def first_mark(text: str) -> int:
    """Return 0 if the first line of a text has the columns, else -1."""
    return 0 if read_header(text, {}).complete else -1


def read(
    source: SourceText, _t: Translator, columns: Mapping[str, str] | None = None
) -> ImportedTree:
    """Return the tree of a source in CSV.

    Args:
        source: The text.
        columns: The heading of each column, if the table calls it something else.
    """
    tree, header = ImportedTree(source, NAME), read_header(source.text, columns or {})
    if not _check_columns(tree, header):
        return tree
    outcomes, targets = set[str](), list[tuple[Answer, str]]()
    for row in _rows(tree, header):
        step = _step(tree, row)
        if row.answer or row.next:
            if row.id in outcomes:
                message = f"“{row.id:.60}” is an outcome and has an answer; only the answer is used"
                tree.report(DEFECT, row.location, message)
            step.answers.append(_answer(tree, row))
            targets.append((step.answers[-1], row.next))
        else:
            if step.answers:
                message = f"“{row.id:.60}” has answers and is an outcome; only the answers are used"
                tree.report(DEFECT, row.location, message)
            outcomes.add(row.id)
    # Last, because a row may name a step whose row comes later.
    _set_targets(tree, targets)
    tree.start_at()
    return tree


def _check_columns(tree: ImportedTree, header: Header) -> bool:
    """Return whether a table has all columns; report those that it lacks or that are not read."""
    location = tree.source.location(header.begin)
    names = [name.casefold() for name in header.names]
    wrong = [name for name in header.columns.values() if name.casefold() not in names]
    for name in wrong:
        message = f"no column has the heading “{name:.60}”.{did_you_mean(name, header.names)}"
        tree.report(DEFECT, location, message)
    if not header.complete:
        message = (
            f"the first line must name the columns {', '.join(COLUMNS[:3])} and {COLUMNS[3]}, "
            f"but it says: {', '.join(header.names):.200}; "
            f"say which is which with {shlex.quote(suggested_columns(header))}"
        )
        tree.report(DEFECT, location, message)
    if wrong or not header.complete:
        return False
    for index in header.unused:
        name = header.names[index]
        if names.index(name.casefold()) < index:
            message = f"a second column is called “{name:.60}”; it was left out"
        else:
            message = f"the column “{name:.60}” was left out"
        # Spreadsheets write empty columns, which are reported at the first text in them.
        if name:
            tree.report(LEFT_OUT, location, message)
    return True


def _rows(tree: ImportedTree, header: Header) -> Iterator[Row]:
    """Yield the rows after the first, each with its id. Report those that have none."""
    width, unnamed = len(header.names), {at for at in header.unused if not header.names[at]}
    cells_of_rows = _cells(tree, header)
    next(cells_of_rows, None)  # the names of the columns
    last = ""  # the id of the row above
    for location, cells in cells_of_rows:
        if any(cells[width:]):
            message = (
                f"this row has {len(cells)} cells, but the first line names {width} columns; "
                "the rest was left out"
            )
            tree.report(DEFECT, location, message)
        # Spreadsheets leave out empty cells at the end of a row.
        cells += [""] * (width - len(cells))
        for at in sorted(unnamed):
            if cells[at]:
                message = f"a column without a heading was left out; here it says “{cells[at]:.60}”"
                tree.report(LEFT_OUT, location, message)
                unnamed.discard(at)
        name, text = cells[header.at["id"]], cells[header.at["text"]]
        if not name and not last:
            tree.report(DEFECT, location, "this row has no id; it was left out")
            continue
        if not name:
            message = f"this row has no id; it was added to “{last:.60}”, like the row above"
            tree.report(CHANGED, location, message)
        last = name or last
        pairs = [(cells[answer], cells[to]) for answer, to in header.answers]
        for answer, to in [pair for pair in pairs if any(pair)] or [("", "")]:
            yield Row(location, last, text, answer, to)


def _cells(tree: ImportedTree, header: Header) -> Iterator[tuple[Location, list[str]]]:
    """Yield the cells of each row that is not empty. Stop at, and report, what is not CSV."""
    # For the whole process: `csv` knows no limit per reader.
    csv.field_size_limit(MAX_CELL)
    # `csv` reads no spaces beside quotes.
    between = re.escape(header.delimiter)
    quoted = rf'(?<![^\n{between}]) *+("(?:[^"]|"")*+") *+(?=[\n{between}]|$)'
    rows = re.sub(quoted, r"\1", tree.source.text[header.begin :])
    text = io.StringIO(rows, newline="")
    # `strict`, because without it an unclosed quote takes in all that follows, without an error.
    reader = csv.reader(text, delimiter=header.delimiter, strict=True)
    above = tree.source.location(header.begin).line - 1  # lines
    line = above + 1
    while True:
        location = Location(tree.source.name, line)
        try:
            cells = next(reader, None)
        except csv.Error as error:
            # `csv` has one class for all errors and says the reason only in English.
            unclosed = "end of data" in str(error)
            reason = "an opening quote is never closed" if unclosed else str(error)
            message = f"{reason}; this row and all rows after it were left out"
            tree.report(DEFECT, location, message)
            return
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield location, [cell.strip() for cell in cells]
        line = above + reader.line_num + 1  # a quoted cell may have several lines


def _step(tree: ImportedTree, row: Row) -> Step:
    """Return the step of a row, which is a new one if the id is new."""
    # A step with several answers has several rows, in which its text may be repeated or left out.
    step = tree.steps.setdefault(row.id, Step(Prose(), row.location, row.id))
    prose = rich_text.read(row.text, tree.reporter_at(row.location)) if row.text else Prose()
    if not step.prose.paragraphs:
        step.prose, step.links = prose, list(prose.links)
    elif row.text and prose.plain != step.prose.plain:
        message = (
            f"“{row.id:.60}” has a different text in line {step.location.line}; "
            f"that one is used, not “{prose.plain:.60}”"
        )
        tree.report(DEFECT, row.location, message)
    return step


def _answer(tree: ImportedTree, row: Row) -> Answer:
    """Return the answer of a row; it leads to no step yet, since that may come in a later row."""
    if not row.next:
        message = f"dead end: nothing follows the answer “{row.answer:.60}”; add its next step"
        tree.report(DEFECT, row.location, message)
    label = rich_text.read_plain(row.answer, tree.reporter_at(row.location))
    return Answer(label, "", row.location)


def _set_targets(tree: ImportedTree, targets: list[tuple[Answer, str]]) -> None:
    """Let answers lead to the steps with these ids, now that all ids are known."""
    for answer, to in targets:
        if to in tree.steps:
            answer.to = to
        elif to:
            message = f"no row has the id “{to:.60}”.{tree.suggest(to, tree.steps)}"
            tree.report(DEFECT, answer.location, message)
