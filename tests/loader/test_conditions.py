"""Conditions: their parts, and what they name in the flow. test_mistakes.py has the messages."""

from __future__ import annotations

import pytest

from tests.loader.nodes import table, value
from wizard.loader.conditions import ConditionReader
from wizard.loader.own_steps import OwnSteps
from wizard.loader.reader import NodeReader
from wizard.model.conditions import AllOf, AnsweredWith, AnyOf, Not

FLOW = """\
steps:
  kind: {ask: Which?, answers: {letter: {}, court: {}, email: {}}}
  sent: {ask: Sent?, yes: late, no: late, unsure: late}
  late: {outcome: Late}
  odd: {ask: Odd?, answers: [one, two]}
"""


@pytest.fixture
def conditions() -> ConditionReader:
    """A reader of conditions in `FLOW`, with a set of two answers and one with a wrong answer."""
    reader = NodeReader()
    sets = {"paper": ("letter", "court"), "wrong": ("letter", "fax")}
    return ConditionReader(reader, OwnSteps(reader, table(FLOW)), sets)


def found(conditions: ConditionReader) -> list[str]:
    """Return the codes of the problems that were found."""
    return [problem.code for problem in conditions.reader.problems]


def test_read_combines_questions_not_and_any(conditions: ConditionReader) -> None:
    """Several keys must all match, and the names of sets stand for their answers."""
    node = value("{kind: [email, paper], not: {sent: yes}, any: [{kind: court}, {sent: no}]}")
    assert conditions.read(node) == AllOf(
        (
            AnsweredWith("kind", ("email", "letter", "court")),
            Not(AnsweredWith("sent", ("yes",))),
            AnyOf((AnsweredWith("kind", ("court",)), AnsweredWith("sent", ("no",)))),
        )
    )
    assert found(conditions) == []


def test_read_reports_table_without_questions(conditions: ConditionReader) -> None:
    """An empty table would always be true."""
    assert conditions.read(value("{}")) is None
    assert found(conditions) == ["guard-empty"]


def test_read_reports_not_without_questions_once(conditions: ConditionReader) -> None:
    """The condition around it is not reported as empty."""
    assert conditions.read(value("{not: nothing}")) is None
    assert found(conditions) == ["shape-table"]


def test_read_reports_set_with_wrong_answer(conditions: ConditionReader) -> None:
    """The message names the set, since the answer is not in the condition."""
    conditions.read(value("{kind: wrong}"))
    (problem,) = conditions.reader.problems
    assert problem.message == (
        '"kind" has no answer "fax". It has "letter", "court", "email". The set "wrong" names it.'
    )


def test_read_reports_nothing_about_answers_that_are_not_known(
    conditions: ConditionReader,
) -> None:
    """The answers of `odd` are not a table, which is reported where they are."""
    conditions.read(value("{odd: three}"))
    assert found(conditions) == []


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("kind = letter", "{kind: letter}"),
        ("kind == 'letter'", "{kind: letter}"),
        ("kind is letter", "{kind: letter}"),
        ("kind letter", "{kind: letter}"),
        ('"kind: letter"', "{kind: letter}"),
        ("kind != letter", "{not: {kind: letter}}"),
        ("kind is not letter", "{not: {kind: letter}}"),
        ("kind is letter or court", "{kind: [letter, court]}"),
        ("email", "{kind: email}"),
        ("[kind, letter]", "{kind: letter}"),
        ("[{kind: letter}, {kind: court}]", "{kind: [letter, court]}"),
    ],
)
def test_text_or_list_that_is_clear_is_fixed(
    conditions: ConditionReader, text: str, form: str
) -> None:
    """The fix and the message have the condition that the author means."""
    conditions.read(value(text))
    (problem,) = conditions.reader.problems
    assert problem.message.endswith(f"; write {form}")
    assert problem.fix
    assert problem.fix.text == form


@pytest.mark.parametrize(
    "text", ["kind = fax", "late = yes", "odd = one", "fax", "[kind]", "[]", "''", "[[kind]]"]
)
def test_text_or_list_that_is_unclear_is_not_fixed(conditions: ConditionReader, text: str) -> None:
    """The message has an example from the flow."""
    conditions.read(value(text))
    (problem,) = conditions.reader.problems
    assert problem.fix is None
    assert "{question: answer}, such as {kind: letter}" in problem.message or "{any: " in (
        problem.message
    )


def test_or_of_a_question_is_a_question(conditions: ConditionReader) -> None:
    """The id `or` is not reserved."""
    conditions.steps.table.entries["or"] = conditions.steps.table.entries["sent"]
    assert conditions.read(value("{or: yes}")) == AnsweredWith("or", ("yes",))
    assert found(conditions) == []
