"""What a template becomes in a row, for random tables and templates.

A naive evaluation of the same templates, which knows all answers, says what must come out.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from wizard.loader.reader import NodeReader
from wizard.loader.rows import RowFiller
from wizard.loader.tables import PLACEHOLDER, Cell, Column, DataRow, DataTable
from wizard.loader.templates import SHOWN, of_rows
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.problems import Location, Problem
from wizard.model.tables import Table, TableRow

FILE = Location("records.yaml")
CHOICES = {"one": "the first", "two": "the second", "three": "the third"}
COLUMNS = {"kind": "choice", "other": "choice", "days": "number", "words": "text"}
ANSWERS = ("yes", "no", "unsure")
QUESTIONS = ("late", "asked")

# What a condition or a template is in Python: YAML without its locations.
Plain = dict[str, Any] | list[Any] | str

VALUES = {
    "choice": st.sampled_from(["", *CHOICES]),
    "number": st.sampled_from(["", "0", "7", "15"]),
    "text": st.sampled_from(["", "Empty", "Open Records Act", "{what}", "{state.days}", "[a](b)"]),
}
ROWS = st.fixed_dictionaries({name: VALUES[kind] for name, kind in COLUMNS.items()})
TABLES = st.lists(ROWS, min_size=1, max_size=6)


def data_of(rows: list[dict[str, str]]) -> DataTable:
    """Return a table with these cells. The rows are r0, r1 and so on, and their names R0, R1."""
    columns = {
        name: Column(name, kind, False, False, CHOICES if kind == "choice" else {}, FILE)
        for name, kind in COLUMNS.items()
    }
    data = {}
    for number, cells in enumerate(rows):
        place = {name: Location("tables/states.csv", number + 2, field=name) for name in COLUMNS}
        known = {name: Cell(text, place[name]) for name, text in cells.items()}
        data[f"r{number}"] = DataRow(f"r{number}", f"R{number}", known, FILE)
    table = Table("states", {row.id: TableRow(row.id, row.name) for row in data.values()})
    return DataTable("states", "state", columns, data, table)


def node_of(value: Plain) -> Node:
    """Return YAML as nodes. Each has another location."""
    if isinstance(value, str):
        return ScalarNode(value, FILE)
    if isinstance(value, list):
        return SequenceNode(tuple(map(node_of, value)), FILE)
    return MappingNode(
        {key: (ScalarNode(key, FILE), node_of(each)) for key, each in value.items()}, FILE
    )


def plain_of(node: Node) -> Plain:
    """Return nodes as Python values."""
    if isinstance(node, ScalarNode):
        return node.text
    if isinstance(node, SequenceNode):
        return [plain_of(item) for item in node.items]
    return {key.text: plain_of(value) for key, value in node}


def filled(data: DataTable, row: str, template: Plain) -> tuple[Any, list[Problem]]:
    """Return what a template becomes in a row, and the problems."""
    reader = NodeReader()
    node = node_of(template)
    assert isinstance(node, MappingNode)
    parts = frozenset(("records", "letters/request"))
    filler = RowFiller(data, data.rows[row], reader, parts=parts)
    result = filler.fill(node)
    assert result  # no template here has a condition itself
    return plain_of(result), reader.problems


# Conditions


def conditions(names: Mapping[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """Return conditions on these columns or questions, each with its values."""
    tests = st.sampled_from(sorted(names)).flatmap(
        lambda name: names[name].map(lambda value: {name: value})
    )
    return st.recursive(
        tests,
        lambda inner: (
            inner.map(lambda each: {"not": each})
            | st.lists(inner, min_size=1, max_size=3).map(lambda each: {"any": each})
            | st.lists(inner, min_size=1, max_size=3).map(merged)
        ),
        max_leaves=6,
    )


def merged(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one table with the keys of all: all of its parts must be true."""
    return {key: value for part in parts for key, value in part.items()}


def some(values: list[str]) -> st.SearchStrategy[Any]:
    """Return one of these values, or a list of them."""
    return st.sampled_from(values) | st.lists(st.sampled_from(values), min_size=1, unique=True)


OF_COLUMNS = {
    "state.kind": some([*CHOICES, "empty"]),
    "state.other": some([*CHOICES, "empty"]),
    "state.days": some(["empty", "0", "7"]),
    "state.words": some(["empty", "open records act"]),
}
OF_ROWS = conditions(OF_COLUMNS)
MIXED = conditions(OF_COLUMNS | {name: some([*ANSWERS]) for name in QUESTIONS})


