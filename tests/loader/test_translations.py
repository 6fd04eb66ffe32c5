"""No page has untranslated text, and no translation remains in use after its source changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.command import wizard
from tests.conftest import ROOT
from wizard import create_app, load_flows
from wizard.check.checker import check_paths
from wizard.i18n.catalog import interface_texts, read_catalog
from wizard.i18n.po import CatalogError
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
    claims: [{level: unknown, text: "Nothing is {known."}]
"""
SPANISH = {
    "A guide": "Una guía",
    "One": "Uno",
    "Is it so?": "¿Es así?",
    "Yes, it is": "Sí, así es",
    "You are done": "Ya terminó",
    "Nothing is {known.": "No se sabe {nada.",
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
        "Nothing is {known.": 12,
    }


def test_texts_of_include_words_of_conditions_but_no_ids(write: Write) -> None:
    """A question may be called "when"; its answer in a condition is no text."""
    part = "{level: unknown, text: So., if: {when: yes}, when: If it was so}"
    guide = GUIDE.replace("first", "when").replace("claims: [", f"claims: [{part}, ")
    texts = [text.text for text in translations.texts_of(write(guide=guide))]
    assert texts[-3:] == ["So.", "If it was so", "Nothing is {known."]


def test_texts_of_include_those_of_a_step_with_the_name_of_a_key(write: Write) -> None:
    """`moved` and `sets` have ids only at the top of a flow: below, a step may have their name."""
    guide = (
        "title: A\nstart: moved\nmoved: {title: moved}\nsteps:\n"
        "  moved: {ask: Did you move?, yes: sets, no: sets, unsure: sets}\n"
        "  sets: {outcome: Sets, claims: [{level: unknown, text: So.}]}\n"
    )
    texts = [text.text for text in translations.texts_of(write(guide=guide))]
    assert texts == ["A", "Did you move?", "Sets", "So."]


def test_texts_of_include_labels_of_boxes(write: Write) -> None:
    """A step may be called `tick`, and a box like a key: neither id is text."""
    guide = (
        "title: A\nstart: tick\nsteps:\n  tick:\n    ask: Which?\n"
        "    tick: {heat: No heat, ask: No answer}\n    none: None of these\n    to: done\n"
        "  done: {outcome: Done, claims: [{level: unknown, text: So.}]}\n"
    )
    texts = [text.text for text in translations.texts_of(write(guide=guide))]
    assert texts == ["A", "Which?", "No heat", "No answer", "None of these", "Done", "So."]


def test_texts_of_leave_out_placeholders_without_words(write: Write) -> None:
    """A row fills in such a text completely, but a date may look different in each language."""
    texts = translations.texts_of(write(guide='title: "{state.name} {state.days}"\nsummary: 2019.'))
    assert [text.text for text in texts] == ["2019."]


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
    command = f"run `wizard translate es {folder}`, then "
    how = f"translate it in {folder / 'locale' / 'es.po'}"
    assert problems[0].message.endswith(f"; {command}{how}")
    translations.update(folder, "es")
    # The command has been run, and would do nothing again.
    assert check_folder(folder)[1][0].message.endswith(f"; {how}")


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
    path.write_text(GUIDE.replace("Nothing is {known.", long), "utf-8")
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


def catalog_of(folder: Path, code: str = "es") -> str:
    """Return the text of a catalog of a folder."""
    return (folder / "locale" / f"{code}.po").read_text("utf-8")


def test_text_that_is_back_has_its_translation_again(folder: Path) -> None:
    """An author who goes back to the old words costs the translator nothing."""
    before = catalog_of(folder).replace('msgid ""', '# Traductor: Ana\nmsgid ""', 1)
    before = before.replace("#: guide.yaml:6", "# Checked with the court.\n#: guide.yaml:6")
    (folder / "locale" / "es.po").write_text(before, "utf-8")
    for words in ("Something completely different?", "Is it so, really?"):
        (folder / "guide.yaml").write_text(GUIDE.replace("Is it so?", words), "utf-8")
        translations.update(folder, "es")
        assert '# Checked with the court.\n#~ msgid "Is it so?"\n#~ msgstr "¿Es así?"' in (
            catalog_of(folder)
        )
    assert '#| msgid "Is it so?"\nmsgid "Is it so, really?"\nmsgstr "¿Es así?"' in (
        catalog_of(folder)
    )
    (folder / "guide.yaml").write_text(GUIDE, "utf-8")
    translations.update(folder, "es")
    assert catalog_of(folder) == before


def test_removed_mark_ends_a_change(folder: Path) -> None:
    """Once a translator has reviewed a changed text, the catalog forgets how it was."""
    (folder / "guide.yaml").write_text(GUIDE.replace("You are done", "You are done now"), "utf-8")
    translations.update(folder, "es")
    path = folder / "locale" / "es.po"
    assert '#, fuzzy\n#| msgid "You are done"\nmsgid "You are done now"' in catalog_of(folder)
    path.write_text(catalog_of(folder).replace("#, fuzzy\n", ""), "utf-8")
    assert check_folder(folder)[1] == ()
    translations.update(folder, "es")
    assert "#|" not in catalog_of(folder)


