"""The codes of problems with tables, and with templates over their rows. Data."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.model.problems import Code

TABLE_CODES: Mapping[str, Mapping[str, Code]] = {
    "Tables": {
        "cell-empty": Code("The text that needs the cell would have a gap in this row."),
        "cell-value": Code("A cell that is not of its column's kind was mostly typed wrongly."),
        "column-choices": Code("Readers see the label of a choice, and conditions name its id."),
        "column-name": Code("Texts and conditions name columns by their headings."),
        "column-unknown": Code("A value with a wrong name would be missing from all pages."),
        "column-value": Code("A condition on a value that no cell can have is never true."),
        "row-id": Code("The id of a row is in URLs, so each row needs its own."),
        "row-moved": Code("Old links to a row must lead to a row of today."),
        "row-text": Code("Each row needs a text that fits it, and one that readers can read."),
        "table-csv": Code("A cell in the wrong column would be a wrong fact about its row."),
        "table-files": Code("A table needs its rows and what its columns mean."),
        "table-large": Code("The limit keeps a site quick to load and possible to review."),
        "table-unknown": Code("A template becomes nothing without its table."),
        "translation-columns": Code(
            "Readers of each language must get the same numbers, from columns that exist."
        ),
        "translation-differs": Code("A page would show the translation of another row."),
    },
}
