"""The document as DOCX: styles, tables, languages and links that Word understands."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.document import Document as File
from docx.oxml.ns import qn

from tests.conftest import ROOT, Write
from tests.review.documents import document_of
from tests.review.hostile import HOSTILE
from wizard.review.changes import compare
from wizard.review.write_docx import docx as write_docx

SHIPPED = ROOT / "flows" / "my-data.yaml"


def opened(data: bytes) -> File:
    """Return a file that was written."""
    return docx.Document(io.BytesIO(data))


@pytest.fixture(scope="module")
def shipped() -> File:
    """Return the document of a shipped flow in two languages."""
    return opened(write_docx(document_of(SHIPPED, "en", "es")))


def test_headings_are_styles_in_order(shipped: File) -> None:
    """Word lists them in its navigation pane."""
    styles = [each.style.name for each in shipped.paragraphs if each.style is not None]
    headings = [name for name in styles if name and name.startswith(("Title", "Heading"))]
    assert headings[:4] == ["Title", "Heading 1", "Heading 1", "Heading 2"]
    assert headings.count("Heading 2") > 100


def test_tables_have_column_for_comments_and_repeat_their_head(shipped: File) -> None:
    """A reviewer may also print the document and write into the last column."""
    for table in shipped.tables:
        head = [cell.text for cell in table.rows[0].cells]
        assert head == ["Reference", "English", "Español", "Comments"]
        properties = table.rows[0]._tr.trPr
        assert properties is not None
        assert properties.find(qn("w:tblHeader")) is not None


def test_pages_are_numbered_and_wide_enough_for_two_languages(shipped: File) -> None:
    """The footer counts pages itself."""
    (section,) = shipped.sections
    fields = section.footer._element.iter(qn("w:fldSimple"))
    assert [field.get(qn("w:instr")) for field in fields] == ["PAGE", "NUMPAGES"]
    assert (section.page_width or 0) > (section.page_height or 0)
    (alone,) = opened(write_docx(document_of(SHIPPED))).sections
    assert (alone.page_width or 0) < (alone.page_height or 0)


def test_languages_of_texts_are_set(shipped: File) -> None:
    """Word checks the spelling of each text in its language."""
    spanish = [
        "".join(text.text or "" for text in run.iter(qn("w:t")))
        for run in shipped.element.body.iter(qn("w:r"))
        if any(lang.get(qn("w:val")) == "es-US" for lang in run.iter(qn("w:lang")))
    ]
    assert "Licencia o identificación" in spanish
    assert shipped.core_properties.language == "en-US"


def test_right_to_left_texts_have_their_direction(write: Write) -> None:
    """Paragraph and run are marked."""
    folder = write(guide=HOSTILE, site="languages: [ar]")
    body = opened(write_docx(document_of(folder / "guide.yaml", "ar"))).element.body
    assert [*body.iter(qn("w:bidi"))]
    assert [*body.iter(qn("w:rtl"))]


def test_links_have_their_bookmarks(shipped: File) -> None:
    """Each link leads to a bookmark of this document or to a URL."""
    marks = [each.get(qn("w:name")) for each in shipped.element.body.iter(qn("w:bookmarkStart"))]
    links = [*shipped.element.body.iter(qn("w:hyperlink"))]
    anchors = {link.get(qn("w:anchor")) for link in links} - {None}
    assert len(marks) == len(set(marks))
    assert anchors
    assert anchors <= {*marks}
    urls = {link.get(qn("r:id")) for link in links} - {None}
    assert all(shipped.part.rels[id_].target_ref.startswith("https://") for id_ in urls)


def test_contacts_in_markdown_are_links(write: Write) -> None:
    """A reviewer can see which number and which address a text leads to."""
    flow = """title: A
start: b
steps:
  b: {ask: B?, help: "[Call](tel:601-555-0123) or [write](mailto:a@example.org).", yes: c, no: c}
  c: {outcome: C, claims: [{level: unknown, text: D.}]}
"""
    file = opened(write_docx(document_of(write(guide=flow) / "guide.yaml")))
    urls = {rel.target_ref for rel in file.part.rels.values() if rel.is_external}
    assert urls == {"tel:601-555-0123", "mailto:a@example.org"}


def test_texts_are_no_markup_and_file_says_nothing_about_its_maker(write: Write) -> None:
    """A text can contain tags, and characters that XML does not allow are left out."""
    text = HOSTILE.replace("- dash", "bell \\x07 rings")
    data = write_docx(document_of(write(guide=text) / "guide.yaml"))
    file = opened(data)
    shown = "\n".join(cell.text for table in file.tables for cell in table._cells)
    for piece in ("]]> & </w:t>", "<script>alert(1)</script>", "bell  rings", "• two", "2. second"):
        assert piece in shown, piece
    about = file.core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    times = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(data)).infolist()}
    assert times == {(2000, 1, 1, 0, 0, 0)}


def test_changes_are_struck_out_and_underlined(write: Write) -> None:
    """The marks are words and lines, not colours."""
    folder = write(guide=HOSTILE)
    old = document_of(folder / "guide.yaml")
    (folder / "guide.yaml").write_text(HOSTILE.replace("- dash", "- dashes"), "utf-8")
    file = opened(write_docx(compare(old, document_of(folder / "guide.yaml"), "HEAD")))
    runs = [
        run
        for table in file.tables
        for cell in table._cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
    ]
    assert "- dash" in [run.text for run in runs if run.font.strike]
    assert [run.text for run in runs if run.font.underline] == ["dashes"]
    assert [run.text for run in runs if re.search("Changed", run.text)]
