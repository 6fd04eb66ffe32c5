"""References to steps, flows, letters and deadlines: targets and actions, checked for existence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from wizard.loader import forms
from wizard.loader.conditions import ConditionReader
from wizard.loader.contacts import read_contact
from wizard.loader.own_steps import NO_TABLE, OwnSteps
from wizard.loader.reader import NodeReader, https_form, is_address
from wizard.loader.shared import SharedFiles
from wizard.loader.suggest import Suggestion, by_fold, fold
from wizard.loader.targets import ROW_TARGET, TARGET
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode
from wizard.model.conditions import Condition
from wizard.model.flow import ID, Action, Target
from wizard.model.letters import LETTERS
from wizard.model.problems import Fix

# The file that a target needs, if the target names one of these areas and the area is empty.
AREA_FILES = {LETTERS: "{}/{}.yaml", "deadlines": "{}.yaml"}


@dataclass
class References:
    """A reader of the references in one file.

    A flow's references may name its own steps, by id alone, and its conditions may use `sets`.
    For any other file `flow` is empty, and so is `table`, the flow's table.
    """

    shared: SharedFiles
    reader: NodeReader
    flow: str = ""
    table: MappingNode = NO_TABLE
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def steps(self) -> OwnSteps:
        """The steps that the file defines."""
        return OwnSteps(self.reader, self.table)

    @cached_property
    def conditions(self) -> ConditionReader:
        """The reader of conditions on the questions of the file."""
        return ConditionReader(self.reader, self.steps, self.sets)

    def target(self, node: Node, what: str, or_url: str = "") -> Target:
        """Return a target, and report if it does not exist.

        `or_url` says that a URL would be right too, at the end of a message about the form.
        """
        text = node.text.strip() if isinstance(node, ScalarNode) else ""
        # A step with an invalid id is reported where it is, and not at every target.
        if isinstance(node, ScalarNode) and text in self.steps.table.entries:
            return Target(self.flow, text, node.location)
        of_row = self._names_template(text)
        pattern = ROW_TARGET if of_row else TARGET
        if isinstance(node, ScalarNode) and not pattern.fullmatch(text):
            self._report_form(node, what, or_url)
            return Target(self.flow, "", node.location)
        target = self.reader.target(node, self.flow, what, of_row)
        # Empty text and nodes that are not text are reported by the reader.
        if isinstance(node, ScalarNode) and text and not (of_row and self._is_unread(text)):
            self._check(node, target, what)
        return target

    def _names_template(self, text: str) -> bool:
        """Return whether a target begins with the id of a template, before that of a row."""
        return any(template in self.shared.templates.parts for template in _templates_in(text))

    def _is_unread(self, text: str) -> bool:
        """Return whether the rows of the template that a target names could not be read."""
        templates = self.shared.templates
        return not any(map(templates.table_of, _templates_in(text)))

    def _check(self, node: ScalarNode, target: Target, what: str) -> None:
        """Report a target that does not exist."""
        flow, step = target.flow, target.step
        if flow == self.flow:
            self._check_own_step(node, step, what)
        elif flow in self.shared.areas:
            self._check_step(node, flow, self.shared.areas[flow], f"one of the {flow}", what)
        elif flow in self.shared.flow_ids:
            # Only the keys of the other file are read, so that two flows can link to each other.
            steps = self.shared.steps_of(flow)
            self._check_step(node, flow, steps, f'a step of the flow "{flow}"', what)
        else:
            self._report_unknown_flow(node, flow, step, what)

    def _report_form(self, node: ScalarNode, what: str, or_url: str) -> None:
        """Report a text that cannot be a target, with the step that it may stand for."""
        text, steps = node.text.strip(), self.steps.table.entries
        message = f'{what} cannot be "{text:.60}"'
        meant = self.reader.closest(text, steps, self.steps.shown)
        if meant.certain and ID.fullmatch(meant.name):
            message = f"{message}; write the id of a step.{meant}"
            fix = forms.renamed(node, meant.name)
            self.reader.report(node.location, "target-form", message, fix)
            return
        # A step with an invalid id is reported where it is.
        if meant.certain:
            return
        meant = self.reader.closest(text, (), by_fold((name, name) for name in self._others(text)))
        if meant.certain:
            fix = forms.renamed(node, meant.name)
            self.reader.report(node.location, "target-form", f"{message}.{meant}", fix)
        else:
            rule = f'; write a step, "flow/" or "flow/step"{or_url}'
            rule = (or_url and https_form(text)) or rule
            self.reader.report(node.location, "target-form", message + rule)

    def _others(self, text: str) -> Iterator[str]:
        """Yield the targets outside this file that a text with wrong signs can mean."""
        flow = fold(text.partition("/")[0])
        for other in (*self.shared.flow_ids, *self.shared.areas):
            yield f"{other}/"
            if "/" in text and fold(other) == flow:
                steps = self.shared.areas.get(other) or self.shared.steps_of(other) or ()
                yield from (f"{other}/{step}" for step in steps)

    def _check_own_step(self, node: ScalarNode, step: str, what: str) -> None:
        """Report a target in this flow that does not exist."""
        if not step or step in self.steps.table.entries:
            return
        if step in self.shared.flow_ids or step in self.shared.areas:
            other = Suggestion(f"{step}/")
            message = f'{what} leads to "{step}", which is not a step.{other}'
            fix = forms.renamed(node, other.name)
            self.reader.report(node.location, "target-unknown", message, fix)
        elif step in self.shared.steps_left_out(self.flow):
            message = (
                f'{what} leads to "{step}", which this row leaves out; give the branch the '
                "condition of that step"
            )
            self.reader.report(node.location, "target-unknown", message)
        # A file that is not a flow has no steps, so an id alone cannot mean anything.
        elif not self.flow:
            message = f'{what} leads to "{step}"; write "flow/" or "flow/step"'
            self.reader.report(node.location, "target-unknown", message)
        elif meant := self.steps.suggest_step(node):
            message = f'{what} leads to "{step}", which is not a step of this flow.{meant[0]}'
            self.reader.report(node.location, "target-unknown", message, meant[1])

    def _check_step(
        self, node: ScalarNode, flow: str, ids: Collection[str] | None, kind: str, what: str
    ) -> None:
        """Report a target in another flow, or a letter or a deadline, that does not exist."""
        step = node.text.strip().removeprefix(f"{flow}/")
        # If the ids are not known, their file has a problem that is already reported.
        if step and ids is not None and step not in ids:
            hint, fix = self.reader.suggest(node, ids, prefix=f"{flow}/")
            if data := self.shared.templates.table_of(flow):
                row = step if step in data.rows else next(iter(data.rows))
                form = f"{flow}/{row}/{step if step != row else ''}"
                hint = f' It is a template: name a row, as in "{form}".'
            message = f'{what} leads to "{step}", which is not {kind}.{hint}'
            self.reader.report(node.location, "target-unknown", message, fix)

    def _report_unknown_flow(self, node: ScalarNode, flow: str, step: str, what: str) -> None:
        """Report a target in a flow, or of a kind, that does not exist."""
        # The author means a letter or a deadline, of which the folder has none yet.
        if file := AREA_FILES.get(flow):
            missing = f"there is no {file.format(flow, step or '*')}"
            message = f'{what} leads to "{node.text.strip()}", but {missing}'
            self.reader.report(node.location, "target-unknown", message)
            return
        message = f'{what} leads to the flow "{flow}", which does not exist.'
        if not step and flow in self.steps.table.entries:
            fix = forms.renamed(node, flow)
            hint = f' It is a step of this flow: write "{flow}" without the slash.'
        else:
            hint, fix = self._suggest_flow(node, flow, step)
        self.reader.report(node.location, "target-unknown", message + hint, fix)

    def _suggest_flow(self, node: ScalarNode, flow: str, step: str) -> tuple[str, Fix | None]:
        """Return what a wrong id of a flow means, as `NodeReader.suggest` does."""
        meant = self.reader.closest(flow, [*self.shared.flow_ids, *self.shared.areas])
        is_certain = meant.certain and not step
        fix = forms.renamed(node, f"{meant.name}/") if is_certain else None
        return str(meant), fix

    def place(self, node: Node, what: str) -> Target | str:
        """Return a target, an https URL or a contact."""
        if contact := read_contact(self.reader, node, what):
            return contact
        text = node.text.strip() if isinstance(node, ScalarNode) else ""
        # No target contains "://", so this is meant as a URL, even if it is not an https one.
        if "://" not in text:
            urls = ", or a URL that begins with https://, tel: or mailto:"
            return self.target(node, what, urls)
        if not is_address(text):
            message = f"{what} leads to a URL that does not begin with https://"
            self.reader.report(node.location, "shape-address", message + https_form(text))
        return text

    def action(self, node: Node, record: str, what: str) -> Action:
        """Return an action: a label, and maybe a target and a condition.

        `record` is "action", "pointer" or "banner". Only an action can have a condition, and only
        a banner must lead to a page of the site.
        """
        table, fields = self.reader.fields(node, record, what)
        to = table.get("to")
        target: Target | str | None = None
        if to is not None:
            target = self.target(to, what) if record == "banner" else self.place(to, what)
        if record != "action":  # `if` and `when` were reported as unknown keys
            return Action(fields["label"], target, location=node.location)
        return Action(when=self.condition(table, what), to=target, location=node.location, **fields)

    def condition(self, table: MappingNode, what: str) -> Condition | None:
        """Return the condition of a claim or an action, and report words for a missing one."""
        node = table.get("if")
        if node is None and "when" in table.entries:
            message = f'{what} has "when" but no "if"; add the condition that "when" is about'
            self.reader.report(table.entries["when"][0].location, "guard-missing", message)
        return self.conditions.read(node) if node else None


def _templates_in(text: str) -> tuple[str, ...]:
    """Return the ids of templates with which a target may begin."""
    parts = text.split("/")
    return (parts[0], "/".join(parts[:2])) if len(parts) > 1 else ()
