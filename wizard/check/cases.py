"""Cases: answers that an author writes down together with the outcome they must lead to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.check.given_answers import AnswerError, answer_named, answer_names, meant_answer
from wizard.check.promises import PROMISES, check_promises
from wizard.check.readability import sentences
from wizard.engine.journey import replay
from wizard.loader import forms, yaml_nodes
from wizard.loader.files import Files
from wizard.loader.own_steps import NO_TABLE
from wizard.loader.reader import NodeReader
from wizard.loader.schema import FILES, SHARED, keys_of
from wizard.loader.shared import SharedFiles
from wizard.loader.suggest import did_you_mean, quoted_list
from wizard.loader.template_forms import TemplateForms
from wizard.loader.templates import of_rows
from wizard.loader.yaml_nodes import MappingNode, ScalarNode
from wizard.model.flow import MAX_ANSWER, Flow, Outcome, Question, Target, trail_answer
from wizard.model.generated_answers import Tick
from wizard.model.problems import Location, Problem
from wizard.model.tables import template_of

CASES = "cases"  # the folder next to the flows

KEYS = keys_of("case")

_TEXTS = ("first", "note")  # keys of texts; the others name steps


@dataclass(frozen=True, slots=True)
class Case:
    """Answers, and the outcome they must lead to.

    Attributes:
        name: The id of the case.
        row: The row of the table that it is for, or empty.
        answers: Question id to answer id.
        outcome: The expected outcome; it has its own location.
        first: The expected first sentence of what the outcome says, or empty.
        note: A remark of the author.
        location: Where the answers begin.
        locations: Question id to the locations of the question and of its answer.
        first_location: Where `first` is written.
    """

    name: str
    row: str
    answers: Mapping[str, str]
    outcome: Target
    first: str
    note: str
    location: Location
    locations: Mapping[str, tuple[Location, Location]]
    first_location: Location


def check_cases(
    folder: Path, flows: Mapping[str, Flow], files: Files | None = None
) -> list[Problem]:
    """Return the problems and warnings of a folder's cases, sorted by location.

    Args:
        folder: The folder of the flows.
        flows: The valid flows of the folder by id. Cases of a flow that exists but is not valid are
            skipped.
        files: Files that may have been read before.
    """
    reader, cases, files = NodeReader(), folder / CASES, files or Files()
    templates = {template_of(id_) for id_ in flows if template_of(id_) != id_}
    try:
        # Not `files_in`, since files that end in .yml are reported too.
        names = sorted(os.listdir(cases))
    except FileNotFoundError:
        return []
    except OSError:
        reader.report(
            Location(str(cases)), "folder-unreadable", "the folder of cases cannot be read"
        )
        return reader.problems
    for name in names:
        path = cases / name
        location, stem = Location(str(path)), path.stem
        if name.endswith(".yml"):
            message = f'files of cases end in ".yaml"; rename it to "{stem}.yaml"'
            reader.report(location, "file-name", message)
        elif not name.endswith(".yaml"):
            continue
        elif stem in flows:
            _check_file(path, flows[stem], flows, reader, files)
        elif stem in templates:
            _check_template(path, flows, reader, files)
        # The cases of a flow that exists but is invalid are skipped: its problems come first.
        elif stem in SHARED or not (folder / name).exists():
            message = f'these are cases of the flow "{stem}", which does not exist.'
            reader.report(location, "case-flow", message + did_you_mean(stem, flows))
    return sorted(set(reader.problems))


def read_cases(
    path: Path, flow: str, problems: list[Problem], files: Files | None = None
) -> tuple[Case, ...]:
    """Read the cases of the flow with this id from a file, which may have been read before.

    Adds what is wrong with the format of the file to `problems` and leaves such cases out. Does not
    check whether the questions, answers and outcomes exist.
    """
    table = _read_file(path, problems, files or Files())
    return _cases_in(table, flow, NodeReader(problems)) if table else ()


def _read_file(path: Path, problems: list[Problem], files: Files) -> MappingNode | None:
    """Return the table of a file of cases, or None if it has to be repaired first."""
    # A separate list, to know whether this file could be read; `problems` may have others.
    unread: list[Problem] = []
    table = files.read(path, unread, FILES["cases"].kind)
    if table is not None and not table.entries and not unread:
        unread.append(Problem(table.location, "the file has no cases", "file-empty"))
    problems += unread
    return table


def _cases_in(table: MappingNode, flow: str, reader: NodeReader) -> tuple[Case, ...]:
    """Return the cases in a table, without those that cannot be read."""
    pairs = ((key, node) for key, node in table if key.text != PROMISES)
    cases = (_read_case(key, node, flow, reader) for key, node in pairs)
    return tuple(case for case in cases if case)


def _read_case(
    key: ScalarNode, node: yaml_nodes.Node, flow: str, reader: NodeReader
) -> Case | None:
    """Read one case, or return None if something was wrong with it and has been reported."""
    # The reader returns placeholders, so only a new problem says that something is wrong.
    before, what = len(reader.problems), f'the case "{key.text}"'
    name = reader.identifier(key, "a case")
    entry = reader.table(node, what, KEYS, ("answers", "outcome"))
    given = reader.table(
        entry.get("answers") or MappingNode({}, entry.location), f'"answers" of {what}'
    )
    answers = {
        question.text: _read_answer(answer, question.text, reader) for question, answer in given
    }
    target = entry.get("outcome")
    # A missing outcome is reported by `table`, so any placeholder will do.
    outcome = Target(flow, "")
    if target:
        outcome = reader.target(target, flow, f'"outcome" of {what}', of_row=True)
    first, note, row = (reader.text(entry, key, what) for key in ("first", "note", "row"))
    if len(reader.problems) > before:
        return None
    locations = {question.text: (question.location, answer.location) for question, answer in given}
    first_location = (entry.get("first") or entry).location
    return Case(name, row, answers, outcome, first, note, given.location, locations, first_location)


def _read_answer(node: yaml_nodes.Node, question: str, reader: NodeReader) -> str:
    """Read the answer of a case to a question."""
    what = f'the answer to "{question}"'
    if form := meant_answer(node):
        message = f"{what} must be text, but found {forms.described(node)}{forms.write(form)}"
        reader.report(node.location, "shape-text", message, forms.replacement(node, form))
        return ""
    return reader.word(node, what, MAX_ANSWER)


def _check_file(
    path: Path, flow: Flow, flows: Mapping[str, Flow], reader: NodeReader, files: Files
) -> None:
    """Check the cases and promises of a file. If all are right, warn of answers without a case."""
    file_reader = NodeReader()
    if table := _read_file(path, file_reader.problems, files):
        steps = files.read(path.parent.parent / path.name, []) or NO_TABLE
        given = _check_table(table, flow, steps, flows, file_reader)
        for node in _rows_in(table):
            message = f'"{flow.id}" is not a template, so remove "row" from its cases'
            file_reader.report(node.location, "case-row", message)
        # While a case is wrong, it is not known which answers it was meant to cover.
        if given and not file_reader.problems:
            _warn_of_unwalked(flow, given, file_reader)
    reader.problems += file_reader.problems


def _check_template(
    path: Path, flows: Mapping[str, Flow], reader: NodeReader, files: Files
) -> None:
    """Check the cases and promises of a file in each row of a template.

    A case of any row covers an answer.
    """
    folder = path.parent.parent
    file, templates = folder / path.name, SharedFiles(folder, files=files).templates
    data, steps = templates.table_of(path.stem), files.read(file, []) or NO_TABLE
    table = _read_file(path, reader.problems, files)
    if not data or not table:
        return
    for node in _rows_in(table):
        if node.text.strip() not in data.rows:
            hint, fix = reader.suggest(node, data.rows)
            message = f'the table "{data.id}" has no row "{node.text.strip():.60}".{hint}'
            reader.report(node.location, "case-row", message, fix)
    template_forms = TemplateForms(data, reader)
    table = template_forms.read(table, steps)
    found, given = dict[str, list[Problem]](), set[tuple[str, str]]()
    for row in data.rows if template_forms.is_clear else ():
        if flow := flows.get(f"{path.stem}/{row}"):
            of_row = NodeReader()
            own = templates.filled_for(data, row, _for_row(table, row), of_row, _TEXTS)
            # The problems of the flow are reported elsewhere.
            filled = templates.filled_for(data, row, steps, NodeReader())
            given |= _check_table(own, flow, filled, flows, of_row)
            found[row] = of_row.problems
    problems = [*of_rows(found, data)]
    reader.problems += problems
    if given and not problems:
        for id_, flow in flows.items():
            if template_of(id_) == path.stem:
                _warn_of_unwalked(flow, given, reader)


def _row_of(case: yaml_nodes.Node) -> ScalarNode | None:
    """Return where a case names the row that it is for."""
    row = case.get("row") if isinstance(case, MappingNode) else None
    return row if isinstance(row, ScalarNode) else None


def _rows_in(table: MappingNode) -> list[ScalarNode]:
    """Return where the cases in a table name rows."""
    return [row for _, case in table if (row := _row_of(case))]


def _for_row(table: MappingNode, row: str) -> MappingNode:
    """Return the table of a file of cases without those of other rows."""
    entries = {
        name: (key, case)
        for name, (key, case) in table.entries.items()
        if not (named := _row_of(case)) or named.text.strip() == row
    }
    return replace(table, entries=entries)


def _check_table(
    table: MappingNode,
    flow: Flow,
    steps: MappingNode,
    flows: Mapping[str, Flow],
    reader: NodeReader,
) -> set[tuple[str, str]]:
    """Check the cases and promises in a table, and return the answers that its cases give.

    `steps` is the table of the file of the flow.
    """
    given: set[tuple[str, str]] = set()
    for written in _cases_in(table, flow.id, reader):
        # An unknown name makes the walk stop early, and the messages about that would mislead.
        case = _with_known_answers(written, flow, reader)
        if case is None:
            continue
        # Its first sentence is compared only if it leads where it should.
        if _check_case(case, flow, reader):
            _check_first(case, flow, flows, reader)
        given |= case.answers.items()
    check_promises(table, flow, steps, reader)
    return given


def _warn_of_unwalked(flow: Flow, given: Iterable[tuple[str, str]], reader: NodeReader) -> None:
    """Warn of the answers that no case gives, and of the boxes that no case ticks."""
    covered = {(name, part) for name, answer in given for part in (answer, *answer.split("."))}
    for question in flow.questions():
        boxes = question.form.boxes if isinstance(question.form, Tick) else {}
        for name in answer_names(question):
            if (question.id, name) in covered:
                continue
            if name in boxes:
                message = f'no case ticks the box "{name}" of step "{question.id}"'
                reader.warn(boxes[name].location, "case-unwalked", message)
            else:
                message = f'no case covers answer "{name}" of step "{question.id}"'
                reader.warn(question.answers[name].location, "case-unwalked", message)


def _check_case(case: Case, flow: Flow, reader: NodeReader) -> bool:
    """Report answers that are not asked for, and another outcome.

    Return whether the answers lead to the outcome of the case.
    """
    what = f'the answers of the case "{case.name}"'
    journey = replay(flow, case.answers)
    trail = tuple(trail_answer(given.question, given.answer) for given in journey.trail or ())
    for question in journey.dropped:
        message = f'{what} never reach the question "{question}"; remove it'
        # All names are known here, so the only reason is that the walk went another way.
        reader.report(case.locations[question][0], "case-unused", message, trail=trail)
    step = journey.step
    if isinstance(step, Question):
        message = f'{what} stop at the question "{step.id}"; add one of its answers: '
        message += quoted_list(answer_names(step))
        reader.report(case.location, "case-unfinished", message, trail=trail)
        return False
    # Targets are equal wherever they are written, so this compares flow and step only.
    reached = Target(flow.id, step.id) if isinstance(step, Outcome) else step
    if reached != case.outcome:
        message = f'{what} lead to "{reached.ref(flow)}", not to "{case.outcome.ref(flow)}"'
        # The steps of other flows are not known here, so there is no suggestion for those.
        if case.outcome.flow == flow.id and case.outcome.step not in flow.steps:
            outcomes = [outcome.id for outcome in flow.outcomes()]
            if hint := did_you_mean(case.outcome.step, outcomes):
                message = f"{message}.{hint}"
        reader.report(case.outcome.location, "case-outcome", message, trail=trail)
    return reached == case.outcome


def _check_first(case: Case, flow: Flow, flows: Mapping[str, Flow], reader: NodeReader) -> None:
    """Report an outcome that does not begin with the sentence that the case expects."""
    other = flows.get(case.outcome.flow)
    # A single file is checked without the other flows of its folder.
    if not case.first or other is None:
        return
    step = other.steps.get(case.outcome.step)
    name = case.outcome.ref(flow)
    if not isinstance(step, Outcome) or not step.says:
        message = f'"{name}" has no "says", so no case can have its first sentence'
        reader.report(case.first_location, "case-first", message)
        return
    # Lines may be broken elsewhere, which readers do not see.
    found, *_ = *sentences(step.says), ""
    expected, found = (" ".join(text.split()) for text in (case.first, found))
    if sentences(expected) != [found]:
        message = f'the outcome "{name}" begins with "{found}", but the case expects "{expected}"'
        reader.report(case.first_location, "case-first", message)


def _with_known_answers(case: Case, flow: Flow, reader: NodeReader) -> Case | None:
    """Return a case with boxes in the author's order, or None if a name in it does not exist."""
    questions = {question.id: question for question in flow.questions()}
    before, answers = len(reader.problems), {}
    for name, answer in case.answers.items():
        question_at, answer_at = case.locations[name]
        question = questions.get(name)
        if question is None:
            message = f'the flow "{flow.id}" has no question "{name}".'
            reader.report(question_at, "case-question", message + did_you_mean(name, questions))
            continue
        try:
            answers[name] = answer_named(question, answer)
        except AnswerError as error:
            reader.report(answer_at, "case-answer", str(error))
    return replace(case, answers=answers) if len(reader.problems) == before else None
