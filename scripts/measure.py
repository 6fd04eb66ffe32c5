"""What the sections of the bench share: measurements, how to take them, and generated flows."""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.engine.machine import machine_of
from wizard.loader.site import load_flow
from wizard.model.flow import Flow

ROOT = Path(__file__).parents[1]
FLOWS = ROOT / "flows"
WIZARD = (sys.executable, "-m", "wizard.cli")


@dataclass(frozen=True)
class Figure:
    """A measurement: its name, its unit, and the value of each run."""

    name: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median of all runs."""
        return statistics.median(self.values)

    def summary(self) -> dict[str, object]:
        """Return the measurement as it is in bench.json."""
        return {
            "name": self.name,
            "unit": self.unit,
            "median": self.median,
            "least": min(self.values),
            "most": max(self.values),
            "runs": len(self.values),
        }


@dataclass(frozen=True)
class Scale:
    """How much is measured.

    Attributes:
        runs: How often.
        steps: The sizes of the generated flows.
        rows: The sizes of the generated tables.
        guide: The flows to export. None exports a small generated flow.
        seconds: How long a load lasts.
        connections: How many connections a load uses at once.
        section: The section that is measured.
    """

    runs: int
    steps: tuple[int, ...]
    rows: tuple[int, ...]
    guide: Path | None = FLOWS
    seconds: int = 2
    connections: int = 16
    section: str = ""

    def each_run(self) -> Iterator[int]:
        """Yield the number of each run, from 0 on, and show which one it is."""
        for number in range(self.runs):
            progress(f"{self.section}: run {number + 1} of {self.runs}")
            yield number


FULL = Scale(5, (100, 1_000, 10_000), (51, 102, 204, 408))
# Shows that everything can be measured, but not how fast it is.
QUICK = Scale(1, (10, 100), (51, 102), guide=None, seconds=1, connections=2)


def progress(text: str) -> None:
    """Show on a terminal what is measured, in place of what was shown before."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


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


def choices_in(folder: Path) -> Flow:
    """Write a flow of twenty questions with four answers each into a folder, and return it.

    Its texts are as long as those of a real flow. Some answers skip a question and some have a
    condition, so walks of one length end at different steps.
    """
    names = [*(f"q{number}" for number in range(20)), "end", "end"]
    lines = ["title: Choices", "start: q0", "steps:"]
    for number in range(20):
        name, near, far = names[number : number + 3]
        guarded = f"[{{if: {{q{number - 4}: one}}, to: {far}}}, {{to: {near}}}]"
        targets = {
            "one": near,
            "two": near,
            "three": guarded if number % 8 == 4 else near,
            "four": far if number % 4 == 0 else near,
        }
        lines += [f"  {name}:", f"    title: Matter {number + 1}"]
        lines += [f"    ask: Which of these is true for you, in matter {number + 1}?"]
        lines += ["    why: The answer decides which office keeps the record.", "    answers:"]
        for answer, to in targets.items():
            lines.append(f'      {answer}: {{label: "The {answer} of these is true", to: {to}}}')
    lines += ["  end:", "    outcome: This is the end", "    claims:"]
    lines += ["      - {level: unknown, text: No record says so.}"]
    path = folder / "choices.yaml"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return load_flow(path)


def trails_of(flow: Flow, answers: int, count: int) -> list[str]:
    """Return different random walks to questions of a flow, as paths with a query.

    Each has the given number of answers. The walks are the same each time.
    """
    compiled, pick = machine_of(flow), random.Random(1)  # noqa: S311
    found: dict[str, None] = {}  # in the order in which they were walked
    while len(found) < count:
        step, given = flow.start, dict[str, str]()
        while len(given) < answers and step in compiled.table:
            answer = pick.choice([*compiled.table[step]])
            step, given = compiled.next(step, answer, given), {**given, step: answer}
        if len(given) == answers and step in compiled.table:
            query = "&".join(f"{question}={answer}" for question, answer in given.items())
            found[f"/en/{flow.id}/{step}/?{query}"] = None
    return [*found]


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
