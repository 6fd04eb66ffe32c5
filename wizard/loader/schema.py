"""What authors can write: every key of every file with its meaning, limits and an example. Data.

The readers take keys and limits from here, and so do `json_schema.py` and the format reference in
docs/, so that each is written once. What an id refers to, and whether a flow is valid as a graph,
is not part of the schema.

A kind is one of `SIMPLE`, a record, a union, or `list of …` or `table of …` one of these.
"""

from __future__ import annotations

from collections.abc import Mapping

from wizard.loader.schema_deadlines import DEADLINE_RECORDS
from wizard.loader.schema_flow import FLOW_RECORDS
from wizard.loader.schema_site import SITE_RECORDS
from wizard.loader.schema_tables import COLUMN_KINDS, TABLE_RECORDS
from wizard.loader.schema_types import Field, FileType, RecordType, Union
from wizard.loader.schema_words import WORD_RECORDS
from wizard.model.changes import KINDS
from wizard.model.deadlines import CALENDARS, MOVES, UNITS
from wizard.model.evidence import BUILT_IN, MAX_STRENGTH, OPEN
from wizard.model.site import FOOTER_GROUPS

# Files that all flows share. No flow can have one of these names.
SHARED = (
    "site",
    "sources",
    "claims",
    "topics",
    "offices",
    "glossary",
    "deadlines",
    "changes",
    "synonyms",
)

# The first segments of URLs after the language, which the site needs for its own pages.
RESERVED_PAGES = (
    *SHARED,
    "api",
    "healthz",
    "letters",
    "map",
    "promises",
    "reload",
    "search",
    "static",
)

# Sites have pages with these ids, or will: a flow would take their URL.
RESERVED_FLOWS = (*RESERVED_PAGES, "about", "help", "openapi", "privacy", "safety")

# `any` and `not` combine conditions, `sought` is a key of queries as the ids of questions are, and
# the others are routes.
RESERVED_STEPS = ("any", "map", "not", "offline", "packet", "sought", "static")

# The kind of the keys of a table of these records; the keys of all other tables are ids.
TABLE_KEYS = {"topic": "number", "term": "text", "table column": "column"}

# The answers of a reader who ticks no box, and of one who does not know.
RESERVED_BOXES = ("none", "unsure")

# Ids that are not allowed in a table of these records.
RESERVED = {"step": RESERVED_STEPS, "page": RESERVED_PAGES, "box": RESERVED_BOXES}

# The answers that need no label, since the interface has one in each language.
USUAL_ANSWERS = ("yes", "no", "unsure")

# The keys of questions whose answers are generated. A question has one of them at most.
FORMS = ("tick", "range", "since")

# Each kind of scalar with an example.
SIMPLE = {
    "text": "Nothing much.",
    "box": "No heat",
    "Markdown": "# Nothing\n\nMuch.",
    "id": "first",
    "column": "days_kind",
    "table id": "states",
    "given answer": "heat.water",
    "date": "2026-11-23",
    "flag": True,
    "number": 1,
    "number unit": "USD",
    "address": "https://www.example.org/",
    "origin": "https://www.example.org",
    "target": "done",
    "place": "https://www.example.org/",
    "page link": "tel:601-555-0123",
    "language": "en",
    "state": "MS",
    "level": "unknown",
    "strength": 4,
    "open": "all",
    "claims rule": "optional",
    "column kind": "text",
    "unit": "working",
    "calendar": "federal",
    "move": "monday",
    "holiday date": "last Monday of May",
    "closing date": "Monday after Saturday holiday",
    "kind": "correction",
    "group": "about",
}

# The built-in levels. Not in `CHOICES`, as a guide can define others instead.
LEVELS: Mapping[str, str] = dict(
    # Zipped strictly, here and below, so that one without a description cannot be forgotten.
    zip(
        BUILT_IN,
        (
            "The text of the statute or rule was read.",
            "An agency says so.",
            "Press, lawmakers, advocates or private sites say so.",
            "Looked for and not found; needs no source.",
            "Only the source article says so; no one else confirms it.",
            "Written by `wizard import`, and not checked by a person yet; needs no source.",
        ),
        strict=True,
    )
)

# Not in `CHOICES` either, as the codes of states are calendars too.
CALENDAR_WORDS: Mapping[str, str] = dict(
    zip(CALENDARS, ("The holidays of the state.", "The federal holidays."), strict=True)
)

