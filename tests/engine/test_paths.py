"""Every path of a flow is counted and walked, and each is a journey that a reader can make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice, product
from types import MappingProxyType

import pytest
from hypothesis import assume, given

from tests.conftest import Write
from tests.engine.builders import BOTH_ORDERS, GUARDED, answered, make_chain, make_flow
from tests.engine.test_journey import ANSWERS, OTHER, flows
from tests.engine.tick_flows import sets_with, tick_flows, tick_question
from wizard import Flow, Target, replay
from wizard.engine.history import histories
from wizard.engine.machine import MachineState, machine_of
from wizard.engine.paths import (
    Path,
    count,
    count_by_end,
    end_id,
    grouped_walks,
    longest_path_lengths,
    walks,
)
from wizard.model.conditions import AnsweredWith
from wizard.model.flow import Edge, Outcome, Question, Step
from wizard.model.generated_answers import Ticked


@given(flows())
def test_walks_are_distinct_journeys_as_many_as_counted(flow: Flow) -> None:
    """Replayed, and fired on the machine itself, each path ends where it says."""
    assume(count(flow) <= 300)
    paths, compiled = list(walks(flow)), machine_of(flow)
    assert len(paths) == count(flow)
    assert len({tuple(path.answers().items()) for path in paths}) == len(paths)
    for path in paths:
        journey = replay(flow, path.answers())
        assert (journey.step, journey.trail, journey.dropped) == (path.end, path.trail, ())
        mover, past = MachineState(flow.start), dict[str, str]()
        for question, answer in path.answers().items():
            compiled.fire(mover, answer, past)
            past[question] = answer
        assert mover.state_id == end_id(flow, path.end)


@given(flows(), ANSWERS)
def test_count_by_end_counts_walks_with_given_answers(
    flow: Flow, answers: Mapping[str, str]
) -> None:
    """A path counts if it gives each answer whose question it asks."""
    assume(count(flow) <= 300)
    fitting = [
        end_id(flow, path.end)
        for path in walks(flow)
        if all(answers.get(name, answer) == answer for name, answer in path.answers().items())
    ]
    counted = {end.ref(flow): paths for end, paths in count_by_end(flow, answers).items()}
    assert counted == Counter(fitting)


def test_count_by_end_follows_topological_order() -> None:
    """A place outside of the flow comes with the question that leads there."""
    left = [(answered("a", "yes"), "left"), (None, "other/x")]
    flow = make_flow({"a": "b c", "b": {"go": left}, "c": {"go": left, "out": "other/"}})
    assert dict(count_by_end(flow)) == {
        Target("other", "x"): 1,
        Target("other", ""): 1,
        Target("f", "left"): 1,
    }
    assert list(count_by_end(flow)) == [
        Target("other", "x"),
        Target("other", ""),
        Target("f", "left"),
    ]
    assert dict(count_by_end(flow, {"a": "yes"})) == {Target("f", "left"): 1}


def test_count_is_exact_for_flow_with_conditions(write: Write, flow: Callable[[str], Flow]) -> None:
    """The paths are those that all combinations of answers to all questions take, each once."""
    write(other=OTHER)
    guarded = flow(GUARDED)
    questions = list(guarded.questions())
    combined = [
        replay(guarded, dict(zip([question.id for question in questions], answers, strict=True)))
        for answers in product(*(question.answers for question in questions))
    ]
    found = {tuple(journey.answers().items()): journey.step for journey in combined}
    assert count(guarded) == len(found)
    assert {tuple(path.answers().items()): path.end for path in walks(guarded)} == found


@given(tick_flows())
def test_each_path_is_on_one_line_of_grouped_walks(flow: Flow) -> None:
    """A line stands for the sets of boxes that its description is true of, and for no other."""
    grouped = list(grouped_walks(flow))
    assert sum(path.count() for path in grouped) == count(flow)
    walked = [(tuple(path.answers().items()), end_id(flow, path.end)) for path in walks(flow)]
    assert sorted(each for path in grouped for each in expanded(flow, path)) == sorted(walked)
    for path in grouped:
        for name, alternatives in path.alternatives.items():
            question, sets = flow.steps[name], alternatives.sets
            assert isinstance(question, Question)
            true_of = {
                answer.id
                for answer in question.answers.values()
                if isinstance(answer.means, Ticked)
                and all({*clause} & {*answer.means.boxes} for clause in sets.clauses)
                and not {*sets.without} & {*answer.means.boxes}
            }
            assert true_of == {answer.id for answer in alternatives.answers}


def expanded(flow: Flow, path: Path) -> Iterator[tuple[tuple[tuple[str, str], ...], str]]:
    """Yield each of the paths that a path stands for: its answers, and where it ends."""
    answers = {name: [each] for name, each in path.answers().items()}
    for name, alternatives in path.alternatives.items():
        answers[name] = [answer.id for answer in alternatives.answers]
    for chosen in product(*answers.values()):
        yield tuple(zip(answers, chosen, strict=True)), end_id(flow, path.end)


def test_count_of_ten_questions_with_eight_boxes_looks_at_few_histories() -> None:
    """Sets of boxes that no condition distinguishes count as one: 10**24 paths are no work."""
    boxes = [f"b{number}" for number in range(8)]
    look, onwards = tuple(sets_with(boxes, ["b1", "b2"])), Target("f", "q1")
    steps: dict[str, Step] = {"q0": tick_question("q0", boxes, (Edge(None, onwards),))}
    for number in range(1, 10):
        onwards = Target("f", f"q{number + 1}")
        branches = (Edge(AnsweredWith(f"q{number - 1}", look), onwards), Edge(None, onwards))
        steps[f"q{number}"] = tick_question(f"q{number}", boxes, branches)
    steps["q10"] = Outcome("q10", "", "!", "", (), (), ())
    flow = Flow("f", "F", "", "q0", MappingProxyType(steps))
    assert count(flow) == 256**10
    assert max(len(found or ()) for found in histories(flow).values()) == 2
    assert next(grouped_walks(flow)).count() == 64**9 * 256


def test_longest_path_lengths_count_questions() -> None:
    """The longer branch counts, the question itself is included, and an outcome asks nothing."""
    flow = make_flow({"a": "b end", "b": "c end", "c": "end", "d": {"yes": "other/x"}})
    assert longest_path_lengths(flow) == {"a": 3, "b": 2, "c": 1, "d": 1, "end": 0}


def test_longest_path_length_of_questions_in_either_order() -> None:
    """Each of the two is asked first by some readers, and then the other one follows."""
    lengths = longest_path_lengths(BOTH_ORDERS)
    assert lengths == {"where": 4, "one": 3, "two": 3, "last": 1, "end": 0}


def test_count_of_more_paths_than_could_be_walked() -> None:
    """The count is exact, however long the number."""
    assert count(make_chain(100)) == 2**100
    assert count(make_chain(5000, "a b c")) == 3**5000


def test_walks_are_lazy_and_do_not_recurse() -> None:
    """The first of 2**5000 paths comes at once, and the answers vary from the last one on."""
    path = next(walks(make_chain(5000)))
    assert len(path.trail) == 5000
    assert end_id(make_chain(1), path.end) == "s5000"
    few = [tuple(path.answers().values())[-2:] for path in islice(walks(make_chain(100)), 4)]
    assert few == [("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no")]


def test_walks_of_flow_without_questions_are_one(flow: Callable[[str], Flow]) -> None:
    """The start is the end."""
    only = flow(OTHER)
    assert count(only) == 1
    assert [(path.trail, path.end) for path in walks(only)] == [((), only.steps["end"])]


@pytest.mark.parametrize(
    ("step", "expected"), [("end", "end"), ("other/x", "other/x"), ("other/", "other/")]
)
def test_end_id_names_outcome_or_place_outside(step: str, expected: str) -> None:
    """An outcome has its id, a step of another flow has that flow's id before it."""
    flow = make_flow({"a": {"yes": step}})
    (path,) = walks(flow)
    assert end_id(flow, path.end) == expected