def test_translate_updates_and_prints_status(folder: Path) -> None:
    """`wizard translate --status` changes nothing, and prints what has changed from what."""
    path = folder / "locale" / "es.po"
    text = GUIDE.replace("title: One", "title: Two and three")
    (folder / "guide.yaml").write_text(text.replace("You are done", "You are done now"), "utf-8")
    before = path.read_bytes()
    assert "has no translation" in wizard("translate", "es", folder, "--status").output
    assert path.read_bytes() == before
    assert wizard("translate", "es", folder).output.endswith(
        "es.po: 4 translated, 1 marked as changed (fuzzy), 1 missing\n"
    )
    assert catalog_of(folder).count("Two and three") == 1
    status = wizard("translate", "es", folder, "--status").output
    line = catalog_of(folder).partition('msgid "You are done now"')[0].count("\n") + 1
    assert f"{path}:{line}: was: You are done\n{path}:{line}: now: You are done now\n" in status


def test_translate_refuses_what_is_no_guide(folder: Path) -> None:
    """A typo makes no folder, and no catalog in a folder of something else."""
    parent = folder.parent
    (parent / "photos").mkdir()
    for name, says in (
        ("nothere", "there is no such folder"),
        ("photos", "there is no flow file here"),
    ):
        done = wizard("translate", "es", parent / name)
        assert (done.exit_code, says in done.output) == (1, True), done.output
    assert sorted(path.name for path in parent.rglob("*")) == sorted(
        ["flows", "guide.yaml", "site.yaml", "locale", "es.po", "photos"]
    )
    done = wizard("translate", "es", folder / "guide.yaml")
    assert done.exit_code == 2
    assert "is a file; name its folder: wizard translate es " in done.output.replace("\n", " ")


def test_translate_refuses_language_of_the_texts(folder: Path) -> None:
    """The text would be its own translation."""
    done = wizard("translate", "en", folder)
    assert done.exit_code == 2
    assert 'the texts are written in "en"' in done.output
    assert wizard("translate", "en", "--interface").exit_code == 2
    assert wizard("translate", "xx", folder).exit_code == 2
    assert not (folder / "locale" / "en.po").exists()


@pytest.mark.parametrize("name", ["locale", "locale/es.po"])
def test_translate_never_writes_outside_of_the_folder(folder: Path, name: str) -> None:
    """A link may be a mistake, and someone else's catalog is at its end."""
    outside = folder.parent / "outside"
    (folder / name).rename(outside)
    (folder / name).symlink_to(outside)
    (folder / "guide.yaml").write_text(GUIDE.replace("You are done", "You are done now"), "utf-8")
    files = {path: path.read_bytes() for path in outside.parent.rglob("*.po")}
    done = wizard("translate", "es", folder)
    assert done.exit_code == 1
    assert f"which is not in {folder}" in done.output
    assert {path: path.read_bytes() for path in outside.parent.rglob("*.po")} == files


def test_translate_does_not_write_through_a_link_of_an_interrupted_update(folder: Path) -> None:
    """The file that becomes the catalog is always a new one."""
    outside = folder.parent / "outside"
    outside.write_text("Mine.", "utf-8")
    (folder / "locale" / "es.po.new").symlink_to(outside)
    (folder / "guide.yaml").write_text(GUIDE.replace("You are done", "You are done now"), "utf-8")
    assert wizard("translate", "es", folder).exit_code == 0
    assert outside.read_text("utf-8") == "Mine."
    assert [path.name for path in (folder / "locale").iterdir()] == ["es.po"]


def test_translate_keeps_link_within_the_folder(folder: Path) -> None:
    """The catalog at the end of the link is updated, and the link stays one."""
    path = folder / "locale" / "es.po"
    path.rename(folder / "spanish.po")
    path.symlink_to("../spanish.po")
    (folder / "guide.yaml").write_text(GUIDE.replace("You are done", "You are done now"), "utf-8")
    assert wizard("translate", "es", folder).exit_code == 0
    assert path.is_symlink()
    assert "You are done now" in (folder / "spanish.po").read_text("utf-8")


