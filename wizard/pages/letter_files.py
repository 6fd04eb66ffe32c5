"""A letter as a file: PDF, DOCX or plain text.

The writers are pure functions without clock, disk or network: the same letter gives the same bytes.
No file names its author. The text of a letter is data to every writer: Typst gets it as JSON and
never reads it as markup.
"""

from __future__ import annotations

import io
import json
import textwrap
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from wizard.extras import has
from wizard.i18n.translator import SOURCE_LANGUAGE
from wizard.model.letters import Blank, Block, Letter, Run, letter_blocks

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from typst import Fonts

REGION = "US"  # of the paper and the spelling, because the offices are American

COLUMNS = 72  # characters in a line of plain text, as in email

GAP = "_" * 16  # a blank within a line

PAPER = (8.5, 11.0)  # inches: US Letter

MARGIN = 1  # inch

# Files contain their creation time. A fixed one makes the bytes depend on the letter alone.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class MissingGlyphError(Exception):
    """No font of Typst has a character of a text."""


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A file format: its media type and the function that writes it."""

    media: str
    write: Callable[[Letter], bytes]


def write_text(letter: Letter) -> bytes:
    """Return the letter as UTF-8 text, with underscores for blanks."""
    parts = [
        "\n".join(_block_as_text(passage) for passage in letter_blocks(letter.to, letter.blanks)),
        _fill(letter.subject),
    ]
    parts += [_block_as_text(passage) for passage in letter_blocks(letter.body, letter.blanks)]
    return ("\n\n".join(parts) + "\n").encode()


def _block_as_text(passage: Block) -> str:
    if passage.kind == "list":
        return "\n".join(_fill(_plain(item), "- ", "  ") for item in passage.items)
    # A "ruled" block is one blank on its own, so its first item is that blank.
    if isinstance(blank := passage.items[0][0], Blank) and passage.kind == "ruled":
        first = f"{blank.label}: "
        return "\n".join(
            [first + "_" * max(COLUMNS - len(first), 20), *["_" * COLUMNS] * (blank.lines - 1)]
        )
    return _fill(_plain(passage.items[0]))


def _fill(line: str, first: str = "", later: str = "") -> str:
    return textwrap.fill(
        line,
        COLUMNS,
        initial_indent=first,
        subsequent_indent=later,
        # A URL or an email address must stay in one piece to be copied.
        break_long_words=False,
        break_on_hyphens=False,
    )


def _plain(runs: tuple[Run, ...]) -> str:
    return "".join(run if isinstance(run, str) else GAP for run in runs)


# How PDFs draw the blocks of a letter. `sym.wj` (word joiner) keeps a blank on the line of the
# punctuation next to it. Bottom strokes instead of underscores: a screen reader would read each
# underscore.
TYPST_BLOCKS = """
#let rule = 0.6pt + black
#let runs(item) = for run in item {
  if type(run) == str { run } else {
    sym.wj; box(width: 9em, height: 1.1em, baseline: 0.25em, stroke: (bottom: rule)); sym.wj
  }
}
#let passage(it) = {
  if it.kind == "list" { list(..it.items.map(runs)) }
  else if it.kind == "ruled" {
    let blank = it.items.first().first()
    block(breakable: false, width: 100%, {
      par(
        box(blank.label + ":") + h(0.4em)
          + box(width: 1fr, height: 1.1em, baseline: 0.25em, stroke: (bottom: rule))
      )
      for _ in range(1, blank.lines) { v(1.4em, weak: false); line(length: 100%, stroke: rule) }
    })
  } else { par(runs(it.items.first())) }
}
"""

TYPST = (
    """
#let letter = json(bytes(sys.inputs.data))
#set document(title: letter.title)
#set page(paper: "us-letter", margin: 1in)
#set text(
  lang: letter.lang, region: letter.region, font: "Libertinus Serif", size: 12pt, hyphenate: false
)
#set par(leading: 0.6em, spacing: 1.1em)
#show heading: set text(size: 12pt)
"""
    + TYPST_BLOCKS
    + """
