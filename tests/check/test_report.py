"""Problems are shown where they are, in words for people, in JSON for programs, as notes for GitHub."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from wizard.check.report import in_github, in_json, in_text, ordered
from wizard.model.problems import Location, Problem

Write = Callable[..., Path]

GOOD = "title: A\nstart: b\nsteps: {b: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}}\n"
BROKEN = GOOD.replace("start: b", "start: c")
DOUBTFUL = """\
title: A
start: a
steps:
  a: {ask: Is it so?, yes: b, no: b}
  b: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}
"""


def wizard(
    *arguments: str | Path, cwd: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [sys.executable, "-m", "wizard.cli", *map(str, arguments)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=60)


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
    """In which column of a terminal a character stands: most take one, wide ones two, accents none."""
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
def test_a_caret_points_at_the_word_that_is_meant(
    tmp_path: Path, text: str, column: int, marked: str
) -> None:
    """The line as it stands in the file, and under it a caret at the column, drawn out under the word."""
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
def test_the_caret_is_right_under_wide_letters_tabs_and_accents(
    tmp_path: Path, text: str, index: int, length: int
) -> None:
    """It stands under the character, not under its number."""
    line, caret = excerpt(tmp_path, text, 1, index + 1)
    assert line == f"    {text}".replace("\t", "    ")
    shown_index = line.index(text[index:].strip("\t"))
    assert caret.index("^") == column_of(line, shown_index)
    assert len(caret.strip()) == length


def test_a_long_line_is_cut_around_the_place(tmp_path: Path) -> None:
    """With an ellipsis where something is left out, and the word still under the caret."""
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
def test_lines_are_counted_as_the_reader_of_yaml_counts_them(tmp_path: Path, breaks: str) -> None:
    """Whatever ends them."""
    path = tmp_path / "x.yaml"
    path.write_bytes(f"one: 1{breaks}two: 2{breaks}three: 3{breaks}".encode())
    assert in_text([problem(path, 2, 6)]).split("\n")[1:] == ["    two: 2", "         ^"]


def test_what_cannot_be_read_has_no_lines_to_show(tmp_path: Path) -> None:
    """A file that is gone, a folder, a pipe that would be waited for, a line that is not there, an empty line."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "short").write_text("\n", "utf-8")
    for name in ("none", ".", "pipe", "short"):
        for line in (1, 7):
            path = tmp_path / name
            assert in_text([problem(path, line, 3)]) == f"{path}:{line}:3: wrong [some-code]"


def test_what_is_wrong_with_a_file_as_a_whole_shows_no_line(tmp_path: Path) -> None:
    """Its first line has nothing to do with it."""
    path = tmp_path / "x.yml"
    path.write_text("title: A", "utf-8")
    for code in ("file-empty", "file-name", "file-size", "case-flow"):
        assert (
            in_text([Problem(Location(str(path)), "wrong", code)]) == f"{path}:1:1: wrong [{code}]"
        )
    assert len(in_text([Problem(Location(str(path)), "wrong", "key-missing")]).split("\n")) == 3


HOSTILE = "\x1b[31mred\x1b]0;title\x07 \x9b2J \u202eturned\u2066 \r\b \u2028 \udcff"


def test_nothing_that_a_terminal_acts_on_gets_through(tmp_path: Path) -> None:
    """Not from the file's lines, not from a message, not from a file's name; it is shown by its numbers."""
    path = tmp_path / "x.yaml"
    path.write_bytes(f"ask: {HOSTILE}".encode("utf-8", "replace"))
    named = problem(tmp_path / "\x1b[31mx.yaml", 1, 1, f"the text {HOSTILE}\nand more")
    told = [problem(path, 1, 1, f"the text {HOSTILE}\nand more"), named]
    for text in (in_text(told), in_github(told)):
        left = {
            char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        }
        assert left == {"\n"}
        assert "<U+001B>[31mred" in text
        assert "<U+202E>turned" in text
    assert len(in_text(told).split("\n")) == 4
    assert in_json(told, 0).isascii()
    assert json.loads(in_json(told, 0))["problems"][1]["message"].startswith(f"the text {HOSTILE}")


