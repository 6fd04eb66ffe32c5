"""Measure how fast a wizard is: print tables and write bench.json. `make bench` runs it.

The first table compares the goals with what was measured, the others have all measurements. Each
number is the median of at least five runs, next to the minimum and the maximum. A section is a
function in SECTIONS that yields measurements. What must not share a process with other code is
measured in its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import bench_first
import bench_load
import bench_pages
import bench_rows
import bench_taps
import report
from load import get, serve
from measure import (
    FLOWS,
    FULL,
    QUICK,
    ROOT,
    WIZARD,
    Figure,
    Scale,
    against,
    alone,
    each,
    flow_of,
    milliseconds,
    processor,
    progress,
    run,
    trails_of,
)

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
import sys, json, time
from pathlib import Path
from wizard import create_app
from wizard.engine.machine import machine_of
from wizard.loader.site import check_folder
def peak():
    # Not the peak that `resource` knows: it includes the process that started this one.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
before, begun = peak(), time.process_time()
site, problems = check_folder(sys.argv[1])
checked, after = time.process_time(), peak()
assert site and not problems, problems[:3]
machine_of(site.flows["long"])
compiled = time.process_time()
client = create_app(site).test_client()
assert client.get("/en/long/q0/").status_code == 200
served = time.process_time()
for _ in range(100):
    assert client.get("/en/long/q2/?q0=yes&q1=yes").status_code == 200
asked = (time.process_time() - served) / 100
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
warm_up, *trails = open(sys.argv[1]).read().split()
for client in clients:
    assert client.get(warm_up).status_code == 200
spent = [0.0] * len(clients)
for trail in trails:
    for which, client in enumerate(clients):  # in turns, so that other programs slow all alike
        begun = time.thread_time()
        assert client.get(trail).status_code == 200
        spent[which] += time.thread_time() - begun
print(json.dumps([each / spent[0] for each in spent]))
"""


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
    yield small(scale)
    for module in ("flask", "wizard", "wizard.cli"):
        found = [alone(ALONE.format(module=module))[0] for _ in scale.each_run()]
        yield Figure(f"import {module}", "ms", tuple(value * 1000 for value in found))
    yield from large(scale)
    yield from countless(scale)
    yield facts(scale)


