"""Reading phone numbers and e-mail addresses that an action or a page leads to."""

from __future__ import annotations

from wizard.loader.reader import NodeReader
from wizard.loader.targets import TARGET
from wizard.loader.yaml_nodes import Node, ScalarNode
from wizard.model.contacts import is_contact, likely_contact
from wizard.model.problems import Fix

# Of each scheme, what a contact looks like.
_EXAMPLES = {
    "tel": "a number, as in tel:601-555-0123",
    "mailto": "only an address, as in mailto:help@example.org",
}


def read_contact(reader: NodeReader, node: Node, what: str) -> str:
    """Return a contact as a URL, or empty text if a node is not meant as one.

    A contact that is written in another form is reported, and then what it should be is returned.
    """
    text = node.text.strip() if isinstance(node, ScalarNode) else ""
    if is_contact(text):
        return text
    scheme, likely = text.partition(":")[0].lower(), likely_contact(text)
    is_meant = bool(likely) or (":" in text and scheme in _EXAMPLES)
    # A target may look like a contact: a step can have the id "call-911".
    if not is_meant or TARGET.fullmatch(text):
        return ""
    right = likely or _EXAMPLES[scheme]
    # The subject of an e-mail would be lost.
    is_certain = likely and "?" not in text and isinstance(node, ScalarNode)
    fix = Fix(node.location, node.end, likely) if is_certain else None
    message = f'{what} leads to "{text:.60}"; write {right}'
    reader.report(node.location, "target-contact", message, fix)
    return right
