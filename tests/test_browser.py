"""The pages in a real browser: swapped or loaded they are the same, and nothing is left behind."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from wizard import replay
from wizard.flow import Flow, Outcome, Question, Site

START = "/en/my-data/"


def answer(page: Page, number: int = 0) -> None:
    """Give an answer and wait for the step that follows."""
    old = page.locator("h1").inner_text()
    page.wait_for_timeout(520)  # taps closer together count as one
    page.locator(".answers a").nth(number).click()
    expect(page.locator("h1")).not_to_have_text(old)


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


@pytest.mark.parametrize("name", ["my-data", "request-my-records", "understand-the-rules"])
def test_a_step_is_the_same_swapped_in_as_loaded(page: Page, shipped: Site, name: str) -> None:
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
        address = str(link.get_attribute("href"))
        page.evaluate("window.swapped = true")
        link.click()
        page.wait_for_function("address => history.state.url === address", arg=address)
        assert page.evaluate("window.swapped"), "the page was loaded, not swapped"
        swapped = page.evaluate(state)
        page.goto(address)
        loaded = page.evaluate(state)
        clean = [re.sub(r' data-url="[^"]*"', "", each) for each in swapped]
        assert clean == loaded, step


def test_steps_leave_one_address_in_the_history(page: Page, server: str) -> None:
    """The address bar stays on the flow's start page; the outcome shows its own, without answers."""
    page.goto(START)
    page.locator(".begin a").click()
    expect(page.locator(".progress")).to_be_visible()
    for _ in range(3):
        assert page.url == server + START
        answer(page)
    answer(page)
    expect(page).to_have_url(f"{server}{START}federal-look-up/")
    page.reload()
    expect(page.locator("h1")).to_have_text("Federal agents may be able to look up records")


def test_back_and_forward_move_between_questions(page: Page) -> None:
    """With focus on the heading, as after an answer."""
    page.goto(START)
    page.locator(".begin a").click()
    expect(page.locator(".progress")).to_have_text(re.compile("Question 1 "))
    answer(page)
    expect(page.locator(".progress")).to_have_text(re.compile("Question 2 "))
    page.go_back()
    expect(page.locator(".progress")).to_have_text(re.compile("Question 1 "))
    expect(page.locator("h1")).to_be_focused()
    page.go_forward()
    expect(page.locator(".progress")).to_have_text(re.compile("Question 2 "))
    page.reload()
    expect(page.locator(".progress")).to_have_text(re.compile("Question 2 "))


def test_leaving_blanks_the_page_and_takes_the_way_back_with_it(page: Page, server: str, shipped: Site) -> None:
    """After leaving, Back shows the flow's start page, and Forward is empty."""
    page.route(f"{shipped.leave}**", lambda route: route.fulfill(body="<h1>Weather</h1>", content_type="text/html"))
    page.goto(START)
    page.locator(".begin a").click()
    expect(page.locator(".progress")).to_be_visible()
    answer(page)
    answer(page)
    page.locator(".leave").click()
    expect(page.locator("h1")).to_have_text("Weather")
    assert page.evaluate("navigation.canGoForward") is False
    page.go_back()
    expect(page.locator(".begin")).to_be_visible()
    expect(page).to_have_url(server + START)
    assert page.locator(".trail, .answers").count() == 0


def test_nothing_is_kept_in_the_browser_and_nothing_is_told(page: Page, server: str) -> None:
    """No cookie, no storage, no other origin, no header that says where the reader was."""
    seen = []
    page.on("request", lambda request: seen.append(request))
    page.goto(START)
    page.locator(".begin a").click()
    expect(page.locator(".progress")).to_be_visible()
    answer(page)
    answer(page)
    assert page.context.cookies() == []
    kept = "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length]"
    assert page.evaluate(kept) == [0, 0, 0, 0]
    assert len(seen) >= 7
    for request in seen:
        assert request.url.startswith(server)
        assert not {"cookie", "referer", "hx-current-url"} & set(request.all_headers())


def test_two_taps_answer_one_question_and_keys_are_never_swallowed(page: Page) -> None:
    """A second tap within half a second falls on the next question by accident; a key press never does."""
    page.goto(f"{START}held-license/")
    box = page.locator(".answers a").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 20, box["y"] + 9)
    page.wait_for_timeout(150)
    page.mouse.click(box["x"] + 20, box["y"] + 9)
    page.wait_for_timeout(700)
    expect(page.locator(".progress")).to_have_text(re.compile("Question 2 "))
    page.locator(".answers a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".progress")).to_have_text(re.compile("Question 3 "))
    page.locator(".answers a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".progress")).to_have_text(re.compile("Question 4 "))


def test_a_lost_connection_is_said_and_can_be_tried_again(browser: Browser, server: str) -> None:
    """The answer is kept until it can be given."""
    context = browser.new_context(base_url=server)
    page = context.new_page()
    page.goto(f"{START}held-license/")
    context.set_offline(True)
    page.locator(".answers a").first.click()
    expect(page.locator("#failed")).to_contain_text("did not load")
    assert page.locator("h1").inner_text().startswith("Have you ever had")
    context.set_offline(False)
    page.locator("#failed button").click()
    expect(page.locator(".progress")).to_have_text(re.compile("Question 2 "))
    expect(page.locator("#failed")).to_be_empty()
    page.go_back()
    expect(page.locator(".progress")).to_have_text(re.compile("Question 1 "))
    context.close()


@pytest.mark.parametrize("blocked", ["nothing", "htmx", "wizard"])
def test_the_journey_works_without_scripts(browser: Browser, server: str, blocked: str) -> None:
    """With JavaScript off, and with either script lost on the way."""
    context = browser.new_context(base_url=server, java_script_enabled=blocked != "nothing")
    page = context.new_page()
    if blocked != "nothing":
        page.route(f"**/static/{blocked}.*.js", lambda route: route.abort())
    page.goto("/")
    page.locator(".answers a").first.click()
    page.locator(".cards a", has_text="What happens to my license data?").click()
    page.locator(".begin a").click()
    for _ in range(4):
        answer(page)
    expect(page.locator("h1")).to_have_text("Federal agents may be able to look up records")
    page.wait_for_timeout(520)
    page.locator(".trail a").first.click()
    expect(page.locator(".answers a[aria-current]")).to_have_text("Yes")
    answer(page, 1)
    context.close()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_scrolls_sideways_and_targets_are_large(
    browser: Browser, server: str, shipped: Site, width: int
) -> None:
    """On every kind of page; answers are at least 48 pixels high, and leaving is on the first screen."""
    context = browser.new_context(base_url=server, viewport={"width": width, "height": 640})
    page = context.new_page()
    addresses = ["/", "/en/", START, "/en/topics/1/", "/en/sources/", "/en/about/", "/en/none/none/"]
    addresses += [f"/en/{flow.id}/{step}/" for flow in shipped.flows.values() for step in flow.steps]
    for address in addresses:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        leave = page.locator(".leave").bounding_box()
        assert leave is not None
        assert leave["height"] >= 44, address
        assert leave["y"] + leave["height"] <= 640, address
        for box in page.locator(".answers a, .begin a").all():
            assert (box.bounding_box() or {"height": 0})["height"] >= 48, address
    context.close()