def small(scale: Scale) -> Figure:
    """Measure what an editor waits for at each save: the check of a small flow.

    It is nearly all imports. Those of click, without which there is no command, are not counted.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "small.yaml")
        path.write_text(flow_of(10), "utf-8")
        click, check = [sys.executable, "-c", "import click"], [*WIZARD, "check", str(path)]
        run(check)  # once, so that all modules are compiled
        values = tuple(processor(check) - processor(click) for _ in scale.each_run())
    return Figure("a flow of 10 steps, checked, above import click", "ms", values)


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
        for _ in scale.each_run():
            fresh = replace(flow)  # a flow caches what is computed from it
            begun = time.process_time()
            machine_of(fresh)
            taken.append((time.process_time() - begun) / count * 1e6)
        yield Figure("an edge, built and fired at load", "us", tuple(taken))
        path.write_text(flow_of(100), "utf-8")
        flow = load_flow(path)
        machine, answers = machine_of(flow), {f"q{number}": "yes" for number in range(30)}
        assert len(machine.walk("q0", answers)) == 31
        yield Figure(
            "30 answers, resolved", "us", each(scale.runs, lambda: machine.walk("q0", answers))
        )
        trails, folders = Path(folder, "trails"), []
        # They are the same walks in larger flows.
        trails.write_text("\n".join(trails_of(flow, 12, scale.steps[-2] + 1)), "utf-8")
        for steps in (100, scale.steps[-1]):
            place = Path(folder, f"of-{len(folders)}")
            place.mkdir()
            (place / "long.yaml").write_text(flow_of(steps), "utf-8")
            folders.append(str(place))
        found = [alone(SIZES, str(trails), *folders)[-1] for _ in scale.each_run()]
        yield Figure("a request, against a flow of 100 steps", "times", tuple(found))


def start(scale: Scale) -> Iterator[Figure]:
    """Measure the time to start, and the memory after the warm-up against a plain Flask page."""
    found = [alone(SERVING, str(FLOWS))[0] for _ in scale.each_run()]
    yield Figure("start of serving, Flask imported already: processor", "s", tuple(found))
    ours, theirs = [], []
    for _ in scale.each_run():
        with tempfile.TemporaryDirectory() as pages, ExitStack() as running:
            wizard = running.enter_context(serve(bench_load.one_worker(FLOWS)))
            addresses = ["/en/", "/es/", "/en/my-data/topic/", "/es/my-data/topic/"]
            bodies = [get(wizard.address + address) for address in addresses]
            Path(pages, "page").write_bytes(bodies[-1])
            bare = running.enter_context(
                serve([sys.executable, "scripts/load.py", "bare", "PORT", pages])
            )
            get(f"{bare.address}/page")
            bench_first.await_warm_up(wizard)
            ours.append(wizard.memory())
            theirs.append(bare.memory())
    yield Figure("memory of a worker", "MiB", tuple(ours))
    yield Figure("memory of a bare Flask page's worker", "MiB", tuple(theirs))
    yield against("memory of a worker, against Flask", ours, theirs)


def large(scale: Scale) -> Iterator[Figure]:
    """Measure the processor time and memory of large flows, and of each step by the size."""
    found: list[list[list[float]]] = []
    with tempfile.TemporaryDirectory() as folder:
        for steps in scale.steps:
            place = Path(folder, str(steps))
            place.mkdir()
            (place / "long.yaml").write_text(flow_of(steps), "utf-8")
            found.append([alone(LARGE, str(place)) for _ in scale.each_run()])
    for steps, runs in zip(scale.steps, found, strict=True):
        for number, (name, unit) in enumerate(LARGE_NUMBERS.items()):
            yield Figure(f"{steps:,} steps, {name}", unit, tuple(run[number] for run in runs))
    less, more = scale.steps[-2:]  # a tenth, and all
    for number, what in enumerate(("time", "memory")):
        pairs = [
            (low[number] / less, high[number] / more) for low, high in zip(*found[-2:], strict=True)
        ]
        if all(low for low, _ in pairs):  # small flows may need no more memory
            name = f"{what} for each step, against a flow of a tenth of the steps"
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


def facts(scale: Scale) -> Figure:
    """Measure the check of an outcome with claims about many independent facts."""
    from wizard.loader.site import check_flow

    names = [*(f"fact{number}" for number in range(17)), "end"]
    steps = [
        f"  {name}: {{ask: Is {name} so?, yes: {after}, no: {after}, unsure: {after}}}"
        for name, after in pairwise(names)
    ]
    claims = [
        f"      - {{level: unknown, text: About {name}., if: {{{name}: yes}}}}"
        for name in names[:-1]
    ]
    head, end = ["title: Facts", "start: fact0", "steps:"], ["  end:", "    outcome: The end"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "facts.yaml")
        path.write_text("\n".join([*head, *steps, *end, "    claims:", *claims]), "utf-8")
        assert check_flow(path)[0], "the flow is valid"
        values = milliseconds(scale.runs, lambda: check_flow(path))
    return Figure("17 independent facts on an outcome, checked", "ms", values)


SECTIONS: dict[str, Callable[[Scale], Iterator[Figure]]] = {
    "check": check,
    "rows": bench_rows.rows,
    "walk": walk,
    "start": start,
    "requests": bench_load.requests,
    "calls": bench_pages.calls,
    "codings": bench_pages.codings,
    "export": bench_pages.export,
    "nginx": bench_load.nginx_pages,
    "formtools": bench_load.formtools,
    "wire": bench_load.wire,
    "first": bench_first.first,
    "taps": bench_taps.taps,
}


def plot(figures: Sequence[Figure], steps: Sequence[int], path: Path) -> None:
    """Draw what a flow costs by its size: to check and compile it, and to make a page of it."""
    from matplotlib.figure import Figure as Picture

    medians_of = {figure.name: figure.median for figure in figures}
    picture = Picture(figsize=(9, 4), layout="constrained")
    load, request = picture.subplots(1, 2)
    for name in ("checked", "compiled to a machine"):
        medians = [medians_of[f"{count:,} steps, {name}"] for count in steps]
        load.plot(steps, medians, marker="o", label=name)
    load.set(
        xscale="log",
        yscale="log",
        xlabel="steps of the flow",
        ylabel="seconds",
        title="to load a flow",
    )
    load.legend()
    medians = [medians_of[f"{count:,} steps, page with answers, made"] for count in steps]
    request.plot(steps, medians, marker="o")
    request.set(
        xscale="log",
        ylim=0,
        xlabel="steps of the flow",
        ylabel="microseconds",
        title="to make a page",
    )
    picture.savefig(path)


def main() -> None:
    """Measure the sections that the command line names."""
    parser = argparse.ArgumentParser(description="Measures, prints tables and writes bench.json.")
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
    parser.add_argument(
        "--before",
        type=Path,
        default=report.BEFORE,
        help="an earlier bench.json, to compare with (scripts/bench-before.json)",
    )
    options = parser.parse_args()
    if unknown := [name for name in options.sections if name not in SECTIONS]:
        parser.error(f"unknown section: {unknown[0]}; use one of {', '.join(SECTIONS)}")
    before = json.loads(options.before.read_text("utf-8"))
    scale = QUICK if options.quick else FULL
    machine = report.machine(scale)  # first, because the bench itself is a load
    sections: dict[str, list[Figure]] = {}
    for name in options.sections or SECTIONS:
        progress(name)
        sections[name] = [*SECTIONS[name](replace(scale, section=name))]
    progress("")
    goals = report.goals(sections, before)
    print(*report.summary(goals, machine, before), sep="\n")
    for name, figures in sections.items():
        print(*report.table(name, figures), sep="\n")
    summaries = {name: [each.summary() for each in figures] for name, figures in sections.items()}
    if "check" in sections:
        plot(sections["check"], scale.steps, options.output.with_suffix(".svg"))
    data = {"machine": machine, "goals": goals, "sections": summaries}
    options.output.write_text(json.dumps(data, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
