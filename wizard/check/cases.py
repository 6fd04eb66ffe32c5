"""Cases: answers that an author writes down together with the outcome they must lead to.

This module checks cases, and it is the only one that adds a case to a file. What the file contains
stays as it is, byte for byte.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.check.given_answers import AnswerError, answer_named, answer_names, meant_answer
from wizard.check.promises import PROMISES, check_promises
from wizard.check.readability import sentences
from wizard.engine.journey import Journey, replay
from wizard.loader import forms, yaml_nodes
from wizard.loader.files import Files
from wizard.loader.own_steps import NO_TABLE
from wizard.loader.reader import NodeReader
from wizard.loader.schema import FILES, SHARED, keys_of
from wizard.loader.suggest import did_you_mean, quoted_list
from wizard.loader.yaml_nodes import MappingNode, ScalarNode
from wizard.model.flow import MAX_ANSWER, Flow, Outcome, Question, Target, trail_answer
from wizard.model.generated_answers import Tick
from wizard.model.problems import Location, Problem, reason_of

CASES = "cases"  # the folder next to the flows

KEYS = keys_of("case")

WIDTH = 100  # maximum number of characters of a line that is written


@dataclass(frozen=True, slots=True)
class Case:
    """Answers, and the outcome they must lead to.

    Attributes:
        name: The id of the case.
        answers: Question id to answer id.
        outcome: The expected outcome; it has its own location.
        first: The expected first sentence of what the outcome says, or empty.
        note: A remark of the author.
        location: Where the answers begin.
        locations: Question id to the locations of the question and of its answer.
        first_location: Where `first` is written.
    """

    name: str
    answers: Mapping[str, str]
    outcome: Target
    first: str
    note: str
    location: Location
    locations: Mapping[str, tuple[Location, Location]]
    first_location: Location


def format_case(name: str, answers: Mapping[str, str], outcome: str) -> str:
    """Return a case as lines to add to the end of a file. All arguments are ids or `flow/step`."""
    # Only ids come in, so nothing has to be quoted.
    pairs = [f"{question}: {answer}" for question, answer in answers.items()]
    line = f"  answers: {{{', '.join(pairs)}}}"
    # Long cases have one answer a line, so that diffs of the file are easy to read.
    if len(line) > WIDTH:
        line = "\n".join(["  answers:", *(f"    {pair}" for pair in pairs)])
    return f"{name}:\n{line}\n  outcome: {outcome}\n"


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
    reader = NodeReader(problems)
    # A separate list, to know whether this file could be read; `problems` may have others.
    unread: list[Problem] = []
    table = (files or Files()).read(path, unread, FILES["cases"].kind)
    if table is not None and not table.entries and not unread:
        reader.report(table.location, "file-empty", "the file has no cases")
    problems += unread
    pairs = ((key, node) for key, node in table or () if key.text != PROMISES)
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
    outcome = reader.target(target, flow, f'"outcome" of {what}') if target else Target(flow, "")
    first, note = (reader.text(entry, key, what) for key in ("first", "note"))
    if len(reader.problems) > before:
        return None
    locations = {question.text: (question.location, answer.location) for question, answer in given}
    first_location = (entry.get("first") or entry).location
    return Case(name, answers, outcome, first, note, given.location, locations, first_location)


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
    given: set[tuple[str, str]] = set()
    cases = read_cases(path, flow.id, file_reader.problems, files)
    for written in cases:
        # An unknown name makes the walk stop early, and the messages about that would mislead.
        case = _with_known_answers(written, flow, file_reader)
        if case is None:
            continue
        # Its first sentence is compared only if it leads where it should.
        if _check_case(case, flow, file_reader):
            _check_first(case, flow, flows, file_reader)
        given |= case.answers.items()
    if table := files.read(path, []):
        steps = files.read(path.parent.parent / path.name, []) or NO_TABLE
        check_promises(table, flow, steps, file_reader)
    # While a case is wrong, it is not known which answers it was meant to cover.
    if cases and not file_reader.problems:
        _warn_of_unwalked(flow, given, file_reader)
    reader.problems += file_reader.problems


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


class CaseFileError(Exception):
    """A case that cannot be written. Nothing has been written; the message names the file."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The file of a flow's cases, which may not exist yet."""

    path: Path

    def name_problem(self, name: str) -> str:
        """Return why a new case cannot have this name, or an empty text.

        Raises:
            CaseFileError: If the file cannot be read.
        """
        reader = NodeReader()
        reader.identifier(ScalarNode(name, Location(str(self.path))), "a case", (PROMISES,))
        # One id has one problem at most.
        if reader.problems:
            return reader.problems[0].message
        # Problems of the file are not this name's; `add` finds out whether it can be continued.
        known = yaml_nodes.parse(self._text(), str(self.path), [])
        is_taken = known and name in known.entries
        return f'a case "{name}" already exists in {self.path}' if is_taken else ""

    def add(self, name: str, journey: Journey) -> None:
        """Add a journey that reached its end after the cases in the file.

        Raises:
            CaseFileError: If the file cannot be read or written, or would not be valid with another
                case at its end.
        """
        text, end = self._text(), journey.step
        # A file may end in the middle of a line, and the case must begin on a new one.
        gap = "\n" if text and not text.endswith("\n") else ""
        outcome = end.ref(journey.flow) if isinstance(end, Target) else end.id
        case = format_case(name, journey.answers(), outcome)
        problems: list[Problem] = []
        before = yaml_nodes.parse(text, str(self.path), [])
        after = yaml_nodes.parse(f"{text}{gap}{case}", str(self.path), problems)
        # Tried before anything is written: a file in braces, or one that ends in a text over
        # several lines, cannot be continued like this.
        if problems or not after or [*after.entries] != [*(before.entries if before else ()), name]:
            reasons = "".join(f"\n{problem}" for problem in problems)
            message = f"cannot add a case at the end of {self.path}; add this one by hand:"
            raise CaseFileError(f"{message}\n{case}{reasons}")
        try:
            self.path.parent.mkdir(exist_ok=True)
            # Appending in binary keeps every byte of the file, comments and line ends included.
            with self.path.open("ab") as stream:
                stream.write(f"{gap}{case}".encode())
        except OSError as error:
            raise CaseFileError(f"{self.path} cannot be written: {reason_of(error)}") from None

    def _text(self) -> str:
        """Return the text of the file, which is empty if there is no file."""
        try:
            # `lexists`, so that a broken link is an error and not an empty file.
            return self.path.read_bytes().decode("utf-8-sig") if os.path.lexists(self.path) else ""
        except OSError as error:
            raise CaseFileError(f"{self.path} cannot be read: {reason_of(error)}") from None
        except UnicodeDecodeError:
            raise CaseFileError(f"{self.path} cannot be read: it is not UTF-8 text") from None


def case_file_of(flow_file: Path) -> CaseFile:
    """Return the file for the cases of the flow in `flow_file`."""
    return CaseFile(flow_file.parent / CASES / flow_file.name)
