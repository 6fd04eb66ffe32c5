"""The pages in a real browser: swapped or loaded they are the same, no answer is lost, and nothing is left behind.

What a browser's own files and other engines hold is proven by `make check-browsers`.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Error, Page, Request, Route, expect

from tests.conftest import APART, ROOT, free_port, serving, until
from wizard import replay
from wizard.model.flow import Flow, Outcome, Question
from wizard.model.site import Site

START = "/en/my-data/"
OUTCOME = "Federal agents may be able to look up records"
SMALL = {"width": 360, "height": 400}
KEPT = """async () => [document.cookie, window.name, localStorage.length, sessionStorage.length,
  (await indexedDB.databases()).length, (await caches.keys()).length,
  (await navigator.serviceWorker.getRegistrations()).length]"""


@contextmanager
def visit(browser: Browser, server: str, **options: Any) -> Iterator[Page]:
    """A page in a context of its own, where the network may fail; an error that nothing catches is a failure."""
    context = browser.new_context(base_url=server, **options)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def choose(page: Page, number: int = 0) -> None:
    """Give an answer by keyboard."""
    page.locator(".answers a").nth(number).press("Enter")


def asks(page: Page, number: int) -> None:
    """Wait for the question of this number."""
    expect(page.locator(".progress")).to_have_text(re.compile(f"Question {number} "))


def begin(page: Page, answers: int = 0) -> None:
    """From the start page on, give the first answer to some questions."""
    page.goto(START)
    page.locator(".begin a").press("Enter")
    for number in range(answers):
        asks(page, number + 1)
        choose(page)
    asks(page, answers + 1)


def hold(page: Page, pattern: str) -> list[Route]:
    """Keep back the answers to some requests, until the routes are continued."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route))
    return held


# Swapped and loaded


def to_each_step(flow: Flow) -> dict[str, tuple[dict[str, str], str]]:
    """For each step that an answer leads to: the answers before, and the answer."""
    found: dict[str, tuple[dict[str, str], str]] = {}
    todo: list[dict[str, str]] = [{}]
    while todo:
        answers = todo.pop()
        step = replay(flow, answers).step
        if not isinstance(step, Question):
            continue
        for choice in step.answers:
            after = {**answers, step.id: choice}
            reached = replay(flow, after).step
            if isinstance(reached, Question | Outcome) and reached.id not in found:
                found[reached.id] = (answers, choice)
            todo.append(after)
    return found


more = pytest.mark.browsers  # the same again, for all that there is


@pytest.mark.parametrize(
    "name",
    [
        "my-data",
        pytest.param("request-my-records", marks=more),
        pytest.param("understand-the-rules", marks=more),
    ],
)
def test_a_step_is_the_same_swapped_in_as_loaded(
    page: Page, server: str, shipped: Site, name: str
) -> None:
    """For every question and outcome: the step's HTML, the title, the language links."""
    flow = shipped.flows[name]
    steps = to_each_step(flow)
    assert set(steps) == set(flow.steps) - {flow.start}
    state = "() => [document.querySelector('#step').outerHTML, document.title, document.querySelector('#languages').outerHTML]"
    for step, (answers, choice) in steps.items():
        asked = replay(flow, answers).step
        assert isinstance(asked, Question)
        query = "&".join(f"{question}={given}" for question, given in answers.items())
        page.goto(f"/en/{name}/{asked.id}/{'?' if query else ''}{query}")
        link = page.locator(".answers a").nth(list(asked.answers).index(choice))
        address = server + str(link.get_attribute("href"))
        page.evaluate("window.swapped = true")
        link.click()
        until(page, f"history.state.url === {json.dumps(address)}")
        assert page.evaluate("window.swapped"), "the page was loaded, not swapped"
        swapped = page.evaluate(state)
        page.goto(address)
        assert swapped == page.evaluate(state), step


