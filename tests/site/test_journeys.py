"""Walk whole journeys of readers, from the front page to the sentence that answers them.

journeys.yaml lists them. Each is walked in each language, with scripts and without, by taps of a
finger on what is visible on a phone.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Error, Locator, Page, expect

from tests.conftest import until
from tests.site.browsing import tap, visit
from wizard.check.readability import sentences

Journey = dict[str, Any]
JOURNEYS: dict[str, Journey] = yaml.safe_load(
    Path(__file__).with_name("journeys.yaml").read_text("utf-8")
)
PHONE = {"width": 360, "height": 740}
OTHER = {"en": "es", "es": "en"}
# Scrolls a link into view and returns its middle, or null if it is hidden or something covers it.
MIDDLE = """link => {
    link.scrollIntoView({block: 'center'});
    const {left, top, width, height} = link.getBoundingClientRect();
    const point = {x: left + width / 2, y: top + height / 2};
    return link.contains(document.elementFromPoint(point.x, point.y)) ? point : null;
}"""
# A step in another language, or with its own scripts, is loaded again after it was swapped in.
READY = """document.documentElement.lang === document.getElementById('step')?.lang
    && !window.swapping"""
# The languages, and whether scripts run.
MODES = [
    ("en", True),
    ("es", False),
    pytest.param("en", False, marks=pytest.mark.slow),
    pytest.param("es", True, marks=pytest.mark.slow),
]


@pytest.fixture(scope="module")
def phone(browser: Browser, server: str) -> Iterator[Callable[[bool], Page]]:
    """Yield a function that returns a page with or without scripts. All journeys share the two."""
    with ExitStack() as opened:
        pages = {
            scripts: opened.enter_context(
                visit(
                    browser,
                    server,
                    java_script_enabled=scripts,
                    has_touch=True,
                    viewport=PHONE,
                )
            )
            for scripts in (True, False)
        }
        yield pages.__getitem__


def link_of(page: Page, step: str, lang: str) -> Locator:
    """Return the link that a tap of a journey is on.

    Args:
        page: The page that the reader sees.
        step: An answer (`question=answer`), the path of a page, or `languages`.
        lang: The language of the page.
    """
    if step == "languages":
        return page.locator("#languages a")
    if "=" in step:
        return page.locator(f"#step .answers a[href$='{step}']")
    return page.locator(f"#step a[href='/{lang}/{step}/']").first


def follow(page: Page, link: Locator) -> None:
    """Tap a link and wait until the next page is there and its scripts have started."""
    heading = page.locator("h1").inner_text()
    point = link.evaluate(MIDDLE)
    assert point, f"not visible: {link}"
    # The page ignores a second tap within half a second; this one says that it comes later.
    tap(page, True, point, time.time() + 0.6)
    expect(page.locator("h1")).not_to_have_text(heading)
    until(page, lambda: is_ready(page))
    page.wait_for_load_state()


def is_ready(page: Page) -> bool:
    """Return whether the page has swapped the step in, and does not load it again."""
    with suppress(Error):  # the document that was asked is gone
        return bool(page.evaluate(READY))
    return False


def first_sentence(text: str) -> str:
    """Return the first sentence without parentheses, in which the pages explain abbreviations."""
    return sentences(re.sub(r" \([^)]*\)", "", " ".join(text.split())))[0]


@pytest.mark.parametrize(("lang", "scripts"), MODES)
@pytest.mark.parametrize("name", JOURNEYS)
def test_journey_ends_with_the_answer(
    phone: Callable[[bool], Page], server: str, name: str, lang: str, scripts: bool
) -> None:
    """The last page is the right one, its first sentence answers, and it took few taps.

    With scripts, the address bar never shows an answer.
    """
    page, journey, taps = phone(scripts), JOURNEYS[name], 0
    shown = OTHER[lang] if "languages" in journey["taps"] else lang
    page.goto(f"/{shown}/")
    for step in journey["taps"]:
        follow(page, link_of(page, step, shown))
        taps += 1
        shown = lang if step == "languages" else shown
        assert not (scripts and "?" in page.url), step
    assert page.url.split("?")[0] == f"{server}/{lang}/{journey['page']}/"
    says = page.locator("#step .says").inner_text()
    assert first_sentence(says) == first_sentence(journey[lang])
    assert taps <= journey["most"]
