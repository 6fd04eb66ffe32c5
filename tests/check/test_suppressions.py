"""Tests of comments that allow a warning on a line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import ROOT
from wizard.check.checker import check_paths
from wizard.loader import files
from wizard.model.codes import CODES

Write = Callable[..., Path]
TODAY = date(2026, 11, 23)

# Two questions without "unsure", each a warning, on lines 5 and 9.
DOUBTFUL = """\
title: A guide
start: first
steps:
  # one
  first:
    ask: Is it so?
    yes: second
    no: second
  second:
    ask: And this?
    yes: done
    no: done
  done:
    outcome: You are done
    claims: [{level: unknown, text: Nothing is known.}]
"""
FIRST, SECOND = "5 answer-unsure", "9 answer-unsure"
ALLOW = "# wizard: allow answer-unsure -- all who come know this"


def found(write: Write, text: str, **more: str) -> list[str]:
    """Line and code of all that is found in a folder with this flow."""
    checked = check_paths([write(guide=text, **more)], TODAY)
    return [f"{problem.location.line} {problem.code}" for problem in checked.problems]


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        ("  first:", f"  first:  {ALLOW}", [SECOND]),
        ("  # one", f"  {ALLOW}", [SECOND]),
        ("  # one", f"{ALLOW}", [SECOND]),
        ("  second:", f"  second: {ALLOW}", [FIRST]),
        (
            "  first:",
            "  first:  # wizard: allow answer-unsure, title-twice -- so it is",
            ["5 allow-unused", SECOND],
        ),
        (
            "  # one",
            "  # wizard: allow title-twice -- so it is\n  " + ALLOW,
            ["4 allow-unused", "10 answer-unsure"],
        ),
        (
            "  # one",
            f"  {ALLOW}\n  # wizard: allow title-twice -- so it is",
            ["5 allow-unused", "10 answer-unsure"],
        ),
        ("    ask: Is", f"    {ALLOW}\n    ask: Is", [FIRST, "6 allow-unused", "10 answer-unsure"]),
        ("  # one", f"  {ALLOW}\n", ["4 allow-unused", "6 answer-unsure", "10 answer-unsure"]),
        ("  first:", "  first:  ## wizard:allow answer-unsure -- so it is", [SECOND]),
        ("  # one", "  # wizard: allowed answer-unsure -- so it is", [FIRST, SECOND]),
        ("  # one", "  # the wizard: allow answer-unsure -- so it is", [FIRST, SECOND]),
    ],
    ids=[
        "same-line", "line-above", "line-above-unindented", "second", "several-codes",
        "several-comments", "several-the-other-way", "too-low",
        "too-high", "without-spaces", "another-word", "in-a-sentence",
    ],
)  # fmt: skip
def test_comment_applies_to_its_line_or_the_next(
    write: Write, old: str, new: str, left: list[str]
) -> None:
    """A comment at the end of a line applies to it, one on its own line to the line below."""
    assert old in DOUBTFUL
    assert found(write, DOUBTFUL.replace(old, new, 1)) == left


def test_comment_above_everything_applies_to_the_complete_file(write: Write) -> None:
    """It covers every warning of its code, and is reported if there is none."""
    assert found(write, f"# A guide\n\n{ALLOW}\n{DOUBTFUL}") == []
    assert found(write, DOUBTFUL.replace("start:", f"{ALLOW}\nstart:", 1)) == [
        "2 allow-unused",
        "6 answer-unsure",
        "10 answer-unsure",
    ]
    certain = DOUBTFUL.replace("    no:", "    unsure: done\n    no:")
    assert found(write, f"{ALLOW}\n{certain}") == ["1 allow-unused"]


@pytest.mark.parametrize(
    ("comment", "code", "says"),
    [
        (
            "# wizard: allow answer-unsure",
            "allow-reason",
            "give a reason why the warning does not apply here",
        ),
        (
            "# wizard: allow answer-unsure --",
            "allow-reason",
            "give a reason why the warning does not apply here",
        ),
        (
            "# wizard: allow answer-unsure --   ",
            "allow-reason",
            "give a reason why the warning does not apply here",
        ),
        (
            "# wizard: allow answer-unsure because so",
            "allow-reason",
            "give a reason why the warning does not apply here",
        ),
        ("# wizard: allow -- so it is", "allow-unknown", "name the code of a warning"),
        (
            "# wizard: allow answer-unsur -- so it is",
            "allow-unknown",
            'Did you mean "answer-unsure"?',
        ),
        ("# wizard: allow x -- so it is", "allow-unknown", 'there is no code "x".'),
        (
            "# wizard: allow flow-cycle -- so it is",
            "allow-problem",
            '"flow-cycle" is a problem, not a warning',
        ),
    ],
)
def test_check_reports_invalid_comment(write: Write, comment: str, code: str, says: str) -> None:
    """It is a problem at its location, and it suppresses nothing."""
    folder = write(guide=DOUBTFUL.replace("  first:", f"  first:  {comment}"))
    checked = check_paths([folder], TODAY)
    assert [(problem.location.line, problem.code) for problem in checked.problems] == [
        (5, code),
        (5, "answer-unsure"),
        (9, "answer-unsure"),
    ]
    assert says in checked.problems[0].message
    assert not checked.valid


def test_problem_of_comment_is_at_its_code(write: Write) -> None:
    """An editor puts the cursor there."""
    comment = "# wizard: allow answer-unsure, x, flow-cycle -- so it is"
    text = DOUBTFUL.replace("  first:", f"  first:  {comment}")
    problems = check_paths([write(guide=text)], TODAY).problems
    line = text.split("\n")[4]
    assert [
        line[problem.location.column - 1 :].split(",")[0].split(" ")[0] for problem in problems[:2]
    ] == ["x", "flow-cycle"]


def test_problem_cannot_be_allowed(write: Write) -> None:
    """Nor is a comment in a folder with problems reported as unused."""
    text = DOUBTFUL.replace(
        "no: done", "no: doen  # wizard: allow target-unknown -- it comes later"
    )
    assert found(write, text) == ["12 target-unknown", "12 allow-problem"]
    assert found(write, DOUBTFUL.replace("no: done", f"no: doen\n    {ALLOW}")) == [
        "12 target-unknown"
    ]


IN_TEXTS = """\
title: A guide
summary: "A sign # wizard: allow one-code -- in quotes"
start: first
steps:
  first:
    ask: Is it so?
    why: 'Another # wizard: allow two-code -- in quotes'
    help: |
      # wizard: allow three-code -- in a block
      Text # wizard: allow four-code -- in a block
    yes: done
    no: done
    unsure: done#wizard:allow five-code -- in a word
  done:
    outcome: >-  # wizard: allow title-long -- a true comment
      You are
      # wizard: allow six-code -- in a block
    says: "Done
      # wizard: allow seven-code -- in quotes over two lines
      at last"
    claims: [{level: unknown, text: Nothing.}]  # wizard: allow title-long -- another true comment
