"""The packet of an outcome: the answer with its letters and dates, as a page and as a PDF."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from tests.pages.example import FILES, make_site, present
from wizard.engine.journey import arrive
from wizard.model.flow import Outcome
from wizard.model.site import Site
from wizard.pages.packet import PacketPage, PacketPresenter
from wizard.pages.packet_file import write_packet

# Two actions lead to the letter and one to the list of letters.
NEXT = """\
    next:
      - {label: Ask DPS.}
      - {label: Write to DPS, to: letters/note}
      - {label: Write again, to: letters/note, if: {license: yes}}
      - {label: See all letters, to: letters/}
      - {label: Count the days, to: deadlines/sent}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site with an outcome whose actions lead to a letter and to deadlines."""
    guide = FILES["guide"].replace("    next:\n      - {label: Ask DPS.}\n", NEXT)
    return make_site(tmp_path_factory.mktemp("flows"), guide=guide)


def packet(site: Site, lang: str = "en", step: str = "plain", origin: str = "") -> PacketPage:
    """Return the packet of an outcome of the guide."""
    flow = site.flows["guide"]
    outcome = flow.steps[step]
    assert isinstance(outcome, Outcome)
    return present(PacketPresenter, site, lang, origin).packet(arrive(flow, step), outcome)


def pdf(site: Site, lang: str = "en", step: str = "plain", origin: str = "") -> bytes:
    """Return the packet of an outcome as a PDF."""
    made = write_packet(packet(site, lang, step, origin), present(PacketPresenter, site, lang).t)
    assert made is not None
    return made


def sheets(body: bytes) -> list[str]:
    """Return the text of each page of a PDF, with single spaces."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(body)).pages]


def test_packet_has_each_letter_and_event_once(site: Site) -> None:
    """The list of letters is not a letter."""
    page = packet(site)
    [letter] = page.letters
    assert (letter.title, letter.subject, letter.letter_lang) == ("A note", "About a thing", "en")
    assert [block.kind for block in letter.body] == ["text", "list", "ruled"]
    [event] = page.dates
    assert (event.title, event.says) == (
        "Letter sent",
        "The day you sent it to DPS (the license office).",
    )
    assert [(rule.label, rule.count) for rule in event.rules] == [
        ("Late", "Day 30 on the calendar. Every day counts."),
        ("Answer", "Working day 7. We skip weekends and state holidays."),
        ("Federal", "Working day 7. We skip weekends and federal holidays."),
    ]
    assert event.rules[0].note == "Not a law of DPS."


def test_packet_knows_no_answers(site: Site) -> None:
    """It has the claims and actions of all answers, under their conditions, and is not listed."""
    page = packet(site)
    assert page.trail == ()
    assert [part.condition for part in page.claims] == [
        "",
        "If your answer to “A license from DPS?” is “Yes”:",
    ]
    assert not page.layout.indexable
    assert page.layout.canonical == "/en/guide/plain/packet/"
    assert page.back.href == "/en/guide/plain/"
    assert page.layout.title == "Packet: Short"


def test_packet_without_letters_and_dates_has_the_answer(site: Site) -> None:
    """Every outcome has a packet."""
    page = packet(site, step="end")
    assert (page.letters, page.dates) == ((), ())
    assert "The end" in sheets(pdf(site, step="end"))[0]


def test_cites_numbers_the_sources_of_a_claim(site: Site) -> None:
    """Each source is in the list once."""
    page = packet(site)
    assert [source.id for source in page.sources] == ["paper", "book"]
    assert [page.cites(claim.sources) for part in page.claims for claim in part.items] == [
        "[1]",
        "[1, 2]",
    ]
    assert page.cites(()) == ""


@pytest.mark.parametrize(("count", "label"), [(1, "PDF, 1 page, 1 kB"), (3, "PDF, 3 pages, 1 kB")])
def test_with_file_says_how_long_and_large_the_pdf_is(site: Site, count: int, label: str) -> None:
    """The tree of pages is not a page."""
    body = b"<</Type/Pages/Count 9>>" + b"<</Type/Page/Parent 1>>" * count
    file = present(PacketPresenter, site).with_file(packet(site), body).file
    assert file is not None
    assert (file.label, file.href) == (label, "/en/guide/plain/packet.pdf")


