"""The codes of problems with what readers read, with cases, promises and comments. Data."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.model.problems import Code

CONTENT_CODES: Mapping[str, Mapping[str, Code]] = {
    "Claims and sources": {
        "change-basis": Code("Readers must be able to check that a law or a list has changed."),
        "claim-imported": Code(
            "Readers rely on claims, so a person must check what was imported.", warning=True
        ),
        "claim-source": Code(
            "Claims and offices name their sources, so that readers can check them."
        ),
        "claim-unknown": Code("The outcome would lack this claim, because it does not exist."),
        # Warnings: unused evidence misleads no reader, but it costs the author's time at each
        # review.
        "claim-unused": Code(
            "No reader sees this claim, but it must still be reviewed.", warning=True
        ),
        "level-unknown": Code("Pages could not say how well the claim is supported."),
        "outcome-claims": Code(
            "An outcome without claims tells readers nothing that they can check."
        ),
        "review-due": Code(
            "Law and practice change. A person should review the text after this date.",
            warning=True,
        ),
        # A warning: the sources themselves are right.
        "source-title": Code(
            "Two sources with the same title look like one, so the evidence looks weaker than it "
            "is.",
            warning=True,
        ),
        "source-unknown": Code(
            "Readers cannot check a claim or an office if its source does not exist."
        ),
        "source-unused": Code(
            "A source that nothing cites must still be checked, or its claim got lost.",
            warning=True,
        ),
    },
    "Offices": {
        "office-contact": Code(
            "An entry must lead readers somewhere: to a site, a place or a phone."
        ),
        "office-unknown": Code(
            "Readers would not learn where to go, because the office does not exist."
        ),
        # A warning, like `claim-unused`.
        "office-unused": Code(
            "No reader sees this office, but it must still be reviewed.", warning=True
        ),
    },
    "Topics": {
        "topic-number": Code("Topics are numbered, and the number is part of their URL."),
        "topic-repeated": Code(
            "The page of a topic names its group, so a topic is in one group at most."
        ),
        "topic-unanswered": Code(
            "A topic promises an answer, so readers who choose it must find one."
        ),
        "topic-unknown": Code("Readers cannot find a topic that does not exist."),
    },
    "Letters": {
        "blank-brace": Code(
            "Braces mark blanks. Any other brace would be printed in a letter to an office."
        ),
        "blank-lines": Code(
            "A blank with several lines needs its own paragraph. It would break up other text."
        ),
        "blank-repeated": Code(
            "A blank is filled in once. Asking twice for the same thing gives two "
            "different answers."
        ),
        "blank-today": Code(
            "A button would fill in a blank that readers must not fill in on a device."
        ),
        "blank-unknown": Code("The letter would show braces instead of a blank."),
        "blank-unused": Code("Readers would be asked for something that the letter does not need."),
    },
    "Deadlines": {
        "calendar-day": Code(
            "A holiday that is misread would be skipped on the wrong day, and every date after it "
            "would be wrong."
        ),
        "calendar-empty": Code(
            "A list of holidays must have some, and readers must see which law names them."
        ),
        "calendar-twice": Code(
            "A list of your own and a public list may differ, and only one can decide which days "
            "are skipped."
        ),
        "event-dates": Code("An event without dates tells readers nothing."),
        "events-many": Code(
            "Readers choose one event from a list, which must be short enough to read."
        ),
        "rule-basis": Code("Readers who rely on a date must see what it is based on."),
        "rule-count": Code("A date is counted in days. A wrong number gives a wrong date."),
        "rule-state": Code(
            "Holidays differ between states, so the calendar needs their list or the state."
        ),
    },
    "Search": {
        "synonym-alone": Code("A word by itself has no synonym, so it would change nothing."),
        "synonym-language": Code(
            "The search of a language uses its own words. No page would use these."
        ),
        "synonym-repeated": Code(
            "Put all words that mean the same into one group, so that each finds all the others."
        ),
    },
    "Words": {
        "words-acronym": Code("Unexplained acronyms exclude people who don't know them."),
        "words-capitals": Code(
            "Capitals and calls such as `Warning:` frighten readers, and are harder to read."
        ),
        "words-grade": Code(
            "Many people find reading hard, especially under stress. Plain words help everyone."
        ),
        "words-link": Code(
            "Many people hear links read out one by one. `Click here` tells them nothing."
        ),
        "words-sentence": Code(
            "In long sentences, readers forget the beginning before they reach the end."
        ),
        "words-term": Code(
            "Use one word for each thing. Readers who see two words look for two things."
        ),
    },
    "Translations": {
        "catalog-broken": Code(
            "The translations exist but cannot be read, so readers would see none of them."
        ),
        "interface-missing": Code(
            "The texts of the interface, such as `Leave this page` and what it promises about "
            "privacy, exist in English and Spanish. Readers of another language would see them in "
            "English, so a guide has them in its own catalog."
        ),
        "interface-placeholders": Code(
            "Pages replace each placeholder with a day, a number or a name. Readers would see "
            "braces, or miss what the sentence is about."
        ),
        "language-unknown": Code("Browsers and screen readers need a language's code."),
        "translation-fuzzy": Code(
            "The text has changed, so its translation may now say something else."
        ),
        "translation-missing": Code(
            "Readers would see text in a language that they may not understand."
        ),
    },
    "Cases": {
        "case-answer": Code("A case with a misspelled answer tests nothing."),
        "case-first": Code(
            "Readers at the end of these answers now read another sentence first. Either it was "
            "changed by mistake, or the case is out of date."
        ),
        "case-flow": Code("Cases without a flow never run, so they prove nothing."),
        "case-outcome": Code(
            "These answers no longer lead where the case says they must. Either the flow "
            "has a mistake, or the case is out of date."
        ),
        "case-row": Code("A case of a row that does not exist tests nothing."),
        "case-question": Code("A case with a question that does not exist tests nothing."),
        "case-unfinished": Code("A case is a proof only if its answers lead to an outcome."),
        "case-unused": Code(
            "If the flow never asks for one of its answers, the case expects another flow."
        ),
        "case-unwalked": Code("No case tests where this answer must lead.", warning=True),
    },
    "Promises": {
        "promise-broken": Code(
            "The flow does what its author ruled out, or cannot do what it must. Either the flow "
            "has a mistake, or the promise is out of date."
        ),
        "promise-kind": Code(
            "A promise says one thing about all paths: what they never, always or can do."
        ),
        "promise-step": Code(
            "A promise about a step that no path can reach or pass proves nothing."
        ),
    },
    "Comments that allow": {
        # Mistakes in these comments are never suppressed by other comments.
        "allow-problem": Code(
            "Comments can suppress warnings, not errors: readers would still hit the error."
        ),
        "allow-reason": Code("The next author needs to know why the warning does not apply here."),
        "allow-unknown": Code("A comment that names no rule suppresses nothing."),
        "allow-unused": Code(
            "A comment that suppresses nothing now would hide the next warning of that kind.",
            warning=True,
        ),
    },
}
