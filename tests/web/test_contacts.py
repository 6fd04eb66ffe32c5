"""Phone numbers and e-mail addresses in everything that readers get: pages, files, JSON, print."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from pypdf import PdfReader

from tests.site.browsing import served, visit
from wizard import create_app, load_flows
from wizard.cli.player import Player
from wizard.i18n.translator import make_translator
from wizard.loader.translations import catalog_path, texts_of

FILES = {
    "guide.yaml": """\
title: A guide
start: first
steps:
  first:
    ask: Is it so?
    help: "Ask [the clerk](tel:+16015550123;ext=12)."
    yes: done
    no: done
    unsure: done
  done:
    outcome: Ask for help
    claims: [{level: unknown, text: Nothing is known.}]
    next:
      - {label: Ask the hotline, to: "tel:+16015550123"}
      - {label: Call 601.555.0123, to: "tel:601-555-0123"}
      - {label: Ask us, to: "mailto:help@example.org"}
      - {label: Read on, to: "https://www.example.org/more"}
      - {label: Send a note, to: letters/note}
    offices: [desk, clerk]
""",
    "letters/note.yaml": """\
title: A note
subject: A note
to: [The office]
body: [Hello.]
before: [{label: Ask first, to: "tel:988"}]
after: [{label: Ask again, to: "mailto:help@example.org"}]
""",
    "offices.yaml": """\
desk: {name: The desk, does: Helps people., phone: (601) 555-0100, level: unknown}
clerk: {name: The clerk, does: Helps too., phone: 555-0100 or 555-0101, level: unknown}
""",
    "site.yaml": """\
name: Help
languages: [en, es]
pages:
  help: {title: Get help, to: "tel:+16015550123"}
""",
}
SPANISH = {
    "Ask the hotline": "Pregunte a la línea de ayuda",
    "Call 601.555.0123": "Llame al 601.555.0123",
    "Ask us": "Pregúntenos",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a guide with contacts, in two languages."""
    folder = tmp_path_factory.mktemp("flows")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    entries = [
        f'msgid "{each.text}"\nmsgstr "{SPANISH.get(each.text, each.text)}"\n'
        for each in texts_of(folder)
    ]
    catalog = catalog_path(folder, "es")
    catalog.parent.mkdir()
    catalog.write_text("\n".join(['msgid ""\nmsgstr "Language: es\\n"\n', *entries]), "utf-8")
    return folder


