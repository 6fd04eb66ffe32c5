"""Reading `changes.yaml`: what changed in the guide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from wizard.loader.evidence import read_claim_ids
from wizard.loader.reader import NodeReader, is_missing
from wizard.loader.references import References
from wizard.loader.shared import SharedFiles
from wizard.loader.yaml_nodes import Node, ScalarNode
from wizard.model.changes import NEED_CLAIMS, Change


def read_changes(shared: SharedFiles) -> Mapping[str, Change]:
    """Return the changes of a folder by id, the newest first."""
    changes = [_read_change(shared, key, node) for key, node in shared.table("changes")]
    # Changes of one day stay in the order of the file: a reversed sort is stable as well.
    changes.sort(key=lambda change: change.day or date.min, reverse=True)
    return MappingProxyType({change.id: change for change in changes})


def _read_change(shared: SharedFiles, key: ScalarNode, node: Node) -> Change:
    reader = NodeReader(shared.problems)
    name = reader.identifier(key, "a change")
    what = f'the change "{name}"'
    table, fields = reader.fields(node, "change", what)
    if fields["kind"] in NEED_CLAIMS and is_missing(table, "claims"):
        message = f'{what} has the kind "{fields["kind"]}" but no basis: list its "claims"'
        reader.report(key.location, "change-basis", message)
    to = table.get("to")
    return Change(
        id=name,
        # The file is not a flow, so a target cannot be a step alone.
        to=References(shared, reader).target(to, what) if to else None,
        claims=tuple(read_claim_ids(reader, table, "claims", what, shared.claims)),
        location=key.location,
        **fields,
    )
