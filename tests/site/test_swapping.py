"""A step is the same if htmx swaps it in or the browser loads the page."""

from __future__ import annotations

import json
import re
from itertools import islice

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Request, expect

from tests.conftest import APART, ROOT, is_swapped, until
from tests.site.browsing import (
    START,
    asks,
    choose,
    to_each_step,
    visit,
)
from wizard import replay
from wizard.model.flow import Question
from wizard.model.site import Site

# The same test for the other flows takes minutes.
more = pytest.mark.browsers


@pytest.mark.parametrize(
    ("name", "every"),
    [
        pytest.param("my-data", 1, marks=more),
        pytest.param("request-my-records", 1, marks=more),
        pytest.param("understand-the-rules", 1, marks=pytest.mark.slow),
        ("understand-the-rules", 3),
    ],
)
def test_step_is_same_if_swapped_in_or_loaded(
    page: Page, server: str, shipped: Site, name: str, every: int
) -> None:
    """The HTML, the title and the language links are the same, for each step or some."""
    flow = shipped.flows[name]
    steps = to_each_step(flow)
    assert set(steps) == set(flow.steps) - {flow.start}
    state = """() => [document.title,
      ...['#step', '#languages'].map((each) => document.querySelector(each).outerHTML)]"""
    for step, (answers, choice) in islice(steps.items(), 0, None, every):
        asked = replay(flow, answers).step
        assert isinstance(asked, Question)
        query = "&".join(f"{question}={given}" for question, given in answers.items())
        page.goto(f"/en/{name}/{asked.id}/{'?' if query else ''}{query}")
        link = page.locator(".answers a").nth(list(asked.answers).index(choice))
        address = server + str(link.get_attribute("href"))
        page.evaluate("window.swapped = true")
        link.click()
        until(page, "history.state.depth === 1")
        is_swapped(page)
        assert page.evaluate("window.swapped"), "the page was loaded, not swapped"
        swapped = page.evaluate(state)
        page.goto(address)
        assert swapped == page.evaluate(state), step


def test_link_within_site_swaps_step(browser: Browser, server: str) -> None:
    """A link makes one request, and one more for the script of a page that has one."""
    with visit(browser, server, ahead=False) as page:
        page.goto("/")
        page.wait_for_load_state()
        page.evaluate("window.same = true")
        asked: list[Request] = []
        page.on("request", lambda request: asked.append(request))
        for selector, kinds in {
            ".begin a >> nth=0": ["fetch", "script"],
            ".first .begin a": ["fetch"],
            ".answers a": ["fetch"],
            "footer nav a[href$='/sources/']": ["fetch"],
            "footer nav a[href$='/about/']": ["fetch"],
            "footer nav a[href$='/letters/']": ["fetch"],
            "#step .rows a": ["fetch", "script"],
        }.items():
            heading, past = page.locator("h1").inner_text(), len(asked)
            page.wait_for_timeout(APART)
            page.locator(selector).first.click()
            expect(page.locator("h1")).not_to_have_text(heading)
            expect(page.locator("h1")).to_be_focused()
            page.wait_for_load_state("networkidle")
            made = [request.resource_type for request in asked[past:]]
            assert [kind for kind in made if kind != "other"] == kinds, selector  # others are icons
        expect(page.locator(".tools")).to_be_visible()
        page.go_back()
        expect(page.locator("h1")).to_have_text("Letters to print or save")
        assert page.evaluate("window.same"), "a page was loaded, not swapped"


def test_link_to_file_has_download_attribute(client: FlaskClient, shipped: Site) -> None:
    """Links within the site lead to pages, which are swapped in, or have `download`.

    A link to a part of a page is not swapped in: it has a fragment and `data-hx-boost="false"`.
    """
    addresses = [
        "/",
        "/en/",
        START,
        "/en/deadlines/",
        "/en/letters/",
        "/en/topics/1/",
        "/en/sources/",
        "/en/safety/",
    ]
    addresses += [f"/en/letters/{letter}/" for letter in shipped.letters]
    addresses += [f"/en/my-data/{step}/" for step in shipped.flows["my-data"].steps]
    addresses += ["/en/deadlines/records-answer/2026-11-02/"]
    files = 0
    for address in addresses:
        for link in BeautifulSoup(
            client.get(address, follow_redirects=True).text, "html.parser"
        ).select("a[href^='/']"):
            files += link.has_attr("download")
            url, _, part = str(link["href"]).partition("#")
            assert link.has_attr("download") or url.split("?")[0].endswith("/"), (address, link)
            assert not part or link.get("data-hx-boost") == "false", (address, link)
    assert files >= len(shipped.letters)


