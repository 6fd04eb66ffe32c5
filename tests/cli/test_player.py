"""Tests of the player: walking a flow in lines of text."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.cli.walks import FLOW, HOME, OTHER
from tests.conftest import ROOT, Write
from wizard import Flow, Journey, load_flow, replay
from wizard.cli.player import Player
from wizard.i18n.translator import make_translator
from wizard.loader.site import check_flow
from wizard.model.flow import Outcome, Question, Target
from wizard.model.site import Site


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


def end_of(journey: Journey | None) -> str:
    """Return the id of the step at which a walk ended."""
    assert journey is not None
    assert isinstance(journey.step, Question | Outcome)
    return journey.step.id


def test_player_walks_from_start_to_outcome(folder: Path) -> None:
    """It shows questions with reasons, numbered answers, and what the outcome says."""
    journey, shown = play(folder, "1", "1", "1")
    assert end_of(journey) == "claim"
    assert [line for line in shown.splitlines() if line.startswith("*")] == [
        "*Deposits*",
        "*Did you sign a lease?*",
        "*How did you pay?*",
        "*Was it this year?*",
        "*Ask for it in writing*",
        "*What to do next*",
        "*What we know, and how sure we are*",
    ]
    assert (
        "Question 1 of about 3\n*Did you sign a lease?*\nA lease has rules.\n"
        "  1  Yes\n  2  No\n  3  I’m not sure\n> " in shown
    )
    assert shown.endswith(
        "*Ask for it in writing*\nYou have the papers.\n\n"
        "*What to do next*\n  1. Keep a copy.\n"
        "  2. Read the rule\n     -> https://www.example.org/rule\n\n"
        "*What we know, and how sure we are*\n  - The law says: The owner must answer.\n"
        "      Source: The rule, The state, https://www.example.org/\n\n"
        "Because you answered “In cash” to “How did you pay?”:\n"
        "  - We could not find out: Nobody knows how fast.\n\n"
        "Enter to end, b back, c change an answer.\n> "
    )


@pytest.mark.parametrize("typed", ["2", "no", "n", "NO", " No "])
def test_player_accepts_number_id_or_beginning_of_answer(folder: Path, typed: str) -> None:
    """Case and surrounding spaces do not matter."""
    assert end_of(play(folder, typed)[0]) == "letter"


@pytest.mark.parametrize("typed", ["I'm", "i’m not", "unsure", "3"])
def test_player_accepts_straight_apostrophe(folder: Path, typed: str) -> None:
    """Keyboards have no key for the curved one."""
    assert "How did you pay?" in play(folder, typed)[1]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("by c", '"by c" fits 2 answers. Type'),
        ("9", '"9" is not one of the answers. Type'),
        ("0", '"0" is not one of the answers. Type'),
        ("²", '"²" is not one of the answers. Type'),
        ("-1", '"-1" is not one of the answers. Type'),
        ("check it", '"check it" is not one of the answers. Type'),
        ("\x1b[A", '"\N{REPLACEMENT CHARACTER}[A" is not one of the answers. Type'),
        ("?", "There is no help for this question."),
        ("", ""),
    ],
)
def test_player_explains_invalid_answer_and_waits(folder: Path, typed: str, words: str) -> None:
    """The question is not printed again."""
    journey, shown = play(folder, "1", typed, "by ca", "yes")
    assert end_of(journey) == "claim"
    assert journey is not None
    assert journey.answers()["paid"] == "card"
    assert words in shown
    assert shown.count("*How did you pay?*") == 1


def test_player_shows_help_on_request(folder: Path) -> None:
    """It is not shown before."""
    assert "An email counts." not in play(folder, "1")[1]
    assert "> \nAn email counts.\n> " in play(folder, "?")[1]


def test_player_back_drops_last_answer(folder: Path) -> None:
    """It works from a question and an outcome, but not before the first question."""
    journey, shown = play(folder, "b", "back", "1", "1", "b", "2", "1", "b", "b", "b", "2")
    assert end_of(journey) == "letter"
    assert journey is not None
    assert journey.answers() == {"lease": "no"}
    assert shown.count("This is the first question.") == 2


def test_player_change_keeps_answers_that_still_fit(folder: Path) -> None:
    """The walk goes on where the kept answers lead; others are dropped."""
    journey, shown = play(folder, "1", "1", "1", "c", "1", "3")
    assert (
        "  1  Did you sign a lease? Yes\n  2  How did you pay? In cash\n"
        "  3  Was it this year? Yes\n" in shown
    )
    assert "  1  Yes (your answer)\n" in shown
    assert "Kept: How did you pay? In cash\nKept: Was it this year? Yes\n" in shown
    assert end_of(journey) == "letter"
    assert journey is not None
    assert journey.answers() == {"lease": "unsure", "paid": "cash", "when": "yes"}
    journey, _ = play(folder, "1", "1", "1", "c", "1", "2", "c", "1", "1")
    assert journey is None  # the answers that "no" had no use for are gone


def test_player_change_keeps_answer_behind_a_new_question(folder: Path) -> None:
    """The new question is asked, and the kept answer is taken over after it."""
    text = FLOW.replace("    yes: paid\n", "    yes: when\n", 1)
    text = text.replace("if: {lease: unsure}", "if: {paid: card}")
    (folder / "guide.yaml").write_text(text, "utf-8")
    journey, shown = play(folder, "1", "1", "c", "1", "3", "1")
    assert "*How did you pay?*" in shown
    assert "Kept: Was it this year? Yes\n" in shown
    assert end_of(journey) == "claim"


def test_player_change_can_be_cancelled(folder: Path) -> None:
    """Enter goes on, and an invalid number is reported."""
    assert "There is no answer to change yet." in play(folder, "c")[1]
    journey, shown = play(folder, "1", "c", "7", "x", "", "1", "1")
    assert end_of(journey) == "claim"
    assert '"7" is not a number from 1 to 1.' in shown


def test_player_ends_calmly_anywhere(folder: Path) -> None:
    """A walk that did not reach an end returns no journey."""
    for typed in ([], ["q"], ["1", "quit"], ["1", "c"], ["?"]):
        assert play(folder, *typed)[0] is None
    for typed in (["2", ""], ["2", "q"], ["2", "n"], ["2"], ["2", "?", "what"]):
        assert end_of(play(folder, *typed)[0]) == "letter"


def test_player_goes_on_in_another_flow(folder: Path) -> None:
    """The person is asked first and can go back; the journey is that of the first flow."""
    journey, shown = play(folder, "1", "1", "2", "", "1", "b", "b", "1")
    assert end_of(journey) == "claim"
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
    assert end_of(journey) == "claim"


def test_player_step_opened_directly_shows_all_parts(folder: Path) -> None:
    """As on its page, questions have no number, and parts are shown under their conditions."""
    _, shown = play(folder, "1", "1", "3", "", "1")
    assert "\n\n*Do you have the lease?*\n" in shown
    assert (
        "  - We could not find out: We do not know by when.\n\n"
        "If your answer to “Is it older than three years?” is “No”:\n"
        "  - We could not find out: Three years are long.\n"
    ) in shown


def test_player_reports_target_that_cannot_be_played(folder: Path) -> None:
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


def test_player_id_of_answer_wins_over_command(folder: Path) -> None:
    """If an answer has the id b, the word back still goes back."""
    text = FLOW.replace(
        "cash: {label: In cash, to: when}", "b: {label: By bank, to: when}"
    ).replace("{paid: cash}", "{paid: b}")
    (folder / "guide.yaml").write_text(text, "utf-8")
    journey, _ = play(folder, "1", "b", "1")
    assert journey is not None
    assert journey.answers()["paid"] == "b"
    assert end_of(play(folder, "1", "back", "2")[0]) == "letter"


def test_player_escapes_control_characters(folder: Path) -> None:
    """Characters that change the direction of text are escaped, too."""
    (folder / "guide.yaml").write_text(
        FLOW.replace("A lease has rules.", '"A\\e[31m lease\\u202e has\\x07 rules."'), "utf-8"
    )
    _, shown = play(folder, "1")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)


@pytest.mark.parametrize("width", [20, 40, 200])
def test_player_wraps_lines_to_width(folder: Path, width: int) -> None:
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


def test_player_outcome_has_texts_of_its_page(client: FlaskClient, shipped: Site) -> None:
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
            text = _unexplained(" ".join(" ".join(shown[at:]).split()), shipped)
            parts = [
                part.get_text()
                for part in page.select(".says, .actions > li > a, .claims > li > p")
            ]
            assert parts
            for part in parts:
                plain = " ".join(_unexplained(part, shipped).split())
                assert plain in text, (step.id, plain)


BOXES = (
    "Question 1 of about 4\n*Which of these are wrong with your home?*\nTick all that apply.\n"
    "  1  [ ] No heat\n  2  [ ] No hot water\n  3  [ ] Mold\n"
    "  4  None of these\n  5  I’m not sure\n"
    "Type numbers to tick or untick boxes, such as 1 3. Enter to go on.\n> "
)


@pytest.mark.parametrize("typed", ["3 1", "1,3", "mold, heat", "heat.mold", " 1  mold "])
def test_player_ticks_several_boxes_at_once(write: Write, typed: str) -> None:
    """They are shown again, and Enter goes on with them in the order of the file."""
    journey, shown = play(write(guide=HOME), typed, "", "2", "1")
    assert BOXES in shown
    assert "> \n  1  [x] No heat\n  2  [ ] No hot water\n  3  [x] Mold\n  4  None" in shown
    assert journey is not None
    assert journey.answers() == {"home": "heat.mold", "urgent": "no", "owed": "below-500"}


def test_player_toggles_boxes_one_by_one(write: Write) -> None:
    """A number, an id or the beginning of a label ticks a box, and again unticks it."""
    journey, shown = play(write(guide=HOME), "1", "mo", "no heat", "", "1")
    assert journey is not None
    assert journey.answers() == {"home": "mold", "owed": "below-500"}
    assert shown.count("Which of these are wrong") == 1


def test_player_goes_on_only_with_a_box(write: Write) -> None:
    """If no box is ticked, Enter explains what to do. None and unsure are answers."""
    folder = write(guide=HOME)
    journey, shown = play(folder, "", "1", "1", "", "none", "1")
    assert shown.count('No box is ticked. Tick one, or answer "None of these".') == 2
    assert journey is not None
    assert journey.answers() == {"home": "none", "owed": "below-500"}
    journey, _ = play(folder, "1", "5", "1")
    assert journey is not None
    assert journey.answers() == {"home": "unsure", "owed": "below-500"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("9", '"9" is not one of the answers. Type numbers to tick'),
        ("1 9", '"1 9" is not one of the answers. Type numbers to tick'),
        ("1 4", '"1 4" is not one of the answers. Type numbers to tick'),
        ("no", '"no" fits 3 answers. Type numbers to tick'),
        ("no 1", '"no 1" is not one of the answers. Type numbers to tick'),
    ],
)
def test_player_explains_invalid_boxes(write: Write, typed: str, words: str) -> None:
    """Nothing is ticked if a part of what was typed is not one box."""
    _, shown = play(write(guide=HOME), typed)
    assert words in shown
    assert "[x]" not in shown


def test_player_back_keeps_boxes_ticked(write: Write) -> None:
    """The same is true if the answer is changed later."""
    folder = write(guide=HOME)
    _, shown = play(folder, "1 2", "", "b")
    assert shown.count("[x] No heat\n  2  [x] No hot water\n  3  [ ] Mold\n") == 2
    journey, shown = play(folder, "1 2", "", "1", "1", "c", "1", "1 2 3", "")
    assert "  1  Which of these are wrong with your home? No heat; No hot water\n" in shown
    assert "Kept: How much rent do they say you owe? Less than $500" in shown
    assert journey is not None
    assert journey.answers() == {"home": "mold", "owed": "below-500"}


def test_player_without_enter_has_no_answer(write: Write) -> None:
    """Boxes that are ticked are not an answer until the person goes on."""
    assert (
        play(write(guide=HOME.replace("      - {to: owed}", "      - {to: small}")), "3")[0] is None
    )


def test_player_shows_amounts_and_dates(write: Write) -> None:
    """Days ago have the dates of today."""
    day = datetime.now().date() - timedelta(14)
    _, shown = play(write(guide=HOME), "4", "2")
    assert "  1  Less than $500\n  2  $500 to $1,499\n  3  $1,500 or more\n" in shown
    dates = re.findall(r"^  \d  (.+) \((.+)\)$", shown, re.M)
    assert [label for label, _ in dates] == [
        "Less than 7 days ago",
        "7 to 13 days ago",
        "14 or more days ago",
    ]
    assert f"{day:%b} {day.day}" in dates[2][1]


def test_player_shows_boxes_amounts_and_dates_in_spanish(flow: Callable[[str], Flow]) -> None:
    """They have the formats of the language."""
    typed, shown = iter(["1", "", "1", "2"]), list[str]()
    home = flow(HOME)
    Player(
        home, make_translator("es"), lambda _: next(typed, None), shown.append, lambda _: None
    ).play()
    text = "\n".join(shown)
    assert "Marque todo lo que corresponda.\n  1  [ ] No heat\n" in text
    assert re.search(r"  2  De \$500 a \$1,499\n", text)
    assert re.search(r"  2  Hace de 7 a 13 días \(.+ de .+\)\n", text)


def test_player_prints_where_to_go(write: Write) -> None:
    """An entry has what its page shows, and warns that the phone number may have changed."""
    flow = FLOW.replace("    next:\n", "    offices: [desk]\n    next:\n")
    office = "desk: {name: The desk, does: Helps., address: [Here], phone: '1', level: unknown}\n"
    _, shown = play(write(guide=flow, other=OTHER, offices=office), "1", "1", "1")
    assert (
        "*Where to go*\n  - The desk\n    Helps.\n    Here\n    1\n"
        "    Check first: this may have changed.\n    (We could not find out)\n" in shown
    )
    assert shown.index("*What to do next*") < shown.index("*Where to go*")
    assert shown.index("*Where to go*") < shown.index("*What we know, and how sure we are*")


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


def test_player_ends_calmly_on_signal(folder: Path) -> None:
    """Ctrl-C during output ends the walk as it does at a prompt."""

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
        pytest.fail("the signal was not handled")
