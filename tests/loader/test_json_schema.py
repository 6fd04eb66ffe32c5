"""The JSON Schema agrees with the checker as far as a schema can: on keys, limits and formats."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from tests.conftest import ROOT
from tests.engine.test_journey import flows
from wizard.check.cases import check_cases
from wizard.cli.main import main
from wizard.loader.json_schema import schema_of, schema_text
from wizard.loader.schema import (
    FILES,
    RECORD_TYPES,
    RESERVED,
    SHARED,
    SIMPLE,
    TABLE_KEYS,
    UNIONS,
    USUAL_ANSWERS,
)
from wizard.loader.schema_types import Field
from wizard.loader.site import check_folder
from wizard.model.codes import CODES
from wizard.model.conditions import AllOf, AnsweredWith, Condition, Not
from wizard.model.conditions import AnyOf as AnyOf
from wizard.model.flow import MAX_ID, MAX_TEXT, Flow, Outcome, Question

HERE = Path(__file__).parent
Wrap = Callable[[Any], Any]
Codes = Callable[[str, Any], set[str]]

GUIDE: dict[str, Any] = {
    "title": "A guide",
    "start": "first",
    "steps": {
        "first": {"ask": "Is it so?", "yes": "done", "no": "done", "unsure": "done"},
        "done": {"outcome": "Done", "claims": [{"level": "unknown", "text": "Nothing is known."}]},
    },
}

# Every code is in one of these sets: what a schema can find too, and what only `wizard check` can.
SEEN = {
    "answers-twice",
    "claim-source",
    "event-dates",
    "events-many",
    "flow-large",
    "guard-empty",
    "id-letters",
    "id-long",
    "id-reserved",
    "key-missing",
    "key-unknown",
    "language-unknown",
    "name-unknown",
    "outcome-claims",
    "question-answers",
    "rule-basis",
    "rule-count",
    "shape-address",
    "shape-date",
    "shape-flag",
    "shape-list",
    "shape-number",
    "shape-origin",
    "shape-table",
    "shape-text",
    "step-kind",
    "target-form",
    "text-long",
    "text-missing",
    "topic-number",
    "yaml-shape",
}
UNSEEN = {
    # Files and YAML itself: editors do not read folders and encodings, and have their own parser.
    "file-empty", "file-encoding", "file-kind", "file-name", "file-size", "file-unreadable",
    "folder-empty", "folder-large", "folder-unreadable", "yaml-alias", "yaml-depth",
    "yaml-document", "yaml-key", "yaml-repeated-key", "yaml-syntax", "yaml-tab", "yaml-tag",
    # Ids that are somewhere else, in this file or another.
    "blank-brace", "blank-lines", "blank-repeated", "blank-unknown", "blank-unused",
    "case-answer", "case-flow", "case-outcome", "case-question", "case-unfinished",
    "case-unused", "case-unwalked", "claim-unknown", "claim-unused", "flow-unknown",
    "moved-alive", "rule-state", "source-unknown", "source-unused", "target-unknown",
    "topic-unanswered", "topic-unknown",
    # The graph.
    "answer-unsure", "caution-passed", "caution-question", "flow-cycle", "flow-unreachable",
    "guard-answer", "guard-dead", "guard-early", "guard-gap", "guard-many", "guard-never",
    "guard-question", "guard-sensitive", "part-never", "target-past",
    # Words, dates and languages.
    "catalog-broken", "review-due", "title-long", "title-twice", "translation-fuzzy",
    "translation-missing", "word-unwanted", "words-acronym", "words-capitals", "words-grade",
    "words-link", "words-sentence", "words-term",
    # Comments.
    "allow-problem", "allow-reason", "allow-unknown", "allow-unused",
}  # fmt: skip


class Editor(yaml.CSafeLoader):
    """YAML as an editor reads it, by the core schema of YAML 1.2.

    `yes` and 2026-11-23 are text; true, 1 and ~ are not.
    """

    # The name is PyYAML's own.
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", [*"tTfF"]),
    ("int", r"[-+]?[0-9]+", [*"-+0123456789"]),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", [*"-+.0123456789"]),
):
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)


def seen_by_editor(text: str) -> Any:
    """Return a YAML text as an editor sees it, with keys that are always text."""

    def named(node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key if isinstance(key, str) else json.dumps(key): named(part)
                for key, part in node.items()
            }
        return [named(part) for part in node] if isinstance(node, list) else node

    return named(yaml.load(text, Loader=Editor))  # noqa: S506  # a SafeLoader


@cache
def validator(file: str) -> Draft7Validator:
    """Return the validator of a kind of file."""
    return Draft7Validator(schema_of(file))


def fits(file: str, document: Any) -> bool:
    """Return whether the schema accepts a document."""
    return bool(validator(file).is_valid(document))


def kind_of(path: Path) -> str:
    """Return the kind of a file by its path."""
    folders = {"letters": "letter", "cases": "cases"}
    return folders.get(path.parent.name) or (path.stem if path.stem in SHARED else "flow")


@pytest.fixture(scope="module")
def codes(tmp_path_factory: pytest.TempPathFactory) -> Codes:
    """Return a function that checks a document next to a valid flow and returns its codes.

    Warnings do not count.
    """
    folder = tmp_path_factory.mktemp("flows")
    for name in ("letters", "cases"):
        (folder / name).mkdir()

    def codes(file: str, document: Any) -> set[str]:
        names = {"flow": "guide", "letter": "letters/letter", "cases": "cases/guide"}
        own = folder / f"{names.get(file, file)}.yaml"
        for path, content in {folder / "guide.yaml": GUIDE, own: document}.items():
            path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")  # JSON is YAML
        site, problems = check_folder(folder)
        found = [*problems, *(check_cases(folder, site.flows) if site else ())]
        own.unlink()
        return {problem.code for problem in found if not problem.warning}

    return codes


def sample(kind: str, key: Field | None = None) -> Any:
    """Return the smallest value of a kind that has a valid shape."""
    if kind.startswith("list of "):
        return [sample(kind.removeprefix("list of "), key)]
    if kind.startswith("table of "):
        return {entry(kind): sample(kind.removeprefix("table of "), key)}
    if kind == "condition":
        return {"first": "yes"}
    if kind in SIMPLE:
        return (key and key.example) or SIMPLE[kind]
    if kind in UNIONS:
        return sample(UNIONS[kind].kinds[0], key)
    # What a record needs besides its required keys: answers, or a basis.
    more = {"question": dict.fromkeys(USUAL_ANSWERS, "done"), "rule": {"note": "Advice."}}.get(
        kind, {}
    )
    return {
        each.name: sample(each.kind, each) for each in RECORD_TYPES[kind].keys if each.required
    } | more


def entry(kind: str) -> str:
    """Return a key for a kind of table."""
    return {"number": "1"}.get(TABLE_KEYS.get(kind.removeprefix("table of "), ""), "first")


def holders(kind: str, wrap: Wrap, seen: set[str]) -> Iterator[tuple[str, Wrap]]:
    """Yield every record below a kind once, with a function that puts it into a document."""
    if kind.startswith("list of "):
        yield from holders(kind.removeprefix("list of "), lambda part: wrap([part]), seen)
    elif kind.startswith("table of "):
        yield from holders(
            kind.removeprefix("table of "), lambda part: wrap({entry(kind): part}), seen
        )
    elif kind in UNIONS:
        for way in UNIONS[kind].kinds:
            yield from holders(way, wrap, seen)
    elif kind in RECORD_TYPES and kind not in seen:
        seen.add(kind)
        yield kind, wrap
        for key in RECORD_TYPES[kind].keys:
            yield from holders(key.kind, below(wrap, kind, key.name), seen)


def below(wrap: Wrap, name: str, key: str, put: Wrap = lambda part: part) -> Wrap:
    """Return a function that puts a value under a key of a record, and that into a document."""
    return lambda part: wrap(with_key(name, key, put(part)))


def in_list(put: Wrap) -> Wrap:
    """What puts something into a list."""
    return lambda part: [put(part)]


def with_key(kind: str, name: str, value: Any) -> dict[str, Any]:
    """Return the sample of a record with one more key, or another value of one."""
    table = sample(kind)
    if name == "answers" and kind == "question":
        table = {key: part for key, part in table.items() if key not in USUAL_ANSWERS}
    return {**table, name: value}


def without(table: dict[str, Any], gone: str) -> dict[str, Any]:
    """Return a table without one of its keys."""
    return {key: value for key, value in table.items() if key != gone}


def with_rule(rule: dict[str, Any]) -> dict[str, Any]:
    """Return the sample of deadlines with this rule."""
    return with_key("deadlines", "events", {"a": with_key("event", "dates", [rule])})


PLACES = [
    (file, name, wrap)
    for file in FILES
    for name, wrap in holders(FILES[file].kind, lambda part: part, set())
]
KEYS = [(file, name, wrap, key) for file, name, wrap in PLACES for key in RECORD_TYPES[name].keys]


def each_key(where: Callable[[Field], object] = lambda key: True) -> pytest.MarkDecorator:
    """Run a test for each key of each record of each file, or for some of them."""
    found = [
        (f"{file}-{name}-{key.name}", file, name, wrap, key)
        for file, name, wrap, key in KEYS
        if where(key)
    ]
    return pytest.mark.parametrize(
        ("file", "name", "wrap", "key"), [pytest.param(*rest, id=id) for id, *rest in found]
    )


@pytest.mark.parametrize("file", FILES)
def test_schema_is_draft_7_with_descriptions(file: str) -> None:
    """Editors know this version best; each key is explained in a sentence."""
    schema = schema_of(file)
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "$id" not in schema
    assert all(part["additionalProperties"] is False for part in parts(schema) if is_record(part))
    descriptions = 0
    for part in parts(schema):
        for key in (part.get("properties") or {}).values():
            if "title" in part and key is not False:
                assert re.fullmatch(r"[A-Z][^`]+\.", key["description"]), key
                descriptions += 1
        if "enumDescriptions" in part:
            assert len(part["enum"]) == len(part["enumDescriptions"])
    assert descriptions


def is_record(part: dict[str, Any]) -> bool:
    """Return whether a part of a schema is a record with known keys."""
    return "properties" in part and part.get("title", "Condition") != "Condition"


def is_object(part: dict[str, Any], name: str) -> bool:
    """Return whether a part of a schema is the record of this name."""
    return part.get("title") == name.capitalize() and "properties" in part


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every table in a schema."""
    if isinstance(node, dict):
        yield node
        for part in node.values():
            yield from parts(part)
    elif isinstance(node, list):
        for part in node:
            yield from parts(part)


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "flows").rglob("*.yaml")),
    ids=lambda path: f"{kind_of(path)}-{path.stem}",
)
def test_schema_accepts_shipped_file(path: Path) -> None:
    """A shipped file fits its schema as an editor's parser reads it."""
    document = seen_by_editor(path.read_text("utf-8"))
    assert [error.message for error in validator(kind_of(path)).iter_errors(document)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", True),
        ("12", True),
        ("1.5", True),
        ("no", True),
        ("2026-11-23", True),
        ("", False),
        ("[a]", False),
    ],
)
def test_schema_accepts_text_that_looks_like_another_type(text: str, expected: bool) -> None:
    """Every value is text for us, but an editor sees booleans and numbers."""
    document = seen_by_editor(f"{json.dumps(GUIDE)[:-1]}, summary: {text}\n}}")
    assert fits("flow", document) == expected


