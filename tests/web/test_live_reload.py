"""`wizard run --reload`: the open page shows each save, or the problems of the folder."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect
from watchfiles import Change
from werkzeug.test import Client

from tests.conftest import APART, ROOT, until, wait_until
from wizard.web.live_reload import Reloader, changes_of, is_site_file

Write = Callable[..., Path]
Load = Callable[[Path], Reloader]
Follow = Callable[[Path], list[float]]
FLOW = """title: Will I get my deposit back?
start: lease
steps:
  lease:
    ask: Did you sign a lease?
    yes: paid
    no: letter
    unsure: paid
  paid:
    ask: Can you show that you paid?
    yes:
      - {if: {lease: unsure}, to: letter}
      - {to: claim}
    no: letter
    unsure: letter
  claim:
    outcome: Ask for it in writing
    claims: [{level: unknown, text: We could not find out how long the owner has.}]
  letter:
    outcome: Start with a letter
    claims: [{level: unknown, text: We found no rule on what it must say.}]
"""
START, LEASE = "/en/deposit/", "/en/deposit/lease/"


@pytest.fixture
def reloader() -> Iterator[Load]:
    """Yield a function that returns the reloader of a folder. It follows it until the test ends."""
    with ExitStack() as opened:

        def load(folder: Path) -> Reloader:
            found = Reloader(folder)
            opened.callback(found.close)
            return found

        yield load


@pytest.fixture
def follow() -> Iterator[Follow]:
    """Yield a function that watches a folder until the test ends, and returns a list.

    The time of each change is added to the list.
    """
    closed = threading.Event()

    def follow(folder: Path) -> list[float]:
        changes, seen = changes_of(folder, closed), list[float]()
        next(changes)
        threading.Thread(target=lambda: seen.extend(time.time() for _ in changes)).start()
        return seen

    yield follow
    closed.set()


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
    expect(page.locator("h1")).to_have_text(words)


def test_open_page_shows_a_save(page: Page, flow_file: Path) -> None:
    """No one touches the browser. The open step is shown, and the URL stays the same."""
    page.goto(START)
    page.locator(".begin a").click()
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
    page.locator(".begin a").click()
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
    cards = page.locator(".claims > li")
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
        heading(page, "2 problems")
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


def test_reloader_responses_are_never_cached(write: Write, reloader: Load) -> None:
    """A validator that the browser sends is ignored; HEAD has the headers of GET."""
    client = Client(reloader(write(deposit=FLOW)))
    first = client.get(LEASE)
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "no-store"
    assert "ETag" not in first.headers
    again = client.get(LEASE, headers={"If-None-Match": "*"})
    assert (again.status_code, again.data) == (200, first.data)
    head = client.head(LEASE)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(first.data))
    assert client.post("/reload").status_code == 405


@pytest.mark.parametrize("path", [LEASE, "/en/nothing/"])
def test_reloader_pages_have_its_script_first(write: Write, path: str, reloader: Load) -> None:
    """The site's policy allows it, and it runs before the one that writes the history."""
    client = Client(reloader(write(deposit=FLOW)))
    response = client.get(path)
    scripts = BeautifulSoup(response.text, "html5lib").select("script")
    assert [bool(script.string) for script in scripts] == [False] * len(scripts)
    first = str(scripts[0]["src"])
    assert re.fullmatch(r"/static/reload\.[0-9a-f]{10}\.js", first)
    assert client.get(first).status_code == 200
    assert "script-src 'self';" in response.headers["Content-Security-Policy"]
    assert client.get("/reload").text == scripts[0]["data-version"]


