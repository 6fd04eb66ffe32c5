"""What a guard asks of earlier answers: looks at them, and how looks are combined. Data, no expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wizard.model.problems import Location

NOWHERE = Location("")


@dataclass(frozen=True, slots=True)
class AnsweredWith:
    """The question was answered with one of these answers."""

    question: str
    answers: tuple[str, ...]
    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


Condition = AnsweredWith | Not | AllOf | AnyOf


def holds(condition: Condition | None, answers: Mapping[str, str]) -> bool:
    """Whether a condition holds after these answers (question id to answer id). No condition always holds."""
    match condition:
        case None:
            return True
        case AnsweredWith(question, wanted):
            return answers.get(question) in wanted
        case Not(part):
            return not holds(part, answers)
        case AllOf(parts):
            return all(holds(part, answers) for part in parts)
        case AnyOf(parts):
            return any(holds(part, answers) for part in parts)


def references(condition: Condition | None) -> Iterator[AnsweredWith]:
    """Every look at an earlier answer inside a condition, in the author's order."""
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
