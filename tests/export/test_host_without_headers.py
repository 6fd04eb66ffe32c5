"""An exported site on a host that sends none of its headers: its pages say their policies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request, expect

from tests.conftest import SHORT_FLOW, Write, answering, free_port, is_swapped
from tests.site.browsing import visit
from wizard import load_flows
from wizard.export.static_site import export
from wizard.model.site import Site
from wizard.web.site_base import SiteBase

POLICY = re.compile('<meta http-equiv="Content-Security-Policy"[^>]*>\n')
INJECTED = (
    "<script>document.title = 'changed'</script><p style='color: red' id='red'>Red</p></main>"
)


def host(folder: Path) -> AbstractContextManager[str]:
    """Return a context with the URL of a web server that sends files without security headers."""
    port = free_port()
    command = ["http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder)]
    return answering(command, port)


@pytest.fixture(scope="module")
def plain(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the URL of the exported guide with two pages that someone has changed."""
    folder = tmp_path_factory.mktemp("host")
    for path in written.iterdir():
        (folder / path.name).symlink_to(path)
    changed = (written / "en/my-data/index.html").read_text("utf-8").replace("</main>", INJECTED)
    (folder / "changed.html").write_text(changed, "utf-8")
    (folder / "without.html").write_text(POLICY.sub("", changed), "utf-8")
    with host(folder) as address:
        yield address


def test_exported_page_blocks_injected_code_without_headers(browser: Browser, plain: str) -> None:
    """Neither a script nor a style inside the page works. Both would without the policy."""
    worked = {}
    for name in ("changed", "without"):
        with visit(browser, plain) as page:
            response = page.goto(f"/{name}.html")
            assert response
            assert "content-security-policy" not in response.headers
            color = page.locator("#red").evaluate("each => getComputedStyle(each).color")
            worked[name] = (page.title() == "changed", color == "rgb(255, 0, 0)")
    assert worked == {"changed": (False, False), "without": (True, True)}


def test_exported_site_works_without_headers(browser: Browser, plain: str, shipped: Site) -> None:
    """Search, questions, an outcome and "Leave" do, with no message on the console.

    No other site learns where the reader comes from.
    """
    with visit(browser, plain) as page:
        messages: list[str] = []
        page.on("console", lambda message: messages.append(message.text))
        requests: list[Request] = []
        page.on("request", lambda request: requests.append(request))
        page.route(
            f"{shipped.leave}**",
            lambda route: route.fulfill(body="<h1>Elsewhere</h1>", content_type="text/html"),
        )
        page.goto("/")
        page.get_by_role("link", name="English").first.click()
        page.locator("#find").fill("who can see my record")
        expect(page.locator(".found a").first).to_be_visible()
        page.goto("/en/my-data/")
        for _ in range(9):
            if not page.locator(".answers a").count():
                break
            heading = page.locator("h1").inner_text()
            page.locator(".answers a").first.press("Enter")
            expect(page.locator("h1")).not_to_have_text(heading)
            is_swapped(page)
        assert page.locator(".known").count()
        assert messages == []
        page.locator(".leave").click()
        expect(page.locator("h1")).to_have_text("Elsewhere")
        [request] = [request for request in requests if request.url.startswith(shipped.leave)]
        assert "referer" not in request.all_headers()


@pytest.mark.parametrize("scripts", [True, False])
def test_front_page_of_one_exported_language_goes_to_its_home_page(
    browser: Browser, write: Write, tmp_path: Path, scripts: bool
) -> None:
    """A file cannot redirect, so the page itself does, also without scripts."""
    site = load_flows(write(guide=SHORT_FLOW))
    export(site, tmp_path / "site", SiteBase(), date(2026, 11, 23))
    with (
        host(tmp_path / "site") as address,
        visit(browser, address, java_script_enabled=scripts) as page,
    ):
        page.goto("/")
        expect(page).to_have_url(f"{address}/en/")
        expect(page.get_by_role("link", name="Start the questions")).to_be_visible()