def test_each_link_within_the_site_swaps_the_step(page: Page) -> None:
    """One request a page, whose step is taken; a page with a script of its own, or in another language, is loaded."""
    page.goto("/")
    page.locator(".answers a").first.click()
    expect(page).to_have_url(re.compile("/en/$"))
    expect(
        page.locator("#find")
    ).to_be_visible()  # it has a script of its own, so it was loaded once more
    page.wait_for_load_state()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    for selector in (
        ".cards a",
        ".begin a",
        "footer nav a[href$='/sources/']",
        "footer nav a[href$='/about/']",
    ):
        heading = page.locator("h1").inner_text()
        page.wait_for_timeout(APART)
        page.locator(selector).first.click()
        expect(page.locator("h1")).not_to_have_text(heading)
        expect(page.locator("h1")).to_be_focused()
    kinds = [request.resource_type for request in asked]
    assert [kind for kind in kinds if kind != "other"] == ["fetch"] * 4  # others are icons
    page.wait_for_timeout(APART)
    page.locator("footer nav a[href$='/letters/']").click()
    expect(page.locator("h1")).to_have_text("Letters to print or save")
    page.wait_for_timeout(APART)
    page.locator(".cards a").first.click()
    expect(page.locator(".tools")).to_be_visible()
    assert asked[-1].resource_type != "fetch"
    page.go_back()
    expect(page.locator("h1")).to_have_text("Letters to print or save")


def test_what_is_no_page_says_so(client: FlaskClient, shipped: Site) -> None:
    """Links within the site lead to pages, which are swapped in, or say that they lead to a file."""
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
            assert link.has_attr("download") or str(link["href"]).split("?")[0].endswith("/"), (
                address,
                link,
            )
    assert files >= len(shipped.letters)


def test_htmx_is_told_in_valid_attributes_and_never_runs_code_from_them() -> None:
    """In every template data-hx-* only, and of these only the ones that name places."""
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


