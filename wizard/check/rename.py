"""Renaming a step or an answer in every file of a folder that names it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.check.cases import check_cases
from wizard.check.given_answers import answer_names
from wizard.loader.files import Files
from wizard.loader.mentions import Mention, mentions_in
from wizard.loader.reader import NodeReader
from wizard.loader.rewrite import Change, change_of, edited
from wizard.loader.schema import RESERVED_BOXES, RESERVED_STEPS
from wizard.loader.site import check_folder
from wizard.loader.suggest import did_you_mean, quoted_list
from wizard.loader.yaml_nodes import LINE_BREAK, MappingNode, ScalarNode
from wizard.model.flow import Flow, Question, Step
from wizard.model.generated_answers import Interval, Tick
from wizard.model.problems import NOWHERE, Fix, Location, Problem
from wizard.model.site import Site
from wizard.model.tables import template_of


class RenameError(Exception):
    """A step or an answer that cannot be renamed. `problems` are those of the files, if any."""

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Renaming:
    """A change of ids that has been checked and is not written yet.

    Attributes:
        before: The content of each file that changes.
        after: Its content with the new id.
        changes: What changes, in the order of the files.
    """

    before: Mapping[Path, bytes]
    after: Mapping[Path, bytes]
    changes: tuple[Change, ...]


def rename(file: Path, old: str, new: str) -> Renaming:
    """Return what changes in the folder of a flow if one of its steps or answers is renamed.

    Args:
        file: The file of the flow.
        old: The id of the step, or `question=answer`, which can be a box.
        new: The new id of the step, of the answer or of the box.

    Raises:
        RenameError: There is no such step or answer, the new id is not valid or not free, or the
            folder has problems.
        OSError: A file cannot be read.
    """
    folder, id_, files = file.parent, file.stem, Files()
    site = _valid_site(folder, files, "rename only in a folder without problems")
    flow = _flow_of(site, id_)
    if flow is None:
        raise RenameError(f"{file} is not a flow; name the file of one, or its id")
    step, _, answer = old.partition("=")
    _check_old(flow, step, answer if "=" in old else None)
    _check_new(flow, step, answer, new)
    mentions = mentions_in(folder, files)
    if answer:
        _check_tables(mentions.flows[id_], flow.steps[step], answer, new)
    named = [each for each in mentions.found if (each.flow, each.step) == (id_, step)]
    named = [each for each in named if each.answer == answer]
    _check_shared_sets(mentions.found, named)
    paths = {Path(mention.node.location.file) for mention in named} | {file}
    before = {path: path.read_bytes() for path in sorted(paths)}
    lines = {str(path): LINE_BREAK.split(data.decode("utf-8-sig")) for path, data in before.items()}
    name = answer or step
    edits = [_edit(mention.node, name, new, lines) for mention in named]
    if not answer:
        edits += _moved(mentions.flows[id_], step, new, lines[str(file)])
    after = {path: edited(data, _of(path, edits)) for path, data in before.items()}
    _valid_site(
        folder, files.changed(after), f'"{name}" cannot become "{new}": then there are problems'
    )
    changes = (change_of(before[Path(edit.start.file)], edit) for edit in sorted(edits))
    return Renaming(before, after, tuple(changes))


def _valid_site(folder: Path, files: Files, message: str) -> Site:
    """Return the site of a folder. Raises RenameError if it or its cases have problems."""
    # Texts that are still to be translated do not matter here.
    site, problems = check_folder(folder, languages=(), files=files)
    found = [*problems, *check_cases(folder, site.flows if site else {}, files)]
    if site is None or not all(problem.warning for problem in found):
        raise RenameError(message, (problem for problem in found if not problem.warning))
    return site


def _flow_of(site: Site, id_: str) -> Flow | None:
    """Return a flow; of a template, one with the steps and answers of all its rows."""
    flows = [flow for flow in site.flows.values() if template_of(flow.id) == id_]
    if not flows:
        return None
    steps: dict[str, Step] = {}
    for step in (step for flow in flows for step in flow.steps.values()):
        known = steps.setdefault(step.id, step)
        if isinstance(known, Question) and isinstance(step, Question):
            steps[step.id] = replace(known, answers={**step.answers, **known.answers})
    moved = {
        name: replace(to, flow=template_of(to.flow))
        for flow in flows
        for name, to in flow.moved.items()
    }
    return replace(flows[0], id=id_, steps=steps, moved=moved)


def _check_old(flow: Flow, name: str, answer: str | None) -> None:
    """Raise RenameError if the flow has no such step, or the step no such answer."""
    step = flow.steps.get(name)
    if step is None:
        hint = did_you_mean(name, flow.steps)
        # Another sign between a question and its answer.
        if (parts := re.split("[^a-z0-9-]", name, maxsplit=1))[0] in flow.steps:
            hint = f' Write "{"=".join(parts)}" for an answer.'
        raise RenameError(f'the flow "{flow.id}" has no step "{name}".{hint}')
    if answer is None:
        return
    answers = answer_names(step) if isinstance(step, Question) else ()
    if isinstance(step, Question) and answer in step.answers and "." in answer:
        raise RenameError(f'rename one box at a time, such as "{name}={answers[0]}"')
    if answer not in answers:
        has = f" It has {quoted_list(answers)}." if answers else " It is an outcome."
        raise RenameError(
            f'"{name}" has no answer "{answer}".{did_you_mean(answer, answers) or has}'
        )


def _check_new(flow: Flow, name: str, answer: str, new: str) -> None:
    """Raise RenameError if the new id of a step or of an answer is not valid or not free."""
    question, sign, id_ = new.partition("=")
    if answer and sign and question == name:
        raise RenameError(f'write only the new id of the answer: "{id_}"')
    reader = NodeReader()
    what, reserved = ("an answer", set[str]()) if answer else ("a step", {*RESERVED_STEPS})
    step = flow.steps[name]
    if answer and isinstance(step, Question) and isinstance(step.form, Tick):
        what, reserved = "a box", {*RESERVED_BOXES}
    reader.identifier(ScalarNode(new, Location(flow.id)), what, reserved)
    if reader.problems:
        raise RenameError(reader.problems[0].message)
    if answer:
        assert isinstance(step, Question)
        if new in step.answers:
            raise RenameError(f'"{name}" already has an answer "{new}"')
    elif new in flow.steps:
        raise RenameError(f'the flow "{flow.id}" already has a step "{new}"')
    elif new in flow.moved and flow.moved[new].ref(flow) != name:
        place = flow.moved[new].ref(flow)
        message = f'"{new}" was once another step: under "moved", its links lead to "{place}"'
        raise RenameError(message)


def _check_tables(table: MappingNode, step: Step, answer: str, new: str) -> None:
    """Raise RenameError if an answer is a key of the format, or its new id is the id of a set."""
    assert isinstance(step, Question)
    if isinstance(step.answers[answer].means, Interval):
        message = f'"{answer}" follows from the cut points of "{step.id}"; change those instead'
        raise RenameError(message)
    question = _subtable(_subtable(table, "steps"), step.id)
    if not any(answer in _subtable(question, key).entries for key in ("answers", "tick")):
        message = f'"{answer}" is a key of the format and cannot be renamed'
        if not step.form:
            hint = f'first write the answers of "{step.id}" under "answers", each with a label'
            message = f"{message}; {hint}"
        raise RenameError(message)
    if new in _subtable(table, "sets").entries:
        raise RenameError(f'"{new}" is the id of a set, so a condition could not mean the answer')


def _subtable(table: MappingNode, key: str) -> MappingNode:
    """Return the table under a key of a valid file, which is empty if the key is absent."""
    node = table.get(key)
    return node if isinstance(node, MappingNode) else MappingNode({}, table.location)


def _check_shared_sets(found: Iterable[Mention], named: Iterable[Mention]) -> None:
    """Raise RenameError if an item of a set is also an answer of another question."""
    places = {mention.node: mention for mention in named}
    for mention in found:
        own = places.get(mention.node)
        if own and own.step != mention.step:
            line, question = mention.node.location.line, mention.step
            message = f'the set in line {line} is also used for "{question}"; write two sets first'
            raise RenameError(message)


def _edit(node: ScalarNode, old: str, new: str, lines: Mapping[str, list[str]]) -> Fix:
    """Return the edit of a scalar that has an id. Its quotes stay as they are."""
    start, end = node.location, node.end
    text = lines[start.file][start.line - 1] if start.line == end.line else ""
    # The last one, which is past the flow of a target. Boxes are joined by dots.
    own = re.compile(rf"(?<![a-z0-9-]){old}(?![a-z0-9-])")
    found = [match.start() for match in own.finditer(text, start.column - 1, end.column - 1)]
    column = found[-1] + 1 if found else 0
    if not column:
        message = (
            f'line {start.line} of {start.file}: write "{old}" in one line and without escapes'
        )
        raise RenameError(message)
    return Fix(
        Location(start.file, start.line, column),
        Location(start.file, start.line, column + len(old)),
        new,
    )


def _moved(table: MappingNode, old: str, new: str, lines: list[str]) -> Iterator[Fix]:
    """Yield the edit that lists an old id under `moved`, so that old links lead to the new one."""
    moved = _subtable(table, "moved")
    entries = moved.entries
    if new in entries:
        # The step gets its former id back: the entry is turned round with the target in it.
        yield _edit(entries[new][0], new, old, {entries[new][0].location.file: lines})
    elif entries and moved.end == NOWHERE:
        *_, (key, value) = moved
        assert isinstance(value, ScalarNode)
        indent = " " * (key.location.column - 1)
        yield _insert_below(value, f"{indent}{old}: {new}", lines)
    elif moved.end != NOWHERE:
        place = Location(moved.location.file, moved.location.line, moved.location.column + 1)
        yield Fix(place, place, f"{old}: {new}{', ' if entries else ''}")
    else:
        key, value = table.entries["start"]
        assert isinstance(value, ScalarNode)
        if table.end == NOWHERE:
            indent = " " * (key.location.column - 1)
            yield _insert_below(value, f"{indent}moved:\n{indent}  {old}: {new}", lines)
        else:
            yield Fix(value.end, value.end, f", moved: {{{old}: {new}}}")


def _insert_below(value: ScalarNode, text: str, lines: list[str]) -> Fix:
    """Return the edit that adds lines below the line of a value."""
    file, line = value.end.file, value.end.line
    if line < len(lines):
        place = Location(file, line + 1, 1)
        return Fix(place, place, f"{text}\n")
    place = Location(file, line, len(lines[line - 1]) + 1)
    return Fix(place, place, f"\n{text}")


def _of(path: Path, edits: Iterable[Fix]) -> list[Fix]:
    """Return the edits of one file."""
    return [edit for edit in edits if edit.start.file == str(path)]
