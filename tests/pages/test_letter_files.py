"""A letter as PDF, DOCX and plain text."""

from __future__ import annotations

import gc
import io
import re
import zipfile
from datetime import datetime
from typing import Any

import docx
import pytest
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from pypdf import PdfReader
from pypdf.generic import ContentStream

from wizard.model.flow import Action
from wizard.model.letters import Blank, Letter
from wizard.pages.letter_files import (
    COLUMNS,
    FORMATS,
    GAP,
    _fonts,
    write_docx,
    write_pdf,
    write_text,
)

BLANKS = {
    blank.id: blank
    for blank in (
        Blank("day", "Date", "", 1, False),
        Blank("sum", "Sum", "", 1, False),
        Blank("name", "Name", "", 1, False),
        Blank("address", "Mailing address", "", 3, True),
    )
}
LETTER = Letter(
    id="note",
    title="A note",
    subject="About a thing",
    summary="",
    to=("An office", "{name}"),
    body=(
        "Date: {day}",
        "A paragraph of many words, long enough that a file of plain text has to break its line.",
        ("One thing for {sum} dollars", "Another thing"),
        "{address}",
    ),
    blanks=BLANKS,
    before=(Action("Read this first.", None),),
    after=(),
    cite=(),
)
INLINE = 2  # blanks within a line: the date and the sum
RULED = 4  # lines of the blanks on their own: one for the name, three for the address


def test_text_has_all_parts_in_order() -> None:
    """The recipient, the subject and the body, separated by empty lines."""
    blocks = write_text(LETTER).decode().split("\n\n")
    assert blocks[0].splitlines() == ["An office", f"Name: {'_' * 66}"]
    assert blocks[1] == "About a thing"
    assert blocks[2] == f"Date: {GAP}"
    assert blocks[4] == f"- One thing for {GAP} dollars\n- Another thing"
    assert "Read this first." not in write_text(LETTER).decode()


def test_text_breaks_lines_as_in_email() -> None:
    """No line is longer than 72 characters, rules included."""
    lines = write_text(LETTER).decode().splitlines()
    assert max(map(len, lines)) == COLUMNS
    assert "A paragraph of many words, long enough that a file of plain text has to" in lines


def test_text_has_a_rule_for_each_line_of_a_blank() -> None:
    """A blank on its own has whole lines, one within a line a short gap."""
    text = write_text(LETTER).decode()
    assert text.endswith(f"Mailing address: {'_' * 55}\n{'_' * 72}\n{'_' * 72}\n")
    assert len(re.findall(f"(?<!_){GAP}(?!_)", text)) == INLINE


def test_docx_has_a_tab_leader_for_each_line_of_a_blank() -> None:
    """The leader draws the line up to the right margin of US Letter."""
    made = docx.Document(io.BytesIO(write_docx(LETTER)))
    stops = [stop for each in made.paragraphs for stop in each.paragraph_format.tab_stops]
    assert [stop.position.inches for stop in stops] == [6.5] * RULED
    assert sum(each.text.count(GAP) for each in made.paragraphs) == INLINE
    bullets = [
        each.text for each in made.paragraphs if each.style and each.style.name == "List Bullet"
    ]
    assert bullets == [f"One thing for {GAP} dollars", "Another thing"]


def test_docx_has_title_and_language_but_no_author() -> None:
    """Neither a person nor the tool that wrote the file is named, and no time of its own."""
    data = write_docx(LETTER)
    made = docx.Document(io.BytesIO(data))
    about = made.core_properties
    assert (about.title, about.language) == ("A note", "en-US")
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert {about.created.year, about.modified.year} == {2000}
    languages = {lang.get(qn("w:val")) for lang in made.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-US"}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {datetime(*entry.date_time) for entry in archive.infolist()} == {
            datetime(2000, 1, 1)
        }
        assert not [name for name in archive.namelist() if b"python-docx" in archive.read(name)]


def test_pdf_is_tagged_and_has_title_but_no_author() -> None:
    """PDF/UA needs structure, marks, a language and a title that is displayed."""
    reader = PdfReader(io.BytesIO(write_pdf(LETTER)))
    root: Any = reader.root_object
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/StructTreeRoot"]["/K"]
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert root["/Lang"] == "en-US"
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("A note", None)
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "dc:creator" not in metadata
    (page,) = reader.pages
    assert tuple(map(float, page.mediabox[2:])) == (612, 792)


def test_pdf_draws_a_rule_for_each_line_of_a_blank() -> None:
    """Rules are the only drawings of a letter, whether they are stroked or filled."""
    reader = PdfReader(io.BytesIO(write_pdf(LETTER)))
    drawn = [
        operator
        for page in reader.pages
        for _, operator in ContentStream(page.get_contents(), reader).operations
        if operator in (b"S", b"s", b"f", b"F", b"f*", b"B", b"b")
    ]
    assert len(drawn) == RULED + INLINE


@pytest.mark.parametrize("kind", FORMATS)
def test_same_letter_gives_same_bytes(kind: str) -> None:
    """What the times of the files are is tested above, so this test need not wait."""
    assert FORMATS[kind].write(LETTER) == FORMATS[kind].write(LETTER)


def test_fonts_are_read_once_for_all_pdfs() -> None:
    """A process reads the fonts of Typst for its first PDF, and uses them for each later one."""
    _fonts.cache_clear()
    for _ in range(3):
        write_pdf(LETTER)
    assert (_fonts.cache_info().misses, _fonts.cache_info().hits) == (1, 2)


def test_fonts_are_those_of_typst() -> None:
    """None of them is a file of the machine, which would make other bytes on each machine."""
    fonts = {font.family for font in _fonts().fonts()}
    assert "Libertinus Serif" in fonts
    assert not [font.path for font in _fonts().fonts() if font.path]


def test_docx_leaves_nothing_in_memory() -> None:
    """A document is megabytes of XML that refers to itself: the garbage collector may be late."""
    gc.collect()
    gc.disable()
    try:
        write_docx(LETTER)
        parts = [each for each in gc.get_objects() if isinstance(each, XmlPart)]
        assert not [part for part in parts if vars(part)]
    finally:
        gc.enable()
