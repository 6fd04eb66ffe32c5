"""Making documents in tests, and reading them back as a reviewer would."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import docx
from bs4 import BeautifulSoup
from docx.oxml.ns import qn
from markdown_it import MarkdownIt

from wizard.loader.around import site_around
from wizard.loader.site import check_flow
from wizard.review.contents import NO_RENAMES, document
from wizard.review.document import Document, Part
from wizard.review.write_docx import docx as write_docx
from wizard.review.write_html import html
from wizard.review.write_markdown import markdown

TODAY = date(2026, 11, 28)

GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def document_of(path: Path, *codes: str, renamed: Mapping[str, str] = NO_RENAMES) -> Document:
    """Return the document of a flow file in these languages (default: English)."""
    flow, problems = check_flow(path, languages=())
    assert flow, problems
    return document(flow, site_around(flow), codes or ("en",), TODAY, renamed)


def parts_of(made: Document) -> dict[str, Part]:
    """Return the parts of a document by reference. No reference occurs twice."""
    parts = [part for section in made.sections() for part in section.parts()]
    by_ref = {part.ref: part for part in parts}
    assert len(by_ref) == len(parts)
    return by_ref


def read_html(made: Document) -> str:
    """Return the text of a document that was written as HTML."""
    return BeautifulSoup(html(made), "html.parser").body.get_text("")  # type: ignore[union-attr]


def read_docx(made: Document) -> str:
    """Return the text of a document that was written as DOCX."""
    body = docx.Document(io.BytesIO(write_docx(made))).element.body
    return "".join(node.text or "" for node in body.iter(qn("w:t")))


def read_markdown(made: Document) -> str:
    """Return the text of a document that was written as Markdown, as GitHub shows it."""
    return BeautifulSoup(GITHUB.render(markdown(made)), "html.parser").get_text("")


READERS: dict[str, Callable[[Document], str]] = {
    "html": read_html,
    "docx": read_docx,
    "md": read_markdown,
}


def squeezed(text: str) -> str:
    """Return a text without any spaces, which formats set differently."""
    return "".join(text.split())
