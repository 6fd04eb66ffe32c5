"""Nodes to flows: the only maker of `Flow` and `Site`, with every problem of every file reported at once.

A flow that was read here is handed out only when nothing at all is wrong with it; `rules.py` holds what a flow and a
site must fulfil beyond the shape of their files.
"""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from wizard.i18n.translator import is_language
from wizard.loader import translations, validate, yaml_nodes
from wizard.loader.deadlines import read_deadlines
from wizard.loader.files import Files, files_in
from wizard.loader.flows import FlowReader
from wizard.loader.glossary import read_glossary
from wizard.loader.letters import letter_ids, read_letters
from wizard.loader.reader import NodeReader
from wizard.loader.references import read_claim, read_sources
from wizard.loader.schema import RESERVED_FLOWS, RESERVED_PAGES, SHARED, keys_of
from wizard.loader.suggest import did_you_mean
from wizard.loader.yaml_nodes import MappingNode, ScalarNode
from wizard.model.codes import CATEGORIES
from wizard.model.deadlines import Deadlines
from wizard.model.evidence import Claim, Source
from wizard.model.flow import Action, Flow
from wizard.model.letters import LETTERS, Letter
from wizard.model.problems import FlowError, Location, Problem, sorted_unique
from wizard.model.site import ContentPage, Site, Topic

MAX_FLOWS = 200

# What is wrong with what an outcome says leaves the graph as its author meant it.
CONTENT_CODES = {*CATEGORIES["Claims and sources"], *CATEGORIES["Topics"], "text-long"}

TRANSLATION_CODES = (
    "translation-missing",
    "translation-fuzzy",
)  # what is left to do when the writing is done

TOPIC_KEYS = keys_of("topic")

SITE_KEYS = keys_of("site")

PAGE_KEYS = keys_of("page")

BANNER_KEYS = keys_of("banner")


def load_flows(folder: str | os.PathLike[str]) -> Site:
    """Load the site in a folder of flow files.

    Args:
        folder: The folder. One flow file in it is a complete site.

    Returns:
        The site. Its flows are checked, so everything in them can be relied on.

    Raises:
        FlowError: The files are not valid. `problems` lists every mistake, and the warnings too.

    Example:
        >>> list(load_flows("flows").flows)
        ['car']
    """
    site, problems = check_folder(folder)
    _raise(problems)
    assert site is not None
    return site


def load_flow(path: str | os.PathLike[str]) -> Flow:
    """Load one flow file, with what the files of its folder share.

    Args:
        path: The flow file. Other flows in its folder may be invalid.

    Returns:
        The flow, checked.

    Raises:
        FlowError: The flow or a shared file is not valid. `problems` lists every mistake.

    Example:
        >>> load_flow("flows/car.yaml").title
        'A car'
    """
    flow, problems = check_flow(path)
    _raise(problems)
    assert flow is not None
    return flow


def check_folder(
    folder: str | os.PathLike[str], draft: bool = False
) -> tuple[Site | None, tuple[Problem, ...]]:
    """The site in a folder, if it is sound, and all problems and warnings, sorted by place.

    In a `draft` a translation may be missing or out of date: that is not reported, and the text shows as written.
    Files that come and go meanwhile are a problem too.
    """
    try:
        return _check_folder(Path(folder), draft)
    except OSError as error:
        message = f"the file cannot be read: {(error.strerror or str(error)).lower()}"
        return None, (Problem(Location(str(error.filename or folder)), message, "file-unreadable"),)


def _check_folder(folder: Path, draft: bool) -> tuple[Site | None, tuple[Problem, ...]]:
    reading = SiteReader(folder)
    found: list[Problem] = []
    with _gc_paused():
        paths = reading.flow_files()
        flows = {path.stem: reading.flow(path, found) for path in paths}
        site = reading.site({name: flow for name, flow in flows.items() if flow})
        found += [
            problem
            for problem in reading.problems
            if not (draft and problem.code in TRANSLATION_CODES)
        ]
        if not _problems(found):
            found += validate.check_site(site)
    return (None if _problems(found) else site), sorted_unique(found)


def check_flow(path: str | os.PathLike[str]) -> tuple[Flow | None, tuple[Problem, ...]]:
    """One flow, if it and what its folder shares are sound, and their problems and warnings, sorted by place."""
    path = Path(path)
    reading = SiteReader(path.parent)
    found: list[Problem] = []
    with _gc_paused():
        flow = reading.flow(path, found)
        reading.site({})
    found += reading.problems
    return (None if _problems(found) else flow), sorted_unique(found)


def check_text(
    text: str, path: Path, folder: SiteReader
) -> tuple[Flow | None, tuple[Problem, ...]]:
    """One flow, if it is sound, of a text as it might stand in the file `path` of a folder that is read already.

    The problems and warnings are those of the text alone, sorted by place; what its folder shares has its own.
    """
    found: list[Problem] = []
    with _gc_paused():
        flow = folder.flow_of(yaml_nodes.parse(text, str(path), found), path, found)
    return flow, sorted_unique(found)


