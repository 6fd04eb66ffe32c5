"""A worker requests what is slow at first use before readers do, while it answers them."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NoReturn
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import request
from flask.testing import FlaskClient

from tests.conftest import ROOT, wait_until
from tests.kinds import processes
from tests.web.example import GUIDE, OTHER
from tests.web.test_pieces import urls as urls_after_answers
from tests.web.test_server import running, wizard_run, workers_of
from wizard import create_app, load_flows
from wizard.engine import deadlines
from wizard.model.site import Site
from wizard.pages.markup import qr_code
from wizard.web import pieces
from wizard.web import warm_up as module
from wizard.web.server import seconds_left_today
from wizard.web.warm_up import paths_after_answers, slow_paths, warm_up

pytestmark = pytest.mark.e2e

TODAY = date(2026, 11, 23)

# The modules that the first readers still import after a warm-up, and the templates they compile.
LATER = """
import json, sys
from datetime import date
from wizard import create_app, load_flows
from wizard.web import warm_up
warm_up.PAUSE = 0
site = load_flows("flows")
app = create_app(site)
client = app.test_client()  # imports modules that a server does not need
warm_up.warm_up(app, site, date.today())
def known():
    return {*sys.modules, *(str(name) for _, name in app.jinja_env.cache.keys())}
before = known()
for path in sys.argv[1:]:
    response = client.get(path.replace("TODAY", str(date.today())))
    assert response.status_code == 200, path
print(json.dumps(sorted(known() - before)))
print(json.dumps(sorted(before)))
"""

# Counts the warm-ups of a worker for which the next date begins once.
AGAIN = """
import sys, time
from pathlib import Path
from wizard import load_flows
from wizard.web import server
ended, left, warm_up = [], iter([0.2]), server.warm_up
def counted(*arguments, **options):
    warm_up(*arguments, **options)
    ended.append(True)
server.warm_up, server.DELAY = counted, 0
server.seconds_left_today = lambda: next(left, 600)
folder = Path(sys.argv[1])
server.ServedFolder(folder, load_flows(folder)).load()
while len(ended) < 2:
    time.sleep(0.05)
time.sleep(1)
print(len(ended))
"""

# Does what `dot` does, and notes that it was called.
DOT = """#!/bin/sh
echo called >> "{log}"
sleep {seconds}
exec "{dot}" "$@"
"""

FLOW = """\
title: A guide
start: b
steps: {b: {outcome: End 0, claims: [{level: unknown, text: Nothing.}]}}
"""

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait between two requests."""
    monkeypatch.setattr(module, "PAUSE", 0)


@pytest.fixture
def noted_dot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], Path]:
    """Return a function that puts a slower `dot` on PATH and returns the file of its calls."""

    def noted_dot(seconds: float) -> Path:
        log, folder = tmp_path / "dots", tmp_path / "bin"
        folder.mkdir()
        log.touch()
        found = subprocess.run(["which", "dot"], capture_output=True, text=True, check=True)
        text = DOT.format(log=log, seconds=seconds, dot=found.stdout.strip())
        (folder / "dot").write_text(text, "utf-8")
        (folder / "dot").chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        return log

    return noted_dot


def test_readers_import_and_compile_nothing_after_a_warm_up() -> None:
    """Days, letters, maps and steps need no further module or template, in any language."""
    paths = [
        *(f"/{lang}/deadlines/federal-request/TODAY/" for lang in ("en", "es")),
        *(f"/{lang}/deadlines/ready/TODAY/dates.ics" for lang in ("en", "es")),
        *("/en/letters/title-record/", "/es/letters/title-record/letter.docx"),
        *("/es/letters/title-record/letter.txt", "/en/my-data/map/", "/es/my-data/map.svg"),
        *("/es/my-data/", "/en/my-data/topic/", "/es/my-data/held-license/?topic=holds"),
        *("/en/my-data/who-may-ask/", "/es/understand-the-rules/law-fit/"),
    ]
    command = (sys.executable, "-c", LATER, *paths)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    later, before = map(json.loads, done.stdout.splitlines())
    assert later == []
    assert {"docx", "icalendar", "segno", "wizard.engine.united_states"} <= {*before}
    assert "typst" not in before  # its fonts would take 25 MiB of each worker


