"""The letters of a folder, `letters/<id>.yaml`: nodes to `Letter`, every problem reported. No flows, no pages."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from wizard.loader.files import Read, files_in, read
from wizard.loader.flows import FlowReader
from wizard.loader.reader import NodeReader
from wizard.loader.references import SiteContext
from wizard.loader.schema import MAX_LINES, keys_of
from wizard.loader.suggest import did_you_mean
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.evidence import Source
from wizard.model.flow import Action
from wizard.model.letters import GAP, LETTERS, Blank, Letter, placeholders
from wizard.model.problems import Location, Problem

MAX_LETTERS = 200

LETTER_KEYS = keys_of("letter")

BLANK_KEYS = keys_of("blank")

POINTER_KEYS = keys_of("pointer")


def read_letters(
    folder: Path, shared: SiteContext, problems: list[Problem], read: Read = read
) -> dict[str, Letter]:
    """The letters of a flow folder, by id; none where it has no folder `letters`."""
    if not os.path.lexists(folder / LETTERS):
        return {}
    files = files_in(folder / LETTERS, "ml", problems)  # .yaml, and slips such as .yml
    reader = NodeReader(problems)
    if len(files) > MAX_LETTERS:
        message = f"{len(files)} letters; at most {MAX_LETTERS} fit in one folder"
        reader.report(Location(str(folder / LETTERS)), "folder-large", message)
    found = {}
    for path in files[:MAX_LETTERS]:
        location = Location(str(path))
        if path.suffix != ".yaml":
            message = f'letter files end in ".yaml"; rename it to "{path.stem}.yaml"'
            reader.report(location, "file-name", message)
            continue
        reader.identifier(ScalarNode(path.stem, location), "a letter (the file's name)")
        if table := read(path, problems):
            found[path.stem] = LetterReader(shared, reader, path.stem).read(table)
    return found


def letter_ids(folder: Path) -> list[str]:
    """The ids of the letters of a flow folder, read from the names of their files."""
    return [path.stem for path in files_in(folder / LETTERS, ".yaml", [])]


@dataclass
class LetterReader:
    """Puts one letter together. `used` counts how often each blank stands in its text."""

    shared: SiteContext
    reader: NodeReader
    id: str
    blanks: dict[str, Blank] = field(default_factory=dict)
    used: Counter[str] = field(default_factory=Counter)

    def read(self, table: MappingNode) -> Letter:
        """The letter of a file's table."""
        reader, what = self.reader, "the letter"
        reader.table(table, "a letter", LETTER_KEYS, ["title", "subject", "to", "body"])
        for key, node in reader.table(
            table.get("blanks") or MappingNode({}, table.location), "blanks"
        ):
            self.blanks[key.text] = self.blank(key, node)
        to = tuple(self.text(node, f'"to" of {what}') for node in reader.row(table, "to", what))
        body = tuple(self.passage(node) for node in reader.row(table, "body", what))
        for name, blank in self.blanks.items():
            if self.used[name] != 1:
                told = (
                    "stands nowhere in the letter"
                    if not self.used[name]
                    else "stands in the letter more than once"
                )
                message = f'the blank "{name}" {told}; write {{{name}}} once, in "to" or "body"'
                reader.report(
                    blank.location,
                    "blank-unused" if not self.used[name] else "blank-repeated",
                    message,
                )
        return Letter(
            id=self.id,
            title=reader.text(table, "title", what, 60),
            subject=reader.text(table, "subject", what, 200),
            summary=reader.text(table, "summary", what, 300),
            to=to,
            body=body,
            blanks=MappingProxyType(self.blanks),
            before=tuple(self.action(node, "before") for node in reader.row(table, "before", what)),
            after=tuple(self.action(node, "after") for node in reader.row(table, "after", what)),
            cite=tuple(self.cite(table, what)),
            reviewed=reader.date(table, "reviewed", what),
            review_by=reader.date(table, "review-by", what),
            location=table.entries["title"][0].location
            if "title" in table.entries
            else table.location,
        )

    def blank(self, key: ScalarNode, node: Node) -> Blank:
        """A blank, whose id stands in the letter's text."""
        name = self.reader.identifier(key, "a blank")
        what = f'the blank "{name}"'
        table = self.reader.table(node, what, BLANK_KEYS, ["label"])
        lines = self.reader.text(table, "lines", what)
        if lines and not (re.fullmatch("[1-9][0-9]?", lines) and int(lines) <= MAX_LINES):
            message = f'"lines" of {what} must be a number from 1 to {MAX_LINES}'
            self.reader.report(table.entries["lines"][1].location, "shape-number", message)
            lines = ""
        return Blank(
            id=name,
            label=self.reader.text(table, "label", what, 120),
            hint=self.reader.text(table, "hint", what, 200),
            lines=int(lines or 1),
            pen=self.reader.flag(table, "pen", what),
            location=key.location,
        )

    def passage(self, node: Node) -> str | tuple[str, ...]:
        """A paragraph of the body, or a list of them."""
        if isinstance(node, SequenceNode):
            return tuple(self.text(item, "an item of a list in the body") for item in node.items)
        return self.text(node, "a paragraph of the body")

    def text(self, node: Node, what: str) -> str:
        """A text in which each pair of braces names a blank of this letter."""
        text = " ".join(self.reader.word(node, what).split())
        alone = GAP.fullmatch(text)
        for name in placeholders(text):
            self.used[name] += 1
            if name not in self.blanks:
                message = f'{{{name}}} stands for a blank, but "blanks" has no "{name}".{did_you_mean(name, self.blanks)}'
                self.reader.report(node.location, "blank-unknown", message)
            elif not alone and self.blanks[name].lines > 1:
                message = f'the blank "{name}" has several lines, so {{{name}}} must stand alone, not inside a text'
                self.reader.report(node.location, "blank-lines", message)
        if brace := re.search(r"\{[^{}]{0,40}\}?|\}", GAP.sub("", text)):
            message = f"a brace stands only around the id of a blank, such as {{name}}; here is {brace[0]}"
            self.reader.report(node.location, "blank-brace", message)
        return text

    def action(self, node: Node, key: str) -> Action:
        """What to know or to do: a text, or a label that leads to a letter, to a step (`flow/step`) or to an address."""
        what = f'an item of "{key}"'
        if isinstance(node, ScalarNode):
            return Action(self.reader.word(node, what, 400), None, location=node.location)
        table = self.reader.table(node, what, POINTER_KEYS, ["label"])
        if set(table.entries) - set(POINTER_KEYS):  # reported just above
            return Action("", None, location=node.location)
        return FlowReader(self.shared, self.reader, "").action(table, what)

    def cite(self, table: MappingNode, what: str) -> Iterator[Source]:
        """The sources that the letter rests on."""
        sources: Mapping[str, Source] = self.shared.sources
        for item in self.reader.row(table, "cite", what):
            cited = self.reader.word(item, f"a source of {what}")
            if cited in sources:
                yield sources[cited]
            elif cited:
                message = f'there is no source "{cited}".{did_you_mean(cited, sources)}'
                self.reader.report(item.location, "source-unknown", message)
