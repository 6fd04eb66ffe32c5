"""The generated pages of the manual are up to date, and what they show works."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest
from jsonschema import Draft7Validator

from tests.command import wizard
from tests.conftest import ROOT
from tests.loader.schema_places import fits, kind_of, seen_by_editor
from wizard import __all__ as public_names
from wizard.cli.main import COMMANDS, main
from wizard.loader.json_schema import schema_of, schema_text
from wizard.loader.schema import (
    CALENDAR_WORDS,
    CHOICES,
    FILES,
    LEVELS,
    RECORD_TYPES,
    RESERVED_FLOWS,
    RESERVED_PAGES,
    RESERVED_STEPS,
)
from wizard.model.codes import CODES

SCRIPT = ROOT / "scripts" / "manual.py"
FORMAT = (ROOT / "docs" / "reference" / "format.md").read_text("utf-8")
COMMAND_LINE = (ROOT / "docs" / "reference" / "command-line.md").read_text("utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", FORMAT, re.DOTALL | re.MULTILINE)
EXAMPLES = {match[1]: block for block in BLOCKS if (match := re.match(r"# (\S+\.yaml)\n", block))}
FRAGMENTS = [(re.split("[:\n]", block)[0], block) for block in BLOCKS if block[0] != "#"]
ROWS = re.findall(r"^`(tables/\S+\.csv)` .*?^```csv\n(.*?)^```", FORMAT, re.DOTALL | re.MULTILINE)


@pytest.fixture
def manual(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """Return the script as a module that writes into a temporary folder."""
    monkeypatch.syspath_prepend(SCRIPT.parent)
    spec = importlib.util.spec_from_file_location("manual", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


def test_manual_is_up_to_date() -> None:
    """No generated page would change; the script names a page that would."""
    done = subprocess.run(
        [sys.executable, SCRIPT, "--check"], capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_manual_writes_only_stale_pages(
    manual: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """--check changes nothing and exits with 1; without it, only pages that differ are written."""
    page, other = "docs/reference/format.md", "docs/reference/python-api.md"
    # Two pages, since the page of problems runs the checker on every fixture.
    monkeypatch.setattr(manual, "PAGES", {name: manual.PAGES[name] for name in (page, other)})
    pages = {name: make() for name, make in manual.PAGES.items()}
    assert manual.main(["--check"]) == 1
    assert f"{page} is out of date; run: python scripts/manual.py\n" in capsys.readouterr().err
    assert list(manual.ROOT.iterdir()) == []
    assert manual.main([]) == 0
    assert {name: (manual.ROOT / name).read_text("utf-8") for name in pages} == pages
    assert manual.main(["--check"]) == 0
    (manual.ROOT / page).write_text("old", "utf-8")
    capsys.readouterr()
    assert (manual.main([]), capsys.readouterr().out) == (0, f"{page}: written\n")


def test_manual_rejects_unknown_option(
    manual: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """A misspelled option prints the usage and writes nothing."""
    assert manual.main(["--chek"]) == 2
    assert capsys.readouterr().err == "usage: manual.py [--check]\n"
    assert list(manual.ROOT.iterdir()) == []


def test_every_code_has_page_with_message_and_fix() -> None:
    """The index links each code to its section, and the section shows a message with that code."""
    folder = ROOT / "docs" / "problems"
    index = (folder / "index.md").read_text("utf-8")
    links = dict(re.findall(r"\[`([a-z-]+)`\]\(([a-z-]+\.md)#\1\)", index))
    assert set(links) == set(CODES)
    for code, page in links.items():
        sections = (folder / page).read_text("utf-8").split("\n## ")
        (section,) = (text for text in sections if text.startswith(f"{code}\n"))
        assert f"[{code}]" in section
        assert CODES[code].rationale in section
    assert {path.name for path in folder.iterdir()} == {*links.values(), "index.md"}


@pytest.mark.parametrize("command", COMMANDS)
def test_command_line_page_has_help_of_every_command(command: str) -> None:
    """Each command has a section with its usage and all of its options."""
    (section,) = re.findall(rf"^## wizard {command}\n(.*?)```\n", COMMAND_LINE, re.DOTALL | re.M)
    found = main.get_command(click.Context(main), command)
    assert found is not None
    options = [name for parameter in found.params for name in parameter.opts]
    assert f"Usage: wizard {command} " in section
    assert all(option in section for option in options if option.startswith("--"))


def test_python_api_page_has_every_public_name() -> None:
    """Each name of `wizard.__all__` has a section with its docstring."""
    page = (ROOT / "docs" / "reference" / "python-api.md").read_text("utf-8")
    assert re.findall("^## (.*)", page, re.M) == public_names


@pytest.mark.parametrize("kind", FILES)
def test_published_schema_is_that_of_code(kind: str) -> None:
    """The files in docs/schema/ have the same bytes as the output of `wizard schema`."""
    published = (ROOT / "docs" / "schema" / f"{kind}.schema.json").read_text("utf-8")
    assert published == schema_text(kind)


def test_complete_flow_has_no_warning(tmp_path: Path) -> None:
    """The first example is a valid file, also with a first line that names its schema."""
    flow = EXAMPLES["deposit.yaml"]
    assert BLOCKS[0] == flow
    for text in (flow, f"# yaml-language-server: $schema=flow.schema.json\n{flow}"):
        (tmp_path / "deposit.yaml").write_text(text, "utf-8")
        done = wizard("check", "deposit.yaml", cwd=tmp_path)
        assert (done.exit_code, done.stdout) == (
            0,
            f"1 flow of {tmp_path.name} checked, no problems\n",
        )
        assert done.stderr == ""


def test_examples_of_shared_files_fit_together(tmp_path: Path) -> None:
    """In one folder the examples have no warning, and there is one of every kind of file."""
    for name, text in (*EXAMPLES.items(), *ROWS):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    assert {kind_of(tmp_path / name) for name in EXAMPLES} == set(FILES)
    done = wizard("check", ".", cwd=tmp_path)
    summary = f"3 flows (2 rows) of {tmp_path.name} checked, no problems\n"
    assert (done.exit_code, done.stdout, done.stderr) == (0, summary, "")


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_fits_its_schema(name: str) -> None:
    """An editor underlines nothing in the examples."""
    assert fits(kind_of(Path(name)), seen_by_editor(EXAMPLES[name]))


def test_fragments_fit_schema() -> None:
    """Answers are in a question; claims, conditions and actions are in an outcome."""
    steps: dict[str, Callable[[Any], Any]] = {
        "yes": lambda part: {"ask": "Is it so?", **part},
        "tick": lambda part: {"ask": "Which?", **part},
        "range": lambda part: {"ask": "How much?", **part},
        "claims": lambda part: {"outcome": "Done", **part},
        "if": lambda part: {"outcome": "Done", "claims": [{"claim": "so", **part}]},
        "next": lambda part: {"outcome": "Done", "claims": ["so"], **part},
    }
    assert {key for key, _ in FRAGMENTS} == {*steps, "levels"}
    for key, block in FRAGMENTS:
        if key == "levels":
            assert fits("site", seen_by_editor(block))
            continue
        for text in block.splitlines() if key == "if" else [block]:
            flow = {
                "title": "A guide",
                "start": "first",
                "steps": {"first": steps[key](seen_by_editor(text))},
            }
            if "city." in text:
                assert not fits("flow", flow), text
                flow |= {"table": "cities", "index": {"title": "Guides"}}
            assert fits("flow", flow), text
    assert not fits(
        "flow", {"title": "A guide", "start": "first", "steps": {"first": steps["if"]({"if": {}})}}
    )


def test_format_page_has_every_key_word_and_reserved_name() -> None:
    """Each record type has a table with a row for every key."""
    tables = [re.findall(r"^\| `([^`]+)` \|", part, re.MULTILINE) for part in FORMAT.split("\n\n")]
    for name, thing in RECORD_TYPES.items():
        assert [key.name for key in thing.keys] in tables, name
    for name, words in {**CHOICES, "level": LEVELS, "calendar": CALENDAR_WORDS}.items():
        assert [*words] in tables, name
    for reserved in (RESERVED_STEPS, RESERVED_PAGES, RESERVED_FLOWS):
        assert ", ".join(f"`{name}`" for name in sorted(reserved)) in FORMAT
    assert "{{" not in FORMAT


def test_schema_command_of_format_page_runs(tmp_path: Path) -> None:
    """The command writes the schema of flows to the path that the example names."""
    (tmp_path / "flows").mkdir()
    (command,) = re.findall(r"^```sh\nwizard (.*)\n```", FORMAT, re.MULTILINE)
    assert wizard(*command.split(), cwd=tmp_path).exit_code == 0
    written = (tmp_path / "flows" / "flow.schema.json").read_text("utf-8")
    assert written == schema_text("flow")
    Draft7Validator.check_schema(seen_by_editor(written))


def test_shipped_flows_can_name_published_schema() -> None:
    """The relative path that the page gives leads from flows/ to the schema."""
    (named,) = re.findall(r"checkout of this project, use `\$schema=(.*?)`", FORMAT)
    assert (ROOT / "flows" / named).resolve() == ROOT / "docs" / "schema" / "flow.schema.json"
    assert schema_of("flow")["title"] == "Flow"
