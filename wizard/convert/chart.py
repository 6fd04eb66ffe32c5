"""Turns a chart of nodes, arrows and boxes around nodes into a tree.

Readers of charts put the nodes into the tree as steps without answers; the arrows become the
answers here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from wizard.convert.codes import CHANGED, DEFECT, LEFT_OUT
from wizard.convert.rich_text import Prose
from wizard.convert.tree import Answer, ImportedTree, Step, TooLargeError
from wizard.i18n.translator import Translator
from wizard.model.problems import Location

MAX_ARROWS = 100_000
MAX_INSIDE = 1_000_000  # nodes and boxes that are looked at in boxes
MAX_STARTS = 20  # nodes that are tried as the start

# What people write into a node that only shows where a chart begins.
STARTS = {
    "start", "begin", "beginning", "start here", "begin here", "inicio", "comienzo", "comenzar",
    "empezar", "empiece aquí", "comience aquí", "début", "départ", "anfang", "beginn", "início",
    "começo", "inizio", "начало", "старт", "开始", "開始",
}  # fmt: skip


class Arrow(NamedTuple):
    """An arrow between two nodes or boxes, by their names."""

    source: str
    target: str
    label: str
    location: Location


@dataclass(slots=True)
class Box:
    """A frame with a title around nodes and other boxes."""

    title: str
    location: Location
    members: list[str] = field(default_factory=list)  # names, in the order of the source


def check_count(arrows: int) -> None:
    """Check the number of arrows, since a short line can make very many.

    Raises:
        TooLargeError: There are more than a tree can have.
    """
    if arrows > MAX_ARROWS:
        raise TooLargeError(f"more than {MAX_ARROWS:,} arrows; split the chart")


def report_count(tree: ImportedTree, locations: Sequence[Location], message: str) -> None:
    """Report at the first location how many there are.

    Args:
        tree: The tree of the chart.
        locations: The location of each.
        message: What became of them, with `{s}` and `{were}` for the plural.
    """
    if locations:
        many = len(locations) != 1
        text = message.format(s="s" * many, were="were" if many else "was")
        tree.report(CHANGED, locations[0], f"{len(locations)} {text}")


def connect(
    tree: ImportedTree, arrows: list[Arrow], boxes: Mapping[str, Box], t: Translator
) -> None:
    """Make the arrows of a chart the answers of its steps, and choose the start.

    Args:
        tree: The tree, with a step for each node. A box has the name of no step.
        arrows: All arrows, in the order of the source.
        boxes: The boxes by their names.
        t: Translates the text of a start node.

    Raises:
        TooLargeError: There are more arrows than a tree can have.
    """
    between_steps = _Boxes(tree, arrows, boxes).resolved()
    _add_answers(tree, between_steps, boxes)
    tree.start_at(_first(tree))
    _remove_start_node(tree, t)


@dataclass
class _Boxes:
    """Replaces the boxes at the ends of arrows by the nodes in them."""

    tree: ImportedTree
    arrows: list[Arrow]
    boxes: Mapping[str, Box]
    _seen: int = 0  # nodes and boxes that were looked at so far
    _entries: dict[str, str] = field(default_factory=dict)
    _exits_by_box: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def _sources(self) -> set[str]:
        return {arrow.source for arrow in self.arrows}

    @cached_property
    def _arrows_to(self) -> dict[str, set[str]]:
        """The sources of the arrows to each node."""
        found: dict[str, set[str]] = {}
        for arrow in self.arrows:
            found.setdefault(arrow.target, set()).add(arrow.source)
        return found

    def _nodes_in(self, name: str) -> dict[str, None]:
        """Return the nodes in a box and in the boxes inside it, in order."""
        found: dict[str, None] = {}
        todo, seen = [name], {name}
        while todo:
            each = todo.pop()
            if each not in self.boxes:
                found[each] = None
                continue
            inside = [member for member in self.boxes[each].members if member not in seen]
            seen.update(inside)
            todo += reversed(inside)
        self._seen += len(seen)
        if self._seen > MAX_INSIDE:
            raise TooLargeError("too many boxes inside boxes; split the chart")
        return found

    def resolved(self) -> list[tuple[Arrow, Arrow]]:
        """Return all arrows between nodes, each with the arrow of the source that it is from."""
        for name, box in self.boxes.items():
            # An empty box looks like a node, and its title like the text of one.
            has_arrow = name in self._sources or name in self._arrows_to
            if has_arrow and not self._nodes_in(name):
                self.tree.steps[name] = Step(Prose.of(box.title), box.location, name)
        found: list[tuple[Arrow, Arrow]] = []
        for arrow in self.arrows:
            target = self._entry(arrow)
            found += [
                (Arrow(source, target, arrow.label, arrow.location), arrow)
                for source in self._exits(arrow)
            ]
            check_count(len(found))
        return found

    def _is_box(self, name: str) -> bool:
        return name in self.boxes and name not in self.tree.steps

    def _entry(self, arrow: Arrow) -> str:
        """Return the node at which an arrow ends: the first one of a box."""
        if not self._is_box(arrow.target):
            return arrow.target
        first = self._entry_of(arrow.target)
        message = (
            f"this arrow points to the box “{self.boxes[arrow.target].title:.60}”; it now leads to "
            f"the first step in the box: “{self.tree.steps[first].prose.plain:.60}”"
        )
        self.tree.report(CHANGED, arrow.location, message)
        return first

    def _entry_of(self, name: str) -> str:
        """Return the first node of a box, preferably one to which no other in the box leads."""
        if name not in self._entries:
            nodes = self._nodes_in(name)
            self._entries[name] = next(
                (node for node in nodes if not nodes.keys() & self._arrows_to.get(node, set())),
                next(iter(nodes)),
            )
        return self._entries[name]

    def _exits(self, arrow: Arrow) -> list[str]:
        """Return the nodes at which an arrow begins: those of a box that begin no other."""
        if not self._is_box(arrow.source):
            return [arrow.source]
        exits = self._exits_of(arrow.source)
        what = f"this arrow starts at the box “{self.boxes[arrow.source].title:.60}”"
        if exits:
            message = f"{what}; it now starts at each step in the box that leads to no other step"
            self.tree.report(CHANGED, arrow.location, message)
        else:
            message = f"{what}, but each step in the box leads on already; the arrow was left out"
            self.tree.report(LEFT_OUT, arrow.location, message)
        return exits

    def _exits_of(self, name: str) -> list[str]:
        """Return the nodes of a box that lead to no other node."""
        if name not in self._exits_by_box:
            # The nodes of a box inside lead on if an arrow starts at that box.
            inner = [box for box in self._boxes_in(name) if box in self._sources]
            led_on = {node for box in inner for node in self._nodes_in(box)}
            self._exits_by_box[name] = [
                node
                for node in self._nodes_in(name)
                if node not in self._sources and node not in led_on
            ]
        return self._exits_by_box[name]

    def _boxes_in(self, name: str) -> Iterator[str]:
        """Yield the boxes inside a box."""
        todo, seen = [name], {name}
        while todo:
            for member in self.boxes[todo.pop()].members:
                if member in self.boxes and member not in seen:
                    seen.add(member)
                    todo.append(member)
                    yield member


def _add_answers(
    tree: ImportedTree, arrows: list[tuple[Arrow, Arrow]], boxes: Mapping[str, Box]
) -> None:
    """Add an answer for each arrow. One without a label gets the text of its target."""
    by_source: dict[str, list[tuple[Arrow, Arrow]]] = {}
    for pair in arrows:
        by_source.setdefault(pair[0].source, []).append(pair)
    for source, pairs in by_source.items():
        labelled = any(arrow.label for arrow, _ in pairs)
        # As people draw it: the options are in the nodes to which the arrows point.
        if not labelled and len(pairs) > 1:
            message = (
                "no arrow that starts here has a label; the answers are now the texts of the "
                "targets"
            )
            tree.report(CHANGED, tree.steps[source].location, message)
        for arrow, drawn in pairs:
            label = arrow.label
            if not label and len(pairs) > 1:
                box = boxes.get(drawn.target)
                label = box.title if box else tree.steps[arrow.target].prose.plain
                if labelled:
                    message = (
                        "this arrow has no label, but others that start at the same node have one; "
                        f"its label is now the text of its target: “{label:.60}”"
                    )
                    tree.report(DEFECT, arrow.location, message)
            tree.steps[source].answers.append(Answer(label, arrow.target, arrow.location))


def is_start(text: str, t: Translator) -> bool:
    """Return whether a text only says that a chart begins."""
    return re.sub(r"^\W+|\W+$", "", text).casefold() in STARTS | {t("Start").casefold()}


def _first(tree: ImportedTree) -> str:
    """Return the start of the chart.

    That is its first node or one without an arrow to it, whichever reaches more nodes.
    """
    targets = {answer.to for step in tree.steps.values() for answer in step.answers}
    # Few are tried, because each takes a walk through the chart.
    starts = [*tree.steps][:1] + [name for name in tree.steps if name not in targets]
    return max(starts[:MAX_STARTS], key=lambda name: _count_reachable(tree, name), default="")


def _count_reachable(tree: ImportedTree, name: str) -> int:
    """Return the number of steps that can be reached from one."""
    seen, todo = {name}, [name]
    while todo:
        for answer in tree.steps[todo.pop()].answers:
            if answer.to not in seen:
                seen.add(answer.to)
                todo.append(answer.to)
    return len(seen)


def _remove_start_node(tree: ImportedTree, t: Translator) -> None:
    """Remove a first node that only says "Start"."""
    name = tree.start
    step = tree.steps.get(name)
    if not step or not is_start(step.prose.plain, t):
        return
    if [(answer.label, answer.to == name) for answer in step.answers] != [("", False)]:
        return
    message = (
        f"the start node “{step.prose.plain}” was left out; "
        "the flow starts at the node that it points to"
    )
    tree.report(CHANGED, step.location, message)
    tree.start = step.answers[0].to
    del tree.steps[name]
    # An arrow back to the start begins again, at the first question.
    for other in tree.steps.values():
        for answer in other.answers:
            answer.to = tree.start if answer.to == name else answer.to
