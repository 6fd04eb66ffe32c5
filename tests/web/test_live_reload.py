"""`wizard run --reload`: the open page shows each save, or the problems of the folder."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.test import Client

from tests.conftest import APART, ROOT, Write, until, wait_until
from tests.web.conftest import Load
from tests.web.deposit import FLOW, LEASE, START


@contextmanager
def served(
    folder: Path, *options: str, port: int = 0
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`wizard run` on a folder, in a process group of its own: its address, and the process."""
    with socket.create_server(("127.0.0.1", port)) as probe:
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "wizard.cli",
        "run",
        str(folder),
        "--port",
        str(port),
        *options,
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        for _ in range(300):
            assert process.poll() is None, "the server ended before it answered"
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(60)
        assert process.stdout is not None
        process.stdout.close()


def get(address: str) -> tuple[int, str, str]:
    """The status, text and Cache-Control header of a page."""
    try:
        with urllib.request.urlopen(address, timeout=60) as response:
            return response.status, response.read().decode(), response.headers["Cache-Control"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers["Cache-Control"]


@pytest.fixture(scope="module")
def loop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A flow file below a folder that is served with --reload, and the server's address."""
    path = tmp_path_factory.mktemp("loop") / "flows" / "deposit.yaml"
    path.parent.mkdir()
    path.write_text(FLOW, "utf-8")
    with served(path.parent, "--reload") as (address, _):
        yield path, address


@pytest.fixture
def flow_file(loop: tuple[Path, str]) -> Path:
    """The served flow's file, as it was at first."""
    path = loop[0]
    path.write_text(FLOW, "utf-8")
    return path


@pytest.fixture
def page(browser: Browser, loop: tuple[Path, str], flow_file: Path) -> Iterator[Page]:
    """A page of the served flow. Its console may only have messages about failed requests."""
    context = browser.new_context(base_url=loop[1])
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert [words for words in said if not words.startswith("Failed to load resource")] == []


def heading(page: Page, words: str) -> None:
    """Wait for a heading; what is saved may take a while to show on a busy machine."""
    expect(page.get_by_role("heading", name=words, exact=True)).to_be_visible()


def test_open_page_shows_a_save(page: Page, flow_file: Path) -> None:
    """No one touches the browser. The open step is shown, and the URL stays the same."""
    page.goto(START)
    heading(page, "Did you sign a lease?")
    page.wait_for_timeout(APART)
    page.locator(".answers a").first.click()
    heading(page, "Can you show that you paid?")
    where = page.url
    flow_file.write_text(FLOW.replace("Can you show that", "Is there a receipt that"), "utf-8")
    heading(page, "Is there a receipt that you paid?")
    assert page.url == where
    expect(page.locator(".trail dd").first).to_have_text("Yes")
    page.go_back()
    heading(page, "Did you sign a lease?")


def test_open_page_shows_problems_until_they_are_fixed(page: Page, flow_file: Path) -> None:
    """Each has its location, its line and a caret. Then the question comes back."""
    page.goto(START)
    heading(page, "Did you sign a lease?")
    page.wait_for_timeout(APART)
    page.locator(".answers a").first.click()
    heading(page, "Can you show that you paid?")
    broken = (
        FLOW.replace("yes: paid", "yes: piad")
        .replace("    unsure: letter\n", "")
        .replace("start: lease", "start: leas")
    )
    flow_file.write_text(broken, "utf-8")
    heading(page, "2 problems")
    cards = page.locator(".cards > li")
    expect(cards.nth(0)).to_contain_text("deposit.yaml:2:8")
    expect(cards.nth(0)).to_contain_text(
        'the flow starts at "leas", which is not one of its steps. Did you mean "lease"?'
    )
    expect(cards.nth(0)).to_contain_text("target-unknown")
    expect(cards.nth(1)).to_contain_text("deposit.yaml:6:10")
    shown = cards.nth(1).locator("pre").inner_text().splitlines()
    assert shown == ["yes: piad", "     ^~~~"]
    flow_file.write_text(FLOW.replace("show that", "show how"), "utf-8")
    heading(page, "Can you show how you paid?")
    expect(page.locator(".trail dd").first).to_have_text("Yes")


@pytest.mark.slow
def test_open_page_follows_a_file_that_is_removed_and_restored(page: Page, flow_file: Path) -> None:
    """The page shows that there is no flow, then shows the flow again."""
    page.goto(LEASE)
    heading(page, "Did you sign a lease?")
    flow_file.rename(flow_file.with_suffix(".away"))
    heading(page, "1 problem")
    expect(page.locator("main")).to_contain_text("there is no flow file here")
    flow_file.with_suffix(".away").rename(flow_file)
    heading(page, "Did you sign a lease?")


@pytest.mark.slow
def test_open_page_shows_the_end_of_a_file_that_is_written_slowly(
    page: Page, flow_file: Path
) -> None:
    """A half-written file may show as a problem, but not for longer than the writing takes."""
    page.goto(LEASE)
    heading(page, "Did you sign a lease?")
    whole = FLOW.replace("sign a lease", "sign a paper")
    with flow_file.open("w", encoding="utf-8") as stream:
        stream.write(whole[:300])
        stream.flush()
        expect(page.locator("h1")).to_have_text(re.compile("problem"))
        stream.write(whole[300:])
    heading(page, "Did you sign a paper?")


@pytest.mark.slow
def test_open_page_shows_the_last_of_twenty_fast_saves(page: Page, flow_file: Path) -> None:
    """They are valid and invalid in turn, as fast as the disk accepts them."""
    page.goto(LEASE)
    heading(page, "Did you sign a lease?")
    for number in range(20):
        text = FLOW.replace("a lease", f"lease {number:02}")
        flow_file.write_text(
            text.replace("start: lease", "start: leasx") if number % 2 == 0 else text, "utf-8"
        )
    heading(page, "Did you sign lease 19?")


@pytest.mark.slow
def test_open_page_keeps_its_scroll_position(page: Page, flow_file: Path) -> None:
    """This includes steps that were swapped in, and survives the page with the problems."""
    page.set_viewport_size({"width": 360, "height": 400})
    page.goto(LEASE)
    for swapped in (False, True):
        if swapped:
            page.wait_for_timeout(APART)
            page.locator(".answers a").first.click()
            heading(page, "Can you show that you paid?")
        page.evaluate("scrollTo(0, 150)")
        flow_file.write_text(FLOW.replace("title:", "titel:"), "utf-8")
        heading(page, "1 problem")
        flow_file.write_text(FLOW, "utf-8")
        heading(page, "Can you show that you paid?" if swapped else "Did you sign a lease?")
        until(page, "scrollY === 150")


@pytest.mark.slow
def test_hidden_tab_sends_no_requests(page: Page, flow_file: Path) -> None:
    """When it is shown again, it shows at once what was saved meanwhile."""
    page.clock.install()
    page.goto(LEASE)
    heading(page, "Did you sign a lease?")
    hide = """is => {
        Object.defineProperty(document, 'hidden', {value: is, configurable: true});
        document.dispatchEvent(new Event('visibilitychange'));
    }"""
    count = """() => {
        const real = fetch;
        window.asked = 0;
        window.fetch = (...all) => { asked++; return real(...all); };
    }"""
    page.evaluate(count)
    until(page, "asked > 1")
    page.evaluate(hide, True)
    page.evaluate("asked = 0")
    flow_file.write_text(FLOW.replace("a lease", "a paper"), "utf-8")
    page.clock.run_for(60_000)  # of the page's own timers, not of ours
    assert page.evaluate("asked") == 0
    page.evaluate(hide, False)
    heading(page, "Did you sign a paper?")


@pytest.mark.slow
def test_open_page_waits_for_a_server_that_restarts(browser: Browser, write: Write) -> None:
    """A server without --reload is asked only once more."""
    folder = write(deposit=FLOW)
    page = browser.new_page()
    page.clock.install()
    statuses: list[int] = []
    page.on(
        "response",
        lambda response: statuses.append(response.status) if "/reload" in response.url else None,
    )
    with served(folder, "--reload") as (address, _):
        page.goto(address + LEASE)
        heading(page, "Did you sign a lease?")
    (folder / "deposit.yaml").write_text(FLOW.replace("a lease", "a paper"), "utf-8")
    port = int(address.rpartition(":")[2])
    with served(folder, "--reload", port=port):
        heading(page, "Did you sign a paper?")
    with served(folder, port=port):
        until(page, lambda: statuses[-1] == 404)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.clock.run_for(60_000)
        assert asked == []
    page.close()


def test_run_without_reload_has_no_script_and_follows_no_changes(
    write: Write, reloader: Load
) -> None:
    """A reloader of the same folder notices a save; the server keeps the page as it was."""
    folder = write(deposit=FLOW)
    with served(folder) as (address, _):
        status, before, cache = get(address + LEASE)
        assert (status, cache) == (200, "public, max-age=300, stale-while-revalidate=86400")
        assert "reload" not in before
        assert get(f"{address}/reload")[0] == 404
        for asset in reloader(folder).assets.values():
            ours = asset.name.startswith(("reload.", "problems."))
            assert get(f"{address}/static/{asset.name}")[0] == (404 if ours else 200)
        followed = Client(reloader(folder))
        (folder / "deposit.yaml").write_text(FLOW.replace("a lease", "a paper"), "utf-8")
        wait_until(lambda: "Did you sign a paper?" in followed.get(LEASE).text)
        # A server that follows changes has noticed the save by now; this one must not.
        assert get(address + LEASE)[1] == before


def test_run_reload_starts_with_an_invalid_folder(write: Write) -> None:
    """Every URL shows the problems, until they are fixed."""
    folder = write(deposit=FLOW.replace("start: lease", "start: leas"))
    with served(folder, "--reload") as (address, _):
        for path in ("/", START, "/en/nothing/", "/nothing", "/static/nothing"):
            status, text, cache = get(address + path)
            assert (status, cache) == (503, "no-store")
            assert "which is not one of its steps" in text
        (folder / "deposit.yaml").write_text(FLOW, "utf-8")
        for _ in range(100):
            if get(address + LEASE)[0] == 200:
                break
            time.sleep(0.1)
        assert get(address + LEASE)[0] == 200


def test_run_reload_rejects_a_missing_folder(tmp_path: Path) -> None:
    """Its name is most likely a typo."""
    command = [sys.executable, "-m", "wizard.cli", "run", "--reload", str(tmp_path / "none")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "there is no such folder" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_run_reload_logs_no_url_and_ends_on_ctrl_c(write: Write) -> None:
    """One line is printed, whatever is requested, and no process of the group remains."""
    with served(write(deposit=FLOW), "--reload") as (address, process):
        for path in (LEASE, "/reload", "/en/marker/"):
            get(address + path)
        with urllib.request.urlopen(address + LEASE):  # a connection that is still open
            os.killpg(process.pid, signal.SIGINT)
            log, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        assert len(log.splitlines()) == 1
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.slow)])
def test_problems_page_does_not_scroll_sideways(browser: Browser, write: Write, width: int) -> None:
    """A long line scrolls in its own box, with its caret under its letter."""
    long = FLOW.replace("yes: paid", f"yes: {'very-' * 30}long").replace(
        "start: lease", "start: " + "x" * 40
    )
    with served(write(deposit=long), "--reload") as (address, _):
        page = browser.new_page(viewport={"width": width, "height": 640})
        page.goto(address + LEASE)
        heading(page, "3 problems")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        scrolls = (
            "[...document.querySelectorAll('pre')].some((pre) => pre.scrollWidth > pre.clientWidth)"
        )
        assert page.evaluate(scrolls) == (width == 360)
        assert (
            page.evaluate("getComputedStyle(document.querySelector('pre')).fontFamily")
            == "monospace"
        )
        page.close()
