"""The map of a flow in a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import until


def test_picture_is_shown_in_the_page_and_alone(page: Page) -> None:
    """The policy of the site allows it, and its links work."""
    for lang in ("en", "es"):
        page.goto(f"/{lang}/my-data/map/")
        picture = page.locator(".picture img")
        assert picture.evaluate(
            "each => each.decode().then(() => each.naturalWidth)"
        ) == picture.evaluate("each => each.width")
        page.locator("a[href$='map.svg']").click()
        expect(page).to_have_url(re.compile(r"/map\.svg$"))
        assert page.locator("text").count() > 50
        page.locator("a", has=page.locator("polygon")).last.click()
        expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_link_of_answer_goes_to_its_target_in_the_list(
    browser: Browser, server: str, scripts: bool
) -> None:
    """The top bar does not cover the question, and the keys unfold it and go on from there."""
    context = browser.new_context(base_url=server, java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/en/my-data/map/")
    page.locator("#step-topic").click()
    page.locator("#step-topic ~ dl a[href*='held-license']").first.click()
    heading = page.locator("#step-held-license")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    bar, box = page.locator("header").bounding_box(), heading.bounding_box()
    assert bar
    assert box
    assert box["y"] >= bar["y"] + bar["height"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#step-held-license ~ dl a").first).to_be_focused()
    context.close()


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "width", [360, 1280, *(pytest.param(width, marks=pytest.mark.slow) for width in (320, 767))]
)
def test_only_the_picture_scrolls_sideways(
    browser: Browser, server: str, width: int, scripts: bool
) -> None:
    """It scrolls by keyboard too. On a phone, where it cannot be read, there is only the list."""
    context = browser.new_context(
        base_url=server, viewport={"width": width, "height": 740}, java_script_enabled=scripts
    )
    page = context.new_page()
    for flow in ("my-data", "request-my-records", "understand-the-rules"):
        page.goto(f"/es/{flow}/map/")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        region = page.locator(".picture")
        assert region.is_visible() == (width >= 768)
        if region.is_visible():
            assert region.evaluate("each => each.scrollWidth > each.clientWidth")
            assert (region.bounding_box() or {"height": 0})["height"] <= 740
            region.focus()
            page.keyboard.press("ArrowRight")
            until(page, lambda: region.evaluate("each => each.scrollLeft") > 0)  # noqa: B023
        links = page.locator(".map :is(a, summary)").all()[:12]
        assert len(links) == 12
        for link in links:
            assert (link.bounding_box() or {"height": 24})["height"] >= 24, link
    context.close()


@pytest.mark.slow
def test_printed_picture_fits_the_paper(browser: Browser, server: str) -> None:
    """The picture is as wide as the paper, and is not cut off."""
    context = browser.new_context(base_url=server, viewport={"width": 700, "height": 900})
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto("/en/request-my-records/map/")
    box = page.locator(".picture img").bounding_box()
    assert box
    assert box["width"] <= 700
    assert page.locator(".picture").evaluate("each => each.scrollHeight - each.clientHeight") <= 0
    context.close()
