"""Measure how fast a wizard is: print a table and write bench.json. `make bench` runs it.

Each number is the median of at least five runs, next to the minimum and the maximum. A section is a
function in SECTIONS that yields measurements. What must not share a process with other code is
measured in its own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from load import get, nginx, serve, weight, wrk

ROOT = Path(__file__).parents[1]
FLOWS = ROOT / "flows"
WIZARD = (sys.executable, "-m", "wizard.cli")

# These programs run in their own process. Each prints one JSON list of numbers.
ALONE = """
import sys, json, time
begun = time.perf_counter()
import {module}
print(json.dumps([time.perf_counter() - begun]))
"""
SERVING = """
import sys, json, time
import flask
begun = time.process_time()
from wizard import create_app, load_flows
create_app(load_flows(sys.argv[1])).test_client()
print(json.dumps([time.process_time() - begun]))
"""
LARGE = """
import sys, json, time, resource
from wizard import create_app
from wizard.engine.machine import machine_of
from wizard.loader.site import check_folder
def peak():
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
before, begun = peak(), time.perf_counter()
site, problems = check_folder(sys.argv[1])
checked, after = time.perf_counter(), peak()
assert site and not problems, problems[:3]
machine_of(site.flows["long"])
compiled = time.perf_counter()
client = create_app(site).test_client()
assert client.get("/en/long/q0/").status_code == 200
served = time.perf_counter()
for number in range(100):
    assert client.get(f"/en/long/q2/?q0=yes&q1=yes&x={number}").status_code == 200
asked = (time.perf_counter() - served) / 100
times = [compiled - checked, served - compiled, asked * 1e6]
print(json.dumps([checked - begun, after - before, *times]))
"""

# The numbers that LARGE prints, and their units.
LARGE_NUMBERS = {
    "checked": "s",
    "memory to check them": "MiB",
    "compiled to a machine": "s",
    "first page served": "s",
    "page with answers, made": "us",
}
SIZES = """
import sys, json, time
from wizard import create_app, load_flows
clients = [create_app(load_flows(folder)).test_client() for folder in sys.argv[2:]]
trail = "&".join(f"q{number}=yes" for number in range(12))
spent = [0.0] * len(clients)
for number in range(-1, int(sys.argv[1])):  # run -1 only compiles the templates
    if number == 0:
        spent = [0.0] * len(clients)
    for which, client in enumerate(clients):  # in turns, so that other programs slow all alike
        begun = time.thread_time()
        assert client.get(f"/en/long/q12/?{trail}&x={number}").status_code == 200
        spent[which] += time.thread_time() - begun
print(json.dumps([each / spent[0] for each in spent]))
"""


# Makes wrk send the first answer as a browser does.
ANSWERED = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Cookie"] = "csrftoken={token}"
wrk.body = "csrfmiddlewaretoken={token}&wizard-current_step=0&0-answer=yes"
"""


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


def check(scale: Scale) -> Iterator[Figure]:
    """Measure the check of the shipped flows and of generated flows larger than any real one."""
    from wizard.loader.site import check_folder

    command = [sys.executable, "-m", "wizard.cli", "check", str(FLOWS)]
    yield Figure(
        "shipped flows, checked", "ms", milliseconds(scale.runs, lambda: check_folder(FLOWS))
    )
    yield Figure(
        "wizard check, the whole command", "ms", milliseconds(scale.runs, lambda: run(command))
    )
    yield Figure(
        "Python alone, started and ended",
        "ms",
        milliseconds(scale.runs, lambda: run([sys.executable, "-c", ""])),
    )
    for module in ("flask", "wizard", "wizard.cli"):
        found = [alone(ALONE.format(module=module))[0] for _ in range(scale.runs)]
        yield Figure(f"import {module}", "ms", tuple(value * 1000 for value in found))
    yield from large(scale)
    yield from countless(scale)


