"""The parts of the manual that are made from the code are up to date, and what they show works."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jsonschema import Draft7Validator

from tests.conftest import ROOT
from tests.loader.test_json_schema import fits, kind_of, seen_by_editor
from wizard.loader.json_schema import schema_of, schema_text
from wizard.loader.schema import (
    CHOICES,
    FILES,
    RECORD_TYPES,
    RESERVED_FLOWS,
    RESERVED_PAGES,
    RESERVED_STEPS,
)

SCRIPT = ROOT / "scripts" / "manual.py"
FORMAT = (ROOT / "docs" / "format.md").read_text("utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", FORMAT, re.DOTALL | re.MULTILINE)
EXAMPLES = {match[1]: block for block in BLOCKS if (match := re.match(r"# (\S+\.yaml)\n", block))}
FRAGMENTS = {re.split("[:\n]", block)[0]: block for block in BLOCKS if not block.startswith("#")}


def wizard(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would."""
    command = [str(Path(sys.executable).with_name("wizard")), *arguments]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def manual(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The script, writing into another folder."""
    spec = importlib.util.spec_from_file_location("manual", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


def test_the_manual_is_up_to_date() -> None:
    """Made again, nothing would change; what would is named, with the command that makes it."""
    done = subprocess.run(
        [sys.executable, SCRIPT, "--check"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("kind", FILES)
def test_the_published_schemas_are_those_of_the_code(kind: str) -> None:
    """Byte for byte."""
    assert (ROOT / "docs" / "schema" / f"{kind}.schema.json").read_text("utf-8") == schema_text(
        kind
    )


def test_a_stale_page_is_found_and_written_again(
    manual: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """--check changes nothing and ends with 1; without it what is stale is written, and only that."""
    pages = {name: make() for name, make in manual.PAGES.items()}
    assert manual.main(["--check"]) == 1
    assert (
        "docs/format.md is out of date; run: python scripts/manual.py\n" in capsys.readouterr().err
    )
    assert list(manual.ROOT.iterdir()) == []
    assert manual.main([]) == 0
    assert {name: (manual.ROOT / name).read_text("utf-8") for name in pages} == pages
    assert manual.main(["--check"]) == 0
    (manual.ROOT / "docs" / "format.md").write_text("old", "utf-8")
    capsys.readouterr()
    assert (manual.main([]), capsys.readouterr().out) == (0, "docs/format.md: written\n")


def test_a_slip_in_the_arguments_of_the_script_is_told(
    manual: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written by mistake."""
    assert manual.main(["--chek"]) == 2
    assert capsys.readouterr().err == "usage: manual.py [--check]\n"
    assert list(manual.ROOT.iterdir()) == []


def test_the_complete_flow_passes_the_check(tmp_path: Path) -> None:
    """The first block of the page, copied into a file, has no problem and no warning; nor has it with its schema named."""
    flow = EXAMPLES["deposit.yaml"]
    assert BLOCKS[0] == flow
    for text in (flow, f"# yaml-language-server: $schema=flow.schema.json\n{flow}"):
        (tmp_path / "deposit.yaml").write_text(text, "utf-8")
        done = wizard("check", "deposit.yaml", cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (
            0,
            "1 flow checked, no problems\n",
            "",
        )


def test_the_examples_of_shared_files_fit_together(tmp_path: Path) -> None:
    """In one folder they have no problem and no warning, and there is one of every kind of file."""
    for name, text in EXAMPLES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    assert {kind_of(tmp_path / name) for name in EXAMPLES} == set(FILES)
    done = wizard("check", ".", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "2 flows checked, no problems\n", "")


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_fit_their_schemas(name: str) -> None:
    """So an editor has nothing to mark in them."""
    assert fits(kind_of(Path(name)), seen_by_editor(EXAMPLES[name]))


def test_the_fragments_fit_their_places() -> None:
    """Answers in a question, claims in an outcome, each condition in the place of one."""
    steps: dict[str, Callable[[Any], Any]] = {
        "yes": lambda part: {"ask": "Is it so?", **part},
        "claims": lambda part: {"outcome": "Done", **part},
        "if": lambda part: {"outcome": "Done", "claims": [{"claim": "so", **part}]},
    }
    assert set(FRAGMENTS) == set(steps)
    for key, block in FRAGMENTS.items():
        for text in block.splitlines() if key == "if" else [block]:
            step = steps[key](seen_by_editor(text))
            assert fits("flow", {"title": "A guide", "start": "first", "steps": {"first": step}}), (
                text
            )
    assert not fits(
        "flow", {"title": "A guide", "start": "first", "steps": {"first": steps["if"]({"if": {}})}}
    )


def test_every_key_word_and_reserved_name_is_in_the_format_page() -> None:
    """Each object has its table, in which every key has a row."""
    tables = [re.findall(r"^\| `([^`]+)` \|", part, re.MULTILINE) for part in FORMAT.split("\n\n")]
    for name, thing in RECORD_TYPES.items():
        assert [key.name for key in thing.keys] in tables, name
    for name, words in CHOICES.items():
        assert [*words] in tables, name
    for reserved in (RESERVED_STEPS, RESERVED_PAGES, RESERVED_FLOWS):
        assert ", ".join(f"`{name}`" for name in sorted(reserved)) in FORMAT
    assert "{{" not in FORMAT


def test_the_commands_and_links_of_the_format_page_work(tmp_path: Path) -> None:
    """The schema lands where an editor looks for it; links lead to files and to headings."""
    (tmp_path / "flows").mkdir()
    (command,) = re.findall(r"^```sh\nwizard (.*)\n```", FORMAT, re.MULTILINE)
    assert wizard(*command.split(), cwd=tmp_path).returncode == 0
    Draft7Validator.check_schema(
        seen_by_editor((tmp_path / "flows" / "flow.schema.json").read_text("utf-8"))
    )
    assert (tmp_path / "flows" / "flow.schema.json").read_text("utf-8") == schema_text("flow")
    anchors = [
        re.sub("[^a-z0-9 -]", "", line.lower()).replace(" ", "-")
        for line in re.findall("^#+ (.*)", FORMAT, re.M)
    ]
    for target in re.findall(r"\]\(([^)]+)\)", FORMAT):
        assert (
            target.removeprefix("#") in anchors
            if target.startswith("#")
            else (ROOT / "docs" / target).exists()
        ), target


def test_the_shipped_flows_may_name_the_published_schema() -> None:
    """From the folder flows/, as the page says."""
    (named,) = re.findall(r"checkout of this project, `\$schema=(.*?)`", FORMAT)
    assert (ROOT / "flows" / named).resolve() == ROOT / "docs" / "schema" / "flow.schema.json"
    assert schema_of("flow")["title"] == "Flow"
