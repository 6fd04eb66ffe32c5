"""A step that fails to load: it is announced, and no answer is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT, free_port, serving, until
from tests.site.browsing import (
    ANSWER,
    START,
    arrives,
    asks,
    begin,
    choose,
    give_up_soon,
    hold,
    visit,
)

# Failures


def lose(page: Page, way: str) -> Callable[[], None]:
    """Let the next question fail to load in one way. Return a function that repairs it."""
    pattern = f"**{START}held-license/**"
    if way == "offline":
        page.context.set_offline(True)
        return lambda: page.context.set_offline(False)
    replies: dict[str, dict[str, Any]] = {
        "broken": {
            "status": 500,
            "content_type": "text/html",
            "body": "<title>Broken</title><div id='step'>Broken</div>",
        },
        "missing": {
            "status": 404,
            "content_type": "text/html",
            "body": '<div id="step"><h1>Page not found</h1></div>',
        },
        "portal": {
            "content_type": "text/html",
            "body": "<title>Sign in</title><h1>Sign in to the network</h1>",
        },
        "elsewhere": {"status": 302, "headers": {"location": "https://portal.invalid/"}},
    }
    # A route that is neither fulfilled nor continued never answers.
    page.route(pattern, lambda route: route.fulfill(**replies[way]) if way in replies else None)
    return lambda: page.unroute(pattern)


@pytest.mark.parametrize(
    "way",
    [
        "offline",
        pytest.param("broken", marks=pytest.mark.slow),
        pytest.param("missing", marks=pytest.mark.slow),
        pytest.param("portal", marks=pytest.mark.slow),
        pytest.param("elsewhere", marks=pytest.mark.slow),
        pytest.param("never", marks=pytest.mark.slow),
    ],
)
def test_step_that_fails_to_load_can_be_tried_again(
    browser: Browser, server: str, way: str
) -> None:
    """The page stays as it is and keeps the answer. Then the history has one new entry."""
    with visit(browser, server, ahead=False) as page:
        if way == "never":
            page.route(f"**{START}topic/", give_up_soon)
        page.goto(f"{START}topic/")
        repair = lose(page, way)
        choose(page)
        expect(page.locator("#failed")).to_contain_text(
            "The next page did not load. Check your connection."
        )
        expect(page.locator("#busy")).to_be_empty()
        asks(page, 1)
        expect(page.locator(ANSWER).first).to_be_focused()
        expect(page).to_have_title("What to find out – License Records Guide")
        assert page.evaluate("[history.state.depth, history.length]") == [0, 2]
        page.get_by_role("button", name="Try again").press("Enter")
        expect(page.locator("#failed")).to_contain_text("did not load")
        repair()
        page.get_by_role("button", name="Try again").press("Enter")
        asks(page, 2)
        expect(page.locator("#failed")).to_be_empty()
        expect(page.locator(".trail dd").first).to_have_text("What my record contains")
        assert page.evaluate("history.state.depth") == 1
        page.go_back()
        asks(page, 1)


def test_restart_of_server_loses_no_answer(browser: Browser) -> None:
    """The server keeps no answers, so it cannot lose any."""
    port = free_port()
    with visit(browser, f"http://127.0.0.1:{port}", ahead=False) as page:
        with serving(ROOT / "flows", port=port):
            begin(page, 1)
        choose(page)
        expect(page.locator("#failed")).to_contain_text("did not load")
        with serving(ROOT / "flows", port=port):
            page.get_by_role("button", name="Try again").press("Enter")
            asks(page, 3)
            expect(page.locator(".trail dd:nth-of-type(1)")).to_have_text(
                ["What my record contains", "Yes"]
            )


def test_journey_survives_lost_connection(browser: Browser, server: str) -> None:
    """Each answer is given offline and, with `Try again`, online. Back needs no connection."""
    with visit(browser, server, ahead=False) as page:
        begin(page)
        for number in range(2, 6):
            page.context.set_offline(True)
            choose(page)
            expect(page.locator("#failed button")).to_be_visible()
            page.context.set_offline(False)
            page.locator("#failed button").press("Enter")
            asks(page, number) if number < 5 else arrives(page)
        page.context.set_offline(True)
        page.evaluate("history.back()")
        asks(page, 4)
        assert page.evaluate("history.state.depth") == 3


def test_waiting_is_announced_after_300_milliseconds(browser: Browser, server: str) -> None:
    """The message comes after 0.3 seconds, and not at all for a step that loads at once."""
    with visit(browser, server, ahead=False) as page:
        page.goto(f"{START}topic/")
        page.evaluate("""() => {
          const busy = document.querySelector('#busy');
          window.began = window.shown = 0;
          document.addEventListener('htmx:before:request', () => { began = performance.now(); });
          const note = () => { if (busy.textContent) shown = performance.now(); };
          new MutationObserver(note).observe(busy, {childList: true});
        }""")
        held = hold(page, f"**{START}held-license/**")
        choose(page)
        expect(page.get_by_role("status")).to_have_text("Loading …")
        assert page.evaluate("shown - began") >= 299
        until(page, lambda: held)
        held[0].continue_()
        asks(page, 2)
        expect(page.locator("#busy")).to_be_empty()
        page.evaluate("shown = 0")
        choose(page)
        asks(page, 3)
        assert page.evaluate("!shown || shown - began >= 299")
