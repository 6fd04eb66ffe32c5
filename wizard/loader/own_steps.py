"""The steps of one flow as they are written, for everything that names a step or an answer.

They are looked at before any step is read, since targets and conditions can name later ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from wizard.loader import forms
from wizard.loader.cut_points import points_in
from wizard.loader.reader import NodeReader
from wizard.loader.schema import FORMS, USUAL_ANSWERS, field_of, keys_of
from wizard.loader.suggest import Shown, Suggestion, by_fold
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.flow import ID
from wizard.model.problems import NOWHERE, Fix, Location

# What readers see of a step and may be written instead of its id.
_SHOWN = ("title", "ask", "outcome")

# Labels of the usual answers that authors know from the pages.
_USUAL_LABELS = {"yes": "Yes", "no": "No", "unsure": "Not sure"}

NO_TABLE = MappingNode({}, NOWHERE)  # of a file that is not a flow


@dataclass
class OwnSteps:
    """The steps of the flow whose file has the table `flow`."""

    reader: NodeReader
    flow: MappingNode
    _misspelled: set[str] = field(default_factory=set)

    @cached_property
    def table(self) -> MappingNode:
        """The steps by id; empty if they cannot be read, which is reported elsewhere."""
        node = self.flow.get("steps")
        return node if isinstance(node, MappingNode) else NO_TABLE

    def is_incomplete(self, table: MappingNode) -> bool:
        """Return whether a table lacks an id because of a mistake that is already reported."""
        if not table.entries:
            return table is NO_TABLE and table is not self.flow
        first = next(iter(table))[0].location
        # Of two keys that are the same, only the first is here. The other one may be any id.
        return any(
            place.column == first.column and place.line >= first.line for place in self.repeated
        )

    @cached_property
    def repeated(self) -> list[Location]:
        """Where a key is that its table already has. All of them are found before any step."""
        problems = self.reader.problems
        return [each.location for each in problems if each.code == "yaml-repeated-key"]

    @cached_property
    def words(self) -> Counter[str]:
        """How often each text is in the file, as a key or as a value."""
        return Counter(scalar.text.strip() for scalar in _scalars(self.flow))

    @cached_property
    def shown(self) -> Shown:
        """What readers see of the steps."""
        return self._shown(self.table.entries)

    @cached_property
    def questions(self) -> dict[str, None]:
        """The ids of the steps that are not outcomes."""
        return {name: None for name in self.table.entries if not self.is_outcome(name)}

    @cached_property
    def questions_shown(self) -> Shown:
        """What readers see of the questions."""
        return self._shown(self.questions)

    def _shown(self, steps: Iterable[str]) -> Shown:
        """Return what readers see of some steps."""
        tables = ((step, self.table.get(step)) for step in steps)
        texts = (
            (table.get(key), step)
            for step, table in tables
            if isinstance(table, MappingNode)
            for key in _SHOWN
        )
        return by_fold((node.text, step) for node, step in texts if isinstance(node, ScalarNode))

    def is_outcome(self, name: str) -> bool:
        """Return whether a step is an outcome."""
        node = self.table.get(name)
        return isinstance(node, MappingNode) and "outcome" in node.entries

    def form(self, question: str) -> str:
        """Return the key of the form of a question: `tick`, `range`, `since` or nothing."""
        node = self.table.get(question)
        entries = node.entries if isinstance(node, MappingNode) else {}
        return next((key for key in FORMS if key in entries), "")

    def cut_points(self, question: str) -> tuple[int, ...] | None:
        """Return the cut points of a question, or None if they cannot be read."""
        node, form = self.table.get(question), self.form(question)
        table = node.get(form) if isinstance(node, MappingNode) and form else None
        key = "days" if form == "since" else "at"
        if form not in ("range", "since") or not isinstance(table, MappingNode):
            return None
        return points_in(table.get(key), field_of(form, key).limit)

    def answers(self, question: str) -> MappingNode | None:
        """Return the answers of a question by id, or None if not all of them are known.

        Those of a question with boxes are the boxes and the answer for none.

        A question with a problem may have more answers than those that can be read.
        """
        node = self.table.get(question)
        if not isinstance(node, MappingNode) or not {*node.entries} <= {*keys_of("question")}:
            return None
        custom, boxes = node.get("answers"), node.get("tick")
        forms_used = {*FORMS} & node.entries.keys()
        # Which of two kinds is meant is not known, nor which form a target without one belongs to.
        if (custom and forms_used) or ("to" in node.entries and not forms_used):
            return None
        found = custom or boxes
        # A table without entries is reported, and none of its entries is known.
        if found and (
            not isinstance(found, MappingNode) or not found.entries or self.is_incomplete(found)
        ):
            return None
        if isinstance(custom, MappingNode):
            return custom
        entries = dict(boxes.entries) if isinstance(boxes, MappingNode) else {}
        keys = ("none", *USUAL_ANSWERS) if boxes else USUAL_ANSWERS
        entries |= {key: node.entries[key] for key in keys if key in node.entries}
        return MappingNode(entries, node.location)

    def suggest(
        self,
        node: ScalarNode,
        table: MappingNode,
        valid: Collection[str],
        shown: Shown,
    ) -> tuple[str, Fix | None] | None:
        """Return what a wrong id of a step or an answer means, as `NodeReader.suggest` does.

        Args:
            node: The node with the id.
            table: The steps or the answers, by id.
            valid: The ids in the table that could be meant.
            shown: What readers see of them.

        Returns:
            The end of a message, and a certain fix. None if nothing is to be reported, since the
            id is only wrong because of another problem.
        """
        name = node.text.strip()
        meant = self.reader.closest(name, valid, shown)
        if not meant.name:
            return None if self.is_incomplete(table) else ("", None)
        # The author has to rename that one in any case.
        if not ID.fullmatch(meant.name):
            return None
        # If nothing else names it, it may be the one with the typo.
        is_certain = meant.certain and (not ID.fullmatch(name) or self.words[meant.name] > 1)
        return str(meant), forms.renamed(node, meant.name) if is_certain else None

    def suggest_step(self, node: ScalarNode) -> tuple[str, Fix | None] | None:
        """Return what a wrong id of a step means, as `suggest` does."""
        if self._is_misspelled_step(node.text.strip()):
            return None
        return self.suggest(node, self.table, self.table.entries, self.shown)

    def suggest_question(self, node: ScalarNode) -> tuple[str, Fix | None] | None:
        """Return what a wrong id of a question means, as `suggest` does."""
        if self._is_misspelled_step(node.text.strip()):
            return None
        return self.suggest(node, self.table, self.questions, self.questions_shown)

    def _is_misspelled_step(self, name: str) -> bool:
        """Return whether a missing step is one whose own id has a typo, and report that once.

        That is so if several places name it, and none names the step with the similar id.
        """
        if name in self._misspelled:
            return True
        uses = self.words[name]
        if uses < 2 or not ID.fullmatch(name):
            return False
        meant = self.reader.closest(name, self.table.entries)
        if not meant.certain or self.words[meant.name] > 1 or not ID.fullmatch(meant.name):
            return False
        key = self.table.entries[meant.name][0]
        message = (
            f'nothing names the step "{key.text}", but "{name}" is named {uses} times.'
            f"{Suggestion(name)}"
        )
        self.reader.report(key.location, "target-unknown", message, forms.renamed(key, name))
        self._misspelled.add(name)
        return True

    def suggest_answer(
        self, node: ScalarNode, answers: MappingNode
    ) -> tuple[str, Fix | None] | None:
        """Return what a wrong id of one of these answers means, as `suggest` does."""
        shown = by_fold((_label(key.text, value), key.text) for key, value in answers)
        return self.suggest(node, answers, answers.entries, shown)


def _label(name: str, node: Node) -> str:
    """Return the text of an answer that readers see; empty if it is not known."""
    # A box has its label after its id, as the usual answers have their targets.
    if isinstance(node, ScalarNode) and name not in _USUAL_LABELS:
        return node.text
    label = node.get("label") if isinstance(node, MappingNode) else None
    return label.text if isinstance(label, ScalarNode) else _USUAL_LABELS.get(name, "")


def _scalars(node: Node) -> Iterator[ScalarNode]:
    """Yield every key and every text below a node."""
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _scalars(item)
    else:
        for key, value in node:
            yield key
            yield from _scalars(value)
