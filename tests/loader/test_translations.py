"""No page has untranslated text, and no translation remains in use after its source changed."""

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
from wizard.model.problems import Location, Problem
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


def test_texts_of_returns_texts_with_locations(folder: Path) -> None:
    """Texts are in reading order, once each."""
    texts = {text.text: text.locations[0].line for text in translations.texts_of(folder)}
    assert texts == {
        "A guide": 1,
        "One": 5,
        "Is it so?": 6,
        "Yes, it is": 7,
        "You are done": 11,
        "Nothing is {known}.": 12,
    }


def test_texts_of_include_words_of_conditions_but_no_ids(write: Write) -> None:
    """A question may be called "when"; its answer in a condition is no text."""
    part = "{level: unknown, text: So., if: {when: yes}, when: If it was so}"
    guide = GUIDE.replace("first", "when").replace("claims: [", f"claims: [{part}, ")
    texts = [text.text for text in translations.texts_of(write(guide=guide))]
    assert texts[-3:] == ["So.", "If it was so", "Nothing is {known}."]


def test_texts_of_site_include_its_front_page(write: Write) -> None:
    """In other files, `heading` and `lead` are ids at most."""
    groups = "topic-groups: [{title: Facts, hint: In short, topics: [1]}]\n"
    folder = write(site=f"heading: See it\nlead: For all.\n{groups}")
    texts = [text.text for text in translations.texts_of(folder)]
    assert texts == ["See it", "For all.", "Facts", "In short"]


def test_page_is_in_the_language_of_its_url(folder: Path) -> None:
    """The authors' text, the interface and the page's own language are Spanish."""
    html = create_app(load_flows(folder)).test_client().get("/es/guide/first/").text
    assert '<html lang="es" dir="ltr">' in html
    assert "<title>Uno – Una guía</title>" in html
    assert "¿Es así?" in html
    assert "Sí, así es" in html


def test_language_link_keeps_step_and_answers(folder: Path) -> None:
    """The name of each language is in that language."""
    html = create_app(load_flows(folder)).test_client().get("/es/guide/done/?first=yes").text
    assert '<a href="/en/guide/done/?first=yes" lang="en" hreflang="en">English</a>' in html


def test_missing_translation_is_reported_at_its_source(folder: Path) -> None:
    """The site is not served with the source text instead."""
    path = folder / "guide.yaml"
    path.write_text(GUIDE.replace("title: One", "title: One\n    why: Because."), "utf-8")
    site, problems = check_folder(folder)
    assert site is None
    assert [(problem.code, problem.location.line) for problem in problems] == [
        ("translation-missing", 6)
    ]


def test_changed_text_keeps_its_translation_as_fuzzy(folder: Path) -> None:
    """The site is not served until a person has reviewed it; the old translation is kept."""
    (folder / "guide.yaml").write_text(GUIDE.replace("You are done", "You are done now"), "utf-8")
    translations.update(folder, "es")
    assert [problem.code for problem in check_folder(folder)[1]] == ["translation-fuzzy"]
    entry = next(
        entry
        for entry in read_catalog(folder / "locale" / "es.po")
        if entry.text == "You are done now"
    )
    assert (entry.translation, entry.current) == ("Ya terminó", False)


def test_update_twice_changes_nothing(folder: Path) -> None:
    """Without dates and reordering, a diff shows only what a person changed."""
    before = (folder / "locale" / "es.po").read_bytes()
    translations.update(folder, "es")
    assert (folder / "locale" / "es.po").read_bytes() == before


def test_update_keeps_text_that_looks_like_header(folder: Path) -> None:
    """Only the file's own header is tidied, not a text with a line that begins like one."""
    long = (
        "Reports say a lot. " * 12
        + "Last-Translator and Project are words too. "
        + "Reports say more. " * 9
    )
    path = folder / "guide.yaml"
    path.write_text(GUIDE.replace("Nothing is {known}.", long), "utf-8")
    translations.update(folder, "es")
    assert long.strip() in {entry.text for entry in read_catalog(folder / "locale" / "es.po")}


