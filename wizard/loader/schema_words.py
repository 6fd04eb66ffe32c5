"""The records of the files about words: glossary and synonyms. Data."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.loader.schema_types import Field, RecordType

WORD_RECORDS: Mapping[str, RecordType] = {
    "term": RecordType(
        "A term of the glossary.",
        (
            Field("means", "text", "Explanation added in brackets after the first use.", limit=80),
            Field("keep", "flag", "Whether the term stays the same in every language."),
        ),
        rest=Field("language", "text", "The term in this language.", limit=80),
    ),
    "synonyms": RecordType(
        "Words that mean the same to readers who search. A search for one finds all of them.",
        (),
        rest=Field(
            "language",
            "list of list of text",
            "The groups of this language; each has two or more words or phrases.",
            limit=60,
        ),
    ),
}
