"""One mistake in a shipped flow is reported where it was made, or leaves a valid flow.

A problem *points at* a mistake if it is on a line that the mistake changed, or if its message names
that line ("already on line 7") or quotes an id, target, claim or key that the mistake changed. A
neighboring line is not enough.
Three mistakes leave no changed line behind. This is what counts for them:

- a lost line: what was on it, the innermost id that it belonged to, and, if the text is no longer
  YAML, the line that is now in its place;
- a list item lost with its line: the same;
- a lost end of the file: the last line that is left, what is on it, and the ids of the steps and
  answers that are gone or cut through.

If a problem offers a fix, applying the fixes as `wizard check --fix` does gives the original file.
Other fixes may be wrong, but never make a file worse.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import pytest

from tests.conftest import ROOT
from wizard import load_flow
from wizard.check.fixes import Fixer
from wizard.loader import yaml_nodes
from wizard.loader.site import check_text
from wizard.loader.site_reader import SiteReader
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.flow import Flow
from wizard.model.problems import Problem

FLOWS = sorted(
    path for path in (ROOT / "flows").glob("*.yaml") if "\nsteps:" in path.read_text("utf-8")
)
MUTANTS = 60  # of each flow in `make check`
MORE_MUTANTS = 1_050  # of each flow in `make check-slow`
MIN_SHARE = 0.98  # of the invalid mutants: those with a problem that points at the mistake
MIN_RESTORED = 0.95  # of the mutants with a fix: those whose fixes give the original file
SEED = 20261123


@dataclass(frozen=True)
class Mutant:
    """A text with one mistake.

    Attributes:
        kind: The kind of mistake.
        text: The text with it.
        lines: The lines that it changed.
        names: The ids, targets, claims or keys that it changed.
        seam: The line at which a line was lost, or 0.
    """

    kind: str
    text: str
    lines: frozenset[int]
    names: frozenset[str]
    seam: int = 0


@dataclass(frozen=True)
class Spot:
    """A scalar of a flow's text.

    Attributes:
        kind: What it is: a key, an id, a target, a claim, a condition or a list item.
        node: The scalar.
        owner: The ids of the answer, if it belongs to one, and of the step.
    """

    kind: str
    node: ScalarNode
    owner: tuple[str, ...]

    @property
    def line(self) -> int:
        """The line that it is on."""
        return self.node.location.line


def spots(node: Node, path: tuple[str, ...] = (), owner: tuple[str, ...] = ()) -> Iterator[Spot]:
    """Yield the keys, ids, targets, claims, conditions and list items of a flow, in order."""
    last = path[-1] if path else ""
    if isinstance(node, ScalarNode):
        if "if" in path:
            yield Spot("condition", node, owner)
        elif last in ("to", "start", "yes", "no", "unsure", "caution"):
            yield Spot("target", node, owner)
        elif path[-2:] == ("claims", "-") or last == "claim":
            yield Spot("claim", node, owner)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            if isinstance(item, ScalarNode):
                yield Spot("item", item, owner)
            yield from spots(item, (*path, "-"), owner)
    else:
        for key, value in node:
            is_id = path in (("steps",), ("steps", "*", "answers"))
            is_owner = is_id or (path == ("steps", "*") and key.text in ("yes", "no", "unsure"))
            here = (key.text, *owner) if is_owner else owner
            yield Spot("id" if is_id else "key", key, here)
            yield from spots(value, (*path, "*" if is_id else key.text), here)


class Mutator:
    """Makes random mistakes in the text of a flow."""

    def __init__(self, text: str, chance: random.Random) -> None:
        table = yaml_nodes.parse(text, "flow", [])
        assert isinstance(table, MappingNode)
        self.text, self.chance = text, chance
        self.lines = text.split("\n")
        self.full = [number for number, line in enumerate(self.lines, 1) if line.strip()]
        self.spots = list(spots(table))
        self.owners: dict[int, tuple[str, ...]] = {}
        for spot in self.spots:
            self.owners.setdefault(spot.line, spot.owner)

    def kinds(self) -> list[Callable[[], Mutant]]:
        """Return the mistakes that are possible here. The most common one is there twice."""
        found = [
            self.dropped_key,
            self.misspelled,
            self.misspelled,
            self.swapped,
            self.doubled,
            self.indented,
        ]
        found += [self.cut, self.unclosed, self.dropped_item]
        return [*found, self.other_condition] if self.of("condition") else found

    def dropped_key(self) -> Mutant:
        """Lose a line with a key."""
        return self.without(
            "dropped key", self.chance.choice(sorted({spot.line for spot in self.of("key", "id")}))
        )

    def dropped_item(self) -> Mutant:
        """Lose an item of a list, with its line if it has its own."""
        if self.chance.random() < 0.7:
            lines = [
                number for number in self.full if self.lines[number - 1].lstrip().startswith("- ")
            ]
            return self.without("dropped item", self.chance.choice(lines))
        spot = self.chance.choice(self.of("item"))
        line, start, end = self.span(spot.node)
        after = re.sub(r"^, *", "", line[end:])
        before = line[:start] if after != line[end:] else line[:start].rstrip(", ")
        return self.with_line("dropped item", spot.line, before + after, {spot.node.text})

    def misspelled(self) -> Mutant:
        """Lose, double or swap a letter of a target, key, id or claim."""
        spot = self.chance.choice(self.of(self.chance.choice(["target", "key", "id", "claim"])))
        word = spot.node.text
        at = self.chance.randrange(len(word))
        typos = [word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]]
        if at + 1 < len(word):
            typos.append(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
        return self.replaced(f"misspelled {spot.kind}", spot.node, self.chance.choice(typos))

    def other_condition(self) -> Mutant:
        """Let a condition look at another answer, which may not exist."""
        spot = self.chance.choice(self.of("condition"))
        others = sorted({"yes", "no", "unsure", "maybe"} - {spot.node.text})
        return self.replaced("other condition", spot.node, self.chance.choice(others))

    def swapped(self) -> Mutant:
        """Swap two lines, which may be neighbors."""
        first, second = sorted(self.chance.sample(self.full, 2))
        if self.chance.random() < 0.5:
            first, second = self.chance.choice([*zip(self.full, self.full[1:], strict=False)])
        lines = list(self.lines)
        lines[first - 1], lines[second - 1] = lines[second - 1], lines[first - 1]
        names = self.names_on(first) | self.names_on(second)
        return Mutant(
            "swapped lines", "\n".join(lines), frozenset({first, second}), frozenset(names)
        )

    def doubled(self) -> Mutant:
        """Repeat a step."""
        steps = [spot for spot in self.of("id") if len(spot.owner) == 1]
        end = len(self.lines)
        number = self.chance.randrange(len(steps))
        first = steps[number].line
        last = steps[number + 1].line if number + 1 < len(steps) else end
        block = self.lines[first - 1 : last - 1]
        at = self.chance.choice([last, end]) - 1
        lines = [*self.lines[:at], *block, *self.lines[at:]]
        changed = frozenset(range(at + 1, at + len(block) + 1))
        return Mutant(
            "doubled step", "\n".join(lines), changed, frozenset({steps[number].node.text})
        )

    def indented(self) -> Mutant:
        """Indent a line too far, not far enough, or with a tab."""
        line = self.chance.choice(self.full)
        text = self.lines[line - 1].lstrip()
        own = len(self.lines[line - 1]) - len(text)
        more = self.chance.choice([1, 2, 4, -1, -2, -4, 0])
        return self.with_line(
            "wrong indent", line, (" " * max(own + more, 0) if more else "\t") + text
        )

    def cut(self) -> Mutant:
        """End the file too early."""
        left = self.text[: self.chance.randrange(1, len(self.text))]
        line = left.count("\n") + (not left.endswith("\n"))
        lost = {spot.node.text for spot in self.of("id") if spot.line >= line}
        names = lost | self.names_on(line) | set(self.owner(line))
        return Mutant("cut file", left, frozenset({line}), frozenset(names))

    def unclosed(self) -> Mutant:
        """Lose a quote or a bracket."""
        at = self.chance.choice([found.start() for found in re.finditer(r"[\"'\[\]{}]", self.text)])
        line = self.text.count("\n", 0, at) + 1
        text = self.text[:at] + self.text[at + 1 :]
        return Mutant("lost sign", text, frozenset({line}), frozenset(self.names_on(line)))

    def of(self, *kinds: str) -> list[Spot]:
        """Return the scalars of some kinds."""
        return [spot for spot in self.spots if spot.kind in kinds]

    def names_on(self, line: int) -> set[str]:
        """Return the ids, targets and claims on a line."""
        return {spot.node.text for spot in self.of("id", "target", "claim") if spot.line == line}

    def owner(self, line: int) -> tuple[str, ...]:
        """Return the ids of the answer, if any, and the step that a line belongs to."""
        return self.owners[max((number for number in self.owners if number <= line), default=1)]

    def span(self, node: ScalarNode) -> tuple[str, int, int]:
        """Return the line of a scalar, and where in it the scalar begins and ends."""
        line, start = self.lines[node.location.line - 1], node.location.column - 1
        start += line[start] in "\"'"
        assert line.startswith(node.text, start), (line, node)
        return line, start, start + len(node.text)

    def without(self, kind: str, line: int) -> Mutant:
        """Remove a line."""
        names = {spot.node.text for spot in self.spots if spot.line == line} | set(
            self.owner(line)[:1]
        )
        text = "\n".join(self.lines[: line - 1] + self.lines[line:])
        return Mutant(kind, text, frozenset(), frozenset(names), seam=line)

    def with_line(self, kind: str, line: int, new: str, names: set[str] | None = None) -> Mutant:
        """Replace the text of a line."""
        text = "\n".join([*self.lines[: line - 1], new, *self.lines[line:]])
        return Mutant(
            kind,
            text,
            frozenset({line}),
            frozenset(self.names_on(line) if names is None else names),
        )

    def replaced(self, kind: str, node: ScalarNode, new: str) -> Mutant:
        """Replace the text of a scalar."""
        line, start, end = self.span(node)
        return self.with_line(
            kind, node.location.line, line[:start] + new + line[end:], {node.text, new}
        )


def mutants(text: str, count: int) -> list[Mutant]:
    """Return a number of different mutants of a text, always the same ones."""
    mutator = Mutator(text, random.Random(SEED))  # noqa: S311 - chance, no secret
    kinds, found = mutator.kinds(), dict[str, Mutant]()
    while len(found) < count:
        mutant = mutator.chance.choice(kinds)()
        if mutant.text != text:
            found.setdefault(mutant.text, mutant)
    return list(found.values())


def same(one: Flow, other: Flow) -> bool:
    """Return whether two flows have the same content in the same order, on whatever lines."""
    names = [each.name for each in fields(Flow) if each.name not in ("location", "steps")]
    orders = [
        [(name, *getattr(step, "answers", ())) for name, step in flow.steps.items()]
        for flow in (one, other)
    ]
    alike = all(getattr(one, name) == getattr(other, name) for name in names)
    return alike and one.steps == other.steps and orders[0] == orders[1]


def points(problem: Problem, mutant: Mutant) -> bool:
    """Return whether a problem points at the mistake, as defined at the top."""
    line = problem.location.line
    at_seam = line == mutant.seam and problem.code.startswith("yaml-")
    return (
        at_seam
        or line in mutant.lines
        or not mutant.lines.isdisjoint(map(int, re.findall(r"\bline (\d+)", problem.message)))
        or not mutant.names.isdisjoint(re.findall(r'"([^"]*)"', problem.message))
    )


def fixed(text: str, path: Path, folder: SiteReader) -> tuple[str, Sequence[Problem]]:
    """Return a text after its fixes, applied as `wizard check --fix` does, and what is left."""

    def check(contents: Mapping[Path, bytes]) -> tuple[Problem, ...]:
        return check_text(contents[path].decode(), path, folder)[1]

    fixer = Fixer(check, [path.parent], {path: text.encode()}, {path: text.encode()})
    fixer.run()
    return fixer.contents[path].decode(), fixer.problems


def assert_not_worse(
    before: tuple[str, Sequence[Problem]], after: tuple[str, Sequence[Problem]]
) -> None:
    """Assert that a text has no more problems than before, and all of its comments."""
    texts = before[0], after[0]
    old, new = ([str(each) for each in found if not each.warning] for _, found in (before, after))
    assert len(new) <= len(old), (*difference(before[0], *texts), old, new)
    comments = [Counter(re.findall(r"(?m)(?:^|(?<=\s))#.*", text)) for text in texts]
    assert comments[0] <= comments[1], difference(before[0], *texts)


def difference(*texts: str) -> tuple[list[str], ...]:
    """Return the lines of each text that one of the others does not have."""
    lines = [text.split("\n") for text in texts]
    common = Counter(lines[0])
    for each in lines:
        common &= Counter(each)
    return tuple([line for line in each if line not in common] for each in lines)


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
@pytest.mark.timeout(3600)  # the slow run
@pytest.mark.parametrize("count", [MUTANTS, pytest.param(MORE_MUTANTS, marks=pytest.mark.slow)])
def test_check_text_reports_mistake_where_it_was_made(
    path: Path, count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each mistake gives an equal flow, another valid flow, or problems.

    If it gives problems, one of them points at the mistake, at least 98 times in 100. If one has
    a fix, the fixes give the original file, at least 95 times in 100, and never a worse one.
    """
    text = path.read_text("utf-8")
    folder = SiteReader(path.parent)
    whole, problems = check_text(text, path, folder)
    assert whole, problems
    counts, refused, pointed = Counter[str](), Counter[str](), Counter[str]()
    offered, restored = Counter[str](), Counter[str]()
    missed, lost = [], []
    for mutant in mutants(text, count):
        flow, found = check_text(mutant.text, path, folder)
        if flow:
            counts["equal" if same(flow, whole) else "valid"] += 1
            continue
        wrong = [problem for problem in found if not problem.warning]
        assert wrong, mutant
        refused[mutant.kind] += 1
        if any(problem.fix for problem in found):
            offered[mutant.kind] += 1
            result, left = fixed(mutant.text, path, folder)
            assert_not_worse((mutant.text, found), (result, left))
            if result == text:
                restored[mutant.kind] += 1
            else:
                lost.append((mutant.kind, *difference(text, mutant.text, result)))
        if any(points(problem, mutant) for problem in wrong):
            pointed[mutant.kind] += 1
        else:
            missed.append(
                (
                    mutant.kind,
                    sorted(mutant.lines),
                    sorted(mutant.names),
                    [str(each) for each in wrong[:3]],
                )
            )
    share = pointed.total() / refused.total()
    certain = restored.total() / offered.total()
    with capsys.disabled():
        print(
            f"\n{path.stem}: {count} mistakes; {counts['equal']} change nothing, "
            f"{counts['valid']} leave a valid flow, {refused.total()} are reported, "
            f"{share:.1%} of them where the mistake is:",
            ", ".join(f"{kind} {pointed[kind]}/{refused[kind]}" for kind in sorted(refused)),
        )
        print(
            f"{offered.total()} have a fix, {certain:.1%} of which give the original file:",
            ", ".join(f"{kind} {restored[kind]}/{offered[kind]}" for kind in sorted(offered)),
        )
    assert share >= MIN_SHARE, "\n".join(map(str, missed))
    assert certain >= MIN_RESTORED, "\n".join(map(str, lost))


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_check_text_gives_the_flow_of_the_file(path: Path) -> None:
    """The text of a file, checked with a folder that was read before, gives the same flow."""
    flow, problems = check_text(path.read_text("utf-8"), path, SiteReader(path.parent))
    loaded = load_flow(path)
    assert flow
    assert not [problem for problem in problems if not problem.warning]
    assert same(flow, loaded)
    assert flow.location == loaded.location
    assert not same(flow, replace(loaded, start="elsewhere"))
