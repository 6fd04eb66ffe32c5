"""changes.yaml is read with every error at its location."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import Write
from wizard.loader.site import check_folder
from wizard.model.changes import KINDS, NEED_CLAIMS
from wizard.model.flow import Target

FLOW = """\
title: A guide
start: first
steps:
  first: {ask: Is it so?, yes: second, no: second, unsure: end}
  second: {ask: Is that so?, yes: [{if: {first: yes}, to: end}, {to: end}], no: end, unsure: end}
  end: {outcome: The end, claims: [one]}
"""
CLAIMS = "one: {level: unknown, text: We know.}\ntwo: {level: unknown, text: We do not.}\n"
CHANGES = """\
older: {date: 2026-10-02, text: It was wrong., kind: correction}
law: {date: 2026-11-23, text: The law is new., kind: law, to: guide/end, claims: [two, one]}
list: {date: 2026-11-23, text: The list is new., kind: list, claims: [one]}
"""

BROKEN = [
    ("date: 2026-10-02, ", "", (1, 8), "key-missing"),
    ("date: 2026-10-02", "date: yesterday", (1, 15), "shape-date"),
    ("kind: correction", "kind: corection", (1, 54), "name-unknown"),
    ("kind: correction", "knd: correction", (1, 48), "key-unknown"),
    ("older:", "Older One:", (1, 1), "id-letters"),
    ("to: guide/end", "to: end", (2, 63), "target-unknown"),
    ("to: guide/end", "to: guide/edn", (2, 63), "target-unknown"),
    ("to: guide/end", "to: guide/second", (2, 63), "target-past"),
    ("[two, one]", "[two, three]", (2, 88), "claim-unknown"),
    (", claims: [one]", "", (3, 1), "change-basis"),
    (", claims: [one]", ", claims: []", (3, 1), "change-basis"),
    ("text: The list is new.", "text: ''", (3, 32), "text-missing"),
]


def test_read_changes_returns_newest_first(write: Write) -> None:
    """Changes of one day keep the order of the file."""
    site, problems = check_folder(write(guide=FLOW, claims=CLAIMS, changes=CHANGES))
    assert problems == ()
    assert site is not None
    assert list(site.changes) == ["law", "list", "older"]
    law = site.changes["law"]
    assert (law.day, law.text, law.kind) == (date(2026, 11, 23), "The law is new.", "law")
    assert law.to == Target("guide", "end")
    assert [claim.id for claim in law.claims] == ["two", "one"]
    assert site.changes["older"].to is None


@pytest.mark.parametrize(("old", "new", "location", "code"), BROKEN)
def test_read_changes_reports_error_at_its_location(
    write: Write, old: str, new: str, location: tuple[int, int], code: str
) -> None:
    """The file, the line and the column are those of the mistake."""
    folder = write(guide=FLOW, claims=CLAIMS, changes=CHANGES.replace(old, new, 1))
    site, problems = check_folder(folder)
    assert site is None
    (problem,) = (each for each in problems if each.code == code)
    place = problem.location
    assert place.file == str(folder / "changes.yaml")
    assert (place.line, place.column) == location


def test_claim_of_change_counts_as_used(write: Write) -> None:
    """Without the file, the same claim is unused."""
    _, problems = check_folder(write(guide=FLOW, claims=CLAIMS))
    assert [problem.code for problem in problems] == ["claim-unused"]
    _, problems = check_folder(write(changes=CHANGES))
    assert problems == ()


def test_kinds_that_need_claims_are_kinds() -> None:
    """A correction needs none, since it may be about the guide alone."""
    assert set(KINDS) - set(NEED_CLAIMS) == {"correction"}
