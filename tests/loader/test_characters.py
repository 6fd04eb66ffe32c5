"""Invisible characters are problems, unless the languages of a file need them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loader.checking import GUIDE
from wizard.loader.characters import check_characters
from wizard.loader.site import check_folder
from wizard.model.problems import Fix, Location, Problem


def found(text: str) -> list[Problem]:
    """Return the problems of a text."""
    problems: list[Problem] = []
    check_characters(text, "guide.yaml", problems)
    return problems


@pytest.mark.parametrize(
    ("character", "message"),
    [
        ("\u200b", "is invisible (U+200B, zero width space); delete it"),
        ("\ufeff", "is invisible (U+FEFF, zero width no-break space); delete it"),
        ("\u2060", "is invisible (U+2060, word joiner); delete it"),
        ("\u202e", "changes the direction of text (U+202E, right-to-left override); delete it"),
        ("\u2066", "changes the direction of text (U+2066, left-to-right isolate); delete it"),
        ("\u061c", "changes the direction of text (U+061C, arabic letter mark); delete it"),
        ("\u200f", "changes the direction of text (U+200F, right-to-left mark); delete it"),
    ],
)
def test_invisible_character_is_a_problem(character: str, message: str) -> None:
    """The message names the character, and the fix deletes it, wherever it is."""
    for text, line, column in (
        (f"ask: Is{character} it?", 1, 8),
        (f"a: b\r\nas{character}k: c", 2, 3),
        (f"a: b  # n{character}", 1, 10),
    ):
        at = Location("guide.yaml", line, column)
        (problem,) = found(text)
        assert (problem.location, problem.message) == (at, f"a character here {message}")
        assert problem.code == "text-invisible"
        assert problem.fix == Fix(at, Location("guide.yaml", line, column + 1), "")


@pytest.mark.parametrize(
    "text",
    [
        "ask: A family \U0001f468\u200d\U0001f469\u200d\U0001f467?",
        "ask: A\u00a0b, a long\u00adword, caf\u0065\u0301, \u2014 \u2019",
        "ask: \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian
        "ask: \u05d4 \u2066WhatsApp\u2069\u200f",  # Hebrew
        "ask: \u1797\u200b\u17b6\u179f\u17b6",  # Khmer
        'ask: "Is it\\u200b so?"',  # an escape can be seen
    ],
)
def test_characters_that_a_language_needs_are_valid(text: str) -> None:
    """Joiners, soft hyphens and accents always are; the others only next to their scripts."""
    assert found(text) == []


def test_override_of_the_direction_is_never_valid() -> None:
    """No language needs it, and it makes any text look like another one."""
    assert len(found("ask: \u05d4 \u202ecba\u202c")) == 1


def test_catalogs_are_checked_too(tmp_path: Path) -> None:
    """The problem is located in the catalog."""
    (tmp_path / "guide.yaml").write_text(GUIDE, "utf-8")
    (tmp_path / "site.yaml").write_text("languages: [en, es]\n", "utf-8")
    catalog = tmp_path / "locale" / "es.po"
    catalog.parent.mkdir()
    catalog.write_text(
        'msgid ""\nmsgstr "Language: es\\n"\n\nmsgid "Is it so?"\nmsgstr "\u200b¿Sí?"\n', "utf-8"
    )
    problems = check_folder(tmp_path)[1]
    assert [each.location for each in problems if each.code == "text-invisible"] == [
        Location(str(catalog), 5, 9)
    ]


def test_graph_is_checked_in_spite_of_invisible_characters(tmp_path: Path) -> None:
    """The author sees all problems at once."""
    text = GUIDE.replace("Is it so?", "Is\u200b it so?").replace("no: done", "no: first")
    (tmp_path / "guide.yaml").write_text(text, "utf-8")
    assert {each.code for each in check_folder(tmp_path)[1]} == {"text-invisible", "flow-cycle"}
