"""A folder of flow files is either sound and loaded, or refused with all that is wrong in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wizard import FlowError, load_flow, load_flows
from wizard.loader.site import check_flow, check_folder
from wizard.model.flow import Outcome, Question, Target

Write = Callable[..., Path]

GUIDE = """\
title: A guide
start: first
steps:
  first:
    ask: Is it so?
    yes: {label: "Yes, it is", to: done}
    no: done
    unsure: done
  done:
    outcome: You are done
    claims: [{level: unknown, text: Nothing is known.}]
"""


def test_one_flow_file_alone_is_a_site(write: Write) -> None:
    """No other file is needed; the site takes the flow's title as its name and speaks English."""
    site = load_flows(write(guide=GUIDE))
    assert (site.name, list(site.flows), site.languages) == ("A guide", ["guide"], ("en",))


def test_answers_keep_their_order_words_and_targets(write: Write) -> None:
    """`yes` and `no` are words, and a label may be given to them."""
    question = load_flow(write(guide=GUIDE) / "guide.yaml").steps["first"]
    assert isinstance(question, Question)
    assert [(a.id, a.label, a.edges[0].to.step) for a in question.answers.values()] == [
        ("yes", "Yes, it is", "done"),
        ("no", "", "done"),
        ("unsure", "", "done"),
    ]


def test_a_flow_may_bring_its_own_sources(write: Write) -> None:
    """A single file can cite without a sources.yaml beside it."""
    text = GUIDE.replace("{level: unknown,", "{level: law, cite: [code],")
    site = load_flows(
        write(
            guide=f'sources: {{code: {{title: "The code", url: "https://example.org/code"}}}}\n{text}'
        )
    )
    outcome = site.flows["guide"].steps["done"]
    assert isinstance(outcome, Outcome)
    assert [source.title for source in outcome.claims[0].cite] == ["The code"]
    assert list(site.sources) == ["code"]


def test_targets_in_other_flows_are_checked(write: Write) -> None:
    """A step of another flow, its start, and the nearest name when it does not exist."""
    folder = write(
        guide=GUIDE.replace("no: done", "no: other/done").replace("unsure: done", "unsure: other/"),
        other=GUIDE,
    )
    question = load_flows(folder).flows["guide"].steps["first"]
    assert isinstance(question, Question)
    assert question.answers["no"].edges[0].to == Target("other", "done")
    assert question.answers["unsure"].edges[0].to == Target("other", "")
    write(guide=GUIDE.replace("no: done", "no: other/doen"))
    with pytest.raises(FlowError, match=r'not a step of the flow "other". Did you mean "done"'):
        load_flows(folder)


def test_a_circle_through_two_flows_is_refused(write: Write) -> None:
    """Answers must end, also when they lead from flow to flow."""
    folder = write(
        guide=GUIDE.replace("no: done", "no: other/"),
        other=GUIDE.replace("no: done", "no: guide/first"),
    )
    _, problems = check_folder(folder)
    assert [problem.code for problem in problems if not problem.warning] == ["flow-cycle"]
    assert "guide/first -> other/first -> guide/first" in problems[0].message


def test_nothing_leads_into_a_step_that_needs_a_past(write: Write) -> None:
    """A question before a guard cannot be opened from another flow, but its flow's start can."""
    guarded = """\
title: Guarded
start: first
steps:
  first: {ask: One?, yes: second, no: second, unsure: second}
  second: {ask: Two?, yes: [{if: {first: yes}, to: left}, {to: right}], no: right, unsure: right}
  left: {outcome: Left, claims: [{level: unknown, text: Nothing.}]}
  right: {outcome: Right, claims: [{level: unknown, text: Nothing.}]}
"""
    folder = write(
        guarded=guarded,
        guide=GUIDE.replace("no: done", "no: guarded/second").replace(
            "unsure: done", "unsure: guarded/"
        ),
    )
    _, problems = check_folder(folder)
    assert [(problem.code, problem.location.line) for problem in problems] == [("target-past", 7)]


def test_all_problems_of_all_files_come_at_once(write: Write) -> None:
    """Sorted by place, each file named."""
    folder = write(
        guide=GUIDE.replace("ask:", "aks:"),
        other=GUIDE.replace("no: done", "no: doen"),
        sources="x: {titel: A}",
    )
    _, problems = check_folder(folder)
    assert [Path(problem.location.file).stem for problem in problems] == [
        "guide",
        "other",
        "sources",
        "sources",
    ]
    assert problems == tuple(sorted(problems))


