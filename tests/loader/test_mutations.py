"""Slips of the hand in the shipped flows: each is refused where it was made, or leaves a flow that is sound.

A slip is *pointed at* by a problem that stands on a line which the slip changed, or whose message names in quotes an id,
target, claim or key that the slip hit. A neighbouring line is not enough. Three slips leave no changed line behind, and
this is what counts for them:

- a line that is lost: what stood on it, the innermost id that it belonged to, and, for text that is no longer YAML, the
  line that now stands in its place;
- an item that is lost with its line: the same;
- the end of a file that is lost: the last line that is there, the ids of the steps and answers that are gone or cut
  through, and what stands on the last line.
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
MUTANTS = 150  # of each flow in `make check`
MORE_MUTANTS = 1_050  # of each flow in `make check-slow`
SHARE = 0.95  # of the mutants that are refused, the least share that is refused at the slip
SEED = 20261123


@dataclass(frozen=True)
class Mutant:
    """A text with one slip in it: the lines that it changed, the names that it hit, the line where something is gone."""

    kind: str
    text: str
    lines: frozenset[int]
    names: frozenset[str]
    seam: int = 0


@dataclass(frozen=True)
class Spot:
    """A word of a flow's text, what it is, and the ids that it belongs to: of an answer, if there is one, and a step."""

    kind: str
    word: ScalarNode
    owner: tuple[str, ...]

    @property
    def line(self) -> int:
        return self.word.location.line


def spots(node: Node, path: tuple[str, ...] = (), owner: tuple[str, ...] = ()) -> Iterator[Spot]:
    """The keys, ids, targets, claims, guards and list items of a flow, in their order."""
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


class Slips:
    """Every way to get a flow's text wrong that is tried here. Where and how is left to chance."""

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

    def ways(self) -> list[Callable[[], Mutant]]:
        """The slips that are possible here; the most common one counts twice."""
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
        """A line with a key is lost."""
        return self.without(
            "dropped key", self.chance.choice(sorted({spot.line for spot in self.of("key", "id")}))
        )

    def dropped_item(self) -> Mutant:
        """An item of a list is lost, with its line where it has one."""
        if self.chance.random() < 0.7:
            lines = [
                number for number in self.full if self.lines[number - 1].lstrip().startswith("- ")
            ]
            return self.without("dropped item", self.chance.choice(lines))
        spot = self.chance.choice(self.of("item"))
        line, start, end = self.span(spot.word)
        after = re.sub(r"^, *", "", line[end:])
        before = line[:start] if after != line[end:] else line[:start].rstrip(", ")
        return self.with_line("dropped item", spot.line, before + after, {spot.word.text})

    def misspelled(self) -> Mutant:
        """A letter of a target, key, id or claim is lost, doubled or swapped with the next."""
        spot = self.chance.choice(self.of(self.chance.choice(["target", "key", "id", "claim"])))
        word = spot.word.text
        at = self.chance.randrange(len(word))
        ways = [word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]]
        ways += [word[:at] + word[at + 1] + word[at] + word[at + 2 :]] if at + 1 < len(word) else []
        return self.replaced(f"misspelled {spot.kind}", spot.word, self.chance.choice(ways))

    def other_guard(self) -> Mutant:
        """A condition looks at another answer, one that may not even exist."""
        spot = self.chance.choice(self.of("guard"))
        others = sorted({"yes", "no", "unsure", "maybe"} - {spot.word.text})
        return self.replaced("other guard", spot.word, self.chance.choice(others))

    def swapped(self) -> Mutant:
        """Two lines change places: two neighbours, or any two."""
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
        """A step stands there twice."""
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
            "doubled step", "\n".join(lines), changed, frozenset({steps[number].word.text})
        )

    def indented(self) -> Mutant:
        """A line is indented wrongly: too far, not far enough, or with a tab."""
        line = self.chance.choice(self.full)
        text = self.lines[line - 1].lstrip()
        own = len(self.lines[line - 1]) - len(text)
        more = self.chance.choice([1, 2, 4, -1, -2, -4, 0])
        return self.with_line(
            "wrong indent", line, (" " * max(own + more, 0) if more else "\t") + text
        )

    def cut(self) -> Mutant:
        """The file ends too early, anywhere."""
        left = self.text[: self.chance.randrange(1, len(self.text))]
        line = left.count("\n") + (not left.endswith("\n"))
        lost = {spot.word.text for spot in self.of("id") if spot.line >= line}
        names = lost | self.names_on(line) | set(self.owner(line))
        return Mutant("cut file", left, frozenset({line}), frozenset(names))

    def unclosed(self) -> Mutant:
        """A quote or a bracket is lost."""
        at = self.chance.choice([found.start() for found in re.finditer(r"[\"'\[\]{}]", self.text)])
        line = self.text.count("\n", 0, at) + 1
        text = self.text[:at] + self.text[at + 1 :]
        return Mutant("lost sign", text, frozenset({line}), frozenset(self.names_on(line)))

    # What they are made with

    def of(self, *kinds: str) -> list[Spot]:
        return [spot for spot in self.spots if spot.kind in kinds]

    def names_on(self, line: int) -> set[str]:
        """The ids, targets and claims on a line."""
        return {spot.word.text for spot in self.of("id", "target", "claim") if spot.line == line}

    def owner(self, line: int) -> tuple[str, ...]:
        """The ids of the answer and the step, or of the step alone, that a line belongs to."""
        return self.owners[max((number for number in self.owners if number <= line), default=1)]

    def span(self, word: ScalarNode) -> tuple[str, int, int]:
        """The line of a word, and where in it the word begins and ends."""
        line, start = self.lines[word.location.line - 1], word.location.column - 1
        start += line[start] in "\"'"
        assert line.startswith(word.text, start), (line, word)
        return line, start, start + len(word.text)

    def without(self, kind: str, line: int) -> Mutant:
        """Without a line."""
        names = {spot.word.text for spot in self.spots if spot.line == line} | set(
            self.owner(line)[:1]
        )
        text = "\n".join(self.lines[: line - 1] + self.lines[line:])
        return Mutant(kind, text, frozenset(), frozenset(names), seam=line)

    def with_line(self, kind: str, line: int, new: str, names: set[str] | None = None) -> Mutant:
        """With another text on a line."""
        text = "\n".join([*self.lines[: line - 1], new, *self.lines[line:]])
        return Mutant(
            kind,
            text,
            frozenset({line}),
            frozenset(self.names_on(line) if names is None else names),
        )

    def replaced(self, kind: str, word: ScalarNode, new: str) -> Mutant:
        """With another word in the place of a word."""
        line, start, end = self.span(word)
        return self.with_line(
            kind, word.location.line, line[:start] + new + line[end:], {word.text, new}
        )


