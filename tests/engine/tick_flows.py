"""Random flows whose questions have boxes, made without YAML and without the checker."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from hypothesis import strategies as st

from wizard import Flow
from wizard.loader.generated_answers import generated_answers
from wizard.model.conditions import AllOf, AnsweredWith, AnyOf, Condition, Not
from wizard.model.flow import Edge, Outcome, Question, Step, Target
from wizard.model.generated_answers import Box, Tick, id_of_boxes, sets_of_boxes
from wizard.model.problems import NOWHERE

BOXES = ("a", "b", "c")


def tick_question(name: str, boxes: Collection[str], branches: tuple[Edge, ...]) -> Question:
    """Return a question with these boxes and branches."""
    form = Tick(MappingProxyType({box: Box(box) for box in boxes}), "None")
    answers = {answer.id: answer for answer in generated_answers(form, name, branches, NOWHERE)}
    return Question(name, "", "?", "", "", MappingProxyType(answers), form=form, branches=branches)


def sets_with(boxes: Collection[str], wanted: Collection[str]) -> Iterator[str]:
    """Yield the answers with one of the wanted boxes."""
    return (id_of_boxes(each) for each in sets_of_boxes(boxes) if {*wanted} & {*each})


def _looks(before: Mapping[str, Collection[str]]) -> st.SearchStrategy[Condition]:
    """Return a strategy for conditions on the boxes of some questions."""

    def look(name: str) -> st.SearchStrategy[Condition]:
        boxes = before[name]
        some = st.sets(st.sampled_from([*boxes]), min_size=1)
        answers = some.map(lambda wanted: tuple(sets_with(boxes, wanted)))
        return st.builds(AnsweredWith, st.just(name), st.one_of(answers, st.just(("none",))))

    return st.recursive(
        st.sampled_from([*before]).flatmap(look),
        lambda part: st.one_of(
            st.builds(Not, part),
            st.builds(AllOf, st.lists(part, min_size=2, max_size=2).map(tuple)),
            st.builds(AnyOf, st.lists(part, min_size=2, max_size=2).map(tuple)),
        ),
        max_leaves=3,
    )


@st.composite
def tick_flows(draw: st.DrawFn) -> Flow:
    """Draw a flow of one to three questions with up to three boxes, and two outcomes."""
    size = draw(st.integers(1, 3))
    steps: dict[str, Step] = {}
    asked: dict[str, Collection[str]] = {}
    for number in range(size):
        name = f"q{number}"
        asked[name] = draw(st.permutations(BOXES))[: draw(st.integers(1, 3))]
        later = st.sampled_from([*(f"q{at}" for at in range(number + 1, size)), "one", "two"])
        whens = [*draw(st.lists(_looks(asked), max_size=3)), None]
        branches = tuple(Edge(when, Target("any", draw(later))) for when in whens)
        steps[name] = tick_question(name, asked[name], branches)
    for name in ("one", "two"):
        steps[name] = Outcome(name, "", name, "", (), (), ())
    return Flow("any", "Any", "", "q0", MappingProxyType(steps))
