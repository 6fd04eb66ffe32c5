"""A flow as nodes and arrows, ready for any drawing language."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap

from wizard.engine.graph import topological_order
from wizard.engine.journey import replay
from wizard.i18n.translator import Translator
from wizard.i18n.wording import branch_label, choice_labels
from wizard.model.conditions import holds
from wizard.model.flow import Answer, Edge, Flow, Question, Step, Target, branches_of
from wizard.model.letters import LETTERS
from wizard.model.site import Site

WIDTH = 28  # characters of a label's line

QUESTION, OUTCOME, ELSEWHERE = "question", "outcome", "elsewhere"

DEADLINES = "deadlines"  # in place of the flow id, in a target that is an event

_JOINERS = "\u200c\u200d\u200e\u200f"  # invisible, but some languages need them

# Unicode categories of characters that are spaces, invisible, or that control or break a text.
_INVISIBLE = ("Cc", "Cf", "Cn", "Cs", "Zl", "Zp", "Zs")


@dataclass(frozen=True, slots=True)
class Node:
    """A step of the flow, or a target outside of it.

    Attributes:
        name: Its name in the drawing.
        kind: QUESTION, OUTCOME or ELSEWHERE.
        label: Its text.
        choices: The labels of its boxes and of the answer for none, or of its intervals, if its
            arrows do not name them; empty for most steps.
        to: The step or target.
        marked: Whether the trail reaches it.
    """

    name: str
    kind: str
    label: str
    choices: tuple[str, ...]
    to: Target
    marked: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """A branch of an answer, between the names of nodes. `marked`: whether the trail takes it."""

    source: str
    target: str
    label: str
    marked: bool


def name_in(t: Translator, site: Site | None, to: Target) -> str:
    """Return the question, heading or title of a target. Without the site, return its ids."""
    # A flow can be drawn without its site: then the titles of other flows are not known.
    index = site.indexes.get("/".join(filter(None, (to.flow, to.step)))) if site else None
    if index:
        return t.content(index.title)
    flow = site.flows.get(to.flow) if site else None
    if flow:
        return _heading(t, flow.steps[to.step]) if to.step in flow.steps else t.content(flow.title)
    if site and (index := site.indexes.get(f"{to.flow}/{to.step}".removesuffix("/"))):
        return t.content(index.title)
    if site and to.flow == LETTERS:
        letter = site.letters.get(to.step)
        return t.content(letter.title) if letter else t("Letters")
    if site and site.deadlines and to.flow == DEADLINES:
        event = site.deadlines.events.get(to.step)
        return t.content(event.label if event else site.deadlines.title)
    return f"{to.flow}/{to.step}"


def nodes_and_arrows(
    flow: Flow, t: Translator, trail: Mapping[str, str] | None, site: Site | None
) -> tuple[list[Node], list[Arrow]]:
    """Return a node for each step in topological order and each target outside, and all arrows."""
    reached, taken = _path(flow, trail)
    targets = [Target(flow.id, name) for name in topological_order(flow)]
    branches = [
        (target, question, answer, edge)
        for target in targets
        if isinstance(question := flow.steps[target.step], Question)
        for answer, edge in branches_of(question, each_interval=False)
    ]
    without_answers = {target for target, _, answer, _ in branches if not answer}
    # Steps first, then the targets outside, each once and in a fixed order: the same flow gives the
    # same picture.
    targets = list(dict.fromkeys([*targets, *(edge.to for *_, edge in branches)]))
    # Our own names, because ids could be keywords of a drawing language, such as `end` in Mermaid.
    names = {target: f"n{number}" for number, target in enumerate(targets, 1)}
    nodes = []
    for target, name in names.items():
        step = flow.steps.get(target.step) if target.flow == flow.id else None
        kind = QUESTION if isinstance(step, Question) else OUTCOME if step else ELSEWHERE
        label = _heading(t, step) if step else name_in(t, site, target)
        choices = (
            choice_labels(t, step)
            if isinstance(step, Question) and target in without_answers
            else ()
        )
        nodes.append(Node(name, kind, label, choices, target, target in reached))
    arrows = [
        Arrow(
            names[target],
            names[edge.to],
            branch_label(t, flow, question, answer, edge),
            (target, answer.id if answer else "", edge) in taken,
        )
        for target, question, answer, edge in branches
    ]
    return nodes, arrows


def _path(
    flow: Flow, trail: Mapping[str, str] | None
) -> tuple[set[Target], set[tuple[Target, str, Edge]]]:
    """Return the targets that a trail reaches, and the branches that it takes by their answers."""
    reached, taken, past = set[Target](), set[tuple[Target, str, Edge]](), dict[str, str]()
    if trail is None:
        # No trail at all marks nothing; an empty one marks the start.
        return reached, taken
    journey = replay(flow, trail)
    for given in journey.trail or ():
        here = Target(flow.id, given.question.id)
        # A journey records answers, not branches, so the branch is found with the answers before
        # it. One without an answer may look at the question itself.
        past[given.question.id] = given.answer.id
        answer, edge = next(
            (answer, edge)
            for answer, edge in branches_of(given.question, each_interval=False)
            if _is_of(answer, given.answer) and holds(edge.when, past)
        )
        reached.add(here)
        taken.add((here, answer.id if answer else "", edge))
    end = journey.step
    reached.add(end if isinstance(end, Target) else Target(flow.id, end.id))
    return reached, taken


def _is_of(answer: Answer | None, given: Answer) -> bool:
    """Return whether the branches of an answer, or those of none, are taken with an answer."""
    return answer is given if answer else bool(given.means)


def _heading(t: Translator, step: Step) -> str:
    return t.content(step.ask if isinstance(step, Question) else step.heading)


def direction(t: Translator) -> str:
    """Return the direction in which the language is read."""
    return "RL" if t.direction == "rtl" else "LR"


def visible(text: str) -> str:
    """Return a text in one line, without characters that cannot be seen in a picture."""
    characters = (
        character
        if character in _JOINERS or unicodedata.category(character) not in _INVISIBLE
        else " "
        for character in text
    )
    return " ".join("".join(characters).split())


def node_lines(node: Node) -> list[str]:
    """Return the text of a node in lines, with its choices as a list."""
    texts = [node.label, *(f"• {choice}" for choice in node.choices)]
    return [line for text in texts for line in label_lines(text)]


def label_lines(text: str) -> list[str]:
    """Return a text in lines of at most `WIDTH` characters and of about the same length."""
    text = visible(text)
    # An empty label would make a node too small to see.
    lines = wrap(text, WIDTH, break_on_hyphens=False) or ["–"]
    # Wrapped again with shorter lines, so that the last line is not a single word. 4 leaves room
    # for words that do not break evenly.
    even = wrap(text, len(text) // len(lines) + 4, break_on_hyphens=False)
    return even if len(even) == len(lines) and max(map(len, even)) <= WIDTH else lines
