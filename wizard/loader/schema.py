"""What an author can write: every key of every file with its meaning, its limits and an example, stated once. Data.

Readers of files take their known keys from here; `schema.py` and the format reference in docs/ are made from it. What
a name means that a file refers to, and whether flows are sound as graphs, is not said here.

A kind is one of `SIMPLE`, an object, a union, or `list of …` or `table of …` one of these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wizard.model.deadlines import CALENDARS, UNITS
from wizard.model.evidence import LEVELS

MAX_STEPS = 10_000  # of a flow

MAX_EVENTS = 20  # of the deadlines

MAX_COUNT = 366  # days that one rule may count

MAX_LINES = 12  # ruled lines of one blank

MAX_TOPIC = 999  # a topic's number

# Files that flows share; no flow can have these names.
SHARED = ("site", "sources", "claims", "topics", "glossary", "deadlines")

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

RESERVED_FLOWS = (*RESERVED_PAGES, "about", "help", "openapi", "privacy", "safety")

RESERVED_STEPS = ("any", "map", "not", "sought", "static")  # `any` and `not` combine conditions

TABLE_KEYS = {
    "topic": "number",
    "term": "text",
}  # what the keys of a table of these are; of others they are ids

RESERVED = {"step": RESERVED_STEPS, "page": RESERVED_PAGES}  # ids that such a table must not have

USUAL_ANSWERS = ("yes", "no", "unsure")

SIMPLE = {
    "text": "Nothing much.",
    "Markdown": "# Nothing\n\nMuch.",
    "id": "first",
    "day": "2026-11-23",
    "flag": True,
    "number": 1,
    "address": "https://www.example.org/",
    "origin": "https://www.example.org",
    "target": "done",
    "place": "https://www.example.org/",
    "language": "en",
    "state": "MS",
    "level": "unknown",
    "unit": "working",
    "calendar": "federal",
}  # each kind of scalar with an example

CHOICES: Mapping[str, Mapping[str, str]] = {
    "level": dict(
        zip(
            LEVELS,
            (
                "The text of the statute or rule was read.",
                "An agency says so.",
                "Press, lawmakers, advocates or private sites say so.",
                "Looked for and not found; the only level that needs no source.",
                "Only the source article says so; nobody else confirms it.",
            ),
            strict=True,
        )
    ),
    "unit": dict(
        zip(UNITS, ("Leaves out weekends and holidays.", "Leaves out nothing."), strict=True)
    ),
    "calendar": dict(
        zip(CALENDARS, ("The holidays of the state.", "The federal holidays."), strict=True)
    ),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One key. `means` is one sentence for authors.

    `limit` is the longest text in characters (of each text in a list; 0 stands for `MAX_TEXT`), the highest number, or
    how many entries a table may have. `least` is how many items a list or a table needs.
    """

    name: str
    kind: str
    description: str
    required: bool = False
    limit: int = 0
    min_items: int = 0
    example: str = ""


@dataclass(frozen=True, slots=True)
class RecordType:
    """A table with known keys. `rest` stands for all keys that are languages, where those may be keys too."""

    description: str
    keys: tuple[Field, ...]
    rest: Field | None = None


