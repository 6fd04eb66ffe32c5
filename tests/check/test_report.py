"""Tests of reports of problems: as text, as JSON, and as annotations of GitHub."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from tests.command import wizard
from tests.conftest import ROOT, Write
from wizard.check.report import in_github, in_json, in_text, ordered
from wizard.model.problems import Fix, Location, Problem, TrailAnswer

GOOD = """\
title: A
start: b
steps: {b: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}}
"""
BROKEN = GOOD.replace("start: b", "start: c")
DOUBTFUL = """\
title: A
start: a
steps:
  a: {ask: Is it so?, yes: b, no: b}
  b: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}
"""


def problem(
    path: Path, line: int, column: int, message: str = "wrong", warning: bool = False
) -> Problem:
    """A problem of the code `some-code`."""
    return Problem(Location(str(path), line, column), message, "some-code", warning)


def excerpt(tmp_path: Path, text: str, line: int, column: int) -> list[str]:
    """The lines that are shown under the message of a problem."""
    path = tmp_path / "x.yaml"
    path.write_text(text, "utf-8")
    shown = in_text([problem(path, line, column)]).split("\n")
    assert shown[0] == f"{path}:{line}:{column}: wrong [some-code]"
    return shown[1:]


def column_of(text: str, index: int) -> int:
    """Return the column of a character: most take one column, wide ones two, accents none."""
    widths = [
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    ]
    return sum(widths[:index])


@pytest.mark.parametrize(
    ("text", "column", "marked"),
    [
        ("    no: doen", 9, "doen"),
        ("    no: doen  # a comment", 9, "doen"),
        ("  a: {ask: Is it so?, yes: b}", 12, "Is"),
        ("  a: {ask: Is it so?, yes: b}", 25 + 3, "b"),
        ("  first-step:", 3, "first-step"),
        ("title: Is it: so?", 13, ":"),
        ('  ask: "Is it so?"', 8, '"Is it so?"'),
        ("  ask: 'It''s so'", 8, "'It''s so'"),
        ('  ask: "Is it so?', 8, '"'),
        ("  yes: [{if: {first: yes}, to: done}]", 8, "["),
        ("  to: https://example.org/a?b=c, d", 7, "https://example.org/a?b=c"),
        ("ask:", 5, ""),
    ],
)
def test_in_text_underlines_word_at_column(
    tmp_path: Path, text: str, column: int, marked: str
) -> None:
    """The line is printed as in the file, with a caret at the column and a line under the word."""
    line, caret = excerpt(tmp_path, f"# first\n{text}\n", 2, column)
    assert line == f"    {text}"
    assert caret == " " * (4 + column - 1) + "^" + "~" * (len(marked) - 1)


@pytest.mark.parametrize(
    ("text", "index", "length"),
    [
        ("\ttab: x", 6, 1),
        ("a:\t\tdoen", 4, 4),
        ("日本: 誤り x", 4, 4),
        ("e\u0301e\u0301: doen", 6, 4),
        ("k\u0301: e\u0301e\u0301 x", 4, 2),
        ("\U0001f44d: doen", 3, 4),
        ("é: ｆｆ", 3, 4),
    ],
    ids=["tab", "tabs", "wide", "accents", "accents-below", "emoji", "full-width"],
)
def test_in_text_aligns_caret_with_wide_characters(
    tmp_path: Path, text: str, index: int, length: int
) -> None:
    """The caret is under the character in a terminal, which is not its number in the line."""
    line, caret = excerpt(tmp_path, text, 1, index + 1)
    assert line == f"    {text}".replace("\t", "    ")
    shown_index = line.index(text[index:].strip("\t"))
    assert caret.index("^") == column_of(line, shown_index)
    assert len(caret.strip()) == length


def test_in_text_cuts_long_line_around_column(tmp_path: Path) -> None:
    """An ellipsis marks what is left out, and the word is still above the caret."""
    long = "text: " + "word " * 100 + "doen " + "word " * 100
    column = long.index("doen") + 1
    line, caret = excerpt(tmp_path, long, 1, column)
    assert len(line) < 110
    assert line.startswith("    …")
    assert line.endswith("…")
    start = caret.index("^")
    assert line[start : start + len(caret.strip())] == "doen"
    assert excerpt(tmp_path, long, 1, 1)[0].startswith("    text: word")
    assert excerpt(tmp_path, long, 1, len(long) - 2)[0].endswith("word")


@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r"])
def test_in_text_counts_lines_as_yaml_does(tmp_path: Path, breaks: str) -> None:
    """Every line break of YAML ends a line."""
    path = tmp_path / "x.yaml"
    path.write_bytes(f"one: 1{breaks}two: 2{breaks}three: 3{breaks}".encode())
    assert in_text([problem(path, 2, 6)]).split("\n")[1:] == ["    two: 2", "         ^"]


def test_in_text_has_no_excerpt_of_unreadable_file(tmp_path: Path) -> None:
    """A missing file, a folder, a pipe, a missing line and an empty line are left out."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "short").write_text("\n", "utf-8")
    for name in ("none", ".", "pipe", "short"):
        for line in (1, 7):
            path = tmp_path / name
            assert in_text([problem(path, line, 3)]) == f"{path}:{line}:3: wrong [some-code]"


