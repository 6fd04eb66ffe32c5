"""References to steps, flows, letters and deadlines: targets and actions, checked for existence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from wizard.loader.reader import NodeReader, is_address
from wizard.loader.shared import SharedFiles
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode
from wizard.model.conditions import Condition
from wizard.model.flow import Action, Target
from wizard.model.letters import LETTERS

# The file that a target needs, if the target names one of these areas and the area is empty.
AREA_FILES = {LETTERS: "{}/{}.yaml", "deadlines": "{}.yaml"}


@dataclass
class References:
    """A reader of the references in one file.

    A flow's references may name its own `steps`, by id alone, and its conditions may use `sets`.
    For any other file `flow` is empty.
    """

    shared: SharedFiles
    reader: NodeReader
    flow: str = ""
    steps: Collection[str] = ()
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def target(self, node: Node, what: str) -> Target:
        """Return a target, and report if it does not exist."""
        target = self.reader.target(node, self.flow, what)
        # Empty text and nodes that are not text are reported by the reader already.
        if isinstance(node, ScalarNode) and node.text.strip():
            if target.flow == self.flow:
                problem = self._missing_own_step(target)
            elif target.flow in self.shared.areas:
                problem = self._missing_in_area(target)
            else:
                problem = self._missing_in_flow(target, node.text.strip())
            if problem:
                message = f"{what} leads to {problem}"
                self.reader.report(node.location, "target-unknown", message)
        return target

    def _missing_own_step(self, target: Target) -> str:
        """Return what is wrong with a target in this flow, or empty text."""
        if not target.step or target.step in self.steps:
            return ""
        # A file that is not a flow has no steps, so an id alone cannot mean anything.
        if not self.flow:
            return f'"{target.step}"; write "flow/" or "flow/step"'
        hint = self.reader.did_you_mean(target.step, self.steps)
        return f'"{target.step}", which is not a step of this flow.{hint}'

    def _missing_in_area(self, target: Target) -> str:
        """Return what is wrong with a target among the letters or deadlines, or empty text."""
        ids = self.shared.areas[target.flow]
        if not target.step or target.step in ids:
            return ""
        hint = self.reader.did_you_mean(target.step, ids)
        return f'"{target.step}", which is not one of the {target.flow}.{hint}'

    def _missing_in_flow(self, target: Target, text: str) -> str:
        """Return what is wrong with a target in another flow, or empty text."""
        if target.flow not in self.shared.flow_ids:
            # The author means a letter or a deadline, of which the folder has none yet.
            if file := AREA_FILES.get(target.flow):
                return f'"{text}", but there is no {file.format(target.flow, target.step or "*")}'
            names = [*self.shared.flow_ids, *self.shared.areas]
            hint = self.reader.did_you_mean(target.flow, names)
            return f'the flow "{target.flow}", which does not exist.{hint}'
        # Only the keys of the other file are read, so that two flows can link to each other.
        steps = self.shared.steps_of(target.flow)
        if not target.step or target.step in steps:
            return ""
        hint = self.reader.did_you_mean(target.step, steps)
        return f'"{target.step}", which is not a step of the flow "{target.flow}".{hint}'

    def action(self, node: Node, record: str, what: str) -> Action:
        """Return an action: a label, and maybe a target and a condition.

        `record` is "action", "pointer" or "banner". Only an action can have a condition, and only
        the target of a banner cannot be a URL.
        """
        table, fields = self.reader.fields(node, record, what)
        to = table.get("to")
        target: Target | str | None = None
        # No target contains "://", so this is meant as a URL, even if it is not an https one.
        if record != "banner" and isinstance(to, ScalarNode) and "://" in to.text:
            target = to.text.strip()
            if not is_address(target):
                message = f"{what} leads to a URL that does not begin with https://"
                self.reader.report(to.location, "shape-address", message)
        elif to is not None:
            target = self.target(to, what)
        if record != "action":  # `if` and `when` were reported as unknown keys
            return Action(fields["label"], target, location=node.location)
        return Action(when=self.condition(table, what), to=target, location=node.location, **fields)

    def condition(self, table: MappingNode, what: str) -> Condition | None:
        """Return the condition of a claim or an action, and report words for a missing one."""
        node = table.get("if")
        if node is None and "when" in table.entries:
            message = f'{what} has "when" but no "if"; add the condition that "when" is about'
            self.reader.report(table.entries["when"][0].location, "guard-missing", message)
        return self.reader.condition(node, self.sets) if node else None
