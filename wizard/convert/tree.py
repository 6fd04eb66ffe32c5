"""A tree as another tool has it: steps and answers by the names of that tool, and what was found while reading. Data.

Nothing here need be sound: answers may lead nowhere or round in circles. `settle.py` makes a flow of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from wizard.convert.rich_text import Prose, told_address
from wizard.i18n.translator import Translator
from wizard.loader.suggest import did_you_mean
from wizard.model.problems import Location, escape_control_characters

MAX_HINTS = 50  # wrong names for which the nearest right one is looked for

MAX_NOTES = 50_000

DEFECT, REFUSED, CHANGED = "defect", "refused", "changed"


class TooLargeError(Exception):
    """A source that would make a flow larger than any can be. The message is one line."""


@dataclass(frozen=True, slots=True, order=True)
class ImportNote:
    """One line of the report: a `defect` of the source, something `refused`, or something `changed` on the way."""

    location: Location
    kind: str
    message: str

    def __str__(self) -> str:
        return escape_control_characters(f"{self.location}: {self.kind}: {self.message}")


@dataclass(frozen=True)
class Text:
    """The text of a source file, its lines ended by line feeds, and the places in it."""

    name: str
    text: str

    @cached_property
    def _begins(self) -> list[int]:
        return [0, *(at + 1 for at, sign in enumerate(self.text) if sign == "\n")]

    def location(self, offset: int) -> Location:
        """The place of the character at an offset."""
        line = bisect_right(self._begins, offset)
        return Location(self.name, line, offset - self._begins[line - 1] + 1)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Each line with the offset at which it begins."""
        return zip(self._begins, self.text.split("\n"), strict=True)


@dataclass(slots=True)
class Answer:
    """One way on. An empty `label` means that nothing is asked; an empty `to`, that it leads nowhere.

    `id` is one that the source has for it. `comments` stand beside it in the flow file, as comments.
    """

    label: str
    to: str
    location: Location
    id: str = ""
    comments: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Step:
    """Something that is shown, with the ways on from it. `links` are those that leave: label and address.

    `back` is the step to which an outcome sends the reader back, where a circle was cut.
    """

    prose: Prose
    location: Location
    id: str = ""
    answers: list[Answer] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    back: str = ""


@dataclass
class ImportedTree:
    """A tree with its steps under the names that the source has for them, in its order."""

    source: Text
    form: str  # the format's name, for people
    title: str = ""
    summary: str = ""
    content: str = ""
    start: str = ""
    steps: dict[str, Step] = field(default_factory=dict)
    notes: list[ImportNote] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    hints: int = 0  # names that were looked for in vain

    def note(self, kind: str, location: Location, message: str) -> None:
        """Add a line to the report. Raises TooLargeError where nobody could read it."""
        if len(self.notes) >= MAX_NOTES:
            raise TooLargeError(
                f"there is more to report than {MAX_NOTES:,} lines; is this meant for {self.form}?"
            )
        self.notes.append(ImportNote(location, kind, message))

    def outside(self, label: str, url: str, location: Location, t: Translator) -> str:
        """The name of a new outcome that sends the reader to an address, or says nothing more where that is refused."""
        name = f"{location.line}:{location.column}:{len(self.steps)}"
        address = told_address(
            url, 0, lambda _at, kind, message: self.note(kind, location, message)
        )
        if address:
            heading = t("Go on at {site}", site=address.split("/")[2])
            paragraphs = (
                Prose.of(heading).paragraphs
                + Prose.of(t("This guide leads on to {address}", address=address)).paragraphs
            )
            self.steps[name] = Step(Prose(paragraphs), location, links=[(label, address)])
        else:
            self.steps[name] = Step(
                Prose.of(label), location, comments=[f"The file leads to {url:.200}"]
            )
        return name

    def near(self, name: str, valid: Collection[str]) -> str:
        """A sentence that offers the name nearest to a wrong one; only for the first of many, since it takes long."""
        self.hints += 1
        return did_you_mean(name, valid) if self.hints <= MAX_HINTS else ""

    def begin_at_first(self, name: str = "") -> None:
        """Let the tree begin at this step, or at its first."""
        self.start = name if name in self.steps else next(iter(self.steps), "")
