"""Tests of paths and their changes in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.cli.walks import HOME
from wizard import Flow
from wizard.cli.path_report import Report, asked
from wizard.engine.diff import compare
from wizard.i18n.translator import make_translator
from wizard.model.flow import Question

T = make_translator("en")

FLOW = """\
title: A guide
start: a
steps:
  a:
    ask: Which one?
    answers:
      p: {label: P, to: one}
      q: {label: Q, to: two}
      r: {label: R, to: two}
      s: {label: S, to: two}
  one: {outcome: One, claims: [{level: unknown, text: Nothing.}]}
  two: {outcome: Two, claims: [{level: unknown, text: Nothing.}]}
"""


def report(flow: Callable[[str], Flow], new: str) -> Report:
    """Return the report of a change of FLOW."""
    return Report(compare(flow(FLOW), flow(new), None), T, T)


@pytest.mark.parametrize(
    ("ask", "expected"),
    [("Why?", "Why?"), ("Why", "Why:"), ("So …", "So …"), ("Go.", "Go."), ("a\n b!", "a b!")],
)
def test_asked_ends_in_punctuation(ask: str, expected: str) -> None:
    """An answer follows on the same line, so a colon is added only if there is no other sign."""
    assert asked(T, Question("a", "", ask, "", "", {})) == expected


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("Q, to: two", "Q, to: one", '1 path led to "Two" (two) and now leads to "One" (one)'),
        (
            "Q, to: two}\n      r: {label: R, to: two",
            "Q, to: one}\n      r: {label: R, to: one",
            '2 paths led to "Two" (two) and now lead to "One" (one)',
        ),
        (
            "      s: {label: S, to: two}\n",
            "",
            '1 path led to "Two" (two) and is gone: '
            'the question "Which one?" (a) no longer has the answer "s"',
        ),
        (
            "Q, to: two}",
            "Q, to: two}\n      t: {label: T, to: one}",
            '1 new path leads to "One" (one)',
        ),
    ],
)
def test_report_sentence_agrees_in_number(
    flow: Callable[[str], Flow], old: str, new: str, sentence: str
) -> None:
    """One path leads and is gone, two paths lead and are gone."""
    assert old in FLOW
    changed = report(flow, FLOW.replace(old, new))
    assert [changed.sentence(group) for group in changed.changes.groups] == [sentence]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "      mold: Mold\n",
            "",
            'is gone: the question "Which of these are wrong with your home?" (home) no longer has '
            'the box "mold"',
        ),
        (
            "      heat: No heat\n      water: No hot water\n",
            "",
            'no longer has the boxes "heat" and "water"',
        ),
        ("    unsure: owed\n    to", "    to", 'no longer has the answer "unsure"'),
    ],
)
def test_report_names_boxes_that_are_gone(
    flow: Callable[[str], Flow], old: str, new: str, sentence: str
) -> None:
    """One sentence is about all sets with these boxes, and each group of paths is one line."""
    plain = HOME.replace("{home: [heat, water]}", "{home: none}").replace(", home: mold", "")
    assert old in plain
    changes = compare(flow(plain), flow(plain.replace(old, new)), None)
    found = Report(changes, T, T)
    sentences = [found.sentence(group) for group in changes.groups]
    assert any(sentence.removeprefix("is gone: ") in each for each in sentences)
    assert len(list(found.text())) < 60
    assert sum(path.count() for group in changes.groups for path in group.paths) < changes.total
    rows = [line for line in found.csv() if line.startswith("gone")]
    assert all(line.count("of 8 sets") <= 1 for line in rows)


def test_report_without_changes_says_so(flow: Callable[[str], Flow]) -> None:
    """If a limit left paths out, the sentence claims nothing about them."""
    assert [*report(flow, FLOW).lines("text")] == ["No path changed its outcome."]
    changes = compare(flow(FLOW), flow(FLOW))
    limited = Report(replace(changes, compared=changes.total - 1), T, T)
    assert [*limited.text()] == ["None of the paths that were compared changed its outcome."]
