"""The pages of the letters, as a presenter makes them."""

from __future__ import annotations

from dataclasses import replace

from tests.pages.example import present
from wizard.model.letters import Blank
from wizard.model.site import Site
from wizard.pages.base import ActionItem, Card
from wizard.pages.letters import LetterPage, LetterPresenter
from wizard.pages.links import Link


def letter(site: Site, lang: str = "en") -> LetterPage:
    """Return the page of the one letter of the small site."""
    return present(LetterPresenter, site, lang).letter(site.letters["note"])


def test_index_lists_letters(small_site: Site) -> None:
    """A card has the title and the summary, and links to the letter."""
    page = present(LetterPresenter, small_site).index()
    assert page.cards == (
        Card("A note", "A note to DPS (the license office).", "/en/letters/note/"),
    )
    assert page.layout.indexable


def test_letter_has_its_parts_and_files(small_site: Site) -> None:
    """Blanks are part of the text; the files are next to the page."""
    page = letter(small_site)
    assert (page.name, page.heading, page.subject) == ("note", "A note", "About a thing")
    assert [block.kind for block in (*page.to, *page.body)] == ["text", "text", "list", "ruled"]
    assert isinstance(page.body[0].items[0][1], Blank)
    assert [link.href for link in page.files] == [
        f"/en/letters/note/letter.{kind}" for kind in ("pdf", "docx", "txt")
    ]
    assert (page.reviewed, page.sources[0].id) == ("November 2, 2026", "book")
    assert page.index_link == Link("All letters", "/en/letters/")


def test_letter_says_what_to_do_before_and_after(small_site: Site) -> None:
    """Each of the two lists explains its names, because they are read at different times."""
    page = letter(small_site)
    assert page.summary == "A note to DPS (the license office)."
    assert page.before == (ActionItem("Ask DPS (the license office) first.", "", False),)
    assert page.after == (
        ActionItem("Wait for DPS (the license office).", "/en/guide/plain/", False),
    )


def test_letter_in_its_language_has_hints_and_no_translation(small_site: Site) -> None:
    """A blank without a hint needs none; one for handwriting is listed."""
    page = letter(small_site)
    assert page.hints == (("Address", "From DPS."),)
    assert page.handwritten_only == ("Address",)
    assert (page.letter_lang, page.translation) == ("en", ())


def test_letter_in_another_language_explains_blanks(small_site: Site) -> None:
    """The letter stays as the office reads it; what the blanks mean comes before their hints."""
    page = letter(small_site, "es")
    assert (page.heading, page.subject, page.letter_lang) == ("Una carta", "About a thing", "en")
    assert page.hints == (("Date", "Fecha."), ("Address", "Dirección. From DPS."))
    assert page.handwritten_only == ("Dirección",)
    assert page.name == "una-carta"


def test_letter_in_another_language_has_translation(small_site: Site) -> None:
    """The subject comes first; blanks have their translated labels."""
    subject, date, items, address = letter(small_site, "es").translation
    assert subject.items == (("Sobre una cosa",),)
    text, blank = date.items[0]
    assert text == "Fecha: "
    assert isinstance(blank, Blank)
    assert blank.label == "Fecha"
    assert items.items == (("Una cosa",), ("Another",))
    assert address.kind == "ruled"


def test_blanks_with_same_label_share_a_hint(small_site: Site) -> None:
    """The reader sees labels, not ids."""
    note = small_site.letters["note"]
    twin = replace(note.blanks["address"], id="twin")
    doubled = replace(note, blanks={**note.blanks, "twin": twin})
    page = present(LetterPresenter, small_site).letter(doubled)
    assert page.hints == (("Address", "From DPS."),)
