"""`make bench` measures what it says. These tests do not check how fast anything is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.conftest import ROOT

BENCH = ROOT / "scripts" / "bench.py"


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run scripts/bench.py."""
    command = (sys.executable, str(BENCH), *arguments)
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_bench_prints_same_numbers_as_it_writes(tmp_path: Path) -> None:
    """The table and the file have the same measurements with their units, in the same order."""
    done = bench("walk", "--quick", "--output", str(tmp_path / "bench.json"))
    assert (done.returncode, done.stderr) == (0, "")
    agree(done.stdout, tmp_path / "bench.json")


def agree(table: str, file: Path) -> list[str]:
    """Check that a printed table agrees with a file. Return the names of the measurements."""
    found = json.loads(file.read_text("utf-8"))
    assert {"wizard", "python", "system", "cores", "load", "runs"} == set(found["machine"])
    printed = re.findall(r"^(\S.*?) +[\d.]+ +[\d.]+ +[\d.]+  (\S+)$", table, re.MULTILINE)
    figures = [figure for section in found["sections"].values() for figure in section]
    assert printed == [(figure["name"], figure["unit"]) for figure in figures]
    assert all(0 <= figure["least"] <= figure["median"] <= figure["most"] for figure in figures)
    assert {figure["runs"] for figure in figures} == {found["machine"]["runs"]}
    return [name for name, _ in printed]


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
        "a request, 100 steps against 100",
        "memory, against Flask",
        "10 steps, checked",
        "100 steps, checked",
        "time for each step, 100 against 10",
    }
    assert sorted(expected - {*names}) == []
    assert "<svg" in (tmp_path / "bench.svg").read_text("utf-8")


@pytest.mark.slow
def test_bench_measures_requests_against_flask(tmp_path: Path) -> None:
    """It measures requests a second and processor time, in turns with a plain Flask application."""
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


@pytest.mark.slow
def test_bench_measures_export_formtools_and_wire(tmp_path: Path) -> None:
    """It measures the export behind nginx, django-formtools, and the bytes of a visit."""
    done = bench("export", "formtools", "wire", "--quick", "--output", str(tmp_path / "bench.json"))
    assert (done.returncode, done.stderr) == (0, "")
    sections = json.loads((tmp_path / "bench.json").read_text("utf-8"))["sections"]
    assert set(sections) == {"export", "formtools", "wire"}
    assert all(figure["median"] > 0 for figures in sections.values() for figure in figures)
    assert {figure["unit"] for figure in sections["wire"]} == {"B"}


def test_bench_reports_unknown_section(tmp_path: Path) -> None:
    """A typo in the name of a section is reported with all names, and nothing is measured."""
    done = bench("chek", "--output", str(tmp_path / "bench.json"))
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(
        "unknown section: chek; use one of check, walk, start, requests, export, formtools, wire"
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
