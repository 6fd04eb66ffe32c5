"""Two documents of a flow, compared text by text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import Write
from tests.review.documents import READERS, document_of, parts_of
from tests.review.test_contents import GUIDE, catalog
from wizard.review.changes import compare, new_words
from wizard.review.document import CHANGED, NEW, REMOVED, Document


@dataclass
class Folder:
    """A folder with a flow that is changed."""

    path: Path

    def compared(self, *replacements: tuple[str, str], codes: tuple[str, ...] = ()) -> Document:
        """Return the document with what these replacements of text changed."""
        file = self.path / "guide.yaml"
        old, text = document_of(file, *codes), file.read_text("utf-8")
        for before, after in replacements:
            assert before in text
            text = text.replace(before, after, 1)
        file.write_text(text, "utf-8")
        return compare(old, document_of(file, *codes), "HEAD")


@pytest.fixture
def folder(write: Write) -> Folder:
    """Return a folder with a flow."""
    return Folder(write(guide=GUIDE))


def changes(made: Document) -> dict[str, str]:
    """Return what happened to the parts of a document, without those that stayed the same."""
    return {ref: part.change for ref, part in parts_of(made).items() if part.change}


def test_nothing_is_marked_if_nothing_changed(folder: Folder) -> None:
    """Numbers, places in the file and comments do not matter."""
    made = folder.compared(("title:", "# A comment.\ntitle:"))
    assert (changes(made), made.changed()) == ({}, ())
    assert made.count_of_changes() == "No text changed."


def test_changed_text_has_its_earlier_wording(folder: Folder) -> None:
    """The section says so as well."""
    made = folder.compared(("Rules differ.", "Rules differ a lot."))
    assert changes(made) == {"lease.why": CHANGED}
    (was,) = parts_of(made)["lease.why"].earlier_wordings
    assert was is not None
    assert was.text == "Rules differ."
    assert [(section.ref, section.change) for section in made.changed()] == [("lease", CHANGED)]


def test_new_step_does_not_mark_the_others(folder: Folder) -> None:
    """All numbers change, no reference does."""
    made = folder.compared(
        ("start: lease", "start: first"),
        ("steps:\n", "steps:\n  first: {ask: Is it you?, yes: lease, no: lease}\n"),
    )
    assert changes(made) == {"first": NEW, "first=yes": NEW, "first=no": NEW}


def test_removed_step_is_at_the_end(folder: Folder) -> None:
    """It has no number, since it is not part of the flow any more."""
    paid = GUIDE[GUIDE.index("    yes: [{if") : GUIDE.index("  claim:")]
    letter = GUIDE[GUIDE.index("  letter:\n") :]
    made = folder.compared((paid, "    yes: claim\n    no: claim\n"), (letter, ""))
    last = made.chapters[-1]
    assert (last.title, [each.ref for each in last.sections]) == ("Removed", ["letter"])
    assert (last.sections[0].change, last.sections[0].number) == (REMOVED, "")
    assert changes(made)["paid=no"] == CHANGED


def test_changed_target_and_condition_are_changes(folder: Folder) -> None:
    """What an answer leads to matters as much as what it says."""
    made = folder.compared(("no: letter\n  claim", "no: claim\n  claim"))
    assert changes(made) == {"paid=no": CHANGED}
    (was,) = parts_of(made)["paid=no"].earlier_wordings
    assert was is not None
    assert was.lines[0].text == "Start with a letter"
    made = folder.compared(("if: {paid: yes}, when", "if: {lease: yes}, when"))
    assert [*changes(made).values()] == [CHANGED]


def test_reworded_step_does_not_mark_answers_that_lead_to_it(folder: Folder) -> None:
    """They still lead to the same step."""
    made = folder.compared(("Ask in writing", "Ask on paper"))
    assert changes(made) == {"claim": CHANGED}


def test_text_without_id_is_matched_by_similarity(folder: Folder) -> None:
    """Its reference changes with its text, so the document shows the earlier one."""
    before = [
        ref
        for ref, part in parts_of(document_of(folder.path / "guide.yaml")).items()
        if part.wordings[0].text == "We found no rule."
    ]
    made = folder.compared(
        ("- {level: unknown, text: We know nothing.}\n", "- {level: unknown, text: Brand new!}\n"),
        ("We found no rule.", "We found no such rule."),
    )
    found = {part.wordings[0].text: part for part in parts_of(made).values() if part.change}
    assert found["Brand new!"].change == NEW
    assert found["We know nothing."].change == REMOVED
    changed = found["We found no such rule."]
    assert changed.before is not None
    assert [changed.before.ref] == before
    assert changed.ref != changed.before.ref


def test_level_and_sources_of_claim_are_changes(folder: Folder) -> None:
    """A stronger level is a change even if the words are the same."""
    made = folder.compared(
        ("steps:", "sources: {law: {title: The law}}\nsteps:"),
        (
            "{level: unknown, text: We found no rule.,",
            "{level: law, cite: [law], text: We found no rule.,",
        ),
    )
    marked = changes(made)
    assert marked.pop("sources/law") == NEW
    assert [*marked.values()] == [CHANGED]


def test_office_of_outcome_is_a_change(folder: Folder) -> None:
    """The office itself is new in the document as well."""
    (folder.path / "offices.yaml").write_text(
        "clinic: {name: The clinic, does: It helps., phone: 601-555-0123, level: unknown}\n",
        "utf-8",
    )
    made = folder.compared(("    says: You", "    offices: [clinic]\n    says: You"))
    assert changes(made) == {
        "claim.clinic": NEW,
        "offices/clinic": NEW,
        "offices/clinic.does": NEW,
        "offices/clinic.phone": NEW,
    }


def test_renamed_step_is_compared_with_itself(write: Write) -> None:
    """A step that its author says has moved keeps its texts; only the references differ."""
    file = write(guide=GUIDE) / "guide.yaml"
    old = document_of(file, renamed={"paid": "payment"})
    text = GUIDE.replace("paid:", "payment:").replace(" paid\n", " payment\n")
    text = text.replace("steps:", "moved: {paid: payment}\nsteps:", 1)
    file.write_text(text, "utf-8")
    made = compare(old, document_of(file), "HEAD")
    assert changes(made) == {}
    (section,) = [section for section in made.sections() if section.ref == "payment"]
    assert section.former == "paid"


def test_new_translation_is_a_change_of_its_column(folder: Folder) -> None:
    """The text in the source language is not marked."""
    catalog(folder.path)
    old = document_of(folder.path / "guide.yaml", "en", "es")
    catalog(folder.path, 'msgid "Did you pay?"\nmsgstr "¿Pagó?"\n')
    made = compare(old, document_of(folder.path / "guide.yaml", "en", "es"), "HEAD")
    assert changes(made) == {"paid": CHANGED}
    english, spanish = parts_of(made)["paid"].earlier_wordings
    assert english is None
    assert spanish is not None


@pytest.mark.parametrize("format_", READERS)
def test_every_format_says_what_changed(folder: Folder, format_: str) -> None:
    """The words New, Changed, Removed, Was and Now are there, and the old text."""
    made = folder.compared(
        ("Rules differ.", "Rules differ a lot."),
        ("    help: A **text** message counts.\n", ""),
        ("    says:", "    title: A title\n    says:"),
    )
    shown = READERS[format_](made)
    for word in (NEW, CHANGED, REMOVED, "Was:", "Now:", "Rules differ.", "What changed", "HEAD"):
        assert word in shown, word
    assert "message counts." in shown


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a b c", "a x c", [("a", False), ("x", True), ("c", False)]),
        ("a", "a b", [("a", False), ("b", True)]),
        ("a b", "a", [("a", False)]),
        ("", "a", [("a", True)]),
        ("a", "", []),
    ],
)
def test_new_words_are_marked(old: str, new: str, expected: list[tuple[str, bool]]) -> None:
    """Words that the old text does not have in this place are new."""
    assert [*new_words(old, new)] == expected
