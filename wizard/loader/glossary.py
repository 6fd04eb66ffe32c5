"""Reading `glossary.yaml`: terms, their explanations and their translations."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from wizard.i18n.translator import is_language
from wizard.loader.reader import NodeReader
from wizard.loader.schema import RECORD_TYPES
from wizard.loader.yaml_nodes import MappingNode
from wizard.model.site import Term


def read_glossary(reader: NodeReader, table: MappingNode) -> Mapping[str, Term]:
    """Return the terms of a glossary's table. Each code of a language is a key of a term, too."""
    terms = {}
    name_field = RECORD_TYPES["term"].rest
    # The schema gives the limit of a translated name.
    assert name_field
    for key, node in table:
        what = f'the term "{key.text}"'
        keys = node.entries if isinstance(node, MappingNode) else ()
        # Every valid code, and not only the site's languages, as in the JSON Schema. A misspelled
        # code is reported as an unknown key.
        languages = [code for code in keys if is_language(code)]
        entry, fields = reader.fields(node, "term", what, languages)
        names = {code: reader.text(entry, code, what, name_field.limit) for code in languages}
        terms[key.text] = Term(
            text=key.text, names=MappingProxyType(names), location=key.location, **fields
        )
    return MappingProxyType(terms)
