"""The response cache: the same responses as without it, and none that depends on a reader."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from wsgiref.validate import validator

import brotli  # type: ignore[import-untyped]
import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from tests.conftest import ROOT
from tests.web.conftest import cache_of
from wizard import create_app, create_blueprint
from wizard.model.site import Site
from wizard.web import response_cache
from wizard.web.assets import read_assets
from wizard.web.day_store import OVERHEAD, DayStore
from wizard.web.live_reload import Reloader
from wizard.web.security_headers import HEADERS
from wizard.web.site_base import MAX_ORIGINS

Write = Callable[..., Path]

QUESTION = "/en/my-data/topic/"
OUTCOME = "/es/my-data/federal-look-up/"
ANSWERED = "/en/my-data/held-license/?topic=holds"
DECODE = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
BROWSER = "gzip, deflate, br, zstd"


class Counted:
    """An application that counts the pages it makes. `today` may be set."""

    def __init__(self, site: Site, room: int | None = None) -> None:
        self.today = date(2026, 11, 23)
        self.app = create_app(site, today=lambda: self.today)
        self.made: list[str] = []
        self.app.before_request(lambda: self.made.append(request.full_path))
        self.holder = cache_of(self.app)
        if room:
            self.holder.store.capacity = room
        self.client = self.app.test_client()

    def makes(self, address: str, **headers: str) -> int:
        """Return how many pages are made for a request."""
        before = len(self.made)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        assert self.client.get(address, headers=named).status_code == 200
        return len(self.made) - before


@pytest.fixture
def counted(shipped: Site) -> Counted:
    return Counted(shipped)


@pytest.mark.parametrize(
    "address", [QUESTION, OUTCOME, ANSWERED, "/en/letters/reminder/letter.pdf", "/robots.txt"]
)
def test_every_coding_has_the_same_page_and_its_own_validator(
    client: FlaskClient, shipped: Site, address: str
) -> None:
    """A decoded response is what Flask returns without the middleware."""
    host = Flask("host")
    host.register_blueprint(create_blueprint(shipped))
    plain = host.test_client().get(address)
    seen = set()
    for coding, decode in DECODE.items():
        for _ in range(2):  # made, then held
            response = client.get(address, headers={"Accept-Encoding": coding})
            assert response.status_code == 200
            assert decode(response.data) == plain.data
            assert response.headers["Vary"] == "Accept-Encoding"
            assert response.headers.get("Content-Encoding", "identity") == coding
            assert int(response.headers["Content-Length"]) == len(response.data)
            assert response.headers["Cache-Control"] == plain.headers["Cache-Control"]
            assert response.headers["Content-Type"] == plain.headers["Content-Type"]
        seen.add(response.headers.get("ETag"))
    assert len(seen) == (1 if address == ANSWERED else 3)
    assert plain.headers.get("ETag") in seen


@pytest.mark.parametrize("coding", DECODE)
def test_known_page_gets_304(client: FlaskClient, coding: str) -> None:
    """It does not matter if it was cached, or if a proxy made the validator weak."""
    accept = {"Accept-Encoding": coding}
    etag = create_app().test_client().get(QUESTION, headers=accept).headers["ETag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        for method in ("GET", "HEAD"):
            response = client.open(
                QUESTION, method=method, headers={**accept, "If-None-Match": known}
            )
            assert (response.status_code, response.data) == (304, b"")
            assert (response.headers["ETag"], response.headers["Vary"]) == (etag, "Accept-Encoding")
            assert not {"Content-Encoding", "Content-Length", "Content-Type"} & set(
                response.headers.keys()
            )
            assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    for known in ('"other"', etag[:-2] + '"', "", etag.strip('"')):
        assert client.get(QUESTION, headers={**accept, "If-None-Match": known}).status_code == 200
    other = {"Accept-Encoding": "gzip" if coding == "br" else "br", "If-None-Match": etag}
    assert client.get(QUESTION, headers=other).status_code == 200


def test_page_with_answers_has_no_validator(client: FlaskClient) -> None:
    """No one may cache it, so no one can ask whether it changed."""
    for known in ("*", '"x"'):
        response = client.get(ANSWERED, headers={"If-None-Match": known, "Accept-Encoding": "br"})
        assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
        assert "ETag" not in response.headers


@pytest.mark.parametrize(
    "address", [QUESTION, ANSWERED, "/robots.txt", "/nothing/", "/en", "/healthz"]
)
def test_head_has_the_headers_of_get_in_any_coding(client: FlaskClient, address: str) -> None:
    """They are the same before anything is cached."""
    headers = {"Accept-Encoding": "br"}
    head = client.head(address, headers=headers)
    got = client.get(address, headers=headers)
    assert (head.status_code, head.data, dict(head.headers)) == (
        got.status_code,
        b"",
        dict(got.headers),
    )
    assert got.data or address == "/en"


def test_middleware_requests_a_page_once(counted: Counted) -> None:
    """It does so for each coding, host and date, and for static files."""
    static = next(
        asset.name for asset in read_assets(ROOT / "static").values() if asset.name.endswith(".css")
    )
    for address in (
        QUESTION,
        OUTCOME,
        "/",
        "/sitemap.xml",
        "/en/letters/reminder/letter.txt",
        f"/static/{static}",
    ):
        for headers in ({}, {"Accept_Encoding": BROWSER}, {"Host": "other.example"}):
            assert [counted.makes(address, **headers) for _ in range(3)] == [1, 0, 0], (
                address,
                headers,
            )
    counted.today = date(2026, 11, 24)
    assert [counted.makes(QUESTION) for _ in range(2)] == [1, 0]


@pytest.mark.parametrize(
    "address",
    [
        "/en/my-data/held-license/?topic=holds&own-car=maybe",  # and so not joined
        f"{QUESTION}?sought=forms",
        "/en/my-data/federal-look-up/packet/?topic=who",
        "/en/deadlines/ready/2026-11/",
        "/en/deadlines/ready/2026-11-23/",
        "/en/deadlines/ready/2026-11-23/dates.ics",
        "/api/en/my-data/held-license/?topic=holds",
        "/api/en/deadlines/ready/2026-11-23/",
    ],
)
@pytest.mark.parametrize("coding", DECODE)
def test_response_that_depends_on_a_reader_is_made_for_each_request(
    counted: Counted, address: str, coding: str
) -> None:
    """Otherwise a stranger could measure whether someone requested it. It is compressed, too."""
    plain = counted.client.get(address).data
    assert [counted.makes(address, Accept_Encoding=coding) for _ in range(3)] == [1, 1, 1]
    assert not counted.holder.store.entries
    response = counted.client.get(address, headers={"Accept-Encoding": coding})
    assert DECODE[coding](response.data) == plain
    assert response.headers.get("Content-Encoding", "identity") == coding
    assert response.headers["Vary"] == "Accept-Encoding"
    assert (len(response.data) < len(plain)) == (coding != "identity")


@pytest.mark.parametrize("coding", DECODE)
def test_joined_page_is_the_one_that_the_application_makes(counted: Counted, coding: str) -> None:
    """It is made without the application from its second request on, with the same headers."""
    other = f"{ANSWERED}&utm_source=x"
    coded = {"Accept-Encoding": coding}
    first = counted.client.get(ANSWERED, headers=coded)
    made = len(counted.made)
    for method, known in (("GET", "*"), ("HEAD", "*"), ("GET", '"x"')):
        headers = {**coded, "If-None-Match": known}
        response = counted.client.open(ANSWERED, method=method, headers=headers)
        assert response.data == (first.data if method == "GET" else b"")
        assert response.headers == first.headers
    assert len(counted.client.get(other, headers=coded).data) > 1000
    assert (len(counted.made), counted.holder.store.entries) == (made, {})
    counted.today += timedelta(1)
    assert [counted.makes(other) for _ in range(2)] == [1, 0]


def test_page_is_joined_only_below_its_origin(counted: Counted) -> None:
    """That is the scheme and host of the request, unless the site has a known one."""
    assert [counted.makes(ANSWERED) for _ in range(2)] == [1, 0]
    assert [counted.makes(ANSWERED, Host="other.example") for _ in range(2)] == [1, 0]
    environ = EnvironBuilder(ANSWERED, base_url="https://localhost").get_environ()
    for made in (1, 0):
        before = len(counted.made)
        run_wsgi_app(counted.app.wsgi_app, dict(environ))
        assert len(counted.made) - before == made
    assert counted.client.post(ANSWERED).status_code == 405
    unacceptable = {"Accept-Encoding": "identity;q=0"}
    assert counted.client.get(ANSWERED, headers=unacceptable).status_code == 406


def test_page_of_a_known_address_depends_on_no_host_or_scheme(
    shipped: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is stored and joined once, and its URLs are those of the address."""
    monkeypatch.setenv("WIZARD_ORIGIN", "https://guide.example")
    counted = Counted(shipped)
    named = ("guide.example", "Guide.Example:443", "localhost", "127.0.0.1:8000", "[::1]:1")
    for address in (ANSWERED, OUTCOME, "/sitemap.xml"):
        assert [counted.makes(address, Host=host) for host in named] == [1, 0, 0, 0, 0]
        secure = EnvironBuilder(address, base_url="https://guide.example").get_environ()
        _, status, _ = run_wsgi_app(counted.app.wsgi_app, secure)
        assert (status, len(counted.made)) == ("200 OK", 1)
        counted.made.clear()
    for host in named:
        text = counted.client.get(OUTCOME, headers={"Host": host}).text
        assert 'value="https://guide.example/es/my-data/federal-look-up/"' in text
        assert "localhost" not in text


