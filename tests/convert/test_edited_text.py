"""`edited_text`: a text with replacements that knows where its characters come from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wizard.convert.edited_text import EditedText

EDITS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 5), st.text("XYZ", max_size=4)).map(
        lambda edit: (edit[0], edit[0] + edit[1], edit[2])
    ),
    max_size=6,
)


def test_offsets_lead_to_the_source_after_two_replacements() -> None:
    """A replacement is where it begins; overlapping ones are ignored."""
    text = EditedText.of("abcdef", 100).edited([(1, 3, "XYZ"), (2, 4, "no")])
    assert text.text == "aXYZdef"
    assert [text.origin(at) for at in range(8)] == [100, 101, 101, 101, 103, 104, 105, 106]
    again = text.edited([(0, 2, ""), (5, 5, "<b>")])
    assert again.text == "YZd<b>ef"
    assert [again.origin(at) for at in range(8)] == [101, 101, 103, 104, 104, 104, 104, 105]


@given(st.lists(EDITS, min_size=1, max_size=3))
def test_every_kept_character_is_at_its_origin(passes: list[list[tuple[int, int, str]]]) -> None:
    """Replacements are in capitals, which the source does not contain."""
    source = "abcdefghijklmnopqrst"
    text = EditedText.of(source, 0)
    for edits in passes:
        text = text.edited(
            (start, min(end, len(text.text)), new)
            for start, end, new in edits
            if start <= len(text.text)
        )
    for at, character in enumerate(text.text):
        assert character in "XYZ" or source[text.origin(at)] == character
