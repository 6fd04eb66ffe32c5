"""Flows with boxes, ranges and dates mean in the engine what their authors wrote."""

from __future__ import annotations

from collections import Counter
from itertools import starmap

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.engine.generated_kinds import (
    BOXES,
    CUT_POINTS,
    USUAL,
    Document,
    Walk,
    branches_of,
    complete_walks,
    documents,
    flow_of,
    is_true,
    meanings_of,
    walks_of,
)
from tests.engine.test_brute_force import expected_of_branches
from wizard import Flow, replay
from wizard.engine.graph import reachable
from wizard.engine.journey import answers_in, canonical_answers
from wizard.engine.machine import MachineState, machine_of
from wizard.engine.paths import count, count_by_end, longest_path_lengths, walks
from wizard.engine.unfold import unfold
from wizard.loader import graph_rules
from wizard.loader.graph_rules import Trails
from wizard.model.flow import Question, Target
from wizard.model.generated_answers import Tick
from wizard.model.problems import Location

VALUES = st.sampled_from(
    [
        *("yes", "no", "unsure", "none", "", ".", "heat..water", "none.heat", "below-", "from-5"),
        *("heat", "water", "mold", "heat.water", "water.heat", "heat.heat", "heat.rats", "HEAT"),
        *(f"below-{point}" for point in CUT_POINTS),
        *("from-5-to-9", "from-10-to-499", "from-500", "from-6-to-9"),
    ]
)
NAMES = st.sampled_from(["q0", "q1", "q2", "end", "rats", ""])
ANSWERS = st.dictionaries(st.one_of(NAMES, st.text(max_size=3)), st.one_of(VALUES, st.text()))


def question(flow: Flow, name: str) -> Question:
    """Return a question of a flow."""
    step = flow.steps[name]
    assert isinstance(step, Question)
    return step


@given(documents())
def test_journeys_end_where_the_author_wrote(document: Document) -> None:
    """Every path is counted and walked once, and the machine and the table lead to its end."""
    flow, problems = flow_of(document)
    assert problems == []
    assert {step.id: [*step.answers] for step in flow.questions()} == {
        name: [*in_order(question)]
        for name, question in document["steps"].items()
        if "ask" in question
    }
    found = complete_walks(document)
    for walk in found:
        journey = replay(flow, dict(reversed(walk.answers.items())))
        assert journey.step is flow.steps[walk.steps[-1]]
        assert journey.answers() == walk.answers
        mover, past = MachineState(flow.start), dict[str, str]()
        for place, (name, answer) in enumerate(walk.answers.items(), 1):
            machine_of(flow).fire(mover, answer, past)
            assert mover.state_id == walk.steps[place]
            past[name] = answer
    assert count(flow) == len(found)
    assert {to.step: paths for to, paths in count_by_end(flow).items()} == Counter(
        walk.steps[-1] for walk in found
    )
    walked = [(tuple(path.answers().items()), path.end) for path in walks(flow)]
    assert Counter(walked) == Counter(
        (tuple(walk.answers.items()), flow.steps[walk.steps[-1]]) for walk in found
    )
    longest = longest_path_lengths(flow)[flow.start]
    assert longest >= max(len(walk.answers) for walk in found)


def in_order(question: Document) -> list[str]:
    """Return the answers to a question in the order of a page, with "none" after the boxes."""
    names = [*meanings_of(question)]
    if "none" in names:
        names.remove("none")
        names.insert(2 ** len(question["tick"]) - 1, "none")
    return names


@given(documents(), ANSWERS, st.one_of(st.none(), NAMES))
def test_replay_of_any_answers_ends_on_a_step(
    document: Document, answers: dict[str, str], until: str | None
) -> None:
    """It never raises, and the answers of a journey give the same journey again."""
    flow, _ = flow_of(document)
    for given_answers in (answers, answers_in(flow, [(k, [v]) for k, v in answers.items()])):
        journey = replay(flow, given_answers, until)
        assert not isinstance(journey.step, Target)
        assert journey.step is flow.steps[journey.step.id]
        again = replay(flow, journey.answers(), journey.step.id)
        assert (again.step, again.trail, again.dropped) == (journey.step, journey.trail, ())
        used = journey.all_answers()
        assert set(journey.dropped) == set(given_answers) - set(used)
        again = replay(flow, dict(reversed(used.items())), journey.step.id)
        assert (again.step, again.later_answers) == (journey.step, journey.later_answers)


@given(documents(), st.lists(st.sampled_from([*BOXES, "none", "rats", ""]), min_size=1))
def test_boxes_in_a_query_are_an_answer_in_any_order(document: Document, names: list[str]) -> None:
    """A set in another order is the same answer, and one without a box asks again."""
    flow, _ = flow_of(document)
    for asked in flow.questions():
        if isinstance(asked.form, Tick):
            value = ".".join(names)
            spelled = canonical_answers(flow, answers_in(flow, [(asked.id, [value])]))
            known = [box for box in asked.form.boxes if box in names]
            expected = ".".join(known) or ("none" if "none" in names else "")
            assert spelled == {asked.id: expected or value}
            assert (spelled[asked.id] in asked.answers) == bool(expected)
            assert canonical_answers(flow, spelled) == spelled