@each_key()
def test_checker_and_schema_accept_each_key(
    codes: Codes, file: str, name: str, wrap: Wrap, key: Field
) -> None:
    """The example of each key is valid, and a missing required key is reported by both."""
    document = wrap(with_key(name, key.name, sample(key.kind, key)))
    assert codes(file, document) & SEEN == set()
    assert fits(file, document)
    if key.required:
        lacking = wrap(without(sample(name), key.name))
        assert codes(file, lacking) & {"key-missing", "step-kind"}
        assert not fits(file, lacking)


@each_key(lambda key: key.kind in ("text", "Markdown"))
def test_schema_has_the_limit_of_each_text(file: str, name: str, wrap: Wrap, key: Field) -> None:
    """A text of just that length fits, and one more character does not."""
    limit = key.limit or MAX_TEXT
    assert fits(file, wrap(with_key(name, key.name, "a" * limit)))
    assert not fits(file, wrap(with_key(name, key.name, "a" * (limit + 1))))


@each_key(lambda key: key.kind == "number")
def test_checker_and_schema_have_the_same_limits_of_numbers(
    codes: Codes, file: str, name: str, wrap: Wrap, key: Field
) -> None:
    """The limit fits, a higher number and other text do not."""
    for value in (1, key.limit, 0, key.limit + 1, "many"):
        document = wrap(with_key(name, key.name, value))
        fine = value in (1, key.limit)
        assert fits(file, document) == fine, value
        assert (codes(file, document) & SEEN == set()) == fine, value