def test_no_map_is_drawn_after_a_warm_up(shipped: Site) -> None:
    """The pictures of all maps are kept, in each language."""
    app = create_app(shipped)
    warm_up(app, shipped, TODAY)
    assert len(processes) == len(shipped.flows) * len(shipped.languages)
    processes.clear()
    for lang in shipped.languages:
        for flow in shipped.flows:
            for page in ("map/", "map.svg"):
                assert app.test_client().get(f"/{lang}/{flow}/{page}").status_code == 200
    assert processes == []


def test_no_days_off_are_looked_up_after_a_warm_up() -> None:
    """Those of each state are known, so that no time reveals for which of them someone counted."""
    site = load_flows(ROOT / "examples" / "public-records")
    app, days_off = create_app(site, lambda: TODAY), deadlines._office_days
    days_off.cache_clear()
    warm_up(app, site, TODAY)
    before = days_off.cache_info()
    assert before.misses > 50
    assert site.deadlines
    for event in site.deadlines.events:
        page = app.test_client().get(f"/es/deadlines/{event}/{TODAY - timedelta(300)}/")
        assert page.status_code == 200
    assert days_off.cache_info().misses == before.misses


def test_slow_paths_are_pages_of_the_site(shipped: Site) -> None:
    """Each is answered with 200, and none is twice in the list."""
    client = create_app(shipped, lambda: TODAY).test_client()
    paths = [*slow_paths(shipped, TODAY)]
    assert len({*paths}) == len(paths)
    assert {client.get(path).status_code for path in paths} == {200}


def test_small_site_has_no_paths_of_deadlines_or_letters(write: Write) -> None:
    """A site with one flow has the pages of that flow only."""
    site = load_flows(write(guide=FLOW))
    expected = ["/en/guide/", "/en/guide/map/", "/en/guide/b/", "/en/guide/b/"]
    assert [*slow_paths(site, TODAY)] == expected


def warmed_up(
    site: Site, monkeypatch: pytest.MonkeyPatch, origin: str
) -> tuple[FlaskClient, list[str]]:
    """Return a client after a warm-up, and a list that gets the path of each page that is made."""
    monkeypatch.delenv("WIZARD_ORIGIN", raising=False)
    if origin:
        monkeypatch.setenv("WIZARD_ORIGIN", origin)
    app, made = create_app(site, lambda: TODAY), list[str]()
    app.before_request(lambda: made.append(request.path))
    warm_up(app, site, TODAY)
    made.clear()
    return app.test_client(), made


@pytest.mark.parametrize("origin", ["", "https://example.org/help"])
def test_warm_up_caches_pages_for_readers_only(
    shipped: Site, monkeypatch: pytest.MonkeyPatch, origin: str
) -> None:
    """It caches public pages if the URL of the site is configured, and no pages of other hosts."""
    client, made = warmed_up(shipped, monkeypatch, origin)
    headers = {"Accept-Encoding": "gzip, deflate, br", "Host": "example.org"}
    prefix = "/help" if origin else ""
    paths = [path for path in slow_paths(shipped, TODAY) if "/deadlines/" not in path]
    for path in paths:
        assert client.get(prefix + path, headers=headers).status_code == 200
    assert made == ([] if origin else paths)


