"""Boxes, intervals and dates in files: every set of boxes is a page, and each leads to its end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, expect

from tests.accessibility import auditor
from tests.conftest import Write, is_swapped
from tests.form_flow import FORMS
from tests.site.browsing import visit
from wizard import Flow, load_flows, replay
from wizard.engine.paths import walks
from wizard.export.links import file_of
from wizard.export.single_file import write_single
from wizard.export.static_site import export
from wizard.i18n.translator import make_translator
from wizard.i18n.wording import answer_label
from wizard.model.flow import Outcome
from wizard.model.generated_answers import Ticked
from wizard.model.site import Site
from wizard.pages.questions import linked_answers
from wizard.web.site_base import SiteBase

pytestmark = pytest.mark.e2e  # exports draw the pictures of maps

TODAY = date(2026, 11, 29)
ENGLISH = make_translator("en")

Step = Callable[[str], Tag]  # returns the part of a page, or of a file, that a URL shows


@pytest.fixture
def site(write: Write) -> Site:
    """Return a site of one flow, which has a question of each form."""
    return load_flows(write(guide=FORMS))


@pytest.fixture
def exported(site: Site, tmp_path: Path) -> Path:
    """Return the folder of the exported site."""
    export(site, tmp_path / "site", SiteBase(), TODAY, compressed=False)
    return tmp_path / "site"


@pytest.fixture
def host(exported: Path) -> Iterator[str]:
    """Yield the URL of a plain web server of the exported site."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(exported))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def link(step: Tag, label: str) -> Tag:
    """Return the link of a question with this label, after which words may say its state."""
    (found,) = [link for link in step.select("ul a, p a") if next(link.stripped_strings) == label]
    return found


def follow(step: Step, here: str, labels: list[str]) -> str:
    """Return the URL to which the links with these labels lead, one after the other."""
    for label in labels:
        here = str(link(step(here), label)["href"])
    return here


def clicks(flow: Flow, answers: dict[str, str]) -> list[str]:
    """Return the labels of the links by which a reader gives these answers."""
    labels = []
    for given in replay(flow, answers).trail or ():
        if given.answer in linked_answers(given.question):
            labels.append(answer_label(ENGLISH, given.answer))
        else:
            assert isinstance(given.answer.means, Ticked)
            labels += [*given.answer.means.labels, "Continue"]
    return labels


def test_exported_sets_and_intervals_lead_to_the_outcomes_of_the_flow(
    exported: Path, site: Site
) -> None:
    """A reader of the files ends where `replay` does, for every set of boxes and interval."""
    pages: dict[str, Tag] = {}

    def step(href: str) -> Tag:
        if href not in pages:
            html = (exported / file_of(urlsplit(href).path)).read_text("utf-8")
            found = BeautifulSoup(html, "lxml").find(id="step")
            assert isinstance(found, Tag)
            pages[href] = found
        return pages[href]

    flow, ends = site.flows["guide"], set()
    for path in walks(flow):
        assert isinstance(path.end, Outcome)
        there = follow(step, "/en/guide/", clicks(flow, path.answers()))
        assert there == f"/en/guide/{path.end.id}/"
        ends.add(path.end.id)
    assert ends == {outcome.id for outcome in flow.outcomes()}


def test_single_file_leads_to_the_outcomes_of_the_flow(site: Site, tmp_path: Path) -> None:
    """Each set of boxes has one link, which has the classes of its boxes."""
    out = tmp_path / "guide.html"
    write_single(site, "guide", out, SiteBase(), TODAY)
    soup = BeautifulSoup(out.read_text("utf-8"), "lxml")
    flow, ends = site.flows["guide"], set()
    for path in walks(flow):
        assert isinstance(path.end, Outcome)
        here = "#first"
        for given in replay(flow, path.answers()).trail or ():
            section = soup.find(id=here.removeprefix("#"))
            assert isinstance(section, Tag)
            means = given.answer.means
            if isinstance(means, Ticked) and means.boxes:
                labels = [label.get_text() for label in section.select(".inputs label")]
                classes = {"set", *(f"b{labels.index(label)}" for label in means.labels)}
                (chosen,) = [each for each in section.select(".set") if {*each["class"]} == classes]
                here = str(chosen.select("a")[0]["href"])
            else:
                here = str(link(section, answer_label(ENGLISH, given.answer))["href"])
        assert here == f"#en/{path.end.id}"
        ends.add(path.end.id)
    assert ends == {outcome.id for outcome in flow.outcomes()}


