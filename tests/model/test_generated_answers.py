"""Tests of the answers that boxes and cut points stand for."""

from hypothesis import given
from hypothesis import strategies as st

from wizard.model.generated_answers import (
    Box,
    Interval,
    Range,
    Tick,
    canonical_boxes,
    intervals,
    meanings,
    merged,
    ticked_in,
)

FORM = Tick({name: Box(name.title()) for name in ("heat", "water", "mold")}, "None of these")

CUT_POINTS = st.sets(st.integers(1, 999), min_size=1, max_size=9).map(sorted).map(tuple)


def test_each_set_of_boxes_is_one_answer() -> None:
    """Boxes are in the order of the file, and no box at all is an answer too."""
    assert [name for name, _ in meanings(FORM)] == [
        "heat",
        "water",
        "mold",
        "heat.water",
        "heat.mold",
        "water.mold",
        "heat.water.mold",
        "none",
    ]


def test_answers_know_the_labels_of_their_boxes() -> None:
    """The answer for no box has its own label."""
    labels = {
        name: means.labels for name, means in meanings(FORM) if not isinstance(means, Interval)
    }
    assert labels["heat.mold"] == ("Heat", "Mold")
    assert labels["none"] == ("None of these",)


@given(CUT_POINTS, st.integers(0, 2_000))
def test_each_number_is_in_one_interval(at: tuple[int, ...], number: int) -> None:
    """There is no gap between intervals, and they do not overlap."""
    found = [
        name
        for name, each in intervals(Range("USD", at))
        if each.low <= number and (each.high is None or number <= each.high)
    ]
    assert len(found) == 1


def test_ids_of_intervals_name_both_ends() -> None:
    """With another cut point, an old link would mean another interval, so its id is another."""
    before = dict(intervals(Range("USD", (500, 1500))))
    after = dict(intervals(Range("USD", (500, 1000, 1500))))
    assert [*before] == ["below-500", "from-500-to-1499", "from-1500"]
    assert {name for name in before if name in after and before[name] != after[name]} == set()


def test_boxes_in_a_url_become_canonical() -> None:
    """Another order, repeated and unknown boxes, and none next to a box are understood."""
    for value in ("water.heat", "heat.water.heat", "heat.rats.water", "none.heat.water"):
        assert canonical_boxes(FORM, value) == "heat.water"
    assert canonical_boxes(FORM, "none.none") == "none"
    assert canonical_boxes(FORM, "rats") == canonical_boxes(FORM, "") == ""


@given(st.lists(st.sampled_from([*FORM.boxes, "none", "rats"]), min_size=1))
def test_canonical_boxes_are_an_answer_or_nothing(names: list[str]) -> None:
    """A canonical value stays as it is."""
    value = canonical_boxes(FORM, ".".join(names))
    assert value in {"", *dict(meanings(FORM))}
    assert not value or canonical_boxes(FORM, value) == value


def test_boxes_of_a_condition_can_be_read_from_its_answers() -> None:
    """A condition on boxes is true for all sets with one of them."""
    assert ticked_in(("heat", "heat.water", "heat.mold", "none")) == ("heat", "none")


def test_intervals_that_follow_each_other_are_one() -> None:
    """A gap between two intervals separates them."""
    first, second, third = (means for _, means in intervals(Range("USD", (5, 9))))
    assert [*merged([first, second])] == [Interval(0, 8, "USD")]
    assert [*merged([second, third])] == [Interval(5, None, "USD")]
    assert [*merged([first, third])] == [first, third]
    assert [*merged([])] == []
