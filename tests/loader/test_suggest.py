"""Suggestions and lists in messages."""

from __future__ import annotations

import pytest

from wizard.loader.suggest import Suggestion, by_fold, closest, did_you_mean, fold, quoted_list


@pytest.mark.parametrize(
    ("name", "valid", "expected"),
    [
        ("frist", ["last", "first"], ' Did you mean "first"?'),
        ("anything", ["first", "last"], ""),
        ("first", [], ""),
    ],
)
def test_did_you_mean_suggests_only_close_names(name: str, valid: list[str], expected: str) -> None:
    """Two swapped letters are close, another word is not."""
    assert did_you_mean(name, valid) == expected


def test_did_you_mean_accepts_any_iterable() -> None:
    """A generator or the keys of a dict are fine, too."""
    assert did_you_mean("ask", (name for name in ("aks",))) == ' Did you mean "aks"?'


def test_quoted_list_separates_names_with_commas() -> None:
    """Each name is in quotes."""
    assert quoted_list(["a", "b"]) == '"a", "b"'
    assert quoted_list([]) == ""


@pytest.mark.parametrize(
    ("name", "valid", "expected"),
    [
        ("leter", ["letter", "court"], Suggestion("letter", certain=True)),
        ("elter", ["letter", "better"], Suggestion("letter")),
        ("lettar", ["letter", "lettas"], Suggestion("letter")),
        ("lae", ["law"], Suggestion("law")),
        ("rule-2", ["rule-3"], Suggestion("rule-3")),
        ("Law", ["law"], Suggestion("law", certain=True)),
        ("was_sent", ["was-sent"], Suggestion("was-sent", certain=True)),
        ("#late.yaml", ["late"], Suggestion("late", certain=True)),
        ("Führer", ["fuhrer", "furor"], Suggestion("fuhrer", certain=True)),
        ("LATE", ["Late", "late"], Suggestion("Late")),
        ("???", ["..."], Suggestion()),
    ],
)
def test_closest_is_certain_of_one_typo_and_of_other_signs(
    name: str, valid: list[str], expected: Suggestion
) -> None:
    """Short names, other digits and two names that are equally close are not certain."""
    assert closest(name, valid) == expected


def test_closest_finds_text_that_means_a_name() -> None:
    """The heading of a step is as good as its id, if only one step has it."""
    shown = [("Write a letter", "late"), ("Write", "now"), ("Write", "soon")]
    assert closest("write a letter.", ["late"], by_fold(shown)) == Suggestion("late", certain=True)
    assert not closest("Write", ["late"], by_fold(shown)).certain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Was it sent?", "was-it-sent"),
        ("I don't know", "i-dont-know"),
        ("Größe", "grosse"),
        ("14 days", "14-days"),
        ("المحكمة", ""),
    ],
)
def test_fold_returns_letters_and_digits(text: str, expected: str) -> None:
    """Accents, apostrophes and other signs are left out."""
    assert fold(text) == expected
