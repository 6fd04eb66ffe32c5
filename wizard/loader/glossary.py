"""`glossary.yaml` as terms."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from wizard.i18n.translator import is_language
from wizard.loader.reader import NodeReader
from wizard.loader.schema import keys_of
from wizard.loader.yaml_nodes import MappingNode
from wizard.model.site import Term

TERM_KEYS = keys_of("term")


def read_glossary(reader: NodeReader, table: MappingNode) -> Mapping[str, Term]:
    """The terms of a glossary's table."""
    found = {}
    for key, node in table:
        what = f'the term "{key.text}"'
        languages = (
            [name.text for name, _ in node if is_language(name.text)]
            if isinstance(node, MappingNode)
            else []
        )
        entry = reader.table(node, what, (*TERM_KEYS, *languages))
        found[key.text] = Term(
            text=key.text,
            means=reader.text(entry, "means", what, 80),
            keep=reader.flag(entry, "keep", what),
            names=MappingProxyType(
                {code: reader.text(entry, code, what, 80) for code in languages}
            ),
            location=key.location,
        )
    return MappingProxyType(found)
