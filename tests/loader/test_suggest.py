"""Suggestions and lists in messages."""

from __future__ import annotations

import pytest

from wizard.loader.suggest import did_you_mean, quoted_list


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
