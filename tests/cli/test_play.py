"""Tests of `wizard play`: walking a flow in the terminal, and recording the walk."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.command import wizard
from tests.conftest import ROOT
from wizard import Flow, Journey, load_flow, replay
from wizard.check.cases import read_cases
from wizard.check.checker import check_paths
from wizard.cli.player import Player
from wizard.i18n.translator import make_translator
from wizard.loader.site import check_flow
from wizard.model.flow import Outcome, Question, Target
from wizard.model.problems import Problem
from wizard.model.site import Site

Write = Callable[..., Path]
WIZARD = str(Path(sys.executable).with_name("wizard"))
FLOW = """title: Deposits
start: lease
steps:
  lease:
    ask: Did you sign a lease?
    why: A lease has rules.
    help: An email counts.
    yes: paid
    no: letter
    unsure: paid
  paid:
    ask: How did you pay?
    answers:
      cash: {label: In cash, to: when}
      check: {label: By check, to: when}
      card: {label: By card, to: when}
  when:
    ask: Was it this year?
    yes:
      - {if: {lease: unsure}, to: letter}
      - {to: claim}
    no: other/
    unsure: other/late
  claim:
    outcome: Ask for it in writing
    says: You have the papers.
    claims:
      - {level: law, text: The owner must answer., cite: [rule]}
      - {level: unknown, text: Nobody knows how fast., if: {paid: cash}}
    next:
      - {label: Keep a copy.}
      - {label: Read the rule, to: "https://www.example.org/rule"}
      - {label: Start with a letter, to: letter, if: {paid: check}}
  letter:
    outcome: Start with a letter
    claims: [{level: unknown, text: We found no rule.}]
