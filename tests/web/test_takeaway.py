"""What readers take with them: packets to print, and guides as one file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import SHORT_FLOW
from tests.pages.example import FILES, make_site
from tests.web.example import links, page
from wizard import create_app, create_blueprint, load_flows
from wizard.model.site import Site

NEXT = "    next:\n      - {label: Write, to: letters/note}\n"
MOVED = "start: license\nmoved: {former: plain, asked: car}\n"
TODAY = date(2026, 11, 23)
Write = Callable[..., Path]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site with a letter in its guide and with moved steps."""
    guide = FILES["guide"].replace("    next:\n", NEXT).replace("start: license\n", MOVED)
    return make_site(tmp_path_factory.mktemp("flows"), guide=guide)


@pytest.fixture
def asked(site: Site) -> FlaskClient:
    """Return a client of that site on a fixed date."""
    return create_app(site, lambda: TODAY).test_client()


@pytest.mark.parametrize("lang", ["en", "es"])
def test_packet_links_to_its_pdf_with_pages_and_size(asked: FlaskClient, lang: str) -> None:
    """The label is computed from the file that the link leads to."""
    [(label, href)] = links(page(asked, f"/{lang}/guide/plain/packet/"), ".begin a").items()
    assert href == f"/{lang}/guide/plain/packet.pdf"
    size = -(-len(asked.get(href).data) // 1000)
    assert label.endswith(
        {"en": f"(PDF, 2 pages, {size} kB)", "es": f"(PDF, 2 páginas, {size} kB)"}[lang]
    )


def test_packet_page_has_the_parts_of_the_packet(asked: FlaskClient) -> None:
    """The page can be printed in place of the file."""
    soup = page(asked, "/en/guide/plain/packet/")
    assert [heading.get_text() for heading in soup.select(".packet h2")] == [
        "The short answer",
        "What to do next",
        "What we know, and how sure we are",
        "Letters in this packet",
        "Sources",
    ]
    article = soup.select_one("article.letter")
    assert article is not None
    assert article["lang"] == "en"
    assert article.select('.blank[aria-label="Date"]')
    assert soup.select('a[href="https://press.example/"]')[0].get_text() == "https://press.example/"


def test_packet_ignores_answers_in_its_url(asked: FlaskClient) -> None:
    """A printed packet says nothing about a reader, however it was opened."""
    plain = asked.get("/en/guide/plain/packet/")
    assert asked.get("/en/guide/plain/packet/?license=yes").data == plain.data
    assert asked.get("/en/guide/plain/packet.pdf?license=yes").data == (
        asked.get("/en/guide/plain/packet.pdf").data
    )


def test_packet_without_a_font_for_its_text_has_no_file(
    tmp_path: Path,
) -> None:
    """The page stays, and says nothing of a file."""
    guide = FILES["guide"].replace("says: DPS holds it.", "says: 你好")
    client = create_app(make_site(tmp_path, guide=guide)).test_client()
    assert not page(client, "/en/guide/plain/packet/").select(".begin a")
    assert client.get("/en/guide/plain/packet.pdf").status_code == 404
    assert client.get("/en/guide/end/packet.pdf").status_code == 200


def test_packet_of_a_moved_outcome_redirects(asked: FlaskClient) -> None:
    """Old links keep working, also those to data."""
    moved = asked.get("/en/guide/former/packet/")
    assert (moved.status_code, moved.location) == (301, "/en/guide/plain/packet/")
    assert asked.get("/api/en/guide/former/packet/").location == "/api/en/guide/plain/packet/"


@pytest.mark.parametrize(
    "path",
    [
        "/xx/guide/plain/packet/",
        "/en/nothing/plain/packet/",
        "/en/guide/nothing/packet/",
        "/en/guide/car/packet/",
        "/en/guide/both/packet.txt",
        "/en/guide/car/packet.pdf",
        "/en/guide/former/packet.pdf",
        "/en/safety/offline/",
        "/en/nothing/offline/",
        "/xx/guide/offline/guide.html",
        "/en/guide/offline/other.html",
        "/en/letters/offline/",
    ],
)
def test_nothing_to_take_away_gets_404(asked: FlaskClient, path: str) -> None:
    """Questions have no packet, and only flows are files."""
    response = asked.get(path)
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("/en/guide/plain/packet.pdf", "application/pdf", "packet.pdf"),
        ("/es/guide/plain/packet.pdf", "application/pdf", "paquete.pdf"),
        ("/en/guide/offline/guide.html", "text/html; charset=utf-8", "the-site.html"),
        ("/es/guide/offline/guide.html", "text/html; charset=utf-8", "el-sitio.html"),
    ],
)
def test_file_is_a_download_with_a_neutral_name(
    asked: FlaskClient, path: str, kind: str, name: str
) -> None:
    """HEAD has the same headers as GET, and no body."""
    response, head = asked.get(path), asked.head(path)
    assert response.content_type == kind
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == response.headers["Content-Length"]