def test_htmx_keeps_no_history_adds_no_style_and_animates_nothing(page: Page) -> None:
    """It is told so in the page; no view transition runs in a journey."""
    page.goto(START)
    told = json.loads(str(page.locator("meta[name=htmx-config]").get_attribute("content")))
    assert told == {
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
    page.locator(".begin a").press("Enter")
    asks(page, 1)
    choose(page)
    asks(page, 2)


# History


def test_steps_leave_one_address_in_the_history(page: Page, server: str) -> None:
    """The address bar stays on the flow's start page; the outcome shows its own, without answers."""
    begin(page)
    for number in range(1, 5):
        asks(page, number)
        assert page.url == server + START
        choose(page)
    expect(page).to_have_url(f"{server}{START}federal-look-up/")
    page.reload()
    expect(page.locator("h1")).to_have_text(OUTCOME)
    expect(page.locator(".trail div")).to_have_count(4)


def test_back_and_forward_move_between_questions(page: Page) -> None:
    """With focus on the heading, as after an answer."""
    begin(page, 1)
    page.go_back()
    asks(page, 1)
    expect(page.locator("h1")).to_be_focused()
    page.go_forward()
    asks(page, 2)
    page.reload()
    asks(page, 2)
    page.go_back()
    asks(page, 1)


def test_two_steps_back_at_once_end_at_the_second(browser: Browser, server: str) -> None:
    """When pages are slow to come, what is shown is what the history says: the last one asked for."""
    with visit(browser, server) as page:
        begin(page, 3)
        held = hold(page, f"**{START}*/**")
        page.evaluate("history.back()")
        until(page, "history.state.depth === 3")
        page.evaluate("history.back()")
        until(page, lambda: len(held) == 2)
        assert page.evaluate("history.state.depth") == 2
        for route in reversed(held):
            route.continue_()
        asks(page, 2)
        assert "/own-car/" in page.evaluate("history.state.url")
        page.wait_for_timeout(200)
        asks(page, 2)


def test_a_reload_never_shows_another_step_on_the_way(browser: Browser, server: str) -> None:
    """The address is the start page's, which is loaded; it stays hidden until the question is there."""
    with visit(browser, server) as page:
        begin(page, 1)
        held = hold(page, f"**{START}own-car/**")
        page.reload()
        expect(page.locator("h1")).to_be_hidden()
        expect(page.locator("#busy")).to_have_text("Loading …")
        until(page, lambda: held)
        held[0].continue_()
        asks(page, 2)
        expect(page.locator("h1")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_language_changes_and_nothing_else(
    browser: Browser, server: str, scripts: bool
) -> None:
    """The same question with the same answers. With scripts no answer gets into the address."""
    with visit(browser, server, java_script_enabled=scripts) as page:
        if scripts:
            begin(page, 2)
        else:
            page.goto(f"{START}topic/?held-license=yes&own-car=yes")
        page.locator("#languages a").press("Enter")
        expect(page.locator("html")).to_have_attribute("lang", "es")
        expect(page.locator("h1")).to_have_text("¿Qué quiere saber primero?")
        expect(page.locator(".trail dd:nth-of-type(1)")).to_have_text(["Sí", "Sí"])
        expect(page.locator(".leave")).to_have_text("Salir de esta página")
        assert page.url == server + (
            "/es/my-data/" if scripts else "/es/my-data/topic/?held-license=yes&own-car=yes"
        )
        page.go_back()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("h1")).to_have_text("What do you want to know first?")


def test_nothing_is_kept_in_the_browser_and_nothing_is_told(page: Page, server: str) -> None:
    """No cookie, no storage, no other origin, no header that says where the reader was."""
    seen: list[Request] = []
    page.on("request", lambda request: seen.append(request))
    begin(page, 2)
    assert page.context.cookies() == []
    assert page.evaluate(KEPT) == ["", "", 0, 0, 0, 0, 0]
    assert len(seen) >= 7
    for request in seen:
        assert request.url.startswith(server)
        assert not {"cookie", "referer", "hx-current-url"} & set(request.all_headers())


# Leaving


def to_weather(page: Page, shipped: Site) -> None:
    """Let leaving lead to a page of the test's own."""
    page.route(
        f"{shipped.leave}**",
        lambda route: route.fulfill(body="<h1>Weather</h1>", content_type="text/html"),
    )


@pytest.mark.parametrize("keys", [False, True])
def test_leaving_blanks_the_page_and_takes_the_way_back_with_it(
    page: Page, server: str, shipped: Site, keys: bool
) -> None:
    """After leaving, Back shows a page without answers, and Forward is empty. Three times Shift does the same."""
    to_weather(page, shipped)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    begin(page, 2)
    if keys:
        for key in (
            "Shift",
            "Shift",
            "a",
            "Shift",
            "Shift",
        ):  # three in a row, and no other key between
            page.keyboard.press(key)
        asks(page, 3)
        page.keyboard.press("Shift")
        page.keyboard.press("Shift")  # more do no harm
    else:
        page.locator(".leave").click()
    expect(page.locator("h1")).to_have_text("Weather")
    [left] = [request for request in asked if request.url.startswith(shipped.leave)]
    assert "referer" not in left.all_headers()
    assert page.evaluate("[document.referrer, navigation.canGoForward]") == ["", False]
    page.go_back()
    expect(page.locator(".topics")).to_be_visible()
    expect(page).to_have_url(f"{server}/en/")
    assert page.locator(".trail, .answers").count() == 0
    assert page.evaluate("navigation.currentEntry.index") == 0


def test_leaving_is_instant_also_without_a_connection(browser: Browser, server: str) -> None:
    """The page is blank at once, and nothing comes back with the connection, neither here nor behind nor ahead."""
    with visit(browser, server) as page:
        begin(page, 2)
        page.context.set_offline(True)
        blank = "[document.documentElement.hidden, document.title, document.documentElement.getBoundingClientRect().height]"
        assert page.evaluate(f"document.querySelector('.leave').click(), {blank}") == [
            True,
            "License Records Guide",
            0,
        ]
        until(
            page, lambda: page.url.startswith("chrome-error:")
        )  # the browser's own page of the failure
        page.context.set_offline(False)
        page.go_back()
        expect(page.locator(".topics")).to_be_visible()
        assert page.locator(".trail, .answers").count() == 0
        assert page.evaluate("navigation.currentEntry.index") == 0


def test_an_answer_on_its_way_does_not_come_back_after_leaving(
    browser: Browser, server: str, shipped: Site
) -> None:
    """The page stays blank, and its history without an entry for what arrived too late."""
    with visit(browser, server) as page:
        begin(page, 1)
        page.evaluate(
            "document.addEventListener('htmx:finally:request', () => { window.arrived = true; })"
        )
        page.route(
            f"{shipped.leave}**", lambda route: route.fulfill(status=204)
        )  # so that the page can be looked at
        held = hold(page, f"**{START}topic/**")
        with page.expect_request(f"**{START}topic/**"):
            choose(page)
        with page.expect_response(f"{shipped.leave}**"):
            page.evaluate("document.querySelector('.leave').click()")
        until(page, lambda: held)
        held[0].continue_()
        until(page, "window.arrived")
        assert page.evaluate(
            "[document.documentElement.hidden, history.state, history.length]"
        ) == [True, None, 3]
        assert page.url == f"{server}/en/"


# Sharing


@pytest.mark.parametrize("loaded", [True, False], ids=["loaded", "swapped"])
def test_the_address_is_copied_without_answers_and_that_is_said(
    browser: Browser, server: str, loaded: bool
) -> None:
    """By a button that scripts bring; without them the address stands in a field."""
    with visit(browser, server, permissions=["clipboard-read", "clipboard-write"]) as page:
        begin(page, 3)
        choose(page)
        expect(page.locator("h1")).to_have_text(OUTCOME)
        page.wait_for_url("**/federal-look-up/")  # the browser has noted it
        if loaded:
            page.reload()
            expect(page.locator(".trail div")).to_have_count(4)
        page.get_by_role("button", name="Copy the address").press("Enter")
        expect(page.locator("#done[role=status]")).to_have_text("Copied.")
        assert page.evaluate("navigator.clipboard.readText()") == f"{server}{START}federal-look-up/"
        assert (
            page.get_by_label("Address of this page").input_value()
            == f"{server}{START}federal-look-up/"
        )
        expect(
            page.get_by_role("button", name="Share with an app")
        ).to_be_hidden()  # there is none here


# Taps and keys


def first_answer(page: Page) -> dict[str, float]:
    """A place within the first answer."""
    box = page.locator(".answers a").first.bounding_box()
    assert box is not None
    return {"x": box["x"] + 20, "y": box["y"] + 9}


def tap(page: Page, finger: bool, place: dict[str, float], at: float) -> None:
    """Press a place at a second of the clock: a finger's time, however late a busy machine comes to it."""
    button = {**place, "button": "left", "clickCount": 1}
    mouse: list[dict[str, Any]] = [
        {"type": "mousePressed", **button},
        {"type": "mouseReleased", **button},
    ]
    touch: list[dict[str, Any]] = [
        {"type": "touchStart", "touchPoints": [place]},
        {"type": "touchEnd", "touchPoints": []},
    ]
    session = page.context.new_cdp_session(page)
    for press in touch if finger else mouse:
        session.send(
            f"Input.dispatch{'Touch' if finger else 'Mouse'}Event", {**press, "timestamp": at}
        )


@pytest.mark.parametrize("finger", [False, True], ids=["mouse", "touch"])
@pytest.mark.parametrize("gap", [5, 15, 30, 60, 180, 300, 450])
def test_two_taps_answer_one_question(
    browser: Browser, server: str, gap: int, finger: bool
) -> None:
    """A second tap within half a second falls on the next question by accident. A later one is meant."""
    with visit(browser, server, has_touch=finger) as page:
        page.goto(f"{START}held-license/")
        place, first = first_answer(page), time.time()
        tap(page, finger, place, first)
        page.wait_for_timeout(gap)
        tap(page, finger, place, first + gap / 1000)
        asks(page, 2)
        page.wait_for_timeout(250)
        asks(page, 2)
        assert page.evaluate("history.state.depth") == 1
        tap(page, finger, first_answer(page), time.time() + 0.6)
        asks(page, 3)


def test_keys_are_never_swallowed(page: Page) -> None:
    """Enter answers right after a tap, and right after Enter."""
    page.goto(f"{START}held-license/")
    page.locator(".answers a").first.click()
    for number in (2, 3, 4):
        asks(page, number)
        choose(page)
    expect(page.locator("h1")).to_have_text(OUTCOME)


def test_an_answer_in_flight_is_not_given_twice(browser: Browser, server: str) -> None:
    """However slow the network: the second press waits for nothing and does nothing."""
    with visit(browser, server) as page:
        page.goto(f"{START}held-license/")
        held = hold(page, f"**{START}*/**")
        choose(page)
        choose(page, 1)
        until(page, lambda: held)
        page.wait_for_timeout(100)
        assert [route.request.url.endswith("/own-car/?held-license=yes") for route in held] == [
            True
        ]
        held[0].continue_()
        asks(page, 2)
        assert page.evaluate("history.state.depth") == 1


def test_a_journey_by_keyboard_alone(page: Page) -> None:
    """On a small screen, from the first page to the outcome and through it: what has the focus is never hidden."""
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    seen = """() => [...document.activeElement.getClientRects()].some(({left, top, width, height}) =>
      document.activeElement.contains(document.elementFromPoint(left + width / 2, top + height / 2)))"""

    def tab(until: str, key: str = "Tab") -> None:
        for _ in range(150):
            page.keyboard.press(key)
            assert page.evaluate(seen), page.evaluate("document.activeElement.outerHTML")
            if page.evaluate("(selector) => document.activeElement.matches(selector)", until):
                return
        raise AssertionError(f"the Tab key does not lead to {until}")

    page.goto("/")
    for selector in (
        "#main .answers a",
        ".cards a[href$='/my-data/']",
        ".begin a",
        *[".answers a"] * 4,
    ):
        heading = page.locator("h1").inner_text()
        tab(selector)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).not_to_have_text(heading)
        if selector == "#main .answers a":
            expect(
                page.locator("#find")
            ).to_be_visible()  # it has a script of its own, so it was loaded once more
            page.wait_for_load_state()
    expect(page.locator("h1")).to_have_text(OUTCOME)
    tab("footer li:last-child a")
    tab(".skip", "Shift+Tab")
    page.keyboard.press("Enter")
    tab(".back a")
    assert "#" not in page.url


