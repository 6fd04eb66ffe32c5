"""Answers as authors write them in cases and commands."""

from __future__ import annotations

import re
from collections.abc import Collection

from wizard.loader.cut_points import NUMBER
from wizard.loader.suggest import did_you_mean, quoted_list
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.flow import ID, Question
from wizard.model.generated_answers import Tick, Ticked, canonical_boxes


class AnswerError(Exception):
    """A text that is not an answer to its question; the message ends with the nearest name."""


def answer_named(question: Question, text: str) -> str:
    """Return the id of the answer to a question that a text names.

    Args:
        question: The question.
        text: The id of an answer. Boxes can be in any order, as in `water.heat`.

    Raises:
        AnswerError: The question has no such answer.
    """
    if text in question.answers:
        return text
    names = text.split(".")
    if not isinstance(question.form, Tick):
        message = f'"{question.id}" has no answer "{text}".'
        raise AnswerError(message + _hint(text, question.answers))
    boxes = question.form.boxes
    meant = re.sub(r"[\s,;+&]+", ".", text)
    if meant != text and {*meant.split(".")} <= {*boxes}:
        message = f'"{question.id}" has no answer "{text}"; write '
        raise AnswerError(message + canonical_boxes(question.form, meant))
    for name in names:
        if name in question.answers and name not in boxes:
            raise AnswerError(f'"{name}" and boxes of "{question.id}" cannot be combined')
        if name not in boxes:
            message = f'"{question.id}" has no box "{name}".'
            raise AnswerError(message + _hint(name, answer_names(question)))
        if names.count(name) > 1:
            raise AnswerError(f'"{text}" has the box "{name}" twice')
    return canonical_boxes(question.form, text)


def meant_answer(node: Node) -> str:
    """Return the id that a list of boxes or the bounds of an interval mean, or empty text.

    Authors who write conditions may write answers in the same way.
    """
    if isinstance(node, SequenceNode):
        names = [item.text.strip() if isinstance(item, ScalarNode) else "" for item in node.items]
        return ".".join(names) if all(map(ID.fullmatch, names)) else ""
    if not isinstance(node, MappingNode) or not node.entries.keys() <= {"from", "below"}:
        return ""
    bounds = {
        key.text: int(value.text)
        for key, value in node
        if isinstance(value, ScalarNode) and NUMBER.fullmatch(value.text)
    }
    if len(bounds) < len(node.entries):
        return ""
    if len(bounds) == 2:
        return f"from-{bounds['from']}-to-{bounds['below'] - 1}"
    return "".join(f"{bound}-{number}" for bound, number in bounds.items())


def answer_names(question: Question) -> tuple[str, ...]:
    """Return the names that answers to a question are made of: boxes instead of their sets."""
    boxes = tuple(question.form.boxes) if isinstance(question.form, Tick) else ()
    others = (
        answer.id
        for answer in question.answers.values()
        if not (isinstance(answer.means, Ticked) and answer.means.boxes)
    )
    return (*boxes, *others)


def _hint(name: str, valid: Collection[str]) -> str:
    """Return the end of a message: the nearest valid name, or all of them."""
    return did_you_mean(name, valid) or f" It has {quoted_list(valid)}."
