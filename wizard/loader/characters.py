"""Invisible characters in the text of a file: what is wrong, where, and how to delete it.

Works on the text of any file, YAML or PO. A character that is written as an escape, such as
`"\\u200b"` in double quotes, can be seen in the file and is left alone.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator

from wizard.loader.yaml_nodes import line_starts
from wizard.model.problems import Fix, Location, Problem

# Neither the joiners of Persian and of emoji (U+200C, U+200D) nor the soft hyphen, which browsers
# show where it breaks a word.
_INVISIBLE = re.compile("[\u200b\u2060-\u2064\ufeff\u180e\ufff9-\ufffb]")

# What turns the direction of text. The marks and isolates belong in languages that are written from
# right to left; the overrides, the last two, make any text look like another one.
_DIRECTION = re.compile("[\u200e\u200f\u061c\u202a-\u202c\u2066-\u2069]|[\u202d\u202e]")
_OVERRIDES = "\u202d\u202e"

# Letters of Hebrew, Arabic and their neighbours; letters of Thai, Lao, Burmese and Khmer, which
# have an invisible space between words.
_RIGHT_TO_LEFT = re.compile("[\u05d0-\u05ea\u0620-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def check_characters(text: str, name: str, problems: list[Problem]) -> None:
    """Add a problem for each invisible character in the text of the file `name`."""
    if not (indexes := [*invisible(text)]):
        return
    # The syntax has a rule for a mark that begins a line.
    reported = {problem.location for problem in problems}
    starts = line_starts(text)
    for index in indexes:
        line = bisect_right(starts, index)
        at = Location(name, line, index - starts[line - 1] + 1)
        if at in reported:
            continue
        after = Location(name, line, at.column + 1)
        character = text[index]
        effect = "changes the direction of text" if _DIRECTION.match(character) else "is invisible"
        what = f"U+{ord(character):04X}, {unicodedata.name(character).lower()}"
        message = f"a character here {effect} ({what}); delete it"
        problems.append(Problem(at, message, "text-invisible", fix=Fix(at, after, "")))


def invisible(text: str) -> Iterator[int]:
    """Yield the index of each invisible character that the languages of a text do not need."""
    # Nearly every text has none, and these tests are fast.
    if text.isascii() or not (_INVISIBLE.search(text) or _DIRECTION.search(text)):
        return
    spaced = not _WITHOUT_SPACES.search(text)
    left_to_right = not _RIGHT_TO_LEFT.search(text)
    for match in _INVISIBLE.finditer(text):
        if spaced or match[0] != "\u200b":
            yield match.start()
    for match in _DIRECTION.finditer(text):
        if left_to_right or match[0] in _OVERRIDES:
            yield match.start()


def without_invisible(text: str) -> str:
    """Return a text without the invisible characters that its languages do not need."""
    indexes = {*invisible(text)}
    if not indexes:
        return text
    return "".join(character for index, character in enumerate(text) if index not in indexes)
