"""Trees as CSV: reads and writes a row for each answer, and reads the paths that `wizard paths --format csv` writes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import pairwise

from wizard.convert import rich_text
from wizard.convert.rich_text import Prose
from wizard.convert.tree import CHANGED, DEFECT, Answer, ImportedTree, Step, Text
from wizard.i18n.translator import Translator
from wizard.model.problems import Location

NAME = "CSV"

COLUMNS = ("id", "text", "answer", "next")

PATHS = ("number", "outcome", "heading")

MAX_CELL = 1024 * 1024


def looks_like(text: str) -> bool:
    """Whether the first line of a text has the columns of either kind."""
    return _header(text)[1] is not None


def _header(text: str) -> tuple[str, list[str] | None]:
    """The sign between cells, and the names of the columns if they are ours."""
    first = text.lstrip("\n").partition("\n")[0]
    for sign in ",;\t":
        names = [cell.strip().strip('"').lower() for cell in first.split(sign)]
        if set(COLUMNS) <= set(names) or tuple(names[:3]) == PATHS:
            return sign, names
    return ",", None


def read(source: Text, t: Translator) -> ImportedTree:
    """The tree of a source in CSV."""
    sketch = ImportedTree(source, NAME)
    sign, names = _header(source.text)
    rows = _rows(sketch, sign)
    next(rows, None)
    if names is None:
        message = f"the first line must name the columns: {','.join(COLUMNS)}"
        sketch.note(DEFECT, source.location(0), message)
    elif tuple(names[:3]) == PATHS:
        _read_paths(sketch, rows)
    else:
        _read_answers(sketch, names, rows, t)
    return sketch


def _rows(sketch: ImportedTree, sign: str) -> Iterator[tuple[Location, list[str]]]:
    """The rows that hold something, each with its place. What cannot be read ends them, and is noted."""
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(sketch.source.text, newline=""), delimiter=sign, strict=True)
    line = 1
    while True:
        location = Location(sketch.source.name, line)
        try:
            cells = next(reader, None)
        except csv.Error as error:
            told = (
                "a quote that was opened is never closed"
                if "end of data" in str(error)
                else str(error)
            )
            sketch.note(DEFECT, location, f"{told}; this row and those after it were left out")
            return
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield location, [cell.strip() for cell in cells]
        line = reader.line_num + 1


def _read_answers(
    sketch: ImportedTree,
    names: list[str],
    rows: Iterator[tuple[Location, list[str]]],
    t: Translator,
) -> None:
    """A row for each answer; one without an answer and a next step is an outcome."""
    location = sketch.source.location(0)
    for name in names:
        if name not in COLUMNS:
            sketch.note(CHANGED, location, f"the column “{name:.60}” was left out")
    at = [names.index(name) for name in COLUMNS]
    name, ends, leads = "", set[str](), list[tuple[Answer, str]]()
    for location, cells in rows:
        if len(cells) > len(names):
            sketch.note(
                DEFECT,
                location,
                f"{len(cells)} cells where the first line names {len(names)}; the rest was left out",
            )
        cells += [""] * (len(names) - len(cells))
        here, text, label, to = (cells[index] for index in at)
        if not here and not name:
            sketch.note(DEFECT, location, "a row without an id; it was left out")
            continue
        if not here:
            sketch.note(
                CHANGED,
                location,
                f"a row without an id: it was read as one of “{name:.60}”, like the row above",
            )
        name = here or name
        step = _step(sketch, name, text, location)
        if not label and not to:
            if step.answers:
                sketch.note(
                    DEFECT,
                    location,
                    f"“{name:.60}” has answers and is an outcome too; the answers count",
                )
            ends.add(name)
            continue
        if name in ends:
            sketch.note(
                DEFECT,
                location,
                f"“{name:.60}” is an outcome and has an answer too; the answer counts",
            )
        if not to:
            sketch.note(DEFECT, location, f"a dead end: nothing follows the answer “{label:.60}”")
        told = _told(sketch, location)
        step.answers.append(Answer(rich_text.read(label, told).plain, "", location))
        leads.append((step.answers[-1], to))
    for answer, to in leads:
        answer.to = to if to in sketch.steps else ""
        if to and not answer.to:
            sketch.note(
                DEFECT,
                answer.location,
                f"no row has the id “{to:.60}”.{sketch.near(to, sketch.steps)}",
            )
    sketch.begin_at_first()


def _step(sketch: ImportedTree, name: str, text: str, location: Location) -> Step:
    """The step of a row, new or known."""
    step = sketch.steps.get(name)
    if step is None:
        step = sketch.steps[name] = Step(Prose(), location, name)
    read = rich_text.read(text, _told(sketch, location)) if text else Prose()
    if not step.prose.paragraphs:
        step.prose, step.links = read, list(read.links)
    elif text and read.plain != step.prose.plain:
        message = f"“{name:.60}” has another text in line {step.location.line}; that one counts, not “{read.plain:.60}”"
        sketch.note(DEFECT, location, message)
    return step


def _told(sketch: ImportedTree, location: Location) -> rich_text.Told:
    """What to tell of the text of a cell."""
    return lambda _at, kind, message: sketch.note(kind, location, message)


def _read_paths(sketch: ImportedTree, rows: Iterator[tuple[Location, list[str]]]) -> None:
    """A row for each path: its answers under their questions, of which only the ids are known."""
    reader = csv.reader(io.StringIO(sketch.source.text, newline=""), strict=True)
    questions = next(reader)[len(PATHS) :]
    known: dict[tuple[str, str], dict[str, Answer]] = {}  # question and answer to what follows
    headings: dict[str, tuple[str, Location]] = {}
    first = sketch.source.location(0)
    sketch.note(
        CHANGED, first, "paths name questions and answers by their ids only; write their texts anew"
    )
    for question in questions:
        sketch.steps[question] = Step(Prose.of(_spoken(question) + "?"), first, question)
    for location, cells in rows:
        if len(cells) != len(PATHS) + len(questions) or not cells[1]:
            sketch.note(DEFECT, location, "this is no whole path; it was left out")
            continue
        end, heading = f"> {cells[1]}", cells[2] or _spoken(cells[1])
        headings.setdefault(end, (heading, location))
        taken = [
            (each, cell) for each, cell in zip(questions, cells[len(PATHS) :], strict=True) if cell
        ]
        for (question, answer), (after, _) in pairwise([*taken, (end, "")]):
            ways = known.setdefault((question, answer), {})
            if after not in ways:
                ways[after] = Answer(_spoken(answer), after, location, answer)
                sketch.steps[question].answers.append(ways[after])
        sketch.start = sketch.start or (taken[0][0] if taken else end)
    for (question, answer), ways in known.items():
        if len(ways) > 1:
            message = f"where the answer “{answer}” of “{question}” leads depends on earlier answers: a condition, which paths do not hold. Each way is an answer of its own now"
            sketch.note(DEFECT, next(iter(ways.values())).location, message)
    for end, (heading, location) in headings.items():
        sketch.steps[end] = Step(Prose.of(heading), location, end.removeprefix("> "))


def _spoken(name: str) -> str:
    """An id as words."""
    return name.replace("-", " ").capitalize()
