"""The text of a letter is cut into running text and blanks."""

from __future__ import annotations

import pytest

from wizard.model.letters import Blank, Block, inline_runs, letter_blocks, placeholders

NAME = Blank("name", "Your name", "", 1, False)
STORY = Blank("what-1", "What happened", "", 5, True)
BLANKS = {"name": NAME, "what-1": STORY}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", ""),
        ("No blank.", ""),
        ("I am {name}.", "name"),
        ("{name}{what-1} and {name}", "name what-1 name"),
        ("{Name} { name} {name } {1st} {} {a_b} {-a}", ""),
        ("{{name}}", "name"),
    ],
)
def test_placeholders_are_ids_in_braces(text: str, ids: str) -> None:
    """Spaces, capitals and underscores make no placeholder."""
    assert list(placeholders(text)) == ids.split()


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("", ()),
        ("I ask.", ("I ask.",)),
        ("I, {name}, ask.", ("I, ", NAME, ", ask.")),
        ("{name}", (NAME,)),
        ("{name}{what-1}", (NAME, STORY)),
        ("{name} {nobody}.", (NAME, " {nobody}.")),
        ("Under § 1983 I, {name}", ("Under §\N{NO-BREAK SPACE}1983 I, ", NAME)),
    ],
)
def test_inline_runs_alternate_text_and_blanks(text: str, runs: tuple[str | Blank, ...]) -> None:
    """No run is empty, an unknown placeholder stays text, and § keeps its number on its line."""
    assert inline_runs(text, BLANKS) == runs


def test_passages_are_text_lists_and_ruled_lines() -> None:
    """A blank that is a paragraph by itself is ruled; in a list it is an item like any other."""
    assert letter_blocks(["I, {name}.", ("One", "{name}"), "{what-1}", "{nobody}"], BLANKS) == (
        Block("text", (("I, ", NAME, "."),)),
        Block("list", (("One",), (NAME,))),
        Block("ruled", ((STORY,),)),
        Block("text", (("{nobody}",),)),
    )


def test_passages_translate_before_cutting() -> None:
    """The whole text is translated, with its placeholders; a ruled blank has no text."""
    asked = []

    def translate(text: str) -> str:
        asked.append(text)
        return text.replace("I am {name}", "Soy {name}").replace("One", "Uno")

    blocks = letter_blocks(["I am {name}", ("One",), "{what-1}"], BLANKS, translate)
    assert blocks == (
        Block("text", (("Soy ", NAME),)),
        Block("list", (("Uno",),)),
        Block("ruled", ((STORY,),)),
    )
    assert asked == ["I am {name}", "One"]