def test_warm_up_ends_when_its_application_is_not_served(shipped: Site) -> None:
    """After a reload, the old site is not warmed up any more."""
    app, asked = create_app(shipped), []

    def counted(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked.append(environ["PATH_INFO"])
        return app(environ, start_response)

    warm_up(counted, shipped, TODAY, is_served=lambda: len(asked) < 3)
    assert asked == [*slow_paths(shipped, TODAY)][:3]


def test_all_steps_are_warmed_up_if_the_store_of_their_pieces_is_full(
    shipped: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page whose pieces are not kept needs a QR code too, and drawing one takes 15 ms."""
    monkeypatch.setenv("WIZARD_ORIGIN", "https://example.org")
    monkeypatch.setattr(pieces, "CAPACITY", 2**16)
    app = create_app(shipped, lambda: TODAY)
    qr_code.cache_clear()
    warm_up(app, shipped, TODAY)
    drawn = qr_code.cache_info().misses
    assert drawn > 100
    for path in paths_after_answers(shipped):
        assert app.test_client().get(path, base_url="https://example.org").status_code == 200
    assert qr_code.cache_info().misses == drawn


def test_page_that_fails_ends_the_warm_up(shipped: Site, caplog: pytest.LogCaptureFixture) -> None:
    """The error is logged once, without the path."""
    app, asked = create_app(shipped), []

    def fails(**_: str) -> NoReturn:
        asked.append("a day")
        raise ZeroDivisionError

    app.view_functions["wizard.deadlines_when"] = fails
    with caplog.at_level(logging.WARNING):
        warm_up(app, shipped, TODAY)
    assert asked == ["a day"]
    (record,) = caplog.records
    assert record.getMessage() == "a page could not be rendered"
    assert "/deadlines/" not in caplog.text.replace("wizard/pages/deadlines", "")


def test_start_of_a_worker_waits_for_no_slow_page() -> None:
    """The application is there before anything slow is imported."""
    program = (
        "import sys; from pathlib import Path; from wizard.web import server;"
        "from wizard import load_flows; server.DELAY = 60;"
        "server.ServedFolder(Path('flows'), load_flows('flows')).load(); print(*sys.modules)"
    )
    command = (sys.executable, "-c", program)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    slow = {"docx", "holidays", "icalendar", "segno", "typst"}
    assert slow & {*done.stdout.split()} == set()


def test_worker_warms_up_again_on_the_next_date(write: Write) -> None:
    """What it prepared was for one date only. It does not warm up again before."""
    command = (sys.executable, "-c", AGAIN, str(write(guide=FLOW)))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "2\n"


def test_seconds_left_today_end_with_the_date() -> None:
    """One second less is still today, and one second more is tomorrow."""
    now, left = datetime.now(), seconds_left_today()
    assert (now + timedelta(seconds=left - 1)).date() == now.date()
    assert (now + timedelta(seconds=left + 1)).date() == now.date() + timedelta(1)


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="only Linux lists its libraries")
def test_worker_warms_up_while_it_answers(tmp_path: Path) -> None:
    """The library that writes DOCX is loaded without the request of a reader."""
    folder = ROOT / "flows"
    with running(wizard_run(folder, workers=1), tmp_path / "log", folder) as (_, process):
        (worker,) = workers_of(process)
        wait_until(lambda: "/lxml/" in Path(f"/proc/{worker}/maps").read_text("utf-8"))
        assert workers_of(process) == {worker}


def test_reloaded_site_is_warmed_up(
    write: Write, tmp_path: Path, noted_dot: Callable[[float], Path]
) -> None:
    """The map is drawn once for each version of the flow, before any reader requests it."""
    folder, calls = write(guide=FLOW), noted_dot(0)
    with running(wizard_run(folder, workers=1), tmp_path / "log", folder) as (_, process):
        wait_until(lambda: calls.read_text() == "called\n")
        write(guide=FLOW.replace("End 0", "End 1"))
        process.send_signal(signal.SIGHUP)
        wait_until(lambda: calls.read_text() == "called\ncalled\n")


def test_worker_stops_during_a_warm_up(
    write: Write, tmp_path: Path, noted_dot: Callable[[float], Path]
) -> None:
    """The stop does not wait for the picture that is being drawn, and is quiet."""
    folder, calls, log = write(guide=FLOW), noted_dot(120), tmp_path / "log"
    with running(wizard_run(folder, workers=1), log, folder) as (_, process):
        wait_until(lambda: calls.read_text() != "")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert len(log.read_text().splitlines()) == 1


@pytest.mark.parametrize("origin", ["", "https://example.org/help"])
def test_no_reader_is_the_first_one_after_some_answers(
    shipped: Site, monkeypatch: pytest.MonkeyPatch, origin: str
) -> None:
    """If the URL of the site is configured, every page after any answers is joined from pieces."""
    client, made = warmed_up(shipped, monkeypatch, origin)
    trails = urls_after_answers(shipped)
    assert len(trails) > 250
    for url in trails:
        assert client.get(url).status_code == 200
    assert bool(made) != bool(origin)


def test_paths_after_answers_are_few(write: Write) -> None:
    """There is one for each step, and for each answer to a question that its parts look at.

    Those of a sensitive flow have no answers.
    """
    site = load_flows(write(guide=GUIDE, other=OTHER))
    steps = Counter(path.partition("?")[0] for path in paths_after_answers(site))
    assert steps == {
        "/en/guide/wants/": 1,
        "/en/guide/car/": 1,
        "/en/guide/know/": 3,
        "/en/guide/both/": 1,
        "/en/guide/county/": 1,
        **{f"/en/other/{step}/": 1 for step in ("first", "second", "end")},
        "/en/guide/nothing/": 1,
    }
