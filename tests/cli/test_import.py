"""`wizard import`: its files, its report and its manual. The readers have tests of their own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.convert.helpers import run

QNA = "Q: Is it so?\nA: Yes\n\tQ: It is.\nA: No\n\tQ: It is not.\n"


def test_import_writes_flow_and_says_what_is_next(tmp_path: Path) -> None:
    """Folders are created, and only the named file is written."""
    (tmp_path / "tree.txt").write_text(QNA, "utf-8")
    done = run("tree.txt", "--output", "new/guide.yaml", cwd=tmp_path)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "Kept: 1 question, 2 answers, 2 outcomes. Changed: 0. Left out: 0. Defects: 0.",
        "Wrote new/guide.yaml. What to do next:",
        "  wizard check new/guide.yaml",
        "  wizard play new/guide.yaml",
    ]
    text = (tmp_path / "new" / "guide.yaml").read_text("utf-8")
    assert text == run("tree.txt", "--output", "-", cwd=tmp_path).stdout
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["guide.yaml", "new", "tree.txt"]


def test_import_overwrites_only_with_force(tmp_path: Path) -> None:
    """The message names the option."""
    (tmp_path / "tree.txt").write_text(QNA, "utf-8")
    guide = tmp_path / "guide.yaml"
    guide.write_text("mine", "utf-8")
    done = run("tree.txt", "--output", "guide", cwd=tmp_path)
    assert (done.exit_code, done.stdout, guide.read_text("utf-8")) == (2, "", "mine")
    message = "guide.yaml already exists and was not changed; --force overwrites a file"
    assert message in done.stderr
    assert run("tree.txt", "--output", "guide", "--force", cwd=tmp_path).exit_code == 0
    assert guide.read_text("utf-8").startswith("# Imported from tree.txt")


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("new/", '"new/" is a folder; add the name of the flow, such as new/deposit.yaml'),
        ("NO", '"NO" cannot be the id of a flow'),
        ("search", '"search" is a reserved name'),
        ("tree.yaml", "this is the"),
        ("tree.yaml/deep", "cannot be written"),
        ("folder", "folder.yaml already exists"),
    ],
)
def test_import_rejects_invalid_output(tmp_path: Path, output: str, message: str) -> None:
    """The exit code is 2, and nothing changes."""
    (tmp_path / "tree.yaml").write_text(QNA, "utf-8")
    (tmp_path / "folder.yaml").mkdir()
    done = run("tree.yaml", "--output", output, "--force", cwd=tmp_path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in " ".join(done.stderr.split())
    assert (tmp_path / "tree.yaml").read_text("utf-8") == QNA


def test_import_prints_report_by_location(tmp_path: Path) -> None:
    """Each line has the location, whether it is a warning, what happened, and the code."""
    text = "Q: <u>Is</u> it so?\nA: Yes\n\tQ: It is.\nA: No\nX:\n\tQ: End.\nQ: Lost.\n"
    (tmp_path / "tree.txt").write_text(text, "utf-8")
    done = run("tree.txt", cwd=tmp_path)
    assert done.exit_code == 1
    *of_source, of_flow, summary = done.stderr.splitlines()
    assert of_source == [
        "tree.txt:1:4: warning: <u> was left out; its text was kept [import-changed]",
        "tree.txt:4:1: dead end: nothing follows the answer “No”; add its next step"
        " [import-defect]",
        "tree.txt:5:1: warning: a text field was left out: a flow never asks readers to type"
        " [import-left-out]",
        "tree.txt:7:1: “Lost.” is unreachable: no answer leads to it [import-defect]",
    ]
    assert of_flow.startswith("imported.yaml:")
    assert of_flow.endswith("[flow-unreachable]")
    assert summary == (
        "Kept: 1 question, 3 answers, 4 outcomes. Changed: 1. Left out: 1. Defects: 2. "
        "The flow has 1 problem."
    )


def test_import_shows_lines_of_written_flow(tmp_path: Path) -> None:
    """A problem of the flow has its line below it, with a mark."""
    (tmp_path / "tree.txt").write_text(f"{QNA}Q: Lost.\n", "utf-8")
    lines = run("tree.txt", "--output", "guide", cwd=tmp_path).stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if "[flow-unreachable]" in line)
    assert lines[at + 1 : at + 3] == ["      lost:", "      ^~~~"]


def test_import_limits_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The summary counts what is not printed, too."""
    monkeypatch.setattr("wizard.cli.import_.MAX_PROBLEMS", 2, raising=True)
    (tmp_path / "tree.txt").write_text("Q: Is it so?\nA: a\nA: b\nA: c\n", "utf-8")
    lines = run("tree.txt", cwd=tmp_path).stderr.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "tree.txt",
        "tree.txt",
        "… and 1 more",
        "Kept",
    ]
    assert "Defects: 3." in lines[-1]


