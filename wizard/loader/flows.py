"""Reading one flow file: its steps, answers, outcomes and claims.

The flow that comes out has the right shape, but may be invalid as a graph; `validate.py` checks
that, and `site.py` hands out valid flows only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from wizard.loader.evidence import read_claim, read_sources, report_unknown_claim
from wizard.loader.offices import read_office_ids
from wizard.loader.reader import NodeReader
from wizard.loader.references import References
from wizard.loader.schema import RESERVED_STEPS, USUAL_ANSWERS, field_of, keys_of
from wizard.loader.schema_flow import MAX_STEPS
from wizard.loader.shared import SharedFiles
from wizard.loader.suggest import did_you_mean, quoted_list
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.evidence import Claim, Source
from wizard.model.flow import Answer, Edge, Flow, Outcome, Question, Step, Target
from wizard.model.problems import Location


@dataclass
class FlowReader:
    """A reader of one flow, whose id is `id`."""

    shared: SharedFiles
    reader: NodeReader
    id: str
    # Set by `read`, since they depend on the steps, sets and sources of the file.
    references: References = field(init=False)
    sources: Mapping[str, Source] = field(init=False)

    def read(self, table: MappingNode) -> Flow | None:
        """Return the flow of a file's table, or None if it has too many steps."""
        reader = self.reader
        _, fields = reader.fields(table, "flow", "the flow")
        nodes = reader.subtable(table, "steps")
        if len(nodes.entries) > MAX_STEPS:
            message = f"{len(nodes.entries)} steps in one flow; the maximum is {MAX_STEPS}"
            reader.report(nodes.location, "flow-large", message)
            # The time of every rule depends on the number of steps, so none is run.
            return None
        # Before the steps: their targets name steps below, and their conditions name sets.
        self.references = References(
            self.shared, reader, self.id, nodes.entries, self._read_sets(table)
        )
        own_sources = read_sources(reader, reader.subtable(table, "sources"))
        # The nearer definition wins: a flow may have a source with the id of a shared one.
        self.sources = {**self.shared.sources, **own_sources}
        start = fields["start"]
        # If `steps` is not a table, every step would be missing, and that is already reported.
        if start and start not in nodes.entries and isinstance(table.get("steps"), MappingNode):
            hint = did_you_mean(start, nodes.entries)
            message = f'the flow starts at "{start}", which is not one of its steps.{hint}'
            reader.report(table.entries["start"][1].location, "target-unknown", message)
        return Flow(
            id=self.id,
            steps=MappingProxyType({key.text: self._read_step(key, node) for key, node in nodes}),
            moved=MappingProxyType(self._read_moved(table)),
            location=table.location_of("title"),
            **fields,
        )

    def _read_sets(self, table: MappingNode) -> dict[str, tuple[str, ...]]:
        """Return the named lists of answers that conditions can use."""
        reader, sets = self.reader, {}
        nodes = reader.subtable(table, "sets")
        for key, _ in nodes:
            items = reader.items(nodes, key.text, "sets")
            sets[reader.identifier(key, "a set")] = tuple(
                reader.word(item, "an answer") for item in items
            )
        # Whether these answers exist depends on the question, so `validate.py` checks that.
        return sets

    def _read_moved(self, table: MappingNode) -> dict[str, Target]:
        """Return the old ids of steps with their replacements."""
        moved = {}
        for key, node in self.reader.subtable(table, "moved"):
            name = self.reader.identifier(key, "a step that moved")
            # A link to the id would never get to the new step: `resolve` looks at the steps first.
            if name in self.references.steps:
                message = f'"{name}" is listed under "moved" but still exists'
                self.reader.report(key.location, "moved-alive", message)
            moved[name] = self.references.target(node, f'the new place of "{name}"')
        return moved

    # Questions

    def _read_step(self, key: ScalarNode, node: Node) -> Step:
        """Return a question if the step has the key `ask`, an outcome if it has `outcome`."""
        name = self.reader.identifier(key, "a step", RESERVED_STEPS)
        what = f'step "{name}"'
        # Anything but a table is read as a question, whose reader reports it.
        if isinstance(node, MappingNode) and "ask" not in node.entries:
            if "outcome" in node.entries:
                return self._read_outcome(name, what, key.location, node)
            self._report_unknown_kind(key.location, what, node)
            # A placeholder, so that the file is read to its end. The flow is refused in any case.
            return Question(name, "", "", "", "", {}, location=key.location)
        return self._read_question(name, what, key.location, node)

    def _report_unknown_kind(self, location: Location, what: str, table: MappingNode) -> None:
        """Report a step without `ask` and `outcome`, at the misspelled key if one is close."""
        message = f'{what} needs "ask" (a question) or "outcome" (a result)'
        for name, (key, _) in table.entries.items():
            # A valid key is no typo, even if it looks like one.
            if name not in keys_of("question") and (hint := did_you_mean(name, ("ask", "outcome"))):
                self.reader.report(key.location, "step-kind", f'{message}; it has "{name}".{hint}')
                return
        self.reader.report(location, "step-kind", message)

    def _read_question(self, name: str, what: str, location: Location, node: Node) -> Question:
        """Return a question. Its answers are under `answers`, or are some of yes, no, unsure."""
        reader = self.reader
        table, fields = reader.fields(node, "question", what)
        usual = [key for key in USUAL_ANSWERS if key in table.entries]
        custom = table.get("answers")
        if custom is not None and usual:
            message = f'{what} cannot have both "answers" and {quoted_list(usual)}'
            reader.report(location, "answers-twice", message)
        if custom is not None:
            nodes = list(reader.table(custom, f"the answers of {what}"))
        else:
            # In the author's order, which is the order of the buttons on the page.
            nodes = [table.entries[key] for key in table.entries if key in usual]
        answers = {key.text: self._read_answer(key, node, what) for key, node in nodes}
        # A table without keys could not be read as a table, which is already reported.
        if not answers and table.entries:
            message = f'{what} has no answers; add "yes", "no" and "unsure", or "answers"'
            reader.report(location, "question-answers", message)
        self._check_caution(table, what)
        return Question(id=name, answers=MappingProxyType(answers), location=location, **fields)

    def _read_answer(self, key: ScalarNode, node: Node, what: str) -> Answer:
        """Return an answer: a target, a list of branches, or a table with `label` and `to`."""
        name = self.reader.identifier(key, f"an answer of {what}")
        what = f'answer "{name}" of {what}'
        label = ""
        # By default, the value of the answer's key is the target itself.
        to: Node | None = node
        if isinstance(node, MappingNode):
            # The usual answers have a label already, so it is optional for them.
            record = "labelled answer" if name in USUAL_ANSWERS else "answer"
            table, fields = self.reader.fields(node, record, what)
            label, to = fields["label"], table.get("to")
        elif name not in USUAL_ANSWERS:
            message = f'{what} is missing "label"; write {{label: ..., to: ...}}'
            self.reader.report(key.location, "key-missing", message)
        # A missing `to` is already reported as a missing key.
        edges = () if to is None else tuple(self._read_edges(to, what))
        return Answer(name, label, edges, key.location)

    def _read_edges(self, node: Node, what: str) -> Iterator[Edge]:
        """Yield the branches of an answer. A target by itself is one branch without a condition."""
        if not isinstance(node, SequenceNode):
            yield Edge(None, self._answer_target(node, what), node.location)
            return
        if not node.items:
            message = f"{what} leads to an empty list; add a target"
            self.reader.report(node.location, "text-missing", message)
        for item in node.items:
            table, _ = self.reader.fields(item, "edge", f"a branch of {what}")
            to, when = table.get("to"), table.get("if")
            if to is not None:
                condition = self.reader.condition(when, self.references.sets) if when else None
                yield Edge(condition, self._answer_target(to, what), item.location)

    def _answer_target(self, node: Node, what: str) -> Target:
        """Return the target of an answer, which must not be the start page of its own flow."""
        target = self.references.target(node, what)
        # The graph rules see only links between steps, so they would miss this loop.
        if isinstance(node, ScalarNode) and node.text.strip() == f"{self.id}/":
            message = f"{what} leads back to the start of its own flow: these answers form a loop"
            self.reader.report(node.location, "flow-cycle", message)
        return target

    def _check_caution(self, table: MappingNode, what: str) -> None:
        """Report a caution that is not a step. `validate.py` checks that every path passes it."""
        caution = table.get("caution")
        name = caution.text.strip() if isinstance(caution, ScalarNode) else ""
        if caution and name and name not in self.references.steps:
            hint = did_you_mean(name, self.references.steps)
            message = f'"caution" of {what} is "{name}", which is not a step of this flow.{hint}'
            self.reader.report(caution.location, "target-unknown", message)

    # Outcomes

    def _read_outcome(self, name: str, what: str, location: Location, node: Node) -> Outcome:
        """Return an outcome with its claims, of which there must be one, and its actions."""
        reader = self.reader
        table, fields = reader.fields(node, "outcome", what)
        claims = [
            self._read_outcome_claim(node, what) for node in reader.items(table, "claims", what)
        ]
        # Only for an empty list; other mistakes with this key are already reported.
        if not claims and isinstance(table.get("claims"), SequenceNode):
            message = f"{what} has no claims; an outcome needs at least one"
            reader.report(location, "outcome-claims", message)
        self._check_caution(table, what)
        actions = [
            self.references.action(node, "action", f'an action ("next") of {what}')
            for node in reader.items(table, "next", what)
        ]
        return Outcome(
            id=name,
            topics=tuple(self.shared.topic_numbers(reader, table, what)),
            # A claim that could not be read is None.
            claims=tuple(claim for claim in claims if claim),
            next=tuple(actions),
            offices=tuple(read_office_ids(reader, table, what, self.shared.offices)),
            location=location,
            **fields,
        )

    def _read_outcome_claim(self, node: Node, what: str) -> Claim | None:
        """Return a claim: the id of a shared one, such an id with a condition, or an inline one."""
        what = f"a claim of {what}"
        if isinstance(node, ScalarNode):
            return self._shared_claim(node, what)
        if not isinstance(node, MappingNode):
            return read_claim(self.reader, node, "own claim", what, node.location, self.sources)
        condition = self.references.condition(node, what)
        # `claim` is a key of this kind only, so it decides between the two tables.
        if "claim" not in node.entries:
            own = read_claim(self.reader, node, "own claim", what, node.location, self.sources)
            return replace(own, when=condition)
        self.reader.table(node, what, keys_of("claim by id"))
        words = self.reader.text(node, "when", what, field_of("claim by id", "when").limit)
        claim = self._shared_claim(node.entries["claim"][1], what)
        return replace(claim, when=condition, when_text=words) if claim else None

    def _shared_claim(self, node: Node, what: str) -> Claim | None:
        """Return the claim of claims.yaml that an id names, located where it is used."""
        if not isinstance(node, ScalarNode):
            # Called for its message that this must be text.
            self.reader.word(node, what)
            return None
        claims = self.shared.claims
        if node.text not in claims:
            report_unknown_claim(self.reader, node.text, node.location, claims)
            return None
        # Located at its use, since a condition may never be true in one outcome only.
        return replace(claims[node.text], location=node.location)
