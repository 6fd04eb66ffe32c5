"""Tests of PO files: reading, updating, extracting."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wizard.i18n.catalog import (
    Entry,
    SourceText,
    interface_texts,
    read_catalog,
    update_catalog,
)
from wizard.i18n.po import CatalogError

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def po(tmp_path: Path) -> Path:
    """Return the path of a catalog that does not exist yet, in a folder that does not either."""
    return tmp_path / "locale" / "es.po"


def write(path: Path, text: str) -> None:
    """Write a catalog with a header."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEADER + text, "utf-8")


def test_read_catalog_missing_file_has_no_entries(po: Path) -> None:
    """A language without translations has an empty catalog."""
    assert read_catalog(po) == ()
    po.parent.write_text("", "utf-8")  # a file in place of the folder
    assert read_catalog(po) == ()


def test_read_catalog_marks_only_finished_entries_as_current(po: Path) -> None:
    """An entry is current if it has a translation that is not fuzzy."""
    write(
        po,
        'msgid "one"\nmsgstr "uno"\n\n#, fuzzy\nmsgid "two"\nmsgstr "dos"\n\n'
        'msgid "three"\nmsgstr ""\n',
    )
    assert read_catalog(po) == (
        Entry("one", "uno", True),
        Entry("two", "dos", False),
        Entry("three", "", False),
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('msgid "one"\nmsgstr uno\n', 5),
        ('msgid "one"\nmsgstr "uno" "dos"\n', 5),
        ('msgid "one"\nmsgid "two"\nmsgstr "uno"\n', 4),
    ],
)
def test_read_catalog_reports_line_of_broken_entry(po: Path, text: str, line: int) -> None:
    """The line is counted from 1, header included."""
    write(po, text)
    with pytest.raises(CatalogError) as raised:
        read_catalog(po)
    assert raised.value.line == line


def test_read_catalog_refuses_pipe_and_folder(po: Path) -> None:
    """Opening a pipe would wait forever, so anything but a file is refused."""
    po.mkdir(parents=True)
    pipe = po.with_name("fr.po")
    os.mkfifo(pipe)
    for path in (po, pipe):
        with pytest.raises(CatalogError, match="not a file"):
            read_catalog(path)


def test_update_catalog_keeps_order_locations_and_translations(po: Path) -> None:
    """New texts are added with their locations, and a second update changes no byte."""
    texts = [
        SourceText("two", (("b.yaml", 2),)),
        SourceText("one", (("a.yaml", 1), ("b.yaml", 3))),
    ]
    update_catalog(po, "es", texts)
    po.write_text(po.read_text("utf-8").replace('"one"\nmsgstr ""', '"one"\nmsgstr "uno"'), "utf-8")
    update_catalog(po, "es", texts)
    before = po.read_bytes()
    update_catalog(po, "es", texts)
    assert po.read_bytes() == before
    assert [entry.text for entry in read_catalog(po)] == ["two", "one"]
    assert read_catalog(po)[1] == Entry("one", "uno", True)
    assert "#: a.yaml:1 b.yaml:3" in po.read_text("utf-8")
    assert "Date" not in po.read_text("utf-8")
    assert [path.name for path in po.parent.iterdir()] == ["es.po"]


def test_update_catalog_marks_translation_of_changed_text_fuzzy(po: Path) -> None:
    """The old translation stays as a suggestion, and is not shown to readers."""
    long = "A sentence that is long enough to be recognized."
    write(po, f'msgid "{long}"\nmsgstr "Una frase larga."\n')
    update_catalog(po, "es", [SourceText(f"{long} Really.")])
    assert read_catalog(po) == (Entry(f"{long} Really.", "Una frase larga.", False, previous=long),)


