"""`read_twine`: web pages that Twine writes."""

from __future__ import annotations

from html import escape

import pytest

from tests.convert.helpers import answers_of, reports_of, tree_of
from wizard.convert.read_twine import first_mark, read

PAGE = """\
<!doctype html>
<html><head><title>T</title><script>document.write('<tw-passagedata name="x">no')</script></head>
<body><!-- <tw-storydata name="no"> --><!-- UUID://5A1C-9F24// -->
<tw-storydata name="A &amp; B" startnode="2" format="SugarCube" hidden>
<style role="stylesheet">b {}</style><script role="script">no()</script>
<tw-passagedata pid="1" name="Good" tags="x" position="1,2">Good.</tw-passagedata>
<tw-passagedata pid="2" name='Is "it"?' tags="">Is it
&lt;i&gt;so&lt;/i&gt;? &lt;&lt;set $a to &quot;&amp;&quot;&gt;&gt;
[[Yes-&gt;Good]] &lt;iframe&gt;&lt;/iframe&gt;</tw-passagedata>
</tw-storydata></body></html>
"""


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        (PAGE, 0),
        ("\n<tw-storydata name='a'></tw-storydata>", 0),
        ('<div tiddler="Start">x</div>', 0),
        ("<!doctype html><p>tw-storydata</p>", -1),
        (":: Start\n<tw-storydata name='a'>", -1),
        ("", -1),
    ],
)
def test_twine_page_is_detected_by_its_elements(text: str, mark: int) -> None:
    """Any other page is not read, and neither is a text that quotes an element."""
    assert first_mark(text) == mark


def test_twine_story_is_read_with_its_title_start_and_format() -> None:
    """The program of the story format, in a script, is not read; entities are decoded."""
    tree = tree_of(read, PAGE)
    assert (tree.title, tree.start, [*tree.steps]) == ("A & B", 'Is "it"?', ["Good", 'Is "it"?'])
    assert answers_of(tree)['Is "it"?'] == {"Yes": "Good"}
    assert tree.steps['Is "it"?'].prose.paragraphs[0].markdown == "Is it\\\n*so*?"


def test_twine_reports_are_at_the_lines_of_the_page() -> None:
    """They are right within a passage and after entities too."""
    assert reports_of(tree_of(read, PAGE)) == [
        "5:1 the <style> of the story was left out [import-left-out]",
        "5:38 the <script> of the story was left out [import-left-out]",
        '8:24 code of a story format was left out: “<<set $a to "&">>” [import-left-out]',
        "9:18 <iframe> and its content were left out [import-left-out]",
        "6:1 tags and map positions of 1 passage were left out [import-changed]",
    ]


def test_twine_archive_gives_its_first_story() -> None:
    """The others are reported by their names."""
    one, two = (
        f"<tw-storydata name='{name}' startnode='1'><tw-passagedata pid='1' name='{name} 1'>x"
        "</tw-passagedata></tw-storydata>"
        for name in ("One", "Two")
    )
    tree = tree_of(read, one + two)
    assert (tree.title, [*tree.steps]) == ("One", ["One 1"])
    assert reports_of(tree) == [
        "1:1 only the first of 2 stories was read; export each of the others to a file: “Two” "
        "[import-left-out]"
    ]


def test_twine_1_story_is_read() -> None:
    """Its passages are `div` elements, with escapes for line ends."""
    tree = tree_of(
        read,
        '<html><body><div id="storeArea"><div tiddler="StoryTitle" tags="">Tap</div>'
        '<div tiddler="Start" tags="" modifier="x">Is it?\\n[[Yes|Good]]\\n/% no %/</div>'
        '<div tiddler="Good" tags="">C:\\sgood\\tend</div></div></body></html>',
    )
    assert tree.title == "Tap"
    assert answers_of(tree) == {"Start": {"Yes": "Good"}, "Good": {}}
    assert tree.steps["Good"].prose.plain == "C:\\good end"


def test_twine_passage_that_is_not_closed_is_reported() -> None:
    """It ends where the next one begins."""
    tree = tree_of(
        read,
        "<tw-storydata name='a' startnode='1'><tw-passagedata pid='1' name='Start'>Is it?[[Yes->b]]"
        "\n<tw-passagedata pid='2' name='b'>End.</tw-storydata>",
    )
    assert answers_of(tree) == {"Start": {"Yes": "b"}, "b": {}}
    assert [each.split(" [")[0] for each in reports_of(tree)] == [
        "1:38 <tw-passagedata> is never closed",
        "2:1 <tw-passagedata> is never closed",
    ]


def test_twine_passage_shows_markup_of_the_format_only() -> None:
    """Text that looks like HTML after decoding is HTML, as in the published story."""
    body = escape("''a'' <b>b</b> {c} &lt;d&gt;")
    tree = tree_of(
        read,
        "<tw-storydata name='a' startnode='1' format='Chapbook'>"
        f"<tw-passagedata pid='1' name='Start'>{body}</tw-passagedata></tw-storydata>",
    )
    assert tree.steps["Start"].prose.paragraphs[0].plain == "''a'' b … <d>"
