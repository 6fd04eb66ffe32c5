"""Reading the letters of a folder, `letters/<id>.yaml`."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from wizard.loader.evidence import read_citations
from wizard.loader.files import files_in
from wizard.loader.offices import read_office_ids
from wizard.loader.reader import NodeReader
from wizard.loader.references import References
from wizard.loader.schema import UNIONS
from wizard.loader.schema_site import MAX_LINES
from wizard.loader.shared import SharedFiles
from wizard.loader.suggest import did_you_mean
from wizard.loader.templates import check_no_index
from wizard.loader.texts import check_texts
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.flow import Action
from wizard.model.letters import LETTERS, PLACEHOLDER, Blank, Letter, placeholders
from wizard.model.problems import Location

MAX_LETTERS = 200


def read_letters(shared: SharedFiles) -> dict[str, Letter]:
    """Return the letters of a folder by id, none if it has no folder `letters`."""
    folder, problems = shared.path / LETTERS, shared.problems
    if not os.path.lexists(folder):
        return {}
    # "ml" also finds files that end in .yml, which are reported instead of silently ignored.
    files = files_in(folder, "ml", problems)
    reader = NodeReader(problems)
    if len(files) > MAX_LETTERS:
        message = f"{len(files)} letters in one folder; the maximum is {MAX_LETTERS}"
        reader.report(Location(str(folder)), "folder-large", message)
    letters: dict[str, Letter] = {}
    for path in files[:MAX_LETTERS]:
        location = Location(str(path))
        if path.suffix != ".yaml":
            message = f'letter files end in ".yaml"; rename it to "{path.stem}.yaml"'
            reader.report(location, "file-name", message)
            continue
        # The file's name is the id, so it must follow the rules for ids.
        reader.identifier(ScalarNode(path.stem, location), "a letter (the file's name)")
        # If the file cannot be read, `read` has reported why.
        if table := shared.files.read(path, problems):
            letters |= {letter.id: letter for letter in _letters_in(shared, reader, table, path)}
    return letters


def _letters_in(
    shared: SharedFiles, reader: NodeReader, table: MappingNode, path: Path
) -> Iterable[Letter]:
    """Return the letters of a file: of a template, one for each row of its table."""
    if "table" not in table.entries:
        return [_read_letter(shared, reader, table, path.stem)]

    def read(of_row: NodeReader, filled: MappingNode, row: str) -> Letter:
        return _read_letter(shared, of_row, filled, f"{path.stem}/{row}")

    template = f"{LETTERS}/{path.stem}"
    return shared.templates.read_rows(template, table, reader.problems, read).values()


def _read_letter(shared: SharedFiles, reader: NodeReader, table: MappingNode, id_: str) -> Letter:
    """Return the letter of a table."""
    check_texts(reader, table, "letter")
    return LetterReader(shared, reader, id_).read(table)


@dataclass
class LetterReader:
    """A reader of one letter. `uses` counts how often its text contains each blank."""

    shared: SharedFiles
    reader: NodeReader
    id: str
    blanks: dict[str, Blank] = field(default_factory=dict)
    uses: Counter[str] = field(default_factory=Counter)

    def read(self, table: MappingNode) -> Letter:
        """Return the letter of a file's table."""
        reader, what = self.reader, "the letter"
        _, fields = reader.fields(table, "letter", what)
        check_no_index(reader, table, what)
        # Before the text, which refers to them. An invalid id is kept, so that it is reported once.
        for key, node in reader.subtable(table, "blanks"):
            self.blanks[key.text] = self._read_blank(key, node)
        to = tuple(
            self._read_text(node, f'"to" of {what}') for node in reader.items(table, "to", what)
        )
        body = tuple(self._read_passage(node) for node in reader.items(table, "body", what))
        self._check_uses()
        return Letter(
            id=self.id,
            to=to,
            body=body,
            blanks=MappingProxyType(self.blanks),
            before=self._read_remarks(table, "before"),
            after=self._read_remarks(table, "after"),
            cite=tuple(read_citations(reader, table, what, self.shared.sources)),
            offices=tuple(read_office_ids(reader, table, what, self.shared.offices)),
            location=table.location_of("title"),
            **fields,
        )

    def _read_blank(self, key: ScalarNode, node: Node) -> Blank:
        """Return a blank. The letter's text contains its id in braces."""
        name = self.reader.identifier(key, "a blank")
        what = f'the blank "{name}"'
        table, fields = self.reader.fields(node, "blank", what)
        lines = self.reader.text(table, "lines", what)
        if lines and not (re.fullmatch("[1-9][0-9]?", lines) and int(lines) <= MAX_LINES):
            message = f'"lines" of {what} must be a number from 1 to {MAX_LINES}'
            self.reader.report(table.entries["lines"][1].location, "shape-number", message)
            lines = ""  # as if the key were absent
        if fields["today"] and fields["handwritten_only"]:
            message = f'{what} has "today" and "pen"; a blank for the pen has no button'
            self.reader.report(table.entries["today"][0].location, "blank-today", message)
        return Blank(id=name, lines=int(lines or 1), location=key.location, **fields)

    def _read_passage(self, node: Node) -> str | tuple[str, ...]:
        """Return a paragraph of the body, or the items of a list."""
        if isinstance(node, SequenceNode):
            return tuple(
                self._read_text(item, "an item of a list in the body") for item in node.items
            )
        return self._read_text(node, "a paragraph of the body")

    def _read_text(self, node: Node, what: str) -> str:
        """Return a text in which all braces must be around the id of a blank."""
        # Line breaks in the file are the author's; a letter is wrapped by the page or the document.
        text = " ".join(self.reader.word(node, what).split())
        for name in placeholders(text):
            self.uses[name] += 1
            if name not in self.blanks:
                hint = did_you_mean(name, self.blanks)
                message = f'the text uses {{{name}}}, but "blanks" has no "{name}".{hint}'
                self.reader.report(node.location, "blank-unknown", message)
            # Its lines take the full width, so they cannot be in the middle of a sentence.
            elif self.blanks[name].lines > 1 and not PLACEHOLDER.fullmatch(text):
                message = f'the blank "{name}" has several lines, so {{{name}}} must be a paragraph'
                self.reader.report(node.location, "blank-lines", f"{message} by itself")
        # What is left after removing placeholders. The excerpt is short, as a brace may never
        # close.
        if brace := re.search(r"\{[^{}]{0,40}\}?|\}", PLACEHOLDER.sub("", text)):
            message = f"braces are only for the id of a blank, such as {{name}}; found {brace[0]}"
            self.reader.report(node.location, "blank-brace", message)
        return text

    def _check_uses(self) -> None:
        """Report blanks that the letter's text does not contain exactly once."""
        for name, blank in self.blanks.items():
            hint = f'write {{{name}}} once, in "to" or "body"'
            if self.uses[name] == 0:
                message = f'the letter does not use the blank "{name}"; {hint}'
                self.reader.report(blank.location, "blank-unused", message)
            elif self.uses[name] > 1:
                message = f'the letter uses the blank "{name}" more than once; {hint}'
                self.reader.report(blank.location, "blank-repeated", message)

    def _read_remarks(self, table: MappingNode, key: str) -> tuple[Action, ...]:
        """Return what to know or to do before or after the letter is sent."""
        return tuple(
            self._read_remark(node, f'an item of "{key}"')
            for node in self.reader.items(table, key, "the letter")
        )

    def _read_remark(self, node: Node, what: str) -> Action:
        """Return a text, or a label with a link."""
        if isinstance(node, ScalarNode):
            text = self.reader.word(node, what, UNIONS["remark"].limit)
            return Action(text, None, location=node.location)
        # A letter is in no flow, so its references have no flow to name steps of.
        return References(self.shared, self.reader).action(node, "pointer", what)
