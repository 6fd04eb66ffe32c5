"""`write_csv`: a flow as a table."""

from __future__ import annotations

import csv
import io
from html import unescape

from tests.convert.helpers import ENGLISH, GUARDED, HOSTILE, OTHER, Write, flow_of_texts, squeezed
from wizard import load_flow
from wizard.convert.rich_text import FORBIDDEN
from wizard.convert.write_csv import lines, row


def test_row_quotes_cells_if_needed() -> None:
    """Commas, quotes and line ends are part of a cell."""
    cells = ["a", "b,c", 'd "e"', "f\ng", "h\ri", ""]
    assert row(cells) == 'a,"b,c","d ""e""","f\ng","h\ri",'
    assert next(csv.reader(io.StringIO(row(cells), newline=""))) == cells


def test_csv_has_a_row_for_each_branch_and_outcome(write: Write) -> None:
    """Targets in other flows are outcomes at the end; each branch names its condition."""
    write(other=OTHER)
    rows = [*csv.reader(lines(load_flow(write(guide=GUARDED) / "guide.yaml"), ENGLISH))]
    assert rows[0] == ["id", "text", "answer", "next"]
    assert [each[0] for each in rows[1:]] == [
        *["license"] * 3,
        *["lease"] * 3,
        *["car"] * 5,
        "one",
        "two",
        "other/end",
        "other/",
    ]
    assert rows[1] == ["license", "Do you have a card?", "Yes", "lease"]
    assert rows[9] == ["car", "Do you have a car?", "Yes – otherwise", "other/"]
    assert rows[12] == ["one", "The one", "", ""]
    assert rows[14] == ["other/end", "other/end", "", ""]


def test_csv_escapes_html_in_text() -> None:
    """The importer reads cells as HTML, so `<b>` must not become bold when read again."""
    rows = [*csv.reader(lines(flow_of_texts(["<b>", "A & B &amp;"]), ENGLISH))]
    assert [each[1] for each in rows[3:]] == ["&lt;b>", "A & B &amp;amp;"]


def test_csv_has_any_text_on_one_line() -> None:
    """Line ends and characters that no flow can contain are left out."""
    written = [*lines(flow_of_texts(HOSTILE), ENGLISH)]
    assert len(written) == 1 + 2 * len(HOSTILE)
    for line, text in zip(written[1:], HOSTILE, strict=False):
        assert not FORBIDDEN.search(line)
        (_, _, label, _) = next(csv.reader([line]))
        assert squeezed(unescape(label)) == squeezed(text)
