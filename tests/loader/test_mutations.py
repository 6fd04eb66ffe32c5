"""Typing mistakes in the shipped flows: each is reported where it was made, or leaves a valid flow.

A mistake is *pointed at* by a problem on a line that the mistake changed, or by a message that
quotes an id, target, claim or key that the mistake changed. A neighboring line is not enough. Three
kinds of mistakes leave no changed line, and this is what counts for them:

- a lost line: what was on it, the innermost id that it belonged to, and, for text that is no longer
  YAML, the line that is now in its place;
- a list item that is lost with its line: the same;
- a lost end of the file: the last line that is left, the ids of the steps and answers that are gone
  or incomplete, and what is on the last line.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path

import pytest

from tests.conftest import ROOT
from wizard import load_flow
from wizard.loader import yaml_nodes
from wizard.loader.site import SiteReader, check_text
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.flow import Flow
from wizard.model.problems import Problem

FLOWS = sorted(
    path for path in (ROOT / "flows").glob("*.yaml") if "\nsteps:" in path.read_text("utf-8")
)
SHARE = 0.95  # of the refused mutants, at least this share is refused at the mistake
SEED = 20261123


@dataclass(frozen=True)
class Mutant:
    """A text with one mistake: the changed lines, the changed names, and the line with a gap."""

    kind: str
    text: str
    lines: frozenset[int]
    names: frozenset[str]
    seam: int = 0


@dataclass(frozen=True)
class Spot:
    """A scalar of a flow, its kind, and the ids of the answer and the step that it belongs to."""

    kind: str
    scalar: ScalarNode
    owner: tuple[str, ...]

    @property
    def line(self) -> int:
        return self.scalar.location.line


def spots(node: Node, path: tuple[str, ...] = (), owner: tuple[str, ...] = ()) -> Iterator[Spot]:
    """Yield the keys, ids, targets, claims, conditions and list items of a flow, in order."""
    last = path[-1] if path else ""
    if isinstance(node, ScalarNode):
        if "if" in path:
            yield Spot("guard", node, owner)
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


class Mistakes:
    """All kinds of mistakes in a flow's text that are tried here. Where and how is random."""

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
        """Return the mistakes that are possible here; the most common one twice."""
        found = [
            self.dropped_key,
            self.misspelled,
            self.misspelled,
            self.swapped,
            self.doubled,
            self.indented,
        ]
        found += [self.cut, self.unclosed, self.dropped_item]
        return [*found, self.other_guard] if self.of("guard") else found

    def dropped_key(self) -> Mutant:
        """Drop a line with a key."""
        return self.without(
            "dropped key", self.chance.choice(sorted({spot.line for spot in self.of("key", "id")}))
        )

    def dropped_item(self) -> Mutant:
        """Drop an item of a list, with its line if it has one."""
        if self.chance.random() < 0.7:
            lines = [
                number for number in self.full if self.lines[number - 1].lstrip().startswith("- ")
            ]
            return self.without("dropped item", self.chance.choice(lines))
        spot = self.chance.choice(self.of("item"))
        line, start, end = self.span(spot.scalar)
        after = re.sub(r"^, *", "", line[end:])
        before = line[:start] if after != line[end:] else line[:start].rstrip(", ")
        return self.with_line("dropped item", spot.line, before + after, {spot.scalar.text})

    def misspelled(self) -> Mutant:
        """Drop, double or swap a letter of a target, key, id or claim."""
        spot = self.chance.choice(self.of(self.chance.choice(["target", "key", "id", "claim"])))
        word = spot.scalar.text
        at = self.chance.randrange(len(word))
        ways = [word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]]
        ways += [word[:at] + word[at + 1] + word[at] + word[at + 2 :]] if at + 1 < len(word) else []
        return self.replaced(f"misspelled {spot.kind}", spot.scalar, self.chance.choice(ways))

    def other_guard(self) -> Mutant:
        """Let a condition use another answer, which may not exist."""
        spot = self.chance.choice(self.of("guard"))
        others = sorted({"yes", "no", "unsure", "maybe"} - {spot.scalar.text})
        return self.replaced("other guard", spot.scalar, self.chance.choice(others))

    def swapped(self) -> Mutant:
        """Swap two lines: a line and the next, or any two."""
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
        """Write a step twice."""
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
            "doubled step", "\n".join(lines), changed, frozenset({steps[number].scalar.text})
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
        """End the file too early, anywhere."""
        left = self.text[: self.chance.randrange(1, len(self.text))]
        line = left.count("\n") + (not left.endswith("\n"))
        lost = {spot.scalar.text for spot in self.of("id") if spot.line >= line}
        names = lost | self.names_on(line) | set(self.owner(line))
        return Mutant("cut file", left, frozenset({line}), frozenset(names))

    def unclosed(self) -> Mutant:
        """Drop a quote or a bracket."""
        at = self.chance.choice([found.start() for found in re.finditer(r"[\"'\[\]{}]", self.text)])
        line = self.text.count("\n", 0, at) + 1
        text = self.text[:at] + self.text[at + 1 :]
        return Mutant("lost sign", text, frozenset({line}), frozenset(self.names_on(line)))

    def of(self, *kinds: str) -> list[Spot]:
        """Return the spots of some kinds."""
        return [spot for spot in self.spots if spot.kind in kinds]

    def names_on(self, line: int) -> set[str]:
        """Return the ids, targets and claims on a line."""
        return {spot.scalar.text for spot in self.of("id", "target", "claim") if spot.line == line}

    def owner(self, line: int) -> tuple[str, ...]:
        """Return the ids of the answer and the step that a line belongs to, innermost first."""
        return self.owners[max((number for number in self.owners if number <= line), default=1)]

    def span(self, word: ScalarNode) -> tuple[str, int, int]:
        """Return the line of a scalar, and where in it the scalar begins and ends."""
        line, start = self.lines[word.location.line - 1], word.location.column - 1
        start += line[start] in "\"'"
        assert line.startswith(word.text, start), (line, word)
        return line, start, start + len(word.text)

    def without(self, kind: str, line: int) -> Mutant:
        """Return the text without a line."""
        names = {spot.scalar.text for spot in self.spots if spot.line == line} | set(
            self.owner(line)[:1]
        )
        text = "\n".join(self.lines[: line - 1] + self.lines[line:])
        return Mutant(kind, text, frozenset(), frozenset(names), seam=line)

    def with_line(self, kind: str, line: int, new: str, names: set[str] | None = None) -> Mutant:
        """Return the text with another line in the place of one."""
        text = "\n".join([*self.lines[: line - 1], new, *self.lines[line:]])
        return Mutant(
            kind,
            text,
            frozenset({line}),
            frozenset(self.names_on(line) if names is None else names),
        )

    def replaced(self, kind: str, word: ScalarNode, new: str) -> Mutant:
        """Return the text with another scalar in the place of one."""
        line, start, end = self.span(word)
        return self.with_line(
            kind, word.location.line, line[:start] + new + line[end:], {word.text, new}
        )


