"""What the bench prints and writes: the goals and how near they are, and all measurements."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from measure import Figure, Scale

# A bench.json of the last version that was measured. Copy a new one here to compare with it.
BEFORE = Path(__file__).with_name("bench-before.json")

WIDTH = 64  # columns for the name of a measurement


@dataclass(frozen=True)
class Goal:
    """What a measurement should reach.

    `at_least` is a lower limit; without it, the limit is an upper one.
    """

    figure: str
    limit: float
    at_least: bool = False

    def reached(self, value: float) -> bool:
        """Return whether a value is within the limit."""
        return value >= self.limit if self.at_least else value <= self.limit


# The goals by section, and by the name of the measurement.
GOALS = {
    "requests": (
        Goal("page with 12 answers, never asked for, against Flask", 1.0, at_least=True),
        Goal("page with 12 answers, never asked for, br, against Flask", 0.8, at_least=True),
        Goal("page with 12 answers, never asked for, gzip, against Flask", 0.8, at_least=True),
        Goal("page with 12 answers, never asked for: processor, against Flask", 1.0),
        Goal("page without answers, asked for before, against Flask", 3.0, at_least=True),
        Goal("page without answers, asked for before: processor, against Flask", 0.3),
    ),
    "calls": (Goal("Python calls for a page with 12 answers", 300),),
    "walk": (
        Goal("30 answers, resolved", 3),
        Goal("an edge, built and fired at load", 15),
        Goal("a request, against a flow of 100 steps", 1.1),
    ),
    "check": (
        Goal("time for each step, against a flow of a tenth of the steps", 1.5),
        Goal("memory for each step, against a flow of a tenth of the steps", 1.5),
    ),
    "rows": (
        Goal("wizard check of a guide with 51 rows: processor", 3),
        Goal("time for each row, against a table of 51 rows", 1.5),
        Goal("memory for each row, against a table of 51 rows", 1.5),
    ),
    "start": (
        Goal("start of serving, Flask imported already: processor", 0.5),
        Goal("memory of a worker, against Flask", 1.4),
    ),
    "wire": (
        Goal("first visit", 24_000),
        Goal("first visit, without scripts", 6_000),
        Goal("a further question", 2_500),
    ),
    "nginx": (
        Goal("file of the export, against pages never asked for", 10, at_least=True),
        Goal("file of the export, against pages asked for before", 1.5, at_least=True),
    ),
    "formtools": (
        Goal("next question, never asked for, against formtools", 2.5, at_least=True),
        Goal("first question, asked for before, against formtools", 8, at_least=True),
    ),
    "export": (Goal("wizard export of the guide", 20),),
    "first": tuple(
        Goal(f"first {page} of a worker, above a warm one", 60)
        for page in ("deadline page", "letter as PDF", "letter as DOCX", "map")
    ),
    "taps": (
        Goal("tap to next question, 400 ms of latency", 150),
        Goal("tap to next question, 1000 ms of latency", 150),
        Goal("bytes fetched ahead for a question, on average", 8_000),
    ),
}


def machine(scale: Scale) -> dict[str, object]:
    """Return what the measurements depend on: the versions, the computer and what else it does."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    models = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return {
        "wizard": version("flow-wizard"),
        "processor": next(iter(models), platform.processor() or platform.machine()),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
        "runs": scale.runs,
    }


def goals(
    figures: Mapping[str, Sequence[Figure]], before: Mapping[str, Any]
) -> list[dict[str, object]]:
    """Return the goals of the measured sections: what is measured now, and what was before.

    Args:
        figures: The measurements by section.
        before: An earlier bench.json.

    Returns:
        The goals as they are in bench.json. What was not measured is None.
    """
    earlier = {goal["what"]: goal["now"] for goal in before["goals"]}
    found = []
    for section, expected in GOALS.items():
        measured = {figure.name: figure for figure in figures.get(section, ())}
        for goal in expected if section in figures else ():
            figure = measured.get(goal.figure)
            now = figure.median if figure else None
            found.append(
                {
                    "what": goal.figure,
                    "unit": figure.unit if figure else "",
                    "goal": f"at {'least' if goal.at_least else 'most'} {goal.limit:,}",
                    "now": now,
                    "before": earlier.get(goal.figure),
                    "reached": now is not None and goal.reached(now),
                }
            )
    return found


def summary(
    goals: Sequence[Mapping[str, object]], machine: Mapping[str, object], before: Mapping[str, Any]
) -> Iterator[str]:
    """Yield the lines of the short table: each goal, now and before, and whether it is missed."""
    yield f"{'what':{WIDTH}}{'goal':>16}{'now':>10}{'before':>10}"
    for goal in goals:
        columns = f"{goal['goal']:>16}{number(goal['now'])}{number(goal['before'])}"
        missed = "" if goal["reached"] else "  missed"
        yield f"{goal['what']:{WIDTH}}{columns}  {goal['unit']}{missed}"
    yield ""
    for name, conditions in (("now", machine), ("before", before["machine"])):
        yield f"{name}: {', '.join(f'{what} {value}' for what, value in conditions.items())}"


def table(section: str, figures: Sequence[Figure]) -> Iterator[str]:
    """Yield the lines of the table of a section."""
    yield f"\n{section:{WIDTH}}{'median':>10}{'least':>10}{'most':>10}"
    for figure in figures:
        values = (figure.median, min(figure.values), max(figure.values))
        yield f"{figure.name:{WIDTH}}{''.join(map(number, values))}  {figure.unit}"


def number(value: object) -> str:
    """Return a column with a number, or with a dash if there is none."""
    if not isinstance(value, int | float):
        return f"{'-':>10}"
    places = 0 if value >= 100 else 2 if value >= 1 else 3
    return f"{value:10.{places}f}"
