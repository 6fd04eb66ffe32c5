"""`headings`: the question or heading of a text, and the rest."""

from __future__ import annotations

import pytest

from wizard.convert.headings import limit, shortened, split_heading, split_question
from wizard.convert.rich_text import Paragraph, Prose, markdown

ASK = limit("question", "ask")
HEADING = limit("outcome", "outcome")


def prose(*paragraphs: str | Paragraph) -> Prose:
    """Return paragraphs as prose."""
    return Prose(
        tuple(
            each if isinstance(each, Paragraph) else Paragraph(each, markdown(each))
            for each in paragraphs
        )
    )


def of_length(length: int, end: str = "") -> str:
    """Return words of exactly a number of characters."""
    return ("word " * length)[: length - len(end) - 1] + "x" + end


@pytest.mark.parametrize(
    ("paragraphs", "question", "rest"),
    [
        (["Is it so?"], "Is it so?", []),
        (["It is so."], "It is so.", []),
        (["Is it so?", "Look.", "Or not?"], "Is it so?", ["Look.", "Or not?"]),
        (["Is it so?", "Look twice."], "Is it so?", ["Look twice."]),
        (["Look first.", "Is it so?", "Or?", "End."], "Or?", ["Look first.", "Is it so?", "End."]),
        (["Look first.", "Look again."], "Look first.", ["Look again."]),
        (["Look first.", "“Is it so?”"], "“Is it so?”", ["Look first."]),
    ],
)
def test_split_question_finds_question_paragraph(
    paragraphs: list[str], question: str, rest: list[str]
) -> None:
    """The first paragraph is taken if it is a question, then the last question, then the first."""
    found, others = split_question(prose(*paragraphs))
    assert (found, [each.plain for each in others]) == (question, rest)


def test_split_question_takes_last_sentence_of_long_text() -> None:
    """The sentences before it are help."""
    before = of_length(ASK, ".")
    question, rest = split_question(prose("Read this.", f"{before} Is it so?", "The end."))
    assert question == "Is it so?"
    assert [each.plain for each in rest] == ["Read this.", before, "The end."]


def test_split_question_does_not_split_formatted_paragraph() -> None:
    """A mark could enclose both halves, so the text is shortened and all of it is help."""
    plain = f"{of_length(ASK, '.')} Is it so?"
    part = Paragraph(plain, f"**{plain}**")
    question, rest = split_question(prose(part))
    assert question == shortened(plain, ASK)
    assert rest == [part]


@pytest.mark.parametrize("length", [ASK, ASK + 1])
def test_split_question_at_limit(length: int) -> None:
    """A text of exactly the maximum length is not shortened."""
    text = of_length(length)
    question, rest = split_question(prose(text))
    assert (question == text) == (length == ASK)
    assert [each.plain for each in rest] == ([] if length == ASK else [text])
    assert len(question) <= ASK


def test_split_question_keeps_paragraph_with_link() -> None:
    """A question shows no links, so its paragraph is help too."""
    part = Paragraph("Is it so?", "Is [it](https://a.org) so?", linked=True)
    assert split_question(prose(part)) == ("Is it so?", [part])
    assert split_question(prose("Read.", part)) == ("Is it so?", [*prose("Read.").paragraphs, part])


def test_split_question_takes_no_list_item() -> None:
    """An item of a list is a part of the text around it."""
    item = Paragraph("Is it so?", "- Is it so?", item=True)
    assert split_question(prose("Read.", item)) == ("Read.", [item])


def test_split_heading_takes_first_paragraph() -> None:
    """The items of a list are joined to one paragraph."""
    items = [Paragraph(text, f"- {text}", item=True) for text in ("one", "two.", "three")]
    assert split_heading(prose("The end.", *items, "More.")) == (
        "The end.",
        ["one; two. three", "More."],
    )


def test_split_heading_takes_first_sentence_of_long_text() -> None:
    """The other sentences are the rest."""
    more = of_length(HEADING, ".")
    assert split_heading(prose(f"Go there. {more}")) == ("Go there.", [more])


def test_split_heading_shortens_long_sentence() -> None:
    """All of the sentence is in the rest."""
    text = of_length(HEADING + 1)
    heading, rest = split_heading(prose(text))
    assert heading == shortened(text, HEADING)
    assert rest == [text]


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("one two", 7, "one two"),
        ("one two", 6, "one…"),
        ("one, two", 7, "one…"),
        ("onetwo", 4, "one…"),
    ],
)
def test_shortened_cuts_between_words(text: str, longest: int, expected: str) -> None:
    """With the ellipsis, the text is not longer than allowed."""
    assert shortened(text, longest) == expected
    assert len(expected) <= longest


def test_limit_is_the_schema_s() -> None:
    """The schema is the only place with the numbers."""
    assert limit("flow", "title") > 0
    with pytest.raises(StopIteration):
        limit("flow", "nothing")
