"""Splits a text into the question or heading that a reader sees first, and the rest of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wizard.convert.rich_text import Paragraph, Prose, markdown
from wizard.loader.schema import RECORD_TYPES

SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’)]*\s+")

# A question with the paragraphs that remain for its help, or None if a rule finds no question.
_Split = tuple[str, list[Paragraph]] | None


def limit(record: str, key: str) -> int:
    """Return the maximum length of a key's text."""
    return next(field.limit for field in RECORD_TYPES[record].keys if field.name == key)


def shortened(text: str, longest: int) -> str:
    """Return a text cut between words to a maximum length, with an ellipsis if it was cut."""
    if len(text) <= longest:
        return text
    cut = text[:longest]
    # The ellipsis needs a character too: without a space in the text, `cut[:-1]` leaves one.
    return f"{(cut.rpartition(' ')[0] or cut[:-1]).rstrip(' ,;:–-')}…"


def split_question(prose: Prose) -> tuple[str, list[Paragraph]]:
    """Return the question of a text, and the paragraphs that remain for its help.

    The rules are tried in order. If none of them finds a question, the text is shortened and the
    help has all of it.
    """
    longest, parts = limit("question", "ask"), prose.paragraphs
    # The surest rule is first. Each returns None if it does not apply.
    for rule in (_whole_text, _question_paragraph, _last_sentence, _first_paragraph):
        if split := rule(parts, longest):
            return split
    return shortened(parts[0].plain, longest), list(parts)


def _whole_text(parts: Sequence[Paragraph], longest: int) -> _Split:
    """Take a text that is one short paragraph."""
    if len(parts) > 1 or len(parts[0].plain) > longest:
        return None
    return _without(parts, parts[0])


def _question_paragraph(parts: Sequence[Paragraph], longest: int) -> _Split:
    """Take the first paragraph if it is a question, else the last one that is."""
    questions = [part for part in parts if _fits(part, longest) and _is_question(part.plain)]
    if not questions:
        return None
    # Authors ask first and explain then, or explain first and ask last.
    return _without(parts, parts[0] if parts[0] in questions else questions[-1])


def _last_sentence(parts: Sequence[Paragraph], longest: int) -> _Split:
    """Take the last sentence of the last paragraph that ends with a question."""
    # From the end: a text that ends in a question leads up to it.
    for part in reversed(parts):
        *before, sentence = SENTENCE_END.split(part.plain)
        # A paragraph with formatting is not split: its marks could enclose both halves.
        unformatted = part.markdown == markdown(part.plain)
        if _is_question(part.plain) and len(sentence) <= longest and unformatted:
            text = " ".join(before)
            rest = [Paragraph(text, markdown(text))] if text else []
            # `index` would find an equal paragraph before it.
            at = next(at for at, other in enumerate(parts) if other is part)
            return sentence, [*parts[:at], *rest, *parts[at + 1 :]]
    return None


def _first_paragraph(parts: Sequence[Paragraph], longest: int) -> _Split:
    """Take the first paragraph if it is short."""
    return _without(parts, parts[0]) if _fits(parts[0], longest) else None


def _without(parts: Sequence[Paragraph], question: Paragraph) -> tuple[str, list[Paragraph]]:
    """Return a question and the other paragraphs; with its own if it has links to show."""
    # By identity: two paragraphs can have the same text.
    rest = [part for part in parts if part is not question or part.linked]
    return question.plain, rest


def _fits(part: Paragraph, longest: int) -> bool:
    return len(part.plain) <= longest and not part.item


def _is_question(text: str) -> bool:
    return text.rstrip('"”’)* ').endswith("?")


def split_heading(prose: Prose) -> tuple[str, list[str]]:
    """Return the heading of an outcome, and the rest of its text as plain paragraphs."""
    longest, parts = limit("outcome", "outcome"), prose.paragraphs
    first, rest = parts[0].plain, _plain_paragraphs(parts[1:])
    if len(first) <= longest:
        return first, rest
    # A heading may be a statement, so the first sentence is taken, not a question.
    sentence, *more = SENTENCE_END.split(first)
    if len(sentence) <= longest:
        return sentence, [" ".join(more), *rest]
    return shortened(first, longest), [first, *rest]


def _plain_paragraphs(parts: Iterable[Paragraph]) -> list[str]:
    """Return paragraphs as plain text, with the items of a list joined to one paragraph."""
    texts: list[str] = []
    in_list = False
    for part in parts:
        if part.item and in_list:
            # Claims are plain text, so a list becomes one sentence with semicolons.
            texts[-1] += f"{' ' if texts[-1].endswith(('.', '!', '?')) else '; '}{part.plain}"
        else:
            texts.append(part.plain)
        in_list = part.item
    return texts
