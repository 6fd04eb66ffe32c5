"""Rules for flows and sites: loops, links without answers, unused content, words and titles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rows import write_rows
from wizard.engine import history
from wizard.loader.site import check_flow, check_folder

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

GUARDED = """\
title: Guarded
start: first
steps:
  first: {ask: One?, yes: second, no: second, unsure: second}
  second: {ask: Two?, yes: [{if: {first: yes}, to: left}, {to: right}], no: right, unsure: right}
  left: {outcome: Left, claims: [{level: unknown, text: Nothing.}]}
  right: {outcome: Right, claims: [{level: unknown, text: Nothing.}]}
"""


def test_check_site_reports_loop_through_two_flows(write: Write) -> None:
    """The answer that closes it has the problem, and the answers that lead to it."""
    folder = write(
        guide=GUIDE.replace("no: done", "no: other/"),
        other=GUIDE.replace("no: done", "no: guide/first"),
    )
    _, problems = check_folder(folder)
    (problem,) = (problem for problem in problems if not problem.warning)
    assert problem.code == "flow-cycle"
    assert "guide/first -> other/first -> guide/first" in problem.message
    assert (Path(problem.location.file).name, problem.location.line) == ("other.yaml", 7)
    assert [(each.question, each.answer) for each in problem.trail] == [("first", "no")]


def test_check_site_reports_link_to_step_that_needs_answers(write: Write) -> None:
    """Another flow cannot link to a question before a condition, but to its flow's start."""
    folder = write(
        guarded=GUARDED,
        guide=GUIDE.replace("no: done", "no: guarded/second").replace(
            "unsure: done", "unsure: guarded/"
        ),
    )
    _, problems = check_folder(folder)
    assert [(problem.code, problem.location.line) for problem in problems] == [("target-past", 7)]
    assert [(each.question, each.answer) for each in problems[0].trail] == [("first", "no")]


def test_link_of_an_outcome_has_answers_that_show_it(write: Write) -> None:
    """The shortest trail to the outcome would not show the next action."""
    action = "\n    next: [{label: Go, to: guarded/second, if: {first: unsure}}]\n"
    _, problems = check_folder(write(guarded=GUARDED, guide=GUIDE.rstrip() + action))
    (problem,) = (problem for problem in problems if not problem.warning)
    assert problem.code == "target-past"
    assert [(each.question, each.answer) for each in problem.trail] == [("first", "unsure")]


def test_questions_in_either_order_are_no_loop_through_flows(write: Write) -> None:
    """Arrows lead round within one flow, which no path follows; another flow changes nothing."""
    both = """\
title: Both
start: where
steps:
  where: {ask: Where?, yes: one, no: two, unsure: two}
  one:
    ask: One?
    yes: [{if: {where: yes}, to: two}, {to: done}]
    no: other/
    unsure: done
  two:
    ask: Two?
    yes: [{if: {where: [no, unsure]}, to: one}, {to: done}]
    no: done
    unsure: done
  done: {outcome: Both done, claims: [{level: unknown, text: Nothing is known.}]}
"""
    other = GUIDE.replace("You are done", "Other").replace("A guide", "Other").replace("so?", "it?")
    site, problems = check_folder(write(both=both, other=other))
    assert site is not None, problems
    _, problems = check_folder(write(other=other.replace("no: done", "no: both/")))
    (problem,) = (problem for problem in problems if not problem.warning)
    assert problem.code == "flow-cycle"
    assert "other/first" in problem.message