def test_with_file_counts_the_pages_of_a_real_pdf(site: Site) -> None:
    """The label is that of the file."""
    body = pdf(site)
    file = present(PacketPresenter, site).with_file(packet(site), body).file
    assert file is not None
    size = -(-len(body) // 1000)
    assert file.label == f"PDF, {len(PdfReader(io.BytesIO(body)).pages)} pages, {size} kB"


def test_pdf_has_the_answer_and_then_the_letter_on_its_own_sheet(site: Site) -> None:
    """The sheet of the letter has nothing but the letter, since it goes to an office."""
    answer, letter = sheets(pdf(site, origin="https://guide.example"))
    for text in (
        "The answer",
        "DPS (the license office) holds it.",
        "1. Ask DPS.",
        "If your answer to “A license from DPS?” is “Yes”:",
        "The law says",
        "Only for some. [1, 2]",
        "Late: Day 30 on the calendar. Every day counts. Not a law of DPS.",
        "Write the date here:",
        "Letters in this packet • A note",
        "A paper. The press. https://press.example/",
        "https://guide.example/en/guide/plain/",
        "No advice.",
        "The site 1 / 1",
    ):
        assert text in answer
    assert letter.startswith("An office About a thing Date:")
    assert "The site" not in letter


def test_pdf_has_each_letter_on_its_own_sheet(site: Site) -> None:
    """Two letters go to two offices."""
    page = packet(site)
    body = write_packet(replace(page, letters=page.letters * 2), present(PacketPresenter, site).t)
    assert body is not None
    _, first, second = sheets(body)
    assert first == second


def test_pdf_without_a_host_has_no_address_to_share(site: Site) -> None:
    """On paper, a path without a host is no address."""
    assert "/en/guide/plain/" not in sheets(pdf(site))[0]


def test_spanish_pdf_has_the_letter_in_english(site: Site) -> None:
    """The office reads English, and the packet says so."""
    answer, letter = sheets(pdf(site, "es"))
    assert "Cartas en este paquete • Una carta La oficina lee inglés" in answer
    assert "About a thing" in letter


def test_pdf_is_tagged_and_has_language_but_no_author(site: Site) -> None:
    """PDF/UA needs structure, a language and a title that is displayed."""
    reader = PdfReader(io.BytesIO(pdf(site, "es", origin="https://guide.example")))
    root: Any = reader.root_object
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "es"
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("The answer", None)
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert {tuple(map(float, page.mediabox[2:])) for page in reader.pages} == {(612, 792)}


def test_same_packet_gives_same_bytes(site: Site) -> None:
    """Neither a clock nor a random number is in the file."""
    assert pdf(site) == pdf(site)


def test_text_is_never_markup(site: Site) -> None:
    """Typst would read these characters in its own source."""
    page = replace(packet(site), says='#panic("x") *bold* $1 @here <end> \\')
    body = write_packet(page, present(PacketPresenter, site).t)
    assert body is not None
    assert '#panic("x") *bold* $1 @here <end> \\' in sheets(body)[0]


def test_pdf_with_a_character_that_no_font_has_is_not_made(site: Site) -> None:
    """A page without a file is better than a file with boxes in place of letters."""
    page = replace(packet(site), says="你好")
    assert write_packet(page, present(PacketPresenter, site).t) is None
    assert present(PacketPresenter, site).with_file(page, None).file is None


def test_pdf_in_a_script_from_right_to_left_is_made(site: Site) -> None:
    """The fonts of Typst have Arabic letters."""
    page = packet(site)
    arabic = replace(page, heading="مرحبا", layout=replace(page.layout, lang="ar"))
    body = write_packet(arabic, present(PacketPresenter, site).t)
    assert body is not None
    root: Any = PdfReader(io.BytesIO(body)).root_object
    assert root["/Lang"] == "ar"


def test_file_name_is_neutral(site: Site) -> None:
    """It says nothing about the outcome."""
    assert present(PacketPresenter, site).file_name() == "packet.pdf"
    assert present(PacketPresenter, site, "es").file_name() == "paquete.pdf"
