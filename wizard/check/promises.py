"""Promises: what an author says of all paths of a flow, decided without a walk along each of them.

They are the list under `promises` in a file of cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wizard.engine.graph import passes
from wizard.engine.history import MAX_HISTORIES
from wizard.engine.reachability import Goal, nearest, possible, unasked
from wizard.engine.trails import trail_to
from wizard.loader.conditions import ConditionReader
from wizard.loader.own_steps import OwnSteps
from wizard.loader.reader import NodeReader
from wizard.loader.site import gc_paused
from wizard.loader.suggest import quoted_list
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.conditions import AllOf, AnsweredWith, Condition, references
from wizard.model.flow import Flow, Question, edges
from wizard.model.problems import Location

PROMISES = "promises"  # the key of a file of cases, which no case can have as its name

# What each kind of promise names the place of.
_PLACES = {"never": "reach", "always": "before", "can": "reach"}


@dataclass(frozen=True, slots=True)
class Promise:
    """What the paths of a flow never, always or can do.

    Attributes:
        kind: `never`, `always` or `can`.
        place: The step, or the target outside, to which the paths lead.
        condition: The earlier answers of these paths. None stands for any.
        passed: The question that they always pass before, or empty.
        goal: The place with the condition that no path to it may have, or that some path must.
        location: Where the promise is written.
    """

    kind: str
    place: str
    condition: Condition | None
    passed: str
    goal: Goal
    location: Location


def check_promises(table: MappingNode, flow: Flow, steps: MappingNode, reader: NodeReader) -> None:
    """Report the promises of a file that are broken, and those that cannot be read.

    Args:
        table: The table of a file of cases.
        flow: Its flow, which is valid.
        steps: The table of the file of the flow.
        reader: The reader to report to.
    """
    # All that is made lives to the end, so there is nothing to collect.
    with gc_paused():
        _decide(flow, read_promises(table, flow, steps, reader), reader)


def _decide(flow: Flow, promises: list[Promise], reader: NodeReader) -> None:
    """Report the promises that are broken, and those that cannot be decided."""
    # One pass over the flow for all of them.
    found = possible(flow, [promise.goal for promise in promises])
    early = _early_looks(flow, promises)
    broken = []
    for promise in promises:
        is_possible = found[promise.goal]
        if is_possible is None:
            _report_many(promise, reader)
        # A promise about answers that cannot be given says nothing, unless they must be possible.
        elif early[promise] and (promise.kind != "can" or is_possible):
            for look in early[promise]:
                message = f"the condition uses {_early(look, promise)}"
                reader.report(look.location, "guard-early", message)
        elif is_possible is (promise.kind != "can"):
            broken.append(promise)
    _report_broken(flow, broken, early, reader)


def _early_looks(flow: Flow, promises: list[Promise]) -> Mapping[Promise, tuple[AnsweredWith, ...]]:
    """Return where the condition of each promise looks at questions that no path to it answers."""
    looks = {promise: tuple(references(promise.condition)) for promise in promises}
    passed = passes(flow, (look.question for each in looks.values() for look in each))
    outside = _places_outside(flow)

    def is_answered(question: str, place: str) -> bool:
        # A place outside is reached by the answers to a question, and a step before its own.
        if place in outside:
            return any(step == question or passed(step, question) for step in outside[place])
        return question != place and passed(place, question)

    return {
        promise: tuple(look for look in each if not is_answered(look.question, promise.place))
        for promise, each in looks.items()
    }


def read_promises(
    table: MappingNode, flow: Flow, steps: MappingNode, reader: NodeReader
) -> list[Promise]:
    """Return the promises of a file, without those that cannot be read, which are reported.

    The arguments are those of `check_promises`.
    """
    if PROMISES not in table.entries:
        return []
    key, node = table.entries[PROMISES]
    if isinstance(node, MappingNode) and node.entries.keys() & {"answers", "outcome"}:
        message = f'"{PROMISES}" lists the promises of the flow; give this case another name'
        reader.report(key.location, "id-reserved", message)
        return []
    items = reader.items(table, PROMISES, "the file", "promise")
    if isinstance(node, SequenceNode) and not items:
        message = f'"{PROMISES}" is empty; add a promise, or remove the key'
        reader.report(node.location, "text-missing", message)
    promise_reader = _PromiseReader(reader, flow, OwnSteps(reader, steps))
    return [promise for item in items if (promise := promise_reader.read(item))]


def _early(look: AnsweredWith, promise: Promise) -> str:
    """Return the words for a question that no path to the place of a promise answers."""
    return f'"{look.question}", which cannot have been answered before "{promise.place}"'


def _report_many(promise: Promise, reader: NodeReader) -> None:
    """Report a promise whose condition looks at too many combinations of answers."""
    looks = dict.fromkeys(look.question for look in references(promise.goal[1]))
    message = (
        f"this promise looks at {quoted_list(looks)}, whose answers have more than "
        f"{MAX_HISTORIES:,} combinations; split it into promises that look at fewer questions"
    )
    reader.report(promise.location, "guard-many", message)


def _report_broken(
    flow: Flow,
    broken: list[Promise],
    early: Mapping[Promise, tuple[AnsweredWith, ...]],
    reader: NodeReader,
) -> None:
    """Report broken promises, each with the shortest trail that shows it."""
    # The trail of a path that should be possible is the one without its answers.
    goals = [(each.place, None) if each.kind == "can" else each.goal for each in broken]
    arrivals = nearest(flow, goals)
    given = _given(flow, [promise.condition for promise in broken if promise.kind == "can"])
    for promise, goal in zip(broken, goals, strict=True):
        trail = trail_to(flow, arrivals[goal]) if goal in arrivals else ()
        with_answers = " with these answers" if promise.condition else ""
        if promise.kind == "never":
            message = f'a path{with_answers} reaches "{promise.place}"'
        elif promise.passed:
            message = f'a path{with_answers} reaches "{promise.place}" without passing '
            message += f'"{promise.passed}"'
        elif early[promise]:
            message, trail = f"it needs {_early(early[promise][0], promise)}", ()
        elif promise.condition not in given:
            message, trail = "no path gives these answers", ()
        else:
            message = f'no path{with_answers} reaches "{promise.place}"'
            message += "; the shortest path to it has other answers" if trail else ""
        message = f"this promise is broken: {message}"
        reader.report(promise.location, "promise-broken", message, trail=trail)


def _given(flow: Flow, conditions: list[Condition | None]) -> set[Condition | None]:
    """Return the conditions that are true of all answers of some path."""
    ends = [*(outcome.id for outcome in flow.outcomes()), *_places_outside(flow)]
    found = possible(flow, [(end, condition) for end in ends for condition in conditions])
    return {condition for (_, condition), is_possible in found.items() if is_possible}


def _places_outside(flow: Flow) -> dict[str, list[str]]:
    """Return the targets outside of a flow, each with the questions whose answers lead there."""
    places: dict[str, list[str]] = {}
    for step in flow.steps.values():
        for _, edge in edges(step):
            if edge.to.flow != flow.id:
                places.setdefault(edge.to.ref(flow), []).append(step.id)
    return places


@dataclass
class _PromiseReader:
    """A reader of the promises of one flow."""

    reader: NodeReader
    flow: Flow
    steps: OwnSteps
    outside: dict[str, list[str]] = field(init=False)
    conditions: ConditionReader = field(init=False)

    def __post_init__(self) -> None:
        self.outside = _places_outside(self.flow)
        sets = self.steps.flow.get("sets")
        pairs = sets if isinstance(sets, MappingNode) else ()
        names = {key.text: tuple(_words(value)) for key, value in pairs}
        self.conditions = ConditionReader(self.reader, self.steps, names)

    def read(self, node: Node) -> Promise | None:
        """Return a promise, or None if something was wrong with it and has been reported."""
        before = len(self.reader.problems)
        table, _ = self.reader.fields(node, "promise", "a promise")
        kinds = [kind for kind in table.entries if kind in _PLACES]
        if len(kinds) != 1:
            # A key that is misspelled is reported already, and may be the one that is missing.
            if kinds or len(self.reader.problems) == before:
                found = f"has {quoted_list(kinds)}" if kinds else "has none of them"
                message = f"a promise has one of {quoted_list(_PLACES)}, but this one {found}"
                self.reader.report(node.location, "promise-kind", message)
            return None
        kind, (key, value) = kinds[0], table.entries[kinds[0]]
        record = "always" if kind == "always" else "path"
        inner, fields = self.reader.fields(value, record, f'"{kind}" of a promise')
        place = self._place(inner.get(_PLACES[kind]), f'"{_PLACES[kind]}" of the promise')
        passed = self._question(inner.get("pass"), fields.get("pass", ""), place)
        when = inner.get("with")
        condition = self.conditions.read(when) if when else None
        if len(self.reader.problems) > before:
            return None
        goal: Goal = (place, condition)
        if passed:
            past = unasked(passed)
            goal = place, AllOf((past, condition)) if condition else past
        return Promise(kind, place, condition, passed.id if passed else "", goal, key.location)

    def _place(self, node: Node | None, what: str) -> str:
        """Return a step of the flow, or a place outside to which an answer leads."""
        if node is None:  # reported as a missing key
            return ""
        before = len(self.reader.problems)
        place = self.reader.target(node, self.flow.id, what, of_row=True).ref(self.flow)
        places = (*self.flow.steps, *self.outside)
        if len(self.reader.problems) == before and place not in places:
            assert isinstance(node, ScalarNode)
            hint, fix = self.reader.suggest(node, places, self.steps.shown)
            message = f'{what} is "{place}", to which no answer of the flow leads.{hint}'
            self.reader.report(node.location, "promise-step", message, fix)
        return place

    def _question(self, node: Node | None, name: str, place: str) -> Question | None:
        """Return the question that paths to a place pass before."""
        # Empty text, and anything but text, is reported already.
        if not isinstance(node, ScalarNode) or not name:
            return None
        step, fix = self.flow.steps.get(name), None
        if isinstance(step, Question) and name != place:
            return step
        if isinstance(step, Question):
            message = f'no path passes "{name}" before "{name}"; name another question'
        elif step:
            message = f'"{name}" is an outcome, which no path passes; name a question'
        else:
            names, shown = self.steps.questions, self.steps.questions_shown
            hint, fix = self.reader.suggest(node, names, shown)
            message = f'"pass" is "{name:.60}", which is not a question of this flow.{hint}'
        self.reader.report(node.location, "promise-step", message, fix)
        return None


def _words(node: Node) -> Iterable[str]:
    """Return the answers of a set of a valid flow."""
    assert isinstance(node, SequenceNode)
    return (item.text.strip() for item in node.items if isinstance(item, ScalarNode))
