"""The JSON Schema and the checker agree on generated documents."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.engine.test_journey import flows
from tests.loader.schema_places import (
    KEYS,
    SEEN,
    Codes,
    Wrap,
    entry,
    fits,
    sample,
    with_key,
    without,
)
from wizard.loader.schema import (
    RECORD_TYPES,
    UNIONS,
    USUAL_ANSWERS,
)
from wizard.loader.schema_types import Field
from wizard.model.conditions import AllOf, AnsweredWith, AnyOf, Condition, Not
from wizard.model.flow import MAX_TEXT, Flow, Outcome, Question


def written(flow: Flow) -> dict[str, Any]:
    """Return a flow as its author would write it."""

    def condition(when: Condition) -> dict[str, Any]:
        match when:
            case AnsweredWith(question, answers):
                return {question: [*answers] if len(answers) > 1 else answers[0]}
            case Not(part):
                return {"not": condition(part)}
            case AnyOf(parts):
                return {"any": [condition(part) for part in parts]}
            case AllOf(parts):
                # several looks at one question need tables of their own
                return {"not": {"any": [{"not": condition(part)} for part in parts]}}

    steps: dict[str, Any] = {}
    for step in flow.steps.values():
        if isinstance(step, Outcome):
            claims = [{"level": claim.level.id, "text": claim.text} for claim in step.claims]
            steps[step.id] = {"outcome": step.heading, "claims": claims}
            continue
        assert isinstance(step, Question)
        ways = {
            answer.id: [
                {"to": edge.to.step, **({"if": condition(edge.when)} if edge.when else {})}
                for edge in answer.edges
            ]
            for answer in step.answers.values()
        }
        if set(ways) <= set(USUAL_ANSWERS):
            steps[step.id] = {"ask": step.ask, **ways}
        else:
            answers = {name: {"label": name, "to": way} for name, way in ways.items()}
            steps[step.id] = {"ask": step.ask, "answers": answers}
    return {"title": flow.title, "start": flow.start, "steps": steps}


@given(flows())
def test_schema_accepts_any_valid_flow(codes: Codes, flow: Flow) -> None:
    """Generated flows fit, and the checker has no problem with their shape."""
    document = written(flow)
    assert fits("flow", document)
    assert codes("flow", document) & SEEN == set()


WRONG = st.sampled_from(
    [
        "",
        [],
        {},
        "A b",
        "a/b/c/d",
        {"to": "done"},
        ["x"],
        "x" * (MAX_TEXT + 1),
        "http://example.org",
    ]
)


def rarely(wrong: st.SearchStrategy[Any], right: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Choose the right strategy most often, so that a complete document can be right."""
    return st.integers(0, 29).flatmap(lambda roll: wrong if roll == 29 else right)


def anything(kind: str, key: Field | None = None) -> st.SearchStrategy[Any]:
    """Return a strategy for a kind, or sometimes for something else."""
    return rarely(WRONG, right(kind, key))


def right(kind: str, key: Field | None = None) -> st.SearchStrategy[Any]:
    """Return a strategy for a kind with parts that may be wrong."""
    if kind.startswith("list of "):
        return st.lists(anything(kind.removeprefix("list of ")), max_size=2)
    if kind.startswith("table of "):
        names = rarely(st.sampled_from(["B", "map", "2"]), st.just(entry(kind)))
        return st.dictionaries(
            names, anything(kind.removeprefix("table of ")), min_size=1, max_size=2
        )
    if kind in UNIONS:
        return st.sampled_from(UNIONS[kind].kinds).flatmap(anything)
    if kind in RECORD_TYPES:
        known = RECORD_TYPES[kind].keys
        return st.fixed_dictionaries(
            {each.name: anything(each.kind, each) for each in known if each.required},
            optional={each.name: anything(each.kind, each) for each in known if not each.required},
        ).flatmap(
            lambda table: rarely(
                st.sampled_from([*table] or [""]).map(lambda gone: without(table, gone)),
                st.just(table),
            )
        )
    return st.just(sample(kind, key))


def with_nothing(document: Any) -> Any:
    """Return a document as an editor sees it, with null instead of empty text."""
    if isinstance(document, dict):
        return {key: with_nothing(value) for key, value in document.items()}
    return (
        [with_nothing(value) for value in document]
        if isinstance(document, list)
        else document or None
    )


@given(data=st.data(), location=st.sampled_from(KEYS), whole=st.booleans())
def test_checker_and_schema_agree_on_generated_documents(
    codes: Codes, data: st.DataObject, location: tuple[str, str, Wrap, Field], whole: bool
) -> None:
    """The checker reports whatever the schema refuses, and the schema sees what it can."""
    file, name, wrap, key = location
    part = data.draw(anything(name) if whole else anything(key.kind, key))
    document = wrap(part if whole else with_key(name, key.name, part))
    found = codes(file, document)
    if fits(file, with_nothing(document)):
        assert found & SEEN == set()
    else:
        assert found
