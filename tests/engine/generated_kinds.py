"""Any small flow with boxes, ranges and dates, as its author writes it, and what it means.

What a flow means is computed here from the text of its author: numbers are numbers, and boxes are
sets. Nothing of the engine or the loader is used for that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from wizard import Flow
from wizard.loader.flows import FlowReader
from wizard.loader.reader import NodeReader
from wizard.loader.shared import SharedFiles
from wizard.loader.yaml_nodes import parse
from wizard.model.problems import Problem

Document = dict[str, Any]

# What a reader means by an answer: a word, boxes, or a number of an interval.
Meaning = str | frozenset[str] | int

BOXES = {"heat": "No heat", "water": "No water", "mold": "Mold"}
CUT_POINTS = (5, 10, 500)
ENDS = ("end", "other-end")

USUAL = ("yes", "no", "unsure")

# No YAML file is in this folder, so these flows share nothing.
_SHARED = SharedFiles(Path(__file__).parent)


@dataclass(frozen=True)
class Walk:
    """The beginning of a path, as the author of a flow means it.

    Attributes:
        steps: The steps on it. The last one is a question, an outcome, or a step that is on the
            path before.
        answers: Question id to answer id, as in a URL.
        means: Question id to what the answer means.
    """

    steps: tuple[str, ...]
    answers: dict[str, str]
    means: dict[str, Meaning]

    @property
    def goes_round(self) -> bool:
        return self.steps[-1] in self.steps[:-1]


def meanings_of(question: Document) -> dict[str, Meaning]:
    """Return what each answer to a question means, by its id in URLs."""
    found: dict[str, Meaning] = {}
    if boxes := question.get("tick"):
        for size in range(len(boxes) + 1):
            for ticked in combinations(boxes, size):
                found[".".join(ticked) or "none"] = frozenset(ticked)
    for form, key in (("range", "at"), ("since", "days")):
        if form in question:
            points = question[form][key]
            found[f"below-{points[0]}"] = 0
            for low, following in zip(points, [*points[1:], None], strict=True):
                found[f"from-{low}-to-{following - 1}" if following else f"from-{low}"] = low
    return found | {name: name for name in USUAL if name in question}


def is_true(condition: Document, means: Mapping[str, Meaning]) -> bool:
    """Return whether a condition is true, as its author means it."""
    return all(_is_part_true(name, wanted, means) for name, wanted in condition.items())


def _is_part_true(name: str, wanted: Any, means: Mapping[str, Meaning]) -> bool:
    if name == "not":
        return not is_true(wanted, means)
    if name == "any":
        return any(is_true(part, means) for part in wanted)
    given = means.get(name)
    if isinstance(wanted, dict):
        low, high = wanted.get("from", 0), wanted.get("below", 10**9)
        return isinstance(given, int) and low <= given < high
    options = wanted if isinstance(wanted, list) else [wanted]
    if isinstance(given, frozenset):
        return any(option in given or (option == "none" and not given) for option in options)
    return given in options


def branches_of(question: Document, answer: str) -> Sequence[Document]:
    """Return where an answer leads: branches, each with or without a condition."""
    way = question[answer if answer in USUAL else "to"]
    return way if isinstance(way, list) else [{"to": way}]


def walks_of(document: Document) -> Iterator[Walk]:
    """Yield the beginnings of all paths, the shortest first. None goes on after a loop."""
    found = [Walk((document["start"],), {}, {})]
    for walk in found:
        yield walk
        name = walk.steps[-1]
        question = document["steps"][name]
        if "ask" not in question or walk.goes_round:
            continue
        for answer, meaning in meanings_of(question).items():
            means = walk.means | {name: meaning}
            # Only branches of a form can look at the question itself.
            known = walk.means if answer in USUAL else means
            for branch in branches_of(question, answer):
                if is_true(branch.get("if", {}), known):
                    answers = walk.answers | {name: answer}
                    found.append(Walk((*walk.steps, branch["to"]), answers, means))
                    break


def complete_walks(document: Document) -> list[Walk]:
    """Return all paths to an outcome."""
    steps = document["steps"]
    return [walk for walk in walks_of(document) if "ask" not in steps[walk.steps[-1]]]


def flow_of(document: Document) -> tuple[Flow, list[Problem]]:
    """Return the flow of a document as the loader reads it, with the problems of its shape."""
    problems: list[Problem] = []
    table = parse(text_of(document), "any.yaml", problems)
    assert table
    flow = FlowReader(_SHARED, NodeReader(problems), "any").read(table)
    assert flow
    return flow, problems


def text_of(document: Document) -> str:
    """Return a document as the text of a file. JSON is YAML."""
    return json.dumps(document, indent=1)


@st.composite
def documents(draw: st.DrawFn, free: bool = False, size: int = 3, boxes: int = 3) -> Document:
    """Draw a flow of up to `size` questions and two outcomes.

    Answers lead onwards and each has a branch, unless it is `free`: then it may have loops, and
    answers without a matching branch.
    """
    count = draw(st.integers(1, size))
    names = [f"q{number}" for number in range(count)]
    questions: dict[str, Document] = {name: draw(forms(boxes)) for name in names}
    for number, (name, question) in enumerate(questions.items()):
        earlier = {each: questions[each] for each in names[:number]}
        own = {name: question} if "to" in question else {}
        onwards = [*names[number + 1 :], *ENDS]
        # Mostly onwards, or hardly any would be without a loop.
        targets = st.sampled_from([*onwards * 4, *names] if free else onwards)
        for key in ("to", "yes", "no", "unsure"):
            if key in question:
                looks = earlier | (own if key == "to" else {})
                question[key] = draw(ways(targets, looks, free))
    steps: dict[str, Document] = {}
    for name, question in questions.items():
        steps[name] = {"ask": f"What is {name}?", **question}
    for end in ENDS:
        claims = [{"level": "unknown", "text": "Nothing is known."}]
        steps[end] = {"outcome": f"This is {end}", "claims": claims}
    led_to = leading_to(steps)
    # A condition may look at each of them.
    assume({*questions} <= led_to)
    kept = {name: step for name, step in steps.items() if name in led_to}
    return {"title": "Any flow", "start": "q0", "steps": kept}


def leading_to(steps: Mapping[str, Document]) -> set[str]:
    """Return the steps to which branches lead from the first one, whatever their conditions."""
    found = ["q0"]
    for name in found:
        for key in (*USUAL, "to"):
            if "ask" in steps[name] and key in steps[name]:
                targets = [branch["to"] for branch in branches_of(steps[name], key)]
                found += [name for name in dict.fromkeys(targets) if name not in found]
    return {*found}


@st.composite
def forms(draw: st.DrawFn, boxes: int) -> Document:
    """Draw a question whose answers do not lead anywhere yet."""
    kind = draw(st.sampled_from(["usual", "tick", "tick", "range", "since"]))
    if kind == "usual":
        return dict.fromkeys(USUAL, "")
    question: Document = {}
    points = draw(st.lists(st.sampled_from(CUT_POINTS), min_size=1, max_size=2, unique=True))
    if kind == "tick":
        ticked = draw(st.integers(1, boxes))
        question["tick"] = {box: BOXES[box] for box in [*BOXES][:ticked]}
        question["none"] = "None of these"
    elif kind == "range":
        unit = draw(st.sampled_from([{"unit": "USD"}, {"unit": "years"}, {}]))
        question["range"] = {**unit, "at": sorted(points)}
    else:
        question["since"] = {"days": sorted(points)}
    question["to"] = ""
    return question | ({"unsure": ""} if draw(st.booleans()) else {})


@st.composite
def ways(
    draw: st.DrawFn, targets: st.SearchStrategy[str], looks: Mapping[str, Document], free: bool
) -> str | list[Document]:
    """Draw where answers lead: a target, or branches with conditions on some questions."""
    when = conditions(looks)
    found = draw(st.lists(when, max_size=2)) if looks else []
    last: Document = {"to": draw(targets)}
    if free and looks and draw(st.integers(0, 3)) == 0:
        last["if"] = draw(when)
    guarded = [{"if": each, "to": draw(targets)} for each in found]
    return [*guarded, last] if guarded or "if" in last else str(last["to"])


def conditions(looks: Mapping[str, Document]) -> st.SearchStrategy[Document]:
    """Return a strategy for conditions on these questions."""
    if not looks:
        return st.nothing()
    look = st.one_of([look_at(name, question) for name, question in looks.items()])
    return st.recursive(
        look,
        lambda part: st.one_of(
            part.map(lambda each: {"not": each}),
            st.lists(part, min_size=1, max_size=2).map(lambda parts: {"any": parts}),
            # All parts of a table must be true; two looks at one question cannot be in one table.
            st.tuples(part, part).map(lambda pair: pair[0] | pair[1]),
        ),
        max_leaves=3,
    )


def look_at(name: str, question: Document) -> st.SearchStrategy[Document]:
    """Return a strategy for what a condition says of one question."""
    words = [key for key in USUAL if key in question]
    if "tick" in question:
        words += [*question["tick"], "none"]
    options: list[st.SearchStrategy[Any]] = []
    if words:
        some = st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True)
        options += [st.sampled_from(words), some]
    points = [*question.get("range", {}).get("at", ()), *question.get("since", {}).get("days", ())]
    for first in points:
        options += [st.just({"from": first}), st.just({"below": first})]
        options += [st.just({"from": first, "below": last}) for last in points if first < last]
    return st.one_of(options).map(lambda wanted: {name: wanted})
