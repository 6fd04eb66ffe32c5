"""The guide in a frame of another site, in a real browser."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import html5lib
import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from tests.conftest import ROOT, serving
from tests.site.browsing import ANSWER
from tests.site.test_crawl import TODAY, asker, crawl
from wizard import create_app, load_flows
from wizard.model.site import Site
from wizard.web.security_headers import HEADERS

MANUAL = (ROOT / "docs/how-to/embed.md").read_text("utf-8")
(SNIPPET,) = re.findall(r"```html\n(.*?)```", MANUAL, re.DOTALL)
START = "/en/my-data/"
HEAR = (
    "<script>heard = []; "
    "addEventListener('message', ({origin, data}) => heard.push([origin, data]))</script>"
)


class Quiet(SimpleHTTPRequestHandler):
    """A server of files that says nothing."""

    def log_message(self, *arguments: Any) -> None:
        """Nothing."""


class Scene:
    """The guide at `guide`, which names the site `named`; `other` is that server, renamed."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.named = f"http://localhost:{port}"
        self.other = f"http://127.0.0.1:{port}"
        self.guide = ""

    def write(self, name: str, body: str) -> None:
        """A page of the site around the guide."""
        html = (
            '<!doctype html><html lang="en"><meta charset="utf-8">'
            f'<link rel="icon" href="data:,"><title>Legal aid</title>{HEAR}'
        )
        (self.folder / name).write_text(
            f"{html}<h1>Legal aid</h1><p style='height: 50rem'>Hello.</p>{body}", "utf-8"
        )


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A guide and a site around it, on real servers."""
    folder = tmp_path_factory.mktemp("around")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as around:
        threading.Thread(target=around.serve_forever, daemon=True).start()
        scene = Scene(folder, around.server_address[1])
        flows = framed_flows(
            tmp_path_factory.mktemp("guide"), "https://legal-aid.example", scene.named
        )
        with serving(flows) as scene.guide:
            snippet = SNIPPET.replace("https://guide.example", scene.guide)
            scene.write("index.html", snippet)
            scene.write("outer.html", f'<iframe src="{scene.named}/" title="Legal aid"></iframe>')
            scene.write(
                "boxed.html",
                snippet.replace("<iframe ", '<iframe sandbox="allow-scripts allow-same-origin" '),
            )
            yield scene
        around.shutdown()


def framed_flows(folder: Path, *sites: str) -> Path:
    """The shipped flows in a folder, as a site that these may frame."""
    shutil.copytree(ROOT / "flows", folder / "flows")
    site = folder / "flows" / "site.yaml"
    site.write_text(f"frame: [{', '.join(sites)}]\n{site.read_text('utf-8')}", "utf-8")
    return folder / "flows"


@contextmanager
def around(browser: Browser, shipped: Site, **options: Any) -> Iterator[tuple[Page, list[str]]]:
    """A new page and its console output. The leave link goes to a page of this test."""
    context: BrowserContext = browser.new_context(viewport={"width": 800, "height": 600}, **options)
    context.route(
        f"{shipped.leave}**",
        lambda route: route.fulfill(body="<h1>Weather</h1>", content_type="text/html"),
    )
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page, said
    context.close()


def guide_in(page: Page) -> Frame:
    """The frame with the guide, scrolled into view: browsers do not lay out hidden frames again."""
    page.locator("#guide").scroll_into_view_if_needed()
    expect(page.frame_locator("#guide").locator("h1")).to_be_visible()
    frame = page.frames[-1]
    assert frame.parent_frame is not None
    return frame


def answer(frame: Frame, where_it_is: bool = False) -> None:
    """Give an answer, by keyboard or without moving anything, and wait for the next step."""
    before = frame.locator("h1").inner_text()
    link = frame.locator(ANSWER).first
    link.dispatch_event("click") if where_it_is else link.press("Enter")
    expect(frame.locator("h1")).not_to_have_text(before)


def fits(frame: Frame) -> None:
    """Wait until nothing scrolls inside of the frame."""
    frame.wait_for_function(
        "() => document.documentElement.scrollHeight <= innerHeight", polling=100
    )


@pytest.mark.slow
def test_frame_on_a_named_site_has_full_height_and_no_bar(
    browser: Browser, scene: Scene, shipped: Site
) -> None:
    """With the lines of the manual, nothing scrolls inside the frame, and nothing is stored."""
    with around(browser, shipped) as (page, said):
        page.goto(f"{scene.named}/")
        page.wait_for_function("heard.length > 0")  # also while the frame is out of view
        frame = guide_in(page)
        expect(frame.locator(".site")).to_be_hidden()
        expect(frame.locator(".leave")).to_be_visible()
        heights: list[int] = []
        while frame.locator(".says").count() == 0 or not heights:
            fits(frame)
            heights.append(frame.evaluate("innerHeight"))
            answer(frame)
        fits(frame)
        assert frame.locator("h1").inner_text() == "Your license record has more than your name"
        assert len(heights) == 4
        assert heights != sorted(heights), "the frame never becomes lower"
        page.set_viewport_size({"width": 360, "height": 600})
        fits(frame)
        frame.locator("summary").first.click()
        fits(frame)
        assert page.context.storage_state() == {"cookies": [], "origins": []}
        assert [
            line for line in said if "web-share" not in line
        ] == []  # a feature of phones, unknown to this browser
        heard = page.evaluate("heard")
        assert {origin for origin, _ in heard} == {scene.guide}
        assert all(data == {"wizard": {"height": data["wizard"]["height"]}} for _, data in heard)
        assert all(isinstance(data["wizard"]["height"], int) for _, data in heard)


def test_framed_step_scrolls_into_view(browser: Browser, scene: Scene, shipped: Site) -> None:
    """A reader who has scrolled the outer page sees the next question."""
    with around(browser, shipped) as (page, _):
        page.goto(f"{scene.named}/")
        frame = guide_in(page)
        answer(frame)
        fits(frame)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        answer(frame, where_it_is=True)
        page.wait_for_function("scrollY < document.querySelector('#guide').offsetTop + 300")
        expect(frame.locator("h1")).to_be_in_viewport()
        at = page.evaluate("scrollY")
        answer(frame, where_it_is=True)
        fits(frame)
        assert page.evaluate("scrollY") == at


@pytest.mark.parametrize("nested", [False, True])
def test_frame_on_another_site_is_blocked(
    browser: Browser, scene: Scene, shipped: Site, nested: bool
) -> None:
    """So is one that shows a named site inside its own frame. It receives no messages."""
    with around(browser, shipped) as (page, said):
        page.goto(f"{scene.other}/{'outer.html' if nested else ''}")
        inner = (
            page.frame_locator("iframe[title='Legal aid']").locator("#guide")
            if nested
            else page.locator("#guide")
        )
        expect(inner).to_be_attached()
        for _ in range(100):
            if any("frame-ancestors" in line for line in said):
                break
            page.wait_for_timeout(100)
        assert any("frame-ancestors" in line for line in said), said
        assert page.frames[-1].url == "chrome-error://chromewebdata/"
        assert page.evaluate("heard") == []


@pytest.mark.parametrize("keys", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_leave_in_a_frame_replaces_the_outer_page(
    browser: Browser, scene: Scene, shipped: Site, keys: bool
) -> None:
    """Back shows it without a question or an answer. Pressing Shift three times does the same."""
    with around(browser, shipped) as (page, _):
        page.goto(f"{scene.named}/")
        frame = guide_in(page)
        for _ in range(3):
            answer(frame)
        if keys:
            for _ in range(3):
                frame.locator("h1").press("Shift")
        else:
            frame.locator(".leave").click()
        page.wait_for_url(f"{shipped.leave}**")
        assert page.evaluate("navigation.canGoForward") is False
        page.go_back()
        frame = guide_in(page)
        assert frame.locator(".answers, .trail").count() == 0


@pytest.mark.slow
def test_leave_in_a_sandbox_shows_a_blank_page(
    browser: Browser, scene: Scene, shipped: Site
) -> None:
    """The sandbox forbids the frame to replace the outer page."""
    with around(browser, shipped) as (page, said):
        page.goto(f"{scene.named}/boxed.html")
        frame = guide_in(page)
        answer(frame)
        frame.locator(".leave").click()
        expect(frame.locator("h1")).to_be_hidden()
        page.wait_for_function("document.querySelector('#guide').style.height === '0px'")
        expect(frame.locator("h1")).to_be_hidden()
        assert any("sandbox" in line for line in said)


def test_leave_without_scripts_replaces_the_outer_page(
    browser: Browser, scene: Scene, shipped: Site
) -> None:
    """The bar stays, and each answer is a link inside the frame."""
    with around(browser, shipped, java_script_enabled=False) as (page, _):
        page.goto(f"{scene.named}/")
        frame = guide_in(page)
        expect(frame.locator(".site")).to_be_visible()
        frame.locator(ANSWER).first.click()
        expect(page.frame_locator("#guide").locator(".trail")).to_be_visible()
        page.frame_locator("#guide").locator(".leave").click()
        page.wait_for_url(f"{shipped.leave}**")


@pytest.mark.slow
def test_framed_link_to_another_site_replaces_the_outer_page(
    browser: Browser, scene: Scene, shipped: Site
) -> None:
    """Most sites cannot be framed. Links of the guide stay in the frame."""
    with around(browser, shipped) as (page, _):
        page.context.route(
            "https://*/**",
            lambda route: route.fulfill(body="<h1>Away</h1>", content_type="text/html"),
        )
        page.goto(f"{scene.named}/")
        frame = guide_in(page)
        frame.locator("footer nav a[href$='/sources/']").click()
        expect(frame.locator("h1")).to_have_text("Where our information comes from")
        assert page.url == f"{scene.named}/"
        link = frame.locator("#step a[href^='https:']").first
        to = str(link.get_attribute("href"))
        link.press("Enter")
        page.wait_for_url(to)


@pytest.mark.slow
def test_page_outside_a_frame_is_the_usual_page(
    browser: Browser, scene: Scene, shipped: Site
) -> None:
    """It has its bar, and sends no messages."""
    with around(browser, shipped) as (page, said):
        page.goto(f"{scene.guide}{START}")
        expect(page.locator(".site")).to_be_visible()
        assert page.evaluate("document.documentElement.className") == ""
        page.locator(ANSWER).first.click()
        expect(page.locator(".trail")).to_be_visible()
        page.locator(".leave").click()
        page.wait_for_url(f"{shipped.leave}**")
        assert said == []


@pytest.mark.slow
@pytest.mark.e2e  # Graphviz draws the maps
def test_every_framed_page_is_valid_and_can_be_left(shipped: Site) -> None:
    """A crawl reaches each page by links; a strict HTML parser reports no errors."""
    site = replace(shipped, frame=("https://legal-aid.example", "http://localhost:8000"))
    pages = crawl(asker(create_app(site, lambda: TODAY).test_client()), "/", trails=False)
    parser = html5lib.HTMLParser(strict=False)
    for number, (address, html) in enumerate(pages.items()):
        assert re.search(
            rf'<a class="leave" href="{re.escape(site.leave)}" [^>]*target="_top">', html
        ), address
        assert 'data-sites="https://legal-aid.example http://localhost:8000"' in html, address
        if number % 10 == 0:
            parser.parse(html)
            assert parser.errors == [], address
    assert len(pages) > 200


def test_site_without_frame_has_no_trace_of_frames(client: FlaskClient, tmp_path: Path) -> None:
    """It has no script or stylesheet for frames, and headers that forbid all of them."""
    framed = create_app(
        load_flows(framed_flows(tmp_path, "https://legal-aid.example"))
    ).test_client()
    plain = client.get(START)
    assert "frame." not in plain.text
    assert "_top" not in plain.text
    soup = BeautifulSoup(framed.get(START).text, "lxml")
    assert soup.select_one("script[data-sites]")["data-sites"] == "https://legal-aid.example"  # type: ignore[index]
    for tag in soup.select("head :is(script, link[integrity])"):
        assert framed.get(str(tag.get("src") or tag["href"])).status_code == 200
    changed = dict(framed.get(START).headers)
    assert "X-Frame-Options" not in changed
    policy = changed["Content-Security-Policy"]
    assert "; frame-ancestors https://legal-aid.example; " in policy
    assert (
        policy.replace("https://legal-aid.example", "'none'") == HEADERS["Content-Security-Policy"]
    )
    rest = set(HEADERS) - {"X-Frame-Options", "Content-Security-Policy"}
    assert {name: changed[name] for name in rest} == {name: plain.headers[name] for name in rest}
