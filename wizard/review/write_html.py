"""The document as one HTML file, with its style inside, without scripts."""

from __future__ import annotations

import re

from jinja2 import Environment, FileSystemLoader

from wizard.pages.markup import markdown_below_headings
from wizard.resources import DATA
from wizard.review.changes import new_words
from wizard.review.document import Document, rows

# Where a long reference may be broken. A `wbr` is not copied with it.
_PLACES = re.compile(r"(?<=/)|(?=[.={])")

TEMPLATES = DATA / "templates" / "review"


def html(document: Document) -> str:
    """Return the document as HTML."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, keep_trailing_newline=True
    )
    made = environment.get_template("document.html").render(
        document=document,
        markdown=markdown_below_headings,
        new_words=new_words,
        pieces=_PLACES.split,
        rows=rows,
    )
    style = (TEMPLATES / "document.css").read_text("utf-8")
    # Templates contain no style, which the pages of a guide forbid.
    return made.replace("</head>", f"<style>\n{style}</style>\n</head>", 1)
