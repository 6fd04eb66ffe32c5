"""What a reader does in a browser, for the tests of the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect
from werkzeug.serving import make_server

from tests.conftest import NOTE_SWAPS, is_swapped
from wizard import replay
from wizard.model.flow import Flow, Outcome, Question

START = "/en/my-data/"
OUTCOME = "Your license record has more than your name"
# The answers of the path that has the most questions. The first answer of the flow leaves it.
ANSWER = ".answers a[href*='topic=holds']"
SMALL = {"width": 360, "height": 400}
# How much a page has stored in each kind of storage that is not cookies.
KEPT = (
    "async () => [localStorage.length, sessionStorage.length, "
    "(await indexedDB.databases()).length, (await caches.keys()).length]"
)


# As if the reader had switched on the browser's data saver.
SAVE_DATA = "Object.defineProperty(navigator.connection, 'saveData', {value: true});"


@contextmanager
def visit(browser: Browser, server: str, *, ahead: bool = True, **options: Any) -> Iterator[Page]:
    """Yield a page in its own context, whose network may fail. An uncaught error is a failure.

    `ahead` is whether the page may fetch the pages behind the answers before an answer is given.
    """
    context = browser.new_context(base_url=server, **options)
    context.add_init_script(NOTE_SWAPS if ahead else NOTE_SWAPS + SAVE_DATA)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Yield the URL of an application that a thread serves."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def choose(page: Page, number: int = 0) -> None:
    """Give an answer with the keyboard."""
    page.locator(ANSWER).nth(number).press("Enter")


def asks(page: Page, number: int) -> None:
    """Wait for the question with this number, until it can be answered.

    The start page asks the first; its tab has the number.
    """
    expect(page.locator("main :is(.tab, .progress)")).to_have_text(
        re.compile(f"Question {number} ")
    )
    is_swapped(page)


def arrives(page: Page) -> None:
    """Wait for the outcome, and for its address, which is noted after the outcome is shown."""
    expect(page.locator("h1")).to_have_text(OUTCOME)
    is_swapped(page)


def begin(page: Page, answers: int = 0) -> None:
    """Open the start page of the flow and give the first answer to some questions."""
    page.goto(START)
    for number in range(answers):
        asks(page, number + 1)
        choose(page)
    asks(page, answers + 1)


def hold(page: Page, pattern: str) -> list[Route]:
    """Hold back the responses to some requests, until the returned routes are continued."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route))
    return held


def give_up_soon(route: Route) -> None:
    """Answer with a page that stops waiting for a step after 3 seconds instead of 15."""
    route.fulfill(body=route.fetch().text().replace("15000", "3000"))


def to_each_step(flow: Flow) -> dict[str, tuple[dict[str, str], str]]:
    """Return, for each step that an answer leads to, the answers before it and the answer."""
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


def first_answer(page: Page) -> dict[str, float]:
    """Return a point inside the first answer."""
    box = page.locator(ANSWER).first.bounding_box()
    assert box is not None
    return {"x": box["x"] + 20, "y": box["y"] + 9}


def tap(page: Page, finger: bool, point: dict[str, float], at: float) -> None:
    """Press a point. The page sees the time `at`, in seconds, even if the machine is late."""
    button = {**point, "button": "left", "clickCount": 1}
    mouse: list[dict[str, Any]] = [
        {"type": "mousePressed", **button},
        {"type": "mouseReleased", **button},
    ]
    touch: list[dict[str, Any]] = [
        {"type": "touchStart", "touchPoints": [point]},
        {"type": "touchEnd", "touchPoints": []},
    ]
    session = page.context.new_cdp_session(page)
    for press in touch if finger else mouse:
        session.send(
            f"Input.dispatch{'Touch' if finger else 'Mouse'}Event", {**press, "timestamp": at}
        )
