"""The document as DOCX: real headings, page numbers, and a column for comments.

The body is made as one XML text, since adding row after row would take minutes for a large flow.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import count

import docx as python_docx
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Inches

from wizard.model.contacts import is_contact
from wizard.pages.letter_files import PAPER, REGION, describe, set_font, with_fixed_times
from wizard.review.changes import new_words
from wizard.review.document import REMOVED, Document, Line, Part, Section, Wording, rows
from wizard.review.rich_text import Span, paragraphs

_INVALID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_MARGIN = 0.8  # inches

_FIRST, _COMMENTS = 1.65, 1.6  # inches: the columns of the references and of the comments

_SOFT, _ACCENT = "4A5A60", "0E5463"

_BOLD, _ITALIC, _STRIKE, _UNDERLINE = "<w:b/>", "<w:i/>", "<w:strike/>", '<w:u w:val="single"/>'

_SMALL = f'<w:color w:val="{_SOFT}"/><w:sz w:val="17"/>'

_CODE = (
    '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/><w:noProof/>'
    f'<w:color w:val="{_SOFT}"/><w:sz w:val="16"/>'
)

_LINK = f'<w:color w:val="{_ACCENT}"/>'


def docx(document: Document) -> bytes:
    """Return the document as DOCX."""
    made = python_docx.Document()
    describe(made, f"{document.about.title.text} – for review")
    wide = len(document.columns) > 1
    page = made.sections[0]
    page.page_width, page.page_height = map(Inches, reversed(PAPER) if wide else PAPER)
    page.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Inches(_MARGIN)
    set_font(made, "Normal", "Calibri", 10.5)
    made.styles["Normal"].paragraph_format.space_after = Inches(0.04)
    for name, size in (("Title", 24), ("Heading 1", 17), ("Heading 2", 13), ("Heading 3", 10.5)):
        set_font(made, name, "Georgia" if size > 11 else "Calibri", size)
    made.styles["Heading 3"].paragraph_format.space_before = Inches(0)
    for border in made.styles["Title"].element.xpath("w:pPr/w:pBdr"):
        border.getparent().remove(border)
    writer = _Writer(document, made.part.relate_to)
    for element in list(parse_xml(writer.body())):
        made.element.body.insert(-1, element)  # before the properties of the section
    footer = page.footer.paragraphs[0]
    footer._p.getparent().replace(footer._p, parse_xml(writer.footer()))
    file = io.BytesIO()
    made.save(file)
    return with_fixed_times(file)


class _Writer:
    """A writer of the XML of one document."""

    def __init__(self, document: Document, relate: Callable[..., str]) -> None:
        self.document = document
        self.relate = relate
        self.relations: dict[str, str] = {}
        # Names of bookmarks are short and have no punctuation.
        places = [section.ref for section in document.sections()]
        places += [chapter.ref for chapter in document.chapters]
        self.bookmarks = {ref: f"place{number}" for number, ref in enumerate(places)}
        self.numbers = count()
        width = (PAPER[1] if len(document.columns) > 1 else PAPER[0]) - 2 * _MARGIN
        each = (width - _FIRST - _COMMENTS) / len(document.columns)
        inches = [_FIRST, *[each] * len(document.columns), _COMMENTS]
        self.widths = [round(1440 * inch) for inch in inches]

    def body(self) -> str:
        """Return the content of the document in one element."""
        return f"<w:body {nsdecls('w', 'r')}>{''.join(self._body())}</w:body>"

    def footer(self) -> str:
        """Return the paragraph at the end of each page, with its number."""
        fields = (
            f'<w:fldSimple w:instr="{name}">{_run("1", _SMALL)}</w:fldSimple>'
            for name in ("PAGE", "NUMPAGES")
        )
        width = sum(self.widths)
        tab = f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
        title = _run(f"{self.document.flow}, for review", _SMALL)
        line = f"{title}<w:r><w:tab/></w:r>{_run(' / ', _SMALL).join(fields)}"
        return f"<w:p {nsdecls('w')}><w:pPr>{tab}</w:pPr>{line}</w:p>"

    def _body(self) -> Iterator[str]:
        document, about = self.document, self.document.about
        title = about.title
        yield self._paragraph(
            _run("Every text of the flow ", _SMALL)
            + _run(document.flow, _CODE)
            + _run(", for reviewers", _SMALL)
        )
        yield self._paragraph(self._text(title, title.text), "Title", title)
        yield from self._facts(document.facts)
        yield self._paragraph(_run(document.how_to_quote(), _SMALL))
        yield from self._section(about)
        if document.since:
            yield self._paragraph(_run("What changed"), "Heading 1")
            since = f"Compared with {document.since}. {document.count_of_changes()}"
            yield self._paragraph(_run(since))
            yield from map(self._entry, document.changed())
        yield self._paragraph(_run("Contents"), "Heading 1")
        for chapter in document.chapters:
            yield self._paragraph(self._link(f"#{chapter.ref}", chapter.title, _BOLD))
            if chapter.is_listed:
                yield from map(self._entry, chapter.sections)
        for chapter in document.chapters:
            start = "<w:pageBreakBefore/>"
            title_run = self._place(chapter.ref, _run(chapter.title))
            yield self._paragraph(title_run, "Heading 1", properties=start)
            for section in chapter.sections:
                heading = section.title
                number = _run(f"{section.number}  ", _LINK) if section.number else ""
                look = _STRIKE if section.change == REMOVED else ""
                runs = number + self._text(heading, heading.text, look)
                yield self._paragraph(self._place(section.ref, runs), "Heading 2", heading)
                yield from self._section(section)

    def _entry(self, section: Section) -> str:
        number = f"{section.number}  " if section.number else ""
        heading = section.title.text
        link = self._link(f"#{section.ref}", f"{number}{heading}")
        return self._paragraph(link + _badge(section.change), properties='<w:ind w:left="280"/>')

    def _section(self, section: Section) -> Iterator[str]:
        """Yield what comes below the heading of a section."""
        kind = _run(f"{section.kind}  ", _SMALL) + _run(section.ref, _CODE)
        former = _run(f"  Former id: {section.former}", _SMALL) if section.former else ""
        keep = "<w:keepNext/>"
        yield self._paragraph(kind + _badge(section.change) + former, properties=keep)
        yield from self._facts(section.facts)
        parts = []
        if section.repeats_heading:
            parts.append(self._row(section.heading))
        for group in section.groups:
            if group.title:
                parts.append(self._group(group.title))
            parts += map(self._row, group.parts)
        if parts:
            yield self._table(parts)

    def _table(self, table_rows: Iterable[str]) -> str:
        line = '<w:{} w:val="single" w:sz="4" w:space="0" w:color="D5D1C5"/>'
        borders = "".join(line.format(side) for side in ("top", "bottom", "insideH", "insideV"))
        room = '<w:{} w:w="{}" w:type="dxa"/>'
        padding = "".join(
            room.format(side, width)
            for side, width in (("top", 50), ("left", 80), ("bottom", 30), ("right", 80))
        )
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
        names = [self.document.languages[code].name for code in self.document.columns]
        cells = ("Reference", *names, "Comments")
        head = "".join(
            self._cell(width, [self._paragraph(_run(name, _SMALL))])
            for width, name in zip(self.widths, cells, strict=True)
        )
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(self.widths)}" w:type="dxa"/>'
            f'<w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{padding}</w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>"
            f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
            f"{''.join(table_rows)}</w:tbl>{self._paragraph('')}"
        )

    def _group(self, title: str) -> str:
        span = f'<w:gridSpan w:val="{len(self.widths)}"/>'
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="F0F4F4"/>'
        content = [self._paragraph(_run(title), "Heading 3")]
        cell = self._cell(sum(self.widths), content, span + shade)
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cell}</w:tr>"

    def _row(self, part: Part) -> str:
        was = ""
        if part.before and part.before.ref != part.ref:
            was = _run(" was ", _SMALL) + _run(part.before.ref, _CODE)
        first = [
            self._paragraph(_run(part.label, _BOLD) + _badge(part.change)),
            self._paragraph(_run(part.ref, _CODE) + was),
            *self._facts(part.facts),
        ]
        earlier = part.earlier_wordings
        cells = [
            list(self._wording(part, wording, before)) or [self._paragraph("")]
            for wording, before in zip(part.wordings, earlier, strict=True)
        ]
        columns = [first, *cells, [self._paragraph("")]]
        made = "".join(map(self._cell, self.widths, columns))
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{made}</w:tr>"

    @staticmethod
    def _cell(width: int, content: Iterable[str], properties: str = "") -> str:
        size = f'<w:tcW w:w="{width}" w:type="dxa"/>'
        return f"<w:tc><w:tcPr>{size}{properties}</w:tcPr>{''.join(content)}</w:tc>"

    def _wording(self, part: Part, wording: Wording, earlier: Wording | None) -> Iterator[str]:
        if wording.note:
            yield self._paragraph(_run(f"{wording.note}.", _BOLD))
        if earlier:
            yield self._paragraph(_run("Was: ", _BOLD) + self._struck(earlier), wording=earlier)
            yield self._paragraph(_run("Now:", _BOLD))
        if part.change == REMOVED:
            yield self._paragraph(self._struck(wording), wording=wording)
            return
        if wording.condition:
            yield self._paragraph(self._text(wording, wording.condition, _BOLD), wording=wording)
        if part.markdown:
            for spans in paragraphs(wording.text):
                runs = "".join(self._span(wording, span) for span in spans)
                yield self._paragraph(runs, wording=wording)
        elif earlier:
            words = new_words(earlier.text, wording.text)
            runs = "".join(
                self._text(wording, text, _UNDERLINE if new else "") + _run(" ")
                for text, new in words
            )
            yield self._paragraph(runs, wording=wording)
        elif wording.text:
            yield self._paragraph(self._text(wording, wording.text), wording=wording)
        for line in wording.lines:
            before = self._text(wording, f"{line.before} ", _SMALL) if line.before else ""
            yield self._paragraph(before + _run("→ ", _SMALL) + self._line(line), wording=wording)

    def _struck(self, wording: Wording) -> str:
        lines = (f"{line.before} {line.text}".strip() for line in wording.lines)
        texts = (wording.condition, wording.text or wording.note, *lines)
        return _run(" ").join(self._text(wording, text, _STRIKE) for text in texts if text)

    def _facts(self, facts: Iterable[Line]) -> Iterator[str]:
        for name, lines in rows(facts):
            shown = _run("; ", _SMALL).join(map(self._line, lines))
            yield self._paragraph(_run(f"{name}: ", _SMALL) + shown)

    def _line(self, line: Line) -> str:
        text = f"{line.number} {line.text}".strip()
        return self._link(line.to, text, '<w:sz w:val="17"/>') if line.to else _run(text, _SMALL)

    def _link(self, to: str, text: str, look: str = "") -> str:
        run = _run(text, _LINK + look)
        if not to.startswith("#"):
            if to not in self.relations:
                self.relations[to] = self.relate(to, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            return f'<w:hyperlink r:id="{self.relations[to]}">{run}</w:hyperlink>'
        # A target that is not in this document, such as one that was removed, is not a link.
        name = self.bookmarks.get(to[1:])
        return f'<w:hyperlink w:anchor="{name}">{run}</w:hyperlink>' if name else run

    def _place(self, ref: str, runs: str) -> str:
        number = next(self.numbers)
        start = f'<w:bookmarkStart w:id="{number}" w:name="{self.bookmarks[ref]}"/>'
        return f'{start}{runs}<w:bookmarkEnd w:id="{number}"/>'

    def _span(self, wording: Wording, span: Span) -> str:
        if span.to.startswith("https://") or is_contact(span.to):
            return self._link(span.to, span.text)
        return self._text(wording, span.text, _BOLD * span.bold + _ITALIC * span.italic)

    def _text(self, wording: Wording, text: str, look: str = "") -> str:
        """Return a text in the language of a wording."""
        if wording.lang == "en":
            return _run(text, look)
        is_rtl = self.document.languages[wording.lang].direction == "rtl"
        kind = "bidi" if is_rtl else "val"
        language = f'<w:lang w:{kind}="{wording.lang}-{REGION}"/>'
        return _run(text, look + ("<w:rtl/>" if is_rtl else "") + language)

    def _paragraph(
        self,
        runs: str,
        style: str = "",
        wording: Wording | None = None,
        properties: str = "",
    ) -> str:
        name = f'<w:pStyle w:val="{style.replace(" ", "")}"/>' if style else ""
        is_rtl = wording and self.document.languages[wording.lang].direction == "rtl"
        bidi = "<w:bidi/>" if is_rtl else ""
        return f"<w:p><w:pPr>{name}{properties}{bidi}</w:pPr>{runs}</w:p>"


def _badge(change: str) -> str:
    return (
        _run(" ") + _run(f" {change} ", _BOLD + '<w:bdr w:val="single" w:sz="4"/>')
        if change
        else ""
    )


def _run(text: str, look: str = "") -> str:
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    shown = escape(_INVALID.sub("", text), quote=False)
    return f'<w:r>{properties}<w:t xml:space="preserve">{shown}</w:t></w:r>'
