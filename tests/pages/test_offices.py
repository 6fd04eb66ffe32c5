"""The offices that outcomes, letters and pages list, as presenters make them and as HTML."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from tests.pages.example import FILES, LETTER, SPANISH, TODAY, present, write_files
from wizard import create_app, replay
from wizard.engine.journey import arrive
from wizard.loader.site import check_folder
from wizard.model.site import Site
from wizard.pages.letters import LetterPresenter
from wizard.pages.offices import OfficeItem
from wizard.pages.outcomes import OutcomePage
from wizard.pages.search import SearchIndexer
from wizard.pages.site import MarkdownPage, SitePresenter
from wizard.pages.steps import StepPresenter

OFFICES = """\
counter:
  name: DPS counter
  does: Gives out cards of DPS.
  address: [1 Main <Street>, "Jackson, MS 39201"]
  phone: 555-0100
  url: https://counter.example/
  form: Form 7.
  fee: Two dollars.
  hours: In the morning.
  languages: English.
  note: Bring a card.
  level: official
  cite: [book]
  checked: 2026-10-20
  review-by: 2026-12-01
site: {name: A site, does: Has forms., url: "https://site.example/", level: unknown}
phone: {name: A phone, does: Answers., phone: 555-0101, level: unknown}
"""
# An outcome and a page that list them. The letter does so below.
LISTING = {
    "guide": FILES["guide"].replace("topics: [2]", "topics: [2]\n    offices: [counter]"),
    "site": FILES["site"].replace('answers."}', 'answers.", offices: [site, counter, phone]}'),
    "offices": OFFICES,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the small site with offices."""
    folder: Path = write_files(tmp_path_factory.mktemp("flows"), {**FILES, **LISTING})
    text = LETTER + "offices: [site, phone]\n"
    (folder / "letters" / "note.yaml").write_text(text, "utf-8")
    catalog = folder / "locale" / "es.po"
    spanish = 'msgid "Two dollars."\nmsgstr "Dos dólares."\n'
    catalog.write_text(catalog.read_text("utf-8") + spanish, "utf-8")
    site, problems = check_folder(folder, draft=True)
    assert site is not None, problems
    assert SPANISH["A note"] in site.texts["es"].values()
    return site


@pytest.fixture(scope="module")
def client(site: Site) -> FlaskClient:
    """Return a client of that site."""
    return create_app(site).test_client()


def outcome(site: Site, lang: str = "en", today: date = TODAY) -> OutcomePage:
    """Return the page of the outcome that lists an office."""
    presenter = present(StepPresenter, site, lang, today=today)
    page = presenter.step(arrive(site.flows["guide"], "plain"))
    assert isinstance(page, OutcomePage)
    return page


def help_page(site: Site, today: date = TODAY) -> MarkdownPage:
    """Return the page that lists all offices."""
    return present(SitePresenter, site, today=today).content("safety")


def section(client: FlaskClient, path: str) -> Tag:
    """Return the section of a page that lists offices."""
    soup = BeautifulSoup(client.get(path).text, "html.parser")
    [found] = soup.select("section[aria-labelledby=offices]")
    return found


def test_outcome_lists_its_offices(site: Site) -> None:
    """An entry has all that its file says, its level in words, and its sources."""
    [office] = outcome(site).offices
    assert office == OfficeItem(
        id="counter",
        name="DPS counter",
        url="https://counter.example/",
        host="counter.example",
        does="Gives out cards of DPS.",
        address=("1 Main <Street>", "Jackson, MS 39201"),
        phone="555-0100",
        phone_url="tel:555-0100",
        check_first="Check first: this may have changed.",
        form="Form 7.",
        fee="Two dollars.",
        hours="In the morning.",
        languages="English.",
        note="Bring a card.",
        level="official",
        support="An agency says",
        strength=3,
        sources=office.sources,
        checked="October 20, 2026",
        folded=True,
    )
    assert [source.title for source in office.sources] == ["a book"]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.dps.example/records?year=1#top", "dps.example"),
        ("http://Www2.dps.example:8080/", "www2.dps.example"),
        ("", ""),
    ],
)
def test_office_has_host_as_people_say_it(site: Site, url: str, host: str) -> None:
    """Without scheme, port, path and `www`; empty if the office has no site."""
    pages = {
        name: replace(page, offices=tuple(replace(each, url=url) for each in page.offices))
        for name, page in site.pages.items()
    }
    assert {office.host for office in help_page(replace(site, pages=pages)).offices} == {host}


