"""A flow as nodes and arrows, ready for any drawing language."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap

from wizard.engine.graph import topological_order
from wizard.engine.journey import replay
from wizard.i18n.translator import Translator
from wizard.i18n.wording import guarded_label
from wizard.model.conditions import holds
from wizard.model.flow import Edge, Flow, Question, Step, Target, edges
from wizard.model.letters import LETTERS
from wizard.model.site import Site

WIDTH = 28  # characters of a label's line

QUESTION, OUTCOME, ELSEWHERE = "question", "outcome", "elsewhere"

DEADLINES = "deadlines"  # a target in this place of a flow leads to an event

_JOINERS = "\u200c\u200d\u200e\u200f"  # invisible, and needed to write some languages

_UNSEEN = (
    "Cc",
    "Cf",
    "Cn",
    "Cs",
    "Zl",
    "Zp",
    "Zs",
)  # kinds of signs: spaces, and what steers or breaks a text


@dataclass(frozen=True, slots=True)
class Node:
    """A step of the flow, or a place elsewhere that an answer leads to. `marked` says that the trail meets it."""

    name: str
    kind: str
    label: str
    to: Target
    marked: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way on: the names of its nodes, the words of its answer. `marked` says that the trail takes it."""

    source: str
    target: str
    label: str
    marked: bool


def name_in(t: Translator, site: Site | None, to: Target) -> str:
    """What a place is called: a step by its question or heading, all else by its title. Without the site, by its ids."""
    flow = site.flows.get(to.flow) if site else None
    if flow:
        return _heading(t, flow.steps[to.step]) if to.step in flow.steps else t.content(flow.title)
    if site and to.flow == LETTERS:
        letter = site.letters.get(to.step)
        return t.content(letter.title) if letter else t("Letters")
    if site and site.deadlines and to.flow == DEADLINES:
        event = site.deadlines.events.get(to.step)
        return t.content(event.label if event else site.deadlines.title)
    return f"{to.flow}/{to.step}"


def _graph(
    flow: Flow, t: Translator, trail: Mapping[str, str] | None, site: Site | None
) -> tuple[list[Node], list[Arrow]]:
    """The steps in the graph's order, then the places elsewhere, each once; and every way on."""
    meets, takes = _path(flow, trail)
    places = [Target(flow.id, name) for name in topological_order(flow)]
    ways = [
        (place, answer, edge) for place in places for answer, edge in edges(flow.steps[place.step])
    ]
    places = list(dict.fromkeys([*places, *(edge.to for _, _, edge in ways)]))
    names = {place: f"n{number}" for number, place in enumerate(places, 1)}
    nodes = []
    for place, name in names.items():
        step = flow.steps.get(place.step) if place.flow == flow.id else None
        kind = QUESTION if isinstance(step, Question) else OUTCOME if step else ELSEWHERE
        label = _heading(t, step) if step else name_in(t, site, place)
        nodes.append(Node(name, kind, label, place, place in meets))
    arrows = [
        Arrow(
            names[place],
            names[edge.to],
            guarded_label(t, flow, answer, edge),
            (place, answer.id, edge) in takes,
        )
        for place, answer, edge in ways
    ]
    return nodes, arrows


def _path(
    flow: Flow, trail: Mapping[str, str] | None
) -> tuple[set[Target], set[tuple[Target, str, Edge]]]:
    """The places that a trail meets, and the ways that it takes."""
    meets, takes, past = set[Target](), set[tuple[Target, str, Edge]](), dict[str, str]()
    if trail is None:
        return meets, takes
    journey = replay(flow, trail)
    for turn in journey.trail or ():
        here = Target(flow.id, turn.question.id)
        meets.add(here)
        takes.add(
            (
                here,
                turn.answer.id,
                next(edge for edge in turn.answer.edges if holds(edge.when, past)),
            )
        )
        past[turn.question.id] = turn.answer.id
    meets.add(
        journey.step if isinstance(journey.step, Target) else Target(flow.id, journey.step.id)
    )
    return meets, takes


def _heading(t: Translator, step: Step) -> str:
    return t.content(step.ask if isinstance(step, Question) else step.heading)


def _direction(t: Translator) -> str:
    """The direction in which the language is read."""
    return "RL" if t.direction == "rtl" else "LR"


def _plain(text: str) -> str:
    """A text in one line, without what could not be seen in a picture."""
    seen = (
        sign if sign in _JOINERS or unicodedata.category(sign) not in _UNSEEN else " "
        for sign in text
    )
    return " ".join("".join(seen).split())


def _lines(text: str) -> list[str]:
    """A text in lines of at most `WIDTH` characters, and of about the same length."""
    plain = _plain(text)
    lines = wrap(plain, WIDTH, break_on_hyphens=False) or ["–"]
    even = wrap(plain, len(plain) // len(lines) + 4, break_on_hyphens=False)
    return even if len(even) == len(lines) and max(map(len, even)) <= WIDTH else lines
