"""Tests of the export of what is made of the rows of a table, and of one row as one file."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.rows import ROWS, write_rows
from wizard import load_flows
from wizard.export.single_file import write_single
from wizard.export.static_site import export
from wizard.web.site_base import SiteBase

pytestmark = pytest.mark.e2e  # exports draw the pictures of maps

TODAY = date(2026, 11, 23)
BASE = SiteBase.of("https://example.org/help")

# Some files of each row.
OF_ROW = [
    "records/ROW/index.html",
    "records/ROW/late/index.html",
    "records/ROW/wait/packet.pdf",
    "records/ROW/offline/guide.html",
    "letters/request/ROW/letter.pdf",
    "letters/request/ROW/letter.docx",
]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exported guide. The export follows all links, and fails if one of them is broken."""
    folder = tmp_path_factory.mktemp("rows")
    export(load_flows(write_rows(folder / "guide")), folder / "site", BASE, TODAY)
    return folder / "site"


def test_each_row_has_its_pages_and_files(out: Path) -> None:
    """They are in a folder of the row, below the list of all rows."""
    for row in ROWS:
        for name in OF_ROW:
            assert (out / "es" / name.replace("ROW", row)).is_file(), (row, name)
    for page in ("records", "letters/request"):
        links = re.findall(r'href="([^"]*)"', (out / "en" / page / "index.html").read_text("utf-8"))
        assert {f"/help/en/{page}/{row}/" for row in ROWS} <= {*links}
    assert not (out / "en/records/dc/number").exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("records/nb/", "records/nc/"),
        ("records/nb/late/", "records/nc/late/"),
        ("records/pr/", "records/"),
        ("letters/request/nb/", "letters/request/nc/"),
        ("letters/request/pr/", "letters/request/"),
    ],
)
def test_former_row_redirects(out: Path, old: str, new: str) -> None:
    """A file cannot redirect, so it is the page that takes its place, and goes there."""
    page = (out / "en" / old / "index.html").read_text("utf-8")
    assert f'<meta http-equiv="refresh" content="0; url=/help/en/{new}">' in page


def test_sitemap_has_all_rows_and_no_former_one(out: Path) -> None:
    """A search engine finds the page of a state, and not that of an old id."""
    urls = re.findall("<loc>([^<]*)</loc>", (out / "sitemap.xml").read_text("utf-8"))
    assert {f"https://example.org/help/en/records/{row}/" for row in ROWS} <= {*urls}
    assert [url for url in urls if "/nb/" in url or "/pr/" in url] == []


def test_one_row_is_one_file_in_all_languages(tmp_path: Path) -> None:
    """It has the pages of the row and its letter, and all links in it lead somewhere."""
    site = load_flows(write_rows(tmp_path / "guide"))
    write_single(site, "records/nc", tmp_path / "nc.html", SiteBase(), TODAY)
    page = BeautifulSoup((tmp_path / "nc.html").read_text("utf-8"), "html.parser")
    sections = [section["id"] for section in page.find_all("section", class_="page")]
    assert [name for name in sections if str(name).startswith("es")] == [
        "es", "es/late", "es/number", "es/wait", "es/letters~request/nc",
    ]  # fmt: skip
    ids = {element["id"] for element in page.find_all(id=True)}
    links = [str(link["href"]) for link in page.find_all("a", href=True)]
    assert {link[1:] for link in links if link.startswith("#")} <= ids
    assert [link for link in links if link.startswith("/")] == []
    assert "ES Ask Carolina del Norte" in page.get_text()


def test_equal_files_are_one_on_the_disk(out: Path) -> None:
    """A letter is in the language of the offices, whatever language its page is in."""
    for kind in ("pdf", "docx", "txt", "txt.br"):
        english, spanish = (
            (out / lang / "letters/request/al" / f"letter.{kind}").stat() for lang in ("en", "es")
        )
        assert (english.st_ino, english.st_nlink) == (spanish.st_ino, 2)
    other = (out / "en/letters/request/dc/letter.pdf").stat()
    assert other.st_ino != (out / "en/letters/request/al/letter.pdf").stat().st_ino
    pages = [*out.rglob("records/*/*/index.html")]
    assert {page.stat().st_nlink for page in pages} == {1}