def _problems(found: list[Problem] | tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(problem for problem in found if not problem.warning)


def _raise(found: tuple[Problem, ...]) -> None:
    if problems := _problems(found):
        raise FlowError(problems)


@contextmanager
def _gc_paused() -> Iterator[None]:
    """The cyclic collector is most of the time of reading a very large flow, and finds nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass
class SiteReader:
    """A folder as it is when it is read: each file once, when first needed. Files that change need a new one.

    `problems` are those of the folder itself and of the files that flows share.
    """

    path: Path
    problems: list[Problem] = field(default_factory=list)
    files: Files = field(default_factory=Files)
    steps: dict[str, frozenset[str]] = field(default_factory=dict)

    def flow_files(self) -> list[Path]:
        """The flow files of the folder, sorted; what is wrong with the folder itself is reported."""
        reader, location = NodeReader(self.problems), Location(str(self.path))
        try:
            names = sorted(
                name for name in os.listdir(self.path) if not name.startswith(".")
            )  # those are editors' own
        except OSError as error:
            message = f"the folder cannot be read: {(error.strerror or str(error)).lower()}"
            if isinstance(error, FileNotFoundError):
                message = "there is no such folder"
            if isinstance(error, NotADirectoryError):
                message = "this is a file, not a folder of flows"
            reader.report(location, "folder-unreadable", message)
            return []
        for name in names:
            if name.endswith(".yml"):
                reader.report(
                    Location(str(self.path / name)),
                    "file-name",
                    f'flow files end in ".yaml"; rename it to "{name[:-3]}yaml"',
                )
        flows = [
            self.path / name for name in names if name.endswith(".yaml") and name[:-5] not in SHARED
        ]
        if not flows and not _problems(self.problems):
            reader.report(
                location,
                "folder-empty",
                'there is no flow file here (a text file whose name ends in ".yaml")',
            )
        if len(flows) > MAX_FLOWS:
            reader.report(
                location,
                "folder-large",
                f"{len(flows)} flows; at most {MAX_FLOWS} fit in one folder",
            )
        return flows[:MAX_FLOWS]

    def shared(self, name: str) -> MappingNode:
        """The table of a shared file; empty where there is none."""
        path = self.path / f"{name}.yaml"
        empty = MappingNode({}, Location(str(path)))
        return (self.files.read(path, self.problems) or empty) if os.path.lexists(path) else empty

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources of `sources.yaml`."""
        return read_sources(NodeReader(self.problems), self.shared("sources"))

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """The claims of `claims.yaml`."""
        reader = NodeReader(self.problems)
        found = {}
        for key, node in self.shared("claims"):
            name = reader.identifier(key, "a claim")
            found[name] = read_claim(
                reader, node, f'the claim "{name}"', name, key.location, self.sources, ()
            )
        return found

    @cached_property
    def topics(self) -> Mapping[int, Topic]:
        """The topics of `topics.yaml`, by number."""
        reader = NodeReader(self.problems)
        found = {}
        for key, node in self.shared("topics"):
            if not re.fullmatch("[1-9][0-9]{0,2}", key.text):
                message = f'a topic\'s key is a number from 1 to 999, not "{key.text:.20}"'
                reader.report(key.location, "topic-number", message)
                continue
            what = f"topic {key.text}"
            table = reader.table(node, what, TOPIC_KEYS, ["ask"])
            texts = {name: reader.text(table, name, what) for name in TOPIC_KEYS}
            found[int(key.text)] = Topic(int(key.text), location=key.location, **texts)
        return dict(sorted(found.items()))

    @cached_property
    def deadlines(self) -> Deadlines | None:
        """The deadlines of `deadlines.yaml`, where there is such a file."""
        if not os.path.lexists(self.path / "deadlines.yaml"):
            return None
        return read_deadlines(NodeReader(self.problems), self.shared("deadlines"), self.claims)

    @cached_property
    def areas(self) -> Mapping[str, Collection[str]]:
        """What a target can name besides flows."""
        found: dict[str, Collection[str]] = (
            {"deadlines": self.deadlines.events} if self.deadlines else {}
        )
        if letters := letter_ids(self.path):
            found[LETTERS] = letters
        return found

    @cached_property
    def letters(self) -> Mapping[str, Letter]:
        """The letters of the folder `letters`, by id."""
        return read_letters(self.path, self, self.problems, self.files.read)

    def site(self, flows: Mapping[str, Flow]) -> Site:
        """The site of `site.yaml`, around the flows."""
        reader, table = NodeReader(self.problems), self.shared("site")
        reader.table(table, "the site", SITE_KEYS)
        name = reader.text(table, "name", "the site", 40) or next(
            (flow.title for flow in flows.values()), ""
        )
        first = reader.text(table, "first", "the site")
        if first and first not in self.flow_ids():
            location = table.entries["first"][1].location
            reader.report(
                location,
                "flow-unknown",
                f'there is no flow "{first}".{did_you_mean(first, self.flow_ids())}',
            )
        languages: list[str] = []
        rows = reader.row(table, "languages", "the site")
        for node in rows:
            languages.append(reader.word(node, "a language"))
            if languages[-1] and not is_language(languages[-1]):
                reader.report(
                    node.location,
                    "language-unknown",
                    f'"{languages[-1]:.20}" is not the code of a language, such as en or es',
                )
        order = sorted(flows.values(), key=lambda flow: (flow.id != first, flow.id))
        known = dict(self.sources)
        for flow in order:
            for outcome in flow.outcomes():
                known.update({cited.id: cited for claim in outcome.claims for cited in claim.cite})
        texts = {}
        for code, node in zip(languages[1:], rows[1:], strict=True):
            if is_language(code):
                texts[code], problems = translations.translations(self.path, code, self.files.read)
                self.problems += translations.collapse_if_untranslated(
                    texts[code], problems, code, node.location
                )
        return Site(
            name=name,
            flows=MappingProxyType({flow.id: flow for flow in order}),
            notice=reader.text(table, "notice", "the site", 300),
            banner=self.banner(table),
            pages=self.pages(table),
            leave=reader.address(table, "leave", "the site") or Site.leave,
            security=reader.address(table, "security", "the site"),
            first=first,
            frame=tuple(
                reader.origin(node, "a site that may frame")
                for node in reader.row(table, "frame", "the site")
            ),
            languages=tuple(languages) or Site.languages,
            words=tuple(
                reader.word(node, "a word", 60).lower()
                for node in reader.row(table, "words", "the site")
            ),
            confirm=tuple(
                reader.word(node, "a point to confirm")
                for node in reader.row(table, "confirm", "the site")
            ),
            sources=known,
            claims=self.claims,
            topics=self.topics,
            texts=texts,
            letters=self.letters,
            deadlines=self.deadlines,
            glossary=read_glossary(reader, self.shared("glossary")),
        )

    def banner(self, site: MappingNode) -> Action | None:
        """What start pages and outcomes announce, and where one reads on."""
        node, what = site.get("banner"), "the banner"
        if node is None:
            return None
        reader = NodeReader(self.problems)
        table = reader.table(node, what, BANNER_KEYS, ["label"])
        to = table.get("to")
        target = FlowReader(self, reader, "").target(to, what) if to else None
        return Action(reader.text(table, "label", what, 200), target, location=node.location)

    def pages(self, site: MappingNode) -> Mapping[str, ContentPage]:
        """The pages of text that `site.yaml` holds under `pages`, in its order."""
        reader, found = NodeReader(self.problems), {}
        for key, node in reader.table(site.get("pages") or MappingNode({}, site.location), "pages"):
            name = reader.identifier(key, "a page", (*RESERVED_PAGES, *self.flow_ids()))
            what = f'the page "{name}"'
            entry = reader.table(node, what, PAGE_KEYS, ["title", "text"])
            text = reader.text(entry, "text", what, 20_000)
            found[name] = ContentPage(
                name, reader.text(entry, "title", what, 60), text, key.location
            )
        return MappingProxyType(found)

    def steps_of(self, flow: str) -> frozenset[str]:
        """The ids of another flow's steps, read without looking at anything else in it."""
        if flow not in self.steps:
            table = self.files.read(self.path / f"{flow}.yaml", [])
            steps = table.get("steps") if table else None
            self.steps[flow] = (
                frozenset(steps.entries) if isinstance(steps, MappingNode) else frozenset()
            )
        return self.steps[flow]

    def flow_ids(self) -> list[str]:
        """The ids of all flows beside each other in the folder."""
        return self._flow_ids

    @cached_property
    def _flow_ids(self) -> list[str]:
        return [path.stem for path in files_in(self.path, ".yaml", []) if path.stem not in SHARED]

    def flow(self, path: Path, problems: list[Problem]) -> Flow | None:
        """A flow file's flow, or None. What is wrong with the file is added to `problems`."""
        own: list[Problem] = []
        flow = self.flow_of(self.files.read(path, own), path, own)
        problems += own
        return flow

    def flow_of(
        self, table: MappingNode | None, path: Path, problems: list[Problem]
    ) -> Flow | None:
        """The flow of a table, or None where it or the table, whose problems came along, is not sound."""
        reader = NodeReader(problems)
        reader.identifier(
            ScalarNode(path.stem, Location(str(path))), "a flow (the file's name)", RESERVED_FLOWS
        )
        if table is None:
            return None
        flow = FlowReader(self, reader, path.stem).read(table)
        # The graph of a flow in which something else could not be read would only talk nonsense.
        if flow is None or any(
            problem.code not in CONTENT_CODES for problem in _problems(problems)
        ):
            return None
        problems += validate.check_flow(flow)
        return None if _problems(problems) else flow
