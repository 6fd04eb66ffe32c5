"""Every code that a problem can have: whether it is a warning, and why the rule exists. Data.

Codes are stable, because editors, CI and `# wizard: allow` comments refer to them. The manual's
pages of problems are generated from this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """The rule behind a problem.

    A `warning` does not make a site invalid. `rationale` says in one or two sentences why the rule
    exists.
    """

    warning: bool
    rationale: str


def _problem(rationale: str) -> Code:
    return Code(False, rationale)


def _warning(rationale: str) -> Code:
    return Code(True, rationale)


# Each group is a page of the manual. `loader/` also refers to three groups by name, since
# problems in the content of an outcome do not affect its graph.
CATEGORIES: Mapping[str, Mapping[str, Code]] = {
    "Files and YAML": {
        "file-empty": _problem("An empty file usually was not saved."),
        # Control characters have the same code, because the author repairs both in the editor.
        "file-encoding": _problem(
            "Readers must see the text as it was written. UTF-8 can represent every "
            "language, and invisible control characters do not belong in text."
        ),
        "file-kind": _problem(
            "A flow is a regular file. A folder or a pipe cannot be read as one."
        ),
        "file-name": _problem("All flow files end in `.yaml`, so none is silently skipped."),
        "file-size": _problem(
            "A flow that takes more than a day to review is better split into several flows."
        ),
        # A warning, since a draft in another folder does no harm.
        "file-unread": _warning(
            "No reader sees what is in such a file. Often a folder or a file has the wrong name."
        ),
        "file-unreadable": _problem(
            "A file that cannot be read cannot be checked, so it is not silently skipped."
        ),
        "folder-empty": _problem(
            "A site needs at least one flow. Check that this is the right folder."
        ),
        "folder-large": _problem("The limit keeps a site quick to load and possible to review."),
        "folder-unreadable": _problem(
            "Nothing can be checked without the folder. Check the path for typos."
        ),
        # This is known as the "billion laughs" attack.
        "yaml-alias": _problem(
            "Anchors and aliases copy text from another place, and a few lines of them "
            "can fill the memory. Files are easier to review if they say everything in "
            "full."
        ),
        "yaml-depth": _problem(
            "A flow needs seven levels at most. Deeper nesting is a mistake or an attack."
        ),
        "yaml-document": _problem(
            "Only the first document of a file would be read, and the others silently ignored."
        ),
        "yaml-key": _problem(
            "Other parts of the file refer to a key by its text, so it must be text."
        ),
        # YAML forbids duplicate keys, but most parsers accept them and keep the last one.
        "yaml-repeated-key": _problem(
            "Only one of two equal keys can be used. The other would be silently ignored."
        ),
        "yaml-shape": _problem(
            "A file of this kind begins with keys and their values, such as `title: A guide`."
        ),
        "yaml-syntax": _problem(
            "YAML cannot read this line, or reads it in another way than it was meant."
        ),
        "yaml-tab": _problem(
            "Tabs have no fixed width, so YAML does not accept them as indentation. Use spaces."
        ),
        # PyYAML's unsafe loader runs code for some tags, so no loader here ever resolves one.
        "yaml-tag": _problem(
            "Tags tell a program to create objects from text. Flow files contain only data."
        ),
    },
    "Shape": {
        "key-missing": _problem(
            "Without this key, the page would lack something that readers need."
        ),
        "key-unknown": _problem("A misspelled key would be silently ignored."),
        "name-unknown": _problem(
            "Only a few values are allowed here, and each has its own meaning."
        ),
        "page-kind": _problem(
            "A page shows its own text or leads to another page. With both, no reader would see "
            "the text."
        ),
        "shape-address": _problem(
            "Pages link only to URLs that begin with https://, so that connections are encrypted."
        ),
        "shape-date": _problem(
            "Dates are written as year-month-day, which everyone reads the same way."
        ),
        "shape-flag": _problem(
            "`true` and `false` cannot be mistaken for an answer such as yes or no."
        ),
        "shape-list": _problem("This key needs a list, even if it has only one item."),
        "shape-number": _problem("The number of lines must be small enough for a sheet of paper."),
        "shape-origin": _problem(
            "Only sites that are named exactly may embed this one. A star or a path would "
            "allow too many sites, or none."
        ),
        "shape-table": _problem("Keys with values are needed here, not text and not a list."),
        "shape-text": _problem("Readers see this text. A list or a table cannot be shown here."),
        # Most codes of texts are warnings, since a text may be meant as it is.
        "text-braces": _warning("Nothing is filled in here, so readers would see the braces."),
        "text-code": _warning("Pages show HTML and escapes as they are written."),
        "text-cut": _warning("A `#` after a space begins a comment, so the text ends before it."),
        "text-encoding": _warning("In a wrong encoding, text has other signs in place of letters."),
        "text-invisible": _problem(
            "Such a character breaks ids and searches, or changes the order."
        ),
        "text-link": _problem("Pages link only to what a browser can open safely."),
        "text-long": _problem(
            "Short text fits on a phone, in a tab and on a button, and more people read it."
        ),
        "text-markdown": _warning("Only some keys have Markdown. Elsewhere readers see its marks."),
        "text-missing": _problem("Text that is still missing would leave a blank on the page."),
        "text-quote": _warning("A quotation without an end was often cut by mistake."),
        "text-unfinished": _warning("Readers would see a note that was only for the author."),
        # Warnings: a long or repeated title is a nuisance, but every page still works.
        "title-long": _warning("Browsers cut long titles, and then tabs and bookmarks look alike."),
        "title-twice": _warning(
            "Readers cannot distinguish two pages with the same title in a tab, a "
            "bookmark or the history."
        ),
    },
    "Ids": {
        "id-letters": _problem("Ids are part of URLs, which people type, read aloud and share."),
        "id-long": _problem("Ids are part of URLs. Short ones fit in a message and on paper."),
        "id-reserved": _problem(
            "The site or the format uses this name. It would hide a page, or have two meanings."
        ),
        "moved-alive": _problem(
            "Old links would go to the new step although the old one still exists."
        ),
        "word-unwanted": _problem(
            "Other people can see titles, ids and questions in a phone's history and in "
            "link previews."
        ),
    },
    "Graph": {
        # A warning: some questions, such as one about the reader's age, have no third answer.
        "answer-unsure": _warning(
            "People often do not know. Without this answer they guess, or give up."
        ),
        "answers-twice": _problem(
            "With two lists of answers, it is unclear which of them readers see, and in "
            "which order."
        ),
        "caution-passed": _problem("Every path to this step must show the warning first."),
        "caution-question": _problem(
            "Paths can pass only a question on their way to a step. An outcome ends the path."
        ),
        "flow-cycle": _problem("Readers in a loop never get an answer."),
        "flow-large": _problem("The limit keeps a flow quick to load and to check."),
        "flow-unknown": _problem("Pages would link to a flow that does not exist."),
        "flow-unreachable": _problem(
            "No reader can see an unreachable step. Often a target has the wrong name."
        ),
        "label-twice": _warning(
            "Readers cannot choose between two answers that look the same. Often one was copied."
        ),
        "form-boxes": _problem("A page shows a few boxes. Many at once are not read."),
        "form-cuts": _problem("Cut points in order leave no gap, and no number is in two answers."),
        "question-answers": _problem("A question without answers is a dead end."),
        "step-kind": _problem(
            "A step either asks a question or ends the flow. Anything else cannot be shown."
        ),
        "target-contact": _problem(
            "With tel: or mailto:, a device knows what to do with a contact."
        ),
        "target-form": _problem("A target is a step, a flow, or a step of another flow."),
        "target-past": _problem(
            "Readers who arrive from outside have no earlier answers, so no branch could "
            "be chosen for them."
        ),
        "target-unknown": _problem(
            "An answer with a missing target is a dead end. Most often the target has a typo."
        ),
    },
    "Guards": {
        "guard-answer": _problem("A condition on an answer that does not exist is never true."),
        "guard-dead": _problem("A branch that is never used is probably a mistake."),
        "guard-early": _problem(
            "A condition can only depend on questions that were answered before."
        ),
        "guard-empty": _problem("An empty condition is always true, which is probably a mistake."),
        "guard-gap": _problem("Some readers would choose an answer that leads to no step."),
        # A problem and not a warning: an unchecked condition could be a dead end for a reader.
        "guard-many": _problem(
            "The checker tests each condition with every combination of earlier answers. "
            "It cannot do so for this many."
        ),
        "guard-missing": _problem(
            "`when` is about the condition after `if`. Without one, the part is always shown."
        ),
        "guard-never": _problem(
            "A condition that can never be true hides a branch that its author wanted."
        ),
        "guard-question": _problem("A condition can only depend on a question of its own flow."),
        "guard-sensitive": _problem(
            "A sensitive flow keeps no answers, so conditions have nothing to depend on."
        ),
        "part-never": _problem("No reader gets information that is never shown."),
    },
    "Claims and sources": {
        "change-basis": _problem("Readers must be able to check that a law or a list has changed."),
        "claim-source": _problem(
            "Each claim and each office names its sources, so that readers can check it."
        ),
        "claim-unknown": _problem("The outcome would lack this claim, because it does not exist."),
        # Warnings: unused evidence misleads no reader, but it costs the author's time at each
        # review.
        "claim-unused": _warning("No reader sees this claim, but it must still be reviewed."),
        "outcome-claims": _problem(
            "An outcome without claims tells readers nothing that they can check."
        ),
        "review-due": _warning(
            "Law and practice change. A person should review the text after this date."
        ),
        # A warning: the sources themselves are right.
        "source-title": _warning(
            "Two sources with the same title look like one, so the evidence looks weaker than it "
            "is."
        ),
        "source-unknown": _problem(
            "Readers cannot check a claim or an office if its source does not exist."
        ),
        "source-unused": _warning(
            "A source that nothing cites must still be checked, or its claim got lost."
        ),
    },
    "Offices": {
        "office-contact": _problem(
            "An entry must lead readers somewhere: to a site, a place or a phone."
        ),
        "office-unknown": _problem(
            "Readers would not learn where to go, because the office does not exist."
        ),
        # A warning, like `claim-unused`.
        "office-unused": _warning("No reader sees this office, but it must still be reviewed."),
    },
    "Topics": {
        "topic-number": _problem("Topics are numbered, and the number is part of their URL."),
        "topic-repeated": _problem(
            "The page of a topic names its group, so a topic is in one group at most."
        ),
        "topic-unanswered": _problem(
            "A topic promises an answer, so readers who choose it must find one."
        ),
        "topic-unknown": _problem("Readers cannot find a topic that does not exist."),
    },
    "Letters": {
        "blank-brace": _problem(
            "Braces mark blanks. Any other brace would be printed in a letter to an office."
        ),
        "blank-lines": _problem(
            "A blank with several lines needs its own paragraph. It would break up other text."
        ),
        "blank-repeated": _problem(
            "A blank is filled in once. Asking twice for the same thing gives two "
            "different answers."
        ),
        "blank-today": _problem(
            "A button would fill in a blank that readers must not fill in on a device."
        ),
        "blank-unknown": _problem("The letter would show braces instead of a blank."),
        "blank-unused": _problem(
            "Readers would be asked for something that the letter does not need."
        ),
    },
    "Deadlines": {
        "calendar-day": _problem(
            "A holiday that is misread would be skipped on the wrong day, and every date after it "
            "would be wrong."
        ),
        "calendar-empty": _problem(
            "A list of holidays must have some, and readers must see which law names them."
        ),
        "calendar-twice": _problem(
            "A list of your own and a public list may differ, and only one can decide which days "
            "are skipped."
        ),
        "event-dates": _problem("An event without dates tells readers nothing."),
        "events-many": _problem(
            "Readers choose one event from a list, which must be short enough to read."
        ),
        "rule-basis": _problem("Readers who rely on a date must see what it is based on."),
        "rule-count": _problem("A date is counted in days. A wrong number gives a wrong date."),
        "rule-state": _problem(
            "Holidays differ between states, so the calendar needs their list or the state."
        ),
    },
    "Search": {
        "synonym-alone": _problem("A word by itself has no synonym, so it would change nothing."),
        "synonym-language": _problem(
            "The search of a language uses its own words. No page would use these."
        ),
        "synonym-repeated": _problem(
            "Put all words that mean the same into one group, so that each finds all the others."
        ),
    },
    "Words": {
        "words-acronym": _problem("Unexplained acronyms exclude people who don't know them."),
        "words-capitals": _problem(
            "Capitals and calls such as `Warning:` frighten readers, and are harder to read."
        ),
        "words-grade": _problem(
            "Many people find reading hard, especially under stress. Plain words help everyone."
        ),
        "words-link": _problem(
            "Many people hear links read out one by one. `Click here` tells them nothing."
        ),
        "words-sentence": _problem(
            "In long sentences, readers forget the beginning before they reach the end."
        ),
        "words-term": _problem(
            "Use one word for each thing. Readers who see two words look for two things."
        ),
    },
    "Translations": {
        "catalog-broken": _problem(
            "The translations exist but cannot be read, so readers would see none of them."
        ),
        "interface-missing": _problem(
            "The texts of the interface, such as `Leave this page` and what it promises about "
            "privacy, exist in English and Spanish. Readers of another language would see them in "
            "English, so a guide has them in its own catalog."
        ),
        "interface-placeholders": _problem(
            "Pages replace each placeholder with a day, a number or a name. Readers would see "
            "braces, or miss what the sentence is about."
        ),
        "language-unknown": _problem("Browsers and screen readers need a language's code."),
        "translation-fuzzy": _problem(
            "The text has changed, so its translation may now say something else."
        ),
        "translation-missing": _problem(
            "Readers would see text in a language that they may not understand."
        ),
    },
    "Cases": {
        "case-answer": _problem("A case with a misspelled answer tests nothing."),
        "case-first": _problem(
            "Readers at the end of these answers now read another sentence first. Either it was "
            "changed by mistake, or the case is out of date."
        ),
        "case-flow": _problem("Cases without a flow never run, so they prove nothing."),
        "case-outcome": _problem(
            "These answers no longer lead where the case says they must. Either the flow "
            "has a mistake, or the case is out of date."
        ),
        "case-question": _problem("A case with a question that does not exist tests nothing."),
        "case-unfinished": _problem("A case is a proof only if its answers lead to an outcome."),
        "case-unused": _problem(
            "If the flow never asks for one of its answers, the case expects another flow."
        ),
        "case-unwalked": _warning("No case tests where this answer must lead."),
    },
    "Comments that allow": {
        # Mistakes in these comments are never suppressed by other comments.
        "allow-problem": _problem(
            "Comments can suppress warnings, not errors: readers would still hit the error."
        ),
        "allow-reason": _problem(
            "The next author needs to know why the warning does not apply here."
        ),
        "allow-unknown": _problem("A comment that names no rule suppresses nothing."),
        "allow-unused": _warning(
            "A comment that suppresses nothing now would hide the next warning of that kind."
        ),
    },
}

# One flat view for everything that has only a code. A code is in one group, so none is lost here.
CODES: Mapping[str, Code] = {
    name: code for codes in CATEGORIES.values() for name, code in codes.items()
}
