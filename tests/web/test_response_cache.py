"""Responses that are held: the same as those that are made, in fewer bytes, and never more of them than there is room for."""

from __future__ import annotations

import gzip
import re
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from wsgiref.validate import validator

import brotli  # type: ignore[import-untyped]
import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient
from werkzeug.test import Client

from wizard import create_app, create_blueprint
from wizard.model.site import Site
from wizard.web.live_reload import Reloader
from wizard.web.response_cache import CacheMiddleware, LruStore, _compress_best, choose_coding
from wizard.web.security_headers import HEADERS, headers_for

Write = Callable[..., Path]

QUESTION = "/en/my-data/held-license/"
OUTCOME = "/es/my-data/federal-look-up/"
ANSWERED = "/en/my-data/own-car/?held-license=yes"
DECODE = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
BROWSER = "gzip, deflate, br, zstd"


class Counted:
    """An application whose pages are counted when they are made. `today` may be set."""

    def __init__(self, site: Site, room: int | None = None) -> None:
        self.today = date(2026, 11, 23)
        self.app = create_app(site, today=lambda: self.today)
        self.made: list[str] = []
        self.app.before_request(lambda: self.made.append(request.full_path))
        assert isinstance(self.app.wsgi_app, CacheMiddleware)
        self.holder = self.app.wsgi_app
        if room:
            self.holder.plain.capacity = self.holder.others.capacity = room
        self.client = self.app.test_client()

    def makes(self, address: str, **headers: str) -> int:
        """How many pages are made for a request."""
        before = len(self.made)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        assert self.client.get(address, headers=named).status_code == 200
        return len(self.made) - before


@pytest.fixture
def counted(shipped: Site) -> Counted:
    return Counted(shipped)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", "identity"),
        (BROWSER, "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0.5, gzip;q=0.5", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.000", "identity"),
        ("gzip;q=0.2, identity;q=0.9", "identity"),
        ("gzip;q=0.2", "gzip"),
        ("*", "br"),
        ("*;q=0.1, br;q=0", "gzip"),
        ("identity;q=0", ""),
        ("identity;q=0, *;q=0", ""),
        ("*;q=0", ""),
        ("*;q=0, identity", "identity"),
        ("identity;q=0, gzip;q=0.001", "gzip"),
        ("deflate, zstd, compress", "identity"),
        ("br;q=2, gzip;q=x", "identity"),
        (",;=,q", "identity"),
        ("a" * 5000 + ", gzip", "gzip"),
    ],
)
def test_the_coding_is_the_one_that_the_client_likes_best(accepted: str, coding: str) -> None:
    """The shortest where it likes several as much; none where it takes none."""
    assert choose_coding(accepted) == coding


@pytest.mark.parametrize(
    "address", [QUESTION, OUTCOME, ANSWERED, "/en/letters/reminder/letter.pdf", "/robots.txt"]
)
def test_every_coding_holds_the_same_page(client: FlaskClient, shipped: Site, address: str) -> None:
    """What the layer sends is, unpacked, what Flask makes without it; each form has its own validator."""
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
def test_a_page_that_is_known_is_not_sent_again(client: FlaskClient, coding: str) -> None:
    """Whether it was held before or not, whatever a proxy made of the validator; another form of it is sent."""
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


def test_a_page_with_answers_has_no_validator(client: FlaskClient) -> None:
    """It is held in the process, and nobody else may keep it: there is nothing to ask for again."""
    for known in ("*", '"x"'):
        response = client.get(ANSWERED, headers={"If-None-Match": known, "Accept-Encoding": "br"})
        assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
        assert "ETag" not in response.headers


@pytest.mark.parametrize(
    "address", [QUESTION, ANSWERED, "/robots.txt", "/nothing/", "/en", "/healthz"]
)
def test_head_is_get_without_its_body(client: FlaskClient, address: str) -> None:
    """The headers are the same, also before anything is held."""
    headers = {"Accept-Encoding": "br"}
    head = client.head(address, headers=headers)
    got = client.get(address, headers=headers)
    assert (head.status_code, head.data, dict(head.headers)) == (
        got.status_code,
        b"",
        dict(got.headers),
    )
    assert got.data or address == "/en"


