"""Every code that a problem can have: whether it is only a warning, and what its rule protects. Data, no logic.

Codes are stable: editors, CI and `# wizard: allow` comments name them. The manual's page of problems is made from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A rule behind a problem. A `warning` makes nothing unsound. `why` says in one or two sentences what is protected."""

    warning: bool
    rationale: str


def _problem(rationale: str) -> Code:
    return Code(False, rationale)


def _warning(rationale: str) -> Code:
    return Code(True, rationale)


CATEGORIES: Mapping[str, Mapping[str, Code]] = {
    "Files and YAML": {
        "file-empty": _problem("A file that holds nothing is most often one that was not saved."),
        "file-encoding": _problem(
            "Texts must reach readers as they were written. UTF-8 holds every language, and characters that nobody "
            "can see have no place in a text."
        ),
        "file-kind": _problem(
            "A flow is a plain file. A folder or a pipe with such a name holds nothing to read."
        ),
        "file-name": _problem(
            "One ending for all files, so that no flow is passed over in silence."
        ),
        "file-size": _problem(
            "A flow that nobody can look through in a day is better split into several flows."
        ),
        "file-unreadable": _problem(
            "What cannot be read cannot be checked, so it is not passed over in silence."
        ),
        "folder-empty": _problem(
            "A folder without a flow makes no site. Perhaps another folder was meant."
        ),
        "folder-large": _problem(
            "The limit keeps a site quick to load and a person able to review it."
        ),
        "folder-unreadable": _problem(
            "Without its folder there is nothing to check. Perhaps the path has a slip."
        ),
        "yaml-alias": _problem(
            "Anchors and aliases copy text from elsewhere, and a few lines of them can fill the memory. "
            "Whoever reads a file should see what it says where it stands."
        ),
        "yaml-depth": _problem(
            "A flow needs seven levels at most. Far more is a slip, or a file made to do harm."
        ),
        "yaml-document": _problem(
            "Only the first document of a file would be read. The rest would be lost unseen."
        ),
        "yaml-key": _problem(
            "A key names something, so it must be a word that others can refer to."
        ),
        "yaml-repeated-key": _problem(
            "Of two equal keys only one can count, and the other would be lost unseen."
        ),
        "yaml-shape": _problem(
            "A file of this kind begins with keys and their values, as in `title: A guide`."
        ),
        "yaml-syntax": _problem(
            "The file is not YAML at this place, so its meaning can only be guessed."
        ),
        "yaml-tab": _problem(
            "Tabs have no fixed width, so YAML does not count them as indentation. Spaces it does."
        ),
        "yaml-tag": _problem(
            "Tags ask a program to build things out of a text. Flow files are data and nothing else."
        ),
    },
    "Shape": {
        "key-missing": _problem(
            "Without this key a page would have a hole where readers look for something."
        ),
        "key-unknown": _problem(
            "A key with a slip in it would be left out in silence, and its text never shown."
        ),
        "name-unknown": _problem(
            "Only a few words can stand here, and each has a meaning of its own."
        ),
        "shape-address": _problem(
            "Readers are sent to addresses that begin with https:// only, so nobody can listen in."
        ),
        "shape-date": _problem(
            "A day is written as year-month-day, which everyone reads in the same way."
        ),
        "shape-flag": _problem(
            "`true` and `false` cannot be mistaken for an answer such as yes or no."
        ),
        "shape-list": _problem("Several things are expected here, even when there is only one."),
        "shape-number": _problem(
            "A number of lines is expected here, small enough for a sheet of paper."
        ),
        "shape-origin": _problem(
            "Only sites that are named exactly may show this one in a frame. A star or a path would open it to others, "
            "or to none."
        ),
        "shape-table": _problem(
            "Keys with values are expected here, not a plain text and not a list."
        ),
        "shape-text": _problem("Readers see a text here. A list or a table cannot be shown."),
        "text-long": _problem(
            "Short texts fit on a phone, in a tab and on a button, and more people read them."
        ),
        "text-missing": _problem(
            "A key with nothing after it is a text that somebody still has to write."
        ),
        "title-long": _warning("Browsers cut long titles, and then tabs and bookmarks look alike."),
        "title-twice": _warning(
            "Two pages with one title cannot be told apart in a tab, a bookmark or the history."
        ),
    },
    "Ids": {
        "id-letters": _problem("Ids stand in addresses, which people type, read aloud and share."),
        "id-long": _problem(
            "Ids stand in addresses. Short ones fit into a message and onto paper."
        ),
        "id-reserved": _problem(
            "This name belongs to the site itself, or to the format. It would hide a page, or be mistaken for something else."
        ),
        "moved-alive": _problem(
            "Old links would lead to the new step although the old one is still there."
        ),
        "word-unwanted": _problem(
            "Titles, ids and questions stand in a phone's history and in previews of links, where others see them."
        ),
    },
    "Graph": {
        "answer-unsure": _warning(
            "People often do not know. Without a way on they guess, or give up."
        ),
        "answers-twice": _problem(
            "With two lists of answers it is open which of them readers see, and in which order."
        ),
        "caution-passed": _problem(
            "Whoever reaches this step must have read the caution before, whatever the way."
        ),
        "caution-question": _problem(
            "Only a question can be passed on the way to a step. An outcome ends the way."
        ),
        "flow-cycle": _problem("Readers who go round in a circle never get an answer."),
        "flow-large": _problem("The limit keeps a flow quick to load and to prove sound."),
        "flow-unknown": _problem("Every page would link to a flow that is not there."),
        "flow-unreachable": _problem(
            "A step that nobody can reach is work that helps nobody, and often a wrong target."
        ),
        "question-answers": _problem("A question without answers is a dead end."),
        "step-kind": _problem(
            "A step either asks or ends the flow. What is neither cannot be shown."
        ),
        "target-form": _problem(
            "A target is a step, a flow or a step of a flow. Anything else leads nowhere."
        ),
        "target-past": _problem(
            "A reader who comes from outside has no earlier answers, so the way on from there would be undecided."
        ),
        "target-unknown": _problem(
            "An answer that leads nowhere is a dead end. Most often its name has a slip."
        ),
    },
    "Guards": {
        "guard-answer": _problem("A condition on an answer that does not exist never holds."),
        "guard-dead": _problem(
            "A way that is never taken is a way that somebody wanted and readers do not get."
        ),
        "guard-early": _problem("A condition can only look at what was answered before."),
        "guard-empty": _problem(
            "A condition that looks at nothing always holds, which is hardly what was meant."
        ),
        "guard-gap": _problem("Some readers would press an answer that leads nowhere."),
        "guard-many": _problem(
            "The checker proves each condition after every past. With this many it cannot."
        ),
        "guard-never": _problem("A condition that cannot hold hides a way that somebody wanted."),
        "guard-question": _problem("A condition can only look at a question of its own flow."),
        "guard-sensitive": _problem(
            "A sensitive flow keeps no answers, so there is nothing to look back at."
        ),
        "part-never": _problem("A part that is never shown is information that no reader gets."),
    },
    "Claims and sources": {
        "claim-source": _problem(
            "Each statement says what it rests on, so that readers can check it."
        ),
        "claim-unknown": _problem(
            "The statement that is meant is not there, so the outcome would lack it."
        ),
        "claim-unused": _warning(
            "A statement that nobody reads still has to be reviewed, and grows old unseen."
        ),
        "outcome-claims": _problem(
            "An outcome without a statement tells the reader nothing that can be checked."
        ),
        "review-due": _warning(
            "Law and practice change. After this day a person should look at the text again."
        ),
        "source-unknown": _problem(
            "A statement that cites a source which is not there cannot be checked by anyone."
        ),
        "source-unused": _warning(
            "A source that nobody cites still has to be checked, or belongs to a lost claim."
        ),
    },
    "Topics": {
        "topic-number": _problem("Topics are numbered, and the number is their address."),
        "topic-unanswered": _problem(
            "A topic promises an answer. Readers who choose it must find one."
        ),
        "topic-unknown": _problem("The outcome would answer a topic that no reader can find."),
    },
    "Letters": {
        "blank-brace": _problem(
            "Braces mark blanks. A stray one would be printed in a letter to an office."
        ),
        "blank-lines": _problem(
            "A blank of several lines needs room of its own. Inside a text it would break it up."
        ),
        "blank-repeated": _problem(
            "A blank is filled in once. Twice the same gap leads to two different answers."
        ),
        "blank-unknown": _problem(
            "The letter would show braces where the reader should fill in something."
        ),
        "blank-unused": _problem(
            "Readers would be asked for something that the letter does not need."
        ),
    },
    "Deadlines": {
        "event-dates": _problem("An event from which no date follows tells the reader nothing."),
        "events-many": _problem(
            "Readers choose one event from a list, which must stay short enough to read."
        ),
        "rule-basis": _problem("Whoever relies on a date must see what it rests on."),
        "rule-count": _problem(
            "A date is counted in days. A count without a sound number is a wrong date."
        ),
        "rule-state": _problem(
            "Holidays differ from state to state, so the count must know which state."
        ),
    },
    "Words": {
        "words-acronym": _problem("Short names keep out those who do not know them already."),
        "words-capitals": _problem(
            "Capitals and calls such as `Warning:` frighten readers, and are harder to read."
        ),
        "words-grade": _problem(
            "Many people read with effort, and most of all in a hard hour. Plain words help everyone."
        ),
        "words-link": _problem(
            "Many people hear links read out one by one. `Click here` tells them nothing."
        ),
        "words-sentence": _problem(
            "In long sentences readers lose the beginning before they reach the end."
        ),
        "words-term": _problem(
            "One term, one word: readers who meet two words look for two things."
        ),
    },
    "Translations": {
        "catalog-broken": _problem(
            "The translations are there but cannot be read, so readers would get none of them."
        ),
        "language-unknown": _problem(
            "Browsers and screen readers need to know in which language a page is."
        ),
        "translation-fuzzy": _problem(
            "The text has changed. Its translation may now say something else."
        ),
        "translation-missing": _problem(
            "Readers would meet a text in a language that they may not read."
        ),
    },
    "Cases": {
        "case-answer": _problem("A case with a slip in an answer tests nothing."),
        "case-flow": _problem(
            "Cases that belong to no flow are never walked, so they prove nothing."
        ),
        "case-outcome": _problem(
            "Somebody wrote down where these answers must lead, and now they lead elsewhere. "
            "Either the flow has a mistake, or the case is out of date."
        ),
        "case-question": _problem(
            "A case that answers a question which is not there tests nothing."
        ),
        "case-unfinished": _problem(
            "A case proves something only when its answers lead to an end."
        ),
        "case-unused": _problem(
            "An answer that is never asked for means that the flow is not what the case thinks."
        ),
        "case-unwalked": _warning(
            "Nobody has written down where this answer must lead, so a slip there goes unseen."
        ),
    },
    "Comments that allow": {
        "allow-problem": _problem(
            "A comment can silence a doubt, not a fault: readers would meet it all the same."
        ),
        "allow-reason": _problem(
            "Whoever comes next must know why the warning does not count here."
        ),
        "allow-unknown": _problem("A comment that names no rule silences nothing."),
        "allow-unused": _warning(
            "A comment that silences nothing hides the next warning of that kind."
        ),
    },
}

CODES: Mapping[str, Code] = {
    name: code for family in CATEGORIES.values() for name, code in family.items()
}
