"""A tree as another tool has it: steps and answers under that tool's names, and what to report.

A tree may be invalid: its answers may point to no step, and its steps may form a loop.
`normalize.py` makes a tree fit a flow.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from wizard.convert.codes import DEFECT, Report
from wizard.convert.rich_text import Prose, checked_url
from wizard.i18n.translator import Translator
from wizard.i18n.wording import contact_label
from wizard.loader.suggest import did_you_mean
from wizard.model.contacts import contact_text, is_contact
from wizard.model.problems import Location, Problem

# Each look-up compares a wrong name with all valid ones, so only the first ones get a suggestion.
MAX_SUGGESTIONS = 50

MAX_PROBLEMS = 50_000  # a file of the right format has far fewer


class TooLargeError(Exception):
    """A source that is larger than any flow can be. The message is one line."""


@dataclass(frozen=True)
class SourceText:
    """The text of a source, with line feeds at the ends of its lines.

    Attributes:
        name: The name of the file, or of all files together.
        text: The text of the file, or the texts of several files, one after the other.
        files: If there are several, the name of each file by the offset at which its text begins.
    """

    name: str
    text: str
    files: Mapping[int, str] = field(default_factory=dict)

    @staticmethod
    def joined(name: str, texts: Sequence[tuple[str, str]]) -> SourceText:
        """Return the names and texts of several files as one source."""
        files, parts, at = dict[int, str](), list[str](), 0
        for file, text in texts:
            files[at] = file
            # Each file begins on a new line.
            parts.append(text if text.endswith("\n") else f"{text}\n")
            at += len(parts[-1])
        return SourceText(name, "".join(parts), files)

    @cached_property
    def starts(self) -> Mapping[int, str]:
        """The name of each file by the offset at which its text begins, also of a single file."""
        return self.files or {0: self.name}

    @cached_property
    def _file_starts(self) -> list[int]:
        return [*self.starts]

    @cached_property
    def _line_starts(self) -> list[int]:
        # Found once, so that each location takes a binary search instead of a count of lines.
        return [0, *(at + 1 for at, character in enumerate(self.text) if character == "\n")]

    def location(self, offset: int) -> Location:
        """Return the location of the character at an offset, in the file that it is in."""
        start = self._file_starts[bisect_right(self._file_starts, offset) - 1]
        line = bisect_right(self._line_starts, offset)
        lines_before = bisect_right(self._line_starts, start) - 1
        column = offset - self._line_starts[line - 1] + 1
        return Location(self.starts[start], line - lines_before, column)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield each line with the offset of its first character."""
        # `split`, not `splitlines`: that also breaks at characters which are no line ends in these
        # formats.
        return zip(self._line_starts, self.text.split("\n"), strict=True)


def place(location: Location, near: Location) -> str:
    """Return how a message about one location names another one."""
    return f"line {location.line}" if location.file == near.file else str(location)


def link_text(t: Translator, url: str) -> str:
    """Return what a link to a URL that may be linked says."""
    return (
        contact_label(t, url) if is_contact(url) else t("Go on at {site}", site=url.split("/")[2])
    )


@dataclass(slots=True)
class Answer:
    """One answer of a step.

    An empty `label` means that the step asks nothing and only leads on; an empty `to`, that the
    answer leads to no step. `id` is the answer's id in the source, if it has one.
    """

    label: str
    to: str
    location: Location
    id: str = ""


@dataclass(slots=True)
class Step:
    """A step: a question if it has answers, else an outcome.

    `links` are the label and URL of each link out of the tree. `comments` are written above the
    step in the flow file. `back` is the name of the step to which an outcome sends the reader
    back, after a loop was cut.
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
    """A tree: its steps in the order of the source, under their names there."""

    source: SourceText
    format: str  # the name of the format, for people
    title: str = ""
    summary: str = ""
    author: str = ""
    start: str = ""
    steps: dict[str, Step] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    _suggestions: int = 0  # wrong names that were looked up so far

    def report(self, code: str, location: Location, message: str) -> None:
        """Add a problem of the source.

        Raises:
            TooLargeError: There are so many problems that the source is in another format.
        """
        if len(self.problems) >= MAX_PROBLEMS:
            raise TooLargeError(
                f"more than {MAX_PROBLEMS:,} problems; is this file really {self.format}?"
            )
        self.problems.append(Problem(location, message, code, warning=code != DEFECT))

    def reporter(self, begin: int) -> Report:
        """Return a function that reports problems of the text that begins at an offset."""
        # Readers of texts know only offsets in their own text.
        return lambda at, code, message: self.report(
            code, self.source.location(begin + at), message
        )

    def reporter_at(self, location: Location) -> Report:
        """Return a function that reports all problems of a text at one location."""
        return lambda _at, code, message: self.report(code, location, message)

    def add_link(self, step: Step, label: str, url: str, location: Location) -> None:
        """Add a link out of the tree to a step; or a comment, if the URL cannot be linked."""
        if safe := checked_url(url, 0, self.reporter_at(location)):
            step.links.append((label, safe))
        else:
            step.comments.append(f"The file leads to {url:.200}")

    def add_link_outcome(self, label: str, url: str, location: Location, t: Translator) -> str:
        """Add an outcome that sends the reader to a URL, and return its name.

        If the URL cannot be linked, the outcome only repeats the label.
        """
        # The number of steps keeps two links at one location apart.
        name = f"{location.line}:{location.column}:{len(self.steps)}"
        self.steps[name] = step = Step(Prose.of(label), location)
        self.add_link(step, label, url, location)
        for _, safe in step.links:
            address = contact_text(safe) if is_contact(safe) else safe
            text = t("This guide leads on to {address}", address=address)
            step.prose = Prose(Prose.of(link_text(t, safe)).paragraphs + Prose.of(text).paragraphs)
        return name

    def suggest(self, name: str, valid: Collection[str]) -> str:
        """Return a sentence that suggests the valid name nearest to a wrong one, or ""."""
        # Each suggestion compares the name with all valid ones.
        self._suggestions += 1
        return did_you_mean(name, valid) if self._suggestions <= MAX_SUGGESTIONS else ""

    def start_at(self, name: str = "") -> None:
        """Let the tree start at a step; at the first one if there is no step with this name."""
        self.start = name if name in self.steps else next(iter(self.steps), "")
