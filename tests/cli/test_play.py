"""`wizard play`: the same way through a flow as on its pages, in lines of text, and what `--record` writes down."""

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
    """Walk the flow "guide" of a folder by typing lines: the journey, and everything that was shown."""
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


def test_a_walk_from_start_to_outcome(folder: Path) -> None:
    """Questions with their reasons, numbered answers, and all that the outcome says after these answers."""
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
        "Question 1 of about 3\n*Did you sign a lease?*\nA lease has rules.\n  1  Yes\n  2  No\n  3  I’m not sure\n> "
        in shown
    )
    assert shown.endswith(
        "*Ask for it in writing*\nYou have the papers.\n\n"
        "*What to do next*\n  1. Keep a copy.\n  2. Read the rule\n     -> https://www.example.org/rule\n\n"
        "*What we know, and how well*\n  - The law says: The owner must answer.\n"
        "      Source: The rule, The state, https://www.example.org/\n"
        "  - We could not find out: Nobody knows how fast.\n\n"
        "Enter to end, b back, c change an answer.\n> "
    )


@pytest.mark.parametrize("typed", ["2", "no", "n", "NO", " No "])
def test_an_answer_is_given_by_number_id_or_beginning(folder: Path, typed: str) -> None:
    """In any case of letters, with spaces around it."""
    assert stands(play(folder, typed)[0]) == "letter"


@pytest.mark.parametrize("typed", ["I'm", "i’m not", "unsure", "3"])
def test_an_apostrophe_need_not_be_curved(folder: Path, typed: str) -> None:
    """Nobody types the curved one."""
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
def test_what_is_no_answer_changes_nothing(folder: Path, typed: str, words: str) -> None:
    """It is said why, and the question waits."""
    journey, shown = play(folder, "1", typed, "by ca", "yes")
    assert stands(journey) == "claim"
    assert journey is not None
    assert journey.answers()["paid"] == "card"
    assert words in shown
    assert shown.count("*How did you pay?*") == 1


def test_help_is_shown_when_asked_for(folder: Path) -> None:
    """And not before."""
    assert "An email counts." not in play(folder, "1")[1]
    assert "> \nAn email counts.\n> " in play(folder, "?")[1]


def test_back_takes_the_last_answer_away(folder: Path) -> None:
    """From a question and from an outcome; before the first question there is nothing."""
    journey, shown = play(folder, "b", "back", "1", "1", "b", "2", "1", "b", "b", "b", "2")
    assert stands(journey) == "letter"
    assert journey is not None
    assert journey.answers() == {"lease": "no"}
    assert shown.count("This is the first question.") == 2


def test_a_changed_answer_keeps_those_that_still_fit(folder: Path) -> None:
    """As on the pages: the walk goes on where the kept answers lead; one that fits no more falls off."""
    journey, shown = play(folder, "1", "1", "1", "c", "1", "3")
    assert (
        "  1  Did you sign a lease? Yes\n  2  How did you pay? In cash\n  3  Was it this year? Yes\n"
        in shown
    )
    assert "  1  Yes (your answer)\n" in shown
    assert "Kept: How did you pay? In cash\nKept: Was it this year? Yes\n" in shown
    assert stands(journey) == "letter"
    assert journey is not None
    assert journey.answers() == {"lease": "unsure", "paid": "cash", "when": "yes"}
    journey, _ = play(folder, "1", "1", "1", "c", "1", "2", "c", "1", "1")
    assert journey is None  # the answers that "no" had no use for are gone


def test_change_can_be_thought_over(folder: Path) -> None:
    """Enter goes on; a number that is none is said."""
    assert "There is no answer to change yet." in play(folder, "c")[1]
    journey, shown = play(folder, "1", "c", "7", "x", "", "1", "1")
    assert stands(journey) == "claim"
    assert '"7" is not a number from 1 to 1.' in shown


def test_leaving_is_calm_wherever_it_happens(folder: Path) -> None:
    """By q, by the end of what is typed, within another question; a walk that did not end gives no journey."""
    for typed in ([], ["q"], ["1", "quit"], ["1", "c"], ["?"]):
        assert play(folder, *typed)[0] is None
    for typed in (["2", ""], ["2", "q"], ["2", "n"], ["2"], ["2", "?", "what"]):
        assert stands(play(folder, *typed)[0]) == "letter"


def test_the_way_goes_on_in_another_flow(folder: Path) -> None:
    """If the person wants, and back from there too; the journey is that of the first flow."""
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


def test_a_step_opened_from_outside_has_no_past(folder: Path) -> None:
    """As on its page: no number of questions, and every part under the words of its condition."""
    _, shown = play(folder, "1", "1", "3", "", "1")
    assert "\n\n*Do you have the lease?*\n" in shown
    assert (
        "  - We could not find out: We do not know by when.\n"
        "If you answered “No” to “Is it older than three years?”:\n"
        "  - We could not find out: Three years are long.\n"
    ) in shown


