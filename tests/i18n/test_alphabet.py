"""The alphabetical order of names."""

from __future__ import annotations

import pytest

from wizard.i18n.alphabet import initial, sort_key


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("en", ["éclair", "Ecuador", "ñame", "Nevada", "Nuevo León", "Oregon"]),
        ("es", ["éclair", "Ecuador", "Nevada", "nuez", "ñame", "Ñuble", "Oregón"]),
        ("ar", ["أريزونا", "تكساس"]),
    ],
)
def test_marks_do_not_matter_for_the_order_except_in_letters(code: str, names: list[str]) -> None:
    """In Spanish, ñ is the letter after n; in English it is an n with a mark."""
    shuffled = names[::-1]
    assert sorted(shuffled, key=lambda name: sort_key(code, name)) == names


def test_names_that_differ_in_marks_only_have_one_order() -> None:
    """However they were ordered before."""
    for names in (["Mexico", "México"], ["México", "Mexico"]):
        assert sorted(names, key=lambda name: sort_key("es", name)) == ["Mexico", "México"]


@pytest.mark.parametrize(
    ("code", "name", "letter"),
    [
        ("en", "Éclair", "E"),
        ("en", "ñame", "N"),
        ("es", "ñame", "Ñ"),
        ("es", "n\u0303ame", "Ñ"),
        ("en", "", ""),
        ("ar", "أريزونا", "ا"),
    ],
)
def test_list_has_a_name_under_its_first_letter(code: str, name: str, letter: str) -> None:
    """A letter keeps its mark only if the alphabet has it."""
    assert initial(code, name) == letter
