"""`wizard paths --diff` reports what a change does to paths, from a real git repository."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli.changes import CHANGES, NONE, OLD, SOURCES
from wizard.cli.main import main
from wizard.loader.translations import update

Repository = Callable[..., Path]


def git(folder: Path, *words: str) -> None:
    """Run git in a folder."""
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Commit flows in `flows/` with the tag `old`: repository(**{"guide.yaml": "title: ..."})."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "A person")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "person@example.org")

    def repository(**files: str) -> Path:
        root = tmp_path / "repository"
        (root / "flows" / "letters").mkdir(parents=True)
        git(root, "init", "-q")
        for name, text in ({"guide.yaml": OLD, "sources.yaml": SOURCES} | files).items():
            (root / "flows" / name).write_text(text, "utf-8")
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", "Old")
        git(root, "tag", "old")
        monkeypatch.chdir(root)
        return root / "flows"

    return repository


def diff(*arguments: str) -> Result:
    """Run `wizard paths flows/guide.yaml --diff`."""
    return CliRunner().invoke(main, ["paths", "flows/guide.yaml", "--diff", *arguments])


def change(folder: Path, *replacements: tuple[str, str]) -> None:
    """Change the texts of the flow."""
    text = (folder / "guide.yaml").read_text("utf-8")
    for before, after in replacements:
        assert before in text
        text = text.replace(before, after)
    (folder / "guide.yaml").write_text(text, "utf-8")


@pytest.mark.parametrize("name", CHANGES)
def test_diff_reports_changed_paths_in_words(repository: Repository, name: str) -> None:
    """It lists the paths, where they led and what happened to them, and each changed text."""
    replacements, expected = CHANGES[name]
    change(repository(), *replacements)
    done = diff("old")
    assert (done.exit_code, done.stdout, done.stderr) == (0, expected, "")


def test_diff_needs_no_translations_of_the_revision(repository: Repository) -> None:
    """No one can translate an old version any more, and only the new one is shown in Spanish."""
    folder = repository(**{"site.yaml": "languages: [en, es]\n"})
    change(folder, ("title: Car", "title: The car"))
    done = diff("old")
    assert (done.exit_code, done.stderr) == (0, "")
    update(Path("flows"), "es")
    catalog = folder / "locale" / "es.po"
    text = re.sub(r'(msgid "(?=\w).*"\n)msgstr ""', r'\1msgstr "Así."', catalog.read_text("utf-8"))
    catalog.write_text(text, "utf-8")
    done = diff("old", "--lang", "es")
    assert (done.exit_code, done.stderr) == (0, "")


def test_diff_reads_shared_files_from_revision(repository: Repository) -> None:
    """The old version has its claims, sources and letters, although they are gone now."""
    claims = "must: {level: law, text: It must., cite: [code]}\n"
    letter = (
        "title: A letter\nsubject: A request\nsummary: You ask.\nto: [An office]\nbody: [Please.]\n"
    )
    old = OLD.replace("{level: law, text: It must., cite: [code]}", "must") + (
        "    next: [{label: A letter, to: letters/request}]\n"
    )
    old = old.replace(
        "nothing: {outcome: There is nothing, claims: [{level: unknown, text: Nothing.}]}",
        "nothing:\n    outcome: There is nothing\n    claims: [{level: unknown, text: Nothing.}]",
    )
    folder = repository(
        **{"guide.yaml": old, "claims.yaml": claims, "letters/request.yaml": letter}
    )
    for name in ("claims.yaml", "sources.yaml", "letters/request.yaml"):
        (folder / name).unlink()
    change(
        folder,
        ("[must]", "[{level: unknown, text: We do not know.}]"),
        ("    next: [{label: A letter, to: letters/request}]\n", ""),
    )
    done = diff("HEAD")
    assert done.stderr == ""
    assert done.stdout == (
        'No path changed its outcome.\nThe outcome "Ask the county" (county) says something else: \
claims, sources.\n'
        'The outcome "There is nothing" (nothing) says something else: next actions.\n'
    )


def test_diff_reports_changed_source_of_shared_claim(repository: Repository) -> None:
    """The flow's own file is the same."""
    folder = repository()
    (folder / "sources.yaml").write_text(SOURCES.replace("The code", "The new code"), "utf-8")
    assert diff("HEAD").stdout == (
        'No path changed its outcome.\nThe outcome "Ask the county" (county) says '
        "something else: sources.\n"
    )


