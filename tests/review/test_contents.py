"""The document has every text of a flow, in every format, with references that stay the same."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.conftest import ROOT, Write
from tests.event_rows import write_events
from tests.form_flow import FORMS
from tests.review.documents import GITHUB, READERS, document_of, parts_of, squeezed
from wizard import load_flow, load_flows
from wizard.loader.translations import texts_of
from wizard.model.entries import entries
from wizard.review.document import NOT_TRANSLATED, OUTDATED, Document

FLOWS = [
    *sorted(
        path
        for folder in (ROOT / "flows", *sorted((ROOT / "examples").iterdir()))
        for path in folder.glob("*.yaml")
        if re.search(r"^steps:", path.read_text("utf-8"), re.MULTILINE)
    )
]

# A row of a template has not all of its texts, and the others with cells in them.
PLAIN = [path for path in FLOWS if not path.read_text("utf-8").count("\ntable:")]

GUIDE = """\
title: A guide
summary: What it does.
start: lease
steps:
  lease:
    ask: Did you sign a lease?
    why: Rules differ.
    help: A **text** message counts.
    yes: paid
    no: paid
  paid:
    ask: Did you pay?
    yes: [{if: {lease: yes}, to: claim}, {to: letter}]
    no: letter
  claim:
    outcome: Ask in writing
    says: You can ask.
    claims:
      - {level: unknown, text: We know nothing.}
      - {level: unknown, text: We found no rule., if: {paid: yes}, when: If you paid}
    next:
      - {label: Keep a copy.}
      - {label: Read the rules., to: "https://example.org/"}
  letter:
    outcome: Start with a letter
    claims: [{level: unknown, text: We know nothing.}]
"""


@cache
def made(path: Path, *codes: str) -> Document:
    """Return the document of a shipped flow."""
    return document_of(path, *codes)


@cache
def read(path: Path, format_: str) -> str:
    """Return the text of a shipped flow's document, without spaces."""
    return squeezed(READERS[format_](made(path)))


def fragments(text: str) -> list[str]:
    """Return the pieces of a text that are shown as they are: between blanks, without marks."""
    shown = BeautifulSoup(GITHUB.render(text), "html.parser").get_text("")
    return [squeezed(piece) for piece in re.split(r"\{[a-z-]+\}", shown)]


def test_flows_are_found() -> None:
    """The tests below look at the three flows of the guide and at the examples."""
    assert [path.stem for path in FLOWS] == [
        "credit-report",
        "rent-paper",
        "records",
        "my-data",
        "request-my-records",
        "understand-the-rules",
    ]


@pytest.mark.parametrize("format_", READERS)
@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.stem)
def test_document_has_every_text_of_flow_and_its_letters(path: Path, format_: str) -> None:
    """The texts are those that translators get: nothing that readers see is left out."""
    source = path.read_text("utf-8")
    letters = {f"letters/{name}.yaml" for name in re.findall(r"\bto: letters/([a-z-]+)", source)}
    files = {path.name, *letters}
    shown, checked = read(path, format_), 0
    for text in texts_of(path.parent):
        used_in = {Path(at.file).relative_to(path.parent).as_posix() for at in text.locations}
        if used_in & files:
            checked += 1
            for fragment in fragments(text.text):
                assert fragment in shown, text
    assert checked > 50


@pytest.mark.parametrize("format_", READERS)
@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_document_has_every_text_of_what_flow_uses(path: Path, format_: str) -> None:
    """These are the claims, sources, offices and deadlines that its steps and letters use."""
    site, flow, shown = load_flows(path.parent), load_flow(path), read(path, format_)
    listed = parts_of(made(path))
    claims = [claim for step in flow.outcomes() for claim in step.claims]
    texts = [claim.text for claim in claims]
    for source in [source for claim in claims for source in claim.cite]:
        texts += [source.title, source.publisher, source.url, source.note]
    for entry in entries(site):
        area = {"event": "deadlines/", "office": "offices/", "deadlines": "deadlines"}.get(
            entry.kind, "none"
        )
        if f"{area}{entry.id}" in listed:
            texts += [text.text for text in entry.texts]
    for office in site.offices.values():
        if f"offices/{office.id}" in listed:
            texts += [*office.address, office.phone, office.url]
    for text in texts:
        for fragment in fragments(text):
            assert fragment in shown, text
    assert {f"offices/{each.id}" for step in flow.outcomes() for each in step.offices} <= {*listed}


