"""The records of flow files, and of the sources, claims and topics that flows refer to. Data."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.loader.schema_tables import EACH, INDEX, TABLE
from wizard.loader.schema_types import Field, RecordType
from wizard.model.generated_answers import (
    MAX_BOXES,
    MAX_CUT_POINT,
    MAX_CUT_POINTS,
    MAX_DAYS_AGO,
)

# Of a flow. Everything in `engine` takes time in proportion to it; the tests use the full number.
MAX_STEPS = 10_000

# Sets of boxes of a flow. Each is an answer, of which the machine and the checker look at all.
MAX_SETS = 50_000

MAX_TOPIC = 999  # a topic's number

MAX_LABEL = 120  # characters of the label of an answer or a box

REVIEW_BY = Field(
    "review-by",
    "date",
    "After this date pages say that the text may be out of date, and `wizard check` warns.",
)

ALSO = Field("also", "text", "More search terms for it. No page shows them.")

# Records that share a key share its field, so that the manual describes it in the same words.
_CONDITIONAL = (
    Field("if", "condition", "The earlier answers that this depends on."),
    Field(
        "when",
        "text",
        "The condition as a fact, for readers who have answered nothing; without a colon.",
        limit=200,
        example="If you have a lease",
        attribute="when_text",
    ),
)

_STEP_TITLE = "A short neutral title for the browser's tab and history (default: the {})."

PLACE = (
    "Where it leads: a target, a URL that begins with https://, a phone number such as "
    "`tel:601-555-0123`, or an e-mail address such as `mailto:help@example.org`."
)

_CAUTION = Field(
    "caution", "id", "A question that every path to this step must pass; the checker proves it."
)

_TO = Field(
    "to",
    "way",
    "Where it leads: a target, or a list of branches, of which the first that matches is used.",
    True,
)

LEVEL = Field(
    "level", "level", "How well it is supported: a level of site.yaml, or a built-in one.", True
)

CITE = Field(
    "cite",
    "list of id",
    "The ids of the sources that support it; most levels need at least one.",
)

_CLAIM = (
    LEVEL,
    Field(
        "text",
        "text",
        "The claim in one to three short sentences.",
        True,
        1_000,
        example="We found no rule on this.",
    ),
    CITE,
    Field("reviewed", "date", "The date on which a person last checked the claim."),
    REVIEW_BY,
)

# Of a form: where its answers lead.
_FORM_TO = Field(
    "to",
    "way",
    "Where the answers of `tick`, `range` and `since` lead: a target, or a list of branches, whose "
    "conditions can look at the question itself.",
)

FLOW_RECORDS: Mapping[str, RecordType] = {
    "flow": RecordType(
        "A graph of steps with one start. The file's name is the flow's id.",
        (
            Field(
                "title",
                "text",
                "The flow's title, in neutral words.",
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
            Field("steps", "table of step", "All steps of the flow, by id.", True, MAX_STEPS),
            Field("reviewed", "date", "The date on which a person last checked the flow."),
            REVIEW_BY,
            Field(
                "sensitive",
                "flag",
                "Whether its URLs must never contain answers, and its pages must never be stored.",
            ),
            Field(
                "sets",
                "table of list of id",
                "Lists of answers, by a name that conditions can use instead.",
            ),
            Field(
                "moved",
                "table of target",
                "Old step ids and their replacements, so old links keep working.",
            ),
            Field("sources", "table of source", "Sources that only this flow cites, by id."),
            ALSO,
            TABLE,
            INDEX,
        ),
    ),
    "question": RecordType(
        "A step that asks. It has one of these: `answers`, some of `yes`, `no` and `unsure`, "
        "`tick`, `range` or `since`.",
        (
            Field(
                "ask",
                "text",
                "The question, as the reader sees it.",
                True,
                200,
                example="Did you sign a lease?",
            ),
            Field("title", "text", _STEP_TITLE.format("question"), limit=60, example="A lease"),
            Field("why", "text", "Why this is asked, in one or two sentences.", limit=400),
            Field("help", "Markdown", "More help, which the reader can unfold."),
            _CAUTION,
            Field("answers", "table of answer", "The answers in their order, by id.", min_items=1),
            Field("yes", "usual answer", "Where the answer yes leads."),
            Field("no", "usual answer", "Where the answer no leads."),
            Field(
                "unsure",
                "usual answer",
                "Where people who don't know go; the checker warns if it is missing.",
            ),
            Field(
                "tick",
                "table of box",
                "Boxes of which several can be ticked: their labels, by id.",
                limit=MAX_BOXES,
                min_items=1,
            ),
            Field(
                "none",
                "text",
                "The label of the answer for readers who tick no box of `tick`.",
                limit=MAX_LABEL,
                example="None of these",
            ),
            Field("range", "range", "A number, of which readers choose an interval."),
            Field("since", "since", "A date, of which readers choose how many days ago it was."),
            _FORM_TO,
            ALSO,
        ),
    ),
    "range": RecordType(
        "A number by cut points: each is the first number of an interval.",
        (
            Field("unit", "number unit", "What is counted (default: a number without a unit)."),
            Field(
                "at",
                "list of number",
                "The cut points, in ascending order.",
                True,
                MAX_CUT_POINT,
                min_items=1,
                max_items=MAX_CUT_POINTS,
            ),
        ),
    ),
    "since": RecordType(
        "A date by days ago: each number is the first of an interval of days.",
        (
            Field(
                "days",
                "list of number",
                "The numbers of days, in ascending order.",
                True,
                MAX_DAYS_AGO,
                min_items=1,
                max_items=MAX_CUT_POINTS,
            ),
            Field(
                "event",
                "id",
                "The event of deadlines.yaml whose date this is. Actions that lead to its "
                "deadlines then open the month of the answer.",
            ),
        ),
    ),
    "bounds": RecordType(
        "An interval in a condition on a question with `range` or `since`.",
        (
            Field(
                "from",
                "number",
                "The cut point at which the interval begins (default: no lower bound).",
                limit=MAX_CUT_POINT,
            ),
            Field(
                "below",
                "number",
                "The cut point before which it ends (default: no upper bound).",
                limit=MAX_CUT_POINT,
            ),
        ),
    ),
    "answer": RecordType(
        "A custom answer of a question.",
        (
            Field(
                "label",
                "text",
                "The text of the answer.",
                True,
                MAX_LABEL,
                example="Get a copy of my record",
            ),
            _TO,
        ),
    ),
    "labelled answer": RecordType(
        "A yes/no/unsure answer with a custom label.",
        (
            Field(
                "label",
                "text",
                "Its text instead of yes, no or not sure.",
                limit=MAX_LABEL,
                example="Yes, I did",
            ),
            _TO,
        ),
    ),
    "edge": RecordType(
        "One branch of an answer. The last of a list has no condition.",
        (
            Field("if", "condition", "The earlier answers for which this branch is used."),
            Field("to", "target", "Where this branch leads.", True),
        ),
    ),
    "outcome": RecordType(
        "A step that ends the flow with information.",
        (
            Field(
                "outcome",
                "text",
                "The heading: the result in plain words.",
                True,
                120,
                example="Ask in writing",
                attribute="heading",
            ),
            Field("title", "text", _STEP_TITLE.format("heading"), limit=60),
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
                "The claims that the outcome is based on: at least one, unless site.yaml has "
                "`claims: optional`.",
            ),
            Field(
                "offices",
                "list of id",
                "The ids of the offices where the reader can go, write or call.",
            ),
            Field("next", "list of action", "What the reader can do next, in this order."),
            ALSO,
        ),
    ),
    "own claim": RecordType("A claim written inline in an outcome.", (*_CLAIM, *_CONDITIONAL)),
    "claim by id": RecordType(
        "A claim of claims.yaml with a condition.",
        (Field("claim", "id", "The id of the claim.", True, example="so"), *_CONDITIONAL),
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
            Field("to", "place", PLACE),
            *_CONDITIONAL,
        ),
    ),
    "source": RecordType(
        "A statute, agency page, report or article.",
        (
            Field(
                "title",
                "text",
                "Its title, as readers should see it.",
                True,
                300,
                example="The code",
            ),
            Field("publisher", "text", "Who published it.", limit=200, example="The state"),
            Field("url", "address", "Its URL.", limit=500),
            Field(
                "note",
                "text",
                "Which copy was read, how old it is and its limitations.",
                limit=1_000,
            ),
            Field("checked", "date", "The date on which a person last read it."),
            REVIEW_BY,
            Field(
                "copy",
                "date",
                "The date of the copy that was read; pages say if it is more than two years old.",
            ),
        ),
    ),
    "claim": RecordType("One statement with its level of evidence and its sources.", _CLAIM),
    "shared claim": RecordType(
        "A claim that several outcomes use. As a template, it is one for each row.",
        (*_CLAIM, TABLE),
    ),
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
            Field("found", "text", "What was found."),
            Field("missing", "text", "What could not be found out."),
            Field("claims", "list of claim", "What others say about it, folded at the end."),
            Field(
                "table", "table id", "The table in `tables/` in which readers can look up a row."
            ),
            EACH,
            ALSO,
            Field(
                "cite",
                "list of id",
                "The ids of the sources that `found` and `missing` are based on.",
            ),
            Field("reviewed", "date", "The date on which a person last checked it."),
        ),
    ),
}
