"""A guide in a language that this project has no interface in, with the author's own interface.

Every page in Arabic is read for Latin letters: its texts have none, so what is left is English.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Comment, Doctype
from flask import Flask

from tests.arabic import translate
from tests.pages.example import FILES, write_files
from wizard import create_app, create_blueprint, load_flows
from wizard.export.single_file import write_single
from wizard.export.static_site import export
from wizard.model.site import Site
from wizard.web.site_base import SiteBase

pytestmark = pytest.mark.e2e  # Graphviz draws the pictures of maps

TODAY = date(2026, 11, 23)

# Attributes that readers see or hear.
SPOKEN = ("alt", "aria-label", "aria-description", "content", "placeholder", "title", "value")

# What is the same in every language.
# The code of a state is the same in all languages.
KEPT = re.compile(
    r"https?://\S+|[\w.+-]+\.(example|html|pdf|ics|txt|docx)\b|\b(PDF|QR|WhatsApp|MS)\b"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site with pages of all kinds in English and Arabic. It is complete."""
    folder = tmp_path_factory.mktemp("flows")
    write_files(folder, {**FILES, "site": FILES["site"].replace("en, es", "en, ar")})
    translate(folder)
    return load_flows(folder)


def english_in(html: str) -> set[str]:
    """Return the texts with Latin letters that a reader of a page sees or hears."""
    soup = BeautifulSoup(html, "lxml")
    for element in soup.select("script, style, code, [lang=en], meta:not([name=description])"):
        element.decompose()
    texts = [
        *(text for text in soup.find_all(string=True) if not isinstance(text, Comment | Doctype)),
        *(str(tag[name]) for tag in soup.find_all(True) for name in SPOKEN if tag.has_attr(name)),
    ]
    return {text.strip() for text in texts if re.search("[A-Za-z]{2}", KEPT.sub("", text))}


def arabic_pages(app: Flask, start: str = "/ar/") -> dict[str, str]:
    """Return the HTML of each page below a URL that links lead to, by its URL.

    Of the pages of the calendar it is a sample.
    """
    client, pages, waiting = app.test_client(), dict[str, str](), [start]
    while waiting:
        url = waiting.pop()
        if url in pages or re.search(r"/20\d\d-(?!11/|11-2\d/)", url):
            continue
        pages[url] = client.get(url, follow_redirects=True).text
        links = [str(link["href"]) for link in BeautifulSoup(pages[url], "lxml").select("a[href]")]
        waiting += [link for link in links if re.match(f"{start}.*/([?]|$)", link)]
    return pages


def test_no_page_has_english_text(site: Site) -> None:
    """Every kind of page is in Arabic and is read from right to left."""
    pages = arabic_pages(create_app(site, lambda: TODAY))
    assert len(pages) > 50
    assert {text: url for url, html in pages.items() for text in english_in(html)} == {}
    assert [url for url, html in pages.items() if '<html lang="ar" dir="rtl"' not in html] == []
    # The same search finds English where it is.
    english = create_app(site, lambda: TODAY).test_client().get("/en/guide/").text
    assert {"Leave", "Skip to the content"} <= english_in(english.replace('lang="en"', ""))


def test_mounted_guide_has_no_english_text(site: Site) -> None:
    """The interface belongs to the site, so each blueprint has its own."""
    host = Flask("host")
    host.register_blueprint(create_blueprint(site, today=lambda: TODAY), url_prefix="/help")
    pages = arabic_pages(host, "/help/ar/guide/")
    assert len(pages) > 10
    assert {text for html in pages.values() for text in english_in(html)} == set()


def test_exported_guide_has_no_english_text(site: Site, tmp_path: Path) -> None:
    """Files in Arabic are what the server shows, and so is the guide as one file."""
    # Without the calendars, which are a thousand pages of one kind.
    site = replace(site, deadlines=None)
    export(site, tmp_path / "out", SiteBase.of("https://example.org"), TODAY)
    pages = sorted((tmp_path / "out" / "ar").rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        assert english_in(page.read_text("utf-8")) == set(), page
    write_single(site, "guide", tmp_path / "guide.html", SiteBase(), TODAY)
    soup = BeautifulSoup((tmp_path / "guide.html").read_text("utf-8"), "lxml")
    sections = soup.select("[lang=ar][dir=rtl]")
    assert len(sections) > 5
    assert {text for section in sections for text in english_in(str(section))} == set()