def test_response_that_depends_on_a_reader_is_compressed_in_little_time(counted: Counted) -> None:
    """The best quality would take longer than to make the page."""
    for address in (ANSWERED, f"{QUESTION}?sought=x", "/en/deadlines/ready/2026-11-23/"):
        plain = counted.client.get(address).data
        sent = counted.client.get(address, headers={"Accept-Encoding": "br"})
        assert sent.data == brotli.compress(plain, quality=5)


def test_cached_page_does_not_outlive_its_date(counted: Counted, shipped: Site) -> None:
    """A page that shows an overdue review does so from that date on, although it was cached."""
    flow = shipped.flows["my-data"]
    assert flow.review_by
    for days, late in ((0, False), (1, True), (0, False)):
        counted.today = flow.review_by + timedelta(days)
        assert (
            "We planned to check this page again by" in counted.client.get("/en/my-data/").text
        ) == late


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nothing/", 404),
        ("/en", 308),
        ("/en/my-data/federal-look-up/?topic=who", 303),
    ],
)
def test_middleware_caches_no_errors_or_redirects(
    counted: Counted, address: str, status: int
) -> None:
    """They are made for each request, and sent without compression."""
    for _ in range(2):
        response = counted.client.get(address, headers={"Accept-Encoding": BROWSER})
        assert response.status_code == status
        assert "Content-Encoding" not in response.headers
    assert len(counted.made) == 2
    assert not counted.holder.store.entries


