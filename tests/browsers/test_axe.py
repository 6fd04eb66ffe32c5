"""axe-core on every page in every language, narrow and wide, light, dark and in forced colours, loaded and swapped in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.browsers.conftest import TWO, answered, part
from tests.conftest import Audit, Nginx, auditor, until
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
    """The audit with the newest axe-core."""
    return auditor((tools / "axe-core" / "axe.min.js").read_text("utf-8"))


def in_all_looks(page: Page, audit: Audit, height: int = 640) -> list[str]:
    """What the audit finds at each width in light, dark and forced colours; the wide page has all its folds open."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        if width == WIDTHS[1]:
            page.evaluate(
                "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"
            )
        for look in LOOKS:
            page.emulate_media(**look)  # type: ignore[arg-type]
            found += [f"{width} {look} {line}" for line in audit(page)]
    page.emulate_media(**LOOKS[0])  # type: ignore[arg-type]
    page.set_viewport_size({"width": WIDTHS[0], "height": height})
    return found


@pytest.mark.parametrize("number", range(PARTS))
def test_every_page_is_accessible(
    page: Page, audit: Audit, addresses: list[str], number: int
) -> None:
    """Nothing wrong and nothing undecided on any page that links lead to, at two widths, in three looks."""
    found = []
    for address in part(addresses, number, PARTS):
        page.goto(address)
        found += in_all_looks(page, audit)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("number", range(PARTS))
def test_every_page_of_the_export_is_accessible(
    browser: Browser, audit: Audit, static_site: Nginx, written: Path, number: int
) -> None:
    """As files behind nginx, at two widths; the looks are those of the app, by the same style sheet. Nothing is kept."""
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
            page.set_viewport_size({"width": width, "height": 640})
            page.goto(f"https://{static_site.address}/{name}")
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
def test_every_step_is_accessible_when_it_is_swapped_in(
    page: Page, audit: Audit, server: str, shipped: Site, lang: str, name: str
) -> None:
    """With the answers that led there above or beside it."""
    found = []
    for asked, number, reached in answered(shipped.flows[name]):
        page.goto(f"/{lang}/{name}/{asked}")
        page.evaluate("window.swapped = true")
        page.locator(".answers a").nth(number).click()
        until(page, f"history.state.url === {json.dumps(f'{server}/{lang}/{name}/{reached}')}")
        assert page.evaluate("window.swapped"), "the page was loaded, not swapped"
        found += in_all_looks(page, audit)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("lang", TWO)
def test_what_went_wrong_is_said_accessibly(
    browser: Browser, audit: Audit, broken: str, server: str, lang: str
) -> None:
    """Errors, an old link whose answers fell off, and a step that did not load."""
    page = browser.new_page(viewport={"width": WIDTHS[0], "height": 640})
    found: list[str] = []
    said: list[str] = []

    def judge(heading_or_alert: str, height: int = 640) -> None:
        said.append(page.locator(heading_or_alert).inner_text())
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
    page.goto(f"{start}own-car/?held-license=nope")
    judge(".alert")
    page.goto(f"{start}held-license/")
    page.route("**/*", lambda route: route.abort())
    page.locator(".answers a").first.click()
    page.locator("#failed button").wait_for()
    judge("#failed", 3000)  # where the alert sticks to nothing and covers nothing
    page.close()
    assert not found, "\n".join(found)
    assert len(set(said)) == 6


@pytest.fixture
def broken(shipped: Site) -> Iterator[str]:
    """The address of a server on which /<lang>/broken/x/y/ breaks."""
    app = create_app(shipped)
    app.add_url_rule("/<lang>/broken/x/y/", "broken", lambda lang: str(1 // 0))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()
