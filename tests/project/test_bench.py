"""`make bench` measures what it says it measures. How fast anything is, is not looked at here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

BENCH = ROOT / "scripts" / "bench.py"


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, str(BENCH), *arguments)
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_the_table_and_the_file_hold_the_same_figures(tmp_path: Path) -> None:
    """Each figure is in both, with its unit, its median between the least and the most, and how often it was taken."""
    done = bench("check", "walk", "start", "--quick", "--output", str(tmp_path / "bench.json"))
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads((tmp_path / "bench.json").read_text("utf-8"))
    assert {"wizard", "python", "system", "cores", "load", "runs"} == set(found["machine"])
    printed = re.findall(r"^(\S.*?) +[\d.]+ +[\d.]+ +[\d.]+  (\S+)$", done.stdout, re.MULTILINE)
    figures = [figure for section in found["sections"].values() for figure in section]
    assert printed == [(figure["name"], figure["unit"]) for figure in figures]
    assert all(0 <= figure["least"] <= figure["median"] <= figure["most"] for figure in figures)
    assert {figure["runs"] for figure in figures} == {found["machine"]["runs"]}
    names = [name for name, _ in printed]
    for expected in (
        "shipped flows, checked",
        "wizard check, the whole command",
        "import flask",
        "2^100 paths, counted",
        "30 answers, resolved",
        "a request, 100 steps against 100",
        "memory, against Flask",
    ):
        assert expected in names
    for steps in (10, 100):
        assert f"{steps} steps, checked" in names
    assert "time for each step, 100 against 10" in names
    assert "<svg" in (tmp_path / "bench.svg").read_text("utf-8"), (
        "what a flow costs by its size, drawn"
    )


def test_pages_are_measured_under_load(tmp_path: Path) -> None:
    """In turns with Flask's own: requests a second, processor time of one, and how they compare."""
    done = bench("requests", "--quick", "--output", str(tmp_path / "bench.json"))
    assert (done.returncode, done.stderr) == (0, "")
    figures = json.loads((tmp_path / "bench.json").read_text("utf-8"))["sections"]["requests"]
    assert {figure["unit"] for figure in figures} == {"1/s", "us", "times"}
    assert all(figure["median"] > 0 for figure in figures if figure["unit"] == "1/s")
    against = [figure["name"] for figure in figures if figure["name"].endswith("against Flask")]
    assert [name.partition(", ")[2] for name in against] == [
        "asked for before, against Flask",
        "asked for before, against Flask",
        "never asked for, against Flask",
    ]


def test_others_are_measured_beside_us(tmp_path: Path) -> None:
    """The export behind nginx, django-formtools' wizard, and what a visit weighs."""
    done = bench("export", "formtools", "wire", "--quick", "--output", str(tmp_path / "bench.json"))
    assert (done.returncode, done.stderr) == (0, "")
    sections = json.loads((tmp_path / "bench.json").read_text("utf-8"))["sections"]
    assert set(sections) == {"export", "formtools", "wire"}
    assert all(figure["median"] > 0 for figures in sections.values() for figure in figures)
    assert {figure["unit"] for figure in sections["wire"]} == {"B"}


def test_a_section_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A slip in a section's name measures nothing and says what there is."""
    done = bench("chek", "--output", str(tmp_path / "bench.json"))
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(
        "there is no section chek; there are check, walk, start, requests, export, formtools, wire"
    )
    assert not (tmp_path / "bench.json").exists()


def test_make_bench_measures_with_what_is_set_up() -> None:
    """It sets up what a run needs and what makes load, then measures everything, often enough for a median."""
    command = ("make", "--no-print-directory", "-n", "-C", str(ROOT), "bench")
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "sh scripts/setup.sh check",
        ".venv/bin/python scripts/bench.py",
    ]
    assert re.search(r"^FULL = Scale\(([5-9]|\d\d)", BENCH.read_text("utf-8"), re.MULTILINE)
    assert "bench.json" in (ROOT / ".gitignore").read_text("utf-8")


def test_what_a_check_does_not_need_is_not_loaded() -> None:
    """What takes long to import waits until a page or a file is made, a day counted, a server started, a name wrong."""
    program = "import sys; from wizard.cli.main import main; main(['check', sys.argv[1]], standalone_mode=False); print(*sys.modules)"
    command = (sys.executable, "-c", program, str(ROOT / "flows"))
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    late = {
        "docx",
        "flask",
        "granian",
        "holidays",
        "icalendar",
        "jinja2",
        "markdown_it",
        "rapidfuzz",
        "segno",
        "textstat",
        "typst",
    }
    assert late & set(done.stdout.split()) == set()
    assert "yaml" in done.stdout.split()
