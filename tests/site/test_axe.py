"""axe-core on a page of each kind. `make check-browsers` does the same on every page, with a newer axe-core."""

from __future__ import annotations

from importlib.resources import files

import pytest
from playwright.sync_api import Page

from tests.conftest import auditor

PATHS = ["", "topics/1/", "my-data/", "my-data/held-license/", "my-data/own-car/?held-license=yes"]
PATHS += [
    "my-data/federal-look-up/",
    "letters/records-dps/",
    "deadlines/",
    "deadlines/ready/2026-11-23/",
    "sources/",
]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_page_of_each_kind_is_accessible(page: Page, lang: str) -> None:
    """WCAG 2.2 AA and the rules of good practice, as far as a program can tell: nothing wrong, nothing undecided."""
    audit = auditor((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    page.set_viewport_size({"width": 360, "height": 640})
    found = []
    for path in PATHS:
        page.goto(f"/{lang}/{path}")
        found += audit(page)
    assert not found, "\n".join(found)
