"""Measures how fast a wizard is, prints a table and writes bench.json. `make bench` runs it.

Each figure is the median of at least five, beside the least and the most. A section is a function that yields figures;
another one is added to SECTIONS. What must not share a process with anything else is measured in one of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLOWS = ROOT / "flows"

# Each prints one JSON list of numbers.
ALONE = """
import sys, json, time
begun = time.perf_counter()
import {module}
print(json.dumps([time.perf_counter() - begun]))
"""
SERVING = """
import sys, json, time
import flask
begun = time.perf_counter()
from wizard import create_app, load_flows
create_app(load_flows(sys.argv[1])).test_client()
print(json.dumps([time.perf_counter() - begun]))
"""
LARGE = """
import sys, json, time, resource
from wizard import create_app
from wizard.loader import check_folder
from wizard.machine import machine_of
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 2**20
before, begun = peak(), time.perf_counter()
site, problems = check_folder(sys.argv[1])
checked, after = time.perf_counter(), peak()
assert site and not problems, problems[:3]
machine_of(site.flows["long"])
compiled = time.perf_counter()
page = create_app(site).test_client().get("/en/long/q0/")
assert page.status_code == 200
print(json.dumps([checked - begun, after - before, compiled - checked, time.perf_counter() - compiled]))
"""


@dataclass(frozen=True)
class Figure:
    """What was measured, in which unit, and what came out each time."""

    name: str
    unit: str
    values: tuple[float, ...]

    def summary(self) -> dict[str, object]:
        """For bench.json."""
        return {
            "name": self.name,
            "unit": self.unit,
            "median": statistics.median(self.values),
            "least": min(self.values),
            "most": max(self.values),
            "runs": len(self.values),
        }


@dataclass(frozen=True)
class Scale:
    """How much is measured: how often, and how many steps generated flows have."""

    runs: int
    steps: tuple[int, int]


FULL = Scale(5, (1_000, 10_000))
QUICK = Scale(1, (10, 100))  # says nothing about speed, but that everything can be measured


def check(scale: Scale) -> Iterator[Figure]:
    """Checking flows: those that are shipped, and generated ones that are larger than any author's."""
    from wizard.loader import check_folder

    command = [sys.executable, "-m", "wizard.cli", "check", str(FLOWS)]
    yield Figure("shipped flows, checked", "ms", milliseconds(scale.runs, lambda: check_folder(FLOWS)))
    yield Figure("wizard check, the whole command", "ms", milliseconds(scale.runs, lambda: run(command)))
    yield Figure(
        "Python alone, started and ended", "ms", milliseconds(scale.runs, lambda: run([sys.executable, "-c", ""]))
    )
    for module in ("flask", "wizard", "wizard.cli"):
        found = [alone(ALONE.format(module=module))[0] for _ in range(scale.runs)]
        yield Figure(f"import {module}", "ms", tuple(value * 1000 for value in found))
    found = [alone(SERVING, str(FLOWS))[0] for _ in range(scale.runs)]
    yield Figure("start of serving, Flask imported already", "ms", tuple(value * 1000 for value in found))
    yield from large(scale)
    yield from countless(scale)


def large(scale: Scale) -> Iterator[Figure]:
    """Flows of many steps, in time and memory, and what ten times as many cost for each step."""
    found: list[list[list[float]]] = []
    with tempfile.TemporaryDirectory() as folder:
        for steps in scale.steps:
            place = Path(folder, str(steps))
            place.mkdir()
            (place / "long.yaml").write_text(flow_of(steps), "utf-8")
            found.append([alone(LARGE, str(place)) for _ in range(scale.runs)])
    for steps, runs in zip(scale.steps, found, strict=True):
        names = ("checked", "memory to check them", "compiled to a machine", "first page served")
        for number, (name, unit) in enumerate(zip(names, ("s", "MiB", "s", "s"), strict=True)):
            yield Figure(f"{steps:,} steps, {name}", unit, tuple(run[number] for run in runs))
    less, more = scale.steps
    for number, what in enumerate(("time", "memory")):
        pairs = [(low[number] / less, high[number] / more) for low, high in zip(*found, strict=True)]
        if all(low for low, _ in pairs):  # so few steps may fit into memory that was there already
            name = f"{what} for each step, {more:,} against {less:,}"
            yield Figure(name, "times", tuple(high / low for low, high in pairs))


