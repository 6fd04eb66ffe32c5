"""The records of the site's own files: site, offices, letters, changes, cases. Data."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.loader.schema_flow import ALSO, CITE, LEVEL, MAX_TOPIC, PLACE, REVIEW_BY
from wizard.loader.schema_tables import INDEX, TABLE
from wizard.loader.schema_types import Field, RecordType

MAX_LINES = 12  # ruled lines of one blank

SITE_RECORDS: Mapping[str, RecordType] = {
    "site": RecordType(
        "What all pages share.",
        (
            Field(
                "name", "text", "The site's name, which ends every title; neutral words.", limit=40
            ),
            Field(
                "heading",
                "text",
                "The heading of the front page (default: the site's name).",
                limit=120,
            ),
            Field(
                "lead",
                "text",
                "For whom the site is, in one sentence; search results and link previews show it.",
                limit=160,
            ),
            Field("notice", "text", "Footer text of every page.", limit=300),
            Field("banner", "banner", "An announcement on start pages and outcomes."),
            Field(
                "pages",
                "table of page",
                "Text pages such as about or privacy, by id, in this order.",
            ),
            Field("leave", "address", 'The neutral page behind "Leave this page".'),
            Field(
                "security",
                "address",
                "URL for reporting security problems; served in /.well-known/security.txt.",
            ),
            Field("first", "id", "The flow that every page links to."),
            Field(
                "start",
                "id",
                "The flow that the front page lists first (default: the one under `first`).",
            ),
            Field("often", "list of target", "The pages that the front page lists as often read."),
            Field(
                "topic-groups",
                "list of topic group",
                "The groups of topics on the front page, in this order.",
            ),
            Field(
                "frame",
                "list of origin",
                "The sites that may embed this one in a frame (default: none).",
            ),
            Field(
                "languages",
                "list of language",
                "The languages of the pages; the files are written in the first.",
            ),
            Field(
                "words",
                "list of text",
                "Words that are not allowed in titles, ids and questions; a star is any ending.",
                limit=60,
            ),
            Field(
                "levels",
                "table of evidence level",
                "The evidence levels of the guide by id, in their order on pages (default: the "
                "built-in ones).",
                min_items=1,
            ),
            Field(
                "claims",
                "claims rule",
                "Whether outcomes may have no claims (default: each needs at least one).",
                attribute="claims_rule",
            ),
            Field(
                "confirm",
                "list of text",
                "What a lawyer must still confirm; `wizard sources` prints it.",
            ),
        ),
    ),
    "evidence level": RecordType(
        "An evidence level of the guide: how well a claim is supported.",
        (
            Field(
                "label",
                "text",
                "What readers see before such claims.",
                True,
                80,
                example="We tried it",
            ),
            Field("strength", "strength", "How many of the four bars next to it are full.", True),
            Field(
                "source",
                "flag",
                "Whether claims and offices of this level must cite a source (default: true).",
                attribute="needs_source",
            ),
            Field(
                "open",
                "open",
                "How many of its claims a page shows before the reader unfolds the others "
                "(default: first).",
            ),
        ),
    ),
    "banner": RecordType(
        "An announcement.",
        (
            Field("label", "text", "Its text.", True, 200),
            Field("to", "target", "Where the banner links to."),
        ),
    ),
    "topic group": RecordType(
        "Topics that the front page lists together.",
        (
            Field("title", "text", "Its title.", True, 40),
            Field("hint", "text", "What the topics are about, in a few words.", limit=40),
            Field(
                "topics",
                "list of number",
                "The numbers of the topics, in this order.",
                True,
                MAX_TOPIC,
            ),
        ),
    ),
    "page": RecordType(
        "A text page about the site itself, or a link to another page. It has a `text` or a `to`.",
        (
            Field("title", "text", "Its title.", True, 60),
            Field("text", "Markdown", "Its text.", limit=20_000),
            Field(
                "to",
                "page link",
                "What it links to, if it has no text itself: another page, or a phone number or "
                "e-mail address, as in an action.",
            ),
            Field("offices", "list of id", "The ids of the offices that it lists after its text."),
            Field("group", "group", "The group of the footer that links to it (default: about)."),
            ALSO,
        ),
    ),
    "office": RecordType(
        "An office, agency or group that readers can turn to. "
        "It has a `url`, an `address` or a `phone`.",
        (
            Field("name", "text", "Its name.", True, 120, example="Housing Office"),
            Field(
                "does",
                "text",
                "What it does, in one or two sentences.",
                True,
                300,
                example="Checks homes.",
            ),
            Field(
                "address", "list of text", "The lines of its address; not translated.", limit=120
            ),
            Field("phone", "text", "Its phone number; not translated.", limit=120),
            Field("url", "address", "Its site."),
            Field("form", "text", "Which form it wants, and where to get it.", limit=300),
            Field("fee", "text", "What it costs, and how to pay.", limit=300),
            Field("hours", "text", "When it is open.", limit=200),
            Field("languages", "text", "Which languages are spoken there.", limit=200),
            Field("note", "text", "What else to know before the reader goes there.", limit=600),
            LEVEL,
            CITE,
            Field("checked", "date", "The date on which a person last checked the entry."),
            REVIEW_BY,
        ),
    ),
    "letter": RecordType(
        "A letter to print or to fill in. The file's name is its id. "
        "`{name}` in its text marks a blank.",
        (
            Field(
                "title",
                "text",
                "The title of its page.",
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
                "The blanks that the reader fills in, by id; each is used once.",
            ),
            Field("before", "list of remark", "What to know before it is sent."),
            Field("after", "list of remark", "What happens after it is sent."),
            Field("cite", "list of id", "The ids of the sources that the letter is based on."),
            Field(
                "offices",
                "list of id",
                "The ids of the offices to send it to or to ask; they are no part of the letter.",
            ),
            Field("reviewed", "date", "The date on which a person last checked the letter."),
            REVIEW_BY,
            ALSO,
            TABLE,
            INDEX,
        ),
    ),
    "blank": RecordType(
        "A blank in a letter.",
        (
            Field("label", "text", "What to fill in.", True, 120, example="Mailing address"),
            Field("hint", "text", "How to fill it in.", limit=200),
            Field(
                "lines",
                "number",
                "How many lines it has; with more than one it is a paragraph by itself.",
                limit=MAX_LINES,
            ),
            Field(
                "pen",
                "flag",
                "Whether it is only filled in by hand, never on a device.",
                attribute="handwritten_only",
            ),
            Field("today", "flag", "Whether it is the date of writing; a button fills it in."),
        ),
    ),
    "pointer": RecordType(
        "A remark with a link.",
        (
            Field(
                "label",
                "text",
                "What to know or to do.",
                True,
                200,
                example="Count the days for your request.",
            ),
            Field("to", "place", PLACE),
        ),
    ),
    "change": RecordType(
        "One change that readers of an older copy should know about.",
        (
            Field(
                "date",
                "date",
                "The date on which the guide changed; the newest comes first on the page.",
                True,
                attribute="day",
            ),
            Field(
                "text",
                "text",
                "What changed, and since when, in one to three short sentences.",
                True,
                600,
                example="The form has a new name.",
            ),
            Field("kind", "kind", "What kind of change it is."),
            Field("to", "target", "Where readers find more."),
            Field("claims", "list of id", "The ids of the claims that it is based on."),
        ),
    ),
    "cases": RecordType(
        "The cases of a flow by name, and its promises.",
        (
            Field(
                "promises",
                "list of promise",
                "What is true of all paths of the flow; `wizard check` proves it.",
                min_items=1,
            ),
        ),
        rest=Field("id", "case", "The case of this name."),
    ),
    "promise": RecordType(
        "What the paths of a flow never, always or can do. It has one of the three.",
        (
            Field("never", "path", "Paths of which there must be none."),
            Field("always", "always", "What paths to a step must pass before."),
            Field("can", "path", "Paths of which there must be one or more."),
            Field("note", "text", "Why this matters."),
        ),
    ),
    "path": RecordType(
        "Paths to a step.",
        (
            Field("with", "condition", "The earlier answers of these paths (default: any)."),
            Field(
                "reach",
                "target",
                "The step they reach, or a target in another flow to which an answer leads.",
                True,
            ),
        ),
    ),
    "always": RecordType(
        "Paths to a step, and a question that all of them pass before.",
        (
            Field("with", "condition", "The earlier answers of these paths (default: any)."),
            Field(
                "before",
                "target",
                "The step they reach, or a target in another flow to which an answer leads.",
                True,
            ),
            Field("pass", "id", "The question.", True),
        ),
    ),
    "case": RecordType(
        "Answers, and where they must lead.",
        (
            Field(
                "row", "id", "The row of a template that it is for (default: all).", example="al"
            ),
            Field(
                "answers",
                "table of given answer",
                "The answers, by the id of their question. Boxes are joined by dots.",
                True,
            ),
            Field(
                "outcome",
                "target",
                "Where they lead: an outcome, or a target in another flow.",
                True,
            ),
            Field(
                "first",
                "text",
                "The first sentence of what the outcome says.",
                example="Nothing much.",
            ),
            Field("note", "text", "What the case is for."),
        ),
    ),
}