def mutants(text: str, count: int) -> list[Mutant]:
    """Return `count` different mutants of a text, the same ones each time."""
    mistakes = Mistakes(text, random.Random(SEED))  # noqa: S311 - not a secret
    kinds, found = mistakes.kinds(), dict[str, Mutant]()
    while len(found) < count:
        mutant = mistakes.chance.choice(kinds)()
        if mutant.text != text:
            found.setdefault(mutant.text, mutant)
    return list(found.values())


def same(one: Flow, other: Flow) -> bool:
    """Return whether two flows are equal and in the same order, whatever their locations."""
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
        or not mutant.names.isdisjoint(re.findall(r'"([^"]*)"', problem.message))
    )


@pytest.mark.parametrize("count", [150, pytest.param(1_050, marks=pytest.mark.slow)])
@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_check_text_points_at_mistakes(
    path: Path, count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every mistake leaves a valid flow or gives problems, and 95 of 100 problems point at it."""
    text = path.read_text("utf-8")
    folder = SiteReader(path.parent)
    original, problems = check_text(text, path, folder)
    assert original, problems
    valid, refused, pointed = 0, Counter[str](), Counter[str]()
    missed = []
    for mutant in mutants(text, count):
        flow, problems = check_text(mutant.text, path, folder)
        errors = [problem for problem in problems if not problem.warning]
        assert bool(flow) != bool(errors), mutant
        if flow:
            valid += 1
            continue
        refused[mutant.kind] += 1
        if any(points(problem, mutant) for problem in errors):
            pointed[mutant.kind] += 1
        else:
            lines, names = sorted(mutant.lines), sorted(mutant.names)
            missed.append(f"{mutant.kind} {lines} {names} {[str(each) for each in errors[:3]]}")
    share = pointed.total() / refused.total()
    with capsys.disabled():
        kinds = [f"{kind} {pointed[kind]}/{refused[kind]}" for kind in sorted(refused)]
        print(
            f"\n{path.stem}: {count} mistakes; {valid} leave a valid flow, {refused.total()} are "
            f"refused, {share:.1%} of them at the mistake: {', '.join(kinds)}"
        )
    assert share >= SHARE, "\n".join(missed)


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_check_text_returns_the_flow_of_the_file(path: Path) -> None:
    """A text that is checked next to a folder gives the same flow as the file."""
    flow, problems = check_text(path.read_text("utf-8"), path, SiteReader(path.parent))
    loaded = load_flow(path)
    assert flow
    assert not [problem for problem in problems if not problem.warning]
    assert same(flow, loaded)
    assert flow.location == loaded.location
    assert not same(flow, replace(loaded, start="elsewhere"))
