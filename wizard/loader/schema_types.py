"""The types of which the schema of the file format consists: records, fields, unions, files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a table. `description` is one sentence for authors.

    `limit` is the maximum length of a text in characters (of each text in a list; 0 stands for
    `MAX_TEXT`), the highest number, or the maximum number of entries of a table. `min_items` is
    the minimum number of items of a list or a table, and `max_items` the maximum number of items of
    a list (0: no limit). `attribute` is the name of this field in the model, if it is not the key's
    own with underscores.
    """

    name: str
    kind: str
    description: str
    required: bool = False
    limit: int = 0
    min_items: int = 0
    max_items: int = 0
    example: str = ""
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class RecordType:
    """A table with known keys.

    `rest` describes all other keys, if there may be any. Its `name` is `language` or `id`: what
    these keys are.
    """

    description: str
    keys: tuple[Field, ...]
    rest: Field | None = None


@dataclass(frozen=True, slots=True)
class Union:
    """A value that can be written in several ways.

    `limit` is that of a text among them, `min_items` that of a list.
    """

    description: str
    kinds: tuple[str, ...]
    limit: int = 0
    min_items: int = 0


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file: its path in the folder and what it contains."""

    path: str
    kind: str
    description: str
