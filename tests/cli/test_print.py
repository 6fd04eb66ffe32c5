"""`wizard print` writes a document for reviewers; `--since` reads a real git repository."""

from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path

import docx
import pytest

from tests.command import wizard
from tests.conftest import Write

GUIDE = """\
title: A guide
start: paid
steps:
  paid: {ask: Did you pay?, why: It matters., yes: end, no: end, unsure: end}
  end: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}
"""


@pytest.fixture
def folder(write: Write) -> Path:
    """Return a folder with one flow and nothing else."""
    return write(guide=GUIDE)


def test_flow_without_other_files_is_printed_as_markdown(folder: Path) -> None:
    """Markdown is the default, since a terminal can show it."""
    done = wizard("print", "guide", cwd=folder)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("# A guide\n")
    assert "### 1. Did you pay?\n" in done.stdout
    assert "**Why we ask** `paid.why`\n\n> It matters.\n" in done.stdout
    assert [*folder.iterdir()] == [folder / "guide.yaml"]


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("review.html", b"<!doctype html>"),
        ("REVIEW.HTM", b"<!doctype html>"),
        ("review.md", b"# A guide"),
        ("review.markdown", b"# A guide"),
        ("review.docx", b"PK"),
    ],
)
def test_extension_selects_format(folder: Path, name: str, start: bytes) -> None:
    """Nothing is printed then."""
    done = wizard("print", "guide", "--output", name, cwd=folder)
    assert (done.exit_code, done.output) == (0, "")
    assert (folder / name).read_bytes().startswith(start)


def test_same_document_has_same_bytes(folder: Path) -> None:
    """No file contains the time at which it was made, only the date."""
    for format_ in ("html", "md", "docx"):
        made = set[bytes]()
        for name in (f"one.{format_}", f"two.{format_}"):
            wizard("print", "guide", "--output", name, cwd=folder)
            made.add((folder / name).read_bytes())
        assert len(made) == 1


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (["--format", "docx"], "a DOCX file cannot be printed; use --output review.docx"),
        (["--format", "md", "--output", "a.html"], '"a.html" would be html, but --format is md'),
        (["--output", "a.pdf"], 'the extension of "a.pdf" selects no format: use .html, .docx'),
        (["--format", "md", "--output", "guide.yaml"], "selects no format"),
        (["--output", "none/a.md"], 'there is no folder "none"'),
        (["--lang", "es"], 'the flows are not in "es", only in en'),
        (["--lang", "en", "--lang", "en"], '"en" is given twice'),
        (["--lang", "a", "--lang", "b", "--lang", "c"], "3 languages; the maximum side by side"),
    ],
)
def test_wrong_usage_is_reported(folder: Path, typed: list[str], message: str) -> None:
    """The exit code is 2, and no file is written or changed."""
    done = wizard("print", "guide", *typed, cwd=folder)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in " ".join(done.stderr.split())
    assert (folder / "guide.yaml").read_text("utf-8") == GUIDE
    assert [*folder.iterdir()] == [folder / "guide.yaml"]


def test_invalid_flow_is_reported(folder: Path) -> None:
    """Its problems are printed as by the other commands."""
    (folder / "guide.yaml").write_text(GUIDE.replace("yes: end", "yes: nd"), "utf-8")
    done = wizard("print", "guide", cwd=folder)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "target-unknown" in done.stderr


def test_document_has_the_date_that_was_given(folder: Path) -> None:
    """A document that was made again later can be compared with the first one."""
    done = wizard("print", "guide", "--today", "2027-01-31", cwd=folder)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "- Printed: January 31, 2027\n" in done.stdout


def test_missing_translations_are_no_error(folder: Path) -> None:
    """A reviewer needs the document before everything is translated."""
    (folder / "site.yaml").write_text("languages: [en, es]", "utf-8")
    for typed in ([], ["--lang", "es"], ["--lang", "en", "--lang", "es"]):
        done = wizard("print", "guide", *typed, cwd=folder)
        assert (done.exit_code, done.stderr) == (0, "")
        assert ("Not translated" in done.stdout) == bool(typed)


def test_broken_catalog_is_reported(folder: Path) -> None:
    """The message says in which line."""
    (folder / "site.yaml").write_text("languages: [en, es]", "utf-8")
    (folder / "locale").mkdir()
    (folder / "locale" / "es.po").write_text('msgid "a"\nmsgstr "b\n', "utf-8")
    done = wizard("print", "guide", "--lang", "es", cwd=folder)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "es.po:2:1: the catalog cannot be read" in done.stderr


