"""Tests of `wizard play`: walking a flow in the terminal, and recording the walk."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from datetime import date
from pathlib import Path

import pytest

from tests.cli.walks import FLOW, HOME, OTHER
from tests.command import wizard
from tests.conftest import ROOT, Write
from wizard.check.cases import read_cases
from wizard.check.checker import check_paths
from wizard.model.flow import Target
from wizard.model.problems import Problem

WIZARD = str(Path(sys.executable).with_name("wizard"))


@pytest.fixture
def folder(write: Write) -> Path:
    """Two flows, of which one leads into the other."""
    return write(guide=FLOW, other=OTHER)


def test_play_reads_answers_from_pipe(folder: Path) -> None:
    """Typed lines are printed after their prompt; bytes that are not text do no harm."""
    done = wizard("play", "guide", cwd=folder, typed=b"\xff\x00\n1\n1\n1\n")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "\n> 1\n" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stdout.endswith("Enter to end, b back, c change an answer.\n> \n")
    assert wizard("play", "guide", cwd=folder).exit_code == 0


@pytest.mark.parametrize(
    "given", ["lease=yes,paid=cash", " paid=cash , lease=yes ", "lease=yes,paid=cash,"]
)
def test_play_begins_after_given_answers(folder: Path, given: str) -> None:
    """They are listed, and the next question is asked. They count when the walk is recorded."""
    done = wizard("play", "guide", "--answers", given, "--record", "x", cwd=folder, typed="yes\n\n")
    assert done.exit_code == 0
    assert "Given: Did you sign a lease? Yes\nGiven: How did you pay? In cash\n" in done.stdout
    assert "Was it this year?" in done.stdout
    (case,) = read_cases(folder / "cases/guide.yaml", "guide", [])
    assert case.answers == {"lease": "yes", "paid": "cash", "when": "yes"}


def test_play_records_boxes(write: Write) -> None:
    """A case names the boxes in the order of the file, and intervals by their ids."""
    folder = write(guide=HOME)
    typed = "2 1\n\n3\n2\n2\n\n"
    done = wizard("play", "guide", "--record", "cold", cwd=folder, typed=typed)
    assert done.exit_code == 0
    assert (folder / "cases/guide.yaml").read_text("utf-8") == (
        "cold:\n  answers: {home: heat.water, urgent: unsure, owed: from-500-to-1499, "
        "notice: from-7-to-13}\n  outcome: done\n"
    )
    assert wizard("check", cwd=folder).exit_code == 0


@pytest.mark.parametrize(
    "given", ["home=water.heat", "home=heat.water&home=water.heat", "?home=heat.water"]
)
def test_play_begins_with_boxes_in_any_order(write: Write, given: str) -> None:
    """A set of boxes is one answer, however it is written."""
    folder = write(guide=HOME)
    done = wizard("play", "guide", "--answers", given, cwd=folder)
    assert done.exit_code == 0
    assert "Given: Which of these are wrong with your home? No heat; No hot water\n" in done.stdout


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("home=heat.watr", '"home" has no box "watr". Did you mean "water"?'),
        ("home=none.heat", '"none" and boxes of "home" cannot be combined'),
        ("home=", 'has no box "". It has "heat", "water", "mold", "none", "unsure".'),
        ("home=none,owed=700", '"owed" has no answer "700". It has "below-500",'),
        (
            "owed=unsure",
            'the other answers lead to "home", whose answers are "heat", "water", "mold", "none", '
            '"unsure"',
        ),
    ],
)
def test_play_refuses_boxes_and_amounts_that_do_not_exist(
    write: Write, given: str, message: str
) -> None:
    """The names that could be meant are boxes, not sets of them."""
    done = wizard("play", "guide", "--answers", given, cwd=write(guide=HOME))
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("lease", '"lease" is not an answer; write question=answer, joined by & or commas'),
        ("laese=yes", 'there is no question "laese" in this flow. Did you mean "lease"?'),
        ("claim=yes", 'there is no question "claim" in this flow.'),
        ("lease=maybe", '"lease" has no answer "maybe". It has "yes", "no", "unsure".'),
        ("lease=yes,when=yes", '"when" is not asked here: the other answers lead to "paid"'),
        ("lease=yes&lease=no", '"lease" is answered twice'),
        ("lease=no,paid=cash", '"paid" is not asked here: the other answers end at'),
    ],
)
def test_play_refuses_answers_that_do_not_fit(folder: Path, given: str, message: str) -> None:
    """It is wrong usage, and says what is wrong."""
    done = wizard("play", "guide", "--answers", given, cwd=folder)
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.split())


@pytest.mark.parametrize("text", [FLOW, HOME])
def test_play_takes_the_answers_that_paths_prints(write: Write, text: str) -> None:
    """Each path of a flow can be pasted. One of several sets of boxes is before the end."""
    folder = write(guide=text, other=OTHER)
    for line in wizard("paths", "guide", cwd=folder).stdout.splitlines()[::7]:
        answers = line.partition(" -> ")[0]
        assert wizard("play", "guide", "--answers", answers, cwd=folder).exit_code == 0, line


def test_play_in_another_language(tmp_path: Path) -> None:
    """A language that the site does not have is wrong usage."""
    done = wizard(
        "play", str(ROOT / "flows" / "my-data.yaml"), "--lang", "es", cwd=tmp_path, typed="1\n"
    )
    assert done.exit_code == 0
    assert "  1  Alguien está detenido, o me llegó una carta\n" in done.stdout
    wrong = wizard("play", str(ROOT / "flows" / "my-data.yaml"), "--lang", "fr", cwd=tmp_path)
    assert wrong.exit_code == 2
    assert 'the flows are not in "fr", only in en, es' in wrong.stderr


def test_play_unknown_flow_gets_suggestion(folder: Path) -> None:
    """A flow that is not valid is refused with its problems."""
    for name, line in (
        ("giude", f'there is no flow "giude" in {folder.name}. Did you mean "guide"?\n'),
        ("my-data", f'there is no flow "my-data" in {folder.name}.\n'),
        ("./othr.yaml", 'there is no flow "./othr.yaml". Did you mean "other.yaml"?\n'),
    ):
        done = wizard("play", name, cwd=folder)
        assert (done.exit_code, done.stdout, done.stderr) == (1, "", line)
    (folder / "bad.yaml").write_text(FLOW.replace("start: lease", "start: leas"), "utf-8")
    done = wizard("play", "bad", cwd=folder)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("bad.yaml:2:8: the flow starts at")


def on_terminal(folder: Path, *typed: str) -> str:
    """Run `wizard play guide` on a terminal of 30 columns and return what it showed.

    A line is typed at each prompt.
    """
    terminal, other_end = os.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 30, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"} | {
        "TERM": "xterm"
    }
    process = subprocess.Popen(
        # A session takes the first terminal it opens as its own, and only then has Ctrl-C an
        # effect.
        ["sh", "-c", 'exec "$0" play guide <"$1"', WIZARD, os.ttyname(other_end)],
        cwd=folder,
        env=environment,
        stdin=other_end,
        stdout=other_end,
        stderr=other_end,
        start_new_session=True,
    )
    os.close(other_end)
    shown, lines = b"", [*typed]
    with contextlib.suppress(OSError):  # it has ended
        while process.poll() is None or select.select([terminal], [], [], 0)[0]:
            if select.select([terminal], [], [], 2)[0]:
                shown += os.read(terminal, 4096)
                if shown.endswith(b"> ") and lines:
                    os.write(terminal, lines.pop(0).encode())
            elif (
                not lines
            ):  # Ctrl-C between prompt and reading ends nothing: a person presses it again
                os.write(terminal, typed[-1].encode())
    assert process.wait(60) == 0
    os.close(terminal)
    return shown.decode()


def test_play_on_terminal_has_bold_headings_and_fitting_lines(folder: Path) -> None:
    """Ctrl-D and Ctrl-C end it without a traceback."""
    for end in ("\x04", "\x03"):
        shown = on_terminal(folder, "1\n", end)
        assert "\x1b[1mDid you sign a lease?\x1b[0m" in shown
        assert "Traceback" not in shown
        plain = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", shown)
        assert max(map(len, plain.splitlines())) <= 30


def test_play_record_adds_case_that_passes(folder: Path) -> None:
    """The case is added at the end of the file, and no other byte changes."""
    path = folder / "cases" / "guide.yaml"
    done = wizard("play", "guide", "--record", "cash", cwd=folder, typed="1\n1\n1\n")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.endswith("Recorded: cash in cases/guide.yaml\n")
    before = b"# mine\r\n" + path.read_bytes().rstrip() + b"   # no line end"
    path.write_bytes(before)
    assert (
        wizard("play", "guide", "--record", "late", cwd=folder, typed="1\n1\n3\nn\n").exit_code == 0
    )
    assert path.read_bytes().startswith(before + b"\n")
    problems: list[Problem] = []
    cases = read_cases(path, "guide", problems)
    assert problems == []
    assert [(case.name, dict(case.answers), case.outcome) for case in cases] == [
        ("cash", {"lease": "yes", "paid": "cash", "when": "yes"}, Target("guide", "claim")),
        ("late", {"lease": "yes", "paid": "cash", "when": "unsure"}, Target("other", "late")),
    ]
    assert check_paths([folder], date(2100, 1, 1)).valid


def test_play_record_asks_for_name_until_it_is_valid(folder: Path) -> None:
    """The walk is not lost; without a name nothing is written."""
    path = folder / "cases" / "guide.yaml"
    assert wizard("play", "guide", "--record", "one", cwd=folder, typed="2\n").exit_code == 0
    kept = path.read_bytes()
    done = wizard("play", "guide", "--record", cwd=folder, typed="2\n\none\nTwo words\ntwo\n")
    assert done.exit_code == 0
    assert 'a case "one" already exists in cases/guide.yaml' in done.stdout
    assert 'Try "two-words".' in done.stdout
    assert path.read_bytes() == kept + b"two:\n  answers: {lease: no}\n  outcome: letter\n"
    kept = path.read_bytes()
    nameless = wizard("play", "guide", "--record", cwd=folder, typed="2\n")
    assert (nameless.exit_code, nameless.stderr) == (
        1,
        "nothing was recorded: the case has no name\n",
    )
    unfinished = wizard("play", "guide", "--record", "three", cwd=folder, typed="1\n")
    assert (unfinished.exit_code, unfinished.stderr) == (
        1,
        "nothing was recorded: the walk ended at a question\n",
    )
    twice = wizard("play", "guide", "--record", "one", cwd=folder, typed="2\n")
    assert (twice.exit_code, twice.stdout) == (2, "")
    assert 'a case "one" already exists in cases/guide.yaml' in twice.stderr
    assert path.read_bytes() == kept


@pytest.mark.parametrize(
    "text",
    [
        b"one: [broken\n",
        b"{one: {answers: {lease: no}, outcome: letter}}\n",
        b"one: {answers: {}, outcome: x}\n...\n",
        b"\xff\n",
    ],
)
def test_play_record_leaves_unsuitable_file_unchanged(folder: Path, text: bytes) -> None:
    """The case is printed instead, so that it can be added by hand."""
    (folder / "cases").mkdir()
    path = folder / "cases" / "guide.yaml"
    path.write_bytes(text)
    done = wizard("play", "guide", "--record", "two", cwd=folder, typed="2\n")
    assert done.exit_code == 1
    assert "cases/guide.yaml" in done.stderr
    assert "Traceback" not in done.stderr
    assert path.read_bytes() == text


def test_play_record_reports_unwritable_path_in_one_line(folder: Path) -> None:
    """A file has the name of the folder of cases."""
    (folder / "cases").write_text("", "utf-8")
    done = wizard("play", "guide", "--record", "two", cwd=folder, typed="2\n")
    assert done.exit_code == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_play_ends_on_signal(folder: Path) -> None:
    """Ctrl-C at a prompt is not an error."""
    process = subprocess.Popen(
        [WIZARD, "play", "guide"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.read(10)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0