def test_in_text_has_no_excerpt_for_problem_of_complete_file(tmp_path: Path) -> None:
    """The first line of the file would explain nothing."""
    path = tmp_path / "x.yml"
    path.write_text("title: A", "utf-8")
    for code in ("file-empty", "file-name", "file-size", "case-flow"):
        assert (
            in_text([Problem(Location(str(path)), "wrong", code)]) == f"{path}:1:1: wrong [{code}]"
        )
    assert len(in_text([Problem(Location(str(path)), "wrong", "key-missing")]).split("\n")) == 3


def test_in_json_has_the_range_and_text_of_a_fix() -> None:
    """The end of the range is not part of it. A problem without a fix has no such key."""
    start, end = Location("x.yaml", 3, 5), Location("x.yaml", 3, 8)
    fixed = Problem(start, "wrong", "key-unknown", fix=Fix(start, end, "ask"))
    one, other = json.loads(in_json([fixed, problem(Path("y.yaml"), 1, 1)], 0))["problems"]
    assert one["fix"] == {
        "range": {"start": {"line": 3, "column": 5}, "end": {"line": 3, "column": 8}},
        "text": "ask",
    }
    assert "fix" not in other


HOSTILE = "\x1b[31mred\x1b]0;title\x07 \x9b2J \u202eturned\u2066 \r\b \u2028 \udcff"


def test_reports_have_the_trail_to_a_problem() -> None:
    """It is in words and in ids as text, and an object for each answer in JSON."""
    trail = (
        TrailAnswer("where", "ms", "Where do you live?", "In Mississippi"),
        TrailAnswer("car", "yes", "Do you have\x1b a car?", ""),
    )
    found = Problem(Location("none.yaml", 3, 8), "wrong", "some-code", trail=trail)
    assert in_text([found]).splitlines()[1:] == [
        "    after: Where do you live? In Mississippi -> Do you have<U+001B> a car? Yes",
        "    answers: where=ms,car=yes",
    ]
    (entry,) = json.loads(in_json([found], 0))["problems"]
    assert entry["trail"][0] == {
        "question": "where",
        "answer": "ms",
        "ask": "Where do you live?",
        "label": "In Mississippi",
    }
    without = Problem(Location("none.yaml", 3, 8), "wrong", "some-code")
    assert "trail" not in json.loads(in_json([without], 0))["problems"][0]


def test_in_text_has_intervals_of_a_trail_in_words() -> None:
    """They have no label, but their ids can be read."""
    trail = (TrailAnswer("owed", "from-500-to-1499", "How much?", ""),)
    found = Problem(Location("none.yaml"), "wrong", "some-code", trail=trail)
    assert "after: How much? From 500 to 1499" in in_text([found])


