"""While a reader reads, the pages behind the answers are fetched, and a tap needs no request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.conftest import Write, is_swapped, until
from tests.site.browsing import (
    START,
    arrives,
    asks,
    choose,
    give_up_soon,
    hold,
    served,
    visit,
)
from wizard import create_app, load_flows
from wizard.model.site import Site

HELD = f"{START}held-license/?topic=holds"
ASKED = f"**{START}held-license/?topic=holds"


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """Yield a page that counts its fetches, each for half a second longer, in `window.fetches`."""
    with visit(browser, server) as page:
        page.add_init_script("""const real = fetch;
          window.fetches = 0;
          window.fetch = (...all) => {
            fetches++;
            return real(...all).finally(() => setTimeout(() => { fetches--; }, 500));
          };""")
        yield page


def note_pages(page: Page) -> list[str]:
    """Return a list that gets the path of each page that is requested from now on."""
    paths: list[str] = []

    def note(request: Request) -> None:
        if request.resource_type in ("document", "fetch"):
            paths.append(re.sub(r"^https?://[^/]+", "", request.url))

    page.on("request", note)
    return paths


def answers(page: Page) -> list[str]:
    """Return the links of the answers of the question that is shown."""
    return [str(link.get_attribute("href")) for link in page.locator("#step .answers a").all()]


def is_idle(page: Page) -> None:
    """Wait until the page has fetched what it fetches ahead."""
    # The page begins 200 milliseconds after it is shown, and its timers run in order.
    page.evaluate("new Promise((done) => { setTimeout(done, 300); })")
    until(page, "!window.fetches")


def test_tap_and_back_need_no_request(page: Page, server: str) -> None:
    """The first page fetches ahead too. Back and Forward have all pages that were shown."""
    page.goto(START)
    for number in (1, 2, 3, 4):
        asks(page, number)
        is_idle(page)
        paths = note_pages(page)
        choose(page)
        asks(page, number + 1) if number < 4 else arrives(page)
        assert paths[:1] in ([], *([link] for link in answers(page)))
    expect(page.locator(".trail div")).to_have_count(4)
    assert page.url == f"{server}{START}kept-license/"
    is_idle(page)
    page.context.set_offline(True)
    for number in (4, 3, 2, 1):
        page.go_back()
        asks(page, number)
        expect(page.locator(".trail div")).to_have_count(number - 1)
    for number in (2, 3, 4):
        page.go_forward()
        asks(page, number)
    choose(page)
    arrives(page)


def test_tap_while_offline_shows_page_that_was_fetched(page: Page) -> None:
    """Only what was not fetched fails, and `Try again` asks for it."""
    page.goto(START)
    is_idle(page)
    page.context.set_offline(True)
    choose(page)
    asks(page, 2)
    choose(page)
    expect(page.locator("#failed")).to_contain_text("did not load")
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").press("Enter")
    asks(page, 3)


SHORT = """
title: Six colors
start: color
steps:
  color:
    ask: Which color is it?
    answers:
      a: {label: Red, to: red}
      b: {label: Blue, to: blue}
      c: {label: Green, to: green}
      d: {label: White, to: white}
      e: {label: Black, to: black}
      f: {label: Brown, to: brown}
  red: {ask: Is it a dark red?, yes: end, no: end}
  blue: {ask: Is it a dark blue?, yes: end, no: end}
  green: {ask: Is it a dark green?, yes: end, no: end}
  white: {ask: Is it a dark white?, yes: end, no: end}
  black: {ask: Is it a dark black?, yes: end, no: end}
  brown: {ask: Is it a dark brown?, yes: end, no: end}
  end:
    outcome: We do not know
    claims:
      - {level: unknown, text: We could not find out.}
