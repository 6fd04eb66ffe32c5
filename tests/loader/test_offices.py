"""offices.yaml is read with every error at its location, and its offices are found by their ids."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Write
from wizard import Outcome, load_flow, load_flows
from wizard.check.checker import check_age, check_paths
from wizard.cli.main import main
from wizard.loader import translations
from wizard.loader.site import check_folder
from wizard.model.evidence import BUILT_IN
from wizard.model.flow import review_due
from wizard.model.offices import Office

GUIDE = """\
title: A guide
start: first
steps:
  first: {ask: Is it so?, yes: done, no: done, unsure: done}
  done:
    outcome: You are done
    claims: [{level: unknown, text: Nothing is known.}]
    offices: [records, archive]
"""
OFFICES = """\
records:
  name: Records Office
  does: Keeps the records.
  address: ["1 Main Street", "Jackson, MS 39201"]
  phone: 555-0100
  url: https://www.example.org/
  form: Form 7.
  fee: Two dollars.
  hours: In the morning.
  languages: English and Spanish.
  note: Bring a card.
  level: official
  cite: [page]
  checked: 2026-11-28
  review-by: 2027-02-28
archive:
  name: Archive
  does: Keeps old records.
  phone: 555-0101
  level: unknown
"""
SOURCES = "page: {title: Page of the office, review-by: 2027-03-31}\n"
LETTER = "title: A note\nsubject: A note\nto: [You]\nbody: [Hello.]\noffices: [archive]\n"


@pytest.fixture
def folder(write: Write) -> Path:
    """A folder with two offices, which an outcome lists."""
    return write(guide=GUIDE, offices=OFFICES, sources=SOURCES)


def found(folder: Path) -> list[tuple[str, str, int, str]]:
    """Return the problems and warnings of a folder: file, code, line and message."""
    return [
        (Path(each.location.file).name, each.code, each.location.line, each.message)
        for each in check_folder(folder)[1]
    ]


def test_office_has_all_keys_of_its_file(folder: Path) -> None:
    """Lines of the address stay apart; what is left out is empty."""
    records, archive = load_flows(folder).offices.values()
    assert (records.id, records.name, records.does) == (
        "records",
        "Records Office",
        "Keeps the records.",
    )
    assert records.address == ("1 Main Street", "Jackson, MS 39201")
    assert (records.phone, records.url) == ("555-0100", "https://www.example.org/")
    assert (records.form, records.fee, records.hours) == (
        "Form 7.",
        "Two dollars.",
        "In the morning.",
    )
    assert (records.languages, records.note) == ("English and Spanish.", "Bring a card.")
    assert (records.level.id, [source.id for source in records.cite]) == ("official", ["page"])
    assert (records.checked, records.review_by) == (date(2026, 11, 28), date(2027, 2, 28))
    assert archive == Office(
        "archive", "Archive", "Keeps old records.", (), "555-0101",
        "", "", "", "", "", "", BUILT_IN["unknown"], (), None,
    )  # fmt: skip


def test_outcome_letter_and_page_list_offices(folder: Path, write: Write) -> None:
    """All of them name offices by their ids, in the order of the author."""
    write(site="pages: {help: {title: Help, text: Ask., offices: [archive, records]}}\n")
    (folder / "letters").mkdir()
    (folder / "letters" / "note.yaml").write_text(LETTER, "utf-8")
    site = load_flows(folder)
    outcome = site.flows["guide"].steps["done"]
    assert isinstance(outcome, Outcome)
    assert outcome.offices == (site.offices["records"], site.offices["archive"])
    assert site.letters["note"].offices == (site.offices["archive"],)
    assert [office.id for office in site.pages["help"].offices] == ["archive", "records"]
    alone = load_flow(folder / "guide.yaml").steps["done"]
    assert alone == outcome


@pytest.mark.parametrize("where", ["outcome", "letter", "page"])
def test_unknown_office_is_reported_where_it_is_listed(
    folder: Path, write: Write, where: str
) -> None:
    """The closest id is suggested."""
    texts = {
        "outcome": {"guide": GUIDE.replace("offices: [records,", "offices: [recrods,")},
        "page": {"site": "pages: {help: {title: Help, text: Ask., offices: [recrods]}}\n"},
    }
    write(**texts.get(where, {}))
    if where == "letter":
        (folder / "letters").mkdir()
        (folder / "letters" / "note.yaml").write_text(LETTER.replace("archive", "recrods"), "utf-8")
    message = 'there is no office "recrods" in offices.yaml. Did you mean "records"?'
    assert [(code, text) for _, code, _, text in found(folder)] == [("office-unknown", message)]


def test_office_without_contact_is_reported(folder: Path, write: Write) -> None:
    """A site, an address or a phone is enough; an empty list of lines is none."""
    for contact in ("url: https://a.example/", "address: [Here]", "phone: 1"):
        write(offices=OFFICES.replace("phone: 555-0101", contact))
        assert found(folder) == []
    write(offices=OFFICES.replace("phone: 555-0101", "address: []"))
    message = 'the office "archive" needs a "url", an "address" or a "phone"'
    assert found(folder) == [("offices.yaml", "office-contact", 16, message)]


def test_office_needs_source_unless_its_level_needs_none(folder: Path, write: Write) -> None:
    """A flow is checked all the same, and a source that does not exist is suggested."""
    write(offices=OFFICES.replace("cite: [page]", "cite: []"), sources="")
    message = 'the office "records" cites no source, which the level "official" requires'
    assert [
        (code, line, text.removesuffix('; add "cite"'))
        for file, code, line, text in found(folder)
        if file == "offices.yaml"
    ] == [("claim-source", 1, message)]
    write(offices=OFFICES.replace("cite: [page]", "cite: [pgae]"), sources=SOURCES)
    assert [(code, line) for _, code, line, _ in found(folder)] == [("source-unknown", 13)]


def test_misspelled_keys_and_values_of_office_are_reported(folder: Path, write: Write) -> None:
    """Each is located, and an office that is no table is one problem."""
    text = OFFICES.replace("  does: Keeps old", "  dose: Keeps old").replace("official", "offical")
    write(offices=text.replace("https://www", "http://www"))
    assert sorted((line, code) for _, code, line, _ in found(folder)) == [
        (6, "shape-address"),
        (12, "level-unknown"),
        (18, "key-unknown"),
    ]
    write(offices=OFFICES.replace("archive:\n", "archive: here\nold:\n"))
    assert "shape-table" in {code for _, code, _, _ in found(folder)}
    assert "office-contact" not in {code for _, code, _, _ in found(folder)}


def test_source_of_office_is_used_and_unused_office_is_a_warning(
    folder: Path, write: Write
) -> None:
    """An office that no page lists still uses its source, so that there is one warning."""
    write(guide=GUIDE.replace("offices: [records, archive]", "offices: [archive]"))
    message = 'no outcome, letter or page lists the office "records"'
    assert found(folder) == [("offices.yaml", "office-unused", 1, message)]


def test_office_of_a_letter_or_a_page_alone_is_used(folder: Path, write: Write) -> None:
    """No outcome has to list it."""
    write(
        guide=GUIDE.replace("    offices: [records, archive]\n", ""),
        site="pages: {help: {title: Help, text: Ask., offices: [records]}}\n",
    )
    (folder / "letters").mkdir()
    (folder / "letters" / "note.yaml").write_text(LETTER, "utf-8")
    assert found(folder) == []


def test_office_is_overdue_like_a_claim(folder: Path) -> None:
    """`wizard check` warns, and the outcome is due with the first of its offices and sources."""
    site = load_flows(folder)
    flow = site.flows["guide"]
    outcome = flow.steps["done"]
    assert isinstance(outcome, Outcome)
    assert review_due(flow, outcome) == date(2027, 2, 28)
    assert review_due(flow) is None
    assert check_age(site, date(2027, 2, 28)) == []
    [problem] = check_age(site, date(2027, 3, 1))
    assert problem.message == 'review of the office "records" overdue since 2027-02-28'
    assert problem.location.line == 1


def test_file_of_offices_can_be_checked_by_itself(folder: Path, write: Write) -> None:
    """It is a file that flows share, and its texts are checked with the folder."""
    write(offices=OFFICES.replace("phone: 555-0101", "phone: ''"))
    result = check_paths([folder / "offices.yaml"], date(2026, 11, 28))
    assert [problem.code for problem in result.problems] == ["text-missing"]
    write(offices=OFFICES.replace("Bring a card.", "'Warning: bring it.'"))
    words = check_paths([folder], date(2026, 11, 28), words=True)
    assert {problem.code for problem in words.problems} == {"words-capitals"}


def test_texts_of_office_are_translated_but_not_its_contacts(folder: Path, write: Write) -> None:
    """The same keys mean something else in other files: ids of answers, and codes of languages."""
    write(site="languages: [en, es]\n", guide=f"moved: {{fee: done, hours: done}}\n{GUIDE}")
    texts = {text.text for text in translations.texts_of(folder)}
    assert {
        "Records Office", "Keeps the records.", "Form 7.", "Two dollars.", "In the morning.",
        "English and Spanish.", "Bring a card.",
    } <= texts  # fmt: skip
    assert not texts & {"1 Main Street", "555-0100", "official", "page", "en", "es", "done"}


def test_sources_command_lists_offices(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They are told from claims."""
    with pytest.raises(SystemExit):
        main(["sources", str(folder)])
    assert "page: Page of the office (never checked) <- office records\n" in capsys.readouterr().out