def test_check_site_warns_of_unused_claims_and_sources(write: Write) -> None:
    """Flows use shared claims by id; a topic without an outcome is a problem."""
    folder = write(
        guide=GUIDE.replace(
            "[{level: unknown, text: Nothing is known.}]",
            "[so, {claim: so, if: {first: yes}}]\n    topics: [1]",
        ),
        claims="so: {level: law, text: So it is., cite: [code]}\nelse: {level: unknown, text: No.}",
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


def test_check_site_reports_unwanted_words_in_titles(write: Write) -> None:
    """A star is any ending, and other text may contain the words."""
    folder = write(
        guide=GUIDE.replace("You are done", "Alarming news").replace(
            "Nothing is known", "Alarms exist"
        ),
        site="words: [alarm*]",
    )
    assert [(problem.code, problem.location.line) for problem in check_folder(folder)[1]] == [
        ("word-unwanted", 9)
    ]


def test_unwanted_word_in_the_name_of_a_file_says_so(write: Write) -> None:
    """Nothing in the file contains the word, so only the name of the file can be changed."""
    folder = write(eviction=GUIDE, site="words: [evict*]")
    (problem,) = [each for each in check_folder(folder)[1] if each.code == "word-unwanted"]
    assert problem.message == (
        '"evict*" is not allowed in titles, ids and questions: "eviction"; '
        "it is the flow's id and in its URL: rename eviction.yaml"
    )


def test_unwanted_word_in_the_id_of_a_row_says_so(tmp_path: Path) -> None:
    """A slash is between two words, and the row can be renamed."""
    site = "name: Records\nlanguages: [en, es]\nwords: [nc]\n"
    problems = check_folder(write_rows(tmp_path, site=site))[1]
    assert [each.message for each in problems if each.code == "word-unwanted"] == [
        '"nc" is not allowed in titles, ids and questions: "request/nc"; '
        "it is the letter's id and in its URL: rename request.yaml or the row",
        '"nc" is not allowed in titles, ids and questions: "records/nc"; '
        "it is the flow's id and in its URL: rename records.yaml or the row",
    ]


def test_unwanted_word_of_one_row_is_not_of_all(tmp_path: Path) -> None:
    """The row has two of the words in one question, and the other rows have the second one."""
    site = "name: Records\nlanguages: [en, es]\nwords: [alabama, is]\n"
    problems = check_folder(write_rows(tmp_path, site=site))[1]
    found = [each.message for each in problems if "late?" in each.message]
    rule = 'is not allowed in titles, ids and questions: "Is Alabama late?"'
    assert sorted(found) == [f'"is" {rule}', f'Alabama: "alabama" {rule}']


def test_check_site_warns_of_long_and_equal_titles(write: Write) -> None:
    """A title must fit in a tab with the site's name, and be the only one of its kind."""
    folder = write(
        guide=GUIDE.replace(
            "Is it so?", "Is it so, or is it otherwise, or do you not know which of the two it is?"
        ),
        other=GUIDE,
    )
    codes = [problem.code for problem in check_folder(folder)[1]]
    assert codes.count("title-long") == 1
    assert codes.count("title-twice") == 2


def test_check_site_reports_link_of_letter_in_before_and_after(write: Write) -> None:
    """Readers of a letter have no answers, whether the link is before or after the text."""
    folder = write(guarded=GUARDED)
    (folder / "letters").mkdir()
    for key in ("before", "after"):
        (folder / "letters" / "note.yaml").write_text(
            f"title: A note\nsubject: A note\nto: [You]\nbody: [Hello.]\n"
            f"{key}: [{{label: Go, to: guarded/second}}]\n",
            "utf-8",
        )
        problems = [problem for problem in check_folder(folder)[1] if not problem.warning]
        assert [problem.code for problem in problems] == ["target-past"], key


@pytest.mark.parametrize(
    "condition", ["{frist: yes}", "{not: {frist: yes}}", "{any: [{frist: yes}]}"]
)
def test_check_flow_reports_unknown_question_in_nested_condition(
    write: Write, condition: str
) -> None:
    """`not` and `any` do not hide a misspelled question."""
    text = GUARDED.replace("{first: yes}", condition)
    _, problems = check_flow(write(guarded=text) / "guarded.yaml")
    assert "guard-question" in {problem.code for problem in problems}


def test_check_flow_counts_combinations_up_to_the_limit(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many combinations as the limit are checked, one more is a problem."""
    monkeypatch.setattr(history, "MAX_HISTORIES", 2)
    path = write(guarded=GUARDED) / "guarded.yaml"
    assert check_flow(path)[0] is not None
    monkeypatch.setattr(history, "MAX_HISTORIES", 1)
    assert [problem.code for problem in check_flow(path)[1]] == ["guard-many"]
