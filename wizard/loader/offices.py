"""Reading `offices.yaml`, and the lists of ids that name offices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wizard.loader.evidence import read_citations, read_level
from wizard.loader.reader import NodeReader, is_missing
from wizard.loader.suggest import by_fold
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode
from wizard.model.evidence import Level, Source
from wizard.model.offices import Office

CONTACTS = ("url", "address", "phone")  # keys of an office, which needs one of them


def read_offices(
    reader: NodeReader,
    table: MappingNode,
    sources: Mapping[str, Source],
    levels: Mapping[str, Level],
) -> dict[str, Office]:
    """Return the offices of a file's table, by id."""
    # Kept even if an id is invalid, so that pages which name it are not reported as well.
    return {key.text: _read_office(reader, key, node, sources, levels) for key, node in table}


def _read_office(
    reader: NodeReader,
    key: ScalarNode,
    node: Node,
    sources: Mapping[str, Source],
    levels: Mapping[str, Level],
) -> Office:
    name = reader.identifier(key, "an office")
    what = f'the office "{name}"'
    table, fields = reader.fields(node, "office", what)
    # A table without keys is the reader's placeholder for a node that it has already reported.
    if table.entries and all(is_missing(table, contact) for contact in CONTACTS):
        message = f'{what} needs a "url", an "address" or a "phone"'
        reader.report(key.location, "office-contact", message)
    return Office(
        id=name,
        level=read_level(reader, table, what, key.location, levels),
        address=reader.texts(table, "office", "address", what),
        cite=tuple(read_citations(reader, table, what, sources)),
        location=key.location,
        **fields,
    )


def read_office_ids(
    reader: NodeReader, table: MappingNode, what: str, offices: Mapping[str, Office]
) -> Iterator[Office]:
    """Yield the offices whose ids are listed under `offices`, and report unknown ids."""
    for node in reader.items(table, "offices", what, "id"):
        name = reader.word(node, f"an office of {what}")
        # An empty name comes from a node that is not text, which is already reported.
        if name in offices:
            yield offices[name]
        elif isinstance(node, ScalarNode) and name:
            shown = by_fold((each.name, key) for key, each in offices.items())
            hint, fix = reader.suggest(node, offices, shown)
            message = f'there is no office "{name:.60}" in offices.yaml.{hint}'
            reader.report(node.location, "office-unknown", message, fix)