sources:
  rule: {title: The rule, publisher: The state, url: https://www.example.org/}
"""
OTHER = """title: Old deposits
start: age
steps:
  age:
    ask: Is it older than three years?
    yes: gone
    no: late
    unsure: late
  late:
    ask: Do you have the lease?
    yes: claim-late
    no: gone
    unsure: gone
  claim-late:
    outcome: You can still ask
    claims:
      - {level: unknown, text: We do not know by when.}
      - {level: unknown, text: Three years are long., if: {age: no}}
  gone:
    outcome: It may be too late
    claims: [{level: unknown, text: We do not know.}]
"""


@pytest.fixture
def folder(write: Write) -> Path:
    """Two flows, of which one leads into the other."""
    return write(guide=FLOW, other=OTHER)


def play(folder: Path, *typed: str, width: int = 80) -> tuple[Journey | None, str]:
    """Walk a flow by typing lines. Return the journey and everything that was shown."""
    lines, shown = iter(typed), list[str]()

    def read(prompt: str) -> str | None:
        shown.append(prompt)
        return next(lines, None)

    def other(flow: str) -> Flow | None:
        path = folder / f"{flow}.yaml"
        return check_flow(path)[0] if path.exists() else None

    bold = "*{}*".format
    player = Player(
        load_flow(folder / "guide.yaml"),
        make_translator("en"),
        read,
        shown.append,
        other,
        bold,
        width,
    )
    return player.play(), "\n".join(shown)


def stands(journey: Journey | None) -> str:
    """Where a walk ended."""
    assert journey is not None
    assert isinstance(journey.step, Question | Outcome)
    return journey.step.id


def test_play_walks_from_start_to_outcome(folder: Path) -> None:
    """It shows questions with reasons, numbered answers, and what the outcome says."""
    journey, shown = play(folder, "1", "1", "1")
    assert stands(journey) == "claim"
    assert [line for line in shown.splitlines() if line.startswith("*")] == [
        "*Deposits*",
        "*Did you sign a lease?*",
        "*How did you pay?*",
        "*Was it this year?*",
        "*Ask for it in writing*",
        "*What to do next*",
        "*What we know, and how well*",
    ]
    assert (
        "Question 1 of about 3\n*Did you sign a lease?*\nA lease has rules.\n"
        "  1  Yes\n  2  No\n  3  I’m not sure\n> " in shown
    )
    assert shown.endswith(
        "*Ask for it in writing*\nYou have the papers.\n\n"
        "*What to do next*\n  1. Keep a copy.\n"
        "  2. Read the rule\n     -> https://www.example.org/rule\n\n"
        "*What we know, and how well*\n  - The law says: The owner must answer.\n"
        "      Source: The rule, The state, https://www.example.org/\n"
        "  - We could not find out: Nobody knows how fast.\n\n"
        "Enter to end, b back, c change an answer.\n> "
    )


@pytest.mark.parametrize("typed", ["2", "no", "n", "NO", " No "])
def test_play_accepts_number_id_or_beginning_of_answer(folder: Path, typed: str) -> None:
    """Case and surrounding spaces do not matter."""
    assert stands(play(folder, typed)[0]) == "letter"


@pytest.mark.parametrize("typed", ["I'm", "i’m not", "unsure", "3"])
def test_play_accepts_straight_apostrophe(folder: Path, typed: str) -> None:
    """Keyboards have no key for the curved one."""
    assert "How did you pay?" in play(folder, typed)[1]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("by c", '"by c" fits 2 answers. Type'),
        ("9", '"9" is none of the answers. Type'),
        ("0", '"0" is none of the answers. Type'),
        ("²", '"²" is none of the answers. Type'),
        ("-1", '"-1" is none of the answers. Type'),
        ("check it", '"check it" is none of the answers. Type'),
        ("\x1b[A", '"\N{REPLACEMENT CHARACTER}[A" is none of the answers. Type'),
        ("?", "There is no help for this question."),
        ("", ""),
    ],
)
def test_play_explains_invalid_answer_and_waits(folder: Path, typed: str, words: str) -> None:
    """The question is not printed again."""
    journey, shown = play(folder, "1", typed, "by ca", "yes")
    assert stands(journey) == "claim"
    assert journey is not None
    assert journey.answers()["paid"] == "card"
    assert words in shown
    assert shown.count("*How did you pay?*") == 1


def test_play_shows_help_on_request(folder: Path) -> None:
    """It is not shown before."""
    assert "An email counts." not in play(folder, "1")[1]
    assert "> \nAn email counts.\n> " in play(folder, "?")[1]


def test_play_back_drops_last_answer(folder: Path) -> None:
    """It works from a question and an outcome, but not before the first question."""
    journey, shown = play(folder, "b", "back", "1", "1", "b", "2", "1", "b", "b", "b", "2")
    assert stands(journey) == "letter"
    assert journey is not None
    assert journey.answers() == {"lease": "no"}
    assert shown.count("This is the first question.") == 2


def test_play_change_keeps_answers_that_still_fit(folder: Path) -> None:
    """The walk goes on where the kept answers lead; others are dropped."""
    journey, shown = play(folder, "1", "1", "1", "c", "1", "3")
    assert (
        "  1  Did you sign a lease? Yes\n  2  How did you pay? In cash\n"
        "  3  Was it this year? Yes\n" in shown
    )
    assert "  1  Yes (your answer)\n" in shown
    assert "Kept: How did you pay? In cash\nKept: Was it this year? Yes\n" in shown
    assert stands(journey) == "letter"
    assert journey is not None
    assert journey.answers() == {"lease": "unsure", "paid": "cash", "when": "yes"}
    journey, _ = play(folder, "1", "1", "1", "c", "1", "2", "c", "1", "1")
    assert journey is None  # the answers that "no" had no use for are gone


def test_play_change_can_be_cancelled(folder: Path) -> None:
    """Enter goes on, and an invalid number is reported."""
    assert "There is no answer to change yet." in play(folder, "c")[1]
    journey, shown = play(folder, "1", "c", "7", "x", "", "1", "1")
    assert stands(journey) == "claim"
    assert '"7" is not a number from 1 to 1.' in shown


def test_play_ends_calmly_anywhere(folder: Path) -> None:
    """A walk that did not reach an end returns no journey."""
    for typed in ([], ["q"], ["1", "quit"], ["1", "c"], ["?"]):
        assert play(folder, *typed)[0] is None
    for typed in (["2", ""], ["2", "q"], ["2", "n"], ["2"], ["2", "?", "what"]):
        assert stands(play(folder, *typed)[0]) == "letter"


def test_play_goes_on_in_another_flow(folder: Path) -> None:
    """The person is asked first and can go back; the journey is that of the first flow."""
    journey, shown = play(folder, "1", "1", "2", "", "1", "b", "b", "1")
    assert stands(journey) == "claim"
    assert "*This goes on in: Old deposits*" in shown
    assert "Question 1 of about 2\n*Is it older than three years?*" in shown
    assert "*It may be too late*" in shown
    journey, shown = play(folder, "1", "1", "2", "n")
    assert journey is not None
    assert journey.step == Target("other", "")
    assert "Is it older" not in shown
    journey, shown = play(folder, "1", "1", "2", "y", "2", "c", "5", "3", "1")
    assert "  4  Is it older than three years? No\n" in shown
    assert '"5" is not a number from 1 to 4.' in shown
    assert stands(journey) == "claim"


def test_play_step_opened_directly_shows_all_parts(folder: Path) -> None:
    """As on its page, questions have no number, and parts are shown under their conditions."""
    _, shown = play(folder, "1", "1", "3", "", "1")
    assert "\n\n*Do you have the lease?*\n" in shown
    assert (
        "  - We could not find out: We do not know by when.\n"
        "If you answered “No” to “Is it older than three years?”:\n"
        "  - We could not find out: Three years are long.\n"
    ) in shown


def test_play_reports_target_that_cannot_be_played(folder: Path) -> None:
    """The target may be a page that is not a flow, or a flow that no longer exists."""
    (folder / "other.yaml").rename(folder / "other.txt")
    (folder / "guide.yaml").write_text(
        FLOW.replace("other/late", "letter").replace("other/", "deadlines/"), "utf-8"
    )
    for name in ("deadlines", "claims", "sources"):
        shutil.copy(ROOT / "flows" / f"{name}.yaml", folder)
    journey, shown = play(folder, "1", "1", "2")
    assert journey is not None
    assert 'This leads to "deadlines/", which cannot be played.' in shown


def test_play_id_of_answer_wins_over_command(folder: Path) -> None:
    """If an answer has the id b, the word back still goes back."""
    text = FLOW.replace(
        "cash: {label: In cash, to: when}", "b: {label: By bank, to: when}"
    ).replace("{paid: cash}", "{paid: b}")
    (folder / "guide.yaml").write_text(text, "utf-8")
    journey, _ = play(folder, "1", "b", "1")
    assert journey is not None
    assert journey.answers()["paid"] == "b"
    assert stands(play(folder, "1", "back", "2")[0]) == "letter"


def test_play_escapes_control_characters(folder: Path) -> None:
    """Characters that change the direction of text are escaped, too."""
    (folder / "guide.yaml").write_text(
        FLOW.replace("A lease has rules.", '"A\\e[31m lease\\u202e has\\x07 rules."'), "utf-8"
    )
    _, shown = play(folder, "1")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)


@pytest.mark.parametrize("width", [20, 40, 200])
def test_play_wraps_lines_to_width(folder: Path, width: int) -> None:
    """A list remains a list, and only a URL may be longer than a line."""
    text = FLOW.replace(
        "help: An email counts.",
        'help: "Some words before it.\\n\\n- one thing\\n- another thing\\n  that goes on\\n"',
    )
    (folder / "guide.yaml").write_text(text, "utf-8")
    _, shown = play(folder, "?", "1", "1", "1", width=width)
    assert not [
        line
        for line in shown.splitlines()
        if len(line.strip("*")) > width and "https://" not in line
    ]
    assert "\n- one thing\n" in shown
    assert width == 20 or "\n- another thing that goes on\n" in shown


def test_play_outcome_has_texts_of_its_page(client: FlaskClient, shipped: Site) -> None:
    """This is checked for every outcome of the shipped flows, with the same answers."""
    for flow in shipped.flows.values():
        todo: list[dict[str, str]] = [{}]
        seen: set[str] = set()
        while todo:
            answers = todo.pop()
            step = replay(flow, answers).step
            if isinstance(step, Question):
                todo += [{**answers, step.id: answer} for answer in step.answers]
            if not isinstance(step, Outcome) or step.id in seen:
                continue
            seen.add(step.id)
            query = "&".join(f"{question}={answer}" for question, answer in answers.items())
            page = BeautifulSoup(client.get(f"/en/{flow.id}/{step.id}/?{query}").text, "html5lib")
            shown = walked(flow, shipped, answers)
            at = len(shown) - shown[::-1].index(step.heading)
            told = _unexplained(" ".join(" ".join(shown[at:]).split()), shipped)
            parts = [
                part.get_text()
                for part in page.select(".says, .actions > li > a, .claims > li > p")
            ]
            assert parts
            for part in parts:
                plain = " ".join(_unexplained(part, shipped).split())
                assert plain in told, (step.id, plain)


def walked(flow: Flow, site: Site, answers: dict[str, str]) -> list[str]:
    """What is shown while these answers are typed, in lines without end."""
    typed, shown = iter(answers.values()), list[str]()
    Player(
        flow,
        make_translator("en"),
        lambda _: next(typed, None),
        shown.append,
        site.flows.get,
        width=10**6,
    ).play()
    return shown


def _unexplained(text: str, site: Site) -> str:
    """A page's text without what the glossary adds in brackets."""
    for term in site.glossary.values():
        text = text.replace(f" ({term.means})", "")
    return text


def test_play_reads_answers_from_pipe(folder: Path) -> None:
    """Typed lines are printed after their prompt; bytes that are not text do no harm."""
    done = wizard("play", "guide", cwd=folder, typed=b"\xff\x00\n1\n1\n1\n")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "\n> 1\n" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stdout.endswith("Enter to end, b back, c change an answer.\n> \n")
    assert wizard("play", "guide", cwd=folder).exit_code == 0


def test_play_in_another_language(tmp_path: Path) -> None:
    """A language that the site does not have is wrong usage."""
    done = wizard(
        "play", str(ROOT / "flows" / "my-data.yaml"), "--lang", "es", cwd=tmp_path, typed="1\n"
    )
    assert done.exit_code == 0
    assert "  1  Sí\n" in done.stdout
    wrong = wizard("play", str(ROOT / "flows" / "my-data.yaml"), "--lang", "fr", cwd=tmp_path)
    assert wrong.exit_code == 2
    assert 'the flows are not in "fr", only in en, es' in wrong.stderr


def test_play_unknown_flow_gets_suggestion(folder: Path) -> None:
    """A flow that is not valid is refused with its problems."""
    for name, line in (
        ("giude", 'there is no flow "giude". Did you mean "guide"?\n'),
        ("my-dta", 'there is no flow "my-dta". Did you mean "my-data"?\n'),
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
    """A signal may arrive during output and while it waits for a line."""

    def write(line: str) -> None:
        raise KeyboardInterrupt

    player = Player(
        load_flow(folder / "guide.yaml"),
        make_translator("en"),
        lambda _: "1",
        write,
        lambda _: None,
    )
    try:
        assert player.play() is None
    except KeyboardInterrupt:
        pytest.fail("it was not calm")
    process = subprocess.Popen(
        [WIZARD, "play", "guide"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.read(10)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0