def test_health_is_one_word(client: FlaskClient) -> None:
    """It has nothing of the site in it, and no one caches it."""
    response = client.get("/healthz")
    assert (response.status_code, response.text, response.headers["Cache-Control"]) == (
        200,
        "ok",
        "no-store",
    )
    assert client.post("/healthz").status_code == 405


def test_middleware_passes_on_special_responses_unchanged(shipped: Site) -> None:
    """A response with a cookie is for one reader, and coded content must not be coded again."""
    for name in ("Set-Cookie", "Vary", "Content-Encoding"):
        counted = Counted(shipped)

        def add(response: Response, name: str = name) -> Response:
            response.headers[name] = f"Cookie{len(name)}"
            return response

        counted.app.after_request(add)
        assert [counted.makes(QUESTION, Accept_Encoding="br") for _ in range(2)] == [1, 1]
        response = counted.client.get(QUESTION, headers={"Accept-Encoding": "br"})
        assert response.headers.getlist(name) == [f"Cookie{len(name)}"]
        assert response.text.startswith("<!doctype html>")


def test_flood_of_queries_and_dates_evicts_no_page(shipped: Site) -> None:
    """Such responses are not stored, so only the pages of the site take room."""
    counted = Counted(shipped, room=400_000)
    bare = [QUESTION, OUTCOME, "/", "/en/", "/es/"]
    assert [counted.makes(address) for address in bare] == [1] * len(bare)
    for number in range(60):
        counted.client.get(f"{QUESTION}?x={number}")
        counted.client.get(f"{QUESTION}?sought=x{number}")
        counted.client.get(f"/en/my-data/held-license/?topic=holds&x={number}")
        counted.client.get(f"/en/deadlines/ready/2026-{number % 12 + 1:02}-{number % 28 + 1:02}/")
        counted.client.get(f"/en/nothing{number}/")
    assert len(counted.holder.store.entries) == len(bare)
    assert [counted.makes(address) for address in bare] == [0] * len(bare)


