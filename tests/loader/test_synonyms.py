"""synonyms.yaml is read with every error at its location."""

from __future__ import annotations

import pytest

from tests.conftest import Write
from wizard.loader.site import check_folder

FLOW = """\
title: A guide
start: end
steps:
  end: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}
"""
SITE = "languages: [en, es]\n"
SYNONYMS = """\
en:
  - [car, old truck, auto]
  - [fee, cost]
es:
  - [carro, troca]
"""

BROKEN = [
    ("en:", "fr:", (1, 1), "synonym-language"),
    ("en:", "english:", (1, 1), "synonym-language"),
    ("[fee, cost]", "[fee]", (3, 5), "synonym-alone"),
    ("[fee, cost]", "[]", (3, 5), "synonym-alone"),
    ("[fee, cost]", "fee", (3, 5), "shape-list"),
    ("[fee, cost]", "[fee, {cost: 1}]", (3, 11), "shape-text"),
    ("[fee, cost]", "[fee, '']", (3, 11), "text-missing"),
    ("[fee, cost]", f"[fee, {'cost' * 16}]", (3, 11), "text-long"),
    ("[fee, cost]", "[fee, Autó]", (3, 11), "synonym-repeated"),
    ("[fee, cost]", "[fee, Old-truck]", (3, 11), "synonym-repeated"),
    ("  - [carro, troca]", "  carro: troca", (5, 3), "shape-list"),
]


def test_read_synonyms_returns_groups_by_language(write: Write) -> None:
    """Phrases stay as they are written, and one word can be in the groups of two languages."""
    synonyms = SYNONYMS.replace("troca", "auto")
    folder = write(guide=FLOW, site=SITE, synonyms=synonyms)
    site, problems = check_folder(folder, draft=True)  # nothing is translated yet
    assert problems == ()
    assert site is not None
    assert site.synonyms == {
        "en": (("car", "old truck", "auto"), ("fee", "cost")),
        "es": (("carro", "auto"),),
    }


def test_site_without_the_file_has_no_synonyms(write: Write) -> None:
    """The file is optional."""
    site, problems = check_folder(write(guide=FLOW))
    assert problems == ()
    assert site is not None
    assert site.synonyms == {}


@pytest.mark.parametrize(("old", "new", "location", "code"), BROKEN)
def test_read_synonyms_reports_error_at_its_location(
    write: Write, old: str, new: str, location: tuple[int, int], code: str
) -> None:
    """The file, the line and the column are those of the mistake."""
    folder = write(guide=FLOW, site=SITE, synonyms=SYNONYMS.replace(old, new, 1))
    site, problems = check_folder(folder)
    assert site is None
    (problem,) = (each for each in problems if each.location.file.endswith("synonyms.yaml"))
    place = problem.location
    assert (place.file, problem.code) == (str(folder / "synonyms.yaml"), code)
    assert (place.line, place.column) == location
