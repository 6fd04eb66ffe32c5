"""Nothing is shown in a language before it is translated, and no translation outlives its source text unseen."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.conftest import ROOT
from wizard import create_app, load_flows
from wizard.i18n.catalog import CatalogError, interface_texts, read_catalog
from wizard.i18n.translator import make_translator
from wizard.loader import translations
from wizard.loader.site import check_folder
from wizard.resources import DATA, INTERFACE

Write = Callable[..., Path]

GUIDE = """\
title: A guide
start: first
steps:
  first:
    title: One
    ask: Is it so?
    yes: {label: "Yes, it is", to: done}
    no: done
    unsure: done
  done:
    outcome: You are done
    claims: [{level: unknown, text: "Nothing is {known}."}]
"""
SPANISH = {
    "A guide": "Una guía",
    "One": "Uno",
    "Is it so?": "¿Es así?",
    "Yes, it is": "Sí, así es",
    "You are done": "Ya terminó",
    "Nothing is {known}.": "No se sabe {nada}.",
}


def fill(path: Path, texts: dict[str, str]) -> None:
    """Fill in translations as a PO editor does."""
    text = path.read_text("utf-8")
    for source, translation in texts.items():
        text = text.replace(
            f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{translation}"'
        )
    path.write_text(text, "utf-8")


@pytest.fixture
def folder(write: Write) -> Path:
    """A site in two languages, translated."""
    folder = write(guide=GUIDE, site="languages: [en, es]\n")
    translations.update(folder, "es")
    fill(folder / "locale" / "es.po", SPANISH)
    return folder


def test_every_text_of_a_folder_is_found_with_its_place(folder: Path) -> None:
    """In reading order, once each."""
    texts = {text.text: text.locations[0].line for text in translations.texts_of(folder)}
    assert texts == {
        "A guide": 1,
        "One": 5,
        "Is it so?": 6,
        "Yes, it is": 7,
        "You are done": 11,
        "Nothing is {known}.": 12,
    }


def test_pages_are_shown_in_the_language_of_their_address(folder: Path) -> None:
    """Authors' texts, the interface, and the page's own language."""
    html = create_app(load_flows(folder)).test_client().get("/es/guide/first/").text
    assert '<html lang="es" dir="ltr">' in html
    assert "<title>Uno – Una guía</title>" in html
    assert "¿Es así?" in html
    assert "Sí, así es" in html


def test_the_switch_keeps_step_and_trail(folder: Path) -> None:
    """And says each language in itself."""
    html = create_app(load_flows(folder)).test_client().get("/es/guide/done/?first=yes").text
    assert '<a href="/en/guide/done/?first=yes" lang="en" hreflang="en">English</a>' in html


def test_a_missing_translation_is_a_problem_at_its_source(folder: Path) -> None:
    """Nothing falls back silently."""
    path = folder / "guide.yaml"
    path.write_text(GUIDE.replace("title: One", "title: One\n    why: Because."), "utf-8")
    site, problems = check_folder(folder)
    assert site is None
    assert [(problem.code, problem.location.line) for problem in problems] == [
        ("translation-missing", 6)
    ]


def test_a_changed_text_keeps_its_translation_as_fuzzy(folder: Path) -> None:
    """Until a person has looked at it the site is not served; the old words are not lost."""
    (folder / "guide.yaml").write_text(GUIDE.replace("You are done", "You are done now"), "utf-8")
    translations.update(folder, "es")
    assert [problem.code for problem in check_folder(folder)[1]] == ["translation-fuzzy"]
    entry = next(
        entry
        for entry in read_catalog(folder / "locale" / "es.po")
        if entry.text == "You are done now"
    )
    assert (entry.translation, entry.current) == ("Ya terminó", False)


def test_updating_twice_changes_nothing(folder: Path) -> None:
    """No dates, no reordering: a diff shows only what a person changed."""
    before = (folder / "locale" / "es.po").read_bytes()
    translations.update(folder, "es")
    assert (folder / "locale" / "es.po").read_bytes() == before


def test_texts_that_look_like_headers_are_kept_whole(folder: Path) -> None:
    """Only the file's own header is tidied, not a text whose line begins like one."""
    long = (
        "Reports say a lot. " * 12
        + "Last-Translator and Project are words too. "
        + "Reports say more. " * 9
    )
    path = folder / "guide.yaml"
    path.write_text(GUIDE.replace("Nothing is {known}.", long), "utf-8")
    translations.update(folder, "es")
    assert long.strip() in {entry.text for entry in read_catalog(folder / "locale" / "es.po")}


def test_a_broken_catalog_is_said_with_its_place_and_kept(folder: Path) -> None:
    """A slip in a PO file is no reason for a traceback, and updating does not destroy it."""
    path = folder / "locale" / "es.po"
    path.write_text(path.read_text("utf-8").replace('msgstr "Uno"', "msgstr Uno"), "utf-8")
    before = path.read_bytes()
    _, problems = check_folder(folder)
    assert [problem.code for problem in problems] == ["catalog-broken"]
    assert problems[0].location.line > 1
    with pytest.raises(CatalogError):
        translations.update(folder, "es")
    assert path.read_bytes() == before


def test_the_command_updates_and_tells(folder: Path) -> None:
    """`wizard translate`, and its `--status` that changes nothing."""

    def wizard(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "wizard.cli", "translate", *arguments]
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )

    (folder / "guide.yaml").write_text(GUIDE.replace("title: One", "title: Two and three"), "utf-8")
    assert "has no translation" in wizard("es", str(folder), "--status").stdout
    assert wizard("es", str(folder)).stdout.endswith(
        "es.po: 5 translated, 0 to review (fuzzy), 1 missing\n"
    )
    assert wizard("xx", str(folder)).returncode == 2
    assert (folder / "locale" / "es.po").read_text("utf-8").count("Two and three") == 1


def test_the_interface_is_complete_in_spanish() -> None:
    """Every text of code and templates has a translation with the same fields."""
    texts = interface_texts([DATA / "templates", ROOT / "wizard"])
    t = make_translator("es")
    assert sorted(text for text in texts if text not in t.interface) == []
    with (INTERFACE / "es.po").open("rb") as stream:
        for message in read_po(stream):
            fields = {field for field in str(message.id).split("{")[1:] if "}" in field}
            assert {each.split("}")[0] for each in fields} == {
                each.split("}")[0] for each in str(message.string).split("{")[1:]
            }, message.id


def test_a_catalog_that_cannot_be_written_is_one_clear_line(write: Write) -> None:
    """A file stands where the folder of catalogs would be."""
    folder = write(guide=GUIDE)
    (folder / "locale").write_text("", "utf-8")
    command = [sys.executable, "-m", "wizard.cli", "translate", "es", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert "the catalog cannot be" in done.stderr
    assert len(done.stderr.splitlines()) == 1