CHOICES: Mapping[str, Mapping[str, str]] = {
    "strength": dict(
        zip(
            map(str, range(MAX_STRENGTH, -1, -1)),
            (
                "Four bars: the best evidence of the guide.",
                "Three bars.",
                "Two bars.",
                "One bar: weak evidence.",
                "No bar: no evidence.",
            ),
            strict=True,
        )
    ),
    "open": dict(
        zip(
            OPEN,
            (
                "The first one; the reader can unfold the others.",
                "All of them.",
                "None of them; the reader can unfold them.",
            ),
            strict=True,
        )
    ),
    "column kind": COLUMN_KINDS,
    "claims rule": {"optional": "Outcomes need no claims."},
    "unit": dict(zip(UNITS, ("Skips weekends and holidays.", "Skips nothing."), strict=True)),
    "move": dict(
        zip(MOVES, ("The Friday before the weekend.", "The Monday after it."), strict=True)
    ),
    "kind": dict(
        zip(
            KINDS,
            (
                "A law or a rule changed; needs claims.",
                "A list or a page of an office changed; needs claims.",
                "The guide was wrong or unclear before.",
            ),
            strict=True,
        )
    ),
    "group": dict(
        zip(
            FOOTER_GROUPS,
            ("What readers can do.", "How readers stay safe.", "What the site is."),
            strict=True,
        )
    ),
}


RECORD_TYPES: Mapping[str, RecordType] = {
    **FLOW_RECORDS,
    **SITE_RECORDS,
    **DEADLINE_RECORDS,
    **WORD_RECORDS,
    **TABLE_RECORDS,
}

UNIONS: Mapping[str, Union] = {
    "step": Union(
        "A question, which has `ask`, or an outcome, which has `outcome`.", ("question", "outcome")
    ),
    "way": Union(
        "A target, or a list of branches, of which the first that matches is used.",
        ("target", "list of edge"),
        min_items=1,
    ),
    "usual answer": Union(
        "A target, a list of branches, of which the first that matches is used, "
        "or a table with a custom label.",
        ("target", "list of edge", "labelled answer"),
        min_items=1,
    ),
    "outcome claim": Union(
        "The id of a claim of claims.yaml, such an id with a condition, or an inline claim.",
        ("id", "claim by id", "own claim"),
    ),
    "listed claim": Union("The id of a claim of claims.yaml, or an inline claim.", ("id", "claim")),
    "remark": Union("A text, or a label with a link.", ("text", "pointer"), limit=400),
    "passage": Union("A paragraph, or a list of texts.", ("text", "list of text")),
}

FILES: Mapping[str, FileType] = {
    "flow": FileType("<flow>.yaml", "flow", "One flow; the file's name is its id."),
    "site": FileType("site.yaml", "site", "What all pages share."),
    "sources": FileType(
        "sources.yaml",
        "table of source",
        "The sources that claims, letters and offices cite, by id.",
    ),
    "claims": FileType(
        "claims.yaml", "table of shared claim", "Claims that several outcomes use, by id."
    ),
    "topics": FileType(
        "topics.yaml",
        "table of topic",
        "Numbered questions that outcomes answer, by number.",
    ),
    "offices": FileType(
        "offices.yaml",
        "table of office",
        "The offices that outcomes, letters and pages list, by id.",
    ),
    "glossary": FileType(
        "glossary.yaml", "table of term", "Terms that pages explain, and their translations."
    ),
    "deadlines": FileType(
        "deadlines.yaml",
        "deadlines",
        "The dates that follow from an event, and the rules behind them.",
    ),
    "changes": FileType("changes.yaml", "table of change", "What changed in the guide, by id."),
    "synonyms": FileType(
        "synonyms.yaml",
        "synonyms",
        "Words that mean the same to readers who search, by language.",
    ),
    "letter": FileType("letters/<letter>.yaml", "letter", "One letter; the file's name is its id."),
    "table": FileType(
        "tables/<table>.yaml",
        "table",
        "What the columns of `tables/<table>.csv` are; flows are templates over its rows.",
    ),
    "cases": FileType(
        "cases/<flow>.yaml",
        "cases",
        "Cases of one flow, by name, and its promises; `wizard check` tests both.",
    ),
}


def keys_of(name: str) -> tuple[str, ...]:
    """Return the known keys of a record of `RECORD_TYPES`."""
    return tuple(key.name for key in RECORD_TYPES[name].keys)


def field_of(record: str, key: str) -> Field:
    """Return the field of a known key of a record of `RECORD_TYPES`."""
    return next(field for field in RECORD_TYPES[record].keys if field.name == key)
