"""Words that authors write instead of a key, and keys that belong in another table. Data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wizard.loader.schema_site import SITE_RECORDS
from wizard.loader.suggest import Shown, by_fold

# By the right key, as `suggest.fold` writes them.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "answers": ("options", "choices"),
    "ask": ("question", "prompt"),
    "at": ("cut-points", "cut-point", "cutpoints", "cuts", "points", "thresholds", "days"),
    "below": ("under", "less-than", "lower-than", "smaller-than", "before"),
    "cite": ("source", "sources", "cites", "citation", "citations"),
    "days": ("at", "day", "days-ago"),
    "from": ("at-least", "min", "minimum", "since", "starting-at"),
    "if": ("condition", "only-if"),
    "label": ("text", "title", "name", "caption"),
    "next": ("actions", "next-steps", "todo"),
    "none": ("non", "nothing", "neither", "none-of-these", "none-of-the-above"),
    "outcome": ("result", "conclusion", "heading"),
    "range": ("money", "amount", "number"),
    "says": ("summary", "text"),
    "since": ("ago", "date", "days-ago", "when"),
    "start": ("first", "begin", "first-step"),
    "steps": ("questions", "pages", "screens"),
    "tick": ("tickbox", "tickboxes", "tick-boxes", "checkbox", "checkboxes", "check", "boxes"),
    "to": ("goto", "go", "go-to", "next", "then", "else", "target", "link", "url", "href"),
    "unit": ("currency", "units"),
    "unsure": ("not-sure", "dont-know", "do-not-know", "i-dont-know", "maybe", "unknown"),
    "url": ("link", "href", "website", "web"),
}

_QUESTION_ON_OUTCOME = 'an outcome ends the guide; what comes next goes under "next"'
_OUTCOME_ON_QUESTION = '"{}" belongs to an outcome, and this step is a question'

_BOXES = 'if several can apply, write "tick: {{id: label}}" instead of "answers"'

_TABLE = 'only a flow, a letter, an event, a claim of claims.yaml or a topic can have "table"'
_STEP_IF = (
    "only a step of a template has a condition, and it is on columns, such as "
    "if: {{state.days: empty}}; the answers that lead to it decide about others"
)

_IN_ANOTHER_FILE = "it belongs in {}, a file next to this one"

# By record and by the wrong key; the key itself takes the place of the braces.
_ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "flow": {key.name: _IN_ANOTHER_FILE.format("site.yaml") for key in SITE_RECORDS["site"].keys}
    | {
        key: _IN_ANOTHER_FILE.format(f"{key}.yaml")
        for key in ("claims", "deadlines", "glossary", "offices", "topics")
    },
    "outcome": dict.fromkeys(("ask", "answers", "yes", "no", "unsure"), _QUESTION_ON_OUTCOME)
    | dict.fromkeys(("to", "tick", "range", "since", "none"), _QUESTION_ON_OUTCOME)
    | {"if": _STEP_IF, "table": _TABLE},
    "question": dict.fromkeys(
        ("outcome", "says", "topics", "claims", "offices", "next"), _OUTCOME_ON_QUESTION
    )
    | dict.fromkeys(("multiple", "multi", "several", "multiple-choice"), _BOXES)
    | {"if": _STEP_IF, "table": _TABLE},
    "since": dict.fromkeys(("weeks", "months", "years"), 'write "days", with 7 for a week'),
    "bounds": dict.fromkeys(
        ("above", "over", "more-than", "greater-than", "after"),
        '"from" is the first number for which it is true, and "{}" would leave that out',
    )
    | dict.fromkeys(
        ("to", "until", "up-to", "through", "at-most", "max", "maximum"),
        '"below" is the first number for which it is no longer true',
    ),
    "edge": {"else": 'the branch for all other cases is the next item of the list: "- to: ..."'},
    "labelled answer": {"if": "a condition belongs to a list: [{{if: ..., to: ...}}, {{to: ...}}]"},
    "answer": {"if": "a condition belongs to a list: to: [{{if: ..., to: ...}}, {{to: ...}}]"},
}


def words_for(known: Iterable[str]) -> Shown:
    """Return the words that authors write instead of one of these keys, with the key."""
    return by_fold((word, key) for key in known for word in _WORDS.get(key, ()))


def elsewhere(key: str, record: str) -> str:
    """Return where a key belongs that a table of this record does not have, or empty text."""
    return _ELSEWHERE.get(record, {}).get(key, "").format(key)
