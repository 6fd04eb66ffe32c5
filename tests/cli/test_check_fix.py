"""Tests of `wizard check --fix`: what it prints and writes, and what it never does."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.command import wizard
from tests.conftest import Write
from wizard.cli import check as command
from wizard.loader.rewrite import write_files

GOOD = """\
title: A guide  # about nothing
start: kind
steps:
  kind:
    ask: "What isn't it?"
    answers:
      letter: {label: "More than $1,500", to: last-step}   # a comma
      notice: {label: A notice, to: last-step}
  last-step: {outcome: Be quick, claims: [{level: unknown, text: No one knows.}]}
"""
BAD = GOOD.replace('"More than $1,500"', "More than $1,500").replace('"', "'")
CHANGES = [
    "guide.yaml:5: 'What isn't it?' -> \"What isn't it?\"",
    'guide.yaml:7: More than $1,500 -> "More than $1,500"',
]


@pytest.fixture
def folder(write: Write) -> Path:
    """A folder with a flow that has two problems, each with a fix."""
    return write(guide=BAD)


def test_check_says_what_can_be_fixed(folder: Path) -> None:
    """The last line is a command that works as it is: in this folder, with these options."""
    done = wizard("check", folder.name, "--words", cwd=folder.parent)
    assert done.exit_code == 1
    summary = ["2 problems in flows", "2 of these can be fixed: wizard check --fix --words flows"]
    assert done.stderr.splitlines() == summary
    quoted = wizard("check", folder / "guide.yaml", "--format", "text", cwd=folder)
    assert quoted.stderr.endswith(f"wizard check --fix {folder}/guide.yaml\n")
    assert (folder / "guide.yaml").read_text("utf-8") == BAD


def test_fix_prints_changes_and_checks_again(folder: Path) -> None:
    """The file has its comments and its layout; another run has nothing to do."""
    done = wizard("check", "--fix", cwd=folder, WIZARD_FLOWS=".")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [*CHANGES, "1 flow of flows checked, no problems"]
    assert (folder / "guide.yaml").read_text("utf-8") == GOOD
    again = wizard("check", "--fix", ".", cwd=folder)
    assert again.stdout == "1 flow of flows checked, no problems\n"


def test_fix_reports_what_is_left(folder: Path) -> None:
    """What only the author can know is reported as without --fix."""
    path = folder / "guide.yaml"
    path.write_text(BAD.replace("start: kind", "start: nowhere"), "utf-8")
    done = wizard("check", "--fix", path, cwd=folder)
    assert done.exit_code == 1
    printed = done.stdout.splitlines()
    assert printed[:2] == CHANGES
    assert printed[2].startswith('guide.yaml:2:8: the flow starts at "nowhere"')
    assert done.stderr == "1 problem in flows\n"


@pytest.mark.parametrize("format_", ["json", "github"])
def test_fix_prints_changes_to_stderr_for_programs(folder: Path, format_: str) -> None:
    """Stdout has the problems that are left, in the format that was asked for."""
    done = wizard("check", "--fix", "--format", format_, ".", cwd=folder)
    assert done.exit_code == 0
    assert done.stderr.splitlines() == CHANGES
    if format_ == "json":
        assert json.loads(done.stdout) == {"flows": 1, "problems": []}
    else:
        assert done.stdout == ""


def test_github_annotation_has_fix(folder: Path) -> None:
    """An annotation has no field for a suggestion, so it is a line of the message."""
    done = wizard("check", "--format", "github", ".", cwd=folder)
    first, second = done.stdout.splitlines()
    assert first.endswith('%0Afix: write ""What isn\'t it?""')
    assert second.endswith('%0Afix: write ""More than $1,500""')


def test_fix_keeps_line_ends_mark_and_permissions(folder: Path) -> None:
    """A file from an editor on Windows comes out as it went in."""
    path = folder / "guide.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + BAD.replace("\n", "\r\n").encode())
    path.chmod(0o604)
    assert wizard("check", "--fix", folder).exit_code == 0
    assert path.read_bytes() == b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o604
    assert [each.name for each in folder.iterdir()] == ["guide.yaml"]


def test_fix_follows_no_link_out_of_folder(folder: Path, tmp_path: Path) -> None:
    """The file that a link names may belong to another guide."""
    elsewhere = tmp_path / "elsewhere.yaml"
    (folder / "guide.yaml").rename(elsewhere)
    (folder / "guide.yaml").symlink_to(elsewhere)
    done = wizard("check", "--fix", ".", cwd=folder)
    assert done.exit_code == 1
    message = "guide.yaml is a link to a file outside the folder, so it was not fixed"
    assert done.stderr.splitlines()[0] == message
    assert elsewhere.read_text("utf-8") == BAD


def test_fix_does_not_overwrite_file_that_changed_meanwhile(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An author may save the file while it is checked."""
    path = folder / "guide.yaml"

    def save_first(before: dict[Path, bytes], after: dict[Path, bytes]) -> None:
        path.write_text(f"{BAD}# more\n", "utf-8")
        write_files(before, after)

    monkeypatch.setattr(command, "write_files", save_first)
    done = wizard("check", "--fix", ".", cwd=folder)
    assert done.exit_code == 1
    assert done.stderr == "guide.yaml has changed meanwhile; nothing was written\n"
    assert path.read_text("utf-8") == f"{BAD}# more\n"
