"""Walks written down as cases: the only writer of a flow's cases. What was in the file before stays, byte for byte."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from wizard import source
from wizard.cases import CASES, case_text
from wizard.flow import Target
from wizard.journey import Journey
from wizard.machine import state_of
from wizard.shape import Reader
from wizard.source import Place, Problem, Word


class RecordError(Exception):
    """A case that cannot be written. The message names the file and says why; nothing has been written."""


@dataclass(frozen=True, slots=True)
class Record:
    """The file of a flow's cases, which may not be there yet."""

    path: Path

    def wrong(self, name: str) -> str:
        """Why a new case cannot have this name; empty where it can. Raises RecordError where the file cannot be read."""
        reader = Reader()
        reader.identifier(Word(name, Place(str(self.path))), "a case")
        known = source.parse(self._text(), str(self.path), [])
        if known and name in known.entries:
            return f'there is a case "{name}" in {self.path} already'
        return reader.problems[0].message if reader.problems else ""

    def add(self, name: str, journey: Journey) -> None:
        """Write a journey that has come to its end behind the cases that are there. Raises RecordError."""
        text, to = self._text(), journey.step
        gap = "\n" if text and not text.endswith("\n") else ""
        case = case_text(name, journey.answers(), state_of(journey.flow, to) if isinstance(to, Target) else to.id)
        problems: list[Problem] = []
        before = source.parse(text, str(self.path), [])
        after = source.parse(f"{text}{gap}{case}", str(self.path), problems)
        if problems or not after or [*after.entries] != [*(before.entries if before else ()), name]:
            found = "".join(f"\n{problem}" for problem in problems)
            raise RecordError(f"{self.path} cannot take another case at its end; add this one by hand:\n{case}{found}")
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


def record_of(flow_file: Path) -> Record:
    """The cases of the flow in a file: they lie beside it."""
    return Record(flow_file.parent / CASES / flow_file.name)


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