def test_problems_come_first_then_warnings_each_once_by_place(tmp_path: Path) -> None:
    """In each form."""
    one, two = tmp_path / "1.yaml", tmp_path / "2.yaml"
    told = [
        problem(one, 1, 1, "doubtful", warning=True),
        problem(two, 2, 1),
        problem(two, 10, 1),
        problem(two, 2, 1),
        problem(one, 3, 1),
    ]
    order = [(str(one), 3), (str(two), 2), (str(two), 10), (str(one), 1)]
    assert [(each.location.file, each.location.line) for each in ordered(told)] == order
    assert [
        (each["file"], each["line"]) for each in json.loads(in_json(told, 1))["problems"]
    ] == order
    assert [line.split(":1: ")[0] for line in in_text(told).split("\n")] == [
        f"{file}:{line}" for file, line in order
    ]
    assert [line.split(" ")[0] for line in in_github(told).split("\n")] == ["::error"] * 3 + [
        "::warning"
    ]


def test_json_is_one_object_with_all_that_is_known(write: Write) -> None:
    """And nothing else is printed, whether all is well or not."""
    folder = write(one=BROKEN, two=DOUBTFUL)
    done = wizard("check", "--format", "json", folder, cwd=folder.parent)
    assert done.returncode == 1
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
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["flows"] == 1


def test_github_gets_one_command_for_each_problem(write: Write) -> None:
    """At the line, titled by the code; nothing at all where all is well."""
    folder = write(one=BROKEN, two=DOUBTFUL)
    done = wizard("check", "--format", "github", folder, cwd=folder.parent)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "::error file=flows/one.yaml,line=2,col=8,title=target-unknown::"
        'the flow starts at "c", which is not one of its steps.',
        "::warning file=flows/two.yaml,line=4,col=3,title=answer-unsure::"
        'step "a" has "yes" and "no", but no "unsure"; people often do not know',
    ]
    (folder / "one.yaml").write_text(GOOD, "utf-8")
    (folder / "two.yaml").unlink()
    done = wizard("check", "--format", "github", folder, cwd=folder.parent)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_github_would_take_for_its_own_signs_is_escaped() -> None:
    """In the message per cent and line ends, in the file's name colons and commas too."""
    told = Problem(Location("a:b,c%.yaml", 1, 2), "50% of a: b, c\r\n::error::x", "some-code")
    assert in_github([told]) == (
        "::error file=a%3Ab%2Cc%25.yaml,line=1,col=2,title=some-code::50%25 of a: b, c%0D%0A::error::x"
    )


def test_text_has_the_code_the_line_and_a_caret(write: Write) -> None:
    """As the manual shows it; the number of problems goes to the other stream."""
    folder = write(one=BROKEN, two=DOUBTFUL)
    done = wizard("check", folder, cwd=folder.parent)
    assert done.stdout.splitlines() == [
        'flows/one.yaml:2:8: the flow starts at "c", which is not one of its steps. [target-unknown]',
        "    start: c",
        "           ^",
        'flows/two.yaml:4:3: warning: step "a" has "yes" and "no", but no "unsure"; people often do not know '
        "[answer-unsure]",
        "      a: {ask: Is it so?, yes: b, no: b}",
        "      ^",
    ]
    assert done.stderr == "1 problem, 1 warning\n"
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


def test_colours_are_for_terminals_and_for_those_who_want_them(write: Write) -> None:
    """NO_COLOR is respected; the words are the same with and without."""
    folder = write(one=BROKEN)
    coloured = in_terminal("check", folder, cwd=folder.parent, NO_COLOR="")
    plain = in_terminal("check", folder, cwd=folder.parent, NO_COLOR="1")
    assert "\x1b[1m" in coloured
    assert "\x1b" not in plain
    assert wizard("check", folder, cwd=folder.parent).stdout == plain.replace("\r\n", "\n")


def test_an_unknown_form_is_wrong_use(write: Write) -> None:
    """Exit code 2, as for any wrong use."""
    assert wizard("check", "--format", "xml", write(one=GOOD), cwd=ROOT).returncode == 2


def test_what_is_found_twice_is_told_once(write: Write) -> None:
    """A file that is named twice, alone and with its folder, is one file with one problem."""
    folder = write(one=BROKEN, two=GOOD)
    done = wizard(
        "check", folder, folder / "one.yaml", f"{folder}/../flows/one.yaml", cwd=folder.parent
    )
    assert done.stderr == "1 problem\n"
    done = wizard("check", folder / "two.yaml", folder / "two.yaml", cwd=folder.parent)
    assert done.stdout == "1 flow checked, no problems\n"


def test_a_folder_away_from_its_neighbours_tells_each_broken_link_once(write: Write) -> None:
    """Every place, and no place twice."""
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