def test_in_text_has_the_end_of_a_long_trail_in_words() -> None:
    """All of its answers are there as ids."""
    trail = tuple(TrailAnswer(f"q{place}", "no", f"Is it {place}?", "") for place in range(9))
    found = Problem(Location("none.yaml"), "wrong", "some-code", trail=trail)
    _, words, ids = in_text([found]).splitlines()
    assert words.startswith("    after: … -> Is it 3? No -> Is it 4? No")
    assert ids.count("=no") == 9


def test_reports_escape_control_characters(tmp_path: Path) -> None:
    """They may be in the lines of a file, in a message and in the name of a file."""
    path = tmp_path / "x.yaml"
    path.write_bytes(f"ask: {HOSTILE}".encode("utf-8", "replace"))
    named = problem(tmp_path / "\x1b[31mx.yaml", 1, 1, f"the text {HOSTILE}\nand more")
    problems = [problem(path, 1, 1, f"the text {HOSTILE}\nand more"), named]
    for text in (in_text(problems), in_github(problems)):
        left = {
            char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        }
        assert left == {"\n"}
        assert "<U+001B>[31mred" in text
        assert "<U+202E>turned" in text
    assert len(in_text(problems).split("\n")) == 4
    assert in_json(problems, 0).isascii()
    assert json.loads(in_json(problems, 0))["problems"][1]["message"].startswith(
        f"the text {HOSTILE}"
    )


def test_ordered_puts_problems_before_warnings(tmp_path: Path) -> None:
    """Every format lists each problem once, by location."""
    one, two = tmp_path / "1.yaml", tmp_path / "2.yaml"
    problems = [
        problem(one, 1, 1, "doubtful", warning=True),
        problem(two, 2, 1),
        problem(two, 10, 1),
        problem(two, 2, 1),
        problem(one, 3, 1),
    ]
    order = [(str(one), 3), (str(two), 2), (str(two), 10), (str(one), 1)]
    assert [(each.location.file, each.location.line) for each in ordered(problems)] == order
    assert [
        (each["file"], each["line"]) for each in json.loads(in_json(problems, 1))["problems"]
    ] == order
    assert [line.split(":1: ")[0] for line in in_text(problems).split("\n")] == [
        f"{file}:{line}" for file, line in order
    ]
    assert [line.split(" ")[0] for line in in_github(problems).split("\n")] == ["::error"] * 3 + [
        "::warning"
    ]


def test_check_json_is_one_object(write: Write) -> None:
    """Nothing else is printed, whether there are problems or not."""
    folder = write(one=BROKEN, two=DOUBTFUL)
    done = wizard("check", "--format", "json", folder, cwd=folder.parent)
    assert done.exit_code == 1
    assert json.loads(done.stdout) == {
        "flows": 0,
        "problems": [
            {
                "file": "flows/one.yaml",
                "line": 2,
                "column": 8,
                "code": "target-unknown",
                "warning": False,
                "message": 'the flow starts at "c", which is not one of its steps.',
            },
            {
                "file": "flows/two.yaml",
                "line": 4,
                "column": 3,
                "code": "answer-unsure",
                "warning": True,
                "message": 'step "a" has "yes" and "no", but no "unsure"; people often do not know',
            },
        ],
    }
    done = wizard("check", "--format", "json", folder / "two.yaml", cwd=folder.parent)
    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout)["flows"] == 1


def test_check_github_has_one_command_per_problem(write: Write) -> None:
    """The command names line and code; without problems nothing is printed."""
    folder = write(one=BROKEN, two=DOUBTFUL)
    done = wizard("check", "--format", "github", folder, cwd=folder.parent)
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "::error file=flows/one.yaml,line=2,col=8,title=target-unknown::"
        'the flow starts at "c", which is not one of its steps.',
        "::warning file=flows/two.yaml,line=4,col=3,title=answer-unsure::"
        'step "a" has "yes" and "no", but no "unsure"; people often do not know',
    ]
    (folder / "one.yaml").write_text(GOOD, "utf-8")
    (folder / "two.yaml").unlink()
    done = wizard("check", "--format", "github", folder, cwd=folder.parent)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")


