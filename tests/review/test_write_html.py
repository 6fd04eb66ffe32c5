"""The document as HTML: one file, correct markup, no text of an author as markup."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from tests.accessibility import auditor
from tests.conftest import ROOT, Write
from tests.review.documents import document_of
from tests.review.hostile import HOSTILE
from wizard.review.changes import compare
from wizard.review.write_html import html

SHIPPED = ROOT / "flows" / "my-data.yaml"


def page_of(text: str) -> BeautifulSoup:
    """Return a document that a strict parser accepts."""
    html5lib.HTMLParser(strict=True).parse(text)
    return BeautifulSoup(text, "html.parser")


@pytest.fixture
def hostile(write: Write) -> BeautifulSoup:
    """Return the document of a flow whose texts are markup."""
    return page_of(html(document_of(write(guide=HOSTILE) / "guide.yaml")))


def test_texts_are_escaped(hostile: BeautifulSoup) -> None:
    """No text becomes an element; Markdown becomes the elements that pages have."""
    assert hostile.h1 is not None
    assert hostile.h1.get_text() == 'A <b>title</b> & "more"'
    assert not hostile.select("script, article b:not(.badge)")
    assert "<script>alert(1)</script>" in hostile.get_text()
    prose = hostile.select_one(".prose")
    assert prose is not None
    assert [each.get_text() for each in prose.select("strong")] == ["bold", "Small heading"]
    assert [each["href"] for each in prose.select("a")] == [
        "https://example.org/a_(b)?x=1&y=2",
        "tel:+16015550123",
    ]
    assert not prose.select("h1, h2, h3")


@pytest.mark.parametrize("codes", [("en",), ("en", "es")], ids="-".join)
def test_document_is_one_file_with_headings_in_order(codes: tuple[str, ...]) -> None:
    """It requests nothing, each id occurs once, and each link inside of it has its target."""
    text = html(document_of(SHIPPED, *codes))
    page = page_of(text)
    assert not page.select("[src], link, script, iframe, img, object")
    assert not re.search(r"@import|url\(", text)
    ids = [str(each["id"]) for each in page.select("[id]")]
    assert len(ids) == len(set(ids))
    inside = {str(a["href"])[1:] for a in page.select("a[href^='#']")}
    assert inside <= {*ids}
    levels = [int(each.name[1]) for each in page.select("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_languages_are_marked() -> None:
    """Spanish texts are marked, so that a screen reader pronounces them as Spanish."""
    page = page_of(html(document_of(SHIPPED, "en", "es")))
    row = page.find(id="held-license.why")
    assert row is not None
    english, spanish = row.select("td")
    assert not english.has_attr("lang")
    assert spanish["lang"] == "es"
    assert spanish["data-name"] == "Español"


def test_right_to_left_texts_have_their_direction(write: Write) -> None:
    """The frame of the document is English."""
    folder = write(guide=HOSTILE, site="languages: [ar]")
    page = page_of(html(document_of(folder / "guide.yaml", "ar")))
    assert page.html is not None
    assert page.html["lang"] == "en"
    assert page.select("h1[lang=ar][dir=rtl]")
    assert page.select("td[lang=ar][dir=rtl]")


def with_changes(folder: Path) -> str:
    """Return a document with new, changed and removed texts."""
    old = document_of(folder / "guide.yaml")
    text = HOSTILE.replace("- dash", "- dashes").replace("Same text.", "Same texts.", 1)
    text = text.replace("    why: ", "    title: New\n    #", 1)
    (folder / "guide.yaml").write_text(text, "utf-8")
    return html(compare(old, document_of(folder / "guide.yaml"), "HEAD~1"))


def test_changes_are_marked_in_words(write: Write) -> None:
    """Old texts are struck out, and new words are in `ins`."""
    page = page_of(with_changes(write(guide=HOSTILE)))
    changed = page.find(id="help=why")
    assert changed is not None
    assert "Changed" in changed.get_text()
    assert changed.select("del")[0].get_text() == "- dash"
    assert [each.get_text() for each in changed.select("ins")] == ["dashes"]
    removed = page.find(id="help.why")
    assert removed is not None
    assert "Removed" in removed.get_text()
    assert removed.select("del")


def audit(browser: Browser, file: Path) -> list[str]:
    """Return what axe-core reports in both looks, and whether a line is wider than a phone."""
    run = auditor((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    context = browser.new_context()
    page = context.new_page()
    page.goto(file.as_uri())
    found = []
    for width, scheme in ((360, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += run(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"wider than {width} pixels")
    context.close()
    return found


@pytest.mark.parametrize("name", ["one", "two", "changes"])
def test_axe_reports_nothing(browser: Browser, write: Write, name: str) -> None:
    """The document is accessible on a phone and on a screen, in both looks."""
    folder = write(guide=HOSTILE, site="languages: [en, es]")
    codes = ("en", "es") if name == "two" else ("en",)
    made = document_of(folder / "guide.yaml", *codes)
    text = with_changes(folder) if name == "changes" else html(made)
    (folder / "document.html").write_text(text, "utf-8")
    assert audit(browser, folder / "document.html") == []


@pytest.mark.slow
def test_axe_reports_nothing_on_shipped_flow(browser: Browser, tmp_path: Path) -> None:
    """It is longer than the flows above, and has offices, topics and dates."""
    text = html(document_of(ROOT / "flows" / "understand-the-rules.yaml"))
    (tmp_path / "document.html").write_text(text, "utf-8")
    assert audit(browser, tmp_path / "document.html") == []


def test_document_has_the_palette_of_the_site() -> None:
    """A colour with one name is the same in both stylesheets, in light and in dark."""
    colour = re.compile(r"(--[a-z]+): (#[0-9a-f]+)")
    own, site = (
        colour.findall((ROOT / path).read_text("utf-8"))
        for path in ("templates/review/document.css", "static/wizard.css")
    )
    assert len(own) > 18
    assert sorted(set(own) - set(site)) == []
