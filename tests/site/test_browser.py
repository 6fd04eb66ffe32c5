"""What the pages leave in a browser: the history, leaving, sharing, and pages without scripts.

`make check-browsers` tests what the files of a browser contain, and other browsers.
"""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Page, Request, expect

from tests.conftest import until
from tests.site.browsing import (
    ANSWER,
    START,
    arrives,
    asks,
    begin,
    choose,
    hold,
    visit,
)
from wizard.model.site import Site

KEPT = """async () => [document.cookie, window.name, localStorage.length, sessionStorage.length,
  (await indexedDB.databases()).length, (await caches.keys()).length,
  (await navigator.serviceWorker.getRegistrations()).length]"""

# History


def test_steps_leave_one_address_in_the_history(page: Page, server: str) -> None:
    """The address bar shows the start page of the flow, and then the outcome, without answers."""
    begin(page)
    for number in range(1, 5):
        asks(page, number)
        assert page.url == server + START
        choose(page)
    expect(page).to_have_url(f"{server}{START}kept-license/")
    expect(page.locator(".trail div")).to_have_count(4)
    page.reload()
    arrives(page)
    expect(page.locator(".trail")).to_have_count(0)


def test_back_and_forward_move_between_questions(page: Page) -> None:
    """The heading gets the focus, as after an answer."""
    begin(page, 1)
    page.go_back()
    asks(page, 1)
    expect(page.locator("h1")).to_be_focused()
    page.go_forward()
    asks(page, 2)


def test_two_quick_steps_back_show_second(page: Page) -> None:
    """The page and its entry of the history are of the same question."""
    begin(page, 3)
    page.evaluate("history.back(), history.back()")
    until(page, "history.state.depth === 1")
    asks(page, 2)
    page.go_forward()
    asks(page, 3)


def test_back_while_answer_loads_drops_answer(browser: Browser, server: str) -> None:
    """If pages load slowly, what the reader asked for last is shown."""
    with visit(browser, server, ahead=False) as page:
        begin(page, 2)
        held = hold(page, f"**{START}own-car/**")
        choose(page)
        until(page, lambda: held)
        page.evaluate("history.back()")
        asks(page, 2)
        held[0].continue_()
        page.wait_for_load_state("networkidle")
        page.evaluate("new Promise(requestAnimationFrame)")
        asks(page, 2)
        assert page.evaluate("history.state.depth") == 1


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_language_link_keeps_question_and_answers(
    browser: Browser, server: str, scripts: bool
) -> None:
    """The other language shows the same question. With scripts, the URL carries no answer."""
    with visit(browser, server, java_script_enabled=scripts) as page:
        if scripts:
            begin(page, 2)
        else:
            page.goto(f"{START}license-kind/?topic=holds&held-license=yes")
        page.locator("#languages a").press("Enter")
        expect(page.locator("html")).to_have_attribute("lang", "es")
        expect(page.locator("h1")).to_have_text("¿Cuál de estos es su caso?")
        expect(page.locator(".trail dd:nth-of-type(1)")).to_have_text(
            ["Qué contiene mi registro", "Sí"]
        )
        expect(page.locator(".leave")).to_have_accessible_name("Salir de esta página")
        assert page.url == server + (
            "/es/my-data/" if scripts else "/es/my-data/license-kind/?topic=holds&held-license=yes"
        )
        page.go_back()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("h1")).to_have_text("Which of these is true for you?")


def test_opened_address_with_answers_becomes_neutral(page: Page, server: str) -> None:
    """With scripts, no answer stays in the address bar, and the question is still the same."""
    page.goto(f"{START}license-kind/?topic=holds&held-license=maybe")
    expect(page.locator(".alert")).to_be_visible()
    expect(page).to_have_url(server + START)
    choose(page)
    asks(page, 3)
    page.go_back()
    asks(page, 2)
    expect(page.locator(".alert")).to_be_visible()
    expect(page).to_have_url(server + START)


def test_address_of_error_page_stays(browser: Browser, server: str) -> None:
    """Nothing else has the page, so a reload needs the address."""
    with visit(browser, server) as page:
        page.goto("/en/nothing/?topic=holds")
        assert page.url == f"{server}/en/nothing/?topic=holds"
        page.reload()
        expect(page.locator("h1")).to_have_text("Page not found")