def test_offices_come_after_actions_and_before_claims(site: Site) -> None:
    """Their sources are printed before those of the claims, and names are explained in order."""
    page = outcome(site)
    # `says` is the first text of the page, so no office explains the name again.
    assert page.says == "DPS (the license office) holds it."
    assert [source.id for source in page.sources] == ["book", "paper"]
    with_answers = present(StepPresenter, site).step(
        replay(site.flows["guide"], {"license": "unsure", "car": "no"})
    )
    assert isinstance(with_answers, OutcomePage)
    assert with_answers.offices == page.offices


def test_outcome_is_as_old_as_its_offices(site: Site) -> None:
    """The date of its last check is that of the oldest entry, and a late one is announced."""
    assert outcome(site).reviewed == "October 20, 2026"
    assert outcome(site, today=date(2026, 12, 1)).review_overdue == ""
    assert "December 1, 2026" in outcome(site, today=date(2026, 12, 2)).review_overdue


def test_page_lists_its_offices_and_says_when_one_is_overdue(site: Site) -> None:
    """The text of the page explains a name first."""
    page = help_page(site)
    assert [office.id for office in page.offices] == ["site", "counter", "phone"]
    assert page.offices[1].does == "Gives out cards of DPS."
    assert page.review_overdue == ""
    assert "December 1, 2026" in help_page(site, date(2026, 12, 2)).review_overdue


def test_check_first_is_there_only_with_address_or_phone(site: Site) -> None:
    """A site can be checked by opening it."""
    first = [bool(office.check_first) for office in help_page(site).offices]
    assert first == [False, True, True]


def test_office_is_translated_except_address_and_phone(site: Site) -> None:
    """A letter or a call needs them as they are."""
    [office] = outcome(site, "es").offices
    assert (office.fee, office.support) == ("Dos dólares.", "Una agencia dice")
    assert office.check_first == "Verifique primero: esto puede haber cambiado."
    assert office.address == ("1 Main <Street>", "Jackson, MS 39201")


def test_letter_lists_its_offices(site: Site) -> None:
    """They are on its page, and in none of its files."""
    page = present(LetterPresenter, site).letter(site.letters["note"])
    assert [office.id for office in page.offices] == ["site", "phone"]


def test_offices_are_between_actions_and_evidence(client: FlaskClient) -> None:
    """A few are folded under their names, each with its warnings."""
    box = section(client, "/en/guide/plain/")
    before, after = box.find_previous_sibling("section"), box.find_next_sibling("section")
    assert isinstance(before, Tag)
    assert isinstance(after, Tag)
    assert (before["aria-labelledby"], after["aria-labelledby"]) == ("next", "know")
    heading, list_ = box.find_all(True, recursive=False)
    assert (heading.name, heading["id"]) == ("h2", "offices")
    [fold] = list_.find_all("details", recursive=False)
    [name] = fold.find_all("summary", recursive=False)
    assert (name.get_text(), fold.has_attr("open")) == ("DPS counter", False)
    [note] = fold.select(".fine")
    assert note.get_text() == (
        "Check first: this may have changed. "
        "The links leave this site; the other site can see your visit."
    )


def rows(box: Tag) -> dict[str, str]:
    """Return the entries of the lists in a box."""
    return {
        row.select_one("dt").get_text(): row.select_one("dd").get_text("|")  # type: ignore[union-attr]
        for row in box.select("dl > div")
    }


def test_fold_shows_how_to_reach_the_office(client: FlaskClient) -> None:
    """Text is escaped; each line of an address has its own."""
    [fold] = section(client, "/en/guide/plain/").select(".proof > details")
    # One page can have several links like this, so each says whose site it is.
    [link] = fold.select("a.site-link")
    assert (link["href"], link["rel"]) == ("https://counter.example/", ["noreferrer", "noopener"])
    assert link.get_text() == "counter.example DPS counter"
    assert rows(fold) == {
        "Address": "1 Main <Street>|Jackson, MS 39201",
        "Languages": "English.",
        "Hours": "In the morning.",
        "Form": "Form 7.",
        "Cost": "Two dollars.",
    }
    [level] = fold.select("p.level.strength-3")
    assert level.get_text(strip=True) == "An agency saysDPS counter"
    [bars] = level.select(".bars")
    assert bars["aria-hidden"] == "true"
    assert "Checked on October 20, 2026" in [each.get_text() for each in fold.select("small")]
    [cited] = fold.select("details details > summary")
    assert cited.get_text() == "1 source"
    assert [each.get_text() for each in fold.select(".sources b")] == ["a book"]
    texts = [each.get_text() for each in fold.select("p")]
    assert texts[:3] == ["Gives out cards of DPS.", "555-0100", link.get_text()]
    assert "Bring a card." in texts


