"""axe-core reports nothing on a page of each kind.

`make check-browsers` runs a newer axe-core on every page.
"""

from __future__ import annotations

from importlib.resources import files

from playwright.sync_api import Page

from tests.accessibility import auditor

PATHS = [
    *("", "topics/1/", "my-data/", "my-data/topic/", "my-data/held-license/?topic=holds"),
    *("my-data/federal-look-up/", "letters/records-dps/", "sources/"),
    *("deadlines/", "deadlines/ready/2026-11-23/"),
]


def test_page_of_each_kind_is_accessible(page: Page) -> None:
    """The rules of WCAG 2.2 AA and good practice: no problem, and nothing left to check by hand.

    The languages share the templates, so each page is tested in one of them, in turn.
    """
    audit = auditor((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    page.set_viewport_size({"width": 360, "height": 640})
    problems = []
    for number, path in enumerate(PATHS):
        page.goto(f"/{('en', 'es')[number % 2]}/{path}")
        problems += audit(page)
    assert not problems, "\n".join(problems)
