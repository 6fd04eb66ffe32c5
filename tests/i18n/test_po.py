"""The format of PO files is read completely and written byte for byte; Babel reads the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from wizard.i18n.po import CatalogError, make_header, make_message, parse, write

# Everything that a PO editor may write, in the order of the gettext manual.
FULL = """\
# Traductor: Ana <ana@example.org>
#
#   Indented, and kept as Ana wrote it, since only Ana knows why.
msgid ""
msgstr ""
"Language: es\\n"
"PO-Revision-Date: 2026-11-23 10:00+0100\\n"
"X-Generator: Poedit 3.4\\n"

# Checked with the court.
#
# Checked with the court.
#. From the tool that made the file.
#, fuzzy, no-wrap
#| msgid "Write a "
#| "letter"
msgctxt "letters"
msgid "Write the letter"
msgstr ""
"Escriba "
"la carta"

msgid "%d day"
msgid_plural "%d days"
msgstr[0] "%d día"
msgstr[1] "%d días"

# Why it is gone.
#, fuzzy
#~| msgid "older"
#~ msgid "old"
#~ msgstr "viejo"

# The end.
"""


def test_file_is_written_byte_for_byte() -> None:
    """Comments, flags, unknown headers, line breaks in texts and obsolete messages are kept."""
    assert write(parse(FULL)) == FULL


def test_parts_of_a_message_are_read() -> None:
    """The parts are joined texts, without quotes."""
    header, letter, days, old, end = parse(FULL)
    assert header.is_header
    assert (letter.key, letter.translation) == (
        ("letters", "Write the letter"),
        "Escriba la carta",
    )
    assert (letter.fuzzy, letter.current, letter.previous_text) == (True, False, "Write a letter")
    assert letter.flags == ("fuzzy", "no-wrap")
    assert letter.line == 17
    assert (days.translation, days.current) == ("%d día", True)
    assert days.lines_of("msgstr[1]") == ('msgstr[1] "%d días"',)
    assert (old.obsolete, old.key, old.previous_text) == (True, ("", "old"), "older")
    assert (end.lines, end.comments) == ((), ("# The end.",))


def test_previous_text_of_a_finished_translation_is_not_written() -> None:
    """A translator removed the mark, so the old text is of no use."""
    _, letter, *_ = parse(FULL)
    assert "#|" not in write([replace(letter, flags=())])


def test_locations_are_sorted_wrapped_and_not_read() -> None:
    """An update finds the locations again, so old ones never stay."""
    places = tuple((f"{name}.yaml", 1) for name in ("b", "a", *["long-name" * 5] * 5))
    text = write([replace(make_message("", "one"), locations=places)])
    lines = [line for line in text.split("\n") if line.startswith("#: ")]
    assert lines[0].startswith("#: a.yaml:1 b.yaml:1 long-name")
    assert len(lines) > 1
    assert write(parse(text)) == 'msgid "one"\nmsgstr ""\n'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<<<<<<< HEAD\n", 1),
        ('msgid "a"\nmsgid "b"\nmsgstr ""\n', 1),
        ('msgid "a"\n', 1),
        ('msgstr "a"\n', 1),
        ('"a"\n', 1),
        ('msgid "a"\n# between\nmsgstr "b"\n', 1),
        ('msgid "a"\n#~ msgstr "b"\n', 1),
        ('msgid "a"\nmsgstr "b"\n\nmsgid "c"\nmsgstr "d"\nmsgstr "e"\n', 4),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr "c"\n', 1),
        ('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', 4),
    ],
)
def test_mistake_is_reported_with_its_line(text: str, line: int) -> None:
    """What cannot be read completely is not read at all, so that nothing of it can get lost."""
    with pytest.raises(CatalogError) as raised:
        parse(text)
    assert raised.value.line == line


CATALOGS = [
    ROOT / part / "locale/es.po"
    for part in ("wizard", "flows", "examples/credit-report", "examples/eviction-notice")
]


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parts[-3])
def test_babel_reads_the_same(path: Path) -> None:
    """Babel agrees about each text, translation and mark in the catalogs of this project."""
    text = path.read_text("utf-8")
    ours = [(each.key[1], each.translation, each.fuzzy) for each in parse(text)]
    theirs = [(each.id, each.string, each.fuzzy) for each in read_po(text.split("\n"))]
    assert ours[1:] == theirs[1:]


# Everything that can be in a text: quotes, backslashes, line breaks of all kinds, other scripts.
TEXTS = st.text(
    st.one_of(st.sampled_from('ab "\\\t\n\r#~|:{}%\u2028\x85\x0bأñ'), st.characters(codec="utf-8")),
    min_size=1,
    max_size=300,
)


@given(st.lists(st.tuples(TEXTS, TEXTS), unique=True, max_size=4), st.booleans())
def test_any_text_is_read_as_it_was_written(texts: list[tuple[str, str]], obsolete: bool) -> None:
    """Contexts, texts and translations come back from a file, also if they look like its syntax."""
    messages = [make_header("es")]
    for context, text in texts:
        translated = make_message("", text).lines_of("msgid")
        lines = tuple(line.replace("msgid", "msgstr", 1) for line in translated[:1])
        message = make_message(context, text, (*lines, *translated[1:]))
        messages.append(replace(message, obsolete=obsolete))
    read = parse(write(messages))
    assert read == tuple(messages)
    assert [(each.key, each.translation) for each in read[1:]] == [
        ((context, text), text) for context, text in texts
    ]
