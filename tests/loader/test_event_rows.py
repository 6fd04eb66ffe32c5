"""An event of deadlines.yaml with a table becomes one event for each row of the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.event_rows import COUNTING, EVENTS, WRITE, write_events
from tests.rows import CELLS, FLOW, ROWS
from wizard.loader.site import check_folder, load_flows
from wizard.loader.translations import texts_of
from wizard.model.flow import Outcome, Question, Target
from wizard.model.generated_answers import Range

SINCE = """\
title: When was it?
start: got
steps:
  got: {ask: When did it get it?, since: {days: [5], event: asked}, unsure: end, to: end}
  end:
    outcome: The end
    claims: [{level: unknown, text: We do not know.}]
    next: [{label: Count the days, to: deadlines/asked}]
"""
INDEX = 'index: {title: Since when, ask: "Which state is late?"}\n'


def problems_of(folder: Path, **changed: str) -> list[str]:
    """Return the problems of the guide without its folder, each as `place: message [code]`."""
    write_events(folder, **changed)
    _, problems = check_folder(folder)
    return [f"{each} [{each.code}]".replace(f"{folder}/", "") for each in problems]


def test_each_row_has_its_own_event(tmp_path: Path) -> None:
    """The numbers, units, calendars and claims are those of the row; other events stay as is."""
    site = load_flows(write_events(tmp_path))
    assert site.deadlines
    assert [*site.deadlines.events] == [*(f"asked/{row}" for row in ROWS), "refused"]
    dates = {
        id_: [(rule.count, rule.unit, rule.calendar) for rule in event.rules]
        for id_, event in site.deadlines.events.items()
    }
    assert dates == {
        "asked/al": [(15, "working", "AL")],
        "asked/dc": [(10, "working", "DC")],
        "asked/nc": [(10, "calendar", "NC")],
        "refused": [(5, "calendar", "federal")],
    }
    event = site.deadlines.events["asked/al"]
    assert (event.title, event.also) == ("Request in Alabama", "Alabama, how long")
    assert event.help == "Only working days count there."
    (claim,) = event.claims()
    assert (claim.level.id, claim.text) == ("law", "The law gives 15 working days.")
    assert [source.id for source in claim.cite] == ["s-al"]
    index = site.indexes["deadlines/asked"]
    assert (index.title, index.summary, index.ask) == (
        "An office got my request", "Choose its state.", "Which state?",
    )  # fmt: skip
    assert index.path_of("al") == "deadlines/asked/al"


CLAIMS = """\
answer:
  table: states
  if: {not: {state.days: empty}}
  level: "{state.level}"
  text: "{state.law}: {state.days} {state.kind}."
  cite: "{state.cite}"