def requests(scale: Scale) -> Iterator[Figure]:
    """Measure pages under load, in turns with a plain Flask page of the same size.

    Both have the same server with one worker.
    """
    step = "/en/long/q0/"
    trail = "/en/long/q12/?" + "&".join(f"q{number}=yes" for number in range(12))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        flows, pages = Path(folder, "flows"), Path(folder, "pages")
        flows.mkdir()
        pages.mkdir()
        (flows / "long.yaml").write_text(flow_of(100), "utf-8")
        ours = running.enter_context(
            serve([*WIZARD, "run", str(flows), "--workers", "1", "--port", "PORT"])
        )
        (pages / "step").write_bytes(get(ours.address + trail))
        bare = running.enter_context(
            serve([sys.executable, "scripts/load.py", "bare", "PORT", str(pages)])
        )
        asked = {
            "bare": (bare, "/step"),
            "held": (ours, trail),
            "held, no answers": (ours, step),
            "unseen": (ours, trail),
        }
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in asked}
        for run in range(scale.runs):
            for name, (server, path) in asked.items():
                begun, unseen = server.seconds(), run * 10_000_000 if name == "unseen" else None
                rate = wrk(server.address + path, scale.seconds, scale.connections, unseen)
                spent = server.seconds() - begun
                found[name].append((rate, spent / (rate * max(1, round(scale.seconds)))))
    names = {
        "bare": "bare Flask page of the same bytes",
        "held": "page with 12 answers, asked for before",
        "held, no answers": "page without answers, asked for before",
        "unseen": "page with 12 answers, never asked for",
    }
    for key, name in names.items():
        yield Figure(name, "1/s", tuple(rate for rate, _ in found[key]))
    for key, name in names.items():
        yield Figure(f"{name}: processor", "us", tuple(spent * 1e6 for _, spent in found[key]))
    for key, name in names.items():
        if key != "bare":
            pairs = list(zip(found[key], found["bare"], strict=True))
            yield Figure(
                f"{name}, against Flask", "times", tuple(one[0] / other[0] for one, other in pairs)
            )
            yield Figure(
                f"{name}: processor, against",
                "times",
                tuple(one[1] / other[1] for one, other in pairs),
            )


def walk(scale: Scale) -> Iterator[Figure]:
    """Measure what a reader needs: resolved answers, fired edges, and pages of larger flows."""
    from wizard.engine.machine import machine_of
    from wizard.loader.site import load_flow
    from wizard.model.flow import edges

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "long.yaml")
        path.write_text(flow_of(scale.steps[-2]), "utf-8")
        flow, taken = load_flow(path), []
        count = sum(1 for step in flow.steps.values() for _ in edges(step))
        for _ in range(scale.runs):
            fresh = replace(flow)  # a flow caches what is computed from it
            begun = time.process_time()
            machine_of(fresh)
            taken.append((time.process_time() - begun) / count * 1e6)
        yield Figure("an edge, built and fired at load", "us", tuple(taken))
        path.write_text(flow_of(100), "utf-8")
        machine, answers = (
            machine_of(load_flow(path)),
            {f"q{number}": "yes" for number in range(30)},
        )
        assert len(machine.walk("q0", answers)) == 31
        yield Figure(
            "30 answers, resolved", "us", each(scale.runs, lambda: machine.walk("q0", answers))
        )
        folders = []
        for steps in (100, scale.steps[-1]):
            place = Path(folder, f"of-{len(folders)}")
            place.mkdir()
            (place / "long.yaml").write_text(flow_of(steps), "utf-8")
            folders.append(str(place))
        found = [alone(SIZES, str(scale.steps[-2]), *folders)[-1] for _ in range(scale.runs)]
        yield Figure(f"a request, {scale.steps[-1]:,} steps against 100", "times", tuple(found))


def start(scale: Scale) -> Iterator[Figure]:
    """Measure the time to start and the memory of a server, against a plain Flask page."""
    found = [alone(SERVING, str(FLOWS))[0] for _ in range(scale.runs)]
    yield Figure("start of serving, Flask imported already: processor", "s", tuple(found))
    ours, theirs = [], []
    for _ in range(scale.runs):
        with tempfile.TemporaryDirectory() as pages, ExitStack() as running:
            wizard = running.enter_context(
                serve([*WIZARD, "run", str(FLOWS), "--workers", "1", "--port", "PORT"])
            )
            addresses = ["/en/", "/es/", "/en/my-data/held-license/", "/es/my-data/held-license/"]
            bodies = [get(wizard.address + address) for address in addresses]
            Path(pages, "page").write_bytes(bodies[-1])
            bare = running.enter_context(
                serve([sys.executable, "scripts/load.py", "bare", "PORT", pages])
            )
            get(f"{bare.address}/page")
            ours.append(wizard.memory())
            theirs.append(bare.memory())
    yield Figure("memory of a worker", "MiB", tuple(ours))
    yield Figure("memory of a bare Flask page's worker", "MiB", tuple(theirs))
    yield Figure(
        "memory, against Flask",
        "times",
        tuple(one / other for one, other in zip(ours, theirs, strict=True)),
    )


