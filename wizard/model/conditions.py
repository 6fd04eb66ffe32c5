"""Conditions on earlier answers: which answers they look at, and how they are combined.

Conditions are data. There are no expressions, so that the checker can decide each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wizard.model.problems import NOWHERE, Location


@dataclass(frozen=True, slots=True)
class AnsweredWith:
    """A condition that is true if the question was answered with one of these answers."""

    question: str
    answers: tuple[str, ...]
    # Two conditions that say the same are equal wherever they are written: a comparison of two
    # versions of a flow depends on it.
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """A condition that is true if its part is false."""

    part: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    """A condition that is true if every part is true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A condition that is true if at least one part is true."""

    parts: tuple[Condition, ...]


# Defined after its members, which name it only in annotations that Python does not evaluate.
Condition = AnsweredWith | Not | AllOf | AnyOf


def holds(condition: Condition | None, answers: Mapping[str, str]) -> bool:
    """Return whether a condition is true.

    Args:
        condition: The condition. None is always true.
        answers: Question id to answer id. A question that is not among them was not answered.
    """
    match condition:
        case None:
            return True
        case AnsweredWith(question, wanted):
            # A question that was not asked is not "answered with", so `not` of it is true.
            return answers.get(question) in wanted
        case Not(part):
            return not holds(part, answers)
        case AllOf(parts):
            # The schema calls for at least one part, so the empty case never decides anything.
            return all(holds(part, answers) for part in parts)
        case AnyOf(parts):
            # Without parts it is never true, as in logic. The checker then reports the branch as
            # dead.
            return any(holds(part, answers) for part in parts)


def decided(condition: Condition, question: str, answer: str) -> Condition | bool:
    """Return what is left of a condition once the answer to one question is known.

    Args:
        condition: The condition.
        question: The id of the question.
        answer: The id of its answer.

    Returns:
        True or False if that answer decides the condition; otherwise a condition that does not look
        at the question. If it never looked at it, that is the same object.
    """
    match condition:
        case AnsweredWith(name, answers):
            return answer in answers if name == question else condition
        case Not(part):
            rest = decided(part, question, answer)
            if isinstance(rest, bool):
                return not rest
            return condition if rest is part else Not(rest)
        case AllOf(parts) | AnyOf(parts):
            # One true part makes `any` true, and one false part makes `all` false.
            enough = isinstance(condition, AnyOf)
            rests = [decided(part, question, answer) for part in parts]
            if enough in rests:
                return enough
            left = tuple(rest for rest in rests if not isinstance(rest, bool))
            if left == parts:
                return condition
            if len(left) > 1:
                return type(condition)(left)
            return left[0] if left else not enough


def deciding(condition: Condition, answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the questions whose answers make a condition true or false, each once.

    Of several parts, each of which would be enough, only the first counts.

    Args:
        condition: The condition.
        answers: Question id to answer id. Questions that are not among them are left out.
    """
    match condition:
        case AnsweredWith(question):
            return (question,) if question in answers else ()
        case Not(part):
            return deciding(part, answers)
        case AllOf(parts) | AnyOf(parts):
            # One true part makes `any` true, and one false part makes `all` false.
            enough = isinstance(condition, AnyOf)
            alone = [part for part in parts if holds(part, answers) is enough]
            needed = alone[:1] or parts
            return tuple(dict.fromkeys(name for part in needed for name in deciding(part, answers)))


def references(condition: Condition | None) -> Iterator[AnsweredWith]:
    """Yield every part of a condition that looks at an answer, in the author's order."""
    match condition:
        case None:
            return
        case AnsweredWith():
            yield condition
        case Not(part):
            yield from references(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from references(part)