def test_nothing_is_kept_in_the_browser_or_sent_elsewhere(page: Page, server: str) -> None:
    """The browser keeps no cookie and no storage, and requests carry no referrer."""
    seen: list[Request] = []
    page.on("request", lambda request: seen.append(request))
    begin(page, 2)
    assert page.context.cookies() == []
    assert page.evaluate(KEPT) == ["", "", 0, 0, 0, 0, 0]
    assert len(seen) >= 6
    for request in seen:
        assert request.url.startswith(server)
        # A request that is stopped before it is sent has an empty referrer.
        sent = {name for name, value in request.all_headers().items() if value}
        assert not {"cookie", "referer", "hx-current-url"} & sent


# Leaving


def to_neutral_site(page: Page, shipped: Site) -> None:
    """Answer requests to the site that leaving goes to with a page of this test."""
    page.route(
        f"{shipped.leave}**",
        lambda route: route.fulfill(body="<h1>Elsewhere</h1>", content_type="text/html"),
    )


@pytest.mark.parametrize("keys", [False, True])
def test_leaving_blanks_page_and_clears_history(
    page: Page, server: str, shipped: Site, keys: bool
) -> None:
    """After leaving, Back shows a page without answers, and Forward is empty.

    Pressing Shift three times leaves too.
    """
    to_neutral_site(page, shipped)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    begin(page, 2)
    if keys:
        for key in ("Shift", "Shift", "a", "Shift", "Shift", "a"):  # never three in a row
            page.keyboard.press(key)
        asks(page, 3)
        for _ in range(3):
            page.keyboard.press("Shift")
    else:
        page.locator(".leave").click()
    expect(page.locator("h1")).to_have_text("Elsewhere")
    [left] = [request for request in asked if request.url.startswith(shipped.leave)]
    assert "referer" not in left.all_headers()
    assert page.evaluate("[document.referrer, navigation.canGoForward]") == ["", False]
    page.go_back()
    expect(page.locator("#topics")).to_be_visible()
    expect(page).to_have_url(f"{server}/en/")
    assert page.locator(".trail, .answers").count() == 0
    assert page.evaluate("navigation.currentEntry.index") == 0


def test_leaving_without_connection_blanks_page_at_once(browser: Browser, server: str) -> None:
    """The page is blank at once. When the connection returns, no answer does."""
    with visit(browser, server) as page:
        begin(page, 2)
        page.context.set_offline(True)
        hidden, title, height = page.evaluate("""() => {
            const root = document.documentElement;
            document.querySelector('.leave').click();
            return [root.hidden, document.title, root.getBoundingClientRect().height];
        }""")
        assert (hidden, title, height) == (True, "License Records Guide", 0)
        until(page, lambda: page.url.startswith("chrome-error:"))  # the browser's error page
        page.context.set_offline(False)
        page.go_back()
        expect(page.locator("#topics")).to_be_visible()
        assert page.locator(".trail, .answers").count() == 0
        assert page.evaluate("navigation.currentEntry.index") == 0


@pytest.mark.slow
def test_leaving_drops_response_that_arrives_later(
    browser: Browser, server: str, shipped: Site
) -> None:
    """The page stays blank, and the history gets no entry for the late response."""
    with visit(browser, server, ahead=False) as page:
        begin(page, 1)
        page.evaluate(
            "document.addEventListener('htmx:finally:request', () => { window.arrived = true; })"
        )
        # With this status the browser stays on the page, so that the test can look at it.
        page.route(f"{shipped.leave}**", lambda route: route.fulfill(status=204))
        held = hold(page, f"**{START}license-kind/**")
        with page.expect_request(f"**{START}license-kind/**"):
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


