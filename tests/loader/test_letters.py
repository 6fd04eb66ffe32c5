"""Letters as they are read, and the problems of invalid ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wizard import load_flows
from wizard.loader.site import check_folder
from wizard.model.flow import Action, Target
from wizard.model.letters import letter_blocks

Write = Callable[..., Path]

GUIDE = """\
title: A guide
start: done
steps:
  done:
    outcome: You are done
    claims: [{level: unknown, text: Nothing is known.}]
    next: [{label: Write, to: letters/note}]
"""

LETTER = """\
title: A note
subject: About a thing
summary: Says a thing.
before:
  - Read this first.
  - {label: Read on, to: guide/done}
blanks:
  date: {label: Date, today: true}
  address: {label: Address, lines: 2, hint: On paper, pen: true}
to: [An office]
body:
  - "Date: {date}"
  - ["One thing", "Another"]
  - "{address}"
after: [{label: Look here, to: "https://example.org/"}]
"""


@pytest.fixture
def write_letter(write: Write) -> Callable[[str], Path]:
    """Return a function that writes a folder with one flow, which links to one letter."""

    def write_letter(text: str, name: str = "note.yaml") -> Path:
        folder = write(guide=GUIDE)
        (folder / "letters").mkdir()
        (folder / "letters" / name).write_text(text, "utf-8")
        return folder

    return write_letter


def test_load_flows_reads_a_letter(write_letter: Callable[[str], Path]) -> None:
    """It reads text, blanks, lists, and the actions before and after."""
    letter = load_flows(write_letter(LETTER)).letters["note"]
    assert (letter.title, letter.subject, letter.to) == ("A note", "About a thing", ("An office",))
    assert letter.body == ("Date: {date}", ("One thing", "Another"), "{address}")
    assert [
        (blank.id, blank.lines, blank.handwritten_only, blank.today)
        for blank in letter.blanks.values()
    ] == [
        ("date", 1, False, True),
        ("address", 2, True, False),
    ]
    assert letter.before[0] == Action("Read this first.", None)
    assert letter.before[1].to == Target("guide", "done")
    assert letter.after[0].to == "https://example.org/"
    assert [part.kind for part in letter_blocks(letter.body, letter.blanks)] == [
        "text",
        "list",
        "ruled",
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "summary:",
            "sumary:",
            'key-unknown 3:1: the letter has no key "sumary". Did you mean "summary"?',
        ),
        (
            "title: A note\n",
            "",
            'key-missing 1:1: the letter is missing "title": the title of its page',
        ),
        (
            '{date}"',
            '{dat}" ',
            (
                'blank-unknown 12:5: the text uses {dat}, but "blanks" has no "dat". Did you '
                'mean "date"?'
            ),
        ),
        (
            "Date: {date}",
            "Date",
            (
                'blank-unused 8:3: the letter does not use the blank "date"; write {date} '
                'once, in "to" or "body"'
            ),
        ),
        (
            "[An office]",
            '["{date}"]',
            (
                'blank-repeated 8:3: the letter uses the blank "date" more than once; write '
                '{date} once, in "to" or "body"'
            ),
        ),
        (
            "Another",
            "{Another",
            (
                "blank-brace 13:19: braces are only for the id of a blank, such as {name}; "
                "found {Another"
            ),
        ),
        (
            "Another",
            "{An other}",
            (
                "blank-brace 13:19: braces are only for the id of a blank, such as {name}; "
                "found {An other}"
            ),
        ),
        (
            '"{address}"',
            '"At {address}"',
            (
                'blank-lines 14:5: the blank "address" has several lines, so {address} must '
                "be a paragraph by itself"
            ),
        ),
        (
            "lines: 2",
            "lines: 0",
            'shape-number 9:36: "lines" of the blank "address" must be a number from 1 to 12',
        ),
        (
            "lines: 2",
            "line: 2",
            'key-unknown 9:29: the blank "address" has no key "line". Did you mean "lines"?',
        ),
        (
            "{label: Date, today: true}",
            "{hint: Today}",
            'key-missing 8:9: the blank "date" is missing "label"; write {label: ..., hint: Today}',
        ),
        (
            "  date: {label: Date, today: true}",
            "  Date: {label: Date, today: true}",
            (
                'id-letters 8:3: "Date" cannot be the id of a blank: an id has lower-case '
                'letters, digits and dashes, and begins with a letter. Try "date".'
            ),
        ),
        (
            "guide/done",
            "guide/don",
            (
                'target-unknown 6:26: an item of "before" leads to "don", which is not a '
                'step of the flow "guide". Did you mean "done"?'
            ),
        ),
        (
            "guide/done",
            "letters/not",
            (
                'target-unknown 6:26: an item of "before" leads to "not", which is not one '
                'of the letters. Did you mean "note"?'
            ),
        ),
        (
            "Read on, to",
            "Read on, too",
            'key-unknown 6:22: an item of "before" has no key "too". Did you mean "to"?',
        ),
        (
            "{label: Read on, to: guide/done}",
            "{label: Read on, if: {done: yes}}",
            'key-unknown 6:22: an item of "before" has no key "if". Its keys are "label", "to".',
        ),
        (
            "after:",
            "cite: [law]\nafter:",
            'source-unknown 15:8: there is no source "law". Describe it in sources.yaml.',
        ),
        (
            "after:",
            "reviewed: today\nafter:",
            'shape-date 15:11: "reviewed" of the letter must be a date such as 2026-11-23',
        ),
        (
            "to: [An office]",
            "to: An office",
            'shape-list 10:5: "to" of the letter must be a list; write [An office]',
        ),
        (
            '  - "Date: {date}"',
            "  - {date: x}",
            "shape-text 12:5: a paragraph of the body must be text, but found a table",
        ),
        (
            "title: A note",
            "title: A note\ntitle: B",
            'yaml-repeated-key 2:1: the key "title" is already on line 1; rename or remove one',
        ),
    ],
)
def test_check_folder_reports_mistake_in_a_letter(
    write_letter: Callable[[str], Path], old: str, new: str, problem: str
) -> None:
    """The problem has a location, and the closest valid name."""
    assert LETTER.count(old) == 1
    site, problems = check_folder(write_letter(LETTER.replace(old, new)))
    assert site is None
    found = [
        f"{each.code} {each.location.line}:{each.location.column}: {each.message}"
        for each in problems
    ]
    assert problem in found
    assert {Path(each.location.file).name for each in problems} == {"note.yaml"}


def test_check_folder_reports_link_to_missing_letter(
    write_letter: Callable[[str], Path],
) -> None:
    """The message has the closest valid name. A link to the list of letters is valid."""
    folder = write_letter(LETTER)
    (folder / "guide.yaml").write_text(GUIDE.replace("letters/note", "letters/nose"))
    assert [problem.message for problem in check_folder(folder)[1]] == [
        (
            'an action ("next") of step "done" leads to "nose", which is not one of the '
            'letters. Did you mean "note"?'
        )
    ]
    (folder / "guide.yaml").write_text(GUIDE.replace("letters/note", "letters/"))
    assert check_folder(folder)[1] == ()
    (folder / "letters" / "note.yaml").unlink()
    (folder / "guide.yaml").write_text(GUIDE)
    assert [problem.message for problem in check_folder(folder)[1]] == [
        (
            'an action ("next") of step "done" leads to "letters/note", but there is no '
            "letters/note.yaml"
        )
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("note.yml", 'letter files end in ".yaml"; rename it to "note.yaml"'),
        ("Note.yaml", '"Note" cannot be the id of a letter (the file\'s name)'),
    ],
)
def test_check_folder_reports_invalid_file_name_of_a_letter(
    write_letter: Callable[..., Path], name: str, message: str
) -> None:
    """Such a file is never silently skipped."""
    problems = check_folder(write_letter(LETTER, name))[1]
    assert any(problem.message.startswith(message) for problem in problems), problems


def test_check_folder_applies_rules_of_words_titles_and_sources_to_letters(
    write_letter: Callable[..., Path],
) -> None:
    """Unwanted words and repeated titles are reported. Sources that only letters cite are used."""
    folder = write_letter(LETTER.replace("A note", "A guide") + "cite: [law]\n")
    (folder / "letters" / "alarms.yaml").write_text(LETTER.replace("A note", "Of alarm"))
    (folder / "site.yaml").write_text("words: [alarm*]\n")
    (folder / "sources.yaml").write_text("law: {title: The law}\nother: {title: Other}\n")
    found = [
        (problem.code, Path(problem.location.file).name) for problem in check_folder(folder)[1]
    ]
    assert found == [
        ("word-unwanted", "alarms.yaml"),
        ("word-unwanted", "alarms.yaml"),
        ("title-twice", "note.yaml"),
        ("source-unused", "sources.yaml"),
    ]


def test_check_folder_reports_letter_that_links_to_step_with_history(
    write_letter: Callable[..., Path],
) -> None:
    """A reader arrives from a letter without answers, so such a step cannot be opened."""
    guide = """\
title: A guide
start: one
steps:
  one: {ask: One?, answers: {a: {label: A, to: done}, b: {label: B, to: done}}}
  done: {ask: Two?, answers: {c: {label: C, to: [{if: {one: a}, to: end}, {to: other}]}}}
  end: {outcome: End, claims: [{level: unknown, text: Nothing.}]}
  other: {outcome: Other, claims: [{level: unknown, text: Nothing.}]}
"""
    folder = write_letter(LETTER)
    (folder / "guide.yaml").write_text(guide)
    assert [(problem.code, problem.location.line) for problem in check_folder(folder)[1]] == [
        ("target-past", 6)
    ]
