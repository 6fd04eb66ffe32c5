"""Chromium's back-forward cache, which keeps pages as they were: our pages may use it.

After leaving, it shows nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browsers.engines import Sites, WebDriver, chromium, two_sites, until, until_at
from tests.browsers.journey import QUESTIONS, START, answers, begin, reads, starts_again

pytestmark = pytest.mark.browsers
NO_CACHE = "--disable-features=BackForwardCache"
REASONS = "performance.getEntriesByType('navigation')[0].notRestoredReasons"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Yield our site, and the neutral one."""
    with two_sites(tmp_path_factory.mktemp("sites")) as sites:
        yield sites


def thawed(engine: WebDriver) -> list[str]:
    """Return the URLs of the pages that came from the cache since the last call, in order."""
    messages = [
        json.loads(entry["message"])["message"]
        for entry in engine.ask("POST", "/se/log", type="performance")
    ]
    events = [event["params"] for event in messages if event["method"] == "Page.frameNavigated"]
    return [
        event["frame"]["url"] for event in events if event.get("type") == "BackForwardCacheRestore"
    ]


def test_back_from_other_site_shows_question_again(tmp_path: Path, sites: Sites) -> None:
    """The question comes from the cache, with its answers."""
    with chromium(tmp_path) as engine:
        begin(engine, sites, 2)
        engine.js("window.marked = 'the same page'")
        engine.js(f"void (location.href = '{sites.neutral}')")
        until_at(engine, sites.neutral)
        engine.back()
        until_at(engine, sites.ours + START)
        reads(engine, QUESTIONS[2])
        assert len(answers(engine)) == 2
        assert engine.js("window.marked ?? ''") == "the same page"
        assert thawed(engine) == [sites.ours + START]
        assert engine.js(REASONS) is None
        engine.back()
        reads(engine, QUESTIONS[1])
        engine.click(".leave")
        until_at(engine, sites.neutral)
        assert engine.js("navigation.canGoForward") is False


def test_back_from_other_site_starts_again_without_cache(tmp_path: Path, sites: Sites) -> None:
    """The page is loaded again, shows the start page, and says why."""
    with chromium(tmp_path, NO_CACHE) as engine:
        begin(engine, sites, 2)
        engine.js(f"void (location.href = '{sites.neutral}')")
        until_at(engine, sites.neutral)
        engine.back()
        starts_again(engine)
        assert thawed(engine) == []
        engine.click(".leave")
        until_at(engine, sites.neutral)
        assert engine.js("navigation.canGoForward") is False


def test_back_after_leaving_finds_nothing_in_cache(tmp_path: Path, sites: Sites) -> None:
    """The page is not kept, and Back loads a neutral page.

    Firefox keeps it, blank: see test_firefox.py.
    """
    with chromium(tmp_path) as engine:
        begin(engine, sites, 4)
        engine.click(".leave")
        until_at(engine, sites.neutral)
        engine.back()
        until_at(engine, f"{sites.ours}/en/")
        until(engine, "document.querySelector('#topics')")
        assert engine.js("document.querySelectorAll('.trail, .answers').length") == 0
        assert thawed(engine) == []


def test_page_may_be_cached(tmp_path: Path, sites: Sites) -> None:
    """Back from another site is instant. If not, Chromium names the reason."""
    with chromium(tmp_path) as engine:
        for path in (
            "/en/",
            START,
            f"{START}topic/",
            f"{START}federal-look-up/",
            "/en/letters/driving-record/",
        ):
            engine.open(sites.ours + path)
            engine.open(sites.neutral)
            engine.back()
            until_at(engine, sites.ours + path)
            assert thawed(engine) == [sites.ours + path], engine.js(f"JSON.stringify({REASONS})")
