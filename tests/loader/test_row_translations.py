"""Pages look up translations by the text, so rows with the same text need the same translation."""

from __future__ import annotations

from pathlib import Path

from tests.rows import CELLS, TABLE, write_rows
from wizard.loader.site import check_folder
from wizard.model.problems import Problem


def found(folder: Path) -> list[tuple[str, str]]:
    """Return the places in a folder with two translations of a text, with their messages."""
    _, problems = check_folder(folder)
    return [
        _short(problem, folder) for problem in problems if problem.code == "translation-differs"
    ]


def _short(problem: Problem, folder: Path) -> tuple[str, str]:
    name = f"{folder}/"
    return str(problem.location).replace(name, ""), problem.message.replace(name, "")


def test_two_translations_of_a_name_are_one_problem(tmp_path: Path) -> None:
    """It is at the second of them, and all texts with that name are a part of it."""
    twice = CELLS.replace("NC,North Carolina,", "NC,Alabama,")
    message = (
        'Alabama: "Alabama" is "Carolina del Norte" in "es", but "Alabama" at '
        "tables/states.csv:2:name.es; use one translation, or two texts"
    )
    assert found(write_rows(tmp_path, cells=twice)) == [("tables/states.csv:4:name.es", message)]


def test_rows_with_the_same_text_and_translation_are_no_problem(tmp_path: Path) -> None:
    """Two rows may have the same name."""
    twice = CELLS.replace("NC,North Carolina,Carolina del Norte", "NC,Alabama,Alabama")
    assert found(write_rows(tmp_path, cells=twice)) == []


def test_name_that_is_another_text_with_another_translation_is_a_problem(tmp_path: Path) -> None:
    """The other translation is in the catalog."""
    cells = CELLS.replace("North Carolina,Carolina del Norte", "Records,Registros")
    [(place, message)] = found(write_rows(tmp_path, cells=cells))
    assert place == "tables/states.csv:4:name.es"
    assert '"Records" is "Registros" in "es", but "ES Records" at locale/es.po:' in message


def test_same_word_in_two_columns_that_texts_do_not_say_alone_is_no_problem(tmp_path: Path) -> None:
    """A word can need two forms in another language, if it is a part of other texts."""
    cells = CELLS.replace(",law,", ",law,law.es,")
    cells = cells.replace("Open Records Act", "Alabama,de Alabama")
    cells = cells.replace("FOIA", "Law,ley").replace("Public Records Law", "North Carolina,de NC")
    table = TABLE.replace("search: [law]\n", "")
    table = table.replace("law: {kind: text}", "law: {kind: text, languages: true}")
    assert found(write_rows(tmp_path, cells=cells, states=table)) == []