def is_true(condition: Mapping[str, Any], known: Mapping[str, str]) -> bool:
    """Return whether a condition is true, given all cells and answers. Empty cells are "empty"."""
    return all(_is_part_true(key, value, known) for key, value in condition.items())


def _is_part_true(key: str, value: Any, known: Mapping[str, str]) -> bool:
    if key == "not":
        return not is_true(value, known)
    if key == "any":
        return any(is_true(each, known) for each in value)
    return known[key] in (value if isinstance(value, list) else [value])


def cells_of(row: Mapping[str, str]) -> dict[str, str]:
    """Return what conditions compare with: the cells of a row in lower case.

    A text that says "Empty" is not empty.
    """
    cells = {name: text.lower() if text != "Empty" else "..." for name, text in row.items()}
    return {f"state.{name}": text or "empty" for name, text in cells.items()}


def without_columns(condition: Mapping[str, Any], known: Mapping[str, str]) -> bool | None:
    """Return whether a condition is true whatever the answers are, or None if they matter.

    As in Kleene's logic: `late or not late` depends on an answer.
    """
    parts = [_part_without_columns(key, value, known) for key, value in condition.items()]
    return False if False in parts else None if None in parts else True


def _part_without_columns(key: str, value: Any, known: Mapping[str, str]) -> bool | None:
    if key == "not":
        inner = without_columns(value, known)
        return None if inner is None else not inner
    if key == "any":
        options = [without_columns(each, known) for each in value]
        return True if True in options else None if None in options else False
    return _is_part_true(key, value, known) if key in known else None


@given(ROWS, MIXED)
def test_condition_in_a_row_is_true_for_the_same_answers(
    row: dict[str, str], condition: dict[str, Any]
) -> None:
    """What is left of a condition has no column, and says the same for all answers.

    A condition that answers cannot change is decided: it is gone, and so may be what it is about.
    """
    template = {"claims": [{"text": "A claim.", "if": condition}]}
    result, problems = filled(data_of([row]), "r0", template)
    assert problems == []
    decided = without_columns(condition, cells_of(row))
    claims = result["claims"]
    assert (claims == []) == (decided is False)
    assert (claims == [{"text": "A claim."}]) == (decided is True)
    assert "state." not in str(claims)
    for answers in product(ANSWERS, repeat=len(QUESTIONS)):
        known = cells_of(row) | dict(zip(QUESTIONS, answers, strict=True))
        left = bool(claims) and ("if" not in claims[0] or is_true(claims[0]["if"], known))
        assert left == is_true(condition, known)


# Templates

TEXTS = st.lists(
    st.sampled_from(["Ask ", "{state.kind}", "{state.days}", "{state.words}", " days", "{what}"]),
    min_size=1,
    max_size=4,
).map("".join)
ALTERNATIVES = st.lists(st.fixed_dictionaries({"if": OF_ROWS, "text": TEXTS}), max_size=3).flatmap(
    lambda some: TEXTS.map(lambda last: [*some, {"text": last}])
)
CLAIMS = st.lists(
    st.fixed_dictionaries(
        {"text": TEXTS | ALTERNATIVES, "level": st.just("law")}, optional={"if": OF_ROWS}
    ),
    max_size=3,
)
STEPS = st.dictionaries(
    st.sampled_from(["one", "two", "three"]),
    st.fixed_dictionaries(
        {"outcome": TEXTS | ALTERNATIVES, "claims": CLAIMS}, optional={"if": OF_ROWS}
    ),
    min_size=1,
)
BODIES = st.lists(TEXTS | st.fixed_dictionaries({"if": OF_ROWS, "text": TEXTS}), max_size=3)
TEMPLATES = st.fixed_dictionaries({"title": TEXTS, "steps": STEPS, "body": BODIES})


def naive(template: Any, row: Mapping[str, str], gaps: set[str]) -> Any:
    """Return what a template becomes, and add the columns of its empty cells to `gaps`."""
    if isinstance(template, str):
        gaps |= {match[2] for match in PLACEHOLDER.finditer(template) if not row[match[2]]}
        return PLACEHOLDER.sub(lambda match: CHOICES.get(row[match[2]], row[match[2]]), template)
    if isinstance(template, list):
        kept = [each for each in template if _is_kept(each, row)]
        # A list of alternatives ends with one for all other rows; claims have levels.
        if template and isinstance(template[-1], dict) and [*template[-1]] == ["text"]:
            return naive(kept[0]["text"], row, gaps)
        return [naive(each, row, gaps) for each in kept]
    found = {
        key: naive(value, row, gaps)
        for key, value in template.items()
        if key != "if" and _is_kept(value, row)
    }
    return found["text"] if [*found] == ["text"] else found


