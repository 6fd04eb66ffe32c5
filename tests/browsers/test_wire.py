"""How many bytes pages take over TLS and HTTP/2, which sends repeated headers once."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browsers.journey import ANSWER, QUESTIONS

pytestmark = pytest.mark.browsers

# Maximum bytes of a page with its files: with scripts, and without. Without, 6,000 bytes cannot be
# reached: 5,000 are the stylesheet and the icon, and the front page lists all topics.
PAGES = {
    "/en/": (24_000, 8_500),
    "/es/": (24_000, 8_500),
    "/en/my-data/": (24_000, 7_100),
    "/es/my-data/topic/": (24_000, 6_800),
    "/en/my-data/federal-look-up/": (24_000, 9_800),  # a page of the longest kind
}
STEP = 2_500
AHEAD = 8_000  # the pages that are fetched while a question is read
READING = 1_500  # milliseconds: the script fetches the pages one after another


@pytest.mark.parametrize("scripts", [True, False])
def test_first_page_and_each_step_are_small(browser: Browser, https: int, scripts: bool) -> None:
    """A page counts with its styles, scripts, icon and headers, and so does each step after it.

    With scripts, the next step is in the pages that were fetched ahead, which count together.
    """
    context = browser.new_context(
        base_url=f"https://localhost:{https}", ignore_https_errors=True, java_script_enabled=scripts
    )
    page = context.new_page()
    wire = context.new_cdp_session(page)
    sizes: dict[str, float] = {}
    kinds: dict[str, str] = {}
    protocols: set[str] = set()

    def sent(event: Any) -> None:
        kinds[event["requestId"]] = event["type"]

    def arrived(event: Any) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]

    def answered(event: Any) -> None:
        protocols.add(event["response"]["protocol"])

    wire.on("Network.requestWillBeSent", sent)
    wire.on("Network.loadingFinished", arrived)
    wire.on("Network.responseReceived", answered)
    wire.send("Network.enable")
    for address, most in PAGES.items():
        wire.send("Network.clearBrowserCache")
        sizes.clear()
        page.goto(address, wait_until="networkidle")
        first = [size for request, size in sizes.items() if kinds[request] != "Fetch"]
        print(f"scripts {scripts}: {address} {sum(first):.0f} bytes, {len(first)} requests")
        assert len(first) <= (6 if scripts else 3), address
        assert sum(first) <= most[not scripts], address
    page.goto("/en/my-data/topic/", wait_until="networkidle")
    for heading in QUESTIONS[1:]:
        sizes.clear()
        page.locator(ANSWER).first.press("Enter")
        expect(page.locator("h1")).to_have_text(heading)
        page.wait_for_timeout(READING)
        total = sum(sizes.values())
        print(f"scripts {scripts}: {heading} {total:.0f} bytes, {len(sizes)} requests")
        assert 0 < total <= (AHEAD if scripts else STEP), heading
        # The browser asks for the icon again, which is of another type, when the address changes.
        assert not scripts or {kinds[request] for request in sizes} <= {"Fetch", "Other"}, heading
    assert protocols == {"h2"}
    context.close()