@dataclass(frozen=True, slots=True)
class Union:
    """Something that can be written in several ways. `limit` is that of a text among them, `least` that of a list."""

    description: str
    kinds: tuple[str, ...]
    limit: int = 0
    min_items: int = 0


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file: where it stands in the folder, and what it holds."""

    path: str
    kind: str
    description: str


_REVIEW_BY = Field(
    "review-by",
    "day",
    "After this day pages say that it may be out of date, and `wizard check` warns.",
)

_IF = Field("if", "condition", "The earlier answers with which this is shown.")

_STEP_TITLE = "A short neutral title for the browser's tab and history; {} where left out."

_CAUTION = Field(
    "caution", "id", "A question that every path to this step must pass; the checker proves it."
)

_TO = Field(
    "to",
    "way",
    "Where it leads: a target, or a list of ways of which the first that holds is taken.",
    True,
)

_CLAIM = (
    Field("level", "level", "How well the claim is supported, best first.", True),
    Field(
        "text",
        "text",
        "The claim in one to three short sentences.",
        True,
        1_000,
        example="We found no rule on this.",
    ),
    Field(
        "cite",
        "list of id",
        "The ids of the sources that support it; every level but `unknown` needs at least one.",
    ),
    Field("reviewed", "day", "The day on which a person last checked the claim."),
    _REVIEW_BY,
)

RECORD_TYPES: Mapping[str, RecordType] = {
    "flow": RecordType(
        "A graph of steps with one start. The file's name is the flow's id.",
        (
            Field(
                "title",
                "text",
                "What the flow is called, in neutral words.",
                True,
                80,
                example="My deposit",
            ),
            Field(
                "summary",
                "text",
                "What the reader gets from it, in one or two sentences.",
                limit=300,
            ),
            Field("start", "id", "The step at which the flow begins.", True),
            Field(
                "steps",
                "table of step",
                "All steps of the flow, each under its id.",
                True,
                MAX_STEPS,
            ),
            Field("reviewed", "day", "The day on which a person last checked the flow."),
            _REVIEW_BY,
            Field(
                "sensitive",
                "flag",
                "Whether pages of this flow must never carry answers in their address.",
            ),
            Field(
                "sets",
                "table of list of id",
                "Lists of answers, each under a name that conditions can use instead.",
            ),
            Field(
                "moved",
                "table of target",
                "Retired ids of steps, each with what took its place; old links live on.",
            ),
            Field(
                "sources",
                "table of source",
                "Sources that only this flow cites, each under its id.",
            ),
        ),
    ),
    "question": RecordType(
        "A step that asks. It has `answers`, or some of `yes`, `no` and `unsure`; not both.",
        (
            Field(
                "ask",
                "text",
                "The question, as the reader sees it.",
                True,
                200,
                example="Did you sign a lease?",
            ),
            Field("title", "text", _STEP_TITLE.format("the question"), limit=60, example="A lease"),
            Field("why", "text", "Why this is asked, in one or two sentences.", limit=400),
            Field("help", "Markdown", "More help, which the reader can unfold."),
            _CAUTION,
            Field(
                "answers",
                "table of answer",
                "The answers in their order, each under its id.",
                min_items=1,
            ),
            Field("yes", "usual answer", "Where the answer yes leads."),
            Field("no", "usual answer", "Where the answer no leads."),
            Field(
                "unsure",
                "usual answer",
                "Where people go who do not know; without it the checker warns.",
            ),
        ),
    ),
    "answer": RecordType(
        "One way out of a question.",
        (
            Field(
                "label",
                "text",
                "What the answer says.",
                True,
                120,
                example="Get a copy of my record",
            ),
            _TO,
        ),
    ),
    "labelled answer": RecordType(
        "A usual answer in other words.",
        (
            Field(
                "label",
                "text",
                "What it says instead of yes, no or not sure.",
                limit=120,
                example="Yes, I did",
            ),
            _TO,
        ),
    ),
    "edge": RecordType(
        "One way on from an answer. The last of a list has no condition.",
        (
            Field("if", "condition", "The earlier answers with which this way is taken."),
            Field("to", "target", "Where this way leads.", True),
        ),
    ),
    "outcome": RecordType(
        "A step that ends the flow with information.",
        (
            Field(
                "outcome",
                "text",
                "The heading: the answer in plain words.",
                True,
                120,
                example="Ask in writing",
            ),
            Field("title", "text", _STEP_TITLE.format("the heading"), limit=60),
            Field("says", "text", "The short answer, in one or two sentences.", limit=600),
            _CAUTION,
            Field(
                "topics",
                "list of number",
                "The numbers of the topics that it answers.",
                limit=MAX_TOPIC,
            ),
            Field(
                "claims",
                "list of outcome claim",
                "What the outcome rests on, at least one claim.",
                True,
                min_items=1,
            ),
            Field("next", "list of action", "What the reader can do next, in this order."),
        ),
    ),
    "own claim": RecordType("A claim that stands in its outcome.", (*_CLAIM, _IF)),
    "claim by id": RecordType(
        "A claim of claims.yaml under a condition.",
        (Field("claim", "id", "The id of the claim.", True, example="so"), _IF),
    ),
    "action": RecordType(
        "Something to do next.",
        (
            Field(
                "label",
                "text",
                "What to do; it begins with a verb.",
                True,
                200,
                example="Keep a copy.",
            ),
            Field(
                "to", "place", "Where it leads: a target, or an address that begins with https://."
            ),
            _IF,
        ),
    ),
    "site": RecordType(
        "What all pages share.",
        (
            Field(
                "name", "text", "The site's name, which ends every title; neutral words.", limit=40
            ),
            Field("notice", "text", "What stands at the foot of every page.", limit=300),
            Field("banner", "banner", "What start pages and outcomes announce."),
            Field(
                "pages",
                "table of page",
                "Pages of text such as about or privacy, each under its id, in this order.",
            ),
            Field("leave", "address", 'The neutral page behind "Leave this page".'),
            Field(
                "security",
                "address",
                "Where to tell about a hole; served as /.well-known/security.txt.",
            ),
            Field("first", "id", "The flow that every page links to."),
            Field(
                "frame",
                "list of origin",
                "The sites whose pages may show this one in a frame; without it, none.",
            ),
            Field(
                "languages",
                "list of language",
                "The languages of the pages; the first is the one the files are in.",
            ),
            Field(
                "words",
                "list of text",
                "Words that titles, ids and questions must not hold; a star is any ending.",
                limit=60,
            ),
            Field(
                "confirm",
                "list of text",
                "What a lawyer must still confirm; `wizard sources` prints it.",
            ),
        ),
    ),
    "banner": RecordType(
        "An announcement.",
        (
            Field("label", "text", "What it says.", True, 200),
            Field("to", "target", "Where one reads on."),
        ),
    ),
    "page": RecordType(
        "A page of text about the site itself.",
        (
            Field("title", "text", "Its title.", True, 60),
            Field("text", "Markdown", "Its text.", True, 20_000),
        ),
    ),
    "source": RecordType(
        "A statute, agency page, report or article.",
        (
            Field(
                "title",
                "text",
                "What it is called, as readers should see it.",
                True,
                300,
                example="The code",
            ),
            Field("publisher", "text", "Who published it.", limit=200, example="The state"),
            Field("url", "address", "Its address.", limit=500),
            Field(
                "note",
                "text",
                "Which copy was read, how old it is and what is weak about it.",
                limit=1_000,
            ),
            Field("checked", "day", "The day on which a person last read it."),
            _REVIEW_BY,
        ),
    ),
    "claim": RecordType("One statement with its level of evidence and its sources.", _CLAIM),
    "topic": RecordType(
        "A numbered question that outcomes answer.",
        (
            Field(
                "ask",
                "text",
                "The topic as a plain question.",
                True,
                example="What protects my record?",
            ),
            Field("article", "text", "What the source article claims."),
            Field("found", "text", "What was found."),
            Field("missing", "text", "What could not be found out."),
            Field("also", "text", "Other words by which the search finds it. No page shows them."),
        ),
    ),
    "term": RecordType(
        "A word of the glossary.",
        (
            Field(
                "means",
                "text",
                "What a page adds in brackets where the term stands first.",
                limit=80,
            ),
            Field("keep", "flag", "Whether the term stays as it is in every language."),
        ),
        rest=Field("", "text", "What the term is called in this language.", limit=80),
    ),
    "deadlines": RecordType(
        "Which dates follow from which day.",
        (
            Field(
                "title",
                "text",
                "What the pages on deadlines are called.",
                True,
                60,
                example="Count the days",
            ),
            Field("summary", "text", "What the reader gets, in one or two sentences.", limit=300),
            Field(
                "state",
                "state",
                "The state whose holidays the calendar `state` leaves out; needed with it.",
            ),
            Field(
                "events",
                "table of event",
                "What can start a count, each under its id.",
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
                "The question for the day.",
                True,
                200,
                example="When did the office get it?",
            ),
            Field("help", "text", "Which day to take.", limit=600),
            Field(
                "says",
                "text",
                "Which day that is, above the dates.",
                True,
                200,
                example="The office got it.",
            ),
            Field(
                "dates", "list of rule", "The dates that follow, at least one.", True, min_items=1
            ),
            Field("more", "list of id", "The ids of claims that are good to know besides."),
        ),
    ),
    "rule": RecordType(
        "One date that follows from an event. It rests on `claims`, or a `note` says why it is good to know.",
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
                "How many days after the event; the day after it is day 1.",
                True,
                MAX_COUNT,
            ),
            Field("unit", "unit", "Which days count.", True),
            Field("calendar", "calendar", "Whose holidays count.", True),
            Field("claims", "list of id", "The ids of the claims that it rests on."),
            Field("note", "text", "Practical advice.", limit=600),
        ),
    ),
    "letter": RecordType(
        "A letter to print or to fill in. The file's name is its id. `{name}` in its text stands for a blank.",
        (
            Field(
                "title",
                "text",
                "What its page is called.",
                True,
                60,
                example="Reminder when time is up",
            ),
            Field(
                "subject",
                "text",
                "The subject line.",
                True,
                200,
                example="Reminder about my request",
            ),
            Field("summary", "text", "What the letter is for, in one or two sentences.", limit=300),
            Field(
                "to", "list of text", "The lines of the address.", True, example="Records Office"
            ),
            Field("body", "list of passage", "The letter's text.", True),
            Field(
                "blanks",
                "table of blank",
                "The gaps that the reader fills in, each under its id, each used once.",
            ),
            Field("before", "list of remark", "What to know before it is sent."),
            Field("after", "list of remark", "What comes after."),
            Field("cite", "list of id", "The ids of the sources that the letter rests on."),
            Field("reviewed", "day", "The day on which a person last checked the letter."),
            _REVIEW_BY,
        ),
    ),
    "blank": RecordType(
        "A gap in a letter.",
        (
            Field("label", "text", "What belongs there.", True, 120, example="Mailing address"),
            Field("hint", "text", "How to fill it in.", limit=200),
            Field(
                "lines",
                "number",
                "How many lines it has; with several it stands alone in its paragraph.",
                limit=MAX_LINES,
            ),
            Field("pen", "flag", "Whether it is filled in on the paper only, never on a device."),
        ),
    ),
    "pointer": RecordType(
        "A remark that leads somewhere.",
        (
            Field(
                "label",
                "text",
                "What to know or to do.",
                True,
                200,
                example="Count the days for your request.",
            ),
            Field(
                "to", "place", "Where it leads: a target, or an address that begins with https://."
            ),
        ),
    ),
    "case": RecordType(
        "Answers, and where they must lead.",
        (
            Field(
                "answers", "table of id", "The answers, each under the id of its question.", True
            ),
            Field(
                "outcome",
                "target",
                "Where they lead: an outcome, or a target in another flow.",
                True,
            ),
            Field("note", "text", "What the case is there for."),
        ),
    ),
}

UNIONS: Mapping[str, Union] = {
    "step": Union(
        "A question, which has `ask`, or an outcome, which has `outcome`.", ("question", "outcome")
    ),
    "way": Union(
        "A target, or a list of ways of which the first that holds is taken.",
        ("target", "list of edge"),
        min_items=1,
    ),
    "usual answer": Union(
        "A target, a list of ways of which the first that holds is taken, or a table with a label of its own.",
        ("target", "list of edge", "labelled answer"),
        min_items=1,
    ),
    "outcome claim": Union(
        "The id of a claim of claims.yaml, such an id under a condition, or a claim of its own.",
        ("id", "claim by id", "own claim"),
    ),
    "remark": Union("A text, or a label that leads somewhere.", ("text", "pointer"), limit=400),
    "passage": Union("A paragraph, or a list of texts.", ("text", "list of text")),
}

FILES: Mapping[str, FileType] = {
    "flow": FileType("<flow>.yaml", "flow", "One flow; the file's name is its id."),
    "site": FileType("site.yaml", "site", "What all pages share."),
    "sources": FileType(
        "sources.yaml",
        "table of source",
        "The sources that claims and letters cite, each under its id.",
    ),
    "claims": FileType(
        "claims.yaml", "table of claim", "Claims that several outcomes use, each under its id."
    ),
    "topics": FileType(
        "topics.yaml",
        "table of topic",
        "Numbered questions that outcomes answer, each under its number.",
    ),
    "glossary": FileType(
        "glossary.yaml", "table of term", "Names that pages explain, and terms in other languages."
    ),
    "deadlines": FileType(
        "deadlines.yaml", "deadlines", "Which dates follow from which day, and by which rule."
    ),
    "letter": FileType("letters/<letter>.yaml", "letter", "One letter; the file's name is its id."),
    "cases": FileType(
        "cases/<flow>.yaml",
        "table of case",
        "Cases of one flow, each under its name; `wizard check` walks them.",
    ),
}


def keys_of(name: str) -> tuple[str, ...]:
    """The known keys of an object of `RECORD_TYPES`."""
    return tuple(key.name for key in RECORD_TYPES[name].keys)
