"""What all flows of a folder share: the shared files, and the ids that a target can refer to."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from wizard.loader.deadlines import read_deadlines
from wizard.loader.evidence import (
    Evidence,
    read_citations,
    read_claim,
    read_claim_list,
    read_claims,
    read_levels,
    read_sources,
)
from wizard.loader.files import Files, files_in
from wizard.loader.offices import read_offices
from wizard.loader.reader import NodeReader
from wizard.loader.schema import FILES, SHARED
from wizard.loader.schema_flow import MAX_TOPIC
from wizard.loader.table_reader import read_tables
from wizard.loader.templates import Templates
from wizard.loader.texts import check_texts
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.deadlines import Deadlines
from wizard.model.evidence import Claim, Level, Source
from wizard.model.letters import LETTERS
from wizard.model.offices import Office
from wizard.model.problems import Location, Problem
from wizard.model.site import Site, Topic


@dataclass
class SharedFiles:
    """The shared files of a folder, each read once, when it is first needed.

    `problems` are those of the folder itself and of its shared files, and `unreadable` has the
    names of those that cannot be read. A folder whose files change needs a new reader.
    """

    path: Path
    problems: list[Problem] = field(default_factory=list)
    files: Files = field(default_factory=Files)
    unreadable: set[str] = field(default_factory=set)
    _steps: dict[str, frozenset[str] | None] = field(default_factory=dict)
    _claims_for: dict[tuple[str, str], Mapping[str, Claim | None]] = field(default_factory=dict)

    def table(self, name: str) -> MappingNode:
        """Return the table of a shared file, which is empty if there is no such file."""
        # All shared files are optional. `lexists` is true for a broken link too, which is a mistake
        # and must not be silently ignored.
        path = self.path / f"{name}.yaml"
        table = MappingNode({}, Location(str(path)))
        if os.path.lexists(path):
            found = self.files.read(path, self.problems)
            if found is None:
                self.unreadable.add(name)
            table = found or table
        check_texts(NodeReader(self.problems), table, FILES[name].kind)
        return table

    # Cached, since reading reports problems, and each must be reported once. The order does not
    # matter: problems are sorted at the end.

    @cached_property
    def site_fields(self) -> tuple[MappingNode, dict[str, Any]]:
        """The table of `site.yaml`, and its values as `NodeReader.fields` returns them."""
        return NodeReader(self.problems).fields(self.table("site"), "site", "the site")

    @cached_property
    def templates(self) -> Templates:
        """The tables, and which parts of the folder are templates over them."""
        site, _ = self.site_fields
        listed = site.get("languages")
        nodes = listed.items if isinstance(listed, SequenceNode) else ()
        codes = [node.text.strip() for node in nodes if isinstance(node, ScalarNode)]
        first, *others = codes or Site.languages
        tables, unclear = read_tables(self.path, self.files, others, self.problems)
        return Templates(tables, dict(self._template_ids()), first, unclear)

    def _template_ids(self) -> Iterator[tuple[str, str]]:
        """Yield the id of each template, such as `letters/request`, with the id of its table."""
        for parent, area in ((self.path, ""), (self.path / LETTERS, f"{LETTERS}/")):
            for path in files_in(parent, ".yaml", []) if os.path.lexists(parent) else ():
                # The problems of that file are reported where it is read.
                node = None if path.stem in SHARED and not area else self.files.read(path, [])
                yield from _template_id(f"{area}{path.stem}", node)
        path = self.path / "deadlines.yaml"
        deadlines = self.files.read(path, []) if os.path.lexists(path) else None
        events = deadlines.get("events") if deadlines else None
        for key, event in events if isinstance(events, MappingNode) else ():
            yield from _template_id(f"deadlines/{key.text}", event)

    @cached_property
    def levels(self) -> Mapping[str, Level]:
        """The evidence levels, by id and in their order; none if they cannot be read."""
        table, _ = self.site_fields
        # It may define some.
        if "site" in self.unreadable:
            return {}
        return read_levels(NodeReader(self.problems), table)

    @cached_property
    def needs_claims(self) -> bool:
        """Whether each outcome needs a claim: only if `site.yaml` surely does not say otherwise."""
        table, _ = self.site_fields
        return "claims" not in table.entries and "site" not in self.unreadable

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources of `sources.yaml`, by id."""
        return read_sources(NodeReader(self.problems), self.table("sources"))

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """The claims of `claims.yaml` that are no templates, by id."""
        reader, nodes = NodeReader(self.problems), self.table("claims")
        entries = {
            name: pair for name, pair in nodes.entries.items() if name not in self.row_claims
        }
        table = MappingNode(entries, nodes.location, nodes.end)
        return read_claims(reader, table, self.sources, self.levels)

    @cached_property
    def row_claims(self) -> Mapping[str, Mapping[str, Claim]]:
        """The claims of each template in `claims.yaml`, by its id and the id of the row."""
        claims = {}
        for key, node in self.table("claims"):
            if isinstance(node, MappingNode) and "table" in node.entries:
                name = NodeReader(self.problems).identifier(key, "a claim")
                claims[name] = self._claims_of(name, key.location, node)
        return claims

    def _claims_of(self, name: str, location: Location, node: MappingNode) -> dict[str, Claim]:
        """Return the claims that a template becomes, by row."""
        what = f'the claim "{name}"'

        def read(of_row: NodeReader, filled: MappingNode, row: str) -> Claim:
            check_texts(of_row, filled, "claim")
            known = (location, self.sources, self.levels)
            return read_claim(of_row, filled, "shared claim", what, *known, f"{name}/{row}")

        return self.templates.read_each(node, self.problems, read)

    def claims_for(self, part: str) -> Mapping[str, Claim | None]:
        """Return the claims that a part of the folder can name, by id.

        For a part of a template, such as `records/al`, these are also the claims of its row: None
        for one that the row leaves out.
        """
        template, _, row = part.rpartition("/")
        table = self.templates.parts.get(template, "")
        return self._claims_of_row(table, row) if table else self.claims

    def _claims_of_row(self, table: str, row: str) -> Mapping[str, Claim | None]:
        """Return the claims of `claims.yaml` by id, with those of the templates over a table."""
        if (table, row) not in self._claims_for:
            nodes = self.table("claims")
            of_row = {
                name: claims.get(row)
                for name, claims in self.row_claims.items()
                if _table_of(nodes.get(name)) == table
            }
            self._claims_for[table, row] = {**self.claims, **of_row}
        return self._claims_for[table, row]

    @cached_property
    def offices(self) -> Mapping[str, Office]:
        """The offices of `offices.yaml`, by id."""
        reader = NodeReader(self.problems)
        return read_offices(reader, self.table("offices"), self.sources, self.levels)

    @cached_property
    def topics(self) -> Mapping[int, Topic]:
        """The topics of `topics.yaml`, by number and in the order of their numbers."""
        reader, known = NodeReader(self.problems), (self.sources, self.levels)
        topics = {}
        for key, node in self.table("topics"):
            # Without leading zeros, since the number is part of a URL and each page has one URL.
            if not re.fullmatch("[1-9][0-9]{0,2}", key.text):
                message = f'a topic must have a number from 1 to {MAX_TOPIC}, not "{key.text:.20}"'
                reader.report(key.location, "topic-number", message)
                continue
            number = int(key.text)
            what = f"topic {number}"
            topic, fields = reader.fields(node, "topic", what)
            cite = tuple(read_citations(reader, topic, what, self.sources))
            claims = tuple(
                read_claim(reader, claim, "claim", f"a claim of {what}", claim.location, *known)
                for claim in reader.items(topic, "claims", what, "claim")
            )
            topics[number] = Topic(
                number=number,
                claims=claims,
                cite=cite,
                table=reader.text(topic, "table", what),
                each=self._each_row(reader, topic, what),
                location=key.location,
                **fields,
            )
        return dict(sorted(topics.items()))

    def _each_row(
        self, reader: NodeReader, topic: MappingNode, what: str
    ) -> dict[str, tuple[Claim, ...]]:
        """Return what a topic says of each row of its table; nothing if it names no table."""
        for key, other in (("table", "each"), ("each", "table")):
            if key in topic.entries and other not in topic.entries:
                message = f'{what} has "{key}" but no "{other}"'
                reader.report(topic.location_of(key), "key-missing", message)
                return {}
        if "table" not in topic.entries:
            return {}
        # What else the topic says is about no row.
        keys = {key: pair for key, pair in topic.entries.items() if key in ("table", "each")}
        node, table = MappingNode(keys, topic.location, topic.end), _table_of(topic)

        def read(of_row: NodeReader, filled: MappingNode, row: str) -> tuple[Claim, ...]:
            check_texts(of_row, filled, "topic")
            evidence = Evidence(self._claims_of_row(table, row), self.sources, self.levels)
            claims = tuple(read_claim_list(of_row, filled, "each", what, evidence))
            if not claims and not of_row.problems:
                message = f'{what} has no claim for this row; add one without "if" to "each"'
                of_row.report(filled.location_of("each"), "row-text", message)
            return claims

        return self.templates.read_each(node, reader.problems, read)

    def topic_numbers(self, reader: NodeReader, table: MappingNode, what: str) -> Iterator[int]:
        """Yield the numbers of topics under `topics`, and report those that do not exist."""
        for node in reader.items(table, "topics", what, "number"):
            text = reader.word(node, f"a topic of {what}")
            # The same digits as for the keys of topics.yaml, so that 7 and 07 are not the same
            # topic.
            if re.fullmatch("[1-9][0-9]{0,2}", text) and int(text) in self.topics:
                yield int(text)
            elif text:
                message = f'{what} names topic "{text:.20}", which is not in topics.yaml'
                reader.report(node.location, "topic-unknown", message)

    @cached_property
    def deadlines(self) -> Deadlines | None:
        """The deadlines of `deadlines.yaml`, if there is such a file."""
        if not os.path.lexists(self.path / "deadlines.yaml"):
            return None
        reader, table = NodeReader(self.problems), self.table("deadlines")
        return read_deadlines(reader, table, self.templates, self._evidence_for)

    def _evidence_for(self, part: str) -> Evidence:
        """Return what the claims of a part of the folder can refer to, as for `claims_for`."""
        return Evidence(self.claims_for(part), self.sources, self.levels)

    @cached_property
    def areas(self) -> Mapping[str, Collection[str] | None]:
        """The parts of the site other than flows that a target can name, with the ids in each.

        The ids are None if they cannot be read.
        """
        areas: dict[str, Collection[str] | None] = {}
        if self.deadlines:
            lists = [each for each in self.templates.parts if each.startswith("deadlines/")]
            # Of a template also the list of its rows, and the rows that have a problem.
            ids = [each.partition("/")[2] for each in (*lists, *self._ids_of_rows(lists))]
            events = [*{**self.deadlines.events, **dict.fromkeys(ids)}]
            areas["deadlines"] = None if "deadlines" in self.unreadable else events
        # By their files alone: a link to an invalid letter is right. `read_letters` reports
        # problems.
        if letters := files_in(self.path / LETTERS, ".yaml", []):
            names = [f"{LETTERS}/{path.stem}" for path in letters]
            ids = [*names, *self._ids_of_rows(names)]
            areas[LETTERS] = [each.removeprefix(f"{LETTERS}/") for each in ids]
        return areas

    def _ids_of_rows(self, names: Iterable[str]) -> Iterator[str]:
        """Yield the ids of what the templates among these parts become."""
        for name in names:
            if table := self.templates.table_of(name):
                yield from (f"{name}/{row}" for row in table.rows)

    @cached_property
    def flow_ids(self) -> tuple[str, ...]:
        """The ids of all flows in the folder."""
        # Also flows that turn out to be invalid: a link to one of them is right.
        stems = [path.stem for path in files_in(self.path, ".yaml", [])]
        names = [name for name in stems if name not in SHARED]
        # A link to a template is right too: it leads to the list of its rows.
        return (*names, *self._ids_of_rows(names))

    def steps_of(self, flow: str) -> frozenset[str] | None:
        """Return the ids of a flow's steps, or None if they cannot be read.

        Reads nothing but the keys of the steps, so flows can refer to each other.
        """
        if flow not in self._steps:
            name, _, row = flow.partition("/")
            steps = self._steps_in(name)
            self._steps[flow] = self.templates.keys_for(name, row, steps) if steps else None
        return self._steps[flow]

    def steps_left_out(self, flow: str) -> Collection[str]:
        """Return the ids of a template's steps that the flow of one of its rows does not have."""
        name, _, row = flow.partition("/")
        steps = self._steps_in(name) if row else None
        return {*steps.entries} - {*(self.steps_of(flow) or ())} if steps else ()

    def _steps_in(self, name: str) -> MappingNode | None:
        """Return the table of the steps in the file of a flow or a template, if it has one."""
        # The problems of that file are reported when it is read as a flow.
        table = self.files.read(self.path / f"{name}.yaml", [])
        steps = table.get("steps") if table else None
        return steps if isinstance(steps, MappingNode) else None


def _template_id(id_: str, node: Node | None) -> Iterator[tuple[str, str]]:
    """Yield the id of a part of the folder with the id of its table, if it is a template."""
    if isinstance(node, MappingNode) and "table" in node.entries:
        yield id_, _table_of(node)


def _table_of(node: Node | None) -> str:
    """Return the id of the table that a template names, or empty text."""
    table = node.get("table") if isinstance(node, MappingNode) else None
    return table.text.strip() if isinstance(table, ScalarNode) else ""
