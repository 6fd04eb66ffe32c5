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

RESERVED_PAGES = (*SHARED, "api", "healthz", "letters", "map", "promises", "reload", "search", "static")

RESERVED_FLOWS = (*RESERVED_PAGES, "about", "help", "openapi", "privacy", "safety")

RESERVED_STEPS = ("any", "map", "not", "sought", "static")  # `any` and `not` combine conditions

TABLE_KEYS = {"topic": "number", "term": "text"}  # what the keys of a table of these are; of others they are ids

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
    "unit": dict(zip(UNITS, ("Leaves out weekends and holidays.", "Leaves out nothing."), strict=True)),
    "calendar": dict(zip(CALENDARS, ("The holidays of the state.", "The federal holidays."), strict=True)),
}


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `means` is one sentence for authors.

    `limit` is the longest text in characters (of each text in a list; 0 stands for `MAX_TEXT`), the highest number, or
    how many entries a table may have. `least` is how many items a list or a table needs.
    """

    name: str
    kind: str
    means: str
    needed: bool = False
    limit: int = 0
    least: int = 0
    example: str = ""


@dataclass(frozen=True, slots=True)
class Object:
    """A table with known keys. `rest` stands for all keys that are languages, where those may be keys too."""

    means: str
    keys: tuple[Key, ...]
    rest: Key | None = None


@dataclass(frozen=True, slots=True)
class Union:
    """Something that can be written in several ways. `limit` is that of a text among them, `least` that of a list."""

    means: str
    kinds: tuple[str, ...]
    limit: int = 0
    least: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """A kind of file: where it stands in the folder, and what it holds."""

    path: str
    kind: str
    means: str


_REVIEW_BY = Key("review-by", "day", "After this day pages say that it may be out of date, and `wizard check` warns.")

_IF = Key("if", "condition", "The earlier answers with which this is shown.")

_STEP_TITLE = "A short neutral title for the browser's tab and history; {} where left out."

_CAUTION = Key("caution", "id", "A question that every path to this step must pass; the checker proves it.")

_TO = Key("to", "way", "Where it leads: a target, or a list of ways of which the first that holds is taken.", True)

_CLAIM = (
    Key("level", "level", "How well the claim is supported, best first.", True),
    Key("text", "text", "The claim in one to three short sentences.", True, 1_000, example="We found no rule on this."),
    Key("cite", "list of id", "The ids of the sources that support it; every level but `unknown` needs at least one."),
    Key("reviewed", "day", "The day on which a person last checked the claim."),
    _REVIEW_BY,
)

OBJECTS: Mapping[str, Object] = {
    "flow": Object(
        "A graph of steps with one start. The file's name is the flow's id.",
        (
            Key("title", "text", "What the flow is called, in neutral words.", True, 80, example="My deposit"),
            Key("summary", "text", "What the reader gets from it, in one or two sentences.", limit=300),
            Key("start", "id", "The step at which the flow begins.", True),
            Key("steps", "table of step", "All steps of the flow, each under its id.", True, MAX_STEPS),
            Key("reviewed", "day", "The day on which a person last checked the flow."),
            _REVIEW_BY,
            Key("sensitive", "flag", "Whether pages of this flow must never carry answers in their address."),
            Key("sets", "table of list of id", "Lists of answers, each under a name that conditions can use instead."),
            Key("moved", "table of target", "Retired ids of steps, each with what took its place; old links live on."),
            Key("sources", "table of source", "Sources that only this flow cites, each under its id."),
        ),
    ),
    "question": Object(
        "A step that asks. It has `answers`, or some of `yes`, `no` and `unsure`; not both.",
        (
            Key("ask", "text", "The question, as the reader sees it.", True, 200, example="Did you sign a lease?"),
            Key("title", "text", _STEP_TITLE.format("the question"), limit=60, example="A lease"),
            Key("why", "text", "Why this is asked, in one or two sentences.", limit=400),
            Key("help", "Markdown", "More help, which the reader can unfold."),
            _CAUTION,
            Key("answers", "table of answer", "The answers in their order, each under its id.", least=1),
            Key("yes", "usual answer", "Where the answer yes leads."),
            Key("no", "usual answer", "Where the answer no leads."),
            Key("unsure", "usual answer", "Where people go who do not know; without it the checker warns."),
        ),
    ),
    "answer": Object(
        "One way out of a question.",
        (Key("label", "text", "What the answer says.", True, 120, example="Get a copy of my record"), _TO),
    ),
    "labelled answer": Object(
        "A usual answer in other words.",
        (Key("label", "text", "What it says instead of yes, no or not sure.", limit=120, example="Yes, I did"), _TO),
    ),
    "edge": Object(
        "One way on from an answer. The last of a list has no condition.",
        (
            Key("if", "condition", "The earlier answers with which this way is taken."),
            Key("to", "target", "Where this way leads.", True),
        ),
    ),
    "outcome": Object(
        "A step that ends the flow with information.",
        (
            Key("outcome", "text", "The heading: the answer in plain words.", True, 120, example="Ask in writing"),
            Key("title", "text", _STEP_TITLE.format("the heading"), limit=60),
            Key("says", "text", "The short answer, in one or two sentences.", limit=600),
            _CAUTION,
            Key("topics", "list of number", "The numbers of the topics that it answers.", limit=MAX_TOPIC),
            Key("claims", "list of outcome claim", "What the outcome rests on, at least one claim.", True, least=1),
            Key("next", "list of action", "What the reader can do next, in this order."),
        ),
    ),
    "own claim": Object("A claim that stands in its outcome.", (*_CLAIM, _IF)),
    "claim by id": Object(
        "A claim of claims.yaml under a condition.",
        (Key("claim", "id", "The id of the claim.", True, example="so"), _IF),
    ),
    "action": Object(
        "Something to do next.",
        (
            Key("label", "text", "What to do; it begins with a verb.", True, 200, example="Keep a copy."),
            Key("to", "place", "Where it leads: a target, or an address that begins with https://."),
            _IF,
        ),
    ),
    "site": Object(
        "What all pages share.",
        (
            Key("name", "text", "The site's name, which ends every title; neutral words.", limit=40),
            Key("notice", "text", "What stands at the foot of every page.", limit=300),
            Key("banner", "banner", "What start pages and outcomes announce."),
            Key("pages", "table of page", "Pages of text such as about or privacy, each under its id, in this order."),
            Key("leave", "address", 'The neutral page behind "Leave this page".'),
            Key("security", "address", "Where to tell about a hole; served as /.well-known/security.txt."),
            Key("first", "id", "The flow that every page links to."),
            Key("frame", "list of origin", "The sites whose pages may show this one in a frame; without it, none."),
            Key("languages", "list of language", "The languages of the pages; the first is the one the files are in."),
            Key(
                "words",
                "list of text",
                "Words that titles, ids and questions must not hold; a star is any ending.",
                limit=60,
            ),
            Key("confirm", "list of text", "What a lawyer must still confirm; `wizard sources` prints it."),
        ),
    ),
    "banner": Object(
        "An announcement.",
        (
            Key("label", "text", "What it says.", True, 200),
            Key("to", "target", "Where one reads on."),
        ),
    ),
    "page": Object(
        "A page of text about the site itself.",
        (
            Key("title", "text", "Its title.", True, 60),
            Key("text", "Markdown", "Its text.", True, 20_000),
        ),
    ),
    "source": Object(
        "A statute, agency page, report or article.",
        (
            Key("title", "text", "What it is called, as readers should see it.", True, 300, example="The code"),
            Key("publisher", "text", "Who published it.", limit=200, example="The state"),
            Key("url", "address", "Its address.", limit=500),
            Key("note", "text", "Which copy was read, how old it is and what is weak about it.", limit=1_000),
            Key("checked", "day", "The day on which a person last read it."),
            _REVIEW_BY,
        ),
    ),
    "claim": Object("One statement with its level of evidence and its sources.", _CLAIM),
    "topic": Object(
        "A numbered question that outcomes answer.",
        (
            Key("ask", "text", "The topic as a plain question.", True, example="What protects my record?"),
            Key("article", "text", "What the source article claims."),
            Key("found", "text", "What was found."),
            Key("missing", "text", "What could not be found out."),
            Key("also", "text", "Other words by which the search finds it. No page shows them."),
        ),
    ),
    "term": Object(
        "A word of the glossary.",
        (
            Key("means", "text", "What a page adds in brackets where the term stands first.", limit=80),
            Key("keep", "flag", "Whether the term stays as it is in every language."),
        ),
        rest=Key("", "text", "What the term is called in this language.", limit=80),
    ),
    "deadlines": Object(
        "Which dates follow from which day.",
        (
            Key("title", "text", "What the pages on deadlines are called.", True, 60, example="Count the days"),
            Key("summary", "text", "What the reader gets, in one or two sentences.", limit=300),
            Key("state", "state", "The state whose holidays the calendar `state` leaves out; needed with it."),
            Key("events", "table of event", "What can start a count, each under its id.", True, MAX_EVENTS),
        ),
    ),
    "event": Object(
        "Something that starts a count.",
        (
            Key("title", "text", "A short neutral title for the browser's tab.", True, 40, example="Request"),
            Key("label", "text", "What happened, as the reader would say it.", True, 120, example="They got it"),
            Key("ask", "text", "The question for the day.", True, 200, example="When did the office get it?"),
            Key("help", "text", "Which day to take.", limit=600),
            Key("says", "text", "Which day that is, above the dates.", True, 200, example="The office got it."),
            Key("dates", "list of rule", "The dates that follow, at least one.", True, least=1),
            Key("more", "list of id", "The ids of claims that are good to know besides."),
        ),
    ),
    "rule": Object(
        "One date that follows from an event. It rests on `claims`, or a `note` says why it is good to know.",
        (
            Key("label", "text", "What should happen by then.", True, 120, example="An answer should come"),
            Key("count", "number", "How many days after the event; the day after it is day 1.", True, MAX_COUNT),
            Key("unit", "unit", "Which days count.", True),
            Key("calendar", "calendar", "Whose holidays count.", True),
            Key("claims", "list of id", "The ids of the claims that it rests on."),
            Key("note", "text", "Practical advice.", limit=600),
        ),
    ),
    "letter": Object(
        "A letter to print or to fill in. The file's name is its id. `{name}` in its text stands for a blank.",
        (
            Key("title", "text", "What its page is called.", True, 60, example="Reminder when time is up"),
            Key("subject", "text", "The subject line.", True, 200, example="Reminder about my request"),
            Key("summary", "text", "What the letter is for, in one or two sentences.", limit=300),
            Key("to", "list of text", "The lines of the address.", True, example="Records Office"),
            Key("body", "list of passage", "The letter's text.", True),
            Key("blanks", "table of blank", "The gaps that the reader fills in, each under its id, each used once."),
            Key("before", "list of remark", "What to know before it is sent."),
            Key("after", "list of remark", "What comes after."),
            Key("cite", "list of id", "The ids of the sources that the letter rests on."),
            Key("reviewed", "day", "The day on which a person last checked the letter."),
            _REVIEW_BY,
        ),
    ),
    "blank": Object(
        "A gap in a letter.",
        (
            Key("label", "text", "What belongs there.", True, 120, example="Mailing address"),
            Key("hint", "text", "How to fill it in.", limit=200),
            Key(
                "lines",
                "number",
                "How many lines it has; with several it stands alone in its paragraph.",
                limit=MAX_LINES,
            ),
            Key("pen", "flag", "Whether it is filled in on the paper only, never on a device."),
        ),
    ),
    "pointer": Object(
        "A remark that leads somewhere.",
        (
            Key("label", "text", "What to know or to do.", True, 200, example="Count the days for your request."),
            Key("to", "place", "Where it leads: a target, or an address that begins with https://."),
        ),
    ),
    "case": Object(
        "Answers, and where they must lead.",
        (
            Key("answers", "table of id", "The answers, each under the id of its question.", True),
            Key("outcome", "target", "Where they lead: an outcome, or a target in another flow.", True),
            Key("note", "text", "What the case is there for."),
        ),
    ),
}

UNIONS: Mapping[str, Union] = {
    "step": Union("A question, which has `ask`, or an outcome, which has `outcome`.", ("question", "outcome")),
    "way": Union(
        "A target, or a list of ways of which the first that holds is taken.", ("target", "list of edge"), least=1
    ),
    "usual answer": Union(
        "A target, a list of ways of which the first that holds is taken, or a table with a label of its own.",
        ("target", "list of edge", "labelled answer"),
        least=1,
    ),
    "outcome claim": Union(
        "The id of a claim of claims.yaml, such an id under a condition, or a claim of its own.",
        ("id", "claim by id", "own claim"),
    ),
    "remark": Union("A text, or a label that leads somewhere.", ("text", "pointer"), limit=400),
    "passage": Union("A paragraph, or a list of texts.", ("text", "list of text")),
}

FILES: Mapping[str, File] = {
    "flow": File("<flow>.yaml", "flow", "One flow; the file's name is its id."),
    "site": File("site.yaml", "site", "What all pages share."),
    "sources": File("sources.yaml", "table of source", "The sources that claims and letters cite, each under its id."),
    "claims": File("claims.yaml", "table of claim", "Claims that several outcomes use, each under its id."),
    "topics": File("topics.yaml", "table of topic", "Numbered questions that outcomes answer, each under its number."),
    "glossary": File("glossary.yaml", "table of term", "Names that pages explain, and terms in other languages."),
    "deadlines": File("deadlines.yaml", "deadlines", "Which dates follow from which day, and by which rule."),
    "letter": File("letters/<letter>.yaml", "letter", "One letter; the file's name is its id."),
    "cases": File(
        "cases/<flow>.yaml", "table of case", "Cases of one flow, each under its name; `wizard check` walks them."
    ),
}


def keys_of(name: str) -> tuple[str, ...]:
    """The known keys of an object of `OBJECTS`."""
    return tuple(key.name for key in OBJECTS[name].keys)