@each_key(lambda key: key.kind.startswith("table of ") and key.limit)
def test_checker_and_schema_have_the_same_limits_of_tables(
    codes: Codes, file: str, name: str, wrap: Wrap, key: Field
) -> None:
    """The checker reports one entry too many, at the number that the schema states."""
    most = [
        part["properties"][key.name]["maxProperties"]
        for part in parts(schema_of(file))
        if is_object(part, name)
    ]
    assert most == [key.limit]
    item = key.kind.removeprefix("table of ")
    many = {f"a{number}": sample(item) for number in range(key.limit + 1)}
    assert (
        codes(file, wrap(with_key(name, key.name, many)))
        == {"step": {"flow-large"}, "event": {"events-many"}}[item]
    )


@each_key(lambda key: key.min_items)
def test_checker_and_schema_refuse_empty_lists_and_tables(
    codes: Codes, file: str, name: str, wrap: Wrap, key: Field
) -> None:
    """Claims, dates and answers must have at least one entry."""
    document = wrap(with_key(name, key.name, type(sample(key.kind))()))
    assert codes(file, document) & SEEN
    assert not fits(file, document)


@each_key(
    lambda key: key.kind.startswith("table of ") and key.kind != "table of id"
)  # those are ids from elsewhere
def test_checker_and_schema_have_the_same_format_of_ids(
    codes: Codes, file: str, name: str, wrap: Wrap, key: Field
) -> None:
    """Characters, length and reserved names of the ids of a table are the same."""
    item = key.kind.removeprefix("table of ")
    reserved = "id-reserved" if item in RESERVED else ""
    ids = {"a" * MAX_ID: "", "a" * (MAX_ID + 1): "id-long", "A b": "id-letters", "map": reserved}
    for name_of, code in ids.items():
        document = wrap(with_key(name, key.name, {name_of: sample(item)}))
        assert codes(file, document) & SEEN == ({code} if code else set()), name_of
        assert fits(file, document) == (not code), name_of


