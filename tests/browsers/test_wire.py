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


@pytest.mark.parametrize("scripts", [True, False])
def test_first_page_and_each_step_are_small(browser: Browser, https: int, scripts: bool) -> None:
    """A page counts with its styles, scripts, icon and headers, and so does each step after it."""
    context = browser.new_context(
        base_url=f"https://localhost:{https}", ignore_https_errors=True, java_script_enabled=scripts
    )
    page = context.new_page()
    wire = context.new_cdp_session(page)
    sizes: list[float] = []
    protocols: set[str] = set()

    def arrived(event: Any) -> None:
        sizes.append(event["encodedDataLength"])

    def answered(event: Any) -> None:
        protocols.add(event["response"]["protocol"])

    wire.on("Network.loadingFinished", arrived)
    wire.on("Network.responseReceived", answered)
    wire.send("Network.enable")
    for address, most in PAGES.items():
        wire.send("Network.clearBrowserCache")
        sizes.clear()
        page.goto(address, wait_until="networkidle")
        print(f"scripts {scripts}: {address} {sum(sizes):.0f} bytes, {len(sizes)} requests")
        assert len(sizes) <= (6 if scripts else 3), address
        assert sum(sizes) <= most[not scripts], address
    page.goto("/en/my-data/topic/", wait_until="networkidle")
    for heading in QUESTIONS[1:]:
        sizes.clear()
        page.locator(ANSWER).first.press("Enter")
        expect(page.locator("h1")).to_have_text(heading)
        page.wait_for_load_state("networkidle")
        print(f"scripts {scripts}: a step {sum(sizes):.0f} bytes")
        assert 0 < sum(sizes) <= STEP, heading
    assert protocols == {"h2"}
    context.close()