def git(folder: Path, *words: str) -> None:
    """Run git in a folder, as a person whose own settings do not matter."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    who = ["-c", "user.name=A person", "-c", "user.email=person@example.org"]
    command = ["git", "-C", str(folder), *who, *words]
    subprocess.run(command, check=True, capture_output=True, env=environment)


@pytest.fixture
def repository(folder: Path) -> Path:
    """Return the folder under version control; its first version has the tag `old`."""
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Old")
    git(folder, "tag", "old")
    return folder


def test_since_marks_what_changed(repository: Path) -> None:
    """The old text is in the document, and a list of what changed."""
    file = repository / "guide.yaml"
    file.write_text(GUIDE.replace("It matters.", "It matters a lot."), "utf-8")
    done = wizard("print", "guide", "--since", "old", cwd=repository)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Compared with `old`. Sections: 1 changed.\n" in done.stdout
    assert "**Why we ask** `paid.why` **Changed**\n" in done.stdout
    assert "> Was: ~~It matters.~~\n" in done.stdout
    git(repository, "commit", "-q", "-a", "-m", "New")
    done = wizard("print", "guide", "--since", "HEAD", cwd=repository)
    assert "Compared with `HEAD`. No text changed.\n" in done.stdout


def test_since_compares_renamed_step_and_new_language(repository: Path) -> None:
    """A step that moved is the same one; texts of a language that is new are new in its column."""
    text = GUIDE.replace("paid", "payment").replace("steps:", "moved: {paid: payment}\nsteps:")
    (repository / "guide.yaml").write_text(text, "utf-8")
    (repository / "site.yaml").write_text("languages: [en, es]", "utf-8")
    (repository / "locale").mkdir()
    (repository / "locale" / "es.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Did you pay?"\nmsgstr "¿Pagó?"\n',
        "utf-8",
    )
    done = wizard("print", "guide", "--since", "old", cwd=repository)
    assert "Question `payment` Former id: `paid`.\n" in done.stdout
    assert "No text changed." in done.stdout
    languages = ("--lang", "en", "--lang", "es")
    done = wizard("print", "guide", "--since", "old", *languages, cwd=repository)
    assert done.exit_code == 0
    assert "> ¿Pagó?\n" in done.stdout


def test_since_works_in_every_format(repository: Path) -> None:
    """A DOCX file opens and has the mark."""
    file = repository / "guide.yaml"
    file.write_text(GUIDE.replace("It matters.", "It matters a lot."), "utf-8")
    for name in ("a.html", "a.docx"):
        done = wizard("print", "guide", "--since", "old", "--output", name, cwd=repository)
        assert (done.exit_code, done.output) == (0, "")
    opened = docx.Document(io.BytesIO((repository / "a.docx").read_bytes()))
    assert "Changed" in " ".join(table._cells[3].text for table in opened.tables) + " ".join(
        paragraph.text for paragraph in opened.paragraphs
    )
    assert "Changed</b>" in (repository / "a.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        ("nothing", 'there is no revision "nothing" in this git repository'),
        ("-x", 'there is no revision "-x" in this git repository'),
    ],
)
def test_unknown_revision_is_wrong_usage(repository: Path, revision: str, message: str) -> None:
    """The message suggests what to write."""
    done = wizard("print", "guide", f"--since={revision}", cwd=repository)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in " ".join(done.stderr.split())


def test_flow_that_is_new_or_was_invalid_cannot_be_compared(repository: Path) -> None:
    """Both are reported, the problems with the revision in their path."""
    (repository / "other.yaml").write_text(GUIDE, "utf-8")
    done = wizard("print", "other", "--since", "old", cwd=repository)
    assert done.exit_code == 2
    assert 'the flow "other" is not in the revision "old"' in " ".join(done.stderr.split())
    (repository / "other.yaml").write_text(GUIDE.replace("yes: end", "yes: nd"), "utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "Broken")
    (repository / "other.yaml").write_text(GUIDE, "utf-8")
    done = wizard("print", "other", "--since", "HEAD", cwd=repository)
    assert (done.exit_code, done.stdout) == (1, "")
    assert 'the flow "other" was not valid at "HEAD", so it cannot be compared' in done.stderr


@pytest.mark.e2e  # it runs git
def test_folder_without_git_cannot_be_compared(folder: Path) -> None:
    """It says that there is nothing to compare with."""
    done = wizard("print", "guide", "--since", "HEAD", cwd=folder)
    assert done.exit_code == 2
    assert "is not in a git repository" in " ".join(done.stderr.split())
