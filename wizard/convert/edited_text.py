"""A text with replacements that still knows where each of its characters is in the source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

Edit = tuple[int, int, str]  # the offsets of a part, and the text that replaces it


@dataclass(frozen=True, slots=True)
class EditedText:
    """A text that was made from a source by replacements.

    Each part is its offset in this text, its offset in the text before the last replacements, and 1
    if its characters are those of that text, or 0 if they replace a part that begins there.
    """

    text: str
    parts: tuple[tuple[int, int, int], ...]
    before: EditedText | None = None

    @staticmethod
    def of(text: str, begin: int) -> EditedText:
        """Return a part of a source that begins at an offset, without any replacement."""
        return EditedText(text, ((0, begin, 1),))

    def origin(self, at: int) -> int:
        """Return the offset in the source of the character at an offset in this text."""
        start, offset, step = self.parts[bisect_right(self.parts, at, key=lambda part: part[0]) - 1]
        offset += (at - start) * step
        return self.before.origin(offset) if self.before else offset

    def edited(self, edits: Iterable[Edit]) -> EditedText:
        """Return this text with replacements. Of two that overlap, the first one is made."""
        texts, parts, done, length = list[str](), list[tuple[int, int, int]](), 0, 0
        for start, end, text in sorted(edits):
            if start < done:
                continue
            parts += [(length, done, 1), (length + start - done, start, 0)]
            texts += [self.text[done:start], text]
            length += start - done + len(text)
            done = end
        return EditedText("".join([*texts, self.text[done:]]), (*parts, (length, done, 1)), self)
