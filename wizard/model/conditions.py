"""What a guard asks of earlier answers: looks at them, and how looks are combined. Data, no expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wizard.model.problems import Place

NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Is:
    """The question was answered with one of these answers."""

    question: str
    answers: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Condition, ...]


Condition = Is | Not | All | Any


def holds(condition: Condition | None, answers: Mapping[str, str]) -> bool:
    """Whether a condition holds after these answers (question id to answer id). No condition always holds."""
    match condition:
        case None:
            return True
        case Is(question, wanted):
            return answers.get(question) in wanted
        case Not(part):
            return not holds(part, answers)
        case All(parts):
            return all(holds(part, answers) for part in parts)
        case Any(parts):
            return any(holds(part, answers) for part in parts)


def mentions(condition: Condition | None) -> Iterator[Is]:
    """Every look at an earlier answer inside a condition, in the author's order."""
    match condition:
        case None:
            return
        case Is():
            yield condition
        case Not(part):
            yield from mentions(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from mentions(part)
