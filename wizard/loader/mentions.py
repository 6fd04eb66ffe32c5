"""Where the files of a folder name steps and answers: every place, found by the schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from wizard.loader.files import Files, files_in
from wizard.loader.schema import FILES, RECORD_TYPES, SHARED, UNIONS, USUAL_ANSWERS, keys_of
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode, scalars
from wizard.model.tables import template_of

# The keys whose text is the id of a step of the same flow. Targets always name steps.
STEP_IDS = {
    ("flow", "start"),
    ("question", "caution"),
    ("outcome", "caution"),
    ("always", "pass"),
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that names a step or an answer.

    Attributes:
        node: The scalar that has the name. A target of another flow has that flow's id before it.
        flow: The flow that has the step.
        step: The step, or the question that has the answer.
        answer: The answer or the box, or empty if the place names the step itself.
    """

    node: ScalarNode
    flow: str
    step: str
    answer: str = ""


@dataclass
class Mentions:
    """The mentions of a folder, and the tables of its flows.

    Attributes:
        found: The mentions. A set that several questions use mentions an answer of each.
        flows: The table of each flow, by its id.
    """

    found: list[Mention] = field(default_factory=list)
    flows: dict[str, MappingNode] = field(default_factory=dict)


def mentions_in(folder: Path, files: Files) -> Mentions:
    """Return every place in a valid folder that names a step or an answer.

    `files` are files that may have been read before.
    """
    mentions, walkers = Mentions(), dict[str, _Walker]()
    paths = [
        (path, path.stem if path.stem in SHARED else "flow")
        for path in files_in(folder, ".yaml", [])
    ]
    for type_ in ("letter", "cases"):
        parent = (folder / FILES[type_].path).parent
        paths += [(path, type_) for path in files_in(parent, ".yaml", [])]
    for path, type_ in paths:
        if table := files.read(path, []):
            flow = path.stem if type_ in ("flow", "cases") else ""
            if type_ == "flow":
                mentions.flows[flow] = table
            # The cases of a flow may use its sets, so both files have one walker.
            walker = walkers.setdefault(flow, _Walker(flow, _sets(mentions.flows.get(flow))))
            mentions.found += walker.mentions(table, FILES[type_].kind)
    mentions.found += [each for walker in walkers.values() for each in walker.in_sets()]
    return mentions


def _sets(table: MappingNode | None) -> dict[str, Node]:
    """Return the sets of a flow by id."""
    sets = table.get("sets") if table else None
    return {key.text: value for key, value in sets} if isinstance(sets, MappingNode) else {}


@dataclass
class _Walker:
    """Walks through the nodes of a flow and its cases, or other files, as the schema describes.

    `flow` is the flow that targets without a flow belong to, if any. `sets` has the nodes of each
    set, and `uses` the questions whose conditions use it.
    """

    flow: str
    sets: dict[str, Node]
    step: str = ""
    uses: dict[str, set[str]] = field(default_factory=dict)

    def mentions(self, node: Node, kind: str) -> list[Mention]:
        """Return what a file mentions, each place once, without the answers in sets."""
        # A key of two records of a union is walked through twice.
        return list(dict.fromkeys(self._walk(node, kind)))

    def in_sets(self) -> Iterator[Mention]:
        """Yield the answers in sets, once for each question whose conditions use the set."""
        for name, items in self.sets.items():
            for question in sorted(self.uses.get(name, ())):
                yield from (self._answer(question, item) for item in scalars(items))

    def _walk(self, node: Node, kind: str) -> Iterator[Mention]:
        """Yield what a node of some kind mentions."""
        if kind in ("target", "place"):
            yield from self._target(node)
        elif kind == "condition":
            yield from self._condition(node)
        elif kind in UNIONS:
            for each in UNIONS[kind].kinds:
                yield from self._walk(node, each)
        elif kind.startswith("list of ") and isinstance(node, SequenceNode):
            for item in node.items:
                yield from self._walk(item, kind.removeprefix("list of "))
        elif kind.startswith("table of ") and isinstance(node, MappingNode):
            for key, value in node:
                self.step = key.text if kind == "table of step" else self.step
                yield from self._walk(value, kind.removeprefix("table of "))
        elif kind in RECORD_TYPES and isinstance(node, MappingNode):
            yield from self._record(node, kind)

    def _record(self, table: MappingNode, record: str) -> Iterator[Mention]:
        for known in RECORD_TYPES[record].keys:
            if known.name in table.entries:
                key, value = table.entries[known.name]
                yield from self._ids((record, known.name), key, value)
                yield from self._walk(value, known.kind)
        if rest := RECORD_TYPES[record].rest:
            names = keys_of(record)
            for key, value in table:
                if key.text not in names:
                    yield from self._walk(value, rest.kind)

    def _ids(self, place: tuple[str, str], key: ScalarNode, value: Node) -> Iterator[Mention]:
        """Yield the steps and answers that are named by the ids under a key of a record."""
        keys = [each for each, _ in value] if isinstance(value, MappingNode) else []
        if place in STEP_IDS and isinstance(value, ScalarNode):
            yield self._step(value)
        elif place in (("flow", "steps"), ("flow", "moved")):
            yield from map(self._step, keys)
        elif place in (("question", "answers"), ("question", "tick")):
            yield from (self._answer(self.step, each) for each in keys)
        elif place[0] == "question" and key.text in USUAL_ANSWERS:
            yield self._answer(self.step, key)
        elif place == ("case", "answers") and isinstance(value, MappingNode):
            # A set is not an answer that a case can give.
            for question, answer in value:
                yield self._step(question)
                for each in scalars(answer):
                    # A set of boxes names each of them.
                    for name in each.text.strip().split("."):
                        yield Mention(each, self.flow, question.text, name)

    def _condition(self, node: Node) -> Iterator[Mention]:
        if not isinstance(node, MappingNode):
            return
        for key, value in node:
            if key.text == "not":
                yield from self._condition(value)
            elif key.text == "any" and isinstance(value, SequenceNode):
                for item in value.items:
                    yield from self._condition(item)
            elif "." not in key.text:  # no column
                yield from self._answered_with(key, value)

    def _answered_with(self, question: ScalarNode, value: Node) -> Iterator[Mention]:
        """Yield a question of a condition and its answers. The names of sets are noted."""
        yield self._step(question)
        for each in scalars(value):
            if each.text.strip() in self.sets:
                self.uses.setdefault(each.text.strip(), set()).add(question.text)
            else:
                yield self._answer(question.text, each)

    def _target(self, node: Node) -> Iterator[Mention]:
        # A URL, a phone number or an address has a colon, and a target has none.
        if isinstance(node, ScalarNode) and ":" not in node.text:
            flow, _, step = node.text.strip().rpartition("/")
            if step:
                # Steps of a row are those of its template.
                yield Mention(node, template_of(flow or self.flow), step)

    def _step(self, node: ScalarNode) -> Mention:
        return Mention(node, self.flow, node.text.strip())

    def _answer(self, question: str, node: ScalarNode) -> Mention:
        return Mention(node, self.flow, question, node.text.strip())
