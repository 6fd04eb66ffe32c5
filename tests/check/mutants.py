"""Flows with one mistake, and what breaks a promise of them, found by walking.

The walk knows nothing of the engine. It goes on from each step with each combination of answers to
the questions that some condition looks at. Answers that every condition sees alike are one, or a
question with eight boxes would have 256.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from wizard.check.promises import Promise, check_promises
from wizard.engine.trails import loops
from wizard.loader.files import Files
from wizard.loader.reader import NodeReader
from wizard.loader.shared import SharedFiles
from wizard.loader.yaml_nodes import MappingNode
from wizard.model.conditions import Condition, Not, holds, references
from wizard.model.flow import Answer, Edge, Flow, Question, Target, edges
from wizard.model.problems import Problem

# The step or target outside, and the answers before it, as pairs of question and answer.
State = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Guide:
    """A flow of a folder with promises in its file of cases."""

    flow: Flow
    cases: MappingNode
    steps: MappingNode

    def problems(self, mutant: Flow) -> list[Problem]:
        """Return the problems of the promises if the flow were this one."""
        reader = NodeReader()
        check_promises(self.cases, mutant, self.steps, reader)
        return reader.problems


def guide_of(folder: Path, flow: Flow) -> Guide | None:
    """Return a flow of a folder, or None if it has no promises."""
    files, (template, _, row) = Files(), flow.id.partition("/")
    cases = files.read(folder / "cases" / f"{template}.yaml", [])
    steps = files.read(folder / f"{template}.yaml", [])
    assert steps
    if row:
        templates = SharedFiles(folder).templates
        data = templates.table_of(template)
        assert data
        steps = templates.filled_for(data, row, steps, NodeReader())
    return Guide(flow, cases, steps) if cases and "promises" in cases.entries else None


# Mutants


def mutants(flow: Flow, count: int, seed: int = 1) -> Iterator[Flow]:
    """Yield flows with one mistake each, in which no answers form a loop. Some may be alike."""
    random = Random(seed)  # noqa: S311  # a test wants the same flows each time
    while count:
        mutant = mutate(flow, random)
        if mutant and not any(loops(mutant)):
            count -= 1
            yield mutant


def mutate(flow: Flow, random: Random) -> Flow | None:
    """Return a flow with a mistake in the branches of a question, or None if it is not possible.

    Answers of a question that share their branches, as sets of boxes do, get the same mistake.
    """
    question = random.choice([*flow.questions()])
    shared = {id(answer.edges): answer.edges for answer in question.answers.values()}
    old = random.choice([*shared.values()])
    place = random.randrange(len(old))
    match random.choice(("target", "drop", "condition", "swap")):
        case "target":
            new = _with_edge(old, place, replace(old[place], to=_another_target(flow, random)))
            changed = {id(old): new}
        case "drop" if len(old) > 1:
            changed = {id(old): old[:place] + old[place + 1 :]}
        case "condition" if when := old[place].when:
            changed = {id(old): _with_edge(old, place, replace(old[place], when=Not(when)))}
        case "swap" if len(shared) > 1:
            other = random.choice([each for each in shared.values() if each is not old])
            changed = {id(old): other, id(other): old}
        case _:
            return None
    answers = {
        name: replace(answer, edges=changed.get(id(answer.edges), answer.edges))
        for name, answer in question.answers.items()
    }
    return replace(flow, steps={**flow.steps, question.id: replace(question, answers=answers)})


def _with_edge(before: tuple[Edge, ...], place: int, edge: Edge) -> tuple[Edge, ...]:
    return (*before[:place], edge, *before[place + 1 :])


def _another_target(flow: Flow, random: Random) -> Target:
    targets = {edge.to: None for step in flow.steps.values() for _, edge in edges(step)}
    return random.choice([*targets])


# Walking


def is_broken(flow: Flow, promise: Promise, steps_to: Mapping[State, int]) -> bool:
    """Return whether a promise is broken, as all states of the flow show."""
    reached = bool(shortest(flow, promise, steps_to))
    return reached is (promise.kind != "can")


def shortest(flow: Flow, promise: Promise, steps_to: Mapping[State, int]) -> list[int]:
    """Return how many answers lead to the place of a promise with its condition, the least first.

    For a promise that paths always pass a question, those to the place without it.
    """
    return sorted(
        count
        for (place, answers), count in steps_to.items()
        if place == promise.place
        and holds(promise.condition, dict(answers))
        and (not promise.passed or promise.passed not in dict(answers))
    )


def walked(flow: Flow, promises: list[Promise]) -> dict[State, int]:
    """Return each state that some path reaches, with the least number of answers to it."""
    conditions = [promise.condition for promise in promises]
    classes = _classes(flow, conditions, {promise.passed for promise in promises})
    start: State = (flow.start, ())
    found, todo = {start: 0}, [start]
    for state in todo:
        place, earlier = state
        step = flow.steps.get(place)
        known = dict(earlier)
        for answer in _different(step, classes) if isinstance(step, Question) else ():
            edge = next((edge for edge in answer.edges if holds(edge.when, known)), None)
            if not edge:
                continue
            seen = {(place, answer.id)} if place in classes else set()
            after = edge.to.ref(flow), tuple(sorted({*earlier, *seen}))
            if after not in found:
                found[after] = found[state] + 1
                todo.append(after)
    return found


# Question id to answer id, to the conditions that name the answer.
Classes = Mapping[str, Mapping[str, frozenset[int]]]


def _classes(flow: Flow, conditions: list[Condition | None], passed: set[str]) -> Classes:
    """Return which conditions see each answer to the questions that any condition looks at."""
    whens = [edge.when for step in flow.steps.values() for _, edge in edges(step)]
    looks = [look for when in (*whens, *conditions) for look in references(when)]
    distinct = {(look.question, look.answers): look for look in looks}.values()
    names = {look.question for look in distinct} | (passed - {""})
    return {
        question.id: {
            answer: frozenset(
                number
                for number, look in enumerate(distinct)
                if look.question == question.id and answer in look.answers
            )
            for answer in question.answers
        }
        for question in flow.questions()
        if question.id in names
    }


def _different(question: Question, classes: Classes) -> list[Answer]:
    """Return the first of the answers that have the same branches and that conditions see alike."""
    seen = classes.get(question.id, {})
    first: dict[tuple[object, ...], Answer] = {}
    for name, answer in question.answers.items():
        first.setdefault((answer.edges, seen.get(name)), answer)
    return [*first.values()]
