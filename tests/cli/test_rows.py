"""Tests of commands for the flow of a row, which is named by its template and the row."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.command import wizard
from tests.rows import write_rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A guide with a template."""
    return write_rows(tmp_path / "guide")


def test_paths_of_row_have_its_steps(folder: Path) -> None:
    """Each row has the steps and branches that its cells give it."""
    assert wizard("paths", folder / "records/al").stdout.splitlines() == [
        "late=yes -> number",
        "late=no -> wait",
        "late=unsure -> wait",
    ]
    assert "late=yes -> no-number" in wizard("paths", "records/dc", cwd=folder).stdout


def test_paths_in_another_language_have_its_cells(folder: Path) -> None:
    """The translation of a template and the columns of the language together."""
    done = wizard("paths", folder / "records/nc", "--format", "md", "--lang", "es")
    assert done.stdout.startswith("# ES Ask Carolina del Norte for its papers\n")


@pytest.mark.parametrize("name", ["guide", "guide/records", "guide/records.yaml"])
def test_template_alone_is_no_flow(folder: Path, name: str) -> None:
    """The message has a command that works."""
    done = wizard("paths", name, cwd=folder.parent)
    row = "`wizard paths guide/records/al`"
    message = f'"records" is a template of 3 rows; name one, as in {row}\n'
    assert (done.exit_code, done.output) == (1, message)
    assert wizard("paths", "guide/records/al", cwd=folder.parent).exit_code == 0


def test_unknown_row_has_a_suggestion(folder: Path) -> None:
    """A typo in the id of a row is corrected as those of flows are."""
    done = wizard("print", folder / "records/ac")
    assert (done.exit_code, done.output) == (1, '"records" has no row "ac". Did you mean "al"?\n')


def test_recorded_walk_is_a_case_of_its_row(folder: Path) -> None:
    """The same answers can lead elsewhere in another row."""
    typed = "yes\n\n"
    done = wizard("play", folder / "records/dc", "--lang", "es", "--record", "late", typed=typed)
    assert "ES Distrito de Columbia has no number" in done.stdout
    cases = (folder / "cases" / "records.yaml").read_text("utf-8")
    assert cases == "late:\n  row: dc\n  answers: {late: yes}\n  outcome: no-number\n"
    assert "Traceback" not in wizard("check", folder).output


def test_graph_of_row_has_titles_of_letters(folder: Path) -> None:
    """A step that leads to a letter, a list of rows or another row names it by its title."""
    flow = (folder / "records.yaml").read_text("utf-8").replace("no: wait", "no: letters/request")
    write_rows(folder, records=flow.replace("unsure: wait", "unsure: wait\n    x: y", 0))
    done = wizard("graph", folder / "records/nc", "--lang", "es")
    assert "ES Ask Carolina del Norte" in done.stdout.replace("<br/>", " ")


def test_csv_of_row_is_imported_as_a_flow(folder: Path, tmp_path: Path) -> None:
    """The export of a row is a plain flow."""
    wizard("graph", folder / "records/al", "--output", tmp_path / "al.csv")
    done = wizard("import", tmp_path / "al.csv", "--output", tmp_path / "one" / "al.yaml")
    assert done.exit_code == 0, done.output
    assert "Is Alabama late?" in (tmp_path / "one" / "al.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("check",), "a row is checked with its template: `wizard check records`\n"),
        (
            ("rename", "late", "overdue"),
            "the steps of a row are those of its template: `wizard rename records late overdue`\n",
        ),
    ],
)
def test_commands_for_files_name_the_template(
    folder: Path, command: tuple[str, ...], message: str
) -> None:
    """They work on all rows at once."""
    name, *rest = command
    done = wizard(name, "records/al", *rest, cwd=folder)
    assert (done.exit_code, done.output) == (1, message)


def test_shell_completes_rows(folder: Path) -> None:
    """First the template, then its rows."""
    offered = {}
    for typed in ("rec", "records/", "records/d"):
        done = wizard(
            cwd=folder,
            _WIZARD_COMPLETE="bash_complete",
            COMP_WORDS=f"wizard paths {typed}",
            COMP_CWORD="2",
        )
        offered[typed] = [line.partition(",")[2] for line in done.stdout.split()][1:]
    assert offered == {
        "rec": ["records"],
        "records/": ["records/al", "records/dc", "records/nc"],
        "records/d": ["records/dc"],
    }


def test_sources_name_a_template_once(folder: Path) -> None:
    """What cites a source in several rows is one letter, one claim and one topic."""
    claims = 'why: {table: states, level: law, text: "{state.law}", cite: "{state.cite}"}\n'
    (folder / "claims.yaml").write_text(claims, "utf-8")
    flow = (folder / "records.yaml").read_text("utf-8")
    flow = flow.replace("      - {level: unknown, text: We do not know.}", "      - why")
    letter = (folder / "letters" / "request.yaml").read_text("utf-8") + 'cite: "{state.cite}"\n'
    write_rows(folder, records=flow, request=letter)
    done = wizard("sources", folder, "--today", "2026-11-23")
    assert done.stdout.splitlines()[:2] == [
        "s-al: Alabama Code (never checked) <- why, letter request, topic 1",
        "s-dc: DC Code (never checked) <- why, letter request",
    ], done.output


@pytest.mark.e2e
def test_differences_are_those_of_the_row(folder: Path) -> None:
    """A change of a cell changes its row only, and a row may be new."""
    git = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-C", str(folder))
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "One")):
        subprocess.run([*git, *words], check=True)
    table = folder / "tables" / "states.csv"
    text = table.read_text("utf-8").replace("Act,15,working", "Act,,none")
    table.write_text(text + "TX,Texas,Texas,Texas Act,,none,law,s-al\n", "utf-8")
    changed = wizard("paths", folder / "records/al", "--diff", "HEAD").stdout
    assert '1 path led to "Alabama has 15 working days" (number)' in changed
    assert "No path" in wizard("paths", folder / "records/nc", "--diff", "HEAD").stdout
    new = wizard("paths", folder / "records/tx", "--diff", "HEAD")
    assert 'the flow "records/tx" is not in the revision "HEAD"' in new.output