def test_request_flow_has_letters_and_deadlines_that_its_letters_lead_to() -> None:
    """A reader counts days after a letter, so a reviewer needs these dates too."""
    refs = parts_of(made(ROOT / "flows" / "request-my-records.yaml"))
    assert "letters/federal-agency" in refs
    assert "letters/federal-agency{fee-limit}" in refs
    assert "deadlines/federal-request" in refs
    assert "deadlines/state-request.says" in refs


def test_dates_name_the_state_whose_holidays_are_skipped(write: Write) -> None:
    """A reviewer sees how each date is counted, as readers do."""
    flow = "title: A\nstart: end\nsteps:\n  end:\n    outcome: End\n    claims:\n"
    flow += (
        "      - {level: unknown, text: We know.}\n    next: [{label: Go, to: deadlines/sent}]\n"
    )
    deadlines = (
        "title: Days\nevents:\n  sent:\n    title: Sent\n    label: I sent it\n    ask: When?\n"
        "    says: You sent it.\n    dates:\n"
        "      - {label: Ask again, count: 7, unit: working, calendar: TX, note: A tip.}\n"
    )
    made = document_of(write(guide=flow, deadlines=deadlines) / "guide.yaml")
    sentence = "Working day 7. We skip weekends and the holidays that a public list names for TX."
    for format_, reader in READERS.items():
        assert squeezed(sentence) in squeezed(reader(made)), format_


def test_flow_of_a_row_has_the_dates_of_its_row(tmp_path: Path) -> None:
    """A reviewer reads the numbers of one row, and no list of rows."""
    other = "title: A\nstart: end\nsteps:\n  end:\n    outcome: End\n    claims:\n"
    other += "      - {level: unknown, text: We know.}\n    next:\n"
    other += (
        "      - {label: Count, to: deadlines/asked}\n      - {label: Ask, to: letters/request}\n"
    )
    folder = write_events(tmp_path, other=other)
    refs = parts_of(document_of(folder / "records.yaml"))
    assert "letters/request/al" in refs
    assert "deadlines/asked/al.says" in refs
    assert not [ref for ref in refs if "asked/dc" in ref or "request/dc" in ref]
    shown = squeezed(READERS["md"](document_of(folder / "records.yaml")))
    assert squeezed("holidays that a public list names for AL.") in shown
    assert not [ref for ref in parts_of(document_of(folder / "other.yaml")) if "asked" in ref]


def test_references_are_the_ids_of_the_author(write: Write) -> None:
    """What has no id is named by four letters that depend on its text alone."""
    refs = list(parts_of(document_of(write(guide=GUIDE) / "guide.yaml")))
    assert refs[:8] == [
        *("flow/title", "flow/summary", "lease", "lease.why", "lease.help"),
        *("lease=yes", "lease=no", "paid"),
    ]
    unnamed = [ref for ref in refs if ref.startswith(("claim.", "letter."))]
    assert unnamed[0] == "claim.says"
    assert all(re.fullmatch(r"(claim|letter)\.[b-z2-9]{4}", ref) for ref in unnamed[1:])
    assert unnamed[-1].removeprefix("letter") == unnamed[-3].removeprefix("claim")


def test_insertions_change_no_reference(write: Write) -> None:
    """New steps, answers, claims and actions before the others leave their references alone."""
    before = {*parts_of(document_of(write(guide=GUIDE) / "guide.yaml"))}
    text = GUIDE.replace("steps:\n", "steps:\n  first: {ask: Is it you?, yes: lease, no: lease}\n")
    text = text.replace("start: lease", "start: first")
    text = text.replace("    yes: paid\n", "    unsure: letter\n    yes: paid\n")
    text = text.replace("    claims:\n", "    claims:\n      - {level: unknown, text: New.}\n")
    text = text.replace("    next:\n", "    next:\n      - {label: Go there.}\n")
    made = document_of(write(guide=text) / "guide.yaml")
    after = {*parts_of(made)}
    assert before < after
    assert len(after - before) == 6  # a question with two answers, an answer, a claim, an action
    # The numbers of this copy do change.
    assert [section.number for section in made.chapters[0].sections] == ["1", "2", "3"]


