"""Targets and actions: each kind of target that does not exist is reported with a suggestion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.loader.checking import GUIDE
from tests.loader.test_mistakes import fixed as apply_fix
from wizard.loader.reader import NodeReader
from wizard.loader.references import References
from wizard.loader.shared import SharedFiles
from wizard.loader.site import check_flow
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, parse
from wizard.model.conditions import AnsweredWith
from wizard.model.flow import Target
from wizard.model.problems import Location

Write = Callable[..., Path]

OTHER = "title: Other\nstart: first\nsteps: {first: {ask: Why?}, done: {outcome: Done}}\n"
LETTER = "title: A note\nsubject: A note\nto: [You]\nbody: [Hello.]\n"


@pytest.fixture
def references(write: Write) -> References:
    """The references of a flow "guide" with two steps, next to another flow and a letter."""
    folder = write(guide="title: A guide\n", other=OTHER)
    (folder / "letters").mkdir()
    (folder / "letters" / "note.yaml").write_text(LETTER, "utf-8")
    steps = mapping("steps: {first: {ask: One?, yes: second}, second: {ask: Two?, no: first}}\n")
    return References(SharedFiles(folder), NodeReader(), "guide", steps)


def scalar(text: str) -> ScalarNode:
    """Return a scalar node."""
    return ScalarNode(text, Location("guide.yaml", 1, 1))


def mapping(text: str) -> MappingNode:
    """Return the table of a YAML text."""
    node = parse(text, "guide.yaml", [])
    assert node is not None
    return node


def messages(references: References) -> list[str]:
    """Return the messages of the problems that were found."""
    return [problem.message for problem in references.reader.problems]


@pytest.mark.parametrize(
    ("text", "flow", "step"),
    [
        ("second", "guide", "second"),
        ("guide/", "guide", ""),
        ("other/", "other", ""),
        ("other/done", "other", "done"),
        ("letters/note", "letters", "note"),
        ("letters/", "letters", ""),
    ],
)
def test_target_accepts_what_exists(
    references: References, text: str, flow: str, step: str
) -> None:
    """Steps, flows and letters are found."""
    assert references.target(scalar(text), "it") == Target(flow, step)
    assert messages(references) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("secnd", '"secnd", which is not a step of this flow. Did you mean "second"?'),
        ("othr/", 'the flow "othr", which does not exist. Did you mean "other"?'),
        ("other/doen", '"doen", which is not a step of the flow "other". Did you mean "done"?'),
        ("letters/nose", '"nose", which is not one of the letters. Did you mean "note"?'),
        ("deadlines/sent", '"deadlines/sent", but there is no deadlines.yaml'),
    ],
)
def test_target_reports_what_does_not_exist(
    references: References, text: str, message: str
) -> None:
    """The message says which part of the target is wrong."""
    references.target(scalar(text), "it")
    assert messages(references) == [f"it leads to {message}"]
    assert {problem.code for problem in references.reader.problems} == {"target-unknown"}


@pytest.mark.parametrize(
    ("text", "message", "fix"),
    [
        ("Second", '"Second"; write the id of a step. Did you mean "second"?', "second"),
        ("one?", '"one?"; write the id of a step. Did you mean "first"?', "first"),
        ("Other", '"Other". Did you mean "other/"?', "other/"),
        ("other.yaml", '"other.yaml". Did you mean "other/"?', "other/"),
        ("other/Done", '"other/Done". Did you mean "other/done"?', "other/done"),
        ("Other/done", '"Other/done". Did you mean "other/done"?', "other/done"),
        ("letters/note.yaml", '"letters/note.yaml". Did you mean "letters/note"?', "letters/note"),
    ],
)
def test_target_with_other_signs_is_fixed(
    references: References, text: str, message: str, fix: str
) -> None:
    """Capitals, endings and text that readers see are certain, in every flow."""
    references.target(node := mapping(f"to: {text}\n").entries["to"][1], "it")
    (problem,) = references.reader.problems
    assert (problem.code, problem.message) == ("target-form", f"it cannot be {message}")
    assert problem.fix
    assert (problem.fix.start, problem.fix.text) == (node.location, fix)


def test_target_is_a_flow_without_its_slash(references: References) -> None:
    """The id of a flow or of an area alone is not a step, and gets its slash."""
    for text in ("other", "letters"):
        references.target(mapping(f"to: {text}\n").entries["to"][1], "it")
    assert messages(references) == [
        f'it leads to "{text}", which is not a step. Did you mean "{text}/"?'
        for text in ("other", "letters")
    ]
    fixes = [problem.fix for problem in references.reader.problems]
    assert [fix.text for fix in fixes if fix] == ["other/", "letters/"]


@pytest.mark.parametrize("text", ["title: [", "title: Other\nsteps: [first]\n"])
def test_target_in_unreadable_flow_is_not_reported(
    references: References, write: Write, text: str
) -> None:
    """Its steps are not known, and that file has its own problem."""
    write(other=text)
    references.target(scalar("other/anything"), "it")
    assert messages(references) == []


def test_target_may_be_a_step_with_an_invalid_id(references: References) -> None:
    """The id is reported where it is, and so is not reported at each target."""
    references.steps.table.entries["Third"] = references.steps.table.entries["second"]
    for text in ("Third", "third", "THIRD"):
        references.target(scalar(text), "it")
    assert messages(references) == []


def test_target_without_flow_must_name_one(references: References) -> None:
    """A letter has no steps of its own that a target could name."""
    References(references.shared, references.reader).target(scalar("first"), "it")
    assert messages(references) == ['it leads to "first"; write "flow/" or "flow/step"']


def test_target_without_letters_names_the_missing_file(write: Write) -> None:
    """The folder of letters is empty, so the target cannot be a misspelled one."""
    references = References(SharedFiles(write(guide="title: A guide\n")), NodeReader(), "guide")
    references.target(scalar("letters/note"), "it")
    assert messages(references) == ['it leads to "letters/note", but there is no letters/note.yaml']


def test_action_reads_label_target_and_condition(references: References) -> None:
    """The target may be in the own flow, and the condition is read."""
    action = references.action(mapping("label: Go\nto: second\nif: {first: yes}\n"), "action", "it")
    assert (action.label, action.to) == ("Go", Target("guide", "second"))
    assert (action.when, action.when_text) == (AnsweredWith("first", ("yes",)), "")
    action = references.action(
        mapping("label: Go\nif: {first: yes}\nwhen: If so\n"), "action", "it"
    )
    assert (action.when, action.when_text) == (AnsweredWith("first", ("yes",)), "If so")


@pytest.mark.parametrize(
    ("url", "codes"), [("https://example.org/", []), ("http://example.org/", ["shape-address"])]
)
def test_action_accepts_https_urls_only(references: References, url: str, codes: list[str]) -> None:
    """A URL is kept as text."""
    action = references.action(mapping(f"label: Go\nto: {url}\n"), "pointer", "it")
    assert action.to == url
    assert [problem.code for problem in references.reader.problems] == codes


def test_action_of_banner_must_not_be_url(references: References) -> None:
    """A banner links to a page of the site."""
    references.action(mapping("label: News\nto: https://example.org/\n"), "banner", "it")
    assert [problem.code for problem in references.reader.problems] == ["target-form"]


@pytest.mark.parametrize("record", ["pointer", "banner"])
def test_action_has_condition_only_as_action(references: References, record: str) -> None:
    """In a letter and in a banner `if` is an unknown key, and is not read as a condition."""
    node: Node = mapping("label: Go\nif: {}\nwhen: If so\n")
    action = references.action(node, record, "it")
    assert (action.when, action.when_text) == (None, "")
    assert [problem.code for problem in references.reader.problems] == ["key-unknown"] * 2


@pytest.mark.parametrize("text", ["tel:601-555-0123", "tel:+16015550123;ext=2", "mailto:a@b.org"])
@pytest.mark.parametrize("record", ["action", "pointer"])
def test_action_can_lead_to_a_contact(references: References, text: str, record: str) -> None:
    """Phone numbers and e-mail addresses are URLs."""
    action = references.action(mapping(f"label: Ask\nto: {text}\n"), record, "an action")
    assert action.to == text
    assert messages(references) == []


@pytest.mark.parametrize(
    ("text", "cure", "fixed"),
    [
        ("601-555-0123", "tel:601-555-0123", "to: tel:601-555-0123\n"),
        ('"Call (601) 555-0123"', "tel:601-555-0123", "to: tel:601-555-0123\n"),
        ("help@example.org", "mailto:help@example.org", "to: mailto:help@example.org\n"),
        ("mailto:help@example.org?subject=Hi", "mailto:help@example.org", ""),
        ("tel:help", "a number, as in tel:601-555-0123", ""),
        ("mailto:us", "only an address, as in mailto:help@example.org", ""),
    ],
)
def test_contact_in_another_form_is_reported_with_the_right_one(
    references: References, text: str, cure: str, fixed: str
) -> None:
    """The fix is certain unless it would lose a part of the text."""
    file = f"label: Ask\nto: {text}\n"
    references.action(mapping(file), "action", "an action")
    (problem,) = references.reader.problems
    written = text.strip('"')
    assert problem.message == f'an action leads to "{written}"; write {cure}'
    assert problem.code == "target-contact"
    assert (apply_fix(file, problem.fix) if problem.fix else "") == (
        fixed and f"label: Ask\n{fixed}"
    )


@pytest.mark.parametrize("step", ["call-911", "tel", "mailto"])
def test_id_that_looks_like_a_contact_is_a_step(write: Write, step: str) -> None:
    """A target that has the form of an id is one."""
    text = GUIDE.replace("done", step) + f"    next: [{{label: Ask, to: {step}}}]\n"
    flow, problems = check_flow(write(guide=text) / "guide.yaml")
    assert problems == ()
    assert flow
    assert flow.steps[step].next[0].to == Target("guide", step)  # type: ignore[union-attr]


def test_banner_cannot_lead_to_a_contact(references: References) -> None:
    """A banner is on every start page, so it leads to a page of the site."""
    references.action(mapping("label: News\nto: tel:601-555-0123\n"), "banner", "the banner")
    assert [problem.code for problem in references.reader.problems] == ["target-form"]
