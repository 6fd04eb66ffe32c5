"""Reading all files of a folder: its flows, and the site around them."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from wizard.i18n.translator import is_language
from wizard.loader import forms, translations, validate
from wizard.loader.changes import read_changes
from wizard.loader.contacts import read_contact
from wizard.loader.flows import FlowReader
from wizard.loader.folders import folder_below, folder_like
from wizard.loader.glossary import read_glossary
from wizard.loader.letters import read_letters
from wizard.loader.offices import read_office_ids
from wizard.loader.reader import NodeReader
from wizard.loader.references import References
from wizard.loader.schema import RESERVED_FLOWS, RESERVED_PAGES, SHARED
from wizard.loader.shared import SharedFiles
from wizard.loader.suggest import Suggestion
from wizard.loader.synonyms import read_synonyms
from wizard.loader.texts import check_texts
from wizard.loader.translations import Translations
from wizard.loader.yaml_nodes import MappingNode, ScalarNode
from wizard.model.codes import CATEGORIES
from wizard.model.evidence import Claim, Source
from wizard.model.flow import Flow
from wizard.model.problems import Location, Problem, errors, reason_of
from wizard.model.site import ABOUT, ContentPage, Site, TopicGroup
from wizard.model.tables import template_of

MAX_FLOWS = 200

# Problems in an outcome's content do not affect the graph, so the graph is checked too.
CONTENT_CODES = {
    *CATEGORIES["Claims and sources"],
    *CATEGORIES["Offices"],
    *CATEGORIES["Topics"],
    "text-invisible",
    "text-long",
}


class SiteReader(SharedFiles):
    """A reader of a folder: its flows, and the site around them."""

    def flow_files(self) -> list[Path]:
        """Return the flow files of the folder, sorted, and report problems with the folder."""
        reader, location = NodeReader(self.problems), Location(str(self.path))
        try:
            # Editors keep hidden backup files next to the flows.
            names = sorted(name for name in os.listdir(self.path) if not name.startswith("."))
        except OSError as error:
            reader.report(location, "folder-unreadable", _unreadable_folder(self.path, error))
            return []
        for name in names:
            if name.endswith(".yml"):
                message = f'files of a guide end in ".yaml"; rename it to "{name[:-3]}yaml"'
                reader.report(Location(str(self.path / name)), "file-name", message)
        yaml_names = [name for name in names if name.endswith(".yaml")]
        flows = [self.path / name for name in yaml_names if name[:-5] not in SHARED]
        if not flows and not self.problems:
            message = 'there is no flow file here (a text file whose name ends in ".yaml")'
            reader.report(location, "folder-empty", message + folder_below(self.path))
        if len(flows) > MAX_FLOWS:
            message = f"{len(flows)} flows in one folder; the maximum is {MAX_FLOWS}"
            reader.report(location, "folder-large", message)
        # The first ones are still read, so that the author sees their problems too.
        return flows[:MAX_FLOWS]

    def flows(self, path: Path, problems: list[Problem]) -> dict[str, Flow]:
        """Return the flows of a file by id if they are valid, and add its problems to `problems`.

        A template has one for each row of its table; any other file has one.
        """
        own_problems: list[Problem] = []
        table = self.files.read(path, own_problems)
        if table is None or "table" not in table.entries:
            flow = self.flow_of(table, path, own_problems)
            problems += own_problems
            return {flow.id: flow} if flow else {}
        flows = self.templates.read_rows(
            path.stem,
            table,
            own_problems,
            lambda reader, filled, row: self._flow_of_row(reader, filled, path, row),
        )
        problems += own_problems
        return {} if errors(own_problems) else {flow.id: flow for flow in flows.values()}

    def _flow_of_row(
        self, reader: NodeReader, table: MappingNode, path: Path, row: str
    ) -> Flow | None:
        """Return the flow that a template becomes for a row, if it is valid."""
        return self.flow_of(table, path, reader.problems, f"{path.stem}/{row}")

    def flow_of(
        self, table: MappingNode | None, path: Path, problems: list[Problem], id_: str = ""
    ) -> Flow | None:
        """Return the flow of a table if it is valid. `problems` already has those of the YAML.

        `id_` is its id [default: the name of the file].
        """
        reader = NodeReader(problems)
        name = ScalarNode(path.stem, Location(str(path)))
        # Before the test for None: a bad name is reported even if the file cannot be read.
        reader.identifier(name, "a flow (the file's name)", RESERVED_FLOWS)
        if table is None:
            return None
        check_texts(reader, table, "flow")
        flow = FlowReader(self, reader, id_ or path.stem).read(table)
        # Graph rules on a partly read flow would report nonsense.
        if flow is None or {problem.code for problem in errors(problems)} - CONTENT_CODES:
            return None
        problems += validate.check_flow(flow)
        return None if errors(problems) else flow

    def site(self, flows: Mapping[str, Flow], needed: Collection[str] | None = None) -> Site:
        """Return the site around these flows, and add its problems to `problems`.

        `needed` are the languages whose catalogs are read, as for `check_folder`.
        """
        reader, what = NodeReader(self.problems), "the site"
        table, fields = self.site_fields
        self._check_flow_ids(reader, table)
        order = _in_order(flows.values(), fields["first"])
        languages = self._languages(reader, table)
        codes = tuple(code for code, _ in languages) or Site.languages
        translated = translations.for_languages(self.path, self.files, languages, needed)
        self.problems += [each for known in translated.values() for each in known.problems]
        # Before the texts of their rows are translated.
        letters, deadlines, topics = read_letters(self), self.deadlines, self.topics
        banner = table.get("banner")
        references = References(self, reader)
        return Site(
            flows=MappingProxyType({flow.id: flow for flow in order}),
            banner=references.action(banner, "banner", "the banner") if banner else None,
            pages=self._pages(references, table),
            frame=tuple(
                reader.origin(node, "a site that may embed this one")
                for node in reader.items(table, "frame", what)
            ),
            languages=codes,
            # Titles and ids are compared in lower case too.
            words=tuple(map(str.lower, reader.texts(table, "site", "words", what))),
            confirm=reader.texts(table, "site", "confirm", what),
            sources=self._cited_sources(order),
            levels=self.levels,
            claims={**self.claims, **self._claims_of_rows()},
            often=tuple(
                references.target(node, "a page that is often read")
                for node in reader.items(table, "often", what)
            ),
            topics=topics,
            topic_groups=tuple(self._topic_groups(reader, table)),
            offices=self.offices,
            texts={code: self._texts(code, known) for code, known in translated.items()},
            interface={code: known.interface for code, known in translated.items()},
            letters=letters,
            tables={name: data.table for name, data in self.templates.tables.items()},
            indexes=self.templates.indexes,
            deadlines=deadlines,
            changes=read_changes(self),
            glossary=read_glossary(reader, self.table("glossary")),
            synonyms=read_synonyms(reader, self.table("synonyms"), codes),
            **_with_defaults(fields, flows.values()),
        )

    def _texts(self, code: str, known: Translations) -> Mapping[str, str]:
        """Return the translations into a language, with those of the texts of rows."""
        path = str(translations.catalog_path(self.path, code))
        self.problems += self.templates.check_translations(known.entries, path)
        return self.templates.texts(code, known.entries, path, self.problems)

    def _claims_of_rows(self) -> dict[str, Claim]:
        """Return the claims that the templates of `claims.yaml` become, by id."""
        claims = [claim for of_rows in self.row_claims.values() for claim in of_rows.values()]
        return {claim.id: claim for claim in claims}

    def _check_flow_ids(self, reader: NodeReader, table: MappingNode) -> None:
        """Report `first` or `start` if it is not the id of a file with a flow."""
        # The ids of all files: a flow that is invalid is reported already.
        ids = [id_ for id_ in self.flow_ids if template_of(id_) == id_]
        for key in ("first", "start"):
            node = table.get(key)
            name = node.text.strip() if isinstance(node, ScalarNode) else ""
            if not isinstance(node, ScalarNode) or not name or name in ids:
                continue
            if name in self.flow_ids:
                # Lists of flows have the list of a template, and none of its rows.
                meant = template_of(name)
                message = f'"{name}" is a row; write {meant}, the template with all rows'
                fix = forms.renamed(node, meant)
            else:
                hint, fix = reader.suggest(node, ids)
                message = f'there is no flow "{name}".{hint}'
            reader.report(node.location, "flow-unknown", message, fix)

    def _languages(self, reader: NodeReader, table: MappingNode) -> list[tuple[str, Location]]:
        """Return the codes of the site's languages, with their locations."""
        languages = []
        for node in reader.items(table, "languages", "the site"):
            code = reader.word(node, "a language")
            if code and not is_language(code):
                message = f'"{code:.20}" is not the code of a language, such as en or es'
                # Without the region: es_MX is es.
                plain = re.split("[-_]", code.lower())[0]
                fix = None
                if is_language(plain) and isinstance(node, ScalarNode):
                    message += f".{Suggestion(plain)}"
                    fix = forms.renamed(node, plain)
                reader.report(node.location, "language-unknown", message, fix)
            languages.append((code, node.location))
        return languages

    def _cited_sources(self, flows: Iterable[Flow]) -> dict[str, Source]:
        """Return the shared sources, and those that only one flow has."""
        claims = [claim for flow in flows for step in flow.outcomes() for claim in step.claims]
        cited = {source.id: source for claim in claims for source in claim.cite}
        return {**self.sources, **cited}

    def _topic_groups(self, reader: NodeReader, table: MappingNode) -> Iterator[TopicGroup]:
        """Yield the groups of topics, and report topics that an earlier group has."""
        seen: set[int] = set()
        for node in reader.items(table, "topic-groups", "the site"):
            what = "a group of topics"
            group, fields = reader.fields(node, "topic group", what)
            numbers = tuple(self.topic_numbers(reader, group, what))
            for number in numbers:
                if number in seen:
                    message = f"topic {number} is in more than one group"
                    reader.report(group.location, "topic-repeated", message)
                seen.add(number)
            yield TopicGroup(topics=numbers, location=group.location, **fields)

    def _pages(self, references: References, table: MappingNode) -> Mapping[str, ContentPage]:
        """Return the pages of `site.yaml`, by id and in the order of the file."""
        reader, pages = references.reader, {}
        for key, node in reader.subtable(table, "pages"):
            name = reader.identifier(key, "a page", (*RESERVED_PAGES, *self.flow_ids))
            what = f'the page "{name}"'
            page, fields = reader.fields(node, "page", what)
            offices = tuple(read_office_ids(reader, page, what, self.offices))
            fields["group"] = fields["group"] or ABOUT
            target = page.get("to")
            fields["contact"] = read_contact(reader, target, what) if target else ""
            fields["to"] = None
            if target and not fields["contact"]:
                fields["to"] = references.target(target, what)
            _check_page_kind(reader, page, key.location, what)
            pages[name] = ContentPage(id=name, offices=offices, location=key.location, **fields)
        return MappingProxyType(pages)