def mutants(text: str, count: int) -> list[Mutant]:
    """So many different mutants of a text, always the same ones."""
    slips = Slips(text, random.Random(SEED))  # noqa: S311 - chance, no secret
    ways, found = slips.ways(), dict[str, Mutant]()
    while len(found) < count:
        mutant = slips.chance.choice(ways)()
        if mutant.text != text:
            found.setdefault(mutant.text, mutant)
    return list(found.values())


def same(one: Flow, other: Flow) -> bool:
    """Whether two flows say the same in the same order, wherever it stands in their files."""
    names = [each.name for each in fields(Flow) if each.name not in ("place", "steps")]
    orders = [
        [(name, *getattr(step, "answers", ())) for name, step in flow.steps.items()]
        for flow in (one, other)
    ]
    alike = all(getattr(one, name) == getattr(other, name) for name in names)
    return alike and one.steps == other.steps and orders[0] == orders[1]


def points(problem: Problem, mutant: Mutant) -> bool:
    """Whether a problem points at the slip, as is said at the top."""
    line = problem.location.line
    at_seam = line == mutant.seam and problem.code.startswith("yaml-")
    return (
        at_seam
        or line in mutant.lines
        or not mutant.names.isdisjoint(re.findall(r'"([^"]*)"', problem.message))
    )


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
@pytest.mark.parametrize("count", [MUTANTS, pytest.param(MORE_MUTANTS, marks=pytest.mark.slow)])
def test_slips_are_refused_where_they_were_made(
    path: Path, count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of more than 1,000 slips in each shipped flow every one gives an equal flow, a sound flow, or problems, never
    anything else; and of those that give problems at least 95 in 100 are pointed at."""
    text = path.read_text("utf-8")
    folder = SiteReader(path.parent)
    whole, problems = check_text(text, path, folder)
    assert whole, problems
    counts, refused, pointed = Counter[str](), Counter[str](), Counter[str]()
    missed = []
    for mutant in mutants(text, count):
        flow, found = check_text(mutant.text, path, folder)
        if flow:
            counts["equal" if same(flow, whole) else "sound"] += 1
            continue
        wrong = [problem for problem in found if not problem.warning]
        assert wrong, mutant
        refused[mutant.kind] += 1
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
    with capsys.disabled():
        print(
            f"\n{path.stem}: {count} slips; {counts['equal']} change nothing, {counts['sound']} leave a sound flow, "
            f"{refused.total()} are refused, {share:.1%} of them where the slip is:",
            ", ".join(f"{kind} {pointed[kind]}/{refused[kind]}" for kind in sorted(refused)),
        )
    assert share >= SHARE, "\n".join(map(str, missed))


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_a_text_is_checked_as_its_file_is(path: Path) -> None:
    """What is found in a text beside a folder that was read is what is found in the file: the same flow."""
    flow, problems = check_text(path.read_text("utf-8"), path, SiteReader(path.parent))
    loaded = load_flow(path)
    assert flow
    assert not [problem for problem in problems if not problem.warning]
    assert same(flow, loaded)
    assert flow.location == loaded.location
    assert not same(flow, replace(loaded, start="elsewhere"))
