"""axe-core on every page: narrow and wide, in three looks, loaded and swapped in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessibility import Audit, auditor, fit
from tests.browsers.conftest import TWO, answered, part
from tests.conftest import Nginx, until
from tests.site.browsing import served
from wizard import create_app
from wizard.model.site import Site

pytestmark = pytest.mark.browsers

WIDTHS = [360, 1280]
PARTS = 4
LOOKS = [
    {"color_scheme": "light", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "none"},
    {"color_scheme": "light", "forced_colors": "active"},
]


@pytest.fixture(scope="session")
def audit(tools: Path) -> Audit:
    """Return an auditor with the newest axe-core."""
    return auditor((tools / "axe-core" / "axe.min.js").read_text("utf-8"))


def in_all_looks(page: Page, audit: Audit, height: int = 640) -> list[str]:
    """Return the problems at each width in each look. On the wide page all folds are open."""
    found = []
    for width in WIDTHS:
        if width == WIDTHS[1]:
            page.evaluate(
                "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"
            )
        fit(page, width, height)
        for look in LOOKS:
            page.emulate_media(**look)  # type: ignore[arg-type]
            found += [f"{width} {look} {line}" for line in audit(page)]
    page.emulate_media(**LOOKS[0])  # type: ignore[arg-type]
    page.set_viewport_size({"width": WIDTHS[0], "height": height})
    return found


@pytest.mark.parametrize("number", range(PARTS))
def test_page_is_accessible(page: Page, audit: Audit, addresses: list[str], number: int) -> None:
    """No page that links lead to has a problem, at two widths, in three looks."""
    found = []
    for address in part(addresses, number, PARTS):
        page.goto(address)
        found += in_all_looks(page, audit)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("number", range(PARTS))
def test_page_of_export_is_accessible(
    browser: Browser, audit: Audit, static_site: Nginx, written: Path, number: int
) -> None:
    """No exported page has a problem, at two widths, and the browser keeps nothing.

    The looks come from the style sheet of the application, so they are not tested again.
    """
    pages = [
        path
        for path in written.rglob("*.html")
        if 'http-equiv="refresh"' not in path.read_text("utf-8")
    ]
    files = sorted(str(path.relative_to(written)).removesuffix("index.html") for path in pages)
    assert len(files) > 250
    context = browser.new_context(ignore_https_errors=True)
    page, found = context.new_page(), list[str]()
    for name in part(files, number, PARTS):
        for width in WIDTHS:
            page.goto(f"https://{static_site.address}/{name}")
            fit(page, width)
            found += [f"{width} {name} {line}" for line in audit(page)]
        assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
            0,
            0,
            "",
        ], name
    assert context.cookies() == []
    context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["my-data", "request-my-records", "understand-the-rules"])
@pytest.mark.parametrize("lang", TWO)
def test_step_that_is_swapped_in_is_accessible(
    page: Page, audit: Audit, shipped: Site, lang: str, name: str
) -> None:
    """No step has a problem together with the answers that led to it."""
    found = []
    for asked, number, _ in answered(shipped.flows[name]):
        page.goto(f"/{lang}/{name}/{asked}")
        page.evaluate("window.swapped = true")
        page.locator(".answers a").nth(number).click()
        until(page, "history.state.depth === 1")
        assert page.evaluate("window.swapped"), "the page was loaded, not swapped"
        found += in_all_looks(page, audit)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("lang", TWO)
def test_error_message_is_accessible(
    browser: Browser, audit: Audit, broken: str, server: str, lang: str
) -> None:
    """Error pages, lost answers of an old link and of a reloaded page, and a step not loaded."""
    page = browser.new_page(viewport={"width": WIDTHS[0], "height": 640})
    found: list[str] = []
    messages: list[str] = []

    def judge(heading_or_alert: str, height: int = 640) -> None:
        messages.append(page.locator(heading_or_alert).inner_text())
        found.extend(in_all_looks(page, audit, height))

    start = f"{server}/{lang}/my-data/"
    for address in (f"{start}none/", f"{start}?{'a' * 4097}", f"{broken}/{lang}/broken/x/y/"):
        page.goto(address)
        judge("h1")
    page.goto(start)
    page.evaluate("""() => {
        const form = document.body.appendChild(document.createElement('form'));
        form.method = 'post';
        form.submit();
    }""")
    expect(page.locator(".begin")).to_have_count(1)
    judge("h1")
    page.goto(f"{start}held-license/?topic=nope")
    judge(".alert")
    page.goto(start)
    page.locator(".answers a").first.click()
    until(page, "history.state.depth === 1")
    page.reload()
    judge("#gone")
    # The page behind the first answer. It is fetched ahead.
    page.route("**/trouble/", lambda route: route.abort())
    page.goto(f"{start}topic/")
    page.locator(".answers a").first.click()
    page.locator("#failed button").wait_for()
    judge("#failed", 3000)  # so high that the alert covers nothing
    page.close()
    assert not found, "\n".join(found)
    assert len(set(messages)) == 7


@pytest.fixture
def broken(shipped: Site) -> Iterator[str]:
    """Yield the URL of a server on which /<lang>/broken/x/y/ fails."""
    app = create_app(shipped)
    app.add_url_rule("/<lang>/broken/x/y/", "broken", lambda lang: str(1 // 0))
    with served(app) as address:
        yield address