#block({ set par(spacing: 0.6em); for line in letter.to { passage(line) } })
#v(0.6em)
#heading(level: 1, letter.subject)
#v(0.3em)
#for it in letter.body { passage(it) }
"""
)


def write_pdf(letter: Letter) -> bytes:
    """Return the letter as a tagged PDF (PDF/UA-1) on US Letter paper, with ruled blanks."""
    inputs = {
        "title": letter.title,
        "lang": SOURCE_LANGUAGE,
        "region": REGION,
        "subject": letter.subject,
        "to": blocks_as_json(letter_blocks(letter.to, letter.blanks)),
        "body": blocks_as_json(letter_blocks(letter.body, letter.blanks)),
    }
    return compile_pdf(TYPST, inputs)


def compile_pdf(source: str, data: Mapping[str, object]) -> bytes:
    """Return the PDF (PDF/UA-1) that a Typst document makes of the data in `sys.inputs.data`.

    Raises:
        MissingGlyphError: No font of Typst has a character of the data.
    """
    # Imported here, as python-docx below: both are slow to import and most processes write no
    # letter.
    import typst

    compiler = typst.Compiler(
        source.encode(),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    try:
        # PDF/UA is the standard for screen readers; Typst refuses what does not conform.
        made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=EPOCH)
    except typst.TypstError as error:
        if "could not be displayed with font" in str(error):
            raise MissingGlyphError(str(error)) from error
        raise
    assert isinstance(made, bytes)
    return made


@lru_cache(maxsize=1)
def _fonts() -> Fonts:
    """Return the fonts of Typst, which a process reads only once: that takes longer than a PDF."""
    from typst import Fonts

    # The fonts of the machine would make other bytes, and other line breaks, on each.
    return Fonts(include_system_fonts=False)


def blocks_as_json(blocks: Iterable[Block]) -> list[dict[str, object]]:
    """Return the blocks of a letter as `TYPST_BLOCKS` needs them."""
    return [_block_as_json(passage) for passage in blocks]


def _block_as_json(passage: Block) -> dict[str, object]:
    return {
        "kind": passage.kind,
        "items": [
            [
                run if isinstance(run, str) else {"label": run.label, "lines": run.lines}
                for run in item
            ]
            for item in passage.items
        ],
    }


def write_docx(letter: Letter) -> bytes:
    """Return the letter as DOCX.

    Blanks are underscores within a line; a blank on its own is a line up to the margin.
    """
    import docx
    from docx.shared import Pt

    made = docx.Document()
    _describe(made, letter)
    for passage in letter_blocks(letter.to, letter.blanks):
        for paragraph in _add_block(made, passage):
            # The lines of an address belong together.
            paragraph.paragraph_format.space_after = Pt(0)
    heading = made.add_paragraph(letter.subject, style="Heading 1")
    heading.paragraph_format.space_after = Pt(10)
    for passage in letter_blocks(letter.body, letter.blanks):
        _add_block(made, passage)
    file = io.BytesIO()
    made.save(file)
    # The parts refer to each other, so they would stay until the garbage collector runs, which does
    # not know that they are megabytes of XML.
    for part in [*made.part.package.iter_parts()]:
        vars(part).clear()
    return with_fixed_times(file)


def _describe(made: Document, letter: Letter) -> None:
    """Set the properties, the paper and the font."""
    from docx.shared import Inches

    describe(made, letter.title)
    page = made.sections[0]
    page.page_width, page.page_height = map(Inches, PAPER)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Inches(MARGIN)
    for name in ("Normal", "Heading 1"):
        # "Heading 1" is blue and in another font by default; its role is what screen readers use.
        set_font(made, name, "Times New Roman", 12)


def describe(made: Document, title: str) -> None:
    """Set the properties and the language; remove what says who or what made the file."""
    from docx.oxml.ns import qn

    about = made.core_properties
    about.title, about.language = title, f"{SOURCE_LANGUAGE}-{REGION}"
    # The template of python-docx has its own author and comment.
    about.author = about.last_modified_by = about.comments = ""
    about.created = about.modified = EPOCH
    # Without it, Word checks the spelling in the language of the machine.
    for lang in made.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), f"{SOURCE_LANGUAGE}-{REGION}")


def set_font(made: Document, style: str, font: str, size: float) -> None:
    """Set the font of a style and its size in points, in black."""
    from docx.shared import Pt, RGBColor

    found = made.styles[style]
    fonts = found.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):  # the fonts of the theme would take precedence
        del fonts.attrib[key]
    found.font.name, found.font.size = font, Pt(size)
    found.font.color.rgb = RGBColor(0, 0, 0)


def _add_block(made: Document, passage: Block) -> list[Paragraph]:
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Inches

    if passage.kind == "list":
        return [made.add_paragraph(_plain(item), style="List Bullet") for item in passage.items]
    if isinstance(blank := passage.items[0][0], Blank) and passage.kind == "ruled":
        lines = [
            # A right tab with a line as its leader reaches the margin in any font; underscores do
            # not.
            made.add_paragraph(text)
            for text in (f"{blank.label}: \t", *["\t"] * (blank.lines - 1))
        ]
        width = Inches(PAPER[0] - 2 * MARGIN)
        for line in lines:
            line.paragraph_format.tab_stops.add_tab_stop(
                width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES
            )
            # The lines of one blank stay on one page.
            line.paragraph_format.keep_with_next = line is not lines[-1]
        return lines
    return [made.add_paragraph(_plain(passage.items[0]))]


def with_fixed_times(file: io.BytesIO) -> bytes:
    """Return the same archive with `EPOCH` as the time of each of its files."""
    done = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as new:
        # python-docx stamps each member with the clock, and `ZipFile` cannot change that in place.
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return done.getvalue()


_TEXT = {"txt": FileFormat("text/plain; charset=utf-8", write_text)}

# By the extension in the URL. In the order in which the page offers them.
FORMATS = {
    "pdf": FileFormat("application/pdf", write_pdf),
    "docx": FileFormat(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", write_docx
    ),
    **_TEXT,
}


def available_formats() -> Mapping[str, FileFormat]:
    """Return the formats that can be written here: text only, without the extra `letters`."""
    return FORMATS if has("letters") else _TEXT
