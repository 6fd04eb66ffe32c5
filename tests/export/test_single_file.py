"""One flow as one file, which works without a server and without scripts."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from itertools import islice
from pathlib import Path

import html5lib
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.accessibility import auditor
from tests.conftest import Write
from tests.site.test_crawl import paths
from wizard import load_flows, replay
from wizard.export.single_file import write_single
from wizard.export.snapshot import ExportError
from wizard.model.contacts import is_contact
from wizard.model.flow import Outcome, Question, Target
from wizard.model.site import Site
from wizard.web.site_base import SiteBase

pytestmark = pytest.mark.e2e  # all pages of a flow in every language

GUIDE = """\
title: A guide
start: done
steps:
  done:
    outcome: You are done
    claims: [{level: unknown, text: Nothing is known.}]
    offices: [desk]
"""
OFFICES = """\
desk:
  {name: Desk, does: Helps., url: "https://desk.example/", address: [1 Main Street], level: unknown}
"""
TODAY = date(2026, 11, 23)
HELP = SiteBase.of("https://example.org/help")


@pytest.fixture(scope="module")
def file(shipped: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The flow `my-data` as a file that knows of no site."""
    out = tmp_path_factory.mktemp("single") / "my-data.html"
    write_single(shipped, "my-data", out, SiteBase(), TODAY)
    return out