@pytest.mark.parametrize(
    ("file", "document", "code"),
    [
        ("claims", {"so": {"level": "law", "text": "So it is.", "cite": []}}, "claim-source"),
        ("sources", {"code": {"title": "The code", "checked": "20261123"}}, "shape-date"),
        ("site", {"banner": {"label": "News.", "to": "https://www.example.org/"}}, "target-form"),
        ("site", {"banner": {"label": "News.", "if": {"first": "yes"}}}, "key-unknown"),
        ("deadlines", with_rule({**sample("rule"), "claims": []}), ""),
        ("deadlines", with_rule({**without(sample("rule"), "note"), "claims": []}), "rule-basis"),
    ],
    ids=["cite", "day", "banner-to", "banner-if", "rule", "rule-basis"],
)  # fmt: skip
def test_checker_and_schema_agree_on_corner_cases(
    codes: Codes, file: str, document: Any, code: str
) -> None:
    """An empty list supports nothing, dates have dashes, and a banner has no condition."""
    assert codes(file, document) & SEEN == ({code} if code else set())
    assert fits(file, document) == (not code)


def test_flow_without_steps_is_one_problem(codes: Codes) -> None:
    """Its start is not one of its steps, and nothing else is reported."""
    assert codes("flow", {**GUIDE, "steps": {}}) == {"target-unknown"}


