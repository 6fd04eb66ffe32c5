"""`make bench` measures what it says. These tests do not check how fast anything is."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest

from tests.conftest import ROOT
from wizard import create_app, load_flows

BENCH = ROOT / "scripts" / "bench.py"


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run scripts/bench.py."""
    command = (sys.executable, str(BENCH), *arguments)
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Import modules of the bench, as scripts/bench.py does."""
    monkeypatch.syspath_prepend(str(BENCH.parent))
    return import_module


def test_bench_prints_same_numbers_as_it_writes(tmp_path: Path) -> None:
    """The tables and the file have the same measurements with their units, in the same order."""
    done = bench("walk", "calls", "--quick", "--output", str(tmp_path / "bench.json"))
    assert (done.returncode, done.stderr) == (0, "")
    agree(done.stdout, tmp_path / "bench.json")


def agree(output: str, file: Path) -> list[str]:
    """Check that printed tables agree with a file. Return the names of the measurements."""
    found = json.loads(file.read_text("utf-8"))
    machine = {"wizard", "processor", "cores", "system", "python", "load", "runs"}
    assert machine == set(found["machine"])
    short, _, tables = output.partition("\n\nnow: ")
    heading, *rows = short.splitlines()
    assert heading.split() == ["what", "goal", "now", "before"]
    assert [row.partition("  ")[0] for row in rows] == [goal["what"] for goal in found["goals"]]
    assert [row.endswith("  missed") for row in rows] == [not g["reached"] for g in found["goals"]]
    printed = re.findall(r"^(\S.*?) +[\d.]+ +[\d.]+ +[\d.]+  (\S+)$", tables, re.MULTILINE)
    figures = [figure for section in found["sections"].values() for figure in section]
    assert printed == [(figure["name"], figure["unit"]) for figure in figures]
    assert all(0 <= figure["least"] <= figure["median"] <= figure["most"] for figure in figures)
    assert {figure["runs"] for figure in figures} == {1}, "`--quick` measures once"
    medians = {figure["name"]: figure["median"] for figure in figures}
    for goal in found["goals"]:
        assert goal["now"] == medians[goal["what"]], "each goal is measured"
    return [name for name, _ in printed]


def test_short_table_marks_what_misses_its_goal(script: Callable[[str], Any]) -> None:
    """A limit itself is reached. What was not measured is missed too, and has a dash."""
    report, figure = script("report"), script("measure").Figure
    figures = {
        "calls": [figure("Python calls for a page with 12 answers", "calls", (301, 290, 301))],
        "start": [figure("start of serving, Flask imported already: processor", "s", (0.5,))],
        "formtools": [
            figure("next question, never asked for, against formtools", "times", (2.5,)),
            figure("first question, asked for before, against formtools", "times", (7.9,)),
        ],
    }
    before = {
        "machine": {"cores": 2},
        "goals": [{"what": "Python calls for a page with 12 answers", "now": 1805}],
    }
    goals = report.goals(figures, before)
    lines = [*report.summary(goals, {"cores": 4}, before)]
    assert [re.sub(" {2,}", "  ", line) for line in lines] == [
        "what  goal  now  before",
        "Python calls for a page with 12 answers  at most 300  301  1805  calls  missed",
        "start of serving, Flask imported already: processor  at most 0.5  0.500  -  s",
        "memory of a worker, against Flask  at most 1.4  -  -  missed",
        "next question, never asked for, against formtools  at least 2.5  2.50  -  times",
        "first question, asked for before, against formtools  at least 8  7.90  -  times  missed",
        "",
        "now: cores 4",
        "before: cores 2",
    ]


def test_earlier_figures_are_about_current_goals(script: Callable[[str], Any]) -> None:
    """A measurement with another name would lose the figure to compare with."""
    report = script("report")
    earlier = json.loads(report.BEFORE.read_text("utf-8"))
    goals = {goal.figure for section in report.GOALS.values() for goal in section}
    known = {goal["what"] for goal in earlier["goals"]}
    assert known <= goals
    assert len(known) > 15
    assert {"wizard", "processor", "cores", "system", "python", "load"} <= set(earlier["machine"])


def test_load_is_put_on_different_walks(script: Callable[[str], Any], tmp_path: Path) -> None:
    """Each requested page is a question after 12 answers, and none is requested twice."""
    measure = script("measure")
    flow = measure.choices_in(tmp_path)
    trails = measure.trails_of(flow, 12, 3000)
    assert len(flow.steps) == 21
    assert len(set(trails)) == 3000
    ends = {trail.split("/")[3] for trail in trails}
    assert len(ends) > 3
    app = create_app(load_flows(tmp_path))
    bodies = {trail: app.test_client().get(trail) for trail in trails[:20]}
    for trail, response in bodies.items():
        assert response.status_code == 200, "the walk is valid, so it is not redirected"
        assert trail.count("=") == response.text.count("<dt>") == 12
        assert '<ul class="answers">' in response.text


def test_bare_page_is_compressed_at_each_request(
    script: Callable[[str], Any], tmp_path: Path
) -> None:
    """The bare Flask page has the same bytes in each content coding."""
    page = (ROOT / "README.md").read_bytes()
    (tmp_path / "page").write_bytes(page)
    client = script("load").bare(str(tmp_path)).test_client()
    assert client.get("/page").data == page
    for coding, decompress in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        response = client.get(f"/page.{coding}")
        assert response.headers["Content-Encoding"] == coding
        assert decompress(response.data) == page


def test_bench_imports_existing_names() -> None:
    """The scripts import names of `wizard` inside programs in strings, which mypy does not see."""
    text = "\n".join(path.read_text("utf-8") for path in BENCH.parent.glob("*.py"))
    imports = re.findall(r"from (wizard[\w.]*) import (\w+)", text)
    assert len(imports) > 10
    for module, name in imports:
        assert hasattr(import_module(module), name), (module, name)


@pytest.mark.slow
def test_bench_measures_check_walk_and_start(tmp_path: Path) -> None:
    """The sections have their measurements, and a picture shows what a flow costs by its size."""
    done = bench("check", "walk", "start", "--quick", "--output", str(tmp_path / "bench.json"))
    assert (done.returncode, done.stderr) == (0, "")
    names = agree(done.stdout, tmp_path / "bench.json")
    expected = {
        "shipped flows, checked",
        "wizard check, the whole command",
        "a flow of 10 steps, checked, above import click",
        "import flask",
        "2^100 paths, counted",
        "30 answers, resolved",
        "a request, against a flow of 100 steps",
        "memory of a worker, against Flask",
        "10 steps, checked",
        "100 steps, checked",
        "time for each step, against a flow of a tenth of the steps",
    }
    assert sorted(expected - {*names}) == []
    assert "<svg" in (tmp_path / "bench.svg").read_text("utf-8")


@pytest.mark.slow
def test_bench_measures_rows_of_a_table(tmp_path: Path) -> None:
    """A guide over a table is measured as it is, and with more rows."""
    done = bench("rows", "--quick", "--output", str(tmp_path / "bench.json"))
    assert (done.returncode, done.stderr) == (0, "")
    names = agree(done.stdout, tmp_path / "bench.json")
    expected = {"51 rows, checked", "102 rows, memory to check them", "102 rows, application made"}
    assert sorted(expected - {*names}) == []


@pytest.mark.slow
def test_bench_measures_requests_against_flask(tmp_path: Path) -> None:
    """It measures requests a second and processor time, in turns with a plain Flask application."""
    done = bench("requests", "--quick", "--output", str(tmp_path / "bench.json"))
    assert (done.returncode, done.stderr) == (0, "")
    names = agree(done.stdout, tmp_path / "bench.json")
    figures = json.loads((tmp_path / "bench.json").read_text("utf-8"))["sections"]["requests"]
    assert {figure["unit"] for figure in figures} == {"1/s", "us", "times", "B"}
    assert all(figure["median"] > 0 for figure in figures if figure["unit"] == "1/s")
    ratios = [name for name in names if name.endswith(", against Flask")]
    pages = [ratio.removesuffix(", against Flask") for ratio in ratios if "processor" not in ratio]
    assert pages == [
        "page without answers, asked for before",
        "page with 12 answers, never asked for",
        "page with 12 answers, never asked for, br",
        "page with 12 answers, never asked for, gzip",
    ]
    sizes = {figure["name"]: figure["median"] for figure in figures if figure["unit"] == "B"}
    for page in pages:
        assert sizes[f"{page}: body"] == sizes[f"{page}: body, bare Flask"]


@pytest.mark.e2e
@pytest.mark.slow
def test_load_fails_if_it_runs_out_of_paths(script: Callable[[str], Any], tmp_path: Path) -> None:
    """No path is requested twice, also by a server that is faster than expected."""
    load, quick = script("load"), script("measure").QUICK
    (tmp_path / "page").write_text("A page", "utf-8")
    command = (sys.executable, "scripts/load.py", "bare", "PORT", str(tmp_path))
    with load.serve(command) as server:
        assert load.wrk(f"{server.address}/page", quick) > 0
        with pytest.raises(SystemExit, match="The 3 paths may be too few"):
            load.wrk(server.address, quick, ["/page", "/page.br", "/page.gzip"])


@pytest.mark.slow
def test_bench_measures_pages_without_server(tmp_path: Path) -> None:
    """It measures content codings and `wizard export`."""
    done = bench("codings", "export", "--quick", "--output", str(tmp_path / "bench.json"))
    assert (done.returncode, done.stderr) == (0, "")
    sections = json.loads((tmp_path / "bench.json").read_text("utf-8"))["sections"]
    sizes = {figure["name"]: figure["median"] for figure in sections["codings"]}
    for what in ("a question", "an outcome"):
        plain, small = sizes[f"{what}, not compressed"], sizes[f"{what}, brotli 5: body"]
        assert small < sizes[f"{what}, gzip 9: body"] < sizes[f"{what}, gzip 1: body"] < plain
    assert [figure["unit"] for figure in sections["export"]] == ["s", "s", "files", "MB"]
    assert all(figure["median"] > 0 for figure in sections["export"])


@pytest.mark.slow
def test_bench_measures_nginx_formtools_and_wire(tmp_path: Path) -> None:
    """It measures the export behind nginx, django-formtools, and the bytes of a visit."""
    done = bench("nginx", "formtools", "wire", "--quick", "--output", str(tmp_path / "bench.json"))
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads((tmp_path / "bench.json").read_text("utf-8"))
    assert set(found["sections"]) == {"nginx", "formtools", "wire"}
    assert all(each["median"] > 0 for figures in found["sections"].values() for each in figures)
    assert all(goal["now"] for goal in found["goals"])
    assert {figure["unit"] for figure in found["sections"]["wire"]} == {"B"}


@pytest.mark.slow
def test_bench_measures_first_pages_and_taps(tmp_path: Path) -> None:
    """It measures what the first readers of a worker and readers on slow networks wait for."""
    done = bench("first", "taps", "--quick", "--output", str(tmp_path / "bench.json"))
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads((tmp_path / "bench.json").read_text("utf-8"))
    assert set(found["sections"]) == {"first", "taps"}
    assert len(found["goals"]) == 7
    assert all(goal["now"] is not None for goal in found["goals"])


def test_bench_reports_unknown_section(tmp_path: Path) -> None:
    """A typo in the name of a section is reported with all names, and nothing is measured."""
    done = bench("chek", "--output", str(tmp_path / "bench.json"))
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(
        "unknown section: chek; use one of check, rows, "
        "walk, start, requests, calls, codings, export, nginx, formtools, wire, first, taps"
    )
    assert not (tmp_path / "bench.json").exists()


def test_make_bench_installs_tools_and_measures_everything() -> None:
    """It runs often enough for a median, and git ignores its files."""
    command = ("make", "--no-print-directory", "-n", "-C", str(ROOT), "bench")
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "sh scripts/setup.sh check",
        ".venv/bin/python scripts/bench.py",
    ]
    scales = BENCH.with_name("measure.py").read_text("utf-8")
    assert re.search(r"^FULL = Scale\(([5-9]|\d\d)", scales, re.MULTILINE)
    assert "bench.json" in (ROOT / ".gitignore").read_text("utf-8")


def test_check_does_not_import_slow_packages() -> None:
    """They are imported when a page, a file, a date, a server or a correction needs them."""
    program = (
        "import sys; from wizard.cli.main import main;"
        "main(['check', sys.argv[1]], standalone_mode=False); print(*sys.modules)"
    )
    command = (sys.executable, "-c", program, str(ROOT / "flows"))
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    late = {
        *("docx", "flask", "granian", "holidays", "icalendar", "jinja2", "markdown_it"),
        *("rapidfuzz", "segno", "textstat", "typst"),
    }
    assert late & set(done.stdout.split()) == set()
    assert "yaml" in done.stdout.split()