@pytest.fixture(scope="module")
def soup(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text("utf-8"), "lxml")


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """A phone without scripts. Console output, or a request for another file, is a failure."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 640})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on(
        "request",
        lambda request: said.append(request.url) if not request.url.startswith("file:") else None,
    )
    yield page
    context.close()
    assert said == []


def seen(page: Page) -> str:
    """The one heading that is seen."""
    (heading,) = page.locator("h1:visible").all_inner_texts()
    return heading


def test_export_single_file_prints_its_checksum(tmp_path: Path) -> None:
    """It has the format of sha256sum, and is the same twice. Other files are not replaced."""
    command = [
        sys.executable,
        "-m",
        "wizard.cli",
        "export",
        "guide.html",
        "--single-file",
        "understand-the-rules",
    ]
    said = set()
    for _ in range(2):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0
        assert done.stderr == 'flow "understand-the-rules" of the shipped guide\n'
        said.add(done.stdout)
    assert said == {
        f"{hashlib.sha256((tmp_path / 'guide.html').read_bytes()).hexdigest()}  guide.html\n"
    }
    (tmp_path / "guide.html").write_text("Dear office", "utf-8")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr == "guide.html already exists and was not created by `wizard export`; "
        "choose another file or delete it\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["guide.html"]


def test_single_file_has_every_step_in_every_language(soup: BeautifulSoup, shipped: Site) -> None:
    """Each step has its own anchor."""
    for code in shipped.languages:
        for step in shipped.flows["my-data"].steps.values():
            anchor = f"{code}/{step.id}"
            found = soup.select(f'.page[id^="{anchor}~"], .page[id="{anchor}"]')
            assert found, (code, step.id)
            for section in found:
                assert (section["lang"], section["dir"]) == (code, "ltr")
                text = step.heading if isinstance(step, Outcome) else step.ask
                heading = section.select_one("h1")
                assert heading is not None
                assert heading.get_text() == shipped.texts.get(code, {}).get(text, text)


def test_single_file_is_valid_html_without_scripts(file: Path, soup: BeautifulSoup) -> None:
    """Ids are unique, and every link goes to a section, a phone or a named other site."""
    html = file.read_text("utf-8")
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    assert parser.errors == []
    assert not soup.select(
        "script, template, form, img, iframe, link, button, "
        "[style], [onclick], [data-act], [hidden]"
    )
    ids = [str(tag["id"]) for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    sections = {f"#{tag['id']}" for tag in soup.select("section.page")}
    for link in soup.select("a[href]"):
        href = str(link["href"])
        is_here = href in sections or is_contact(href)
        assert is_here or "noreferrer" in (link.get("rel") or []), href
    for name in ("aria-labelledby", "aria-describedby", "for"):
        assert {str(tag[name]) for tag in soup.select(f"[{name}]")} <= set(ids), name
    for section in soup.select("section.page"):
        assert section.select('a.leave[href="https://www.wikipedia.org/"]')
        assert len(section.select("h1")) == 1


def test_single_file_with_a_base_url_links_to_the_site(shipped: Site, tmp_path: Path) -> None:
    """Links to other pages, and the URL to share, are absolute URLs."""
    write_single(shipped, "my-data", tmp_path / "known.html", HELP, TODAY)
    known = BeautifulSoup((tmp_path / "known.html").read_text("utf-8"), "lxml")
    section = known.find(id="en/federal-look-up")
    assert section is not None
    assert section.select('input[value="https://example.org/help/en/my-data/federal-look-up/"]')
    assert section.select('a[href="https://example.org/help/en/topics/1/"]')
    assert not known.select('a[href^="/"]')


def test_single_file_says_where_answers_are(soup: BeautifulSoup) -> None:
    """It has no scripts, so a browser with scripts shows what is true without them too."""
    for code, words in (
        ("en", "also in the addresses"),
        ("es", "también están en las direcciones"),
    ):
        section = soup.find(id=code)
        assert section is not None
        assert words in section.get_text()
    assert not soup.select("noscript")


def test_write_single_does_not_replace_a_folder(shipped: Site, tmp_path: Path) -> None:
    """Even an empty one may be there for a reason."""
    with pytest.raises(ExportError, match="already exists"):
        write_single(shipped, "my-data", tmp_path, HELP, TODAY)
    assert list(tmp_path.iterdir()) == []


def test_single_file_without_a_base_url_has_no_links_to_the_site(soup: BeautifulSoup) -> None:
    """The text of such links stays; items of a start page that are only a link are left out."""
    section = soup.find(id="en/federal-look-up")
    assert section is not None
    topics = section.select("[aria-labelledby$=topics] li")
    assert topics
    assert not any(topic.select("a") for topic in topics)
    assert not section.select("input, .qr, a[href^='/']")
    start = soup.find(id="en")
    assert start is not None
    assert "See all questions" not in start.get_text()


@pytest.mark.parametrize(
    "every", [7, pytest.param(1, marks=pytest.mark.slow)], ids=["some paths", "all paths"]
)
def test_single_file_links_lead_to_the_outcome_of_each_path(
    soup: BeautifulSoup, shipped: Site, every: int
) -> None:
    """The test follows paths of the flow by the links of the sections."""
    flow = shipped.flows["my-data"]
    for answers in islice(paths(flow), 0, None, every):
        here = f"#es/{flow.start}"
        for question, answer in answers.items():
            step, section = flow.steps[question], soup.find(id=here[1:])
            assert isinstance(step, Question)
            assert section is not None
            choice = section.select(".answers > li")[list(step.answers).index(answer)].a
            here = str(choice["href"]) if choice else ""
        end = replay(flow, answers).step
        assert here == ("" if isinstance(end, Target) else f"#es/{end.id}")


def test_single_file_works_in_a_browser_without_scripts(
    file: Path, reader: Page, shipped: Site
) -> None:
    """A reader gets from the first page to an outcome in both languages, one page at a time."""
    flow, answers = (
        shipped.flows["my-data"],
        {"topic": "holds", "held-license": "no", "other-kind": "none"},
    )
    end = replay(flow, answers).step
    assert isinstance(end, Outcome)
    for code in shipped.languages:
        texts = shipped.texts.get(code, {})
        reader.goto(f"{file.as_uri()}?{code}")  # another address, so that it is opened anew
        assert seen(reader) == shipped.name
        reader.locator(f".begin a[hreflang={code}]:visible").click()
        for question, answer in answers.items():
            step = flow.steps[question]
            assert isinstance(step, Question)
            # The start page asks the first question below its own heading.
            asked = reader.locator("h1:visible, h2:visible").all_inner_texts()
            assert texts.get(step.ask, step.ask) in asked
            number = list(step.answers).index(answer)
            # An answer that leads to another guide is not a link in this file.
            reader.locator(".answers > li:visible").nth(number).locator("a").click()
        assert seen(reader) == texts.get(end.heading, end.heading)


@pytest.mark.parametrize("look", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_single_file_is_accessible(browser: Browser, file: Path, look: str) -> None:
    """On a phone, axe finds no problem on any kind of page, and none is too wide."""
    audit = auditor((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    context = browser.new_context(
        viewport={"width": 360, "height": 640},
        color_scheme=look,  # type: ignore[arg-type]
        bypass_csp=True,
    )
    page = context.new_page()
    found = []
    for anchor in ("", "#es/topic", "#es/federal-look-up"):
        page.goto("about:blank")
        page.goto(file.as_uri() + anchor)
        found += audit(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
    assert not found, "\n".join(found)


def test_single_file_prints_the_visible_page(browser: Browser, file: Path, tmp_path: Path) -> None:
    """Only the chosen outcome is printed, without the parts that are for screens."""
    page = browser.new_page()
    page.goto(file.as_uri() + "#en/federal-look-up")
    page.pdf(path=tmp_path / "page.pdf")
    page.close()
    sheets = PdfReader(tmp_path / "page.pdf").pages
    text = " ".join(" ".join(sheet.extract_text().split()) for sheet in sheets)
    assert "Federal agents may be able to look up your record" in text
    assert "Leave this page" not in text
    assert "Topics on this page" not in text
    assert "Which offices may hold my records" not in text


def test_single_file_folds_offices_on_screen_and_prints_them(
    reader: Page, write: Write, tmp_path: Path
) -> None:
    """A printed outcome has the address, the advice to check it, and the URL of each link."""
    folder = write(guide=GUIDE, offices=OFFICES)
    write_single(load_flows(folder), "guide", tmp_path / "guide.html", SiteBase(), TODAY)
    reader.goto((tmp_path / "guide.html").as_uri() + "#en/done")
    box = reader.locator("section[aria-labelledby$=offices]:visible")
    assert "1 Main Street" not in box.inner_text()
    assert box.locator(".site-link").get_attribute("href") == "https://desk.example/"
    reader.pdf(path=tmp_path / "page.pdf")
    [sheet] = PdfReader(tmp_path / "page.pdf").pages
    text = sheet.extract_text().replace("\N{LATIN SMALL LIGATURE FI}", "fi")
    assert "1 Main Street" in text
    assert "Check first" in text
    assert "https://desk.example/" in text
    assert "What it does and how to reach it" not in text
    box.locator("summary").first.click()
    assert "1 Main Street" in box.inner_text()