def test_in_github_escapes_signs_of_commands() -> None:
    """In a message these are per cent and line breaks, in a file name also colon and comma."""
    problems = Problem(Location("a:b,c%.yaml", 1, 2), "50% of a: b, c\r\n::error::x", "some-code")
    assert in_github([problems]) == (
        "::error file=a%3Ab%2Cc%25.yaml,line=1,col=2,title=some-code::"
        "50%25 of a: b, c%0D%0A::error::x"
    )


def test_check_text_has_code_excerpt_and_caret(write: Write) -> None:
    """The number of problems goes to stderr."""
    folder = write(one=BROKEN, two=DOUBTFUL)
    done = wizard("check", folder, cwd=folder.parent)
    assert done.stdout.splitlines() == [
        'flows/one.yaml:2:8: the flow starts at "c", which is not one of its steps. '
        "[target-unknown]",
        "    start: c",
        "           ^",
        'flows/two.yaml:4:3: warning: step "a" has "yes" and "no", but no "unsure"; '
        "people often do not know [answer-unsure]",
        "      a: {ask: Is it so?, yes: b, no: b}",
        "      ^",
    ]
    assert done.stderr == "1 problem in flows, 1 warning\n"
    assert "\x1b" not in done.stdout


def in_terminal(*arguments: str | Path, cwd: Path, **environment: str) -> str:
    """What a command writes when its output is a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "wizard.cli", *map(str, arguments)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", **environment}
    process = subprocess.Popen(command, cwd=cwd, env=env, stdout=theirs, stderr=subprocess.DEVNULL)
    os.close(theirs)
    written = b""
    try:
        while part := os.read(ours, 4096):
            written += part
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(ours)
    process.wait(60)
    return written.decode()


def test_check_uses_colours_only_on_terminal(write: Write) -> None:
    """NO_COLOR turns them off; the text is the same with and without colours."""
    folder = write(one=BROKEN)
    coloured = in_terminal("check", folder, cwd=folder.parent, NO_COLOR="")
    plain = in_terminal("check", folder, cwd=folder.parent, NO_COLOR="1")
    assert "\x1b[1m" in coloured
    assert "\x1b" not in plain
    assert wizard("check", folder, cwd=folder.parent).stdout == plain.replace("\r\n", "\n")


def test_check_unknown_format_exits_with_2(write: Write) -> None:
    """It is wrong usage, so nothing is checked."""
    assert wizard("check", "--format", "xml", write(one=GOOD), cwd=ROOT).exit_code == 2


def test_check_counts_problem_of_repeated_path_once(write: Write) -> None:
    """A file that is named alone and with its folder is one file with one problem."""
    folder = write(one=BROKEN, two=GOOD)
    done = wizard(
        "check", folder, folder / "one.yaml", f"{folder}/../flows/one.yaml", cwd=folder.parent
    )
    assert done.stderr == "1 problem in flows\n"
    done = wizard("check", folder / "two.yaml", folder / "two.yaml", cwd=folder.parent)
    assert done.stdout == "1 flow of flows checked, no problems\n"


def test_check_reports_each_broken_link_once(write: Write) -> None:
    """Each location is reported, and none twice."""
    links = "".join(f"      - {{label: Go on {number}, to: elsewhere/}}\n" for number in range(3))
    text = (
        GOOD.replace("steps: {b: {", "steps:\n  b:\n    ")
        .replace(", claims", "\n    claims")
        .replace("}}\n", "\n")
    )
    done = wizard("check", write(one=f"{text}    next:\n{links}"), cwd=ROOT)
    heads = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert len(heads) == len(set(heads)) == 3
    assert all('leads to the flow "elsewhere", which does not exist.' in head for head in heads)
