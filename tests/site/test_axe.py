"""axe-core reports nothing on a page of each kind, however it is shown.

`make check` shows each kind once. `make check-slow` shows it in both languages, in every width,
size of text and look, with all folds closed and open. `make check-browsers` runs a newer axe-core
on every page.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessibility import Audit, auditor, fit
from tests.boxes import boxes_site
from tests.conftest import ROOT
from tests.site.browsing import served, visit
from wizard import create_app, load_flows

ASKED = "goal=copy&copy=federal&talked-copy=talked"
PATHS = [
    *("", "topics/1/", "help/", "sources/", "about/", "privacy/", "safety/", "promises/"),
    *("changes/", "my-data/", f"request-my-records/federal-office/?{ASKED}", "my-data/map/"),
    f"request-my-records/ask-case-file/?{ASKED}&federal-office=case",
    *("my-data/federal-look-up/", "my-data/federal-look-up/packet/", "my-data/offline/"),
    *("letters/", "letters/records-dps/", "deadlines/", "deadlines/state-request/"),
    *("deadlines/state-request/2026-11/", "deadlines/state-request/2026-11-23/"),
    *("none/", "my-data/held-license/?topic=none"),  # an error, and answers that were dropped
]
WIDTHS = (320, 360, 1280)
SIZES = ("100%", "200%")
LOOKS = [("light", "none"), ("dark", "none"), ("light", "active")]  # and forced colours
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
FOLDS = "open => document.querySelectorAll('details').forEach(each => { each.open = open; })"


@pytest.fixture(scope="module")
def audit() -> Audit:
    """Return an auditor with the axe-core of a Python package."""
    return auditor((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """Yield a page whose console is not watched, since Chromium reports an error page there."""
    context = browser.new_context(base_url=server)
    yield context.new_page()
    context.close()


def shown(page: Page) -> Iterator[str]:
    """Show a page in every way, and yield a description of each."""
    for width, size, opened in product(WIDTHS, SIZES, (False, True)):
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
        page.evaluate(FOLDS, opened)
        fit(page, width)
        for scheme, forced in LOOKS:
            page.emulate_media(color_scheme=scheme, forced_colors=forced)  # type: ignore[arg-type]
            yield f"{width} px, {size}, {scheme}, forced {forced}, folds open: {opened}"


def test_page_of_each_kind_is_accessible(page: Page, audit: Audit) -> None:
    """The rules of WCAG 2.2 AA and good practice: no problem, and nothing left to check by hand.

    The languages share the templates, so each page is tested in one of them, in turn. So are the
    widths and looks. All folds are open.
    """
    problems = []
    for number, path in enumerate(["/", *PATHS]):
        page.goto(path if path == "/" else f"/{('en', 'es')[number % 2]}/{path}")
        scheme, forced = LOOKS[number % 3]
        page.emulate_media(color_scheme=scheme, forced_colors=forced)  # type: ignore[arg-type]
        page.evaluate(FOLDS, True)
        fit(page, WIDTHS[number // 2 % 3])
        problems += audit(page)
    assert not problems, "\n".join(problems)


BOXES_PATHS = [
    "",  # the start page
    "home/",
    "home/?home=heat",
    "home/?home=heat.water.mold.bugs.lock.gas.power.stairs",
    "home/?home=none",  # changed afterwards
    "reasons/?home=mold&owed=below-500&reasons=unsure",
    "home/?home=heat&sought=home",  # an answer was dropped
    "owed/?home=heat.gas&cold=yes",
    "notice/?home=mold&owed=below-500&reasons=late",
    "done/?home=heat&cold=yes&owed=below-500&reasons=late.noise&notice=from-14",
]


@pytest.mark.parametrize("all_looks", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_question_with_boxes_is_accessible(
    browser: Browser, audit: Audit, tmp_path: Path, lang: str, all_looks: bool
) -> None:
    """Nothing, some or all ticked, or none chosen: at both widths, in each look, and swapped in.

    `make check` takes the looks in turn, another one in the other language.
    """
    problems = []
    with (
        served(create_app(boxes_site(tmp_path / "flows"))) as address,
        visit(browser, f"{address}/{lang}/home/") as page,
    ):
        for number, (width, path) in enumerate(product(WIDTHS[1:], BOXES_PATHS), lang == "es"):
            page.goto(path)
            fit(page, width)
            for scheme, forced in LOOKS if all_looks else [LOOKS[number % 3]]:
                page.emulate_media(color_scheme=scheme, forced_colors=forced)  # type: ignore[arg-type]
                problems += audit(page)
        page.goto("home/")
        page.locator("#box-mold").press("Enter")
        page.locator("#box-mold.on").wait_for()
        expect(page.locator("#busy")).not_to_be_empty()
        problems += audit(page)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_list_with_a_filter_is_accessible(browser: Browser, audit: Audit, lang: str) -> None:
    """The list of states and a topic about each of them: complete, and with few rows or none."""
    problems = []
    site = load_flows(ROOT / "examples" / "public-records")
    with (
        served(create_app(site)) as address,
        visit(browser, f"{address}/{lang}/") as page,
    ):
        for number, (width, path) in enumerate(
            product(WIDTHS, ["records/", "letters/request/", "topics/1/"]), lang == "es"
        ):
            page.goto(path)
            fit(page, width)
            scheme, forced = LOOKS[number % 3]
            page.emulate_media(color_scheme=scheme, forced_colors=forced)  # type: ignore[arg-type]
            for typed in ("", "virginia", "tx", "nowhere"):
                page.locator("#find").fill(typed)
                if typed:
                    expect(page.locator("search [role=status]")).not_to_be_empty()
                page.evaluate("scrollTo(0, 0)")  # the header is over nothing
                problems += audit(page)
            wider = page.evaluate(OVERFLOW)
            problems += [f"{path} at {width}: {wider} px too wide"] * (wider > 0)
    assert not problems, "\n".join(problems)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("part", range(4))
def test_page_is_accessible_in_every_way(page: Page, audit: Audit, lang: str, part: int) -> None:
    """Every width, size of text, look and state of the folds; and nothing scrolls sideways."""
    problems = []
    for path in ["/", *(f"/{lang}/{path}" for path in PATHS)][part::4]:
        page.goto(path)
        for way in shown(page):
            wider = page.evaluate(OVERFLOW)
            problems += [f"{path} {way}: {wider} px too wide"] * (wider > 0)
            problems += [f"{way}: {problem}" for problem in audit(page)]
    assert not problems, "\n".join(problems)
