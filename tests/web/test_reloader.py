"""`Reloader`: the pages of a folder that changes, in this process."""

from __future__ import annotations

import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from watchfiles import Change
from werkzeug.test import Client

from tests.conftest import Write, wait_until
from tests.web.conftest import Load
from tests.web.deposit import FLOW, LEASE
from wizard.model.site import Site
from wizard.web import live_reload
from wizard.web.app import create_app
from wizard.web.live_reload import Reloader, changes_of, create_reloader, is_site_file
from wizard.web.public_address import KnownAddress, LocalAddress

Follow = Callable[[Path], list[float]]

Serve = Callable[..., Client]


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


@pytest.fixture
def served(write: Write, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Yield a function that returns a client of what `wizard run --reload` serves.

    It gets the public URL, if there is one.
    """
    monkeypatch.setenv("WIZARD_FLOWS", str(write(deposit=FLOW)))
    with ExitStack() as opened:

        def serve(origin: str = "") -> Client:
            monkeypatch.setenv("WIZARD_ORIGIN", origin)
            app = create_reloader()
            assert isinstance(app, KnownAddress | LocalAddress)
            assert isinstance(app.app, Reloader)
            opened.callback(app.app.close)
            return Client(app)

        yield serve


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
    assert [level.get_text() for level in soup.select(".cards .level")] == ["Problem", "Warning"]


OWN_HOSTS = [
    "localhost:5000",
    "guide.localhost",
    "127.0.0.1:5000",
    "[::1]:5000",
    "192.168.0.7:8000",
    socket.gethostname(),
    f"{socket.gethostname().upper()}.local:5000",
]


@pytest.mark.parametrize("host", OWN_HOSTS)
def test_reloader_answers_requests_for_this_machine(host: str, served: Serve) -> None:
    """They name an IP address or the machine."""
    assert served().get("/reload", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *(("evil.example:5000", 421), ("localhost.evil.example", 421)),
        *(("127.0.0.1.evil.example", 421), ("[::1", 400), ("", 400), ("localhost,evil", 400)),
    ],
)
@pytest.mark.parametrize("path", [LEASE, "/reload", "/static/nothing"])
def test_reloader_answers_no_request_for_another_host(
    path: str, host: str, status: int, served: Serve
) -> None:
    """A site whose name leads to this machine cannot read drafts or problems."""
    response = served().get(path, headers={"Host": host})
    assert (response.status_code, response.mimetype) == (status, "text/plain")
    assert ("--origin" in response.text) == (status == 421)
    assert "Lease" not in response.text


@pytest.mark.parametrize(
    ("host", "status"),
    [("Draft.example.org", 200), ("localhost:5000", 200), ("192.168.0.7", 421), ("", 400)],
)
@pytest.mark.parametrize("path", [LEASE, f"/help{LEASE}", "/help/reload", "/reload"])
def test_reloader_answers_for_the_public_url(
    path: str, host: str, status: int, served: Serve
) -> None:
    """It does so below the path of the URL as well, like the site without `--reload`."""
    response = served("https://draft.example.org/help").get(path, headers={"Host": host})
    assert response.status_code == status


@pytest.mark.parametrize(
    "link", ["passwd.yaml", "sources.yaml", "letters/key.yaml", "locale/es.po"]
)
def test_problems_page_quotes_no_file_outside_of_the_folder(
    link: str, write: Write, tmp_path: Path, reloader: Load
) -> None:
    """A file that is a link out of the folder is reported, and none of its lines is shown."""
    secret = tmp_path / "secret"
    secret.write_text("api_key: topsecret\n  other: [\n", "utf-8")
    folder = write(deposit=FLOW)
    (folder / link).parent.mkdir(exist_ok=True)
    (folder / link).symlink_to(secret)
    page = Client(reloader(folder)).get(LEASE)
    assert page.status_code == 503
    assert f"{link}:1:1" in page.text
    assert "link to a file outside of the folder" in page.text
    assert "api_key" not in page.text
    assert "topsecret" not in page.text


def test_problems_page_quotes_no_file_of_a_linked_folder(
    write: Write, tmp_path: Path, reloader: Load
) -> None:
    """A folder that is a link out of the folder makes each file in it one, too."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "key.yaml").write_text("api_key: topsecret", "utf-8")
    folder = write(deposit=FLOW)
    (folder / "letters").symlink_to(tmp_path / "elsewhere")
    page = Client(reloader(folder)).get(LEASE)
    assert (page.status_code, "topsecret" in page.text) == (503, False)
    assert "letters/key.yaml:1:1" in page.text


def test_reloader_follows_links_within_the_folder(
    write: Write, tmp_path: Path, reloader: Load
) -> None:
    """The folder itself may be a link, as may a file to another file in it."""
    folder = write(deposit=FLOW)
    (folder / "lease.yaml").symlink_to("deposit.yaml")
    (tmp_path / "current").symlink_to(folder)
    client = Client(reloader(tmp_path / "current"))
    assert client.get("/en/lease/").status_code == 200


def test_reloader_shows_text_without_its_translation(write: Write, reloader: Load) -> None:
    """The author sees a changed text at once; `wizard check` still reports it."""
    folder = write(site="name: Deposits\nlanguages: [en, es]\n", deposit=FLOW)
    client = Client(reloader(folder))
    for lang in ("en", "es"):
        response = client.get(f"/{lang}/deposit/lease/")
        assert response.status_code == 200
        assert "Did you sign a lease?" in response.text


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


def test_reloaders_build_one_application_at_a_time(
    write: Write, reloader: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CPython 3.11 cannot parse code in several threads, which making the rules of one does."""
    loaded, building, most = reloader(write(deposit=FLOW)), 0, 0

    def slow_app(site: Site) -> Flask:
        nonlocal building, most
        building += 1
        most = max(most, building)
        time.sleep(0.02)
        building -= 1
        return create_app(site)

    monkeypatch.setattr(live_reload, "create_app", slow_app)
    threads = [threading.Thread(target=loaded.load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


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
