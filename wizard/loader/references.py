"""References between files: targets, actions, claims and citations."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from wizard.loader.reader import NodeReader, is_missing
from wizard.loader.schema import keys_of
from wizard.loader.suggest import did_you_mean
from wizard.loader.yaml_nodes import MappingNode, Node
from wizard.model.evidence import LEVELS, Claim, Source
from wizard.model.letters import LETTERS
from wizard.model.problems import Location
from wizard.model.site import Topic

CLAIM_KEYS = keys_of("claim")

SOURCE_KEYS = keys_of("source")

NAMED_KEYS = keys_of("claim by id")

ACTION_KEYS = keys_of("action")

ABSENT = {
    LETTERS: "{}/{}.yaml",
    "deadlines": "{}.yaml",
}  # what a target asks for that looks like a flow and is none


class SiteContext(Protocol):
    """What a flow may refer to outside of its own file."""

    @property
    def sources(self) -> Mapping[str, Source]: ...

    @property
    def claims(self) -> Mapping[str, Claim]: ...

    @property
    def topics(self) -> Mapping[int, Topic]: ...

    @property
    def areas(self) -> Mapping[str, Collection[str]]:
        """The places of the site that are no flows but that a target can name, with the ids of what is in them."""

    def flow_ids(self) -> list[str]:
        """The ids of all flows of the folder."""

    def steps_of(self, flow: str) -> frozenset[str]:
        """The ids of a flow's steps; none where it cannot be read."""


def read_sources(reader: NodeReader, table: MappingNode) -> dict[str, Source]:
    """The sources of a table, by id."""
    found = {}
    for key, node in table:
        name = reader.identifier(key, "a source")
        what = f'the source "{name}"'
        entry = reader.table(node, what, SOURCE_KEYS, ["title"])
        found[name] = Source(
            id=name,
            title=reader.text(entry, "title", what, 300),
            publisher=reader.text(entry, "publisher", what, 200),
            url=reader.address(entry, "url", what),
            note=reader.text(entry, "note", what, 1_000),
            checked=reader.date(entry, "checked", what),
            review_by=reader.date(entry, "review-by", what),
            location=key.location,
        )
    return found


def read_claim(
    reader: NodeReader,
    node: Node,
    what: str,
    name: str,
    location: Location,
    sources: Mapping[str, Source],
    more_keys: tuple[str, ...],
) -> Claim:
    """A claim that states its level, text and sources itself."""
    table = reader.table(node, what, (*CLAIM_KEYS, *more_keys), ["level", "text"])
    level = reader.choice(table, "level", what, LEVELS)
    cite = []
    for item in reader.row(table, "cite", what):
        cited = reader.word(item, f"a source of {what}")
        if cited in sources:
            cite.append(sources[cited])
        elif cited:
            reader.report(
                item.location,
                "source-unknown",
                f'there is no source "{cited}".{did_you_mean(cited, sources)}',
            )
    if level not in ("unknown", "") and is_missing(table, "cite"):
        reader.report(
            location,
            "claim-source",
            f'{what} cites no source; only a claim of the level "unknown" may',
        )
    text = reader.text(table, "text", what, 1_000)
    reviewed, review_by = (reader.date(table, key, what) for key in ("reviewed", "review-by"))
    return Claim(name, level, text, tuple(cite), reviewed, review_by, location=location)
