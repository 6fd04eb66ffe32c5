"""deadlines.yaml is read with every error at its location."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from holidays import list_supported_countries

from wizard.check.checker import check_age
from wizard.loader.deadlines import STATES
from wizard.loader.site import check_folder, load_flows
from wizard.loader.translations import texts_of

Write = Callable[..., Path]

FLOW = """title: A guide
start: end
steps:
  end:
    outcome: The end
    claims: [one]
    next: [{label: Count, to: TARGET}]
"""
CLAIMS = "one: {level: unknown, text: We know.}\n"
DEADLINES = """title: Count the days
state: MS
events:
  sent:
    title: Letter sent
    label: I sent a letter
    ask: When did you send it?
    says: The day you sent it.
    dates:
      - {label: Ask again, count: 7, unit: working, calendar: state, claims: [one]}
"""

BROKEN = [
    ("count: 7", "cuont: 7", (10, 28), "key-unknown"),
    ("count: 7", "count: 0", (10, 35), "rule-count"),
    ("count: 7", "count: 367", (10, 35), "rule-count"),
    ("count: 7", "count: a week", (10, 35), "rule-count"),
    ("unit: working", "unit: workng", (10, 44), "name-unknown"),
    ("calendar: state", "calendar: moon", (10, 63), "name-unknown"),
    ("calendar: state", "calendar: XX", (10, 63), "name-unknown"),
    ("[one]", "[two]", (10, 79), "claim-unknown"),
    (", claims: [one]", "", (10, 9), "rule-basis"),
    ("state: MS\n", "", (9, 9), "rule-state"),
    ("state: MS", "state: XX", (2, 8), "name-unknown"),
    ("    ask: When did you send it?\n", "", (5, 5), "key-missing"),
    ("    says: The day", "    start: The day", (8, 5), "key-unknown"),
    ("  sent:", "  Sent It:", (4, 3), "id-letters"),
    ("title: Count the days\n", "", (1, 1), "key-missing"),
    ("      - {label: Ask again", "      [] #", (4, 3), "event-dates"),
    ("title: Letter sent", "title: Deport sent", (4, 3), "word-unwanted"),
]


@pytest.mark.parametrize(("old", "new", "location", "code"), BROKEN)
def test_read_deadlines_reports_error_at_its_location(
    write: Write, old: str, new: str, location: tuple[int, int], code: str
) -> None:
    """Each error has its code at its line and column, and no other file is blamed."""
    assert old in DEADLINES
    folder = write(
        guide=FLOW.replace("TARGET", "deadlines/"),
        claims=CLAIMS,
        deadlines=DEADLINES.replace(old, new),
        site="words: [deport*]\n",
    )
    site, problems = check_folder(folder)
    assert site is None
    found = [(each.location.line, each.location.column, each.code) for each in problems]
    assert (*location, code) in found
    assert all(each.location.file.endswith("deadlines.yaml") for each in problems)


def test_calendar_of_a_state_needs_no_state_of_the_file(write: Write) -> None:
    """A rule names the state itself, and other rules can name others."""
    other = "      - {label: Wait, count: 2, unit: calendar, calendar: DC, claims: [one]}\n"
    text = DEADLINES.replace("state: MS\n", "").replace("calendar: state", "calendar: TX") + other
    folder = write(guide=FLOW.replace("TARGET", "deadlines/"), claims=CLAIMS, deadlines=text)
    site, problems = check_folder(folder)
    assert not problems
    assert site
    assert site.deadlines
    assert [rule.calendar for rule in site.deadlines.events["sent"].rules] == ["TX", "DC"]
    assert site.deadlines.state == ""


@pytest.mark.parametrize(
    ("written", "end", "fix"),
    [
        ("tx", 'Did you mean "TX"?', "TX"),
        ("US", 'Use "state", "federal" or the code of a state, such as TX.', ""),
        ("stat", 'Did you mean "state"?', "state"),
        ("QQ", 'Use "state", "federal" or the code of a state, such as TX.', ""),
        ("Guam", 'Use "state", "federal" or the code of a state, such as TX.', ""),
    ],
)
def test_wrong_calendar_gets_the_nearest_one(
    write: Write, written: str, end: str, fix: str
) -> None:
    """Only a certain meaning is suggested, as the codes of most states differ in one letter."""
    text = DEADLINES.replace("calendar: state", f"calendar: {written}")
    folder = write(guide=FLOW.replace("TARGET", "deadlines/"), claims=CLAIMS, deadlines=text)
    _, (problem,) = check_folder(folder)
    assert problem.code == "name-unknown"
    assert problem.message.endswith(end)
    assert (problem.fix.text if problem.fix else "") == fix


INLINE = "{level: official, text: The office says so., cite: [paper]}"
PAPER = 'paper: {title: A paper, publisher: The press, url: "https://press.example/"}\n'


def test_date_and_event_can_state_their_own_claims(write: Write) -> None:
    """An inline claim is next to ids, its source counts as used, and its text is translated."""
    text = DEADLINES.replace("[one]", f"[one, {INLINE}]") + "    more:\n"
    text += "      - {level: unknown, text: We found no more., review-by: 2026-11-22}\n"
    folder = write(
        guide=FLOW.replace("TARGET", "deadlines/"), claims=CLAIMS, deadlines=text, sources=PAPER
    )
    site = load_flows(folder)
    (overdue,) = check_age(site, date(2026, 11, 23))
    assert overdue.message == 'review of the event "sent" overdue since 2026-11-22'
    assert site.deadlines
    event = site.deadlines.events["sent"]
    assert [
        (claim.id, claim.level.id, [each.id for each in claim.cite]) for claim in event.claims()
    ] == [
        ("one", "unknown", []),
        ("", "official", ["paper"]),
        ("", "unknown", []),
    ]
    assert {"The office says so.", "We found no more."} < {each.text for each in texts_of(folder)}


@pytest.mark.parametrize(
    ("claim", "place", "code"),
    [
        (INLINE.replace("paper", "papre"), "papre", "source-unknown"),
        (INLINE.replace("official", "oficial"), "oficial", "level-unknown"),
        ("{level: official, text: The office says so.}", "{", "claim-source"),
        ("{level: official, cite: [paper]}", "{", "key-missing"),
        ("{level: official, text: So., cite: [paper], if: {a: b}}", "if:", "key-unknown"),
        ("[one]", "[", "shape-table"),
    ],
)
def test_problem_of_inline_claim_is_at_the_claim(
    write: Write, claim: str, place: str, code: str
) -> None:
    """It is found as in an outcome, but a date has no conditions."""
    folder = write(
        guide=FLOW.replace("TARGET", "deadlines/"),
        claims=CLAIMS,
        deadlines=DEADLINES.replace("[one]", f"[{claim}]"),
        sources=PAPER,
    )
    _, problems = check_folder(folder)
    found = [(each.code, each.location.column) for each in problems if not each.warning]
    # The list begins in column 78.
    assert found == [(code, 79 + claim.index(place))]


def test_check_folder_reports_link_to_unknown_event(write: Write) -> None:
    """The closest event is suggested; without deadlines.yaml, the missing file is named."""
    folder = write(
        guide=FLOW.replace("TARGET", "deadlines/snet"), claims=CLAIMS, deadlines=DEADLINES
    )
    _, (problem,) = check_folder(folder)
    assert problem.code == "target-unknown"
    assert '"snet"' in problem.message
    assert 'Did you mean "sent"?' in problem.message
    (folder / "deadlines.yaml").unlink()
    _, (problem,) = check_folder(folder)
    assert "deadlines.yaml" in problem.message


def test_check_folder_never_reads_deadlines_as_flow(write: Write) -> None:
    """A flow cannot be named deadlines.yaml."""
    folder = write(guide=FLOW.replace("TARGET", "deadlines/"), claims=CLAIMS, deadlines=FLOW)
    _, problems = check_folder(folder)
    assert any(each.code == "key-unknown" and '"steps"' in each.message for each in problems)


def test_states_are_those_of_the_holidays_library() -> None:
    """Every state whose holidays are known is valid, and no other is."""
    assert list(STATES) == list_supported_countries()["US"]
