"""Sources and claims: tables of them, and the lists of ids that cite a source or name a claim."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from wizard.loader import forms
from wizard.loader.reader import NodeReader, is_missing
from wizard.loader.suggest import by_fold, quoted_list
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode
from wizard.model.evidence import BUILT_IN, IMPORTED, OPEN, Claim, Level, Source
from wizard.model.problems import Location


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the claims of a file can refer to, each by its id.

    Attributes:
        claims: The claims of claims.yaml. None for one that a row leaves out.
        sources: The sources of sources.yaml.
        levels: The evidence levels of the guide.
    """

    claims: Mapping[str, Claim | None]
    sources: Mapping[str, Source]
    levels: Mapping[str, Level]


def read_levels(reader: NodeReader, site: MappingNode) -> Mapping[str, Level]:
    """Return the evidence levels of `site.yaml` by id, or the built-in ones if it has none.

    There are none if they could not be read, which is reported.
    """
    if "levels" not in site.entries:
        return BUILT_IN
    table = reader.subtable(site, "levels")
    levels: dict[str, Level] = {}
    for key, node in table:
        name = reader.identifier(key, "a level")
        what = f'the level "{name}"'
        level, fields = reader.fields(node, "evidence level", what)
        fields["strength"] = int(fields["strength"] or 0)
        # Unlike other flags, true if it is missing: a claim without a source is the exception.
        fields["needs_source"] |= "source" not in level.entries
        fields["open"] = fields["open"] or OPEN[0]
        levels[name] = Level(id=name, rank=len(levels), location=key.location, **fields)
    if not levels:
        if isinstance(site.get("levels"), MappingNode):
            message = '"levels" has no level; add one, or delete the key to use the built-in levels'
            reader.report(table.location, "text-missing", message)
        return {}
    return {**levels, IMPORTED.id: levels.get(IMPORTED.id, IMPORTED)}


def read_sources(reader: NodeReader, table: MappingNode) -> dict[str, Source]:
    """Return the sources of a table, by id."""
    sources = {}
    for key, node in table:
        name = reader.identifier(key, "a source")
        _, fields = reader.fields(node, "source", f'the source "{name}"')
        # Kept even if its id is invalid, so that claims which cite it are not reported as well.
        sources[name] = Source(id=name, location=key.location, **fields)
    return sources


def read_claims(
    reader: NodeReader,
    table: MappingNode,
    sources: Mapping[str, Source],
    levels: Mapping[str, Level],
) -> dict[str, Claim]:
    """Return the claims of a table, by id."""
    claims = {}
    for key, node in table:
        name = reader.identifier(key, "a claim")
        what = f'the claim "{name}"'
        known = (sources, levels, name)
        claims[name] = read_claim(reader, node, "shared claim", what, key.location, *known)
    return claims


def read_claim(
    reader: NodeReader,
    node: Node,
    record: str,
    what: str,
    location: Location,
    sources: Mapping[str, Source],
    levels: Mapping[str, Level],
    name: str = "",
) -> Claim:
    """Return a claim with its level, text and sources.

    `record` is "shared claim" in claims.yaml, "own claim" in an outcome, and "claim" elsewhere.
    """
    table, fields = reader.fields(node, record, what)
    cite = tuple(read_citations(reader, table, what, sources))
    level = read_level(reader, table, what, location, levels)
    return Claim(id=name, level=level, cite=cite, location=location, **fields)


def read_level(
    reader: NodeReader,
    table: MappingNode,
    what: str,
    location: Location,
    levels: Mapping[str, Level],
) -> Level:
    """Return the level of a claim or an office, and report a missing source if it needs one."""
    name, node = reader.text(table, "level", what), table.get("level")
    if name in levels:
        if levels[name].needs_source and is_missing(table, "cite"):
            message = f'{what} cites no source, which the level "{name}" requires; add "cite"'
            reader.report(location, "claim-source", message)
        return levels[name]
    # If the levels could not be read, the guide may have one of this name.
    if name and levels and isinstance(node, ScalarNode):
        hint, fix = reader.suggest(node, levels)
        hint = hint or f" Use one of {quoted_list(levels)}."
        message = f'there is no level "{name:.60}".{hint}'
        reader.report(node.location, "level-unknown", message, fix)
    return Level(name, "", 0)


