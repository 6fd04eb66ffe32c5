"""Reading one flow file: its steps, answers, outcomes and claims.

The flow that comes out has the right shape, but may be invalid as a graph; `validate.py` checks
that, and `site.py` hands out valid flows only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from wizard.loader import forms
from wizard.loader.evidence import read_claim, read_sources, report_unknown_claim
from wizard.loader.generated_answers import FormReader, generated_answers, number_of_sets
from wizard.loader.key_words import words_for
from wizard.loader.offices import read_office_ids
from wizard.loader.reader import NodeReader
from wizard.loader.references import References
from wizard.loader.schema import FORMS, RESERVED_STEPS, USUAL_ANSWERS, field_of, keys_of
from wizard.loader.schema_flow import MAX_SETS, MAX_STEPS
from wizard.loader.shared import SharedFiles
from wizard.loader.suggest import quoted_list
from wizard.loader.templates import check_no_index
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.evidence import Claim, Source
from wizard.model.flow import ID, Answer, Edge, Flow, Outcome, Question, Step, Target
from wizard.model.generated_answers import Range, Tick
from wizard.model.problems import Location

# The two keys that make a step a question or an outcome, with keys that only such a step has.
_KINDS = {
    "ask": ("answers", *USUAL_ANSWERS, *FORMS),
    "outcome": ("says", "topics", "claims", "next"),
}


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
        check_no_index(reader, table, "the flow")
        nodes = reader.subtable(table, "steps")
        if len(nodes.entries) > MAX_STEPS:
            message = f"{len(nodes.entries)} steps in one flow; the maximum is {MAX_STEPS}"
            reader.report(nodes.location, "flow-large", message)
            # The time of every rule depends on the number of steps, so none is run.
            return None
        if (sets := sum(number_of_sets(node) for _, node in nodes)) > MAX_SETS:
            message = (
                f"{sets:,} sets of boxes in one flow; the maximum is {MAX_SETS:,}; give its "
                "questions fewer boxes"
            )
            reader.report(nodes.location, "flow-large", message)
            return None
        # Before the steps: their targets name steps below, and their conditions name sets.
        self.references = References(self.shared, reader, self.id, table, self._read_sets(table))
        own_sources = read_sources(reader, reader.subtable(table, "sources"))
        # The nearer definition wins: a flow may have a source with the id of a shared one.
        self.sources = {**self.shared.sources, **own_sources}
        self._check_step_id(table.get("start"), "the flow starts at", "one of its steps")
        flow = Flow(
            id=self.id,
            steps=MappingProxyType({key.text: self._read_step(key, node) for key, node in nodes}),
            moved=MappingProxyType(self._read_moved(table)),
            location=table.location_of("title"),
            **fields,
        )
        # If they could not be read, any of them may be cited.
        if not isinstance(table.get("sources") or table, MappingNode):
            reader.problems[:] = [each for each in reader.problems if each.code != "source-unknown"]
        return flow

    def _read_sets(self, table: MappingNode) -> dict[str, tuple[str, ...]]:
        """Return the named lists of answers that conditions can use."""
        reader, sets = self.reader, {}
        nodes = reader.subtable(table, "sets")
        for key, _ in nodes:
            items = reader.items(nodes, key.text, "sets", "id")
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
            if name in self.references.steps.table.entries:
                message = f'"{name}" is listed under "moved" but still exists'
                self.reader.report(key.location, "moved-alive", message)
            moved[name] = self.references.target(node, f'the new place of "{name}"')
        return moved

    # Questions

    def _read_step(self, key: ScalarNode, node: Node) -> Step:
        """Return a question if the step has the key `ask`, an outcome if it has `outcome`."""
        steps = self.references.steps.table
        name = self._identifier(key, "a step", steps, RESERVED_STEPS)
        what = f'step "{name}"'
        if isinstance(node, MappingNode) and not node.entries.keys() & _KINDS.keys():
            node = self._with_kind(key.location, what, node)
            if not node.entries.keys() & _KINDS.keys():
                # So that the file is read to its end. The flow is refused in any case.
                return Question(name, "", "", "", "", {}, location=key.location)
        if isinstance(node, MappingNode) and "ask" not in node.entries:
            return self._read_outcome(name, what, key.location, node)
        # Anything but a table is read as a question, whose reader reports it.
        return self._read_question(name, what, key.location, node)

    def _identifier(
        self, key: ScalarNode, what: str, table: MappingNode, reserved: Collection[str] = ()
    ) -> str:
        """Return the id that is a key of a table, and report what is wrong with it."""
        if ID.fullmatch(key.text):
            return self.reader.identifier(key, what, reserved)
        is_free = self.references.steps.words[key.text] == 1
        return self.reader.identifier(key, what, reserved, table.entries, is_free)

    def _with_kind(self, location: Location, what: str, table: MappingNode) -> MappingNode:
        """Report a step without `ask` and `outcome`.

        Returns its table, in which a misspelled key is the one of the two that it should be.
        """
        message = f'{what} needs "ask" (a question) or "outcome" (a result)'
        for key, _ in table:
            # A valid key is no typo, even if it looks like one.
            if key.text in (*keys_of("question"), *keys_of("outcome")):
                continue
            meant = self.reader.closest(key.text, _KINDS, words_for(_KINDS))
            if meant.name:
                renamed = forms.with_key(table, key.text, meant.name)
                keys = keys_of("question" if meant.name == "ask" else "outcome")
                # With keys of the other kind, it is not clear what the step should be.
                is_clear = meant.certain and {*renamed.entries} <= {*keys}
                fix = forms.renamed(key, meant.name) if is_clear else None
                message = f'{message}; it has "{key.text:.60}".{meant}'
                self.reader.report(key.location, "step-kind", message, fix)
                return renamed if is_clear else table
        for kind, keys in _KINDS.items():
            if found := [key for key in keys if key in table.entries]:
                message = f'{message}; with "{found[0]}" it needs "{kind}"'
                break
        self.reader.report(location, "step-kind", message)
        return table

    def _read_question(self, name: str, what: str, location: Location, node: Node) -> Question:
        """Return a question. Its answers are under `answers` or a form, or yes, no and unsure."""
        table, fields = self.reader.fields(node, "question", what)
        table = self._forms.with_boxes(table, what)
        usual = [key for key in USUAL_ANSWERS if key in table.entries]
        custom = table.get("answers")
        if custom is not None:
            nodes = list(self.reader.table(custom, f"the answers of {what}", record="answer"))
        else:
            # In the author's order, which is the order of the buttons on the page.
            nodes = [table.entries[key] for key in table.entries if key in usual]
        ids = MappingNode({key.text: (key, node) for key, node in nodes}, location)
        self._check_kinds(table, usual, location, what)
        answers = {key.text: self._read_answer(key, node, ids, what) for key, node in nodes}
        self._check_caution(table, what)
        form, branches = self._read_form(name, table, fields.pop("none"), what)
        if form:
            place = next(table.entries[key][0].location for key in FORMS if key in table.entries)
            generated = generated_answers(form, name, branches, place)
            answers = {answer.id: answer for answer in generated} | answers
        return Question(
            id=name,
            answers=MappingProxyType(answers),
            location=location,
            form=form,
            branches=branches,
            **fields,
        )

    @property
    def _forms(self) -> FormReader:
        """The reader of questions with generated answers."""
        events, parts = self.shared.areas.get("deadlines", ()), self.shared.templates.parts
        if events is not None:
            # A list of rows is no event.
            events = [event for event in events if f"deadlines/{event}" not in parts]
        return FormReader(self.reader, self.references.steps, events)

    def _check_kinds(
        self, table: MappingNode, usual: list[str], location: Location, what: str
    ) -> None:
        """Report a question with answers of no kind or of two kinds, and keys of a missing form."""
        reader, custom = self.reader, table.get("answers")
        kinds = [key for key in ("answers", *FORMS) if key in table.entries]
        # A form may have "unsure", since no box and no number says that.
        others = usual if custom is not None else [key for key in usual if key != "unsure"]
        if kinds and (len(kinds) > 1 or others):
            message = f"{what} cannot have both {quoted_list([kinds[0]])} and "
            message += quoted_list([*kinds[1:], *others])
            reader.report(location, "answers-twice", message)
        of_form = [key for key in ("none", "to") if key in table.entries]
        # The key of the form may be one that is misspelled, which is already reported.
        is_clear = not of_form or {*table.entries} <= {*keys_of("question")}
        # Without keys or with answers that are not a table, it could not be read, which is already
        # reported.
        is_empty = isinstance(custom, MappingNode) and not custom.entries
        if is_empty or (table.entries and not kinds and not usual and is_clear):
            message = (
                f'{what} has no answers; add "yes", "no" and "unsure", or one of '
                f"{quoted_list(('answers', *FORMS))}"
            )
            reader.report(location, "question-answers", message)
        elif is_clear and "tick" not in kinds and "none" in of_form:
            message = f'{what} has "none" but no "tick"; add the boxes of which none may fit'
            reader.report(table.entries["none"][0].location, "key-unknown", message)
        elif is_clear and not {*FORMS} & {*kinds} and "to" in of_form:
            message = f'{what} has "to", but each of its answers has its own target'
            reader.report(table.entries["to"][0].location, "key-unknown", message)

    def _read_form(
        self, name: str, table: MappingNode, none: str, what: str
    ) -> tuple[Tick | Range | None, tuple[Edge, ...]]:
        """Return the form of a question and where its answers lead, if it has a form."""
        if not any(key in table.entries for key in FORMS):
            return None, ()
        form = self._forms.read(table, none, what)
        to = table.get("to")
        if to is None:
            message = f'{what} is missing "to", where its answers lead'
            self.reader.report(table.location, "key-missing", message)
            return None, ()
        if isinstance(to, MappingNode):
            self._forms.report_branches(name, to, table, what)
            return form, ()
        return form, tuple(self._read_edges(to, f'"to" of {what}'))

    def _read_answer(self, key: ScalarNode, node: Node, ids: MappingNode, what: str) -> Answer:
        """Return an answer: a target, a list of branches, or a table with `label` and `to`."""
        name = self._identifier(key, f"an answer of {what}", ids)
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
            # Text with spaces is a label, and anything else leads somewhere.
            if isinstance(node, ScalarNode) and " " in node.text.strip():
                missing, form, to = "to", f"{{label: {forms.inline(node)}, to: ...}}", None
            else:
                missing, form = "label", f"{{label: ..., to: {forms.inline(node)}}}"
            message = f'{what} is missing "{missing}"{forms.write(form)}'
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
            if isinstance(item, MappingNode):
                item = self._without_question(item, f"a branch of {what}")
            table, _ = self.reader.fields(item, "edge", f"a branch of {what}")
            to, when = table.get("to"), table.get("if")
            if to is not None:
                condition = self.references.conditions.read(when) if when else None
                yield Edge(condition, self._answer_target(to, what), item.location)

    def _without_question(self, branch: MappingNode, what: str) -> MappingNode:
        """Return a branch without the question that should be under `if`, which is reported."""
        keys = {*keys_of("edge")} & branch.entries.keys()
        for key, value in branch if "if" not in keys else ():
            if key.text not in keys and self.references.steps.answers(key.text):
                form, fix = forms.under_if(key, value)
                message = f'{what} has no key "{key.text}"{forms.write(form)}'
                self.reader.report(key.location, "key-unknown", message, fix)
                others = {name: pair for name, pair in branch.entries.items() if name != key.text}
                return replace(branch, entries=others)
        return branch

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
        self._check_step_id(table.get("caution"), f'"caution" of {what} is', "a step of this flow")

    def _check_step_id(self, node: Node | None, what: str, kind: str) -> None:
        """Report a text that is not the id of a step."""
        # Empty text, and anything but text, is reported by the reader of all keys.
        if not isinstance(node, ScalarNode):
            return
        name, steps = node.text.strip(), self.references.steps
        if name and name not in steps.table.entries and (meant := steps.suggest_step(node)):
            message = f'{what} "{name:.60}", which is not {kind}.{meant[0]}'
            self.reader.report(node.location, "target-unknown", message, meant[1])

    # Outcomes

    def _read_outcome(self, name: str, what: str, location: Location, node: Node) -> Outcome:
        """Return an outcome with its claims, of which there mostly must be one, and its actions."""
        reader = self.reader
        table, fields = reader.fields(node, "outcome", what)
        before = len(reader.problems)
        claims = [
            self._read_outcome_claim(node, what)
            for node in reader.items(table, "claims", what, "outcome claim")
        ]
        # A row can leave all of them out. Claims that could not be read are reported already.
        if self.shared.needs_claims and not any(claims) and len(reader.problems) == before:
            message = f'{what} has no claims; add one, or write "claims: optional" in site.yaml'
            reader.report(location, "outcome-claims", message)
        self._check_caution(table, what)
        actions = [
            self.references.action(node, "action", f'an action ("next") of {what}')
            for node in reader.items(table, "next", what, "action")
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
            return self._own_claim(node, what)
        condition = self.references.condition(node, what)
        # `claim` is a key of this kind only, so it decides between the two tables.
        if "claim" not in node.entries:
            return replace(self._own_claim(node, what), when=condition)
        self.reader.table(node, what, keys_of("claim by id"))
        words = self.reader.text(node, "when", what, field_of("claim by id", "when").limit)
        claim = self._shared_claim(node.entries["claim"][1], what)
        return replace(claim, when=condition, when_text=words) if claim else None

    def _own_claim(self, node: Node, what: str) -> Claim:
        """Return a claim that is written in its outcome."""
        levels = self.shared.levels
        return read_claim(self.reader, node, "own claim", what, node.location, self.sources, levels)

    def _shared_claim(self, node: Node, what: str) -> Claim | None:
        """Return the claim of claims.yaml that an id names, located where it is used."""
        if not isinstance(node, ScalarNode):
            # Called for its message that this must be text.
            self.reader.word(node, what)
            return None
        claims = self.shared.claims_for(self.id)
        if node.text not in claims:
            report_unknown_claim(self.reader, node, claims, self.shared.row_claims)
            return None
        # Located at its use, since a condition may never be true in one outcome only.
        claim = claims[node.text]
        return replace(claim, location=node.location) if claim else None
