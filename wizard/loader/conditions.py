"""Reading conditions on earlier answers, the tables under `if`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wizard.loader import forms
from wizard.loader.cut_points import meant_bounds
from wizard.loader.generated_conditions import (
    IntervalConditions,
    answers_with,
    boxes_in,
    hint_about_boxes,
    meant_by_boxes,
)
from wizard.loader.own_steps import OwnSteps
from wizard.loader.reader import MANY, NodeReader
from wizard.loader.schema import keys_of
from wizard.loader.suggest import quoted_list
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.conditions import AllOf, AnsweredWith, AnyOf, Condition, Not
from wizard.model.flow import MAX_ID

# How people write a condition as a text: signs or words between a question and an answer.
_UNEQUAL = re.compile(r"\s*!=\s*|\s+is not\s+")
_EQUAL = re.compile(r"\s*==?\s*|\s*:\s*|\s+is\s+|\s+")

# What people write between several answers.
_OR = re.compile(r"\s*[,|/]\s*(?:or\s+)?|\s+or\s+")


@dataclass
class ConditionReader:
    """A reader of the conditions of one flow, with the names of its sets of answers."""

    reader: NodeReader
    steps: OwnSteps
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def read(self, node: Node) -> Condition | None:
        """Return a condition, or None after a problem.

        Reports questions and answers that do not exist. Whether a question is answered before is
        checked later, on the graph.
        """
        if not isinstance(node, MappingNode):
            self._report_shape(node)
            return None
        if not node.entries:
            message = "a condition needs at least one question and answer"
            self.reader.report(node.location, "guard-empty", message)
        parts = [part for key, value in node if (part := self._part(key, value, node))]
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts)) if parts else None

    def _part(self, key: ScalarNode, value: Node, table: MappingNode) -> Condition | None:
        """Return the part of a condition under one key, or None after a problem."""
        # `not` and `any` are reserved, so no question can have such an id.
        if key.text == "not":
            part = self.read(value)
            return Not(part) if part else None
        is_or = key.text == "or" and "or" not in self.steps.table.entries
        if is_or:
            message, fix = 'a condition has no "or"; write any', forms.renamed(key, "any")
            self.reader.report(key.location, "guard-question", message, fix)
        if is_or or key.text == "any":
            items = self.reader.items(table, key.text, "a condition", "condition")
            options = [self.read(item) for item in items]
            return AnyOf(tuple(option for option in options if option))
        has_cut_points = self.steps.form(key.text) in ("range", "since")
        if isinstance(value, MappingNode):
            if has_cut_points:
                return self.intervals.read(key, value)
            self._report_nested(key, value, table)
            return None
        form = self.intervals.meant_by_list(key.text, value) if has_cut_points else ""
        if form:
            message = f'the answer to "{key.text}" cannot be a list with intervals'
            fix = forms.replacement(table, form) if len(table.entries) == 1 else None
            self.reader.report(value.location, "shape-text", message + forms.write(form), fix)
            return None
        return self._answered_with(key, value, table)

    @property
    def intervals(self) -> IntervalConditions:
        """The reader of conditions on questions with cut points."""
        return IntervalConditions(self.reader, self.steps)

    def _answered_with(
        self, key: ScalarNode, value: ScalarNode | SequenceNode, table: MappingNode
    ) -> AnsweredWith:
        """Return one question of a condition with its answers. The names of sets are replaced."""
        nodes = value.items if isinstance(value, SequenceNode) else (value,)
        names = [self.reader.word(node, f'the answer to "{key.text}"', MAX_ID) for node in nodes]
        if key.text not in self.steps.table.entries or self.steps.is_outcome(key.text):
            self._report_unknown_question(key, value, table)
        else:
            self._check_answers(key.text, nodes)
        # A name that is not a set is an answer.
        answers = tuple(answer for name in names for answer in self.sets.get(name, (name,)))
        if self.steps.form(key.text) == "tick":
            answers = tuple(answers_with(self.steps.answers(key.text), answers))
        return AnsweredWith(key.text, answers, key.location)

    def _check_answers(self, question: str, nodes: tuple[Node, ...]) -> None:
        """Report the answers that a question does not have, and the sets with such an answer."""
        answers = self.steps.answers(question)
        # If they are not all known, that is already reported.
        if answers is None:
            return
        for node in nodes:
            name = node.text.strip() if isinstance(node, ScalarNode) else ""
            wrong = [one for one in self.sets.get(name, (name,)) if one not in answers.entries]
            if name in self.sets:
                for one in wrong:
                    hint = f' It has {quoted_list(answers.entries)}. The set "{name}" names it.'
                    message = f'"{question}" has no answer "{one}".{hint}'
                    self.reader.report(node.location, "guard-answer", message)
            elif isinstance(node, ScalarNode) and name and wrong:
                self._report_unknown_answer(question, node, answers)

    def _report_unknown_question(self, key: ScalarNode, value: Node, table: MappingNode) -> None:
        """Report a question that this flow does not have."""
        name = key.text
        # The boxes of a question are also joined by a dot.
        if "." in name and name.partition(".")[0] not in self.steps.table.entries:
            message = f'the condition uses the column "{name:.60}", but this is not a template'
            self.reader.report(key.location, "guard-question", f'{message}; it has no "table"')
        elif self.steps.is_outcome(name):
            message = f'the condition uses "{name}", which is an outcome, not a question'
            self.reader.report(key.location, "guard-question", message)
        elif form := self._meant_by_part(name, value):
            message = f'the condition uses "{name}", which is not a question'
            fix = forms.replacement(table, form) if len(table.entries) == 1 else None
            self.reader.report(key.location, "guard-question", message + forms.write(form), fix)
        elif meant := self.steps.suggest_question(key):
            hint, fix = meant
            message = (
                f'the condition uses "{name:.60}", which is not a question of this flow.{hint}'
            )
            self.reader.report(key.location, "guard-question", message, fix)

    def _meant_by_part(self, name: str, value: Node) -> str:
        """Return the condition that a box or a bound in place of a question means, if one is clear.

        Authors write {heat: yes} for {home: heat}, and {below: 500} for {owed: {below: 500}}.
        """
        if not isinstance(value, ScalarNode) or len(self.reader.problems) >= MANY:
            return ""
        questions = self.steps.questions
        if name in keys_of("bounds"):
            text = f"{name} {value.text.strip()}"
            found = [form for question in questions if (form := self._pair(question, text))]
        else:
            tables = ((question, self._boxes(question)) for question in questions)
            form = "{{not: {{{}: {}}}}}" if value.text in ("no", "false") else "{{{}: {}}}"
            found = [form.format(question, name) for question, boxes in tables if name in boxes]
        return found[0] if len(found) == 1 else ""

    def _boxes(self, question: str) -> list[str]:
        """Return the boxes of a question; none if it has no boxes."""
        is_tick = self.steps.form(question) == "tick"
        return boxes_in(self.steps.answers(question)) if is_tick else []

    def _report_unknown_answer(self, question: str, node: ScalarNode, answers: MappingNode) -> None:
        """Report an answer that a question does not have."""
        name = node.text.strip()
        message = f'"{question}" has no answer "{name:.60}"'
        if several := _several(name, answers):
            form = f"[{', '.join(several)}]"
            fix = forms.replacement(node, form)
            self.reader.report(node.location, "guard-answer", message + forms.write(form), fix)
        elif hint := hint_about_boxes(question, name, self._boxes(question)):
            self.reader.report(node.location, "guard-answer", message + hint)
        elif meant := self.steps.suggest_answer(node, answers):
            hint, fix = meant
            if not fix and self.steps.form(question) in ("range", "since"):
                self.intervals.report_answer(question, node)
                return
            hint = hint or f" It has {quoted_list(answers.entries)}."
            self.reader.report(node.location, "guard-answer", f"{message}.{hint}", fix)

    def _report_nested(self, key: ScalarNode, value: MappingNode, table: MappingNode) -> None:
        """Report a table where the answer to a question belongs."""
        message, form = f'the answer to "{key.text:.60}" must be text', ""
        if value.entries and {*value.entries} <= {*keys_of("bounds")}:
            self._report_bounds(key, value, table)
            return
        if boxes := self._boxes(key.text):
            form = meant_by_boxes(key.text, value, boxes)
        if [*value.entries] == ["not"]:
            form = f"{{not: {{{key.text}: {forms.inline(value.entries['not'][1])}}}}}"
        elif key.text in ("and", "all"):
            message = f'a condition has no "{key.text}"; all of its questions must match'
            others = {name: pair for name, pair in table.entries.items() if name != key.text}
            if not others.keys() & value.entries.keys():
                form = forms.inline(MappingNode(others | value.entries, table.location))
        # The form takes the place of the table, of which it must leave nothing out.
        is_whole = len(table.entries) == 1 or key.text in ("and", "all")
        fix = forms.replacement(table, form) if is_whole else None
        self.reader.report(value.location, "shape-text", message + forms.write(form), fix)

    def _report_bounds(self, key: ScalarNode, value: MappingNode, table: MappingNode) -> None:
        """Report an interval of a question that has no cut points."""
        name, answers = key.text, self.steps.answers(key.text)
        if name not in self.steps.table.entries or self.steps.is_outcome(name):
            self._report_unknown_question(key, value, table)
        elif answers is not None:
            message = f'"{name}" has no cut points. It has {quoted_list(answers.entries)}.'
            self.reader.report(value.location, "guard-answer", message)

    # Text and lists in place of a condition

    def _report_shape(self, node: ScalarNode | SequenceNode) -> None:
        """Report a condition that is not a table."""
        message = f"a condition must be a table (key: value), but found {forms.described(node)}"
        # Every form is looked up among all questions.
        form = self._meant(node) if len(self.reader.problems) < MANY else ""
        fix = forms.replacement(node, form) if form else None
        if not form and isinstance(node, SequenceNode):
            form = f"{{any: {forms.inline(node)}}} if one of them is enough"
        form = form or "{question: answer}" + self._example()
        self.reader.report(node.location, "shape-table", message + forms.write(form), fix)

    def _example(self) -> str:
        """Return an example of a condition from this flow."""
        for key, _ in self.steps.table:
            answers = self.steps.answers(key.text)
            if answers and answers.entries:
                return f", such as {{{key.text}: {next(iter(answers.entries))}}}"
        return ""

    def _meant(self, node: ScalarNode | SequenceNode) -> str:
        """Return the condition that a text or a list stands for, or empty text if none is clear."""
        if isinstance(node, SequenceNode):
            return self._meant_by_list(node)
        text = node.text.strip(" {}") if len(node.text) <= forms.MAX_FORM else ""
        for sign, form in ((_UNEQUAL, "{{not: {}}}"), (_EQUAL, "{}")):
            words = sign.split(text, maxsplit=1)
            if len(words) == 2 and (pair := self._pair(*words)):
                return form.format(pair)
        owners = [key.text for key, _ in self.steps.table if self._pair(key.text, text)]
        return self._pair(owners[0], text) if len(owners) == 1 else ""

    def _meant_by_list(self, node: SequenceNode) -> str:
        """Return the condition that a list stands for, or empty text if none is clear."""
        words = [item.text for item in node.items if isinstance(item, ScalarNode)]
        if len(words) == len(node.items):
            either = " or ".join(words)
            found = [self._pair(key.text, either) for key, _ in self.steps.table]
            owned = [form for form in found if form]
            with_question = self._pair(words[0], " or ".join(words[1:])) if len(words) > 1 else ""
            return with_question or (owned[0] if len(owned) == 1 else "")
        tables = [item for item in node.items if isinstance(item, MappingNode)]
        pairs = [pair for table in tables for pair in table]
        is_one_question = len({key.text for key, _ in pairs}) == 1
        if is_one_question and len(pairs) == len(node.items):
            answers = [value.text for _, value in pairs if isinstance(value, ScalarNode)]
            return self._pair(pairs[0][0].text, " or ".join(answers))
        return ""

    def _pair(self, question: str, answer: str) -> str:
        """Return a condition on one question, or empty text if there is no such answer."""
        answers = self.steps.answers(question)
        if answers is None or self.steps.is_outcome(question):
            return ""
        name = answer.strip("\"'")
        if bounds := meant_bounds(name, self.steps.cut_points(question) or ()):
            return f"{{{question}: {bounds}}}"
        if name in answers.entries:
            return f"{{{question}: {name}}}"
        several = _several(name, answers)
        return f"{{{question}: [{', '.join(several)}]}}" if several else ""


def _several(text: str, answers: MappingNode) -> list[str]:
    """Return the answers in a text such as "letter or court"; none if it is something else."""
    names = _OR.split(text) if len(text) <= forms.MAX_FORM else []
    return names if len(names) > 1 and all(name in answers.entries for name in names) else []