def read_citations(
    reader: NodeReader, table: MappingNode, what: str, sources: Mapping[str, Source]
) -> Iterator[Source]:
    """Yield the sources whose ids are listed under `cite`.

    Reports unknown ids, and sources that readers cannot tell apart.
    """
    titles: dict[str, str] = {}
    for node in reader.items(table, "cite", what, "id"):
        name = reader.word(node, f"a source of {what}")
        # An empty name comes from a node that is not text, which is already reported.
        if name in sources:
            title = sources[name].title
            if title and titles.setdefault(title, name) != name:
                message = f'{what} cites two sources with the title "{title:.60}"'
                reader.warn(node.location, "source-title", message)
            yield sources[name]
        elif name:
            assert isinstance(node, ScalarNode)  # as it has a name
            shown = (
                (text, key) for key, each in sources.items() for text in (each.title, each.url)
            )
            hint, fix = reader.suggest(node, sources, by_fold(shown))
            hint = hint or " Describe it in sources.yaml."
            message = f'there is no source "{name:.60}".{hint}'
            reader.report(node.location, "source-unknown", message, fix)


def read_claim_ids(
    reader: NodeReader, table: MappingNode, key: str, what: str, claims: Mapping[str, Claim | None]
) -> Iterator[Claim]:
    """Yield the claims of claims.yaml whose ids are listed under a key, and report unknown ids."""
    for node in reader.items(table, key, what, "id"):
        yield from _claim_by_id(reader, node, f"a claim of {what}", claims)


def read_claim_list(
    reader: NodeReader, table: MappingNode, key: str, what: str, evidence: Evidence
) -> Iterator[Claim]:
    """Yield the claims that are listed under a key, each by its id or written inline."""
    what = f"a claim of {what}"
    for node in reader.items(table, key, what, "listed claim"):
        if isinstance(node, ScalarNode):
            yield from _claim_by_id(reader, node, what, evidence.claims)
        else:
            known = (node.location, evidence.sources, evidence.levels)
            yield read_claim(reader, node, "claim", what, *known)


def _claim_by_id(
    reader: NodeReader, node: Node, what: str, claims: Mapping[str, Claim | None]
) -> Iterator[Claim]:
    """Yield the claim of claims.yaml that a node names, and report an unknown id."""
    name = reader.word(node, what)
    if name in claims:
        if claim := claims[name]:
            yield claim
    elif isinstance(node, ScalarNode) and name:
        report_unknown_claim(reader, node, claims)


def report_unknown_claim(
    reader: NodeReader,
    node: ScalarNode,
    claims: Mapping[str, Claim | None],
    templates: Collection[str] = (),
) -> None:
    """Report a text that is not the id of a claim in claims.yaml.

    `templates` are the ids of claims that only the rows of a table have.
    """
    name = node.text.strip()
    if name in templates:
        message = f'the claim "{name:.60}" is a template: only templates over its table can use it'
        reader.report(node.location, "claim-unknown", message)
        return
    hint, fix = reader.suggest(
        node, claims, by_fold((each.text, key) for key, each in claims.items() if each)
    )
    message = f'there is no claim "{name:.60}" in claims.yaml.{hint}'
    # Words with spaces between them are the text of a claim, unless a claim has this text already.
    if " " in name and not fix:
        message = "a claim is an id in claims.yaml, or a table with its level and its text"
        message += forms.write(forms.as_table(node, "own claim"))
    reader.report(node.location, "claim-unknown", message, fix)