def test_flood_of_hosts_stores_only_pages_of_the_first_few(counted: Counted) -> None:
    """Whatever is made for others is compressed, sent and forgotten."""
    packet = "/en/my-data/federal-look-up/packet.pdf"
    site: Any = getattr(counted.app.view_functions["wizard.step"], "__self__", None)
    caches = site.takeaway.packets._files, site.takeaway.guides._files, site.joined.steps.entries
    known = [QUESTION, ANSWERED, "/sitemap.xml", packet]
    assert [counted.makes(address) for address in known] == [1] * len(known)
    for number in range(1, MAX_ORIGINS):
        assert [counted.makes("/", Host=f"h{number}.example") for _ in range(2)] == [1, 0]
    held = [len(counted.holder.store.entries), *map(len, caches)]
    for number in range(800):
        host = f"made-up{number}.example"
        assert counted.makes("/", Host=host) == 1
        assert number % 50 or counted.makes(ANSWERED, Host=host) == 1
    made_up = {"Host": "made-up.example", "Accept-Encoding": "br"}
    shown = brotli.decompress(counted.client.get(OUTCOME, headers=made_up).data).decode()
    assert "http://made-up.example/es/my-data/federal-look-up/" in shown
    for address in (packet, "/en/my-data/offline/guide.html"):
        assert counted.client.get(address, headers=made_up).status_code == 200
    assert site.presenters.cache_info().currsize < 20
    assert [len(counted.holder.store.entries), *map(len, caches)] == held
    for number in range(1_000):
        counted.client.get(f"/en/?made-up={number}")
        assert number % 50 or counted.makes(f"{ANSWERED}&made-up={number}") == 0
    assert [len(counted.holder.store.entries), *map(len, caches)] == held
    assert [counted.makes(address) for address in known] == [0] * len(known)


def test_full_cache_takes_no_more_pages(shipped: Site) -> None:
    """Those that it has stay until the next day."""
    counted = Counted(shipped, room=400_000)
    counted.makes(QUESTION)
    addresses = [f"/en/my-data/{step}/" for step in shipped.flows["my-data"].steps]
    for number, address in enumerate(addresses):
        counted.client.get(address, headers={"Accept-Encoding": "identity"})
        assert number % 10 or counted.makes(QUESTION) == 0
    store = counted.holder.store
    assert 10 < len(store.entries) < len(addresses)
    assert sum(len(cached.body) for cached in store.entries.values()) < store.size <= 400_000
    assert counted.makes(addresses[0]) == 0
    assert counted.makes(addresses[-1]) == 1
    counted.today += timedelta(1)
    assert [counted.makes(addresses[-1]) for _ in range(2)] == [1, 0]
    assert len(store.entries) == 1


def test_response_larger_than_the_cache_is_sent(shipped: Site) -> None:
    """Without any room, a page is made for each request."""
    counted = Counted(shipped, room=1)
    assert [counted.makes(QUESTION) for _ in range(2)] == [1, 1]
    assert (counted.holder.store.size, len(counted.holder.store.entries)) == (0, 0)


@pytest.mark.parametrize("address", [QUESTION, ANSWERED, "/nothing/", "/en"])
def test_middleware_conforms_to_wsgi(shipped: Site, address: str) -> None:
    """The validator of the standard library reports nothing."""
    client = Client(validator(create_app(shipped)))
    headers = {"Accept-Encoding": "br"}
    for _ in range(2):
        first = client.get(address, headers=headers, buffered=True)
        client.head(address, headers=headers, buffered=True)
        headers["If-None-Match"] = first.headers.get("ETag", "*")
        again = client.get(address, headers=headers, buffered=True)
        assert again.status_code == (304 if "ETag" in again.headers else first.status_code)