@pytest.mark.parametrize("language", ["en", "es"])
def test_boxes_of_single_file_show_the_link_of_their_set(
    browser: Browser, write: Write, tmp_path: Path, language: str
) -> None:
    """They are inputs, so they work without scripts and assistive technology knows their state."""
    site = load_flows(write(guide=FORMS))
    out = tmp_path / "guide.html"
    write_single(replace(site, languages=(language,)), "guide", out, SiteBase(), TODAY)
    proceed = make_translator(language)("Continue")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(out.as_uri())
    shown = page.locator(".inputs .set:visible")
    changes = (("Mold", True), ("No heat", True), ("Mold", False), ("No heat", False))
    for label, is_ticked in changes:
        page.get_by_role("checkbox", name=label, exact=True).set_checked(is_ticked)
        expect(shown).to_have_count(1)
    assert shown.locator("a").count() == 0
    page.locator("label:visible", has_text="No heat").click()
    shown.get_by_role("link", name=proceed, exact=True).click()
    expect(page.locator("h1:visible")).to_have_text("Is it cold outside?")
    page.goto(f"{out.as_uri()}#{language}/home")
    page.get_by_role("checkbox", name="Mold").check()
    shown.get_by_role("link", name=proceed, exact=True).click()
    expect(page.locator("h1:visible")).to_have_text("How much rent do they say you owe?")
    context.close()


def test_boxes_of_single_file_are_accessible(browser: Browser, site: Site, tmp_path: Path) -> None:
    """On a phone, axe finds no problem, whether or not a box is ticked."""
    out = tmp_path / "guide.html"
    write_single(site, "guide", out, SiteBase(), TODAY)
    audit = auditor((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    context = browser.new_context(viewport={"width": 360, "height": 640}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{out.as_uri()}#en/home")
    found = audit(page)
    page.get_by_role("checkbox", name="Mold").check()
    found += audit(page)
    context.close()
    assert found == []


def test_exported_boxes_are_one_page_for_each_set(exported: Path) -> None:
    """Boxes can be ticked in any order, and unticked; a set has one page, whatever came before."""

    def step(href: str) -> Tag:
        return BeautifulSoup((exported / file_of(urlsplit(href).path)).read_text("utf-8"), "lxml")

    start = "/en/guide/home/"
    there = follow(step, start, ["Mold", "No heat"])
    # The fragment keeps the reader at the box that was changed.
    assert there == "/en/guide/home~b5/#box-heat"
    other = follow(step, start, ["No heat", "No hot water", "Mold", "No hot water"])
    assert other == "/en/guide/home~b5/#box-water"
    assert follow(step, start, ["Mold", "Mold"]) == f"{start}#box-mold"
    ticked = step(there).select(".boxes .on")
    assert [link["id"] for link in ticked] == ["box-heat", "box-mold"]
    # While nothing is ticked, only "None of these" leads on.
    assert not [link for link in step(start).select("a") if link.get_text() == "Continue"]


@pytest.mark.parametrize("scripts", [True, False])
def test_exported_boxes_are_ticked_in_a_browser(browser: Browser, host: str, scripts: bool) -> None:
    """With scripts, the page changes where it is, and no entry of the history is added."""
    with visit(browser, host, java_script_enabled=scripts) as page:
        page.goto("/en/guide/")
        for box, tally in (("mold", "1 of 3"), ("heat", "2 of 3"), ("mold", "1 of 3")):
            page.locator(f"#box-{box}").click()
            expect(page.locator("#tally")).to_have_text(f"{tally} ticked.")
            if scripts:
                expect(page.locator(f"#box-{box}")).to_be_focused()
            is_swapped(page)
        assert page.locator(".boxes .on").get_attribute("id") == "box-heat"
        # The first page is that of the browser, and without scripts each change is one more.
        assert page.evaluate("history.length") == (2 if scripts else 5)
        page.locator("#go").click()
        expect(page.locator("h1")).to_have_text("Is it cold outside?")


def test_files_do_not_say_which_dates_days_ago_are(
    exported: Path, site: Site, tmp_path: Path
) -> None:
    """They are read on other days than that on which they are made."""
    write_single(site, "guide", tmp_path / "guide.html", SiteBase(), TODAY)
    pages = [*exported.glob("en/guide/**/*.html"), tmp_path / "guide.html"]
    texts = [page.read_text("utf-8") for page in pages]
    assert any("7 to 13 days ago" in text for text in texts)
    assert not [text for text in texts if re.search("November|Nov ", text)]


def test_eight_boxes_are_a_small_file(write: Write, tmp_path: Path) -> None:
    """A guide with 256 sets of boxes has links for them, and no pages."""
    boxes = "".join(f"      box-{number}: Label {number} of a box\n" for number in range(8))
    text = re.sub(r"tick:\n(?: {6}.*\n)*", f"tick:\n{boxes}", FORMS, count=1)
    text = text.replace("[heat, water]", "[box-0, box-1]").replace("home: heat", "home: box-0")
    site = load_flows(write(guide=text.replace("home: mold", "home: box-2")))
    write_single(site, "guide", tmp_path / "guide.html", SiteBase(), TODAY)
    assert (tmp_path / "guide.html").stat().st_size < 150_000