def test_page_shows_offices_after_its_text(client: FlaskClient) -> None:
    """An entry without a site has no link; one without details has no empty list."""
    box = section(client, "/en/safety/")
    assert box.find_previous_sibling("p") is not None
    folds = box.select(".proof > details")
    names = [fold.select("summary")[0].get_text() for fold in folds]
    assert names == ["A site", "DPS counter", "A phone"]
    assert [[link["href"] for link in fold.select("a.site-link")] for fold in folds] == [
        ["https://site.example/"],
        ["https://counter.example/"],
        [],
    ]
    assert [len(fold.select("dl")) for fold in folds] == [0, 1, 0]


@pytest.mark.parametrize("count", [6, 7])
def test_first_of_many_offices_are_open_cards(site: Site, count: int) -> None:
    """The others are cards in a fold, which says how many. A card folds what is less important."""
    safety = site.pages["safety"]
    several = replace(safety, offices=(safety.offices[1],) * count)
    client = create_app(replace(site, pages={**site.pages, "safety": several})).test_client()
    box = section(client, "/en/safety/")
    cards = box.select(":scope > .offices > li")
    assert len(cards) == 3
    [fold] = box.find_all("details", recursive=False)
    assert len(fold.select(".offices > li")) == count - 3
    assert fold.select("summary")[0].get_text() == f"{count - 3} more Where to go"
    assert [len(card.select(":scope > details")) for card in cards] == [1, 1, 1]
    assert [card.select_one("h3").get_text() for card in cards] == ["DPS counter"] * 3  # type: ignore[union-attr]


def test_letter_page_shows_offices_beside_the_letter(client: FlaskClient) -> None:
    """Only the letter is printed, so they are around it."""
    box = section(client, "/en/letters/note/")
    assert box.select_one("h2").get_text() == "Where to send it or ask"  # type: ignore[union-attr]
    assert box.find_parent("aside") is not None
    assert len(box.select(".proof > details")) == 2
    assert "555-0101" not in client.get("/en/letters/note/letter.txt").text


def test_page_without_offices_has_no_box(client: FlaskClient) -> None:
    """No heading is without a list."""
    for path in ("/en/guide/both/", "/en/sources/"):
        assert 'id="offices"' not in client.get(path).text


def test_offices_are_in_the_data_of_pages(client: FlaskClient) -> None:
    """Clients get the warning beside address and phone as well."""
    for path, ids in (
        ("guide/plain/", ["counter"]),
        ("letters/note/", ["site", "phone"]),
        ("safety/", ["site", "counter", "phone"]),
    ):
        offices = client.get(f"/api/en/{path}").get_json()["offices"]
        assert [office["id"] for office in offices] == ids
    assert offices[1]["address"] == ["1 Main <Street>", "Jackson, MS 39201"]
    assert offices[1]["check_first"] == "Check first: this may have changed."
    schemas = client.get("/api/openapi.json").get_json()["components"]["schemas"]
    assert "check_first" in schemas["OfficeItem"]["properties"]
    flow = client.get("/api/guide.json").get_json()
    assert flow["steps"]["plain"]["offices"] == ["counter"]


def test_search_finds_page_by_its_offices(site: Site) -> None:
    """Each has its own row, which leads to the page about the site and not to an outcome."""
    rows = json.loads(present(SearchIndexer, site).index())["rows"]
    assert [row[:4] for row in rows if row[2] == "safety/"] == [
        ["Stay safe", "Page", "safety/", ""],
        ["DPS counter", "Office or group", "safety/", ""],
        ["A site", "Office or group", "safety/", ""],
        ["A phone", "Office or group", "safety/", ""],
    ]