"""


def test_comments_in_quotes_and_blocks_do_not_count(tmp_path: Path) -> None:
    """Text in quotes, in a block or inside a word is not a comment."""
    path = tmp_path / "x.yaml"
    path.write_text(IN_TEXTS, "utf-8")
    comments = files.comments(path, "wizard:")
    assert [(comment.location.line, comment.alone) for comment in comments] == [
        (15, False),
        (21, False),
    ]
    assert comments[1].text == "# wizard: allow title-long -- another true comment"
    assert comments[1].location.column == IN_TEXTS.split("\n")[20].index("#") + 1


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_comments_are_found_with_any_line_break(tmp_path: Path, ends: str) -> None:
    """A byte order mark, wide letters and a missing last line break change nothing."""
    path = tmp_path / "x.yaml"
    path.write_bytes(f"\ufefftitle: 日本\U0001f44d # wizard: a{ends}# wizard: b".encode())
    found = [
        (comment.text, comment.location.line, comment.location.column)
        for comment in files.comments(path, "wizard:")
    ]
    assert found == [("# wizard: a", 1, 12), ("# wizard: b", 2, 1)]


def test_comments_count_in_every_file_of_folder(write: Write) -> None:
    """Shared files, letters, catalogs and cases can have comments; unused ones are reported."""
    folder = write(
        guide=DOUBTFUL.replace("    no:", "    unsure: done\n    no:"),
        sources="# wizard: allow source-unused -- comes next week\ncode: {title: The code}\n",
        site=f"name: A site  {ALLOW}\n",
    )
    for name, text in (
        (
            "letters/one.yaml",
            f"{ALLOW}\ntitle: A letter\nsubject: So\nto: [You]\nbody: [So it is.]\n",
        ),
        ("locale/es.po", f'{ALLOW}\nmsgid ""\nmsgstr ""\n\nmsgid "{ALLOW}"\nmsgstr "So."\n'),
        (
            "cases/guide.yaml",
            f"{ALLOW}\none:\n  answers: {{first: yes, second: yes}}\n  outcome: done\n",
        ),
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    problems = check_paths([folder], TODAY).problems
    unused = {
        str(Path(each.location.file).relative_to(folder))
        for each in problems
        if each.code == "allow-unused"
    }
    assert unused == {"site.yaml", "letters/one.yaml", "locale/es.po", "cases/guide.yaml"}
    assert "source-unused" not in {problem.code for problem in problems}


def test_unused_comment_is_not_reported_for_single_file(write: Write) -> None:
    """Some warnings appear only if the complete folder is checked."""
    folder = write(
        guide=DOUBTFUL.replace("  first:", f"  first:  {ALLOW}").replace(
            "  # one", "  # wizard: allow title-long -- so"
        )
    )
    assert [problem.code for problem in check_paths([folder / "guide.yaml"], TODAY).problems] == [
        "answer-unsure"
    ]
    assert "allow-unused" in [problem.code for problem in check_paths([folder], TODAY).problems]


def test_every_warning_can_be_allowed(tmp_path: Path) -> None:
    """Each fixture of a warning passes with a comment above its line."""
    bad = ROOT / "tests" / "loader" / "bad"
    for code in (code for code, each in CODES.items() if each.warning and code != "allow-unused"):
        fixture = bad / code if (bad / code).is_dir() else bad / f"{code}.yaml"
        files = (
            [path for path in fixture.rglob("*.*") if path.is_file()]
            if fixture.is_dir()
            else [fixture]
        )
        for path in files:
            copy = tmp_path / code / (path.relative_to(fixture) if fixture.is_dir() else path.name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(path.read_text("utf-8"), "utf-8")
        place = next(
            each.location
            for each in check_paths([tmp_path / code], TODAY).problems
            if each.code == code
        )
        lines = Path(place.file).read_text("utf-8").split("\n")
        lines.insert(place.line - 1, f"# wizard: allow {code} -- so it is")
        Path(place.file).write_text("\n".join(lines), "utf-8")
        assert [each.code for each in check_paths([tmp_path / code], TODAY).problems] == [], code
