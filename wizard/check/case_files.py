"""Adding a case to a file of cases. What the file contains stays as it is, byte for byte."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.check.cases import CASES
from wizard.check.promises import PROMISES
from wizard.engine.journey import Journey
from wizard.loader import yaml_nodes
from wizard.loader.reader import NodeReader
from wizard.loader.yaml_nodes import ScalarNode
from wizard.model.flow import Target
from wizard.model.problems import Location, Problem, reason_of

WIDTH = 100  # maximum number of characters of a line that is written


def format_case(name: str, answers: Mapping[str, str], outcome: str, row: str = "") -> str:
    """Return a case as lines to add to the end of a file. All arguments are ids or `flow/step`."""
    # Only ids come in, so nothing has to be quoted.
    pairs = [f"{question}: {answer}" for question, answer in answers.items()]
    line = f"  answers: {{{', '.join(pairs)}}}"
    # Long cases have one answer a line, so that diffs of the file are easy to read.
    if len(line) > WIDTH:
        line = "\n".join(["  answers:", *(f"    {pair}" for pair in pairs)])
    of_row = f"  row: {row}\n" if row else ""
    return f"{name}:\n{of_row}{line}\n  outcome: {outcome}\n"


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
        _, _, row = journey.flow.id.partition("/")
        case = format_case(name, journey.answers(), outcome, row)
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