def test_import_prints_no_control_characters(tmp_path: Path) -> None:
    """A terminal would interpret them, in the report and in the flow."""
    (tmp_path / "tree.txt").write_bytes(
        b"Q: Is \x00it \x1b[31mso?\r\nA[java\x1bscript:x]: Yes\xc2\x85 and \xe2\x80\xaeno\n"
    )
    done = run("tree.txt", cwd=tmp_path)
    assert "tree.txt:1:7: warning: 5 characters that text cannot contain" in done.stderr
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", done.output)


def test_import_says_what_to_do_with_a_flow(tmp_path: Path) -> None:
    """The command can be typed as it is printed."""
    (tmp_path / "tree.txt").write_text(QNA, "utf-8")
    run("tree.txt", "--output", "guide", cwd=tmp_path)
    (tmp_path / "guide.yaml").rename(tmp_path / "my guide.yaml")
    done = run("my guide.yaml", cwd=tmp_path)
    assert (done.exit_code, done.stdout) == (1, "")
    message = "this is a flow already; run `wizard check 'my guide.yaml'`"
    assert done.stderr == f"my guide.yaml: {message}\n"


def test_import_fails_with_one_line(tmp_path: Path) -> None:
    """The exit code is 1, and nothing is printed or written."""
    (tmp_path / "letter.txt").write_text("Dear reader,\n", "utf-8")
    for name in ("letter.txt", "none"):
        done = run(name, "--output", "guide", cwd=tmp_path)
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr.startswith(f"{name}: ")
        assert len(done.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def write_story(folder: Path) -> None:
    """Write a story of three files, one of them in a folder below, and a file of another kind."""
    (folder / "more").mkdir(parents=True)
    (folder / "start.twee").write_text(":: Start\nIs it?\n[[Yes->A]]\n[[No->B]]", "utf-8")
    (folder / "more" / "a.tw").write_text("Draft!\n:: A\nDone: [[C]]", "utf-8")
    (folder / "more" / "b.TWINE").write_text(":: B\nNot done.\n", "utf-8")
    (folder / "notes.txt").write_text("Dear reader", "utf-8")


@pytest.mark.parametrize(
    "files", [["story"], ["story/start.twee", "story/more"], ["story/more", "story", "story"]]
)
def test_import_reads_story_of_several_files(tmp_path: Path, files: list[str]) -> None:
    """Links lead from one file to another, and each report names the file that it is about."""
    write_story(tmp_path / "story")
    done = run(*files, cwd=tmp_path)
    assert done.exit_code == 1
    report = done.stderr.splitlines()
    folder = "story/more"
    assert f"{folder}/a.tw:1:1: warning: the text before the first passage" in report[0]
    assert report[1].startswith(f"{folder}/a.tw:3:7: no passage has the name “C”")
    assert "Kept: 2 questions, 3 answers, 2 outcomes." in report[-1]
    assert "    yes: done\n    no: not-done\n" in done.stdout
    assert "Draft" not in done.stdout


def test_import_names_flow_after_folder(tmp_path: Path) -> None:
    """A folder that is named by a dot is read too."""
    write_story(tmp_path / "my-story")
    text = run(".", cwd=tmp_path / "my-story").stdout
    assert text.startswith("# Imported from my-story (Twee 3).\n")
    assert "\ntitle: My story\n" in text


def test_import_writes_no_folder_into_the_flow(tmp_path: Path) -> None:
    """It could name the author; and a file need not have an ending."""
    (tmp_path / "ann-smith").mkdir()
    (tmp_path / "ann-smith" / "my_tree").write_text(QNA, "utf-8")
    text = run(tmp_path / "ann-smith" / "my_tree", cwd=tmp_path).stdout
    assert "\ntitle: My tree\n" in text
    assert "smith" not in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.txt", "b.txt"], "a.txt is qna; only files in Twee can be read together"),
        (["a.txt", "story"], "a.txt is qna; only files in Twee can be read together"),
        (
            ["--from", "qna", "a.txt", "b.txt"],
            "only a story in Twee can be a folder or several files, not qna",
        ),
        (["empty"], "empty: this folder has no story; there is no file .twee, .tw, .tw2 or .twine"),
    ],
)
def test_import_rejects_several_files_of_other_formats(
    tmp_path: Path, arguments: list[str], message: str
) -> None:
    """The exit code is 2, since the command is wrong and not a file."""
    write_story(tmp_path / "story")
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text(QNA, "utf-8")
    (tmp_path / "b.txt").write_text(QNA, "utf-8")
    done = run(*arguments, cwd=tmp_path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in " ".join(done.stderr.split())


def test_import_keeps_passage_names_apart_between_files(tmp_path: Path) -> None:
    """The message names the file of the first passage with the name."""
    (tmp_path / "a.twee").write_text(":: Start\nOne.\n", "utf-8")
    (tmp_path / "b.twee").write_text(":: Start\nTwo.\n", "utf-8")
    done = run("a.twee", "b.twee", cwd=tmp_path)
    assert "b.twee:1:1: the name “Start” is already used in a.twee:1:1; this" in done.stderr
