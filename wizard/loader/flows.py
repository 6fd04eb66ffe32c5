"""One flow file's table as a flow, its shape and names checked: keys, texts, ids, targets, claims, sources.

What comes out may still be unsound as a graph; `rules.py` looks at that, and `loader.py` hands out only what is sound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from wizard.loader.reader import NodeReader, is_address
from wizard.loader.references import (
    ABSENT,
    ACTION_KEYS,
    NAMED_KEYS,
    SiteContext,
    read_claim,
    read_sources,
)
from wizard.loader.schema import MAX_STEPS, RESERVED_STEPS, USUAL_ANSWERS, keys_of
from wizard.loader.suggest import did_you_mean, quoted_list
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.evidence import Claim, Source
from wizard.model.flow import Action, Answer, Edge, Flow, Outcome, Question, Step, Target
from wizard.model.problems import Location

FLOW_KEYS = keys_of("flow")

QUESTION_KEYS = keys_of("question")

OUTCOME_KEYS = keys_of("outcome")

ANSWER_KEYS = keys_of("answer")

EDGE_KEYS = keys_of("edge")


@dataclass
class FlowReader:
    """Puts one flow together."""

    folder: SiteContext
    reader: NodeReader
    id: str
    known: frozenset[str] = frozenset()
    sets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)

    def read(self, table: MappingNode) -> Flow | None:
        """The flow of a file's table, or None when it has no steps to speak of."""
        reader = self.reader
        reader.table(table, "a flow", FLOW_KEYS, ["title", "start", "steps"])
        nodes = reader.table(table.get("steps") or MappingNode({}, table.location), "steps")
        if len(nodes.entries) > MAX_STEPS:
            reader.report(
                nodes.location,
                "flow-large",
                f"{len(nodes.entries)} steps; at most {MAX_STEPS} fit in one flow",
            )
            return None
        self.known = frozenset(nodes.entries)
        sets = reader.table(table.get("sets") or MappingNode({}, table.location), "sets")
        for key, _ in sets:
            words = reader.row(sets, key.text, "sets")
            self.sets[reader.identifier(key, "a set")] = tuple(
                reader.word(word, "an answer") for word in words
            )
        own = reader.table(table.get("sources") or MappingNode({}, table.location), "sources")
        self.sources = {**self.folder.sources, **read_sources(reader, own)}
        start = reader.text(table, "start", "the flow")
        if start and start not in self.known and isinstance(table.get("steps"), MappingNode):
            location = table.entries["start"][1].location
            hint = did_you_mean(start, self.known)
            reader.report(
                location,
                "target-unknown",
                f'the flow starts at "{start}", which is not one of its steps.{hint}',
            )
        steps = {key.text: self.step(key, node) for key, node in nodes}
        moved = self.moved(table)
        return Flow(
            id=self.id,
            title=reader.text(table, "title", "the flow", 80),
            summary=reader.text(table, "summary", "the flow", 300),
            start=start,
            steps=MappingProxyType(steps),
            reviewed=reader.date(table, "reviewed", "the flow"),
            review_by=reader.date(table, "review-by", "the flow"),
            sensitive=reader.flag(table, "sensitive", "the flow"),
            moved=MappingProxyType(moved),
            location=table.entries["title"][0].location
            if "title" in table.entries
            else table.location,
        )

    def moved(self, table: MappingNode) -> dict[str, Target]:
        """Retired ids with the steps that took their place."""
        found = {}
        for key, node in self.reader.table(
            table.get("moved") or MappingNode({}, table.location), "moved"
        ):
            name = self.reader.identifier(key, "a step that moved")
            if name in self.known:
                self.reader.report(
                    key.location,
                    "moved-alive",
                    f'"{name}" is said to have moved, but is still a step here',
                )
            found[name] = self.target(node, f'the new place of "{name}"')
        return found

    def step(self, key: ScalarNode, node: Node) -> Step:
        """A question or an outcome, told apart by the key `ask` or `outcome`."""
        name = self.reader.identifier(key, "a step", RESERVED_STEPS)
        what = f'step "{name}"'
        if (
            isinstance(node, MappingNode)
            and "outcome" in node.entries
            and "ask" not in node.entries
        ):
            return self.outcome(
                name, what, key.location, self.reader.table(node, what, OUTCOME_KEYS, ["claims"])
            )
        if isinstance(node, MappingNode) and "ask" not in node.entries:
            self.report_unknown_step_kind(key.location, what, node)
            return Question(name, "", "", "", "", {}, location=key.location)
        return self.question(
            name, what, key.location, self.reader.table(node, what, QUESTION_KEYS, ["ask"])
        )

    def report_unknown_step_kind(self, location: Location, what: str, table: MappingNode) -> None:
        """Report a step that neither asks nor ends, at the key that was to say which, where one comes near."""
        needs = f'{what} needs "ask" (a question) or "outcome" (an answer)'
        for word, (key, _) in table.entries.items():
            if word not in QUESTION_KEYS and (hint := did_you_mean(word, ("ask", "outcome"))):
                self.reader.report(key.location, "step-kind", f'{needs}; it has "{word}".{hint}')
                return
        self.reader.report(location, "step-kind", needs)

    def question(self, name: str, what: str, location: Location, table: MappingNode) -> Question:
        """A question with its answers, which stand under `answers` or are some of yes, no, unsure."""
        reader = self.reader
        usual = [key for key in USUAL_ANSWERS if key in table.entries]
        own = table.get("answers")
        if own is not None and usual:
            reader.report(
                location,
                "answers-twice",
                f'{what} has "answers" and also {quoted_list(usual)}; use one of the two',
            )
        entries = reader.table(own, f"the answers of {what}") if own is not None else table
        answers = {}
        for key, node in entries:
            if own is not None or key.text in USUAL_ANSWERS:
                answers[key.text] = self.answer(key, node, what)
        if isinstance(table, MappingNode) and not answers and table.entries:
            reader.report(
                location,
                "question-answers",
                f"{what} has no answers; give it yes, no and unsure, or answers",
            )
        return Question(
            id=name,
            title=reader.text(table, "title", what, 60),
            ask=reader.text(table, "ask", what, 200),
            why=reader.text(table, "why", what, 400),
            help=reader.text(table, "help", what),
            answers=MappingProxyType(answers),
            caution=self.caution(table, what),
            location=location,
        )

    def answer(self, key: ScalarNode, node: Node, what: str) -> Answer:
        """An answer: a target, a list of guarded targets, or a table with `label` and `to`."""
        name = self.reader.identifier(key, f"an answer of {what}")
        where = f'answer "{name}" of {what}'
        label = ""
        to: Node | None = node
        if isinstance(node, MappingNode):
            needed = ["to"] if name in USUAL_ANSWERS else ["label", "to"]
            self.reader.table(node, where, ANSWER_KEYS, needed)
            label, to = self.reader.text(node, "label", where, 120), node.get("to")
        elif name not in USUAL_ANSWERS:
            self.reader.report(
                key.location,
                "key-missing",
                f'{where} lacks the key "label": write {{label: ..., to: ...}}',
            )
        edges = () if to is None else tuple(self.edges(to, where))
        return Answer(name, label, edges, key.location)

    def edges(self, node: Node, where: str) -> Iterator[Edge]:
        """The ways on from an answer: one target, or a list of guarded ones of which the first that holds is taken."""
        if not isinstance(node, SequenceNode):
            yield Edge(None, self.answer_target(node, where), node.location)
            return
        if not node.items:
            self.reader.report(
                node.location, "text-missing", f"{where} leads nowhere: the list is empty"
            )
        for item in node.items:
            table = self.reader.table(item, f"a way on from {where}", EDGE_KEYS, ["to"])
            to, when = table.get("to"), table.get("if")
            if to is not None:
                yield Edge(
                    self.reader.condition(when, self.sets) if when else None,
                    self.answer_target(to, where),
                    item.location,
                )

    def answer_target(self, node: Node, where: str) -> Target:
        """The target of an answer, which is not the start page of the answer's own flow."""
        target = self.target(node, where)
        if isinstance(node, ScalarNode) and node.text.strip() == f"{self.id}/":
            message = f"{where} leads back to the start of its own flow: these answers go round in a circle"
            self.reader.report(node.location, "flow-cycle", message)
        return target

    def target(self, node: Node, where: str) -> Target:
        """A target that exists, in this flow or another."""
        reader = self.reader
        target = reader.target(node, self.id, where)
        if not isinstance(node, ScalarNode) or not node.text.strip():
            return target
        if target.flow == self.id:
            if target.step and target.step not in self.known:
                hint = reader.nearest(target.step, self.known)
                reader.report(
                    node.location,
                    "target-unknown",
                    f'{where} leads to "{target.step}", which is not a step of this flow.{hint}',
                )
            return target
        areas = self.folder.areas
        flows = [*self.folder.flow_ids(), *areas]
        if target.flow in areas:
            if target.step and target.step not in areas[target.flow]:
                hint = did_you_mean(target.step, areas[target.flow])
                message = (
                    f'{where} leads to "{target.step}", which is not among the {target.flow}.{hint}'
                )
                reader.report(node.location, "target-unknown", message)
        elif target.flow not in flows:
            if absent := ABSENT.get(target.flow):
                message = f'{where} leads to "{node.text.strip()}", but there is no {absent.format(target.flow, target.step or "*")}'
            else:
                message = f'{where} leads to the flow "{target.flow}", which is not there.{did_you_mean(target.flow, flows)}'
            reader.report(node.location, "target-unknown", message)
        elif target.step and target.step not in self.folder.steps_of(target.flow):
            hint = reader.nearest(target.step, self.folder.steps_of(target.flow))
            reader.report(
                node.location,
                "target-unknown",
                f'{where} leads to "{target.step}", which is not a step of the flow "{target.flow}".{hint}',
            )
        return target

    def outcome(self, name: str, what: str, location: Location, table: MappingNode) -> Outcome:
        """An outcome with its claims, of which there is at least one, and its actions."""
        reader = self.reader
        claims = [self.claim(node, what) for node in reader.row(table, "claims", what)]
        if not claims and isinstance(table.get("claims"), SequenceNode):
            reader.report(
                location,
                "outcome-claims",
                f"{what} makes no claim; an outcome rests on at least one",
            )
        return Outcome(
            id=name,
            title=reader.text(table, "title", what, 60),
            heading=reader.text(table, "outcome", what, 120),
            says=reader.text(table, "says", what, 600),
            topics=tuple(self.topics(table, what)),
            claims=tuple(claim for claim in claims if claim),
            next=tuple(self.action(node, what) for node in reader.row(table, "next", what)),
            caution=self.caution(table, what),
            location=location,
        )

    def caution(self, table: MappingNode, what: str) -> str:
        """The question that must be passed before a step; that it is, is a matter of the graph."""
        name = self.reader.text(table, "caution", what)
        if name and name not in self.known:
            message = f'"caution" of {what} names "{name}", which is not a step of this flow.{did_you_mean(name, self.known)}'
            self.reader.report(table.entries["caution"][1].location, "target-unknown", message)
        return name

    def topics(self, table: MappingNode, what: str) -> Iterator[int]:
        """The numbers of the topics that an outcome answers."""
        for node in self.reader.row(table, "topics", what):
            word = self.reader.word(node, f"a topic of {what}")
            if re.fullmatch("[1-9][0-9]{0,2}", word) and int(word) in self.folder.topics:
                yield int(word)
            elif word:
                self.reader.report(
                    node.location,
                    "topic-unknown",
                    f'{what} answers topic "{word:.20}", which is not in topics.yaml',
                )

    def claim(self, node: Node, what: str) -> Claim | None:
        """A claim of an outcome: the id of a shared one, the id under a condition, or a claim of its own."""
        if isinstance(node, ScalarNode):
            return self.shared_claim(node)
        condition = node.get("if") if isinstance(node, MappingNode) else None
        when = self.reader.condition(condition, self.sets) if condition else None
        if isinstance(node, MappingNode) and "claim" in node.entries:
            table = self.reader.table(node, f"a claim of {what}", NAMED_KEYS)
            word = table.entries["claim"][1]
            claim = self.shared_claim(word) if isinstance(word, ScalarNode) else None
            if not isinstance(word, ScalarNode):
                self.reader.word(word, f"a claim of {what}")
        else:
            claim = read_claim(
                self.reader, node, f"a claim of {what}", "", node.location, self.sources, ("if",)
            )
        return replace(claim, when=when) if claim else None

    def shared_claim(self, word: ScalarNode) -> Claim | None:
        """The claim of claims.yaml that an outcome names."""
        claim = self.folder.claims.get(word.text)
        if claim is None:
            hint = did_you_mean(word.text, self.folder.claims)
            self.reader.report(
                word.location,
                "claim-unknown",
                f'there is no claim "{word.text:.60}" in claims.yaml.{hint}',
            )
            return None
        return replace(claim, location=word.location)

    def action(self, node: Node, what: str) -> Action:
        """An action of an outcome: a label, and perhaps where it leads and when it is offered."""
        where = f'an action ("next") of {what}'
        table = self.reader.table(node, where, ACTION_KEYS, ["label"])
        label = self.reader.text(table, "label", where, 200)
        to, when = table.get("to"), table.get("if")
        target: Target | str | None = None
        if isinstance(to, ScalarNode) and "://" in to.text:
            target = to.text.strip()
            if not is_address(target):
                self.reader.report(
                    to.location,
                    "shape-address",
                    f"{where} leads to an address that does not begin with https://",
                )
        elif to is not None:
            target = self.target(to, where)
        return Action(
            label, target, self.reader.condition(when, self.sets) if when else None, node.location
        )
