"""Reading conditions on earlier answers, the tables under `if`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wizard.loader import forms
from wizard.loader.generated_conditions import IntervalConditions, answers_with
from wizard.loader.own_steps import OwnSteps
from wizard.loader.reader import MANY, NodeReader
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
        if isinstance(value, MappingNode):
            if self.steps.form(key.text) in ("range", "since"):
                return self.intervals.read(key, value)
            self._report_nested(key, value, table)
            return None
        return self._answered_with(key, value)

    @property
    def intervals(self) -> IntervalConditions:
        """The reader of conditions on questions with cut points."""
        return IntervalConditions(self.reader, self.steps)

    def _answered_with(self, key: ScalarNode, value: ScalarNode | SequenceNode) -> AnsweredWith:
        """Return one question of a condition with its answers. The names of sets are replaced."""
        nodes = value.items if isinstance(value, SequenceNode) else (value,)
        names = [self.reader.word(node, f'the answer to "{key.text}"', MAX_ID) for node in nodes]
        if key.text not in self.steps.table.entries or self.steps.is_outcome(key.text):
            self._report_unknown_question(key)
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

    def _report_unknown_question(self, key: ScalarNode) -> None:
        """Report a question that this flow does not have."""
        name = key.text
        if self.steps.is_outcome(name):
            message = f'the condition uses "{name}", which is an outcome, not a question'
            self.reader.report(key.location, "guard-question", message)
        elif meant := self.steps.suggest_question(key):
            hint, fix = meant
            message = (
                f'the condition uses "{name:.60}", which is not a question of this flow.{hint}'
            )
            self.reader.report(key.location, "guard-question", message, fix)

    def _report_unknown_answer(self, question: str, node: ScalarNode, answers: MappingNode) -> None:
        """Report an answer that a question does not have."""
        name = node.text.strip()
        message = f'"{question}" has no answer "{name:.60}"'
        if several := _several(name, answers):
            form = f"[{', '.join(several)}]"
            fix = forms.replacement(node, form)
            self.reader.report(node.location, "guard-answer", message + forms.write(form), fix)
        elif meant := self.steps.suggest_answer(node, answers):
            hint, fix = meant
            hint = hint or f" It has {quoted_list(answers.entries)}."
            self.reader.report(node.location, "guard-answer", f"{message}.{hint}", fix)

    def _report_nested(self, key: ScalarNode, value: MappingNode, table: MappingNode) -> None:
        """Report a table where the answer to a question belongs."""
        message, form = f'the answer to "{key.text:.60}" must be text', ""
        if [*value.entries] == ["not"]:
            form = f"{{not: {{{key.text}: {forms.inline(value.entries['not'][1])}}}}}"
        elif key.text in ("and", "all"):
            message = f'a condition has no "{key.text}"; all of its questions must match'
            others = {name: pair for name, pair in table.entries.items() if name != key.text}
            if not others.keys() & value.entries.keys():
                form = forms.inline(MappingNode(others | value.entries, table.location))
        # The form takes the place of the table, of which it must leave nothing out.
        is_whole = len(table.entries) == 1 or not form.startswith("{not")
        fix = forms.replacement(table, form) if is_whole else None
        self.reader.report(value.location, "shape-text", message + forms.write(form), fix)

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
            return self._pair(words[0], " or ".join(words[1:])) if len(words) > 1 else ""
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
        if name in answers.entries:
            return f"{{{question}: {name}}}"
        several = _several(name, answers)
        return f"{{{question}: [{', '.join(several)}]}}" if several else ""


def _several(text: str, answers: MappingNode) -> list[str]:
    """Return the answers in a text such as "letter or court"; none if it is something else."""
    names = _OR.split(text) if len(text) <= forms.MAX_FORM else []
    return names if len(names) > 1 and all(name in answers.entries for name in names) else []