def test_broken_catalog_is_reported_and_kept(folder: Path) -> None:
    """A mistake in a PO file is located, and updating does not destroy the file."""
    path = folder / "locale" / "es.po"
    path.write_text(path.read_text("utf-8").replace('msgstr "Uno"', "msgstr Uno"), "utf-8")
    before = path.read_bytes()
    _, problems = check_folder(folder)
    assert [problem.code for problem in problems] == ["catalog-broken"]
    assert problems[0].location.line > 1
    with pytest.raises(CatalogError):
        translations.update(folder, "es")
    assert path.read_bytes() == before


def test_translate_updates_and_prints_status(folder: Path) -> None:
    """`wizard translate --status` changes nothing."""

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


def test_interface_is_complete_in_spanish() -> None:
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


def test_translate_reports_catalog_that_cannot_be_written(write: Write) -> None:
    """A file has the name of the folder of catalogs."""
    folder = write(guide=GUIDE)
    (folder / "locale").write_text("", "utf-8")
    command = [sys.executable, "-m", "wizard.cli", "translate", "es", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert "the catalog cannot be" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_texts_of_returns_items_of_lists_in_lists(write: Write) -> None:
    """The body of a letter contains paragraphs and lists of text."""
    folder = write(guide=GUIDE)
    (folder / "letters").mkdir()
    (folder / "letters" / "note.yaml").write_text(
        "title: A note\nsubject: Hello\nto: [You]\nbody:\n  - One.\n  - [Two., Three.]\n", "utf-8"
    )
    texts = {text.text for text in translations.texts_of(folder)}
    assert {"One.", "Two.", "Three."} <= texts


def test_texts_of_ignores_files_that_are_not_yaml(write: Write) -> None:
    """Notes next to the flows are not for readers."""
    folder = write(guide=GUIDE)
    for name in ("notes.txt", "README.md"):
        (folder / name).write_text("title: Not for readers\n", "utf-8")
    assert "Not for readers" not in {text.text for text in translations.texts_of(folder)}


def test_draft_shows_source_text_of_outdated_translation(folder: Path) -> None:
    """A fuzzy translation belongs to another text, so readers of a draft do not see it."""
    (folder / "guide.yaml").write_text(GUIDE.replace("You are done", "You are done now"), "utf-8")
    translations.update(folder, "es")
    site, problems = check_folder(folder, draft=True)
    assert site is not None
    assert problems == ()
    assert "You are done now" not in site.texts["es"]
    assert site.texts["es"]["Is it so?"] == "¿Es así?"


def untranslated(*names: str) -> list[Problem]:
    """Return problems of texts without a translation."""
    location = Location("guide.yaml")
    return [Problem(location, f"no translation of {name}", "translation-missing") for name in names]


def test_collapse_of_two_untranslated_texts_is_one_problem() -> None:
    """A new language is one problem, at the place where the site lists it."""
    location = Location("site.yaml", 1, 16)
    collapsed = translations.collapse_if_untranslated({}, untranslated("a", "b"), "es", location)
    assert [(problem.location, problem.code) for problem in collapsed] == [
        (location, "translation-missing")
    ]
    assert "none of the 2 texts" in collapsed[0].message


@pytest.mark.parametrize(
    ("known", "problems"),
    [
        ({}, untranslated("a")),
        ({"c": "d"}, untranslated("a", "b")),
        ({}, [*untranslated("a"), Problem(Location("x"), "fuzzy", "translation-fuzzy")]),
    ],
    ids=["one", "some-translated", "fuzzy"],
)
def test_collapse_keeps_other_problems(known: dict[str, str], problems: list[Problem]) -> None:
    """One text, a language in use, and an outdated translation are reported as they are."""
    location = Location("site.yaml")
    assert translations.collapse_if_untranslated(known, problems, "es", location) == problems


def test_new_language_of_two_texts_is_reported_once(write: Write) -> None:
    """The whole folder has exactly two texts, so the boundary of one problem is met."""
    flow = "title: A\nstart: a\nsteps:\n  a: {outcome: A, claims: [{level: unknown, text: B}]}\n"
    folder = write(guide=flow, site="languages: [en, es]\n")
    assert len(translations.texts_of(folder)) == 2
    translations.update(folder, "es")
    problems = [problem for problem in check_folder(folder)[1] if not problem.warning]
    assert [problem.code for problem in problems] == ["translation-missing"]
    assert Path(problems[0].location.file).name == "site.yaml"
