"""What the sections of the bench share: measurements, and how to take and print them."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLOWS = ROOT / "flows"
WIZARD = (sys.executable, "-m", "wizard.cli")


@dataclass(frozen=True)
class Figure:
    """A measurement: its name, its unit, and the value of each run."""

    name: str
    unit: str
    values: tuple[float, ...]

    def summary(self) -> dict[str, object]:
        """Return the measurement as it is in bench.json."""
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
    """How much is measured.

    `runs` is how often, `steps` are the sizes of the generated flows. `seconds` and `connections`
    are those of a load.
    """

    runs: int
    steps: tuple[int, ...]
    seconds: float = 2
    connections: int = 16


FULL = Scale(5, (100, 1_000, 10_000))
# Shows that everything can be measured, but not how fast it is.
QUICK = Scale(1, (10, 100), seconds=1, connections=2)


def against(name: str, ours: Sequence[float], theirs: Sequence[float]) -> Figure:
    """Return the ratios of two measurements, run by run."""
    return Figure(
        name, "times", tuple(one / other for one, other in zip(ours, theirs, strict=True))
    )


def flow_of(steps: int) -> str:
    """Return a valid flow of a given size.

    A question leads to the next two, and each tenth has a condition.
    """
    outcomes = max(steps // 5, 1)
    questions = steps - outcomes
    names = [*(f"q{number}" for number in range(questions)), "end0", "end0"]
    lines = ["title: Long", "start: q0", "steps:"]
    for number in range(questions):
        _, near, far = names[number : number + 3]
        guarded = (
            f"[{{if: {{q{number - 2}: no}}, to: {far}}}, {{to: {near}}}]"
            if number % 10 == 9
            else far
        )
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


def each(runs: int, work: Callable[[], object], times: int = 2000) -> tuple[float, ...]:
    """Return how many microseconds of the processor some short work takes."""
    found = []
    for _ in range(runs):
        begun = time.process_time()
        for _ in range(times):
            work()
        found.append((time.process_time() - begun) / times * 1e6)
    return tuple(found)


def processor(command: Sequence[str]) -> float:
    """Return how many milliseconds of the processor a command takes."""

    def spent() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    before = spent()
    run(command)
    return (spent() - before) * 1000


def run(command: Sequence[str]) -> str:
    """Return the output of a command that must succeed."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        sys.exit(
            f"bench: {' '.join(command[:4])} failed: {done.stderr.strip() or done.stdout.strip()}"
        )
    return done.stdout


def alone(program: str, *arguments: str) -> list[float]:
    """Run a Python program in its own process and return the numbers that it prints."""
    numbers: list[float] = json.loads(run([sys.executable, "-c", program, *arguments]))
    return numbers


def line(figure: Figure) -> str:
    """Return a line of the table of a section."""
    numbers = (statistics.median(figure.values), min(figure.values), max(figure.values))
    digits = [0 if number >= 100 else 2 if number >= 1 else 3 for number in numbers]
    columns = "".join(
        f"{number:10.{places}f}" for number, places in zip(numbers, digits, strict=True)
    )
    return f"{figure.name:52}{columns}  {figure.unit}"