def test_diff_takes_any_revision(repository: Repository) -> None:
    """Tags, branches and relative revisions work; the new version includes uncommitted changes."""
    folder = repository()
    change(folder, ("yes: county,", "yes: know,"))
    git(folder, "commit", "-qam", "New")
    changed = '2 paths led to "Ask the county" (county) and now lead to "You have rights" (know):\n'
    for revision in ("old", "HEAD~1", "HEAD^", "@~"):
        text = diff(revision).stdout
        assert text.startswith(changed)
    assert diff("HEAD").stdout == NONE
    change(folder, ("car: {ask: A car?, yes: know", "car: {ask: A car?, yes: nothing"))
    assert (
        'led to "You have rights" (know) and now lead to "There is nothing" (nothing)'
        in diff("HEAD").stdout
    )


def test_diff_finds_repository_of_flow_from_anywhere(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The repository is the one of the file, not the one of the current folder."""
    folder = repository()
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "A repository inside")
    change(folder, ("yes: county,", "yes: know,"))
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["paths", "repository/flows/guide.yaml", "--diff", "HEAD"])
    assert done.stdout.startswith("2 paths led to")


RENAMED = [("no: nothing", "no: none"), ("  nothing: {", "  none: {"), ("no: car, ", "no: owned, ")]
RENAMED += [("unsure: car}", "unsure: owned}"), ("  car: {", "  owned: {")]
MOVED = "moved: {car: owned, nothing: none}"


def test_diff_asks_whether_steps_were_renamed(repository: Repository) -> None:
    """The line that it prints is all that old links need: with it, nothing has changed."""
    folder = repository()
    change(folder, *RENAMED)
    first = diff("old").stdout.splitlines()[0]
    assert first == (
        'Renamed? "car" is now "owned", "nothing" is now "none". '
        f"If so, keep old links working with this line: {MOVED}"
    )
    assert "\nRenamed? " in diff("old", "--format", "md").stdout
    rows = list(csv.reader(diff("old", "--format", "csv").stdout.splitlines()))[1:3]
    assert [row[:3] for row in rows] == [
        ["renamed", "car", "owned"],
        ["renamed", "nothing", "none"],
    ]
    found = json.loads(diff("old", "--format", "json").stdout)
    assert found["renamed"] == {"car": "owned", "nothing": "none"}
    change(folder, ("steps:\n", f"{MOVED}\nsteps:\n"))
    assert diff("old").stdout == NONE


END = "  nothing: {outcome: There is nothing"


@pytest.mark.parametrize(
    "replacements",
    [
        [("no: nothing", "no: none"), (END, "  none: {outcome: Nothing at all")],
        [
            ("no: nothing, unsure: county", "no: none, unsure: void"),
            (
                END,
                f"{END.replace('nothing:', 'none:')}, claims: [{{level: unknown, text: A.}}]}}\n"
                f"{END.replace('nothing:', 'void:')}",
            ),
        ],
    ],
    ids=["another text", "two with one text"],
)
def test_diff_does_not_guess_names(
    repository: Repository, replacements: list[tuple[str, str]]
) -> None:
    """Another text, or one of two steps with the same text, could be any step."""
    change(repository(), *replacements)
    assert "Renamed?" not in diff("old").stdout


def test_diff_formats_agree(repository: Repository) -> None:
    """Markdown, CSV and JSON report the same changes."""
    change(
        repository(),
        ("yes: county, no: nothing", "yes: know, no: nothing"),
        ("says: Two.", "says: Three."),
    )
    assert diff("old", "--format", "md").stdout == (
        '# Car\n\n## 2 paths led to "Ask the county" (county) and now lead to "You have rights" \
(know)\n\n'
        "- A license? No; A car? Yes\n- A license? I’m not sure; A car? Yes\n\n"
        '## Says something else\n\n- The outcome "You have rights" (know) says something else: \
short answer.\n'
    )
    header, *rows = csv.reader(diff("old", "--format", "csv").stdout.splitlines())
    assert header == ["change", "was", "now", "leads", "answers", "in words"]
    assert rows == [
        ["outcome", "county", "know", "", "license=no, car=yes", "A license? No; A car? Yes"],
        [
            "outcome",
            "county",
            "know",
            "",
            "license=unsure, car=yes",
            "A license? I’m not sure; A car? Yes",
        ],
        ["reworded", "know", "know", "", "", "short answer"],
    ]
    paths = [{"license": "no", "car": "yes"}, {"license": "unsure", "car": "yes"}]
    assert json.loads(diff("old", "--format", "json").stdout) == {
        "groups": [
            {
                "change": "outcome",
                "was": "county",
                "now": "know",
                "answer": "",
                "leads": [],
                "paths": paths,
            },
        ],
        "renamed": {},
        "reworded": [{"step": "know", "parts": ["short answer"]}],
        "compared": 14,
        "total": 14,
    }


def test_diff_with_limit_reports_what_was_not_compared(repository: Repository) -> None:
    """The report does not claim that no path changed."""
    change(
        repository(),
        ("no: nothing, unsure", "no: [{if: {license: no}, to: nothing}, {to: know}], unsure"),
    )
    done = diff("old", "--limit", "3")
    assert done.stdout == "None of the paths that were compared changed its outcome.\n"
    assert done.stderr == "… 6 of 14 paths compared, old and new; --limit 0 compares all\n"
    assert diff("old", "--limit", "0").stdout == diff("old").stdout


def test_diff_outside_of_repository_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: Repository
) -> None:
    """The error is one line, without a traceback."""
    repository()
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "guide.yaml").write_text(
        OLD.replace(", cite: [code]", "").replace("law", "unknown"), "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    done = diff("HEAD")
    assert (done.exit_code, done.stdout) == (2, "")
    expected = (
        "Invalid value for --diff: the folder flows is not in a git repository, so there is "
        "nothing to compare with"
    )
    assert expected in done.stderr


@pytest.mark.parametrize("revision", ["nowhere", "-h", "--output=x", "", "HEAD~7", "HEAD:flows"])
def test_diff_reports_unknown_revision(repository: Repository, revision: str) -> None:
    """A revision that looks like an option of git is unknown too."""
    folder = repository()
    done = diff(revision)
    assert (done.exit_code, done.stdout) == (2, "")
    assert (
        f'there is no revision "{revision}" in this git repository; try HEAD, HEAD~1 or a tag'
        in done.stderr
    )
    assert not (folder / "x").exists()


def test_diff_reports_flow_or_folder_missing_in_revision(repository: Repository) -> None:
    """There is no old version to compare with."""
    folder = repository()
    (folder / "other.yaml").write_text(OLD.replace("title: Car", "title: New"), "utf-8")
    done = CliRunner().invoke(main, ["paths", "flows/other.yaml", "--diff", "old"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert 'the flow "other" is not in the revision "old"' in done.stderr
    folder.rename(folder.parent / "moved")
    done = CliRunner().invoke(main, ["paths", "moved/guide.yaml", "--diff", "old"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert 'the folder moved is not in the revision "old"' in done.stderr


def test_diff_reports_problems_of_invalid_old_version(repository: Repository) -> None:
    """The location of each problem includes the revision."""
    change(
        repository(**{"guide.yaml": OLD.replace("yes: county", "yes: conty")}), ("conty", "county")
    )
    done = diff("old")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        'old:flows/guide.yaml:5:27: answer "yes" of step "car" leads to "conty", which is not a \
step of this flow. '
        'Did you mean "county"?\nthe flow "guide" was not valid at "old", so it cannot be \
compared\n'
    )


def test_diff_without_git_is_an_error(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The message says why git is needed."""
    repository()
    monkeypatch.setenv("PATH", str(tmp_path))
    done = diff("HEAD")
    assert done.exit_code == 2
    assert "git is not installed; it is needed to read an earlier version" in done.stderr


def test_diff_follows_no_link_out_of_folder(repository: Repository, tmp_path: Path) -> None:
    """A revision may come from anyone, so a file outside of the folder is refused, in one line."""
    folder = repository()
    (folder / "away").symlink_to(tmp_path)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "A link")
    done = diff("HEAD")
    assert (done.exit_code, done.stdout) == (2, "")
    assert 'the files of the revision "HEAD" cannot be read: ' in done.stderr
