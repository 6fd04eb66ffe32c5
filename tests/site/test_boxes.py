"""Questions with boxes in a browser: a box is a link that changes the page where it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.boxes import BOXES, boxes_site
from tests.conftest import until
from tests.site.browsing import hold, served, visit
from wizard import create_app

START = "/en/home/"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the URL of a server of the guide with boxes."""
    with served(create_app(boxes_site(tmp_path_factory.mktemp("boxes") / "flows"))) as url:
        yield url


def test_smoke(browser: Browser, address: str) -> None:
    with visit(browser, address) as page:
        page.goto(START)
        page.locator("#box-mold").click()
        page.locator("#box-mold.on").wait_for()
        print(
            page.evaluate(
                "[location.href, history.length, document.activeElement.id, JSON.stringify(history.state), document.querySelector('#busy').textContent]"
            )
        )