def export(scale: Scale) -> Iterator[Figure]:
    """Measure compressed pages as files behind nginx and from the app, in turns."""
    step, headers = "/en/long/q0/", ["Accept-Encoding: br"]
    trail = "/en/long/q12/?" + "&".join(f"q{number}=yes" for number in range(12))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        flows, site = Path(folder, "flows"), Path(folder, "site")
        flows.mkdir()
        (flows / "long.yaml").write_text(flow_of(30), "utf-8")
        run([*WIZARD, "export", str(site), str(flows), "--base-url", "https://example.org"])
        Path(folder).chmod(0o755)  # nginx runs as another user
        files = running.enter_context(nginx(site))
        app = running.enter_context(
            serve([*WIZARD, "run", str(flows), "--workers", "1", "--port", "PORT"])
        )
        asked = {"files": (files, step), "held": (app, step), "unseen": (app, trail)}
        get(app.address + step)  # puts the page into the cache
        found: dict[str, list[float]] = {name: [] for name in asked}
        for number in range(scale.runs):
            for name, (server, path) in asked.items():
                unseen = number * 10_000_000 if name == "unseen" else None
                found[name].append(
                    wrk(server.address + path, scale.seconds, scale.connections, unseen, headers)
                )
    yield Figure("file of the export, nginx", "1/s", tuple(found["files"]))
    yield Figure("page without answers, asked for before", "1/s", tuple(found["held"]))
    yield Figure("page with 12 answers, never asked for", "1/s", tuple(found["unseen"]))
    yield against("export, against pages never asked for", found["files"], found["unseen"])
    yield against("export, against pages asked for before", found["files"], found["held"])


def formtools(scale: Scale) -> Iterator[Figure]:
    """Measure the second of two questions, of ours and of django-formtools inside the same page."""
    first, second = "/en/my-data/held-license/", "/en/my-data/own-car/?held-license=yes"
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        ours = running.enter_context(
            serve([*WIZARD, "run", str(FLOWS), "--workers", "1", "--port", "PORT"])
        )
        pages = [get(ours.address + path).decode() for path in (first, second)]
        page = re.sub(
            r'(<div id="step"[^>]*>).*(</div>\n<div id="failed")',
            r"\1<!-- step -->\2",
            pages[1],
            flags=re.DOTALL,
        )
        Path(folder, "page.html").write_text(page, "utf-8")
        questions = [re.findall(r"<h1[^>]*>(.*?)</h1>", page)[0] for page in pages]
        Path(folder, "questions.txt").write_text("\n".join(questions), "utf-8")
        django = running.enter_context(
            serve([sys.executable, "scripts/load.py", "formtools", "PORT", folder])
        )
        token = get(f"{django.address}/token").decode()
        script = ANSWERED.format(token=token)
        found: dict[str, list[float]] = {"formtools": [], "held": [], "unseen": []}
        get(ours.address + second)  # puts the page into the cache
        for number in range(scale.runs):
            load = scale.seconds, scale.connections
            found["formtools"].append(wrk(f"{django.address}/", *load, script=script))
            found["held"].append(wrk(ours.address + second, *load))
            found["unseen"].append(wrk(ours.address + second, *load, number * 10_000_000))
    yield Figure(
        "django-formtools, an answer and the next question", "1/s", tuple(found["formtools"])
    )
    yield Figure("page of ours, asked for before", "1/s", tuple(found["held"]))
    yield Figure("page of ours, never asked for", "1/s", tuple(found["unseen"]))
    yield against("never asked for, against formtools", found["unseen"], found["formtools"])
    yield against("asked for before, against formtools", found["held"], found["formtools"])


def wire(scale: Scale) -> Iterator[Figure]:
    """Measure the bytes of a first visit and of a step, with headers, over HTTP/1.1."""
    with serve([*WIZARD, "run", str(FLOWS), "--workers", "1", "--port", "PORT"]) as server:
        page = get(f"{server.address}/en/my-data/held-license/").decode()
        files = re.findall(r'(?:href|src)="(/static/[^"]*)"', page)
        weights = {
            path: weight(server.address, path) for path in ("/en/my-data/held-license/", *files)
        }
        question = weight(server.address, "/en/my-data/own-car/?held-license=yes")
    scripts = sum(weights[path] for path in files if path.endswith(".js"))
    yield Figure("first visit", "B", (sum(weights.values()),))
    yield Figure("first visit, without scripts", "B", (sum(weights.values()) - scripts,))
    yield Figure("a further question", "B", (question,))


def against(name: str, ours: Sequence[float], theirs: Sequence[float]) -> Figure:
    """Return the ratios of two measurements, run by run."""
    return Figure(
        name, "times", tuple(one / other for one, other in zip(ours, theirs, strict=True))
    )


