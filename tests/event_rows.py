"""Events that are made of the rows of a table, added to the guide of `tests/rows.py`.

All that they say about these states is made up.
"""

from __future__ import annotations

from pathlib import Path

from tests.rows import FLOW, write_rows

EVENTS = """\
title: Count the days
summary: Choose what happened.
events:
  asked:
    table: states
    index: {title: An office got my request, summary: Choose its state., ask: Which state?}
    title: Request in {state.name}
    label: An office in {state.name} got my request
    ask: When did the office get it?
    help:
      - {if: {state.kind: calendar}, text: Every day counts there.}
      - {text: Only working days count there.}
    says: An office in {state.name} got your request.
    also: "{state.name}, how long"
    dates:
      - label: The office should answer by this day
        if: {not: {state.days: empty}}
        count: "{state.days}"
        unit: "{state.kind}"
        calendar: "{state.code}"
        claims:
          - level: "{state.level}"
            text: "The law gives {state.days} {state.kind}."
            cite: "{state.cite}"
      - label: Ask the office again
        if: {state.days: empty}
        count: 10
        unit: working
        calendar: "{state.code}"
        note: We found no number for {state.name}.
  refused:
    title: Refusal
    label: The office said no
    ask: When did it say no?
    says: The office said no.
    dates: [{label: Ask why, count: 5, unit: calendar, calendar: federal, note: Our tip.}]
"""

WRITE = "- {label: Write to the office, to: letters/request}\n"

# The flow, with a way to the event of its row.
COUNTING = FLOW.replace(WRITE, f"{WRITE}      - {{label: Count the days, to: deadlines/asked}}\n")


def write_events(folder: Path, **changed: str) -> Path:
    """Write the guide with the events into a folder, as `write_rows` does."""
    return write_rows(folder, **{"deadlines": EVENTS, "records": COUNTING, **changed})