def test_update_catalog_sorts_obsolete_entries(po: Path) -> None:
    """A text that comes back for a while and goes again changes nothing."""
    write(po, '#~ msgid "a"\n#~ msgstr "x"\n\n#~ msgid "b"\n#~ msgstr "y"\n')
    before = po.read_bytes()
    update_catalog(po, "es", [SourceText("b")])
    assert read_catalog(po) == (Entry("b", "y", True),)
    update_catalog(po, "es", [])
    assert po.read_bytes() == before


def test_update_catalog_prefers_entry_in_use(po: Path) -> None:
    """A leftover of a merge does not replace what readers see, and is kept."""
    obsolete = '#~ msgid "a"\n#~ msgstr "old"\n'
    write(po, f'{obsolete}\nmsgid "a"\nmsgstr "new"\n')
    update_catalog(po, "es", [SourceText("a")])
    assert read_catalog(po) == (Entry("a", "new", True),)
    assert obsolete in po.read_text("utf-8")
    update_catalog(po, "es", [])
    update_catalog(po, "es", [SourceText("a")])
    assert read_catalog(po) == (Entry("a", "new", True),)


def test_update_catalog_keeps_comment_of_untranslated_text(po: Path) -> None:
    """A translator may have asked something, and the answer must not be missed."""
    write(po, '# Ask the clinic.\nmsgid "a"\nmsgstr ""\n\nmsgid "b"\nmsgstr ""\n')
    update_catalog(po, "es", [])
    text = po.read_text("utf-8")
    assert '# Ask the clinic.\n#~ msgid "a"\n#~ msgstr ""\n' in text
    assert '"b"' not in text


def test_update_catalog_keeps_copies_of_each_other(po: Path) -> None:
    """Each of two suggestions names the other one as its source, so neither is a mere copy."""
    write(
        po,
        '#, fuzzy\n#| msgid "b"\nmsgid "a"\nmsgstr "x"\n\n'
        '#, fuzzy\n#| msgid "a"\nmsgid "b"\nmsgstr "x"\n',
    )
    update_catalog(po, "es", [])
    assert po.read_text("utf-8").count('#~ msgstr "x"') == 2


def test_update_catalog_without_changes_does_not_write(po: Path) -> None:
    """Programs that watch the file see no change, and its permissions stay."""
    update_catalog(po, "es", [SourceText("a")])
    po.chmod(0o640)
    before = po.stat()
    update_catalog(po, "es", [SourceText("a")])
    assert (po.stat().st_ino, po.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    update_catalog(po, "es", [SourceText("b")])
    assert po.stat().st_ino != before.st_ino
    assert po.stat().st_mode == before.st_mode


def test_update_catalog_marks_placeholders(po: Path) -> None:
    """PO editors check a translation of such a text by this mark."""
    update_catalog(po, "es", [SourceText("{count} days"), SourceText("10 % of it")])
    text = po.read_text("utf-8")
    assert '#, python-brace-format\nmsgid "{count} days"\n' in text
    assert text.count("#,") == 1


def test_update_catalog_leaves_broken_file_unchanged(po: Path) -> None:
    """Someone's translations are in it, so it is never replaced."""
    write(po, "msgid one\n")
    before = po.read_bytes()
    with pytest.raises(CatalogError):
        update_catalog(po, "es", [SourceText("two")])
    assert po.read_bytes() == before


def test_interface_texts_finds_t_and_underscore_in_code_and_templates(tmp_path: Path) -> None:
    """Both extraction keywords count, in Python and in Jinja; other calls do not."""
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "a.py").write_text('t("One")\n_("Two")\nf("Three")\n', "utf-8")
    (folder / "b.html").write_text('{{ t("One") }}\n{{ t("Four", number=1) }}\n', "utf-8")
    (folder / "c.txt").write_text('t("Five")\n', "utf-8")
    assert interface_texts([folder]) == {
        "One": [("code/a.py", 1), ("code/b.html", 1)],
        "Two": [("code/a.py", 2)],
        "Four": [("code/b.html", 2)],
    }
