"""What of a text is the question or the heading that a reader sees first, and what is the rest. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wizard.convert.rich_text import Paragraph, Prose, markdown
from wizard.loader.schema import RECORD_TYPES

SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)]*\s+")  # what parts two sentences


def limit(name: str, key: str) -> int:
    """The longest text of a key."""
    return next(each.limit for each in RECORD_TYPES[name].keys if each.name == key)


def shortened(text: str, longest: int) -> str:
    """A text of at most so many characters, cut between words."""
    if len(text) <= longest:
        return text
    cut = text[:longest]
    return f"{(cut.rpartition(' ')[0] or cut[:-1]).rstrip(' ,;:–-')}…"


def split_question(prose: Prose) -> tuple[str, list[Paragraph]]:
    """The question of a text, and what it says besides."""
    longest, parts = limit("question", "ask"), prose.paragraphs
    if len(parts) == 1 and len(parts[0].plain) <= longest:
        return parts[0].plain, list(parts) if parts[0].linked else []
    fits = [part for part in parts if len(part.plain) <= longest and not part.item]
    asks = [part for part in fits if _is_question(part.plain)]
    question = parts[0] if parts[0] in asks else asks[-1] if asks else None
    if question is None:
        for part in reversed(parts):
            sentences = SENTENCE.split(part.plain)
            if (
                _is_question(part.plain)
                and len(sentences[-1]) <= longest
                and part.markdown == markdown(part.plain)
            ):
                before = " ".join(sentences[:-1])
                rest = Paragraph(before, markdown(before))
                return sentences[-1], [
                    rest if each is part else each for each in parts if each is not part or before
                ]
    if question is None and parts[0] in fits:
        question = parts[0]
    if question is None:
        return shortened(parts[0].plain, longest), list(parts)
    return question.plain, [part for part in parts if part is not question or part.linked]


def _is_question(text: str) -> bool:
    return text.rstrip('"”’)* ').endswith("?")


def split_heading(prose: Prose) -> tuple[str, list[str]]:
    """The heading of an outcome, and what it says besides."""
    longest, parts = limit("outcome", "outcome"), prose.paragraphs
    first, rest = parts[0].plain, _spoken(parts[1:])
    if len(first) <= longest:
        return first, rest
    sentence, *more = SENTENCE.split(first)
    if len(sentence) <= longest:
        return sentence, [" ".join(more), *rest]
    return shortened(first, longest), [first, *rest]


def _spoken(parts: Iterable[Paragraph]) -> list[str]:
    """Paragraphs in plain words, the items of a list in one."""
    found: list[str] = []
    listed = False
    for part in parts:
        if part.item and listed:
            found[-1] += f"{' ' if found[-1].endswith(('.', '!', '?')) else '; '}{part.plain}"
        else:
            found.append(part.plain)
        listed = part.item
    return found