@given(documents(free=True, size=3, boxes=2))
def test_loop_is_reported_if_a_path_leads_back(document: Document) -> None:
    """The trail of the problem is such a path, and the message has the steps on the loop."""
    flow, _ = flow_of(document)
    # Of steps that no branch leads to, loops are reported without a trail.
    assume({*flow.steps} == {*reachable(flow)})
    back = {tuple(walk.answers.items()): walk for walk in walks_of(document) if walk.goes_round}
    problems = list(graph_rules._loops(flow))
    assert bool(problems) == bool(back)
    for problem in problems:
        walk = back[tuple((each.question, each.answer) for each in problem.trail)]
        loop = walk.steps[walk.steps.index(walk.steps[-1]) :]
        assert problem.message == f"these answers form a loop: {' -> '.join(loop)}"


@given(documents(free=True, size=3, boxes=2))
def test_branches_are_reported_if_no_path_uses_them(document: Document) -> None:
    """A branch of a form is reported once, not once for each set of boxes."""
    flow, problems = flow_of(document)
    found = list(walks_of(document))
    assume(not problems)
    assume(not any(walk.goes_round for walk in found))
    assume({*flow.steps} == {*reachable(flow)})
    expected, skipped = Counter[tuple[str, Location]](), set[Location]()
    for asked in flow.questions():
        earlier = [walk for walk in found if walk.steps[-1] == asked.id]
        answers = [each for each in asked.answers.values() if not each.means]
        # Of a form that no path reaches, what is reported depends on whether histories matter.
        if asked.form and not earlier:
            skipped.update(edge.location for edge in asked.branches)
        elif asked.form:
            expected.update(expected_of_form(document, asked, earlier))
        for answer in answers if any(is_guarded(each) for each in asked.answers.values()) else ():
            wrong = expected_of_branches(answer, [walk.answers for walk in earlier])
            lines = {edge.location.line: edge.location for edge in answer.edges}
            expected.update((code, lines[line]) for code, line, _ in wrong)
    reported = [
        (each.code, each.location)
        for each in graph_rules._guards(flow, Trails(flow))
        if each.location not in skipped
    ]
    assert Counter(starmap(unused, reported)) == Counter(starmap(unused, expected.elements()))


def unused(code: str, place: Location) -> tuple[str, Location]:
    """Return a problem, with one code for both kinds of unused branches.

    If no branch of a form depends on earlier answers, it is not known which of them an unused one
    would need.
    """
    return ("unused" if code in ("guard-dead", "guard-never") else code), place


def is_guarded(answer: object) -> bool:
    """Return whether an answer has a branch with a condition on earlier answers."""
    edges = getattr(answer, "edges", ())
    return len(edges) > 1 or any(edge.when for edge in edges)


def expected_of_form(
    document: Document, asked: Question, earlier: list[Walk]
) -> set[tuple[str, Location]]:
    """Return what is wrong with the branches of a form, after any of these paths to it."""
    written = document["steps"][asked.id]
    answers = {name: one for name, one in meanings_of(written).items() if name not in USUAL}
    branches, wrong = branches_of(written, "to"), set[tuple[str, Location]]()
    used, possible = set[int](), set[int]()
    for walk in earlier:
        for meaning in answers.values():
            means = walk.means | {asked.id: meaning}
            matching = [
                place for place, each in enumerate(branches) if is_true(each.get("if", {}), means)
            ]
            possible.update(matching)
            used.update(matching[:1])
            if not matching:
                wrong.add(("guard-gap", asked.branches[0].location))
    for place, edge in enumerate(asked.branches):
        if place not in used:
            wrong.add(("guard-dead" if place in possible else "guard-never", edge.location))
    return wrong


@given(documents())
def test_unfolded_flow_reaches_the_same_outcomes(document: Document) -> None:
    """Boxes are ticked one after another, each on the page that the box before led to."""
    flow, _ = flow_of(document)
    copies = unfold(flow)
    for walk in complete_walks(document):
        name = copies.start
        for answer, meaning in zip(walk.answers.values(), walk.means.values(), strict=True):
            if isinstance(meaning, frozenset):
                for box in sorted(meaning):
                    form = question(copies, name).form
                    assert isinstance(form, Tick)
                    name = form.pages[box]
                form = question(copies, name).form
                assert isinstance(form, Tick)
                assert {*form.ticked} == meaning
            (edge,) = question(copies, name).answers[answer].edges
            assert edge.when is None
            name = edge.to.step
        assert name == walk.steps[-1]
