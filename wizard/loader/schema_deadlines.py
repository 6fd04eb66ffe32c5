"""The records of deadlines.yaml: events, the dates that follow, and calendars of holidays. Data."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.loader.schema_flow import ALSO
from wizard.loader.schema_tables import INDEX, TABLE
from wizard.loader.schema_types import Field, RecordType

# Each event and date is a page of a static site, and readers choose from one list.
MAX_EVENTS = 20  # of the deadlines

MAX_COUNT = 366  # days that one rule may count

DEADLINE_RECORDS: Mapping[str, RecordType] = {
    "deadlines": RecordType(
        "The dates that follow from an event.",
        (
            Field(
                "title",
                "text",
                "The title of the pages on deadlines.",
                True,
                60,
                example="Count the days",
            ),
            Field("summary", "text", "What the reader gets, in one or two sentences.", limit=300),
            Field(
                "state",
                "state",
                "The state whose holidays the calendar `state` skips, from a public list.",
            ),
            Field("calendars", "calendars", "The holidays that the calendar `state` skips."),
            Field(
                "events",
                "table of event",
                "The events that start a count, by id.",
                True,
                MAX_EVENTS,
            ),
        ),
    ),
    "event": RecordType(
        "Something that starts a count.",
        (
            Field(
                "title",
                "text",
                "A short neutral title for the browser's tab.",
                True,
                40,
                example="Request",
            ),
            Field(
                "label",
                "text",
                "What happened, as the reader would say it.",
                True,
                120,
                example="They got it",
            ),
            Field(
                "ask",
                "text",
                "The question for the date.",
                True,
                200,
                example="When did the office get it?",
            ),
            Field("help", "text", "Which date to choose.", limit=600),
            Field(
                "says",
                "text",
                "Sentence shown above the dates, saying what the chosen date means.",
                True,
                200,
                example="The office got it.",
            ),
            Field(
                "dates", "list of rule", "The dates that follow, at least one.", True, min_items=1
            ),
            Field("more", "list of listed claim", "More claims that are good to know."),
            ALSO,
            TABLE,
            INDEX,
        ),
    ),
    "rule": RecordType(
        "One date that follows from an event. It is based on `claims`, or a `note` explains it.",
        (
            Field(
                "label",
                "text",
                "What should happen by then.",
                True,
                120,
                example="An answer should come",
            ),
            Field(
                "count",
                "number",
                "How many days after the event; the next day is day 1.",
                True,
                MAX_COUNT,
            ),
            Field("unit", "unit", "Which days count.", True),
            Field(
                "calendar",
                "calendar",
                "Whose holidays count: a word of the table below, or the code of a state.",
                True,
            ),
            Field("claims", "list of listed claim", "The claims that it is based on."),
            Field("note", "text", "Practical advice.", limit=600),
        ),
    ),
    "calendars": RecordType(
        "The holidays of a calendar, in place of those of a public list.",
        (Field("state", "holiday calendar", "Those of the calendar `state`.", True),),
    ),
    "holiday calendar": RecordType(
        "The holidays that the law names.",
        (
            Field(
                "claims",
                "list of id",
                "The ids of the claims that the holidays and moves are based on.",
                True,
                min_items=1,
            ),
            Field("holidays", "list of holiday", "The holidays.", True, min_items=1),
            Field(
                "moves", "moves", "Where a holiday on a weekend moves (default: it does not move)."
            ),
            Field(
                "may-close",
                "list of closing",
                "Days that count as working days although an office may be closed; pages say so.",
            ),
        ),
    ),
    "holiday": RecordType(
        "A day on which offices are closed.",
        (
            Field("name", "text", "What it is called.", True, 80, example="Independence Day"),
            Field("on", "holiday date", "Which day of the year it is.", True),
        ),
    ),
    "moves": RecordType(
        "Where a holiday on a weekend moves.",
        (
            Field("saturday", "move", "The day in place of a Saturday."),
            Field("sunday", "move", "The day in place of a Sunday."),
        ),
    ),
    "closing": RecordType(
        "A day on which an office may be closed, but need not be.",
        (
            Field("name", "text", "What it is called.", True, 80, example="day after Thanksgiving"),
            Field("on", "closing date", "Which day of the year it is.", True),
            Field(
                "claims",
                "list of id",
                "The ids of the claims that say so.",
                True,
                min_items=1,
            ),
        ),
    ),
}