def test_same_text_twice_has_two_references(write: Write) -> None:
    """The second one gets a number, since a reference names one place."""
    text = GUIDE.replace("Keep a copy.", "We know nothing.")
    refs = parts_of(document_of(write(guide=text) / "guide.yaml"))
    assert [ref for ref in refs if re.fullmatch(r"claim\.\w{4}-2", ref)]


def test_ids_that_are_keys_do_not_collide(write: Write) -> None:
    """A question may have answers that are called help and why."""
    text = (
        GUIDE.replace("    yes: paid\n    no: paid\n", "    answers: {}\n", 1)
        .replace("answers: {}", "answers: {help: {label: A, to: paid}, why: {label: B, to: paid}}")
        .replace("{lease: yes}", "{lease: help}")
    )
    refs = parts_of(document_of(write(guide=text) / "guide.yaml"))
    assert {"lease.help", "lease.why", "lease=help", "lease=why"} <= {*refs}


def test_answers_say_where_they_lead_under_which_condition(write: Write) -> None:
    """The number is that of the step in this document."""
    parts = parts_of(document_of(write(guide=GUIDE) / "guide.yaml"))
    first, last = parts["paid=yes"].wordings[0].lines
    assert first.before == "If your answer to “Did you sign a lease?” is “Yes”:"
    assert (first.number, first.text, first.to) == ("3", "Ask in writing", "#claim")
    assert (last.before, last.number) == ("Otherwise:", "4")


def test_condition_has_words_of_author_and_exact_meaning(write: Write) -> None:
    """A reviewer compares what readers see with what the program checks."""
    parts = parts_of(document_of(write(guide=GUIDE) / "guide.yaml"))
    (claim,) = [part for part in parts.values() if part.wordings[0].text == "We found no rule."]
    assert claim.label == "We could not find out"
    assert claim.wordings[0].condition == (
        "If you paid: (If your answer to “Did you pay?” is “Yes”)"
    )
    assert [line.to for line in claim.wordings[0].lines] == ["#paid"]


def catalog(folder: Path, *entries: str) -> None:
    """Write a Spanish catalog with these entries, and make Spanish the second language."""
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    (folder / "locale").mkdir(exist_ok=True)
    (folder / "locale" / "es.po").write_text("\n".join([header, *entries]), "utf-8")
    (folder / "site.yaml").write_text("languages: [en, es]\n", "utf-8")


def test_two_languages_are_side_by_side(write: Write) -> None:
    """Texts that are not translated, or changed since, say so and are no error."""
    folder = write(guide=GUIDE)
    catalog(
        folder,
        'msgid "Did you pay?"\nmsgstr "¿Pagó?"\n',
        '#, fuzzy\nmsgid "Rules differ."\nmsgstr "Las reglas cambian."\n',
    )
    parts = parts_of(document_of(folder / "guide.yaml", "en", "es"))
    assert [each.text for each in parts["paid"].wordings] == ["Did you pay?", "¿Pagó?"]
    assert [each.lang for each in parts["paid"].wordings] == ["en", "es"]
    english, spanish = parts["lease.why"].wordings
    assert (english.note, spanish.note) == ("", OUTDATED)
    assert spanish.text == "Las reglas cambian."
    missing = parts["lease"].wordings[1]
    assert (missing.text, missing.note) == ("", NOT_TRANSLATED)
    assert [each.text for each in parts["lease=yes"].wordings] == ["Yes", "Sí"]
    (claim,) = [part for ref, part in parts.items() if ref.startswith("letter.")]
    assert claim.label == "We could not find out / No pudimos saberlo"


