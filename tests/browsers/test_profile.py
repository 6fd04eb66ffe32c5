"""What a visit leaves in a browser's profile folder: nothing that says what a reader answered.

Each browser walks through the questions and is closed or killed, or its tab is closed and opened
again. Then every file of the profile is searched, and the tab that the browser opens again is read.
A page of another site leaves a mark in the same tab, in the places where a page could leave
answers: its URL and `history.state`. The search must find that mark.
"""

from __future__ import annotations

import hashlib
import json
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.boxes import boxes_site
from tests.browsers.engines import (
    Engine,
    Firefox,
    Sites,
    WebDriver,
    chromium,
    firefox,
    stop,
    two_sites,
    until,
    until_at,
    until_true,
    webkit_with_profile,
)
from tests.browsers.journey import ANSWER, OUTCOME, QUESTIONS, START, answers, begin, reads
from tests.browsers.profile_files import found
from tests.site.browsing import served
from wizard import create_app
from wizard.model.flow import Question
from wizard.model.site import Site

pytestmark = pytest.mark.browsers
SAVED = 4  # seconds: Chromium writes its tabs after 2.5, the others at least once a second
IN_URL, IN_STATE = "control-question=in-url", "control-question=in-state"

BROWSERS: dict[str, Callable[[Path], AbstractContextManager[Engine]]] = {
    "chromium": lambda profile: chromium(
        profile,
        f"--load-extension={extension(profile)}",
        *(["--restore-last-session"] if (profile / "Default").exists() else []),
    ),
    "firefox": firefox,
    "webkit": webkit_with_profile,
}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Yield our site, and the neutral one."""
    with two_sites(tmp_path_factory.mktemp("sites")) as sites:
        yield sites


@pytest.fixture(scope="module")
def words(shipped: Site) -> list[str]:
    """Return what the URL, the trail or the memory of a page says about a question or an answer."""
    flow = shipped.flows["my-data"]
    words = []
    for question in flow.steps.values():
        if not isinstance(question, Question):
            continue
        words.append(f"/{flow.id}/{question.id}/")
        words += [f"{question.id}={answer}" for answer in question.answers]
        words += [f'"{question.id}":"{answer}"' for answer in question.answers]
        words += [question.id] if "-" in question.id else []  # "topic" is an ordinary word
    return words


@pytest.fixture(scope="module")
def public(sites: Sites) -> list[bytes]:
    """Return the pages without answers that a visit opens. Their links name answers to all."""
    pages = []
    for path in (START, f"{START}kept-license/"):
        with urllib.request.urlopen(sites.ours + path) as response:
            pages.append(response.read())
    return pages


def walk(engine: Engine, sites: Sites) -> None:
    """Leave the marks, answer four questions, and go back to the last of them."""
    engine.open(f"{sites.neutral}?{IN_URL}")
    engine.js(f"history.replaceState({{url: '/step/?{IN_STATE}'}}, '')")
    begin(engine, sites, 4)
    reads(engine, OUTCOME, f"{START}kept-license/")
    engine.back()
    reads(engine, QUESTIONS[3])
    time.sleep(SAVED)


def shows_no_answer(engine: Engine, sites: Sites) -> None:
    """Check that a tab that was opened again shows the start page, also after Back."""
    until_at(engine, sites.ours + START)
    until(engine, f"document.querySelector({ANSWER!r})")
    assert answers(engine) == []
    engine.back()
    until_at(engine, sites.ours + START)
    until(engine, f"document.querySelector({ANSWER!r})")
    assert answers(engine) == []


def has_marks(profile: Path) -> None:
    """Check that the search finds what a page leaves in its URL and in its history."""
    for mark in (IN_URL, IN_STATE):
        assert found(profile, [mark]), mark


@pytest.mark.parametrize("killed", [False, True], ids=["closed", "killed"])
@pytest.mark.parametrize("browser", BROWSERS)
def test_profile_has_no_answer(
    tmp_path: Path, sites: Sites, words: list[str], public: list[bytes], browser: str, killed: bool
) -> None:
    """No file names a question or an answer, and the tab shows none when it is opened again."""
    profile = tmp_path / "profile"
    profile.mkdir()
    with BROWSERS[browser](profile) as engine:
        walk(engine, sites)
        if killed:
            stop(profile, signal.SIGKILL)
    has_marks(profile)
    assert found(profile, words, public) == []
    if browser == "chromium":
        press_restore(profile)
    with BROWSERS[browser](profile) as engine:
        shows_no_answer(engine, sites)
        time.sleep(SAVED)
    assert found(profile, words, public) == []


@pytest.mark.parametrize("killed", [False, True], ids=["closed", "killed"])
@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_profile_has_no_box(tmp_path: Path, sites: Sites, browser: str, killed: bool) -> None:
    """No file names a box that was ticked on the way, nor the question with the boxes."""
    profile = tmp_path / "profile"
    profile.mkdir()
    with served(create_app(boxes_site(tmp_path / "flows"))) as address:
        with BROWSERS[browser](profile) as engine:
            engine.open(f"{sites.neutral}?{IN_URL}")
            engine.js(f"history.replaceState({{url: '/step/?{IN_STATE}'}}, '')")
            engine.open(f"{address}/en/home/")
            until(engine, "document.body && !document.body.hasAttribute('data-hx-ignore')")
            for number, selector in enumerate(("#box-mold", "#box-stairs", "#box-bugs"), 1):
                engine.js(f"document.querySelector({selector!r}).click()")
                until(engine, f"document.querySelectorAll('.boxes .on').length === {number}")
            engine.js("document.querySelector('#go').click()")
            reads(engine, "How much rent do they say you owe?", "/en/home/")
            engine.back()
            until(engine, "document.querySelectorAll('.boxes .on').length === 3")
            time.sleep(SAVED)
            if killed:
                stop(profile, signal.SIGKILL)
        has_marks(profile)
        with urllib.request.urlopen(f"{address}/en/home/") as response:
            start = response.read()  # its links name one box each
        words = ["mold.bugs", "bugs.stairs", "home=mold", "home=stairs", "/home/home/", "/owed/"]
        assert found(profile, words, [start]) == []


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_closed_tab_shows_no_answer_when_reopened(
    tmp_path: Path, sites: Sites, words: list[str], public: list[bytes], browser: str
) -> None:
    """The command "Reopen closed tab" shows the start page, and leaves no answer in the profile."""
    profile = tmp_path / "profile"
    profile.mkdir()
    with BROWSERS[browser](profile) as engine:
        walk(engine, sites)
        if isinstance(engine, Firefox):
            engine.ask("reopen")
        else:
            assert isinstance(engine, WebDriver)
            reopen(engine, profile)
        shows_no_answer(engine, sites)
        time.sleep(SAVED)
    has_marks(profile)
    assert found(profile, words, public) == []


def press_restore(profile: Path) -> None:
    """Do what the button "Restore" of Chromium does, which asks first after a crash."""
    file = profile / "Default" / "Preferences"
    preferences = json.loads(file.read_text("utf-8"))
    preferences["profile"]["exit_type"] = "Normal"
    file.write_text(json.dumps(preferences), "utf-8")


def extension(profile: Path) -> Path:
    """Write an extension for Chromium that may reopen tabs; return its folder."""
    folder = profile.with_name("extension")
    folder.mkdir(exist_ok=True)
    says = {"manifest_version": 3, "name": "Tabs", "version": "1", "permissions": ["sessions"]}
    (folder / "manifest.json").write_text(json.dumps(says), "utf-8")
    (folder / "page.html").write_text("<!doctype html><title>Tabs</title>", "utf-8")
    return folder


def reopen(engine: WebDriver, profile: Path) -> None:
    """Close Chromium's tab, and reopen it from a page of the extension."""
    # Chromium makes the extension's id from the path of its folder, in letters from a to p.
    digest = hashlib.sha256(str(extension(profile)).encode()).hexdigest()[:32]
    name = digest.translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))
    other = engine.ask("POST", "/window/new", type="tab")["handle"]
    engine.ask("DELETE", "/window")
    engine.ask("POST", "/window", handle=other)
    engine.open(f"chrome-extension://{name}/page.html")
    engine.js("chrome.sessions.restore()")
    until_true(lambda: len(engine.ask("GET", "/window/handles")) == 2, "the reopened tab")
    engine.ask("DELETE", "/window")
    engine.ask("POST", "/window", handle=engine.ask("GET", "/window/handles")[0])