@pytest.mark.parametrize("mounted", [False, True], ids=["app", "blueprint"])
@pytest.mark.parametrize("accepted", ["identity;q=0, *;q=0", "*;q=0", "zstd, identity;q=0"])
def test_who_takes_no_form_is_told_so(shipped: Site, accepted: str, mounted: bool) -> None:
    """406, in words, in the language of the address, whether the page is held or not."""
    app = Flask("host")
    if mounted:
        app.register_blueprint(create_blueprint(shipped))
    else:
        app = create_app(shipped)
    client = app.test_client()
    for _ in range(2):
        response = client.get(OUTCOME, headers={"Accept-Encoding": accepted})
        assert (response.status_code, response.headers["Cache-Control"]) == (406, "no-store")
        assert "No podemos enviar esta página a su navegador" in response.text
        assert {name: response.headers.get(name) for name in HEADERS} == headers_for((), mounted)
        assert client.get(OUTCOME).status_code == 200


def test_a_page_is_made_once(counted: Counted) -> None:
    """For each coding, host and day. Bare or with answers, and static files too."""
    static = next(
        asset.name
        for asset in Reloader(Path("flows")).assets.values()
        if asset.name.endswith(".css")
    )
    for address in (
        QUESTION,
        OUTCOME,
        ANSWERED,
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


def test_what_depends_on_the_day_does_not_outlive_it(counted: Counted, shipped: Site) -> None:
    """A page that says that a review is late says so from the day on, though the day before it was held."""
    flow = shipped.flows["my-data"]
    assert flow.review_by
    for days, late in ((0, False), (1, True), (0, False)):
        counted.today = flow.review_by + timedelta(days)
        assert (
            "This should have been checked again by" in counted.client.get("/en/my-data/").text
        ) == late


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nothing/", 404),
        ("/en", 308),
        ("/en/my-data/federal-look-up/?own-car=yes", 303),
        ("/healthz", 200),
    ],
)
def test_only_whole_pages_are_held(counted: Counted, address: str, status: int) -> None:
    """An error, a redirect and the word that all is well are made each time, and sent as they are."""
    for _ in range(2):
        response = counted.client.get(address, headers={"Accept-Encoding": BROWSER})
        assert response.status_code == status
        assert "Content-Encoding" not in response.headers
    assert len(counted.made) == 2
    assert not counted.holder.plain.entries
    assert not counted.holder.others.entries


def test_health_is_one_word(client: FlaskClient) -> None:
    """For those who watch over the process; nothing of the site is in it."""
    response = client.get("/healthz")
    assert (response.status_code, response.text, response.headers["Cache-Control"]) == (
        200,
        "ok",
        "no-store",
    )
    assert client.post("/healthz").status_code == 405


def test_a_host_application_that_marks_its_reader_is_not_held(shipped: Site) -> None:
    """A cookie or a Vary that something around the pages adds is for one reader: the next gets a page of his own."""
    for name in ("Set-Cookie", "Vary"):
        counted = Counted(shipped)

        def add(response: Response, name: str = name) -> Response:
            response.headers[name] = f"Cookie{len(name)}"
            return response

        counted.app.after_request(add)
        assert [counted.makes(QUESTION, Accept_Encoding="br") for _ in range(2)] == [1, 1]


def test_a_flood_pushes_out_no_bare_page_and_takes_no_more_room(shipped: Site) -> None:
    """Countless queries, hosts and days: what was held of the bare pages stays, and memory has its bounds."""
    counted = Counted(shipped, room=400_000)
    bare = [QUESTION, OUTCOME, "/", "/en/", "/es/"]
    assert [counted.makes(address) for address in bare] == [1] * len(bare)
    for number in range(60):
        counted.client.get(f"{QUESTION}?x={number}")
        counted.client.get(f"/en/my-data/own-car/?held-license=yes&x={number}")
        counted.client.get(f"/en/deadlines/ready/2026-{number % 12 + 1:02}-{number % 28 + 1:02}/")
        counted.client.get(QUESTION, headers={"Host": f"host{number}.example"})
        counted.client.get(f"/en/nothing{number}/")
    assert [counted.makes(address) for address in bare] == [0] * len(bare)
    for store in (counted.holder.plain, counted.holder.others):
        assert store.size <= 400_000
        assert len(store.entries) > 10
        assert store.size == sum(
            len(held.body) + 4096 + sum(map(len, key[1:])) for key, held in store.entries.items()
        )
    assert counted.makes(f"{QUESTION}?x=59") == 0  # what came last is held
    assert counted.makes(f"{QUESTION}?x=0") == 1  # what came first made room
    counted.today = date(2026, 11, 24)
    counted.makes(QUESTION)
    for number in range(60):
        counted.client.get("/", headers={"Host": f"host{number}.example"})
    assert counted.makes(QUESTION) == 0  # yesterday's pages made room for today's
    assert {key[0] for key in counted.holder.plain.entries} == {counted.today}