"""


def test_dates_can_name_claims_of_their_row(tmp_path: Path) -> None:
    """A claim that is a template is that of the row, and no claim in a row that it leaves out."""
    text = EVENTS.replace("note: We found", "claims: [answer]\n        note: We found")
    text = text.replace("  refused:", "    more: [answer]\n  refused:")
    site = load_flows(write_events(tmp_path, deadlines=text, claims=CLAIMS))
    assert site.deadlines
    claims = {
        id_: [claim.text for claim in event.more] for id_, event in site.deadlines.events.items()
    }
    assert claims == {
        "asked/al": ["Open Records Act: 15 working days."],
        "asked/dc": [],
        "asked/nc": ["Public Records Law: 10 days."],
        "refused": [],
    }
    assert [*site.deadlines.events["asked/dc"].claims()] == []


def test_texts_of_events_are_translated_once(tmp_path: Path) -> None:
    """The catalog has each text with its placeholder, and pages have it for each row."""
    folder = write_events(tmp_path)
    texts = {each.text for each in texts_of(folder)}
    assert "An office in {state.name} got my request" in texts
    assert not {text for text in texts if "in Alabama" in text}
    site = load_flows(folder)
    spanish = site.texts["es"]
    assert spanish["An office in North Carolina got my request"] == (
        "ES An office in Carolina del Norte got my request"
    )
    assert spanish["The law gives 15 working days."] == "ES The law gives 15 ES working days."


def test_targets_to_an_event_stay_in_their_row(tmp_path: Path) -> None:
    """A flow over the same table leads to the event of its row, another flow to the list."""
    other = SINCE.replace("since: {days: [5], event: asked}", "since: {days: [5]}")
    site = load_flows(write_events(tmp_path, other=other))
    step = site.flows["records/nc"].steps["number"]
    assert isinstance(step, Outcome)
    assert step.next[1].to == Target("deadlines", "asked/nc")
    end = site.flows["other"].steps["end"]
    assert isinstance(end, Outcome)
    assert end.next[0].to == Target("deadlines", "asked")


def test_target_can_name_a_row_and_must_name_one_that_exists(tmp_path: Path) -> None:
    """A flow without a table can lead to one row by its id."""
    other = SINCE.replace(", event: asked", "").replace(
        "to: deadlines/asked", "to: deadlines/asked/dc"
    )
    site = load_flows(write_events(tmp_path / "right", other=other))
    end = site.flows["other"].steps["end"]
    assert isinstance(end, Outcome)
    assert end.next[0].to == Target("deadlines", "asked/dc")
    (problem,) = problems_of(tmp_path / "wrong", other=other.replace("asked/dc", "asked/dd"))
    assert problem.startswith("other.yaml:8:40: ")
    assert '"asked/dd", which is not one of the deadlines. Did you mean "asked/dc"?' in problem


def test_question_about_a_date_names_the_event_of_its_row(tmp_path: Path) -> None:
    """So its answer opens the right month, and a flow without a table cannot name the list."""
    site = load_flows(write_events(tmp_path / "row", other=f"table: states\n{INDEX}{SINCE}"))
    for row in ROWS:
        question = site.flows[f"other/{row}"].steps["got"]
        assert isinstance(question, Question)
        assert isinstance(question.form, Range)
        assert question.form.event == f"asked/{row}"
    (problem,) = problems_of(tmp_path / "list", other=SINCE)
    assert problem.startswith("other.yaml:4:61: ")
    assert '"asked", which is not an event of deadlines.yaml.' in problem


DATES = EVENTS[EVENTS.index("      - label: Ask the office again") : EVENTS.index("  refused:")]


A_DATE = 'of a date of event "asked"'
NO_DATES = (
    'event "asked" has no dates; add at least one for these rows, such as your own suggestion'
)
NO_BASIS = 'a date of event "asked" has no basis: list "claims", or explain it in a "note"'


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "message"),
    [
        ("cells", ",15,", ",0,", "tables/states.csv:2:days: Alabama", f'"count" {A_DATE} must be'),
        ("cells", "AL,", "ZZ,", "tables/states.csv:2:code: Alabama", f'"calendar" {A_DATE} cannot'),
        ("cells", "NC,", "nc,", "tables/states.csv:4:code: North Carolina", 'Did you mean "NC"?'),
        ("deadlines", DATES, "", "deadlines.yaml:4:3: District of Columbia", NO_DATES),
        ("deadlines", "note: We", "#", "deadlines.yaml:25:9: District of Columbia", NO_BASIS),
        (
            "deadlines",
            "your request.",
            "your *request*.",
            "deadlines.yaml:13:11",
            "[text-markdown]",
        ),
        ("deadlines", ": states", ": state", "deadlines.yaml:5:12", "[table-unknown]"),
    ],
)
def test_problem_is_at_the_cell_or_at_the_text(
    tmp_path: Path, file: str, old: str, new: str, place: str, message: str
) -> None:
    """A wrong cell is reported at the cell, and a wrong text once, for the rows that have it."""
    text = {"cells": CELLS, "deadlines": EVENTS}[file]
    assert text.count(old) == 1
    # What follows from a mistake is not reported as well, and no row repeats it.
    (problem,) = problems_of(tmp_path, **{file: text.replace(old, new)})
    assert problem.startswith(f"{place}: ")
    assert message in problem


def test_wrong_id_of_a_template_is_reported_once(tmp_path: Path) -> None:
    """It is a problem of the template, and not of each row."""
    text = EVENTS.replace("  asked:", "  Asked:")
    (problem,) = problems_of(tmp_path, deadlines=text, records=FLOW)
    assert problem.startswith('deadlines.yaml:4:3: "Asked" cannot be the id of an event')


def test_template_of_an_event_needs_its_list(tmp_path: Path) -> None:
    """Readers choose their row on that page."""
    lines = EVENTS.splitlines(keepends=True)
    text = "".join(line for line in lines if "index:" not in line)
    (problem,) = problems_of(tmp_path, deadlines=text)
    assert problem.startswith('deadlines.yaml:5:5: a template is missing "index"')


def test_template_counts_as_one_event(tmp_path: Path) -> None:
    """The limit is for the list of events, which has one entry for all rows."""
    plain = EVENTS[EVENTS.index("  refused:") :]
    # The template and 19 others.
    more = [
        plain.replace("refused:", f"no-{number}:").replace("Refusal", f"Refusal {number}")
        for number in range(19)
    ]
    most = "".join((EVENTS, *more[:18]))
    assert not problems_of(tmp_path / "most", deadlines=most, records=FLOW)
    (problem,) = problems_of(tmp_path / "more", deadlines=most + more[18], records=FLOW)
    assert problem.startswith("deadlines.yaml:4:3: 21 events; the maximum is 20 ")


def test_event_of_other_table_is_not_of_the_same_row(tmp_path: Path) -> None:
    """Only templates over one table have rows in common."""
    site = load_flows(write_events(tmp_path, records=COUNTING.replace(WRITE, "")))
    assert site.deadlines
    text = (tmp_path / "tables" / "states.yaml").read_text("utf-8")
    (tmp_path / "tables" / "places.yaml").write_text(text, "utf-8")
    (tmp_path / "tables" / "places.csv").write_text(CELLS, "utf-8")
    deadlines = EVENTS.replace("table: states", "table: places")
    (tmp_path / "deadlines.yaml").write_text(deadlines, "utf-8")
    step = load_flows(tmp_path).flows["records/al"].steps["number"]
    assert isinstance(step, Outcome)
    assert step.next[0].to == Target("deadlines", "asked")
