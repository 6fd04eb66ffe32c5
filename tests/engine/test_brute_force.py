"""What the engine says of any small flow is what a walk along all of its paths finds.

The flows are as authors may write them: with loops, steps that no path reaches, answers without a
matching branch, and conditions that are never true.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count as numbers
from types import MappingProxyType

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.engine.builders import BOTH_ORDERS, ROUND, answered
from tests.engine.test_journey import conditions
from wizard import Flow, replay
from wizard.engine import history, reachability
from wizard.engine.graph import reachable
from wizard.engine.paths import count_by_end, longest_path_lengths, walks
from wizard.engine.reachability import nearest, possible, unasked
from wizard.engine.trails import loops, trail_to
from wizard.engine.unfold import unfold
from wizard.loader import graph_rules
from wizard.loader.graph_rules import Trails
from wizard.model.conditions import Condition, holds
from wizard.model.evidence import BUILT_IN, Claim
from wizard.model.flow import Answer, Edge, Outcome, Question, Step, Target, edges, parts
from wizard.model.problems import Location, Problem

ANSWERS = ("yes", "no", "unsure")


@dataclass(frozen=True)
class Walk:
    """The steps on a path from the start, and the answers between them.

    Attributes:
        steps: The steps. The last one is a question, an outcome, or a step that is on the path
            before.
        answers: Question id to answer id.
    """

    steps: tuple[str, ...]
    answers: dict[str, str]

    @property
    def end(self) -> str:
        return self.steps[-1]

    @property
    def goes_round(self) -> bool:
        return self.end in self.steps[:-1]


def all_walks(flow: Flow) -> Iterator[Walk]:
    """Yield the beginnings of all paths, the shortest first. None goes on after a loop."""
    found = [Walk((flow.start,), {})]
    for walk in found:
        yield walk
        step = flow.steps[walk.end]
        if isinstance(step, Question) and not walk.goes_round:
            for answer in step.answers.values():
                edge = branch(answer, walk.answers)
                if edge:
                    answers = walk.answers | {step.id: answer.id}
                    found.append(Walk((*walk.steps, edge.to.step), answers))


def branch(answer: Answer, earlier: dict[str, str]) -> Edge | None:
    """Return the first branch whose condition is true."""
    return next((edge for edge in answer.edges if holds(edge.when, earlier)), None)


@st.composite
def any_flows(draw: st.DrawFn) -> Flow:
    """Draw a flow of up to five questions and two outcomes, in which answers lead anywhere."""
    size, lines = draw(st.integers(1, 5)), numbers(1)
    when = st.one_of(st.none(), conditions(size))
    caution = st.sampled_from(["", "", "", *(f"s{number}" for number in range(size))])

    def place() -> Location:
        return Location("any.yaml", next(lines))

    def answer(name: str, number: int) -> Answer:
        # Mostly onwards, as in most flows, or hardly any would be without a loop.
        leads = st.one_of(*[st.integers(number + 1, size + 1)] * 4, st.integers(0, size + 1))
        last = draw(when) if draw(st.integers(0, 3)) == 0 else None
        whens = [*draw(st.lists(when, max_size=2)), last]
        made = (Edge(each, Target("any", f"s{draw(leads)}", place()), place()) for each in whens)
        return Answer(name, name, tuple(made))

    steps: dict[str, Step] = {}
    for number in range(size):
        names = draw(st.lists(st.sampled_from(ANSWERS), min_size=1, unique=True))
        answers = MappingProxyType({name: answer(name, number) for name in names})
        name = f"s{number}"
        steps[name] = Question(name, "", "?", "", "", answers, draw(caution), location=place())
    for name in (f"s{size}", f"s{size + 1}"):
        whens = draw(st.lists(when, max_size=3))
        claims = (
            Claim("", BUILT_IN["unknown"], "!", (), None, when=each, location=place())
            for each in whens
        )
        steps[name] = Outcome(
            name, "", "!", "", (), tuple(claims), (), draw(caution), location=place()
        )
    # Of steps that no arrow leads to, other rules report loops and cautions, without trails.
    reached = reachable(Flow("any", "", "", "s0", steps))
    kept = {name: step for name, step in steps.items() if name in reached}
    assume(all(step.caution in ("", *kept) for step in kept.values()))
    return Flow("any", "Any", "", "s0", MappingProxyType(kept))


def reported(problems: Iterable[Problem]) -> set[tuple[str, int, int]]:
    """Return the codes and lines of problems, and the lengths of their trails."""
    return {(each.code, each.location.line, len(each.trail)) for each in problems}


def answers_of(problem: Problem) -> dict[str, str]:
    """Return the trail of a problem as question id to answer id."""
    return {each.question: each.answer for each in problem.trail}


@given(any_flows())
@example(BOTH_ORDERS)
@example(ROUND)
def test_loop_is_reported_if_a_path_leads_back(flow: Flow) -> None:
    """The trail of the problem is such a path, and the message has the steps on the loop."""
    back = {tuple(walk.answers.items()): walk for walk in all_walks(flow) if walk.goes_round}
    problems = list(graph_rules._loops(flow))
    assert bool(problems) == bool(back)
    for problem in problems:
        walk = back[tuple(answers_of(problem).items())]
        loop = walk.steps[walk.steps.index(walk.end) :]
        assert problem.message == f"these answers form a loop: {' -> '.join(loop)}"


@given(any_flows())
@example(BOTH_ORDERS)
def test_branches_and_parts_are_reported_if_no_path_uses_them(flow: Flow) -> None:
    """An answer without a matching branch has the shortest trail to it."""
    found = list(all_walks(flow))
    assume(not any(walk.goes_round for walk in found))
    expected: set[tuple[str, int, int]] = set()
    for step in flow.steps.values():
        earlier = [walk.answers for walk in found if walk.end == step.id]
        if isinstance(step, Question) and any(
            len(answer.edges) > 1 or edge.when for answer, edge in edges(step)
        ):
            for answer in step.answers.values():
                expected.update(expected_of_branches(answer, earlier))
        for part in parts(step):
            if part.when and not any(holds(part.when, answers) for answers in earlier):
                expected.add(("part-never", part.location.line, 0))
    problems = [*graph_rules._guards(flow, Trails(flow)), *graph_rules._parts(flow)]
    assert reported(problems) == expected
    for problem in problems:
        if problem.code == "guard-gap":
            assert answers_of(problem) in [walk.answers for walk in found]


def expected_of_branches(
    answer: Answer, earlier: list[dict[str, str]]
) -> Iterator[tuple[str, int, int]]:
    """Yield what is wrong with the branches of an answer, after any of these earlier answers."""
    taken = [branch(answer, answers) for answers in earlier]
    for edge in answer.edges:
        if not any(holds(edge.when, answers) for answers in earlier):
            yield "guard-never", edge.location.line, 0
        elif not any(each is edge for each in taken):
            yield "guard-dead", edge.location.line, 0
    gaps = [len(answers) for answers, each in zip(earlier, taken, strict=True) if each is None]
    if gaps:
        yield "guard-gap", answer.edges[0].location.line, min(gaps)


@given(any_flows())
@example(BOTH_ORDERS)
def test_caution_is_reported_if_a_path_goes_past_it(flow: Flow) -> None:
    """The trail of the problem is the shortest such path."""
    found = list(all_walks(flow))
    assume(not any(walk.goes_round for walk in found))
    past = {
        step.location.line: [
            walk.answers
            for walk in found
            if step.caution and walk.end == step.id and step.caution not in walk.answers
        ]
        for step in flow.steps.values()
    }
    problems = list(graph_rules._cautions(flow))
    assert reported(problems) == {
        ("caution-passed", line, min(map(len, walks_past)))
        for line, walks_past in past.items()
        if walks_past
    }
    for problem in problems:
        assert answers_of(problem) in past[problem.location.line]


@given(any_flows(), st.lists(conditions(5), max_size=3))
@example(BOTH_ORDERS, [answered("one", "no"), answered("where", "here")])
def test_goal_is_possible_if_a_path_reaches_it(flow: Flow, whens: list[Condition]) -> None:
    """Its trail is one of the shortest paths that reach the place with the condition true."""
    found = list(all_walks(flow))
    assume(not any(walk.goes_round for walk in found))
    past = [unasked(question) for question in flow.questions()]
    goals = [(place, when) for place in flow.steps for when in [None, *whens, *past]]
    known = possible(flow, goals)
    trails = nearest(flow, goals)
    for place, when in goals:
        reaching = [
            walk.answers for walk in found if walk.end == place and holds(when, walk.answers)
        ]
        assert known[place, when] is bool(reaching)
        assert ((place, when) in trails) is bool(reaching)
        if reaching:
            trail = trail_to(flow, trails[place, when])
            answers = {each.question: each.answer for each in trail}
            assert answers in reaching
            assert len(answers) == min(map(len, reaching))


@given(any_flows(), conditions(5), st.integers(1, 3), st.integers(1, 9))
def test_goal_may_be_unknown_with_many_combinations(
    flow: Flow, when: Condition, steps: int, combinations: int
) -> None:
    """What is known is true, however few histories and combinations are compared."""
    found = list(all_walks(flow))
    assume(not any(walk.goes_round for walk in found))
    goals = [(place, when) for place in flow.steps]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history, "MAX_HISTORIES", steps)
        patch.setattr(reachability, "MAX_HISTORIES", combinations)
        assume(not list(loops(flow)))
        for (place, _), is_possible in possible(flow, goals).items():
            reaching = [walk for walk in found if walk.end == place and holds(when, walk.answers)]
            assert is_possible in (None, bool(reaching))
        for place, _ in nearest(flow, goals):
            assert possible(flow, goals)[place, when] is not False


@given(any_flows())
@example(BOTH_ORDERS)
def test_counts_and_lengths_are_those_of_all_paths(flow: Flow) -> None:
    """Each path is walked once, and is the journey that its answers make."""
    found = complete_walks(flow)
    paths = {tuple(walk.answers.items()): walk for walk in found}
    counted = {end.step: paths for end, paths in count_by_end(flow).items()}
    assert counted == Counter(walk.end for walk in found)
    walked = list(walks(flow))
    assert {tuple(path.answers().items()): path.end for path in walked} == {
        answers: flow.steps[walk.end] for answers, walk in paths.items()
    }
    assert len(walked) == len(paths)
    lengths = longest_path_lengths(flow)
    for walk in found:
        journey = replay(flow, walk.answers)
        assert (journey.step, journey.answers()) == (flow.steps[walk.end], walk.answers)
        for place, name in enumerate(walk.steps):
            assert lengths[name] >= len(walk.steps) - 1 - place
            journey = replay(flow, walk.answers, until=name)
            assert [*journey.all_answers()][:place] == [*walk.steps[:place]]
            assert journey.all_answers() == walk.answers
            later = {each.question.id for each in journey.later_answers}
            assert later == {*walk.steps[place:-1]}


@given(any_flows())
@example(BOTH_ORDERS)
def test_unfolded_flow_has_same_paths(flow: Flow) -> None:
    """Without a condition, the same answers lead through copies of the same steps."""
    found, copies = complete_walks(flow), unfold(flow)
    for walk in found:
        name = copies.start
        for place, (question, answer) in enumerate(walk.answers.items()):
            assert name.partition("~")[0] == question == walk.steps[place]
            step = copies.steps[name]
            assert isinstance(step, Question)
            assert [*step.answers] == [*questions(flow)[question].answers]
            (edge,) = step.answers[answer].edges
            assert edge.when is None
            name = edge.to.step
        assert name == walk.end


def questions(flow: Flow) -> dict[str, Question]:
    return {question.id: question for question in flow.questions()}


def complete_walks(flow: Flow) -> list[Walk]:
    """Return all paths of a flow in which no path leads back and each answer has a branch."""
    found = list(all_walks(flow))
    assume(not any(walk.goes_round for walk in found))
    assume(
        all(
            branch(answer, walk.answers)
            for walk in found
            if walk.end in questions(flow)
            for answer in questions(flow)[walk.end].answers.values()
        )
    )
    return [walk for walk in found if walk.end not in questions(flow)]