def test_what_is_too_large_is_sent_all_the_same(shipped: Site) -> None:
    """Where there is no room at all, pages are made each time."""
    counted = Counted(shipped, room=1)
    assert [counted.makes(QUESTION) for _ in range(2)] == [1, 1]
    assert (counted.holder.plain.size, counted.holder.others.size) == (0, 0)


@pytest.mark.parametrize("address", [QUESTION, ANSWERED, "/nothing/", "/en"])
def test_the_layer_keeps_to_the_letter_of_wsgi(shipped: Site, address: str) -> None:
    """As the standard library's judge has it, for any server."""
    client = Client(validator(create_app(shipped)))
    headers = {"Accept-Encoding": "br"}
    for _ in range(2):
        first = client.get(address, headers=headers, buffered=True)
        client.head(address, headers=headers, buffered=True)
        headers["If-None-Match"] = first.headers.get("ETag", "*")
        again = client.get(address, headers=headers, buffered=True)
        assert again.status_code == (304 if "ETag" in again.headers else first.status_code)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_few_bytes_go_over_the_wire(client: FlaskClient, shipped: Site, lang: str) -> None:
    """Headers as HTTP/1.1 sends them: a first load at most 24,000 bytes, a question at most 2,500, after an answer 2,600."""

    def wire(address: str) -> int:
        response = client.get(address, headers={"Accept-Encoding": BROWSER})
        assert response.status_code in (200, 303), address
        date = len(
            "HTTP/1.1 200 OK\r\n\r\nDate: Mon, 23 Nov 2026 12:00:00 GMT\r\n"
        )  # the server adds them
        return (
            date
            + len(response.data)
            + sum(len(name) + len(value) + 4 for name, value in response.headers)
        )

    first = f"/{lang}/my-data/held-license/"
    files = re.findall(r'(?:href|src)="(/static/[^"]*)"', client.get(first).text)
    assert len(files) == 4
    assert sum(map(wire, [first, *files])) < 24_000
    for flow in shipped.flows.values():
        for question in flow.questions():
            assert wire(f"/{lang}/{flow.id}/{question.id}/") <= 2500, question.id
            assert wire(f"/{lang}/{flow.id}/{question.id}/?{flow.start}=unsure") <= 2600, (
                question.id
            )


def test_what_is_the_same_for_all_hosts_is_compressed_once(counted: Counted) -> None:
    """As short as can be, since who asks under many names makes that work only once; a page with its address is not."""
    plain = {address: counted.client.get(address).data for address in (QUESTION, OUTCOME)}
    before = _compress_best.cache_info()
    for number in range(5):
        host = {"Host": f"h{number}.example", "Accept-Encoding": "br"}
        assert counted.client.get(QUESTION, headers=host).data == brotli.compress(plain[QUESTION])
        counted.client.get(OUTCOME, headers=host)
    after = _compress_best.cache_info()
    assert after.misses - before.misses <= 1
    assert after.hits - before.hits >= 4


def test_many_threads_get_the_right_pages(shipped: Site) -> None:
    """While room is short and everything is pushed out all the time."""
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
    for store in (counted.holder.plain, counted.holder.others):
        assert 0 <= store.size <= 60_000


def test_two_processes_send_the_same_bytes(shipped: Site) -> None:
    """So that one's validator holds for the other."""
    first, second = create_app(shipped).test_client(), create_app(shipped).test_client()
    for coding in DECODE:
        one, other = (
            each.get(OUTCOME, headers={"Accept-Encoding": coding}) for each in (first, second)
        )
        assert (one.data, dict(one.headers)) == (other.data, dict(other.headers))
        assert (
            "Date" not in one.headers
        )  # of a held page it would be long past: the server gives one to each answer
        assert coding != "gzip" or one.data[4:8] == bytes(4)  # no time of day in it


def test_the_loop_of_authors_unpacks_nothing(write: Write) -> None:
    """Its script is put into pages as they are, whatever the browser takes."""
    folder = write(
        guide="title: A\nstart: b\nsteps: {b: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}}\n"
    )
    response = Client(Reloader(folder)).get("/en/guide/", headers={"Accept-Encoding": BROWSER})
    assert "data-asks" in response.text
    assert "Content-Encoding" not in response.headers


def test_a_store_forgets_what_was_used_longest_ago(counted: Counted) -> None:
    """Not what came first."""
    counted.makes(ANSWERED)
    ((key, held),) = counted.holder.others.entries.items()
    store = LruStore(3 * (len(held.body) + 5000))
    names = ["a", "b", "c"]
    assert all(store.put((key[0], name), held) for name in [*names, *names])
    assert len(store.entries) == 3
    assert store.get((key[0], "a")) is held
    assert store.put((key[0], "d"), held)
    assert [key[1] for key in store.entries] == ["c", "a", "d"]
