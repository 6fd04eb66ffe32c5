"""What a visit leaves in a Chromium profile: the History file, the tabs, and Back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browsers import journey
from tests.browsers.engines import Engine, Sites, chromium, two_sites, until, until_at
from tests.browsers.journey import (
    ANSWER,
    HEADING,
    OUTCOME,
    QUESTIONS,
    START,
    TITLE,
    answers,
    begin,
    reads,
    starts_again,
    tap,
)
from wizard.model.flow import Question
from wizard.model.site import Site

pytestmark = pytest.mark.browsers
# The outcomes that these visits reach. Their URLs without answers are in the history.
OUTCOMES: dict[Callable[[Engine, Sites], None], set[str]] = {
    journey.from_an_outcome: {f"{START}kept-license/"},
    journey.after_a_letter: {f"{START}kept-license/"},
    journey.back_from_a_letter: {f"{START}kept-license/"},
    journey.from_a_shared_outcome: {f"{START}kept-license/"},
    journey.after_a_shared_outcome: {f"{START}federal-look-up/", f"{START}protections/"},
}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Yield our site, and the neutral one."""
    with two_sites(tmp_path_factory.mktemp("sites")) as sites:
        yield sites


def history(profile: Path, site: str) -> dict[str, str]:
    """Return the URLs of a site in Chromium's History file, with their titles."""
    base = sqlite3.connect(f"file:{profile}/Default/History?immutable=1", uri=True)
    rows = base.execute("select url, title from urls").fetchall()
    base.close()
    assert len(rows) == len(dict(rows)) >= 3
    return {
        address.removeprefix(site): title for address, title in rows if address.startswith(site)
    }


@pytest.mark.parametrize("way", journey.WAYS, ids=lambda way: way.__name__)
def test_leaving_clears_history(
    tmp_path: Path, sites: Sites, shipped: Site, way: Callable[[Engine, Sites], None]
) -> None:
    """The History file has the flow at most once, the reached outcomes, and no question."""
    with chromium(tmp_path) as engine:
        journey.leave(engine, sites, way)
    rows = history(tmp_path, sites.ours)
    print(way.__name__, rows)
    assert not [address for address in rows if "?" in address or "#" in address]
    steps = {f"{START}{step}/" for step in shipped.flows["my-data"].steps}
    assert set(rows) & steps == OUTCOMES.get(way, set())
    flow = {address for address in rows if address.endswith("/my-data/")}
    assert flow <= {START, "/es/my-data/"}
    questions = [
        step for step in shipped.flows["my-data"].steps.values() if isinstance(step, Question)
    ]
    for question in questions:
        assert not [address for address in rows if question.id in address]
        assert not [
            title
            for title in rows.values()
            if question.ask in title or title.startswith(question.title)
        ]


def test_leaving_without_scripts_is_a_link(tmp_path: Path, sites: Sites) -> None:
    """The questions stay in Back and in the History file, as the safety page says."""
    with chromium(tmp_path, "--blink-settings=scriptEnabled=false") as engine:
        engine.open(sites.ours + START)
        for selector in (ANSWER, ANSWER):
            engine.click(selector)
        engine.click(".leave")
        assert engine.ask("GET", "/url") == sites.neutral
        engine.back()
        assert (
            engine.ask("GET", "/url")
            == f"{sites.ours}{START}license-kind/?topic=holds&held-license=yes"
        )
        engine.forward()
        assert engine.ask("GET", "/url") == sites.neutral
    rows = history(tmp_path, sites.ours)
    assert f"{START}license-kind/?topic=holds&held-license=yes" in rows


def test_leaving_works_if_the_script_is_lost(tmp_path: Path, sites: Sites) -> None:
    """Leaving is a plain link then."""
    with chromium(tmp_path) as engine:
        engine.cdp("Network.enable")
        engine.cdp("Network.setBlockedURLs", urls=["*/static/wizard.*.js"])
        engine.open(sites.ours + START)
        for selector in (ANSWER, ANSWER):
            tap(engine, selector)
        shown = f"{START}license-kind/?topic=holds&held-license=yes"
        reads(engine, QUESTIONS[2], shown)
        engine.click(".leave")
        until(engine, f"location.href === '{sites.neutral}'")
        assert engine.js("navigation.canGoForward") is False
        engine.back()
        reads(engine, QUESTIONS[2], shown)


@pytest.mark.parametrize("answered", [2, 4])
def test_restored_tab_shows_no_answer(tmp_path: Path, sites: Sites, answered: int) -> None:
    """After a crash, the tab shows the page of its address: the start page or the outcome."""
    with chromium(tmp_path) as engine:
        begin(engine, sites, answered)
    with chromium(tmp_path, "--restore-last-session") as engine:
        if answered == 4:
            reads(engine, OUTCOME, f"{START}kept-license/")
            assert answers(engine) == []
            engine.back()
        starts_again(engine)
        engine.back()
        starts_again(engine)
        engine.click(".leave")
        until_at(engine, sites.neutral)


def test_tab_restored_after_leaving_shows_no_answer(tmp_path: Path, sites: Sites) -> None:
    """No page of the tab, Back or Forward shows an answer.

    Chromium's file of open tabs is a log. Bytes of the closed pages stay in it until Chromium
    starts a new one, but a reader of the tab cannot see them.
    """
    with chromium(tmp_path) as engine:
        engine.open("about:blank")
        journey.from_an_outcome(engine, sites)
        until_at(engine, sites.neutral)
    with chromium(tmp_path, "--restore-last-session") as engine:
        until_at(engine, sites.neutral)
        places = engine.cdp("Page.getNavigationHistory")["entries"]
        assert [place["url"] for place in places][-2:] == [f"{sites.ours}/en/", sites.neutral]
        assert not [place for place in places if START in place["url"]]
        engine.back()
        until(engine, "document.querySelector('#topics')")
        assert engine.js("history.state.depth") == 0
    sessions = list((tmp_path / "Default" / "Sessions").iterdir())
    print({file.name[:7]: file.read_bytes().count(b"topic=") for file in sessions})


def test_leaving_after_long_visit_clears_history(tmp_path: Path, sites: Sites) -> None:
    """Browsers keep about fifty entries of a tab, so leaving must not go back further."""
    with chromium(tmp_path) as engine:
        begin(engine, sites, 1)
        for _ in range(30):
            for selector, heading in ((".back a", TITLE), (ANSWER, QUESTIONS[1])):
                engine.js(f"document.querySelector({selector!r}).click()")
                until(engine, f"{HEADING} === {heading!r}")
        assert engine.js("history.state.depth") > engine.js("navigation.currentEntry.index")
        engine.click(".leave")
        until_at(engine, sites.neutral)
        assert engine.js("navigation.canGoForward") is False
        engine.back()
        until(engine, "document.querySelector('#topics')")
        assert engine.cdp("Page.getNavigationHistory")["currentIndex"] == 0