@pytest.mark.parametrize("address", [QUESTION, OUTCOME])
def test_pages_of_the_first_hosts_are_compressed_at_the_best_quality(
    counted: Counted, address: str
) -> None:
    """A client that names many hosts cannot make us spend much time. The validators differ."""
    for number in range(MAX_ORIGINS + 2):
        host = {"Host": f"h{number}.example"}
        page = counted.client.get(address, headers=host).data
        sent = counted.client.get(address, headers={**host, "Accept-Encoding": "br"})
        quality, tag = (11, '-br"') if number < MAX_ORIGINS else (5, '-br5"')
        assert sent.data == brotli.compress(page, quality=quality)
        assert sent.headers["ETag"].endswith(tag)


@pytest.mark.parametrize("limit", ["long", "full"])
def test_long_response_and_one_without_room_are_compressed_in_little_time(
    monkeypatch: pytest.MonkeyPatch, counted: Counted, limit: str
) -> None:
    """The best quality takes two seconds for a million bytes, and pays off only if it is stored."""
    plain = counted.client.get(OUTCOME).data
    for fewer, quality in ((0, 11), (1, 5)):
        store = counted.holder.store = DayStore(10**6)
        if limit == "long":
            monkeypatch.setattr(response_cache, "LONG", len(plain) - fewer)
        else:
            store.capacity = OVERHEAD + len(plain) - fewer
        sent = counted.client.get(OUTCOME, headers={"Accept-Encoding": "br"})
        assert sent.data == brotli.compress(plain, quality=quality)


def test_middleware_sends_the_right_pages_to_many_threads(shipped: Site) -> None:
    """The cache is so small that pages are evicted all the time."""
    counted = Counted(shipped, room=60_000)
    addresses = [
        f"/{lang}/{flow.id}/{step}/"
        for lang in ("en", "es")
        for flow in shipped.flows.values()
        for step in flow.steps
    ]
    fresh = create_app(shipped, today=lambda: counted.today).test_client()
    expected = {address: fresh.get(address).data for address in addresses[:40]}
    wrong: list[object] = []

    def read(order: list[str]) -> Iterator[None]:
        client = counted.app.test_client()
        for address in order:
            response = client.get(address, headers={"Accept-Encoding": "gzip"})
            data = response.data if response.status_code != 200 else gzip.decompress(response.data)
            if data != expected[address]:
                wrong.append(address)
            yield

    orders = [
        list(expected),
        list(expected)[::-1],
        list(expected)[20:] + list(expected)[:20],
        list(expected),
    ]
    threads = [
        threading.Thread(target=lambda order=order: [None for _ in read(order)]) for order in orders
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    assert 0 <= counted.holder.store.size <= 60_000


PRINT_DIGESTS = """
import hashlib, sys
from datetime import date
from wizard import create_app
client = create_app(today=lambda: date(2026, 11, 23)).test_client()
for url in sys.argv[1:]:
    for coding in ("identity", "gzip", "br"):
        response = client.get(url, headers={"Accept-Encoding": coding})
        assert response.status_code == 200, url
        print(url, hashlib.sha256(response.data).hexdigest(), sorted(response.headers))
"""


@pytest.mark.slow
def test_two_processes_send_the_same_bytes() -> None:
    """The order of sets, which differs between processes, changes neither pages nor validators."""
    urls = [OUTCOME, ANSWERED, "/en/my-data/map/", "/en/search.json", "/api/my-data.json"]
    outputs = [
        subprocess.run(
            [sys.executable, "-c", PRINT_DIGESTS, *urls],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    ]
    assert outputs[0] == outputs[1]
    assert len(outputs[0].splitlines()) == 3 * len(urls)


def test_cached_response_has_no_time_in_it(client: FlaskClient) -> None:
    """A date would be old when it is sent; the server sets one on each response."""
    response = client.get(OUTCOME, headers={"Accept-Encoding": "gzip"})
    assert "Date" not in response.headers
    assert response.data[4:8] == bytes(4)  # the time in the header of gzip


def test_reloader_pages_are_not_compressed(write: Write) -> None:
    """It inserts a script into pages, whatever coding the browser prefers."""
    folder = write(
        guide="title: A\nstart: b\n"
        "steps: {b: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}}\n"
    )
    reloader = Reloader(folder)
    response = Client(reloader).get("/en/guide/", headers={"Accept-Encoding": BROWSER})
    reloader.close()
    assert "data-asks" in response.text
    assert "Content-Encoding" not in response.headers
