"""A flow as JSON data in the format of flow files, with the claims and sources that it cites.

Written to a file, the data is that flow again, so docs/reference/format.md and the JSON Schema of
flow files describe it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from wizard.loader.schema import USUAL_ANSWERS
from wizard.model.conditions import AnsweredWith, AnyOf, Condition, Not
from wizard.model.evidence import Claim, Source
from wizard.model.flow import Action, Edge, Flow, Outcome, Question, Step, Target, cached_per_flow
from wizard.model.generated_answers import DAYS_AGO, Interval, Tick, merged, ticked_in

JSON = dict[str, Any]


def flow_to_dict(flow: Flow) -> JSON:
    """Return the flow in its source language, with the sources that it cites under `sources`."""
    cited = [
        source for outcome in flow.outcomes() for claim in outcome.claims for source in claim.cite
    ]
    return _filled(
        {
            "title": flow.title,
            "summary": flow.summary,
            "start": flow.start,
            "reviewed": flow.reviewed,
            "review-by": flow.review_by,
            "sensitive": flow.sensitive,
            "moved": {name: to.ref(flow) for name, to in flow.moved.items()},
            "steps": {name: _step(flow, step) for name, step in flow.steps.items()},
            "sources": {source.id: _source(source) for source in cited},
        }
    )


@cached_per_flow
def version_of(flow: Flow) -> str:
    """Return a hash that changes as soon as a word of the flow, or of what it cites, changes."""
    # Clients only compare versions, so 64 bits are enough. Every JSON page has one, so it is
    # computed once per flow.
    # The flow has only the ids of its offices.
    offices = [outcome.offices for outcome in flow.outcomes()]
    text = f"{json.dumps(flow_to_dict(flow))} {offices}"
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _filled(table: JSON) -> JSON:
    """Return a table without empty values, and with dates as text."""
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in table.items()
        # `False` also excludes 0, but no value here is a number.
        if value not in (None, "", (), [], {}, False)
    }


def _step(flow: Flow, step: Step) -> JSON:
    return _question(flow, step) if isinstance(step, Question) else _outcome(flow, step)


def _question(flow: Flow, question: Question) -> JSON:
    """Return a question. Its answers are its own keys only if all of them have usual ids."""
    # Those of a form are generated from it.
    written = {name: answer for name, answer in question.answers.items() if not answer.means}
    # The loader accepts either form, but never a mix of both.
    usual = all(name in USUAL_ANSWERS for name in written)
    answers: JSON = {}
    for name, answer in written.items():
        to = _branches(flow, answer.edges)
        answers[name] = (
            to if usual and not answer.label else _filled({"label": answer.label, "to": to})
        )
    names = ("ask", "title", "why", "help", "caution", "also")
    texts = {name: getattr(question, name) for name in names}
    return _filled(texts) | _form(flow, question) | (answers if usual else {"answers": answers})


def _form(flow: Flow, question: Question) -> JSON:
    """Return the boxes or the cut points of a question, and where they lead, if it has any."""
    form = question.form
    if not form:
        return {}
    to = _branches(flow, question.branches)
    if isinstance(form, Tick):
        boxes = {name: box.label for name, box in form.boxes.items()}
        return {"tick": boxes, "none": form.none, "to": to}
    at = list(form.at)
    if form.unit == DAYS_AGO:
        return {"since": _filled({"days": at, "event": form.event}), "to": to}
    return {"range": _filled({"unit": form.unit, "at": at}), "to": to}


def _outcome(flow: Flow, outcome: Outcome) -> JSON:
    return _filled(
        {
            "outcome": outcome.heading,
            "title": outcome.title,
            "says": outcome.says,
            "caution": outcome.caution,
            "topics": list(outcome.topics),
            "claims": [_claim(flow, claim) for claim in outcome.claims],
            "offices": [office.id for office in outcome.offices],
            "next": [_action(flow, action) for action in outcome.next],
            "also": outcome.also,
        }
    )


def _claim(flow: Flow, claim: Claim) -> JSON:
    return _filled(
        {
            "level": claim.level.id,
            "text": claim.text,
            "cite": [source.id for source in claim.cite],
            "reviewed": claim.reviewed,
            "review-by": claim.review_by,
            **_conditional(flow, claim),
        }
    )


def _action(flow: Flow, action: Action) -> JSON:
    to = action.to.ref(flow) if isinstance(action.to, Target) else action.to
    return _filled({"label": action.label, "to": to, **_conditional(flow, action)})


def _conditional(flow: Flow, part: Claim | Action) -> JSON:
    """Return when a part of an outcome applies, as data and in the author's words."""
    return {"if": _condition(flow, part.when) if part.when else None, "when": part.when_text}


def _source(source: Source) -> JSON:
    texts = {
        name: getattr(source, name) for name in ("title", "publisher", "url", "note", "checked")
    }
    return _filled({**texts, "review-by": source.review_by, "copy": source.copy})


def _branches(flow: Flow, edges: tuple[Edge, ...]) -> str | list[JSON]:
    """Return the target of a single branch without a condition, or a list of branches."""
    if len(edges) == 1 and not edges[0].when:
        return edges[0].to.ref(flow)
    return [
        _filled({"if": _condition(flow, edge.when) if edge.when else None, "to": edge.to.ref(flow)})
        for edge in edges
    ]


def _condition(flow: Flow, condition: Condition) -> JSON:
    match condition:
        case AnsweredWith(question):
            return {question: _answers(flow, condition)}
        case Not(part):
            return {"not": _condition(flow, part)}
        case AnyOf(parts):
            return {"any": [_condition(flow, part) for part in parts]}
    # `AllOf` is a table with several keys. It was read from one, so no key can occur twice.
    parts_by_key = (_condition(flow, part).items() for part in condition.parts)
    return {key: value for items in parts_by_key for key, value in items}


def _answers(flow: Flow, condition: AnsweredWith) -> str | list[str] | dict[str, int]:
    """Return the answers in a condition as its author wrote them, and not the generated ones."""
    question = flow.steps[condition.question]
    assert isinstance(question, Question), "conditions look at questions"
    means = (question.answers[name].means for name in condition.answers)
    # It was read from two bounds, so there is one span.
    for span in merged(each for each in means if isinstance(each, Interval)):
        below = {} if span.high is None else {"below": span.high + 1}
        return ({"from": span.low} if span.low else {}) | below
    names = ticked_in(condition.answers)
    return names[0] if len(names) == 1 else list(names)