def test_a_way_that_leads_to_no_flow_is_said(folder: Path) -> None:
    """A letter, or a flow that is not there any more: the walk ends at it."""
    (folder / "other.yaml").rename(folder / "other.txt")
    (folder / "guide.yaml").write_text(
        FLOW.replace("other/late", "letter").replace("other/", "deadlines/"), "utf-8"
    )
    for name in ("deadlines", "claims", "sources"):
        shutil.copy(ROOT / "flows" / f"{name}.yaml", folder)
    journey, shown = play(folder, "1", "1", "2")
    assert journey is not None
    assert 'This leads to "deadlines/", which cannot be played.' in shown


def test_an_answers_id_goes_before_a_command(folder: Path) -> None:
    """An answer may be called b; the whole word still leads back."""
    text = FLOW.replace(
        "cash: {label: In cash, to: when}", "b: {label: By bank, to: when}"
    ).replace("{paid: cash}", "{paid: b}")
    (folder / "guide.yaml").write_text(text, "utf-8")
    journey, _ = play(folder, "1", "b", "1")
    assert journey is not None
    assert journey.answers()["paid"] == "b"
    assert stands(play(folder, "1", "back", "2")[0]) == "letter"


def test_no_terminal_acts_on_a_text(folder: Path) -> None:
    """Neither on control characters nor on those that turn the direction."""
    (folder / "guide.yaml").write_text(
        FLOW.replace("A lease has rules.", '"A\\e[31m lease\\u202e has\\x07 rules."'), "utf-8"
    )
    _, shown = play(folder, "1")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)


@pytest.mark.parametrize("width", [20, 40, 200])
def test_lines_fit_the_width(folder: Path, width: int) -> None:
    """A list stays a list; only an address may be longer than a line."""
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


def test_an_outcome_says_what_its_page_says(client: FlaskClient, shipped: Site) -> None:
    """Walked to with the same answers, for every outcome of the shipped flows: the same words in the same order."""
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


def test_lines_can_come_from_a_pipe(folder: Path) -> None:
    """What was typed is shown behind its prompt, nothing is bold, nothing is on stderr; bytes that are no text do no harm."""
    done = wizard("play", "guide", cwd=folder, typed=b"\xff\x00\n1\n1\n1\n")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "\n> 1\n" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stdout.endswith("Enter to end, b back, c change an answer.\n> \n")
    assert wizard("play", "guide", cwd=folder).exit_code == 0


def test_another_language_is_that_of_the_catalog(tmp_path: Path) -> None:
    """The flow's texts and the usual answers; a language that the site does not have is wrong use."""
    done = wizard(
        "play", str(ROOT / "flows" / "my-data.yaml"), "--lang", "es", cwd=tmp_path, typed="1\n"
    )
    assert done.exit_code == 0
    assert "  1  Sí\n" in done.stdout
    wrong = wizard("play", str(ROOT / "flows" / "my-data.yaml"), "--lang", "fr", cwd=tmp_path)
    assert wrong.exit_code == 2
    assert 'the flows are not in "fr", only in en, es' in wrong.stderr


def test_a_name_that_is_not_there_is_one_clear_line(folder: Path) -> None:
    """With the nearest that is, by its id or by its path; an unsound flow is refused with what is wrong."""
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
    """Run `wizard play guide` on a terminal of 30 columns, type a line at each prompt, and return what it showed."""
    terminal, other_end = os.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 30, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"} | {
        "TERM": "xterm"
    }
    process = subprocess.Popen(
        ["sh", "-c", 'exec "$0" play guide <"$1"', WIZARD, os.ttyname(other_end)],  # opened first thing: Ctrl-C reaches it
        cwd=folder, env=environment, stdin=other_end, stdout=other_end, stderr=other_end, start_new_session=True,
    )  # fmt: skip
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


def test_on_a_terminal_headings_are_bold_and_lines_fit(folder: Path) -> None:
    """End of input (Ctrl-D) and Ctrl-C end it calmly."""
    for end in ("\x04", "\x03"):
        shown = on_terminal(folder, "1\n", end)
        assert "\x1b[1mDid you sign a lease?\x1b[0m" in shown
        assert "Traceback" not in shown
        plain = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", shown)
        assert max(map(len, plain.splitlines())) <= 30


def test_a_recorded_walk_is_a_case_that_passes(folder: Path) -> None:
    """It is added behind what is there, of which no byte changes; the checker walks it."""
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


def test_a_name_is_asked_for_until_it_can_be(folder: Path) -> None:
    """One that is there already, or is no id, is said, and the walk is not lost; without a name nothing is written."""
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
def test_a_file_that_cannot_take_a_case_keeps_every_byte(folder: Path, text: bytes) -> None:
    """The case is printed instead, to be added by hand."""
    (folder / "cases").mkdir()
    path = folder / "cases" / "guide.yaml"
    path.write_bytes(text)
    done = wizard("play", "guide", "--record", "two", cwd=folder, typed="2\n")
    assert done.exit_code == 1
    assert "cases/guide.yaml" in done.stderr
    assert "Traceback" not in done.stderr
    assert path.read_bytes() == text


def test_a_place_that_cannot_be_written_is_one_clear_line(folder: Path) -> None:
    """A file where the folder of cases should be."""
    (folder / "cases").write_text("", "utf-8")
    done = wizard("play", "guide", "--record", "two", cwd=folder, typed="2\n")
    assert done.exit_code == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_signal_ends_it(folder: Path) -> None:
    """While it shows something, and while it waits for a line."""

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
