"""Reading nodes by the schema: values, limits, required keys, targets and conditions."""

from __future__ import annotations

from datetime import date

import pytest

from tests.loader.nodes import table, value
from wizard.loader import reader as reader_module
from wizard.loader.reader import NodeReader, is_missing
from wizard.loader.schema import RECORD_TYPES
from wizard.loader.suggest import Suggestion
from wizard.loader.yaml_nodes import MappingNode
from wizard.model.flow import Target


def codes(reader: NodeReader) -> list[str]:
    """Return the codes of the problems that a reader found."""
    return [problem.code for problem in reader.problems]


def test_fields_returns_values_by_names_of_the_model() -> None:
    """Dates are dates, and a key with a dash becomes a name with an underscore."""
    reader = NodeReader()
    node = table("title: The code\nurl: https://example.org/\nreview-by: 2027-01-31\n")
    _, fields = reader.fields(node, "source", 'the source "code"')
    assert fields == {
        "copy": None,
        "title": "The code",
        "publisher": "",
        "url": "https://example.org/",
        "note": "",
        "checked": None,
        "review_by": date(2027, 1, 31),
    }
    assert reader.problems == []


def test_fields_uses_the_attribute_of_the_schema() -> None:
    """The key `outcome` is the field `heading` of an outcome."""
    node = table("outcome: Done\nclaims: [so]\n")
    _, fields = NodeReader().fields(node, "outcome", "step")
    assert fields["heading"] == "Done"
    assert "outcome" not in fields


def test_fields_leaves_lists_tables_and_targets_to_the_caller() -> None:
    """They need other files or other keys to be read."""
    node = table("title: A\nstart: a\nsteps: {}\nsets: {}\nmoved: {}\n")
    _, fields = NodeReader().fields(node, "flow", "the flow")
    assert not {"steps", "sets", "moved", "sources"} & set(fields)


@pytest.mark.parametrize("record", RECORD_TYPES)
def test_fields_reports_every_required_key(record: str) -> None:
    """An empty table lacks each key that the schema requires, and nothing else is wrong with it."""
    reader = NodeReader()
    reader.fields(MappingNode({}, value("x").location), record, "it")
    required = [key.name for key in RECORD_TYPES[record].keys if key.required]
    assert [problem.message.partition(":")[0] for problem in reader.problems] == [
        f'it is missing "{name}"' for name in required
    ]


def test_fields_reports_unknown_key_and_accepts_more_keys() -> None:
    """Only keys of the record and those that the caller adds are known."""
    reader = NodeReader()
    reader.fields(table("means: x\nes: y\nmaens: z\n"), "term", "it", ["es"])
    assert [problem.message for problem in reader.problems] == [
        'it has no key "maens". Did you mean "means"?'
    ]


def test_fields_applies_the_limit_of_the_schema() -> None:
    """A text with as many characters as allowed fits, one more does not."""
    for length, expected in ((60, []), (61, ["text-long"])):
        reader = NodeReader()
        reader.fields(table(f"title: {'x' * length}\ntext: y\n"), "page", "it")
        assert codes(reader) == expected


def test_fields_checks_choices_flags_and_dates() -> None:
    """A wrong value is reported and replaced by an empty one."""
    reader = NodeReader()
    node = table("kind: laws\ntext: x\ndate: 20261123\n")
    _, fields = reader.fields(node, "change", "it")
    assert (fields["kind"], fields["day"]) == ("", None)
    assert codes(reader) == ["shape-date", "name-unknown"]


def test_texts_applies_the_limit_of_the_schema_to_each_item() -> None:
    """The limit of `words` is 60 characters."""
    reader = NodeReader()
    node = table(f"words: [{'x' * 60}, {'y' * 61}]")
    assert len(reader.texts(node, "site", "words", "the site")) == 2
    assert codes(reader) == ["text-long"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("step", ("own", "step")), ("flow/", ("flow", "")), ("flow/step", ("flow", "step"))],
)
def test_target_returns_flow_and_step(text: str, expected: tuple[str, str]) -> None:
    """A target without a slash is a step of the reader's own flow."""
    reader = NodeReader()
    assert reader.target(value(text), "own", "it") == Target(*expected)
    assert reader.problems == []


@pytest.mark.parametrize("text", ["/", "/step", "a/b/c", "A b", "flow/Step", "flow//"])
def test_target_reports_wrong_format(text: str) -> None:
    """Anything but `step`, `flow/` and `flow/step` is refused."""
    reader = NodeReader()
    assert reader.target(value(text), "own", "it") == Target("own", "")
    assert codes(reader) == ["target-form"]


def test_suggestions_stop_after_many_problems(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each suggestion compares a name with all others, which is too slow for thousands of them."""
    monkeypatch.setattr(reader_module, "MANY", 1)
    reader = NodeReader()
    assert reader.closest("frist", ["first"]) == Suggestion("first", certain=True)
    reader.report(value("x").location, "text-missing", "it is empty")
    assert reader.closest("frist", ["first"]) == Suggestion()


def test_is_missing_is_true_for_absent_keys_and_empty_lists() -> None:
    """A list with an item and a text are not missing."""
    node = table("empty: []\nfull: [x]\ntext: x\n")
    names = ("absent", "empty", "full", "text")
    assert [is_missing(node, name) for name in names] == [True, True, False, False]