COMMANDS = (
    ("play", "guide.yaml"),
    ("paths", "guide.yaml"),
    ("graph", "guide.yaml"),
    ("sources", "."),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("kind", ["missing", "changed", "broken", "none"])
def test_commands_in_first_language_need_no_catalog(
    folder: Path, command: tuple[str, str], kind: str
) -> None:
    """An author goes on writing while translations are not done, whatever is wrong with them."""
    path = folder / "locale" / "es.po"
    if kind == "none":
        path.unlink()
    elif kind == "broken":
        path.write_text("<<<<<<< HEAD\n", "utf-8")
    else:
        text = GUIDE.replace("You are done", "You are done now")
        (folder / "guide.yaml").write_text(text, "utf-8")
    if kind == "changed":
        translations.update(folder, "es")
    name, file = command
    done = wizard(name, file, cwd=folder, typed="yes\n")
    assert done.exit_code == 0, done.output
    assert "translation" not in done.output
    # Readers see every language, and those who ask for Spanish need it.
    codes = {"missing": "[translation-missing]", "changed": "[translation-fuzzy]"}
    code = codes.get(kind, "[catalog-broken]" if kind == "broken" else "[translation-missing]")
    asked = [wizard("check", ".", cwd=folder), wizard("export", "../out", ".", cwd=folder)]
    if name != "sources":
        asked.append(wizard(name, file, "--lang", "es", cwd=folder))
        assert wizard(name, file, "--lang", "en", cwd=folder, typed="yes\n").exit_code == 0
    for done in asked:
        assert (done.exit_code, code in done.output) == (1, True), done.output


@pytest.mark.parametrize("words", ["", "words: [done]\n"])
def test_missing_catalog_hides_no_other_problem(folder: Path, words: str) -> None:
    """An author who adds a language sees the problems of all other files in the same run."""
    (folder / "site.yaml").write_text(f"languages: [en, es]\n{words}", "utf-8")
    (folder / "sources.yaml").write_text("paper: {title: A paper}\n", "utf-8")
    (folder / "guide.yaml").write_text(GUIDE.replace("A guide", "A guide\nreview-by: 2026-01-01"))
    (folder / "cases").mkdir()
    (folder / "cases" / "guide.yaml").write_text(
        "so: {answers: {first: yes}, outcome: x}\n", "utf-8"
    )

    def others() -> set[str]:
        problems = check_paths([folder], date(2026, 11, 23)).problems
        return {problem.code for problem in problems} - {"translation-missing"}

    found = others()
    assert found >= {
        "source-unused",
        *(["word-unwanted"] if words else ["review-due", "case-outcome"]),
    }
    (folder / "locale" / "es.po").unlink()
    assert others() == found
    flow_alone = check_paths([folder / "guide.yaml"], date(2026, 11, 23)).problems
    assert {"review-due", "case-outcome"} <= {problem.code for problem in flow_alone}


def test_guide_in_a_language_without_interface_has_its_own(write: Write) -> None:
    """The first language needs no translation of the author's texts, but one of the interface."""
    folder = write(guide=GUIDE, site="languages: [ar]\n")
    assert [(each.code, each.location.line) for each in check_folder(folder)[1]] == [
        ("interface-missing", 1)
    ]
    assert wizard("paths", "guide.yaml", cwd=folder).exit_code == 0
    assert wizard("translate", "ar", folder).exit_code == 0
    assert 'msgid "A guide"' not in catalog_of(folder, "ar")
    path = folder / "locale" / "ar.po"
    leave = 'msgid "Leave"\nmsgstr "'
    path.write_text(catalog_of(folder, "ar").replace(leave, f"{leave}س"), "utf-8")
    site, problems = check_folder(folder, draft=True)
    assert site is not None, problems
    assert dict(site.interface["ar"]) == {"Leave": "س"}
    played = wizard("paths", "guide.yaml", "--lang", "ar", cwd=folder)
    assert (played.exit_code, "[interface-missing]" in played.output) == (1, True)


def test_interface_of_a_known_language_is_not_translated_twice(folder: Path) -> None:
    """This project has the Spanish interface, and what a folder says about it is not used."""
    path = folder / "locale" / "es.po"
    own = '\nmsgctxt "interface"\nmsgid "Leave"\nmsgstr "Fuera"\n'
    path.write_text(catalog_of(folder) + own, "utf-8")
    assert check_folder(folder)[1] == ()
    html = create_app(load_flows(folder)).test_client().get("/es/guide/first/").text
    assert "Salir" in html
    assert "Fuera" not in html
    translations.update(folder, "es")
    assert '#~ msgctxt "interface"\n#~ msgid "Leave"\n#~ msgstr "Fuera"\n' in catalog_of(folder)


def test_translate_says_if_no_page_uses_the_catalog(folder: Path) -> None:
    """A translator should not work on a language that the site does not have."""
    assert "no page" not in wizard("translate", "es", folder).output
    done = wizard("translate", "fr", folder)
    assert done.exit_code == 0
    assert f'no page is in "fr" until {folder / "site.yaml"} lists it' in done.output


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
    done = wizard("translate", "es", folder)
    assert (done.exit_code, done.stdout) == (1, "")
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


def test_new_language_of_two_texts_is_reported_once(write: Write) -> None:
    """The whole folder has exactly two texts, so the boundary of one problem is met."""
    flow = "title: A\nstart: a\nsteps:\n  a: {outcome: A, claims: [{level: unknown, text: B}]}\n"
    folder = write(guide=flow, site="languages: [en, es]\n")
    assert len(translations.texts_of(folder)) == 2
    how = f"translate them in {folder / 'locale' / 'es.po'}"
    [before] = [each for each in check_folder(folder)[1] if not each.warning]
    assert before.message.endswith(f"; run `wizard translate es {folder}`, then {how}")
    translations.update(folder, "es")
    problems = [problem for problem in check_folder(folder)[1] if not problem.warning]
    assert [problem.code for problem in problems] == ["translation-missing"]
    assert problems[0].message.endswith(f"; {how}")
    assert Path(problems[0].location.file).name == "site.yaml"