def test_one_language_shows_source_text_if_it_is_not_translated(write: Write) -> None:
    """The document stays complete."""
    folder = write(guide=GUIDE)
    catalog(folder)
    (missing,) = parts_of(document_of(folder / "guide.yaml", "es"))["lease"].wordings
    assert missing.text == "Did you sign a lease?"
    assert (missing.lang, missing.note) == ("en", NOT_TRANSLATED)


@pytest.mark.parametrize("format_", READERS)
def test_every_format_shows_what_is_not_translated(write: Write, format_: str) -> None:
    """The note is in words, next to the text."""
    folder = write(guide=GUIDE)
    catalog(folder, '#, fuzzy\nmsgid "Rules differ."\nmsgstr "Las reglas cambian."\n')
    for codes in (("es",), ("en", "es")):
        shown = READERS[format_](document_of(folder / "guide.yaml", *codes))
        assert NOT_TRANSLATED in shown
        assert OUTDATED in shown
        assert "Las reglas cambian." in shown
        assert shown.count("Did you sign a lease?") >= 1


def test_shipped_guide_is_translated() -> None:
    """The document of a complete guide has no such note."""
    parts = parts_of(made(ROOT / "flows" / "my-data.yaml", "en", "es"))
    assert {each.note for part in parts.values() for each in part.wordings} == {""}


def test_phone_number_is_printed_as_people_write_it(write: Write) -> None:
    """Its link is the URL that readers get."""
    folder = write(guide=GUIDE.replace("https://example.org/", "tel:+16015550123"))
    parts = parts_of(document_of(folder / "guide.yaml"))
    lines = [line for part in parts.values() for line in part.wordings[0].lines]
    assert ("601-555-0123", "tel:+16015550123") in [(line.text, line.to) for line in lines]


def test_invalid_file_next_to_flow_is_left_out(write: Write) -> None:
    """A flow can be reviewed while another one is being written; links show its id."""
    text = GUIDE.replace('to: "https://example.org/"', "to: other/")
    folder = write(guide=text, other="title: [")
    parts = parts_of(document_of(folder / "guide.yaml"))
    lines = [line.text for part in parts.values() for line in part.wordings[0].lines]
    assert "other/" in lines


@pytest.mark.parametrize("format_", READERS)
def test_headings_are_in_language_that_has_them(write: Write, format_: str) -> None:
    """A heading without a translation is not empty, also if its column is the first one."""
    folder = write(guide=GUIDE)
    catalog(folder, 'msgid "Did you pay?"\nmsgstr "¿Pagó?"\n')
    made = document_of(folder / "guide.yaml", "es", "en")
    assert [section.title.text for section in made.chapters[0].sections] == [
        "Did you sign a lease?",
        "¿Pagó?",
    ]
    assert READERS[format_](made).count("A guide") >= 2  # the title, and the text itself


def test_boxes_are_texts_and_have_the_branches_that_the_author_wrote(write: Write) -> None:
    """A reviewer reads each box once, in every format, and one entry in place of all sets."""
    made = document_of(write(guide=FORMS) / "guide.yaml")
    parts = parts_of(made)
    assert [parts[f"home={box}"].shown.text for box in ("heat", "water", "mold", "none")] == [
        "No heat",
        "No hot water",
        "Mold",
        "None of these",
    ]
    assert not [ref for ref in parts if ref.startswith("home=") and "." in ref]
    leads = parts["home.to"].shown
    assert leads.text == "Continue"
    assert [(line.before, line.text) for line in leads.lines] == [
        (
            "If you ticked “No heat” or “No hot water” under "
            "“Which of these are wrong with your home?”:",
            "Is it cold outside?",
        ),
        ("Otherwise:", "How much rent do they say you owe?"),
    ]
    assert [line.text for line in parts["home=none"].shown.lines] == [
        "How much rent do they say you owe?"
    ]
    assert parts["owed=from-1500"].shown.text == "$1,500 or more"
    for read in READERS.values():
        text = squeezed(read(made))
        assert text.count(squeezed("No hot water")) == 2
