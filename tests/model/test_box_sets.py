"""Tests of descriptions of sets of boxes."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.model.box_sets import BoxSets, box_sets

BOXES = ("heat", "water", "mold", "gas", "roof")


def all_sets(size: int) -> list[tuple[str, ...]]:
    """Return every set of the first boxes, the empty one included."""
    known = BOXES[:size]
    return list(chain.from_iterable(combinations(known, n) for n in range(size + 1)))


def described(sets: BoxSets, boxes: tuple[str, ...]) -> bool:
    """Return whether a description is true of some boxes."""
    return all({*clause} & {*boxes} for clause in sets.clauses) and not {*sets.without} & {*boxes}


@given(
    st.integers(1, 5).flatmap(
        lambda size: st.tuples(
            st.just(size), st.lists(st.sampled_from(all_sets(size)), min_size=1, unique=True)
        )
    )
)
def test_each_set_is_described_once_and_no_other_set(
    drawn: tuple[int, list[tuple[str, ...]]],
) -> None:
    """This is true of any sets, also of those that no condition could select."""
    size, sets = drawn
    found = list(box_sets(sets, BOXES[:size]))
    members = [at for _, positions in found for at in positions]
    assert sorted(members) == list(range(len(sets)))
    for description, positions in found:
        true_of = {each for each in all_sets(size) if described(description, each)}
        assert true_of == {sets[at] for at in positions}
        assert (description.count, description.total) == (len(true_of), 2**size)


@pytest.mark.parametrize(
    ("selected", "expected"),
    [
        ("True", ["any or none (8 of 8 sets)"]),
        ("heat or water", ["heat or water (6 of 8 sets)"]),
        ("not (heat or water)", ["not heat, not water (2 of 8 sets)"]),
        ("heat or water or mold", ["heat or water or mold (7 of 8 sets)"]),
        ("(heat or water) and mold", ["mold and (heat or water) (3 of 8 sets)"]),
        ("heat and water and not mold", ["heat and water, not mold (1 of 8 sets)"]),
        ("mold and not (heat or water)", ["mold, not heat, not water (1 of 8 sets)"]),
        ("not (heat and water)", ["not heat (4 of 8 sets)", "heat, not water (2 of 8 sets)"]),
    ],
)
def test_box_sets_are_described_in_few_words(selected: str, expected: list[str]) -> None:
    """One description is enough, unless a box can lead out of the sets."""
    boxes = BOXES[:3]
    sets = [
        each
        for each in all_sets(3)
        if eval(selected, {box: box in each for box in boxes})  # noqa: S307
    ]
    assert [str(description) for description, _ in box_sets(sets, boxes)] == expected