def countless(scale: Scale) -> Iterator[Figure]:
    """Paths that nobody could walk one by one."""
    from wizard.flow import Answer, Edge, Flow, Outcome, Question, Target
    from wizard.paths import count

    names = [*(f"q{number}" for number in range(100)), "end"]

    def flow() -> Flow:  # a new one each time: what is known of a flow is kept with it
        steps = {
            name: Question(name, "", "So?", "", "", {a: Answer(a, "", (Edge(None, Target("f", after)),)) for a in "ab"})
            for name, after in pairwise(names)
        }
        return Flow("f", "F", "", "q0", {**steps, "end": Outcome("end", "", "End", "", (), (), ())})

    assert count(flow()) == 2**100
    yield Figure("2^100 paths, counted", "ms", milliseconds(scale.runs, lambda: count(flow())))


def flow_of(steps: int) -> str:
    """A sound flow of so many steps: questions that lead to the next two, every tenth with a guard, and outcomes."""
    outcomes = max(steps // 5, 1)
    questions = steps - outcomes
    names = [*(f"q{number}" for number in range(questions)), "end0", "end0"]
    lines = ["title: Long", "start: q0", "steps:"]
    for number in range(questions):
        _, near, far = names[number : number + 3]
        guarded = f"[{{if: {{q{number - 2}: no}}, to: {far}}}, {{to: {near}}}]" if number % 10 == 9 else far
        unsure = f"end{number % outcomes}"
        lines += [f"  q{number}:", f"    ask: Is it so, for the {number}th time?"]
        lines += [f"    yes: {near}", f"    no: {guarded}", f"    unsure: {unsure}"]
    for number in range(outcomes):
        lines += [f"  end{number}:", f"    outcome: This is the end number {number}"]
        lines += ["    claims:", "      - {level: unknown, text: Nobody knows.}"]
    return "\n".join(lines) + "\n"


def milliseconds(runs: int, work: Callable[[], object]) -> tuple[float, ...]:
    """How long some work takes each time, after a first time that does not count."""
    work()
    found = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        found.append((time.perf_counter() - begun) * 1000)
    return tuple(found)


def run(command: Sequence[str]) -> str:
    """The output of a command that must succeed."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        sys.exit(f"bench: {' '.join(command[:4])} failed: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def alone(program: str, *arguments: str) -> list[float]:
    """The numbers that a Python program prints, run in a process of its own."""
    numbers: list[float] = json.loads(run([sys.executable, "-c", program, *arguments]))
    return numbers


SECTIONS: dict[str, Callable[[Scale], Iterator[Figure]]] = {"check": check}


def line(figure: Figure) -> str:
    """A line of a section's table."""
    numbers = (statistics.median(figure.values), min(figure.values), max(figure.values))
    digits = [0 if number >= 100 else 2 if number >= 1 else 3 for number in numbers]
    columns = "".join(f"{number:10.{places}f}" for number, places in zip(numbers, digits, strict=True))
    return f"{figure.name:52}{columns}  {figure.unit}"


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description="Measures, prints a table and writes bench.json.")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"which to measure: {', '.join(SECTIONS)} (all)")
    parser.add_argument("--quick", action="store_true", help="once and little, to see that everything can be measured")
    parser.add_argument("--output", type=Path, default=ROOT / "bench.json", help="where the figures go (bench.json)")
    options = parser.parse_args()
    if unknown := [name for name in options.sections if name not in SECTIONS]:
        parser.error(f"there is no section {unknown[0]}; there are {', '.join(SECTIONS)}")
    scale = QUICK if options.quick else FULL
    machine = {
        "wizard": version("flow-wizard"),
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "runs": scale.runs,
    }
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    sections: dict[str, list[dict[str, object]]] = {}
    for name in options.sections or SECTIONS:
        print(f"\n{name:52}{'median':>10}{'least':>10}{'most':>10}")
        sections[name] = []
        for figure in SECTIONS[name](scale):
            print(line(figure), flush=True)
            sections[name].append(figure.summary())
    options.output.write_text(json.dumps({"machine": machine, "sections": sections}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
