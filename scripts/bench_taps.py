"""The section of the bench that measures what a reader waits for, in Chromium."""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from collections.abc import Iterator
from typing import Any

from load import serve
from measure import FLOWS, WIZARD, Figure, Scale
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

START = "/en/my-data/"
ANSWER = ".answers a[href*='topic=holds']"  # the first on the way, and any after it
TAPS = 4  # the last shows an outcome
# Milliseconds of latency, and the seconds that a reader reads before each tap.
NETWORKS = ((400, 3), (1000, 7))
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# From the tap to the frame that shows another heading, in `window.waited`.
WATCH = """
addEventListener('click', ({timeStamp}) => {
    const heading = () => document.querySelector('h1')?.textContent, before = heading();
    const watch = () => {
        if (heading() === before) requestAnimationFrame(watch);
        else window.waited = performance.now() - timeStamp;
    };
    window.waited = 0;
    requestAnimationFrame(watch);
}, true);
"""


def taps(scale: Scale) -> Iterator[Figure]:
    """Measure first visits on slow networks: from each tap to the next heading, and what it costs.

    The pages that the answers lead to are fetched while the reader reads.
    """
    path = os.environ.get("WIZARD_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), "")
    if not path:
        sys.exit("bench: the section taps needs Chromium: run `make setup`")
    with (
        serve([*WIZARD, "run", str(FLOWS), "--workers", "1", "--port", "PORT"]) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        ahead: list[list[list[int]]] = []
        for latency, seconds in NETWORKS:
            walks = []
            for _ in range(scale.runs):
                waits, fetched = visit(browser, server.address, latency, seconds)
                walks.append(waits)
                ahead.append(fetched)
            name = f"tap to next question, {latency} ms of latency"
            medians = tuple(statistics.median(walk[:-1]) for walk in walks)
            yield Figure(name, "ms", medians)
            yield Figure(f"{name}: the slowest", "ms", tuple(max(walk[:-1]) for walk in walks))
            yield Figure(
                f"tap to the outcome, {latency} ms of latency",
                "ms",
                tuple(walk[-1] for walk in walks),
            )
        browser.close()
    for what, unit, count in (("pages", "", len), ("bytes", "B", sum)):
        name = f"{what} fetched ahead for a question"
        counts = [[count(sizes) for sizes in walk] for walk in ahead]
        yield Figure(f"{name}, on average", unit, tuple(statistics.mean(each) for each in counts))
        yield Figure(f"{name}, at most", unit, tuple(float(max(each)) for each in counts))


def visit(
    browser: Browser, site: str, latency: int, seconds: int
) -> tuple[list[float], list[list[int]]]:
    """Walk to an outcome as a new reader.

    Returns:
        The milliseconds from each tap to the next heading, and for each question the sizes of the
        pages that were fetched while it was read.
    """
    context = browser.new_context(base_url=site)
    context.add_init_script(WATCH)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    sizes = fetched(wire)
    limits = {"latency": latency, "downloadThroughput": -1, "uploadThroughput": -1}
    wire.send("Network.emulateNetworkConditions", {"offline": False, **limits})
    page.goto(START, wait_until="commit")
    page.wait_for_selector(ANSWER)
    waits, ahead = [], []
    for _ in range(TAPS):
        sizes.clear()
        page.wait_for_timeout(seconds * 1000)
        ahead.append([*sizes.values()])
        page.locator(ANSWER).first.click()
        waits.append(waited(page))
    context.close()
    return waits, ahead


def fetched(wire: CDPSession) -> dict[str, int]:
    """Return the bytes of each page that a script has fetched, with headers, as they arrive."""
    sizes: dict[str, int] = {}
    asked = set()

    def sent(event: Any) -> None:
        if event["type"] == "Fetch":
            asked.add(event["requestId"])

    def arrived(event: Any) -> None:
        if event["requestId"] in asked:
            sizes[event["requestId"]] = event["encodedDataLength"]

    wire.on("Network.requestWillBeSent", sent)
    wire.on("Network.loadingFinished", arrived)
    wire.send("Network.enable")
    return sizes


def waited(page: Page) -> float:
    """Wait for the next heading; return how long after the tap it came, in milliseconds."""
    while not (found := page.evaluate("window.waited")):
        page.wait_for_timeout(20)
    return float(found)