def test_templates_use_htmx_attributes_without_code() -> None:
    """Templates use data-hx-* only, and of these only attributes that cannot contain code."""
    used = set[str]()
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"(?<!data-)\bhx-[a-z]+=|hx-on|javascript:|js:|\son[a-z]+=", text), (
            path.name
        )
        used |= set(re.findall(r"data-(hx-[a-z-]+)", text))
    assert used == {
        "hx-ignore",
        *(
            f"hx-{name}"
            for name in ["boost", "target", "select", "select-oob", "swap", "push-url", "sync"]
        ),
    }


def test_htmx_keeps_no_history_and_adds_no_style_or_animation(page: Page) -> None:
    """The page configures htmx so, and no view transition runs."""
    page.goto(START)
    config = json.loads(str(page.locator("meta[name=htmx-config]").get_attribute("content")))
    assert config == {
        "includeIndicatorCSS": False,
        "implicitInheritance": True,
        "extensions": "tt",
        "history": False,
        "defaultTimeout": 15000,
    }
    assert page.evaluate("[htmx.config.transitions, htmx.config.history, htmx.version]") == [
        False,
        False,
        "4.0.1",
    ]
    page.evaluate("() => { document.startViewTransition = () => { throw new Error('moved'); }; }")
    asks(page, 1)
    choose(page)
    asks(page, 2)


# The wire


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_step_is_one_request(browser: Browser, server: str, scripts: bool) -> None:
    """An answer is one request without a redirect. With scripts, nothing else is requested.

    test_fetching_ahead.py tests what is requested before the answer.

    `make check-browsers` weighs the responses.
    """
    with visit(browser, server, ahead=False, java_script_enabled=scripts) as page:
        requests: list[Request] = []
        page.on("request", lambda request: requests.append(request))
        page.goto(f"{START}topic/", wait_until="networkidle")
        assert len(requests) <= 5
        for number in (2, 3, 4):
            requests.clear()
            choose(page)
            asks(page, number)
            page.wait_for_load_state("networkidle")
            # Without scripts the browser may ask for files again; it always asks for the icon.
            files = {"other"} if scripts else {"other", "stylesheet", "script", "image"}
            steps = [request for request in requests if request.resource_type not in files]
            kind = "fetch" if scripts else "document"
            assert [request.resource_type for request in steps] == [kind]
            assert steps[0].redirected_from is None


TARGETS = """() => [...document.querySelectorAll('a[href], button, input, summary')]
  .filter((each) => each.checkVisibility() && !each.matches('.skip'))
  .filter((each) => getComputedStyle(each).display !== 'inline' ||
    each.parentNode.textContent.trim() === each.textContent.trim())
  .map((each) => [each.outerHTML.slice(0, 80), each.matches('.answers a, .begin a') ? 48 : 44,
    (each.closest('.cards li') ?? each).getBoundingClientRect()])
  .filter(([, least, {width, height}]) => Math.min(width, height) < least)"""
WIDTHS = (320, 360, 1280)
KINDS = [
    *("/", "/en/", START, "/en/topics/1/", "/en/sources/", "/en/about/", "/en/none/none/"),
    *("/en/letters/", "/en/letters/records-dps/"),
    *("/en/deadlines/ready/2026-11/", "/en/deadlines/ready/2026-11-23/"),
    *(f"{START}topic/", f"{START}federal-look-up/", "/en/promises/", "/en/changes/"),
]


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_page_does_not_scroll_sideways_and_has_large_targets(
    browser: Browser, server: str, shipped: Site, every: bool
) -> None:
    """At three widths, targets are 44 pixels wide and high, answers 48. Leaving needs no scrolling.

    Links inside a sentence are as high as the sentence. All of a card is a link. `make check` tests
    a page of each kind, `make check-slow` every step.
    """
    flows = shipped.flows.values() if every else []
    steps = [f"/en/{flow.id}/{step}/" for flow in flows for step in flow.steps]
    with visit(browser, server) as page:
        for path in steps or KINDS[::2]:
            page.goto(path)
            page.evaluate(
                "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"
            )
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 640})
                wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert wider <= 0, (path, width)
                assert page.evaluate(TARGETS) == [], (path, width)
                leave = page.locator(".leave").bounding_box()
                assert leave is not None
                assert leave["y"] + leave["height"] <= 640, (path, width)
