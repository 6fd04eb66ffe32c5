"""Two answers of a question with one label are reported, in each language."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.loader.site import check_flow, check_folder
from wizard.model.problems import Location

FLOW = """\
title: A letter
start: paper
steps:
  paper:
    ask: Which paper did you get?
{answers}
  done:
    outcome: Keep it
    claims: [{{level: unknown, text: Nothing is known.}}]
"""


def write(folder: Path, *answers: str) -> Path:
    """Write a flow with these answers, and return its file."""
    path = folder / "guide.yaml"
    path.write_text(FLOW.format(answers="\n".join(f"    {line}" for line in answers)), "utf-8")
    return path


@pytest.mark.parametrize(
    "answers",
    [
        ("answers:", "  a: {label: A letter, to: done}", "  b: {label: A letter, to: done}"),
        ("answers:", "  a: {label: A letter, to: done}", "  b: {label: a  LETTER., to: done}"),
        ("yes: {label: I did, to: done}", "no: {label: I did, to: done}", "unsure: done"),
        ("yes: done", "no: done", "unsure: {label: 'No', to: done}"),
    ],
)
def test_second_answer_with_a_label_is_reported(tmp_path: Path, answers: tuple[str, ...]) -> None:
    """Capitals and spaces make no difference, and the usual answers have labels too."""
    path = write(tmp_path, *answers)
    (problem,) = check_folder(tmp_path)[1]
    assert (problem.code, problem.warning) == ("label-twice", True)
    assert check_flow(path)[1] == (problem,)
    line = next(
        number
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if line.strip().startswith(("b:", "no: {", "unsure: {"))
    )
    assert problem.location.line == line


def test_different_labels_are_not_reported(tmp_path: Path) -> None:
    """Labels of different questions may be the same."""
    write(tmp_path, "yes: done", "no: {label: Not yet, to: done}", "unsure: done")
    assert check_folder(tmp_path)[1] == ()


CATALOG = """\
msgid ""
msgstr "Language: es\\n"

msgid "A letter"
msgstr "Una carta"

msgid "A note"
msgstr "{note}"
"""


@pytest.mark.parametrize(("note", "line"), [("Una carta", 7), ("Una nota", 0)])
def test_labels_that_are_translated_alike_are_reported_in_the_catalog(
    tmp_path: Path, note: str, line: int
) -> None:
    """The location is the entry of the second label."""
    write(
        tmp_path, "answers:", "  a: {label: A letter, to: done}", "  b: {label: A note, to: done}"
    )
    (tmp_path / "site.yaml").write_text("languages: [en, es]\n", "utf-8")
    catalog = tmp_path / "locale" / "es.po"
    catalog.parent.mkdir()
    catalog.write_text(CATALOG.format(note=note), "utf-8")
    found = [each for each in check_folder(tmp_path)[1] if each.code == "label-twice"]
    assert [each.location for each in found] == ([Location(str(catalog), line)] if line else [])
    assert [each.message for each in found] == [
        'the answers "a" and "b" of step "paper" have the same label in "es", "Una carta"; '
        "translate them differently"
    ] * bool(line)


def test_labels_that_are_the_same_in_the_file_are_reported_once(tmp_path: Path) -> None:
    """Their translations are the same, too, and that is no second mistake."""
    write(
        tmp_path, "answers:", "  a: {label: A letter, to: done}", "  b: {label: A letter, to: done}"
    )
    (tmp_path / "site.yaml").write_text("languages: [en, es]\n", "utf-8")
    (tmp_path / "locale").mkdir()
    (tmp_path / "locale" / "es.po").write_text(CATALOG.format(note="Una nota"), "utf-8")
    assert [each.code for each in check_folder(tmp_path)[1]].count("label-twice") == 1