def large(scale: Scale) -> Iterator[Figure]:
    """Measure the time and the memory of large flows, and per step against a tenth of the size."""
    found: list[list[list[float]]] = []
    with tempfile.TemporaryDirectory() as folder:
        for steps in scale.steps:
            place = Path(folder, str(steps))
            place.mkdir()
            (place / "long.yaml").write_text(flow_of(steps), "utf-8")
            found.append([alone(LARGE, str(place)) for _ in range(scale.runs)])
    for steps, runs in zip(scale.steps, found, strict=True):
        for number, (name, unit) in enumerate(LARGE_NUMBERS.items()):
            yield Figure(f"{steps:,} steps, {name}", unit, tuple(run[number] for run in runs))
    less, more = scale.steps[-2:]
    for number, what in enumerate(("time", "memory")):
        pairs = [
            (low[number] / less, high[number] / more) for low, high in zip(*found[-2:], strict=True)
        ]
        if all(low for low, _ in pairs):  # small flows may need no more memory
            name = f"{what} for each step, {more:,} against {less:,}"
            yield Figure(name, "times", tuple(high / low for low, high in pairs))


def countless(scale: Scale) -> Iterator[Figure]:
    """Measure the count of more paths than anyone could walk one by one."""
    from wizard.engine.paths import count
    from wizard.model.flow import Answer, Edge, Flow, Outcome, Question, Target

    names = [*(f"q{number}" for number in range(100)), "end"]

    def flow() -> Flow:  # a new one each time, because a flow caches what is computed from it
        steps = {
            name: Question(
                name,
                "",
                "So?",
                "",
                "",
                {a: Answer(a, "", (Edge(None, Target("f", after)),)) for a in "ab"},
            )
            for name, after in pairwise(names)
        }
        return Flow("f", "F", "", "q0", {**steps, "end": Outcome("end", "", "End", "", (), (), ())})

    assert count(flow()) == 2**100
    yield Figure("2^100 paths, counted", "ms", milliseconds(scale.runs, lambda: count(flow())))


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


SECTIONS: dict[str, Callable[[Scale], Iterator[Figure]]] = {
    "check": check,
    "walk": walk,
    "start": start,
    "requests": requests,
    "export": export,
    "formtools": formtools,
    "wire": wire,
}


def plot(figures: dict[str, dict[str, object]], steps: Sequence[int], path: Path) -> None:
    """Draw what a flow costs by its size: to check and compile it, and to make a page of it."""
    from matplotlib.figure import Figure as Picture

    picture = Picture(figsize=(9, 4), layout="constrained")
    load, request = picture.subplots(1, 2)
    for name in ("checked", "compiled to a machine"):
        medians = [figures[f"{count:,} steps, {name}"]["median"] for count in steps]
        load.plot(steps, medians, marker="o", label=name)
    load.set(
        xscale="log",
        yscale="log",
        xlabel="steps of the flow",
        ylabel="seconds",
        title="to load a flow",
    )
    load.legend()
    medians = [figures[f"{count:,} steps, page with answers, made"]["median"] for count in steps]
    request.plot(steps, medians, marker="o")
    request.set(
        xscale="log",
        ylim=0,
        xlabel="steps of the flow",
        ylabel="microseconds",
        title="to make a page",
    )
    picture.savefig(path)


def line(figure: Figure) -> str:
    """Return a line of the table of a section."""
    numbers = (statistics.median(figure.values), min(figure.values), max(figure.values))
    digits = [0 if number >= 100 else 2 if number >= 1 else 3 for number in numbers]
    columns = "".join(
        f"{number:10.{places}f}" for number, places in zip(numbers, digits, strict=True)
    )
    return f"{figure.name:52}{columns}  {figure.unit}"


def main() -> None:
    """Measure the sections that the command line names."""
    parser = argparse.ArgumentParser(description="Measures, prints a table and writes bench.json.")
    parser.add_argument(
        "sections",
        nargs="*",
        metavar="SECTION",
        help=f"which to measure: {', '.join(SECTIONS)} (all)",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="once and little, to see that everything can be measured",
    )
    parser.add_argument(
        "--output", type=Path, default=ROOT / "bench.json", help="where the figures go (bench.json)"
    )
    options = parser.parse_args()
    if unknown := [name for name in options.sections if name not in SECTIONS]:
        parser.error(f"unknown section: {unknown[0]}; use one of {', '.join(SECTIONS)}")
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
    if "check" in sections:
        figures = {str(figure["name"]): figure for figure in sections["check"]}
        plot(figures, scale.steps, options.output.with_suffix(".svg"))
    options.output.write_text(
        json.dumps({"machine": machine, "sections": sections}, indent=2) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
