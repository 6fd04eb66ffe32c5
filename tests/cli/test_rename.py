"""Tests of `wizard rename`: what it prints, what it writes and when it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import wizard
from tests.conftest import Write

GUIDE = """\
title: A guide
start: kind
steps:
  kind:
    ask: What is it?
    answers:
      letter: {label: A letter, to: late}
      notice: {label: A notice, to: [{if: {kind: notice}, to: late}]}
  late: {outcome: Be quick, claims: [{level: unknown, text: No one knows.}]}
"""
CASES = "one: {answers: {kind: letter}, outcome: late}\n"


@pytest.fixture
def folder(write: Write) -> Path:
    """A folder with a flow and its cases."""
    folder = write(guide=GUIDE.replace("[{if: {kind: notice}, to: late}]", "late"))
    (folder / "cases").mkdir()
    (folder / "cases" / "guide.yaml").write_text(CASES, "utf-8")
    return folder


def test_rename_step_prints_each_change(folder: Path) -> None:
    """A line says what happens to old links; the folder is valid afterwards."""
    done = wizard("rename", folder / "guide.yaml", "late", "soon", cwd=folder)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "cases/guide.yaml:1: late -> soon",
        "guide.yaml:3: (nothing) -> moved: late: soon",
        "guide.yaml:7: late -> soon",
        "guide.yaml:8: late -> soon",
        "guide.yaml:9: late -> soon",
        '5 places of 2 files changed. The old id is under "moved", so old links lead to the new '
        "one.",
    ]
    assert wizard("check", folder).exit_code == 0


def test_rename_answer_says_that_links_lose_it(folder: Path) -> None:
    """Answers have no `moved`."""
    done = wizard("rename", folder / "guide.yaml", "kind=letter", "mail", cwd=folder)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "cases/guide.yaml:1: letter -> mail",
        "guide.yaml:7: letter -> mail",
        "2 places of 2 files changed. Links with the old answer ask the question again.",
    ]


@pytest.mark.parametrize(
    ("flow", "old", "message"),
    [
        ("guid", "late", 'there is no flow "guid"'),
        ("guide.yaml", "lat", 'the flow "guide" has no step "lat". Did you mean "late"?'),
    ],
)
def test_rename_of_unknown_name_changes_nothing(
    folder: Path, flow: str, old: str, message: str
) -> None:
    """The message suggests what was meant."""
    done = wizard("rename", flow, old, "soon", cwd=folder)
    assert done.exit_code == 1
    assert message in done.stderr
    assert "soon" not in (folder / "guide.yaml").read_text("utf-8")


def test_rename_prints_problems_of_folder(folder: Path) -> None:
    """Nothing is written while another file has a problem."""
    (folder / "cases" / "guide.yaml").write_text("one: [\n", "utf-8")
    done = wizard("rename", folder / "guide.yaml", "late", "soon", cwd=folder)
    assert done.exit_code == 1
    assert "cases/guide.yaml:1:" in done.stdout
    assert done.stderr == "rename only in a folder without problems; nothing was written\n"
    assert "soon" not in (folder / "guide.yaml").read_text("utf-8")


def test_rename_follows_no_link_out_of_folder(folder: Path, tmp_path: Path) -> None:
    """The file that a link names may belong to another guide."""
    elsewhere = tmp_path / "elsewhere.yaml"
    (folder / "cases" / "guide.yaml").rename(elsewhere)
    (folder / "cases" / "guide.yaml").symlink_to(elsewhere)
    done = wizard("rename", folder / "guide.yaml", "late", "soon", cwd=folder)
    assert done.exit_code == 1
    message = "cases/guide.yaml is a link to a file outside the folder; nothing was written\n"
    assert done.stderr == message
    assert elsewhere.read_text("utf-8") == CASES
    assert "soon" not in (folder / "guide.yaml").read_text("utf-8")
