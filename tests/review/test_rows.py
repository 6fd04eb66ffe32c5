"""Tests of the document of the flow of a row: its texts with the cells, in both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.review.documents import parts_of
from tests.rows import FLOW, write_rows
from wizard.loader import translations
from wizard.loader.around import site_around
from wizard.loader.site import check_flow
from wizard.review.changes import compare
from wizard.review.contents import document
from wizard.review.document import OUTDATED, Document

TODAY = date(2026, 11, 23)


def document_of(folder: Path, row: str) -> Document:
    """Return the document of a row in English and Spanish."""
    flow, problems = check_flow(folder / "records.yaml", languages=(), row=row)
    assert flow, problems
    return document(flow, site_around(flow), ("en", "es"), TODAY)


def test_document_of_row_has_its_texts_in_both_languages(tmp_path: Path) -> None:
    """Spanish has its own column for the name, and nothing is missing."""
    parts = parts_of(document_of(write_rows(tmp_path), "dc"))
    assert "number" not in parts
    assert [(each.lang, each.text, each.note) for each in parts["late"].wordings] == [
        ("en", "Is District of Columbia late?", ""),
        ("es", "ES Is Distrito de Columbia late?", ""),
    ]
    assert {each.note for part in parts.values() for each in part.wordings} == {""}


def test_letter_of_row_is_part_of_its_document(tmp_path: Path) -> None:
    """Its reference has the row, as the target in the flow of the row has."""
    parts = parts_of(document_of(write_rows(tmp_path), "nc"))
    assert parts["letters/request/nc"].wordings[1].text == "ES Ask Carolina del Norte"


def test_list_of_rows_is_part_of_the_document(tmp_path: Path) -> None:
    """Each template has a list, and its texts need a review as well."""
    parts = parts_of(document_of(write_rows(tmp_path), "al"))
    assert {ref: part.shown.text for ref, part in parts.items() if ref.startswith("lists/")} == {
        "lists/records": "Ask a state for its papers",
        "lists/records.summary": "Choose the state.",
        "lists/records.ask": "Which state?",
        "lists/letters/request": "Ask for papers",
    }


def test_outdated_translation_of_template_is_that_of_each_row(tmp_path: Path) -> None:
    """It is shown as it is, with the cells of the row, and marked."""
    folder = write_rows(tmp_path)
    flow = FLOW.replace("ask: Is {state.name} late?", "ask: Is {state.name} very late?")
    (folder / "records.yaml").write_text(flow, "utf-8")
    translations.update(folder, "es")
    english, spanish = parts_of(document_of(folder, "nc"))["late"].wordings
    assert (english.text, english.note) == ("Is North Carolina very late?", "")
    assert (spanish.text, spanish.note) == ("ES Is Carolina del Norte late?", OUTDATED)


def test_changed_cell_changes_the_document_of_its_row_only(tmp_path: Path) -> None:
    """An expert sees which sentences a cell is in."""
    folder = write_rows(tmp_path)
    before = {row: document_of(folder, row) for row in ("al", "nc")}
    table = folder / "tables" / "states.csv"
    table.write_text(table.read_text("utf-8").replace("Act,15,", "Act,20,"), "utf-8")
    changed = compare(before["al"], document_of(folder, "al"), "HEAD")
    refs = [part.ref for part in parts_of(changed).values() if part.change]
    assert [ref.partition(".")[0] for ref in refs] == [
        "number", "number", "wait", "letters/request/al",
    ]  # fmt: skip
    assert compare(before["nc"], document_of(folder, "nc"), "HEAD").changed() == ()
