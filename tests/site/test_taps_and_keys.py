"""Taps, keys and focus: each answers one question, and readers know where they are."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from tests.conftest import is_swapped, until
from tests.site.browsing import (
    ANSWER,
    SMALL,
    START,
    arrives,
    asks,
    choose,
    first_answer,
    hold,
    tap,
    visit,
)
from wizard.model.site import Site


@pytest.mark.parametrize(
    "finger", [pytest.param(False, marks=pytest.mark.slow), True], ids=["mouse", "touch"]
)
@pytest.mark.parametrize(
    "gap",  # milliseconds
    [180, *(pytest.param(gap, marks=pytest.mark.slow) for gap in (5, 15, 30, 60, 300, 390))],
)
def test_second_tap_at_same_spot_is_ignored(
    browser: Browser, server: str, gap: int, finger: bool
) -> None:
    """A second tap so soon hits the next question by accident. A later tap counts.

    If the second tap counted, the third would answer the third question.
    """
    with visit(browser, server, has_touch=finger) as page:
        page.goto(f"{START}topic/")
        point, first = first_answer(page), time.time()
        tap(page, finger, point, first)
        page.wait_for_timeout(gap)
        tap(page, finger, point, first + gap / 1000)
        asks(page, 2)
        tap(page, finger, first_answer(page), time.time() + 0.6)
        asks(page, 3)
        assert page.evaluate("history.state.depth") == 2


@pytest.mark.parametrize("finger", [pytest.param(False, marks=pytest.mark.slow), True])
def test_quick_tap_counts_at_another_spot(browser: Browser, server: str, finger: bool) -> None:
    """A reader who knows the question may answer at once. A finger that trembles does not."""
    with visit(browser, server, has_touch=finger) as page:
        page.goto(f"{START}topic/")
        point, first = first_answer(page), time.time()
        tap(page, finger, point, first)
        asks(page, 2)
        trembling = {**point, "x": point["x"] + 15}
        tap(page, finger, trembling, first + 0.2)
        asks(page, 2)
        answer = first_answer(page)
        tap(page, finger, {**answer, "x": answer["x"] + 60}, first + 0.25)
        asks(page, 3)
        assert page.evaluate("history.state.depth") == 2


@pytest.mark.slow
def test_enter_key_counts_right_after_tap(page: Page) -> None:
    """The half second is for taps only: Enter answers right after a tap, and right after Enter."""
    page.goto(f"{START}topic/")
    page.locator(ANSWER).first.click()
    for number in (2, 3, 4):
        asks(page, number)
        choose(page)
    arrives(page)


def test_second_answer_during_request_is_ignored(browser: Browser, server: str) -> None:
    """While an answer waits for the network, a second one makes no request."""
    with visit(browser, server, ahead=False) as page:
        page.goto(f"{START}topic/")
        held = hold(page, f"**{START}*/**")
        choose(page)
        page.locator(".answers a").nth(1).press("Enter")
        until(page, lambda: held)
        held[0].continue_()
        asks(page, 2)
        assert page.evaluate("history.state.depth") == 1
        [route] = held
        assert route.request.url.endswith("/held-license/?topic=holds")


LEFT = {"key": "Shift", "code": "ShiftLeft", "windowsVirtualKeyCode": 16, "location": 1}
RIGHT = {**LEFT, "code": "ShiftRight", "location": 2}
DOWN, UP = "rawKeyDown", "keyUp"


@pytest.fixture
def start(browser: Browser, server: str, shipped: Site) -> Iterator[Page]:
    """Yield the start page of a flow. Its browser stays there when the reader leaves."""
    with visit(browser, server) as page:
        page.route(f"{shipped.leave}**", lambda route: route.fulfill(status=204))
        page.goto(START)
        yield page


def press(page: Page, *moves: tuple[str, dict[str, object]], at: float = 0) -> None:
    """Move keys. The page sees the time `at`, in seconds, even if the machine is late."""
    session = page.context.new_cdp_session(page)
    for kind, key in moves:
        session.send("Input.dispatchKeyEvent", {"type": kind, **key, "timestamp": at})


def has_left(page: Page) -> bool:
    """Return whether the page is blank."""
    return bool(page.evaluate("document.documentElement.hidden"))


@pytest.mark.parametrize(("gap", "leaves"), [(1.4, True), (1.6, False)])
def test_shift_leaves_if_pressed_three_times_quickly(start: Page, gap: float, leaves: bool) -> None:
    """A slow reader may take 1.4 seconds from one press to the next."""
    now = time.time()
    for number in range(3):
        assert not has_left(start)
        press(start, (DOWN, LEFT), (UP, LEFT), at=now + number * gap)
    assert has_left(start) == leaves


@pytest.mark.parametrize(
    "moves",
    [
        [(DOWN, LEFT), (UP, LEFT), (DOWN, RIGHT), (UP, RIGHT), (DOWN, LEFT), (UP, LEFT)],
        [(DOWN, LEFT), (DOWN, RIGHT), (UP, LEFT), (UP, RIGHT), (DOWN, LEFT), (UP, LEFT)],
    ],
    ids=["in turn", "overlapping"],
)
def test_both_shift_keys_count(start: Page, moves: list[tuple[str, dict[str, object]]]) -> None:
    """It does not matter which one is pressed."""
    press(start, *moves, at=time.time())
    assert has_left(start)


@pytest.mark.parametrize("held", ["click", "wheel", "repeat", "a", "Alt"])
def test_shift_held_for_something_else_does_not_count(start: Page, held: str) -> None:
    """Readers hold it to select text, to scroll sideways, for capitals and for shortcuts."""
    key, now = {**LEFT, "modifiers": 1 if held == "Alt" else 0}, time.time()
    for _ in range(4):
        press(start, (DOWN, key), at=now)
        if held in ("click", "repeat"):
            start.locator("h1").click()
        elif held == "wheel":
            start.mouse.wheel(0, 1)
            start.wait_for_timeout(50)
        elif held == "a":
            start.keyboard.press("a")
        if held == "repeat":
            press(start, (DOWN, {**key, "autoRepeat": True}), at=now)
        press(start, (UP, key), at=now)
    assert not has_left(start)


@pytest.mark.parametrize(
    ("path", "field"),
    [("/en/", "#find"), ("/en/letters/records-dps/", "[contenteditable] >> nth=0")],
)
def test_shift_never_leaves_while_reader_types(start: Page, path: str, field: str) -> None:
    """Someone who hesitates before a capital letter does not lose the letter."""
    start.goto(path)
    start.locator(field).press_sequentially("my")
    for _ in range(4):
        press(start, (DOWN, LEFT), (UP, LEFT), at=time.time())
    assert not has_left(start)
    assert "my" in start.locator(field).evaluate("field => field.value ?? field.textContent")


def test_journey_works_with_keyboard_alone(page: Page) -> None:
    """On a small screen, from the first page through the outcome, the focus is always visible."""
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    seen = """() => {
      const active = document.activeElement;
      return [...active.getClientRects()].some(({left, top, width, height}) =>
        active.contains(document.elementFromPoint(left + width / 2, top + height / 2)));
    }"""

    def tab(until: str, key: str = "Tab") -> None:
        for _ in range(150):
            page.keyboard.press(key)
            assert page.evaluate(seen), page.evaluate("document.activeElement.outerHTML")
            if page.evaluate("(selector) => document.activeElement.matches(selector)", until):
                return
        raise AssertionError(f"the Tab key does not lead to {until}")

    page.goto("/")
    for selector in (
        "#main .begin a",
        ".first .begin a",
        *[ANSWER] * 4,
    ):
        heading = page.locator("h1").inner_text()
        tab(selector)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).not_to_have_text(heading)
        if selector == "#main .begin a":
            # This page has its own script, so the browser loads it.
            expect(page.locator("#find")).to_be_visible()
            page.wait_for_load_state()
        is_swapped(page)
    arrives(page)
    tab("footer li:last-child a")
    tab(".skip", "Shift+Tab")
    page.keyboard.press("Enter")
    tab(".back a")
    assert "#" not in page.url


# Focus and what is announced


@pytest.mark.slow
def test_loaded_page_does_not_move_focus(page: Page) -> None:
    """Readers who open a page start at its top."""
    for address in (
        "/",
        "/en/",
        START,
        f"{START}topic/",
        f"{START}federal-look-up/",
        "/en/letters/records-dps/",
    ):
        page.goto(address)
        assert page.evaluate("document.activeElement.tagName") == "BODY", address


def test_new_step_is_announced_by_title_and_heading(page: Page) -> None:
    """The title changes, then the heading gets the focus. Tab goes to the control below it."""
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    page.goto(START)
    page.evaluate("""() => {
      window.order = [];
      const title = document.querySelector('title');
      new MutationObserver(() => order.push('title')).observe(title, {childList: true});
      const focus = HTMLElement.prototype.focus;
      HTMLElement.prototype.focus = function (...given) {
        order.push([this.tagName, document.title]);
        focus.apply(this, given);
      };
    }""")
    choose(page)
    titles = [
        "License or ID",
        "Kind of card",
        "Car title or tag",
        "What a license record contains",
    ]
    for title in titles:
        expect(page).to_have_title(f"{title} – License Records Guide")
        expect(page.locator("h1")).to_be_focused()
        assert page.evaluate("scrollY") == 0
        moves = [each for each in page.evaluate("order.splice(0)") if each != "title"]
        assert moves[-1] == ["H1", f"{title} – License Records Guide"]
        assert (
            page.evaluate(
                "document.querySelector('h1').closest('[aria-live], [role=status], [role=alert]')"
            )
            is None
        )
        page.keyboard.press("Tab")
        controls = page.locator("#step h1 ~ * a, #step h1 ~ * summary, #step h1 ~ details summary")
        expect(controls.first).to_be_focused()
        page.evaluate("scrollTo(0, 999)")
        if title != titles[-1]:
            choose(page)


def test_live_regions_are_empty_on_loaded_page(client: FlaskClient) -> None:
    """The regions for a failure and for waiting are there from the first page on."""
    for address in ("/en/", START, f"{START}topic/", f"{START}federal-look-up/"):
        soup = BeautifulSoup(client.get(address).text, "html.parser")
        live = soup.select("[aria-live], [role=alert], [role=status], [role=log]")
        assert {"failed", "busy"} <= {str(region["id"]) for region in live}
        assert [region.get_text(strip=True) for region in live] == [""] * len(live)
