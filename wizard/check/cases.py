"""Walks written down as cases: the only writer of a flow's cases. What was in the file before stays, byte for byte."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.engine.journey import Journey, replay
from wizard.loader import yaml_nodes
from wizard.loader.files import read
from wizard.loader.reader import NodeReader
from wizard.loader.schema import SHARED, keys_of
from wizard.loader.suggest import did_you_mean, quoted_list
from wizard.loader.yaml_nodes import MappingNode, ScalarNode
from wizard.model.flow import MAX_ID, Flow, Outcome, Question, Target
from wizard.model.problems import Location, Problem

CASES = "cases"  # the folder beside the flows

KEYS = keys_of("case")

WIDTH = 100  # characters of a line that is written


@dataclass(frozen=True, slots=True)
class Case:
    """Answers (question id to answer id) and where they must lead.

    `places` holds where each question and its answer stand, `place` where the answers begin; `outcome` has its own.
    """

    name: str
    answers: Mapping[str, str]
    outcome: Target
    note: str
    location: Location
    locations: Mapping[str, tuple[Location, Location]]


def format_case(name: str, answers: Mapping[str, str], outcome: str) -> str:
    """A case as text to add to the end of a cases file: whole lines. All that is given are ids or `flow/step`."""
    pairs = [f"{question}: {answer}" for question, answer in answers.items()]
    line = f"  answers: {{{', '.join(pairs)}}}"
    if len(line) > WIDTH:
        line = "\n".join(["  answers:", *(f"    {pair}" for pair in pairs)])
    return f"{name}:\n{line}\n  outcome: {outcome}\n"


def check_cases(folder: Path, flows: Mapping[str, Flow]) -> list[Problem]:
    """The problems and warnings of a folder's cases, sorted by place.

    `flows` are the sound ones of the folder by id; cases of a flow that is there but not sound are passed over.
    """
    reader, location = NodeReader(), folder / CASES
    try:
        names = sorted(os.listdir(location))
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            reader.report(
                Location(str(location)), "folder-unreadable", "the folder of cases cannot be read"
            )
        return reader.problems
    for name in names:
        path, flow = location / name, flows.get(name.removesuffix(".yaml"))
        if name.endswith(".yml"):
            better = f"{name.removesuffix('.yml')}.yaml"
            reader.report(
                Location(str(path)),
                "file-name",
                f'files of cases end in ".yaml"; rename it to "{better}"',
            )
        elif name.endswith(".yaml") and flow:
            _check_file(path, flow, reader)
        elif name.endswith(".yaml") and (path.stem in SHARED or not (folder / name).exists()):
            message = f'these are cases of the flow "{path.stem}", which is not there.{did_you_mean(path.stem, flows)}'
            reader.report(Location(str(path)), "case-flow", message)
    return sorted(set(reader.problems))


def read_cases(path: Path, flow: str, problems: list[Problem]) -> tuple[Case, ...]:
    """The cases of a flow's id in a file. What is wrong with its shape is added to `problems`, and such cases left out.

    Whether the questions, answers and outcomes exist is not looked at here.
    """
    reader = NodeReader(problems)
    unread: list[Problem] = []
    table = read(path, unread)
    if table is not None and not table.entries and not unread:
        reader.report(table.location, "file-empty", "the file holds no case")
    problems += unread
    found = []
    for key, node in table or ():
        before, what = len(problems), f'the case "{key.text}"'
        name = reader.identifier(key, "a case")
        entry = reader.table(node, what, KEYS, ("answers", "outcome"))
        given = reader.table(
            entry.get("answers") or MappingNode({}, entry.location), f"what {what} answers"
        )
        answers = {
            question.text: reader.word(answer, f'the answer to "{question.text}"', MAX_ID)
            for question, answer in given
        }
        to = entry.get("outcome")
        outcome = reader.target(to, flow, f'"outcome" of {what}') if to else Target(flow, "")
        note = reader.text(entry, "note", what)
        if len(problems) == before:
            locations = {
                question.text: (question.location, answer.location) for question, answer in given
            }
            found.append(Case(name, answers, outcome, note, given.location, locations))
    return tuple(found)


def _check_file(path: Path, flow: Flow, reader: NodeReader) -> None:
    """Walk the cases of a file; when nothing is wrong with them, look for answers that none of them gives."""
    problems: list[Problem] = []
    own = NodeReader(problems)
    walked: set[tuple[str, str]] = set()
    for case in read_cases(path, flow.id, problems):
        _check_case(case, flow, own)
        walked |= case.answers.items()
    if not problems:
        for question in flow.questions():
            for answer in question.answers.values():
                if (question.id, answer.id) not in walked:
                    message = f'no case walks answer "{answer.id}" of step "{question.id}"'
                    own.warn(answer.location, "case-unwalked", message)
    reader.problems += problems


def _check_case(case: Case, flow: Flow, reader: NodeReader) -> None:
    """Give the answers of a case and see where they lead."""
    if not _names(case, flow, reader):
        return
    what = f'the answers of the case "{case.name}"'
    journey = replay(flow, case.answers)
    for question in journey.dropped:
        message = f'{what} never come to the question "{question}"; take it out'
        reader.report(case.locations[question][0], "case-unused", message)
    step = journey.step
    if isinstance(step, Question):
        message = f'{what} stop at the question "{step.id}"; add one of its answers: {quoted_list(step.answers)}'
        reader.report(case.location, "case-unfinished", message)
        return
    reached = Target(flow.id, step.id) if isinstance(step, Outcome) else step
    if reached != case.outcome:
        slip = case.outcome.flow == flow.id and case.outcome.step not in flow.steps
        hint = (
            did_you_mean(case.outcome.step, (outcome.id for outcome in flow.outcomes()))
            if slip
            else ""
        )
        message = f'{what} lead to "{reached.ref(flow)}", not to "{case.outcome.ref(flow)}"'
        reader.report(
            case.outcome.location, "case-outcome", f"{message}.{hint}" if hint else message
        )


def _names(case: Case, flow: Flow, reader: NodeReader) -> bool:
    """Whether all questions and answers of a case exist; those that do not are reported."""
    questions = {question.id: question for question in flow.questions()}
    before = len(reader.problems)
    for name, answer in case.answers.items():
        question_place, answer_place = case.locations[name]
        question = questions.get(name)
        if question is None:
            message = (
                f'the flow "{flow.id}" has no question "{name}".{did_you_mean(name, questions)}'
            )
            reader.report(question_place, "case-question", message)
        elif answer not in question.answers:
            hint = (
                did_you_mean(answer, question.answers)
                or f" It has {quoted_list(question.answers)}."
            )
            reader.report(answer_place, "case-answer", f'"{name}" has no answer "{answer}".{hint}')
    return len(reader.problems) == before


class RecordError(Exception):
    """A case that cannot be written. The message names the file and says why; nothing has been written."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The file of a flow's cases, which may not be there yet."""

    path: Path

    def wrong(self, name: str) -> str:
        """Why a new case cannot have this name; empty where it can. Raises RecordError where the file cannot be read."""
        reader = NodeReader()
        reader.identifier(ScalarNode(name, Location(str(self.path))), "a case")
        known = yaml_nodes.parse(self._text(), str(self.path), [])
        if known and name in known.entries:
            return f'there is a case "{name}" in {self.path} already'
        return reader.problems[0].message if reader.problems else ""

    def add(self, name: str, journey: Journey) -> None:
        """Write a journey that has come to its end behind the cases that are there. Raises RecordError."""
        text, to = self._text(), journey.step
        gap = "\n" if text and not text.endswith("\n") else ""
        case = format_case(
            name, journey.answers(), to.ref(journey.flow) if isinstance(to, Target) else to.id
        )
        problems: list[Problem] = []
        before = yaml_nodes.parse(text, str(self.path), [])
        after = yaml_nodes.parse(f"{text}{gap}{case}", str(self.path), problems)
        if problems or not after or [*after.entries] != [*(before.entries if before else ()), name]:
            found = "".join(f"\n{problem}" for problem in problems)
            raise RecordError(
                f"{self.path} cannot take another case at its end; add this one by hand:\n{case}{found}"
            )
        try:
            self.path.parent.mkdir(exist_ok=True)
            with self.path.open("ab") as stream:
                stream.write(f"{gap}{case}".encode())
        except OSError as error:
            raise RecordError(f"{self.path} cannot be written: {_why(error)}") from None

    def _text(self) -> str:
        try:
            return self.path.read_bytes().decode("utf-8-sig") if os.path.lexists(self.path) else ""
        except OSError as error:
            raise RecordError(f"{self.path} cannot be read: {_why(error)}") from None
        except UnicodeDecodeError:
            raise RecordError(f"{self.path} cannot be read: it is not UTF-8 text") from None


def record_of(flow_file: Path) -> CaseFile:
    """The cases of the flow in a file: they lie beside it."""
    return CaseFile(flow_file.parent / CASES / flow_file.name)


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