# Focus and what is announced


def test_focus_is_not_taken_when_a_page_is_loaded(page: Page) -> None:
    """Whoever opens a page begins at its top."""
    for address in (
        "/",
        "/en/",
        START,
        f"{START}held-license/",
        f"{START}federal-look-up/",
        "/en/letters/records-dps/",
    ):
        page.goto(address)
        assert page.evaluate("document.activeElement.tagName") == "BODY", address


def test_a_new_step_is_announced_by_its_title_and_its_heading(page: Page) -> None:
    """First the title changes, then the heading gets the focus, at the top; Tab leads on to the first control below."""
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    page.goto(START)
    page.evaluate("""() => {
      window.order = [];
      new MutationObserver(() => order.push('title')).observe(document.querySelector('title'), {childList: true});
      const focus = HTMLElement.prototype.focus;
      HTMLElement.prototype.focus = function (...given) {
        order.push([this.tagName, document.title]);
        focus.apply(this, given);
      };
    }""")
    page.locator(".begin a").press("Enter")
    titles = [
        "License or ID",
        "Car title or tag",
        "What to find out",
        "Who is looking",
        "Federal look-ups",
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


def test_no_live_region_holds_the_question(client: FlaskClient) -> None:
    """Those for a failure and for waiting are there, empty, from the first page on."""
    for address in ("/en/", START, f"{START}held-license/", f"{START}federal-look-up/"):
        soup = BeautifulSoup(client.get(address).text, "html.parser")
        live = soup.select("[aria-live], [role=alert], [role=status], [role=log]")
        assert {"failed", "busy"} <= {str(region["id"]) for region in live}
        assert [region.get_text(strip=True) for region in live] == [""] * len(live)


# Failures


def lose(page: Page, way: str) -> Callable[[], None]:
    """Let the next question fail to come in one way; what is returned mends it."""
    pattern = f"**{START}own-car/**"
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
    page.route(
        pattern, lambda route: route.fulfill(**replies[way]) if way in replies else None
    )  # else it never comes
    return lambda: page.unroute(pattern)


@pytest.mark.parametrize("way", ["offline", "broken", "missing", "portal", "elsewhere", "never"])
def test_a_step_that_does_not_come_is_said_and_can_be_tried_again(
    browser: Browser, server: str, way: str
) -> None:
    """Nothing moves, and the answer is kept until it can be given; then all is as if nothing had been."""
    with visit(browser, server) as page:
        if way == "never":  # a page that gives up after 3 seconds, not 15
            soon = lambda route: route.fulfill(body=route.fetch().text().replace("15000", "3000"))  # noqa: E731
            page.route(f"**{START}held-license/", soon)
        page.goto(f"{START}held-license/")
        mend = lose(page, way)
        choose(page)
        expect(page.locator("#failed")).to_contain_text(
            "The next page did not load. Check your connection."
        )
        expect(page.locator("#busy")).to_be_empty()
        asks(page, 1)
        expect(page.locator(".answers a").first).to_be_focused()
        expect(page).to_have_title("License or ID – License Records Guide")
        assert page.evaluate("[history.state.depth, history.length]") == [0, 2]
        page.get_by_role("button", name="Try again").press("Enter")
        expect(page.locator("#failed")).to_contain_text("did not load")
        mend()
        page.get_by_role("button", name="Try again").press("Enter")
        asks(page, 2)
        expect(page.locator("#failed")).to_be_empty()
        expect(page.locator(".trail dd").first).to_have_text("Yes")
        assert page.evaluate("history.state.depth") == 1
        page.go_back()
        asks(page, 1)


def test_a_server_that_goes_and_comes_back_loses_no_answer(browser: Browser) -> None:
    """It keeps nothing, so there is nothing to lose."""
    port = free_port()
    with visit(browser, f"http://127.0.0.1:{port}") as page:
        with serving(ROOT / "flows", port=port):
            begin(page, 1)
        choose(page)
        expect(page.locator("#failed")).to_contain_text("did not load")
        with serving(ROOT / "flows", port=port):
            page.get_by_role("button", name="Try again").press("Enter")
            asks(page, 3)
            expect(page.locator(".trail dd:nth-of-type(1)")).to_have_text(["Yes", "Yes"])


def test_a_journey_with_a_connection_that_comes_and_goes(browser: Browser, server: str) -> None:
    """Each answer is given offline, and again online; Back fails and works in the same way."""
    with visit(browser, server) as page:
        begin(page)
        for number in range(2, 6):
            page.context.set_offline(True)
            choose(page)
            expect(page.locator("#failed button")).to_be_visible()
            page.context.set_offline(False)
            page.locator("#failed button").press("Enter")
            asks(page, number) if number < 5 else expect(page.locator("h1")).to_have_text(OUTCOME)
        page.context.set_offline(True)
        page.evaluate("history.back()")
        expect(page.locator("#failed button")).to_be_visible()
        page.context.set_offline(False)
        page.locator("#failed button").press("Enter")
        asks(page, 4)
        assert page.evaluate("history.state.depth") == 4


def test_waiting_is_said_when_it_takes_long(browser: Browser, server: str) -> None:
    """After 0.3 seconds, not before; and not at all for a step that comes at once."""
    with visit(browser, server) as page:
        page.goto(f"{START}held-license/")
        page.evaluate("""() => {
          const busy = document.querySelector('#busy');
          window.began = window.said = 0;
          document.addEventListener('htmx:before:request', () => { began = performance.now(); });
          new MutationObserver(() => { if (busy.textContent) said = performance.now(); }).observe(busy, {childList: true});
        }""")
        held = hold(page, f"**{START}own-car/**")
        choose(page)
        expect(page.get_by_role("status")).to_have_text("Loading …")
        assert page.evaluate("said - began") >= 299
        until(page, lambda: held)
        held[0].continue_()
        asks(page, 2)
        expect(page.locator("#busy")).to_be_empty()
        page.evaluate("said = 0")
        choose(page)
        asks(page, 3)
        assert page.evaluate("!said || said - began >= 299")


# Without scripts


@pytest.mark.parametrize("blocked", ["nothing", "htmx", "wizard"])
def test_the_journey_works_without_scripts(browser: Browser, server: str, blocked: str) -> None:
    """With JavaScript off, and with either script lost on the way; nothing throws."""
    with visit(browser, server, java_script_enabled=blocked != "nothing") as page:
        if blocked != "nothing":
            page.route(f"**/static/{blocked}.*.js", lambda route: route.abort())
        page.goto("/")
        page.locator(".answers a").first.click()
        page.locator(".cards a", has_text="What happens to my license data?").click()
        page.locator(".begin a").click()
        for number in range(1, 5):
            asks(page, number)
            choose(page)
        expect(page.locator("h1")).to_have_text(OUTCOME)
        page.locator(".trail a").first.press("Enter")
        expect(page.locator(".answers a[aria-current]")).to_have_text("Yes")
        choose(page, 1)
        expect(page.locator("h1")).to_have_text(re.compile("Have you ever asked Mississippi"))


def test_an_answer_can_be_given_before_the_scripts_arrive(browser: Browser, server: str) -> None:
    """As on a slow phone: the link is a link; once the scripts are there, the journey goes on with them."""
    with visit(browser, server) as page:
        held = hold(page, "**/static/*.js")
        page.goto(f"{START}held-license/", wait_until="commit")
        page.locator(".answers a").first.click()
        page.wait_for_url("**/own-car/?held-license=yes", wait_until="commit")
        expect(page.locator(".trail dd").first).to_have_text("Yes")
        page.unroute("**/static/*.js")
        for route in held:
            with suppress(Error):  # those of the page that is gone
                route.continue_()
        page.wait_for_load_state()
        choose(page)
        asks(page, 3)
        expect(page).to_have_url(server + START)


# The wire


@pytest.mark.parametrize("scripts", [True, False])
def test_a_step_is_one_request(browser: Browser, server: str, scripts: bool) -> None:
    """Without a redirect; what else the page takes is there from the first page on. `make check-browsers` weighs them."""
    with visit(browser, server, java_script_enabled=scripts) as page:
        asked: list[Request] = []
        page.on("request", lambda request: asked.append(request))
        page.goto(f"{START}held-license/", wait_until="networkidle")
        assert len(asked) <= 5
        for number in (2, 3, 4):
            asked.clear()
            choose(page)
            asks(page, number)
            page.wait_for_load_state("networkidle")
            steps = [request for request in asked if request.resource_type in ("document", "fetch")]
            assert [request.redirected_from for request in steps] == [None]
            besides = [
                request for request in asked if request.resource_type == "other"
            ]  # the icon, from the cache
            assert not scripts or len(asked) - len(besides) == 1


TARGETS = """() => [...document.querySelectorAll('a[href], button, input, summary')]
  .filter((each) => each.checkVisibility() && !each.matches('.skip'))
  .filter((each) => getComputedStyle(each).display !== 'inline' || each.parentNode.textContent.trim() === each.textContent.trim())
  .map((each) => [each.outerHTML.slice(0, 80), each.matches('.answers a, .begin a') ? 48 : 44, (each.closest('.cards li') ?? each).getBoundingClientRect()])
  .filter(([, least, {width, height}]) => Math.min(width, height) < least)"""


def test_nothing_scrolls_sideways_and_targets_are_large(
    browser: Browser, server: str, shipped: Site
) -> None:
    """On every kind of page and every step, at three widths: what is pressed is 44 pixels wide and high, answers 48.

    Links amid a sentence are as high as the sentence, and a card is all link. The way to leave is on the first screen.
    """
    context = browser.new_context(base_url=server)
    page = context.new_page()
    addresses = [
        "/",
        "/en/",
        START,
        "/en/topics/1/",
        "/en/sources/",
        "/en/about/",
        "/en/none/none/",
        "/en/letters/",
    ]
    addresses += [
        "/en/deadlines/ready/2026-11/",
        "/en/deadlines/ready/2026-11-23/",
        "/en/letters/records-dps/",
    ]
    addresses += [
        f"/en/{flow.id}/{step}/" for flow in shipped.flows.values() for step in flow.steps
    ]
    for address in addresses:
        page.goto(address)
        page.evaluate(
            "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"
        )
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 640})
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (
                address,
                width,
            )
            assert page.evaluate(TARGETS) == [], (address, width)
            leave = page.locator(".leave").bounding_box()
            assert leave is not None
            assert leave["y"] + leave["height"] <= 640, (address, width)
    context.close()