def test_start_page_and_outcome_link_to_what_can_be_taken_away(
    asked: FlaskClient, site: Site
) -> None:
    """The links are data of the pages."""
    start = asked.get("/api/en/guide/").get_json()["offline"]
    assert (start["label"], start["href"]) == ("Offline", "/en/guide/offline/")
    packet = asked.get("/api/en/guide/plain/").get_json()["packet"]
    assert (packet["label"], packet["href"]) == ("Packet", "/en/guide/plain/packet/")


def test_offline_page_says_how_large_its_file_is(asked: FlaskClient) -> None:
    """And under which name it is saved."""
    soup = page(asked, "/es/guide/offline/")
    [link] = soup.select(".begin a")
    file = asked.get(str(link["href"])).data
    assert link.get_text() == f"Guardar la guía ({-(-len(file) // 1000)} kB)"
    assert link["download"] == "el-sitio.html"
    assert "el-sitio.html" in soup.select("ol li")[0].get_text()


def test_guide_is_one_file_in_one_language(asked: FlaskClient) -> None:
    """It has every step and letter, opens with the start page, and loads nothing."""
    soup = BeautifulSoup(asked.get("/es/guide/offline/guide.html").data, "lxml")
    assert {str(section["id"]) for section in soup.select(".page")} == {
        "es/license",
        "es/car~1",
        "es/car~2",
        "es/both",
        "es/plain",
        "es/end",
        "es/letters~note",
        "first",
    }
    assert soup.select(".page")[-1]["id"] == "first"
    assert {str(section["lang"]) for section in soup.select(".page")} == {"es"}
    assert not soup.select("script, template, link, img, button, form, [id$=languages]")
    ids = {f"#{tag['id']}" for tag in soup.select("[id]")}
    inside = {str(link["href"]) for link in soup.select('a[href^="#"]')}
    assert "#first" in inside
    assert inside <= ids
    [write] = [link for link in soup.select("[id='es/plain'] a") if link.get_text() == "Write"]
    assert write["href"] == "#es/letters~note"


def test_guide_of_a_mounted_site_has_the_urls_of_the_host(site: Site) -> None:
    """Links to pages that the file lacks lead to the site."""
    app = Flask("office")
    app.register_blueprint(create_blueprint(site, today=lambda: TODAY), url_prefix="/help")
    client = app.test_client()
    file = client.get("/help/en/guide/offline/guide.html", base_url="https://office.example").text
    assert 'href="https://office.example/help/en/topics/2/"' in file
    assert 'href="/' not in file
    assert "/offline/" not in file


def test_flow_that_cannot_be_unfolded_is_not_offered_as_a_file(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its conditions distinguish too many combinations of answers."""
    monkeypatch.setattr("wizard.engine.unfold.MAX_STEPS", 1)
    client = create_app(load_flows(write(guide=SHORT_FLOW))).test_client()
    assert client.get("/en/guide/offline/").status_code == 404
    assert client.get("/en/guide/offline/guide.html").status_code == 404
    assert client.get("/api/en/guide/").get_json()["offline"] is None


def test_files_are_made_once(
    site: Site, asked: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page and the file are two requests."""
    made: list[str] = []

    def single_file(*_arguments: object) -> str:
        made.append("guide")
        return "<!doctype html>"

    def write_packet(*_arguments: object) -> bytes:
        made.append("packet")
        return b"%PDF"

    monkeypatch.setattr("wizard.web.takeaway.single_file", single_file)
    monkeypatch.setattr("wizard.web.takeaway.write_packet", write_packet)
    for path in ("plain/packet/", "plain/packet.pdf", "offline/", "offline/guide.html"):
        assert asked.get(f"/en/guide/{path}").status_code == 200
    assert made == ["packet", "guide"]


def test_printed_packet_has_code_address_and_notice(asked: FlaskClient) -> None:
    """The code and the address are in the packet, the notice is in the footer below it."""
    soup = page(asked, "/en/guide/plain/packet/")
    [packet], [notice, _] = soup.select(".packet"), soup.select("footer > p")
    assert packet.select(".qr")
    assert "http://localhost/en/guide/plain/" in packet.get_text()
    assert notice.get_text() == "No advice."
