"""The first line of a tree as CSV: what separates its cells, and what its columns are for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

COLUMNS = ("id", "text", "answer", "next")

DELIMITERS = ",;\t"  # spreadsheets write semicolons in languages with a decimal comma

# Words in the headings of other tables, for the command that a message suggests.
USUAL_WORDS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "key", "code", "node", "step", "number", "no", "nr", "#", "row", "name", "número"),
    "text": (
        "text", "question", "ask", "prompt", "content", "title", "description", "message",
        "pregunta", "texto",
    ),
    "answer": ("answer", "option", "choice", "response", "reply", "label", "respuesta", "opción"),
    "next": ("next", "goto", "go", "target", "to", "destination", "then", "siguiente", "destino"),
}  # fmt: skip

MAX_HEADER = 20_000  # characters in which the first rows are

MAX_HEADING = 60  # characters of a heading; prose has longer pieces between its commas

# What Excel writes above the first row, and obeys: `sep=;`.
_SEPARATOR = re.compile(r"\n*[ \t]*\"?sep=(?P<delimiter>[^\w\"\n])\"?[^\n]*\n", re.IGNORECASE)

# A tree can have a row for each answer, or one for each step with numbered columns.
_COLUMN = re.compile(
    r"(?P<name>id|text|question)|(?P<of_answer>answer|next)[ _-]?(?P<number>\d{0,3})", re.IGNORECASE
)


@dataclass(frozen=True)
class Header:
    """The first line of a table.

    Attributes:
        delimiter: The character between cells.
        begin: The offset of the line.
        names: The headings as they are written.
        columns: The heading of each column of a tree that the table calls something else.
    """

    delimiter: str
    begin: int
    names: Sequence[str]
    columns: Mapping[str, str]

    @cached_property
    def at(self) -> Mapping[str, int]:
        """The index of each column that is read: of `id`, `text`, `answer`, `next`, `answer 2`."""
        headings = [name.casefold() for name in self.names]
        named = {
            column_of(column): headings.index(heading.casefold())
            for column, heading in self.columns.items()
            if heading.casefold() in headings
        }
        at: dict[str, int] = {}
        for index, name in enumerate(self.names):
            if index not in named.values() and (column := column_of(name)) not in named:
                at.setdefault(column, index)
        at.pop("", None)
        return at | named

    @property
    def answers(self) -> list[tuple[int, int]]:
        """The index of each column with answers, and of that with their next steps."""
        columns = [column for column in self.at if column.startswith("answer")]
        # By their numbers, of which 10 comes after 9.
        columns.sort(key=lambda column: (len(column), column))
        pairs = [(column, column.replace("answer", "next")) for column in columns]
        return [(self.at[answer], self.at[to]) for answer, to in pairs if to in self.at]

    @property
    def complete(self) -> bool:
        """Whether the table has all columns of a tree."""
        return {"id", "text"} <= self.at.keys() and bool(self.answers)

    @property
    def unused(self) -> Iterator[int]:
        """The index of each column that is not read."""
        used = {self.at[name] for name in ("id", "text")}.union(*self.answers)
        return (index for index in range(len(self.names)) if index not in used)


def column_of(name: str) -> str:
    """Return which column of a tree a heading names, or ""."""
    match = _COLUMN.fullmatch(name.strip())
    if match is None:
        return ""
    if match["name"]:
        return match["name"].lower().replace("question", "text")
    return f"{match['of_answer'].lower()} {match['number']}".strip()


def read_header(text: str, columns: Mapping[str, str]) -> Header:
    """Return the first line of a text as the header of a table, whether it is one or not.

    Args:
        text: The text of a file.
        columns: The heading of each column of a tree, if the table calls them something else.
    """
    separator = _SEPARATOR.match(text)
    begin = separator.end() if separator else 0
    begin += len(text[begin:]) - len(text[begin:].lstrip("\n"))
    # A file in another format can have an unclosed quote, or a first line without an end.
    first = text[begin : begin + MAX_HEADER]
    headers = [
        Header(delimiter, begin, [" ".join(name.split()) for name in names], columns)
        for delimiter in (separator["delimiter"] if separator else DELIMITERS)
        for names in islice(_rows(first, delimiter), 1)
    ]
    headers = headers or [Header(",", begin, [], columns)]
    return max(headers, key=lambda header: (header.complete, len(header.names)))


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows of a text that need not be CSV."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)


def looks_like_table(text: str) -> bool:
    """Return whether the first lines of a text have the same number of cells."""
    header = read_header(text, {})
    sample = _rows(text[header.begin : header.begin + MAX_HEADER], header.delimiter)
    # The last one may be cut.
    rows = [row for row in islice(sample, 12) if row][:10]
    return (
        len(rows) > 1
        and len(header.names) > (2 if header.delimiter == "," else 1)  # prose has commas
        and all(name and len(name) <= MAX_HEADING for name in header.names)
        and all(len(row) == len(rows[0]) for row in rows)
    )


def suggested_columns(header: Header) -> str:
    """Return an option that says which column of a table is which, as far as its headings do."""
    at = {column: header.names[index] for column, index in header.at.items()}
    for column in COLUMNS:
        if not any(each.startswith(column) for each in at):
            free = [name for name in header.names if name not in at.values()]
            at[column] = next(_with_word(free, USUAL_WORDS[column]), "HEADING")
    named = {column: name for column, name in at.items() if column_of(name) != column}
    named = named or dict.fromkeys(COLUMNS, "HEADING")
    return f"--columns={','.join(_cell(f'{column}={name}') for column, name in named.items())}"


def _with_word(names: Iterable[str], words: Sequence[str]) -> Iterator[str]:
    """Yield the headings that contain one of some words, in the order of the words."""
    lists = [(name, re.findall(r"\w+|#", name.casefold())) for name in names]
    return (name for word in words for name, its_words in lists if word in its_words)


def _cell(text: str) -> str:
    """Return a text as a cell of CSV."""
    return '"{}"'.format(text.replace('"', '""')) if re.search('[,"]', text) else text


def parse_columns(option: str) -> Mapping[str, str]:
    """Return the heading of each column that an option such as `id=Number,text=Question` names.

    Raises:
        ValueError: The option is not written like that. The message says what is wrong.
    """
    columns: dict[str, str] = {}
    for piece in next(csv.reader([option]), []):
        column, equals, heading = piece.partition("=")
        if not equals or not heading.strip():
            raise ValueError(f'"{piece}" is not a column and its heading, such as text=Question')
        if not column_of(column):
            names = f"{', '.join(COLUMNS)}, answer_2, next_2"
            raise ValueError(f'"{column}" is not a column of a tree; those are {names} and so on')
        if column_of(column) in columns:
            raise ValueError(f'the column "{column}" is named twice')
        columns[column_of(column)] = heading.strip()
    return columns
