"""Names in another language are marked where they are read out, and nowhere else."""

from __future__ import annotations

import pytest

from wizard.pages.markup import mark_names, names_pattern


@pytest.mark.parametrize(
    ("body", "marked"),
    [
        ("<body><p>Driver Service Bureau</p>", "<body><p>[Driver Service Bureau]</p>"),
        ("<body><p>La Driver Service Bureau, y A&amp;B.</p>", "<body><p>La [Driver Service Bureau], y [A&amp;B].</p>"),
        ("<body><p>Driver Service</p>", "<body><p>[Driver Service]</p>"),
        ("<body><p>xDriver Service, Driver Services, un-Driver Service, Driver Service-2</p>",) * 2,
        ("<body><p>Driver xDriver Service Driver Service</p>", "<body><p>Driver xDriver Service [Driver Service]</p>"),
        ('<body><a href="/Driver Service/" title="Driver Service">Driver Service</a>', '<body><a href="/Driver Service/" title="Driver Service">[Driver Service]</a>'),
        ('<body title="Driver Service"><p>nada</p>',) * 2,
    ],
)  # fmt: skip
def test_names_are_marked_in_text_only(body: str, marked: str) -> None:
    """The longest that fits, as a whole word, never in a tag, never in the head."""
    names = names_pattern(["Driver Service", "Driver Service Bureau", "A&B"])
    assert names
    head = "<head><title>Driver Service</title></head>"
    expected = marked.replace("[", '<span lang="en">').replace("]", "</span>")
    assert mark_names(head + body, names, "en") == head + expected


def test_without_names_there_is_nothing_to_look_for() -> None:
    """A site may keep no name."""
    assert names_pattern([]) is None
