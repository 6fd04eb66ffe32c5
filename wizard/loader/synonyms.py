"""Reading `synonyms.yaml`: words that mean the same to readers who search."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from wizard.i18n.search_words import search_words
from wizard.loader.reader import NodeReader
from wizard.loader.schema import RECORD_TYPES
from wizard.loader.suggest import quoted_list
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode

Groups = tuple[tuple[str, ...], ...]


def read_synonyms(
    reader: NodeReader, table: MappingNode, languages: Collection[str]
) -> Mapping[str, Groups]:
    """Return the groups of synonyms of a file's table, by the code of their language."""
    synonyms = {}
    for key, _ in table:
        what = f'the synonyms of "{key.text:.20}"'
        if key.text not in languages:
            rule = f"its languages are {quoted_list(languages)}"
            message = f'"{key.text:.20}" is not a language of this site; {rule}'
            reader.report(key.location, "synonym-language", message)
        seen: dict[tuple[str, ...], int] = {}
        groups = [
            _read_group(reader, node, f"a group of {what}", seen)
            for node in reader.items(table, key.text, what)
        ]
        synonyms[key.text] = tuple(groups)
    return MappingProxyType(synonyms)


def _read_group(
    reader: NodeReader, node: Node, what: str, seen: dict[tuple[str, ...], int]
) -> tuple[str, ...]:
    """Return the words of one group. `seen` has the lines of all words of the language so far."""
    field = RECORD_TYPES["synonyms"].rest
    # The schema gives the limit of a word.
    assert field
    if not isinstance(node, SequenceNode):
        message = f"{what} must be a list of words that mean the same: [one, two]"
        reader.report(node.location, "shape-list", message)
        return ()
    if len(node.items) < 2:
        message = f"{what} needs at least two words"
        reader.report(node.location, "synonym-alone", message)
    words = tuple(reader.word(item, f"a word of {what}", field.limit) for item in node.items)
    for item, word in zip(node.items, words, strict=True):
        # As the search compares them: it would not distinguish "Mvr" from "mvr".
        folded = tuple(search_words(word))
        if folded in seen:
            message = f'"{word:.60}" is already in a group in line {seen[folded]}'
            reader.report(item.location, "synonym-repeated", message)
        # Text that is missing, or no text at all, is already reported.
        elif isinstance(item, ScalarNode) and word:
            seen[folded] = item.location.line
    return words