def test_each_code_is_visible_to_schema_or_not() -> None:
    """A new code must be added to one of the two sets."""
    assert set(CODES) == SEEN | UNSEEN
    assert not SEEN & UNSEEN


def files(fixture: Path) -> list[Path]:
    """Return the files of a fixture that an editor can parse."""
    found = []
    for path in sorted(fixture.rglob("*.yaml")) if fixture.is_dir() else [fixture]:
        try:
            seen_by_editor(path.read_text("utf-8"))
            found.append(path)
        except (yaml.YAMLError, UnicodeDecodeError):
            pass
    return found


def stated(fixture: Path) -> set[str]:
    """Return the codes that a bad fixture states."""
    lines = (
        (fixture / "expected.txt" if fixture.is_dir() else fixture)
        .read_text("utf-8", "replace")
        .splitlines()
    )
    found = (re.match(r"(?:# |\S+ )([a-z-]+) \d+:\d+: ", line) for line in lines)
    return {match[1] for match in found if match}


@pytest.mark.parametrize("fixture", sorted((HERE / "bad").iterdir()), ids=lambda path: path.stem)
def test_schema_refuses_bad_fixture_if_it_can_see_the_problem(fixture: Path) -> None:
    """A fixture with a visible code does not fit, one with only other codes does."""
    readable = files(fixture)
    fitting = all(fits(kind_of(path), seen_by_editor(path.read_text("utf-8"))) for path in readable)
    if stated(fixture) & SEEN:
        assert not fitting
    elif readable and not stated(fixture) & {
        "file-empty",
        "yaml-depth",
    }:  # lists in lists, and nothing, fit nowhere
        assert fitting


@pytest.mark.parametrize("fixture", sorted((HERE / "mended").iterdir()), ids=lambda path: path.stem)
def test_schema_accepts_mended_fixture(fixture: Path) -> None:
    """All files of a mended fixture fit."""
    for path in sorted(fixture.rglob("*.yaml")) if fixture.is_dir() else [fixture]:
        document = seen_by_editor(path.read_text("utf-8"))
        assert [error.message for error in validator(kind_of(path)).iter_errors(document)] == [], (
            path
        )


def written(flow: Flow) -> dict[str, Any]:
    """Return a flow as its author would write it."""

    def condition(when: Condition) -> dict[str, Any]:
        match when:
            case AnsweredWith(question, answers):
                return {question: [*answers] if len(answers) > 1 else answers[0]}
            case Not(part):
                return {"not": condition(part)}
            case AnyOf(parts):
                return {"any": [condition(part) for part in parts]}
            case AllOf(parts):
                # several looks at one question need tables of their own
                return {"not": {"any": [{"not": condition(part)} for part in parts]}}

    steps: dict[str, Any] = {}
    for step in flow.steps.values():
        if isinstance(step, Outcome):
            claims = [{"level": claim.level, "text": claim.text} for claim in step.claims]
            steps[step.id] = {"outcome": step.heading, "claims": claims}
            continue
        assert isinstance(step, Question)
        ways = {
            answer.id: [
                {"to": edge.to.step, **({"if": condition(edge.when)} if edge.when else {})}
                for edge in answer.edges
            ]
            for answer in step.answers.values()
        }
        if set(ways) <= set(USUAL_ANSWERS):
            steps[step.id] = {"ask": step.ask, **ways}
        else:
            answers = {name: {"label": name, "to": way} for name, way in ways.items()}
            steps[step.id] = {"ask": step.ask, "answers": answers}
    return {"title": flow.title, "start": flow.start, "steps": steps}