def test_problems_page_escapes_hostile_text(write: Write, reloader: Load) -> None:
    """No message, line or file name adds an element to the page, whatever its bytes."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    folder = write(deposit=FLOW.replace("yes: paid", f'yes: "{evil}"'))
    (folder / 'a"><b id=evil>.yaml').write_text("title: x", "utf-8")
    with (Path(os.fsdecode(bytes(folder) + b"/caf\xe9.yaml"))).open("wb") as stream:
        stream.write(b"title: \xff\x00\x1b[31m")
    response = Client(reloader(folder)).get(LEASE)
    assert response.status_code == 503
    soup = BeautifulSoup(response.text, "html5lib")
    assert len(soup.select("script")) == 1
    assert soup.select("img, #evil, [onerror]") == []
    assert evil in soup.get_text()
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_problems_page_shows_problems_before_warnings(write: Write, reloader: Load) -> None:
    """Their order in the file does not matter. The heading counts both."""
    folder = write(
        a=FLOW.replace("    unsure: letter\n", ""), b=FLOW.replace("start: lease", "start: leas")
    )
    soup = BeautifulSoup(Client(reloader(folder)).get("/").text, "html5lib")
    assert soup.h1 is not None
    assert soup.h1.get_text() == "1 problem, 1 warning"
    assert [str(badge.get_text()) for badge in soup.select(".claims b")] == ["Problem", "Warning"]


def test_reloader_shows_text_without_its_translation(write: Write, reloader: Load) -> None:
    """The author sees a changed text at once; `wizard check` still reports it."""
    folder = write(site="name: Deposits\nlanguages: [en, es]\n", deposit=FLOW)
    client = Client(reloader(folder))
    for lang in ("en", "es"):
        response = client.get(f"/{lang}/deposit/lease/")
        assert response.status_code == 200
        assert "Did you sign a lease?" in response.text


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


def test_changes_of_folder_with_pipes_and_loops_reports_a_save(
    tmp_path: Path, follow: Follow
) -> None:
    """Pipes, links in a loop and links to nothing neither block the watch nor end it."""
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "nothing.yaml").symlink_to(tmp_path / "nowhere")
    seen = follow(tmp_path)
    (tmp_path / "deposit.yaml").write_text("x", "utf-8")
    wait_until(lambda: bool(seen))


def test_changes_of_folder_reports_a_change_that_keeps_size_and_time(
    tmp_path: Path, follow: Follow
) -> None:
    """A file that is restored from a copy often has both."""
    path = tmp_path / "a.yaml"
    path.write_text("one", "utf-8")
    before, seen = path.stat(), follow(tmp_path)
    path.write_text("two", "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    wait_until(lambda: bool(seen))


def test_reloader_follows_a_folder_that_is_missing_removed_and_replaced(
    tmp_path: Path, reloader: Load
) -> None:
    """The page shows that the folder is missing until there is one again, at the same path."""
    folder = tmp_path / "flows"
    client = Client(reloader(folder))
    assert "there is no such folder" in client.get(LEASE).text
    for number in range(2):
        other = tmp_path / f"other{number}"
        other.mkdir()
        (other / "deposit.yaml").write_text(FLOW.replace("a lease", f"lease {number}"), "utf-8")
        other.rename(folder)
        wait_until(lambda number=number: f"sign lease {number}?" in client.get(LEASE).text)  # type: ignore[misc]
        folder.rename(tmp_path / f"old{number}")
        wait_until(lambda: client.get(LEASE).status_code == 503)


def test_version_is_the_same_for_the_same_site(write: Write, reloader: Load) -> None:
    """A page need not reload if a file was only touched, or if the server was restarted."""
    folder = write(deposit=FLOW)
    versions = [Client(reloader(folder)).get("/reload").text for _ in range(2)]
    (folder / "deposit.yaml").write_text(FLOW.replace("a lease", "a paper"), "utf-8")
    versions.append(Client(reloader(folder)).get("/reload").text)
    (folder / "deposit.yaml").write_text(FLOW.replace("title:", "titel:"), "utf-8")
    versions.append(Client(reloader(folder)).get("/reload").text)
    assert versions[0] == versions[1]
    assert len({*versions}) == 3


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.yaml", True), (".a.yaml.swp", False), (".#a.yaml", False), ("a.yaml~", False)],
)
def test_is_site_file_leaves_out_the_files_of_editors(name: str, expected: bool) -> None:
    """A folder above may have such a name: only the name of the file counts."""
    assert is_site_file(Change.added, f"/home/.x/y~/{name}") == expected


def test_reloader_ignores_the_lock_files_of_editors(write: Write, reloader: Load) -> None:
    """Emacs puts a broken link next to a file that is changed but not saved."""
    folder = write(deposit=FLOW)
    (folder / ".#deposit.yaml").symlink_to("someone@somewhere.1")
    assert Client(reloader(folder)).get(LEASE).status_code == 200


def test_reloader_that_is_closed_follows_no_changes(write: Write) -> None:
    """Its thread has ended by then."""
    folder = write(deposit=FLOW)
    reloader = Reloader(folder)
    assert reloader.thread.is_alive()
    reloader.close()
    assert not reloader.thread.is_alive()
    (folder / "deposit.yaml").write_text(FLOW.replace("a lease", "a paper"), "utf-8")
    assert "Did you sign a lease?" in Client(reloader).get(LEASE).text