"""


def test_first_four_answers_are_fetched_in_order(browser: Browser, write: Write) -> None:
    """The others wait for the tap, even if their pages are short."""
    with (
        served(create_app(load_flows(write(colors=SHORT)))) as address,
        visit(browser, address) as page,
    ):
        paths = note_pages(page)
        page.goto("/en/colors/")
        page.wait_for_timeout(3000)
        first = [("red", "a"), ("blue", "b"), ("green", "c"), ("white", "d")]
        links = [f"/en/colors/{step}/?color={answer}" for step, answer in first]
        assert paths == ["/en/colors/", *links]


def test_few_long_pages_are_fetched(page: Page) -> None:
    """No page is fetched after 12,000 characters, so outcomes are mostly left to the tap."""
    for path in (START, HELD, f"{START}who-looks/?topic=who"):
        paths = note_pages(page)
        page.goto(path)
        is_idle(page)
        fetched = paths[1:]
        assert fetched == answers(page)[: len(fetched)]
        assert fetched
        sizes = [len(page.request.get(link).text()) for link in fetched]
        assert sum(sizes[:-1]) <= 12_000, path
        assert sum(sizes) > 12_000 or fetched == answers(page)[:4], path


@pytest.mark.parametrize("scripts", [True, False], ids=["saves data", "without scripts"])
def test_nothing_is_fetched_ahead(browser: Browser, server: str, scripts: bool) -> None:
    """A browser that saves data, or runs no scripts, gets the page that was asked for."""
    with visit(browser, server, ahead=False, java_script_enabled=scripts) as page:
        paths = note_pages(page)
        page.goto(START, wait_until="networkidle")
        page.wait_for_timeout(500)
        assert paths == [START]


def test_nothing_is_fetched_ahead_after_leaving(page: Page, shipped: Site) -> None:
    """The fetch that is running stops, and no other starts."""
    # With this status the browser stays on the page, so that the test can look at it.
    page.route(f"{shipped.leave}**", lambda route: route.fulfill(status=204))
    held = hold(page, f"**{START}*/?topic=*")
    page.goto(START)
    until(page, lambda: held)
    with page.expect_event("requestfailed") as stopped:
        page.locator(".leave").click()
    assert stopped.value.url == held[0].request.url
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.hidden")
    assert len(held) == 1


def test_tap_uses_fetch_that_is_running(page: Page) -> None:
    """The page is requested once, and "Loading" is said while the reader waits."""
    held = hold(page, ASKED)
    paths = note_pages(page)
    page.goto(START)
    until(page, lambda: held)
    choose(page)
    expect(page.locator("#busy")).to_have_text("Loading …")
    asks(page, 1)
    held[0].continue_()
    asks(page, 2)
    expect(page.locator("#busy")).to_be_empty()
    assert paths.count(HELD) == 1


def test_tap_on_other_answer_stops_fetch_that_is_running(page: Page) -> None:
    """The page that was tapped is requested at once, and no other before it is there."""
    held = hold(page, f"**{START}who-looks/?topic=who")
    tapped = hold(page, ASKED)
    page.goto(START)
    until(page, lambda: held)
    paths = note_pages(page)
    with page.expect_event("requestfailed") as stopped:
        choose(page)
    assert stopped.value.url == held[0].request.url
    until(page, lambda: tapped)
    assert paths == [HELD]
    tapped[0].continue_()
    asks(page, 2)


def test_running_fetch_that_never_ends_fails_after_timeout(page: Page) -> None:
    """The reader who tapped it gets the message and can try again."""
    page.route(f"**{START}", give_up_soon)
    held = hold(page, ASKED)
    page.goto(START)
    until(page, lambda: held)
    choose(page)
    expect(page.locator("#failed")).to_contain_text("did not load")
    page.unroute(ASKED)
    page.get_by_role("button", name="Try again").press("Enter")
    asks(page, 2)


@pytest.mark.parametrize("reply", [{"status": 500}, {"body": "<h1>Sign in to the network</h1>"}])
def test_failed_fetch_is_silent_and_tap_asks_again(page: Page, reply: dict[str, Any]) -> None:
    """The reader sees no message. A page of someone else is a failure too."""
    page.route(ASKED, lambda route: route.fulfill(content_type="text/html", **reply))
    paths = note_pages(page)
    page.goto(START)
    is_idle(page)
    assert HELD in paths
    expect(page.locator("#failed")).to_be_empty()
    page.unroute(ASKED)
    choose(page)
    asks(page, 2)
    assert paths.count(HELD) == 2


def test_answer_that_redirects_shows_page_it_leads_to(page: Page, server: str) -> None:
    """Back finds that page without a request, and the address is that of its flow."""
    to = "/en/request-my-records/"
    page.route(ASKED, lambda route: route.fulfill(status=302, headers={"Location": to}))
    page.goto(START)
    is_idle(page)
    paths = note_pages(page)
    choose(page)
    expect(page.locator("h1")).to_have_text("How do I see or fix my records?")
    expect(page).to_have_url(server + to)
    assert paths[:1] != [HELD]
    is_idle(page)
    page.go_back()
    asks(page, 1)
    is_idle(page)
    page.context.set_offline(True)
    page.go_forward()
    expect(page.locator("h1")).to_have_text("How do I see or fix my records?")


def test_pages_that_were_not_chosen_are_dropped(page: Page) -> None:
    """Back fetches them again; the question that was shown is still there."""
    page.goto(START)
    is_idle(page)
    choose(page)
    asks(page, 2)
    is_idle(page)
    paths = note_pages(page)
    page.go_back()
    asks(page, 1)
    is_idle(page)
    assert f"{START}who-looks/?topic=who" in paths
    assert not {HELD, START} & set(paths)


@pytest.mark.slow
def test_page_keeps_last_thirty_pages(browser: Browser, server: str) -> None:
    """Back requests an older one again. The page that is shown is one of them."""
    with visit(browser, server, ahead=False) as page:
        page.goto("/en/topics/1/")
        links = page.locator("footer nav a").count()
        selectors = ["a[rel=next]"] * 19
        selectors += [f"footer nav a >> nth={number}" for number in range(links)]
        selectors += [".site", ".first .begin a"]
        assert len(selectors) == 31
        for depth, selector in enumerate(selectors, start=1):
            page.locator(selector).press("Enter")
            until(page, f"history.state.depth === {depth}")
            is_swapped(page)
        asked = note_pages(page)
        page.evaluate("history.go(-29)")
        expect(page).to_have_url(f"{server}/en/topics/3/")
        expect(page.locator("h1")).to_be_focused()
        assert asked == []
        page.go_back()
        expect(page.locator("header + main h1")).to_be_focused()
        is_swapped(page)
        assert asked == ["/en/topics/2/"]


def test_pages_that_are_fetched_ahead_are_stored_nowhere(page: Page) -> None:
    """The server forbids it, so the browser's cache has none. The memory goes with the page."""
    with page.expect_response(re.compile("held-license")) as fetched:
        page.goto(START)
    assert fetched.value.headers["cache-control"] == "no-store"
    is_idle(page)
    paths = note_pages(page)
    page.reload()
    is_idle(page)
    assert HELD in paths