@pytest.mark.parametrize(
    "loaded",
    [pytest.param(True, marks=pytest.mark.slow), False],
    ids=["loaded", "swapped"],
)
def test_copy_button_copies_url_without_answers(
    browser: Browser, server: str, loaded: bool
) -> None:
    """The button and a live region confirm the copy for three seconds."""
    with visit(browser, server, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.clock.install()
        begin(page, 3)
        choose(page)
        arrives(page)
        page.wait_for_url("**/kept-license/")  # the URL is in the history
        if loaded:
            page.reload()
            expect(page.locator(".trail")).to_have_count(0)
        button = page.get_by_role("button", name="Copy the address")
        button.press("Enter")
        expect(page.locator("#done[role=status]")).to_have_text("Copied")
        expect(button).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == f"{server}{START}kept-license/"
        page.clock.fast_forward(3000)
        expect(page.locator("#done")).to_be_empty()
        expect(button).to_have_text("Copy")
        # This browser has no app to share with.
        expect(page.locator("[data-act=share]")).to_be_hidden()


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("Copy the address", "navigator.clipboard.writeText = async () => { throw refused; }"),
        pytest.param(
            "Copy the address",
            "Object.defineProperty(navigator, 'clipboard', {value: undefined})",
            marks=pytest.mark.slow,
        ),
        ("Share with an app", "navigator.share = async () => { throw refused; }"),
    ],
    ids=["refused", "missing", "sharing"],
)
def test_address_is_selected_if_browser_does_not_copy_or_share_it(
    browser: Browser, server: str, name: str, script: str
) -> None:
    """The reader can copy it by hand, and the page says how."""
    with visit(browser, server) as page:
        page.add_init_script(f"const refused = new DOMException('', 'NotAllowedError'); {script}")
        page.goto("/en/topics/1/")
        expect(page.locator("#link")).to_be_hidden()
        page.get_by_role("button", name=name).click()
        expect(page.locator("#done")).to_have_text("Press and hold the address to copy it.")
        expect(page.locator("#link")).to_be_focused()
        assert page.evaluate("getSelection().toString()") == f"{server}/en/topics/1/"


def test_app_gets_message_and_url_without_answers(browser: Browser, server: str) -> None:
    """Sharing with an app is offered first. If the reader then chooses no app, nothing is said."""
    with visit(browser, server) as page:
        page.add_init_script("""navigator.share = async ({text, url}) => {
          window.shared = [text, url];
          throw new DOMException('', 'AbortError');
        }""")
        page.goto(f"{START}federal-look-up/?topic=who&who-looks=federal")
        page.locator(".share button:visible").first.click()
        assert page.evaluate("shared") == [
            "License Records Guide: a page that may be useful.",
            f"{server}{START}federal-look-up/",
        ]
        page.evaluate("new Promise(requestAnimationFrame)")  # after the rejection
        expect(page.locator("#done")).to_be_empty()
        expect(page.locator("#link")).to_be_hidden()


@pytest.mark.slow
def test_address_and_qr_code_can_be_shown(browser: Browser, server: str) -> None:
    """They need no script: someone nearby can scan the code, which leaves no message."""
    path = "/en/request-my-records/find-help/"
    with visit(browser, server, java_script_enabled=False) as page:
        page.goto(path)
        page.get_by_text("Show the address and a QR code").click()
        expect(page.get_by_label("Address of this page")).to_have_value(f"{server}{path}")
        expect(page.locator(".share .qr")).to_be_visible()
        expect(page.locator(".share button")).to_have_count(2)
        expect(page.locator(".share button:visible")).to_have_count(0)


# Without scripts


@pytest.mark.parametrize(
    "blocked",
    ["nothing", pytest.param("wizard", marks=pytest.mark.slow)],
)
def test_journey_works_without_scripts(browser: Browser, server: str, blocked: str) -> None:
    """The journey works with JavaScript off, and if the script does not load."""
    with visit(browser, server, java_script_enabled=blocked != "nothing") as page:
        if blocked != "nothing":
            page.route(f"**/static/{blocked}.*.js", lambda route: route.abort())
        page.goto("/")
        page.locator(".begin a").first.click()
        page.locator(".first .begin a").click()
        for number in range(1, 5):
            asks(page, number)
            choose(page)
        arrives(page)
        page.locator(".trail a").first.press("Enter")
        expect(page.locator(".answers a[aria-current]")).to_have_text("What my record contains")
        page.locator(".answers a").nth(1).press("Enter")
        expect(page.locator("h1")).to_have_text("What do you want to know about look-ups?")


def test_answer_can_be_given_before_scripts_load(browser: Browser, server: str) -> None:
    """Until the scripts have loaded, as on a slow phone, an answer is a plain link."""
    with visit(browser, server) as page:
        held = hold(page, "**/static/*.js")
        page.goto(f"{START}topic/", wait_until="commit")
        page.locator(ANSWER).first.click()
        page.wait_for_url("**/held-license/?topic=holds", wait_until="commit")
        expect(page.locator(".trail dd").first).to_have_text("What my record contains")
        page.unroute("**/static/*.js")
        for route in held:
            with suppress(Error):  # a request of the page that was left
                route.continue_()
        page.wait_for_load_state()
        choose(page)
        asks(page, 3)
        expect(page).to_have_url(server + START)