@pytest.fixture(scope="module")
def app(folder: Path) -> Flask:
    """Return the application of the guide."""
    return create_app(load_flows(folder))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client of the application."""
    return app.test_client()


def links(client: FlaskClient, path: str, within: str = "#step") -> list[tuple[str, str]]:
    """Return the contacts that a page links to, each with the text of its link."""
    soup = BeautifulSoup(client.get(path).text, "html.parser")
    return [
        (str(link["href"]), link.get_text(" "))
        for link in soup.select(f'{within} a[href^="tel:"], {within} a[href^="mailto:"]')
    ]


def test_outcome_shows_what_to_call_unless_the_label_says_it(client: FlaskClient) -> None:
    """The number is a part of the link, so a screen reader says it, too."""
    assert links(client, "/en/guide/done/", ".deeds") == [
        ("tel:+16015550123", "Ask the hotline Call 601-555-0123"),
        ("tel:601-555-0123", "Call 601.555.0123"),
        ("mailto:help@example.org", "Ask us Write to help@example.org"),
    ]


def test_contacts_are_in_the_language_of_the_reader(client: FlaskClient) -> None:
    """The label is the author's, and the rest the interface's."""
    assert links(client, "/es/guide/done/", ".deeds") == [
        ("tel:+16015550123", "Pregunte a la línea de ayuda Llame al 601-555-0123"),
        ("tel:601-555-0123", "Llame al 601.555.0123"),
        ("mailto:help@example.org", "Pregúntenos Escriba a help@example.org"),
    ]


def test_contacts_are_no_other_sites(client: FlaskClient) -> None:
    """They open no page, so no text says that the reader leaves the site."""
    soup = BeautifulSoup(client.get("/en/guide/done/").text, "html.parser")
    for link in soup.select('.deeds a[href^="tel:"], .deeds a[href^="mailto:"]'):
        assert not {"rel", "target"} & {*link.attrs}
        assert "leaves this site" not in link.get_text()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/en/guide/first/", [("tel:+16015550123;ext=12", "the clerk")]),
        ("/en/help/", [("tel:+16015550123", "Call 601-555-0123")]),
        ("/es/help/", [("tel:+16015550123", "Llame al 601-555-0123")]),
    ],
)
def test_help_and_pages_link_to_contacts(
    client: FlaskClient, path: str, expected: list[tuple[str, str]]
) -> None:
    """A page with a contact in place of a text shows it as a link."""
    assert links(client, path) == expected


def test_help_has_the_number_after_its_link(client: FlaskClient) -> None:
    """Readers on paper see it."""
    soup = BeautifulSoup(client.get("/en/guide/first/").text, "html.parser")
    assert "Ask the clerk (601-555-0123, ext. 12)." in soup.get_text()


def test_letter_shows_contacts_of_its_remarks(client: FlaskClient) -> None:
    """Before and after it is sent."""
    text = BeautifulSoup(client.get("/en/letters/note/").text, "html.parser").get_text(" ")
    assert "Ask first Call 988" in " ".join(text.split())
    assert "Ask again Write to help@example.org" in " ".join(text.split())


def test_office_with_one_number_links_to_it(client: FlaskClient) -> None:
    """Text with more than one number stays text."""
    office = "section[aria-labelledby=offices]"
    assert links(client, "/en/guide/done/", office) == [("tel:601-555-0100", "(601) 555-0100")]
    assert "555-0100 or 555-0101" in client.get("/en/guide/done/").text


def test_json_has_contacts(client: FlaskClient) -> None:
    """The page as JSON says what the page says, and the flow what its file says."""
    page = client.get("/api/en/guide/done/").json
    assert page
    first = page["actions"][0]["items"][0]
    assert (first["href"], first["contact"], first["outside"]) == (
        "tel:+16015550123",
        "Call 601-555-0123",
        False,
    )
    flow = client.get("/api/guide.json").json
    assert flow
    assert flow["steps"]["done"]["next"][2]["to"] == "mailto:help@example.org"


def test_packet_has_contacts_on_paper(client: FlaskClient) -> None:
    """The page and its PDF."""
    text = BeautifulSoup(client.get("/en/guide/done/packet/").text, "html.parser").get_text(" ")
    assert "Ask the hotline Call 601-555-0123" in " ".join(text.split())
    pdf = PdfReader(BytesIO(client.get("/en/guide/done/packet.pdf").data))
    assert "Ask the hotline – Call 601-555-0123" in pdf.pages[0].extract_text()


def test_offline_file_has_contacts(client: FlaskClient) -> None:
    """A phone can call without a connection to the site."""
    text = client.get("/en/guide/offline/guide.html").text
    assert '<a href="tel:+16015550123"><span>Ask the hotline' in text
    assert '<a href="tel:988">Ask first</a> <small>Call 988</small>' in text


def test_player_prints_contacts(folder: Path) -> None:
    """In place of the URL, unless the label has it."""
    answers = iter(["yes"])
    written: list[str] = []
    flow = load_flows(folder).flows["guide"]
    Player(
        flow,
        make_translator("en"),
        lambda _prompt: next(answers, None),
        written.append,
        lambda _id: None,
    ).play()
    lines = "\n".join(written).splitlines()
    assert "     -> Call 601-555-0123" in lines
    assert "     -> tel:601-555-0123" in lines


def test_print_has_contacts_and_urls(app: Flask, browser: Browser) -> None:
    """On paper nothing can be tapped, so what an action leads to is printed."""
    with served(app) as server, visit(browser, server) as page:
        page.goto("/en/guide/done/")
        text = PdfReader(BytesIO(page.pdf())).pages[0].extract_text()
    for part in ("Call 601-555-0123", "Write to help@example.org", "https://www.example.org/more"):
        assert part in text


@pytest.mark.parametrize("width", [360, 1280])
def test_tap_on_a_contact_keeps_the_page(app: Flask, browser: Browser, width: int) -> None:
    """The device opens its own program; the page is not loaded again and shows no error."""
    size = {"width": width, "height": 800}
    with served(app) as server, visit(browser, server, viewport=size) as page:
        page.goto("/en/guide/first/")
        page.locator(".answers a").first.click()
        page.locator(".deeds a").first.wait_for()
        before = page.evaluate("[location.href, history.length]")
        for link in page.locator('.deeds a[href^="tel:"], .deeds a[href^="mailto:"]').all():
            link.click()
            page.wait_for_timeout(500)
        assert page.evaluate("[location.href, history.length]") == before
        assert page.locator("h1").inner_text() == "Ask for help"
        assert not page.locator("#failed").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == width
