"""The records of tables and of their columns, and of the lists of their rows. Data."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.loader.schema_types import Field, RecordType

TABLES = "tables"  # the folder of the tables, next to the flows

MAX_ROWS = 500  # of a table: each is a flow, which is checked and exported by itself

MAX_COLUMNS = 200

# What the cells of a column can contain, and what that means to authors.
COLUMN_KINDS: Mapping[str, str] = {
    "text": "Any text.",
    "number": "A whole number, 0 or more.",
    "date": "A date such as 2026-11-23.",
    "choice": "One of the ids under `choices`.",
    "url": "A URL that begins with https://.",
    "sources": "Ids of sources, separated by semicolons or spaces.",
    "level": "The id of an evidence level.",
}

# The value of a condition on an empty cell.
EMPTY = "empty"

# The kinds of which each other language can have its own column.
TRANSLATED_KINDS = ("text", "url")

# Records that a template can leave out of some rows, of those that have no condition elsewhere.
ROW_PARTS = (
    "question",
    "outcome",
    "answer",
    "labelled answer",
    "rule",
    "claim",
    "shared claim",
    "pointer",
    "blank",
)

# The kinds of the items of lists of text, each of which a template can leave out of some rows.
TEXT_ITEMS = ("text", "passage", "remark")

TABLE = Field(
    "table",
    "table id",
    "The table in `tables/` that this is a template for: there is one for each of its rows.",
)

INDEX = Field("index", "index", "The page that lists the rows; a template needs it.")

EACH = Field("each", "list of listed claim", "What the topic says of each row; a template.")

TABLE_RECORDS: Mapping[str, RecordType] = {
    "table": RecordType(
        "What the columns of a table are. The rows are in the CSV file of the same name.",
        (
            Field(
                "row",
                "id",
                "What a row is called in texts, as in {state.name}, and in conditions.",
                True,
                example="state",
            ),
            Field("id", "column", "The column with the ids of the rows.", True, example="code"),
            Field("name", "column", "The column with the names of the rows.", True, example="code"),
            Field("search", "list of column", "More columns by which readers find a row."),
            Field("moved", "table of id", "Old ids of rows and their replacements."),
            Field("removed", "list of id", "Old ids of rows that have no replacement."),
            Field("columns", "table of table column", "The columns, by their headings.", True),
        ),
    ),
    "table column": RecordType(
        "A column of a table.",
        (
            Field("kind", "column kind", "What its cells contain.", True, example="text"),
            Field("required", "flag", "Whether no cell may be empty."),
            Field(
                "languages",
                "flag",
                "Whether each other language has its own column, such as `name.es`.",
            ),
            Field("choices", "choices", "The labels of a choice, by the ids in the cells."),
        ),
    ),
    "choices": RecordType(
        "The labels of choices, by the ids in the cells.",
        (),
        Field("choice", "text", "What readers see.", limit=120, example="working days"),
    ),
    "index": RecordType(
        "The page that lists the rows of a table.",
        (
            Field("title", "text", "Its title.", True, 80, example="Ask a state for its papers"),
            Field(
                "summary", "text", "What readers find there, in one or two sentences.", limit=300
            ),
            Field("ask", "text", "The question that a row answers.", example="Which state?"),
        ),
    ),
}
