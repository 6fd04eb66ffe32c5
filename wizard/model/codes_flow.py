"""The codes of problems with files, with their format, and with the graph of a flow. Data."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.model.problems import Code

FLOW_CODES: Mapping[str, Mapping[str, Code]] = {
    "Files and YAML": {
        "file-empty": Code("An empty file usually was not saved."),
        # Control characters have the same code, because the author repairs both in the editor.
        "file-encoding": Code(
            "Readers must see the text as it was written. UTF-8 can represent every "
            "language, and invisible control characters do not belong in text."
        ),
        "file-kind": Code("A flow is a regular file. A folder or a pipe cannot be read as one."),
        "file-name": Code("All flow files end in `.yaml`, so none is silently skipped."),
        "file-size": Code(
            "A flow that takes more than a day to review is better split into several flows."
        ),
        # A warning, since a draft in another folder does no harm.
        "file-unread": Code(
            "No reader sees what is in such a file. Often a folder or a file has the wrong name.",
            warning=True,
        ),
        "file-unreadable": Code(
            "A file that cannot be read cannot be checked, so it is not silently skipped."
        ),
        "folder-empty": Code(
            "A site needs at least one flow. Check that this is the right folder."
        ),
        "folder-large": Code("The limit keeps a site quick to load and possible to review."),
        "folder-unreadable": Code(
            "Nothing can be checked without the folder. Check the path for typos."
        ),
        # This is known as the "billion laughs" attack.
        "yaml-alias": Code(
            "Anchors and aliases copy text from another place, and a few lines of them "
            "can fill the memory. Files are easier to review if they say everything in "
            "full."
        ),
        "yaml-depth": Code(
            "A flow needs seven levels at most. Deeper nesting is a mistake or an attack."
        ),
        "yaml-document": Code(
            "Only the first document of a file would be read, and the others silently ignored."
        ),
        "yaml-key": Code("Other parts of the file refer to a key by its text, so it must be text."),
        # YAML forbids duplicate keys, but most parsers accept them and keep the last one.
        "yaml-repeated-key": Code(
            "Only one of two equal keys can be used. The other would be silently ignored."
        ),
        "yaml-shape": Code(
            "A file of this kind begins with keys and their values, such as `title: A guide`."
        ),
        "yaml-syntax": Code(
            "YAML cannot read this line, or reads it in another way than it was meant."
        ),
        "yaml-tab": Code(
            "Tabs have no fixed width, so YAML does not accept them as indentation. Use spaces."
        ),
        # PyYAML's unsafe loader runs code for some tags, so no loader here ever resolves one.
        "yaml-tag": Code(
            "Tags tell a program to create objects from text. Flow files contain only data."
        ),
    },
    "Shape": {
        "key-missing": Code("Without this key, the page would lack something that readers need."),
        "key-unknown": Code("A misspelled key would be silently ignored."),
        "name-unknown": Code("Only a few values are allowed here, and each has its own meaning."),
        "page-kind": Code(
            "A page shows its own text or leads to another page. With both, no reader would see "
            "the text."
        ),
        "shape-address": Code(
            "Pages link only to URLs that begin with https://, so that connections are encrypted."
        ),
        "shape-date": Code(
            "Dates are written as year-month-day, which everyone reads the same way."
        ),
        "shape-flag": Code(
            "`true` and `false` cannot be mistaken for an answer such as yes or no."
        ),
        "shape-list": Code("This key needs a list, even if it has only one item."),
        "shape-number": Code("The number of lines must be small enough for a sheet of paper."),
        "shape-origin": Code(
            "Only sites that are named exactly may embed this one. A star or a path would "
            "allow too many sites, or none."
        ),
        "shape-table": Code("Keys with values are needed here, not text and not a list."),
        "shape-text": Code("Readers see this text. A list or a table cannot be shown here."),
        # Most codes of texts are warnings, since a text may be meant as it is.
        "text-braces": Code(
            "Nothing is filled in here, so readers would see the braces.", warning=True
        ),
        "text-code": Code("Pages show HTML and escapes as they are written.", warning=True),
        "text-cut": Code(
            "A `#` after a space begins a comment, so the text ends before it.", warning=True
        ),
        "text-encoding": Code(
            "In a wrong encoding, text has other signs in place of letters.", warning=True
        ),
        "text-invisible": Code("Such a character breaks ids and searches, or changes the order."),
        "text-link": Code("Pages link only to what a browser can open safely."),
        "text-long": Code(
            "Short text fits on a phone, in a tab and on a button, and more people read it."
        ),
        "text-markdown": Code(
            "Only some keys have Markdown. Elsewhere readers see its marks.", warning=True
        ),
        "text-missing": Code("Text that is still missing would leave a blank on the page."),
        "text-quote": Code("A quotation without an end was often cut by mistake.", warning=True),
        "text-unfinished": Code(
            "Readers would see a note that was only for the author.", warning=True
        ),
        # Warnings: a long or repeated title is a nuisance, but every page still works.
        "title-long": Code(
            "Browsers cut long titles, and then tabs and bookmarks look alike.", warning=True
        ),
        "title-twice": Code(
            "Readers cannot distinguish two pages with the same title in a tab, a "
            "bookmark or the history.",
            warning=True,
        ),
    },
    "Ids": {
        "id-letters": Code("Ids are part of URLs, which people type, read aloud and share."),
        "id-long": Code("Ids are part of URLs. Short ones fit in a message and on paper."),
        "id-reserved": Code(
            "The site or the format uses this name. It would hide a page, or have two meanings."
        ),
        "moved-alive": Code(
            "Old links would go to the new step although the old one still exists."
        ),
        "word-unwanted": Code(
            "Other people can see titles, ids and questions in a phone's history and in "
            "link previews."
        ),
    },
    "Graph": {
        # A warning: some questions, such as one about the reader's age, have no third answer.
        "answer-unsure": Code(
            "People often do not know. Without this answer they guess, or give up.", warning=True
        ),
        "answers-twice": Code(
            "With two lists of answers, it is unclear which of them readers see, and in "
            "which order."
        ),
        "caution-passed": Code("Every path to this step must show the warning first."),
        "caution-question": Code(
            "Paths can pass only a question on their way to a step. An outcome ends the path."
        ),
        "flow-cycle": Code("Readers in a loop never get an answer."),
        "flow-large": Code("The limit keeps a flow quick to load and to check."),
        "flow-unknown": Code("Pages would link to a flow that does not exist."),
        "flow-unreachable": Code(
            "No reader can see an unreachable step. Often a target has the wrong name."
        ),
        "label-twice": Code(
            "Readers cannot choose between two answers that look the same. Often one was copied.",
            warning=True,
        ),
        "form-boxes": Code("Readers see the labels of a few boxes. Many at once are not read."),
        "form-cuts": Code("Cut points in order leave no gap, and no number is in two answers."),
        "question-answers": Code("A question without answers is a dead end."),
        "step-kind": Code(
            "A step either asks a question or ends the flow. Anything else cannot be shown."
        ),
        "target-contact": Code("With tel: or mailto:, a device knows what to do with a contact."),
        "target-form": Code("A target is a step, a flow, or a step of another flow."),
        "target-past": Code(
            "Readers who arrive from outside have no earlier answers, so no branch could "
            "be chosen for them."
        ),
        "target-unknown": Code(
            "An answer with a missing target is a dead end. Most often the target has a typo."
        ),
    },
    "Guards": {
        "guard-answer": Code("A condition on an answer that does not exist is never true."),
        "guard-dead": Code("A branch that is never used is probably a mistake."),
        "guard-early": Code("A condition can only depend on questions that were answered before."),
        "guard-empty": Code("An empty condition is always true, which is probably a mistake."),
        "guard-gap": Code("Some readers would choose an answer that leads to no step."),
        # A problem and not a warning: an unchecked condition could be a dead end for a reader.
        "guard-many": Code(
            "The checker tests each condition with every combination of earlier answers. "
            "It cannot do so for this many."
        ),
        "guard-missing": Code(
            "`when` is about the condition after `if`. Without one, the part is always shown."
        ),
        "guard-never": Code(
            "A condition that can never be true hides a branch that its author wanted."
        ),
        "guard-question": Code("A condition can only depend on a question of its own flow."),
        "guard-sensitive": Code(
            "A sensitive flow keeps no answers, so nothing can depend on them or stay ticked."
        ),
        "part-never": Code("No reader gets information that is never shown."),
    },
}