@given(flows())
def test_schema_accepts_any_valid_flow(codes: Codes, flow: Flow) -> None:
    """Generated flows fit, and the checker has no problem with their shape."""
    document = written(flow)
    assert fits("flow", document)
    assert codes("flow", document) & SEEN == set()


WRONG = st.sampled_from(
    ["", [], {}, "A b", "a/b/c", {"to": "done"}, ["x"], "x" * (MAX_TEXT + 1), "http://example.org"]
)


def rarely(wrong: st.SearchStrategy[Any], right: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Choose the right strategy most often, so that a complete document can be right."""
    return st.integers(0, 29).flatmap(lambda roll: wrong if roll == 29 else right)


def anything(kind: str, key: Field | None = None) -> st.SearchStrategy[Any]:
    """Return a strategy for a kind, or sometimes for something else."""
    return rarely(WRONG, right(kind, key))


def right(kind: str, key: Field | None = None) -> st.SearchStrategy[Any]:
    """Return a strategy for a kind with parts that may be wrong."""
    if kind.startswith("list of "):
        return st.lists(anything(kind.removeprefix("list of ")), max_size=2)
    if kind.startswith("table of "):
        names = rarely(st.sampled_from(["B", "map", "2"]), st.just(entry(kind)))
        return st.dictionaries(
            names, anything(kind.removeprefix("table of ")), min_size=1, max_size=2
        )
    if kind in UNIONS:
        return st.sampled_from(UNIONS[kind].kinds).flatmap(anything)
    if kind in RECORD_TYPES:
        known = RECORD_TYPES[kind].keys
        return st.fixed_dictionaries(
            {each.name: anything(each.kind, each) for each in known if each.required},
            optional={each.name: anything(each.kind, each) for each in known if not each.required},
        ).flatmap(
            lambda table: rarely(
                st.sampled_from([*table] or [""]).map(lambda gone: without(table, gone)),
                st.just(table),
            )
        )
    return st.just(sample(kind, key))


def with_nothing(document: Any) -> Any:
    """Return a document as an editor sees it, with null instead of empty text."""
    if isinstance(document, dict):
        return {key: with_nothing(value) for key, value in document.items()}
    return (
        [with_nothing(value) for value in document]
        if isinstance(document, list)
        else document or None
    )


@given(data=st.data(), location=st.sampled_from(KEYS), whole=st.booleans())
def test_checker_and_schema_agree_on_generated_documents(
    codes: Codes, data: st.DataObject, location: tuple[str, str, Wrap, Field], whole: bool
) -> None:
    """The checker reports whatever the schema refuses, and the schema sees what it can."""
    file, name, wrap, key = location
    part = data.draw(anything(name) if whole else anything(key.kind, key))
    document = wrap(part if whole else with_key(name, key.name, part))
    found = codes(file, document)
    if fits(file, with_nothing(document)):
        assert found & SEEN == set()
    else:
        assert found


def wizard(*arguments: str) -> Result:
    """Run `wizard schema`."""
    return CliRunner().invoke(main, ["schema", *arguments])


def test_schema_command_prints_or_writes_schema(tmp_path: Path) -> None:
    """The schema of flow files is the default, and `--output` writes a file."""
    assert wizard().stdout == schema_text("flow")
    assert wizard("site").stdout == schema_text("site")
    done = wizard("topics", "--output", str(tmp_path / "topics.schema.json"))
    assert (done.exit_code, done.output) == (0, "")
    assert (tmp_path / "topics.schema.json").read_text("utf-8") == schema_text("topics")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["flows"], "'flows' is not one of 'flow'"),
        (["--output", "none/x.json"], "none/x.json: no such file"),
    ],
    ids=["kind", "output"],
)
def test_schema_command_reports_wrong_arguments(arguments: list[str], message: str) -> None:
    """The message is on stderr, with the exit code 2 and no traceback."""
    done = wizard(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