def _in_order(flows: Iterable[Flow], first: str) -> list[Flow]:
    """Return flows in the order of their ids, after those of the file that is `first`."""
    # Sorting is stable: the flows of a template keep the order of their rows.
    return sorted(flows, key=lambda flow: (template_of(flow.id) != first, template_of(flow.id)))


def _with_defaults(fields: Mapping[str, Any], flows: Iterable[Flow]) -> dict[str, Any]:
    """Return the fields of the site that are read from `site.yaml`, with their defaults."""
    # A single flow is a complete site, without any site.yaml.
    name = fields["name"] or next((flow.title for flow in flows), "")
    known = {**fields, "name": name, "leave": fields["leave"] or Site.leave}
    del known["claims_rule"]  # it is about the reading of outcomes only
    return known


def _check_page_kind(reader: NodeReader, page: MappingNode, location: Location, what: str) -> None:
    """Report a page with neither a text nor a target, or with both."""
    if "to" not in page.entries:
        if "text" not in page.entries:
            message = f'{what} needs "text" (a page) or "to" (a link to another page)'
            reader.report(location, "page-kind", message)
        return
    for name in ("text", "offices", "also"):
        if name in page.entries:
            message = f'{what} has "to" and also "{name}"; use one of the two'
            reader.report(page.entries[name][0].location, "page-kind", message)


def _unreadable_folder(folder: Path, error: OSError) -> str:
    """Return why a folder cannot be listed, in words for a message."""
    if os.path.isfile(folder):
        return f'this is a file, not a folder of flows; its folder is "{folder.parent}"'
    flow = folder.parent / f"{folder.stem}.yaml"
    if isinstance(error, FileNotFoundError) and os.path.isfile(flow):
        return f'there is no such folder. "{flow}" is a file; its folder is "{folder.parent}"'
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"there is no such folder.{folder_like(folder)}".removesuffix(".")
    return f"the folder cannot be read: {reason_of(error)}"