def _is_kept(value: Any, row: Mapping[str, str]) -> bool:
    has_condition = isinstance(value, dict) and "if" in value
    return not has_condition or is_true(value["if"], cells_of(row))


@given(TABLES, TEMPLATES)
def test_filling_agrees_with_naive_filling(rows: list[dict[str, str]], template: Any) -> None:
    """Each row has its values, its own texts and no condition. Empty cells are its problems.

    A cell is filled in as it is, even if it looks like a placeholder.
    """
    data = data_of(rows)
    for number, row in enumerate(rows):
        gaps = set[str]()
        expected = naive(template, row, gaps)
        result, problems = filled(data, f"r{number}", template)
        assert {problem.location.field for problem in problems} == gaps
        assert {problem.code for problem in problems} <= {"cell-empty"}
        if not gaps:
            assert result == expected


@given(TABLES, TEMPLATES)
def test_filling_changes_nothing_else(rows: list[dict[str, str]], template: Any) -> None:
    """The nodes of the template stay as they are, and are used again if a row changes nothing."""
    data, node = data_of(rows), node_of(template)
    assert isinstance(node, MappingNode)
    before = copy.deepcopy(node)
    first = [RowFiller(data, row, NodeReader()).fill(node) for row in data.rows.values()]
    second = [RowFiller(data, row, NodeReader()).fill(node) for row in data.rows.values()]
    assert first == second
    assert node == before
    plain = node_of({"title": "A title", "steps": {"one": {"ask": "Late?", "if": {"late": "no"}}}})
    assert isinstance(plain, MappingNode)
    assert all(
        RowFiller(data, row, NodeReader()).fill(plain) is plain for row in data.rows.values()
    )


@given(ROWS, TEMPLATES)
def test_equal_rows_give_equal_parts(row: dict[str, str], template: Any) -> None:
    """The only difference is the id of the row in targets."""
    data = data_of([row, row])
    linked = {**template, "next": [{"to": "letters/request"}, {"to": "records/late"}]}
    (one, _), (two, _) = filled(data, "r0", linked), filled(data, "r1", linked)
    assert one["next"] == [{"to": "letters/request/r0"}, {"to": "records/r0/late"}]
    assert two["next"] == [{"to": "letters/request/r1"}, {"to": "records/r1/late"}]
    assert {**one, "next": []} == {**two, "next": []}


# Problems

MESSAGES = st.lists(st.sampled_from(["It is wrong.", "It is missing.", "It is late."]))


@given(st.lists(MESSAGES, min_size=1, max_size=8))
def test_problem_of_rows_names_exactly_these_rows(messages: list[list[str]]) -> None:
    """It is reported once. If all rows have it, it is one of the template."""
    data = data_of([{"kind": "", "other": "", "days": "", "words": ""}] * len(messages))
    found = {
        f"r{number}": [Problem(FILE, message, "row-text") for message in own]
        for number, own in enumerate(messages)
    }
    result = [problem.message for problem in of_rows(found, data)]
    assert sorted(result) == sorted(_expected(messages))


def _expected(messages: list[list[str]]) -> Iterator[str]:
    for message in {message for own in messages for message in own}:
        names = [f"R{number}" for number, own in enumerate(messages) if message in own]
        if len(names) == len(messages) > 1:
            yield message
        elif len(names) <= SHOWN + 1:
            yield f"{', '.join(names)}: {message}"
        else:
            yield f"{', '.join(names[:SHOWN])} and {len(names) - SHOWN} more rows: {message}"


@given(TABLES, st.sampled_from(sorted(COLUMNS)))
def test_empty_cell_that_a_text_needs_is_reported_at_the_cell(
    rows: list[dict[str, str]], column: str
) -> None:
    """The message begins with the name of its row only."""
    data = data_of(rows)
    template = {"title": f"A {{state.{column}}}", "summary": f"It is {{state.{column}}}."}
    found = {row: filled(data, row, template)[1] for row in data.rows}
    problems = [*of_rows(found, data)]
    empty = {number for number, row in enumerate(rows) if not row[column]}
    assert {problem.location.line - 2 for problem in problems} == empty
    for problem in problems:
        assert problem.location.field == column
        assert problem.message.startswith(f"R{problem.location.line - 2}: ")