def test_a_flow_can_be_loaded_beside_a_broken_one(write: Write) -> None:
    """`load_flow` answers for its own file and what it shares."""
    folder = write(guide=GUIDE, other="title: ")
    assert load_flow(folder / "guide.yaml").id == "guide"
    with pytest.raises(FlowError):
        load_flows(folder)


def test_shared_files_are_used_and_what_nobody_uses_is_warned_of(write: Write) -> None:
    """Claims and sources by id; a topic that no outcome answers is a problem."""
    folder = write(
        guide=GUIDE.replace(
            "[{level: unknown, text: Nothing is known.}]",
            "[so, {claim: so, if: {first: yes}}]\n    topics: [1]",
        ),
        claims="so: {level: law, text: So it is., cite: [code]}\nelse: {level: unknown, text: Not so.}",
        sources="code: {title: The code}\nbook: {title: A book}",
        topics="1: {ask: What is so?}\n",
    )
    site, problems = check_folder(folder)
    assert site is not None
    assert [(problem.code, problem.warning) for problem in problems] == [
        ("claim-unused", True),
        ("source-unused", True),
    ]
    write(topics="1: {ask: What is so?}\n2: {ask: What else?}\n")
    assert [problem.code for problem in check_folder(folder)[1] if not problem.warning] == [
        "topic-unanswered"
    ]


def test_unwanted_words_are_kept_out_of_titles_ids_and_questions(write: Write) -> None:
    """A star stands for any ending; bodies may name what titles may not."""
    folder = write(
        guide=GUIDE.replace("You are done", "Alarming news").replace(
            "Nothing is known", "Alarms exist"
        ),
        site="words: [alarm*]",
    )
    assert [(problem.code, problem.location.line) for problem in check_folder(folder)[1]] == [
        ("word-unwanted", 9)
    ]


def test_long_and_equal_titles_are_warned_of(write: Write) -> None:
    """A title fits a browser's tab together with the site's name, and no two pages have the same."""
    folder = write(
        guide=GUIDE.replace(
            "Is it so?", "Is it so, or is it otherwise, or do you not know which of the two it is?"
        ),
        other=GUIDE,
    )
    codes = [problem.code for problem in check_folder(folder)[1]]
    assert codes.count("title-long") == 1
    assert codes.count("title-twice") == 2


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({}, "there is no flow file here"),
        (
            {"site": "first: gide\n", "guide": GUIDE},
            'there is no flow "gide". Did you mean "guide"?',
        ),
        ({"site": "languages: [en, xx]\n", "guide": GUIDE}, '"xx" is not the code of a language'),
        (
            {"site": "leave: example.org\n", "guide": GUIDE},
            "must be a URL that begins with https://",
        ),
        (
            {"topics": "one: {ask: What?}\n", "guide": GUIDE},
            "a topic must have a number from 1 to 999",
        ),
        ({"static": GUIDE}, '"static" is a reserved name'),
        ({"Guide": GUIDE}, 'Try "guide".'),
    ],
    ids=["empty", "first", "language", "leave", "topic", "reserved", "letters"],
)
def test_what_is_wrong_around_the_flows_is_said(
    write: Write, texts: dict[str, str], message: str
) -> None:
    """Shared files and names are checked like flows."""
    _, problems = check_folder(write(**texts))
    assert any(message in problem.message for problem in problems), problems


def test_a_missing_folder_and_a_file_in_its_place_are_said(tmp_path: Path) -> None:
    """No traceback for a slip in a path."""
    (tmp_path / "file").write_text("x")
    assert check_folder(tmp_path / "none")[1][0].message == "there is no such folder"
    assert check_folder(tmp_path / "file")[1][0].message == "this is a file, not a folder of flows"


def test_a_file_with_another_ending_is_not_passed_over_in_silence(write: Write) -> None:
    """.yml is a slip, not a way to hide a flow."""
    folder = write(guide=GUIDE)
    (folder / "other.yml").write_text(GUIDE)
    assert [problem.code for problem in check_folder(folder)[1]] == ["file-name"]


def test_too_many_flows_and_steps_are_refused(write: Write) -> None:
    """The limits are stated, not felt."""
    folder = write(**{f"guide{number}": GUIDE for number in range(201)})
    assert "201 flows in one folder; the maximum is 200" in check_folder(folder)[1][0].message
    steps = "".join(f"  s{number}: {{outcome: A, claims: []}}\n" for number in range(10_001))
    _, problems = check_flow(write(large=f"title: A\nstart: s0\nsteps:\n{steps}") / "large.yaml")
    assert [problem.code for problem in problems] == ["flow-large"]
